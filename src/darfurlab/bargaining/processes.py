"""Peace processes as restrictions on one negotiation: who sits where, about what, and when.

Definitions
    table       some parties, and the issues that they may settle there
    process     tables in their order, and what was settled before they meet
    veto        a party seated with a veto must agree; seated without one, it is only heard
    leverage    the points that walking away from a table costs: it lowers what a party asks for

How a process plays. The tables meet in their order; one that waits for others (`after`) meets only
if each of those had a deal. What was settled before stands at the first table; what stands at the
end of one table stands at the next.

At a table each seated party asks for its walk-away value, or, once it has signed anywhere, for what
it has as things stand; less its leverage (with `lasting=False` its leverage ends with its first
signature). The rule (see `bargaining`) then picks among the deals on that table's issues, all else
as it stands: those with a veto must agree and are counted, gains are over what they ask for, and
everyone counts the points of the whole. Where no such deal exists, or the one picked is what stands
already, the table ends without a deal. What stands wins every tie, whether it was settled before,
agreed at an earlier table or never touched: nobody who is indifferent signs it away.

A deal is signed by everyone at the table, with a veto or without, whom it gives what they ask for.
What no table may touch stays. A party with no seat gets whatever the others' deals give it.

These are choices, and they matter. Leverage presses anew at each table, which helps processes with
many tables. What is signed is kept, until a later table with the same issue agrees otherwise.
A table cannot settle what it may not touch, so that separate regional tables leave national issues
alone is assumed, not found; what can be found is who signs all the same, and who is better off.
A table with more issues has all the deals of a smaller one and more, so where it fails and the
smaller does not, it is the added vetoes. Nobody looks ahead: at an early table a party counts
nothing that a later one might bring.

Sources: parties with vetoes from Tsebelis, "Veto Players" (2002), and Cunningham, "Veto players and
civil war duration" (2006); what to put on one table from Sebenius, "Negotiation arithmetic" (1983).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from numbers import Integral
from typing import Any

import numpy as np
import pandas as pd

from darfurlab.bargaining import Game
from darfurlab.bargaining.scores import BadGame, Points, known, named, number, read, several, whole
from darfurlab.bargaining.sheets import read_game, read_root, schedule

__all__ = ["Outcome", "Process", "Sitting", "Table", "compare", "find_counterexamples", "measures"]
__all__ += ["perturbed", "play", "read_game", "read_processes", "read_root"]


@dataclass(frozen=True)
class Table:
    """One table: parties in the order of their seats, issues, and the tables that it waits for."""

    name: str
    parties: tuple[str, ...]
    issues: tuple[str, ...]
    after: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field_ in ("parties", "issues", "after"):  # a list will do, and a name alone
            names = several(getattr(self, field_), f"{field_} of the table {self.name!r}")
            object.__setattr__(self, field_, names)


@dataclass(frozen=True)
class Process:
    """Tables in their order; `settled`: issue → option, for what was agreed beforehand."""

    name: str
    tables: tuple[Table, ...]
    settled: Mapping[str, str] = field(default_factory=dict)

    def moved(self, issues: Collection[str], table: str) -> Process:
        """Return the same process with these issues at one table, and at no other.

        A table that has no issue left does not meet, and no other waits for it. Raises `BadGame`
        where the process has no such table, or none that has such an issue.
        """
        known(table, [t.name for t in self.tables], f"table of {self.name!r}")
        issues = several(issues, "issues")
        for issue in issues:
            known(issue, [i for t in self.tables for i in t.issues], f"issue of {self.name!r}")
        there = [
            replace(t, issues=(*(i for i in t.issues if i not in issues),
                               *(dict.fromkeys(issues) if t.name == table else ())))
            for t in self.tables
        ]  # fmt: skip
        left = [t.name for t in there if t.issues]
        meet = (replace(t, after=tuple(n for n in t.after if n in left)) for t in there if t.issues)
        return replace(self, tables=tuple(meet))


@dataclass(frozen=True)
class Sitting:
    """What came of one table.

    `agreed`: issue → option, for what changed (empty: no deal). `signed`: who signed it.
    `holdouts`: where there was no deal and several could block, those without whose veto alone
    there would have been one. A table that never `met` has none of these.
    """

    table: str
    met: bool
    agreed: Mapping[str, str]
    signed: tuple[str, ...]
    holdouts: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of a process: the full deal that stands at the end, and each party's points."""

    process: str
    deal: Mapping[str, str]
    scores: Mapping[str, float]
    sittings: tuple[Sitting, ...]


