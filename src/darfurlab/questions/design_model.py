"""What the bargaining model makes of a designed process: who would sign what, and who would not.

The design's seats, agenda, order, leverage and refusal become tables of `processes`; everything
else in a design (trust, monitoring, skill) is nothing that the model knows. Its numbers are ours,
made for the classroom (*coding*), and say nothing of what would have happened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from darfurlab.bargaining.processes import Outcome, Process, Table, measures, play
from darfurlab.bargaining.simulation import Simulation
from darfurlab.datasets.words import listed
from darfurlab.questions.designs import Book

__all__ = ["Setting", "sentences", "setting"]
WIDE = "national"  # the table at which everybody sits


@dataclass(frozen=True)
class Setting:
    """A design as the model takes it.

    `leverage` in points; `signers_only`: whoever alone stands in the way is left out (the
    government excepted); `homeless`: issues on the agenda that no table may touch.
    """

    process: Process
    leverage: float
    signers_only: bool
    homeless: tuple[str, ...]


def setting(book: Book, sudan: Simulation, options: Collection[str]) -> Setting | str:
    """Return a design as the model takes it, or why it cannot.

    `KeyError` names the options that there are.
    """
    options = book.checked(options)
    picked = [row for row in book.options if row["option"] in options]
    seats = tuple(p for p in sudan.parties["party"] if p in [row["party"] for row in picked])
    agenda = tuple(i for i in sudan.game.issues if i in [row["issue"] for row in picked])
    order = next((row["option"] for row in picked if row["choice"] == "sequence"), "")
    if sudan.government not in seats or len(seats) < 2:
        return "Seat the government and at least one other: the model needs somebody to agree."
    if not agenda or not order:
        return "Choose an agenda and a sequence: then the model can play."
    tables = _tables(sudan, order, seats, agenda)
    placed = {issue for table in tables for issue in table.issues}
    return Setting(
        Process("design", tables),
        sum(row["points"] or 0 for row in picked),
        "signers" in [row["blocks"] for row in picked],
        tuple(issue for issue in agenda if issue not in placed),
    )


def _tables(
    sudan: Simulation, order: str, seats: tuple[str, ...], agenda: tuple[str, ...]
) -> tuple[Table, ...]:
    """Return the tables in their order: the wide one, and one for each region that has a seat."""
    regional = [
        Table(table.name, table.parties, tuple(i for i in table.issues if i in agenda))
        for table in sudan.process("piecemeal").tables
        if set(table.parties) <= set(seats)
    ]
    regional = [table for table in regional if table.issues]
    own = {issue for table in sudan.process("piecemeal").tables for issue in table.issues}
    wide = Table(WIDE, seats, tuple(i for i in agenda if i not in own))
    if order == "sequence-one-table":
        return (Table("everybody", seats, agenda),)
    if order == "sequence-regions-only" or not wide.issues:
        return tuple(regional)
    if order == "sequence-regions-first":
        return (*regional, wide)
    return (wide, *(replace(table, after=(WIDE,)) for table in regional))


def played(sudan: Simulation, given: Setting) -> tuple[Outcome, tuple[str, ...]]:
    """Return what comes of a setting, and who was left out for standing in the way."""
    blocking = list(sudan.parties["party"])
    dropped: list[str] = []
    while True:
        outcome = play(sudan.game, given.process, leverage=given.leverage, vetoes=blocking)
        stops = [p for s in outcome.sittings for p in s.holdouts if p in blocking]
        stops = [p for p in stops if p != sudan.government]
        if not (given.signers_only and stops):
            return outcome, tuple(dropped)
        blocking.remove(stops[0])
        dropped.append(stops[0])


def sentences(book: Book, sudan: Simulation, options: Collection[str]) -> list[str]:
    """Return what the model says of a design, in words."""
    given = setting(book, sudan, options)
    return [given] if isinstance(given, str) else list(_sentences(sudan, given))


def _sentences(sudan: Simulation, given: Setting) -> Iterator[str]:
    name = sudan.name
    outcome, dropped = played(sudan, given)
    for sitting in outcome.sittings:
        title = sudan.names.get(f"table:{sitting.table}", sitting.table)
        if sitting.agreed:
            what = "; ".join(f"{name(i)}: {sudan.word(i, o)}" for i, o in sitting.agreed.items())
            who = listed(list(map(name, sitting.signed)))
            yield f"**{title}**: a deal, signed by {who}. {what}."
        elif not sitting.met:
            yield f"**{title}**: never meets, for the table before it ends without a deal."
        elif sitting.holdouts:
            alone = " or ".join(map(name, sitting.holdouts))
            yield f"**{title}**: no deal. Without the veto of {alone} there would be one."
        else:
            yield f"**{title}**: no deal, and not for the veto of one party alone."
    for issue in given.homeless:
        yield f"**{name(issue)}** is on the agenda, and no table may settle it."
    if dropped:
        yield f"Left out for refusing: {listed(list(map(name, dropped)))}."
    found = measures(sudan.game, outcome, sudan.root, sudan.government)
    touched = "touched" if found["root_touched"] else "untouched"
    gain = found["worst_gain"]
    side = "above" if gain >= 0 else "below"
    yield (
        f"The root is {touched}. Furthest from what it asks for: {name(found['worst_off'])}, "
        f"{abs(gain):g} points {side} its walk-away value. Leverage: {given.leverage:g} points."
    )
