"""Reading tables as text against their description; whole folders of faults: test_corruptions."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from darfurlab.datasets import description, folders, pack, reading
from darfurlab.datasets.problem import DataError, Problem

QUICK = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def field(name: str, type: str = "string", **more) -> dict:
    constraints = {key: more.pop(key) for key in list(more) if key not in
                   ("references", "list", "unit", "not_before", "acyclic")}  # fmt: skip
    return {"name": name, "type": type, "description": "d", "constraints": constraints, **more}


def described(*fields: dict, name: str = "things", **more) -> dict:
    return {
        "name": name,
        "path": f"{name}.csv",
        "description": "Things.",
        "schema": {"fields": list(fields), **more},
    }


PLACES = described(field("place", unique=True, required=True), name="places", primaryKey="place")
THINGS = described(
    field("thing", unique=True, required=True, pattern="^[a-z]+$"),
    field("kind", enum=["hard", "soft"]),
    field("count", "integer", minimum=1),
    field("share", "number", minimum=0, maximum=1),
    field("known", "boolean"),
    field("day", unit="date", pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$"),
    field("places", references="places.place", list=True),
    primaryKey="thing",
)
GOOD = "stone,hard,3,0.5,true,2011-05,north south"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [PLACES, THINGS]}))
    (tmp_path / "places.csv").write_text("place\nnorth\nsouth\n")
    return put(tmp_path, GOOD)


def put(folder: Path, *lines: str) -> Path:
    head = ",".join(f["name"] for f in THINGS["schema"]["fields"])
    (folder / "things.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return folder


def faults(folder: Path) -> list[Problem]:
    return pack.read_package(folder)[1]


def with_cell(column: str, value: str) -> str:
    names = [f["name"] for f in THINGS["schema"]["fields"]]
    cells = GOOD.split(",")
    cells[names.index(column)] = value
    return ",".join(cells)


def test_a_whole_folder_has_no_fault(folder):
    tables, problems = pack.read_package(folder)
    assert problems == []
    assert tables["things"].rows[0]["places"] == "north south"
    assert tables["things"].lines == (2,)
    assert tables["places"].ids("place") == {"north", "south"}


# --- one cell -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("thing", "", "must be filled"),
        ("thing", "Stone", "the form ^[a-z]+$"),
        ("thing", "stone ", "space"),
        ("kind", "heavy", "accepted: hard, soft"),
        ("count", "0", "accepted: a whole number from 1"),
        ("count", "2.0", "a whole number"),
        ("count", "three", "digits only"),
        ("share", "1.5", "from 0 to 1"),
        ("share", "-0.1", "from 0 to 1"),
        ("share", ".5", "a number such as"),
        ("share", "1e-1", "a number such as"),
        ("known", "VRAI", "accepted: true, false"),
        ("day", "2011-13", "no such day"),
        ("day", "2010-02-29", "no such day"),
        ("day", "5 May 2011", "2011-05-31"),
        ("places", "west", "no such id in places.csv; accepted: north, south"),
        ("places", "north north", "the same id stands twice"),
        ("places", "north  south", "space"),
    ],
)
def test_a_bad_cell_is_named_with_what_would_do(folder, column, value, says):
    (problem,) = faults(put(folder, with_cell(column, value)))
    assert (problem.file, problem.row, problem.column) == ("things.csv", 2, column)
    assert problem.value in (value, "west")
    assert says in problem.expected


@pytest.mark.parametrize(
    ("column", "value"),
    [("kind", ""), ("count", "1"), ("share", "1"), ("share", "0.25"), ("known", "false"),
     ("day", "2012-02-29"), ("day", "2011"), ("places", ""), ("places", "south")],
)  # fmt: skip
def test_what_the_message_calls_accepted_is_accepted(folder, column, value):
    assert faults(put(folder, with_cell(column, value))) == []


def test_every_fault_is_listed_not_just_the_first(folder):
    put(folder, with_cell("kind", "heavy"), "Tree,soft,x,2,maybe,2011-99,west east")
    found = [(p.row, p.column) for p in faults(folder)]
    assert sorted(found) == [
        (2, "kind"), (3, "count"), (3, "day"), (3, "known"), (3, "places"), (3, "places"),
        (3, "share"), (3, "thing"),
    ]  # fmt: skip


def test_the_same_key_twice_names_the_first(folder):
    (problem,) = faults(put(folder, GOOD, GOOD))
    assert (problem.row, problem.column, problem.value) == (3, "thing", "stone")
    assert "row 2" in problem.expected


def test_a_key_of_two_columns_may_repeat_in_one(folder):
    pairs = described(
        field("a", required=True), field("b", required=True), name="pairs", primaryKey=["a", "b"]
    )
    (folder / "datapackage.json").write_text(json.dumps({"resources": [pairs]}))
    (folder / "pairs.csv").write_text("a,b\nx,y\nx,z\nw,y\n")
    assert faults(folder) == []
    (folder / "pairs.csv").write_text("a,b\nx,y\nx,z\nx,y\n")
    (problem,) = faults(folder)
    assert (problem.row, problem.column, problem.value) == (4, "a and b", "x y")


def test_the_nearest_of_many_ids_is_offered(folder):
    names = [f"{word}-{n}" for word in ("hill", "river", "lake") for n in range(10)]
    (folder / "places.csv").write_text("place\nnorth\nsouth\n" + "\n".join(names) + "\n")
    (problem,) = faults(put(folder, with_cell("places", "rivr-7")))
    assert "32 values are accepted" in problem.expected
    assert "river-7" in problem.expected


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ([field("end", not_before="begin")], "things.end names no column of it: 'begin'"),
        ([field("end", acyclic="begin")], "things.end names no column of it: 'begin'"),
        ([field("end", requird=True)], "end has the constraint 'requird'; accepted: enum, max"),
        ([field("end"), field("end")], "things describes a column twice"),
    ],
)
def test_a_description_that_does_not_hold_together_is_told(folder, fields, told):
    package = {"resources": [described(field("thing"), *fields)]}
    (folder / "datapackage.json").write_text(json.dumps(package))
    with pytest.raises(DataError, match=told):
        pack.read_package(folder)


# --- rows and lines -------------------------------------------------------------------------------


def test_a_row_is_counted_as_an_editor_counts_lines(folder):
    (folder / "places.csv").write_text('place\n"north\nwest"\nsouth\nsouth\n')
    problems = [p for p in faults(folder) if p.file == "places.csv"]
    assert [(p.row, p.value) for p in problems] == [(5, "south")]


@pytest.mark.parametrize("odd", ["\u2028", "\x0b", "\x0c", "\x1d", "\x85"])
def test_only_line_ends_end_a_line(folder, odd):
    """Python's splitlines breaks lines where no editor of tables does."""
    content = f"place\nnorth\nsouth\nthe{odd}west\n"
    (folder / "places.csv").write_bytes(content.encode())
    tables, problems = pack.read_package(folder)
    assert problems == []
    assert tables["places"].rows[2]["place"] == f"the{odd}west"


