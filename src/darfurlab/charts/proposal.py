"""Charts of lesson 04: what is proposed, by phase, by actor, and in which order."""

from __future__ import annotations

from typing import Any

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts._altair import alt
from darfurlab.charts.canvas import Canvas
from darfurlab.charts.words import Words

SILENT = "not stated"
STEP, WHO, TURN, PLACE = 17, 262, 222, 176  # px: marks in a row; marks, turns and lines begin
JOINT = 16  # px: before a step, where the lines to it meet


def _key(canvas: Canvas, used: set[str]) -> float:
    """Draw what each mark means, in the order of time; return how high it is."""
    x, y = 0.0, 0.0
    for phase, look in t.PHASES.items():
        words = canvas.say.phase(phase)
        long = 34 + p.width_of(words, t.SMALL)
        if phase in used:
            x, y = (x, y) if x + long < canvas.width else (0.0, y + 18)
            canvas.item(x, y, look, words, "note")
            x += long
    return y + 24


def _column(canvas: Canvas, rows: list[dict[str, Any]], x: float, y: float, px: float) -> float:
    """Write the issues of one phase as a list; return where it ends."""
    say, phase = canvas.say, rows[0]["phase"] if rows else SILENT
    y += canvas.words(x, y, say("head", phase=say.phase(phase), n=len(rows)), "bold") + 5
    for row in rows:
        hedges = row["hedge"].split("; ") if isinstance(row["hedge"], str) else []
        hedge = say("hedge", words=p.listed([f"“{word}”" for word in hedges])) if hedges else ""
        note, style = ("", "small") if phase == SILENT else (row["level"] + hedge, "")
        style = "bold" if row["surprise"] else style
        y += canvas.item(x, y, t.PHASES[phase], say.short(row["name"]), style, px, note, row)
    return y


def issues_by_phase(issues: pd.DataFrame, width: float = t.WIDTH) -> alt.TopLevelMixin:
    """Return the issues as three lists: phase 1, phase 2, and those without a phase.

    `issues`: from `proposal.issues_by_phase`. Below each stands the hedge that the brief puts on
    it; a regional issue of phase 1 stands out in bold.
    """
    say, data = Words("issues_by_phase"), issues.copy()
    data["when"] = data["phase"].map(say.phase)
    data["surprise"] = (data["level"] == "regional") & (data["phase"] == "1")
    canvas = Canvas(say, width, ["name", "level", "when", "hedge", "where"])
    one, two, none = (p.each(data[data["phase"] == phase]) for phase in ("1", "2", SILENT))
    half = width if canvas.narrow else width / 2
    y = _column(canvas, one, 0, 0, half) + 8
    right, top = (0.0, y) if canvas.narrow else (half, 0.0)
    below = _column(canvas, two, right, top, half) + 8
    tall = max(y, _column(canvas, none, right, below, half))
    told = " ".join(
        say("each", phase=rows[0]["when"], n=len(rows), names=", ".join(r["name"] for r in rows))
        for rows in (one, two, none)
        if rows
    )
    return canvas.chart(data, tall, silent=len(none), n=len(data), told=told)


