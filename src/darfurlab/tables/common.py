"""What every table of this room needs: the columns that are asked for, and names for ids."""

from __future__ import annotations

from typing import Any

import pandas as pd


class MissingColumnError(KeyError):
    """A frame lacks a column that the function needs; the message lists those it has."""

    def __init__(self, column: str, frame: pd.DataFrame) -> None:
        there = ", ".join(str(c) for c in frame.columns)
        super().__init__(f"no column {column!r}; the frame has: {there}")

    def __str__(self) -> str:
        return str(self.args[0])


def need(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return a copy of the frame if it has the columns; `MissingColumnError` if not."""
    for column in columns:
        if column not in frame:
            raise MissingColumnError(column, frame)
    return frame.copy()


def names(ids: pd.Series[Any], lookup: pd.DataFrame) -> pd.Series[Any]:
    """Return the names of ids, joined by commas where a cell holds several.

    `lookup`: a frame whose first column is the id, with a column `name`. An unknown id stays.
    """
    named = dict(zip(lookup.iloc[:, 0], need(lookup, "name")["name"], strict=True))

    def one(cell: Any) -> Any:
        if isinstance(cell, tuple):
            return ", ".join(str(named.get(item, item)) for item in cell)
        return named.get(cell, cell)

    return ids.map(one)
