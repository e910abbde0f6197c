"""Code exercises: what a student computed, held against what the data give.

The bank holds a `solution` and common `mistakes` as pandas snippets, so that no number is written
twice. What differs is explained (type, rows, columns, labels, values) without being given away.
Nothing that a student passes raises.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from darfurlab import datasets, forum, mediation, simulation, tables
from darfurlab.marking import AGAIN, FITS, Note, Result
from darfurlab.question import Question

_SHOWN = 2_000  # characters of a value that are kept with the work
_KINDS: tuple[tuple[Any, str], ...] = (
    (pd.DataFrame, "a table (DataFrame)"),
    (pd.Series, "one column (Series)"),
    (str, "text"),
    ((bool, np.bool_), "True or False"),
    ((int, float, np.number), "a number"),
    ((list, tuple, set, frozenset, pd.Index, np.ndarray), "a list"),
    (pd.api.typing.DataFrameGroupBy, "groups that are not yet counted or summed"),
    (pd.api.typing.SeriesGroupBy, "groups that are not yet counted or summed"),
)


@cache
def _run(code: str, after: str = "") -> dict[str, Any]:
    """Return the names a snippet of the bank leaves behind, the data and tables in its scope."""
    if after:
        names = dict(_run(after))
    else:
        names = {k: v for k, v in vars(tables).items() if not k.startswith("_")}
        names |= {name: getattr(datasets, name) for name in datasets.__all__}
        names |= {"pd": pd, "forum": forum, "mediation": mediation, "simulation": simulation}
    exec(code, names)  # the bank's own code, never a student's
    return names


def solution(question: Question) -> Any:
    """Return what the question's solution makes of the data; evaluated once in a kernel."""
    return _run(question.solution)["answer"]


def check(question: Question, value: Any) -> Result:
    """Return the result of a student's value, whatever it is."""
    if value is None or value is ...:
        return Result("open", "Nothing to check yet: put your answer in and run the cell again.")
    complaint = _complaint(question, value, solution(question))
    if not complaint:
        note = Note(FITS, "That fits.", question.reason("any"), question.passages)
        return Result("answered", "Your value agrees with the data.", {"answer": note})
    for code, feedback in question.mistakes:
        if not _complaint(question, value, _run(code, question.solution)["answer"]):
            complaint = feedback
            break
    note = Note(AGAIN, "Look again.", complaint, question.passages)
    return Result("revisit", "Your value differs from what the data give.", {"answer": note})


def summary(value: Any) -> dict[str, str]:
    """Return a short record of a value as JSON: its type, and its first rows as text."""
    shown = ""
    try:
        if isinstance(value, (pd.DataFrame, pd.Series)):
            shown = f"{len(value)} rows\n{value.head(8).to_csv()}"
        elif isinstance(value, (str, bool, int, float, np.generic)):
            shown = str(value)
        elif isinstance(value, (list, tuple)):
            shown = ", ".join(str(v) for v in value[:20] if isinstance(v, (str, int, float)))
    except Exception:  # a student's object may do anything when it is asked for its text
        shown = ""
    return {"type": type(value).__name__, "text": shown[:_SHOWN]}


def _a(value: Any) -> str:
    """Return what a value is, in words."""
    found = next((words for types, words in _KINDS if isinstance(value, types)), "")
    if not found and callable(value):
        return "a function that was not called: put () after its name"
    return found or f"an object of the type {type(value).__name__}"


def _complaint(question: Question, value: Any, expected: Any) -> str:
    """Return what is off, first things first; nothing where the two agree."""
    try:
        if _a(value) != _a(expected):
            return f"You have {_a(value)}; {_a(expected)} is expected. {question.shape}".strip()
        if not isinstance(expected, (pd.DataFrame, pd.Series, list, tuple, set, pd.Index)):
            same = _same(value, expected, question.tolerance)
            return "" if same else f"It is of the right kind, but another one. {question.shape}"
        if len(value) != len(expected):
            advice = question.shape or "Another number is expected."
            unit = "rows" if len(value) != 1 else "row"
            return f"You have {len(value):,} {unit}. {advice}"
        if isinstance(expected, pd.DataFrame):
            off = _columns(value, expected)
            if off:
                return off
            value = value[list(expected.columns)]
        return _compare(question, _rows(value), _rows(expected), _names(expected))
    except Exception as err:  # a student's object may do anything when it is compared
        name, why = type(value).__name__, type(err).__name__
        return f"This {name} cannot be compared ({why}). {question.shape}".strip()


