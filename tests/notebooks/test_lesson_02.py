"""Lesson 02 says of the model what the model says: each number in its words, held by the data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from darfurlab import datasets
from darfurlab.bargaining import simulation

TOP = Path(__file__).resolve().parents[2]
CELLS = [
    "".join(cell["source"])
    for cell in json.loads(
        (TOP / "notebooks" / "02-piecemeal-peace.ipynb").read_text(encoding="utf-8")
    )["cells"]
]
# What the lesson says of games with all numbers moved by up to 20 %: statement → its words.
SHARES = {
    "phases-no-deal": "reach no deal at leverage 0 in {} of 100 games",
    "one-table-leaves-root": "in only {} of 100 games the deal at the one table again leaves",
    "phases-foresight-root": "touched for all regions in {} of 100 games if the parties look ahead",
    "placed-two-root": "If the two issues move, the root is touched in {} of 100 games",
    "two-areas-first-all-sign": "this holds in {} of 100",
    "placed-one-never": "This holds in {} of 100 games",
}


def said(words: str) -> str:
    (found,) = (cell for cell in CELLS if words in cell)
    return found


@pytest.fixture(scope="module")
def sudan() -> simulation.Simulation:
    return simulation.load()


@pytest.fixture(scope="module")
def shares() -> dict[str, int]:
    rows = datasets.load_simulation_shaken()
    rows = rows[(rows["spread"] == 20) & (rows["what"] == "both")]
    return dict(zip(rows["statement"], (100 * rows["holds"] / rows["draws"]).round(), strict=True))


@pytest.mark.parametrize("statement", SHARES)
def test_a_share_in_the_prose_is_the_stored_one(statement, shares):
    assert said(SHARES[statement].format(f"{shares[statement]:.0f}"))


def test_what_holds_in_under_80_games_is_told_as_one_case(shares):
    prose = said("**One surprise holds, and the other is one case.**")
    assert shares["phases-no-deal"] >= 80 > shares["one-table-leaves-root"]
    assert "this result is one case" in prose
    seldom = {name for name in SHARES if shares[name] < 80}
    assert seldom == set(SHARES) - {"phases-no-deal"}
    assert "four vetoes" not in " ".join(CELLS)


def test_the_deal_of_the_one_table_is_as_told(sudan):
    told = said("**Two results may surprise you.**")
    deal = sudan.play("all-sudan").deal
    assert deal["two-areas-rule"] == "two-areas-rule-autonomy"
    assert "The Two Areas get autonomy" in told
    assert deal["east-revenue"] == "east-revenue-share"
    assert "the East gets a fixed share of its own revenue" in told
    assert (deal["power"], deal["wealth"], deal["constitution"]) == (
        "power-as-now",
        "wealth-funds",
        "constitution-own-review",
    )
    assert "still governs alone, pays the funds and leads the review" in told


def test_both_causes_let_all_tables_sign_and_touch_the_root(sudan):
    told = said("In both cases the root is touched for all regions.")
    ahead = sudan.play("two-phase", foresight=True)
    moved = sudan.moved("two-phase", ["darfur-security", "two-areas-rule"], "national")
    assert [bool(s.agreed) for s in ahead.sittings] == [True] * 4
    assert "all four tables reach a deal" in told
    for outcome in (ahead, moved.play("two-phase")):
        assert all(sitting.agreed for sitting in outcome.sittings)
        assert {*outcome.deal.items()} & {*sudan.root}


def test_the_five_best_deals_are_as_close_as_told(sudan):
    told = said("### The five best deals")
    rows = sudan.runners_up()
    assert list(rows["rank"]) == [1, 2, 3, 4, 5]
    assert f"The second deal reaches {rows['product'][1]} of the highest product" in told
    assert f"The third deal reaches {rows['product'][2]}" in told
    assert list(rows["root"][:3]) == ["touched in part", "touched in part", "touched"]
    assert rows["differs"][0] == "this is the deal of the model"
