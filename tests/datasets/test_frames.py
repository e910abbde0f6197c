"""The loaders against an independent reading of the same files with csv and calendar."""

from __future__ import annotations

import calendar
import csv
import json
import re
import shutil
import subprocess
import sys
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darfurlab import datasets
from darfurlab.datasets import folders, pack
from darfurlab.datasets.problem import DataError

DATA = Path(__file__).resolve().parents[2] / "data"
PACKAGE = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
PATHS = {r["name"]: r["path"] for r in PACKAGE["resources"]}
FIELDS = {r["name"]: r["schema"]["fields"] for r in PACKAGE["resources"]}
KEYS = {r["name"]: r["schema"].get("primaryKey", []) for r in PACKAGE["resources"]}
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


# --- a table more -------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Give a copy of one's own of the data that describes one table more than the pack does."""
    copy = shutil.copytree(DATA, tmp_path / "data")
    package = json.loads((copy / "datapackage.json").read_text(encoding="utf-8"))
    fields = [
        {"name": "visit", "type": "string", "description": "The visit’s id."},
        {"name": "date", "type": "string", "unit": "date", "description": "When."},
        {
            "name": "passages",
            "type": "string",
            "description": "Where it is told.",
            "references": "passages.passage",
            "list": True,
        },
    ]
    visits = {"name": "visits", "path": "visits.csv", "description": "Every visit."}
    package["resources"].append({**visits, "schema": {"fields": fields, "primaryKey": "visit"}})
    (copy / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    (copy / "visits.csv").write_text("visit,date,passages\nfirst,2011-05,intro-2\n")
    monkeypatch.setattr(folders, "data_folder", lambda: copy)
    names = set(vars(datasets))
    pack.package.cache_clear()
    yield copy
    pack.package.cache_clear()
    for name in set(vars(datasets)) - names:
        delattr(datasets, name)


def test_a_table_that_is_described_has_a_loader_with_no_edit_in_python(own):
    assert "load_visits" in datasets.__all__
    assert "load_visits" in dir(datasets)
    frame = datasets.load_visits()
    assert list(frame.columns) == ["visit", "date", "date_start", "date_end", "passages", "where"]
    assert list(frame["where"]) == ["Introduction ¶2"]
    assert "date (string, date): When." in datasets.load_visits.__doc__
    assert list(datasets.describe("visits")["column"]) == ["visit", "date", "passages"]


def test_a_table_that_only_the_pack_has_is_told_to_be_missing_in_an_older_copy(own):
    path = own / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    package["resources"] = [r for r in package["resources"] if r["name"] != "voices"]
    path.write_text(json.dumps(package), encoding="utf-8")
    with pytest.raises(DataError, match=r"column voices: the table is missing; this copy .* older"):
        datasets.load_voices()


def test_a_description_that_cannot_be_read_is_told_by_whoever_loads_and_not_before(own):
    (own / "datapackage.json").write_text("{")
    assert "load_actors" in dir(datasets)
    with pytest.raises(DataError, match=r"datapackage\.json: not a readable"):
        datasets.load_actors()


# --- what is shown of a loader -------------------------------------------------------------------


@pytest.mark.parametrize("table", sorted(FIELDS))
def test_a_loader_shows_what_a_row_and_every_column_is(table):
    loader = getattr(datasets, f"load_{table}")
    assert loader.__name__ == f"load_{table}"
    head, _, columns = loader.__doc__.partition("\n\nColumns:\n")
    keys = KEYS[table] if isinstance(KEYS[table], list) else [KEYS[table]]
    assert head.startswith(
        f"Return the table {table}; one row for each {' and '.join(keys) or 'record'}.\n"
    )
    assert re.findall(r"^    (\w+) \(", columns, re.M) == list(load(table).columns)
    text = " ".join(loader.__doc__.split())
    for field in FIELDS[table]:
        assert " ".join(field["description"].split()) in text


def test_names_complete_with_tab_and_cost_no_pandas():
    code = (
        "import sys, rlcompleter\nfrom darfurlab import datasets\n"
        "from darfurlab.datasets import folders\n"
        "complete = rlcompleter.Completer({'datasets': datasets}).attr_matches\n"
        "print(dir(datasets) == datasets.__all__, len(datasets.__all__), 'pandas' in sys.modules)\n"
        "print(complete('datasets.load_chec'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.splitlines() == [
        f"True {len(FIELDS) + 5} False",
        "['datasets.load_checklist()', 'datasets.load_checklist_coding()']",
    ]


@pytest.mark.parametrize("name", ["load_actor", "actors", "schemata"])
def test_an_unknown_name_is_met_with_those_there_are(name):
    with pytest.raises(AttributeError, match=rf"no '{name}'; it has: .*load_actors, load_agree"):
        getattr(datasets, name)


# --- bad data -------------------------------------------------------------------------------------


def test_a_folder_without_data_is_said_in_words(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "data_folder", lambda: tmp_path)
    pack.package.cache_clear()
    try:
        with pytest.raises(DataError, match=r"datapackage\.json: the file is not in"):
            datasets.load_events()
    finally:
        pack.package.cache_clear()


def test_an_unknown_table_is_met_with_the_nearest():
    with pytest.raises(DataError, match=r"'event' was given.*events"):
        datasets.describe("event")
