"""Where the names of a network stand: few lines that cross, no name on another, none on an arrow.

networkx draws the first picture, a spring layout, from a fixed seed; out of a few such pictures the
one that reads best is kept. Pure, and the same each time. networkx is loaded when first needed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

Point = tuple[float, float]
Box = tuple[float, float, float, float]  # left, top, right, bottom
Line = tuple[Point, Point]

SEED, TRIES = 477, 6  # of 500 seeds, 477 gave our network the picture that reads best
SIDE, TOP = 60, 20  # px kept free of marks at the sides, and above and below
CLOSE, SHORT = 46, 64  # px: no two marks nearer, and no line shorter, if it can be helped
LETTER, LEADING = 6.2, 14  # px: the mean width of a letter, and from line to line
GAP = 10  # px from a mark to its name
CORNER = 6  # px, where the name stands off a corner of the mark
SIDES = {
    "right": (1, 0), "left": (-1, 0), "below": (0, 1), "above": (0, -1),
    "below right": (1, 1), "below left": (-1, 1), "above right": (1, -1), "above left": (-1, -1),
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where an actor's mark stands, and on which side of it the name: px, down from the top."""

    x: float
    y: float
    side: str


def _box(at: Point, size: Point, side: str) -> Box:
    """Return where a name of a size stands beside a mark."""
    (x, y), (wide, tall), (right, down) = at, size, SIDES[side]
    gap = CORNER if right and down else GAP
    left = x + (gap if right > 0 else -gap - wide if right < 0 else -wide / 2)
    top = y + (gap if down > 0 else -gap - tall if down < 0 else -tall / 2)
    return left, top, left + wide, top + tall


def _meet(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _side_of(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])


def cross(one: Line, other: Line) -> bool:
    """Return whether two lines cross, apart from ends that they share."""
    (a, b), (c, d) = one, other
    if {a, b} & {c, d}:
        return False
    apart = _side_of(a, b, c) * _side_of(a, b, d) < 0
    return apart and _side_of(c, d, a) * _side_of(c, d, b) < 0


def _through(line: Line, box: Box) -> bool:
    left, top, right, bottom = box
    (ax, ay), (bx, by) = line
    if max(ax, bx) < left or min(ax, bx) > right or max(ay, by) < top or min(ay, by) > bottom:
        return False
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    sides = [_side_of((ax, ay), (bx, by), corner) for corner in corners]
    return min(sides) <= 0 <= max(sides)


def crossings(lines: Sequence[Line]) -> int:
    """Return how many pairs of lines cross."""
    return sum(cross(one, other) for one, other in combinations(lines, 2))


def _spread(found: Mapping[str, Iterable[float]], wide: float, tall: float) -> dict[str, Point]:
    """Return positions over a field, in whole pixels.

    Half by place and half by rank: a spring layout crowds those who have most to do with each
    other, and they are the ones that a reader wants to tell apart.
    """
    points = {name: tuple(at) for name, at in found.items()}

    def along(axis: int, length: float) -> dict[str, float]:
        order = sorted(points, key=lambda name: points[name][axis])
        low, high = points[order[0]][axis], points[order[-1]][axis]
        steps = max(1, len(order) - 1)
        return {
            name: round(length * (rank / steps + (points[name][axis] - low) / (high - low)) / 2)
            for rank, name in enumerate(order)
        }

    across, down = along(0, wide), along(1, tall)
    return {name: (float(across[name]), float(down[name])) for name in points}


def _named(
    points: Mapping[str, Point],
    sizes: Mapping[str, Point],
    bundles: Sequence[tuple[Line, float]],
    field: Box,
) -> tuple[dict[str, str], int]:
    """Return the side of each name, and what is wrong with the best that was found.

    `bundles`: lines, each with half the width of what runs along it.
    """
    marks = {n: (x - GAP, y - GAP, x + GAP, y + GAP) for n, (x, y) in points.items()}
    heads = [_head(end, half) for (a, b), half in bundles for end in ((a, b), (b, a))]
    taken: list[Box] = []
    sides, cost = {}, 0
    ends = Counter(end for line, half in bundles for end in line for _ in range(1 + round(half)))
    for name in sorted(points, key=lambda n: -ends[points[n]]):  # the busiest chooses first
        choices = []
        for side in SIDES:
            box = _box(points[name], sizes[name], side)
            hard = sum(_meet(box, other) for other in taken)
            hard += sum(_meet(box, mark) for n, mark in marks.items() if n != name)
            hard += sum(_meet(box, head) for head in heads)
            hard += box[0] < field[0] or box[1] < field[1] or box[2] > field[2] or box[3] > field[3]
            soft = sum(_through(line, _wider(box, half)) for line, half in bundles)
            choices.append((40 * hard + 8 * soft, side, box))
        best = min(choices, key=lambda choice: choice[0])
        cost, sides[name] = cost + best[0], best[1]
        taken.append(best[2])
    return sides, cost


def _wider(box: Box, by: float) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _head(line: Line, half: float) -> Box:
    """Return the field that arrows' heads may need at the end of a bundle of lines."""
    (ax, ay), (bx, by) = line
    far = math.hypot(bx - ax, by - ay) or 1
    x, y = bx - (bx - ax) / far * 17, by - (by - ay) / far * 17
    return _wider((x, y, x, y), half + 5)


def arranged(
    pairs: Iterable[tuple[str, str]],
    lines_of: Mapping[str, Sequence[str]],
    wide: int,
    tall: int,
    apart: float = 0,
) -> dict[str, Place]:
    """Return a place for each name that stands in a pair.

    `pairs`: one for each act, so some come more than once; their lines run side by side, `apart` px
    from each other. `lines_of`: each name as its lines of text. Marks and names keep to a field of
    `wide` by `tall` px.
    """
    import networkx as nx  # heavy, and only one lesson draws a network

    often = Counter((min(pair), max(pair)) for pair in pairs)
    edges = sorted(often)
    graph = nx.Graph(edges)
    sizes = {
        name: (max(map(len, lines_of[name])) * LETTER, len(lines_of[name]) * LEADING)
        for name in graph
    }
    best: tuple[int, dict[str, Point], dict[str, str]] | None = None
    for seed in range(SEED, SEED + TRIES):
        found = nx.spring_layout(graph, k=2.2 / math.sqrt(len(graph)), iterations=150, seed=seed)
        spread = _spread(found, wide - 2 * SIDE, tall - 2 * TOP)
        points = {name: (x + SIDE, y + TOP) for name, (x, y) in spread.items()}
        lines = [(points[a], points[b]) for a, b in edges]
        cost = 3 * crossings(lines)
        cost += 20 * sum(math.dist(a, b) < CLOSE for a, b in combinations(points.values(), 2))
        cost += 20 * sum(math.dist(a, b) < SHORT for a, b in lines)
        beside = [(line, at) for line in lines for at in points.values() if at not in line]
        cost += 20 * sum(_through(line, _wider((*at, *at), GAP)) for line, at in beside)
        if best and cost >= best[0]:
            continue
        halves = [(often[edge] - 1) / 2 * apart for edge in edges]
        bundles = list(zip(lines, halves, strict=True))
        sides, more = _named(points, sizes, bundles, (0, 0, wide, tall))
        if best is None or cost + more < best[0]:
            best = cost + more, points, sides
    assert best is not None
    return {name: Place(x, y, best[2][name]) for name, (x, y) in best[1].items()}