def _quoted(names: Iterable[Any]) -> str:
    return ", ".join(f"`{name}`" for name in list(names)[:6])


def _columns(value: pd.DataFrame, expected: pd.DataFrame) -> str:
    missing = [c for c in expected.columns if c not in value.columns]
    if missing and set(missing) <= set(value.index.names):
        return f"{_quoted(missing)} is in the index: `.reset_index()` makes it a column."
    if missing:
        return f"The table has no column {_quoted(missing)}; it has {_quoted(value.columns)}."
    extra = [c for c in value.columns if c not in expected.columns]
    if extra or not value.columns.is_unique:
        return f"The table has columns that were not asked for: {_quoted(extra or value.columns)}."
    return ""


def _rows(value: Any) -> list[tuple[Any, ...]]:
    if isinstance(value, pd.DataFrame):
        return list(zip(*(value[c].tolist() for c in value.columns), strict=True))
    if isinstance(value, pd.Series):
        return list(zip(value.index.tolist(), value.tolist(), strict=True))
    return [(v,) for v in value]


def _names(value: Any) -> list[str]:
    if isinstance(value, pd.DataFrame):
        return [str(c) for c in value.columns]
    return ["index", "values"] if isinstance(value, pd.Series) else ["values"]


def _same(a: Any, b: Any, tolerance: float) -> bool:
    numbers = (int, float, np.number)
    if isinstance(a, numbers) and isinstance(b, numbers):
        near = abs(float(a) - float(b)) <= tolerance * max(1.0, abs(float(b)))
        return bool(a == b or near or (a != a and b != b))
    none = (None, pd.NA, pd.NaT)
    if any(b is n for n in none):
        return a != a if isinstance(a, float) else any(a is n for n in none)
    return bool(a == b)


def _unmatched(
    mine: Sequence[tuple[Any, ...]], theirs: Sequence[tuple[Any, ...]], tolerance: float
) -> int:
    """Return how many of my rows are not among theirs, each of theirs used once."""
    left, strange = list(theirs), 0
    for row in mine:
        same = (
            at
            for at, other in enumerate(left)
            if all(_same(a, b, tolerance) for a, b in zip(row, other, strict=True))
        )
        at = next(same, None)
        if at is None:
            strange += 1
        else:
            del left[at]
    return strange


def _compare(
    question: Question,
    mine: Sequence[tuple[Any, ...]],
    theirs: Sequence[tuple[Any, ...]],
    names: Sequence[str],
) -> str:
    """Compare rows in order or, where the question allows any order, as a bag."""
    tolerance = question.tolerance
    pairs = list(zip(mine, theirs, strict=True))
    if all(not _unmatched([a], [b], tolerance) for a, b in pairs):
        return ""
    strange = _unmatched(mine, theirs, tolerance)
    if not strange:
        return "" if question.any_order else "The rows are right; their order is not what is asked."
    off = []
    for at, name in enumerate(names):
        cells, wanted = [[(row[at],) for row in rows] for rows in (mine, theirs)]
        if _unmatched(cells, wanted, tolerance):
            kinds = {_a(cells[0][0]), _a(wanted[0][0])}
            apart = f" ({_a(cells[0][0])} where {_a(wanted[0][0])} is expected)"
            off.append(f"`{name}`" + (apart if len(kinds) > 1 else ""))
    where = f" Look at {', '.join(off)}." if off and len(names) > 1 else ""
    return f"{strange} of your {len(mine)} rows differ from the data.{where}"
