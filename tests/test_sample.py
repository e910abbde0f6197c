"""The sample of rows that a second reader judges: the same for one seed, each row once."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from darfurlab.datasets.pack import package

SAMPLE = runpy.run_path(str(Path(__file__).resolve().parents[1] / "tools" / "sample.py"))
TABLES = package()[0]


def test_a_seed_draws_the_same_rows_and_another_seed_others():
    once = SAMPLE["drawn"](TABLES, 1, 40)
    assert once == SAMPLE["drawn"](TABLES, 1, 40) == sorted(set(once))
    assert len(once) == 40
    assert once != SAMPLE["drawn"](TABLES, 2, 40)


def test_every_row_that_cites_a_passage_can_be_drawn_and_no_other():
    rows = {(table, row) for table, row, _ in SAMPLE["citing"](TABLES)}
    assert ("claim_links", "c-doc-weak c-doha-dysfunction") in rows
    assert ("voices", "women") not in rows  # cites none
    cited = sum(bool(r.get("passages")) for t in TABLES.values() for r in t.rows)
    assert len(SAMPLE["drawn"](TABLES, 1, cited)) == cited == len(rows)


@pytest.mark.parametrize("number", [0, 99_999])
def test_a_number_that_cannot_be_drawn_says_what_can(number):
    with pytest.raises(ValueError, match=rf"{number} rows .*; 1 to \d+ are accepted"):
        SAMPLE["drawn"](TABLES, 1, number)
