"""How far people who sort the same things agree, beyond what chance would give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from math import nan


def alpha(units: Iterable[Sequence[str]]) -> float:
    """Return Krippendorff's alpha for names without an order: 1 is agreement, 0 is chance.

    `units`: for each thing the names that it was given, one a person; who gave none is left out,
    and so is a thing with fewer than two. NaN where nothing can be said: no two names, or one name
    everywhere. After Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C.
    """
    counted = [Counter(unit) for unit in units if len(unit) > 1]
    totals = sum(counted, Counter[str]())
    n = totals.total()
    if len(totals) < 2:
        return nan
    # Pairs within a unit: a unit of m names weighs as m of them.
    alike = sum(c * (c - 1) / (unit.total() - 1) for unit in counted for c in unit.values())
    by_chance = sum(c * (c - 1) for c in totals.values()) / (n - 1)
    return 1 - (n - alike) / (n - by_chance)
