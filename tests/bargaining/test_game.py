"""The negotiation, by hand; `test_against_brute_force` holds it against listing every deal."""

from __future__ import annotations

import doctest
import math
import random
import time
from decimal import Decimal
from fractions import Fraction
from itertools import product

import numpy as np
import pandas as pd
import pytest

from darfurlab import bargaining
from darfurlab.bargaining import RULES, BadGame, Game, TooManyDeals, growth
from darfurlab.bargaining import play as playing
from darfurlab.bargaining.processes import Process, Table, play
from games import sheet

Points = dict[str, dict[str, dict[str, float]]]  # issue → option → party → points


def frame(points: Points) -> pd.DataFrame:
    return sheet({(i, o): by for i, options in points.items() for o, by in options.items()})


def test_a_game_large_enough_to_be_sifted_in_between():
    """6 issues of 4 options: partial deals pass the size at which they are sifted."""
    for seed in range(3):
        rng = random.Random(seed)
        points = {
            f"i{i}": {f"o{o}": {p: rng.randint(0, 9) for p in "abc"} for o in range(4)}
            for i in range(6)
        }
        rows = ([tuple(by.values()) for by in own.values()] for own in points.values())
        totals = {tuple(map(sum, zip(*chosen, strict=True))) for chosen in product(*rows)}
        best: list[tuple[int, ...]] = []
        for here in sorted(totals, key=sum, reverse=True):  # what dominates has a higher sum
            if not any(all(b >= a for a, b in zip(here, there, strict=True)) for there in best):
                best.append(here)
        found = Game(frame(points), dict.fromkeys("abc", 0)).frontier()
        assert sorted(found[list("abc")].itertuples(index=False, name=None)) == sorted(best)


TWO: Points = {
    "water": {"as now": {"north": 4, "south": 0}, "shared": {"north": 2, "south": 5}},
    "road": {"as now": {"north": 0, "south": 3}, "built": {"north": 6, "south": 1}},
}


def two(**walk_away: float) -> Game:
    return Game(frame(TWO), {"north": 5, "south": 4} | walk_away)


def test_the_worked_example_is_true():
    assert doctest.testmod(bargaining).failed == 0
    assert doctest.testmod(bargaining).attempted >= 6


def test_decimals_are_the_numbers_they_are_written_as():
    points = {
        "a": {"x": {"p": 0.1, "q": 0.3}, "y": {"p": 0.3, "q": 0.3}},
        "b": {"x": {"p": 0.2, "q": 0}, "y": {"p": 0, "q": 0}},
    }
    game = Game(frame(points), {"p": 0.3, "q": 0.3})
    assert 0.1 + 0.2 > 0.3  # what a float would say
    assert game.blockers({"a": "x", "b": "x"}) == ()
    assert game.scores({"a": "x", "b": "x"}) == {"p": 0.3, "q": 0.3}
    assert game.changed({"p": 0.30000000001}).blockers({"a": "x", "b": "x"}) == ("p",)


def test_points_beyond_exact_floats_stay_exact():
    big = 2**60
    points = {
        "a": {"x": {"p": big + 1, "q": 0}, "y": {"p": big, "q": 1}},
        "b": {"x": {"p": big, "q": 0}, "y": {"p": big - 1, "q": 0}},
    }
    found = Game(frame(points), {"p": 0, "q": 0}).frontier()
    assert found[["p", "q"]].values.tolist() == [[2 * big + 1, 0], [2 * big, 1]]
    assert Game(frame(points), {"p": 2 * big + 1, "q": 0}).settle()["a"] == "x"


def test_gains_are_exact_where_walk_away_values_have_different_decimals():
    """By hand: 0.5 times 3.8 is 1.9, and 2.5 times 0.8 is 2; a gain rounded up turns them round."""
    points = {"a": {"x": {"p": 1, "q": 4}, "y": {"p": 3, "q": 1}}}
    assert Game(frame(points), {"p": 0.5, "q": 0.2}).settle("nash")["a"] == "y"


