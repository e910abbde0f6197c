"""Games and processes as sheets describe them, or what is wrong: sheet, row, value, what would do.

A sheet is a frame, from a loader of the pack or from `pandas.read_csv`. Rows are counted as a
spreadsheet counts them: the header is row 1.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pandas as pd

from darfurlab.bargaining import Game
from darfurlab.bargaining.scores import BadGame, known, number, read, rows
from darfurlab.bargaining.seating import Process, Table

Pair = tuple[str, str]  # issue, option


def read_game(scores: pd.DataFrame, walk_away: pd.DataFrame, options: pd.DataFrame) -> Game:
    """Return the game that three frames describe.

    `scores`: party, issue, option, score. `walk_away`: party, points; one row a party. `options`:
    issue, option, status_quo (true for one option an issue, which is listed first wherever it
    stands). Two issues may have options of one name. Raises `BadGame`, naming frame and row (as a
    spreadsheet counts, header 1), what was given and what is accepted.
    """
    parties = dict.fromkeys(party for party, _, _ in read(scores))
    flags = _flags(options, "status_quo")
    _matched(scores, flags)
    return Game(scores, _asks(walk_away, parties), _standing(flags))


def read_root(options: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Return the (issue, option) pairs that touch the root cause (`touches_root` is true)."""
    return tuple(pair for pair, (_, true) in _flags(options, "touches_root").items() if true)


def read_processes(
    processes: pd.DataFrame, tables: pd.DataFrame, options: pd.DataFrame
) -> dict[str, Process]:
    """Return the processes that three frames describe, by id.

    `processes`: process, settled (options). `tables`: process, table, parties, issues, after, in
    the order in which the tables meet. `options`: issue, option. Cells of several names are tuples,
    as the loaders give them, or text with one space between, as `pandas.read_csv` does; an empty
    one may be NaN. An option that several issues have is settled as `issue=option`; its name is
    enough where one issue has it. Raises `BadGame`, naming frame and row.
    """
    pairs = [pair for _, pair in rows(options, "options", ("issue", "option"))]
    settled: dict[str, dict[str, str]] = {}
    for row, (process, cell) in rows(processes, "processes", ("process", "settled")):
        where = f"processes, row {row}"
        if not isinstance(process, str) or process in settled:
            raise BadGame(f"{where}: {process!r} was given; a name that stands once is accepted")
        settled[process] = _settled(_names(cell, where + ", column settled"), pairs, where)
    sat: dict[str, list[Table]] = {process: [] for process in settled}
    columns = ("parties", "issues", "after")
    for row, (process, table, *cells) in rows(tables, "tables", ("process", "table", *columns)):
        where = f"tables, row {row}"
        known(process, sat, "process", f" (in {where})")
        earlier = [own.name for own in sat[process]]
        if not isinstance(table, str) or table in earlier:
            raise BadGame(f"{where}: {table!r} was given; a name that stands once is accepted")
        parties, issues, after = (
            _names(cell, f"{where}, column {column}", column != "after")
            for cell, column in zip(cells, columns, strict=True)
        )
        for issue in issues:
            known(issue, dict(pairs), "issue", f" (in {where})")
        for name in after:
            if name not in earlier:
                accepted = ", ".join(earlier) or "none, for it is the first"
                raise BadGame(
                    f"{where}, column after: {name!r} was given, which is no table of {process!r} "
                    f"above this row; accepted: {accepted}"
                )
        sat[process].append(Table(table, parties, issues, after))
    return {name: Process(name, tuple(own), settled[name]) for name, own in sat.items()}


def _names(cell: Any, where: str, needed: bool = False) -> tuple[str, ...]:
    """Return the names in a cell: a tuple or list of them, or text with one space between."""
    if isinstance(cell, str):
        cell = cell.split()
    elif pd.api.types.is_scalar(cell) and pd.isna(cell):
        cell = () if not needed else cell
    names = tuple(cell) if isinstance(cell, (tuple, list)) else (cell,)
    whole = all(isinstance(name, str) and name for name in names) and (names or not needed)
    if not whole or len(set(names)) < len(names):
        raise BadGame(
            f"{where}: {cell!r} was given; names, each once (one space between), are accepted"
        )
    return names


