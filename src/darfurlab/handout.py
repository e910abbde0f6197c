"""What a student's report is made from: the bank's questions, the work, and the lessons' charts."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from darfurlab import bank, card, lab, marking, report, schema, shell
from darfurlab.question import Question


def _lines(
    question: Question, labels: Mapping[str, str], answer: Any
) -> Iterator[report.Line]:  # fmt: skip
    """Yield an answer line by line, each with what the lesson says to it."""
    expected = None
    if question.kind == "estimate" and question.solution:
        from darfurlab import exercises  # brings pandas

        found = exercises.solution(question)
        expected = tuple(found) if isinstance(found, tuple | list) else (found, found)
    told = list(marking.describe(question, answer))
    notes = [] if question.kind == "code" else _notes(question, answer, expected)
    for number, (item, given) in enumerate(told):
        note = notes[number] if number < len(notes) else None
        if note is None:
            yield report.Line(item, given)
        else:
            read = tuple(labels.get(p, p) for p in note.passages) if note.text else ()
            yield report.Line(item, given, note.word, note.text, read)


def _notes(question: Question, answer: Any, expected: Any) -> list[marking.Note | None]:
    """Return the notes in the order in which `describe` tells the answer."""
    if marking.misfit(question, answer):
        raise ValueError("the answer does not fit the question")
    notes = marking.mark(question, answer, expected).notes
    if isinstance(answer, dict) and "picks" in answer:
        return [notes.get(item) for item in answer["picks"]]
    if isinstance(answer, list):
        return [notes.get(each) for each in answer]
    return [notes.get("answer")]


def questions(folder: Path) -> dict[str, report.Asked]:
    """Return every question of the bank as the report asks for it, in the order of the lessons."""
    labels = schema.passage_labels()
    return {
        f"{question.lesson}/{question.id}": report.Asked(
            card.label(question), question.prompt, partial(_lines, question, labels), question.basis
        )
        for path in sorted(folder.glob("*.toml"))
        for question in bank.read(path.read_text(encoding="utf-8-sig"), path.name)[0].values()
    }


def charts(lessons: Sequence[str]) -> tuple[report.Chart, ...]:
    """Return the pictures stored in lessons, such as "01": no picture is drawn anew."""
    found = []
    for lesson in lessons:
        for path in lab.lessons_folder().glob(f"{lesson}-*.ipynb"):
            for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
                for data in (output.get("data", {}) for output in cell.get("outputs", [])):
                    if "image/png" in data:
                        text = "".join(data["text/plain"]).removeprefix("Chart. ")
                        picture = b64decode("".join(data["image/png"]))
                        found.append(report.Chart(_title(data), picture, text))
    return tuple(found)


def _title(data: Mapping[str, Any]) -> str:
    text = data["application/vnd.vegalite.v5+json"]["title"]["text"]
    return " ".join(text) if isinstance(text, list) else str(text)


def _lesson_titles() -> dict[str, str]:
    names = (path.stem.partition("-") for path in lab.lessons_folder().glob("[0-9][0-9]-*.ipynb"))
    return {number: name.replace("-", " ").capitalize() for number, _, name in names}


def make(kind: str, chosen: Sequence[str] = ()) -> str:
    """Return the report of the work as it stands; `kind`: html or md, `chosen`: see `charts`."""
    today = date.today()
    extras = report.Extras(
        made=f"{today.day} {today:%B %Y}", lessons=_lesson_titles(), charts=charts(chosen)
    )
    write = report.report_html if kind == "html" else report.report_markdown
    return write(shell.work().work, questions(shell.questions()), extras)
