"""Where processes, and a deal of one's own, leave each party; terms in `bargaining`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from darfurlab.bargaining.game import Game
from darfurlab.bargaining.play import Sitting

if TYPE_CHECKING:
    from darfurlab.bargaining.simulation import Simulation

OWN = "Your own deal"


def standings(sudan: Simulation, own: Mapping[str, Any] | None = None, **how: Any) -> pd.DataFrame:
    """Return each party's points under each process and, first, under a deal of one's own.

    `own`: issue → option of a deal of one's own; left out where it changes nothing. `how` goes to
    `Simulation.play`. One row for each deal and party: process (in words), deals and tables (how
    many reach a deal, of how many; None for a deal of one's own), party, name, walk_away,
    points, gain (above the walk-away value), signs (for a deal of one's own: would sign), root
    (touched, touched in part, untouched), efficient, better (in words: what the party
    gets more in a deal that costs nobody anything; empty where this one is efficient).
    """
    rows: list[dict[str, Any]] = []
    found: list[tuple[str, Mapping[str, str], Sequence[Sitting] | None]] = []
    if own:
        found.append((OWN, sudan.game.deal(own), None))
    for name in sudan.processes:
        outcome = sudan.play(name, **how)
        found.append((sudan.name(name), outcome.deal, outcome.sittings))
    for process, deal, sittings in found:
        exact, more = sudan.game.exact(deal), better(sudan.game, deal)
        signed = {party for sitting in sittings or () for party in sitting.signed}
        deals = None if sittings is None else sum(bool(sitting.agreed) for sitting in sittings)
        tables = None if sittings is None else len(sittings)
        for party, points in exact.items():
            gain = points - sudan.game.asks[party]
            rows.append(
                {
                    **{"process": process, "deals": deals, "tables": tables, "party": party},
                    **{"name": sudan.name(party), "walk_away": float(sudan.game.asks[party])},
                    **{"points": float(points), "gain": float(gain)},
                    "signs": gain >= 0 if sittings is None else party in signed,
                    "root": sudan.touched(deal),
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
