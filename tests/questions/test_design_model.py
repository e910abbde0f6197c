"""A designed process in the bargaining model: the same tables as the lessons' own processes."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from pathlib import Path

import pytest

from darfurlab.bargaining import simulation
from darfurlab.bargaining.play import play
from darfurlab.bargaining.scores import BadGame
from darfurlab.datasets.words import listed
from darfurlab.questions import design_model, designs

BOOK, SUDAN = designs.load(), simulation.load()
SEATS = {row["option"] for row in BOOK.options if row["party"]}
AGENDA = {row["option"] for row in BOOK.options if row["issue"]}
ORDERS = [row["option"] for row in BOOK.of("sequence")]


def setting(*more: str) -> design_model.Setting:
    given = design_model.setting(BOOK, SUDAN, SEATS | AGENDA | set(more))
    assert isinstance(given, design_model.Setting)
    return given


@pytest.mark.parametrize(
    ("order", "process"),
    [("sequence-one-table", "all-sudan"), ("sequence-national-first", "two-phase"),
     ("sequence-regions-only", "piecemeal")],
)  # fmt: skip
def test_the_lessons_processes_can_be_designed(order, process):
    given = setting(order)
    ours = [(t.parties, set(t.issues), t.after) for t in given.process.tables]
    theirs = [(t.parties, set(t.issues), t.after) for t in SUDAN.processes[process].tables]
    assert ours == theirs
    outcome, left_out = design_model.played(SUDAN, given)
    assert outcome.deal == SUDAN.play(process).deal
    assert (left_out, len(outcome.sittings)) == ([], len(ours))


def test_regions_first_ends_at_the_wide_table_which_waits_for_nobody():
    given = setting("sequence-regions-first")
    assert [t.name for t in given.process.tables] == ["darfur", "two-areas", "east", "national"]
    assert not any(t.after for t in given.process.tables)


def test_national_issues_are_homeless_where_only_regions_meet():
    assert set(setting("sequence-regions-only").homeless) == {
        "power", "wealth", "constitution", "rights",
    }  # fmt: skip
    assert setting("sequence-one-table").homeless == ()
    told = design_model.told(BOOK, SUDAN, SEATS | AGENDA | {"sequence-regions-only"}).details
    assert sum("no table of this design may settle it" in line for line in told) == 4


def test_a_region_without_a_seat_has_no_table():
    given = design_model.setting(
        BOOK, SUDAN, (SEATS - {"seat-east"}) | AGENDA | {"sequence-national-first"}
    )
    assert [t.name for t in given.process.tables] == ["national", "darfur", "two-areas"]
    assert given.homeless == ("east-revenue",)


def test_leverage_is_what_the_chosen_options_add_up_to():
    points = {row["option"]: row["points"] or 0 for row in BOOK.options}
    assert setting("sequence-one-table").leverage == 0
    both = setting("sequence-one-table", "leverage-joint", "refusal-press")
    assert both.leverage == points["leverage-joint"] + points["refusal-press"] > 0


SEAT, SECOND = "a seat for the government", "a seat for a second party with points in our model"
ISSUE, ORDER = "an issue on the agenda", "a sequence"


@pytest.mark.parametrize(
    ("options", "lacks"),
    [
        (set(), [SEAT, SECOND, ISSUE, ORDER]),
        ({"seat-east", *AGENDA}, [SEAT, ORDER]),
        ({"seat-government", "seat-women"}, [SECOND, ISSUE, ORDER]),
        (SEATS, [ISSUE, ORDER]),
        (SEATS | AGENDA, [ORDER]),
        (SEATS | {"sequence-one-table"}, [ISSUE]),
    ],
)
def test_what_the_model_cannot_play_it_says_with_all_that_it_lacks(options, lacks):
    why = f"The model cannot play this design yet. The design still needs {listed(lacks)}."
    assert design_model.setting(BOOK, SUDAN, options) == why
    assert design_model.told(BOOK, SUDAN, options) == design_model.Told(why)


def test_a_design_of_what_is_not_there_is_met_with_what_is():
    for call in (design_model.setting, design_model.told):
        with pytest.raises(KeyError, match="no option 'seat-nobody'; there are: lead-un"):
            call(BOOK, SUDAN, {"seat-nobody"})
    less = replace(SUDAN, processes={"all-sudan": SUDAN.processes["all-sudan"]})
    with pytest.raises(BadGame, match="unknown process 'piecemeal'; known: all-sudan"):
        design_model.setting(BOOK, less, SEATS | AGENDA | {"sequence-one-table"})


def test_whoever_alone_stands_in_the_way_is_left_out_of_every_table():
    options = {"seat-government", "seat-darfur", "seat-east", "sequence-national-first"}
    options |= {f"agenda-{one}" for one in ("power", "wealth", "constitution", "darfur-return")}
    outcome, left_out = design_model.played(
        SUDAN, design_model.setting(BOOK, SUDAN, options | {"refusal-door"})
    )
    assert left_out == ["darfur-movements"]
    assert [s.signed for s in outcome.sittings] == [("government", "east")]
    told = design_model.told(BOOK, SUDAN, options | {"refusal-door"}).details
    assert "The others go on without Darfur’s movements, who refused." in told
    assert "**Darfur:** this table does not meet, for fewer than two parties are left." in told
    waits = design_model.setting(BOOK, SUDAN, options | {"refusal-wait"})
    assert design_model.played(SUDAN, waits)[1] == []


def test_at_a_table_of_two_nobody_can_be_left_out():
    """At our numbers the Two Areas' own table fails; without them the government sits alone."""
    given = setting("sequence-regions-only", "refusal-shut")
    outcome, left_out = design_model.played(SUDAN, given)
    (failed,) = [sitting for sitting in outcome.sittings if not sitting.agreed]
    assert "two-areas" in failed.holdouts
    assert (left_out, len(outcome.sittings)) == ([], len(given.process.tables))


