"""A designed process in the bargaining model: the same tables as the lessons' own processes."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from darfurlab.bargaining import simulation
from darfurlab.bargaining.scores import BadGame
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
    outcome, dropped = design_model.played(SUDAN, given)
    assert outcome.deal == SUDAN.play(process).deal
    assert dropped == ()


def test_regions_first_ends_at_the_wide_table_which_waits_for_nobody():
    given = setting("sequence-regions-first")
    assert [t.name for t in given.process.tables] == ["darfur", "two-areas", "east", "national"]
    assert not any(t.after for t in given.process.tables)


def test_national_issues_are_homeless_where_only_regions_meet():
    assert set(setting("sequence-regions-only").homeless) == {
        "power", "wealth", "constitution", "rights",
    }  # fmt: skip
    assert setting("sequence-one-table").homeless == ()
    told = design_model.sentences(BOOK, SUDAN, SEATS | AGENDA | {"sequence-regions-only"})
    assert sum("no table may settle it" in line for line in told) == 4


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


@pytest.mark.parametrize(
    ("options", "why"),
    [(set(), "Seat the government"), ({"seat-east", *AGENDA}, "Seat the government"),
     ({"seat-government"}, "Seat the government"), (SEATS, "Choose an agenda"),
     (SEATS | AGENDA, "Choose an agenda"), (SEATS | {"sequence-one-table"}, "Choose an agenda")],
)  # fmt: skip
def test_what_the_model_cannot_play_it_says(options, why):
    assert design_model.setting(BOOK, SUDAN, options).startswith(why)
    assert design_model.sentences(BOOK, SUDAN, options) == [
        design_model.setting(BOOK, SUDAN, options)
    ]


def test_a_design_of_what_is_not_there_is_met_with_what_is():
    for call in (design_model.setting, design_model.sentences):
        with pytest.raises(KeyError, match="no option 'seat-nobody'; there are: lead-un"):
            call(BOOK, SUDAN, {"seat-nobody"})
    less = replace(SUDAN, processes={"all-sudan": SUDAN.processes["all-sudan"]})
    with pytest.raises(BadGame, match="unknown process 'piecemeal'; known: all-sudan"):
        design_model.setting(BOOK, less, SEATS | AGENDA | {"sequence-one-table"})


def test_going_on_without_those_who_refuse_leaves_somebody_out_and_gets_a_deal():
    """At our numbers the Two Areas' own table fails; who alone stands in the way is left out."""
    outcome, _ = design_model.played(SUDAN, setting("sequence-regions-only"))
    (failed,) = [sitting for sitting in outcome.sittings if not sitting.agreed]
    assert "two-areas" in failed.holdouts
    design = SEATS | AGENDA | {"sequence-regions-only"}
    told = design_model.sentences(BOOK, SUDAN, design | {"refusal-wait"})
    assert any("no deal" in line for line in told)
    assert not any("Left out" in line for line in told)
    told = design_model.sentences(BOOK, SUDAN, design | {"refusal-shut"})
    assert not any("no deal" in line for line in told)
    assert "Left out for refusing: Two Areas." in told


def test_the_government_is_never_left_out():
    for order, leverage in product(ORDERS, ["leverage-none", "leverage-joint"]):
        _, dropped = design_model.played(SUDAN, setting(order, leverage, "refusal-shut"))
        assert SUDAN.government not in dropped


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("refusal", [row["option"] for row in BOOK.of("refusal")])
@pytest.mark.parametrize("leverage", [row["option"] for row in BOOK.of("leverage")])
def test_every_design_is_told_table_by_table_and_its_end_is_true(order, refusal, leverage):
    given = setting(order, refusal, leverage)
    told = design_model.sentences(BOOK, SUDAN, SEATS | AGENDA | {order, refusal, leverage})
    outcome, _ = design_model.played(SUDAN, given)
    for sitting, line in zip(outcome.sittings, told, strict=False):
        assert ("a deal, signed by" in line) == bool(sitting.agreed), line
    touched = any(pair in SUDAN.root for pair in outcome.deal.items())
    assert f"The root is {'touched' if touched else 'untouched'}." in told[-1]
    assert f"Leverage: {given.leverage:g} points." in told[-1]
