"""Forum shopping: formula and simulation are two ways to one number."""

from __future__ import annotations

import doctest
import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from darfurlab.bargaining import forum
from darfurlab.bargaining.forum import (
    chance_of_deal,
    concessions,
    dice,
    expected_concession,
    settings,
    simulate,
)
from darfurlab.bargaining.scores import BadGame


@pytest.mark.parametrize("coordinated", [False, True])
@pytest.mark.parametrize("channels", [1, 2, 3, 5, 9])
@pytest.mark.parametrize("top", [1, 40])
def test_formula_and_simulation_agree_within_error(channels, coordinated, top):
    """Four standard errors: fails by chance once in some sixteen thousand seeds, and ours is set.

    The error must be small as well, or anything would agree.
    """
    found = simulate(channels, 40_000, seed=2011, coordinated=coordinated, top=top)
    wanted = expected_concession(channels, coordinated, top)
    assert 0 < found.standard_error < 0.01 * wanted
    assert abs(found.mean - wanted) < 4 * found.standard_error
    if not coordinated:  # and it tells one number of channels from the next
        wrong = expected_concession(channels + 1, top=top)
        assert abs(found.mean - wrong) > 4 * found.standard_error


def test_the_standard_error_is_that_of_the_least_of_k():
    """Its variance is known too: k / ((k + 1)² (k + 2))."""
    for k in (1, 2, 6):
        found = simulate(k, 40_000, seed=5)
        wanted = math.sqrt(k / ((k + 1) ** 2 * (k + 2)) / 40_000)
        assert found.standard_error == pytest.approx(wanted, rel=0.03)


def test_two_rounds_have_the_error_of_two():
    """Of two draws it is half of what lies between them."""
    one, other = np.random.default_rng(7).uniform(0, 1, (2, 1)).ravel()
    found = simulate(1, 2, seed=7)
    assert found.standard_error == pytest.approx(abs(one - other) / 2)
    assert found.mean == pytest.approx((one + other) / 2)


def test_concessions_are_counted_in_the_unit_of_the_top():
    shares, points = concessions(4), concessions(4, top=40)
    for column in ("on_their_own", "coordinated"):
        assert points[column].tolist() == pytest.approx((40 * shares[column]).tolist())


def test_more_channels_cost_the_government_less_and_agreement_undoes_that():
    table = concessions(8)
    assert table["on_their_own"].is_monotonic_decreasing
    assert table["on_their_own"].nunique() == 8
    assert table["coordinated"].nunique() == 1
    assert table.loc[0, "on_their_own"] == table.loc[0, "coordinated"], "one channel is one channel"


def test_every_setting_has_formula_and_simulation_side_by_side():
    table = settings(6, rounds=4_000, seed=2011)
    places = list(zip(table["spread"], table["limit"], table["channels"], strict=True))
    assert len(set(places)) == len(places) == 3 * 4 * 5
    assert {limit for _, limit, _ in places} == {1, 0.6, 0.4, 0.2}
    assert places[:5] == [(1, 1, k) for k in (1, 2, 3, 4, 6)]  # what the chart opens with
    for row in table.to_dict("records"):
        limit = None if row["limit"] == 1 else row["limit"]
        how = {"spread": row["spread"], "walk_away": limit}
        for way, together in (("own", False), ("together", True)):
            found = simulate(row["channels"], 4_000, 2011 + row["channels"], together, **how)
            assert row[f"{way}_games"] == found.mean
            assert row[way] == expected_concession(row["channels"], together, **how)
            assert row[f"{way}_deals"] == chance_of_deal(row["channels"], together, **how)
            assert abs(row[way] - found.mean) <= 4 * found.standard_error + 1e-12
    assert set(table.loc[table["limit"] == 1, "own_deals"]) == {1}


def test_the_lowest_of_four_dice_is_1_8_on_average():
    assert sum(((7 - k) / 6) ** 4 for k in range(1, 7)) == pytest.approx(1.755, abs=0.0005)
    table = dice(20_000, seed=1)
    assert table["lowest"].mean() == pytest.approx(1.755, abs=0.03)
    assert table["one_die"].mean() == pytest.approx(3.5, abs=0.05)
    for row in table.head(50).to_dict("records"):
        thrown = [*map(int, row["dice"].split())]
        assert (len(thrown), min(thrown)) == (4, row["lowest"])
        assert {*thrown, row["one_die"]} <= {*range(1, 7)}


def test_what_lesson_03_says_of_spread_and_refusal():
    shown = settings(8, rounds=2, seed=1).set_index(["spread", "limit", "channels"]).round(3)
    one, refusing, near = (shown.loc[at] for at in ((1, 1, 4), (1, 0.4, 4), (0.2, 1, 8)))
    assert (one["own"], one["together"]) == (0.2, 0.5)
    assert (round(near["own"], 2), near["together"]) == (0.42, 0.5)
    assert (refusing["own"], refusing["together"]) == (0.133, 0.079)
    assert expected_concession(4, True, walk_away=0.6) > expected_concession(4, walk_away=0.6)
    assert (round(100 * refusing["own_deals"]), round(100 * refusing["together_deals"])) == (87, 25)


LIMITS = [(1, 0.4), (0.2, 0.45), (0.2, 0.7), (0.6, 0.3), (0, 0.5), (0, 0.49), (1, None), (0.5, 0)]


