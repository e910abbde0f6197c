"""Read a sheet of points, or say what is wrong with it: where, what was given, what would do.

Rows are counted as a spreadsheet counts them: the header is row 1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Number, Rational
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

KEY = ("party", "issue", "option")
NUMBERS = ("score", "points")
MOST_ROWS = 20_000  # of a sheet of points; a second
MOST = 10**100  # points, up or down: what can be shown as a float
Points = float | Fraction | Decimal  # numpy's numbers will do as well


class BadGame(ValueError):
    """Scores, values or a deal that make no game: what was given, where, and what would do."""


class TooManyDeals(ValueError):
    """A list that would not fit, and what to ask for instead."""


def known(name: object, names: Collection[Any], what: str, where: str = "") -> None:
    """Raise `BadGame` where `name` is not among `names`."""
    if not isinstance(name, str) or name not in names:
        raise BadGame(f"unknown {what} {name!r}; known: {', '.join(map(str, names))}{where}")


def number(
    value: Any, where: str, accepted: str, low: float = -MOST, high: float = MOST
) -> Fraction:
    """Return a value as the exact decimal it is written as, or raise `BadGame`.

    A whole number, a float, a Fraction, a Decimal and numpy's numbers are accepted, up to `MOST`.
    """
    exact: Fraction | None = None
    size = value
    try:
        if type(value) in (int, float):  # most are, and this is quick
            exact = Fraction(value if type(value) is int else str(value))
        elif isinstance(value, Rational) and not isinstance(value, bool):
            # int(), for numpy's whole numbers overflow
            exact = size = Fraction(int(value.numerator), int(value.denominator))
        elif isinstance(value, Number) and not isinstance(value, bool):
            exact = size = Fraction(str(value))
    except ValueError:  # not a number, or endless
        pass
    if exact is not None and low <= size <= high:
        return exact
    raise BadGame(f"{where}: {value!r} was given; {accepted} is accepted")


def whole(value: Any, where: str, least: int) -> int:
    """Return a whole number from `least` up, or raise `BadGame`."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise BadGame(f"{where}: {value!r} was given; a whole number from {least} up is accepted")
    return int(value)


def several(given: Any, what: str) -> tuple[Any, ...]:
    """Return what was given one by one, a single name as one, or raise `BadGame`."""
    if isinstance(given, str):
        return (given,)
    try:
        return tuple(given)
    except TypeError:
        raise BadGame(f"{what}: {given!r} was given; several names are accepted") from None


def named(given: Any, what: str) -> dict[str, Any]:
    """Return a mapping, or a Series such as a row of a frame, as a dict; or raise `BadGame`."""
    if not hasattr(given, "items"):
        raise BadGame(f"{what}: {given!r} was given; a mapping by name is accepted")
    found: dict[str, Any] = {}
    for name, value in given.items():
        if name in found:
            raise BadGame(f"{what}: {name!r} was given twice; one value is accepted")
        found[name] = value
    return found


def rows(frame: pd.DataFrame, what: str, columns: Iterable[str]) -> list[tuple[int, Any]]:
    """Return each row's number and its cells of these columns, or raise `BadGame`.

    A frame read from a file with empty lines in it has its own numbers (`attrs["lines"]`).
    """
    for column in (columns := list(columns)):
        if column not in frame.columns:
            given = ", ".join(map(str, frame.columns)) or "none"
            raise BadGame(f"{what} has no column {column!r}; columns given: {given}")
    lines = np.asarray(frame.attrs.get("lines", range(2, len(frame) + 2))).tolist()
    return list(zip(lines, zip(*(_cells(frame[c]) for c in columns), strict=True), strict=True))


def _cells(column: pd.Series[Any]) -> list[Any]:
    # A short float is the decimal that it shows, not the long one that Python makes of it.
    cells = list(column.to_numpy()) if column.dtype in ("float16", "float32") else column.tolist()
    if column.name in NUMBERS and not any(isinstance(c, Number) and c == c for c in cells):
        return [_number_in(cell) for cell in cells]  # pandas reads all as text beside one word
    return cells


def _number_in(cell: Any) -> Any:
    try:
        return Decimal(cell) if isinstance(cell, str) else cell
    except ArithmeticError:
        return cell


def read(scores: pd.DataFrame) -> dict[tuple[str, str, str], Fraction]:
    """Return the points by party, issue and option, or raise `BadGame` naming the row at fault."""
    points: dict[tuple[str, str, str], Fraction] = {}
    at: dict[tuple[str, str, str], int] = {}
    if len(scores) > MOST_ROWS:
        raise BadGame(f"scores has {len(scores):,} rows; up to {MOST_ROWS:,} are accepted")
    for row, (*names, score) in rows(scores, "scores", (*KEY, "score")):
        key = names[0], names[1], names[2]
        where = f"scores, row {row} (party {key[0]!r}, issue {key[1]!r}, option {key[2]!r})"
        if not all(isinstance(name, str) and name for name in names):
            raise BadGame(f"{where}: a name is missing or not text; three names are accepted")
        if key in points:
            raise BadGame(f"{where}: row {at[key]} scores it already; one row is accepted")
        points[key], at[key] = number(score, where, "a number of 0 or more", 0), row
    if not points:
        raise BadGame("scores has no rows; one for each party and option is accepted")
    first = {(issue, option): other for other, issue, option in reversed(points)}
    for party in dict.fromkeys(key[0] for key in points):
        for (issue, option), other in first.items():
            if (party, issue, option) not in points:
                raise BadGame(
                    f"scores: {party!r} has no score for option {option!r} of issue {issue!r}, but "
                    f"row {at[other, issue, option]} has one for {other!r}; every party needs one"
                )
    return points
