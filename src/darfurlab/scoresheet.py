"""Read a sheet of points, or say what is wrong with it: where, what was given, what would do."""

from __future__ import annotations

import math
from collections.abc import Collection
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

KEY = ("party", "issue", "option")


class BadGame(ValueError):
    """Scores, values or a deal that make no game: what was given, where, and what would do."""


class TooManyDeals(ValueError):
    """A list that would not fit, and what to ask for instead."""


def known(name: object, names: Collection[Any], what: str) -> None:
    """Raise `BadGame` where `name` is not among `names`."""
    if name not in names:
        raise BadGame(f"unknown {what} {name!r}; known: {', '.join(map(str, names))}")


def number(value: Any, where: str, accepted: str, low: float = -math.inf) -> Fraction:
    """Return a value as the exact decimal it is written as, or raise `BadGame`."""
    try:
        if isinstance(value, (str, bool, np.bool_)) or not low <= value or math.isinf(value):
            raise ValueError
        return Fraction(str(value))
    except (TypeError, ValueError):
        raise BadGame(f"{where}: {value!r} was given; {accepted} is accepted") from None


def read(scores: pd.DataFrame) -> dict[tuple[str, str, str], Fraction]:
    """Return the points by party, issue and option, or raise `BadGame` naming the row at fault."""
    for column in (*KEY, "score"):
        if column not in scores.columns:
            given = ", ".join(map(str, scores.columns)) or "none"
            raise BadGame(f"scores has no column {column!r}; columns given: {given}")
    points: dict[tuple[str, str, str], Fraction] = {}
    rows: dict[tuple[str, str, str], int] = {}
    cells = zip(*(scores[c].tolist() for c in (*KEY, "score")), strict=True)
    for row, (*names, score) in enumerate(cells, start=2):
        key = names[0], names[1], names[2]
        where = f"scores, row {row} (party {key[0]!r}, issue {key[1]!r}, option {key[2]!r})"
        if not all(isinstance(name, str) and name for name in names):
            raise BadGame(f"{where}: a name is missing or not text; three names are accepted")
        if key in points:
            raise BadGame(f"{where}: row {rows[key]} scores it already; one row is accepted")
        points[key], rows[key] = number(score, where, "a number of 0 or more", 0), row
    if not points:
        raise BadGame("scores has no rows; one for each party and option is accepted")
    for party in dict.fromkeys(key[0] for key in points):
        for other, issue, option in points:
            if (party, issue, option) not in points:
                raise BadGame(
                    f"scores: {party!r} has no score for option {option!r} of issue {issue!r}, but "
                    f"row {rows[other, issue, option]} has one for {other!r}; every party needs one"
                )
    return points
