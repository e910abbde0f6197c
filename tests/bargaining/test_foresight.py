"""Parties who look ahead: small games worked out by hand, the pack's own, and what is refused.

`test_against_brute_force` holds foresight against listing every deal in random games.
"""

from __future__ import annotations

import numpy as np
import pytest

from darfurlab.bargaining import RULES, Game, TooManyDeals, foresight, simulation
from darfurlab.bargaining.foresight import Ahead, Rules
from darfurlab.bargaining.processes import Process, Table, play
from games import sheet


def game(points: dict[tuple[str, str], tuple[int, ...]], **asks: float) -> Game:
    """Return a game: (issue, option) → the points of the parties, in the order of `asks`."""
    return Game(sheet(points, asks), asks)


# The centre pays for reform at the first table and is paid with peace at the second.
PAID_LATER = {
    ("reform", "none"): (10, 0), ("reform", "half"): (7, 4), ("reform", "full"): (0, 9),
    ("peace", "war"): (0, 3), ("peace", "truce"): (8, 4),
}  # fmt: skip
PHASES = Process("phases", (
    Table("first", ("centre", "west"), ("reform",)),
    Table("second", ("centre", "west"), ("peace",), ("first",)),
))  # fmt: skip


def test_what_a_later_table_brings_pays_for_an_early_one():
    """The centre has 10 and asks for 10: half a reform leaves it 7, and 15 with the truce."""
    plain = game(PAID_LATER, centre=10, west=4)
    assert play(plain, PHASES).deal == {"reform": "none", "peace": "war"}
    done = play(plain, PHASES, foresight=True)
    assert done.deal == {"reform": "half", "peace": "truce"}
    assert done.scores == {"centre": 15, "west": 8}
    assert [s.signed for s in done.sittings] == [("centre", "west")] * 2
    assert play(plain, PHASES, leverage=2, foresight=True).deal["reform"] == "half"


def test_what_would_come_without_a_deal_counts_too():
    """Where the second table does not wait, the truce comes anyway, and reform is never paid."""
    second = Table("second", ("centre", "west"), ("peace",))
    free = Process("free", (PHASES.tables[0], second))
    patient = play(game(PAID_LATER, centre=16, west=4), free, foresight=True)
    assert patient.deal == {"reform": "none", "peace": "truce"}
    assert patient.sittings[0].holdouts == ("centre",)


def test_who_looks_ahead_may_refuse_what_a_later_table_would_undo():
    """The west takes a fund today; once the centre has signed, a second table takes it back."""
    points = {
        ("fund", "none"): (5, 0), ("fund", "some"): (6, 4), ("fund", "stopped"): (7, 0),
        ("road", "none"): (0, 1), ("road", "built"): (1, 0),
    }  # fmt: skip
    undone = Process("undone", (
        Table("both", ("centre", "west"), ("fund",)), Table("alone", ("centre",), ("fund",)),
    ))  # fmt: skip
    plain = game(points, centre=5, west=3)
    assert play(plain, undone).sittings[0].signed == ("centre", "west")
    assert play(plain, undone).scores["west"] == 1
    careful = play(plain, undone, foresight=True)
    assert careful.sittings[0].agreed == {}
    assert careful.sittings[0].holdouts == (), "the centre alone gains nothing by it"


def test_a_signer_with_a_veto_ends_with_what_it_asked_for():
    """The promise of foresight, in games where without it some end with less."""
    below = {True: 0, False: 0}
    changed = 0
    for seed in range(60):
        rng = np.random.default_rng([7, seed])
        points = {(f"i{n // 3}", f"o{n % 3}"): tuple(rng.integers(0, 11, 3)) for n in range(9)}
        asks = {p: sum(points[f"i{n}", "o0"][k] for n in range(3)) for k, p in enumerate("abc")}
        plain = game(points, **asks)
        two = Process(
            "two", (Table("s", ("a", "b", "c"), ("i0", "i1")), Table("t", ("a", "b"), ("i1", "i2")))
        )
        ends = {ahead: play(plain, two, foresight=ahead) for ahead in (False, True)}
        changed += ends[False].deal != ends[True].deal
        for ahead, end in ends.items():
            below[ahead] += any(end.scores[p] < asks[p] for s in end.sittings for p in s.signed)
    assert below[True] == 0
    assert below[False] > 0
    assert changed > 10


