"""Charts of lesson 02: how many paths to peace there were."""

from __future__ import annotations

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as f
from darfurlab.charts._altair import alt

KINDS = {"agreement": "diamond", "talks": "circle", "conference": "square",
         "panel": "triangle-up", "plan": "triangle-down"}  # fmt: skip
LINE = 30  # px


def paths_to_peace(paths: pd.DataFrame) -> alt.TopLevelMixin:
    """Return agreements and parallel processes on one time line, grouped by the place they are for.

    `paths`: from `tables.paths`. What has no date in the brief is an outlined gap that says so.
    """
    data = paths.copy()
    group = data.groupby("place", sort=False).ngroup()
    data["y"] = (data.index + group + 1) * LINE + LINE / 2
    heads = data.groupby("place", sort=False)["y"].min().reset_index()
    heads["y"] -= LINE
    tall = (len(data) + len(heads)) * LINE
    data["short"] = data["name"].str.replace(r"^Darfur agreement of (\d+): ", r"\1: ", regex=True)
    data["lines"] = p.broken(data["short"], 44)
    data["at"] = data["begins"].fillna(data["ends"])
    data["from"] = p.days(data["begins"].fillna(data["at"]))
    data["to"] = p.days(data["ends"].fillna(data["at"]))
    data["side"] = (data["at"] >= pd.Timestamp("2007-06")).map({True: "left", False: "right"})
    data["dated"] = data["at"].notna()
    middle = data["at"] + (data["ends"] - data["begins"]).fillna(pd.Timedelta(0)) / 2
    data["middle"] = p.days(middle)
    data = data.drop(columns=["at", "begins", "ends"])
    used = [kind for kind in KINDS if kind in set(data["kind"])]
    base = alt.Chart(data).encode(
        y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, tall], nice=False, reverse=True)),
        tooltip=[
            alt.Tooltip("name:N", title="Process"), alt.Tooltip("kind:N", title="Kind"),
            alt.Tooltip("place:N", title="For"), alt.Tooltip("known:N", title="When"),
            alt.Tooltip("outcome:N", title="In the brief"),
            alt.Tooltip("where:N", title="Passages"),
        ],
    )  # fmt: skip
    span = p.span("2003-01-01", "2012-01-01", range=[290, 640])
    years = alt.Axis(format="%Y", orient="top", tickCount=5, grid=True)
    x = alt.X("from:T", title=None, scale=span, axis=years)
    on = base.transform_filter("datum.dated")
    bars = on.mark_rule(strokeWidth=3, color=f.PERIPHERY).encode(x=x, x2="to:T")
    marks = on.mark_point(filled=True, size=110, opacity=1, color=f.CENTRE).encode(
        x=alt.X("middle:T", title=None, scale=span, axis=years),
        shape=alt.Shape("kind:N", title=None, sort=used,
                        scale=alt.Scale(domain=used, range=[KINDS[k] for k in used])),
    )  # fmt: skip
    said = [
        on.transform_filter(f"datum.side == '{side}'")
        .mark_text(align="right" if side == "left" else "left", dx=-10 if side == "left" else 16,
                   fontSize=f.SMALL, color=f.QUIET)
        .encode(x=x if side == "left" else alt.X("to:T", title=None, scale=span, axis=years),
                text="known:N")
        for side in ("left", "right")
    ]  # fmt: skip
    off = base.transform_filter("!datum.dated")
    gaps = off.mark_rule(strokeWidth=1, strokeDash=[4, 4], color="#8a8a8a").encode(
        x=alt.value(405), x2=alt.value(640)
    )
    gap_words = off.mark_text(align="left", fontSize=f.SMALL, color=f.QUIET).encode(
        x=alt.value(300), text="known:N"
    )
    labels = base.mark_text(align="left", baseline="middle", fontSize=11.5, lineHeight=12).encode(
        x=alt.value(6), text="lines:N"
    )
    named = alt.Chart(heads).mark_text(align="left", fontWeight="bold", baseline="middle").encode(
        x=alt.value(0), y="y:Q", text="place:N"
    )  # fmt: skip
    counts = data["place"].value_counts()
    most = str(counts.index[0])
    undated = int((~data["dated"]).sum())
    return p.finish(
        alt.layer(bars, marks, *said, gaps, gap_words, labels, named, data=data)
        .properties(width=640, height=tall),
        title=f"Of {len(data)} agreements and processes, {int(counts.iloc[0])} are for {most}",
        drawn=[
            f"Agreements, talks, conferences, panels and plans that the brief names, to October "
            f"2011, by the place they are for. To {undated} it gives no date."
        ],
        kind=p.kind_line(["fact: the dates as printed", "coding: kind and place"],
                         list(data["where"])),
        alt_text=(
            f"{len(data)} agreements and processes, to October 2011, grouped by place: "
            + ", ".join(f"{place} {n}" for place, n in counts.items())
            + ". "
            + "; ".join(f"{n} ({k}): {when}" for n, k, when
                        in zip(data["name"], data["kind"], data["known"], strict=True))
            + "."
        ),
        columns={"place": "For", "name": "Process", "kind": "Kind", "known": "When",
                 "outcome": "In the brief", "where": "Passages"},
    )  # fmt: skip