@pytest.mark.parametrize("coordinated", [False, True])
@pytest.mark.parametrize("channels", [1, 2, 4, 7])
@pytest.mark.parametrize(("spread", "walk_away"), LIMITS)
def test_a_government_that_may_refuse_by_formula_and_by_simulation(
    channels, coordinated, spread, walk_away
):
    how = {"coordinated": coordinated, "spread": spread, "walk_away": walk_away}
    found = simulate(channels, 40_000, seed=2011, **how)
    wanted, deals = expected_concession(channels, **how), chance_of_deal(channels, **how)
    assert abs(found.mean - wanted) <= 4 * found.standard_error + 1e-12
    assert abs(found.deals - deals) <= 4 * math.sqrt(deals * (1 - deals) / 40_000)


@pytest.mark.parametrize(("spread", "walk_away"), LIMITS)
def test_two_channels_as_an_integral_over_a_grid(spread, walk_away):
    """Every pair of 1,000 places in the range of demands: no formula and no chance in it."""
    demands = (1 - spread) / 2 + spread * (np.arange(1000) + 0.5) / 1000
    one, other = np.meshgrid(demands, demands)
    for coordinated, asked in ((False, np.minimum(one, other)), (True, (one + other) / 2)):
        taken = asked <= (1 if walk_away is None else walk_away) + 1e-12
        how = {"coordinated": coordinated, "spread": spread, "walk_away": walk_away}
        assert chance_of_deal(2, **how) == pytest.approx(taken.mean(), abs=2e-3)
        given = (asked * taken).mean()
        assert expected_concession(2, **how) == pytest.approx(given, abs=2e-3)


def test_both_results_lean_on_spread_and_on_a_government_that_takes_what_it_must():
    assert expected_concession(8, spread=0.2) == pytest.approx(0.4 + 0.2 / 9)
    assert expected_concession(8, spread=0) == expected_concession(8, True, spread=0) == 0.5
    alone, together = {"walk_away": 0.4}, {"walk_away": 0.4, "coordinated": True}
    assert expected_concession(4, **alone) > expected_concession(4, **together)
    assert chance_of_deal(4, **alone) == pytest.approx(1 - 0.6**4)
    assert chance_of_deal(4, **together) == pytest.approx((1.6**4 - 4 * 0.6**4) / 24)


def test_many_channels_are_exact_and_quick():
    """Floats would fail here: the terms of the sum are large and cancel."""
    assert chance_of_deal(60, coordinated=True, walk_away=0.5) == 0.5
    assert expected_concession(10**6, coordinated=True) == 0.5
    for k in (1, 30, 200):
        less, more = (chance_of_deal(k, True, walk_away=w) for w in (0.49, 0.51))
        assert less + more == pytest.approx(1)


def test_a_seed_gives_the_same_again_and_another_does_not():
    assert simulate(3, 100, seed=1) == simulate(3, 100, seed=1)
    assert simulate(3, 100, seed=1).mean != simulate(3, 100, seed=2).mean


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: expected_concession(0), "channels: 0 was given; a whole number from 1 up"),
        (lambda: expected_concession(2.5), "channels: 2.5 was given"),
        (lambda: expected_concession(True), "channels: True was given"),
        (lambda: expected_concession(2, top=0), "top: 0 was given; a number above 0"),
        (lambda: expected_concession(2, top=math.nan), "top: nan was given"),
        (lambda: expected_concession(2, top=math.inf), "top: inf was given"),
        (lambda: expected_concession(2, top=True), "top: True was given"),
        (lambda: expected_concession(2, top=None), "top: None was given; a number above 0"),
        (lambda: expected_concession(2, top="1"), "top: '1' was given; a number above 0"),
        (lambda: simulate(2, 2, seed=-1), "seed: -1 was given; a whole number from 0 up"),
        (lambda: settings(2, 2, seed="a"), "seed: 'a' was given; a whole number from 0 up"),
        (lambda: simulate(2, 1, seed=0), "rounds: 1 was given; a whole number from 2 up"),
        (lambda: concessions(0), "most: 0 was given"),
        (lambda: concessions(2, spread=1.1), "spread: 1.1 was given; a number from 0 to 1"),
        (lambda: chance_of_deal(2, spread=-1), "spread: -1 was given; a number from 0 to 1"),
        (lambda: chance_of_deal(2, spread=None), "spread: None was given"),
        (lambda: simulate(2, 9, 1, walk_away=-0.1), "walk_away: -0.1 was given; a number from 0"),
        (lambda: simulate(2, 9, 1, walk_away="no"), "walk_away: 'no' was given"),
    ],
)
def test_bad_numbers_say_what_is_accepted(call, message):
    with pytest.raises(BadGame, match=message):
        call()


@pytest.mark.parametrize("top", [Decimal("0.5"), Fraction(1, 2), np.float64(0.5)])
def test_every_kind_of_number_is_a_top(top):
    assert expected_concession(1, top=top) == 0.25
    assert simulate(2, 9, seed=1, top=top) == simulate(2, 9, seed=1, top=0.5)


def test_the_worked_example_is_true():
    assert doctest.testmod(forum).failed == 0
    assert doctest.testmod(forum).attempted >= 3
