"""Parties who count at each table what the later ones will bring; defined in `processes`.

Points are additive, so what later tables choose hangs on a deal only through what stands on their
issues, who has signed, which tables agreed, and what those seated later who have not signed hold.
The rest of a process is played once for each of these.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from darfurlab.bargaining.game import EXACT, Game
from darfurlab.bargaining.scores import TooManyDeals, known
from darfurlab.bargaining.seating import Table
from darfurlab.bargaining.settlement import RULES, best

MOST = 500_000  # deals weighed in all; some ten seconds
Names = frozenset[str]
# Several states of a play, a row each: the options by their place in the scores, the points of
# all parties, and who has signed.
States = tuple[NDArray[Any], NDArray[Any], NDArray[Any]]


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
        self._options = game.given
        numbers = [*game.sheet.values(), *game.asks.values(), *rules.presses.values()]
        self._unit = math.lcm(*(value.denominator for value in numbers))
        most = sum(abs(value) for value in numbers) * self._unit * len(game.parties)
        self._kind: Any = np.int64 if most < EXACT else object
        self._points = [
            self._in_units([game.sheet[p, i, o] for p in game.parties] for o in own)
            for i, own in self._options.items()
        ]
        (self._asks,) = self._in_units([[game.asks[p] for p in game.parties]])
        (self._presses,) = self._in_units([[rules.presses[p] for p in game.parties]])
        self._known: dict[Any, dict[Any, NDArray[Any]]] = {}
        # What the rest of the play, from each table on, can hang on.
        rest = [tables[n:] for n in range(len(tables) + 1)]
        self._issues = [
            [n for n, i in enumerate(game.issues) if any(i in t.issues for t in own)]
            for own in rest
        ]
        self._seated = [self._seats(p for t in own for p in t.parties) for own in rest]
        self._awaited = [frozenset(name for t in own for name in t.after) for own in rest]
        self._afford(start)

    def _in_units(self, numbers: Iterable[Iterable[Fraction]]) -> NDArray[Any]:
        """Return rows of numbers in the unit that makes all of them whole."""
        return np.array([[int(each * self._unit) for each in row] for row in numbers], self._kind)

    def _seats(self, parties: Iterable[str]) -> NDArray[np.bool_]:
        """Return, for each party of the game, whether it is one of these."""
        those = {*parties}
        return np.array([party in those for party in self._game.parties])

    def _states(self, deal: Mapping[str, str], signed: Names) -> States:
        """Return one state: what stands, and who has signed."""
        chosen = [self._options[issue].index(deal[issue]) for issue in self._game.issues]
        total = sum(points[at] for points, at in zip(self._points, chosen, strict=True))
        return np.array([chosen]), np.array([total], self._kind), self._seats(signed)[None]

    def _afford(self, start: Mapping[str, str]) -> None:
        """Raise `TooManyDeals` where more than `MOST` deals are to be weighed.

        They are counted, and nothing is weighed for it: what comes after a deal is wanted for every
        deal of a table, whichever is chosen. `_end` tells states apart as `_distinct` does.
        """
        found: dict[Names, States] = {frozenset(): self._states(start, frozenset())}
        weighed, last = 0, len(self._tables) - 1
        for n, table in enumerate(self._tables):
            size = math.prod(len(self._options[issue]) for issue in {*table.issues})
            after: dict[Names, list[States]] = {}
            for done, states in found.items():
                if not done.issuperset(table.after):
                    after.setdefault(done & self._awaited[n + 1], []).append(states)
                    continue
                blocking = self._rules.can_block(table)
                # The play itself sits there, too, and where nobody signs again without each veto.
                here = 1 + len(blocking) if n < last else 0
                weighed += size * ((len(states[0]) if n else 0) + here)
                if weighed > MOST:
                    raise TooManyDeals(
                        f"looking ahead would weigh {weighed:,} deals by the table {table.name!r}, "
                        f"which has {size:,}; about {MOST:,} fit; put fewer issues on the tables, "
                        "or play without foresight"
                    )
                if n < last:
                    after.setdefault(done & self._awaited[n + 1], []).append(states)
                    fewer = [tuple(p for p in blocking if p != each) for each in blocking]
                    after.setdefault((done | {table.name}) & self._awaited[n + 1], []).extend(
                        _changed(self._deals(table, states, who)[0])
                        for who in ([blocking] if n else [blocking, *filter(None, fewer)])
                    )
            found = {done: self._distinct(n + 1, several) for done, several in after.items()}

    def _deals(
        self, table: Table, states: States, blocking: Sequence[str]
    ) -> tuple[States, NDArray[Any]]:
        """Return the states after each deal that a table may make, and what each party asks for.

        States × deals: as they are listed, the one that changes nothing first.
        """
        chosen, total, signed = states
        at = [n for n, issue in enumerate(self._game.issues) if issue in table.issues]
        deals = np.indices([len(self._points[n]) for n in at]).reshape(len(at), -1)
        after = np.repeat(chosen[:, None], deals.shape[1], axis=1)
        now = total[:, None]
        for n, own in zip(at, deals, strict=True):
            stands = chosen[:, n, None]
            after[:, :, n] = np.where(own > 0, own - (own <= stands), stands)  # what stands first
            now = now + self._points[n][after[:, :, n]] - self._points[n][chosen[:, n]][:, None]
        floor = np.where(signed, total, self._asks)
        floor = floor - np.where(self._rules.lasting | ~signed, self._presses, 0)
        signs = self._seats(table.parties) & (now >= floor[:, None])
        signs = signs | signed[:, None] | self._seats(blocking)
        signs[:, 0] = signed  # nothing changed: no deal
        return (after, now, signs), floor

    def _hangs_on(self, n: int, states: States) -> NDArray[Any]:
        """Return what the tables from `n` on can hang on, a row a state."""
        chosen, total, signed = states
        held = np.where(signed, 0, total)
        seated = self._seated[n]
        return np.hstack([chosen[:, self._issues[n]], signed[:, seated], held[:, seated]])

    def _distinct(self, n: int, several: Sequence[States]) -> States:
        """Return one state of those that the tables from `n` on do not tell apart."""
        chosen, total, signed = map(np.concatenate, zip(*several, strict=True))
        key = self._hangs_on(n, (chosen, total, signed)).astype(float)
        mixed = key @ np.random.default_rng(0).random(key.shape[1])  # a number for each row
        first = np.unique(mixed, return_index=True)[1]
        return chosen[first], total[first], signed[first]

    def picks(
        self, n: int, deal: Mapping[str, str], signed: Names, done: Names
    ) -> Callable[[tuple[str, ...]], dict[str, str]]:
        """Return a function: who can block at table `n` → what changes there."""

        def picked(blocking: tuple[str, ...]) -> dict[str, str]:
            (found,) = self._sat(n, self._states(deal, signed), done, blocking)[0]
            pairs = zip(self._game.issues, found, strict=True)
            now = {issue: self._options[issue][at] for issue, at in pairs}
            return {i: now[i] for i in self._tables[n].issues if now[i] != deal[i]}

        return picked

    def _sat(
        self, n: int, states: States, done: Names, blocking: Sequence[str]
    ) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the options that stand after table `n`, and the points at the end, a row a state.

        `done`: which tables before it agreed.
        """
        table = self._tables[n]
        after, floor = self._deals(table, states, blocking)
        ends = self._end(n + 1, _changed(after), done | {table.name}).reshape(
            len(floor), -1, len(self._game.parties)
        )
        ends = np.concatenate([self._end(n + 1, states, done)[:, None], ends], axis=1)
        who = [self._game.parties.index(party) for party in blocking]
        picked = []
        for values, least in zip(ends, floor, strict=True):
            worth = values[:, who].T
            gains = worth - least[who, None]
            fit = np.flatnonzero((gains >= 0).all(axis=0))
            found = best(self._rules.rule, worth[:, fit], gains[:, fit]) if fit.size else fit
            picked.append(int(fit[found[0]]) if fit.size else 0)
        rows = np.arange(len(ends))
        return after[0][rows, picked], ends[rows, picked]

    def _end(self, n: int, states: States, done: Names) -> NDArray[Any]:
        """Return each party's points at the end, with the tables from `n` on still to meet."""
        _, total, _ = states
        if n == len(self._tables) or not total.size:
            return total
        known = self._known.setdefault((n, done & self._awaited[n]), {})
        keys = [tuple(row) for row in self._hangs_on(n, states).tolist()]
        new = {key: row for row, key in enumerate(keys) if key not in known}
        if new:
            chosen, held, signed = (part[[*new.values()]] for part in states)
            few, table = (chosen, held, signed), self._tables[n]
            if done.issuperset(table.after):
                ends = self._sat(n, few, done, self._rules.can_block(table))[1]
            else:
                ends = self._end(n + 1, few, done)
            known |= zip(new, ends - held, strict=True)
        return np.asarray(total + np.array([known[key] for key in keys]))


def _changed(after: States) -> States:
    """Return the states after all deals but the first, a row each."""
    chosen, total, signed = (part[:, 1:].reshape(-1, part.shape[2]) for part in after)
    return chosen, total, signed