DESIGNS = int(os.environ.get("DESIGNS", "250"))  # 20,000 by hand: DESIGNS=20000, half a minute
TAKEN = {choice: [row["option"] for row in BOOK.of(choice)]
         for choice in ("seats", "agenda", "sequence", "leverage", "refusal")}  # fmt: skip


def test_nobody_makes_a_deal_alone_and_nobody_both_signs_and_is_left_out():
    draw, deals, left, empty = random.Random(1), 0, 0, 0
    for _ in range(DESIGNS):
        options = {draw.choice(TAKEN[one]) for one in ("sequence", "leverage", "refusal")}
        for many in ("seats", "agenda"):
            options |= {option for option in TAKEN[many] if draw.random() < 0.6}
        given = design_model.setting(BOOK, SUDAN, options | {"seat-government"})
        if isinstance(given, str):
            continue
        outcome, left_out = design_model.played(SUDAN, given)
        for sitting in outcome.sittings:
            assert len(sitting.signed) >= 2 or not sitting.agreed
            assert not set(sitting.signed) & set(left_out)
        deals += any(sitting.agreed for sitting in outcome.sittings)
        left += bool(left_out)
        empty += len(outcome.sittings) < len(given.process.tables)
    assert deals > DESIGNS / 4  # enough to mean something
    assert left
    assert empty


@pytest.mark.parametrize("order", ORDERS)
def test_the_least_leverage_brings_a_deal_to_every_table_and_a_point_less_does_not(order):
    process = setting(order).process
    least = design_model.least_leverage(SUDAN, process)
    for points in range(least + 1):
        outcome = play(SUDAN.game, process, leverage=points)
        assert all(s.agreed for s in outcome.sittings) is (points == least)


def test_one_invented_point_decides_whether_benefits_matter():
    """The lesson says so: benefits count 5 points, and national issues first needs 6."""
    points = {row["option"]: row["points"] for row in BOOK.options}
    assert points["leverage-benefits"] == 5
    given = setting("sequence-national-first", "leverage-benefits")
    assert design_model.least_leverage(SUDAN, given.process) == 6
    assert not any(s.agreed for s in design_model.played(SUDAN, given)[0].sittings)
    told = design_model.told(
        BOOK, SUDAN, SEATS | AGENDA | {"sequence-national-first", "leverage-benefits"}
    ).details
    assert "5 points of leverage. With 6 points all parties would sign" in told[-1]
    lesson = Path(__file__).parents[2] / "notebooks" / "04-two-phase-proposal.ipynb"
    text = lesson.read_text(encoding="utf-8")
    assert "benefits alone count as 5 points" in text
    assert "needs 6 points" in text


def test_no_leverage_is_enough_where_nothing_is_given():
    least = design_model.least_leverage(
        replace(SUDAN, game=SUDAN.game.changed({"government": 1000})), setting(ORDERS[0]).process
    )
    assert least is None


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("refusal", [row["option"] for row in BOOK.of("refusal")])
@pytest.mark.parametrize("leverage", [row["option"] for row in BOOK.of("leverage")])
def test_every_design_is_told_table_by_table_and_its_end_is_true(order, refusal, leverage):
    given = setting(order, refusal, leverage)
    said = design_model.told(BOOK, SUDAN, SEATS | AGENDA | {order, refusal, leverage})
    outcome, left_out = design_model.played(SUDAN, given)
    agreed = {s.table for s in outcome.sittings if s.agreed}
    for table, line in zip(given.process.tables, said.details, strict=False):
        assert ("sign a deal." in line) == (table.name in agreed), line
    touched = any(pair in SUDAN.root for pair in outcome.deal.items())
    assert ("One or more deals touch" if touched else "No deal touches") in said.line
    many = len(given.process.tables)
    start = f"{len(agreed) or 'None'} of the {many} tables" if many > 1 else "The one table"
    assert said.line.startswith(start)
    for party, points in outcome.scores.items():
        by = float(SUDAN.game.asks[party]) - points
        assert (f"{SUDAN.name(party)} (by {by:g} points)" in said.line) == (by > 0)
    assert f"{given.leverage:g} points of leverage" in said.details[-1]
    without = [line for line in said.details if line.startswith("The others go on without")]
    assert len(without) == bool(left_out)
