"""Forum shopping: what a government concedes as mediation channels multiply.

Each of *k* channels asks the government for some concession. A demand is a share of what the
government could concede, from 0 (nothing) to `top` (all it has to give).

    on their own    every channel sets its demand alone; the government takes the cheapest
    coordinated     the channels agree on one demand, the mean of what they would ask; the
                    government faces that one, whichever channel it turns to

Demands on their own are independent and uniform from 0 to `top`: a uniform share says that we know
a channel's range and nothing else, and independence that no channel heeds another. Then the
cheapest of *k* is `top / (k + 1)` on average, for it lies above *x* only where all *k* do, with
probability (1 - x / top)^k. The agreed demand is `top / 2` on average for every *k*: coordination
does not make mediators tougher, it stops the cheapest from setting the price.

Left out: a government with no wish to settle, channels with different weight, demands that answer
each other (a race to be chosen would drive them lower still), and the good that a second channel
can do, by reaching people whom the first does not. Shares are assumptions, not measurements.

Sources: the gains and costs of many mediators, and parties who shop among them, from Crocker,
Hampson and Aall (eds.), "Herding Cats: Multiparty Mediation in a Complex World" (1999), and
"A Crowded Stage: Liabilities and Benefits of Multiparty Mediation" (International Studies
Perspectives 2001). The formula is the mean of a least order statistic.

>>> [expected_concession(k) for k in (1, 3, 4)]
[0.5, 0.25, 0.2]
>>> expected_concession(4, coordinated=True)
0.5
>>> print(concessions(2).round(3).to_string(index=False))
 channels  on_their_own  coordinated
        1         0.500          0.5
        2         0.333          0.5
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from darfurlab.bargaining.scores import BadGame, Points, number, whole

__all__ = ["Simulated", "both_ways", "concessions", "expected_concession", "simulate"]


@dataclass(frozen=True)
class Simulated:
    """The mean concession of many simulated rounds, and its standard error."""

    mean: float
    standard_error: float
    rounds: int


def _top(top: Points) -> float:
    """Return `top` as a float, or raise `BadGame`."""
    accepted = "a number above 0"
    if (value := number(top, "top", accepted)) <= 0:
        raise BadGame(f"top: {top!r} was given; {accepted} is accepted")
    return float(value)


def expected_concession(channels: int, coordinated: bool = False, top: Points = 1) -> float:
    """Return what the government concedes on average, from 0 to `top`. Raises `BadGame`."""
    whole(channels, "channels", 1)
    top = _top(top)
    return top / 2 if coordinated else top / (channels + 1)


def simulate(
    channels: int, rounds: int, seed: int, coordinated: bool = False, top: Points = 1
) -> Simulated:
    """Draw `rounds` times what each channel demands; return what the government concedes."""
    whole(channels, "channels", 1)
    whole(rounds, "rounds", 2)
    whole(seed, "seed", 0)
    top = _top(top)
    demands = np.random.default_rng(seed).uniform(0, top, (rounds, channels))
    conceded = demands.mean(axis=1) if coordinated else demands.min(axis=1)
    error = float(conceded.std(ddof=1)) / math.sqrt(rounds)
    return Simulated(float(conceded.mean()), error, rounds)


def concessions(most: int, top: Points = 1) -> pd.DataFrame:
    """Return the expected concession for 1 to `most` channels: one row a number of channels.

    Columns: `channels`, `on_their_own`, `coordinated` (shares of `top`'s unit).
    """
    whole(most, "most", 1)
    numbers = range(1, most + 1)
    return pd.DataFrame(
        {
            "channels": list(numbers),
            "on_their_own": [expected_concession(k, top=top) for k in numbers],
            "coordinated": [expected_concession(k, coordinated=True, top=top) for k in numbers],
        }
    )


def both_ways(most: int, rounds: int, seed: int, top: Points = 1) -> pd.DataFrame:
    """Return formula and simulation side by side: one row a number of channels and way to act.

    Columns: `channels`, `how` (on their own, coordinated), `expected`, `simulated`, `low` and
    `high` (two standard errors to each side), `rounds`, `where` (no passage: the shares are ours).
    """
    whole(seed, "seed", 0)
    table = concessions(most, top).rename(columns={"on_their_own": "on their own"})
    rows = []
    for how in ("on their own", "coordinated"):
        for channels, expected in zip(table["channels"], table[how], strict=True):
            found = simulate(channels, rounds, seed + channels, how == "coordinated", top)
            error = 2 * found.standard_error
            ends = found.mean - error, found.mean + error
            rows.append((channels, how, expected, found.mean, *ends, rounds, "none: our numbers"))
    columns = ["channels", "how", "expected", "simulated", "low", "high", "rounds", "where"]
    return pd.DataFrame(rows, columns=columns)
