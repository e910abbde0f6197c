"""The question bank: one TOML file a lesson in, checked questions out; no pandas here.

A file holds `[[question]]` tables. Every kind is made of the same few parts: a prompt, *options*
(what can be chosen), *items* (what is placed), the answer, and a reason for every outcome; what is
a kind's own is said there (`kinds`). `open = true` says that no answer is the right one.

Nothing raises on bad content: every fault becomes a `Problem`. A question with a fault is never
handed on; the others of its file are.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from darfurlab.datasets import reading
from darfurlab.datasets.problem import DataError, Problem
from darfurlab.datasets.toml_parts import parsed
from darfurlab.questions import form, kinds
from darfurlab.questions.question import Fault, Question
from darfurlab.questions.well_formed import broken_rules, nearest

PLACEHOLDER = "FILL IN"  # stands in a new question wherever its author has something to say


def _judged(
    raw: Mapping[str, Any], lesson: str, passages: Collection[str] | None
) -> tuple[Question | None, list[Fault]]:
    """Return one question, and every fault of it; None where its form is at fault."""
    unfilled = [key for key, value in raw.items() if PLACEHOLDER in str(value)]
    if unfilled:
        words = f"write your own words in place of “{PLACEHOLDER} …” in {', '.join(unfilled)}"
        return None, [("", PLACEHOLDER, words)]
    known = kinds.written()
    if faults := list(form.faults(raw, known)):
        return None, faults
    question = known[raw["kind"]].made(raw, lesson)
    return question, list(broken_rules(question, passages))


def _tables(text: str, name: str) -> tuple[list[tuple[int, dict[str, Any]]], list[Problem]]:
    """Return the questions of a file as they stand, each with its row, and what else is there."""
    tables, problems = parsed(text, name)
    found: list[tuple[int, dict[str, Any]]] = []
    none = "at least one [[question]] table is expected"
    for row, table in tables:
        strange, given = table.keys() - {"question"}, table.get("question", [])
        for key in sorted(strange):
            problems.append(Problem(name, row, key, key, "no such table; accepted: [[question]]"))
        if form.TABLES[0](given):
            found += [(row, raw) for raw in given]
        elif "question" in table and not strange:
            problems.append(Problem(name, row, "question", "", none))
    if not found and not problems:
        problems.append(Problem(name, 0, "question", "", none))
    return found, problems


def read(
    text: str, name: str, passages: Collection[str] | None = None
) -> tuple[dict[str, Question], list[Problem]]:
    """Return the questions of one file that have no fault, by id, and every fault found in it.

    `name` is the file's name (it begins with the lesson's number); `passages` the ids that exist,
    or None to leave them unchecked. A problem's row is the line on which its question begins, or
    the very line where that is known.
    """
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    found, problems = _tables(text, name)
    lines = enumerate(() if text.isascii() else text.split("\n"), start=1)
    damaged = reading.damaged(((line, "", words.strip()) for line, words in lines), name)
    ends = [row for row, _ in found[1:]] + [text.count("\n") + 2]
    first: dict[str, int] = {}  # id → the row where it stood first
    questions: dict[str, Question] = {}
    for number, ((row, raw), end) in enumerate(zip(found, ends, strict=False), start=1):
        at = str(raw.get("id", f"question {number}"))
        question, faults = _judged(raw, lesson_of(name), passages)
        if at in first:
            faults.append(("id", at, f"line {first[at]} has the same id; each must be different"))
            questions.pop(at, None)
        first.setdefault(at, row)
        for key, value, words in faults:
            problems.append(Problem(name, row, f"{at} {key}".strip(), str(value), words))
        own = [each for each in damaged if row <= each.row < end]
        damaged = [replace(each, column=at) if each in own else each for each in damaged]
        if question and not faults and not own:
            questions[question.id] = question
    return questions, [*problems, *damaged]


def lesson_of(name: str) -> str:
    """Return the lesson that a file of questions belongs to: `01` of `01-marginalization.toml`.

    So is it of `Copy of 01-marginalization.toml`, in every language, and of `1_marginalization`.
    """
    number = re.search(r"(?<!\d)\d\d?(?!\d)", name)
    return number[0].zfill(2) if number else re.split(r"[-. ]", name, maxsplit=1)[0]


def read_file(
    path: Path, passages: Collection[str] | None = None
) -> tuple[dict[str, Question], list[Problem]]:
    """Return the questions of a file, and every fault of it, that it cannot be read among them."""
    text, problems = reading.decoded(path, path.name)
    return ({}, problems) if problems else read(text, path.name, passages)


@cache
def _load(path: Path, _changed: int) -> tuple[dict[str, Question], list[Problem]]:
    return read_file(path)


def _files(folder: Path) -> dict[str, list[Path]]:
    """Return the files of questions by lesson; a copy or a backup beside one counts as well."""
    by_lesson: dict[str, list[Path]] = {}
    for path in reading.files_in(folder, "*"):
        if ".toml" in path.name.lower():
            by_lesson.setdefault(lesson_of(path.name), []).append(path)
    return by_lesson


def _file_faults(paths: Sequence[Path]) -> list[Problem]:
    """Return what is wrong with the files of one lesson, apart from what stands in them."""
    expected = ""
    if len(paths) > 1:
        names = " and ".join(f"“{path.name}”" for path in paths)
        number = "two" if len(paths) == 2 else str(len(paths))
        expected = f"{number} files for one lesson: {names}; keep one here and move the rest away"
    elif paths and paths[0].suffix.lower() != ".toml":
        expected = "the name of a file of questions ends in .toml; rename it"
    return [Problem(paths[0].name, 0, "", "", expected)] if expected else []


def read_folder(
    folder: Path, passages: Collection[str] | None = None
) -> tuple[list[Question], list[Problem]]:
    """Return the questions of every lesson in order, and every fault of the folder's files."""
    questions: list[Question] = []
    problems: list[Problem] = []
    for _, paths in sorted(_files(folder).items()):
        problems += _file_faults(paths)
        for path in paths:
            found, faults = read_file(path, passages)
            problems += faults
            if not _file_faults(paths):
                questions += found.values()
    return questions, problems


def file_of(lesson: str, folder: Path) -> Path:
    """Return the one file of a lesson's questions; `DataError` where there is none, or are two."""
    files = _files(folder)
    if lesson not in files:
        known = ", ".join(sorted(files))
        raise DataError([Problem(str(folder), 0, "", lesson, f"no such lesson; accepted: {known}")])
    if faults := _file_faults(files[lesson]):
        raise DataError(faults)
    return files[lesson][0]


def has_fault(lesson: str, folder: Path) -> bool:
    """Return whether a lesson's questions have a fault, so that nobody can tell what they are."""
    paths = _files(folder).get(lesson, [])
    return bool(_file_faults(paths)) or any(_load(p, p.stat().st_mtime_ns)[1] for p in paths)


def find(ref: str, folder: Path) -> Question:
    """Return the question that `ref` names: `01/sort-causes` is in the file `01-….toml`.

    Raises `DataError` where there is no such file or question, or the question has a fault; where
    other questions of the file have one, this one is good.
    """
    lesson, _, name = ref.partition("/")
    path = file_of(lesson, folder)
    questions, faults = _load(path, path.stat().st_mtime_ns)
    if name not in questions:
        missing = Problem(path.name, 0, "id", name, nearest(name, questions))
        own = [p for p in faults if p.column.partition(" ")[0] == name]
        raise DataError(own or [p for p in faults if not p.column] or [missing])
    return questions[name]
