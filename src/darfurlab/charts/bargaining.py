"""The bargaining model: a game on paper, what each process settles, and the explorer."""

from __future__ import annotations

import json
import math
from typing import Any

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as f
from darfurlab.charts._altair import alt

OURS = "coding: every point is an assumption of ours, for the classroom; none is in the brief"
NO_PASSAGE = "none: our numbers"  # what stands where others name their passages
SHAPES = ["square", "circle", "triangle-up"]
TONES = [f.PERIPHERY, f.CENTRE, f.BACKING]
DASHES = [[1, 0], [7, 3], [2, 2]]
BESIDE = 4  # px: lines of one height lie side by side, not one on the other


def deals_by_hand(deals: pd.DataFrame, parties: pd.DataFrame) -> alt.TopLevelMixin:
    """Return every deal of a two-party game as a point, with the frontier and what each has now.

    `deals`: from `Simulation.by_hand`; `parties`: party, name.
    """
    data = deals.assign(where=NO_PASSAGE)
    across, up = [p for p in parties["party"] if p in data]
    name = dict(zip(parties["party"], parties["name"], strict=True))
    data["x"], data["y"] = data[across], data[up]
    data["state"] = "somebody would lose"
    data.loc[data["both_gain"], "state"] = "both would sign"
    data.loc[data["status_quo"], "state"] = "as things stand"
    data["letter"] = [chr(ord("A") + at) for at in range(len(data))]
    data["lines"] = p.broken(
        data["letter"] + " (" + data["x"].map("{:g}".format) + " and "
        + data["y"].map("{:g}".format) + "): " + data["deal"], 112,
    )  # fmt: skip
    now = data[data["status_quo"]].iloc[0]
    high, top = float(data["x"].max()), float(data["y"].max())
    x = alt.X("x:Q", title=f"Points of {name[across]}",
              axis=alt.Axis(tickCount=8),
              scale=alt.Scale(domain=[0, high * 1.12], nice=False))  # fmt: skip
    y = alt.Y("y:Q", title=f"Points of {name[up]}",
              axis=alt.Axis(tickCount=4),
              scale=alt.Scale(domain=[-1, top * 1.15], nice=False))  # fmt: skip
    base = alt.Chart(data).encode(
        x=x, y=y,
        tooltip=[
            alt.Tooltip("deal:N", title="Deal"), alt.Tooltip("x:Q", title=name[across]),
            alt.Tooltip("y:Q", title=name[up]), alt.Tooltip("state:N", title="Verdict"),
            alt.Tooltip("where:N", title="Passages"),
        ],
    )  # fmt: skip
    frontier = base.transform_filter("datum.efficient").mark_line(
        color=f.QUIET, strokeWidth=1.2, strokeDash=[3, 3]
    )
    stands = base.transform_filter("datum.status_quo")
    walls = [
        stands.mark_rule(color=f.PERIPHERY, strokeWidth=1.4).encode(x=x, y=alt.value(0),
                                                                    y2=alt.value(340)),
        stands.mark_rule(color=f.PERIPHERY, strokeWidth=1.4).encode(y=y, x=alt.value(0),
                                                                    x2=alt.value(600)),
    ]  # fmt: skip
    states = ["both would sign", "somebody would lose", "as things stand"]
    marks = base.mark_point(size=150, strokeWidth=2, opacity=1, filled=True).encode(
        color=alt.Color("state:N", title=None, sort=states,
                        scale=alt.Scale(domain=states, range=[f.CENTRE, "#9a9a9a", f.PERIPHERY])),
        shape=alt.Shape("state:N", title=None, sort=states,
                        scale=alt.Scale(domain=states, range=["circle", "cross", "square"])),
    )  # fmt: skip
    letters = base.mark_text(dx=13, dy=-11, fontSize=13, fontWeight="bold").encode(text="letter:N")
    key = alt.Chart(data).mark_text(
        align="left", baseline="top", fontSize=11.5, lineHeight=14
    ).encode(x=alt.value(-34), y=alt.Y("letter:N", axis=None), text="lines:N")  # fmt: skip
    signed = data[data["state"] == "both would sign"]
    return p.finish(
        alt.vconcat(
            alt.layer(*walls, frontier, marks, letters).properties(width=600, height=340),
            key.properties(width=600, height=alt.Step(31)),
            spacing=4, data=data,
        ),
        title=f"Of {len(data)} deals on paper, {len(signed)} would leave both better off",
        drawn=[
            "Every deal of a game of two parties and two issues. Solid lines: what each has today; "
            "a deal left of the one or below the other has somebody walk away. Dotted line: the "
            "efficient frontier."
        ],
        kind=OURS,
        alt_text=(
            f"{len(data)} deals by the points of {name[across]} and {name[up]}. As things stand: "
            f"{now['x']:g} and {now['y']:g}. "
            + ". ".join(
                f"{d}: {a:g} and {b:g}, {s}"
                for d, a, b, s in zip(data["deal"], data["x"], data["y"], data["state"],
                                      strict=True)
            )
            + "."
        ),
        columns={"letter": "", "deal": "Deal", "x": name[across], "y": name[up], "state": "Verdict",
                 "efficient": "Efficient", "where": "Passages"},
    )  # fmt: skip


MEASURES = {
    "root_issues": "National issues settled so that the root is touched",
    "joint_gain": "Joint gain, points above the status quo",
    "worst_gain": "The worst-off party, points from its walk-away value",
    "government_gives": "What the government gives, points",
}


