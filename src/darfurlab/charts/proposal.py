"""Charts of lesson 04: what is proposed, by phase, by actor, and in which order."""

from __future__ import annotations

from typing import Any

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as f
from darfurlab.charts._altair import alt

STEP, ROW, TURN = 18, 40, 226  # px: between marks in a row, between rows, between turns
LABEL, LETTER = 178, 6.6  # px: the room for a step's label right of its mark; a letter's width
WHO = 212  # px: where an actor's marks begin
LINE = 14  # px
LINK = "#7d8d99"


def _phase_marks(phases: pd.Series[str], legend: bool = True) -> dict[str, Any]:
    """Return fill, shape and edge by phase, in the order of time: colour is never alone."""
    used = [phase for phase in f.PHASES if phase in set(phases)]
    names = [f.PHASE_NAMES[phase] for phase in used]
    tones = [f.PHASES[phase] for phase in used]
    edges = [f.QUIET if tone == f.PAPER else tone for tone in tones]
    shown = alt.Legend(title=None, symbolStrokeWidth=2) if legend else None
    return {
        "shape": alt.Shape("when:N", sort=names, legend=shown, scale=alt.Scale(
            domain=names, range=[f.PHASE_SHAPES[phase] for phase in used])),
        "fill": alt.Fill("when:N", sort=names, legend=shown,
                         scale=alt.Scale(domain=names, range=tones)),
        "stroke": alt.Stroke("when:N", sort=names, legend=shown,
                             scale=alt.Scale(domain=names, range=edges)),
    }  # fmt: skip


def _rows(data: pd.DataFrame, tall: int) -> tuple[alt.Y, int]:
    """Set `y`, the middle of each row in px, and return its channel with the height of all."""
    data["y"] = data["row"] * tall + tall / 2
    height = int(data["row"].max() + 1) * tall
    scale = alt.Scale(domain=[0, height], nice=False, reverse=True)
    return alt.Y("y:Q", axis=None, scale=scale), height


def _written(base: alt.Chart, column: str, **how: Any) -> list[alt.Chart]:
    """Return a text of one, two or three lines, set so that its middle is the middle of the row."""
    return [
        base.transform_filter(f"length(datum.{column}) == {lines}").mark_text(
            align="left", baseline="middle", lineHeight=LINE, dy=-(lines - 1) * LINE / 2, **how
        ).encode(text=f"{column}:N")
        for lines in (1, 2, 3)
    ]  # fmt: skip


def issues_by_phase(issues: pd.DataFrame) -> alt.TopLevelMixin:
    """Return issues in the column of their phase, each with the hedge that the brief puts on it.

    `issues`: from `proposal.issues_by_phase`. A regional issue of phase 1 stands out in bold.
    """
    data = issues[["name", "level", "phase", "hedge", "label", "passages", "where"]].copy()
    data["when"] = data["phase"].map(f.PHASE_NAMES)
    data["row"] = range(len(data))
    data["short"] = p.broken(data["name"], 40)
    data["hedged"] = ("“" + data["hedge"] + "”").where(
        data["hedge"].notna() & (data["phase"] != "not stated"), ""
    )
    data["surprise"] = (data["level"] == "regional") & (data["phase"] == "1")
    columns = [f.PHASE_NAMES[p] for p in ("1", "2", "not stated")]
    y, height = _rows(data, 30)
    base = alt.Chart(data).encode(y=y)
    x = alt.X("when:N", sort=columns, title=None,
              scale=alt.Scale(type="point", domain=columns, range=[350, 600], padding=0),
              axis=alt.Axis(orient="top", labelAngle=0, domain=False, ticks=False, offset=18,
                            labelExpr="split(datum.label, ': ')"))  # fmt: skip
    marks = base.mark_point(size=150, strokeWidth=2, opacity=1).encode(
        x=x,
        **_phase_marks(data["phase"], legend=False),
        tooltip=[
            alt.Tooltip("name:N", title="Issue"), alt.Tooltip("level:N", title="Level"),
            alt.Tooltip("when:N", title="Phase"), alt.Tooltip("hedge:N", title="Hedge"),
            alt.Tooltip("where:N", title="Passages"),
        ],
    )  # fmt: skip
    left = base.encode(x=alt.value(0))
    names = [
        *_written(left.transform_filter("datum.surprise"), "short", fontWeight="bold"),
        *_written(left.transform_filter("!datum.surprise"), "short"),
    ]
    levels = base.mark_text(align="left", baseline="middle", color=f.QUIET).encode(
        x=alt.value(252), text="level:N"
    )
    hedges = base.mark_text(align="left", baseline="middle", dx=14, color=f.QUIET, fontSize=11.5)
    counts = data["when"].value_counts()
    silent = int(counts.get("not stated", 0))
    return p.finish(
        alt.layer(marks, *names, levels, hedges.encode(x=x, text="hedged:N"), data=data)
        .properties(width=640, height=height),
        title=f"The brief gives {silent} of {len(data)} issues no phase",
        drawn=[
            "Each issue of our list in the phase that the brief gives it, with the words that "
            "hedge it. Bold: regional by name, yet in phase 1. Outlined: the brief gives no phase."
        ],
        kind=p.kind_line(["claim: the phases", "coding: the list and its levels"],
                         list(data["where"])),
        alt_text=(
            f"{len(data)} issues in three columns. "
            + " ".join(
                f"{column[0].upper() + column[1:]}, {counts.get(column, 0)}: "
                f"{', '.join(data[data['when'] == column]['name'])}."
                for column in columns
            )
        ),
        columns={"name": "Issue", "level": "Level", "when": "Phase", "hedge": "Hedge",
                 "label": "Kind", "where": "Passages"},
    )  # fmt: skip


