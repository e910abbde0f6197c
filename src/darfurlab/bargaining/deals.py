"""Deals in points and words: where each leaves the parties, which come next, all of a small game.

Terms in `bargaining`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from darfurlab.bargaining.game import Game
from darfurlab.bargaining.play import Sitting
from darfurlab.bargaining.scores import known, named, several, whole

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
    mine = [d for each in own if (d := sudan.game.deal(each)) != sudan.game.status_quo]
    mine = [d for n, d in enumerate(mine) if d not in mine[n + 1 :]]
    found: list[tuple[str, Mapping[str, str], Sequence[Sitting] | None]] = []
    for n in range(len(mine), 0, -1):
        found.append((OWN if n == len(mine) else BEFORE.format(n), mine[n - 1], None))
    for name in sudan.processes:
        outcome = sudan.play(name, **how)
        found.append((sudan.name(name), outcome.deal, outcome.sittings))
    rows = []
    for at, (process, deal, sittings) in enumerate(found):
        more, root = better(sudan.game, deal), sudan.touched(deal)
        signed = {party for sitting in sittings or () for party in sitting.signed}
        deals = None if sittings is None else sum(bool(sitting.agreed) for sitting in sittings)
        about = (process, 0 < at < len(mine), deals, None if sittings is None else len(sittings))
        for party, points in sudan.game.exact(deal).items():
            asks = sudan.game.asks[party]
            reach = (float(asks), float(points), float(points - asks))
            signs = points >= asks if sittings is None else party in signed
            gets = f"+{more.get(party, 0):g}" if more else ""
            rows.append((*about, party, sudan.name(party), *reach, signs, root, not more, gets))
    columns = ["process", "earlier", "deals", "tables", "party", "name", "walk_away", "points"]
    return pd.DataFrame(rows, columns=[*columns, "gain", "signs", "root", "efficient", "better"])


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


def best_by_product(game: Game, count: int = 5) -> pd.DataFrame:
    """Return the deals with the highest Nash product, the best first; the first is `settle`'s.

    One row a deal: rank (from 1), the option of each issue, the points of each party, share (its
    product as a part of the best one's; 0 where fewer parties gain). Of deals that the rule ranks
    equal the one listed first stands first. Raises `TooManyDeals` where more than 100,000 deals can
    be signed.
    """
    whole(count, "count", 1)
    who, deals = list(game.parties), game.deals()
    gains = deals[who].to_numpy(float) - np.array([float(game.asks[p]) for p in who])
    up = np.where(gains > 1e-9, gains, 1)
    rough = (gains > 1e-9).sum(axis=1) * 1e6 + np.log(up).sum(axis=1)
    least = np.sort(rough)[-count:].min() if len(rough) else 0.0

    def rank(row: int) -> tuple[int, Fraction, Fraction]:
        points = game.exact(deals.iloc[row].to_dict())
        above = [points[p] - game.asks[p] for p in who if points[p] > game.asks[p]]
        total = sum((points[p] for p in who), Fraction(0))
        return len(above), math.prod(above, start=Fraction(1)), total

    near = {int(row): rank(int(row)) for row in np.flatnonzero(rough >= least - 1e-6)}
    rows = sorted(near, key=lambda row: near[row], reverse=True)[:count]  # stable: as listed
    found = deals.iloc[rows].reset_index(drop=True)
    best = near[rows[0]] if rows else None
    parts = [float(near[r][1] / best[1]) if best and near[r][0] == best[0] else 0.0 for r in rows]
    found.insert(0, "rank", range(1, len(found) + 1))
    return found.assign(share=parts)


def runners_up(sudan: Simulation, count: int = 5) -> pd.DataFrame:
    """Return the deals with the highest Nash product in words, the best first.

    Columns: rank, product (per cent of the best one's), root (touched, touched in part, untouched),
    differs (what is settled otherwise than in the best deal).
    """
    found = best_by_product(sudan.game, count).to_dict("records")
    rows = []
    for deal in found:
        own = {issue: deal[issue] for issue in sorted(sudan.game.issues)}
        other = [sudan.word(i, o) for i, o in own.items() if found[0][i] != o]
        differs = "; ".join(other) or "this is the deal of the model"
        rows.append((deal["rank"], f"{float(deal['share']):.0%}", sudan.touched(own), differs))
    return pd.DataFrame(rows, columns=["rank", "product", "root", "differs"])


def by_hand(
    sudan: Simulation, parties: Sequence[str], options: Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """Return every deal of a game small enough for paper: some parties, some options.

    `options`: issue → the options open, the one that stands first. One row a deal: deal (in words),
    the points of each party, status_quo, efficient, both_gain (nobody is below what the status quo
    gives). Raises `BadGame` where a name is unknown.
    """
    game = sudan.game
    open_ = {
        issue: several(own, f"options of {issue!r}")
        for issue, own in named(options, "options").items()
    }
    for party in (parties := several(parties, "parties")):
        known(party, game.parties, "party")
    for issue, own in open_.items():
        known(issue, game.issues, "issue")
        for option in own or (None,):
            known(option, game.options[issue], f"option of {issue!r}")
    sheet = pd.DataFrame(
        [
            (party, issue, option, game.sheet[party, issue, option])
            for party in dict.fromkeys(parties)
            for issue, own in open_.items()
            for option in dict.fromkeys(own)
        ],
        columns=["party", "issue", "option", "score"],
    )
    small = Game(sheet, dict.fromkeys(parties, 0))
    stands = small.exact({})
    efficient = [small.exact(row) for row in small.frontier().to_dict("records")]
    rows = []
    for chosen in product(*map(dict.fromkeys, open_.values())):
        deal = dict(zip(open_, chosen, strict=True))
        exact = small.exact(deal)
        rows.append(
            {
                "deal": " · ".join(sudan.word(i, o) for i, o in deal.items()),
                **small.scores(deal),
                "status_quo": deal == small.status_quo,
                "efficient": exact in efficient,
                "both_gain": all(exact[p] >= stands[p] for p in parties),
            }
        )
    return pd.DataFrame(rows)