@pytest.mark.parametrize(("n", "apart"), [(10**8, 1), (10**10, 2 * 10**5)])
def test_the_highest_product_is_told_where_floats_and_eight_bytes_cannot(n, apart):
    """n³ is higher than (n + a) n (n - a): by less than a float shows, and both overflow."""
    for middle in range(n, n + 40):
        even = dict.fromkeys("pqr", middle)
        uneven = {"p": middle + apart, "q": middle, "r": middle - apart}
        for points in ({"even": even, "uneven": uneven}, {"uneven": uneven, "even": even}):
            assert Game(frame({"a": points}), dict.fromkeys("pqr", 0)).settle()["a"] == "even"


def test_names_are_taken_once_and_in_the_order_of_the_game():
    found = two().frontier(["south", "north", "south"], ["road", "water"])
    assert list(found.columns) == ["water", "road", "north", "south"]
    assert found.equals(two().frontier())


NUMBERS = [0.1, Decimal("0.1"), Fraction(1, 10), np.float64(0.1), np.float32(0.1)]
WHOLE = [7, np.int8(7), np.int64(7), np.uint64(7), Fraction(np.int8(7), np.int8(1))]


@pytest.mark.parametrize("tenth", NUMBERS, ids=lambda n: type(n).__name__)
def test_every_kind_of_number_is_the_decimal_that_it_is_written_as(tenth):
    column = pd.Series([tenth, tenth], dtype=getattr(tenth, "dtype", object))
    scores = frame({i: {"x": {"p": 0}} for i in "ab"}).assign(score=column)
    assert Game(scores, {"p": 0.3}).exact({}) == {"p": Fraction(2, 10)}
    assert Game(scores, {"p": tenth}).asks == {"p": Fraction(1, 10)}


@pytest.mark.parametrize("seven", WHOLE, ids=lambda n: type(n).__name__)
def test_numpys_whole_numbers_do_not_overflow(seven):
    points = {"a": {"x": {"p": 10**15}, "y": {"p": 10**15 + 1}}}
    game = Game(frame(points), {"p": seven}).changed({"p": seven})
    assert game.settle()["a"] == "y"
    assert game.asks["p"] * 10**30 == 7 * 10**30


@pytest.mark.parametrize("walk_away", [0.1 + 0.2, Decimal("1e-30"), Fraction(1, 10**20 + 1)])
@pytest.mark.parametrize("rule", RULES)
def test_gains_on_some_issues_are_exact_whatever_stands_on_the_others(walk_away, rule):
    points = {
        "x": {"closed": {"a": 400, "b": 0}},
        "y": {"now": {"a": 0, "b": 0}, "new": {"a": 5, "b": 5}},
    }
    game = Game(frame(points), {"a": walk_away, "b": 0})
    assert game.settle(rule, issues=["y"])["y"] == "new"


def test_tiny_points_are_told_apart_and_shown():
    points = {"a": {"x": {"p": 1e-30}, "y": {"p": 2e-30}, "z": {"p": 1e-320}}}
    game = Game(frame(points), {"p": 1e-320})
    assert game.settle()["a"] == "y"
    assert game.scores({"a": "x"}) == {"p": 1e-30}
    assert game.blockers({"a": "z"}) == ()


def test_what_stands_wins_a_tie_wherever_it_is_listed():
    points = {
        "a": {"x": {"p": 1, "q": 1}, "y": {"p": 1, "q": 1}, "z": {"p": 1, "q": 1}},
        "b": {"x": {"p": 0, "q": 0}, "y": {"p": 1, "q": 1}},
    }
    for rule, stands in product(RULES, "xyz"):
        game = Game(frame(points), {"p": 0, "q": 0}, {"a": stands})
        settled = game.settle(rule)
        assert (settled["a"], settled["b"]) == (stands, "y"), "no issue changes that could stand"
        assert game.frontier()["a"].tolist() == [stands]
        again = Game(frame(points), {"p": 0, "q": 0}).changed(status_quo={"a": stands})
        assert again.settle(rule) == settled
        assert again.changed(status_quo={"a": "x"}).settle(rule)["a"] == "x"


