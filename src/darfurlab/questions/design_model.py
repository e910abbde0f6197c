"""What the bargaining model makes of a designed process: who would sign what, and who would not.

The design's seats, agenda, order, leverage and refusal become tables of `processes`; everything
else in a design (trust, monitoring, skill) is nothing that the model knows. Its numbers are ours,
made for the classroom (*coding*), and say nothing of what would have happened.

Where a design goes on without those who refuse, the party that alone stands in the way at a table
of three or more leaves the process, at every table. The government never does. A table with fewer
than two parties left does not meet: nobody makes a deal alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from darfurlab.bargaining.processes import Outcome, Process, Table, play
from darfurlab.bargaining.simulation import LEVERAGE, Simulation
from darfurlab.datasets.words import listed
from darfurlab.questions.designs import Book

WIDE = "national"  # the table at which everybody sits


@dataclass(frozen=True)
class Setting:
    """A design as the model takes it.

    `leverage` in points; `signers_only`: whoever alone stands in the way is left out (the
    government excepted); `homeless`: issues on the agenda that no table may touch; `unscored`:
    seats, in words, of those for whom the model has no points.
    """

    process: Process
    leverage: float
    signers_only: bool
    homeless: tuple[str, ...]
    unscored: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """What the model says of a design, in words.

    `line`: what it still lacks, or what comes of it in short; `details`: table by table, and how
    far the result depends on leverage (empty while something is lacking).
    """

    line: str
    details: tuple[str, ...] = ()


def setting(book: Book, sudan: Simulation, options: Collection[str]) -> Setting | str:
    """Return a design as the model takes it, or why it cannot.

    `KeyError` names the options that there are.
    """
    options = book.checked(options)
    picked = [row for row in book.options if row["option"] in options]
    seats = tuple(p for p in sudan.parties["party"] if p in [row["party"] for row in picked])
    agenda = tuple(i for i in sudan.game.issues if i in [row["issue"] for row in picked])
    order = next((row["option"] for row in picked if row["choice"] == "sequence"), "")
    needs = {
        "a seat for the government": sudan.government in seats,
        "a seat for a second party with points in our model": {*seats} - {sudan.government},
        "an issue on the agenda": agenda,
        "a sequence": order,
    }
    if lacks := [what for what, there in needs.items() if not there]:
        return f"The model cannot play this design yet. The design still needs {listed(lacks)}."
    tables = _tables(sudan, order, seats, agenda)
    placed = {issue for table in tables for issue in table.issues}
    return Setting(
        Process("design", tables),
        sum(row["points"] or 0 for row in picked),
        "signers" in [row["blocks"] for row in picked],
        tuple(issue for issue in agenda if issue not in placed),
        tuple(r["text"] for r in picked if r["choice"] == "seats" and not r["party"]),
    )


def _tables(
    sudan: Simulation, order: str, seats: tuple[str, ...], agenda: tuple[str, ...]
) -> tuple[Table, ...]:
    """Return the tables in their order: the wide one, and one for each region that has a seat."""
    piecemeal = sudan.process("piecemeal").tables
    regional = [
        Table(table.name, table.parties, tuple(issues))
        for table in piecemeal
        if {*table.parties} <= {*seats} and (issues := [i for i in table.issues if i in agenda])
    ]
    own = {issue for table in piecemeal for issue in table.issues}
    wide = Table(WIDE, seats, tuple(i for i in agenda if i not in own))
    if order == "sequence-one-table":
        return (Table("everybody", seats, agenda),)
    if order == "sequence-regions-only" or not wide.issues:
        return tuple(regional)
    if order == "sequence-regions-first":
        return (*regional, wide)
    return (wide, *(replace(table, after=(WIDE,)) for table in regional))


def played(sudan: Simulation, given: Setting) -> tuple[Outcome, list[str]]:
    """Return what comes of a setting, and who was left out for standing in the way.

    A table that is too empty to meet has no sitting.
    """
    left_out: list[str] = []
    while True:
        seated = (
            replace(table, parties=tuple(p for p in table.parties if p not in left_out))
            for table in given.process.tables
        )
        tables = tuple(table for table in seated if len(table.parties) > 1)
        outcome = play(sudan.game, replace(given.process, tables=tables), leverage=given.leverage)
        size = {table.name: len(table.parties) for table in tables}
        stops = [p for s in outcome.sittings if size[s.table] > 2 for p in s.holdouts]
        stops = [p for p in stops if p != sudan.government]
        if not (given.signers_only and stops):
            return outcome, left_out
        left_out.append(stops[0])


def least_leverage(sudan: Simulation, process: Process) -> int | None:
    """Return the fewest whole points of leverage with a deal at each table, all of them signing.

    None where no leverage that the lessons let a student try is enough.
    """
    ends = ((points, play(sudan.game, process, leverage=points)) for points in LEVERAGE)
    return next((points for points, end in ends if all(s.agreed for s in end.sittings)), None)


def told(book: Book, sudan: Simulation, options: Collection[str]) -> Told:
    """Return what the model says of a design; `KeyError` names the options that there are."""
    given = setting(book, sudan, options)
    if isinstance(given, str):
        return Told(given)
    outcome, left_out = played(sudan, given)
    details = _details(sudan, given, outcome, left_out)
    return Told(_line(sudan, outcome, len(given.process.tables)), tuple(details))


def _line(sudan: Simulation, outcome: Outcome, tables: int) -> str:
    """Return how many tables reach a deal, whether one touches the root, who ends too low."""
    deals = sum(bool(s.agreed) for s in outcome.sittings)
    one = f"The one table reaches {'a' if deals else 'no'} deal."
    many = (
        f"{deals or 'None'} of the {tables} tables {'reaches' if deals == 1 else 'reach'} a deal."
    )
    touched = sudan.touched(outcome.deal) == "touched"
    root = f"{'One or more deals touch' if touched else 'No deal touches'} the root."
    return " ".join((one if tables == 1 else many, root, _under(sudan, outcome)))


def _under(sudan: Simulation, outcome: Outcome) -> str:
    """Return which parties end below their walk-away values, and by how many points."""
    end = sudan.game.exact(outcome.deal)
    short = {p: sudan.game.asks[p] - end[p] for p in sudan.game.parties}
    low = [f"{sudan.name(p)} (by {float(by):g} points)" for p, by in short.items() if by > 0]
    if not low:
        return "No party ends below its walk-away value."
    if len(low) == 1:
        return f"This party ends below its walk-away value: {low[0]}."
    return f"These parties end below their walk-away values: {listed(low)}."


def _details(
    sudan: Simulation, given: Setting, outcome: Outcome, left_out: Sequence[str]
) -> Iterator[str]:
    name = sudan.name
    sittings = {s.table: s for s in outcome.sittings}
    for table in given.process.tables:
        title = sudan.names.get(f"table:{table.name}", table.name)
        sitting = sittings.get(table.name)
        if sitting is None:
            yield f"**{title}:** this table does not meet, for fewer than two parties are left."
        elif sitting.agreed:
            what = " ".join(f"{name(i)}: {sudan.word(i, o)}." for i, o in sitting.agreed.items())
            yield f"**{title}:** {listed(list(map(name, sitting.signed)))} sign a deal. {what}"
        elif not sitting.met:
            yield f"**{title}:** this table does not meet, for the table before it has no deal."
        elif sitting.holdouts:
            alone = " or ".join(map(name, sitting.holdouts))
            yield f"**{title}:** no deal. If {alone} could not block, the others would sign one."
        else:
            yield f"**{title}:** no deal, even if any one of the parties could not block."
    for issue in given.homeless:
        yield f"**{name(issue)}** is on the agenda, but no table of this design may settle it."
    if left_out:
        yield f"The others go on without {listed(list(map(name, left_out)))}, who refused."
    for seat in given.unscored:
        yield f"The model has no points for this seat, so it plays without it: {seat}."
    yield _sensitivity(sudan, given, not left_out)


def _sensitivity(sudan: Simulation, given: Setting, everybody: bool) -> str:
    """Return how far the result depends on the points of leverage, which we made up."""
    needed = least_leverage(sudan, given.process)
    has = f"This design has {given.leverage:g} points of leverage"
    if needed is None:
        return f"{has}. Even {LEVERAGE[-1]} points would not bring a deal at every table."
    if everybody and given.leverage >= needed:
        least = f"at least {needed}" if needed else "none"
        return f"{has}. A deal at every table needs {least}. We made these points up."
    return (
        f"{has}. With {needed} points all parties would sign a deal at every table. We made these "
        "points up."
    )
