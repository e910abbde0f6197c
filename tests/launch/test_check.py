"""The whole check of a folder: our own reading first, then a second, independent reader."""

from __future__ import annotations

import builtins
import json
import shutil
from pathlib import Path

import pytest

from darfurlab.datasets import schema
from darfurlab.launch import check as checks

SOURCE = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture
def folder(tmp_path) -> Path:
    return shutil.copytree(SOURCE, tmp_path / "data")


def test_the_pack_passes_and_is_counted(monkeypatch):
    monkeypatch.setattr(checks, "_frictionless", lambda folder: ([], []))  # see test_corruptions
    report = checks.check(SOURCE)
    assert list(report.problems) == []
    assert list(report.left_out) == []
    tables, _ = schema.read_package(SOURCE)
    assert report.tables == len(tables)
    assert report.rows == sum(len(table.rows) for table in tables.values()) > 900
    assert report.summary() == f"{report.tables} tables, {report.rows} rows: 0 faults"


def test_without_frictionless_it_says_what_was_left_out(monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **more):
        if name.partition(".")[0] == "frictionless":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    report = checks.check(SOURCE)
    assert list(report.problems) == []
    assert report.left_out == [checks.EXTRA]
    assert 'pip install "darfurlab[data]"' in report.summary()


def test_the_second_reader_is_asked_only_where_we_find_nothing(folder, monkeypatch):
    asked = []
    monkeypatch.setattr(checks, "_frictionless", lambda folder: (asked.append(folder), ([], []))[1])
    checks.check(folder)
    assert asked == [folder]
    (folder / "events.csv").unlink()
    report = checks.check(folder)
    assert asked == [folder]
    assert "1 fault" in report.summary()
    assert "1 faults" not in report.summary()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda text: text.replace('"Sudan"', '"SoudÃ©n"').encode(), "Soudén"),
        (lambda text: text.replace('"Sudan"', '"Soudén"').encode("cp1252"), "not UTF-8"),
        (lambda text: text.encode()[:-9], "not GeoJSON"),
    ],
)
def test_the_outline_of_the_map_is_looked_at_too(folder, change, told):
    path = folder / "outline.geojson"
    assert checks._outline(folder) == []
    path.write_bytes(change(path.read_text(encoding="utf-8")))
    (problem,) = checks._outline(folder)
    assert problem.file == path.name
    assert told in str(problem)


@pytest.fixture
def small(tmp_path) -> Path:
    """Give a folder with one small table, for the second reader alone."""
    fields = [{"name": "place", "type": "string"}, {"name": "count", "type": "integer"}]
    resource = {"name": "places", "path": "places.csv", "schema": {"fields": fields}}
    (tmp_path / "datapackage.json").write_text(json.dumps({"resources": [resource]}))
    (tmp_path / "places.csv").write_text("count,place\n3,north\n5,south\n")
    return tmp_path


def test_what_the_second_reader_sees_is_a_problem_with_its_place(small):
    pytest.importorskip("frictionless")
    assert checks._frictionless(small) == ([], [])  # columns may stand in any order
    (small / "places.csv").write_text("count,place\n3,north\nfive,south\n")
    (problem,), left_out = checks._frictionless(small)
    assert (problem.file, problem.row, problem.column) == ("places.csv", 3, "count")
    assert problem.value == "five"
    assert problem.expected
    assert left_out == []


@pytest.mark.parametrize("change", [{"profile": 7}, {"resources": [{"name": "places"}]}])
def test_a_description_that_the_second_reader_cannot_take_is_a_problem(small, change):
    pytest.importorskip("frictionless")
    path = small / "datapackage.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    problems, _ = checks._frictionless(small)
    assert problems
    assert all(p.expected and str(p) for p in problems)