def test_a_row_of_a_frame_is_a_deal():
    game = two()
    row = game.frontier().iloc[0]
    assert game.scores(row) == {"north": 10, "south": 1}
    assert game.blockers(row) == ("south",)
    assert game.scores(game.deals().iloc[0]) == {"north": 8, "south": 6}
    assert game.deal(game.frontier(issues="road").iloc[0])["water"] == "as now"


def test_a_series_does_wherever_a_mapping_does():
    asks, stands = {"north": 5, "south": 4}, {"road": "built"}
    ours = Game(frame(TWO), pd.Series(asks), pd.Series(stands))
    assert ours.settle() == Game(frame(TWO), asks, stands).settle()
    changed = ours.changed(pd.Series({"north": 8}), pd.Series({"water": "shared"}))
    assert changed.asks == {"north": 8, "south": 4}
    assert changed.status_quo == {"water": "shared", "road": "built"}
    with pytest.raises(BadGame, match="walk_away: 'north' was given twice"):
        ours.changed(pd.Series([1, 2], ["north", "north"]))


def test_whoever_is_indifferent_leaves_things_as_they_are():
    points = {"a": {"now": {"p": 1, "q": 2}, "new": {"p": 1, "q": 2}}}
    for rule in RULES:
        assert Game(frame(points), {"p": 0, "q": 0}).settle(rule)["a"] == "now"


def test_nash_and_egalitarian_and_utilitarian_differ_where_they_should():
    points = {
        "a": {
            "rich": {"p": 100, "q": 1}, "middle": {"p": 40, "q": 8}, "even": {"p": 10, "q": 10},
        }
    }  # fmt: skip
    game = Game(frame(points), {"p": 0, "q": 0})
    picked = {rule: game.settle(rule)["a"] for rule in RULES}
    assert picked == {"utilitarian": "rich", "nash": "middle", "egalitarian": "even"}


def test_a_settlement_on_some_issues_counts_what_stands():
    game = two()
    assert game.settle(issues=["water"]) is None  # the north would be left with 2 + 0
    built = game.changed(status_quo={"road": "built"})
    assert built.settle(issues=["water"]) == {
        "water": "shared", "road": "built", "north": 8, "south": 6,
    }  # fmt: skip
    assert game.status_quo == {"water": "as now", "road": "as now"}, "the first game is unchanged"


def test_a_party_without_a_veto_neither_blocks_nor_counts():
    game = two(south=100)
    assert game.settle() is None
    assert game.settle(parties=["north"])["road"] == "built"
    assert game.deals(parties=["north"])[["water", "road"]].values.tolist() == [
        ["as now", "built"], ["shared", "built"],
    ]  # fmt: skip
    assert game.blockers({"water": "shared", "road": "built"}) == ("south",)
    assert game.blockers({"water": "shared", "road": "built"}, parties="north") == ()


def test_deals_on_some_issues_leave_the_rest_as_it_is():
    found = two(north=0, south=0).deals(issues="road")
    assert found["water"].tolist() == ["as now", "as now"]
    assert found[["north", "south"]].values.tolist() == [[4, 3], [10, 1]]


def test_too_many_deals_are_refused_and_never_cut_off():
    points = {f"i{n}": {o: {"p": 1} for o in "abcd"} for n in range(6)}
    game = Game(frame(points), {"p": 0})
    with pytest.raises(TooManyDeals, match=r"over 100 of 4,096 deals are alive at 'i3'"):
        game.deals(limit=100)
    assert len(game.deals(limit=4096)) == 4096


def test_too_many_partial_deals_are_refused(monkeypatch):
    points = {f"i{n}": {str(o): {"p": o, "q": 4 - o} for o in range(4)} for n in range(4)}
    monkeypatch.setattr(growth, "NOTICED", 0)
    monkeypatch.setattr(growth, "CANDIDATES", 255)
    with pytest.raises(TooManyDeals, match="256 deals of 2 parties were given"):
        Game(frame(points), {"p": 0, "q": 0}).frontier()
    monkeypatch.setattr(growth, "CANDIDATES", 256)
    assert len(Game(frame(points), {"p": 0, "q": 0}).frontier()) == 13  # each of 0 to 12 for p


