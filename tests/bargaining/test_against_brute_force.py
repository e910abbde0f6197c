"""Random games and processes, held against listing every deal (see `brute_force`).

GAMES=5000 python -m pytest tests/test_against_brute_force.py  plays that many; 80 by default.
"""

from __future__ import annotations

import os
from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import brute_force
from brute_force import Plain, PlainTable
from darfurlab.bargaining import RULES
from darfurlab.bargaining.processes import measures, play, read_game, read_processes, read_root
from games import sheet

GAMES = int(os.environ.get("GAMES", "80"))

whole = st.integers(0, 3)
places = [
    st.integers(0, 12 * 10**n).map(lambda v, n=n: v / 10**n) for n in range(1, 5)
]  # fmt: skip
fractions = st.builds(Fraction, st.integers(0, 9), st.integers(1, 7))
# weight times rating: floats with a tail, as a spreadsheet gives them
products = st.builds(lambda w, r: w * r, st.sampled_from([0.1, 0.15, 0.3, 0.55]), whole)
long = st.integers(0, 10**17).map(lambda v: v / 10**16)
decimals = st.integers(0, 30).map(lambda v: Decimal(v) / 10)
numpys = st.integers(0, 30).map(lambda v: np.float64(v) / 10)
large = st.integers(2**52, 2**52 + 3)  # some totals are beyond what a float tells apart
hundred = st.integers(0, 100)
KINDS = [whole, whole.map(np.int64), hundred, *places, long, fractions, products, decimals, numpys]
KINDS += [large]


def exact(value: Any) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(str(value))


def shown(value: Any) -> Any:
    whole = isinstance(value, Fraction) and value.denominator == 1
    return int(value) if whole else float(value) if isinstance(value, Fraction) else value


def some(draw, names, least=0):
    """Return some of the names, in an order of their own."""
    few = draw(st.lists(st.sampled_from(names), unique=True, min_size=least, max_size=len(names)))
    return few or list(names[:least])


@st.composite
def situations(draw, most=3):
    """Return a game of so many issues with its tables, in plain terms, and how it is played."""
    score = draw(st.sampled_from(KINDS))
    parties = [f"p{n}" for n in range(draw(st.integers(1, 4)))]
    shared = draw(st.booleans())
    points: dict[str, dict[str, dict[str, Any]]] = {}
    for n in range(draw(st.integers(1, most))):
        names = ["yes", "no", "later"] if shared else [f"x{n}", f"y{n}", f"z{n}"]
        own = draw(st.permutations(names))[: draw(st.integers(1, 3))]
        points[f"i{n}"] = {o: {p: draw(score) for p in parties} for o in own}
    issues = list(points)
    stands = {i: draw(st.sampled_from(list(points[i]))) for i in issues}
    asks: dict[str, Any] = {}
    for p in parties:  # near what some deal gives, where ties and edges lie
        deal = {i: draw(st.sampled_from(list(points[i]))) for i in issues}
        asks[p] = sum((exact(points[i][o][p]) for i, o in deal.items()), Fraction(0))
        asks[p] -= exact(draw(score))
        if not draw(st.booleans()):
            asks[p] = draw(score)
    press = draw(st.one_of(st.just(0), score, st.dictionaries(st.sampled_from(parties), score)))
    tables: list[PlainTable] = []
    for n in range(draw(st.integers(1, 4))):
        after = some(draw, [t.name for t in tables]) if tables and draw(st.booleans()) else []
        tables.append(
            PlainTable(f"t{n}", some(draw, parties, 1), some(draw, issues, 1), after)
        )  # fmt: skip
    settled = {i: draw(st.sampled_from(list(points[i]))) for i in some(draw, issues)}
    return {
        "points": points, "asks": asks, "stands": stands, "tables": tables, "settled": settled,
        "leverage": press, "rule": draw(st.sampled_from(RULES)), "lasting": draw(st.booleans()),
        "foresight": draw(st.booleans()),
        "vetoes": draw(st.one_of(st.none(), st.integers(0, 4), st.just(some(draw, parties)))),
        "words": draw(st.booleans()), "series": draw(st.booleans()),
        "who": some(draw, parties, 1), "what": some(draw, issues, 1),
        **{n: some(draw, [(i, o) for i in issues for o in points[i]]) for n in ("root", "part")},
    }  # fmt: skip