def _settled(given: Iterable[str], pairs: Iterable[Pair], where: str) -> dict[str, str]:
    """Return issue → option for what is written as an option's name, or as `issue=option`."""
    meant: dict[str, list[Pair]] = {}
    for issue, option in dict.fromkeys(pairs):
        for form in (option, f"{issue}={option}"):
            meant.setdefault(form, []).append((issue, option))
    found: dict[str, str] = {}
    for form in given:
        fitting = meant.get(form, [])
        if len(fitting) != 1:
            why = "which several issues have" if fitting else "which is no option"
            accepted = ", ".join(f"{i}={o}" for i, o in fitting or dict.fromkeys(pairs))
            raise BadGame(f"{where}, column settled: {form!r} was given, {why}; known: {accepted}")
        issue, option = fitting[0]
        if issue in found:
            given_ = f"{form!r} was given beside {found[issue]!r}"
            raise BadGame(f"{where}, column settled: {given_}; one option of {issue!r} is accepted")
        found[issue] = option
    return found


def _flags(options: pd.DataFrame, column: str) -> dict[Pair, tuple[int, bool]]:
    """Return (issue, option) → its row, and whether the column says true there.

    Besides booleans, 1 and 0 and the words true and false, in any case, are accepted.
    """
    found: dict[Pair, tuple[int, bool]] = {}
    for row, (issue, option, value) in rows(options, "options", ("issue", "option", column)):
        where = f"options, row {row} (issue {issue!r}, option {option!r})"
        if not all(isinstance(name, str) and name for name in (issue, option)):
            raise BadGame(f"{where}: a name is missing or not text; two names are accepted")
        if (issue, option) in found:
            raise BadGame(f"{where}: row {found[issue, option][0]} lists it; one row is accepted")
        word = str(value).lower().removesuffix(".0")  # of 1 and 0 beside a blank cell
        if word not in ("true", "false", "1", "0"):
            raise BadGame(
                f"{where}, column {column}: {value!r} was given; true or false is accepted"
            )
        found[issue, option] = row, word in ("true", "1")
    return found


def _standing(flags: dict[Pair, tuple[int, bool]]) -> dict[str, str]:
    """Return issue → the one option whose `status_quo` is true."""
    found: dict[str, str] = {}
    for issue in dict.fromkeys(issue for issue, _ in flags):
        own = {option: at for (of, option), at in flags.items() if of == issue}
        true = [option for option, (_, stands) in own.items() if stands]
        if len(true) != 1:
            where = " and ".join(str(own[option][0]) for option in true or own)
            given = f"{'true' if true else 'false'} was given for {'several' if true else 'all'}"
            raise BadGame(
                f"options, row {where} (issue {issue!r}), column status_quo: {given}; true is "
                "accepted for one option of an issue, and false for the others"
            )
        found[issue] = true[0]
    return found


def _asks(walk_away: pd.DataFrame, parties: Collection[str]) -> dict[str, Any]:
    """Return party → points."""
    found: dict[str, tuple[int, Any]] = {}
    for row, (party, points) in rows(walk_away, "walk_away", ("party", "points")):
        where = f"walk_away, row {row}"
        known(party, parties, "party", f" (in {where})")
        if party in found:
            above = found[party][0]
            raise BadGame(f"{where}: {party!r} was given, as in row {above}; one row is accepted")
        number(points, f"{where} (party {party!r}), column points", "a number")
        found[party] = row, points
    for party in parties:
        if party not in found:
            raise BadGame(f"walk_away has no row for {party!r}; one for each party is accepted")
    return {party: points for party, (_, points) in found.items()}


def _matched(scores: pd.DataFrame, flags: dict[Pair, tuple[int, bool]]) -> None:
    """Raise `BadGame` where an option is scored and not listed, or listed and not scored."""
    scored = rows(scores, "scores", ("issue", "option"))
    for row, (issue, option) in scored:
        if (issue, option) not in flags:
            own = ", ".join(o for i, o in flags if i == issue) or "no option of it"
            raise BadGame(
                f"scores, row {row}: {option!r} was given, which options does not list for issue "
                f"{issue!r}; accepted: {own}"
            )
    seen = {pair for _, pair in scored}
    for (issue, option), (row, _) in flags.items():
        if (issue, option) not in seen:
            raise BadGame(
                f"options, row {row}: no party scores {option!r} of issue {issue!r}; a row of "
                "scores for each party is accepted"
            )
