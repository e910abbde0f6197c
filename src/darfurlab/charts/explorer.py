"""The explorer: slider and selects live in the chart, so that nothing waits for a kernel."""

from __future__ import annotations

from itertools import combinations
from typing import Literal

import pandas as pd

from darfurlab._altair import alt
from darfurlab.charts import _furniture as f
from darfurlab.charts.bargaining import OURS, SHAPES, TONES

DRAWN = 380  # points at most: a thinned frontier, and the chart says so
STATES = ["nobody walks away", "a party off the axes walks away", "one on the axes walks away"]
SIDE, PANEL = 400, 62  # px
LINES: list[tuple[str, int, float, Literal["bold", "normal"]]] = [
    ("name", -16, 12, "bold"), ("first_line", 1, 11.5, "normal"),
    ("second_line", 17, 11.5, "normal"),
]  # fmt: skip


def explorer(
    outcomes: pd.DataFrame, frontier: pd.DataFrame, parties: pd.DataFrame
) -> alt.TopLevelMixin:
    """Return the full game to explore: leverage, vetoes, process, and two parties as the axes.

    `outcomes`: from `Simulation.outcomes`; `frontier`: from `Simulation.frontier`; `parties`:
    party, name, walk_away, seat. Everything is worked out beforehand and stands in the chart.
    """
    data = outcomes.copy()
    names = list(dict.fromkeys(data["name"]))
    data["mark"] = data["root_touched"].map({True: "solid", False: "hollow"})
    data["first_line"] = [
        f"{r['deals']} of {r['tables']} tables have a deal · root {r['root']} · joint gain "
        f"{r['joint_gain']:g} · the government gives {r['government_gives']:g}"
        for r in data.to_dict("records")
    ]
    data["second_line"] = [
        f"worst off: {r['worst_off'][:-1]} its walk-away value) · signed nothing: {r['left_out']}"
        for r in data.to_dict("records")
    ]
    # Short columns, p1 for the first seat: the whole chart goes to the page with every lesson.
    seats = zip(parties["party"], parties["seat"], strict=True)
    short = {party: f"p{seat}" for party, seat in seats}
    ids, top = list(short.values()), int(data["most"].max())
    called = dict(zip(ids, parties["name"], strict=True))
    kept = ["vetoes", "name", "least", "most", "agreed", "mark", "first_line", "second_line"]
    data = data.rename(columns=short)[[*kept, "where", *ids]]
    frontier = frontier.rename(columns=short)
    every = -(-len(frontier) // DRAWN)
    dots = frontier.iloc[::every].reset_index(drop=True)

    leverage = alt.param(name="leverage", value=0, bind=alt.binding_range(
        min=0, max=top, step=1, name="Leverage (points) "))  # fmt: skip
    vetoes = alt.param(name="vetoes", value=len(ids), bind=alt.binding_select(
        options=list(range(len(ids), 0, -1)), name="Who can block ",
        labels=["everyone", *(f"the first {n}" for n in range(len(ids) - 1, 1, -1)),
                called[ids[0]] + " alone"]))  # fmt: skip
    shown = alt.param(name="shown", value="all", bind=alt.binding_select(
        options=["all", *names], labels=["all of them", *names], name="Process "))  # fmt: skip
    axes = [
        alt.param(name=name, value=ids[at], bind=alt.binding_select(
            options=ids, labels=[called[i] for i in ids], name=label))
        for name, at, label in (("across", 0, "Across "), ("up", 1, "Up "))
    ]  # fmt: skip

    field = alt.Scale(domain=[0, 100], nice=False)
    ticks = alt.Axis(tickCount=10)
    x = alt.X("x:Q", title=None, scale=field, axis=ticks)
    y = alt.Y("y:Q", title=None, scale=field, axis=ticks)
    placed = {"x": "datum[across]", "y": "datum[up]"}
    no_passage = {"where": "'none: our numbers'"}
    points = [alt.Tooltip(f"{i}:Q", title=called[i]) for i in ids]
    where = alt.Tooltip("where:N", title="Passages")

    def blocked(on_axis: bool) -> str:
        side = "(across == '{0}' || up == '{0}')" if on_axis else "across != '{0}' && up != '{0}'"
        return " || ".join(
            f"(vetoes >= {seat} && {side.format(i)} && datum['{i}'] < {ask} - leverage)"
            for i, ask, seat in zip(ids, parties["walk_away"], parties["seat"], strict=True)
        )

    off = f"({blocked(False)}) ? '{STATES[1]}' : '{STATES[0]}'"
    state = f"({blocked(True)}) ? '{STATES[2]}' : {off}"
    cloud = (
        alt.Chart(dots)
        .transform_calculate(**placed, **no_passage, state=state)
        .mark_point(filled=True, opacity=0.9)
        .encode(
            x=x, y=y, tooltip=[*points, alt.Tooltip("state:N", title="Then"), where],
            color=alt.Color("state:N", title=None, sort=STATES, scale=alt.Scale(
                domain=STATES, range=[f.CENTRE, "#d0923c", "#cfcfcf"]),
                legend=alt.Legend(orient="top", symbolOpacity=1, offset=26)),
            shape=alt.Shape("state:N", title=None, sort=STATES, scale=alt.Scale(
                domain=STATES, range=["circle", "triangle-up", "circle"])),
            size=alt.condition(f"datum.state == '{STATES[0]}'", alt.value(46), alt.value(22)),
        )
    )  # fmt: skip
    edge = (
        alt.Chart(_edges(frontier))
        .transform_filter("(across == datum.a && up == datum.b) || "
                          "(across == datum.b && up == datum.a)")
        .transform_calculate(x="across == datum.a ? datum.u : datum.v",
                             y="across == datum.a ? datum.v : datum.u", **no_passage)
        .mark_line(color=f.QUIET, strokeWidth=1.2, strokeDash=[4, 3])
        .encode(x=x, y=y, tooltip=[where])
    )  # fmt: skip
    seated = parties.assign(party=ids)[["party", "name", "walk_away", "seat"]]
    asks = alt.Chart(seated).transform_calculate(
        at="max(0, datum.walk_away - leverage)", **no_passage
    )
    tip = [alt.Tooltip("name:N", title="Party"), alt.Tooltip("at:Q", title="Signs nothing below")]
    thick = alt.condition("datum.seat <= vetoes", alt.value(1.6), alt.value(0))
    walls = [
        asks.transform_filter(f"datum.party == {which}")
        .mark_rule(color=f.OPPOSING)
        .encode(**{channel: alt.X("at:Q", title=None, scale=field, axis=ticks) if channel == "x"
                   else alt.Y("at:Q", title=None, scale=field, axis=ticks)},
                strokeWidth=thick, tooltip=[*tip, where])
        for which, channel in (("across", "x"), ("up", "y"))
    ]  # fmt: skip
    axis_names = [
        asks.transform_filter("datum.party == across")
        .transform_calculate(words="'Points of ' + datum.name")
        .mark_text(align="right", baseline="top", color=f.QUIET, dy=24)
        .encode(x=alt.value(SIDE + 200), y=alt.value(SIDE), text="words:N"),
        asks.transform_filter("datum.party == up")
        .transform_calculate(words="'Points of ' + datum.name")
        .mark_text(align="left", baseline="bottom", color=f.QUIET, dy=-5)
        .encode(x=alt.value(-20), y=alt.value(0), text="words:N"),
    ]
    now = "datum.vetoes == vetoes && datum.least <= leverage && leverage <= datum.most"
    now += " && (shown == 'all' || shown == datum.name)"
    results = alt.Chart(data).transform_filter(now).transform_calculate(**placed, **no_passage)
    form = alt.Shape("name:N", sort=names, legend=None,
                     scale=alt.Scale(domain=names, range=SHAPES))  # fmt: skip
    tone = alt.Stroke("name:N", sort=names, legend=None,
                      scale=alt.Scale(domain=names, range=TONES))  # fmt: skip
    fill = alt.condition("datum.mark == 'solid'", alt.value(f.INK), alt.value(f.PAPER))
    said = [alt.Tooltip("name:N", title="Process"), *points, where]
    settled = results.mark_point(size=230, strokeWidth=3, opacity=1).encode(
        x=x, y=y, shape=form, stroke=tone, fill=fill, tooltip=said
    )
    picture = (
        alt.layer(cloud, edge, *walls, settled, *axis_names)
        .properties(width=SIDE + 200, height=SIDE)
        .resolve_scale(color="independent", shape="independent")
    )
    rows = results.encode(y=alt.Y("name:N", sort=names, axis=None,
                                  scale=alt.Scale(domain=names)))  # fmt: skip
    key = rows.mark_point(size=150, strokeWidth=3, opacity=1).encode(
        x=alt.value(-12), shape=form, stroke=tone, fill=fill, tooltip=said
    )
    lines = [
        rows.mark_text(
            align="left", baseline="middle", dy=dy, fontSize=size, fontWeight=weight
        ).encode(x=alt.value(6), text=f"{column}:N")
        for column, dy, size, weight in LINES
    ]
    panel = alt.layer(key, *lines).properties(width=SIDE + 200, height=PANEL * len(names))
    start = data[(data["vetoes"] == len(ids)) & (data["least"] == 0)]
    signed = start[start["agreed"]]
    chart = alt.vconcat(picture, panel, spacing=12).add_params(leverage, vetoes, shown, *axes)
    return f.finish(
        chart.properties(data=data),
        title=f"At leverage 0, {len(signed)} of {len(start)} processes have a deal; now move it",
        drawn=[
            f"Dots: every {_ordinal(every)} of {len(frontier):,} efficient deals. Large marks: "
            "what each process comes to, solid where the root is touched. Solid lines: what the "
            "two on the axes must have at the one table. Dotted: the best those two could do alone."
        ],
        kind=OURS,
        alt_text=(
            f"A chart with controls for leverage (0 to {top}), who can block, the process shown, "
            f"and the two parties on the axes. At leverage 0, when everyone can block: "
            + ". ".join(f"{r['name']}: {r['first_line']}; {r['second_line']}"
                        for r in start.to_dict("records"))
            + ". The table has every other setting."
        ),
        columns={"vetoes": "How many can block", "name": "Process", "least": "Leverage from",
                 "most": "to", "first_line": "What it settles", "second_line": "Who stands where",
                 "where": "Passages"},
    )  # fmt: skip


def _ordinal(number: int) -> str:
    return {1: "one", 2: "second", 3: "third"}.get(number, f"{number}th")


def _edges(frontier: pd.DataFrame) -> pd.DataFrame:
    """Return what is efficient for two parties alone, for every two: a, b, and their points u, v.

    A deal that is efficient for two is as good for both as one that is efficient for all.
    """
    rows = []
    for a, b in combinations(frontier.columns, 2):
        best = float("-inf")
        for u, v in sorted(set(zip(frontier[a], frontier[b], strict=True)), reverse=True):
            if v > best:
                rows.append((a, b, u, v))
                best = v
    return pd.DataFrame(rows, columns=["a", "b", "u", "v"])