def frames(s: dict[str, Any]) -> tuple[pd.DataFrame, ...]:
    """Return the situation as the five frames that the readers take."""
    pairs = [(i, o) for i, options in s["points"].items() for o in options]
    names = [o for _, o in pairs]
    scores = sheet({(i, o): s["points"][i][o] for i, o in pairs})
    options = pd.DataFrame(
        [(i, o, s["stands"][i] == o, (i, o) in s["root"]) for i, o in pairs],
        columns=["issue", "option", "status_quo", "touches_root"],
    )
    walk_away = pd.DataFrame(list(s["asks"].items()), columns=["party", "points"], dtype=object)
    settled = tuple(o if names.count(o) == 1 else f"{i}={o}" for i, o in s["settled"].items())

    def cell(listed: Any) -> Any:
        return tuple(listed) if not s["words"] else " ".join(listed) or float("nan")

    processes = pd.DataFrame([("p", cell(settled))], columns=["process", "settled"])
    tables = pd.DataFrame(
        [("p", t.name, cell(t.parties), cell(t.issues), cell(t.after)) for t in s["tables"]],
        columns=["process", "table", "parties", "issues", "after"],
    )
    return scores, walk_away, options, processes, tables


@pytest.mark.slow
@settings(max_examples=GAMES, deadline=None, suppress_health_check=list(HealthCheck))
@given(situations())
def test_any_process_ends_as_brute_force_says(s):
    scores, walk_away, options, processes, tables = frames(s)
    game = read_game(scores, walk_away, options)
    process = read_processes(processes, tables, options)["p"]
    plain = Plain(
        {i: {o: {p: exact(v) for p, v in by.items()} for o, by in own.items()}
         for i, own in s["points"].items()},
        {p: exact(v) for p, v in s["asks"].items()},
        s["stands"],
    )  # fmt: skip

    press = s["leverage"]
    if isinstance(press, dict):
        presses = {p: exact(v) for p, v in press.items()}
        press = pd.Series(press, dtype=object) if s["series"] else press
    else:
        presses = dict.fromkeys(plain.parties, exact(press))
    how = s["vetoes"], s["lasting"], s["foresight"]
    found = play(game, process, s["rule"], press, *how)
    wanted = brute_force.play(plain, s["tables"], s["settled"], s["rule"], presses, *how)
    assert found.deal == wanted.deal
    sat = [(t.table, t.met, dict(t.agreed), t.signed, t.holdouts) for t in found.sittings]
    assert sat == wanted.sittings
    assert found.scores == {p: shown(v) for p, v in plain.total(wanted.deal).items()}
    told = measures(game, found, read_root(options), plain.parties[0], s["part"])
    ours = brute_force.measures(plain, wanted, {*s["root"]}, plain.parties[0], {*s["part"]})
    assert told == {k: shown(v) for k, v in ours.items()}


@pytest.mark.slow
@settings(max_examples=2 * GAMES, deadline=None, suppress_health_check=list(HealthCheck))
@given(situations(most=4))
def test_any_game_is_as_brute_force_says_whatever_stands(s):
    game = read_game(*frames(s)[:3])
    stands = s["stands"] | s["settled"]
    game = game.changed(status_quo=pd.Series(stands, dtype=object) if s["series"] else stands)
    plain = Plain(
        {i: {o: {p: exact(v) for p, v in by.items()} for o, by in own.items()}
         for i, own in s["points"].items()},
        {p: exact(v) for p, v in s["asks"].items()},
        stands,
    )  # fmt: skip
    who = [p for p in plain.parties if p in s["who"]]
    what = [i for i in s["points"] if i in s["what"]]
    deals = plain.listed(what)
    settled = game.settle(s["rule"], who, what)
    wanted = brute_force.settle(plain, s["rule"], who, what)
    assert (settled and {i: settled[i] for i in game.issues}) == wanted
    fine = [d for d in deals if all(plain.total(d)[p] >= plain.asks[p] for p in who)]
    assert game.deals(who, what)[list(game.issues)].to_dict("records") == fine
    outcomes: dict[tuple[Fraction, ...], dict[str, str]] = {}
    for deal in deals:
        own = tuple(sum(plain.points[i][deal[i]][p] for i in what) for p in who)
        outcomes.setdefault(own, {i: deal[i] for i in what})
    best = [
        deal for own, deal in outcomes.items()
        if not any(o != own and all(b >= a for a, b in zip(own, o, strict=True)) for o in outcomes)
    ]  # fmt: skip
    rows = game.frontier(who, what)
    assert list(rows.columns) == [*what, *who]
    assert rows[what].to_dict("records") == best
    own = {p: [sum(plain.points[i][d[i]][p] for i in what) for d in best] for p in who}
    assert {p: rows[p].tolist() for p in who} == {p: [*map(shown, n)] for p, n in own.items()}
    for (_, row), deal in product(rows.iterrows(), fine[:1]):
        total = plain.total({**stands, **{i: row[i] for i in what}})
        assert game.blockers(row) == tuple(p for p in plain.parties if total[p] < plain.asks[p])
        assert game.blockers(deal, who) == ()
