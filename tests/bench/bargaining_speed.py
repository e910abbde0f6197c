"""How fast the bargaining engine is: beside the package paretoset, at its largest, as issues grow.

    python tests/bench/bargaining_speed.py [--without-numba]

Nothing else should run beside it: `busy` is what the work itself took.

1. 8 issues of 4 options (65,536 deals), 5 parties. paretoset is handed the points of all deals as a
   matrix; building it is shown apart. `frontier()` starts from a game that has been read (shown
   apart, too), never makes the list of deals, and ends with its frame; nothing is remembered from
   round to round. Both run in turns; the best time of each counts. paretoset installs numba and is
   timed with it, compiled beforehand; `--without-numba` adds its numpy algorithm (a minute or more
   a game). Its time hangs on the order of the deals: where a very good deal stands early, most
   others fall to it at once. So the ratio differs from game to game far more than our own time.
2. 12 issues (16,777,216 deals), 5 parties, in a process of its own: seconds and peak memory.
3. 6 to 14 issues.

Points are drawn with a seed: whole numbers from 0 to 100, or with one decimal; `opposed`: the
parties' points run with or against one order of the options, as where one's gain is another's loss.
"""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from darfurlab.bargaining import Game, TooManyDeals

PARTIES, OPTIONS = 5, 4
KINDS = ("whole", "decimal", "opposed")


def points(issues: int, kind: str, seed: int) -> np.ndarray:
    """Return points as issues x options x parties."""
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, 101 if kind != "decimal" else 1001, (issues, OPTIONS, PARTIES))
    if kind == "opposed":
        drawn = np.sort(drawn, axis=1)
        return np.where(rng.random((issues, 1, PARTIES)) < 0.5, drawn[:, ::-1], drawn)
    return drawn / 10 if kind == "decimal" else drawn


def read(drawn: np.ndarray) -> Game:
    rows = [
        (f"party {p}", f"issue {i}", f"option {o}", drawn[i, o, p].item())
        for p, i, o in itertools.product(range(PARTIES), range(len(drawn)), range(OPTIONS))
    ]
    scores = pd.DataFrame(rows, columns=["party", "issue", "option", "score"])
    return Game(scores, {f"party {p}": 0 for p in range(PARTIES)})


def matrix(drawn: np.ndarray) -> np.ndarray:
    total = np.zeros((1, PARTIES))
    for issue in drawn:
        total = (total[:, None, :] + issue[None]).reshape(-1, PARTIES)
    return total.round(6)  # or 0.1 + 0.2 would be another point than 0.3


def timed(work: Callable[[], object]) -> tuple[float, object]:
    begun = time.perf_counter()
    done = work()
    return time.perf_counter() - begun, done


def beside_paretoset(without_numba: bool) -> None:
    from paretoset import paretoset

    best = ["max"] * PARTIES
    paretoset(np.random.default_rng(0).random((64, PARTIES)), sense=best)  # compile
    print("points   seed  efficient   matrix    paretoset  reading   frontier()   ratio")
    ratios: dict[str, list[float]] = {}
    for kind, seed in itertools.product(KINDS, range(3)):
        drawn = points(8, kind, seed)
        built, deals = timed(lambda drawn=drawn: matrix(drawn))
        theirs, ours, reading = [], [], []
        for _ in range(3):
            spent, mask = timed(lambda deals=deals: paretoset(deals, sense=best))
            theirs.append(spent)
            for _ in range(8):
                spent, game = timed(lambda drawn=drawn: read(drawn))
                reading.append(spent)
                spent, found = timed(game.frontier)
                ours.append(spent)
        mine = found.iloc[:, 8:].to_numpy().round(6)
        assert {*map(tuple, mine.tolist())} == {*map(tuple, deals[mask].tolist())}
        assert len(mine) == int(mask.sum()), "both must find the same outcomes"
        ratios.setdefault(kind, []).append(min(theirs) / min(ours))
        print(
            f"{kind:8} {seed:4} {len(mine):10,} {built * 1e3:6.1f} ms {min(theirs):9.3f} s "
            f"{min(reading) * 1e3:6.2f} ms {min(ours) * 1e3:8.2f} ms   x {ratios[kind][-1]:,.0f}"
        )
        if without_numba and seed == 0:
            spent, _ = timed(lambda deals=deals: paretoset(deals, sense=best, use_numba=False))
            print(f"{'':14} without numba: {spent:9.1f} s {'':>21}   x {spent / min(ours):,.0f}")
    for kind, found_ in ratios.items():
        print(f"{kind}: median ratio x {np.median(found_):,.0f}")


def peak_memory() -> float | None:
    """Return this process's peak in MB, or nothing where the system does not tell."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage would tell of the process that started this one as well
        line = next(r for r in status.read_text().splitlines() if r.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    if os.name != "posix":
        return None
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (1024**2 if sys.platform == "darwin" else 1024)


def child(issues: int, kind: str, seed: int) -> None:
    """Print seconds by the clock and of the processor, outcomes and peak memory as JSON."""
    game = read(points(issues, kind, seed))
    busy = time.process_time()
    try:
        spent, found = timed(game.frontier)
        outcomes: int | None = len(found)
    except TooManyDeals:
        spent, outcomes = 0.0, None
    print(json.dumps([spent, time.process_time() - busy, outcomes, peak_memory()]))


def apart(issues: int, kind: str, seed: int) -> str:
    command = [sys.executable, __file__, "--child", str(issues), kind, str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    spent, busy, outcomes, peak = json.loads(done.stdout)
    if outcomes is None:
        return "refused: too many partial deals"
    memory = "" if peak is None else f"{peak:6.0f} MB peak"
    return f"{spent:7.3f} s ({busy:.3f} s busy)  {outcomes:8,} efficient  {memory}"


def main(arguments: list[str]) -> None:
    """Print the three tables."""
    print("8 issues, 65,536 deals, 5 parties")
    beside_paretoset("--without-numba" in arguments)
    print("\n12 issues, 16,777,216 deals, 5 parties, in a process of its own")
    for kind, seed in itertools.product(KINDS, range(2)):
        print(f"{kind:8} {seed:4} {apart(12, kind, seed)}", flush=True)
    print("\nas issues grow (seed 0)")
    for issues, kind in itertools.product(range(6, 15), ("whole", "opposed")):
        print(f"{issues:3} issues {OPTIONS**issues:12,} deals {kind:8} {apart(issues, kind, 0)}",
              flush=True)  # fmt: skip


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(int(sys.argv[2]), sys.argv[3], int(sys.argv[4]))
    else:
        main(sys.argv[1:])
