"""A negotiation and a process played by listing every deal, from the docstrings alone.

Nothing here comes from the package, and nothing is clever: fractions, every deal, plain loops.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import prod

Deal = dict[str, str]


@dataclass
class Plain:
    """A game: issue → option → party → points, walk-away values, and what stands."""

    points: dict[str, dict[str, dict[str, Fraction]]]
    asks: dict[str, Fraction]
    stands: Deal

    @property
    def parties(self) -> list[str]:
        return list(self.asks)

    def total(self, deal: Deal) -> dict[str, Fraction]:
        return {p: sum((self.points[i][o][p] for i, o in deal.items()), Fraction(0))
                for p in self.parties}  # fmt: skip

    def listed(self, issues: list[str]) -> list[Deal]:
        """Every deal on some issues, the rest as it stands; what stands is each issue's first."""
        ways = []
        for issue, options in self.points.items():
            others = [o for o in options if o != self.stands[issue]] if issue in issues else []
            ways.append([self.stands[issue], *others])
        return [dict(zip(self.points, chosen, strict=True)) for chosen in product(*ways)]


def worth(rule: str, gains: list[Fraction], total: Fraction) -> tuple:
    """What a rule ranks by, then the sum of points."""
    if rule == "nash":
        up = [g for g in gains if g > 0]
        return len(up), prod(up, start=Fraction(1)), total
    if rule == "egalitarian":
        return (*sorted(gains), total)
    return (total,)


def settle(game: Plain, rule: str, who: list[str], issues: list[str]) -> Deal | None:
    best, chosen = None, None
    for deal in game.listed(issues):
        total = game.total(deal)
        gains = [total[p] - game.asks[p] for p in who]
        if min(gains) < 0:
            continue
        value = worth(rule, gains, sum((total[p] for p in who), Fraction(0)))
        if best is None or value > best:  # of equal ones the first stays
            best, chosen = value, deal
    return chosen


@dataclass
class PlainTable:
    name: str
    parties: list[str]
    issues: list[str]
    after: list[str]


@dataclass
class Played:
    deal: Deal
    sittings: list[tuple[str, bool, Deal, tuple[str, ...], tuple[str, ...]]] = field(
        default_factory=list
    )


def play(
    game: Plain,
    tables: list[PlainTable],
    settled: Deal,
    rule: str,
    leverage: dict[str, Fraction],
    vetoes: int | list[str] | None,
    lasting: bool,
) -> Played:
    deal = {**game.stands, **settled}
    signed: set[str] = set()
    agreed: set[str] = set()
    played = Played(deal)
    for table in tables:
        holds = game.total(deal)
        asks = dict(game.asks)
        for p in table.parties:
            asks[p] = holds[p] if p in signed else game.asks[p]
            if lasting or p not in signed:
                asks[p] -= leverage.get(p, Fraction(0))
        here = Plain(game.points, asks, deal)
        if vetoes is None:
            block = table.parties
        elif isinstance(vetoes, int):
            block = table.parties[:vetoes]
        else:
            block = [p for p in table.parties if p in vetoes]
        block = block or table.parties[:1]
        met = all(name in agreed for name in table.after)
        new = (settle(here, rule, block, table.issues) if met else None) or deal
        holdouts = []
        if met and new == deal and len(block) > 1:
            for p in block:
                rest = [q for q in block if q != p]
                if (settle(here, rule, rest, table.issues) or deal) != deal:
                    holdouts.append(p)
        names = []
        if new != deal:
            agreed.add(table.name)
            total = game.total(new)
            names = [p for p in table.parties if total[p] >= asks[p]]
        changed = {i: o for i, o in new.items() if o != deal[i]}
        played.sittings.append((table.name, met, changed, tuple(names), tuple(holdouts)))
        signed |= set(names)
        deal = new
    played.deal = deal
    return played


def measures(game: Plain, played: Played, root: set[tuple[str, str]], government: str) -> dict:
    start, end = game.total(game.stands), game.total(played.deal)
    gains = {p: end[p] - game.asks[p] for p in game.parties}
    worst = next(p for p in game.parties if gains[p] == min(gains.values()))
    gives = Fraction(0)
    for issue, option in played.deal.items():
        lost = (game.points[issue][game.stands[issue]][government]
                - game.points[issue][option][government])  # fmt: skip
        gives += max(lost, Fraction(0))
    reached = [pair for pair in played.deal.items() if pair in root]
    return {
        "deals": sum(bool(changed) for _, _, changed, _, _ in played.sittings),
        "tables": len(played.sittings),
        "root_touched": bool(reached),
        "root_issues": len(reached),
        "joint_gain": sum(end.values()) - sum(start.values()),
        "worst_off": worst,
        "worst_gain": gains[worst],
        "left_out": tuple(
            p for p in game.parties if not any(p in names for *_, names, _ in played.sittings)
        ),
        "government_gives": gives,
    }
