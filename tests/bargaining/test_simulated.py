"""The classroom's game as the lesson uses it: every prepared row against a process played anew."""

from __future__ import annotations

import json
import math
import random
import re
from dataclasses import replace
from itertools import product

import pandas as pd
import pytest

import chart_checker as checker
from darfurlab import charts
from darfurlab.bargaining import Game, processes, simulation
from darfurlab.bargaining.scores import BadGame
from edits import raw
from games import sheet


@pytest.fixture(scope="module")
def sudan() -> simulation.Simulation:
    return simulation.load()


@pytest.fixture(scope="module")
def outcomes(sudan) -> pd.DataFrame:
    return sudan.outcomes()


def test_every_setting_has_exactly_one_row(sudan, outcomes):
    for seats, name in product(range(1, len(sudan.parties) + 1), sudan.processes):
        rows = outcomes[(outcomes["vetoes"] == seats) & (outcomes["process"] == name)]
        covered = [n for a, b in zip(rows["least"], rows["most"], strict=True)
                   for n in range(a, b + 1)]  # fmt: skip
        assert covered == list(simulation.LEVERAGE)


def test_a_prepared_row_is_what_the_process_comes_to(sudan, outcomes):
    every = list(product(range(1, 6), sudan.processes, simulation.LEVERAGE))
    for seats, name, leverage in random.Random(2).sample(every, 40):
        played = processes.play(sudan.game, sudan.processes[name], leverage=leverage, vetoes=seats)
        row = outcomes[
            (outcomes["vetoes"] == seats) & (outcomes["process"] == name)
            & (outcomes["least"] <= leverage) & (leverage <= outcomes["most"])
        ].iloc[0]  # fmt: skip
        assert {p: row[p] for p in sudan.game.parties} == dict(played.scores)
        assert row["deals"] == sum(bool(s.agreed) for s in played.sittings)
        assert row["agreed"] == any(s.agreed for s in played.sittings)
        assert row["root_touched"] == any(pair in sudan.root for pair in played.deal.items())


def small() -> simulation.Simulation:
    """Return three parties, two issues, and processes whose largest tables differ."""
    points = {
        ("reform", "none"): (9, 0, 1), ("reform", "half"): (5, 4, 3), ("reform", "full"): (0, 9, 6),
        ("truce", "war"): (0, 1, 0), ("truce", "signed"): (6, 4, 0),
    }  # fmt: skip
    scores = sheet(points, "abc")
    alone = processes.Table("alone", ("a", "b"), ("truce",))
    every = processes.Table("every", ("a", "b", "c"), ("reform", "truce"))
    first = processes.Table("first", ("a", "b", "c"), ("reform",))
    after = processes.Table("after", ("a", "b"), ("truce",), ("first",))
    own = {name: processes.Process(name, tables) for name, tables in
           {"two": (alone,), "one": (every,), "phases": (first, after)}.items()}  # fmt: skip
    parties = pd.DataFrame(
        {"party": list("abc"), "name": list("ABC"), "walk_away": [8, 3, 5], "seat": [1, 2, 3]}
    )
    walk_away = dict(zip(parties["party"], parties["walk_away"], strict=True))
    names = {each: each.upper() for each in (*"abc", *own, "reform", "truce")}
    return simulation.Simulation(
        Game(scores, walk_away), own, (("reform", "full"),), parties, names
    )


def test_all_outcomes_are_those_of_playing_each_setting_by_itself(monkeypatch):
    monkeypatch.setattr(simulation, "LEVERAGE", range(10))
    model = small()
    frame = model.outcomes()
    plain: list[dict] = []
    deals: list[tuple] = []
    for seats, name in product(range(1, 4), model.processes):
        for leverage in range(10):
            played = processes.play(model.game, model.processes[name],
                                    leverage=leverage, vetoes=seats)  # fmt: skip
            told = processes.measures(model.game, played, model.root, "a")
            words = model.compare(leverage, seats).set_index("process").loc[name.upper()]
            row = {
                "vetoes": seats, "process": name, "name": name.upper(), "agreed": told["deals"] > 0,
                **told, **played.scores, "left_out": words["left_out"],
                "worst_off": words["worst_off"], "root": words["root"],
            }  # fmt: skip
            deal = (seats, name, *played.deal.values())
            same = plain and deals[-1] == deal
            if same and {k: plain[-1][k] for k in row} == row:
                plain[-1]["most"] = leverage
                continue
            plain.append({**row, "least": leverage, "most": leverage})
            deals.append(deal)
    assert len(plain) > 12, "the game must have something to tell"
    pd.testing.assert_frame_equal(frame, pd.DataFrame(plain)[list(frame.columns)])


