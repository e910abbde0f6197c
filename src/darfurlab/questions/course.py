"""A course of one's own: what an instructor chose, and lessons cut to it.

Its file is read in `course_file`.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from darfurlab.datasets import folders
from darfurlab.questions import bank, kinds
from darfurlab.questions.question import Question
from darfurlab.questions.well_formed import COURSE

Cell = dict[str, Any]
TOP = "course-top"  # the id of the cell that says whose course this is, and who helps
FURTHER = "further"
EVERYTHING, CORE = "everything", "core"


@dataclass(frozen=True)
class Course:
    """What an instructor chose; with nothing chosen, the lessons are whole.

    `lessons`: their numbers, all if empty. `hidden`: activities (01/sort-causes) and sections
    (01: and the heading). `dates`: by lesson. `questions`: its own, each with the lesson `at`.
    `safe`: no fault of the file can show students more than was meant.
    """

    title: str = ""
    contact: str = ""
    lessons: tuple[str, ...] = ()
    parts: str = EVERYTHING
    hidden: tuple[str, ...] = ()
    dates: Mapping[str, date] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()
    safe: bool = True

    def has(self, number: str) -> bool:
        """Return whether a lesson, such as "01", belongs to the course."""
        return not self.lessons or number in self.lessons


WHOLE = Course()


def lessons() -> dict[str, list[Cell]]:
    """Return the cells of each lesson of the pack, by its number."""
    paths = folders.lessons(folders.lessons_folder())
    return {path.name[:2]: _cells(path, path.stat().st_mtime_ns) for path in paths}


@cache
def _cells(path: Path, _changed: int) -> list[Cell]:
    cells: list[Cell] = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return cells


def _heading(cell: Cell) -> str:
    """Return a section's heading without its number and without the word further."""
    found = re.match(r"## (?:\d+ · )?(.+)", "".join(cell["source"]))
    return found[1].removesuffix(" · further").strip() if found else ""


def _asked(cell: Cell) -> list[str]:
    code = cell["cell_type"] == "code"
    return re.findall(r'\b(?:ask|check)\("([^"]+)"', "".join(cell["source"])) if code else []


def names(number: str, cells: list[Cell]) -> Iterator[str]:
    """Yield what can be hidden in a lesson: sections and activities."""
    for cell in cells:
        if cell["cell_type"] == "markdown" and _heading(cell):
            yield f"{number}: {_heading(cell)}"
        yield from _asked(cell)


@cache
def _elsewhere(lessons: tuple[str, ...], folder: Path) -> frozenset[str]:
    """Return the questions that are only about other lessons: each of their objectives is there."""
    return frozenset(
        f"{question.lesson}/{question.id}"
        for question in (bank.read_folder(folder)[0] if lessons else ())
        if question.objectives and not {each[:2] for each in question.objectives} & {*lessons}
    )


def _gone(course: Course) -> set[str]:
    return {*course.hidden, *_elsewhere(course.lessons, folders.questions())}


def shown(number: str, cells: list[Cell], course: Course) -> list[Cell]:
    """Return a lesson's cells that the course shows, the last always.

    Of a hidden cell of code there stays what gives a name that a cell which is shown uses: no
    student sees a chart, a card or a text of it.
    """
    away, needed, found, gone = False, set[str](), list[Cell](), _gone(course)
    kept = []
    for cell in cells:
        if cell["cell_type"] == "markdown" and _heading(cell):
            away = f"{number}: {_heading(cell)}" in gone
        further = course.parts == CORE and FURTHER in cell["metadata"].get("tags", ())
        kept.append(cell is cells[-1] or not (away or further or {*_asked(cell)} & gone))
    for cell, whole in zip(reversed(cells), reversed(kept), strict=True):
        code = cell["cell_type"] == "code" and _needed("".join(cell["source"]), needed, whole)
        if whole:
            found.append(cell if course == WHOLE else _told(cell, number, course))
        elif code:
            found.append({**cell, "source": code, "outputs": [], "execution_count": None})
    return found[::-1]


def _needed(source: str, needed: set[str], whole: bool) -> str:
    """Return the lines of a cell, all or those that give a name needed; change what is needed."""
    kept = []
    for node in reversed(ast.parse(source).body):
        names = [each for each in ast.walk(node) if isinstance(each, ast.Name)]
        uses = {each.id for each in names if isinstance(each.ctx, ast.Load)}
        gives = {each.id for each in names if isinstance(each.ctx, ast.Store)}
        gives |= {a.asname or a.name for a in ast.walk(node) if isinstance(a, ast.alias)}
        if whole or gives & needed:
            needed -= gives
            needed |= uses
            kept.append(ast.get_source_segment(source, node) or "")
    return "\n".join(kept[::-1])


