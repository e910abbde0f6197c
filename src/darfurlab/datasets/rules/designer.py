"""Rules of the designer's tables, so that an edit cannot break it."""

from __future__ import annotations

from collections.abc import Iterator

from darfurlab.datasets.pack import Row, Tables
from darfurlab.datasets.problem import Problem


def _applies_wherever(above: Row, row: Row) -> bool:
    """Return whether every design to which a row of design_rules applies meets one above it."""
    return all({*above[c].split()} <= {*row[c].split()} for c in ("needs", "without"))


def every_choice_has_options(tables: Tables) -> Iterator[Problem]:
    """Yield each choice with fewer than two options."""
    choices = tables["design_choices"]
    own = [row["choice"] for row in tables["design_options"].rows]
    for line, row in choices.numbered():
        if own.count(row["choice"]) < 2:
            expected = f"{own.count(row['choice'])} options; two or more are accepted"
            yield choices.fault(line, "choice", row["choice"], expected)


def every_condition_ends_in_a_verdict(tables: Tables) -> Iterator[Problem]:
    """Yield each condition whose last row asks for something, and each row never reached."""
    verdicts = tables["design_rules"]
    by: dict[str, list[tuple[int, Row]]] = {r["condition"]: [] for r in tables["checklist"].rows}
    for line, row in verdicts.numbered():
        by.setdefault(row["condition"], []).append((line, row))
    for condition, own in by.items():
        if not own:
            expected = f"{condition} has no rule; one or more are expected"
            yield verdicts.fault(0, "condition", "", expected)
            continue
        line, last = own[-1]
        if last["needs"] or last["without"]:
            expected = f"the last rule of {condition} applies to every design: empty is accepted"
            yield verdicts.fault(line, "needs", last["needs"], expected)
        for number, (line, row) in enumerate(own):
            above = next((n for n, r in own[:number] if _applies_wherever(r, row)), None)
            if above:
                expected = f"row {above} applies wherever this does; put this one above it"
                yield verdicts.fault(line, "rule", row["rule"], expected)


def options_can_stand_together(tables: Tables) -> Iterator[Problem]:
    """Yield each verdict, objection or design that asks for what nobody can choose."""
    single = {r["choice"] for r in tables["design_choices"].rows if r["several"] == "false"}
    choice = {row["option"]: row["choice"] for row in tables["design_options"].rows}
    for name, column in (("rules", "needs"), ("objections", "needs"), ("designs", "options")):
        table = tables[f"design_{name}"]
        for line, row in table.numbered():
            options = row[column].split()
            taken = [choice[option] for option in options if choice[option] in single]
            for twice in sorted({c for c in taken if taken.count(c) > 1}):
                expected = f"{twice} takes one option; one of it is accepted"
                yield table.fault(line, column, row[column], expected)
            for option in sorted({*options} & {*row.get("without", "").split()}):
                expected = f"{option} stands in needs as well; one of the two is accepted"
                yield table.fault(line, "without", row["without"], expected)


def every_option_meets_an_objection(tables: Tables) -> Iterator[Problem]:
    """Yield each option against which nothing is said, and each objection to nothing."""
    objections, options = tables["design_objections"], tables["design_options"]
    for line, row in objections.numbered():
        if not row["needs"] and not row["without"]:
            expected = "name an option here or in without; else it would always be said"
            yield objections.fault(line, "needs", "", expected)
    met = {option for row in objections.rows for option in row["needs"].split()}
    for line, row in options.numbered():
        if row["option"] not in met:
            expected = "no objection needs it; one or more are expected"
            yield options.fault(line, "option", row["option"], expected)
