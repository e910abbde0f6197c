"""Our description and data in the eyes of the standard's own reader: others may trust either."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[2] / "data"


@pytest.mark.slow
def test_frictionless_takes_the_description_and_finds_no_fault_in_any_table():
    from frictionless import Package, system  # half a second, which only this test needs

    logging.getLogger("frictionless").setLevel(logging.ERROR)
    with system.use_context(trusted=True):
        package = Package(str(DATA / "datapackage.json"))
        report = package.validate()
    assert [(t.place, e.message) for t in report.tasks for e in t.errors] == []
    assert report.valid
    assert len(report.tasks) == len(package.resources) > 30