def who_does_what(asked: pd.DataFrame) -> alt.TopLevelMixin:
    """Return one mark for each recommendation, in the row of who should act.

    `asked`: from `proposal.who_does_what`. Who is asked for one thing only has it written out.
    """
    keep = ["name", "who", "named", "asked", "action", "phase", "hedge", "passages", "where"]
    data = asked[keep].copy()
    data["when"] = data["phase"].map(f.PHASE_NAMES)
    data["row"] = data.groupby("who", sort=False).ngroup()
    # Within a row, marks come in the order of time.
    data = data.sort_values(["row", "phase"], key=lambda c: c.map(
        {phase: at for at, phase in enumerate(f.PHASES)}) if c.name == "phase" else c,
        kind="stable", ignore_index=True)  # fmt: skip
    data["along"] = data.groupby("row").cumcount() * STEP + WHO
    alone = data["asked"] == 1
    data["told"] = p.broken(data["action"].where(alone, ""), 74)
    counted = data["who"] + ": " + data["asked"].map(str)
    data["short"] = p.broken(counted.mask(alone, data["who"]), 30)
    y, height = _rows(data, 36)
    base = alt.Chart(data).encode(y=y)
    x = alt.X("along:Q", axis=None, scale=alt.Scale(domain=[0, 650], nice=False))
    marks = base.mark_point(size=120, strokeWidth=2, opacity=1).encode(
        x=x,
        **_phase_marks(data["phase"]),
        tooltip=[
            alt.Tooltip("who:N", title="Who"), alt.Tooltip("action:N", title="Should"),
            alt.Tooltip("when:N", title="When"), alt.Tooltip("hedge:N", title="Hedge"),
            alt.Tooltip("where:N", title="Passages"),
        ],
    )  # fmt: skip
    first = base.transform_filter(f"datum.along == {WHO}")
    left = first.encode(x=alt.value(0))
    names = [
        *_written(left.transform_filter("!datum.named"), "short", fontWeight="bold"),
        *_written(left.transform_filter("datum.named"), "short"),
    ]
    only = base.transform_filter("datum.asked == 1").encode(x=x)
    told = _written(only, "told", dx=14, fontSize=11.5, color=f.QUIET)
    every = data.drop_duplicates("name")
    nobody = int((~every["named"]).sum())
    per_actor = data.groupby("who", sort=False).size()
    return p.finish(
        alt.layer(marks, *names, *told, data=data).properties(width=650, height=height),
        title=f"For {nobody} of {len(every)} recommendations, the brief names nobody to act",
        drawn=[
            "A mark is a recommendation, in the row of who should act; one addressed to several "
            "stands in each row. Where there is one only, it is written out. Hover for the others."
        ],
        kind=p.kind_line(["claim: what should be done", "coding: how we cut it into parts"],
                         list(data["where"])),
        alt_text=(
            f"{len(per_actor)} rows of marks, one for each actor: "
            + ", ".join(f"{who} {count}" for who, count in per_actor.items())
            + ". "
            + " ".join(
                f"{who}: {action}"
                for who, action in zip(data[alone]["who"], data[alone]["action"], strict=True)
            )
        ),
        columns={"who": "Who", "action": "Should", "when": "When", "hedge": "Hedge",
                 "where": "Passages"},
    )  # fmt: skip


def _placed(steps: pd.DataFrame, needs: pd.DataFrame) -> pd.DataFrame:
    """Return the steps that stand in an order with x and y in px: turns across, groups down."""
    data = steps[steps["turn"].notna()].copy().set_index("recommendation", drop=False)
    ties = pd.concat([needs["step"], needs["first"]])
    # Within a turn, what is tied to many comes first; then each moves towards what it leads to.
    data["many"] = data.index.map(ties.value_counts())
    data = data.sort_values(["group", "turn", "many"], ascending=[True, True, False], kind="stable")
    leads = needs.groupby("first")["step"].agg(list)
    rank = data.groupby(["group", "turn"]).cumcount()
    data["rank"] = [
        sum(rank[step] for step in leads[one]) / len(leads[one]) if one in leads else len(data)
        for one in data.index
    ]
    data = data.sort_values(["group", "turn", "rank", "many"], ascending=[True, True, True, False],
                            kind="stable")  # fmt: skip
    top = 0.0
    sizes = data.groupby("group").size().sort_values(ascending=False, kind="stable")
    for group in sizes.index:
        within = data["group"] == group
        counts = data[within].groupby("turn")["turn"].transform("size")
        tall = int(counts.max()) * ROW
        at = data[within].groupby("turn").cumcount()
        data.loc[within, "y"] = top + (at + 0.5) * tall / counts
        top += tall + ROW / 3
    data["x"] = (data["turn"] - 1) * TURN + 8
    return data.reset_index(drop=True)


