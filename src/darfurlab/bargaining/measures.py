"""What an outcome is worth, in points and in names; terms in `processes`."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Any

import pandas as pd

from darfurlab.bargaining.game import Game
from darfurlab.bargaining.play import Outcome, play
from darfurlab.bargaining.scores import BadGame, known, several
from darfurlab.bargaining.seating import Process


def measures(
    game: Game,
    outcome: Outcome,
    root: Collection[tuple[str, str]],
    government: str,
    part: Collection[tuple[str, str]] = (),
) -> dict[str, Any]:
    """Return what an outcome is worth, in points and in names; no single number sums it up.

    `root`: the (issue, option) pairs that touch the root for all regions; `part`: those that do so
    for one region. Keys: `deals` and `tables` (how many tables agreed, of how many);
    `root_touched` and `root_issues` (whether, and on how many issues, it is touched for all
    regions); `part_issues` (on how many it is touched for one region); `joint_gain` (points
    of all parties above the status quo; adding them up is a convention, for one party's points are
    not another's); `worst_off` and `worst_gain` (furthest below, or least above, its walk-away
    value; of several the first in the game); `left_out` (signed nothing); `government_gives` (its
    points lost on issues that changed to its cost). All is reckoned exactly; points are shown as
    whole numbers where they are whole, else as floats. Raises `BadGame` where a name is unknown.
    """
    known(government, game.parties, "party as government")
    touching, partly = _root(game, root), _root(game, part)
    start, end = game.exact({}), game.exact(outcome.deal)
    gain = {p: end[p] - game.asks[p] for p in game.parties}
    worst = min(game.parties, key=lambda p: gain[p])
    reached = [pair for pair in outcome.deal.items() if pair in touching]
    costs = (
        game.sheet[government, issue, game.status_quo[issue]]
        - game.sheet[government, issue, option]
        for issue, option in outcome.deal.items()
    )
    return {
        "deals": sum(bool(s.agreed) for s in outcome.sittings),
        "tables": len(outcome.sittings),
        "root_touched": bool(reached),
        "root_issues": len(reached),
        "part_issues": sum(pair in partly for pair in outcome.deal.items()),
        "joint_gain": _shown(sum(end.values()) - sum(start.values())),
        "worst_off": worst,
        "worst_gain": _shown(gain[worst]),
        "left_out": tuple(
            p for p in game.parties if not any(p in s.signed for s in outcome.sittings)
        ),
        "government_gives": _shown(sum(max(cost, Fraction(0)) for cost in costs)),
    }


def _root(game: Game, root: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    found = set()
    for pair in several(root, "root"):
        if not isinstance(pair, (tuple, list)) or len(pair) != 2:
            raise BadGame(f"root: {pair!r} was given; pairs of issue and option are accepted")
        issue, option = pair
        known(issue, game.issues, "issue in root")
        known(option, game.options[issue], f"option of {issue!r} in root")
        found.add((issue, option))
    return found


def _shown(points: Fraction | int) -> float:
    return int(points) if points == int(points) else float(points)


def compare(
    game: Game,
    processes: Collection[Process],
    root: Collection[tuple[str, str]],
    government: str,
    part: Collection[tuple[str, str]] = (),
    **how: Any,
) -> pd.DataFrame:
    """Return the measures of several processes, one row each; `how` goes to `play`.

    `root` and `part` as in `measures`. The rows are named by process, so two processes of one name
    are refused (`BadGame`).
    """
    found: dict[str, dict[str, Any]] = {}
    root, part = several(root, "root"), several(part, "part")
    for process in several(processes, "processes"):
        if not isinstance(process, Process):
            raise BadGame(f"processes: {process!r} was given; processes are accepted")
        if process.name in found:
            raise BadGame(f"two processes are named {process.name!r}; one of a name is accepted")
        found[process.name] = measures(game, play(game, process, **how), root, government, part)
    return pd.DataFrame.from_dict(found, orient="index").rename_axis("process")
