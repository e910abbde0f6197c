"""Where processes, and a deal of one's own, leave each party; terms in `bargaining`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from darfurlab.bargaining.game import Game

if TYPE_CHECKING:
    from darfurlab.bargaining.simulation import Simulation

OWN, BEFORE = "Your own deal", "Your deal {}"


def standings(sudan: Simulation, *own: Mapping[str, Any], **how: Any) -> pd.DataFrame:
    """Return each party's points under each process and, first, under deals of one's own.

    `own`: issue → option of each deal of one's own, the latest last: it stands first, and those
    before it come next. One that changes nothing, or comes again later, is left out. `how` goes to
    `Simulation.play`. One row for each deal and party: process (in words), earlier (True for one's
    own deals but the latest), deals and tables (how many reach a deal, of how many; None for a
    deal of one's own), party, name, walk_away, points, gain (above the walk-away value), signs
    (for a deal of one's own: would sign), root (touched, touched in part, untouched), efficient,
    better (in words: what the party gets more in a deal that costs nobody anything; empty where
    this one is efficient).
    """
    rows: list[dict[str, Any]] = []
    found: list[tuple[str, Mapping[str, str], Sequence[str] | None, int | None, int | None]] = []
    mine = [d for each in own if (d := sudan.game.deal(each)) != sudan.game.status_quo]
    mine = [d for n, d in enumerate(mine) if d not in mine[n + 1 :]]
    for n in range(len(mine), 0, -1):
        name = OWN if n == len(mine) else BEFORE.format(n)
        found.append((name, mine[n - 1], None, None, None))
    for name in sudan.processes:
        outcome = sudan.play(name, **how)
        signed = [party for sitting in outcome.sittings for party in sitting.signed]
        agreed = sum(bool(sitting.agreed) for sitting in outcome.sittings)
        found.append((sudan.name(name), outcome.deal, signed, agreed, len(outcome.sittings)))
    for at, (process, deal, signs, deals, tables) in enumerate(found):
        exact, more = sudan.game.exact(deal), better(sudan.game, deal)
        part = "touched in part" if {*deal.items()} & {*sudan.part} else "untouched"
        root = "touched" if {*deal.items()} & {*sudan.root} else part
        for party, points in exact.items():
            gain = points - sudan.game.asks[party]
            rows.append(
                {
                    **{"process": process, "earlier": 0 < at < len(mine), "deals": deals},
                    **{"tables": tables, "party": party},
                    **{"name": sudan.name(party), "walk_away": float(sudan.game.asks[party])},
                    **{"points": float(points), "gain": float(gain)},
                    "signs": gain >= 0 if signs is None else party in signs,
                    "root": root,
                    "efficient": not more,
                    "better": f"+{more.get(party, 0):g}" if more else "",
                }
            )
    return pd.DataFrame(rows)


def better(game: Game, deal: Mapping[str, str]) -> dict[str, float]:
    """Return party → points more in the first efficient outcome that beats a deal for everybody.

    No party has fewer points there, and those named have more; nothing where the deal is efficient
    itself.
    """
    stands = game.scores(deal)
    outcomes = game.frontier()
    points = outcomes[list(game.parties)].to_numpy(float)
    now = [float(stands[party]) for party in game.parties]
    beats = (points >= now).all(axis=1) & (points > now).any(axis=1)
    if not beats.any():
        return {}
    first = points[beats.argmax()]
    gains = zip(game.parties, first - now, strict=True)
    return {party: float(gain) for party, gain in gains if gain > 0}
