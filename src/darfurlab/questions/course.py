"""A course of one's own: `course.toml` beside the lessons, read and checked; lessons cut to it.

It names the lessons, what is hidden, who helps, dates, and up to five questions. A setting with a
fault, or the one name with a fault in a list, is left out, and the others hold. Where a file cannot
be read at all, the last one that could be read counts: what it hides stays hidden.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from darfurlab.datasets import folders, pack, reading
from darfurlab.datasets.problem import DataError, Problem
from darfurlab.datasets.toml_parts import parsed, parts
from darfurlab.questions import bank, form
from darfurlab.questions.question import Form, Question
from darfurlab.questions.well_formed import nearest

Cell = dict[str, Any]
NAME, LESSON = "course.toml", "course"
KEPT = ".darfurlab/course.toml"  # in a student's folder: the last one that could be read
MOST = 5  # questions of one's own
FURTHER = "further"
EVERYTHING, CORE = "everything", "core"
KEYS = "title contact lessons parts hidden dates"
_TEXTS: Form = (form.list_of(form.is_text), 'a list of texts, such as ["00", "01"]')
FORMS: Mapping[str, Form] = {
    **dict.fromkeys(("title", "contact"), form.TEXT),
    **dict.fromkeys(("lessons", "hidden"), _TEXTS),
    "parts": (lambda v: v in (EVERYTHING, CORE), f'"{CORE}" or "{EVERYTHING}"'),
    "dates": (lambda v: isinstance(v, dict), 'a table of days, such as "01" = 2027-02-15'),
}


@dataclass(frozen=True)
class Course:
    """What an instructor chose; with nothing chosen, the lessons are whole.

    `lessons`: their numbers, all if empty. `hidden`: activities (01/sort-causes) and sections
    (01: and the heading). `dates`: by lesson. `questions`: its own, each with the lesson `at`.
    """

    title: str = ""
    contact: str = ""
    lessons: tuple[str, ...] = ()
    parts: str = EVERYTHING
    hidden: tuple[str, ...] = ()
    dates: Mapping[str, date] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()

    def has(self, number: str) -> bool:
        """Return whether a lesson, such as "01", belongs to the course."""
        return not self.lessons or number in self.lessons


WHOLE = Course()


def path(*places: Path) -> Path | None:
    """Return the first `course.toml` of some folders, None where no folder has one."""
    return next((place / NAME for place in places if (place / NAME).is_file()), None)


def here() -> Course:
    """Return the course of the lessons that are open: its file stands beside them."""
    near = folders.near(NAME)
    own, problems = read(Path(near)) if near else (WHOLE, [])
    if problems and own == WHOLE and (kept := folders.near(KEPT)):
        return read(Path(kept))[0]
    return own


def asked(every: Iterable[Question]) -> list[Question]:
    """Return those of some questions that the course here asks, and its own."""
    chosen = here()
    return [*filter(asks(chosen), every), *chosen.questions]


def find(ref: str, folder: Path) -> Question:
    """Return the question that `ref` names, in the bank or (course/my-question) in the course.

    Raises `DataError` where there is none that has no fault.
    """
    if not ref.startswith(f"{LESSON}/"):
        return bank.find(ref, folder)
    near = folders.near(NAME)
    problems = read(Path(near))[1] if near else []
    own = here()
    known = {f"{LESSON}/{question.id}": question for question in own.questions}
    if ref in known:
        return known[ref]
    raise DataError(problems or [Problem(NAME, 0, "id", ref, nearest(ref, known))])


def read(file: Path) -> tuple[Course, list[Problem]]:
    """Return what can be used of a course's file, and each fault of it."""
    text, problems = reading.decoded(file, NAME)
    if problems:
        return WHOLE, problems
    text = text.lstrip("\ufeff").replace("\r\n", "\n")
    settings = parts(text)[0][1]
    tables, problems = parsed(settings, NAME)
    if problems:
        return WHOLE, problems
    raw = tables[0][1]
    faults = list(form.table_faults(raw, KEYS.split(), FORMS, {})) + list(_unknown(raw))
    rows = settings.split("\n")
    for key, value, said in faults:
        row = next(
            (n for n, line in enumerate(rows, 1) if key and line.lstrip().startswith(key)), 0
        )
        problems.append(Problem(NAME, row, key, str(value), said))
    good = {key: _without(raw[key], faults, key) for key in KEYS.split() if key in raw}
    good = {key: value for key, value in good.items() if value is not None}
    given: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in good.items()}
    questions, own = _questions(text, settings)
    return Course(**given, questions=questions), [*problems, *own]


def _without(value: Any, faults: Sequence[tuple[str, Any, str]], key: str) -> Any:
    """Return a setting without what has a fault in it; None where nothing of it can be used."""
    bad = [given for name, given, _ in faults if name == key]
    if not bad:
        return value
    if isinstance(value, dict) and key == "dates":
        return {k: v for k, v in value.items() if k not in bad and v not in bad} or None
    if isinstance(value, list) and FORMS[key] == _TEXTS:
        return [v for v in value if isinstance(v, str) and v not in bad] or None
    return None


