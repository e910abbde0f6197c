"""The timeline, used by several lessons."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as f
from darfurlab.charts._altair import alt

LANES = {
    "agreements": ("Agreements and talks", f.CENTRE),
    "mediators": ("Mediators and posts", f.OPPOSING),
    "regions": ("In the regions", f.PERIPHERY),
    "voices": ("Calls and declarations", f.BACKING),
    "sources": ("Works the brief cites", f.NEITHER),
}
ROW, PLOT = 19, 620  # px; a label may reach a little beyond the plot


def timeline(
    events: pd.DataFrame, since: str = "2000", lanes: Sequence[str] = ("agreements", "mediators",
                                                                       "regions", "voices")
) -> alt.TopLevelMixin:  # fmt: skip
    """Return dated events in lanes: a dot for a day, a bar for a month, a year or a longer time.

    `events`: from `tables.dated`; those that end before the year `since`, or in other themes than
    `lanes`, are left out. Click a mark to keep its lane bright.
    """
    begin = pd.Timestamp(since)
    data = events[(events["date_end"] >= begin) & events["theme"].isin(lanes)].copy()
    data["lane"] = data["theme"].map({key: name for key, (name, _) in LANES.items()})
    data = data.sort_values(
        "theme", key=lambda t: t.map(list(LANES).index), kind="stable"
    ).reset_index(drop=True)
    first = data["date_start"].mask(data["date_start"] < begin, begin)
    data["first"] = p.days(first)
    data["last"] = p.days(data["end_end"].fillna(data["date_end"]))
    one_day = (data["known_to"] == "day") & data["end"].isna()
    data["form"] = one_day.map({True: "day", False: "longer"})
    # One row an event and one for each lane's heading, so that no two labels meet.
    data["y"] = (data.index + data.groupby("theme", sort=False).ngroup() + 1) * ROW + ROW / 2
    heads = data.groupby("lane", sort=False)["y"].min().reset_index()
    heads["y"] -= ROW
    rows = len(data) + len(heads)
    # A label stands before its mark where it has the room (6.5 px a letter), or more than after.
    room = (first - begin) / (pd.Timestamp("2012") - begin) * PLOT
    before = (data["title"].str.len() * 6.5 + 12 < room) | (room > PLOT / 2)
    data["side"] = before.map({True: "left", False: "right"})
    data["short"] = data["title"].where(data["title"].str.len() <= 62, data["title"].str[:60] + "…")
    picked = alt.selection_point(name="picked_lane", fields=["lane"], on="click", empty=True)
    base = alt.Chart(data).encode(
        y=alt.Y("y:Q", axis=None,
                scale=alt.Scale(domain=[0, rows * ROW], nice=False, reverse=True)),
        opacity=alt.condition(picked, alt.value(1.0), alt.value(0.25)),
        tooltip=[
            alt.Tooltip("date:N", title="Date"), alt.Tooltip("title:N", title="Event"),
            alt.Tooltip("description:N", title="In the brief"), alt.Tooltip("who:N", title="Who"),
            alt.Tooltip("where:N", title="Passages"),
        ],
    )  # fmt: skip
    span = p.span(f"{since}-01-01", "2012-01-01")
    # Over few years a count of ticks falls on quarters, each of which would be called by its year.
    years = alt.Axis(
        format="%Y", orient="top", tickCount="year" if begin.year > 2006 else 6, grid=True
    )
    x = alt.X("first:T", title=None, scale=span, axis=years)
    x_last = alt.X("last:T", title=None, scale=span, axis=years)
    colours = alt.Scale(domain=list(LANES), range=[colour for _, colour in LANES.values()])
    tone = alt.Color("theme:N", legend=None, scale=colours)
    bars = base.transform_filter("datum.form == 'longer'").mark_rule(strokeWidth=8)
    dots = base.transform_filter("datum.form == 'day'").mark_point(filled=True, size=70)
    before_mark = base.transform_filter("datum.side == 'left'").mark_text(
        align="right", dx=-9, fontSize=11.5
    )
    after_mark = base.transform_filter("datum.side == 'right'").mark_text(
        align="left", dx=9, fontSize=11.5
    )
    named = alt.Chart(heads).mark_text(align="left", fontWeight="bold", baseline="middle").encode(
        x=alt.value(0), y="y:Q", text="lane:N"
    )  # fmt: skip
    counted = data["lane"].value_counts(sort=False)
    days = int((data["form"] == "day").sum())
    return p.finish(
        alt.layer(
            bars.encode(x=x, x2="last:T", color=tone),
            dots.encode(x=x, color=tone),
            before_mark.encode(x=x, text="short:N"),
            after_mark.encode(x=x_last, text="short:N"),
            named,
            data=data,
        )
        .add_params(picked)
        .properties(width=PLOT, height=rows * ROW),
        title=f"Of {len(data)} dated events, {days} can be placed on a day",
        drawn=[
            f"Events that the brief dates, {since} to 2011. A dot is a day; a bar is as wide as "
            "the doubt: a month, a year, or a stretch of years. Click a mark to keep one lane."
        ],
        kind=p.kind_line(["fact: the dates as printed", "coding: the lanes"], list(data["where"])),
        alt_text=(
            f"A timeline of {len(data)} events from {since} to 2011 in {len(counted)} lanes: "
            + ", ".join(f"{lane} {n}" for lane, n in counted.items())
            + f". {days} are dots, known to the day; the others are bars. In order: "
            + "; ".join(f"{d}, {t}" for d, t in zip(data["date"], data["title"], strict=True))
            + "."
        ),
        columns={"date": "Date", "title": "Event", "lane": "Lane", "description": "In the brief",
                 "who": "Who", "where": "Passages"},
    )  # fmt: skip