def test_a_table_that_lost_a_row_is_not_handed_on(folder):
    (folder / "places.csv").write_text("place\nnorth,extra\nsouth\n")
    tables, problems = pack.read_package(folder)
    assert tables["places"].rows == ()
    assert [(p.file, p.row) for p in problems] == [("places.csv", 2)]  # and no echo in things.csv


def test_a_megabyte_of_ids_is_one_fault_and_soon_found(folder):
    (problem,) = faults(put(folder, with_cell("places", "a " * 500_000 + "b")))
    assert "1,000,001 characters" in problem.expected


# --- tables of the pack ---------------------------------------------------------------------------


@pytest.fixture
def in_use(folder, monkeypatch):
    monkeypatch.setattr(folders, "data_folder", lambda: folder)
    pack.package.cache_clear()
    yield folder
    pack.package.cache_clear()


def test_a_table_is_refused_where_one_it_points_to_has_a_fault(in_use):
    assert pack.table("things").rows
    (in_use / "places.csv").write_text("place\nnorth\nsouth\nsouth\n")
    pack.package.cache_clear()
    with pytest.raises(DataError, match=r"places\.csv, row 4"):
        pack.table("things")


def test_a_table_is_handed_on_where_only_another_has_a_fault(in_use):
    put(in_use, with_cell("kind", "heavy"))
    assert len(pack.table("places").rows) == 2
    with pytest.raises(DataError, match="heavy"):
        pack.table("things")


