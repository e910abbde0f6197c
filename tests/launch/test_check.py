"""The whole check of a folder: tables, rules, questions and the outline of the map."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from darfurlab.datasets import pack
from darfurlab.launch import check as checks

SOURCE = Path(__file__).resolve().parents[2] / "data"


@pytest.fixture
def folder(tmp_path) -> Path:
    return shutil.copytree(SOURCE, tmp_path / "data")


@pytest.mark.slow
def test_the_pack_passes_and_is_counted():
    report = checks.check(SOURCE)
    assert list(report.problems) == []
    tables, _ = pack.read_package(SOURCE)
    assert report.tables == len(tables)
    assert report.rows == sum(len(table.rows) for table in tables.values()) > 900
    assert report.summary() == f"{report.tables} tables, {report.rows} rows: 0 faults"


def test_one_fault_is_counted_as_one(folder):
    (folder / "events.csv").unlink()
    assert checks.check(folder).summary().endswith(" rows: 1 fault")


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
