"""A game of one's own: a folder of tables that a spreadsheet saved; docs/your-own-game.md.

Commas, semicolons or tabs between the columns, a byte-order mark, quotes, empty rows, decimal
commas and a cell that is merged with the one above are all taken. What is wrong is said with file,
row, value and what is accepted; rows are counted as the spreadsheet counts them.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from darfurlab.bargaining.game import Game
from darfurlab.bargaining.processes import Process, Table, read_processes
from darfurlab.bargaining.scores import KEY, MOST_ROWS, BadGame, known, rows
from darfurlab.bargaining.sheets import read_game
from darfurlab.bargaining.simulation import Simulation
from darfurlab.datasets import reading, spreadsheet

EXAMPLE = Path(__file__).with_name("own-game")
ONE_TABLE = "one table"  # the process of a folder that describes none


def new_game(folder: Path) -> list[Path]:
    """Write a small example to a new folder and return its files; `FileExistsError` if it is there.

    Three villages and their water, and no war.
    """
    shutil.copytree(EXAMPLE, folder, ignore=lambda _, names: [*filter(reading.is_litter, names)])
    return sorted(folder.iterdir())


def from_folder(folder: str | Path) -> Simulation:
    """Return the game in a folder, ready to be played, compared and drawn.

    `scores.csv`: party, issue, option, score; or issue, option, and a column for each party.
    `walk_away.csv`: party, points. Where they are wanted, `status_quo.csv`: issue, option (else
    what an issue lists first stands); `tables.csv`: process, table, parties, issues, after (else
    all sit at one table about everything); `processes.csv`: process, settled. Several names in a
    cell stand with a comma between. The seats are in the order of the walk-away values. Raises
    `BadGame`.
    """
    place = Path(folder)
    try:
        return _game(place)
    except BadGame as err:
        raise BadGame(f"{place}: {err}") from None


def _game(place: Path) -> Simulation:
    scores = _scores(place)
    walk_away = _sheet(place, "walk_away", ("party", "points"))
    walk_away["points"] = [_number(cell) for cell in walk_away["points"]]
    parties = list(dict.fromkeys(walk_away["party"]))
    pairs = dict.fromkeys(zip(scores["issue"], scores["option"], strict=True))
    options = pd.DataFrame(list(pairs), columns=["issue", "option"])
    stands = _standing(place, options)
    options["status_quo"] = [stands[issue] == option for issue, option in pairs]
    game = read_game(scores, walk_away, options)
    seats = {"party": parties, "name": parties, "seat": range(1, len(parties) + 1)}
    seated = pd.DataFrame(seats | {"walk_away": [game.walk_away[p] for p in parties]})
    return Simulation(game, _processes(place, game, parties, options), (), seated, {})


def _sheet(place: Path, name: str, columns: Sequence[str]) -> pd.DataFrame:
    """Return a table's cells as text, empty ones from above in all columns but the last."""
    file = f"{name}.csv"
    text, problems = reading.decoded(place / file, file, reading.TABLE)
    header_at = re.match(r'\s*"?sep=.?"?\s*\n', text)  # a line that some spreadsheets want
    text = "\n" + text[header_at.end() :] if header_at else text
    if (lines := text.count("\n")) > MOST_ROWS or sum(map(text.count, ",;\t")) > 5 * MOST_ROWS:
        raise BadGame(f"{file}: {lines:,} rows were given; up to {MOST_ROWS:,} points are accepted")
    if not problems:
        found, problems = spreadsheet.records(text, file, _separator(text, columns))
    if problems:
        raise BadGame(str(problems[0]))
    line, header = found[0]
    names = [re.sub(r"\s+", " ", cell.strip()) for cell in header]
    names = [name.lower() if name.lower() in columns else name for name in names]
    for column in columns:
        if column not in names:
            raise BadGame(
                f"{file}, row {line}: no column is named {column!r}; {', '.join(columns)} are "
                f"accepted, and {', '.join(names)} were given"
            )
    for name_ in names:
        if names.count(name_) > 1 or not name_:
            raise BadGame(f"{file}, row {line}: {name_!r} names a column; each once is accepted")
    for at, cells in found[1:]:
        if len(cells) != len(names):
            raise BadGame(f"{file}, row {at}: {len(cells)} cells; {len(names)} are accepted")
    plain = [[cell.strip() for cell in cells] for _, cells in found[1:]]
    frame = pd.DataFrame(plain, columns=names, dtype=object)
    frame.attrs["lines"] = np.array([at for at, _ in found[1:]])  # pandas copies it often
    return frame


def _separator(text: str, columns: Collection[str]) -> str:
    """Return the sign that splits the first row into the most of the columns' names."""
    first = next((line for line in text.splitlines() if line.strip()), "")

    def named(sign: str) -> int:
        cells = next(csv.reader([first], delimiter=sign), [])
        return len({cell.strip().lower() for cell in cells} & {*columns})

    return max(",;\t", key=named)


