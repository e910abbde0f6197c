"""The curated tables as pandas frames: a loader for each table that `datapackage.json` describes.

What a frame looks like is told where the loaders are handed out, in `darfurlab.datasets`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from textwrap import fill, indent
from typing import Any

import pandas as pd

from darfurlab.datasets import folders, pack
from darfurlab.datasets.description import Column, Schema
from darfurlab.datasets.problem import DataError, Problem

TEXT = pd.Series([""]).dtype  # what this pandas keeps text in: str, or before 3 object


def _series(column: Column, values: list[str]) -> pd.Series[Any]:
    if column.is_list:
        return pd.Series([tuple(v.split(" ")) if v else () for v in values], dtype=object)
    if column.type == "boolean":
        truths = [v == "true" if v else None for v in values]
        return pd.Series(truths, dtype="bool" if all(values) else "boolean")
    if column.type == "integer":
        numbers = [int(v) if v else None for v in values]
        return pd.Series(numbers, dtype="int64" if all(values) else "Int64")
    if column.type == "number":
        return pd.Series([float(v) if v else None for v in values], dtype="float64")
    return pd.Series([v or float("nan") for v in values], dtype=TEXT)


def days(dates: pd.Series[Any]) -> pd.DataFrame:
    """Return the first and the last day that each date, cut to what is known, can mean.

    `dates`: text as `2011`, `2011-05` or `2011-05-31`, or missing. The frame has the same index
    and the columns `first` and `last` (datetime64, missing where the date is).
    """
    text = dates.astype(object).map(str, na_action="ignore").astype(TEXT)  # missing stays missing
    first = pd.to_datetime(
        text.where(text.isna(), text + text.str.len().map({4.0: "-01-01", 7.0: "-01", 10.0: ""})),
        format="ISO8601",
    )
    year, month = first + pd.offsets.YearEnd(0), first + pd.offsets.MonthEnd(0)
    last = first.mask(text.str.len() == 7, month).mask(text.str.len() == 4, year)
    return pd.DataFrame({"first": first, "last": last})


def load_outline() -> dict[str, Any]:
    """Return Sudan, South Sudan and their neighbours as a GeoJSON FeatureCollection.

    Source: Natural Earth 1:50m (public domain), cut to the map's window and simplified.
    """
    path = folders.data_folder() / "outline.geojson"
    try:
        outline: dict[str, Any] = json.loads(path.read_text(encoding="utf-8-sig"))
        if not (outline["type"] == "FeatureCollection" and outline["features"]):
            raise ValueError("it holds no features")
    except (OSError, ValueError, LookupError, TypeError) as err:
        expected = f"a GeoJSON FeatureCollection is expected ({err})"
        raise DataError([Problem(path.name, 0, "", "", expected)]) from None
    return outline


def _load(name: str) -> pd.DataFrame:
    table = pack.table(name)
    frame = pd.DataFrame(
        {c.name: _series(c, [row[c.name] for row in table.rows]) for c in table.schema.columns}
    )
    for column in table.schema.columns:
        if column.unit == "date":
            span = days(frame[column.name])
            place = list(frame.columns).index(column.name) + 1
            frame.insert(place, f"{column.name}_start", span["first"])
            frame.insert(place + 1, f"{column.name}_end", span["last"])
    if _has_where(table.schema):
        labels = pack.passage_labels()
        frame["where"] = ["; ".join(labels[p] for p in ids) for ids in frame["passages"]]
    return frame


def loader(described: Schema) -> Callable[[], pd.DataFrame]:
    """Return the function that loads a table; what `?` shows of it is told by the description."""

    def load() -> pd.DataFrame:
        return _load(described.name)

    load.__name__ = load.__qualname__ = f"load_{described.name}"
    load.__doc__ = "\n".join(_told(described))
    return load


def _told(described: Schema) -> Iterator[str]:
    """Yield a loader's docstring: what a row is, and each column of the frame."""
    row = " and ".join(described.key) or "record"
    yield f"Return the table {described.name}; one row for each {row}."
    yield f"\n{fill(described.description, 96)}\n\nColumns:"
    for name, kind, description in _columns(described):
        yield indent(fill(f"{name} ({kind}): {description}", 92, subsequent_indent="    "), "    ")
    yield "\nRaises `DataError`, which names every fault of this table and of those it points to."


def _columns(described: Schema) -> Iterator[tuple[str, str, str]]:
    """Yield a frame's columns: those of the table, and what `_load` puts beside them."""
    for column in described.columns:
        unit = f", {column.unit}" if column.unit else ""
        yield column.name, f"{_kind(column)}{unit}", column.description
        if column.unit == "date":
            yield f"{column.name}_start", "day", "The first day that it can mean."
            yield f"{column.name}_end", "day", "The last day that it can mean."
    if _has_where(described):
        yield "where", "string", "The passages, as the lessons name them."


def _has_where(described: Schema) -> bool:
    return described.name != "passages" and any(c.name == "passages" for c in described.columns)


def _kind(column: Column) -> str:
    return "list of ids" if column.is_list else column.type


def describe(name: str) -> pd.DataFrame:
    """Return what a table's columns hold: one row a column (column, type, unit, description)."""
    columns = pack.table(name).schema.columns
    return pd.DataFrame(
        [(c.name, _kind(c), c.unit, c.description) for c in columns],
        columns=["column", "type", "unit", "description"],
    )
