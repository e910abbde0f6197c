"""What a student's report is made from: the bank's questions, the work, and the lessons' charts."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from darfurlab.datasets import folders, schema
from darfurlab.papers import report, stored_charts
from darfurlab.questions import answers, bank, marking
from darfurlab.questions import view as card
from darfurlab.questions.question import Question


def _lines(question: Question, labels: Mapping[str, str], answer: Any) -> Iterator[report.Line]:
    """Yield an answer line by line, each with what the lesson says to it."""
    if question.kind == "code":  # what was computed, as it was summed up when it was checked
        told = marking.describe(question, answer)
        yield from (report.Line(text, given) for _, text, given in told)
        return
    if marking.misfit(question, answer):
        raise ValueError("the answer does not fit the question")
    expected: tuple[float, float] | None = None
    if question.kind == "estimate" and question.solution:
        from darfurlab.questions import exercises  # brings pandas

        found = exercises.solution(question)
        expected = (found[0], found[1]) if isinstance(found, tuple | list) else (found, found)
    notes = marking.mark(question, answer, expected).notes
    for line, text, given in marking.describe(question, answer):
        note = notes.get(line)
        if note is None:
            yield report.Line(text, given)
        else:
            read = tuple(labels.get(p, p) for p in note.passages) if note.text else ()
            yield report.Line(text, given, note.word, note.text, read)


@cache
def _book() -> Any:
    from darfurlab.questions.kinds import designs  # brings pandas

    return designs.load()


def _design_lines(answer: Any) -> Iterator[report.Line]:
    """Yield a designed process choice by choice, in the student's words."""
    from darfurlab.questions.kinds import designs  # brings pandas

    book = _book()
    if why := designs.misfit(book, answer):
        raise ValueError(why)
    yield report.Line("Title", answer.get("title", ""))
    for row in book.choices:
        if options := answer.get("picks", {}).get(row["choice"]):
            because = answer.get("words", {}).get(row["choice"], "").strip()
            said = "; ".join(map(book.text, options))
            yield report.Line(row["name"], f"{said}: {because}" if because else said)
    yield report.Line("The strongest objection, and my answer", answer.get("reply", ""))


def questions(folder: Path) -> dict[str, report.Asked]:
    """Return every question of the bank as the report asks for it, in the order of the lessons."""
    labels = schema.passage_labels()
    asked = {
        f"{question.lesson}/{question.id}": report.Asked(
            card.label(question), question.prompt, partial(_lines, question, labels), question.basis
        )
        for question in bank.read_folder(folder)[0]
    }
    if folder == folders.questions():  # the designer is no question of the bank
        asked["04/design"] = report.Asked("Design", "Design a peace process", _design_lines)
    return asked


def charts(lessons: Sequence[str]) -> tuple[report.Chart, ...]:
    """Return the charts stored in lessons, such as "01": no picture is drawn anew."""
    files = {path.name[:2]: path for path in folders.lessons(folders.lessons_folder())}
    found = []
    for path in (files[lesson] for lesson in lessons if lesson in files):
        for chart in stored_charts.charts(json.loads(path.read_text(encoding="utf-8"))):
            picture = b64decode(stored_charts.picture(chart))
            words = stored_charts.words(chart).removeprefix("Chart. ")
            found.append(report.Chart(stored_charts.title(chart), picture, words))
    return tuple(found)


def _lesson_titles() -> dict[str, str]:
    stems = [path.stem for path in folders.lessons(folders.lessons_folder())]
    return {stem[:2]: stem[3:].replace("-", " ").capitalize() for stem in stems}


def make(kind: str, chosen: Sequence[str] = ()) -> str:
    """Return the report of the work as it stands; `kind`: html or md, `chosen`: see `charts`."""
    today = date.today()
    extras = report.Extras(
        made=f"{today.day} {today:%B %Y}",
        lessons=_lesson_titles(),
        charts=charts(chosen),
        notices=tuple(map(str, bank.read_folder(folders.questions())[1])),
    )
    write = report.report_html if kind == "html" else report.report_markdown
    return write(answers.work().work, questions(folders.questions()), extras)
