"""Charts of lesson 03: who held which post, and who stands how to whom."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as f
from darfurlab.charts._altair import alt

Align = Literal["left", "center", "right"]
Baseline = Literal["top", "middle", "bottom"]

# What a post is for: its mark, and how its line is drawn.
KINDS = {
    "peacemaking": ("diamond", f.CENTRE, [1, 0]),
    "peacekeeping": ("square", f.PERIPHERY, [7, 3]),
    "special envoy": ("triangle-up", f.NEITHER, [2, 2]),
}
ROW, FIRST, LAST = 46, 290, 640  # px
SINCE, BRIEF = "2008-01-01", "2011-10-01"
PLUS_MINUS = "M-0.7,-0.35H0.7M0,-1V0.3M-0.7,0.8H0.7"
PLUS, CHEVRON = "M-0.9,0H0.9M0,-0.9V0.9", "M0,-1L0.8,1L0,0.5L-0.8,1Z"
SIGNS = {"for": (PLUS, f.BACKING), "against": ("stroke", f.OPPOSING),
         "both": (PLUS_MINUS, f.INK)}  # fmt: skip
# How a name stands at each side of its mark: align, baseline, dx, dy, and how far each further line
# lifts it, for Vega sets the first line by the baseline and the others below it.
SIDES: dict[str, tuple[Align, Baseline, int, int, int]] = {
    "right": ("left", "middle", 10, 0, -7), "left": ("right", "middle", -10, 0, -7),
    "below": ("center", "top", 0, 10, 0), "above": ("center", "bottom", 0, -10, -14),
    "below right": ("left", "top", 6, 6, 0), "below left": ("right", "top", -6, 6, 0),
    "above right": ("left", "bottom", 6, -6, -14), "above left": ("right", "bottom", -6, -6, -14),
}  # fmt: skip
HEADS = {"for": CHEVRON, "against": "triangle"}
DASHES = {"for": [6, 3], "against": [1, 0]}


def mandates_over_time(posts: pd.DataFrame) -> alt.TopLevelMixin:
    """Return posts on one time line: a mark where the start is known, an open end where none is.

    `posts`: from `mediation.posts`; offices that head a state or a body are left out.
    """
    data = posts[posts["post"].isin(KINDS)].reset_index(drop=True)
    left_out = len(posts) - len(data)
    data["y"] = (data.index + 0.5) * ROW
    data["heading"] = data["holder"] + " · " + data["post"]
    data["lines"] = p.broken(data["role"].str[:1].str.upper() + data["role"].str[1:], 48)
    data["dated"] = data["begins"].notna()
    data["at"] = p.days(data["begins"])
    data["appointer"] = data["appointed"].map(
        lambda who: (
            "appointer not stated" if who == "not stated" else "by " + who.replace(", ", " and ")
        )
    )
    data["said"] = [
        f"{row['from']}, {row['appointer']}; end {row['until']}"
        if row["dated"]
        else f"start and end not stated; {row['appointer']}"
        for row in data.to_dict("records")
    ]
    data = data.drop(columns="begins")
    tall = len(data) * ROW
    base = alt.Chart(data).encode(
        y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, tall], nice=False, reverse=True)),
        tooltip=[
            alt.Tooltip("holder:N", title="Who"), alt.Tooltip("role:N", title="Post"),
            alt.Tooltip("post:N", title="Kind"), alt.Tooltip("task:N", title="Task"),
            alt.Tooltip("appointed:N", title="Appointed by"), alt.Tooltip("from:N", title="From"),
            alt.Tooltip("until:N", title="Until"), alt.Tooltip("hedge:N", title="Hedge"),
            alt.Tooltip("note:N", title="Note"), alt.Tooltip("where:N", title="Passages"),
        ],
    )  # fmt: skip
    span = p.span(SINCE, BRIEF, range=[FIRST, LAST])
    x = alt.X("at:T", title=None, scale=span,
              axis=alt.Axis(format="%Y", orient="top", tickCount=4, grid=True))  # fmt: skip
    used = [kind for kind in KINDS if kind in set(data["post"])]
    tone = alt.Color("post:N", title=None, sort=used, scale=alt.Scale(
        domain=used, range=[KINDS[kind][1] for kind in used]))  # fmt: skip
    shape = alt.Shape("post:N", title=None, sort=used, scale=alt.Scale(
        domain=used, range=[KINDS[kind][0] for kind in used]))  # fmt: skip
    dash = alt.StrokeDash("post:N", title=None, sort=used, legend=None, scale=alt.Scale(
        domain=used, range=[KINDS[kind][2] for kind in used]))  # fmt: skip
    on, off = base.transform_filter("datum.dated"), base.transform_filter("!datum.dated")
    held = on.mark_rule(strokeWidth=3, opacity=1).encode(
        x=x, x2=alt.value(LAST), color=tone, strokeDash=dash
    )
    starts = on.mark_point(filled=True, size=150, opacity=1).encode(x=x, color=tone, shape=shape)
    gaps = off.mark_rule(strokeWidth=1, strokeDash=[2, 4], color="#8a8a8a").encode(
        x=alt.value(FIRST), x2=alt.value(LAST)
    )
    known = alt.value(FIRST - 12)  # a post with no date has its mark outside the time line
    marks = off.mark_point(size=130, strokeWidth=2, opacity=1, filled=False).encode(
        x=known, stroke=tone, shape=shape
    )
    words = base.mark_text(
        align="right", dy=13, fontSize=f.SMALL, color=f.QUIET, baseline="middle"
    ).encode(x=alt.value(LAST), text="said:N")  # fmt: skip
    heads = base.mark_text(align="left", baseline="bottom", fontWeight="bold", dy=-1).encode(
        x=alt.value(0), text="heading:N"
    )
    roles = base.mark_text(align="left", baseline="top", fontSize=f.SMALL, color=f.QUIET, dy=3,
                           lineHeight=12).encode(x=alt.value(0), text="lines:N")  # fmt: skip
    peace = data[data["post"].isin(["peacemaking", "peacekeeping"])]
    ended = int((peace["until"] != "not stated").sum())
    return p.finish(
        alt.layer(held, starts, gaps, marks, words, heads, roles, data=data).properties(
            width=LAST, height=tall
        ),
        title=f"{peace['holder'].nunique()} people held {len(peace)} posts to make or keep peace; "
        f"the brief dates the end of {ended or 'none'}",
        drawn=[
            "Posts of mediators, peacekeepers and envoys, 2008 to October 2011. A filled mark: "
            "the month of appointment; its line runs on because no end is stated. A hollow mark "
            f"and a dotted gap: no date at all. Left out: {left_out} offices that head a state "
            "or a body."
        ],
        kind=p.kind_line(["fact: dates and appointers as printed", "coding: kind of post"],
                         list(data["where"])),
        alt_text=(
            f"{len(data)} posts from 2008 to October 2011. "
            + ". ".join(f"{h}, {r}: {s}" for h, r, s in
                        zip(data["heading"], data["role"], data["said"], strict=True))
            + "."
        ),
        columns={"holder": "Who", "role": "Post", "post": "Kind", "task": "Task",
                 "appointed": "Appointed by", "from": "From", "until": "Until", "note": "Note",
                 "where": "Passages"},
    )  # fmt: skip


def relations_network(drawn: pd.DataFrame, nodes: pd.DataFrame) -> alt.TopLevelMixin:
    """Return who acts for or against whom around the mediators, an arrow for each act.

    `drawn`, `nodes`: from `mediation.network`. Three menus below the chart choose the sense, the
    year and one actor; the acts of a chosen actor are then listed in words, so that nobody needs
    a mouse to read them.
    """
    width, height = 640, float(nodes["y"].max()) + 30
    data, marks = drawn.copy(), nodes.copy()
    data["line"] = data["who"] + " " + data["did"] + ": " + data["to_whom"]
    data["line"] += " (" + data["label"] + "; " + data["where"] + ")"
    people = sorted(nodes["name"])
    most = int((nodes["acting"] + nodes["acted_upon"]).max())
    years = ["any", *sorted(set(data["year"]))]
    sense = alt.param(name="sense", value="all", bind=alt.binding_select(
        options=["all", *DASHES], labels=["for and against", *DASHES], name="Acts "))  # fmt: skip
    actor = alt.param(name="actor", value="everyone", bind=alt.binding_select(
        options=["everyone", *people], name="By or upon "))  # fmt: skip
    year = alt.param(name="year", value="any", bind=alt.binding_select(
        options=years, labels=["any, stated or not", *years[1:]], name="Year "))  # fmt: skip
    kept = (
        "(sense == 'all' || datum.sense == sense) && (year == 'any' || datum.year == year)"
        " && (actor == 'everyone' || datum.who == actor || datum.to_whom == actor)"
    )
    across = alt.Scale(domain=[0, width], nice=False)
    down = alt.Scale(domain=[0, height], nice=False, reverse=True)
    tip = [
        alt.Tooltip("who:N", title="Who"), alt.Tooltip("did:N", title="did"),
        alt.Tooltip("to_whom:N", title="to whom"), alt.Tooltip("when:N", title="When"),
        alt.Tooltip("description:N", title="In the brief"), alt.Tooltip("hedge:N", title="Hedge"),
        alt.Tooltip("label:N", title="Kind"), alt.Tooltip("where:N", title="Passages"),
    ]  # fmt: skip
    used = [name for name in DASHES if name in set(data["sense"])]
    tone = alt.Color("sense:N", title=None, sort=used, scale=alt.Scale(
        domain=used, range=[SIGNS[name][1] for name in used]))  # fmt: skip
    shown = alt.Chart(data).transform_filter(kept)
    lines = shown.mark_rule(strokeWidth=2, opacity=1).encode(
        x=alt.X("x:Q", axis=None, scale=across), y=alt.Y("y:Q", axis=None, scale=down),
        x2="x2:Q", y2="y2:Q", color=tone, tooltip=tip,
        strokeDash=alt.StrokeDash("sense:N", title=None, sort=used, scale=alt.Scale(
            domain=used, range=[DASHES[name] for name in used])),
    )  # fmt: skip
    heads = shown.mark_point(filled=True, size=75, opacity=1).encode(
        x=alt.X("x2:Q", axis=None, scale=across), y=alt.Y("y2:Q", axis=None, scale=down),
        angle=alt.Angle("angle:Q", scale=None), color=tone, tooltip=tip,
        shape=alt.Shape("sense:N", title=None, sort=used, scale=alt.Scale(
            domain=used, range=[HEADS[name] for name in used])),
    )  # fmt: skip
    place = {"x": alt.X("x:Q", axis=None, scale=across), "y": alt.Y("y:Q", axis=None, scale=down)}
    dots = alt.Chart(marks).mark_point(filled=True, size=90, opacity=1, color=f.INK).encode(
        **place, tooltip=[
            alt.Tooltip("name:N", title="Who"), alt.Tooltip("acting:Q", title="Acts drawn"),
            alt.Tooltip("acted_upon:Q", title="Acted upon"),
            alt.Tooltip("where:N", title="Passages"),
        ],
    )  # fmt: skip
    ring = (
        alt.Chart(marks)
        .transform_filter("datum.name == actor")
        .mark_point(size=330, strokeWidth=2, filled=False, opacity=1, color=f.INK)
        .encode(**place, tooltip=[alt.Tooltip("where:N", title="Passages")])
    )
    labels = [
        alt.Chart(some)
        .mark_text(align=align, baseline=baseline, dx=dx, dy=dy + rise * (some["tall"].iloc[0] - 1),
                   fontSize=11.5, lineHeight=14)
        .encode(**place, text="lines:N")
        for _, some in marks.assign(tall=marks["lines"].str.len()).groupby(["side", "tall"])
        for align, baseline, dx, dy, rise in [SIDES[some["side"].iloc[0]]]
    ]  # fmt: skip
    counted = (
        alt.Chart(data)
        .transform_calculate(kept=f"({kept}) ? 1 : 0")  # a count of none is still a count
        .transform_aggregate(n="sum(kept)")
        .transform_calculate(words=f"datum.n + ' of {len(data)} acts shown'")
        .mark_text(align="right", baseline="bottom", color=f.QUIET)
        .encode(x=alt.value(width), y=alt.value(height), text="words:N")
    )
    picture = alt.layer(lines, heads, dots, ring, *labels, counted).properties(
        width=width, height=height
    )
    hint = (
        alt.Chart(marks.head(1))
        .transform_filter("actor == 'everyone'")
        .transform_calculate(words="'Choose an actor in the menu below: its acts are listed here.'")
        .mark_text(align="left", baseline="top", color=f.QUIET)
        .encode(x=alt.value(0), y=alt.value(4), text="words:N")
    )
    listed = (
        shown.transform_filter("actor != 'everyone'")
        .transform_window(order="row_number()")
        .mark_text(align="left", baseline="middle", fontSize=11.5)
        .encode(x=alt.value(0), text="line:N", y=alt.Y("order:Q", axis=None, scale=alt.Scale(
            domain=[0.5, most + 0.5], nice=False, reverse=True)))
    )  # fmt: skip
    panel = alt.layer(hint, listed).properties(width=width, height=most * 16)
    against = int((data["sense"] == "against").sum())
    return p.finish(
        alt.vconcat(picture, panel, spacing=6)
        .add_params(actor, sense, year)
        .properties(data=data),
        title=f"Of {len(data)} signed acts around the mediators, {against} are against somebody",
        drawn=[
            "An arrow for each act for or against, by or upon those who mediate, keep peace or "
            f"serve as envoys; {len(nodes)} actors. Acts that are neither, and acts among others, "
            "are left out. Hover over an arrow, or choose below."
        ],
        kind=p.kind_line(["fact and claim: the acts, see each", "coding: the sign"],
                         list(data["where"])),
        alt_text=(
            f"A network of {len(data)} acts among {len(nodes)} actors; {against} against and "
            f"{len(data) - against} for. Most acted upon: "
            + ", ".join(f"{n} {k}" for n, k in _most(nodes, "acted_upon"))
            + ". Most acting: "
            + ", ".join(f"{n} {k}" for n, k in _most(nodes, "acting"))
            + ". The table and the matrix below hold every act."
        ),
        columns={"who": "Who", "did": "did", "to_whom": "to whom", "sense": "Sense",
                 "when": "When", "description": "In the brief", "hedge": "Hedge",
                 "label": "Kind", "where": "Passages"},
    )  # fmt: skip


def _most(nodes: pd.DataFrame, column: str, at_most: int = 4) -> list[tuple[str, int]]:
    first = nodes.sort_values(column, ascending=False, kind="stable").head(at_most)
    return list(zip(first["name"], first[column], strict=True))


def relations_matrix(pairs: pd.DataFrame) -> alt.TopLevelMixin:
    """Return actor × actor: plus where one acts for the other, minus where against, or both.

    `pairs`: from `mediation.matrix`. A row is who acts; a column, by its number, is upon whom.
    """
    data = pairs.copy()
    met = [*data["who"], *data["to_whom"]]
    order = sorted(set(met), key=lambda name: (-met.count(name), name))
    number = {name: at for at, name in enumerate(order, start=1)}
    data["row"] = [f"{name}  {number[name]}" for name in data["who"]]
    data["column"] = data["to_whom"].map(number).astype(str)
    every = [f"{name}  {number[name]}" for name in order]
    used = [name for name in SIGNS if name in set(data["sense"])]
    base = alt.Chart(data).encode(
        x=alt.X("column:N", title="upon whom, by number", scale=alt.Scale(
            domain=[str(n) for n in number.values()]),
            axis=alt.Axis(orient="top", labelAngle=0, grid=True, domain=False, ticks=False)),
        y=alt.Y("row:N", title=None, scale=alt.Scale(domain=every),
                axis=alt.Axis(domain=False, ticks=False, grid=True, labelLimit=0)),
        tooltip=[
            alt.Tooltip("who:N", title="Who"), alt.Tooltip("did:N", title="did"),
            alt.Tooltip("to_whom:N", title="to whom"), alt.Tooltip("acts:Q", title="Acts"),
            alt.Tooltip("where:N", title="Passages"),
        ],
    )  # fmt: skip
    marks = base.mark_point(size=90, strokeWidth=2.6, opacity=1, filled=False).encode(
        shape=alt.Shape("sense:N", title=None, sort=used, scale=alt.Scale(
            domain=used, range=[SIGNS[name][0] for name in used])),
        stroke=alt.Stroke("sense:N", title=None, sort=used, scale=alt.Scale(
            domain=used, range=[SIGNS[name][1] for name in used])),
    )  # fmt: skip
    there = set(zip(data["who"], data["to_whom"], strict=True))
    back = sum((b, a) in there for a, b in there)
    return p.finish(
        alt.layer(marks, data=data).properties(width=alt.Step(18), height=alt.Step(19)),
        title=f"Of {len(data)} relations with a sign, {back} have one in the other direction",
        drawn=[
            "The same acts as a table of signs: the row acts, the column is acted upon. Plus: for; "
            "minus: against; plus over minus: both. An empty row acts upon nobody, as far as the "
            "brief tells."
        ],
        kind=p.kind_line(["fact and claim: the acts", "coding: the sign"], list(data["where"])),
        alt_text=(
            f"A matrix of {len(order)} actors with {len(data)} signs: "
            + ", ".join(f"{n} {name}" for name, n in data["sense"].value_counts().items())
            + f". {back} have one in the other direction. "
            + "; ".join(f"{w} {d}: {t}" for w, d, t in
                        zip(data["who"], data["did"], data["to_whom"], strict=True))
            + "."
        ),
        columns={"who": "Who", "did": "did", "to_whom": "to whom", "sense": "Sense",
                 "acts": "Acts", "where": "Passages"},
    )  # fmt: skip
