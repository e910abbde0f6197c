"""Frame → frame: what a ratio of deaths depends on, and how far two readers of names agree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from darfurlab.tables.common import need

ENDS = ["best", "low", "high"]
DARFUR = ("army_rebels", "between_groups", "one_sided")
# In these years some fights without the army were of armed groups, so that their sum says nothing
# of communities alone: no base year for a comparison.
ARMED_GROUPS = (2003, 2005, 2006)


class Count(NamedTuple):
    """Who is counted: a name, what the name leaves open, where, and which kinds of violence."""

    name: str
    more: str
    place: str
    kinds: tuple[str, ...]
    told: str


COUNTS: Mapping[str, Count] = {
    "army": Count("Army and movements", "Darfur", "darfur", DARFUR[:1],
                  "in the war of army and armed movements in Darfur"),
    "groups": Count("Between communities", "Darfur; no army", "darfur", DARFUR[1:2],
                    "in fights between communities in Darfur"),
    "civilians": Count("Killing of civilians", "Darfur", "darfur", DARFUR[2:],
                       "in the killing of civilians in Darfur"),
    "together": Count("The three together", "Darfur", "darfur", DARFUR,
                      "in all three kinds of violence in Darfur"),
    "sudan": Count("All Sudan", "the first two kinds", "sudan", DARFUR[:2],
                   "in all of Sudan, without the killing of civilians"),
}  # fmt: skip


def compared(
    violence: pd.DataFrame, figures: pd.DataFrame, figure: str = "fatalities-ratio-2010"
) -> pd.DataFrame:
    """Return the deaths of a figure's year for each one of an earlier year, by who is counted.

    One row for each count of `COUNTS` and base year, but those of `ARMED_GROUPS`. Columns: who,
    name, more, told, base, year, best, low, high and base_best, base_low, base_high (people);
    ratio, least (low by the high of the base) and most (high by the low of the base), all three
    missing where the base has no deaths; said (the ratio in words), claimed (the ratio of the
    figure), passages and where of the figure.
    Low and high are sums of low and high counts, and no confidence interval.
    """
    data = need(violence, "place", "year", "kind", "counted_by", *ENDS)
    data = data[data["counted_by"] == "ucdp"]
    brief = need(figures, "figure", "high", "start", "passages", "where")
    (claim,) = brief[brief["figure"] == figure].to_dict("records")
    year, rows = int(claim["start"]), []
    for who, count in COUNTS.items():
        own = data[(data["place"] == count.place) & data["kind"].isin(count.kinds)]
        sums = own.groupby("year")[ENDS].sum()
        people = {int(y): {end: int(sums.loc[y, end]) for end in ENDS} for y in sums.index}
        named = {"who": who, "name": count.name, "more": count.more, "told": count.told}
        rows += [
            named | _beside(base, then, year, people[year])
            for base, then in people.items()
            if base < year and base not in ARMED_GROUPS
        ]  # fmt: skip
    first = claim["passages"][0], claim["where"].split("; ")[0]  # the others are its endnotes
    frame = pd.DataFrame(rows).assign(claimed=claim["high"], where=first[1])
    frame["passages"] = pd.Series([first[:1]] * len(rows), dtype=object)
    return frame


def _beside(base: int, then: dict[str, int], year: int, now: dict[str, int]) -> dict[str, Any]:
    row: dict[str, Any] = {"base": base, "year": year, **now}
    row |= {f"base_{end}": n for end, n in then.items()}
    row |= {"ratio": _ratio(now["best"], then["best"]), "least": _ratio(now["low"], then["high"])}
    row["most"] = _ratio(now["high"], then["low"])
    return row | {"said": _said(row)}


def _ratio(now: int, then: int) -> float:
    return now / then if then else float("nan")


def _said(row: Mapping[str, Any]) -> str:
    if row["ratio"] != row["ratio"]:
        return f"no ratio: {row['base_best']} in {row['base']}"
    return f"{short(row['ratio'])} ({short(row['least'])} to {short(row['most'])})"


def short(ratio: float) -> str:
    """Return a ratio with one decimal, or two where it is below one."""
    return f"{ratio:.1f}" if round(ratio, 2) >= 1 else f"{ratio:.2f}"


def ratio_by_hand(deaths: pd.DataFrame, base: int, year: int) -> float:
    """Return the deaths of a year for each one of a base year, best estimates, over given rows.

    `deaths`: rows of `load_violence_years`, already cut to those to count.
    """
    sums = need(deaths, "year", "best").groupby("year")["best"].sum()
    return _ratio(int(sums.get(year, 0)), int(sums.get(base, 0)))


def readings(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return how often two readers of the names of pairs gave which answers.

    `pairs`: from `load_violence_pairs`; what was not read is left out. One row for each answer of
    the first reader, one column for each of the second.
    """
    read = need(pairs, "first_reading", "second_reading").dropna(
        subset=["first_reading", "second_reading"]
    )
    answers = ["yes", "no", "unclear"]
    table = pd.crosstab(read["first_reading"], read["second_reading"])
    table = table.reindex(index=answers, columns=answers, fill_value=0)
    table.columns = [f"second: {answer}" for answer in answers]
    table.insert(0, "reading", [f"first: {answer}" for answer in answers])
    return table.reset_index(drop=True)