def drawn(parties: int, issues: int, options: int, constant: bool) -> Game:
    """Return a game of points drawn with a seed; `constant`: what one gains the others lose."""
    rng = np.random.default_rng(parties)
    given = rng.integers(0, 101, (issues, options, parties))
    given = (
        (rng.dirichlet(np.ones(parties), (issues, options)) * 999).astype(int)
        if constant
        else given
    )
    return Game(
        frame(
            {
                f"i{i}": {
                    f"o{o}": {f"p{p}": int(given[i, o, p]) for p in range(parties)}
                    for o in range(options)
                }
                for i in range(issues)
            }
        ),
        {f"p{p}": 0 for p in range(parties)},
    )


# Parties, issues, options; deals; whether points are drawn, or what one gains the others lose.
TOO_LARGE = [
    (9, 12, 4, "16,777,216", False),
    (9, 12, 4, "16,777,216", True),
    (30, 8, 5, "390,625", False),
    (5, 12, 4, "16,777,216", True),
    (6, 7, 10, "10,000,000", True),
    (3, 20, 4, "1,099,511,627,776", True),
    (9, 4, 200, "1,600,000,000", True),
]  # fmt: skip


@pytest.mark.parametrize(("parties", "issues", "options", "deals", "constant"), TOO_LARGE)
def test_what_takes_over_20_seconds_is_refused_at_once(parties, issues, options, deals, constant):
    game = drawn(parties, issues, options, constant)
    everyone = Table("all", game.parties, game.issues)
    for ask in (game.frontier, game.settle, lambda: play(game, Process("one", (everyone,)))):
        begun = time.process_time()
        with pytest.raises(
            TooManyDeals,
            match=rf"{deals} deals of {parties} parties.*About [\d,]+ efficient outcomes fit",
        ):
            ask()
        assert time.process_time() - begun < 0.5


def test_the_forecast_is_near_what_is_found():
    game = drawn(7, 9, 4, constant=False)
    ahead, found = game.foreseen(), len(game.frontier())
    assert ahead.work > 0
    assert found / 2 < ahead.outcomes < 2 * found
    assert game.foreseen() == growth.Ahead(0, found), "what is known takes no more work"


def test_a_play_counts_a_frontier_for_each_veto(monkeypatch):
    game = drawn(7, 9, 4, constant=False)
    everyone = Process("one", (Table("all", game.parties, game.issues),))
    monkeypatch.setattr(growth, "MOST", 1.5 * game.foreseen().work)
    monkeypatch.setattr(playing, "MOST", growth.MOST)
    with pytest.raises(TooManyDeals, match="262,144 deals of 7 parties were given at one table"):
        play(game, everyone)
    assert len(game.frontier()) > 1000
    assert play(game, everyone, vetoes=1).sittings[0].agreed


def test_deals_are_not_weighed_by_the_million():
    begun = time.process_time()
    with pytest.raises(
        TooManyDeals, match="27,000,000 of 27,000,000 deals are to be weighed at 'i2'"
    ):
        drawn(3, 3, 300, constant=False).deals()
    assert time.process_time() - begun < 0.5


@pytest.mark.parametrize("walk_away", [-5, -0.5, 0, 7.25, 10**9])
def test_walk_away_values_may_be_any_finite_number(walk_away):
    assert (two(north=walk_away).settle() is None) == (walk_away > 10)


def row(n: int, column: str, value: object) -> pd.DataFrame:
    scores = frame(TWO).astype(object)
    scores.loc[n, column] = value
    return scores


