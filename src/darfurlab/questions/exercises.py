"""Code exercises: what a student computed, held against what the data give.

The bank holds a `solution` and common `mistakes` as pandas snippets, so that no number is written
twice. What differs is explained (type, rows, columns, labels, values) without being given away.
An answer counts in every form that says the same: labels in the index or in a column, a dict, a
list of pairs, whole numbers as floats. Nothing that a student passes raises.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from darfurlab import datasets, tables
from darfurlab.bargaining import forum, simulation
from darfurlab.questions.kinds.code import Code
from darfurlab.questions.marking import AGAIN, CODE, NOTED, Note, Result
from darfurlab.questions.question import Question
from darfurlab.tables import mediation

_ORDER = "Your rows agree with the data. The exercise asks for another order of the rows."
_ABOVE = "The reason stands above."

_TRUTHS = (bool, np.bool_)
_NUMBERS = (int, float, np.number, Decimal, Fraction)
_KINDS: tuple[tuple[Any, str], ...] = (
    (pd.DataFrame, "a table (DataFrame)"),
    (pd.Series, "one column (Series)"),
    (str, "text"),
    (_TRUTHS, "True or False"),
    (_NUMBERS, "a number"),
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


def fault(question: Question) -> str:
    """Return why the question's own code cannot be run on the data; nothing where it can."""
    try:
        solution(question)
        for code, _ in question.mistakes:
            _run(code, question.solution)["answer"]
    except Exception as err:  # an author's code may do anything
        why = " ".join(f"{type(err).__name__}: {err}".split())
        return f"the code does not run ({why}); it must put a value into `answer`"
    return ""


def check(question: Code, value: Any) -> Result:
    """Return the result of a student's value, whatever it is."""
    if value is None or value is ...:
        return Result("open", "There is no answer yet. Put your code in place of the three dots.")
    said = _complaint(question, value, solution(question))
    if not said:
        note = Note(NOTED, CODE[True], question.reason("any"), question.passages)
        return Result("answered", _ABOVE, {"answer": note})
    for code, feedback in question.mistakes:
        if not _complaint(question, value, _run(code, question.solution)["answer"]):
            said = feedback
            break
    note = Note(AGAIN, CODE[False], said, question.passages)
    return Result("revisit", _ABOVE, {"answer": note})


def _a(value: Any) -> str:
    """Return what a value is, in words."""
    found = next((words for types, words in _KINDS if isinstance(value, types)), "")
    if not found and callable(value):
        return "a function that was not called: put () after its name"
    return found or f"an object of the type {type(value).__name__}"


def _complaint(question: Code, value: Any, expected: Any) -> str:
    """Return what is off, first things first; nothing where the two agree."""
    try:
        value, expected = _alike(value, expected)
        if _a(value) != _a(expected):
            kinds = f"Your result is {_a(value)}. The exercise asks for {_a(expected)}."
            return f"{kinds} {question.shape}".strip()
        if not isinstance(expected, (pd.DataFrame, pd.Series, list, tuple, set, pd.Index)):
            same = _same(value, expected, question.tolerance)
            return "" if same else f"The data give another value. {question.shape}".strip()
        if len(value) != len(expected):
            advice = question.shape or "The data give another number of rows."
            return f"Your result has {len(value):,} row{'' if len(value) == 1 else 's'}. {advice}"
        if isinstance(expected, pd.DataFrame):
            if off := _columns(value, expected):
                return off
            value = value[list(expected.columns)]
        return _compare(question, value, expected)
    except Exception as err:  # a student's object may do anything when it is compared
        name, why = type(value).__name__, type(err).__name__
        return f"The result is a {name} and cannot be compared ({why}). {question.shape}".strip()


def _is_labelled(value: pd.DataFrame | pd.Series[Any]) -> bool:
    return not isinstance(value.index, pd.RangeIndex)


def _alike(value: Any, expected: Any) -> tuple[Any, Any]:
    """Return both in the form in which they are compared; the value as it is where it has none."""
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value.item()
    if not isinstance(expected, (pd.DataFrame, pd.Series)) or not _is_labelled(expected):
        return value, expected
    value = _unpacked(value, 10 * len(expected) + 100)
    if isinstance(expected, pd.Series):
        found = _as_series(value, expected)
        return value if found is None else _without_zeros(found, expected), expected
    label, table = str(expected.index.name), _as_table(value, expected)
    if table is None:
        return value, expected
    if _is_labelled(table) or label not in table.columns:
        table = _without_zeros(table, expected).rename_axis(index=label, columns=None)
        table = table.reset_index()
    return table, expected.rename_axis(columns=None).reset_index()


def _unpacked(value: Any, most: int) -> Any:
    """Return plain rows or columns as a table, an iterator as a list of at most so many."""
    if isinstance(value, Iterator):
        value = list(islice(value, most))
    if isinstance(value, np.ndarray) and value.dtype.names:
        return pd.DataFrame.from_records(value)
    if isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
        return pd.DataFrame(value)
    if isinstance(value, Mapping) and value and all(isinstance(v, list) for v in value.values()):
        return pd.DataFrame(dict(value))
    return value


def _as_series(value: Any, expected: pd.Series[Any]) -> pd.Series[Any] | None:
    """Return labels with their values as a Series; None where it is not clear which is which."""
    if isinstance(value, Mapping):
        value = value.items()
    if isinstance(value, (list, tuple, set, frozenset, ItemsView, np.ndarray)):
        if len(value) > 10 * len(expected) + 100:
            return None
        rows = [list(row) for row in value if isinstance(row, (tuple, list, np.ndarray))]
        if not rows or len(rows) < len(value) or {len(row) for row in rows} != {2}:
            return None
        return pd.Series([b for _, b in rows], index=[a for a, _ in rows], dtype=object)
    if isinstance(value, pd.DataFrame):
        value = _one_column(value, expected)
    if not isinstance(value, pd.Series) or not _is_labelled(value):
        return None
    single = isinstance(value.index, pd.MultiIndex) and value.index.nlevels == 1
    return value.set_axis(value.index.get_level_values(0)) if single else value.copy()


