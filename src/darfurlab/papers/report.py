"""A student's work as one page to print, in HTML and in Markdown; pure (see `page`).

`questions` maps "01/sort-causes" to an `Asked`, in the order of the page; what the work holds
besides is shown at the end of its lesson as it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from darfurlab.datasets.words import LABELS
from darfurlab.papers.document import Chart, Part, document
from darfurlab.work.record import Entry, Work, open_draft

__all__ = ["Asked", "Chart", "Extras", "Line", "report"]


@dataclass(frozen=True)
class Line:
    """One line of an answer: what it is about, what was answered, and what the lesson said.

    `given` may be the student's own words. `word` is short ("Agrees with the brief."),
    `passages` are labels.
    """

    item: str
    given: str
    word: str = ""
    reason: str = ""
    passages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A question, and how to tell an answer to it line by line.

    `lines` may yield nothing or raise where an answer doesn't fit the question (what a wrong type
    or number raises); it is then shown as it is. `basis` is a short name of `LABELS`, or empty.
    """

    label: str
    prompt: str
    lines: Callable[[Any], Iterable[Line]]
    basis: str = ""


@dataclass(frozen=True)
class Extras:
    """What else the page shows; `lessons` maps "01" to its title, `made` is the day in words.

    `notices`: faults of the files of questions; an answer to what cannot be read is shown as it is.
    """

    title: str = "My work in the Darfur lessons"
    made: str = ""
    lessons: Mapping[str, str] = field(default_factory=dict)
    charts: tuple[Chart, ...] = ()
    notices: tuple[str, ...] = ()


_RESULTS = {"answered": "Answered", "revisit": "Answered: differs", "open": "Not finished"}
_LABELS = (
    "A label in brackets says where a reason comes from. *{fact}*: the brief gives this as a fact. "
    "*{claim}*: the authors judge this. *{coding}*: we sorted, counted or made up this. Another "
    "reader may do it differently."
)
_NOTICES = (
    "The program could not read some questions from their files. Your answers to these questions "
    "are all here, as you gave them. Please show the next lines to the person who gave you the "
    "lessons:"
)


def _day(at: str) -> str:
    return f"{at[:10]}, {at[11:16]}"


def _answer(asked: Asked | None, answer: Any) -> Iterator[Part]:
    try:
        lines = list(asked.lines(answer)) if asked else []
    except (LookupError, TypeError, ValueError, ArithmeticError, AttributeError):
        lines = []
    if not lines:
        text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
        lines = [Line("", text)]
    for line in lines:
        if line.item:
            yield Part("item", line.item)
        yield Part("given", given=line.given if line.given.strip() else "—")
        read = f" Read {'; '.join(line.passages)}." if line.passages else ""
        label = LABELS.get(asked.basis, "") if asked and line.reason else ""
        basis = f" (*{label}*)" if label else ""
        word = f"**{line.word}** " if line.word else ""
        if said := f"{word}{line.reason}{basis}{read}".strip():
            yield Part("p", said)


def _activity(key: str, asked: Asked | None, entry: Entry) -> Iterator[Part]:
    label, prompt = (asked.label, asked.prompt) if asked else (entry["kind"], key)
    yield Part("h3", prompt)
    attempts = entry["attempts"]
    said = [label]
    if attempts:
        result = _RESULTS.get(entry["result"], entry["result"])
        said += [f"{result} on {_day(attempts[-1]['at'])}"]
        first = _day(attempts[0]["at"])
        said += [f"{len(attempts)} attempts, the first on {first}"] if len(attempts) > 1 else []
    yield Part("small", " · ".join(said))
    if attempts:
        yield from _answer(asked, entry["answer"])
    if draft := open_draft(entry):
        yield Part("small", f"Draft of {_day(draft['at'])}, not checked yet:")
        yield from (part for part in _answer(asked, draft["answer"]) if part.form != "p")


def _parts(work: Work, questions: Mapping[str, Asked], extras: Extras) -> Iterator[Part]:
    yield Part("h1", extras.title)
    for label, names in (("Name", work.get("names")), ("Course", [work.get("course")])):
        if text := ", ".join(filter(None, names or ())):
            yield Part("small", label)
            yield Part("given", given=text)
    made = f"This report was made on {extras.made}. " if extras.made else ""
    begun, changed = _day(work["created"]), _day(work["updated"])
    yield Part("small", f"{made}The work began on {begun} and was last changed on {changed}.")
    yield Part("p", _LABELS.format(**{k: v.capitalize() for k, v in LABELS.items()}))
    if extras.notices:
        yield Part("p", _NOTICES)
    yield from (Part("given", given=notice) for notice in extras.notices)
    for lesson, entries in sorted(work["answers"].items()):
        title = extras.lessons.get(lesson, "")
        yield Part("h2", f"Lesson {lesson}{': ' if title else ''}{title}")
        asked = {key: each for key, each in questions.items() if key.startswith(f"{lesson}/")}
        keys = [*asked, *(f"{lesson}/{name}" for name in entries)]
        for key in dict.fromkeys(keys):
            if entry := entries.get(key.partition("/")[2]):
                yield from _activity(key, asked.get(key), entry)
        left = [each.prompt for key, each in asked.items() if key.partition("/")[2] not in entries]
        if left:
            yield Part("small", f"Questions without an answer: {' · '.join(left)}")
    if extras.charts:
        yield Part("h2", "Charts")
    yield from (Part("chart", chart=chart) for chart in extras.charts)
    if left_out := work.get("left_out"):
        yield Part("h2", "Answers from another version of the lessons")
        for each in left_out:
            shown = json.dumps(each["entry"], ensure_ascii=False)
            yield Part("given", given=f"{each['lesson']}/{each['activity']}: {shown}")


def report(form: str, work: Work, questions: Mapping[str, Asked], extras: Extras = Extras()) -> str:
    """Return the page as one HTML document that needs nothing else and runs nothing, or Markdown.

    `form`: html or md, in which a chart is there in words.
    """
    return document(form, extras.title, _parts(work, questions, extras), "report.css")