BAD = [
    (row(2, "score", None), r"row 4 \(party 'north', issue 'water', option 'shared'\)"),
    (row(2, "score", float("nan")), r"row 4 .*: nan was given; a number of 0 or more is accepted"),
    (row(2, "score", -1), r"row 4 .*: -1 was given; a number of 0 or more is accepted"),
    (row(2, "score", math.inf), r"row 4 .*: inf was given; a number of 0 or more"),
    (row(2, "score", "7"), r"row 4 .*: '7' was given; a number of 0 or more"),
    (row(2, "score", True), r"row 4 .*: True was given"),
    (row(2, "score", np.True_), r"row 4 .*: np.True_ was given"),
    (row(2, "score", pd.NA), r"row 4 .*: <NA> was given"),
    (row(2, "score", Decimal("NaN")), r"row 4 .*: Decimal\('NaN'\) was given"),
    (row(2, "score", 10**101), r"row 4 .*: 10+ was given"),
    (row(5, "party", None), r"row 7 .*a name is missing"),
    (row(5, "option", ""), r"row 7 .*a name is missing"),
    (row(5, "party", "north"), r"row 7 .*: row 6 scores it already; one row is accepted"),
    (row(5, "party", "west"), "has no score for option"),
    (frame(TWO).drop(3), r"'south' has no score for option 'shared' of issue 'water', but row 4"),
    (
        row(7, "option", "paved"),
        r"'north' has no score for option 'paved' of issue 'road', but row 9",
    ),
    (row(6, "option", "paved"), r"no score for option"),
    (frame(TWO)[:0], "scores has no rows"),
    (pd.concat([frame(TWO)] * 3000), "scores has 24,000 rows; up to 20,000 are accepted"),
    (frame(TWO).drop(columns="option"), r"no column 'option'; columns given: party, issue, score"),
    (frame(TWO).replace("water", "north"), "'north' names a party and an issue"),
]


@pytest.mark.parametrize(("scores", "message"), BAD)
def test_bad_scores_name_the_row(scores, message):
    with pytest.raises(BadGame, match=message):
        Game(scores, {"north": 5, "south": 4})


@pytest.mark.parametrize(
    ("walk_away", "message"),
    [
        ({"north": 5}, "walk_away of 'south': None was given; a number for every party"),
        ({"north": 5, "south": float("nan")}, "walk_away of 'south': nan was given"),
        ({"north": 5, "south": "4"}, "walk_away of 'south': '4' was given"),
        ({"north": math.inf, "south": 4}, "walk_away of 'north': inf was given"),
        ({"north": 5, "south": 4, "west": 1}, "unknown party in walk_away 'west'; known: north, s"),
    ],
)
def test_bad_walk_away_values_name_the_party(walk_away, message):
    with pytest.raises(BadGame, match=message):
        Game(frame(TWO), walk_away)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda g: g.frontier(["west"]), "unknown party 'west'; known: north, south"),
        (lambda g: g.frontier(issues="rail"), "unknown issue 'rail'; known: water, road"),
        (lambda g: g.frontier([]), "no party was given; one or more of north, south"),
        (lambda g: g.deals(issues=[]), "no issue was given"),
        (lambda g: g.settle("fair"), "unknown rule 'fair'; known: nash, utilitarian, egalitarian"),
        (lambda g: g.blockers({"rail": "x"}), "unknown issue 'rail'"),
        (lambda g: g.blockers({"road": "x"}), "unknown option of 'road' 'x'; known: as now, built"),
        (lambda g: g.scores({"road": None}), "unknown option of 'road' None"),
        (lambda g: g.blockers({}, ["west"]), "unknown party 'west'"),
        (lambda g: g.changed({"west": 1}), "unknown party in walk_away 'west'"),
        (lambda g: g.changed(status_quo={"road": "x"}), "unknown option of 'road' 'x'"),
        (lambda g: g.changed(5), "walk_away: 5 was given; a mapping by name is accepted"),
        (lambda g: g.blockers("road"), "deal: 'road' was given; a mapping by name is accepted"),
        (lambda g: g.frontier(5), "party: 5 was given; several names are accepted"),
        (lambda g: g.deals(limit=float("nan")), "limit: nan was given; a number of 0 or more"),
        (lambda g: g.settle(parties=[["north"]]), r"unknown party \['north'\]; known: north"),
    ],
)
def test_bad_questions_say_what_is_known(call, message):
    with pytest.raises(BadGame, match=message):
        call(two())


def test_more_deals_than_can_be_numbered_are_refused():
    points = {f"i{n}": {o: {"p": 0} for o in "abcd"} for n in range(31)}
    with pytest.raises(TooManyDeals, match=r"fewer than 2\*\*62"):
        Game(frame(points), {"p": 0})
