"""Where the names of a network stand: crossings counted by hand, and names kept apart."""

from __future__ import annotations

import math
from itertools import combinations

import pytest

from darfurlab.tables import network as layout

SQUARE = {"a": (0.0, 0.0), "b": (10.0, 0.0), "c": (10.0, 10.0), "d": (0.0, 10.0)}


def lines(*pairs: str) -> list[layout.Line]:
    return [(SQUARE[one], SQUARE[other]) for one, other in pairs]


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [(["ac", "bd"], 1), (["ab", "cd"], 0), (["ab", "bc", "cd", "da"], 0), (["ac", "ab"], 0),
     (["ac", "bd", "ab", "bc", "cd", "da"], 1)],
)  # fmt: skip
def test_crossings_are_those_that_one_sees(pairs, expected):
    assert layout.crossings(lines(*pairs)) == expected


STAR = [("hub", f"{n} spoke") for n in range(7)] + [("0 spoke", "1 spoke")] * 3
NAMES = {name: [name, "of two lines"] for pair in STAR for name in pair}


def boxes(places: dict[str, layout.Place]) -> dict[str, layout.Box]:
    """Return where each name stands, by the words of its side."""
    found = {}
    for name, at in places.items():
        wide = max(map(len, NAMES[name])) * layout.LETTER
        tall = len(NAMES[name]) * layout.LEADING
        left = at.x if "right" in at.side else at.x - wide if "left" in at.side else at.x - wide / 2
        top = at.y if "below" in at.side else at.y - tall if "above" in at.side else at.y - tall / 2
        found[name] = (left, top, left + wide, top + tall)
    return found


def test_names_and_marks_keep_apart_and_within_the_field():
    places = layout.arranged(STAR, NAMES, 600, 400, apart=6)
    assert set(places) == set(NAMES)
    for one, other in combinations(places.values(), 2):
        assert math.dist((one.x, one.y), (other.x, other.y)) >= layout.CLOSE
    for (_, a), (_, b) in combinations(boxes(places).items(), 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    for at in places.values():
        assert 0 < at.x < 600
        assert 0 < at.y < 400


def test_the_same_network_stands_the_same_whatever_the_order_of_its_acts():
    once = layout.arranged(STAR, NAMES, 600, 400)
    assert layout.arranged(STAR[::-1], NAMES, 600, 400) == once
