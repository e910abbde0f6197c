"""Where processes and a deal of one's own leave the parties, held against the engine."""

from __future__ import annotations

import json

import pytest

from darfurlab import charts
from darfurlab.bargaining import Game, simulation
from darfurlab.bargaining.deals import OWN, better
from darfurlab.bargaining.deals import standings as stand


@pytest.fixture(scope="module")
def sudan() -> simulation.Simulation:
    return simulation.load()


def test_a_process_leaves_each_party_where_playing_it_does(sudan):
    found = sudan.standings(leverage=7)
    assert list(dict.fromkeys(found["process"])) == [*map(sudan.name, sudan.processes)]
    for name in sudan.processes:
        outcome = sudan.play(name, 7)
        own = found[found["process"] == sudan.name(name)].set_index("party")
        assert own["points"].to_dict() == outcome.scores
        signed = {party for sitting in outcome.sittings for party in sitting.signed}
        assert {party for party, signs in own["signs"].items() if signs} == signed
        assert (own["points"] - own["walk_away"] == own["gain"]).all()


def test_a_deal_of_ones_own_comes_first_and_today_is_none(sudan):
    assert OWN not in set(stand(sudan, {})["process"])
    picks = {"constitution": "constitution-own-review", "east-revenue": "east-revenue-share"}
    found = stand(sudan, picks)
    assert found["process"].iloc[0] == OWN
    own = found[found["process"] == OWN].set_index("party")
    assert own["points"].to_dict() == sudan.game.scores(picks)
    refuse = sudan.game.blockers(picks)
    assert [party for party, signs in own["signs"].items() if not signs] == list(refuse)
    assert set(own["root"]) == {"touched in part"}
    assert set(stand(sudan, {"power": "power-interim"})["root"][:5]) == {"touched"}


def test_deals_of_ones_own_stand_the_latest_first_each_once(sudan):
    first, second, third = (
        {"power": "power-posts"},
        {"rights": "rights-court"},
        {"power": "power-interim"},
    )
    found = sudan.standings(first, {}, second, first, third)
    mine = found[found["process"].str.startswith("Your")]
    assert list(dict.fromkeys(mine["process"])) == [OWN, "Your deal 2", "Your deal 1"]
    assert mine.groupby("process", sort=False)["earlier"].first().tolist() == [False, True, True]
    assert not found["earlier"][15:].any()
    for name, picks in ((OWN, third), ("Your deal 2", first), ("Your deal 1", second)):
        own = mine[mine["process"] == name].set_index("party")
        assert own["points"].to_dict() == sudan.game.scores(picks)


def test_earlier_deals_are_ticks_beside_the_latest_and_rows_of_the_table(sudan):
    deals = [
        {"power": "power-posts"},
        {"east-revenue": "east-revenue-share"},
        {"rights": "rights-court"},
    ]
    once, chart = (charts.above_walk_away(sudan.standings(*own)) for own in (deals[2:], deals))
    spec = json.dumps(chart.to_dict(), ensure_ascii=False)
    assert "ticks: 2 earlier, 0" in spec
    assert "ticks" not in json.dumps(once.to_dict())
    assert len(chart.data) == len(once.data) + 2 * len(sudan.game.parties)
    assert "Your deal 1: " in spec
    assert "Your deal 2: " in spec
    assert chart.to_dict()["height"] == once.to_dict()["height"]


def test_what_beats_a_deal_is_efficient_and_costs_nobody(sudan):
    game = sudan.game
    efficient = {tuple(row) for row in game.frontier()[list(game.parties)].to_numpy().tolist()}
    for picks in ({}, {"power": "power-interim"}, {"rights": "rights-promises"}):
        now, more = game.scores(picks), better(game, picks)
        assert more
        assert tuple(now[p] + more.get(p, 0) for p in game.parties) in efficient


@pytest.mark.parametrize("rule", ["nash", "utilitarian", "egalitarian"])
def test_nothing_beats_what_a_rule_picks(sudan, rule):
    game: Game = sudan.game
    picked = game.settle(rule)
    assert better(game, {issue: picked[issue] for issue in game.issues}) == {}