def test_what_the_explorer_calls_acceptable_is_what_nobody_blocks(sudan):
    frontier = sudan.game.frontier()
    asks = dict(zip(sudan.parties["party"], sudan.parties["walk_away"], strict=True))
    for row in random.Random(3).sample(frontier.to_dict("records"), 60):
        below = tuple(p for p in sudan.game.parties if row[p] < asks[p])
        assert sudan.game.blockers({i: row[i] for i in sudan.game.issues}) == below


def marks(node):
    """Yield every symbol of a scene."""
    for item in node.get("items", []):
        if node.get("marktype") == "group":
            for inner in item.get("items", []):
                yield from marks(inner)
        elif node.get("marktype") == "symbol":
            yield item


@pytest.mark.slow
@pytest.mark.parametrize(("leverage", "vetoes"), [(0, 5), (9, 4), (25, 2)])
def test_what_the_explorer_draws_is_what_the_model_says(sudan, outcomes, leverage, vetoes):
    pytest.importorskip("vl_convert", reason='drawing needs pip install "darfurlab[pictures]"')
    spec = charts.explorer(outcomes, sudan.parties).to_dict()
    for param in spec["params"]:
        param["value"] = {"leverage": leverage, "vetoes": vetoes}.get(param["name"], param["value"])
    scene = checker.scene_of(spec)["scenegraph"]
    said = [text.text for text in checker.texts(scene)]
    rows = sudan.compare(leverage, vetoes).to_dict("records")
    found = outcomes[(outcomes["vetoes"] == vetoes) & (outcomes["least"] <= leverage)
                     & (leverage <= outcomes["most"])].to_dict("records")  # fmt: skip
    assert len(found) == len(rows) == 3
    root = sum(row["root_touched"] for row in found)
    title = " ".join(next(text for text in said if text.startswith("At leverage")).split())
    fewer = f" with {vetoes} of 5 vetoes" if vetoes < 5 else ""
    assert title.startswith(f"At leverage {leverage}{fewer}, ")
    touching = ["no deal touches", "the deal of one process touches", "the deals of two touch"]
    assert title.endswith(f"; {touching[root]} the root for all regions")
    assert f"leverage {leverage}" in said
    # What a screen reader is told of this state.
    (heard,) = re.findall(r'"description": "[^"]*(At leverage \d[^"]+)"', json.dumps(scene))
    assert heard.startswith(f"At leverage {leverage}, when ")
    assert all(f"signs nothing: {row['left_out']}" in heard for row in rows)
    # A mark for each process and party, as far to the right as its points; hollow: signs nothing.
    standing = [m for m in marks(scene) if m.get("size") == 80]
    parties = sudan.parties.to_dict("records")
    assert len(standing) == len(rows) * len(parties)
    points = sorted(row[p["party"]] - p["walk_away"] for row in found for p in parties)
    places = sorted(m["x"] for m in standing)
    far = (places[-1] - places[0]) / (points[-1] - points[0])
    assert places == pytest.approx([places[0] + (n - points[0]) * far for n in points], abs=0.2)
    out = sum(p["name"] in row["left_out"] or row["left_out"] == "everybody"
              for row in found for p in parties)  # fmt: skip
    assert sum(m["fill"] == "#ffffff" for m in standing) == out


def test_the_deals_on_paper_are_sums_from_the_spreadsheet(sudan):
    points = {(r["party"], r["option"]): int(r["score"]) for r in raw("simulation/scores")}
    texts = {r["option"]: r["text"] for r in raw("simulation/options")}
    paper = sudan.by_hand(["government", "darfur-movements"], simulation.ON_PAPER)
    expected = {
        " · ".join(texts[o] for o in deal): [
            sum(points[party, o] for o in deal) for party in ("government", "darfur-movements")
        ]
        for deal in product(*simulation.ON_PAPER.values())
    }
    found = paper.set_index("deal")[["government", "darfur-movements"]]
    assert {deal: list(row) for deal, row in found.iterrows()} == expected
    for row in paper.to_dict("records"):
        mine = expected[row["deal"]]
        better = [o for o in expected.values() if o != mine and o[0] >= mine[0] and o[1] >= mine[1]]
        assert row["efficient"] == (not better)


