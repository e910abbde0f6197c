"""A process played: table after table, each a negotiation of its own; terms in `processes`."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from numbers import Integral
from typing import Any

from darfurlab.bargaining.foresight import Ahead, Rules
from darfurlab.bargaining.game import Game
from darfurlab.bargaining.growth import MOST, PICKED, too_many
from darfurlab.bargaining.scores import BadGame, Points, known, named, number, several
from darfurlab.bargaining.seating import Process, Table


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
    foresight: bool = False,
) -> Outcome:
    """Return what comes of a process; `processes` defines every term.

    `leverage`: points, for everyone or by party (0 for whoever is not named). `vetoes`: how many of
    those at a table can block, in the order of their seats, or which parties; everyone seated by
    default. The first seat can block where nobody else can. `lasting`: leverage presses at every
    table; else it ends with a party's first signature. `foresight`: parties count what the later
    tables will bring. Raises `BadGame` where a name is unknown or comes twice, and where a table
    waits for one that does not meet before it; `TooManyDeals`, before anything is played, where it
    would take more than some 20 seconds.
    """
    _check(game, process)
    presses, can_block = _presses(game, leverage), _seats(game, vetoes)
    afford(game, process.tables[-1:] if foresight else process.tables, [vetoes])
    deal = game.deal(process.settled)
    signed: frozenset[str] = frozenset()
    sittings: list[Sitting] = []
    rules = Rules(rule, presses, can_block, lasting)
    ahead = Ahead(game, process.tables, rules, deal) if foresight else None
    for n, table in enumerate(process.tables):
        done = frozenset(s.table for s in sittings if s.agreed)
        if not done.issuperset(table.after):
            sittings.append(Sitting(table.name, False, {}, (), ()))
            continue
        asks = rules.asks(game, table, game.exact(deal), signed)
        here = game.changed(asks, deal)
        if ahead and n < len(process.tables) - 1:
            picks = ahead.picks(n, deal, signed, done)
        else:
            picks = partial(_picks, here, table, rule)
        sitting = _sit(here, table, can_block(table), picks)
        sittings.append(sitting)
        signed |= {*sitting.signed}
        deal = {**deal, **sitting.agreed}
    return Outcome(process.name, deal, game.scores(deal), tuple(sittings))


def afford(game: Game, tables: Iterable[Table], vetoes: Iterable[Any], plays: int = 1) -> None:
    """Raise `TooManyDeals` where to play these tables would take more than some 20 seconds.

    `vetoes`: each as in `play`; `plays`: how often each table meets. Where nobody signs, a table is
    played again without each veto.
    """
    seats = [_seats(game, each) for each in vetoes]
    asked = {(seat(table), table.issues) for table in tables for seat in seats}
    work = 0.0
    for who, what in sorted(asked, key=lambda pair: -len(pair[0]) * len(pair[1])):
        n, ahead = len(who), game.foreseen(who, what)
        work += (1 + n * (n > 1)) * (ahead.work + plays * PICKED * ahead.outcomes * n)
        if work > MOST:
            deals = math.prod(len(game.options[issue]) for issue in what)
            raise too_many(deals, n, ahead, work, " at one table")


def _picks(here: Game, table: Table, rule: str, blocking: tuple[str, ...]) -> dict[str, str]:
    """Return what changes by the deal that a rule picks, nothing where there is none."""
    found = here.settle(rule, blocking, table.issues)
    return {i: found[i] for i in table.issues if found[i] != here.status_quo[i]} if found else {}


def _sit(
    here: Game,
    table: Table,
    vetoes: tuple[str, ...],
    picks: Callable[[tuple[str, ...]], dict[str, str]],
) -> Sitting:
    """Return what comes of one table; `here`: the game as each of its parties sees it there.

    Its walk-away values are what they ask for, its status quo is what stands as they meet. `picks`:
    who can block → what changes.
    """
    if deal := picks(vetoes):
        refuse = here.blockers(deal, table.parties)
        signed = tuple(p for p in table.parties if p in vetoes or p not in refuse)
        return Sitting(table.name, True, deal, signed, ())
    others = {party: tuple(p for p in vetoes if p != party) for party in vetoes}
    holdouts = tuple(p for p in vetoes if others[p] and picks(others[p]))
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
