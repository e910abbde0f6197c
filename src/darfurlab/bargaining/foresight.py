"""Parties who count at each table what the later ones will bring; defined in `processes`.

Points are additive, so what later tables choose hangs on a deal only through what stands on their
issues, who has signed, which tables agreed, and what those seated later who have not signed hold.
The rest of a process is played once for each of these.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darfurlab.bargaining.game import EXACT, Game
from darfurlab.bargaining.scores import TooManyDeals, known
from darfurlab.bargaining.seating import Table
from darfurlab.bargaining.settlement import RULES, best

MOST = 500_000  # deals weighed in all; some ten seconds
Chosen = tuple[int, ...]  # an option of each issue, by its place in the scores
Names = frozenset[str]
State = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]  # options, points, who has signed: by row


@dataclass(frozen=True)
class Rules:
    """How every table of a process is played."""

    rule: str
    presses: Mapping[str, Fraction]
    can_block: Callable[[Table], tuple[str, ...]]
    lasting: bool

    def asks(
        self, game: Game, table: Table, holds: Mapping[str, Fraction], signed: Collection[str]
    ) -> dict[str, Fraction]:
        """Return what each party at a table asks for, given what it holds and who has signed."""
        return {
            p: (holds[p] if p in signed else game.asks[p])
            - (self.presses[p] if self.lasting or p not in signed else 0)
            for p in table.parties
        }


class Ahead:
    """The tables of one process, each of them played with an eye on those that follow."""

    def __init__(
        self, game: Game, tables: Sequence[Table], rules: Rules, start: Mapping[str, str]
    ) -> None:
        known(rules.rule, RULES, "rule")
        self._game, self._tables, self._rules = game, tables, rules
        options: dict[str, dict[str, None]] = {issue: {} for issue in game.issues}
        for _, issue, option in game.sheet:  # as the scores list them, whatever stands
            options[issue][option] = None
        self._options = {issue: list(own) for issue, own in options.items()}
        numbers = [*game.sheet.values(), *game.asks.values(), *rules.presses.values()]
        self._unit = math.lcm(*(value.denominator for value in numbers))
        most = sum(abs(value) for value in numbers) * self._unit * len(game.parties)
        self._kind: Any = np.int64 if most < EXACT else object
        self._points = [
            np.array(
                [[int(game.sheet[p, i, o] * self._unit) for p in game.parties] for o in own],
                self._kind,
            )
            for i, own in self._options.items()
        ]
        self._seat = {party: n for n, party in enumerate(game.parties)}
        self._known: dict[Any, NDArray[Any]] = {}
        # What the rest of the play, from each table on, can hang on.
        rest = [tables[n:] for n in range(len(tables) + 1)]
        self._issues = [
            [n for n, i in enumerate(game.issues) if any(i in t.issues for t in own)]
            for own in rest
        ]
        self._seated = [frozenset(p for t in own for p in t.parties) for own in rest]
        self._awaited = [frozenset(name for t in own for name in t.after) for own in rest]
        self._afford(start)

    def _afford(self, start: Mapping[str, str]) -> None:
        """Raise `TooManyDeals` where more than `MOST` deals are to be weighed.

        They are counted, and nothing is weighed for it: what comes after a deal is wanted for every
        deal of a table, whichever is chosen. `_end` tells states apart as `_distinct` does.
        """
        points = [own.astype(float) for own in self._points]
        chosen = np.array([[self._options[i].index(start[i]) for i in self._game.issues]])
        total = sum(own[chosen[:, n]] for n, own in enumerate(points))
        states: dict[Names, State] = {frozenset(): (chosen, total, np.zeros(total.shape, bool))}
        weighed, last = 0, len(self._tables) - 1
        for n, table in enumerate(self._tables):
            size = math.prod(len(self._options[issue]) for issue in {*table.issues})
            after: dict[Names, list[State]] = {}
            for done, state in states.items():
                if not done.issuperset(table.after):
                    after.setdefault(done, []).append(state)
                    continue
                blocking = self._rules.can_block(table)
                # The play itself sits there, too, and where nobody signs again without each veto.
                here = 1 + len(blocking) if n < last else 0
                weighed += size * ((len(state[0]) if n else 0) + here)
                if weighed > MOST:
                    raise TooManyDeals(
                        f"looking ahead would weigh {weighed:,} deals by the table {table.name!r}, "
                        f"which has {size:,}; about {MOST:,} fit; put fewer issues on the tables, "
                        "or play without foresight"
                    )
                if n < last:
                    after.setdefault(done, []).append(state)
                    fewer = [tuple(p for p in blocking if p != each) for each in blocking]
                    after.setdefault(done | {table.name}, []).extend(
                        self._agreed(table, points, state, who)
                        for who in ([blocking] if n else [blocking, *filter(None, fewer)])
                    )
            by_name: dict[Names, list[State]] = {}
            for done, found in after.items():
                by_name.setdefault(done & self._awaited[n + 1], []).extend(found)
            states = {done: self._distinct(n + 1, found) for done, found in by_name.items()}

    def _agreed(
        self, table: Table, points: list[NDArray[Any]], state: State, blocking: Sequence[str]
    ) -> State:
        """Return the states after each deal that changes something at a table."""
        chosen, total, signed = state
        at = [n for n, issue in enumerate(self._game.issues) if issue in table.issues]
        ways = np.indices([len(points[n]) for n in at]).reshape(len(at), -1).T
        own = total - sum(points[n][chosen[:, n]] for n in at)
        now = own[:, None] + sum(points[n][ways[:, k]] for k, n in enumerate(at))
        after = np.repeat(chosen[:, None], len(ways), axis=1)
        after[:, :, at] = ways
        changed = (after != chosen[:, None]).any(axis=2)
        asks, presses = (
            np.array([float(each.get(p, 0) * self._unit) for p in self._game.parties])
            for each in (self._game.asks, self._rules.presses)
        )
        floor = np.where(signed, total, asks)
        floor = floor - np.where(self._rules.lasting | ~signed, presses, 0)
        block, sits = (
            np.array([p in those for p in self._game.parties])
            for those in (blocking, table.parties)
        )
        signs = signed[:, None] | block | (sits & (now >= floor[:, None]))
        return after[changed], now[changed], signs[changed]

    def _distinct(self, n: int, states: Sequence[State]) -> State:
        """Return one state of those that the tables from `n` on do not tell apart."""
        chosen, total, signed = map(np.concatenate, zip(*states, strict=True))
        seated = [self._seat[party] for party in self._seated[n]]
        held = np.where(signed, 0, total)
        key = np.hstack([chosen[:, self._issues[n]], signed[:, seated], held[:, seated]])
        mixed = key @ np.random.default_rng(0).random(key.shape[1])  # a number for each row
        first = np.unique(mixed, return_index=True)[1]
        return chosen[first], total[first], signed[first]

    def picks(
        self, n: int, deal: Mapping[str, str], signed: Names, done: Names
    ) -> Callable[[tuple[str, ...]], dict[str, str]]:
        """Return a function: who can block at table `n` → what changes there."""
        chosen = tuple(self._options[i].index(deal[i]) for i in self._game.issues)
        total = sum(
            (points[at] for points, at in zip(self._points, chosen, strict=True)),
            np.zeros(len(self._seat), self._kind),
        )

        def picked(blocking: tuple[str, ...]) -> dict[str, str]:
            found = self._sat(n, chosen, total, signed, done, blocking)[0]
            pairs = zip(self._game.issues, found, strict=True)
            now = {issue: self._options[issue][at] for issue, at in pairs}
            return {i: now[i] for i in self._tables[n].issues if now[i] != deal[i]}

        return picked

    def _sat(
        self,
        n: int,
        chosen: Chosen,
        total: NDArray[Any],
        signed: Names,
        done: Names,
        blocking: tuple[str, ...],
    ) -> tuple[Chosen, NDArray[Any], Names, Names, NDArray[Any]]:
        """Return what stands after table `n`, its points, who has signed, what agreed, the end.

        `total` and the end are each party's points, in the unit of the play.
        """
        table, seat = self._tables[n], self._seat
        deals, now = self._deals(table, chosen, total)
        holds = {p: Fraction(int(total[seat[p]]), self._unit) for p in table.parties}
        asks = self._rules.asks(self._game, table, holds, signed)
        floor = {p: int(value * self._unit) for p, value in asks.items()}
        after = [(signed, done)] * len(deals)
        if n + 1 < len(self._tables):
            heard = [p for p in table.parties if p not in blocking]
            fine = {p: now[:, seat[p]] >= floor[p] for p in heard}
            agreed = signed | {*blocking}, done | {table.name}
            after = [
                (agreed[0] | {p for p in heard if fine[p][row]}, agreed[1])
                for row in range(len(deals))
            ]
            after[0] = signed, done  # nothing changed: no deal
            values = np.stack(
                [self._end(n + 1, deals[row], now[row], *after[row]) for row in range(len(deals))]
            )
        else:
            values = now
        worth = values[:, [seat[p] for p in blocking]].T
        gains = worth - np.array([[floor[p]] for p in blocking], self._kind)
        signable = np.flatnonzero((gains >= 0).all(axis=0))
        row = 0
        if signable.size:
            row = int(signable[best(self._rules.rule, worth[:, signable], gains[:, signable])[0]])
        return deals[row], now[row], *after[row], values[row]

    def _deals(
        self, table: Table, chosen: Chosen, total: NDArray[Any]
    ) -> tuple[list[Chosen], NDArray[Any]]:
        """Return the deals that a table may make, as listed, and the points of all parties."""
        ways = [[at] for at in chosen]
        for n, issue in enumerate(self._game.issues):
            if issue in table.issues:
                ways[n] += [m for m in range(len(self._options[issue])) if m != chosen[n]]
        now = total[None, :]
        for n, own in enumerate(ways):
            if len(own) > 1:
                added = self._points[n][own] - self._points[n][chosen[n]]
                now = (now[:, None, :] + added).reshape(-1, total.size)
        return list(product(*ways)), now

    def _end(
        self, n: int, chosen: Chosen, total: NDArray[Any], signed: Names, done: Names
    ) -> NDArray[Any]:
        """Return each party's points at the end, with the tables from `n` on still to meet."""
        if n == len(self._tables):
            return total
        unsigned = sorted(self._seated[n] - signed)
        key = (
            n,
            tuple(chosen[at] for at in self._issues[n]),
            signed & self._seated[n],
            done & self._awaited[n],
            tuple(int(total[self._seat[p]]) for p in unsigned),
        )
        if key not in self._known:
            table = self._tables[n]
            if done.issuperset(table.after):
                blocking = self._rules.can_block(table)
                end = self._sat(n, chosen, total, signed, done, blocking)[-1]
            else:
                end = self._end(n + 1, chosen, total, signed, done)
            self._known[key] = end - total
        return np.asarray(total + self._known[key])
