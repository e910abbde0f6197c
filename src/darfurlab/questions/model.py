"""The classroom's model as cards show it: read once in a kernel, and told in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darfurlab.bargaining.simulation import Simulation


@cache
def sudan() -> Simulation:
    """Return the classroom's model."""
    from darfurlab.bargaining import simulation  # brings pandas

    return simulation.load()


@cache
def roles() -> list[dict[str, str]]:
    """Return the role cards: of each party, and of those who are heard, advise or observe.

    Keys: party (empty where it is none), name, says (in public), wants (in private), task.
    """
    from darfurlab import datasets  # brings pandas

    columns = {"public_position": "says", "private_interest": "wants"}
    rows = datasets.load_simulation_roles().rename(columns=columns).fillna("")
    return [
        {str(key): str(row[key]) for key in ("party", "name", "says", "wants", "task")}
        for row in rows.to_dict("records")
    ]


def span(sudan: Simulation) -> tuple[float, float]:
    """Return the lowest and the highest points from its walk-away value that a party can have."""
    game, found = sudan.game, [0.0]
    for party, asks in game.asks.items():
        each = [[game.sheet[party, i, o] for o in own] for i, own in game.options.items()]
        found += [float(sum(map(end, each)) - asks) for end in (min, max)]
    return min(found), max(found)


@dataclass(frozen=True)
class Standing:
    """A party's points under a deal, what they are above its walk-away value, and both in words."""

    points: Fraction
    gain: Fraction
    told: str


def standings(sudan: Simulation, picks: Mapping[str, str]) -> dict[str, Standing]:
    """Return how each party stands under a deal (issue → option; the rest stands as today)."""
    found = {}
    for party, points in sudan.game.exact(picks).items():
        asks = sudan.game.asks[party]
        gain = points - asks
        how = f"{float(abs(gain)):g} {'above' if gain > 0 else 'below'} its walk-away value of"
        how = f"{how} {float(asks):g}" if gain else "exactly its walk-away value"
        found[party] = Standing(points, gain, f"{float(points):g} points, {how}.")
    return found
