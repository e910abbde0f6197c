"""The curated tables as pandas frames: one zero-argument loader per table.

Each loader returns a fresh frame, one row a record, columns as `describe` lists them. What the
brief does not give is missing (`NaN`), several ids in a cell are a tuple, dates stay text as
precise as they are known, and the first and the last day that each can mean stand beside it
(`date_start`, `date_end` for `date`). The last column, `where`, names the passages as the lessons
do (Introduction ¶2). A file that is missing, broken or at odds with its description raises
`DataError`, which names file, row, column and value.

Source: "How to save Darfur's peace process" (October 2011); every row names its
passages. The tables of the simulation are invented for the classroom and labelled so.
"""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from darfurlab.datasets import folders, schema
from darfurlab.datasets.cells import Column
from darfurlab.datasets.problem import DataError, Problem

__all__ = [
    "DataError",
    "Problem",
    "days",
    "describe",
    "load_actors",
    "load_checklist",
    "load_checklist_coding",
    "load_claim_links",
    "load_claims",
    "load_design_choices",
    "load_design_designs",
    "load_design_objections",
    "load_design_options",
    "load_design_rules",
    "load_events",
    "load_figures",
    "load_glossary",
    "load_grievance_regions",
    "load_grievances",
    "load_mandates",
    "load_outline",
    "load_passages",
    "load_processes",
    "load_quotations",
    "load_recommendations",
    "load_regions",
    "load_relations",
    "load_second_reading",
    "load_simulation_issues",
    "load_simulation_options",
    "load_simulation_parties",
    "load_simulation_processes",
    "load_simulation_reasons",
    "load_simulation_roles",
    "load_simulation_scores",
    "load_simulation_tables",
    "load_simulation_walk_away",
    "load_sources",
    "load_voices",
]


TEXT = pd.Series([""]).dtype  # what this pandas keeps text in: str, or before 3 object


def _series(column: Column, values: list[str]) -> pd.Series[Any]:
    if column.is_list:
        return pd.Series([tuple(v.split(" ")) if v else () for v in values], dtype=object)
    if column.type == "boolean":
        if all(values):
            return pd.Series([v == "true" for v in values], dtype=bool)
        return pd.Series([v == "true" if v else None for v in values], dtype="boolean")
    if column.type == "integer":
        numbers = pd.Series([int(v) if v else None for v in values], dtype="Int64")
        return numbers if numbers.isna().any() else numbers.astype("int64")
    if column.type == "number":
        return pd.Series([float(v) if v else None for v in values], dtype="float64")
    return pd.Series([v or float("nan") for v in values], dtype=TEXT)


def days(dates: pd.Series[Any]) -> pd.DataFrame:
    """Return the first and the last day that each date, cut to what is known, can mean.

    `dates`: text as `2011`, `2011-05` or `2011-05-31`, or missing. The frame has the same index
    and the columns `first` and `last` (datetime64, missing where the date is).
    """
    text = dates.astype(object).map(str, na_action="ignore").astype(TEXT)  # missing stays missing
    first = pd.to_datetime(
        text.where(text.isna(), text + text.str.len().map({4.0: "-01-01", 7.0: "-01", 10.0: ""})),
        format="ISO8601",
    )
    year, month = first + pd.offsets.YearEnd(0), first + pd.offsets.MonthEnd(0)
    last = first.mask(text.str.len() == 7, month).mask(text.str.len() == 4, year)
    return pd.DataFrame({"first": first, "last": last})


def load_outline() -> dict[str, Any]:
    """Return Sudan, South Sudan and their neighbours as a GeoJSON FeatureCollection.

    Source: Natural Earth 1:50m (public domain), cut to the map's window and simplified.
    """
    path = folders.data_folder() / "outline.geojson"
    try:
        outline: dict[str, Any] = json.loads(path.read_text(encoding="utf-8-sig"))
        if not (outline["type"] == "FeatureCollection" and outline["features"]):
            raise ValueError("it holds no features")
    except (OSError, ValueError, LookupError, TypeError) as err:
        expected = f"a GeoJSON FeatureCollection is expected ({err})"
        raise DataError([Problem(path.name, 0, "", "", expected)]) from None
    return outline


def _load(name: str) -> pd.DataFrame:
    table = schema.table(name)
    frame = pd.DataFrame(
        {c.name: _series(c, [row[c.name] for row in table.rows]) for c in table.schema.columns}
    )
    for column in table.schema.columns:
        if column.unit == "date":
            span = days(frame[column.name])
            place = list(frame.columns).index(column.name) + 1
            frame.insert(place, f"{column.name}_start", span["first"])
            frame.insert(place + 1, f"{column.name}_end", span["last"])
    if name != "passages" and "passages" in frame:
        labels = schema.passage_labels()
        frame["where"] = ["; ".join(labels[p] for p in ids) for ids in frame["passages"]]
    return frame


