"""The deals that come next: how close was the one that a rule picked?"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from darfurlab.bargaining.game import Game, Names
from darfurlab.bargaining.scores import whole

if TYPE_CHECKING:
    from darfurlab.bargaining.simulation import Simulation


def best_by_product(
    game: Game, count: int = 5, parties: Names = None, issues: Names = None
) -> pd.DataFrame:
    """Return the deals with the highest Nash product, the best first; the first is `settle`'s.

    `parties`, `issues` as in `Game`. One row a deal: rank (from 1), the option of each issue, the
    points of each party, share (its product as a part of the best one's; 0 where fewer parties
    gain). Of deals that the rule ranks equal the one listed first stands first. Raises
    `TooManyDeals` where more than 100,000 deals can be signed.
    """
    whole(count, "count", 1)
    who = [p for p in game.parties if parties is None or p in parties]
    deals = game.deals(parties, issues)
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
        rows.append(
            {
                "rank": deal["rank"],
                "product": f"{float(deal['share']):.0%}",
                "root": sudan.touched(own),
                "differs": "; ".join(other) or "this is the deal of the model",
            }
        )
    return pd.DataFrame(rows)
