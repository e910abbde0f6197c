"""`Game`: one negotiation. `darfurlab.bargaining` defines every term."""

from __future__ import annotations

import copy
import math
from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from darfurlab.bargaining.frontier import Ints
from darfurlab.bargaining.growth import Ahead, agreement, built, foreseen
from darfurlab.bargaining.scores import (
    BadGame,
    Points,
    TooManyDeals,
    known,
    named,
    number,
    read,
    several,
)
from darfurlab.bargaining.settlement import RULES, best

MOST_LISTED = 5_000_000  # points of the deals that are weighed at once
EXACT = 1 << 53  # below this, integers and floats are the same numbers
Names = Collection[str] | None


class Game:
    """One negotiation; `darfurlab.bargaining` defines every term.

    `scores`: a frame with the columns party, issue, option, score (0 or more), one row for each
    party and option; other columns are ignored. `walk_away`: points for each party. `status_quo`:
    issue → option, where it is not the option listed first. Numbers may be whole, floats,
    Fractions, Decimals or numpy's; wherever a mapping is taken, so is a Series. Raises `BadGame`,
    naming the row (as a spreadsheet counts, header 1).

    `sheet`: the exact points by (party, issue, option); `asks`: the exact walk-away values;
    `options`: those of each issue, as they are listed; `given`: as the scores first name them.

    Everywhere below, `parties` are those who must agree and whose points count, all by default;
    `issues` are those that are open, all by default.
    """

    def __init__(
        self,
        scores: pd.DataFrame,
        walk_away: Mapping[str, Points],
        status_quo: Mapping[str, str] | None = None,
    ) -> None:
        self.sheet = read(scores)
        self.parties = tuple(dict.fromkeys(party for party, _, _ in self.sheet))
        found: dict[str, dict[str, None]] = {}
        for _, issue, option in self.sheet:
            found.setdefault(issue, {})[option] = None
        self.options = self.given = {issue: tuple(options) for issue, options in found.items()}
        self.issues = tuple(self.options)
        self.size = math.prod(len(options) for options in self.options.values())
        if both := set(self.parties) & set(self.issues):
            raise BadGame(f"{min(both)!r} names a party and an issue; two names are accepted")
        if self.size >= 1 << 62:
            raise TooManyDeals(
                f"2**{self.size.bit_length() - 1} deals or more were given, of {len(self.issues)} "
                "issues; fewer than 2**62 are accepted, as 30 issues of four options have"
            )
        self._unit = math.lcm(*(value.denominator for value in self.sheet.values()))
        self._points = self._in_units()
        # Common ground first: it leaves the fewest partial deals.
        common = {i: agreement(self._written(rows)) for i, rows in self._points.items()}
        self._order = sorted(self.issues, key=lambda issue: -common[issue])
        self._known: dict[tuple[tuple[str, ...], ...], tuple[NDArray[Any], Ints]] = {}
        self.status_quo = {issue: options[0] for issue, options in self.options.items()}
        self._ask(named(walk_away, "walk_away"))
        self._stand(status_quo)

    def _in_units(self) -> dict[str, NDArray[Any]]:
        """Return issue → points, options × parties, in the unit that makes all of them whole."""
        points = {
            i: [[int(self.sheet[p, i, o] * self._unit) for p in self.parties] for o in options]
            for i, options in self.options.items()
        }
        highest = sum(max(map(max, rows)) for rows in points.values())
        small = max(highest, 1) * len(self.parties) < EXACT
        kind = np.int64 if small else object  # object: Python's own integers
        return {issue: np.array(rows, kind) for issue, rows in points.items()}

    def changed(
        self,
        walk_away: Mapping[str, Points] | None = None,
        status_quo: Mapping[str, str] | None = None,
    ) -> Game:
        """Return the same game with other walk-away values, or other options that stand.

        Whoever and whatever is not named stays as in this game.
        """
        other = copy.copy(self)  # shares the frontiers
        if walk_away is not None:
            other._ask(self.walk_away | named(walk_away, "walk_away"))
        other._stand(status_quo)
        return other

    def _ask(self, walk_away: Mapping[str, Points]) -> None:
        for party in walk_away:
            known(party, self.parties, "party in walk_away")
        self.asks = {
            p: number(walk_away.get(p), f"walk_away of {p!r}", "a number for every party")
            for p in self.parties
        }
        self.walk_away = {party: walk_away[party] for party in self.parties}

    def _stand(self, status_quo: Mapping[str, str] | None) -> None:
        before = self.status_quo
        self.status_quo = before if status_quo is None else self.deal(status_quo)
        self.options, self._points = self.options.copy(), self._points.copy()
        for issue, stands in self.status_quo.items():
            if stands != before[issue]:
                rest = [option for option in self.given[issue] if option != stands]
                at = {option: n for n, option in enumerate(self.options[issue])}
                places = [at[option] for option in (stands, *rest)]
                self.options[issue] = (stands, *rest)
                self._points[issue] = self._points[issue][places]

    def deal(self, deal: Mapping[Any, Any]) -> dict[str, str]:
        """Return a full deal: what `deal` names (issue → option), the status quo for the rest.

        A row of `frontier` or `deals` will do: the points in it are ignored.
        """
        given = named(deal, "deal")
        for name, option in given.items():
            if name not in self.parties or isinstance(option, str):
                known(name, self.issues, "issue")
                known(option, self.options[name], f"option of {name!r}")
        return {issue: given.get(issue, standing) for issue, standing in self.status_quo.items()}

    def exact(self, deal: Mapping[Any, Any]) -> dict[str, Fraction]:
        """Return each party's points for a deal as exact fractions."""
        totals = self._exact(self.deal(deal)).tolist()
        return {p: Fraction(t, self._unit) for p, t in zip(self.parties, totals, strict=True)}

    def scores(self, deal: Mapping[Any, Any]) -> dict[str, float]:
        """Return each party's points for a deal: floats where some score is not whole."""
        totals = self._written(self._exact(self.deal(deal))).tolist()
        return dict(zip(self.parties, totals, strict=True))

    def _exact(self, deal: Mapping[Any, Any]) -> NDArray[Any]:
        """Return each party's points for some options, in the unit of the game."""
        rows = [self._points[i][self.options[i].index(o)] for i, o in deal.items()]
        return np.asarray(
            sum(rows, np.zeros(len(self.parties), self._points[self.issues[0]].dtype))
        )

    def _written(self, exact: NDArray[Any]) -> NDArray[Any]:
        return exact if self._unit == 1 else (exact / self._unit).astype(float)

    def _chosen(self, names: Names, among: Sequence[str], what: str) -> tuple[str, ...]:
        given = among if names is None else several(names, what)
        for name in given:
            known(name, among, what)
        if not given:
            raise BadGame(f"no {what} was given; one or more of {', '.join(among)} are accepted")
        return tuple(name for name in among if name in given)

    def _gains(self, totals: NDArray[Any], who: Sequence[str], what: Sequence[str]) -> NDArray[Any]:
        """Return what each party gains over its walk-away value, in a unit that makes all whole."""
        stands = self._exact({i: o for i, o in self.status_quo.items() if i not in what})
        rest = [int(stands[self.parties.index(p)]) - self.asks[p] * self._unit for p in who]
        finer = math.lcm(*(value.denominator for value in rest))
        spare = [int(value * finer) for value in rest]
        most = max(map(abs, spare)) + max(int(totals.max()), 1) * finer
        kind = np.int64 if most < EXACT else object
        return np.asarray(totals.astype(kind) * finer + np.array(spare, kind)[:, None])

    def _frame(
        self, issues: Sequence[str], codes: Ints, parties: Sequence[str], totals: NDArray[Any]
    ) -> pd.DataFrame:
        points = zip(parties, totals, strict=True)
        columns = self._chosen_options(issues, codes)
        return pd.DataFrame(columns | {party: self._written(row) for party, row in points})

    def _chosen_options(self, issues: Sequence[str], codes: Ints) -> dict[str, NDArray[Any]]:
        options: dict[str, Any] = dict.fromkeys(issues)
        for issue in reversed(issues):
            codes, chosen = np.divmod(codes, len(self.options[issue]))
            options[issue] = np.array(self.options[issue], dtype=object)[chosen]
        return options

    def _frontier(self, who: tuple[str, ...], what: tuple[str, ...]) -> tuple[NDArray[Any], Ints]:
        """Return the distinct efficient totals (parties × outcomes) and each one's first deal.

        A deal is a number whose digits are the options; the last issue's run fastest.
        """
        key = who, what, tuple(self.status_quo[issue] for issue in what)
        if key not in self._known:
            self._known[key] = built(*self._parts(who, what))
        return self._known[key]

    def _parts(
        self, who: tuple[str, ...], what: tuple[str, ...]
    ) -> tuple[list[NDArray[Any]], list[int]]:
        """Return for each issue its points (parties × options) and its place in a deal's number."""
        seats = [self.parties.index(p) for p in who]
        sizes = [len(self.options[issue]) for issue in what]
        place = {issue: math.prod(sizes[n + 1 :]) for n, issue in enumerate(what)}
        order = [issue for issue in self._order if issue in what]
        return [self._points[issue][:, seats].T for issue in order], [place[i] for i in order]

    def foreseen(self, parties: Names = None, issues: Names = None) -> Ahead:
        """Return what the frontier will take, soon; no work where it is little, or known."""
        who = self._chosen(parties, self.parties, "party")
        what = self._chosen(issues, self.issues, "issue")
        key = who, what, tuple(self.status_quo[issue] for issue in what)
        if key in self._known:
            return Ahead(0.0, self._known[key][1].size)
        ahead, whole = foreseen(*self._parts(who, what))
        if whole:
            self._known[key] = whole
        return ahead

    def frontier(self, parties: Names = None, issues: Names = None) -> pd.DataFrame:
        """Return the efficient outcomes: one row for each distinct one, as deals are listed.

        Columns: the option of each open issue, then the points of each party on those issues.
        Where several deals have the same outcome, the row shows the one listed first.
        """
        who = self._chosen(parties, self.parties, "party")
        what = self._chosen(issues, self.issues, "issue")
        totals, codes = self._frontier(who, what)
        return self._frame(what, codes, who, totals)

    def deals(
        self, parties: Names = None, issues: Names = None, limit: float = 100_000
    ) -> pd.DataFrame:
        """Return every deal, efficient or not, from which none of `parties` walks away.

        One row a deal, as they are listed: an option for every issue, the points of every party.
        Raises `TooManyDeals` once more than `limit` partial deals are alive; nothing is cut off.
        """
        if not (isinstance(limit, float) and limit > 0):  # inf is a limit too
            limit = math.floor(number(limit, "limit", "a number of 0 or more", 0))
        who = self._chosen(parties, self.parties, "party")
        seats = [self.parties.index(p) for p in who]
        what = self._chosen(issues, self.issues, "issue")
        points = {i: p if i in what else p[:1] for i, p in self._points.items()}
        hope = sum(p.max(axis=0) for p in points.values())
        need = np.array([math.ceil(self.asks[p] * self._unit) for p in who], object)
        if hope.dtype != object:
            need = np.clip(need, -EXACT, EXACT).astype(np.int64)
        fewer = "ask for fewer issues, a higher limit, or frontier(), of efficient outcomes alone"
        totals, codes = np.zeros((1, len(self.parties)), hope.dtype), np.zeros(1, np.int64)
        for issue, added in points.items():
            hope, size = hope - added.max(axis=0), codes.size * len(added)
            if size > limit and size * len(self.parties) > MOST_LISTED:
                raise TooManyDeals(
                    f"{size:,} of {self.size:,} deals are to be weighed at {issue!r}: {fewer}"
                )
            totals = (totals[:, None, :] + added).reshape(-1, len(self.parties))
            codes = (codes[:, None] * len(self.options[issue]) + np.arange(len(added))).ravel()
            alive = (totals[:, seats] + hope[seats] >= need).all(axis=1)
            totals, codes = totals[alive], codes[alive]
            if codes.size > limit:
                raise TooManyDeals(
                    f"over {limit:,.0f} of {self.size:,} deals are alive at {issue!r}: {fewer}"
                )
        return self._frame(self.issues, codes, self.parties, totals.T)

    def settle(
        self, rule: str = "nash", parties: Names = None, issues: Names = None
    ) -> dict[str, Any] | None:
        """Return the deal that a rule picks, or None where every deal makes somebody walk away.

        The deal has an option for every issue and the points of every party.
        """
        known(rule, RULES, "rule")
        who = self._chosen(parties, self.parties, "party")
        what = self._chosen(issues, self.issues, "issue")
        totals, codes = self._frontier(who, what)
        gains = self._gains(totals, who, what)
        signable = np.flatnonzero((gains >= 0).all(axis=0))
        if not signable.size:
            return None
        picked = signable[best(rule, totals[:, signable], gains[:, signable])]
        chosen = self._chosen_options(what, codes[picked[:1]])
        deal = self.status_quo | {issue: option[0] for issue, option in chosen.items()}
        return {**deal, **self.scores(deal)}

    def blockers(self, deal: Mapping[Any, Any], parties: Names = None) -> tuple[str, ...]:
        """Return who would walk away rather than sign, in the order of the parties.

        `deal`: issue → option, such as a row of `frontier`; what it leaves out stands as it is.
        """
        who, exact = self._chosen(parties, self.parties, "party"), self.exact(deal)
        return tuple(party for party in who if exact[party] < self.asks[party])