def test_ties_go_to_what_stands_and_the_rest_as_listed():
    points = {("a", "x"): (1, 1), ("a", "y"): (1, 1), ("b", "x"): (0, 0), ("b", "y"): (0, 0)}
    even = game(points, p=0, q=0)
    two = Process("two", (Table("s", ("p", "q"), ("a",)), Table("t", ("p", "q"), ("b",))))
    for rule in RULES:
        assert [s.agreed for s in play(even, two, rule, foresight=True).sittings] == [{}, {}]


@pytest.mark.parametrize(
    ("rule", "root", "deal"),
    [
        (
            "nash",
            "touched",
            {"wealth": "funds", "constitution": "conference", "rights": "monitored"},
        ),
        (
            "utilitarian",
            "touched in part",
            {"wealth": "funds", "constitution": "own-review", "rights": "court"},
        ),
        (
            "egalitarian",
            "touched",
            {"wealth": "shares", "constitution": "conference", "rights": "promises"},
        ),
    ],
)
def test_with_foresight_the_two_phases_sign_at_our_own_numbers(rule, root, deal):
    """Found by listing every deal (`brute_force`, minutes): all four tables agree, by any rule."""
    sudan = simulation.load()
    done = play(sudan.game, sudan.process("two-phase"), rule, foresight=True)
    assert done.sittings[0].agreed == {i: f"{i}-{o}" for i, o in deal.items()}
    assert all(s.agreed for s in done.sittings)
    found = sudan.standings(rule=rule, foresight=True)
    assert found["root"].iloc[-1] == root


def test_75_of_256_national_deals_can_be_signed_with_foresight(monkeypatch):
    weighed = []

    def best(rule, worth, gains):
        weighed.append(worth.shape[1])
        return foresight_best(rule, worth, gains)

    foresight_best = foresight.best
    monkeypatch.setattr(foresight, "best", best)
    sudan = simulation.load()
    play(sudan.game, sudan.process("two-phase"), foresight=True)
    assert max(weighed) == 75


def test_too_many_deals_to_look_ahead_are_refused_at_once():
    points = {(f"i{n}", f"o{k}"): (n + k, n * k) for n in range(12) for k in range(4)}
    large, issues = game(points, p=0, q=0), [f"i{n}" for n in range(12)]
    two = Process("two", (Table("s", ("p", "q"), issues[:11]), Table("t", ("p", "q"), issues[11:])))
    with pytest.raises(
        TooManyDeals, match="'s', which has 4,194,304; about 500,000 fit; put fewer"
    ):
        play(large, two, foresight=True)
    last = Process(
        "last", (Table("s", ("p", "q"), issues[11:]), Table("t", ("p", "q"), issues[:2]))
    )
    assert play(large, last, foresight=True).deal["i11"] == "o3"


def test_deals_that_later_tables_bring_are_counted_before_any_is_weighed(monkeypatch):
    """Two who are only heard hold different points after each of 64 deals, and sit down again."""
    points = {(f"i{n}", f"o{k}"): (0, 4**n * k, k) for n in range(4) for k in range(4)}
    large = game(points, p=0, q=999, r=999)
    everyone, issues = ("p", "q", "r"), large.issues
    two = Process("two", (Table("s", everyone, issues[:3]), Table("t", everyone, issues[3:])))
    weighed, sat = [], foresight.Ahead._sat

    def counted(ahead, n, states, *rest):
        weighed.append(len(states[0]) * 4 ** len(two.tables[n].issues))
        return sat(ahead, n, states, *rest)

    monkeypatch.setattr(foresight.Ahead, "_sat", counted)
    play(large, two, vetoes=1, foresight=True)
    in_all = sum(weighed)
    assert in_all == 64 + 64 * 4
    monkeypatch.setattr(foresight, "MOST", in_all - 1)
    weighed.clear()
    with pytest.raises(TooManyDeals, match="by the table 't', which has 4"):
        play(large, two, vetoes=1, foresight=True)
    assert not weighed


def test_numbers_beyond_what_a_float_tells_apart_are_weighed_exactly():
    much = 2**60
    points = {
        ("a", "x"): (much, 0),
        ("a", "y"): (much - 1, 1),
        ("b", "x"): (0, 0),
        ("b", "y"): (2, 1),
    }
    two = Process("two", (Table("s", ("p", "q"), ("a",)), Table("t", ("p", "q"), ("b",), ("s",))))
    large = game(points, p=much, q=0)
    assert play(large, two, foresight=True).deal == {"a": "y", "b": "y"}
    rules = Rules("nash", dict.fromkeys(large.parties, 0), lambda table: table.parties, True)
    assert Ahead(large, two.tables, rules, large.deal({}))._kind is object