def _one_column(table: pd.DataFrame, expected: pd.Series[Any]) -> Any:
    """Return the one column of numbers of a table, the labels in its index."""
    labels = set(expected.index)
    if len(table.columns) == 1:
        return table.iloc[:, 0]
    if len(table) == 1 and set(table.columns) == labels:
        return table.iloc[0]
    if len(table.columns) == 2:
        for at in (0, 1):
            if set(table.iloc[:, at]) & labels:
                return table.iloc[:, 1 - at].set_axis(pd.Index(table.iloc[:, at]))
    return table


def _as_table(value: Any, expected: pd.DataFrame) -> pd.DataFrame | None:
    """Return a table, or a dict of columns or of rows as a table."""
    if isinstance(value, Mapping) and all(
        isinstance(v, (Mapping, pd.Series)) for v in value.values()
    ):
        value = pd.DataFrame(dict(value))
        if set(value.columns) == set(expected.index) != set(expected.columns):
            value = value.T
    if not isinstance(value, pd.DataFrame):
        return None
    if isinstance(value.columns, pd.MultiIndex) and value.columns.droplevel(-1).nunique() == 1:
        value = value.set_axis(value.columns.get_level_values(-1), axis=1)
    return pd.DataFrame(value.set_axis(list(value.columns), axis=1))


def _without_zeros(value: Any, expected: Any) -> Any:
    """Return counts without the rows that count nothing, where ours has no such row."""
    counts = np.asarray(expected)
    if not np.issubdtype(counts.dtype, np.integer) or (counts < 0).any():
        return value
    if not counts.reshape(len(expected), -1).any(axis=1).all():
        return value
    empty = (value == 0).to_numpy().reshape(len(value), -1).all(axis=1)
    return value[~(empty & ~value.index.isin(expected.index))]


def _quoted(names: Iterable[Any]) -> str:
    return ", ".join(f"`{name}`" for name in list(names)[:6])


def _columns(value: pd.DataFrame, expected: pd.DataFrame) -> str:
    missing = [c for c in expected.columns if c not in value.columns]
    if missing and set(missing) <= set(value.index.names):
        return f"The index holds {_quoted(missing)}. Write `.reset_index()` to make it a column."
    if missing:
        return f"The table has no column {_quoted(missing)}. It has: {_quoted(value.columns)}."
    extra = [c for c in value.columns if c not in expected.columns]
    if extra or not value.columns.is_unique:
        more = _quoted(extra or value.columns)
        return f"The table has columns that the exercise does not ask for: {more}."
    return ""


def _rows(value: Any) -> list[tuple[Any, ...]]:
    if isinstance(value, pd.DataFrame):
        return list(value.itertuples(index=False, name=None))
    return list(value.items()) if isinstance(value, pd.Series) else [(v,) for v in value]


def _same(a: Any, b: Any, tolerance: float) -> bool:
    if isinstance(a, _TRUTHS) != isinstance(b, _TRUTHS):
        return False
    if isinstance(a, _NUMBERS) and isinstance(b, _NUMBERS):
        near = abs(float(a) - float(b)) <= tolerance * max(1.0, abs(float(b)))
        rounded = any(float(a) == round(float(b), places) for places in range(2, 7))
        return bool(a == b or near or rounded or (a != a and b != b))
    none = (None, pd.NA, pd.NaT)
    if any(b is n for n in none):
        return a != a if isinstance(a, float) else any(a is n for n in none)
    return bool(a == b)


def _unmatched(mine: Sequence[Any], theirs: Sequence[Any], tolerance: float) -> int:
    """Return how many of my rows are not among theirs, each of theirs used once."""

    def same(row: Any, other: Any) -> bool:
        return all(_same(a, b, tolerance) for a, b in zip(row, other, strict=True))

    left, strange = list(theirs), 0
    for row in mine:
        at = next((at for at, other in enumerate(left) if same(row, other)), None)
        if at is None:
            strange += 1
        else:
            del left[at]
    return strange


def _compare(question: Code, value: Any, expected: Any) -> str:
    """Compare rows in order or, where the question allows any order, as a bag."""
    mine, theirs, tolerance = _rows(value), _rows(expected), question.tolerance
    if all(not _unmatched([a], [b], tolerance) for a, b in zip(mine, theirs, strict=True)):
        return ""
    strange = _unmatched(mine, theirs, tolerance)
    if not strange:
        return "" if question.any_order else _ORDER
    names = ["index", "values"] if isinstance(expected, pd.Series) else ["values"]
    if isinstance(expected, pd.DataFrame):
        names = [str(column) for column in expected.columns]
    off = []
    for at, name in enumerate(names):
        cells, wanted = [[(row[at],) for row in rows] for rows in (mine, theirs)]
        if _unmatched(cells, wanted, tolerance):
            has, needs = _a(cells[0][0]), _a(wanted[0][0])
            apart = f" (yours has {has}, the data have {needs})" if has != needs else ""
            off.append(f"`{name}`{apart}")
    where = f" Look at {', '.join(off)}." if off and len(names) > 1 else ""
    return f"{strange} of your {len(mine)} rows differ from the data.{where}"
