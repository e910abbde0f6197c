"""Frame → frame: what counts as an agreement, and who from outside put a name to one."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from darfurlab.tables.common import need


def counted_as_agreements(agreements: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Return how many agreements on Darfur each of three sources counts, and by which rule.

    Columns: source, agreements (a number), which (years, or titles where they are few), rule, where
    (passages, for the brief), passages. All are agreements to July 2011.
    """
    index = need(agreements, "title", "date", "scope", "ucdp")
    index = index[index["scope"] == "darfur"]
    listed = index[index["ucdp"].notna()]
    numbers = need(figures, "figure", "low", "passages", "where")
    (brief,) = numbers[numbers["figure"] == "major-agreements"].to_dict("records")
    per_year = index["date"].str[:4].value_counts().sort_index()
    rows = [
        ("the brief", int(brief["low"]), "2004, 2006, 2011", "the authors call them major",
         brief["where"], brief["passages"]),
        ("PA-X (index of documents)", len(index),
         ", ".join(f"{year}: {n}" for year, n in per_year.items()),
         "every document that came out of the talks", "outside source", ()),
        ("UCDP (list of agreements)", len(listed),
         "; ".join(f"{title} ({date[:4]})"
                   for title, date in zip(listed["title"], listed["date"], strict=True)),
         "parties at war settle or regulate what they fight about", "outside source", ()),
    ]  # fmt: skip
    return pd.DataFrame(
        rows, columns=["source", "agreements", "which", "rule", "where", "passages"]
    )


def names_from_outside(
    third_parties: pd.DataFrame, agreements: pd.DataFrame, scopes: Sequence[str] = ("darfur",)
) -> pd.DataFrame:
    """Return who from outside stands on each document, for those that name anybody.

    Columns: date, title, people (how many names), names (with those they stood for), from earliest.
    """
    named = need(third_parties, "agreement", "person", "on_behalf_of")
    about = need(agreements, "agreement", "title", "date", "scope", "third_parties")
    about = about[about["scope"].isin(scopes)]
    people = named.groupby("agreement").size().rename("people")
    frame = about.merge(people, on="agreement").rename(columns={"third_parties": "names"})
    return frame.sort_values("date", kind="stable")[
        ["date", "title", "people", "names"]
    ].reset_index(drop=True)
