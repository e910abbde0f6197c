"""Forum shopping: what a government concedes as mediation channels multiply.

Each of *k* channels asks the government for some concession. A demand is a share of what the
government could concede, from 0 (nothing) to `top` (all it has to give).

    on their own    every channel sets its demand alone; the government takes the lowest
    coordinated     the channels agree on one demand, the mean of what they would ask; the
                    government faces that one, whichever channel it turns to
    spread          how far the demands lie apart: they are independent and uniform over
                    `spread * top`, in the middle of 0 to `top`. 1: anywhere; 0: all ask for half
    walk-away value the most that the government concedes: it refuses a higher demand, there is no
                    deal, and it concedes nothing. None: it takes whatever it must

A uniform share says that we know a channel's range and nothing else, and independence that no
channel heeds another. At spread 1 the lowest of *k* is `top / (k + 1)` on average, for it lies
above *x* only where all *k* do, with probability (1 - x / top)^k. The agreed demand is `top / 2` on
average for every *k*. Both results lean on the two assumptions: with a spread of 0.2 eight channels
still ask for 42%; and a government that may refuse refuses the agreed demand more often, so that
channels on their own can win more. With u the walk-away value's place in the range of demands, from
0 to 1, a deal is made with probability

    on their own    1 - (1 - u)^k
    coordinated     sum over j <= k u of (-1)^j C(k, j) (k u - j)^k / k!  (Irwin and Hall)

and what is conceded is the integral of the demand over the deals.

Left out: channels with different weight, demands that answer each other (a race to be chosen would
drive them lower still), and the good that a second channel can do, by reaching people whom the
first does not. Shares are assumptions, not measurements.

Sources: the gains and costs of many mediators, and parties who shop among them, from Crocker,
Hampson and Aall (eds.), "Herding Cats: Multiparty Mediation in a Complex World" (1999), and
"A Crowded Stage: Liabilities and Benefits of Multiparty Mediation" (International Studies
Perspectives 2001). The mean of a least order statistic, and the sum of uniform variables (Hall
1927, Irwin 1927), are textbook results.

>>> [expected_concession(k) for k in (1, 3, 4)]
[0.5, 0.25, 0.2]
>>> expected_concession(4, coordinated=True)
0.5
>>> round(expected_concession(8, spread=0.2), 2)
0.42
>>> refusing = {"channels": 4, "walk_away": 0.4}
>>> [round(expected_concession(coordinated=c, **refusing), 3) for c in (False, True)]
[0.133, 0.079]
>>> [round(chance_of_deal(coordinated=c, **refusing), 2) for c in (False, True)]
[0.87, 0.25]
>>> print(concessions(2).round(3).to_string(index=False))
 channels  on_their_own  coordinated
        1         0.500          0.5
        2         0.333          0.5
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from darfurlab.bargaining.scores import BadGame, Points, number, whole

__all__ = [
    "Simulated",
    "chance_of_deal",
    "concessions",
    "dice",
    "expected_concession",
    "settings",
    "simulate",
]
SPREADS = (1, 0.6, 0.2)  # what a student may choose; so with the limits
LIMITS = (None, 0.6, 0.4, 0.2)


@dataclass(frozen=True)
class Simulated:
    """The mean concession of many simulated rounds, its standard error, and the share of deals."""

    mean: float
    standard_error: float
    rounds: int
    deals: float


def _demands(
    top: Points, spread: Points, walk_away: Points | None
) -> tuple[Fraction, Fraction, Fraction | None]:
    """Return the lowest demand, how far the demands spread, and the most that is conceded."""
    above = "a number above 0"
    if (whole_of_it := number(top, "top", above)) <= 0:
        raise BadGame(f"top: {top!r} was given; {above} is accepted")
    apart = number(spread, "spread", "a number from 0 to 1", 0, 1)
    limit = "a number from 0 up, or None for a government that takes whatever it must"
    most = None if walk_away is None else number(walk_away, "walk_away", limit, 0)
    return whole_of_it * (1 - apart) / 2, whole_of_it * apart, most


def _lowest(k: int, u: Fraction) -> tuple[Fraction, Fraction]:
    """Return for the lowest of k shares: the chance that it is up to u, and its mean over those."""
    rest: Fraction = (1 - u) ** k
    return 1 - rest, (1 - rest * (1 - u)) / (k + 1) - u * rest


def _mean(k: int, u: Fraction) -> tuple[Fraction, Fraction]:
    """Return for the mean of k shares: the chance that it is up to u, and its mean over those."""
    if u == 1:  # none is refused, however many they are
        return Fraction(1), Fraction(1, 2)
    up_to = k * u

    def summed(power: int) -> Fraction:
        terms = (
            (-1) ** j * math.comb(k, j) * (up_to - j) ** power for j in range(math.floor(up_to) + 1)
        )
        return sum(terms, Fraction(0)) / math.factorial(power)

    chance = summed(k)
    return chance, u * chance - summed(k + 1) / k  # by parts: the second sum integrates the first


def _deals(
    channels: int, coordinated: bool, top: Points, spread: Points, walk_away: Points | None
) -> tuple[Fraction, Fraction]:
    """Return the chance of a deal and what is conceded on average, rounds without a deal as 0."""
    whole(channels, "channels", 1)
    low, width, most = _demands(top, spread, walk_away)
    u = Fraction(1)  # where in the range of demands the government's limit lies
    if most is not None:
        u = Fraction(most >= low) if not width else min(max((most - low) / width, Fraction(0)), u)
    chance, place = (_mean if coordinated else _lowest)(int(channels), u)
    return chance, low * chance + width * place


def expected_concession(
    channels: int,
    coordinated: bool = False,
    top: Points = 1,
    spread: Points = 1,
    walk_away: Points | None = None,
) -> float:
    """Return what the government concedes on average, from 0 to `top`. Raises `BadGame`.

    A round without a deal counts as a concession of 0.
    """
    return float(_deals(channels, coordinated, top, spread, walk_away)[1])


def chance_of_deal(
    channels: int,
    coordinated: bool = False,
    top: Points = 1,
    spread: Points = 1,
    walk_away: Points | None = None,
) -> float:
    """Return how often there is a deal, from 0 to 1. Raises `BadGame`."""
    return float(_deals(channels, coordinated, top, spread, walk_away)[0])


def simulate(
    channels: int,
    rounds: int,
    seed: int,
    coordinated: bool = False,
    top: Points = 1,
    spread: Points = 1,
    walk_away: Points | None = None,
) -> Simulated:
    """Draw `rounds` times what each channel demands; return what the government concedes."""
    whole(channels, "channels", 1)
    whole(rounds, "rounds", 2)
    whole(seed, "seed", 0)
    low, width, most = _demands(top, spread, walk_away)
    ends = float(low), float(low + width)
    demands = np.random.default_rng(seed).uniform(*ends, (rounds, channels))
    asked = demands.mean(axis=1) if coordinated else demands.min(axis=1)
    taken = asked <= (math.inf if most is None else float(most))
    conceded = np.where(taken, asked, 0)
    error = float(conceded.std(ddof=1)) / math.sqrt(rounds)
    return Simulated(float(conceded.mean()), error, rounds, float(taken.mean()))


def concessions(
    most: int, top: Points = 1, spread: Points = 1, walk_away: Points | None = None
) -> pd.DataFrame:
    """Return the expected concession for 1 to `most` channels: one row a number of channels.

    Columns: `channels`, `on_their_own`, `coordinated` (shares of `top`'s unit).
    """
    whole(most, "most", 1)
    rows = [
        (k, *(expected_concession(k, way, top, spread, walk_away) for way in (False, True)))
        for k in range(1, most + 1)
    ]
    return pd.DataFrame(rows, columns=["channels", "on_their_own", "coordinated"])


def settings(most: int, rounds: int, seed: int) -> pd.DataFrame:
    """Return formula and simulation for every setting: a row a number of channels and setting.

    Above four channels, every other number up to `most`.

    Columns: `spread`; `limit` (the walk-away value, 1 where the government never refuses);
    `channels`; `own` and `together` (expected concessions, each on its own and coordinated),
    `own_games` and `together_games` (the same, simulated), `own_deals` and `together_deals` (the
    chance of a deal, 0 to 1), `where` (no passage: the shares are ours).
    """
    whole(seed, "seed", 0)
    rows = []
    numbers = [k for k in range(1, whole(most, "most", 1) + 1) if k <= 4 or k % 2 == 0]
    for spread, limit, k in product(SPREADS, LIMITS, numbers):
        row: dict[str, float | str] = {"spread": spread, "limit": limit or 1, "channels": k}
        how: dict[str, Any] = {"spread": spread, "walk_away": limit}
        for name, together in (("own", False), ("together", True)):
            games = simulate(k, rounds, seed + k, together, **how).mean
            deals, given = map(float, _deals(k, together, top=1, **how))
            row |= {name: given, f"{name}_games": games, f"{name}_deals": deals}
        rows.append({**row, "where": "none"})
    return pd.DataFrame(rows)


def dice(throws: int, seed: int, number: int = 4) -> pd.DataFrame:
    """Return throws of one die beside the lowest of `number` dice: a row a throw.

    Columns: `throw`, `one_die`, `dice` (all that were thrown, in words), `lowest`.
    """
    rng = np.random.default_rng(whole(seed, "seed", 0))
    shape = whole(throws, "throws", 1), 1 + whole(number, "number", 1)
    thrown = rng.integers(1, 7, shape)
    return pd.DataFrame(
        {
            "throw": range(1, shape[0] + 1),
            "one_die": thrown[:, 0],
            "dice": [" ".join(map(str, row)) for row in thrown[:, 1:]],
            "lowest": thrown[:, 1:].min(axis=1),
        }
    )
