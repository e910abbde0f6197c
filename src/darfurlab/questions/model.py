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


def leverage() -> range:
    """Return the points of leverage that a student may try."""
    from darfurlab.bargaining import simulation  # brings pandas

    return simulation.LEVERAGE


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
    game, found = sudan.game, []
    for party, asks in game.asks.items():
        for extreme in (min, max):
            points = (
                extreme(game.sheet[party, i, o] for o in own) for i, own in game.options.items()
            )
            found.append(float(sum(points) - asks))
    return min(*found, 0.0), max(*found, 0.0)


@dataclass(frozen=True)
class Standing:
    """A party's points under a deal, what they are above its walk-away value, and both in words."""

    points: Fraction
    gain: Fraction
    told: str


def standings(sudan: Simulation, picks: Mapping[str, str]) -> dict[str, Standing]:
    """Return how each party stands under a deal (issue → option; the rest stands as today)."""
    exact = sudan.game.exact(picks)
    return {p: _standing(points, sudan.game.asks[p]) for p, points in exact.items()}


def _standing(points: Fraction, asks: Fraction) -> Standing:
    gain = points - asks
    value = f"its walk-away value of {float(asks):g}"
    how = f"{float(abs(gain)):g} {'above' if gain > 0 else 'below'} {value}"
    how = how if gain else "exactly its walk-away value"
    return Standing(points, gain, f"{float(points):g} points, {how}.")
