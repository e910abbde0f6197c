"""The question bank: one TOML file a lesson in, checked questions out; no pandas here.

A file holds `[[question]]` tables. Every kind is made of the same few parts: a prompt, *options*
(what can be chosen), *items* (what is placed), the answer, and a reason for every outcome:

- choice: options, each with feedback; `answer` is one option or several that are each accepted,
  or with `several = true` all those that belong together;
- sort, match, grid: items, each with an `answer` among the options and feedback by outcome (an
  option's id, `fits`, `other`) or one text for all; a grid may ask for `reasons`;
- order: items and `answer`, their ids in order (a list inside it: these in any order); feedback
  `fits`, `early`, `late`, or one text;
- estimate: `answer` or `solution` gives a number or [low, high], `inf` for an open end; feedback
  `within`, `below`, `above`, in which {range} stands for the answer;
- reflection: free text, `min_words`, one feedback;
- code: `solution` (assigns `answer`), `mistakes` ({code, feedback}), `shape` (advice), feedback.

`open = true` says that no answer is the right one. Nothing raises on bad content: every fault
becomes a `Problem`. A question with a fault is never handed on; the others of its file are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from darfurlab.datasets import reading
from darfurlab.datasets.problem import DataError, Problem
from darfurlab.datasets.toml_parts import parsed
from darfurlab.questions.question import KINDS, Entry, Question
from darfurlab.questions.well_formed import Fault, broken_rules, nearest

PLACEHOLDER = "FILL IN"  # stands in a new question wherever its author has something to say

# The keys of each table, `!` where one must be given.
_SHARED = "id! kind! prompt! label intro basis passages hints "
_KEYS: Mapping[str, str] = {
    "choice": _SHARED + "options! answer open several",
    "estimate": _SHARED + "answer solution unit range min max feedback!",
    "sort": _SHARED + "options! items! open",
    "order": _SHARED + "items! answer!",
    "match": _SHARED + "options! items! open",
    "grid": _SHARED + "options! items! open reasons",
    "reflection": _SHARED + "min_words feedback!",
    "code": _SHARED + "solution! mistakes shape any_order tolerance feedback!",
    "options of choice": "id! text! feedback! passages",
    "options": "id! text!",
    "items": "id! text! answer feedback! passages",
    "items of order": "id! text! feedback! passages",
    "mistakes": "code! feedback!",
}


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


def _list_of(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and bool(value) and all(map(test, value))


def _is_range(value: Any) -> bool:
    return _list_of(_is_number)(value) and len(value) == 2 and value[0] <= value[1]


def _are_ids(value: Any) -> bool:
    return _is_text(value) or _list_of(_is_text)(value)


def _are_reasons(value: Any) -> bool:
    return _is_text(value) or (isinstance(value, dict) and _list_of(_is_text)([*value.values()]))


# What a key's value must be, and the same in words.
_TEXT = (_is_text, "text in quotation marks")
_YES = (lambda v: isinstance(v, bool), "true or false")
_TABLES = (_list_of(lambda v: isinstance(v, dict)), "a list of tables")
_SUCH = ", such as my-question"
_ID = r"[a-z0-9]+(-[a-z0-9]+)*"
_FORMS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(("prompt", "label", "intro", "unit", "text"), _TEXT),
    **dict.fromkeys(("solution", "shape", "code"), _TEXT),
    **dict.fromkeys(("open", "several", "range", "any_order"), _YES),
    **dict.fromkeys(("min", "max", "tolerance"), (_is_number, "a number")),
    **dict.fromkeys(("passages", "hints"), (_list_of(_is_text), "a list of texts")),
    **dict.fromkeys(("options", "items", "mistakes"), _TABLES),
    "id": (
        lambda v: _is_text(v) and re.fullmatch(_ID, v) is not None,
        "lower-case-kebab, such as my-question",
    ),
    "kind": (lambda v: v in KINDS, f"one of {', '.join(KINDS)}"),
    "basis": (lambda v: v in ("fact", "claim", "coding"), "one of fact, claim, coding"),
    "reasons": (lambda v: v in ("optional", "required"), "optional or required"),
    "min_words": (lambda v: type(v) is int and 0 <= v <= 1000, "a whole number up to 1000"),
    "feedback": (_are_reasons, "a text, or a table of texts by outcome"),
    "answer": (_are_ids, "an id, or a list of ids"),
    "answer of order": (_list_of(_are_ids), "the items' ids in order, [a, b] where either is next"),
    "answer of estimate": (lambda v: _is_number(v) or _is_range(v), "a number or [low, high]"),
}


def _form_faults(raw: Mapping[str, Any], table: str, at: str = "") -> Iterator[Fault]:
    """Yield keys unknown or missing and values of the wrong form, in a table and those in it."""
    keys = _KEYS.get(table, _SHARED).split()
    known = [key.rstrip("!") for key in keys]
    for key, value in raw.items():
        if key not in known:
            if table in _KEYS:  # else the kind is at fault, and what belongs to it is not known
                yield at + key, key, f"no such key; {nearest(key, known)}"
            continue
        accepts, words = _FORMS.get(f"{key} of {table}", _FORMS[key])
        if not accepts(value):
            yield at + key, value, f"expected: {words}"
        elif _FORMS[key] is _TABLES:
            part = f"{key} of {table}"
            for number, entry in enumerate(value, start=1):
                yield from _form_faults(entry, part if part in _KEYS else key, f"{key} {number} ")
    unknown = [key for key in raw if key not in known] if table in _KEYS else []
    meant = {near for key in unknown for near in get_close_matches(key.lower(), known, n=1)}
    for key in keys:
        if key.endswith("!") and key[:-1] not in {*raw, *meant}:
            yield at + key[:-1], "", "the key is missing; it must be given"


def _ids(value: Any) -> tuple[Any, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _reasons(value: Any) -> dict[str, str]:
    return {"any": value} if isinstance(value, str) else dict(value)


def _entry(raw: Mapping[str, Any]) -> Entry:
    feedback, answer = _reasons(raw.get("feedback", {})), _ids(raw.get("answer", ()))
    return Entry(raw["id"], raw["text"], answer, feedback, tuple(raw.get("passages", ())))


def _build(raw: Mapping[str, Any], lesson: str) -> Question:
    answer = raw.get("answer", ())
    if raw["kind"] == "order":
        answer = tuple(_ids(rank) for rank in answer)
    elif _is_number(answer):
        answer = (answer, answer)
    changed: dict[str, Any] = {
        "lesson": lesson,
        "answer": _ids(answer),
        "feedback": _reasons(raw.get("feedback", {})),
        "mistakes": tuple((m["code"], m["feedback"]) for m in raw.get("mistakes", ())),
        **{key: tuple(raw.get(key, ())) for key in ("passages", "hints")},
        **{key: tuple(map(_entry, raw.get(key, ()))) for key in ("options", "items")},
    }
    return Question(**{**raw, **changed})


def _faults(raw: Mapping[str, Any], name: str, passages: Collection[str] | None) -> list[Fault]:
    """Return every fault of one question."""
    unfilled = [key for key, value in raw.items() if PLACEHOLDER in str(value)]
    if unfilled:
        words = f"write your own words in place of “{PLACEHOLDER} …” in {', '.join(unfilled)}"
        return [("", PLACEHOLDER, words)]
    faults = list(_form_faults(raw, str(raw.get("kind"))))
    return faults or list(broken_rules(_build(raw, name), passages))


def _damaged(text: str, name: str) -> list[Problem]:
    problems = [
        Problem(name, line, "", given, reading.said(given, probably))
        for line, words in enumerate(text.split("\n") if not text.isascii() else (), start=1)
        for given, probably in reading.damage(words.strip())
    ]
    return reading.shortened(problems, name)


def read(
    text: str, name: str, passages: Collection[str] | None = None
) -> tuple[dict[str, Question], list[Problem]]:
    """Return the questions of one file that have no fault, by id, and every fault found in it.

    `name` is the file's name (it begins with the lesson's number); `passages` the ids that exist,
    or None to leave them unchecked. A problem's row is the line on which its question begins, or
    the very line where that is known.
    """
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    tables, problems = parsed(text, name)
    damaged = _damaged(text, name)
    found: list[tuple[int, dict[str, Any]]] = []
    for row, table in tables:
        strange = table.keys() - {"question"}
        for key in sorted(strange):
            problems.append(Problem(name, row, key, key, "no such table; accepted: [[question]]"))
        given = table.get("question", [])
        if not _TABLES[0](given) and "question" in table:
            if strange:
                continue
            expected = "at least one [[question]] table is expected"
            problems.append(Problem(name, row, "question", "", expected))
        else:
            found += [(row, raw) for raw in given]
    if not found and not problems:
        expected = "at least one [[question]] table is expected"
        problems.append(Problem(name, 0, "question", "", expected))
    lesson = lesson_of(name)
    rows = [row for row, _ in found] + [text.count("\n") + 2]
    first: dict[str, int] = {}
    questions: dict[str, Question] = {}
    for number, (row, raw) in enumerate(found):
        faults = _faults(raw, lesson, passages)
        at = str(raw.get("id", f"question {number + 1}"))
        if at in first:
            expected = f"row {first[at]} has the same id; each must be different"
            faults.append(("id", at, expected))
            questions.pop(at, None)
        first.setdefault(at, row)
        problems += [
            Problem(name, row, f"{at} {key}".strip(), str(value), words)
            for key, value, words in faults
        ]
        own = [n for n, p in enumerate(damaged) if row <= p.row < rows[number + 1]]
        for n in own:
            damaged[n] = replace(damaged[n], column=at)
        if not faults and not own:
            questions[raw["id"]] = _build(raw, lesson)
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
    if not paths:
        return []
    first, *others = paths
    if others:
        names = " and ".join(f"“{path.name}”" for path in paths)
        number = "two" if len(paths) == 2 else str(len(paths))
        expected = f"{number} files for one lesson: {names}; keep one here and move the rest away"
        return [Problem(first.name, 0, "", "", expected)]
    if first.suffix.lower() != ".toml":
        expected = "the name of a file of questions ends in .toml; rename it"
        return [Problem(first.name, 0, "", "", expected)]
    return []


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


def problems(path: Path, passages: Collection[str] | None = None) -> list[Problem]:
    """Return every fault of a file of questions; none where it can be used."""
    return read_file(path, passages)[1]


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
