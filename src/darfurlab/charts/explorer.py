"""The explorer: slider and selects live in the chart, so that nothing waits for a kernel."""

from __future__ import annotations

from itertools import combinations
from typing import Any, Literal

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as f
from darfurlab.charts._altair import alt
from darfurlab.charts.bargaining import NO_PASSAGE, OURS, SHAPES, TONES

KEPT = ["vetoes", "name", "least", "most", "agreed", "mark", "first_line", "second_line", "where"]
DRAWN = 240  # points at most: a thinned frontier, and the chart says so
STATES = ["nobody walks away", "a party off the axes walks away", "one on the axes walks away"]
SIDE, PANEL = 400, 62  # px
LINES: list[tuple[str, int, float, Literal["bold", "normal"]]] = [
    ("name", -16, 12, "bold"), ("first_line", 1, 11.5, "normal"),
    ("second_line", 17, 11.5, "normal"),
]  # fmt: skip


FIELD = alt.Scale(domain=[0, 100], nice=False)
TICKS = alt.Axis(tickCount=10)
X = alt.X("x:Q", title=None, scale=FIELD, axis=TICKS)
Y = alt.Y("y:Q", title=None, scale=FIELD, axis=TICKS)
PLACED = {"x": "datum[across]", "y": "datum[up]"}
WHERE = alt.Tooltip("where:N", title="Passages")
SAYS_SO = {"where": f"'{NO_PASSAGE}'"}  # here, and not in each of so many rows


