"""Read the sheets of a game, or say what is wrong with them: where, what was given, what would do.

Rows are counted as a spreadsheet counts them: the header is row 1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from fractions import Fraction
from numbers import Integral, Number, Rational
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

KEY = ("party", "issue", "option")
MOST = 10**100  # points, up or down: what can be shown as a float
Pair = tuple[str, str]
Points = float | Fraction | Decimal  # numpy's numbers will do as well


class BadGame(ValueError):
    """Scores, values or a deal that make no game: what was given, where, and what would do."""


class TooManyDeals(ValueError):
    """A list that would not fit, and what to ask for instead."""


def known(name: object, names: Collection[Any], what: str, where: str = "") -> None:
    """Raise `BadGame` where `name` is not among `names`."""
    if not isinstance(name, str) or name not in names:
        raise BadGame(f"unknown {what} {name!r}; known: {', '.join(map(str, names))}{where}")


def number(value: Any, where: str, accepted: str, low: float | None = None) -> Fraction:
    """Return a value as the exact decimal it is written as, or raise `BadGame`.

    A whole number, a float, a Fraction, a Decimal and numpy's numbers are accepted, up to `MOST`.
    """
    try:
        if isinstance(value, bool) or not isinstance(value, Number):
            raise ValueError
        if isinstance(value, Rational):  # int(), for numpy's whole numbers overflow
            exact = Fraction(int(value.numerator), int(value.denominator))
        else:
            exact = Fraction(str(value))
        if abs(exact) <= MOST and (low is None or exact >= low):
            return exact
    except ValueError:
        pass
    raise BadGame(f"{where}: {value!r} was given; {accepted} is accepted") from None


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
    """Return each row's number and its cells of these columns, or raise `BadGame`."""
    for column in (columns := list(columns)):
        if column not in frame.columns:
            given = ", ".join(map(str, frame.columns)) or "none"
            raise BadGame(f"{what} has no column {column!r}; columns given: {given}")
    return list(enumerate(zip(*(_cells(frame[c]) for c in columns), strict=True), start=2))


def _cells(column: pd.Series[Any]) -> list[Any]:
    # A short float is the decimal that it shows, not the long one that Python makes of it.
    return list(column.to_numpy()) if column.dtype in ("float16", "float32") else column.tolist()


def listed(cell: Any, where: str, needed: bool = False) -> tuple[str, ...]:
    """Return the names in a cell: a tuple or list of them, or text with one space between.

    None or NaN is an empty cell. Raises `BadGame` where it is something else, or empty if `needed`.
    """
    if isinstance(cell, str):
        cell = cell.split()
    empty = cell is None or (isinstance(cell, float) and cell != cell)
    found = () if empty else tuple(cell) if isinstance(cell, (tuple, list)) else (cell,)
    if not all(isinstance(name, str) and name for name in found) or (needed and not found):
        raise BadGame(f"{where}: {cell!r} was given; names (one space between) are accepted")
    return found


def forms(pairs: Iterable[Pair]) -> dict[str, list[Pair]]:
    """Return what may be written for an option → the (issue, option) pairs that it can mean.

    An option is written by its name, or as `issue=option`; the second tells two of a name apart.
    """
    found: dict[str, list[Pair]] = {}
    for issue, option in dict.fromkeys(pairs):
        for form in (option, f"{issue}={option}"):
            found.setdefault(form, []).append((issue, option))
    return found


def meant(form: str, pairs: Iterable[Pair], where: str) -> Pair:
    """Return the one (issue, option) pair that is meant, or raise `BadGame`; see `forms`."""
    known_forms = forms(pairs)
    found = known_forms.get(form, [])
    if len(found) == 1:
        return found[0]
    why = "an option of several issues" if found else "no option"
    accepted = (
        [f"{i}={o}" for i, o in found]
        or [f for f, each in known_forms.items() if len(each) == 1 and f == each[0][1]]
        or list(known_forms)
    )
    raise BadGame(f"{where}: {form!r} was given, {why}; accepted: {', '.join(accepted)}")


