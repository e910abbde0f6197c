"""Peace processes as restrictions on one negotiation: who sits where, about what, and when.

Definitions
    table       some parties, and the issues that they may settle there
    process     tables in their order, and what was settled before they meet
    veto        a party seated with a veto must agree; seated without one, it is only heard
    leverage    the points that walking away from a table costs: it lowers what a party asks for

How a process plays. At each table the rule picks among the deals on that table's issues; all else
stands as it is, and everyone counts the points of the whole. A party signs nothing that leaves it
below what it would have if the table failed: its walk-away value, or, once it has signed anywhere,
what it holds already; less the leverage. Where no such deal exists, or the one picked changes
nothing, the table ends without a deal and its issues stay. What no table may touch stays too.
A party with no seat gets whatever the others' deals give it.

These are choices, and they matter. Leverage presses anew at each table, which helps processes with
many tables; with `lasting=False` it ends with a party's first signature. What is signed is kept.
A table cannot settle what it may not touch, so that separate regional tables leave national issues
alone is assumed, not found; what can be found is who signs all the same, and who is better off.
A table with more issues has all the deals of a smaller one and more, so where it fails and the
smaller does not, it is the added vetoes. Nobody looks ahead: at an early table a party counts
nothing that a later one might bring.

Sources: parties with vetoes from Tsebelis, "Veto Players" (2002), and Cunningham, "Veto players and
civil war duration" (2006); what to put on one table from Sebenius, "Negotiation arithmetic" (1983).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from darfurlab.bargaining import Game
from darfurlab.scoresheet import known

__all__ = ["Outcome", "Process", "Sitting", "Table", "compare", "find_counterexamples", "measures"]
__all__ += ["perturbed", "play", "read_game", "read_processes", "read_root"]


@dataclass(frozen=True)
class Table:
    """One table. It meets only when every table named in `after` has reached a deal."""

    name: str
    parties: tuple[str, ...]
    issues: tuple[str, ...]
    after: tuple[str, ...] = ()


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
        for issue in issues:
            known(issue, [i for t in self.tables for i in t.issues], f"issue of {self.name!r}")
        there = [
            replace(t, issues=(*(i for i in t.issues if i not in issues),
                               *(issues if t.name == table else ())))
            for t in self.tables
        ]  # fmt: skip
        left = [t.name for t in there if t.issues]
        meet = (replace(t, after=tuple(n for n in t.after if n in left)) for t in there if t.issues)
        return replace(self, tables=tuple(meet))


@dataclass(frozen=True)
class Sitting:
    """What came of one table.

    `agreed`: issue → option, for what changed (empty: no deal). `signed`: who was content.
    `holdouts`: where there was no deal, those without whose veto alone there would have been one.
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
    leverage: float | Mapping[str, float] = 0,
    vetoes: int | Collection[str] | None = None,
    lasting: bool = True,
) -> Outcome:
    """Return what comes of a process; see the module's text.

    `leverage`: points, for everyone or by party. `vetoes`: how many of those at a table can block,
    in the order of their seats, or which parties; everyone seated by default. The first seat can
    block where nobody else can. Raises `BadGame` where a name is unknown.
    """
    presses = leverage if isinstance(leverage, Mapping) else dict.fromkeys(game.parties, leverage)
    for party in presses:
        known(party, game.parties, "party in leverage")
    for party in () if vetoes is None or isinstance(vetoes, int) else vetoes:
        known(party, game.parties, "party in vetoes")
    deal = game.deal(process.settled)
    signed: set[str] = set()
    sittings: list[Sitting] = []
    for table in process.tables:
        for party in table.parties:
            known(party, game.parties, f"party at the table {table.name!r}")
        for name in table.after:
            known(name, [t.name for t in process.tables], f"table in after of {table.name!r}")
        holds = game.scores(deal)
        floor = {
            party: (holds[party] if party in signed else game.walk_away[party])
            - (presses.get(party, 0) if lasting or party not in signed else 0)
            for party in table.parties
        }
        here = game.changed(floor, deal)
        seats = _vetoes(table, vetoes)
        met = set(table.after) <= {s.table for s in sittings if s.agreed}
        new = _agreed(here, rule, seats, table) if met else deal
        changed = {issue: option for issue, option in new.items() if option != deal[issue]}
        stops: tuple[str, ...] = ()
        if met and not changed and len(seats) > 1:
            rest = {p: tuple(q for q in seats if q != p) for p in seats}
            stops = tuple(p for p in seats if _agreed(here, rule, rest[p], table) != deal)
        content = set(table.parties) - set(here.blockers(new, table.parties)) if changed else set()
        signed |= content
        names = tuple(p for p in table.parties if p in content)
        sittings.append(Sitting(table.name, met, changed, names, stops))
        deal = new
    return Outcome(process.name, deal, game.scores(deal), tuple(sittings))


def _vetoes(table: Table, vetoes: int | Collection[str] | None) -> tuple[str, ...]:
    if vetoes is None:
        return table.parties
    if isinstance(vetoes, int):
        return table.parties[: max(vetoes, 1)]
    return tuple(p for p in table.parties if p in vetoes) or table.parties[:1]