def play(
    game: Game,
    process: Process,
    rule: str = "nash",
    leverage: Points | Mapping[str, Points] = 0,
    vetoes: int | Collection[str] | None = None,
    lasting: bool = True,
) -> Outcome:
    """Return what comes of a process; see the module's text.

    `leverage`: points, for everyone or by party (0 for whoever is not named). `vetoes`: how many of
    those at a table can block, in the order of their seats, or which parties; everyone seated by
    default. The first seat can block where nobody else can. Raises `BadGame` where a name is
    unknown or comes twice, and where a table waits for one that does not meet before it.
    """
    _check(game, process)
    presses = _presses(game, leverage)
    can_block = _seats(game, vetoes)
    deal = game.deal(process.settled)
    signed: set[str] = set()
    sittings: list[Sitting] = []
    for table in process.tables:
        holds = game.exact(deal)
        asks = {
            party: (holds[party] if party in signed else game.asks[party])
            - (presses[party] if lasting or party not in signed else 0)
            for party in table.parties
        }
        here = game.changed(asks, deal)
        seats = can_block(table)
        met = set(table.after) <= {s.table for s in sittings if s.agreed}
        new = _agreed(here, rule, seats, table) if met else deal
        changed = {issue: option for issue, option in new.items() if option != deal[issue]}
        stops: tuple[str, ...] = ()
        if met and not changed and len(seats) > 1:
            rest = {p: tuple(q for q in seats if q != p) for p in seats}
            stops = tuple(p for p in seats if _agreed(here, rule, rest[p], table) != deal)
        refuse = here.blockers(new, table.parties)
        names = tuple(p for p in table.parties if changed and p not in refuse)
        signed |= set(names)
        sittings.append(Sitting(table.name, met, changed, names, stops))
        deal = new
    return Outcome(process.name, deal, game.scores(deal), tuple(sittings))


def _check(game: Game, process: Process) -> None:
    """Raise `BadGame` where a process does not fit a game."""
    earlier: list[str] = []
    for table in several(process.tables, f"tables of {process.name!r}"):
        if not isinstance(table, Table):
            raise BadGame(f"tables of {process.name!r}: {table!r} was given; tables are accepted")
        at = f" (at the table {table.name!r})"
        if table.name in earlier:
            raise BadGame(
                f"two tables of {process.name!r} are named {table.name!r}; one is accepted"
            )
        for names, among, what in (
            (table.parties, game.parties, "party"),
            (table.issues, game.issues, "issue"),
        ):
            for name in names:
                known(name, among, what, at)
            if not names or len(set(names)) < len(names):
                given = f"{what}{at}: {', '.join(names) or 'none'} was given"
                raise BadGame(f"{given}; one or more, each once, are accepted")
        for name in table.after:
            if name not in earlier:
                accepted = ", ".join(earlier) or "none, for it is the first"
                raise BadGame(
                    f"after of {table.name!r} {name!r} was given, which is no table of "
                    f"{process.name!r} that meets before it; accepted: {accepted}"
                )
        earlier.append(table.name)


def _presses(game: Game, leverage: Any) -> dict[str, Fraction]:
    if not hasattr(leverage, "items"):
        return dict.fromkeys(
            game.parties, number(leverage, "leverage", "a number, or one a party,")
        )
    found = dict.fromkeys(game.parties, Fraction(0))
    for party, points in named(leverage, "leverage").items():
        known(party, game.parties, "party in leverage")
        found[party] = number(points, f"leverage of {party!r}", "a number")
    return found


def _seats(game: Game, vetoes: Any) -> Callable[[Table], tuple[str, ...]]:
    """Return a function: table → who can block there, in the order of the seats."""
    if vetoes is None:
        return lambda table: table.parties
    if isinstance(vetoes, Integral) and not isinstance(vetoes, bool):
        return lambda table: table.parties[: max(int(vetoes), 1)]
    for party in (names := several(vetoes, "vetoes, which may be a whole number too")):
        known(party, game.parties, "party in vetoes")
    return lambda table: tuple(p for p in table.parties if p in names) or table.parties[:1]


def _agreed(here: Game, rule: str, seats: tuple[str, ...], table: Table) -> dict[str, str]:
    found = here.settle(rule, seats, table.issues)
    return {issue: found[issue] for issue in here.issues} if found else here.status_quo


def measures(
    game: Game, outcome: Outcome, root: Collection[tuple[str, str]], government: str
) -> dict[str, Any]:
    """Return what an outcome is worth, in points and in names; no single number sums it up.

    `root`: the (issue, option) pairs that touch the root cause. Keys: `deals` and `tables` (how
    many tables agreed, of how many); `root_touched`; `root_issues` (how many); `joint_gain` (points
    of all parties above the status quo; adding them up is a convention, for one party's points are
    not another's); `worst_off` and `worst_gain` (furthest below, or least above, its walk-away
    value; of several the first in the game); `left_out` (signed nothing); `government_gives` (its
    points lost on issues that changed to its cost). All is reckoned exactly; points are shown as
    whole numbers where they are whole, else as floats. Raises `BadGame` where a name is unknown.
    """
    known(government, game.parties, "party as government")
    touching = _root(game, root)
    start, end = game.exact({}), game.exact(outcome.deal)
    gain = {p: end[p] - game.asks[p] for p in game.parties}
    worst = min(game.parties, key=lambda p: gain[p])
    reached = [pair for pair in outcome.deal.items() if pair in touching]
    costs = (
        game.sheet[government, issue, game.status_quo[issue]]
        - game.sheet[government, issue, option]
        for issue, option in outcome.deal.items()
        if option != game.status_quo[issue]
    )
    return {
        "deals": sum(bool(s.agreed) for s in outcome.sittings),
        "tables": len(outcome.sittings),
        "root_touched": bool(reached),
        "root_issues": len(reached),
        "joint_gain": _shown(sum(end.values()) - sum(start.values())),
        "worst_off": worst,
        "worst_gain": _shown(gain[worst]),
        "left_out": tuple(
            p for p in game.parties if not any(p in s.signed for s in outcome.sittings)
        ),
        "government_gives": _shown(sum(max(cost, Fraction(0)) for cost in costs)),
    }


