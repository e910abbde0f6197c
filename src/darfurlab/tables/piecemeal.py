"""Frame → frame for lesson 02: what happened when, and the paths to peace."""

from __future__ import annotations

from typing import Any

import pandas as pd

from darfurlab.datasets.words import BASIS_LABELS
from darfurlab.tables.common import names, need


def paths(processes: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Return agreements, talks, conferences, panels and plans within Sudan, by their place.

    Adds: place (a conflict region or several, North and South, or all of Sudan), begins and ends
    (days, missing where the brief gives none), known (the dates in words). Talks that only stand
    for others and have no date of their own are left out.
    """
    frame = need(processes, "process", "name", "kind", "scope", "start", "end", "regions")
    frame = need(frame, "part_of", "start_start", "end_end", "outcome", "basis", "where")
    kinds = ["agreement", "talks", "conference", "panel", "plan"]
    frame = frame[frame["kind"].isin(kinds) & (frame["scope"] != "international")].copy()
    undated = frame["start"].isna() & frame["end"].isna()
    general = frame["process"].isin(processes["part_of"]) & (frame["kind"] == "talks") & undated
    frame = frame[~general]
    five = need(regions, "region", "name", "kind")
    five = five[five["kind"] == "conflict_region"]
    own = frame["regions"].map(lambda ids: tuple(i for i in ids if i in set(five["region"])))
    wider = frame["scope"].map({"north_south": "North and South", "national": "All of Sudan"})
    frame["place"] = wider.fillna(names(own, five).str.replace(", ", " and "))
    frame["begins"], frame["ends"] = frame["start_start"], frame["end_end"]
    frame["known"] = [_dates(a, b) for a, b in zip(frame["start"], frame["end"], strict=True)]
    frame["label"] = frame["basis"].map(BASIS_LABELS)
    frame["size"] = frame.groupby("place")["place"].transform("size")
    order = ["size", "place", "begins", "ends"]
    ahead = [False, True, True, True]
    return frame.sort_values(order, ascending=ahead, kind="stable", ignore_index=True)


def _dates(start: Any, end: Any) -> str:
    if not isinstance(start, str):
        return f"until {end}; start not stated" if isinstance(end, str) else "no date given"
    if not isinstance(end, str):
        return f"from {start}; end not stated"
    return start if start == end else f"{start} to {end}"


def dated(events: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return the events by date, each with who took part by name and how well the day is known.

    Adds: who, known_to (year, month, day), label (fact, claim or coding).
    """
    frame = need(events, "date", "date_start", "date_end", "actors", "basis")
    frame["who"] = names(frame["actors"], actors)
    frame["known_to"] = frame["date"].str.len().map({4: "year", 7: "month", 10: "day"})
    frame["label"] = frame["basis"].map(BASIS_LABELS)
    return frame.sort_values(["date_start", "date_end"], kind="stable").reset_index(drop=True)