def flagged(options: pd.DataFrame, column: str) -> dict[Pair, bool]:
    """Return (issue, option) → a column that holds true or false, or raise `BadGame`.

    Besides booleans, 1 and 0 and the words true and false, in any case, are accepted.
    """
    found: dict[Pair, bool] = {}
    at: dict[Pair, int] = {}
    for row, (issue, option, value) in rows(options, "options", ("issue", "option", column)):
        where = f"options, row {row} (issue {issue!r}, option {option!r})"
        if not all(isinstance(name, str) and name for name in (issue, option)):
            raise BadGame(f"{where}: a name is missing or not text; two names are accepted")
        if (issue, option) in at:
            raise BadGame(f"{where}: row {at[issue, option]} lists it already; one is accepted")
        word = str(value).lower()
        if word not in ("true", "false", "1", "0"):
            raise BadGame(
                f"{where}, column {column}: {value!r} was given; true or false is accepted"
            )
        found[issue, option], at[issue, option] = word in ("true", "1"), row
    return found


def standing(options: pd.DataFrame) -> dict[str, str]:
    """Return issue → the one option whose `status_quo` is true, or raise `BadGame`."""
    flags = flagged(options, "status_quo")
    at = {pair: row for row, pair in enumerate(flags, start=2)}
    found: dict[str, str] = {}
    for (issue, option), stands in flags.items():
        if stands and issue in found:
            raise BadGame(
                f"options, row {at[issue, option]} (issue {issue!r}, option {option!r}), column "
                f"status_quo: True was given, but row {at[issue, found[issue]]} is the status quo "
                f"of {issue!r}; true is accepted for one option of an issue"
            )
        if stands:
            found[issue] = option
    for issue in dict.fromkeys(issue for issue, _ in flags):
        if issue not in found:
            own = ", ".join(str(row) for (other, _), row in at.items() if other == issue)
            raise BadGame(
                f"options, row {own} (issue {issue!r}), column status_quo: False was given for "
                "every option; true is accepted for one option of an issue"
            )
    return found


def asked(walk_away: pd.DataFrame, parties: Collection[str]) -> dict[str, Any]:
    """Return party → points, one row each, or raise `BadGame`."""
    found: dict[str, Any] = {}
    at: dict[str, int] = {}
    for row, (party, points) in rows(walk_away, "walk_away", ("party", "points")):
        where = f"walk_away, row {row}"
        known(party, parties, "party", f" (in {where})")
        if party in at:
            raise BadGame(f"{where}: {party!r} was given, as in row {at[party]}; one is accepted")
        number(points, f"{where} (party {party!r}), column points", "a number")
        found[party], at[party] = points, row
    for party in parties:
        if party not in found:
            raise BadGame(f"walk_away has no row for {party!r}; one for each party is accepted")
    return found


def read(scores: pd.DataFrame) -> dict[tuple[str, str, str], Fraction]:
    """Return the points by party, issue and option, or raise `BadGame` naming the row at fault."""
    points: dict[tuple[str, str, str], Fraction] = {}
    at: dict[tuple[str, str, str], int] = {}
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
    for party in dict.fromkeys(key[0] for key in points):
        for other, issue, option in points:
            if (party, issue, option) not in points:
                raise BadGame(
                    f"scores: {party!r} has no score for option {option!r} of issue {issue!r}, but "
                    f"row {at[other, issue, option]} has one for {other!r}; every party needs one"
                )
    return points


def scored(scores: pd.DataFrame, options: Collection[Pair]) -> None:
    """Raise `BadGame` where an option is scored and not listed, or listed and not scored."""
    seen = set()
    for row, pair in rows(scores, "scores", ("issue", "option")):
        seen.add(pair)
        if pair not in options:
            own = ", ".join(o for i, o in options if i == pair[0]) or "none of that issue"
            raise BadGame(
                f"scores, row {row}: {pair[1]!r} was given, which options does not list for issue "
                f"{pair[0]!r}; accepted: {own}"
            )
    for row, pair in enumerate(options, start=2):
        if pair not in seen:
            raise BadGame(
                f"options, row {row}: no party scores {pair[1]!r} of issue {pair[0]!r}; a row of "
                "scores for each party is accepted"
            )
