"""Each rule between tables, broken in one place: exactly that fault is named."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from darfurlab.datasets import pack
from darfurlab.datasets.pack import Row, Table
from darfurlab.datasets.problem import Problem
from darfurlab.datasets.rules import brief, declared, every
from darfurlab.datasets.rules.every import broken_rules

SOURCE = Path(__file__).resolve().parents[2] / "data"
Tables = dict[str, Table]


@pytest.fixture(scope="module")
def whole() -> Tables:
    tables, problems = pack.read_package(SOURCE)
    assert not problems
    return tables


def first(tables: Tables, name: str, test: Callable[[Row], object]) -> int:
    """Return the index of the first row that passes the test."""
    return [bool(test(row)) for row in tables[name].rows].index(True)


def with_cells(tables: Tables, name: str, index: int, **cells: str) -> Tables:
    table = tables[name]
    rows = list(table.rows)
    assert set(cells) <= set(rows[index])
    rows[index] = {**rows[index], **cells}
    return {**tables, name: replace(table, rows=tuple(rows))}


def without_row(tables: Tables, name: str, index: int) -> Tables:
    table = tables[name]
    return {
        **tables,
        name: replace(
            table,
            rows=table.rows[:index] + table.rows[index + 1 :],
            lines=table.lines[:index] + table.lines[index + 1 :],
        ),
    }


def told(problems: list[Problem]) -> list[tuple[str, int, str, str]]:
    assert all(problem.expected for problem in problems)
    return [(p.file, p.row, p.column, p.value) for p in problems]


def line(index: int) -> int:
    return index + 2  # no cell of ours holds a line break: the header is row 1


def test_the_data_of_the_pack_break_no_rule(whole):
    assert broken_rules(whole) == []


# --- one break a rule: (rule, tables after, what must be told) ------------------------------------

Break = tuple[str, Tables, list[tuple[str, int, str, str]]]


def breaks(t: Tables) -> Iterator[Break]:
    def edit(rule: str, name: str, row: object, told: str | None = None, **cells: str) -> Break:
        """Return a break of one row, its number from 0 or the first that passes a test.

        The fault is told of the first cell that is given, or of the column `told`, which is empty.
        """
        at = row if isinstance(row, int) else first(t, name, row)
        place = (told, "") if told else next(iter(cells.items()))
        return rule, with_cells(t, name, at, **cells), [(t[name].schema.path, line(at), *place)]

    used = t["events"].ids("process")
    rule = "starts_before_it_ends"
    yield edit(rule, "processes", lambda r: r["process"] not in used, end="1990", start="2010")
    yield edit(rule, "mandates", lambda r: r["start"], end="1990-12-31")
    yield edit(rule, "figures", lambda r: r["start"], end="1990-02")
    yield edit(rule, "events", lambda r: not r["process"], end="1990")

    spans = {r["process"]: r for r in t["processes"].rows}
    rule = "events_inside_their_process"
    starts, ends = (
        lambda r, end=end: r["process"] and spans[r["process"]][end] for end in ("start", "end")
    )
    yield edit(rule, "events", starts, date="1990", end="")
    yield edit(rule, "events", ends, date="2030-01", end="")
    yield edit(rule, "events", ends, end="2030-01")

    yield edit("no_rings", "claim_links", 0, to_claim=t["claim_links"].rows[0]["from_claim"])
    for name, own, other in (
        ("recommendations", "recommendation", "depends_on"), ("processes", "process", "part_of"),
        ("actors", "actor", "part_of"), ("regions", "region", "part_of"),
        ("sources", "source", "same_as"),
    ):  # fmt: skip
        yield edit("no_rings", name, 3, **{other: t[name].rows[3][own]})

    rule = "nobody_acts_on_themselves"
    yield edit(rule, "relations", 4, target=t["relations"].rows[4]["source"])

    rule, bounded = "ranges_run_upwards", lambda r: r["low"] and r["high"]
    yield edit(rule, "figures", bounded, high="10.5", low="20")
    yield edit(rule, "figures", bounded, "hedge", low="", hedge="")

    for name, column in (("claims", "text"), ("relations", "description"), ("figures", "measure")):
        for text in ("It was Almost so.", "They spoke on an interim basis", "best, at best"):
            yield edit("hedges_are_kept", name, lambda r: not r["hedge"], "hedge", **{column: text})

    rule = "outside_facts_name_a_source"
    for column in ("source_title", "source_publisher", "source_year", "source_url"):
        yield edit(rule, "processes", lambda r: r["basis"] == "external", **{column: ""})
    yield edit(rule, "processes", lambda r: r["basis"] in ("stated", "claim"), passages="")

    rule = "attempts_have_a_fate"
    yield edit(rule, "processes", lambda r: r["kind"] == "attempt", fate="")
    yield edit(rule, "processes", lambda r: r["kind"] == "agreement", fate="ignored")

    rule, at = "checklist_is_whole", first(t, "checklist", lambda r: r["group"] == "mediator")
    place = ("checklist_coding.csv", 0, "condition", "")
    yield rule, without_row(t, "checklist_coding", 0), [place]
    yield rule, without_row(t, "checklist", at), [("checklist.csv", 0, "group", "mediator")]

    long = "one two three four five six seven eight nine"
    yield edit("phrases_are_short", "quotations", 1, phrase=long)
    yield edit("phrases_are_short", "passages", 5, cue="a b c d e")
    yield edit("passages_are_in_order", "passages", 5, order="60")


def test_each_break_is_named_and_nothing_else(whole):
    for rule, tables, expected in breaks(whole):
        assert told(broken_rules(tables)) == expected, rule
        (alone,) = (r for r in every.RULES if r.__name__ == rule)
        assert told(list(alone(tables))) == expected, rule


def test_no_rule_goes_untested(whole):
    ours = {rule.__name__ for rule in (*every.rules_of(brief), *every.rules_of(declared))}
    assert {rule for rule, _, _ in breaks(whole)} == ours  # the simulation's: test_simulation.py


def test_what_is_declared_is_held_for_whichever_column(whole):
    """Each column that declares it is broken above, so none is declared and never tried."""
    columns = [(t, c) for t in whole.values() for c in t.schema.columns]
    said = {
        "starts_before_it_ends": {(t.path, c.name) for t, c in columns if c.not_before},
        "no_rings": {(t.path, c.name) for t, c in columns if c.acyclic},
    }
    for rule, declaring in said.items():
        found = [places for name, _, places in breaks(whole) if name == rule]
        assert {(file, column) for ((file, _, column, _),) in found} == declaring


# --- edges ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end"),
    [("2011", "2011-05"), ("2011-05", "2011"), ("2011-05-31", "2011-05"), ("2011-05-31",) * 2],
)
def test_dates_that_can_mean_the_same_day_are_not_swapped(whole, start, end):
    at = first(whole, "mandates", lambda r: r["start"])
    assert broken_rules(with_cells(whole, "mandates", at, start=start, end=end)) == []


def test_an_event_of_the_year_its_process_starts_is_inside(whole):
    at = first(whole, "events", lambda r: r["process"])
    process = whole["events"].rows[at]["process"]
    of = first(whole, "processes", lambda r: r["process"] == process)
    tables = with_cells(whole, "processes", of, start="2010-09-15", end="2010-09-20")
    others = [e for e in whole["events"].rows if e["process"] == process]
    for date in ("2010", "2010-09", "2010-09-15", "2010-09-20"):
        inside = with_cells(tables, "events", at, date=date, end="")
        faults = [p for p in broken_rules(inside) if p.row == line(at)]
        assert faults == [], (date, len(others))


def test_a_long_cycle_names_its_whole_chain(whole):
    table = whole["claim_links"]
    claims = [row["claim"] for row in whole["claims"].rows][:3]
    rows = [
        {**table.rows[0], "from_claim": a, "to_claim": b}
        for a, b in zip(claims, [*claims[1:], claims[0]], strict=True)
    ]
    tables = {**whole, "claim_links": replace(table, rows=tuple(rows), lines=(2, 3, 4))}
    (problem,) = broken_rules(tables)
    assert problem.column == "to_claim"
    assert all(claim in problem.expected for claim in claims)
    assert problem.expected.count("→") == 3


def test_two_paths_to_one_claim_are_no_cycle(whole):
    table = whole["claim_links"]
    a, b, c, d = (row["claim"] for row in whole["claims"].rows[:4])
    pairs = [(a, b), (a, c), (b, d), (c, d), (a, d)]
    rows = [{**table.rows[0], "from_claim": x, "to_claim": y} for x, y in pairs]
    lines = tuple(range(2, 7))
    tables = {**whole, "claim_links": replace(table, rows=tuple(rows), lines=lines)}
    assert broken_rules(tables) == []


def test_impartially_is_not_partially(whole):
    at = first(whole, "claims", lambda r: not r["hedge"])
    assert broken_rules(with_cells(whole, "claims", at, text="It mediates impartially.")) == []


def test_faults_of_several_rules_are_all_listed(whole):
    tables = with_cells(whole, "passages", 5, order="60")
    tables = with_cells(tables, "quotations", 1, phrase="a b c d e f g h i")
    at = first(tables, "mandates", lambda r: r["start"])
    tables = with_cells(tables, "mandates", at, end="1990")
    assert {p.file for p in broken_rules(tables)} == {
        "passages.csv", "quotations.csv", "mandates.csv",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["events", "checklist", "figures"])
def test_a_table_that_is_not_described_is_a_fault_and_no_crash(whole, name):
    tables = {key: table for key, table in whole.items() if key != name}
    problems = broken_rules(tables)
    assert [(p.file, p.value) for p in problems] == [("datapackage.json", name)]
