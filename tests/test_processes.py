"""Peace processes: who sits where, about what, and when; and that the model can contradict itself.

Small games whose answers can be worked out by hand; then seeded searches on the pack's own game.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from darfurlab import datasets, processes
from darfurlab.bargaining import Game
from darfurlab.processes import (
    Process,
    Table,
    compare,
    find_counterexamples,
    measures,
    perturbed,
    play,
    read_game,
    read_processes,
    read_root,
)
from darfurlab.scoresheet import BadGame

# Reform hurts the centre; peace in either region helps it. The west wants reform most.
SCORES = {
    ("reform", "none"): (10, 0, 0, 0),
    ("reform", "full"): (0, 8, 4, 9),
    ("west-peace", "war"): (0, 1, 0, 0),
    ("west-peace", "truce"): (6, 5, 0, 0),
    ("east-peace", "war"): (0, 0, 1, 0),
    ("east-peace", "truce"): (6, 0, 5, 0),
}
PARTIES = ("centre", "west", "east", "unarmed")
NOTHING = {"reform": "none", "west-peace": "war", "east-peace": "war"}
ISSUES = tuple(NOTHING)
ROOT = {("reform", "full")}

SEPARATE = Process("separate", (
    Table("west", ("centre", "west"), ("west-peace",)),
    Table("east", ("centre", "east"), ("east-peace",)),
))  # fmt: skip
TOGETHER = Process("together", (Table("all", PARTIES, ISSUES),))
REFORM_FIRST = Process("reform first", (
    Table("national", PARTIES, ("reform",)),
    Table("west", ("centre", "west"), ("west-peace",), after=("national",)),
    Table("east", ("centre", "east"), ("east-peace",), after=("national",)),
))  # fmt: skip


def scores() -> pd.DataFrame:
    return pd.DataFrame(
        [(p, i, o, s) for (i, o), row in SCORES.items() for p, s in zip(PARTIES, row, strict=True)],
        columns=["party", "issue", "option", "score"],
    )


def game(**walk_away: float) -> Game:
    return Game(scores(), {"centre": 10, "west": 3, "east": 3, "unarmed": 1} | walk_away)


def test_separate_tables_leave_alone_what_they_may_not_touch():
    done = play(game(), SEPARATE)
    assert done.deal == {"reform": "none", "west-peace": "truce", "east-peace": "truce"}
    assert done.scores == {"centre": 22, "west": 5, "east": 5, "unarmed": 0}
    assert [s.agreed for s in done.sittings] == [{"west-peace": "truce"}, {"east-peace": "truce"}]
    assert [s.signed for s in done.sittings] == [("centre", "west"), ("centre", "east")]
    assert all(s.met and s.holdouts == () for s in done.sittings)
    assert measures(game(), done, ROOT, "centre") == {
        "deals": 2, "tables": 2, "root_touched": False, "root_issues": 0, "joint_gain": 20,
        "worst_off": "unarmed", "worst_gain": -1, "left_out": ("unarmed",), "government_gives": 0,
    }  # fmt: skip


def test_one_table_trades_peace_for_reform():
    done = play(game(), TOGETHER)
    assert done.deal == {"reform": "full", "west-peace": "truce", "east-peace": "truce"}
    assert done.scores == {"centre": 12, "west": 13, "east": 9, "unarmed": 9}
    told = measures(game(), done, ROOT, "centre")
    assert told["root_touched"]
    assert told["left_out"] == ()
    assert told["government_gives"] == 10  # reform; what peace brings it is not set off
    assert (told["worst_off"], told["worst_gain"]) == ("centre", 2)


def test_phases_without_a_first_deal_never_reach_the_second():
    done = play(game(), REFORM_FIRST)
    assert done.deal == NOTHING  # nobody looks ahead to what peace would bring the centre
    assert [s.met for s in done.sittings] == [True, False, False]
    assert done.sittings[0].holdouts == ("centre",)
    assert all(s.signed == () for s in done.sittings)


def test_a_first_deal_opens_the_second_phase():
    done = play(game(), REFORM_FIRST, leverage={"centre": 10})
    assert done.deal == {"reform": "full", "west-peace": "truce", "east-peace": "truce"}
    assert [bool(s.agreed) for s in done.sittings] == [True, True, True]


@pytest.mark.parametrize("leverage", [9, {"centre": 9}, {"centre": 9.99}])
def test_leverage_counts_to_the_point(leverage):
    assert play(game(), REFORM_FIRST, leverage=leverage).deal["reform"] == "none"


def test_who_has_signed_gives_up_no_more_than_leverage_takes():
    """West peace brings the centre 6; it then holds 16, and would lose 1 at the second table."""
    points = scores()
    points.loc[(points["option"] == "truce") & (points["issue"] == "east-peace")
               & (points["party"] == "centre"), "score"] = 0  # fmt: skip
    points.loc[(points["option"] == "war") & (points["issue"] == "east-peace")
               & (points["party"] == "centre"), "score"] = 1  # fmt: skip
    costly = Game(points, {"centre": 0, "west": 3, "east": 3, "unarmed": 1})
    assert play(costly, SEPARATE).deal["east-peace"] == "war"
    assert play(costly, SEPARATE, leverage=1).deal["east-peace"] == "truce"
    assert play(costly, SEPARATE, leverage=1, lasting=False).deal["east-peace"] == "war"
    only_east = Process("east", SEPARATE.tables[1:])
    assert play(costly, only_east).deal["east-peace"] == "truce", "its walk-away value is 0"


def test_more_vetoes_can_only_take_deals_away():
    stubborn = game(unarmed=50)
    assert play(stubborn, TOGETHER).deal == NOTHING
    assert play(stubborn, TOGETHER).sittings[0].holdouts == ("unarmed",)
    for vetoes in (3, PARTIES[:3]):
        done = play(stubborn, TOGETHER, vetoes=vetoes)
        assert done.deal["reform"] == "full"
        assert done.sittings[0].signed == ("centre", "west", "east")
        assert measures(stubborn, done, ROOT, "centre")["left_out"] == ("unarmed",)
    only_centre = play(game(), TOGETHER, vetoes=1)
    assert only_centre.deal == {"reform": "none", "west-peace": "truce", "east-peace": "truce"}
    assert (
        only_centre
        == play(game(), TOGETHER, vetoes=("centre",))
        == play(game(), TOGETHER, vetoes=0)
    )


def test_at_a_table_of_two_either_can_hold_out():
    done = play(game(west=50), SEPARATE)
    assert [s.holdouts for s in done.sittings] == [("west",), ()]


def test_where_nobody_with_a_veto_sits_the_first_seat_has_it():
    assert play(game(), SEPARATE, vetoes=("unarmed",)) == play(game(), SEPARATE, vetoes=1)
    assert play(game(centre=1000), SEPARATE, vetoes=("unarmed",)).deal == NOTHING


def test_what_was_settled_before_stands():
    before = Process("after reform", SEPARATE.tables, {"reform": "full"})
    done = play(game(), before)
    assert done.deal["reform"] == "full"
    assert done.scores["unarmed"] == 9


def test_a_table_that_changes_nothing_has_no_deal():
    idle = Process("idle", (Table("reform", ("centre",), ("reform",)),))
    (sitting,) = play(game(), idle).sittings
    assert (sitting.met, sitting.agreed, sitting.signed) == (True, {}, ())


@pytest.mark.parametrize(
    ("process", "how", "message"),
    [
        (SEPARATE, {"leverage": {"north": 1}}, "unknown party in leverage 'north'"),
        (SEPARATE, {"vetoes": ("north",)}, "unknown party in vetoes 'north'"),
        (SEPARATE, {"rule": "fair"}, "unknown rule 'fair'"),
        (Process("x", (Table("t", ("north",), ("reform",)),)), {}, "'north'; known: centre, west"),
        (Process("x", (Table("t", ("west",), ("rail",)),)), {}, "unknown issue 'rail'"),
        (Process("x", (Table("t", ("west",), ("reform",), ("u",)),)), {}, "after of 't' 'u'"),
        (Process("x", SEPARATE.tables, {"reform": "half"}), {}, "unknown option of 'reform'"),
    ],
)
def test_bad_processes_say_what_is_known(process, how, message):
    with pytest.raises(BadGame, match=message):
        play(game(), process, **how)


def test_an_issue_that_is_moved_stands_at_one_table_and_no_other():
    moved = REFORM_FIRST.moved(["west-peace"], "national")
    assert [(t.name, t.issues) for t in moved.tables] == [
        ("national", ("reform", "west-peace")), ("east", ("east-peace",)),
    ]  # fmt: skip
    assert moved.tables[1].after == ("national",)
    assert [t.parties for t in moved.tables] == [PARTIES, ("centre", "east")]
    assert moved.settled == REFORM_FIRST.settled
    assert REFORM_FIRST.moved(["reform"], "national") == REFORM_FIRST


def test_nobody_waits_for_a_table_that_has_nothing_left_to_settle():
    moved = REFORM_FIRST.moved(["reform"], "west")
    assert [(t.name, t.after) for t in moved.tables] == [("west", ()), ("east", ())]


@pytest.mark.parametrize(
    ("issues", "table", "message"),
    [(["west-peace"], "nowhere", "national, west, east"), (["water"], "national", "west-peace")],
)
def test_a_move_of_or_to_what_is_not_there_is_met_with_what_is(issues, table, message):
    with pytest.raises(BadGame, match=message):
        REFORM_FIRST.moved(issues, table)


def test_compare_gives_a_row_a_process():
    told = compare(game(), [SEPARATE, TOGETHER, REFORM_FIRST], ROOT, "centre")
    assert told.index.tolist() == ["separate", "together", "reform first"]
    assert told["root_touched"].tolist() == [False, True, False]
    assert told["deals"].tolist() == [2, 1, 0]


# --- the pack's own game --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pack():
    options = datasets.load_simulation_options()
    points, walk_away = datasets.load_simulation_scores(), datasets.load_simulation_walk_away()
    return {
        "scores": points,
        "walk_away": dict(zip(walk_away["party"], walk_away["points"], strict=True)),
        "game": read_game(points, walk_away, options),
        "root": read_root(options),
        "processes": read_processes(
            datasets.load_simulation_processes(), datasets.load_simulation_tables(), options
        ),
    }


def test_the_three_processes_differ_in_seats_and_agenda(pack):
    own, national = pack["processes"], {"power", "wealth", "constitution", "rights"}
    assert set(own) == {"piecemeal", "all-sudan", "two-phase"}
    assert not national & {i for t in own["piecemeal"].tables for i in t.issues}
    assert all(len(t.parties) == 2 and "government" in t.parties for t in own["piecemeal"].tables)
    (table,) = own["all-sudan"].tables
    assert set(table.parties) == set(pack["game"].parties)
    assert set(table.issues) == set(pack["game"].issues)
    first, *later = own["two-phase"].tables
    assert set(first.issues) == national
    assert [t.after for t in later] == [("national",)] * 3
    assert all(own["two-phase"].settled == {} for _ in later)


def test_order_in_the_spreadsheet_does_not_move_the_status_quo(pack):
    options = datasets.load_simulation_options()
    for seed in range(3):
        mixed = pack["scores"].sample(frac=1, random_state=seed)
        walk_away = datasets.load_simulation_walk_away()
        again = read_game(mixed, walk_away, options.sample(frac=1, random_state=seed))
        assert again.status_quo == pack["game"].status_quo
        assert all(o[0] == again.status_quo[i] for i, o in again.options.items())
        assert again.scores({}) == pack["game"].scores({})


def test_piecemeal_deals_leave_the_root_and_the_unarmed_out_whatever_the_leverage(pack):
    for leverage in (0, 10, 40):
        told = compare(pack["game"], [pack["processes"]["piecemeal"]], pack["root"], "government",
                       leverage=leverage).loc["piecemeal"]  # fmt: skip
        assert told["deals"] > 0
        assert not told["root_touched"]
        assert "opposition" in told["left_out"]


def test_at_our_own_numbers_the_briefs_two_phases_fail_where_separate_deals_do_not(pack):
    """By hand: on national issues alone the government has nothing to gain that Darfur would sign.

    Its two gains there (3 for its own review, 2 for promises) and the 6 it can spare (76 - 70) pay
    for no package of national issues that is worth 26 more to Darfur's movements (30 - 4).
    """
    told = compare(pack["game"], pack["processes"].values(), pack["root"], "government")
    assert told.loc["two-phase", "deals"] == 0
    assert told.loc["piecemeal", "deals"] > 0
    national = pack["processes"]["two-phase"].tables[0].issues
    assert pack["game"].deals(issues=national).empty


def test_a_search_finds_games_in_which_the_bigger_table_has_no_deal(pack):
    """An opposition that asks for much at the inclusive table; each game can be made again."""
    one, other = pack["processes"]["all-sudan"], pack["processes"]["piecemeal"]
    asking = pack["walk_away"] | {"opposition": 70}
    found = find_counterexamples(pack["scores"], asking, one, other, seed=1, tries=12)
    assert (found["only"] == "piecemeal").sum() >= 1
    draw = int(found.loc[found["only"] == "piecemeal", "draw"].iloc[0])
    again = perturbed(pack["scores"], asking, 0.2, np.random.default_rng([1, draw]))
    assert again.settle() is None
    assert len(again.deals()) == 0, "no deal at all, by another way of looking"
    assert any(s.agreed for s in play(again, other).sittings)
    rest = [p for p in again.parties if p != "opposition"]
    assert again.settle(parties=rest) is not None, "it is the added veto"


def test_a_search_finds_games_of_the_reverse(pack):
    """A party alone with the government has nothing to trade: only the full table has a deal."""
    one = pack["processes"]["all-sudan"]
    alone = Process("two areas", pack["processes"]["piecemeal"].tables[1:2])
    found = find_counterexamples(pack["scores"], pack["walk_away"], one, alone, seed=1, tries=20)
    assert (found["only"] == "all-sudan").sum() >= 1


def test_the_search_finds_nothing_where_the_two_are_one(pack):
    one = pack["processes"]["piecemeal"]
    found = find_counterexamples(pack["scores"], pack["walk_away"], one, one, seed=1, tries=3)
    assert list(found.columns) == ["draw", "only"]
    assert found.empty


def test_perturbing_stays_within_its_spread_and_is_seeded(pack):
    made = [
        perturbed(pack["scores"], pack["walk_away"], 0.2, np.random.default_rng(s)).walk_away
        for s in (1, 1, 2)
    ]
    assert made[0] == made[1] != made[2]
    for party, value in pack["walk_away"].items():
        assert abs(made[0][party] - value) <= 0.2 * value + 0.05
    same = perturbed(pack["scores"], pack["walk_away"], 0, np.random.default_rng(1))
    assert same.scores({}) == pack["game"].scores({})


def test_perturbing_moves_up_and_down_by_as_much():
    options, parties = [f"o{n}" for n in range(40)], [f"p{n}" for n in range(40)]
    even = pd.DataFrame(
        [(p, "i", o, 100) for o in options for p in parties],
        columns=["party", "issue", "option", "score"],
    )
    moved = perturbed(even, dict.fromkeys(parties, 100), 0.2, np.random.default_rng(4))
    points = [moved.scores({"i": o})[parties[0]] for o in options]
    for values in (points, list(moved.walk_away.values())):
        assert 80 <= min(values) < 88
        assert 112 < max(values) <= 120


def test_every_name_that_is_offered_is_there():
    assert all(hasattr(processes, name) for name in processes.__all__)
