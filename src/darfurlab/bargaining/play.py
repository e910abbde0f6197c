"""A process played: table after table, each a negotiation of its own; terms in `processes`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from numbers import Integral
from typing import Any

from darfurlab.bargaining.game import Game
from darfurlab.bargaining.scores import BadGame, Points, known, named, number, several


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
        there = []
        for t in self.tables:
            rest = tuple(i for i in t.issues if i not in issues)
            there.append(
                replace(t, issues=(*rest, *dict.fromkeys(issues if t.name == table else ())))
            )
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
    presses, can_block = _presses(game, leverage), _seats(game, vetoes)
    deal = game.deal(process.settled)
    signed: set[str] = set()
    sittings: list[Sitting] = []
    for table in process.tables:
        if not set(table.after) <= {s.table for s in sittings if s.agreed}:
            sittings.append(Sitting(table.name, False, {}, (), ()))
            continue
        holds = game.exact(deal)
        asks = {
            party: (holds[party] if party in signed else game.asks[party])
            - (presses[party] if lasting or party not in signed else 0)
            for party in table.parties
        }
        sitting = _sit(game.changed(asks, deal), table, can_block(table), rule)
        sittings.append(sitting)
        signed |= set(sitting.signed)
        deal = {**deal, **sitting.agreed}
    return Outcome(process.name, deal, game.scores(deal), tuple(sittings))


def _sit(here: Game, table: Table, vetoes: tuple[str, ...], rule: str) -> Sitting:
    """Return what comes of one table; `here`: the game as each of its parties sees it there.

    Its walk-away values are what they ask for, its status quo is what stands as they meet.
    """

    def agreed(blocking: tuple[str, ...]) -> dict[str, str]:
        found = here.settle(rule, blocking, table.issues)
        return (
            {i: found[i] for i in table.issues if found[i] != here.status_quo[i]} if found else {}
        )

    if deal := agreed(vetoes):
        refuse = here.blockers(deal, table.parties)
        signed = tuple(party for party in table.parties if party not in refuse)
        return Sitting(table.name, True, deal, signed, ())
    others = {party: tuple(p for p in vetoes if p != party) for party in vetoes}
    holdouts = tuple(p for p in vetoes if others[p] and agreed(others[p]))
    return Sitting(table.name, True, {}, (), holdouts)


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