def who_does_what(asked: pd.DataFrame, width: float = t.WIDTH) -> alt.TopLevelMixin:
    """Return one mark for each recommendation, in the row of who should act.

    `asked`: from `proposal.who_does_what`. Beside the mark of whoever is asked for one thing only
    stands its name.
    """
    say, data = Words("who_does_what"), asked.copy()
    data["when"] = data["phase"].map(say.phase)
    data["who"] = data["who"].map(say.short)  # two actors of the data may have one name here
    data["asked"] = data.groupby("who")["who"].transform("size")
    data = data.sort_values(["named", "asked"], ascending=[True, False], kind="stable")
    canvas = Canvas(say, width, ["who", "name", "when", "hedge", "where"])
    y = _key(canvas, set(data["phase"]))
    for number, (who, group) in enumerate(data.groupby("who", sort=False)):
        rows = p.each(
            group.sort_values("phase", key=lambda c: c.map(list(t.PHASES).index), kind="stable")
        )
        tall = 40 if canvas.narrow else 19.5
        canvas.stripe(number, y, y + tall)
        x, line = (14, y + tall - 11) if canvas.narrow else (WHO, y + tall / 2)
        name = say("asked", who=who, n=len(rows))
        canvas.words(4, y + 10, name, "" if rows[0]["named"] else "bold", "mw")
        for at, row in enumerate(rows):
            canvas.mark(x + at * STEP, line, t.PHASES[row["phase"]], row, 100)
        if len(rows) == 1:
            canvas.words(x + 14, line, rows[0]["name"], "note", "mw")
        y += tall
    every, alone = data.drop_duplicates("recommendation"), data[data["asked"] == 1]
    counts = ", ".join(f"{who} {n}" for who, n in data.groupby("who", sort=False).size().items())
    return canvas.chart(
        data,
        y,
        nobody=int((~every["named"]).sum()),
        n=len(every),
        counts=counts,
        rows=data["who"].nunique(),
        told=" ".join(alone["who"] + ": " + alone["action"]),
    )


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
    order, ahead = ["group", "turn", "rank", "many"], [True, True, True, False]
    data, top = data.sort_values(order, ascending=ahead, kind="stable"), 0.0
    for group in data.groupby("group").size().sort_values(ascending=False, kind="stable").index:
        within = data["group"] == group
        counts = data[within].groupby("turn")["turn"].transform("size")
        tall = int(counts.max()) * 32
        data.loc[within, "y"] = (
            top + (data[within].groupby("turn").cumcount() + 0.5) * tall / counts
        )
        top += tall + 4
    data["x"] = (data["turn"].astype(float) - 1) * TURN
    return data


def _graph(canvas: Canvas, data: pd.DataFrame, needs: pd.DataFrame, y: float) -> float:
    """Draw the steps and an arrow for each need; return where they end."""
    for turn in range(int(data["turn"].max())):
        canvas.words(turn * TURN, y, canvas.say(f"turn{min(turn, 2)}"), "bold note")
    y += 17
    for row in p.each(needs):
        a, b = data.loc[row["first"]], data.loc[row["step"]]
        words = max(p.width_of(line, t.BODY) for line in p.wrapped(a["name"], PLACE - 26))
        if words < PLACE - 30:
            canvas.line(a["x"] + 28 + words, y + a["y"], a["x"] + PLACE, y + a["y"], {})
        canvas.line(a["x"] + PLACE, y + a["y"], b["x"] - JOINT, y + b["y"], {})
    for _, b in data.loc[needs["step"].unique()].iterrows():  # one head for all that lead there
        canvas.arrow(b["x"] - JOINT, y + b["y"], b["x"] - 2, y + b["y"], {"stroke": t.HAIR})
    for row in p.each(data):
        canvas.mark(row["x"] + 8, y + row["y"], t.PHASES[row["phase"]], row, 100)
        canvas.words(row["x"] + 22, y + row["y"], row["name"], at="mw", px=PLACE - 26)
    return y + float(data["y"].max()) + 14


def build_order(
    steps: pd.DataFrame, needs: pd.DataFrame, width: float = t.WIDTH
) -> alt.TopLevelMixin:
    """Return the steps in columns, what comes first on the left, and an arrow for each need.

    `steps`, `needs`: from `proposal.steps`. What stands in no order is counted and in the table.
    On a telephone it is a list: each step with what it waits for.
    """
    say, data, every = Words("build_order"), _placed(steps, needs), steps.copy()
    every["when"] = every["phase"].map(say.phase)
    every["order"] = [say("no_order") if turn is pd.NA else str(turn) for turn in every["turn"]]
    waits = needs.groupby("step")["first"].agg(lambda ids: "; ".join(data.loc[ids, "name"]))
    every["after"] = every["recommendation"].map(waits).fillna("")
    canvas = Canvas(say, width, ["name", "when", "hedge", "where"])
    data["when"], y = data["phase"].map(say.phase), _key(canvas, set(data["phase"]))
    if canvas.narrow:
        for row in p.each(every[every["turn"].notna()].sort_values("turn", kind="stable")):
            note = say("after", steps=row["after"]) if row["after"] else say("waits_for_none")
            y += canvas.item(0, y, t.PHASES[row["phase"]], row["name"], note=note, of=row)
    else:
        y = _graph(canvas, data, needs, y)
    loose = int(every["turn"].isna().sum())
    told = " ".join(
        say("waits", step=row["name"], steps=row["after"]) for row in p.each(every) if row["after"]
    )
    return canvas.chart(
        every,
        y,
        before=int(needs["step"].value_counts().iloc[0]),
        n=len(every),
        loose=loose,
        lines_drawn=len(needs),
        turns=int(data["turn"].max()),
        told=told,
    )
