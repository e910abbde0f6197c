"""A designed process as a memo to print, in the student's words; pure (see `page`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from darfurlab.datasets.words import LABELS, OF_A_DESIGN
from darfurlab.papers.document import Part, document
from darfurlab.questions.designs import REPLY, Answer, Book, chosen

if TYPE_CHECKING:
    from darfurlab.questions.design_model import Told

_LABELS = (
    f"The conditions come from the brief (*{LABELS['claim']}*). Written rules decide whether this "
    f"design meets a condition (*{LABELS['coding']}*). We made up the numbers of the model "
    f"(*{LABELS['coding']}*)."
)


def _parts(
    book: Book, answer: Answer, model: Told, made: str, names: Sequence[str]
) -> Iterator[Part]:
    options = chosen(answer)
    yield Part("small", f"Memo · {made}" if made else "Memo")
    yield Part("h1", "A peace process for Sudan")
    if names:
        yield Part("point", "**Written by**", ", ".join(names))
    yield from (Part("given", given=text) for text in [answer.get("title", "")] if text.strip())
    words: Mapping[str, str] = answer.get("words", {})
    for part in dict.fromkeys(row["part"] for row in book.choices):
        yield Part("h2", part)
        for choice in (row for row in book.choices if row["part"] == part):
            texts = [r["text"] for r in book.of(choice["choice"]) if r["option"] in options]
            said = "; ".join(texts) or "This choice is open"
            yield Part("point", f"**{choice['name']}.** {said}.", words.get(choice["choice"], ""))
    yield Part("h2", "The design and the 16 conditions of the brief")
    verdicts = book.verdicts(options)
    for verdict, word in OF_A_DESIGN.items():
        own = [v.name for v in verdicts if v.verdict == verdict]
        if own:
            yield Part("p", f"**{word.capitalize()}:** {', '.join(own)}.")
    yield Part("h2", "The result in our bargaining model")
    yield from (Part("p", text) for text in (model.line, *model.details))
    if answer.get("reply", "").strip():
        yield Part("h2", REPLY)
        yield Part("given", given=answer["reply"])
    yield Part("small", _LABELS)


def memo(
    form: str,
    book: Book,
    answer: Answer,
    model: Told,
    made: str = "",
    names: Sequence[str] = (),
) -> str:
    """Return the memo as one HTML document that needs nothing else, or as Markdown.

    It prints on as many pages as it needs; nothing that was written is cut.

    `form`: html or md. `model`: what the bargaining model says of the design. `made`: the day, in
    words. `names`: whose memo it is, as they typed it.
    """
    parts = _parts(book, answer, model, made, names)
    return document(form, "A peace process for Sudan", parts, "report.css", "memo.css")