def _told(cell: Cell, number: str, course: Course) -> Cell:
    """Return a cell whose words fit the course: its lessons before and after, its parts."""
    if cell["cell_type"] != "markdown":
        return cell
    made = source = "".join(cell["source"])
    link = r"\[([^\]]+)\]\((\d\d)-[\w-]+\.ipynb\)"
    way = rf"\*\*((?:Lesson b|B)efore|Next(?: lesson)?):\*\* {link}\.( [^.?!*\n]+\?)*"
    made = re.sub(way, lambda m: m[0] if course.has(m[3]) else _way(m[1], number, course), made)
    made = re.sub(link, lambda m: m[0] if course.has(m[2]) else m[1], made)
    about = r" ?[A-Z][^.!?\n]* questions [^.!?\n]*about lesson (\d\d)[^.!?\n]*\."
    made = re.sub(about, lambda m: m[0] if course.has(m[1]) else "", made)
    if course.parts == CORE and made.startswith("# "):
        made = re.sub(r" Everything: about \d+ minutes\.", "", made)
        made = "\n\n".join(p for p in made.split("\n\n") if f"*{FURTHER}*" not in p)
    return cell if made == source else {**cell, "source": made}


def _way(word: str, number: str, course: Course) -> str:
    """Return the lesson of the course before or after another, as a link; nothing for none."""
    there = [n for n in lessons() if course.has(n)]
    after, before = [n for n in there if n > number][:1], [n for n in there if n < number][-1:]
    for near in after if "Next" in word else before:
        (name,) = (p.name for p in folders.lessons(folders.lessons_folder()) if p.name[:2] == near)
        title = "".join(lessons()[near][0]["source"]).splitlines()[0].removeprefix("# ")
        return f"**{word}:** [{title}]({name})."
    return ""


def cut(notebook: Mapping[str, Any], number: str, course: Course) -> dict[str, Any]:
    """Return a lesson as the course shows it: its parts, its date and contact, its questions.

    `number`: "" for a notebook that is no lesson.
    """
    *first, last = shown(number, notebook["cells"], course)
    own = [question for question in course.questions if question.at == number]
    end = [_cell("markdown", "course-questions", "## Questions of your course")] if own else []
    for question in own:
        end.append(_cell("code", f"course-{question.id}", f'ask("{COURSE}/{question.id}")'))
    return {**notebook, "cells": _headed([*first, *end, last], number, course)}


def _headed(cells: list[Cell], number: str, course: Course) -> list[Cell]:
    """Return a lesson's cells with the course's own line, as it is now, after the first of them."""
    told = [f"**Your course:** {course.title}."] if course.title else []
    if day := course.dates.get(number):
        told.append(f"This lesson: {day.day} {day:%B %Y}.")
    if course.contact:
        told.append(f"If you need help, or if something is hard for you: {course.contact}.")
    top = [_cell("markdown", TOP, " ".join(told))] if told and number else []
    rest = [cell for cell in cells if cell.get("id") != TOP]
    return [*rest[:1], *top, *rest[1:]]


def retold(notebook: Mapping[str, Any], number: str, course: Course) -> dict[str, Any] | None:
    """Return a student's lesson with the course's own line as it is now; None: nothing to change.

    All else stays as it is. A line that the student made editable is left alone.
    """
    old = [cell for cell in notebook["cells"] if cell.get("id") == TOP]
    new = _headed(notebook["cells"], number, course)
    lines = ["".join(cell["source"]) for cell in new if cell.get("id") == TOP]
    theirs = any(cell["metadata"].get("editable", True) for cell in old)
    same = lines == ["".join(cell["source"]) for cell in old]
    return None if same or theirs else {**notebook, "cells": new}


def _cell(kind: str, name: str, source: str) -> Cell:
    code: Cell = {"outputs": [], "execution_count": None} if kind == "code" else {}
    fixed = {"deletable": False, "editable": False}
    return {"cell_type": kind, "id": name[:64], "metadata": fixed, "source": source, **code}


def asked(course: Course) -> list[Question]:
    """Return the questions that a course asks in the order of the lessons, its own last.

    Those of no lesson it always asks, but not where each of their objectives is that of a lesson
    which the course does not have.
    """
    every, gone = lessons(), _gone(course)
    kept = [cell for n, cells in every.items() for cell in shown(n, cells, course)]
    here = {ref for cell in kept for ref in _asked(cell)}

    def asks(question: Question) -> bool:
        ref = f"{question.lesson}/{question.id}"
        if question.lesson not in every or course == WHOLE:
            return ref not in gone
        return course.has(question.lesson) and (ref in here or question.kind == "design")

    known = [*bank.read_folder(folders.questions())[0], *kinds.standing()]
    ours = sorted(filter(asks, known), key=lambda question: question.lesson)
    return [*ours, *course.questions]
