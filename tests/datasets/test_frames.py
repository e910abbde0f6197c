"""The loaders against an independent reading of the same files with csv and calendar."""

from __future__ import annotations

import calendar
import csv
import json
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darfurlab import datasets
from darfurlab.datasets import folders, schema
from darfurlab.datasets.problem import DataError

DATA = Path(__file__).resolve().parents[2] / "data"
PACKAGE = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
PATHS = {r["name"]: r["path"] for r in PACKAGE["resources"]}
FIELDS = {r["name"]: r["schema"]["fields"] for r in PACKAGE["resources"]}
LOADERS = [name for name in datasets.__all__ if name.startswith("load_")]


def load(table: str) -> pd.DataFrame:
    return getattr(datasets, f"load_{table}")()


def raw(table: str) -> list[dict[str, str]]:
    with (DATA / PATHS[table]).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def span(text: str) -> tuple[date, date]:
    """Return the first and last day that a date cut to what is known can mean."""
    year, month, day = ([int(p) for p in text.split("-")] + [0, 0])[:3]
    last = day or calendar.monthrange(year, month or 12)[1]
    return date(year, month or 1, day or 1), date(year, month or 12, last)


def test_each_table_has_a_loader_and_each_loader_a_table():
    assert sorted(LOADERS) == sorted([*(f"load_{table}" for table in FIELDS), "load_outline"])
    assert datasets.__all__ == sorted(datasets.__all__)


@pytest.mark.parametrize("table", sorted(FIELDS))
def test_the_frame_holds_what_the_file_holds_in_its_types(table):
    frame, rows = load(table), raw(table)
    assert len(frame) == len(rows) > 0
    assert list(frame.index) == list(range(len(rows)))
    for field in FIELDS[table]:
        name, kind = field["name"], field["type"]
        column, cells = frame[name], [row[name] for row in rows]
        if field.get("list"):
            assert list(column) == [tuple(c.split()) for c in cells]
            continue
        assert list(column.isna()) == [not c for c in cells], name
        filled = [(v, c) for v, c in zip(column, cells, strict=True) if c]
        if kind == "integer":
            assert column.dtype == ("Int64" if "" in cells else "int64"), name
            assert all(v == int(c) for v, c in filled)
        elif kind == "number":
            assert column.dtype == "float64"
            assert all(v == float(c) for v, c in filled)
        elif kind == "boolean":
            assert column.dtype == ("boolean" if "" in cells else "bool")
            assert all(bool(v) is (c == "true") for v, c in filled)
        else:
            assert column.dtype == pd.Series([""]).dtype, name
            assert all(v == c for v, c in filled)


@pytest.mark.parametrize("table", sorted(FIELDS))
def test_dates_keep_their_text_and_have_their_first_and_last_day_beside(table):
    frame = load(table)
    columns = list(frame.columns)
    dates = [f["name"] for f in FIELDS[table] if f.get("unit") == "date"]
    for name in dates:
        at = columns.index(name)
        assert columns[at + 1 : at + 3] == [f"{name}_start", f"{name}_end"]
        for text, first, last in zip(
            frame[name], frame[f"{name}_start"], frame[f"{name}_end"], strict=True
        ):
            if isinstance(text, str):
                assert (first.date(), last.date()) == span(text)
            else:
                assert pd.isna(first)
                assert pd.isna(last)
    described = [f["name"] for f in FIELDS[table]]
    added = [c for c in columns if c not in described]
    pairs = {f"{n}{end}" for n in dates for end in ("_start", "_end")}
    assert set(added) == pairs | ({"where"} & set(added))


@pytest.mark.parametrize("table", sorted(set(FIELDS) - {"passages"}))
def test_where_names_the_passages_as_the_lessons_do(table):
    frame = load(table)
    if not any(f["name"] == "passages" for f in FIELDS[table]):
        assert "where" not in frame
        return
    labels = {row["passage"]: row["label"] for row in raw("passages")}
    assert frame.columns[-1] == "where"
    for row, where in zip(raw(table), frame["where"], strict=True):
        assert where == "; ".join(labels[p] for p in row["passages"].split())