def describe(name: str) -> pd.DataFrame:
    """Return what a table's columns hold: one row a column (column, type, unit, description)."""
    columns = schema.table(name).schema.columns
    return pd.DataFrame(
        [(c.name, "list of ids" if c.is_list else c.type, c.unit, c.description) for c in columns],
        columns=["column", "type", "unit", "description"],
    )


def load_actors() -> pd.DataFrame:
    """Return people, movements, states, bodies, missions and groups; one row an actor."""
    return _load("actors")


def load_checklist() -> pd.DataFrame:
    """Return the 16 conditions of a sound mediation; one row a condition."""
    return _load("checklist")


def load_checklist_coding() -> pd.DataFrame:
    """Return our coding of a process on each condition; one row a verdict."""
    return _load("checklist_coding")


def load_claim_links() -> pd.DataFrame:
    """Return how claims support, qualify or rebut each other; one row a link."""
    return _load("claim_links")


def load_claims() -> pd.DataFrame:
    """Return the brief's argument; one row a claim."""
    return _load("claims")


def load_design_choices() -> pd.DataFrame:
    """Return what a process must settle, as the designer asks it; one row a choice."""
    return _load("design_choices")


def load_design_designs() -> pd.DataFrame:
    """Return the designs to compare one's own with; one row a design."""
    return _load("design_designs")


def load_design_objections() -> pd.DataFrame:
    """Return what the brief, or its critic, would say against a choice; one row an objection."""
    return _load("design_objections")


def load_design_options() -> pd.DataFrame:
    """Return what can be chosen in the designer; one row an option."""
    return _load("design_options")


def load_design_rules() -> pd.DataFrame:
    """Return how a design is held against the 16 conditions; one row a rule."""
    return _load("design_rules")


def load_events() -> pd.DataFrame:
    """Return every dated event; one row an event."""
    return _load("events")


def load_figures() -> pd.DataFrame:
    """Return every number with its range, place, period and caveat; one row a figure."""
    return _load("figures")


def load_glossary() -> pd.DataFrame:
    """Return terms and acronyms; one row a term."""
    return _load("glossary")


def load_grievance_regions() -> pd.DataFrame:
    """Return which issue the brief ties to which region; one row a pair."""
    return _load("grievance_regions")


def load_grievances() -> pd.DataFrame:
    """Return what the wars are about, by level and phase; one row an issue."""
    return _load("grievances")


def load_mandates() -> pd.DataFrame:
    """Return who held which post, appointed by whom; one row a mandate."""
    return _load("mandates")


def load_passages() -> pd.DataFrame:
    """Return the brief's passages: id, place, length and digest; one row a passage."""
    return _load("passages")


def load_processes() -> pd.DataFrame:
    """Return agreements, talks, panels, plans and attempts; one row a process."""
    return _load("processes")


def load_quotations() -> pd.DataFrame:
    """Return whose words the brief quotes; one row a phrase."""
    return _load("quotations")


def load_recommendations() -> pd.DataFrame:
    """Return what the brief says should be done; one row a recommendation."""
    return _load("recommendations")


def load_regions() -> pd.DataFrame:
    """Return the conflict regions and every place named; one row a place."""
    return _load("regions")


def load_relations() -> pd.DataFrame:
    """Return who did what to whom, with a sign; one row a directed act."""
    return _load("relations")


def load_second_reading() -> pd.DataFrame:
    """Return where a second reader disagreed with the first, and what came of it; one row each."""
    return _load("second_reading")


def load_simulation_issues() -> pd.DataFrame:
    """Return what is on the simulation's table; one row an issue."""
    return _load("simulation_issues")


def load_simulation_options() -> pd.DataFrame:
    """Return how each issue of the simulation can be settled; one row an option."""
    return _load("simulation_options")


def load_simulation_parties() -> pd.DataFrame:
    """Return the simulation's parties, in the order of their seats; one row a party."""
    return _load("simulation_parties")


def load_simulation_processes() -> pd.DataFrame:
    """Return the simulation's ways to seat the parties; one row a process."""
    return _load("simulation_processes")


def load_simulation_reasons() -> pd.DataFrame:
    """Return why a party's scores on an issue are what they are; one row a pair."""
    return _load("simulation_reasons")


def load_simulation_roles() -> pd.DataFrame:
    """Return the role cards of the workshop; one row a party."""
    return _load("simulation_roles")


def load_simulation_scores() -> pd.DataFrame:
    """Return what each option is worth to each party (points); one row a pair."""
    return _load("simulation_scores")


def load_simulation_tables() -> pd.DataFrame:
    """Return who sits where, about what, in which order; one row a table."""
    return _load("simulation_tables")


def load_simulation_walk_away() -> pd.DataFrame:
    """Return what each party thinks it has if the talks fail (points); one row a party."""
    return _load("simulation_walk_away")


def load_sources() -> pd.DataFrame:
    """Return the works that the brief's endnotes cite; one row a work."""
    return _load("sources")


def load_voices() -> pd.DataFrame:
    """Return whose voice the brief carries or omits; one row a voice."""
    return _load("voices")
