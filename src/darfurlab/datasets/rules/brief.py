"""Rules of the tables about the brief; `every` runs them with the others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from darfurlab.datasets.pack import Tables
from darfurlab.datasets.problem import Problem
from darfurlab.datasets.rules.declared import span

# Words that limit a statement: a row whose text uses one must hold the brief's own in `hedge`.
HEDGES = ("almost", "approximately", "largely", "somewhat", "partially", "at best", "interim basis")
STATEMENTS = {"claims": "text", "relations": "description", "figures": "measure"}
SOURCE = ("source_title", "source_publisher", "source_year", "source_url")
LONGEST_PHRASE = 8  # words of the brief that may be quoted together


def events_inside_their_process(tables: Tables) -> Iterator[Problem]:
    """Yield each event that lies before or after the process that it belongs to."""
    processes = {row["process"]: row for row in tables["processes"].rows}
    events = tables["events"]
    for line, row in events.numbered():
        process = processes.get(row["process"])
        if not process:
            continue
        start, end = process["start"], process["end"]
        if start and span(row["date"])[1] < span(start)[0]:
            expected = f"{row['process']} starts {start}; a date on or after it is accepted"
            yield events.fault(line, "date", row["date"], expected)
        for column in ("date", "end"):
            if end and row[column] and span(row[column])[0] > span(end)[1]:
                expected = f"{row['process']} ends {end}; a date on or before it is accepted"
                yield events.fault(line, column, row[column], expected)


def nobody_acts_on_themselves(tables: Tables) -> Iterator[Problem]:
    """Yield each relation whose two ends are the same."""
    relations = tables["relations"]
    for line, row in relations.numbered():
        if row["source"] == row["target"]:
            expected = "it is also the source; a relation has two ends"
            yield relations.fault(line, "target", row["target"], expected)


def ranges_run_upwards(tables: Tables) -> Iterator[Problem]:
    """Yield each figure whose low is above its high, or that is open and does not say so."""
    figures = tables["figures"]
    for line, row in figures.numbered():
        low, high = row["low"], row["high"]
        if low and high and float(low) > float(high):
            yield figures.fault(line, "high", high, f"low is {low}; that or more is accepted")
        if bool(low) != bool(high) and not row["hedge"]:
            expected = "the figure has one bound only; the word that leaves it open is expected"
            yield figures.fault(line, "hedge", "", expected)


def hedges_are_kept(tables: Tables) -> Iterator[Problem]:
    """Yield each statement that is limited by a word and does not hold the hedge as printed."""
    for name, column in STATEMENTS.items():
        for line, row in tables[name].numbered():
            for word in HEDGES:
                used = re.search(rf"\b{word}\b", row[column], re.IGNORECASE)
                if used and not row["hedge"]:
                    expected = f"{column} says “{word}”; the hedge as printed is expected here"
                    yield tables[name].fault(line, "hedge", "", expected)


def outside_facts_name_a_source(tables: Tables) -> Iterator[Problem]:
    """Yield each row from outside without its source, and each of the brief without a passage."""
    for table in tables.values():
        if not any(column.name == "basis" for column in table.schema.columns):
            continue
        for line, row in table.numbered():
            outside = row["basis"] == "external"
            for column in SOURCE:
                if outside and not row.get(column):
                    yield table.fault(line, column, "", "basis is external; name the source")
            if not outside and not row.get("passages") and row["basis"] != "coding":
                expected = f"basis is {row['basis']}; at least one passage is expected"
                yield table.fault(line, "passages", "", expected)


def attempts_have_a_fate(tables: Tables) -> Iterator[Problem]:
    """Yield each attempt without a fate, and each fate of something else."""
    processes = tables["processes"]
    for line, row in processes.numbered():
        if (row["kind"] == "attempt") != bool(row["fate"]):
            expected = "an attempt, and nothing else, has a fate (not_stated where none is told)"
            yield processes.fault(line, "fate", row["fate"], expected)


def checklist_is_whole(tables: Tables) -> Iterator[Problem]:
    """Yield each group with another number of conditions, and each condition not coded."""
    checklist, coding = tables["checklist"], tables["checklist_coding"]
    groups = [row["group"] for row in checklist.rows]
    for group, number in (("mediator", 5), ("process", 11)):
        if groups.count(group) != number:
            expected = f"{number} conditions are expected, {groups.count(group)} stand here"
            yield checklist.fault(0, "group", group, expected)
    coded = {(row["process"], row["condition"]) for row in coding.rows}
    for process in sorted(coding.ids("process")):
        for condition in sorted(checklist.ids("condition")):
            if (process, condition) not in coded:
                expected = f"{process} is not coded on {condition}; a verdict is expected"
                yield coding.fault(0, "condition", "", f"{expected} (silent too)")


def phrases_are_short(tables: Tables) -> Iterator[Problem]:
    """Yield each phrase of the brief, and each cue, that is longer than may be quoted."""
    quotations, passages = tables["quotations"], tables["passages"]
    for line, row in quotations.numbered():
        if len(row["phrase"].split()) > LONGEST_PHRASE:
            expected = f"at most {LONGEST_PHRASE} words of the brief may be quoted together"
            yield quotations.fault(line, "phrase", row["phrase"], expected)
    for line, row in passages.numbered():
        if len(row["cue"].split()) > 4:
            yield passages.fault(line, "cue", row["cue"], "at most four words are accepted")


def passages_are_in_order(tables: Tables) -> Iterator[Problem]:
    """Yield each passage whose `order` is not the number of its row."""
    passages = tables["passages"]
    for number, (line, row) in enumerate(passages.numbered(), start=1):
        if row["order"] != str(number):
            yield passages.fault(line, "order", row["order"], f"{number} is expected in this row")
