"""The same game with other numbers: how far a result hangs on those that were chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from darfurlab.bargaining.game import Game
from darfurlab.bargaining.play import play
from darfurlab.bargaining.scores import BadGame, Points, known, named, number, read, whole
from darfurlab.bargaining.seating import Process

WHAT = ("scores", "both")  # what may be moved: the scores alone, or walk-away values too


def perturbed(
    scores: pd.DataFrame,
    walk_away: Mapping[str, Points],
    spread: float,
    rng: np.random.Generator,
    what: str = "both",
) -> Game:
    """Return a like game, every score and walk-away value moved by up to `spread` (0.2: 20 %).

    `what`: both, or the scores alone, which are then moved as they would be with both. What stands
    is the option of each issue that `scores` lists first.
    """
    number(spread, "spread", "a number from 0 to 1", 0, 1)
    known(what, WHAT, "part of the numbers to move")
    points = np.array([float(value) for value in read(scores).values()])
    asks = {
        p: float(number(v, f"walk_away of {p!r}", "a number"))
        for p, v in named(walk_away, "walk_away").items()
    }
    low, high = 1 - spread, 1 + spread
    moved = scores.assign(score=(points * rng.uniform(low, high, len(points))).round(1))
    if what == "both":
        asks = {p: round(v * rng.uniform(low, high), 1) for p, v in asks.items()}
    return Game(moved, asks)


def find_counterexamples(
    scores: pd.DataFrame,
    walk_away: Mapping[str, Points],
    one: Process,
    other: Process,
    seed: int,
    tries: int = 50,
    spread: float = 0.2,
    **how: Any,
) -> pd.DataFrame:
    """Search for games in which exactly one of two processes reaches any deal.

    One row a game found: `draw`, `only` (the process with a deal). Draw *n* is
    `perturbed(scores, walk_away, spread, numpy.random.default_rng([seed, n]))`, so that each case
    can be made again. `how` goes to `play`. Two processes of one name are refused (`BadGame`).
    """
    if one.name == other.name and one != other:
        raise BadGame(f"two processes are named {one.name!r}; one of a name is accepted")
    whole(seed, "seed", 0)
    found = []
    for draw in range(whole(tries, "tries", 0)):
        game = perturbed(scores, walk_away, spread, np.random.default_rng([seed, draw]))
        agreed = [
            p.name for p in (one, other) if any(s.agreed for s in play(game, p, **how).sittings)
        ]
        if len(agreed) == 1:
            found.append((draw, agreed[0]))
    return pd.DataFrame(found, columns=["draw", "only"])