def build_order(steps: pd.DataFrame, needs: pd.DataFrame) -> alt.TopLevelMixin:
    """Return the steps in columns, what comes first on the left, and a line for each need.

    `steps`, `needs`: from `proposal.steps`. What stands in no order is counted and in the table.
    """
    data = _placed(steps, needs)
    data["when"] = data["phase"].map(f.PHASE_NAMES)
    data["short"] = p.broken(data["name"], 24)
    at = data.set_index("recommendation")
    first, step = needs["first"], needs["step"]
    lines = pd.DataFrame({
        "before": first.map(at["name"]), "after": step.map(at["name"]), "where": needs["where"],
        "x": first.map(at["x"]) + LABEL, "y": first.map(at["y"]),
        "x2": step.map(at["x"]) - 11, "y2": step.map(at["y"]),
    })  # fmt: skip
    # From a label's end to where the lines of its column begin.
    ahead = data[data["recommendation"].isin(needs["first"])].copy()
    letters = ahead["short"].map(lambda lines: max(map(len, lines)))
    ahead["from"], ahead["to"] = ahead["x"] + 18 + letters * LETTER, ahead["x"] + LABEL
    ahead = ahead[["name", "from", "to", "y", "where"]]
    tall = float(data["y"].max()) + ROW / 2
    right = alt.Scale(domain=[0, 650], nice=False)
    down = alt.Scale(domain=[0, tall], nice=False, reverse=True)
    x, y = alt.X("x:Q", axis=None, scale=right), alt.Y("y:Q", axis=None, scale=down)
    between = alt.Chart(lines).mark_rule(color=LINK, strokeWidth=1.4).encode(
        x=x, y=y, x2="x2:Q", y2="y2:Q",
        tooltip=[alt.Tooltip("before:N", title="First"), alt.Tooltip("after:N", title="then"),
                 alt.Tooltip("where:N", title="Passages")],
    )  # fmt: skip
    stubs = alt.Chart(ahead).mark_rule(color=LINK, strokeWidth=1.4).encode(
        x=alt.X("from:Q", axis=None, scale=right), y=y, x2="to:Q",
        tooltip=[alt.Tooltip("name:N", title="First"), alt.Tooltip("where:N", title="Passages")],
    )  # fmt: skip
    coded = _phase_marks(data["phase"])
    data = data[["name", "action", "when", "hedge", "short", "turn", "x", "y", "where"]]
    marks = alt.Chart(data).mark_point(size=130, strokeWidth=2, opacity=1).encode(
        x=x, y=y, **coded,
        tooltip=[alt.Tooltip("action:N", title="Step"), alt.Tooltip("when:N", title="When"),
                 alt.Tooltip("hedge:N", title="Hedge"),
                 alt.Tooltip("where:N", title="Passages")],
    )  # fmt: skip
    names = _written(alt.Chart(data).encode(x=x, y=y), "short", dx=12)
    every = steps[["recommendation", "name", "phase", "turn", "hedge", "passages", "where"]].copy()
    every["when"] = every["phase"].map(f.PHASE_NAMES)
    every["order"] = ["no order given" if turn is pd.NA else str(turn) for turn in every["turn"]]
    waits = needs.groupby("step")["first"].agg(
        lambda ids: "; ".join(at["name"][one] for one in ids)
    )
    every["after"] = every["recommendation"].map(waits).fillna("")
    loose = int(every["turn"].isna().sum())
    return p.finish(
        alt.layer(between, stubs, marks, *names, data=every).properties(width=650, height=tall),
        title=f"The brief sets {len(data)} of {len(every)} steps in an order, and {loose} in none",
        drawn=[
            "From left to right: what must come first. A line runs from a step to one that waits "
            "for it, unless a longer way does so too. The other "
            f"{loose} recommendations are in the table only."
        ],
        kind=p.kind_line(
            ["claim: the steps", "coding: the lines, where the brief says or implies an order"],
            list(data["where"]),
        ),
        alt_text=(
            f"A graph of {len(data)} steps in {int(data['turn'].max())} columns, joined by "
            f"{len(lines)} lines. "
            + " ".join(
                f"{name} waits for: {after}."
                for name, after in zip(every["name"], every["after"], strict=True)
                if after
            )
        ),
        columns={"name": "Step", "when": "When", "order": "Order", "after": "Waits for",
                 "hedge": "Hedge", "where": "Passages"},
    )  # fmt: skip
