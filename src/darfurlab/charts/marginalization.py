"""Charts of lesson 01: one root or many wars?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as f
from darfurlab.charts._altair import alt
from darfurlab.charts.words import Words

TIES = ["named", "inferred", "not stated"]


def grievance_matrix(matrix: pd.DataFrame) -> alt.TopLevelMixin:
    """Return issues × conflict regions: filled where the brief names both, ringed where inferred.

    `matrix`: from `tables.grievances_by_region`. Click a region's or an issue's mark to keep its
    row bright; source: the passages in each tooltip.
    """
    say, by = Words("grievance_matrix"), "The brief ties them:"
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
        tooltip=p.tips(say.named("issue", "place", "tie", "note", "hedge", "where")),
        opacity=alt.condition(picked, alt.value(1.0), alt.value(0.25)),
    )  # fmt: skip
    marks = base.mark_point(size=210, strokeWidth=2.2, filled=False).encode(
        shape=p.coded(
            alt.Shape, "tie", dict(zip(TIES, ["circle", "circle", "stroke"], strict=True)), title=by
        ),
        fill=p.coded(
            alt.Fill, "tie", dict(zip(TIES, [f.CENTRE, f.PAPER, f.PAPER], strict=True)), title=by
        ),
        stroke=p.coded(
            alt.Stroke,
            "tie",
            dict(zip(TIES, [f.CENTRE, f.CENTRE, "#b9b9b9"], strict=True)),
            title=by,
        ),
    )
    counted = tied["place"].value_counts().items()
    most = str(only.index[0])
    chart = alt.layer(marks.add_params(picked), data=matrix)
    return p.finish(
        chart.properties(width=300, height=alt.Step(24)),
        title=say("title", everywhere=len(everywhere), alone=int(only.iloc[0]), most=most),
        drawn=[say("drawn")],
        kind=p.kind_line(say.raw("kind"), list(tied["where"])),
        alt_text=say(
            "alt",
            n=len(issues),
            regions=len(places),
            per_region=", ".join(f"{place} {n}" for place, n in counted),
            shared=_listed(everywhere),
            most=most,
            only=", ".join(alone[alone["place"] == most]["issue"]),
        ),
        columns=say.table,
    )


def _listed(items: Any) -> str:
    texts = [str(item) for item in items]
    return " and ".join([", ".join(texts[:-1]), texts[-1]]) if len(texts) > 1 else "".join(texts)


def figure_ranges(ranges: pd.DataFrame, unit: str, title: str) -> alt.TopLevelMixin:
    """Return figures of one unit on one axis: a bar for a range, a point for one number.

    `ranges`: from `tables.ranges`, already cut to the figures to compare; `unit`: the unit kept;
    `title`: the takeaway, which depends on the cut.
    What the number cannot tell stands below each. An open end is an open mark.
    """
    say = Words("figure_ranges")
    data = ranges[ranges["unit"] == unit].copy()
    order = list(data.sort_values("to", ascending=False)["measure"])
    data["heading"] = data["measure"] + ": " + data["shown"]
    data["lines"] = p.broken("Cannot tell: " + data["cannot_tell"], 112)
    data["form"] = [
        "open" if a != a or b != b else "range" if a != b else "one number"
        for a, b in zip(data["low"], data["high"], strict=True)
    ]
    base = alt.Chart(data).encode(
        y=alt.Y("measure:N", sort=order, axis=None),
        tooltip=p.tips(
            {"measure": "Figure", "shown": unit.capitalize()}
            | say.named("places", "start", "end")
            | {"caveat": say.headings["cannot_tell"]}
            | say.named("where")
        ),
    )
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
    return p.finish(
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
        drawn=[say("drawn", unit=unit)],
        kind=p.kind_line(say.raw("kind"), list(data["where"])),
        alt_text=say(
            "alt",
            n=len(data),
            unit=unit,
            each=" ".join(f"{h}." for h in data.sort_values("to", ascending=False)["heading"]),
        ),
        columns=say.table,
    )


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
    return p.finish(
        alt.layer(land, countries_drawn, marks, labels, data=data)
        .properties(width=540, height=500)
        .project(type="mercator"),
        title="The conflict regions lie along Sudan’s borders, far from the capital",
        drawn=[
            f"Khartoum (square) and the {len(outer)} conflict regions (circles) as label points, "
            "2011. Hover for what the brief says. Outline: Natural Earth, public domain."
        ],
        kind=p.kind_line(["fact: the places", "claim: that one centre is their common cause"],
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
    say = Words("fate_of_attempts")
    data = attempts.copy()
    used = [fate for fate in fates if fate in set(data["fate"])]
    data["head"] = p.broken(data["name"], 34)
    data["whom"] = p.broken(("by " + data["stopped"]).where(data["stopped"] != "", ""), 17)
    open_ended = int((data["fate"] == "not stated").sum())
    base = alt.Chart(data).encode(
        y=alt.Y("name:N", sort=None, axis=None),
        tooltip=p.tips(say.named("name", "by", "fate", "stopped", "outcome", "where")),
    )
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
    return p.finish(
        alt.layer(marks, heads, whom, data=data).properties(width=640, height=alt.Step(76)),
        title=say("title", n=len(data)),
        drawn=[say("drawn", silent=open_ended)],
        kind=p.kind_line(say.raw("kind"), list(data["where"])),
        alt_text=say("alt", n=len(data), each=". ".join(told)),
        columns=say.table,
    )
