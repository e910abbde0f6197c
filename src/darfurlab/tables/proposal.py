"""Frame → frame: what the brief proposes, in which phase, by whom, and what must come first.

Frames come from `darfurlab.datasets`; nothing here reads a file. What the brief leaves open stays
in the tables under the words "not stated" or "nobody named".
"""

from __future__ import annotations

import pandas as pd

from darfurlab import tables
from darfurlab.datasets import order as precedence

NOT_STATED, NOBODY = "not stated", "nobody named"


def _with_phases(given: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return the frame with a label, and each row's phase as text, also where it was a number."""
    frame = tables.need(given, *columns, "phase", "hedge", "basis", "passages", "where")
    phases = frame["phase"].astype(object).map(str, na_action="ignore")
    frame["phase"] = phases.fillna(NOT_STATED)
    frame["label"] = frame["basis"].map(tables.BASIS_LABELS)
    return frame


def issues_by_phase(grievances: pd.DataFrame) -> pd.DataFrame:
    """Return every issue by the phase that the brief gives it, those without a phase last.

    Adds: label (fact, claim or coding). Within a phase, national issues come before regional ones.
    """
    frame = _with_phases(grievances, "grievance", "name", "level", "role", "description")
    return frame.sort_values(["phase", "level"], kind="stable", ignore_index=True)


def who_does_what(recommendations: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each recommendation and actor asked, those who are asked most first.

    Adds: who (a name, or "nobody named", which comes before all), named, asked (how many
    recommendations this actor has), phase ("not stated" where the brief gives none), label. A
    recommendation to several actors has a row for each.
    """
    frame = _with_phases(recommendations, "recommendation", "name", "actor", "action")
    frame = frame.explode("actor", ignore_index=True)
    frame["who"] = tables.names(frame["actor"], actors).fillna(NOBODY)
    frame["asked"] = frame.groupby("who")["who"].transform("size")
    frame["named"] = frame["who"] != NOBODY
    frame["seen"] = frame.groupby("who", sort=False).ngroup()
    keep = ["recommendation", "name", "who", "named", "asked", "action", "phase", "hedge", "label"]
    ahead = [True, False, True]
    order = frame.sort_values(["named", "asked", "seen"], ascending=ahead, kind="stable")
    return order[[*keep, "passages", "where"]].reset_index(drop=True)


def posts(mandates: pd.DataFrame, actors: pd.DataFrame, holders: list[str]) -> pd.DataFrame:
    """Return the posts with a task of their own that these actors held, by holder.

    Columns: who, post, task, since ("not stated" where the brief gives no date), label, passages,
    where.
    """
    frame = tables.need(mandates, "actor", "role", "task", "start", "basis", "passages", "where")
    frame = frame[frame["actor"].isin(holders) & frame["task"].notna()].copy()
    frame["who"] = tables.names(frame["actor"], actors)
    frame["since"] = frame["start"].fillna(NOT_STATED)
    frame["label"] = frame["basis"].map(tables.BASIS_LABELS)
    frame = frame.rename(columns={"role": "post"})
    frame = frame.sort_values("who", kind="stable", ignore_index=True)
    return frame[["who", "post", "task", "since", "label", "passages", "where"]]


def steps(recommendations: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the recommendations by what must come first, and which waits for which.

    Steps gain: turn (1: it waits for nothing; missing where it neither waits nor is waited for, so
    that the brief gives it no order), group (steps that hang together), phase and label. Needs:
    step, first (what it waits for), where; a line that a longer way implies is left out. Raises
    `precedence.RingError`, which names the steps, where they wait for each other in a ring.
    """
    frame = _with_phases(recommendations, "recommendation", "name", "action", "depends_on")
    waits = dict(zip(frame["recommendation"], frame["depends_on"], strict=True))
    layer, lines = precedence.layers(waits), precedence.nearest(waits)
    pairs = [(step, first) for step in waits for first in sorted(lines[step])]
    group = _together(pairs)
    needs = pd.DataFrame(pairs, columns=["step", "first"])
    needs["where"] = needs["step"].map(frame.set_index("recommendation")["where"])
    turns = [layer[step] + 1 if step in group else None for step in waits]
    frame["turn"] = pd.Series(turns, index=frame.index, dtype="Int64")
    frame["group"] = pd.Series(list(map(group.get, waits)), index=frame.index, dtype="Int64")
    keep = ["recommendation", "name", "action", "phase", "turn", "group", "hedge", "label"]
    return frame[[*keep, "passages", "where"]].reset_index(drop=True), needs


def _together(pairs: list[tuple[str, str]]) -> dict[str, int]:
    """Return the number of the group of each step; two that a line joins share one."""
    group: dict[str, int] = {}
    for number, (step, first) in enumerate(pairs):
        joined = {group.get(step, number), group.get(first, number)}
        lowest = min(joined)
        group |= {each: lowest for each, n in group.items() if n in joined}
        group[step] = group[first] = lowest
    return group
