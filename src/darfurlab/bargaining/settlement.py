"""Which outcomes a rule of settlement ranks highest; `darfurlab.bargaining` defines each rule."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from darfurlab.bargaining.frontier import Ints

RULES = ("nash", "utilitarian", "egalitarian")


def best(rule: str, totals: NDArray[Any], gains: NDArray[Any]) -> Ints:
    """Return which outcomes (parties × outcomes, nobody's gain below 0) a rule ranks highest."""
    if rule == "egalitarian":  # the smallest gain, then the next; where all of them tie, so do sums
        return _highest(np.arange(totals.shape[1]), *np.sort(gains, axis=0))
    if rule == "utilitarian":
        return _highest(np.arange(totals.shape[1]), totals.sum(axis=0))
    up = gains > 0
    best = _highest(np.arange(totals.shape[1]), up.sum(axis=0))
    factors = np.where(up, gains, 1)
    if gains.dtype != object:  # floats find the few highest products
        rough = np.log(factors[:, best]).sum(axis=0)
        best = best[rough >= rough.max() - 1e-9]
    product = np.zeros(totals.shape[1], object)
    product[best] = factors[:, best].astype(object).prod(axis=0)
    return _highest(best, product, totals.sum(axis=0))


def _highest(among: Ints, *keys: NDArray[Any]) -> Ints:
    """Return those of `among` with the highest first key; of them, with the highest next key."""
    for key in keys:
        among = among[key[among] == key[among].max()]
    return among
