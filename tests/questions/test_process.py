"""A process that a student makes: what its tables come to, their order, what does not fit."""

from __future__ import annotations

from typing import Any

import pytest

from darfurlab.datasets import folders
from darfurlab.questions import bank, model
from darfurlab.questions.kinds.process import MOST, Process, made

SUDAN = model.sudan()
GAME = SUDAN.game


@pytest.fixture(scope="module")
def asked() -> Process:
    found = bank.find("02/your-own-process", folders.questions())
    assert isinstance(found, Process)
    return found


def answer(tables: list[dict[str, Any]], **how: Any) -> dict[str, Any]:
    given = {"tables": tables, "leverage": 0, "once": False, "government": False}
    return {**given, "foresight": False, **how}


def preset(asked: Process, name: str) -> list[dict[str, Any]]:
    return next(each["tables"] for each in asked.beside(None)["presets"] if each["id"] == name)


CHOICES = [{}, {"leverage": 7}, {"leverage": 20, "once": True},
           {"leverage": 12, "government": True}, {"foresight": True}]  # fmt: skip


@pytest.mark.parametrize("how", CHOICES)
@pytest.mark.parametrize("name", SUDAN.processes)
def test_a_process_of_the_lesson_comes_to_what_the_engine_makes_of_it(asked, name, how):
    given = answer(preset(asked, name), **how)
    assert asked.misfit(given) == ""
    expected = SUDAN.play(
        name,
        given["leverage"],
        pressed=["government"] if given["government"] else None,
        lasting=not given["once"],
        foresight=given["foresight"],
    )
    result = asked.beside(given)["result"]
    assert [len(table["deal"]) for table in result["tables"]] == [
        len(sitting.agreed) for sitting in expected.sittings
    ]
    points = [each["gain"] + GAME.walk_away[p] for p, each in zip(
        GAME.parties, result["gains"], strict=True)]  # fmt: skip
    assert points == list(expected.scores.values())
    signed = {party for sitting in expected.sittings for party in sitting.signed}
    hollow = [each["hollow"] for each in result["gains"]]
    assert hollow == [party not in signed for party in GAME.parties]


def test_the_order_of_the_regional_tables_is_offered_and_matters(asked):
    tables = preset(asked, "piecemeal")
    orders = asked.beside(answer(tables))["orders"]
    assert orders[0]["order"] == [0, 1, 2]
    assert len(orders) == 6
    counts = {}
    for each in orders:
        result = asked.beside(answer([tables[at] for at in each["order"]]))["result"]
        counts[each["text"]] = sum(bool(table["deal"]) for table in result["tables"])
    first = {text: n for text, n in counts.items() if text.startswith("Two Areas")}
    assert len(first) == 2
    assert set(first.values()) == {3}
    assert counts["Darfur’s movements, Two Areas, The East"] == 2


def test_a_table_that_others_wait_for_stays_before_them(asked):
    orders = asked.beside(answer(preset(asked, "two-phase")))["orders"]
    assert len(orders) == 6
    assert {each["order"][0] for each in orders} == {0}


def test_looking_ahead_the_two_phases_sign_and_touch_the_root(asked):
    tables = preset(asked, "two-phase")
    blind = asked.beside(answer(tables))["result"]
    assert [table["state"] for table in blind["tables"]] == [
        "no deal (veto of Government)",
        *["does not meet: an earlier table reached no deal"] * 3,
    ]
    assert blind["root"] == "No deal touches the root."
    ahead = asked.beside(answer(tables, foresight=True))["result"]
    assert all(table["deal"] for table in ahead["tables"])
    assert ahead["root"] == "The deals touch the root for all regions."


def test_a_table_meets_with_two_parties_and_an_issue_and_waits_only_for_one_before_it(asked):
    table = {"parties": ["government", "east"], "issues": ["east-revenue"], "after": None}
    empty = [{**table, "parties": ["east"]}, {**table, "issues": []}]
    assert made(answer(empty)).tables == ()
    assert asked.mark(answer(empty)).state == "open"
    assert "result" not in asked.beside(answer([]))
    late = made(answer([*empty, {**table, "after": 0}, {**table, "after": 2}, table])).tables
    assert [(each.name, each.after) for each in late] == [("2", ()), ("3", ("2",)), ("4", ())]


@pytest.mark.slow
def test_too_much_to_look_ahead_over_is_said_and_not_kept_as_an_attempt(asked):
    everything = {"parties": [*GAME.parties], "issues": [*GAME.issues], "after": None}
    given = answer([everything] * 4, foresight=True)
    result = asked.mark(given)
    assert (result.state, result.notes) == ("open", {})
    assert "play without looking ahead" in result.summary


TABLE = {"parties": ["government"], "issues": ["power"], "after": None}


@pytest.mark.parametrize(
    "given",
    [None, {}, {"tables": []}, answer([{}]), answer([TABLE] * (MOST + 1)), answer([], leverage=31),
     answer([], leverage=1.5), answer([], once=1), answer([{**TABLE, "parties": ["nobody"]}]),
     answer([{**TABLE, "issues": ["government"]}]), answer([{**TABLE, "after": "0"}]),
     answer([{**TABLE, "after": MOST}]), answer(["x"]), answer([{**TABLE, "parties": "east"}])],
)  # fmt: skip
def test_what_is_no_process_does_not_fit(asked, given):
    assert asked.misfit(given)
    assert not asked.misfit(answer([TABLE]))


def test_a_saved_process_is_told_in_the_report(asked):
    told = list(asked.describe(answer(preset(asked, "all-sudan"), leverage=5, once=True)))
    assert told[0][1] == "Table 1: all parties"
    assert told[0][2].startswith("deal on ")
    assert told[-1][2] == "leverage 5; leverage presses each party only until its first signature"
