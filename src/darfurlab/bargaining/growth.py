"""The efficient outcomes, built issue by issue; how much work that is, known after a tenth of it.

The efficient partial deals grow with each issue, and the growth by the last few issues tells what
the rest will bring. So what would take too long is refused before anything large is built.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darfurlab.bargaining.frontier import Ints, efficient
from darfurlab.bargaining.scores import TooManyDeals

MOST = 6 * 10**11  # points compared, deal beside deal; some ten seconds, or twice that where grown
NOTICED = 10**9  # before an issue that takes more, one looks ahead; some hundredths of a second
CANDIDATES = 4_000_000  # partial deals at once
SIFTED = 256  # partial deals; sifting fewer would not pay
BACK = 4  # issues whose growth is taken to go on
PICKED = 4000  # comparisons that take as long as to weigh one point of an outcome by a rule


@dataclass(frozen=True)
class Ahead:
    """What is to come: points to compare, and efficient outcomes (a forecast: within a half)."""

    work: float
    outcomes: float


def _ahead(kept: Sequence[int], sizes: Sequence[int], parties: int) -> tuple[float, Ahead]:
    """Return the work of the next issue, and what is to come with all that are left.

    `kept`: partial deals after none, one, two … of the issues; `sizes`: the options of each.
    """
    done = len(kept) - 1
    back = min(done, BACK)
    room = math.log(math.prod(sizes[done - back : done]))
    growth = math.log(kept[-1] / kept[-1 - back]) / room if room and done else 1.0
    now, work = float(kept[-1]), []
    for options in sizes[done:]:
        size = now * options
        now = min(size, now * options ** max(growth, 0.0))
        work.append(size * now * parties if size <= CANDIDATES else math.inf)
    return work[0], Ahead(sum(work), now)


def _grown(
    points: Sequence[NDArray[Any]], places: Sequence[int]
) -> Iterator[tuple[NDArray[Any], Ints]]:
    """Yield the efficient partial deals with one issue, two, and so on: totals and codes."""
    totals = np.zeros((len(points[0]), 1), points[0].dtype)
    codes = np.zeros(1, np.int64)
    for n, (added, place) in enumerate(zip(points, places, strict=True), start=1):
        totals = (totals[:, :, None] + added[:, None, :]).reshape(len(added), -1)
        codes = (codes[:, None] + np.arange(added.shape[1]) * place).ravel()
        if codes.size >= SIFTED or n == len(points):
            kept = efficient(totals, codes)
            totals, codes = totals[:, kept], codes[kept]
        yield totals, codes


def foreseen(
    points: Sequence[NDArray[Any]], places: Sequence[int]
) -> tuple[Ahead, tuple[NDArray[Any], Ints] | None]:
    """Return what `built` would take, as soon as that is noticeable; no work where it is little.

    Where all of it was built on the way, also what `built` returns.
    """
    sizes, kept = [added.shape[1] for added in points], [1]
    if (deals := math.prod(sizes)) ** 2 * len(points[0]) <= NOTICED:
        return Ahead(0.0, deals), None
    grown = _grown(points, places)
    while True:
        step, ahead = _ahead(kept, sizes, len(points[0]))
        if step > NOTICED:
            return ahead, None
        whole = next(grown)
        kept.append(whole[1].size)
        if len(kept) > len(sizes):
            return Ahead(0.0, kept[-1]), whole


def built(points: Sequence[NDArray[Any]], places: Sequence[int]) -> tuple[NDArray[Any], Ints]:
    """Return the distinct efficient totals (parties × outcomes) and each one's first deal.

    `points`: an issue each, parties × options; `places`: what an option adds to the number of a
    deal. Raises `TooManyDeals`: at once or, where the growth so far was deceptive, some seconds
    later.
    """
    sizes, kept, most = [added.shape[1] for added in points], [1], MOST
    for n, (totals, codes) in enumerate(_grown(points, places), start=1):
        if n == len(sizes):
            break
        kept.append(codes.size)
        step, ahead = _ahead(kept, sizes, len(totals))
        if step > NOTICED:
            if ahead.work > most:
                raise too_many(math.prod(sizes), len(totals), ahead, ahead.work)
            most = 2 * MOST
    return totals, codes


def too_many(deals: int, parties: int, ahead: Ahead, work: float, where: str = "") -> TooManyDeals:
    """Return what is said of too many deals: how many were given, and how many would fit.

    `work`: of all that was asked for, of which this is the largest part.
    """
    fit = ahead.outcomes * math.sqrt(MOST / work) if work < math.inf else 200_000
    return TooManyDeals(
        f"{deals:,} deals of {parties} parties were given{where}, of which about "
        f"{_rounded(ahead.outcomes)} are efficient outcomes: that would take over 20 seconds. "
        f"About {_rounded(fit)} efficient outcomes fit; ask for fewer parties, issues or options"
    )


def _rounded(number: float) -> str:
    """Return a number with two digits that count."""
    return f"{float(f'{number:.2g}'):,.0f}"


def agreement(points: NDArray[Any]) -> float:
    """Return how far the parties' points rise and fall together over an issue's options."""
    around = points.astype(float) - points.astype(float).mean(axis=0)
    return float((around.sum(axis=1) ** 2).sum() / max((around**2).sum(), 1e-300))
