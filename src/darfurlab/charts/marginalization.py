"""Charts of lesson 01: one root or many wars?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from darfurlab.charts import _furniture as f
from darfurlab.charts._altair import alt

TIES = ["named", "inferred", "not stated"]


def grievance_matrix(matrix: pd.DataFrame) -> alt.TopLevelMixin:
    """Return issues × conflict regions: filled where the brief names both, ringed where inferred.

    `matrix`: from `tables.grievances_by_region`. Click a region's or an issue's mark to keep its
    row bright; source: the passages in each tooltip.
    """
    issues = list(dict.fromkeys(matrix["issue"]))
    tied = matrix[matrix["tie"] != "not stated"]
    places = list(tied["place"].value_counts().index)
    everywhere = matrix[matrix["regions_tied"] == len(set(matrix["place"]))]["issue"].unique()
    alone = tied[tied["regions_tied"] == 1]
    only = alone["place"].value_counts()
    picked = alt.selection_point(name="picked_issue", fields=["issue"], on="click", empty=True)
    base = alt.Chart(matrix).encode(
        x=alt.X("place:N", sort=places, title=None,
                axis=alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False,
                              labelPadding=18, labelExpr="split(datum.label, ' ')")),
        y=alt.Y("issue:N", sort=issues, title=None,
                axis=alt.Axis(domain=False, ticks=False, labelLimit=0)),
        tooltip=[
            alt.Tooltip("issue:N", title="Issue"), alt.Tooltip("place:N", title="Region"),
            alt.Tooltip("tie:N", title="In the brief"), alt.Tooltip("note:N", title="Note"),
            alt.Tooltip("hedge:N", title="Hedge"), alt.Tooltip("where:N", title="Passages"),
        ],
        opacity=alt.condition(picked, alt.value(1.0), alt.value(0.25)),
    )  # fmt: skip
    marks = base.mark_point(size=210, strokeWidth=2.2, filled=False).encode(
        shape=alt.Shape("tie:N", title="The brief ties them:", sort=TIES,
                        scale=alt.Scale(domain=TIES, range=["circle", "circle", "stroke"])),
        fill=alt.Fill("tie:N", title="The brief ties them:", sort=TIES,
                      scale=alt.Scale(domain=TIES, range=[f.CENTRE, f.PAPER, f.PAPER])),
        stroke=alt.Stroke("tie:N", title="The brief ties them:", sort=TIES,
                          scale=alt.Scale(domain=TIES, range=[f.CENTRE, f.CENTRE, "#b9b9b9"])),
    )  # fmt: skip
    per_place = ", ".join(f"{p} {n}" for p, n in tied["place"].value_counts().items())
    return f.finish(
        alt.layer(marks.add_params(picked), data=matrix).properties(
            width=300, height=alt.Step(24)
        ),
        title=(
            f"The brief ties {len(everywhere)} issues to every region, "
            f"and {int(only.iloc[0])} to {only.index[0]} alone"
        ),
        drawn=[
            "Issue by conflict region, 2011. A dash is a finding too: the brief does not say. "
            "Click a mark to follow one issue."
        ],
        kind=f.kind_line(
            ["claim: that the issues are shared", "coding: how we sorted them"], list(tied["where"])
        ),
        alt_text=(
            f"A matrix of {len(issues)} issues by {len(places)} conflict regions. Marks by region: "
            f"{per_place}. Tied to every region: {_listed(everywhere)}. Tied to {only.index[0]} "
            f"only: {', '.join(alone[alone['place'] == only.index[0]]['issue'])}."
        ),
        columns={"issue": "Issue", "place": "Region", "tie": "In the brief", "note": "Note",
                 "hedge": "Hedge", "where": "Passages"},
    )  # fmt: skip


def _listed(items: Any) -> str:
    texts = [str(item) for item in items]
    return " and ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)


def figure_ranges(ranges: pd.DataFrame, unit: str, title: str) -> alt.TopLevelMixin:
    """Return figures of one unit on one axis: a bar for a range, a point for one number.

    `ranges`: from `tables.ranges`, already cut to the figures to compare; `unit`: the unit kept;
    `title`: the takeaway, which depends on the cut.
    What the number cannot tell stands below each. An open end is an open mark.
    """
    data = ranges[ranges["unit"] == unit].copy()
    order = list(data.sort_values("to", ascending=False)["measure"])
    data["heading"] = data["measure"] + ": " + data["shown"]
    data["lines"] = f.broken("Cannot tell: " + data["cannot_tell"], 112)
    data["form"] = [
        "open" if a != a or b != b else "range" if a != b else "one number"
        for a, b in zip(data["low"], data["high"], strict=True)
    ]
    base = alt.Chart(data).encode(
        y=alt.Y("measure:N", sort=order, axis=None),
        tooltip=[
            alt.Tooltip("measure:N", title="Figure"),
            alt.Tooltip("shown:N", title=unit.capitalize()),
            alt.Tooltip("places:N", title="Where"), alt.Tooltip("start:N", title="From"),
            alt.Tooltip("end:N", title="Until"), alt.Tooltip("caveat:N", title="Cannot tell"),
            alt.Tooltip("where:N", title="Passages"),
        ],
    )  # fmt: skip
    x = alt.X("from:Q", title=unit, axis=alt.Axis(format=",d", tickCount=5, tickMinStep=1),
              scale=alt.Scale(domain=[0, float(data["to"].max()) * 1.08], nice=False))  # fmt: skip
    bars = base.transform_filter("datum.form == 'range'").mark_bar(height=12, color=f.PERIPHERY)
    points = base.transform_filter("datum.form != 'range'").mark_point(
        size=130, strokeWidth=2.4, color=f.PERIPHERY, opacity=1
    )
    lines = base.mark_text(align="left", baseline="top", fontSize=f.SMALL, color=f.QUIET, dy=14,
                           lineHeight=14).encode(x=alt.value(0), text="lines:N")  # fmt: skip
    heads = base.mark_text(align="left", baseline="bottom", fontWeight="bold", dy=-12).encode(
        x=alt.value(0), text="heading:N"
    )
    return f.finish(
        alt.layer(
            bars.encode(x=x, x2="to:Q"),
            points.encode(
                x=x,
                fill=alt.condition(
                    "datum.form == 'open'", alt.value(f.PAPER), alt.value(f.PERIPHERY)
                ),
            ),
            heads,
            lines,
            data=data,
        ).properties(width=640, height=alt.Step(86)),
        title=title,
        drawn=[
            f"Figures of the brief, in {unit}. Bar: a range. Point: one number. "
            "Open point: a number with no lower end."
        ],
        kind=f.kind_line(["fact: what the brief prints", "coding: what it cannot tell"],
                         list(data["where"])),
        alt_text=(
            f"{len(data)} figures in {unit}. "
            + " ".join(f"{h}." for h in data.sort_values("to", ascending=False)["heading"])
            + " Below each stands what it cannot tell."
        ),
        columns={"measure": "Figure", "low": "Low", "high": "High", "unit": "Unit",
                 "hedge": "Hedge", "places": "Where", "start": "From", "end": "Until",
                 "caveat": "What it cannot tell", "where": "Passages"},
    )  # fmt: skip


def centre_and_periphery(regions: pd.DataFrame, outline: dict[str, Any]) -> alt.TopLevelMixin:
    """Return a map: Khartoum and the conflict regions as label points on a plain outline.

    `regions`: from `datasets.load_regions`; `outline`: GeoJSON from `datasets.load_outline`
    (Natural Earth, public domain). Points are for labels: they are not borders or measured centres.
    """
    data = regions[regions["kind"].isin(["conflict_region", "capital"]) & regions["lat"].notna()]
    data = data[data["lon"].between(20, 41) & data["lat"].between(2, 24)].copy()
    data["side"] = data["kind"].map({"conflict_region": "periphery", "capital": "centre"})
    sides = ["centre", "periphery"]
    outer = data[data["side"] == "periphery"]["name"]
    land = alt.Chart(alt.InlineData(values=outline["features"])).mark_geoshape(
        stroke="#9a9a9a", strokeWidth=0.8, aria=False
    ).encode(
        fill=alt.condition("datum.properties.region == 'sudan'", alt.value("#efe6d8"),
                           alt.value("#f7f7f7")),
    )  # fmt: skip
    countries = pd.DataFrame(
        [("SUDAN", 30.3, 16.9), ("SOUTH SUDAN", 30.2, 7.3), ("CHAD", 21.0, 14.2),
         ("EGYPT", 29.0, 22.9), ("ETHIOPIA", 38.4, 9.2), ("LIBYA", 22.2, 22.4)],
        columns=["country", "lon", "lat"],
    )  # fmt: skip
    countries_drawn = alt.Chart(countries).mark_text(
        fontSize=f.SMALL, color="#666666"
    ).encode(longitude="lon:Q", latitude="lat:Q", text="country:N")  # fmt: skip
    base = alt.Chart(data).encode(
        longitude="lon:Q",
        latitude="lat:Q",
        tooltip=[
            alt.Tooltip("name:N", title="Place"), alt.Tooltip("side:N", title="Drawn as"),
            alt.Tooltip("description:N", title="In the brief"),
            alt.Tooltip("where:N", title="Passages"),
        ],
    )  # fmt: skip
    marks = base.mark_point(filled=True, size=190, opacity=1, stroke="white", strokeWidth=1).encode(
        shape=alt.Shape("side:N", title=None, sort=sides,
                        scale=alt.Scale(domain=sides, range=["square", "circle"])),
        color=alt.Color("side:N", title=None, sort=sides,
                        scale=alt.Scale(domain=sides, range=[f.CENTRE, f.PERIPHERY])),
    )  # fmt: skip
    labels = base.mark_text(dy=-15, fontSize=13, fontWeight="bold").encode(text="name:N")
    return f.finish(
        alt.layer(land, countries_drawn, marks, labels, data=data)
        .properties(width=540, height=500)
        .project(type="mercator"),
        title="The conflict regions lie along Sudan’s borders, far from the capital",
        drawn=[
            f"Khartoum (square) and the {len(outer)} conflict regions (circles) as label points, "
            "2011. Hover for what the brief says. Outline: Natural Earth, public domain."
        ],
        kind=f.kind_line(["fact: the places", "claim: that one centre is their common cause"],
                         list(data["where"])),
        alt_text=(
            "A map of Sudan and its neighbours. Khartoum lies in the middle of the north. Around "
            f"it, towards the borders, lie {_listed(outer)}. The points mark labels, not borders."
        ),
        columns={"name": "Place", "side": "Drawn as", "description": "In the brief",
                 "lat": "Latitude", "lon": "Longitude", "where": "Passages"},
    )  # fmt: skip


def fate_of_attempts(attempts: pd.DataFrame) -> alt.TopLevelMixin:
    """Return what became of each attempt to put national issues on the table.

    `attempts`: from `tables.attempts`. Columns of the picture are the fates that occur.
    """
    fates = ["ignored", "refused", "rejected", "discouraged", "not stated"]
    data = attempts.copy()
    used = [fate for fate in fates if fate in set(data["fate"])]
    data["head"] = f.broken(data["name"], 34)
    data["whom"] = f.broken(("by " + data["stopped"]).where(data["stopped"] != "", ""), 17)
    open_ended = int((data["fate"] == "not stated").sum())
    base = alt.Chart(data).encode(
        y=alt.Y("name:N", sort=None, axis=None),
        tooltip=[
            alt.Tooltip("name:N", title="Attempt"), alt.Tooltip("by:N", title="Who tried"),
            alt.Tooltip("fate:N", title="What became of it"),
            alt.Tooltip("stopped:N", title="Stopped by"),
            alt.Tooltip("outcome:N", title="In the brief"),
            alt.Tooltip("where:N", title="Passages"),
        ],
    )  # fmt: skip
    x = alt.X("fate:N", sort=used, title=None,
              scale=alt.Scale(domain=used, range=[220, 640]),
              axis=alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False))  # fmt: skip
    marks = base.mark_point(size=180, strokeWidth=2.2, opacity=1).encode(
        x=x,
        fill=alt.condition("datum.fate == 'not stated'", alt.value(f.PAPER), alt.value(f.CENTRE)),
        stroke=alt.value(f.CENTRE),
    )
    heads = base.mark_text(align="left", baseline="middle", lineHeight=15).encode(
        x=alt.value(0), text="head:N"
    )
    whom = base.mark_text(
        dy=14, baseline="top", fontSize=f.SMALL, color=f.QUIET, lineHeight=13
    ).encode(x=x, text="whom:N")
    told = [
        f"{name}: {fate}{' by ' + stopped if stopped else ''}"
        for name, fate, stopped in zip(data["name"], data["fate"], data["stopped"], strict=True)
    ]
    return f.finish(
        alt.layer(marks, heads, whom, data=data).properties(width=640, height=alt.Step(76)),
        title=f"Of {len(data)} attempts to go national, none is said to have succeeded",
        drawn=[
            "Attempts to put issues of all Sudan on the table, and what became of each. "
            f"For {open_ended} the brief does not say (open circle)."
        ],
        kind=f.kind_line(["fact: what the brief reports", "claim: that refusal was the rule"],
                         list(data["where"])),
        alt_text=f"{len(data)} attempts, each in the column of its fate. {'. '.join(told)}.",
        columns={"name": "Attempt", "by": "Who tried", "fate": "What became of it",
                 "stopped": "Stopped by", "outcome": "In the brief", "where": "Passages"},
    )  # fmt: skip