def explorer(
    outcomes: pd.DataFrame, frontier: pd.DataFrame, parties: pd.DataFrame
) -> alt.TopLevelMixin:
    """Return the full game to explore: leverage, vetoes, process, and two parties as the axes.

    `outcomes`: from `Simulation.outcomes`; `frontier`: from `Simulation.frontier`; `parties`:
    party, name, walk_away, seat. Everything is worked out beforehand and stands in the chart.
    """
    # Short columns, p1 for the first seat: the whole chart goes to the page with every lesson.
    seated = parties.assign(party=[f"p{seat}" for seat in parties["seat"]])
    seated = seated[["party", "name", "walk_away", "seat"]]
    short = dict(zip(parties["party"], seated["party"], strict=True))
    data = _in_words(outcomes).rename(columns=short)[[*KEPT, *short.values()]]
    frontier = frontier.rename(columns=short)
    every = -(-len(frontier) // DRAWN)
    names, top = list(dict.fromkeys(data["name"])), int(data["most"].max())
    points = [alt.Tooltip(f"{p}:Q", title=name)
              for p, name in zip(seated["party"], seated["name"], strict=True)]  # fmt: skip
    settled, panel = _results(data, names, points)
    dots = frontier.iloc[::every].reset_index(drop=True)
    picture = (
        alt.layer(_cloud(dots, seated, points), _edge(frontier), *_walls(seated), settled,
                  *_axis_names(seated))
        .properties(width=SIDE + 200, height=SIDE)
        .resolve_scale(color="independent", shape="independent")
    )  # fmt: skip
    chart = alt.vconcat(picture, panel, spacing=12).add_params(*_controls(seated, names, top))
    start = data[(data["vetoes"] == len(seated)) & (data["least"] == 0)]
    signed = start[start["agreed"]]
    return p.finish(
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


def _in_words(outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return the outcomes with what is written of each: a mark for the root, and two lines."""
    rows = outcomes.to_dict("records")
    return outcomes.assign(
        where=NO_PASSAGE,
        mark=outcomes["root_touched"].map({True: "solid", False: "hollow"}),
        first_line=[
            f"{r['deals']} of {r['tables']} tables have a deal · root {r['root']} · joint gain "
            f"{r['joint_gain']:g} · the government gives {r['government_gives']:g}"
            for r in rows
        ],
        second_line=[
            f"worst off: {r['worst_off'][:-1]} its walk-away value) · signed nothing: "
            f"{r['left_out']}"
            for r in rows
        ],
    )


def _controls(seated: pd.DataFrame, names: list[str], top: int) -> list[alt.Parameter]:
    """Return the slider and the selects under the chart."""
    ids, called = list(seated["party"]), list(seated["name"])
    leverage = alt.param(name="leverage", value=0, bind=alt.binding_range(
        min=0, max=top, step=1, name="Leverage (points) "))  # fmt: skip
    vetoes = alt.param(name="vetoes", value=len(ids), bind=alt.binding_select(
        options=list(range(len(ids), 0, -1)), name="Who can block ",
        labels=["everyone", *(f"the first {n}" for n in range(len(ids) - 1, 1, -1)),
                called[0] + " alone"]))  # fmt: skip
    shown = alt.param(name="shown", value="all", bind=alt.binding_select(
        options=["all", *names], labels=["all of them", *names], name="Process "))  # fmt: skip
    axes = [
        alt.param(name=name, value=ids[at], bind=alt.binding_select(
            options=ids, labels=called, name=label))
        for name, at, label in (("across", 0, "Across "), ("up", 1, "Up "))
    ]  # fmt: skip
    return [leverage, vetoes, shown, *axes]


def _state(seated: pd.DataFrame) -> str:
    """Return the expression for who would walk away from a deal, one of `STATES`."""

    def blocked(on_axis: bool) -> str:
        side = "(across == '{0}' || up == '{0}')" if on_axis else "across != '{0}' && up != '{0}'"
        return " || ".join(
            f"(vetoes >= {r['seat']} && {side.format(r['party'])} && "
            f"datum['{r['party']}'] < {r['walk_away']} - leverage)"
            for r in seated.to_dict("records")
        )

    off = f"({blocked(False)}) ? '{STATES[1]}' : '{STATES[0]}'"
    return f"({blocked(True)}) ? '{STATES[2]}' : {off}"


def _cloud(dots: pd.DataFrame, seated: pd.DataFrame, points: list[alt.Tooltip]) -> p.Part:
    """Return efficient deals as dots, with who would walk away from each."""
    return (
        alt.Chart(dots)
        .transform_calculate(**PLACED, **SAYS_SO, state=_state(seated))
        .mark_point(filled=True, opacity=0.9)
        .encode(
            x=X, y=Y, tooltip=[*points, alt.Tooltip("state:N", title="Then"), WHERE],
            color=alt.Color("state:N", title=None, sort=STATES, scale=alt.Scale(
                domain=STATES, range=[f.CENTRE, "#d0923c", "#cfcfcf"]),
                legend=alt.Legend(orient="top", symbolOpacity=1, offset=26)),
            shape=alt.Shape("state:N", title=None, sort=STATES, scale=alt.Scale(
                domain=STATES, range=["circle", "triangle-up", "circle"])),
            size=alt.condition(f"datum.state == '{STATES[0]}'", alt.value(46), alt.value(22)),
        )
    )  # fmt: skip


def _edge(frontier: pd.DataFrame) -> p.Part:
    """Return the line of what is efficient for the two on the axes alone."""
    return (
        alt.Chart(_edges(frontier))
        .transform_filter("(across == datum.a && up == datum.b) || "
                          "(across == datum.b && up == datum.a)")
        .transform_calculate(x="across == datum.a ? datum.u : datum.v",
                             y="across == datum.a ? datum.v : datum.u", **SAYS_SO)
        .mark_line(color=f.QUIET, strokeWidth=1.2, strokeDash=[4, 3])
        .encode(x=X, y=Y, tooltip=[WHERE])
    )  # fmt: skip


def _asks(seated: pd.DataFrame) -> p.Part:
    """Return the parties with what each asks for at the leverage chosen."""
    at = "max(0, datum.walk_away - leverage)"
    return alt.Chart(seated).transform_calculate(at=at, **SAYS_SO)


def _walls(seated: pd.DataFrame) -> list[p.Part]:
    """Return the lines below and left of which the two on the axes sign nothing."""
    asked = alt.Tooltip("at:Q", title="Signs nothing below")
    look: dict[str, Any] = {
        "strokeWidth": alt.condition("datum.seat <= vetoes", alt.value(1.6), alt.value(0)),
        "tooltip": [alt.Tooltip("name:N", title="Party"), asked, WHERE],
    }
    return [
        _asks(seated).transform_filter(f"datum.party == {which}").mark_rule(color=f.OPPOSING)
        .encode(**place, **look)
        for which, place in (
            ("across", {"x": alt.X("at:Q", title=None, scale=FIELD, axis=TICKS)}),
            ("up", {"y": alt.Y("at:Q", title=None, scale=FIELD, axis=TICKS)}),
        )
    ]  # fmt: skip


def _axis_names(seated: pd.DataFrame) -> list[p.Part]:
    """Return the names of the two axes, which change with the parties chosen."""
    words = "'Points of ' + datum.name"
    return [
        _asks(seated).transform_filter("datum.party == across").transform_calculate(words=words)
        .mark_text(align="right", baseline="top", color=f.QUIET, dy=24)
        .encode(x=alt.value(SIDE + 200), y=alt.value(SIDE), text="words:N"),
        _asks(seated).transform_filter("datum.party == up").transform_calculate(words=words)
        .mark_text(align="left", baseline="bottom", color=f.QUIET, dy=-5)
        .encode(x=alt.value(-20), y=alt.value(0), text="words:N"),
    ]  # fmt: skip


def _results(
    data: pd.DataFrame, names: list[str], points: list[alt.Tooltip]
) -> tuple[p.Part, p.Part]:
    """Return what the processes come to at the controls: large marks, and a panel of words."""
    now = "datum.vetoes == vetoes && datum.least <= leverage && leverage <= datum.most"
    now += " && (shown == 'all' || shown == datum.name)"
    results = alt.Chart(data).transform_filter(now).transform_calculate(**PLACED)
    look: dict[str, Any] = {
        "shape": alt.Shape("name:N", sort=names, legend=None,
                           scale=alt.Scale(domain=names, range=SHAPES)),
        "stroke": alt.Stroke("name:N", sort=names, legend=None,
                             scale=alt.Scale(domain=names, range=TONES)),
        "fill": alt.condition("datum.mark == 'solid'", alt.value(f.INK), alt.value(f.PAPER)),
        "tooltip": [alt.Tooltip("name:N", title="Process"), *points, WHERE],
    }  # fmt: skip
    settled = results.mark_point(size=230, strokeWidth=3, opacity=1).encode(x=X, y=Y, **look)
    rows = results.encode(y=alt.Y("name:N", sort=names, axis=None,
                                  scale=alt.Scale(domain=names)))  # fmt: skip
    key = rows.mark_point(size=150, strokeWidth=3, opacity=1).encode(x=alt.value(-12), **look)
    lines = [
        rows.mark_text(
            align="left", baseline="middle", dy=dy, fontSize=size, fontWeight=weight
        ).encode(x=alt.value(6), text=f"{column}:N")
        for column, dy, size, weight in LINES
    ]
    panel = alt.layer(key, *lines).properties(width=SIDE + 200, height=PANEL * len(names))
    return settled, panel


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
