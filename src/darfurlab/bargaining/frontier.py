"""Which points are not dominated: exact, for many points in a few dimensions, with numpy alone.

A point is dominated where another is at least as high on every dimension and higher on one. Only
order matters, so each dimension is replaced by whole-number ranks, and a set of points is a row of
bits: for one dimension, row *r* of a table holds the *r* highest points; the points at or above a
point everywhere are then the AND of one row per dimension, 64 comparisons in one operation. Most
points fall to a few strong ones; the rest are halved until each block meets only the rivals that
reach its lowest corner.

Sources: bitmaps from Tan, Eng and Ooi, "Efficient progressive skyline computation" (VLDB 2001);
strong points first from Chomicki and others, "Skyline with presorting" (ICDE 2003); halving from
Kung, Luccio and Preparata, "On finding the maxima of a set of vectors" (Journal of the ACM 1975).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
STRONG = 512  # points that everything is held against first
SIDE = 2048  # most points on one side of a table of bits: half a megabyte, which a cache holds


def _ranks(values: NDArray[Any]) -> NDArray[Any]:
    low = values.min()
    if values.max() - low < min(1 << 16, 4 * values.size + 256):
        return np.asarray(values - low).astype(np.uint16)
    ranks = np.unique(values, return_inverse=True)[1]
    return ranks.astype(np.uint16) if values.size <= 1 << 16 else ranks


def _first_of_each(ranks: list[NDArray[Any]], order: Ints) -> Ints:
    """Return one index for each distinct point: that with the least `order`."""
    key, span = np.zeros(order.size, np.int64), 1
    for row in ranks:
        height = int(row.max()) + 1
        if span * height >= 1 << 62:
            key = np.unique(key, return_inverse=True)[1]
            span = int(key.max()) + 1
        key, span = key * height + row, span * height
    by_key = np.argsort(key)
    same = np.diff(key[by_key]) == 0
    if same.any():
        by_key = np.lexsort((order, key))
        by_key = by_key[np.concatenate(([True], ~same))]
    return by_key


def _beaten(points: NDArray[Any], block: Ints, rivals: Ints) -> NDArray[np.bool_]:
    """For each point of `block`: is another of `rivals` (ascending) at or above it everywhere?"""
    count = rivals.size
    place = np.arange(count)
    word, bit = place >> 6, np.uint64(1) << (place & 63).astype(np.uint64)
    bits_of_highest = np.empty((count + 1, (count >> 6) + 1), np.uint64)
    row = np.empty((block.size, bits_of_highest.shape[1]), np.uint64)
    above = np.full_like(row, np.iinfo(np.uint64).max)  # whom a point has not yet left behind
    for values in points:
        theirs, ours = values[rivals], values[block]
        bits_of_highest.fill(0)
        falling = np.argsort(theirs, kind="stable")[::-1]
        bits_of_highest[place + 1, word[falling]] = bit[falling]
        np.bitwise_or.accumulate(bits_of_highest, axis=0, out=bits_of_highest)
        at_or_above = count - _below(theirs, ours)
        np.take(bits_of_highest, at_or_above, axis=0, out=row, mode="clip")
        np.bitwise_and(above, row, out=above)
    found = np.minimum(np.searchsorted(rivals, block), count - 1)
    itself = np.flatnonzero(rivals[found] == block)
    found = found[itself]
    above[itself, word[found]] &= ~bit[found]
    return np.asarray(above.any(axis=1))


def _below(theirs: NDArray[Any], ours: NDArray[Any]) -> Ints:
    """Return, for each of our ranks, how many of theirs are below it."""
    below = np.zeros(max(int(theirs.max()), int(ours.max())) + 2, np.int64)
    np.cumsum(np.bincount(theirs, minlength=below.size - 1), out=below[1:])
    return np.asarray(below[ours])


def efficient(values: NDArray[Any], order: Ints) -> Ints:
    """Return the indices of the efficient points, one for each distinct point, by `order`.

    `values`: dimensions × points, whole numbers (int64, or Python's own in an object array), more
    is better. `order`: one distinct number a point; of equal points the one with the least stays.
    """
    ranks = [_ranks(row) for row in values]
    distinct = _first_of_each(ranks, order)
    points = np.stack([row[distinct] for row in ranks])
    alive = np.ones(distinct.size, np.bool_)
    everyone = np.arange(distinct.size)
    if distinct.size > 2 * STRONG:
        total = points.sum(axis=0, dtype=np.int64)
        strong = np.sort(np.argpartition(total, total.size - STRONG)[total.size - STRONG :])
        for start in range(0, distinct.size, 2 * SIDE):
            block = everyone[start : start + 2 * SIDE]
            alive[block] = ~_beaten(points, block, strong)
    todo = [(everyone, everyone)]
    while todo:
        block, rivals = todo.pop()
        block, rivals = block[alive[block]], rivals[alive[rivals]]
        if not block.size:
            continue
        corner = points[:, block]
        for values_, low in zip(points, corner.min(axis=1), strict=True):
            rivals = rivals[values_[rivals] >= low]
        if block.size > SIDE:
            spread = corner.max(axis=1).astype(np.int64) - corner.min(axis=1)
            half = block.size // 2
            split = np.argpartition(corner[int(spread.argmax())], half)
            todo += [(np.sort(block[split[:half]]), rivals), (np.sort(block[split[half:]]), rivals)]
            continue
        for start in range(0, rivals.size, SIDE):
            block = block[alive[block]]
            if block.size:
                alive[block] = ~_beaten(points, block, rivals[start : start + SIDE])
    kept = distinct[alive]
    return kept[np.argsort(order[kept])]