def _agreed(here: Game, rule: str, seats: tuple[str, ...], table: Table) -> dict[str, str]:
    return here.deal(here.settle(rule, seats, table.issues) or {})


def measures(
    game: Game, outcome: Outcome, root: Collection[tuple[str, str]], government: str
) -> dict[str, Any]:
    """Return what an outcome is worth, in points and in names; no single number sums it up.

    `root`: the (issue, option) pairs that touch the root cause. Keys: `deals` and `tables` (how
    many tables agreed, of how many); `root_touched`; `root_issues` (how many); `joint_gain` (points
    of all parties above the status quo; adding them up is a convention, for one party's points are
    not another's); `worst_off` and `worst_gain` (furthest below, or least above, its walk-away
    value); `left_out` (signed nothing); `government_gives` (its points lost on issues that changed
    to its cost).
    """
    start = game.scores({})
    gain = {p: outcome.scores[p] - game.walk_away[p] for p in game.parties}
    worst = min(game.parties, key=lambda p: gain[p])
    reached = [pair for pair in outcome.deal.items() if pair in root]
    changed = [{i: o} for i, o in outcome.deal.items() if o != game.status_quo[i]]
    costs = (start[government] - game.scores(deal)[government] for deal in changed)
    return {
        "deals": sum(bool(s.agreed) for s in outcome.sittings),
        "tables": len(outcome.sittings),
        "root_touched": bool(reached),
        "root_issues": len(reached),
        "joint_gain": round(sum(outcome.scores.values()) - sum(start.values()), 6),
        "worst_off": worst,
        "worst_gain": round(gain[worst], 6),
        "left_out": tuple(
            p for p in game.parties if not any(p in s.signed for s in outcome.sittings)
        ),
        "government_gives": round(sum(max(cost, 0) for cost in costs), 6),
    }


def compare(
    game: Game,
    processes: Collection[Process],
    root: Collection[tuple[str, str]],
    government: str,
    **how: Any,
) -> pd.DataFrame:
    """Return the measures of several processes, one row each; `how` goes to `play`."""
    rows = {p.name: measures(game, play(game, p, **how), root, government) for p in processes}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("process")


def perturbed(
    scores: pd.DataFrame, walk_away: Mapping[str, float], spread: float, rng: np.random.Generator
) -> Game:
    """Return a like game, every score and walk-away value moved by up to `spread` (0.2: 20 %)."""
    moved = scores.assign(
        score=(scores["score"] * rng.uniform(1 - spread, 1 + spread, len(scores))).round(1)
    )
    return Game(
        moved, {p: round(v * rng.uniform(1 - spread, 1 + spread), 1) for p, v in walk_away.items()}
    )


def find_counterexamples(
    scores: pd.DataFrame,
    walk_away: Mapping[str, float],
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
    can be made again. `how` goes to `play`.
    """
    found = []
    for draw in range(tries):
        game = perturbed(scores, walk_away, spread, np.random.default_rng([seed, draw]))
        agreed = [
            p.name for p in (one, other) if any(s.agreed for s in play(game, p, **how).sittings)
        ]
        if len(agreed) == 1:
            found.append((draw, agreed[0]))
    return pd.DataFrame(found, columns=["draw", "only"])


def read_game(scores: pd.DataFrame, walk_away: pd.DataFrame, options: pd.DataFrame) -> Game:
    """Return the game that three frames describe.

    `scores`: party, issue, option, score. `walk_away`: party, points. `options`: issue, option,
    status_quo (true for one option an issue, which goes first wherever it stands).
    """
    standing = options[options["status_quo"].astype(bool)]
    first = scores["option"].isin(standing["option"])
    return Game(
        pd.concat([scores[first], scores[~first]]),
        dict(zip(walk_away["party"], walk_away["points"], strict=True)),
        dict(zip(standing["issue"], standing["option"], strict=True)),
    )


def read_root(options: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    """Return the (issue, option) pairs that touch the root cause (`touches_root`)."""
    rows = options[options["touches_root"].astype(bool)]
    return tuple(zip(rows["issue"], rows["option"], strict=True))


def read_processes(
    processes: pd.DataFrame, tables: pd.DataFrame, options: pd.DataFrame
) -> dict[str, Process]:
    """Return the processes that three frames describe, by id.

    `processes`: process, settled (a tuple of options). `tables`: process, table, parties, issues,
    after (tuples), in the order in which the tables meet. `options`: issue, option.
    """
    issue = dict(zip(options["option"], options["issue"], strict=True))
    seats: dict[str, list[Table]] = {}
    for row in tables.to_dict("records"):
        table = Table(row["table"], row["parties"], row["issues"], row["after"])
        seats.setdefault(row["process"], []).append(table)
    return {
        row["process"]: Process(
            row["process"],
            tuple(seats.get(row["process"], ())),
            {issue[option]: option for option in row["settled"]},
        )
        for row in processes.to_dict("records")
    }
