"""Frame → frame: the joins, counts and matrices that the lessons ask for.

Every function copies what it is given and returns a new frame; none reads a file. Frames come from
`darfurlab.datasets`; a column that is missing raises `MissingColumnError` with the ones there are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

BASIS_LABELS: Mapping[str, str] = {
    "stated": "fact",  # the brief states it as one
    "claim": "claim",
    "inferred": "coding",
    "coding": "coding",
    "external": "fact",  # another source states it
}


class MissingColumnError(KeyError):
    """A frame lacks a column that the function needs; the message lists those it has."""

    def __init__(self, column: str, frame: pd.DataFrame) -> None:
        there = ", ".join(str(c) for c in frame.columns)
        super().__init__(f"no column {column!r}; the frame has: {there}")

    def __str__(self) -> str:
        return str(self.args[0])


def need(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return a copy of the frame if it has the columns; `MissingColumnError` if not."""
    for column in columns:
        if column not in frame:
            raise MissingColumnError(column, frame)
    return frame.copy()


def names(ids: pd.Series[Any], lookup: pd.DataFrame) -> pd.Series[Any]:
    """Return the names of ids, joined by commas where a cell holds several.

    `lookup`: a frame whose first column is the id, with a column `name`. An unknown id stays.
    """
    named = dict(zip(lookup.iloc[:, 0], need(lookup, "name")["name"], strict=True))

    def one(cell: Any) -> Any:
        if isinstance(cell, tuple):
            return ", ".join(str(named.get(item, item)) for item in cell)
        return named.get(cell, cell)

    return ids.map(one)


def grievances_by_region(
    grievances: pd.DataFrame, grievance_regions: pd.DataFrame, regions: pd.DataFrame
) -> pd.DataFrame:
    """Return one row for each issue and conflict region, also where the brief ties nothing.

    Columns: grievance, issue, level, role, region, place, tie (named, inferred, not stated), note,
    hedge, regions_tied (how many of the conflict regions the issue is tied to), passages, where.
    Rows come in the order of issues tied to most regions first.
    """
    places = need(regions, "region", "name", "kind")
    places = places[places["kind"] == "conflict_region"]
    issues = need(grievances, "grievance", "name", "level", "role")
    issues = issues.rename(columns={"name": "issue"})
    every = issues[["grievance", "issue", "level", "role"]].merge(
        places[["region", "name"]].rename(columns={"name": "place"}), how="cross"
    )
    wanted = ["grievance", "region", "how", "note", "hedge", "passages", "where"]
    ties = need(grievance_regions, *wanted)[wanted]
    frame = every.merge(ties, on=["grievance", "region"], how="left")
    tied = frame["how"].notna()
    frame["tie"] = frame["how"].replace({"all": "named"}).fillna("not stated")
    frame["regions_tied"] = tied.groupby(frame["grievance"]).transform("sum")
    frame["passages"] = frame["passages"].map(lambda p: p if isinstance(p, tuple) else ())
    for column, empty in (("note", "The brief does not tie them."), ("where", "none")):
        frame[column] = frame[column].fillna(empty)
    order = frame.sort_values("regions_tied", ascending=False, kind="stable")
    return order.drop(columns="how").reset_index(drop=True)


