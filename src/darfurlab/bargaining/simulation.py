"""The classroom's model of Sudan in 2011: the game and the processes, read from `data/simulation`.

Every number is an assumption of ours, made for the classroom, and every frame is labelled so
(*coding*). What an instructor edits in the tables changes what all of this returns.

>>> sudan = load()
>>> sudan.play("piecemeal").process
'piecemeal'

Leverage is points, for everyone or by party. Vetoes is how many parties can block, in the order of
their seats, or which; everyone by default. `asks` replaces walk-away values: party → points.
`how` is what a student may choose besides, by name: `pressed` (which parties leverage presses;
everyone by default, the government alone with `["government"]`), and `rule`, `lasting` (False:
pressed once, until the first signature) and `foresight`, as in `processes.play`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Any

import pandas as pd

from darfurlab import datasets
from darfurlab.bargaining import deals
from darfurlab.bargaining.game import Game
from darfurlab.bargaining.measures import measures
from darfurlab.bargaining.play import Outcome, afford, play
from darfurlab.bargaining.processes import read_processes
from darfurlab.bargaining.scores import Points, known, named, several
from darfurlab.bargaining.seating import Process
from darfurlab.bargaining.sheets import read_game, read_root

__all__ = ["LEVERAGE", "ON_PAPER", "Simulation", "load"]

LEVERAGE = range(31)  # points that the lesson lets a student try
# The game that fits on paper: arms for posts, or for more than posts.
ON_PAPER = {
    "power": ("power-as-now", "power-posts", "power-quotas"),
    "darfur-security": ("darfur-security-as-now", "darfur-security-disarm"),
}
Asks = Mapping[str, Points] | None
Leverage = Points | Mapping[str, Points]
Vetoes = int | Collection[str] | None


@dataclass(frozen=True)
class Simulation:
    """The game, the processes by id, the options that touch the root, and names for the ids.

    `root`: those that touch it for all regions; `part`: those that touch it for one region.
    `parties`: a frame party, name, walk_away, seat (from 1). `names`: id → words; an option that
    has the id of another issue's goes by `issue=option`. An id without words stands for itself.
    """

    game: Game
    processes: Mapping[str, Process]
    root: tuple[tuple[str, str], ...]
    parties: pd.DataFrame
    names: Mapping[str, str]
    part: tuple[tuple[str, str], ...] = ()

    @cached_property
    def government(self) -> str:
        """The party in the first seat."""
        return str(self.parties["party"].iloc[0])

    def word(self, issue: str, option: str) -> str:
        """Return an option in words."""
        return self.names.get(f"{issue}={option}", self.name(option))

    def name(self, id_: str) -> str:
        """Return a party, an issue or a process in words."""
        return self.names.get(id_, id_)

    def process(self, name: str) -> Process:
        """Return a process by its id, or raise `BadGame` naming those there are."""
        known(name, list(self.processes), "process")
        return self.processes[name]

    def moved(self, process: str, issues: Sequence[str], table: str) -> Simulation:
        """Return the same simulation with these issues of a process at one of its tables."""
        changed = self.process(process).moved(issues, table)
        return replace(self, processes={**self.processes, process: changed})

    def play(
        self,
        process: str | Process,
        leverage: Leverage = 0,
        vetoes: Vetoes = None,
        asks: Asks = None,
        *,
        pressed: Collection[str] | None = None,
        **how: Any,
    ) -> Outcome:
        """Return what comes of a process, one of these or any other; see `processes.play`."""
        if pressed is not None:
            everyone = dict.fromkeys(self.game.parties, leverage)
            for party in (pressed := several(pressed, "pressed")):
                known(party, self.game.parties, "party in pressed")
            by = named(leverage if hasattr(leverage, "items") else everyone, "leverage")
            leverage = {party: points for party, points in by.items() if party in pressed}
        how |= {"leverage": leverage, "vetoes": vetoes}
        return play(self.game.changed(asks), self._process(process), **how)

    def _process(self, process: str | Process) -> Process:
        return process if isinstance(process, Process) else self.process(process)

    def touched(self, deal: Mapping[str, Any]) -> str:
        """Return whether a deal touches the root: touched, touched in part, or untouched."""
        part = "touched in part" if {*deal.items()} & {*self.part} else "untouched"
        return "touched" if {*deal.items()} & {*self.root} else part

    def compare(
        self, leverage: Leverage = 0, vetoes: Vetoes = None, asks: Asks = None, **how: Any
    ) -> pd.DataFrame:
        """Return the processes side by side, a row each, in words and points, ready to be shown.

        Columns: process, deals, root, joint_gain, worst_off, left_out, government_gives.
        """
        rows = []
        for name in self.processes:
            words = self._played(name, leverage, vetoes, asks, **how)[2]
            rows.append({"process": self.name(name), **words})
        return pd.DataFrame(rows)

    def orders(
        self,
        process: str | Process,
        leverage: Leverage = 0,
        vetoes: Vetoes = None,
        asks: Asks = None,
        **how: Any,
    ) -> pd.DataFrame:
        """Return a process with its tables in every order, a row each.

        Columns: order (the tables in words), signs (those that reach a deal, in words), and the
        columns of `compare` but process.
        """
        rows = []
        for order in self._process(process).orders():
            outcome, _, words = self._played(order, leverage, vetoes, asks, **how)
            agreed = [self._table(s.table) for s in outcome.sittings if s.agreed]
            named_ = {"order": ", ".join(self._table(t.name) for t in order.tables)}
            rows.append({**named_, "signs": ", ".join(agreed) or "none", **words})
        return pd.DataFrame(rows)

    def _played(
        self, process: str | Process, leverage: Leverage, vetoes: Vetoes, asks: Asks, **how: Any
    ) -> tuple[Outcome, dict[str, Any], dict[str, Any]]:
        """Return what comes of a process, its `measures`, and the same in words."""
        outcome = self.play(process, leverage, vetoes, asks, **how)
        game = self.game.changed(asks)
        found = measures(game, outcome, self.root, self.government, self.part)
        gain, left_out = found["worst_gain"], found["left_out"]
        side = "above" if gain >= 0 else "below"
        every = len(left_out) == len(self.parties)
        words = {
            "deals": f"{found['deals']} of {found['tables']} tables",
            "root": self.touched(outcome.deal),
            "joint_gain": found["joint_gain"],
            "worst_off": f"{self.name(found['worst_off'])} ({abs(gain):g} {side})",
            "left_out": "everybody" if every else ", ".join(map(self.name, left_out)) or "nobody",
            "government_gives": found["government_gives"],
        }
        return outcome, found, words

    def settled(self, process: str | Process, *at: Any, **how: Any) -> pd.DataFrame:
        """Return what a process settles: one row an issue (issue, settled_as, changed_at).

        How it is played, as in `play`: `at` are leverage, vetoes and asks.
        """
        outcome = self.play(process, *at, **how)
        where = {issue: s.table for s in outcome.sittings for issue in s.agreed}
        return pd.DataFrame(
            {
                "issue": [self.name(i) for i in outcome.deal],
                "settled_as": [self.word(i, o) for i, o in outcome.deal.items()],
                "changed_at": [self._table(where.get(i)) for i in outcome.deal],
            }
        )

    def _table(self, table: str | None) -> str:
        return self.names.get(f"table:{table}", str(table)) if table else "no table: as now"

    def outcomes(self, **how: Any) -> pd.DataFrame:
        """Return what every process comes to, for every number of vetoes and every leverage.

        One row for each stretch of leverage over which nothing changes: vetoes, process, name,
        least and most (leverage), deals, tables, agreed (any deal), root_issues, part_issues,
        joint_gain, worst_off, worst_gain, left_out, government_gives, the points of each party,
        root (in words).
        """
        rows: list[dict[str, Any]] = []
        every, seated = self.processes.values(), range(1, len(self.parties) + 1)
        afford(self.game, [t for each in every for t in each.tables], seated, len(LEVERAGE))
        for seats, (name, process) in product(seated, self.processes.items()):
            # More vetoes than a process has seats at its largest table are vetoes of everyone.
            largest = max((len(table.parties) for table in process.tables), default=1)
            before = [r for r in rows if r["process"] == name and r["vetoes"] == largest]
            found = before if seats > largest else self.stretches(process, seats, **how)
            rows += [{**row, "vetoes": seats} for row in found]
        return pd.DataFrame(rows)

    def stretches(self, process: str | Process, vetoes: int, **how: Any) -> list[dict[str, Any]]:
        """Return what one process comes to, one row of `outcomes` for each stretch of leverage."""
        rows: list[dict[str, Any]] = []
        before: dict[str, Any] = {}
        deal: dict[str, Any] = {}
        name = self._process(process).name
        for leverage in LEVERAGE:
            outcome, found, words = self._played(process, leverage, vetoes, None, **how)
            now = {"vetoes": vetoes, "process": name, "name": self.name(name)}
            now |= {"agreed": found["deals"] > 0, **found, **outcome.scores}
            now |= {key: words[key] for key in ("left_out", "worst_off", "root")}
            if (now, outcome.deal) == (before, deal):
                rows[-1]["most"] = leverage
            else:
                rows.append({**now, "least": leverage, "most": leverage})
            before, deal = now, dict(outcome.deal)
        return rows

    standings, runners_up, by_hand = deals.standings, deals.runners_up, deals.by_hand

    def card(self, party: str) -> pd.DataFrame:
        """Return what a party's player must know: issue and option (in words), points, stands."""
        known(party, self.game.parties, "party")
        rows = [
            (self.name(i), self.word(i, o), self.game.sheet[party, i, o], n == 0)
            for i, own in self.game.options.items()
            for n, o in enumerate(own)
        ]
        frame = pd.DataFrame(rows, columns=["issue", "option", "points", "stands"])
        whole = all(points.denominator == 1 for points in frame["points"])
        return frame.astype({"points": int if whole else float})


def load() -> Simulation:
    """Return the simulation as its tables stand."""
    options, walk_away = datasets.load_simulation_options(), datasets.load_simulation_walk_away()
    parties, issues = datasets.load_simulation_parties(), datasets.load_simulation_issues()
    processes, tables = datasets.load_simulation_processes(), datasets.load_simulation_tables()
    game = read_game(datasets.load_simulation_scores(), walk_away, options)
    seats = parties[["party", "name"]].merge(walk_away[["party", "points"]], on="party")
    names: dict[str, str] = {}
    sittings = tables.assign(table="table:" + tables["table"])
    texts = options.rename(columns={"text": "name"})
    told = {"party": parties, "issue": issues, "option": texts, "process": processes}
    for column, frame in {**told, "table": sittings}.items():
        names |= dict(zip(frame[column], frame["name"], strict=True))
    level = dict(zip(issues["issue"], issues["level"], strict=True))
    touching = read_root(options)
    return Simulation(
        game,
        read_processes(processes, tables, options),
        tuple(pair for pair in touching if level[pair[0]] == "national"),
        seats.rename(columns={"points": "walk_away"}).assign(seat=range(1, len(seats) + 1)),
        names,
        tuple(pair for pair in touching if level[pair[0]] == "regional"),
    )
