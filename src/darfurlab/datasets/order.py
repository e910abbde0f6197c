"""What must come before what: steps in layers, and rings in which each waits for the next.

Pure. `needs` maps each step to the steps that must come first, as the tables' `depends_on` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from graphlib import CycleError, TopologicalSorter

Needs = Mapping[str, Iterable[str]]


class RingError(ValueError):
    """Steps wait for each other in a ring: none of them can come first."""

    def __init__(self, ring: list[str]) -> None:
        self.ring = ring
        super().__init__(f"these wait for each other, so none can begin: {' → '.join(ring)}")


def ring(needs: Needs) -> list[str]:
    """Return the steps of one ring, each waiting for the next, the first again at the end.

    Nothing where there is none.
    """
    try:
        TopologicalSorter(_sorted(needs)).prepare()
    except CycleError as err:
        found: list[str] = err.args[1]  # each comes before the next
        return found[::-1]
    return []


def layers(needs: Needs) -> dict[str, int]:
    """Return for each step how many others, at the least, must be done one after another first.

    A step of layer 0 waits for nothing. Raises `RingError`, which names the ring, if there is one.
    """
    if found := ring(needs):
        raise RingError(found)
    at: dict[str, int] = {}
    for step in TopologicalSorter(_sorted(needs)).static_order():
        at[step] = max((at[first] + 1 for first in needs.get(step, ())), default=0)
    return at


def nearest(needs: Needs) -> dict[str, set[str]]:
    """Return what each step waits for without going through another: the lines worth drawing."""
    every: dict[str, set[str]] = {}
    direct = {step: set(first) for step, first in _sorted(needs).items()}
    for step in layers(needs):
        own = direct.get(step, set())
        every[step] = own.union(*(every[first] for first in own))
    return {step: own.difference(*(every[f] for f in own)) for step, own in direct.items()}


def _sorted(needs: Needs) -> dict[str, list[str]]:
    """Return the same in one order, so that the same ring is named each time."""
    return {step: sorted(needs[step]) for step in sorted(needs)}
