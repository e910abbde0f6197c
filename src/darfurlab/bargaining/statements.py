"""Does it still hold when somebody else writes the numbers? What lesson 02 says, as checks.

`data/simulation/statements.csv` has the sentence for each check, and `shaken.csv` beside it how
often each held when every number was moved by up to 10, 20 or 30 % (`make shake`). The shares say
how far a sentence hangs on the numbers that we chose, and nothing of what happened in Sudan.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np
import pandas as pd

from darfurlab import datasets
from darfurlab.bargaining.play import Outcome
from darfurlab.bargaining.scores import known, whole
from darfurlab.bargaining.seating import Process
from darfurlab.bargaining.shaken import WHAT, perturbed
from darfurlab.bargaining.simulation import Simulation

SEED, DRAWS = 20111005, 500
FEW = 20  # the first draws, which a test redoes
SPREADS = (10, 20, 30)  # per cent
PLACED = ("darfur-security", "two-areas-rule")  # what lesson 02 moves to the first table


def _deals(sudan: Simulation, process: str | Process, *at: Any, **how: Any) -> int:
    return sum(bool(s.agreed) for s in sudan.play(process, *at, **how).sittings)


def _root(sudan: Simulation, process: str | Process, *at: Any, **how: Any) -> bool:
    return sudan.touched(sudan.play(process, *at, **how).deal) == "touched"


def _signs(sudan: Simulation, process: str | Process, *at: Any, **how: Any) -> bool:
    return all(s.agreed for s in sudan.play(process, *at, **how).sittings)


def _placed(sudan: Simulation, *issues: str) -> Process:
    return sudan.process("two-phase").moved(issues, "national")


def _first(sudan: Simulation, table: str) -> Process:
    orders = sudan.process("piecemeal").orders()
    return next(order for order in orders if order.tables[0].name == table)


def _most_touch(sudan: Simulation) -> bool:
    deals = sudan.game.deals(limit=float("inf"))
    touched = np.zeros(len(deals), bool)
    for issue, option in sudan.root:
        touched |= (deals[issue] == option).to_numpy()
    return bool(touched.sum() * 2 > len(deals))


def _turns(sudan: Simulation, *issues: str) -> bool:
    return _signs(sudan, _placed(sudan, *issues))


def _none_alone(sudan: Simulation) -> bool:
    tables = sudan.process("two-phase").tables[1:]
    return not any(_turns(sudan, issue) for table in tables for issue in table.issues)


CHECKS: Mapping[str, Callable[[Simulation], bool]] = {
    "regions-two-sign": lambda s: _deals(s, "piecemeal") == 2,
    "two-areas-first-all-sign": lambda s: _signs(s, _first(s, "two-areas")),
    "one-table-signs": lambda s: _signs(s, "all-sudan"),
    "one-table-leaves-root": lambda s: _signs(s, "all-sudan") and not _root(s, "all-sudan"),
    "root-at-four-vetoes": lambda s: (
        [_root(s, "all-sudan", 0, n) for n in range(1, 6)] == [n == 4 for n in range(1, 6)]
    ),
    "most-signable-touch-root": _most_touch,
    "phases-no-deal": lambda s: _deals(s, "two-phase") == 0,
    "phases-sign-at-six": lambda s: _signs(s, "two-phase", 6),
    "phases-government-alone-at-six": lambda s: (
        _deals(s, "two-phase", 6, pressed=[s.government]) == 0
    ),
    "phases-sign-with-foresight": lambda s: _signs(s, "two-phase", foresight=True),
    "phases-foresight-root": lambda s: (
        _signs(s, "two-phase", foresight=True) and _root(s, "two-phase", foresight=True)
    ),
    "placed-two-sign": lambda s: _turns(s, *PLACED),
    "placed-two-root": lambda s: _turns(s, *PLACED) and _root(s, _placed(s, *PLACED)),
    "placed-one-never": _none_alone,
    "pressure-costs-government": lambda s: (
        s.play("two-phase", 20).scores[s.government] < s.game.walk_away[s.government]
    ),
    "demanding-opposition": lambda s: (
        _deals(s, "all-sudan", asks={"opposition": 80}) == 0 < _deals(s, "piecemeal")
    ),
}


@dataclass(frozen=True)
class _Remembering(Simulation):
    """The same simulation; what was played once is not played again."""

    played: dict[str, Outcome] = field(default_factory=dict)

    def play(self, *args: Any, **how: Any) -> Outcome:
        key = repr((args, how))
        if key not in self.played:
            self.played[key] = super().play(*args, **how)
        return self.played[key]


def holding(sudan: Simulation) -> dict[str, bool]:
    """Return statement → whether it holds, with these numbers as they stand."""
    own = {f.name: getattr(sudan, f.name) for f in fields(Simulation)}
    once = _Remembering(**own)
    return {name: check(once) for name, check in CHECKS.items()}


def shake(
    sudan: Simulation,
    draws: int = DRAWS,
    seed: int = SEED,
    spreads: Iterable[int] = SPREADS,
    whats: Iterable[str] = WHAT,
) -> pd.DataFrame:
    """Return how often each statement holds when the numbers are moved.

    One row for each statement, spread (per cent, up or down) and what is moved (`scores`, or
    `both`: walk-away values too): statement, spread, what, holds, draws, first (how often among
    the first 20 draws), seed, numbers (see `fingerprint`). Draw *n* is
    `shaken.perturbed(…, spread / 100, numpy.random.default_rng([seed, n]), what)`.
    """
    whole(draws, "draws", 1), whole(seed, "seed", 0)
    game, rows = sudan.game, []
    # What stands is listed first, as `perturbed` takes it.
    pairs = [(p, i, o) for p in game.parties for i, own in game.options.items() for o in own]
    sheet = pd.DataFrame(pairs, columns=["party", "issue", "option"])
    sheet["score"] = [float(game.sheet[key]) for key in pairs]
    for what in whats:
        known(what, WHAT, "part of the numbers to move")
        for spread in spreads:
            held = {name: np.zeros(draws, bool) for name in CHECKS}
            for draw in range(draws):
                rng = np.random.default_rng([seed, draw])
                moved = perturbed(sheet, game.walk_away, spread / 100, rng, what)
                for name, holds in holding(replace(sudan, game=moved)).items():
                    held[name][draw] = holds
            rows += [
                (name, spread, what, int(own.sum()), draws, int(own[:FEW].sum()), seed)
                for name, own in held.items()
            ]
    columns = ["statement", "spread", "what", "holds", "draws", "first", "seed"]
    return pd.DataFrame(rows, columns=columns).assign(numbers=fingerprint(sudan))


def fingerprint(sudan: Simulation) -> str:
    """Return twelve signs that change with any score, walk-away value, seat, agenda or root."""
    game = sudan.game
    told = (sorted(game.sheet.items()), game.asks, game.status_quo, sudan.root)
    tables = [(name, own.tables, dict(own.settled)) for name, own in sudan.processes.items()]
    return hashlib.sha256(repr((told, tables)).encode()).hexdigest()[:12]


def shares(sudan: Simulation, draws: int = 50) -> pd.DataFrame:
    """Return the rows of `shake` with each statement's text, ready for a chart.

    Columns: statement, text, here (whether it holds with the numbers as they stand), spread, what,
    holds, draws, share (0 to 1). The stored rows, where they were worked out with these numbers;
    else they are worked out anew, in `draws` draws, some minutes for 50.
    """
    stored = datasets.load_simulation_shaken()
    current = (stored["numbers"] == fingerprint(sudan)).all()
    rows = stored if current else shake(sudan, draws)
    texts = datasets.load_simulation_statements()[["statement", "text"]]
    here = pd.Series(holding(sudan), name="here")
    found = texts.join(here, on="statement").merge(rows, on="statement")
    found["share"] = found["holds"] / found["draws"]
    return found[["statement", "text", "here", "spread", "what", "holds", "draws", "share"]]