def test_the_deals_on_paper_are_those_of_its_own_game():
    """A game that is not the pack's, with two issues whose options share their names."""
    points = {
        ("x", "yes"): (0, 0.1, 9), ("x", "no"): (1, 0.1, 9),
        ("y", "yes"): (1, 0.2, 9), ("y", "no"): (0, 0.2, 9),
    }  # fmt: skip
    scores = sheet(points, "abc")
    model = replace(small(), game=Game(scores, dict.fromkeys("abc", 0)),
                    names={"yes": "Yes", "no": "No", "y=no": "Not at all"})  # fmt: skip
    paper = model.by_hand(["b", "a"], {"x": ["no", "yes"], "y": pd.Series(["yes", "no"])})
    assert list(paper.columns[:3]) == ["deal", "b", "a"]
    assert paper["deal"].tolist() == [
        "No · Yes",
        "No · Not at all",
        "Yes · Yes",
        "Yes · Not at all",
    ]
    assert paper["a"].tolist() == [2, 1, 1, 0]
    assert paper["b"].tolist() == [0.3] * 4
    assert paper["status_quo"].tolist() == paper["efficient"].tolist() == [True] + [False] * 3
    for options, message in (
        ({"z": ["yes"]}, "unknown issue 'z'; known: x, y"),
        ({"x": ["maybe"]}, "unknown option of 'x' 'maybe'; known: yes, no"),
        ({"x": []}, "unknown option of 'x' None"),
        (5, "options: 5 was given"),
    ):
        with pytest.raises(BadGame, match=message):
            model.by_hand(["a"], options)


def test_an_id_without_words_stands_for_itself():
    bare = replace(small(), names={})
    assert bare.compare(2).to_numpy().tolist()[0][0] == "two"
    assert set(bare.outcomes()["name"]) == set(bare.processes)
    assert bare.settled("one")["issue"].tolist() == ["reform", "truce"]


def test_what_is_settled_is_said_with_its_table(sudan):
    played = sudan.play("piecemeal")
    shown = sudan.settled("piecemeal").set_index("issue")
    for sitting in played.sittings:
        for issue, option in sitting.agreed.items():
            row = shown.loc[sudan.names[issue]]
            assert row["settled_as"] == sudan.names[option]
            assert row["changed_at"] == sudan.names[f"table:{sitting.table}"]
    changed = sum(len(s.agreed) for s in played.sittings)
    assert (shown["changed_at"] != "no table: as now").sum() == changed


def test_an_unknown_process_or_party_is_met_with_those_there_are(sudan):
    with pytest.raises(BadGame, match="piecemeal"):
        sudan.play("peacemeal")
    with pytest.raises(BadGame, match="darfur-movements"):
        sudan.by_hand(["nobody"], simulation.ON_PAPER)
    with pytest.raises(BadGame, match="opposition"):
        sudan.compare(asks={"nobody": 3})


# --- what lesson 02 says of these numbers in words ------------------------------------------------


def test_the_one_table_signs_and_leaves_the_root_though_most_deals_would_touch_it(sudan):
    played = sudan.play("all-sudan")
    assert set(played.sittings[0].signed) == set(sudan.game.parties)
    assert not {*played.deal.items()} & {*sudan.root}
    assert played.deal["power"] == "power-as-now"
    assert (played.deal["wealth"], played.deal["constitution"]) == (
        "wealth-funds",
        "constitution-own-review",
    )
    deals = sudan.game.deals()
    touched = deals.apply(lambda d: any(d[issue] == option for issue, option in sudan.root), axis=1)
    assert f"{touched.mean():.0%}" == "65%"
    without = [
        sum((issue, option) not in sudan.root for option in options) / len(options)
        for issue, options in sudan.game.options.items()
    ]
    assert 1 - math.prod(without) == 0.875


def test_moving_both_issues_and_not_one_changes_what_the_two_phases_come_to(sudan):
    both = ["darfur-security", "two-areas-rule"]
    for issues in ([], both[:1], both[1:]):
        played = sudan.moved("two-phase", issues, "national").play("two-phase")
        assert not any(sitting.agreed for sitting in played.sittings)
    moved = sudan.moved("two-phase", both, "national")
    then = moved.play("two-phase")
    assert [bool(sitting.agreed) for sitting in then.sittings] == [True] * 3
    assert {*then.deal.items()} & {*sudan.root} == {("wealth", "wealth-shares")}
    assert then.sittings[0].agreed["darfur-security"] == "darfur-security-joint"  # a ceasefire
    assert "government" in then.sittings[0].signed
    assert moved.game is sudan.game  # not a party and not a point has changed
    table = moved.compare().set_index("process")
    assert table.loc["National issues first, then the regions", "root"] == "touched"
    others = ["One deal per region", "One table for all Sudan"]
    assert table.loc[others].equals(sudan.compare().set_index("process").loc[others])
    assert list(moved.processes) == list(sudan.processes)