def ranges(figures: pd.DataFrame, regions: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that have at least one bound, with a place by name and a short caveat.

    Adds: places (names), shown (the number in words, hedge included), cannot_tell (the caveat's
    first sentence), from_to (low and high as numbers, the open end filled by the other bound).
    """
    frame = need(figures, "low", "high", "unit", "hedge", "caveat", "place")
    frame = frame[frame["low"].notna() | frame["high"].notna()].copy()
    frame["places"] = names(frame["place"], regions)
    frame["cannot_tell"] = frame["caveat"].str.extract(r"^(.+?[.])(?:\s|$)", expand=False)
    frame["from"] = frame["low"].fillna(frame["high"])
    frame["to"] = frame["high"].fillna(frame["low"])
    ends = zip(frame["low"], frame["high"], frame["hedge"], strict=True)
    frame["shown"] = [_in_words(*row) for row in ends]
    return frame.reset_index(drop=True)


def _in_words(low: float, high: float, hedge: Any) -> str:
    hedged = f" (“{hedge}”)" if isinstance(hedge, str) else ""
    if low != low or high != high:  # NaN: that end is open
        return f"{'up to' if low != low else 'from'} {high if low != low else low:,.10g}{hedged}"
    return f"{low:,.10g}{hedged}" if low == high else f"{low:,.10g} to {high:,.10g}{hedged}"


def attempts(processes: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return each attempt to put national issues on the table: who tried, what became of it.

    Columns: process, name, by, fate, stopped, start, outcome, hedge, label, passages, where. The
    general statement, of which other attempts are examples, is left out.
    """
    frame = need(processes, "process", "name", "kind", "fate", "lead", "stopped_by", "start")
    frame = need(frame, "outcome", "hedge", "basis", "passages", "where")
    frame = frame[(frame["kind"] == "attempt") & frame["lead"].map(bool)].copy()
    frame["by"] = names(frame["lead"], actors)
    frame["stopped"] = names(frame["stopped_by"], actors)
    frame["fate"] = frame["fate"].replace({"not_stated": "not stated"})
    frame["label"] = frame["basis"].map(BASIS_LABELS)
    keep = ["process", "name", "by", "fate", "stopped", "start", "outcome", "hedge", "label"]
    return frame[[*keep, "passages", "where"]].reset_index(drop=True)


def off_the_agenda(processes: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return what was kept off the table, by whom and how; the brief's general statement first.

    Columns: subject, raised_by, kept_off_by, how, in_the_brief, label, passages, where. Attempts of
    which the brief gives no answer are left out.
    """
    frame = need(processes, "process", "name", "kind", "fate", "lead", "stopped_by", "outcome")
    frame = need(frame, "basis", "passages", "where")
    frame = frame[(frame["kind"] == "attempt") & frame["stopped_by"].map(bool)].copy()
    frame["subject"], frame["how"], frame["in_the_brief"] = (
        frame["name"], frame["fate"], frame["outcome"]
    )  # fmt: skip
    frame["raised_by"] = names(frame["lead"], actors).replace("", "stated in general")
    frame["kept_off_by"] = names(frame["stopped_by"], actors)
    frame["label"] = frame["basis"].map(BASIS_LABELS)
    keep = ["subject", "raised_by", "kept_off_by", "how", "in_the_brief", "label", "passages"]
    return frame[[*keep, "where"]].reset_index(drop=True)


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


def argument(claims: pd.DataFrame, links: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the brief's argument laid out for drawing: its claims, and the links between them.

    Claims gain: steps (how many links lie between the claim and the nearest theses, at most),
    leads_to (the ids of the theses it leads to, itself included), band and row (where it stands:
    theme, and place within it). Links gain the ends' steps, themes and rows. A claim that leads to
    no thesis stands furthest out.
    """
    nodes = need(claims, "claim", "theme", "thesis").set_index("claim", drop=False)
    onward: dict[str, list[str]] = {claim: [] for claim in nodes.index}
    for source, target in zip(links["from_claim"], links["to_claim"], strict=True):
        onward[source].append(target)
    theses = set(nodes.index[nodes["thesis"]])
    seen: dict[str, tuple[int, frozenset[str]]] = {}

    def reach(claim: str) -> tuple[int, frozenset[str]]:
        if claim not in seen:
            ways = [reach(target) for target in onward[claim]]
            reached = frozenset({claim} & theses).union(*(way[1] for way in ways))
            far = 1 + max((steps for steps, to in ways if to), default=0)
            seen[claim] = (0 if claim in theses else far, reached)
        return seen[claim]

    nodes["steps"] = [reach(claim)[0] for claim in nodes.index]
    nodes["leads_to"] = [tuple(sorted(reach(claim)[1])) for claim in nodes.index]
    nodes["row"] = nodes.groupby(["theme", "steps"], sort=False).cumcount()
    ends = nodes[["steps", "theme", "row"]]
    drawn = links.join(ends.add_prefix("from_"), on="from_claim")
    drawn = drawn.join(ends.add_prefix("to_"), on="to_claim")
    return nodes.reset_index(drop=True), drawn.reset_index(drop=True)


def who_is_who(actors: pd.DataFrame, relations: pd.DataFrame) -> pd.DataFrame:
    """Return the actors by camp and name, with how often each acts and is acted upon.

    Adds: acts, acted_upon (counts of relations).
    """
    frame = need(actors, "actor", "name", "acronym", "kind", "camp", "description")
    for column, end in (("acts", "source"), ("acted_upon", "target")):
        counted = need(relations, end)[end].value_counts()
        frame[column] = frame["actor"].map(counted).fillna(0).astype("int64")
    return frame.sort_values(["camp", "name"], key=lambda c: c.str.casefold(), ignore_index=True)
