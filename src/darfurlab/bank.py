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
becomes a `Problem`, and a file with a fault is never handed on in part.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from darfurlab.bank_rules import Fault, broken_rules, nearest
from darfurlab.problem import DataError, Problem
from darfurlab.question import KINDS, Entry, Question

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
_ID = r"[a-z0-9]+(-[a-z0-9]+)*"
_FORMS: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    **dict.fromkeys(("prompt", "label", "intro", "unit", "text"), _TEXT),
    **dict.fromkeys(("solution", "shape", "code"), _TEXT),
    **dict.fromkeys(("open", "several", "range", "any_order"), _YES),
    **dict.fromkeys(("min", "max", "tolerance"), (_is_number, "a number")),
    **dict.fromkeys(("passages", "hints"), (_list_of(_is_text), "a list of texts")),
    **dict.fromkeys(("options", "items", "mistakes"), _TABLES),
    "id": (lambda v: _is_text(v) and re.fullmatch(_ID, v) is not None, "lower-case-kebab"),
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
    for key in keys:
        if key.endswith("!") and key[:-1] not in raw:
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


def read(
    text: str, name: str, passages: Collection[str] | None = None
) -> tuple[dict[str, Question], list[Problem]]:
    """Return the questions of one file by id, and every fault found in it.

    `name` is the file's name (it begins with the lesson's number); `passages` the ids that exist,
    or None to leave them unchecked. A problem's row is the line on which its question begins.
    """
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as err:
        at = re.search(r"at line (\d+)", str(err))
        line = int(at[1]) if at else text.count("\n") + 1
        return {}, [Problem(name, line, "", "", f"not valid TOML: {err}")]
    problems = [
        Problem(name, 0, key, key, "no such table; accepted: question")
        for key in raw
        if key != "question"
    ]
    if not _TABLES[0](raw.get("question")):
        expected = "at least one [[question]] table is expected"
        return {}, [*problems, Problem(name, 0, "question", "", expected)]
    lines = [n for n, line in enumerate(text.split("\n"), 1) if line.strip() == "[[question]]"]
    questions: dict[str, Question] = {}
    for number, table in enumerate(raw["question"]):
        faults = list(_form_faults(table, str(table.get("kind"))))
        if not faults:
            question = _build(table, Path(name).stem.partition("-")[0])
            faults = list(broken_rules(question, passages))
            if question.id in questions:
                faults.append(("id", question.id, "the id stands twice; each must be different"))
            questions[question.id] = question
        row = lines[number] if number < len(lines) else 0
        at = table.get("id", f"question {number + 1}")
        problems += [Problem(name, row, f"{at} {key}", str(v), words) for key, v, words in faults]
    return questions, problems


@cache
def _load(path: Path, _changed: int) -> dict[str, Question]:
    questions, problems = read(path.read_text(encoding="utf-8-sig"), path.name)
    if problems:
        raise DataError(problems)
    return questions


def problems(path: Path, passages: Collection[str] | None = None) -> list[Problem]:
    """Return every fault of a file of questions; none where it can be used."""
    try:
        return read(path.read_text(encoding="utf-8-sig"), path.name, passages)[1]
    except (OSError, UnicodeDecodeError) as err:
        return [Problem(path.name, 0, "", "", f"this is not readable as UTF-8 text: {err}")]


def find(ref: str, folder: Path) -> Question:
    """Return the question that `ref` names: `01/sort-causes` is in the file `01-….toml`.

    Raises `DataError` where there is no such file or question, or the file has a fault.
    """
    lesson, _, name = ref.partition("/")
    paths = sorted(folder.glob("*.toml"))
    path = next((p for p in paths if p.stem.startswith(f"{lesson}-") or p.stem == lesson), None)
    if path is None:
        known = ", ".join(p.stem.partition("-")[0] for p in paths)
        raise DataError([Problem(str(folder), 0, "", ref, f"no such lesson; accepted: {known}")])
    questions = _load(path, path.stat().st_mtime_ns)
    if name not in questions:
        raise DataError([Problem(path.name, 0, "id", name, nearest(name, questions))])
    return questions[name]
