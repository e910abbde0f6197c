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


@dataclass
class How:
    rule: str
    leverage: dict[str, Fraction]
    vetoes: int | list[str] | None
    lasting: bool
    foresight: bool

    def block(self, table: PlainTable) -> list[str]:
        if self.vetoes is None:
            block = table.parties
        elif isinstance(self.vetoes, int):
            block = table.parties[: self.vetoes]
        else:
            block = [p for p in table.parties if p in self.vetoes]
        return block or table.parties[:1]


def sit(
    game: Plain,
    tables: list[PlainTable],
    deal: Deal,
    signed: set[str],
    agreed: set[str],
    how: How,
    block: list[str],
) -> tuple[Deal, list[str]]:
    """The first of the tables, which meets: what stands after it, and who signed."""
    table, later = tables[0], tables[1:]
    holds = game.total(deal)
    asks = {}
    for p in table.parties:
        asks[p] = holds[p] if p in signed else game.asks[p]
        if how.lasting or p not in signed:
            asks[p] -= how.leverage.get(p, Fraction(0))

    def signers(new: Deal) -> list[str]:
        total = game.total(new)
        return [p for p in table.parties if p in block or total[p] >= asks[p]]

    def value(new: Deal) -> dict[str, Fraction]:
        if not how.foresight:
            return game.total(new)
        if new == deal:
            return game.total(play_on(game, later, deal, signed, agreed, how).deal)
        ended = play_on(game, later, new, signed | {*signers(new)}, agreed | {table.name}, how)
        return game.total(ended.deal)

    top, chosen = None, deal
    for new in Plain(game.points, game.asks, deal).listed(table.issues):
        worths = value(new)
        gains = [worths[p] - asks[p] for p in block]
        if min(gains) < 0:
            continue
        ranked = worth(how.rule, gains, sum((worths[p] for p in block), Fraction(0)))
        if top is None or ranked > top:
            top, chosen = ranked, new
    return chosen, signers(chosen) if chosen != deal else []


def play_on(
    game: Plain, tables: list[PlainTable], deal: Deal, signed: set[str], agreed: set[str], how: How
) -> Played:
    """These tables, which are still to meet, played from what stands."""
    if not tables:
        return Played(deal)
    table = tables[0]
    met = all(name in agreed for name in table.after)
    new, names, holdouts = deal, [], []
    if met:
        block = how.block(table)
        new, names = sit(game, tables, deal, signed, agreed, how, block)
        if new == deal and len(block) > 1:
            for p in block:
                rest = [q for q in block if q != p]
                if sit(game, tables, deal, signed, agreed, how, rest)[0] != deal:
                    holdouts.append(p)
    changed = {i: o for i, o in new.items() if o != deal[i]}
    now = agreed | {table.name} if changed else agreed
    rest = play_on(game, tables[1:], new, signed | {*names}, now, how)
    sitting = (table.name, met, changed, tuple(names), tuple(holdouts))
    return Played(rest.deal, [sitting, *rest.sittings])


def play(
    game: Plain,
    tables: list[PlainTable],
    settled: Deal,
    rule: str,
    leverage: dict[str, Fraction],
    vetoes: int | list[str] | None,
    lasting: bool,
    foresight: bool = False,
) -> Played:
    how = How(rule, leverage, vetoes, lasting, foresight)
    return play_on(game, tables, {**game.stands, **settled}, set(), set(), how)


def measures(
    game: Plain, played: Played, root: set[tuple[str, str]], government: str, part: set
) -> dict:
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
        "part_issues": sum(pair in part for pair in played.deal.items()),
        "joint_gain": sum(end.values()) - sum(start.values()),
        "worst_off": worst,
        "worst_gain": gains[worst],
        "left_out": tuple(
            p for p in game.parties if not any(p in names for *_, names, _ in played.sittings)
        ),
        "government_gives": gives,
    }