def _root(game: Game, root: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    found = set()
    for pair in several(root, "root"):
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise BadGame(f"root: {pair!r} was given; pairs of issue and option are accepted")
        issue, option = pair
        known(issue, game.issues, "issue in root")
        known(option, game.options[issue], f"option of {issue!r} in root")
        found.add((issue, option))
    return found


def _shown(points: Fraction | int) -> float:
    return int(points) if points == int(points) else float(points)


def compare(
    game: Game,
    processes: Collection[Process],
    root: Collection[tuple[str, str]],
    government: str,
    **how: Any,
) -> pd.DataFrame:
    """Return the measures of several processes, one row each; `how` goes to `play`.

    The rows are named by process, so two processes of one name are refused (`BadGame`).
    """
    found: dict[str, dict[str, Any]] = {}
    root = several(root, "root")
    for process in several(processes, "processes"):
        if not isinstance(process, Process):
            raise BadGame(f"processes: {process!r} was given; processes are accepted")
        if process.name in found:
            raise BadGame(f"two processes are named {process.name!r}; one of a name is accepted")
        found[process.name] = measures(game, play(game, process, **how), root, government)
    return pd.DataFrame.from_dict(found, orient="index").rename_axis("process")


def perturbed(
    scores: pd.DataFrame, walk_away: Mapping[str, Points], spread: float, rng: np.random.Generator
) -> Game:
    """Return a like game, every score and walk-away value moved by up to `spread` (0.2: 20 %).

    What stands is the option of each issue that `scores` lists first.
    """
    if not 0 <= number(spread, "spread", "a number from 0 to 1") <= 1:
        raise BadGame(f"spread: {spread!r} was given; a number from 0 to 1 is accepted")
    points = np.array([float(value) for value in read(scores).values()])
    asks = {
        p: float(number(v, f"walk_away of {p!r}", "a number"))
        for p, v in named(walk_away, "walk_away").items()
    }
    low, high = 1 - spread, 1 + spread
    moved = scores.assign(score=(points * rng.uniform(low, high, len(points))).round(1))
    return Game(moved, {p: round(v * rng.uniform(low, high), 1) for p, v in asks.items()})


def find_counterexamples(
    scores: pd.DataFrame,
    walk_away: Mapping[str, Points],
    one: Process,
    other: Process,
    seed: int,
    tries: int = 50,
    spread: float = 0.2,
    **how: Any,
) -> pd.DataFrame:
    """Search for games in which exactly one of two processes reaches any deal.

    One row a game found: `draw`, `only` (the process with a deal). Draw *n* is
    `perturbed(scores, walk_away, spread, numpy.random.default_rng([seed, n]))`, so that each case
    can be made again. `how` goes to `play`. Two processes of one name are refused (`BadGame`).
    """
    if one.name == other.name and one != other:
        raise BadGame(f"two processes are named {one.name!r}; one of a name is accepted")
    whole(seed, "seed", 0)
    found = []
    for draw in range(whole(tries, "tries", 0)):
        game = perturbed(scores, walk_away, spread, np.random.default_rng([seed, draw]))
        agreed = [
            p.name for p in (one, other) if any(s.agreed for s in play(game, p, **how).sittings)
        ]
        if len(agreed) == 1:
            found.append((draw, agreed[0]))
    return pd.DataFrame(found, columns=["draw", "only"])


def read_processes(
    processes: pd.DataFrame, tables: pd.DataFrame, options: pd.DataFrame
) -> dict[str, Process]:
    """Return the processes that three frames describe, by id.

    `processes`: process, settled (options). `tables`: process, table, parties, issues, after, in
    the order in which the tables meet. `options`: issue, option. Cells of several names are tuples,
    as the loaders give them, or text with one space between, as `pandas.read_csv` does; an empty
    one may be NaN. An option that several issues have is settled as `issue=option`; its name is
    enough where one issue has it. Raises `BadGame`, naming frame and row.
    """
    return {
        name: Process(name, tuple(Table(*cells) for cells in own), settled)
        for name, (own, settled) in schedule(processes, tables, options).items()
    }