def _number(cell: str) -> Any:
    """Return a cell as a number, or as it is where it is none."""
    plain = cell.replace("−", "-").replace(",", ".")
    if not re.fullmatch(r"-?\d+(\.\d+)?", plain):
        return cell
    return float(plain) if "." in plain else int(plain)


def _scores(place: Path) -> pd.DataFrame:
    """Return the points as party, issue, option, score, whichever way the sheet lies."""
    wide = _sheet(place, "scores", ("issue", "option"))
    for column in {"party", "issue"} & {*wide.columns}:  # merged with the cell above
        wide[column] = wide[column].replace("", pd.NA).ffill().fillna("")
    lines = wide.attrs["lines"]
    if {"party", "score"} <= {*wide.columns}:
        frame = wide[[*KEY, "score"]].copy()
        frame.attrs["lines"] = lines
    else:
        parties = [c for c in wide.columns if c not in ("issue", "option")]
        if not parties:
            raise BadGame(
                "scores.csv has no column for a party beside issue and option; one or more are "
                "accepted, or the columns party, issue, option, score"
            )
        if (points := len(wide) * len(parties)) > MOST_ROWS:
            raise BadGame(f"scores.csv: {points:,} points; up to {MOST_ROWS:,} are accepted")
        long = [
            (party, row["issue"], row["option"], row[party])
            for row in wide.to_dict("records")
            for party in parties
        ]
        frame = pd.DataFrame(long, columns=[*KEY, "score"], dtype=object)
        frame.attrs["lines"] = np.repeat(lines, len(parties))
    frame["score"] = pd.Series([_number(cell) for cell in frame["score"]], dtype=object)
    _not_below_zero(frame)
    return frame


def _not_below_zero(scores: pd.DataFrame) -> None:
    least: dict[tuple[str, str], tuple[int, float]] = {}
    for line, (party, issue, score) in rows(scores, "scores", ("party", "issue", "score")):
        if isinstance(score, int | float) and score < least.get((party, issue), (0, 0))[1]:
            least[party, issue] = line, score
    for (party, issue), (line, score) in least.items():
        raise BadGame(
            f"scores, row {line} (party {party!r}): {score} was given; 0 or more is accepted. Add "
            f"{-score} to every score of {party!r} on {issue!r} and to its walk-away value: this "
            "changes no result"
        )


def _standing(place: Path, options: pd.DataFrame) -> dict[str, str]:
    firsts = options.drop_duplicates("issue")
    found: dict[str, str] = dict(zip(firsts["issue"], firsts["option"], strict=True))
    if (place / "status_quo.csv").exists():
        sheet = _sheet(place, "status_quo", ("issue", "option"))
        for line, (issue, option) in rows(sheet, "status_quo", ("issue", "option")):
            where = f" (in status_quo, row {line})"
            known(issue, found, "issue", where)
            own = options.loc[options["issue"] == issue, "option"].tolist()
            known(option, own, f"option of {issue!r}", where)
            found[issue] = option
    return found


def _processes(
    place: Path, game: Game, parties: Sequence[str], options: pd.DataFrame
) -> dict[str, Process]:
    if not (place / "tables.csv").exists():
        return {ONE_TABLE: Process(ONE_TABLE, (Table("everybody", tuple(parties), game.issues),))}
    columns = ("process", "table", "parties", "issues", "after")
    tables = _sheet(place, "tables", columns)
    tables["process"] = tables["process"].replace("", pd.NA).ffill().fillna("")
    cells = tables["table"].tolist()
    for column, names in (("parties", parties), ("issues", game.issues), ("after", cells)):
        tables[column] = [tuple(_listed(cell, names)) for cell in tables[column]]
    for line, (seated,) in rows(tables, "tables", ("parties",)):
        for party in seated:
            known(party, parties, "party", f" (in tables, row {line})")
    if (place / "processes.csv").exists():
        told = _sheet(place, "processes", ("process", "settled"))
        names = [*(options["issue"] + "=" + options["option"]), *options["option"]]
        told["settled"] = [tuple(_listed(cell, names)) for cell in told["settled"]]
    else:
        told = pd.DataFrame({"process": tables["process"].unique(), "settled": ""})
    return read_processes(told, tables, options)


def _listed(cell: str, names: Collection[str]) -> Iterator[str]:
    """Yield the names in a cell: the longest that fits first, so that a name may hold a comma."""
    parts = [part.strip() for part in re.split(r"[,;\n]", cell)]
    while parts and any(parts):
        for n in range(len(parts), 0, -1):
            if (name := ", ".join(parts[:n])) in names or n == 1:
                break
        if name:
            yield name
        parts = parts[n:]