def test_what_a_demand_costs_the_government_is_as_the_feedback_says(sudan):
    def more(issue, option, party="government"):
        stands = sudan.game.status_quo[issue]
        return sudan.game.sheet[party, issue, option] - sudan.game.sheet[party, issue, stands]

    assert more("east-revenue", "east-revenue-fund") == 1
    assert more("east-revenue", "east-revenue-fund", "east") == 20
    assert more("power", "power-quotas") == -16
    assert more("darfur-security", "darfur-security-joint") == 5
    assert more("darfur-security", "darfur-security-disarm") == 5 + 5
    assert more("darfur-security", "darfur-security-disarm", "darfur-movements") < 0
    assert more("two-areas-rule", "two-areas-rule-autonomy") == -3
    local = {party: more("two-areas-rule", "two-areas-rule-local", party)
             for party in ("government", "two-areas")}  # fmt: skip
    assert min(local.values()) > 0  # and still below what the Two Areas expect
    assert (
        sudan.game.scores({})["two-areas"] + local["two-areas"]
        < (sudan.game.walk_away["two-areas"])
    )


def test_on_paper_three_deals_lie_left_of_the_line_and_two_of_them_share_the_cabinet(sudan):
    paper = sudan.by_hand(["government", "darfur-movements"], simulation.ON_PAPER)
    today = paper.loc[0, "government"]
    left = paper[paper["government"] < today]
    assert list(left.index) == [2, 4, 5]
    shared = left[left["deal"].str.startswith("A shared cabinet")]
    assert list(shared.index) == [4, 5]  # E and F
    assert shared["efficient"].all()


def test_what_a_party_has_today_and_what_it_hopes_for_are_as_the_lesson_says(sudan):
    today = sudan.game.scores({})
    assert (today["government"], sudan.game.walk_away["government"]) == (76, 70)
    assert (today["darfur-movements"], sudan.game.walk_away["darfur-movements"]) == (4, 30)
    autonomy = sudan.game.scores({"two-areas-rule": "two-areas-rule-autonomy"})
    assert today["government"] - autonomy["government"] == 3


def test_an_opposition_that_asks_for_80_ends_the_one_table_and_no_other(sudan):
    asked = sudan.compare(asks={"opposition": 80}).set_index("process")
    before = sudan.compare().set_index("process")
    assert asked.loc["One table for all Sudan", "deals"] == "0 of 1 tables"
    for column in ("deals", "joint_gain"):
        assert asked.loc["One deal per region", column] == before.loc["One deal per region", column]
    assert sudan.compare(asks={"opposition": 20}).equals(sudan.compare())


# --- what a student may choose besides leverage and vetoes ----------------------------------------


def deals(sudan, process, leverage=0, **how):
    return sum(bool(s.agreed) for s in sudan.play(process, leverage, **how).sittings)


def test_with_the_two_areas_first_all_three_regions_sign(sudan):
    told = sudan.orders("piecemeal")
    assert len(told) == 6
    assert len({*told["order"]}) == 6
    first = told["order"].str.startswith("The Two Areas")
    assert told[first]["deals"].tolist() == ["3 of 3 tables"] * 2
    assert told[~first]["deals"].tolist() == ["2 of 3 tables"] * 4
    assert (told["order"][2:4] == told["signs"][2:4]).all()
    assert sudan.orders("two-phase", foresight=True)["deals"].tolist() == ["4 of 4 tables"] * 6


def test_pressure_on_the_government_alone_must_be_twice_as_high(sudan):
    alone = {"pressed": ["government"]}
    assert [deals(sudan, "two-phase", n) for n in (5, 6)] == [0, 4]
    assert [deals(sudan, "two-phase", n, **alone) for n in (11, 12)] == [0, 4]
    by_party = {"government": 12, "east": 30}
    assert sudan.play("two-phase", by_party, **alone) == sudan.play("two-phase", 12, **alone)
    with pytest.raises(BadGame, match="unknown party in pressed 'army'; known: government"):
        sudan.play("two-phase", 12, pressed="army")


def test_pressed_once_the_government_gives_less(sudan):
    """At 20 leverage that presses anew leaves it 17 below its walk-away value, pressed once 2."""
    for lasting, points in ((True, 53), (False, 68)):
        done = sudan.play("two-phase", 20, lasting=lasting)
        assert done.scores["government"] == points
    frame = sudan.outcomes(lasting=False)
    row = frame[(frame["process"] == "two-phase") & (frame["least"] == 20) & (frame["vetoes"] == 5)]
    assert row["government"].tolist() == [68]


def test_foresight_and_all_choices_reach_what_is_shown(sudan):
    how = {"foresight": True, "rule": "egalitarian"}
    told = sudan.compare(**how).set_index("process")
    name = sudan.name("two-phase")
    assert told.loc[name, "deals"] == "4 of 4 tables"
    played = sudan.play("two-phase", **how)
    settled = sudan.settled("two-phase", **how)["settled_as"].tolist()
    assert settled == [sudan.word(i, o) for i, o in played.deal.items()]
    own = sudan.process("two-phase")
    assert sudan.play(own, **how) == played
    assert sudan.stretches(own, 5, **how)[0]["government"] == played.scores["government"]
