"""A deal that a student builds: what the party in view has, who would sign, what is kept."""

from __future__ import annotations

import pytest

from darfurlab.datasets import folders
from darfurlab.questions import bank, model
from darfurlab.questions.kinds.build import Build

GAME = model.sudan().game


@pytest.fixture(scope="module")
def asked() -> Build:
    found = bank.find("02/build-a-deal", folders.questions())
    assert isinstance(found, Build)
    return found


def chosen(**picks: str) -> dict:
    return {"party": "", "picks": picks}


def test_before_a_party_is_chosen_no_points_are_told_and_then_only_its_own(asked):
    first = asked.beside(None)
    assert [menu["id"] for menu in first["menus"]] == list(GAME.issues)
    assert not {"gain", "told", "role"} & first.keys()
    seen = asked.beside({"party": "east", "picks": {"east-revenue": "east-revenue-fund"}})
    expected = GAME.scores({"east-revenue": "east-revenue-fund"})["east"]
    gain = expected - GAME.walk_away["east"]
    assert seen["gain"] == gain > 0
    assert seen["told"] == f"{expected} points, {gain} above its walk-away value of 15."
    assert "fixed share" in seen["role"]["wants"]


def test_the_picture_has_room_for_every_deal(asked):
    low, high = asked.beside(None)["span"]
    rows = GAME.frontier()
    for party in GAME.parties:
        gains = rows[party] - GAME.walk_away[party]
        assert low <= gains.min() <= gains.max() <= high


def test_today_is_a_harmless_attempt(asked):
    result = asked.mark(chosen())
    assert (result.state, result.notes) == ("open", {})


def test_each_party_says_whether_it_would_sign_and_what_it_misses(asked):
    picks = {"power": "power-posts", "wealth": "wealth-shares"}
    result, blockers = asked.mark(chosen(**picks)), GAME.blockers(picks)
    assert set(result.notes) == set(GAME.parties)
    for party, note in result.notes.items():
        assert note.word == ("Would not sign." if party in blockers else "Would sign.")
        missing = GAME.scores(picks)[party] - GAME.walk_away[party]
        assert f"{abs(missing)} {'below' if missing < 0 else 'above'} its" in note.text
    assert result.summary.startswith("1 of the 5 parties would sign this deal. Your deal touches")
    assert "Who decides over public money" in result.summary


@pytest.mark.parametrize("rule", ["nash", "egalitarian"])
def test_a_deal_that_a_rule_picks_is_signed_by_all(asked, rule):
    found = GAME.settle(rule)
    picks = {i: found[i] for i in GAME.issues if found[i] != GAME.status_quo[i]}
    result = asked.mark(chosen(**picks))
    assert result.summary.startswith("All parties would sign this deal.")
    assert result.state == "answered"


@pytest.mark.parametrize(
    "answer",
    [None, [], {}, {"picks": []}, {"picks": {"power": "power-none"}}, {"picks": {"": ""}},
     {"picks": {"power": ["power-posts"]}}, {"picks": {}, "party": "nobody"}],
)  # fmt: skip
def test_what_is_no_deal_does_not_fit(asked, answer):
    assert asked.misfit(answer)
    assert not asked.misfit(chosen(power="power-posts"))


def test_points_at_the_walk_away_value_are_told_as_such(asked):
    note = asked.mark(chosen(power="power-posts")).notes["government"]
    assert (note.word, note.text) == ("Would sign.", "70 points, exactly its walk-away value.")