def _questions(text: str, settings: str) -> tuple[tuple[Question, ...], list[Problem]]:
    """Return the course's own questions, and what is wrong with them or with their number."""
    rest = text[len(settings) :]
    if not rest.strip():
        return (), []
    labels, known = pack.passage_labels(), _lessons()
    found, problems = bank.read("\n" * settings.count("\n") + rest, NAME, labels)
    kept = []
    for question in found.values():
        if question.at in known:
            kept.append(question)
        else:
            said = f"the lesson at whose end it stands; {nearest(question.at, known)}"
            problems.append(Problem(NAME, 0, f"{question.id} at", question.at, said))
    if len(found) > MOST:
        said = f"at most {MOST} questions of your own are accepted; the first {MOST} are shown"
        problems.append(Problem(NAME, 0, "question", str(len(found)), said))
    return tuple(kept[:MOST]), problems


def _lessons() -> dict[str, list[Cell]]:
    paths = folders.lessons(folders.lessons_folder())
    return {p.name[:2]: json.loads(p.read_text(encoding="utf-8"))["cells"] for p in paths}


def _unknown(raw: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """Yield lessons, sections and activities that are not there, and dates that are none."""
    known = _lessons()
    shown = [name for number, cells in known.items() for name in _names(number, cells)]
    for key, names in (("lessons", list(known)), ("hidden", shown)):
        for each in raw[key] if _TEXTS[0](raw.get(key)) else ():
            if each not in names:
                near = [name for name in names if name[:2] == str(each)[:2]]
                yield key, each, f"no such name; {nearest(each, near or names)}"
    for number, day in raw["dates"].items() if isinstance(raw.get("dates"), dict) else ():
        if number not in known:
            yield "dates", number, f"no such lesson; {nearest(number, known)}"
        if not isinstance(day, date) or isinstance(day, datetime):
            yield "dates", day, "a day without quotation marks is expected, such as 2027-02-15"


# --- a lesson cut to the course -------------------------------------------------------------------


def _heading(cell: Cell) -> str:
    """Return a section's heading without its number and without the word further."""
    found = re.match(r"## (?:\d+ · )?(.+)", "".join(cell["source"]))
    return found[1].removesuffix(" · further").strip() if found else ""


def _asked(cell: Cell) -> list[str]:
    code = cell["cell_type"] == "code"
    return re.findall(r'\b(?:ask|check)\("([^"]+)"', "".join(cell["source"])) if code else []


def _names(number: str, cells: list[Cell]) -> Iterator[str]:
    """Yield what can be hidden in a lesson: sections and activities."""
    for cell in cells:
        if cell["cell_type"] == "markdown" and _heading(cell):
            yield f"{number}: {_heading(cell)}"
        yield from _asked(cell)


def shown(number: str, cells: list[Cell], course: Course) -> Iterator[Cell]:
    """Yield a lesson's cells that the course shows.

    Of a hidden cell of code there stays what gives a name that a later cell may use: no student
    sees a chart, a card or a text of it.
    """
    away = False
    for cell in cells:
        if cell["cell_type"] == "markdown" and _heading(cell):
            away = f"{number}: {_heading(cell)}" in course.hidden
        further = course.parts == CORE and FURTHER in cell["metadata"].get("tags", ())
        if not (away or further or set(_asked(cell)) & set(course.hidden)):
            yield _unlinked(cell, course)
        elif cell["cell_type"] == "code" and (kept := _names_given(cell)):
            yield {**cell, "source": kept, "outputs": [], "execution_count": None}


def _unlinked(cell: Cell, course: Course) -> Cell:
    """Return a cell in which a link to a lesson that the course does not have is only its words."""

    def words(found: re.Match[str]) -> str:
        return found[0] if course.has(found[2]) else found[1]

    source = "".join(cell["source"])
    made = re.sub(r"\[([^\]]+)\]\((\d\d)-[\w-]+\.ipynb\)", words, source)
    return cell if made == source else {**cell, "source": made}


def _names_given(cell: Cell) -> str:
    lines = "".join(cell["source"]).split("\n")
    kept = (n for n in lines if re.match(r"[\w, ]+ = (?!\.\.\.$)|from |import ", n))
    return "\n".join(kept)


def cut(notebook: Mapping[str, Any], number: str, course: Course) -> dict[str, Any]:
    """Return a lesson as the course shows it: its parts, its date and contact, its questions."""
    first, *rest = shown(number, notebook["cells"], course)
    told = [f"**Your course:** {course.title}."] if course.title else []
    if day := course.dates.get(number):
        told.append(f"This lesson: {day.day} {day:%B %Y}.")
    if course.contact:
        told.append(f"If you need help, or if something is hard for you: {course.contact}.")
    top = [_cell("markdown", "course-top", " ".join(told))] if told else []
    own = [question for question in course.questions if question.at == number]
    end = [_cell("markdown", "course-questions", "## Questions of your course")] if own else []
    for question in own:
        end.append(_cell("code", f"course-{question.id}", f'ask("{LESSON}/{question.id}")'))
    return {**notebook, "cells": [first, *top, *rest[:-1], *end, *rest[-1:]]}


def _cell(kind: str, name: str, source: str) -> Cell:
    code: Cell = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": name[:64], "metadata": {}, "source": source, **code}


def asks(course: Course) -> Callable[[Question], bool]:
    """Return what says whether the course asks a question; those of no lesson it always asks."""
    if course == WHOLE:
        return lambda question: True
    lessons = _lessons()
    kept = [cell for n, cells in lessons.items() for cell in shown(n, cells, course)]
    here = {ref for cell in kept for ref in _asked(cell)}

    def asked(question: Question) -> bool:
        if question.lesson not in lessons:
            return True
        ref = f"{question.lesson}/{question.id}"
        return course.has(question.lesson) and (ref in here or question.kind == "design")

    return asked
