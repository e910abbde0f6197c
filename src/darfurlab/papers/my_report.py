"""What a student's report is made from: the bank's questions, the work, and the lessons' charts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from darfurlab.datasets import folders, pack, reading
from darfurlab.papers import report, stored_charts
from darfurlab.questions import answers, bank, course, course_file
from darfurlab.questions.question import Question
from darfurlab.questions.well_formed import COURSE


def _lines(question: Question, labels: Mapping[str, str], answer: Any) -> Iterator[report.Line]:
    """Yield an answer line by line, each with what the lesson says to it."""
    if why := question.misfit(answer):
        raise ValueError(why)
    notes = question.mark(answer).notes
    for line, text, given in question.describe(answer):
        note = notes.get(line)
        if note is None:
            yield report.Line(text, given)
        else:
            read = tuple(labels.get(p, p) for p in note.passages) if note.text else ()
            yield report.Line(text, given, note.word, note.text, read)


def questions() -> dict[str, report.Asked]:
    """Return every question of the bank as the report asks for it, in the order of the lessons.

    Where there is a course, those that it asks, and its own.
    """
    labels = pack.passage_labels()
    return {
        f"{question.lesson}/{question.id}": report.Asked(
            question.title(), question.prompt, partial(_lines, question, labels), question.basis
        )
        for question in course.asked(course_file.here())
    }


def charts(lessons: Sequence[str]) -> tuple[report.Chart, ...]:
    """Return the charts stored in lessons, such as "01": no picture is drawn anew."""
    found, every = [], course.lessons()
    for lesson in lessons:
        for chart in stored_charts.charts({"cells": every.get(lesson, [])}):
            picture = "".join(stored_charts.picture(chart).split())
            words = stored_charts.words(chart).removeprefix("Chart. ")
            found.append(report.Chart(stored_charts.title(chart), picture, words))
    return tuple(found)


def _lesson_titles() -> dict[str, str]:
    # A lesson may ask nothing, and questions may belong to no lesson.
    paths = reading.files_in(folders.questions(), "*.toml")
    stems = [path.stem for path in (*paths, *folders.lessons(folders.lessons_folder()))]
    titles = {stem[:2]: stem[3:].replace("-", " ").capitalize() for stem in stems}
    return titles | {COURSE: course_file.here().title}


def make(kind: str, chosen: Sequence[str] = ()) -> str:
    """Return the report of the work as it stands; `kind`: html or md, `chosen`: see `charts`."""
    today = date.today()
    extras = report.Extras(
        made=f"{today.day} {today:%B %Y}",
        lessons=_lesson_titles(),
        charts=charts(chosen),
        notices=tuple(map(str, bank.read_folder(folders.questions())[1])),
    )
    return report.report(kind, answers.work().work, questions(), extras)
