"""Edits of the data as an instructor's spreadsheet would make them, on a copy."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

DATA = Path(__file__).resolve().parents[1] / "data"
Rows = list[dict[str, str]]


def copy_of_the_data(to: Path) -> Path:
    """Return a copy without the questions, which take time to read."""
    shutil.copytree(DATA, to / "data", ignore=shutil.ignore_patterns("questions"))
    return to / "data"


def raw(name: str, folder: Path = DATA) -> Rows:
    """Return the rows of a table as they are written; `name` is its path without the ending."""
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def edit(folder: Path, name: str, change: Callable[[Rows], Rows | None]) -> None:
    """Change the rows of one table of a copy."""
    rows = raw(name, folder)
    rows = change(rows) or rows
    with (folder / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def put(row: int, column: str, value: str) -> Callable[[Rows], None]:
    """Return an edit of one cell; rows as a spreadsheet counts them, header 1."""
    return lambda rows: rows[row - 2].__setitem__(column, value)


def dropping(**cells: str) -> Callable[[Rows], Rows]:
    """Return an edit that leaves out the rows that have all these values."""
    return lambda rows: [r for r in rows if any(r[c] != v for c, v in cells.items())]