def test_an_unknown_table_is_met_with_those_there_are(in_use):
    with pytest.raises(DataError, match="'nothing' was given; accepted: places, things"):
        pack.table("nothing")


def test_the_folder_is_beside_the_sources_or_inside_a_wheel(tmp_path, monkeypatch):
    assert (folders.data_folder() / "datapackage.json").is_file()
    (tmp_path / "_data").mkdir()
    monkeypatch.setattr(folders, "files", lambda name: tmp_path)
    assert folders.data_folder() == tmp_path / "_data"


def test_labels_name_every_passage_once():
    labels = pack.passage_labels()
    assert labels["intro-2"] == "Introduction ¶2"
    assert len(labels) == 79 == len(set(labels.values()))


def test_every_single_key_is_unique_and_filled():
    for described_as in description.read_schemas(folders.data_folder()).values():
        keys = [c for c in described_as.columns if c.name in described_as.key]
        assert all(column.required for column in keys), described_as.name
        assert len(keys) != 1 or keys[0].unique, described_as.name


def test_the_two_ways_to_say_a_reference_agree():
    """Ours (`references`) and Frictionless's own (`foreignKeys`) name the same columns."""
    package = json.loads((folders.data_folder() / "datapackage.json").read_text(encoding="utf-8"))
    for resource in package["resources"]:
        ours = {
            f["name"]: f["references"]
            for f in resource["schema"]["fields"]
            if "references" in f and not f.get("list")
        }
        theirs = {
            key["fields"]: f"{key['reference']['resource'] or resource['name']}."
            f"{key['reference']['fields']}"
            for key in resource["schema"].get("foreignKeys", [])
        }
        assert ours == theirs, resource["name"]


# --- whatever a file holds ------------------------------------------------------------------------


@QUICK
@given(content=st.one_of(st.binary(max_size=300), st.text(max_size=300).map(str.encode)))
def test_no_content_raises_and_no_table_is_half_read(folder, content):
    (folder / "places.csv").write_bytes(content)
    tables, problems = pack.read_package(folder)
    for row in tables["places"].rows:
        assert list(row) == ["place"]
    assert problems or tables["places"].rows
    assert all(str(problem) for problem in problems)


@QUICK
@given(raw=st.recursive(st.none() | st.integers() | st.text(max_size=5), lambda inner: st.one_of(
    st.lists(inner, max_size=3),
    st.dictionaries(st.sampled_from(["resources", "schema", "fields", "name", "path", "type",
                                     "description", "constraints", "primaryKey"]), inner),
)))  # fmt: skip
def test_no_description_raises_anything_but_a_data_error(folder, raw):
    (folder / "datapackage.json").write_text(json.dumps(raw))
    with pytest.raises(DataError, match=r"datapackage\.json"):
        pack.read_package(folder)


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
CELL = CELL.filter(lambda text: not list(reading.damage(text)) and not text.startswith("#"))


@QUICK
@given(cells=st.lists(CELL.filter(lambda s: s == s.strip()), min_size=1, unique=True))
def test_what_a_spreadsheet_writes_is_read_again(folder, cells):
    text = io.StringIO()
    csv.writer(text).writerows([["place"], *([cell] for cell in cells)])
    (folder / "places.csv").write_bytes(text.getvalue().encode())
    tables, problems = pack.read_package(folder)
    assert [p for p in problems if p.file == "places.csv"] == []
    assert [row["place"] for row in tables["places"].rows] == cells
