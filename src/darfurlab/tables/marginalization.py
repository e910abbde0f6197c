"""Frame → frame for lesson 01: who shares which grievance, in which figures, and what was tried."""

from __future__ import annotations

from typing import Any

import pandas as pd

from darfurlab.datasets.words import BASIS_LABELS
from darfurlab.tables.common import names, need


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


def _attempts(processes: pd.DataFrame, actors: pd.DataFrame, end: str) -> pd.DataFrame:
    """Return the attempts with somebody at one end, `lead` or `stopped_by`, and both by name."""
    frame = need(processes, "process", "name", "kind", "fate", "lead", "stopped_by")
    frame = need(frame, "basis", "passages", "where")
    frame = frame[(frame["kind"] == "attempt") & frame[end].map(bool)].copy()
    frame["by"] = names(frame["lead"], actors)
    frame["stopped"] = names(frame["stopped_by"], actors)
    frame["label"] = frame["basis"].map(BASIS_LABELS)
    return frame.reset_index(drop=True)


def attempts(processes: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return each attempt to put national issues on the table: who tried, what became of it.

    Columns: process, name, by, fate, stopped, start, outcome, hedge, label, passages, where. The
    general statement, of which other attempts are examples, is left out.
    """
    frame = _attempts(need(processes, "start", "outcome", "hedge"), actors, "lead")
    frame["fate"] = frame["fate"].replace({"not_stated": "not stated"})
    keep = ["process", "name", "by", "fate", "stopped", "start", "outcome", "hedge", "label"]
    return frame[[*keep, "passages", "where"]]


def off_the_agenda(processes: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return the attempts to discuss national issues that were refused, and by whom.

    The brief's general statement comes first. Columns: attempt, made_by, refused_by, how, label,
    passages, where. Attempts of which the brief gives no answer are left out.
    """
    frame = _attempts(processes, actors, "stopped_by")
    frame["by"] = frame["by"].replace("", "stated in general")
    called = {"name": "attempt", "by": "made_by", "stopped": "refused_by", "fate": "how"}
    return frame.rename(columns=called)[[*called.values(), "label", "passages", "where"]]
