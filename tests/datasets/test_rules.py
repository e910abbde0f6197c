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
    used = t["events"].ids("process")
    at = first(t, "processes", lambda r: r["process"] not in used)
    yield (
        "starts_before_it_ends",
        with_cells(t, "processes", at, start="2010", end="1990"),
        [("processes.csv", line(at), "end", "1990")],
    )
    at = first(t, "mandates", lambda r: r["start"])
    yield (
        "starts_before_it_ends",
        with_cells(t, "mandates", at, end="1990-12-31"),
        [("mandates.csv", line(at), "end", "1990-12-31")],
    )
    at = first(t, "figures", lambda r: r["start"])
    yield (
        "starts_before_it_ends",
        with_cells(t, "figures", at, end="1990-02"),
        [("figures.csv", line(at), "end", "1990-02")],
    )
    at = first(t, "events", lambda r: not r["process"])
    yield (
        "starts_before_it_ends",
        with_cells(t, "events", at, end="1990"),
        [("events.csv", line(at), "end", "1990")],
    )

    spans = {r["process"]: r for r in t["processes"].rows}
    at = first(t, "events", lambda r: r["process"] and spans[r["process"]]["start"])
    yield (
        "events_inside_their_process",
        with_cells(t, "events", at, date="1990", end=""),
        [("events.csv", line(at), "date", "1990")],
    )
    at = first(t, "events", lambda r: r["process"] and spans[r["process"]]["end"])
    yield (
        "events_inside_their_process",
        with_cells(t, "events", at, date="2030-01", end=""),
        [("events.csv", line(at), "date", "2030-01")],
    )
    yield (
        "events_inside_their_process",
        with_cells(t, "events", at, end="2030-01"),
        [("events.csv", line(at), "end", "2030-01")],
    )

    link = t["claim_links"].rows[0]
    yield (
        "no_rings",
        with_cells(t, "claim_links", 0, to_claim=link["from_claim"]),
        [("claim_links.csv", 2, "to_claim", link["from_claim"])],
    )
    for name, own, other in (
        ("recommendations", "recommendation", "depends_on"), ("processes", "process", "part_of"),
        ("actors", "actor", "part_of"), ("regions", "region", "part_of"),
        ("sources", "source", "same_as"),
    ):  # fmt: skip
        me = t[name].rows[3][own]
        yield (
            "no_rings",
            with_cells(t, name, 3, **{other: me}),
            [(t[name].schema.path, 5, other, me)],
        )

    source = t["relations"].rows[4]["source"]
    yield (
        "nobody_acts_on_themselves",
        with_cells(t, "relations", 4, target=source),
        [("relations.csv", 6, "target", source)],
    )

    at = first(t, "figures", lambda r: r["low"] and r["high"])
    yield (
        "ranges_run_upwards",
        with_cells(t, "figures", at, low="20", high="10.5"),
        [("figures.csv", line(at), "high", "10.5")],
    )
    yield (
        "ranges_run_upwards",
        with_cells(t, "figures", at, low="", hedge=""),
        [("figures.csv", line(at), "hedge", "")],
    )

    for name, column in (("claims", "text"), ("relations", "description"), ("figures", "measure")):
        at = first(t, name, lambda r: not r["hedge"])
        for text in ("It was Almost so.", "They spoke on an interim basis", "best, at best"):
            yield (
                "hedges_are_kept",
                with_cells(t, name, at, **{column: text}),
                [(t[name].schema.path, line(at), "hedge", "")],
            )

    at = first(t, "processes", lambda r: r["basis"] == "external")
    for column in ("source_title", "source_publisher", "source_year", "source_url"):
        yield (
            "outside_facts_name_a_source",
            with_cells(t, "processes", at, **{column: ""}),
            [("processes.csv", line(at), column, "")],
        )
    at = first(t, "processes", lambda r: r["basis"] in ("stated", "claim"))
    yield (
        "outside_facts_name_a_source",
        with_cells(t, "processes", at, passages=""),
        [("processes.csv", line(at), "passages", "")],
    )

    at = first(t, "processes", lambda r: r["kind"] == "attempt")
    yield (
        "attempts_have_a_fate",
        with_cells(t, "processes", at, fate=""),
        [("processes.csv", line(at), "fate", "")],
    )
    at = first(t, "processes", lambda r: r["kind"] == "agreement")
    yield (
        "attempts_have_a_fate",
        with_cells(t, "processes", at, fate="ignored"),
        [("processes.csv", line(at), "fate", "ignored")],
    )

    at = first(t, "checklist_coding", lambda r: r["process"])
    yield (
        "checklist_is_whole",
        without_row(t, "checklist_coding", at),
        [("checklist_coding.csv", 0, "condition", "")],
    )
    at = first(t, "checklist", lambda r: r["group"] == "mediator")
    yield (
        "checklist_is_whole",
        without_row(t, "checklist", at),
        [("checklist.csv", 0, "group", "mediator")],
    )

    long = "one two three four five six seven eight nine"
    yield (
        "phrases_are_short",
        with_cells(t, "quotations", 1, phrase=long),
        [("quotations.csv", 3, "phrase", long)],
    )
    yield (
        "phrases_are_short",
        with_cells(t, "passages", 5, cue="a b c d e"),
        [("passages.csv", 7, "cue", "a b c d e")],
    )

    yield (
        "passages_are_in_order",
        with_cells(t, "passages", 5, order="60"),
        [("passages.csv", 7, "order", "60")],
    )


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
