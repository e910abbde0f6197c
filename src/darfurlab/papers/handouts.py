"""What is printed for a class without laptops, as HTML; what it says is in `data/guide`; pure.

`make handouts` draws the network and makes PDF files of these pages.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from darfurlab.datasets import folders, pack
from darfurlab.papers import guide
from darfurlab.papers.report import Line
from darfurlab.questions import bank, exercises, model
from darfurlab.questions.question import Entry, Question
from darfurlab.questions.view import rich

PAPERS = ("A4", "letter")
SHEETS = Path(__file__).with_name("sheets")
_SIDES = {"mediator": "03/score-the-mediator", "process": "03/score-the-process"}
_OPEN = "Cannot be judged"


def _find(ref: str) -> Question:
    return bank.find(ref, folders.questions())


def _conditions(handout: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the conditions in the words of lesson 03, which the students know."""
    parts = []
    for side, ref in _SIDES.items():
        split = (item.text.partition(": ") for item in _find(ref).items)
        parts.append((words[side], [{"name": name, "text": text} for name, _, text in split]))
    return {"parts": parts}


def _cards(handout: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    question = _find(handout["question"])
    known = {row["term"]: row["name"].partition(" (")[0] for row in pack.table("glossary").rows}
    named = ((option.text, known.get(option.id, "")) for option in question.options)
    heads = [(text, name if name.lower() != text.lower() else "") for text, name in named]
    return {"question": question, "heads": heads}


def _deal(handout: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the nine issues of lesson 02 with what each option gives each party."""
    sudan = model.sudan()
    game = sudan.game

    def row(issue: str, option: str) -> tuple[str, list[Any]]:
        return sudan.word(issue, option), [game.sheet[p, issue, option] for p in game.parties]

    return {
        "parties": [sudan.name(party) for party in game.parties],
        "issues": [(sudan.name(i), [row(i, o) for o in own]) for i, own in game.options.items()],
        "now": game.exact(game.status_quo).values(),
        "asked": [game.asks[party] for party in game.parties],
    }


def _gists(handout: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    """Return the passages by section; a section that a list has cut in two says so."""
    rows = [row for row in pack.table("passages").rows if row["kind"] != "heading"]
    sections: list[tuple[str, list[dict[str, str]]]] = []
    for name, found in groupby(rows, lambda r: r["section"]):
        again = any(name == before for before, _ in sections)
        sections.append((f"{name} {words['again']}" if again else name, list(found)))
    return {"sections": sections}


def _refs(handout: Mapping[str, Any]) -> list[str]:
    return guide.asked(guide.lesson(handout["id"][-2:]))


def _questions(handout: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    number = handout["id"][-2:]
    plan = guide.plan_of(guide.folder() / f"{number}.toml")
    terms = {row["term"]: row for row in pack.table("glossary").rows}
    asked = [(ref, _find(ref)) for ref in _refs(handout)]
    return {
        "questions": [(q, plan.get("on_paper", {}).get(ref, q.intro)) for ref, q in asked],
        "letters": ascii_uppercase,
        "lesson": number,
        "boxes": plan.get("box", ()),
        "terms": [terms[each] for each in plan["words"]],
    }


def _key(handout: Mapping[str, Any], words: Mapping[str, Any]) -> dict[str, Any]:
    answers = [(question, list(key(question))) for question in map(_find, _refs(handout))]
    return {"answers": answers, "lesson": handout["id"][-2:]}


def key(question: Question) -> Iterator[Line]:
    """Yield what a teacher reads aloud: for each line its answer, the reason, and where to read.

    Where several options may be chosen, also why the others are not among the answers. Of a deal to
    build, the one that the model chooses. Nothing of a question that a student answers in a text of
    their own.
    """
    names = {option.id: option.text for option in question.options}

    def line(entry: Entry | None, given: Any, name: str, item: str = "") -> Line:
        note = question.mark(given).notes[entry.id if entry else "answer"]
        labels = pack.passage_labels()
        read = tuple(labels.get(p, p) for p in note.passages)
        return Line(item, name.rstrip("."), "", note.text, read)

    if question.items:
        for item in question.items:
            picks = item.answer[:1] if item.answer else [question.options[0].id]
            name = " or ".join(names[each] for each in item.answer) or _OPEN
            given = {"picks": {item.id: picks[0]}, "reasons": {item.id: "…"}}  # some ask for one
            yield line(item, given, name, item.text)
    elif question.options:
        for option in question.options:
            if question.open or option.id in question.answer:
                yield line(option, [option.id], option.text)
            elif len(question.answer) > 1:
                yield line(option, [option.id], "No", option.text)
    elif question.kind == "estimate":
        found = exercises.solution(question) if question.solution else question.answer
        low = found[0] if isinstance(found, list | tuple) else found
        yield line(None, {"low": low}, "")
    elif question.kind == "build":
        sudan = model.sudan()
        found = sudan.play("all-sudan").deal.items()
        told = ". ".join(f"{sudan.name(issue)}: {sudan.word(issue, o)}" for issue, o in found)
        yield Line("", "", "", f"{told}.")


_MADE = {
    "conditions": _conditions,
    "cards": _cards,
    "deal": _deal,
    "gists": _gists,
    "questions": _questions,
    "key": _key,
}


def _body(markdown: str) -> str:
    """Return a page of the guide as HTML; a link is its words, a picture is in the page."""
    import mistune

    html = str(mistune.create_markdown(escape=False, plugins=["table"])(markdown))

    def picture(found: re.Match[str]) -> str:
        path = folders.lessons_folder() / "instructor" / found[1]
        return f'src="data:image/png;base64,{b64encode(path.read_bytes()).decode()}"'

    return re.sub(r'src="([\w-]+\.png)"', picture, re.sub(r"</?a\b[^>]*>", "", html))


@cache
def _templates() -> Any:
    import jinja2
    from markupsafe import Markup

    made = jinja2.Environment(loader=jinja2.FileSystemLoader(SHEETS), autoescape=True)
    made.filters["rich"] = lambda text: Markup(rich(text))
    return made


def sheets(
    paper: str, contact: str = "", network: str = "", acts: Sequence[Mapping[str, str]] = ()
) -> dict[str, str]:
    """Return each sheet to print as one HTML page that needs nothing else, by its id.

    `paper`: one of `PAPERS`. `contact`: who helps. `network`: the chart of lesson 03 as SVG;
    `acts`: what it shows, each with `who`, `to_whom`, `did`, `sense`, `where`.
    """
    from markupsafe import Markup

    folder = guide.folder()
    held = guide.read(folder / "handouts.toml")[0]
    background = folders.lessons_folder() / "background.md"
    texts = guide.pages(folder, contact) | {"background": background.read_text(encoding="utf-8")}
    style = Markup((SHEETS / "sheets.css").read_text(encoding="utf-8"))
    made = {}
    for handout in held["handout"]:
        sheet, words = handout["sheet"], held["words"].get(handout["sheet"], {})
        given = _MADE[sheet](handout, words) if sheet in _MADE else {}
        if sheet == "page":
            given = {"body": Markup(_body(texts[handout["id"]]))}
        made[handout["id"]] = (
            _templates()
            .get_template(f"{sheet}.html")
            .render(
                name=handout["name"],
                sheet=f"{sheet} {'plan' if handout['id'].startswith('lesson') else handout['id']}",
                paper=paper,
                turned=handout.get("turned", False),
                style=style,
                words=words,
                contact=contact or "________________",
                network=Markup(network),
                acts=acts,
                **given,
            )
        )
    return made