@pytest.mark.parametrize("loader", LOADERS)
def test_each_call_gives_a_fresh_one(loader):
    first = getattr(datasets, loader)()
    if isinstance(first, dict):
        first.clear()
        assert getattr(datasets, loader)()["features"]
        return
    first.iloc[:, 0] = first.iloc[::-1, 0].to_numpy()
    first["note of mine"] = 1
    second = getattr(datasets, loader)()
    assert "note of mine" not in second
    assert second.iloc[0, 0] == first.iloc[-1, 0]


@pytest.mark.parametrize("table", sorted(FIELDS))
def test_describe_explains_every_column_in_order(table):
    told = datasets.describe(table)
    assert list(told.columns) == ["column", "type", "unit", "description"]
    assert list(told["column"]) == [f["name"] for f in FIELDS[table]]
    assert told["description"].str.endswith(".").all()


@pytest.mark.slow
@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(
    st.none(),
    st.integers(1900, 2100).map(str),
    st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(lambda d: f"{d:%Y-%m}"),
    st.dates(date(1900, 1, 1), date(2100, 12, 31)).map(str),
), max_size=6))  # fmt: skip
def test_days_is_the_calendar(texts):
    index = [f"row {n}" for n in range(len(texts))]
    frame = datasets.days(pd.Series(texts, index=index, dtype="str"))
    assert list(frame.columns) == ["first", "last"]
    assert list(frame.index) == index
    assert all(str(dtype).startswith("datetime64") for dtype in frame.dtypes)
    for text, first, last in zip(texts, frame["first"], frame["last"], strict=True):
        if text is None:
            assert pd.isna(first)
            assert pd.isna(last)
        else:
            assert (first.date(), last.date()) == span(text)


def test_a_leap_day_and_the_end_of_february():
    frame = datasets.days(pd.Series(["2012-02", "2011-02", "2012-02-29"], dtype="str"))
    assert list(frame["last"]) == [
        datetime(2012, 2, 29),
        datetime(2011, 2, 28),
        datetime(2012, 2, 29),
    ]


# --- the outline of the map -----------------------------------------------------------------------


def test_the_outline_is_small_and_names_what_it_draws():
    assert (DATA / "outline.geojson").stat().st_size < 100_000
    outline = datasets.load_outline()
    assert outline["type"] == "FeatureCollection"
    named = {feature["properties"]["region"] for feature in outline["features"]}
    assert {"sudan", "south-sudan"} <= named

    def points(inner):
        if isinstance(inner[0], int | float):
            yield inner
        else:
            for part in inner:
                yield from points(part)

    for feature in outline["features"]:
        for lon, lat in points(feature["geometry"]["coordinates"]):
            assert 5 < lon < 60
            assert -15 < lat < 40


@pytest.mark.parametrize(
    "content", [None, b"", b"[]", b"{}", b"7", b'{"type": "FeatureCollection", "features": []}',
                b'{"type": "FeatureCollection"', b"\xff\xfe{"],
)  # fmt: skip
def test_a_broken_outline_is_named(tmp_path, monkeypatch, content):
    monkeypatch.setattr(folders, "data_folder", lambda: tmp_path)
    if content is not None:
        (tmp_path / "outline.geojson").write_bytes(content)
    with pytest.raises(DataError, match=r"outline\.geojson.*FeatureCollection is expected"):
        datasets.load_outline()


# --- bad data -------------------------------------------------------------------------------------


def test_a_folder_without_data_is_said_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "data_folder", lambda: tmp_path)
    schema.package.cache_clear()
    try:
        with pytest.raises(DataError, match=r"datapackage\.json: the file is not in"):
            datasets.load_events()
    finally:
        schema.package.cache_clear()


def test_an_unknown_table_is_met_with_the_nearest():
    with pytest.raises(DataError, match=r"'event' was given.*events"):
        datasets.describe("event")
