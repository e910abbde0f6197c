"""Rules that tables must keep together and that a schema cannot say.

Each rule takes the tables (name → `Table`) and yields a `Problem` per fault; `RULES` runs them all.
They are for tables that are each whole in themselves; a table or column that a rule needs and the
description lacks is a fault too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from darfurlab.datasets import order as precedence
from darfurlab.datasets.problem import Problem
from darfurlab.datasets.rules import designer as design_rules
from darfurlab.datasets.rules import simulation as simulation_rules
from darfurlab.datasets.schema import Row, Table

Tables = Mapping[str, Table]
# Words that limit a statement: a row whose text uses one must hold the brief's own in `hedge`.
HEDGES = ("almost", "approximately", "largely", "somewhat", "partially", "at best", "interim basis")
LONGEST_PHRASE = 8  # words of the brief that may be quoted together


def _each(tables: Tables, name: str) -> Iterator[tuple[str, int, Row]]:
    table = tables[name]
    for row, line in zip(table.rows, table.lines, strict=True):
        yield table.schema.path, line, row


def _span(date: str) -> tuple[str, str]:
    """Return the first and last day that a date can mean, as text that sorts."""
    return (date + "-01-01"[len(date) - 4 :])[:10], (date + "-12-31"[len(date) - 4 :])[:10]


def _starts_before_it_ends(tables: Tables) -> Iterator[Problem]:
    for name in ("processes", "mandates", "figures", "events"):
        begin = "date" if name == "events" else "start"
        for path, line, row in _each(tables, name):
            if row[begin] and row["end"] and _span(row[begin])[0] > _span(row["end"])[1]:
                expected = f"{begin} is {row[begin]}; a date on or after it is accepted"
                yield Problem(path, line, "end", row["end"], expected)


def _events_inside_their_process(tables: Tables) -> Iterator[Problem]:
    processes = {row["process"]: row for row in tables["processes"].rows}
    for path, line, row in _each(tables, "events"):
        process = processes.get(row["process"])
        if not process:
            continue
        begin, end = process["start"], process["end"]
        if begin and _span(row["date"])[1] < _span(begin)[0]:
            expected = f"{row['process']} starts {begin}; a date on or after it is accepted"
            yield Problem(path, line, "date", row["date"], expected)
        for column in ("date", "end"):
            if end and row[column] and _span(row[column])[0] > _span(end)[1]:
                expected = f"{row['process']} ends {end}; a date on or before it is accepted"
                yield Problem(path, line, column, row[column], expected)


def _no_cycle(tables: Tables, name: str, source: str, target: str) -> Iterator[Problem]:
    edges: dict[str, set[str]] = {}
    first: dict[str, int] = {}
    for _, line, row in _each(tables, name):
        edges.setdefault(row[source], set()).update(row[target].split())
        first.setdefault(row[source], line)
    cycle = precedence.ring(edges)
    if cycle:
        expected = f"the chain comes back to itself ({' → '.join(cycle)}); cut one link of it"
        yield Problem(tables[name].schema.path, first[cycle[0]], target, cycle[1], expected)


def _no_cycles(tables: Tables) -> Iterator[Problem]:
    yield from _no_cycle(tables, "claim_links", "from_claim", "to_claim")
    yield from _no_cycle(tables, "recommendations", "recommendation", "depends_on")
    yield from _no_cycle(tables, "processes", "process", "part_of")
    yield from _no_cycle(tables, "actors", "actor", "part_of")
    yield from _no_cycle(tables, "regions", "region", "part_of")
    yield from _no_cycle(tables, "sources", "source", "same_as")


def _nobody_acts_on_themselves(tables: Tables) -> Iterator[Problem]:
    for path, line, row in _each(tables, "relations"):
        if row["source"] == row["target"]:
            expected = "it is also the source; a relation has two ends"
            yield Problem(path, line, "target", row["target"], expected)


def _ranges_run_upwards(tables: Tables) -> Iterator[Problem]:
    for path, line, row in _each(tables, "figures"):
        low, high = row["low"], row["high"]
        if low and high and float(low) > float(high):
            yield Problem(path, line, "high", high, f"low is {low}; that or more is accepted")
        if bool(low) != bool(high) and not row["hedge"]:
            expected = "the figure has one bound only; the word that leaves it open is expected"
            yield Problem(path, line, "hedge", "", expected)


def _hedges_are_kept(tables: Tables) -> Iterator[Problem]:
    fields = {"claims": "text", "relations": "description", "figures": "measure"}
    for name, column in fields.items():
        for path, line, row in _each(tables, name):
            for word in HEDGES:
                used = re.search(rf"\b{word}\b", row[column], re.IGNORECASE)
                if used and not row["hedge"]:
                    expected = f"{column} says “{word}”; the hedge as printed is expected here"
                    yield Problem(path, line, "hedge", "", expected)


def _outside_facts_name_a_source(tables: Tables) -> Iterator[Problem]:
    wanted = ("source_title", "source_publisher", "source_year", "source_url")
    for name, table in tables.items():
        columns = {column.name for column in table.schema.columns}
        if "basis" not in columns:
            continue
        for path, line, row in _each(tables, name):
            outside = row["basis"] == "external"
            for column in wanted:
                if outside and not row.get(column):
                    yield Problem(path, line, column, "", "basis is external; name the source")
            if not outside and not row.get("passages") and row["basis"] != "coding":
                expected = f"basis is {row['basis']}; at least one passage is expected"
                yield Problem(path, line, "passages", "", expected)


def _attempts_have_a_fate(tables: Tables) -> Iterator[Problem]:
    for path, line, row in _each(tables, "processes"):
        if (row["kind"] == "attempt") != bool(row["fate"]):
            expected = "an attempt, and nothing else, has a fate (not_stated where none is told)"
            yield Problem(path, line, "fate", row["fate"], expected)


def _checklist_is_whole(tables: Tables) -> Iterator[Problem]:
    path = tables["checklist"].schema.path
    counts = [row["group"] for row in tables["checklist"].rows]
    for group, number in (("mediator", 5), ("process", 11)):
        if counts.count(group) != number:
            expected = f"{number} conditions are expected, {counts.count(group)} stand here"
            yield Problem(path, 0, "group", group, expected)
    conditions = tables["checklist"].ids("condition")
    coding = tables["checklist_coding"]
    for process in sorted(coding.ids("process")):
        coded = {row["condition"] for row in coding.rows if row["process"] == process}
        for condition in sorted(conditions - coded):
            expected = f"{process} is not coded on {condition}; a verdict is expected (silent too)"
            yield Problem(coding.schema.path, 0, "condition", "", expected)


def _phrases_are_short(tables: Tables) -> Iterator[Problem]:
    for path, line, row in _each(tables, "quotations"):
        if len(row["phrase"].split()) > LONGEST_PHRASE:
            expected = f"at most {LONGEST_PHRASE} words of the brief may be quoted together"
            yield Problem(path, line, "phrase", row["phrase"], expected)
    for path, line, row in _each(tables, "passages"):
        if len(row["cue"].split()) > 4:
            yield Problem(path, line, "cue", row["cue"], "at most four words are accepted")


def _passages_are_in_order(tables: Tables) -> Iterator[Problem]:
    for number, (path, line, row) in enumerate(_each(tables, "passages"), start=1):
        if row["order"] != str(number):
            yield Problem(path, line, "order", row["order"], f"{number} is expected in this row")


RULES: tuple[Callable[[Tables], Iterator[Problem]], ...] = (
    _starts_before_it_ends,
    _events_inside_their_process,
    _no_cycles,
    _nobody_acts_on_themselves,
    _ranges_run_upwards,
    _hedges_are_kept,
    _outside_facts_name_a_source,
    _attempts_have_a_fate,
    _checklist_is_whole,
    _phrases_are_short,
    _passages_are_in_order,
    *simulation_rules.RULES,
    *design_rules.RULES,
)


def broken_rules(tables: Tables) -> list[Problem]:
    """Return every fault that the rules find in tables that are each whole in themselves."""
    problems: list[Problem] = []
    for rule in RULES:
        try:
            problems += rule(tables)
        except KeyError as err:  # of another shape than the pack's own data
            expected = "a table or column of this name is needed; describe it here"
            problems.append(Problem("datapackage.json", 0, "", str(err.args[0]), expected))
    return list(dict.fromkeys(problems))