def measures_by_leverage(outcomes: pd.DataFrame) -> alt.TopLevelMixin:
    """Return four measures of each process as leverage grows, where everyone seated can block.

    `outcomes`: from `Simulation.outcomes`. Where a process has no deal its line is missing.
    """
    data = outcomes[outcomes["vetoes"] == outcomes["vetoes"].max()].reset_index(drop=True)
    names = list(dict.fromkeys(data["name"]))
    top = int(data["most"].max())
    data["until"] = (data["most"] + 1).clip(upper=top)
    data["where"] = NO_PASSAGE
    panels = [_panel(data, measure, names, top) for measure in MEASURES]
    none = data[~data["agreed"]]
    first = none["name"].iloc[0] if len(none) else ""
    title = (
        f"“{first}” has no deal until leverage reaches {int(none['most'].max()) + 1}"
        if len(none) and none["most"].max() < top
        else "Leverage changes what each process can settle"
    )
    rows = [alt.hconcat(*panels[at : at + 2], spacing=64, bounds="flush") for at in (0, 2)]
    chart = alt.vconcat(*rows, spacing=22, data=data)
    return p.finish(
        chart,
        title=title,
        drawn=[
            f"Four measures of each process, for leverage from 0 to {top} points, everyone seated "
            "able to block. No line: no deal. Lines of one whole number lie side by side. Points "
            "of different parties are added by convention."
        ],
        kind=OURS,
        alt_text=(
            "Four small charts with leverage from left to right and a line for each process. "
            + " ".join(_measured(data, leverage) for leverage in (0, top))
            + " The table has every change."
        ),
        columns={"name": "Process", "least": "Leverage from", "most": "to",
                 "deals": "Tables with a deal", "root": "Root", **MEASURES,
                 "worst_off": "Worst off", "left_out": "Signed nothing", "where": "Passages"},
    )  # fmt: skip


def _measured(data: pd.DataFrame, leverage: int) -> str:
    """Return in words what each process comes to at one leverage."""
    rows = data[(data["least"] <= leverage) & (leverage <= data["most"])]
    told = (
        f"{r['name']}, {r['deals']} of {r['tables']} tables, national issues that touch the root "
        f"{r['root_issues']}, joint gain {r['joint_gain']:g}, the worst off {r['worst_gain']:g} "
        f"from its walk-away value, the government gives {r['government_gives']:g}"
        for r in rows.to_dict("records")
    )
    return f"At leverage {leverage}: {'; '.join(told)}."


def _panel(data: pd.DataFrame, measure: str, names: list[str], top: int) -> p.Part:
    """Return one measure: a line for each stretch of leverage over which it stays as it is."""
    legend = alt.Legend(symbolSize=900, symbolStrokeWidth=3.2, offset=14, columnPadding=24)
    color = alt.Color("name:N", title=None, sort=names, legend=legend,
                      scale=alt.Scale(domain=names, range=TONES))  # fmt: skip
    dash = alt.StrokeDash("name:N", title=None, sort=names, legend=legend,
                          scale=alt.Scale(domain=names, range=DASHES))  # fmt: skip
    tip = [
        alt.Tooltip("name:N", title="Process"), alt.Tooltip("least:Q", title="Leverage from"),
        alt.Tooltip("most:Q", title="to"), alt.Tooltip("deals:Q", title="Tables with a deal"),
        *(alt.Tooltip(f"{m}:Q", title=title) for m, title in MEASURES.items()),
        alt.Tooltip("where:N", title="Passages"),
    ]  # fmt: skip
    drawn = data.loc[data["agreed"], measure]
    ticks = whole_ticks(min([0, *drawn]), max([1, *drawn]))
    x = alt.X("least:Q", title="Leverage", scale=alt.Scale(domain=[0, top], nice=False),
              axis=alt.Axis(tickCount=4))  # fmt: skip
    y = alt.Y(f"{measure}:Q", title=None,
              scale=alt.Scale(domain=[ticks[0], ticks[-1]], nice=False),
              axis=alt.Axis(values=ticks, format="d",
                            labelExpr="replace(datum.label, '−', '-')"))  # fmt: skip
    base = alt.Chart(data).encode(x=x, x2="until:Q", y=y, color=color, strokeDash=dash, tooltip=tip)
    look: dict[str, Any] = {"strokeWidth": 3.2, "opacity": 1}
    lines = [base.transform_filter("datum.agreed").mark_rule(**look)]
    if ticks == list(range(ticks[0], ticks[-1] + 1)):  # a line beside its value is not misread
        lines = [
            base.transform_filter(f"datum.agreed && datum.name === {json.dumps(name)}")
            .mark_rule(**look, yOffset=BESIDE * (at - 1))
            for at, name in enumerate(names)
        ]  # fmt: skip
    title = alt.TitleParams(MEASURES[measure], fontSize=12, offset=8, fontWeight="bold",
                            frame="group")  # fmt: skip
    return alt.layer(*lines).properties(title=title, width=278, height=120)


def whole_ticks(low: float, high: float, most: int = 6) -> list[int]:
    """Return round whole numbers, evenly apart and at most `most`, from `low` or less to `high`."""
    for step in (n * 10**power for power in range(9) for n in (1, 2, 5)):
        ticks = list(range(math.floor(low / step) * step, math.ceil(high / step) * step + 1, step))
        if len(ticks) <= most:
            break
    return ticks
