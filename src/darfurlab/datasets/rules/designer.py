"""Rules that the designer's tables must keep together, so that an edit cannot break it.

Each rule takes the tables (name → `Table`) and yields a `Problem` per fault, naming file, row,
column, value and what would be accepted. `rules` runs them with the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from darfurlab.datasets.problem import Problem
from darfurlab.datasets.schema import Row, Table

Tables = Mapping[str, Table]


def _rows(tables: Tables, name: str) -> tuple[str, list[tuple[int, Row]]]:
    table = tables[f"design_{name}"]
    return table.schema.path, list(zip(table.lines, table.rows, strict=True))


def _words(options: str) -> set[str]:
    return set(options.split())


def every_choice_has_options(tables: Tables) -> Iterator[Problem]:
    """Yield each choice with fewer than two options."""
    path, choices = _rows(tables, "choices")
    own = [row["choice"] for _, row in _rows(tables, "options")[1]]
    for line, row in choices:
        if own.count(row["choice"]) < 2:
            expected = f"{own.count(row['choice'])} options; two or more are accepted"
            yield Problem(path, line, "choice", row["choice"], expected)


def every_condition_ends_in_a_verdict(tables: Tables) -> Iterator[Problem]:
    """Yield each condition whose last rule asks for something, and each rule never reached."""
    path, rows = _rows(tables, "rules")
    by: dict[str, list[tuple[int, Row]]] = {r["condition"]: [] for r in tables["checklist"].rows}
    for line, row in rows:
        by.setdefault(row["condition"], []).append((line, row))
    for condition, own in by.items():
        if not own:
            expected = f"{condition} has no rule; one or more are expected"
            yield Problem(path, 0, "condition", "", expected)
            continue
        line, last = own[-1]
        if last["needs"] or last["without"]:
            expected = f"the last rule of {condition} applies to every design: empty is accepted"
            yield Problem(path, line, "needs", last["needs"], expected)
        for at, (line, row) in enumerate(own):
            for above, earlier in own[:at]:
                if _words(earlier["needs"]) <= _words(row["needs"]) and (
                    _words(earlier["without"]) <= _words(row["without"])
                ):
                    expected = f"row {above} applies wherever this does; put this one above it"
                    yield Problem(path, line, "rule", row["rule"], expected)
                    break


def options_can_stand_together(tables: Tables) -> Iterator[Problem]:
    """Yield each rule, objection or design that asks for what nobody can choose."""
    single = {row["choice"] for _, row in _rows(tables, "choices")[1] if row["several"] == "false"}
    choice = {row["option"]: row["choice"] for _, row in _rows(tables, "options")[1]}
    for name, column in (("rules", "needs"), ("objections", "needs"), ("designs", "options")):
        path, rows = _rows(tables, name)
        for line, row in rows:
            at = [choice[option] for option in row[column].split() if choice[option] in single]
            for twice in sorted({c for c in at if at.count(c) > 1}):
                expected = f"{twice} takes one option; one of it is accepted"
                yield Problem(path, line, column, row[column], expected)
            both = _words(row[column]) & _words(row.get("without", ""))
            for option in sorted(both):
                expected = f"{option} stands in needs as well; one of the two is accepted"
                yield Problem(path, line, "without", row["without"], expected)


def every_option_meets_an_objection(tables: Tables) -> Iterator[Problem]:
    """Yield each option against which nothing is said, and each objection to nothing."""
    path, objections = _rows(tables, "objections")
    for line, row in objections:
        if not row["needs"] and not row["without"]:
            expected = "name an option here or in without; else it would always be said"
            yield Problem(path, line, "needs", "", expected)
    met = {option for _, row in objections for option in row["needs"].split()}
    path, options = _rows(tables, "options")
    for line, row in options:
        if row["option"] not in met:
            expected = "no objection needs it; one or more are expected"
            yield Problem(path, line, "option", row["option"], expected)


RULES = (
    every_choice_has_options,
    every_condition_ends_in_a_verdict,
    options_can_stand_together,
    every_option_meets_an_objection,
)
