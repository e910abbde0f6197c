"""Charts of lesson 04: what is proposed, by phase, by actor, and in which order."""

from __future__ import annotations

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts.canvas import Canvas, Chart
from darfurlab.charts.parts import Row
from darfurlab.datasets.words import listed

STEP, WHO, TURN, PLACE = 17, 262, 222, 176  # px: marks in a row; marks, turns and lines begin
# Open, for a full triangle is the mark of a phase.
HEAD: t.Look = {"shape": "M-1,-1L0,0L-1,1", "stroke": t.HAIR, "fill": "transparent"}
JOINT = 16  # px: before a step, where the lines to it meet


def _key(canvas: Canvas, used: set[str]) -> float:
    """Draw what each mark means, in the order of time; return how high it is."""
    names = {phase: canvas.say.phase(phase) for phase in t.PHASES if phase in used}
    for phase, name, x, y in canvas.flow(names, 34, 18):
        canvas.item(x, y, t.PHASES[phase], name, "note")
    return y + 24


def _column(canvas: Canvas, rows: list[Row], x: float, y: float, px: float) -> float:
    """Write the issues of one phase as a list; return where it ends."""
    say, phase = canvas.say, rows[0]["phase"] if rows else p.SILENT
    y += canvas.words(x, y, say("head", phase=say.phase(phase), n=len(rows)), "bold") + 5
    for row in rows:
        hedges = row["hedge"].split("; ") if isinstance(row["hedge"], str) else []
        hedge = say("hedge", words=listed([f"“{word}”" for word in hedges])) if hedges else ""
        note, style = ("", "small") if phase == p.SILENT else (row["level"] + hedge, "")
        style = "bold" if row["surprise"] else style
        y += canvas.item(x, y, t.PHASES[phase], say.short(row["name"]), style, px, note, row)
    return y


def issues_by_phase(issues: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return the issues as three lists: phase 1, phase 2, and those without a phase.

    `issues`: from `proposal.issues_by_phase`. Below each stands the hedge that the brief puts on
    it; a regional issue of phase 1 stands out in bold.
    """
    canvas, data = Canvas("issues_by_phase", width), issues.copy()
    say = canvas.say
    data["when"] = data["phase"].map(say.phase)
    data["surprise"] = (data["level"] == "regional") & (data["phase"] == "1")
    one, two, none = (p.each(data[data["phase"] == phase]) for phase in ("1", "2", p.SILENT))
    half = width if canvas.narrow else width / 2
    y = _column(canvas, one, 0, 0, half) + 8
    right, top = (0.0, y) if canvas.narrow else (half, 0.0)
    below = _column(canvas, two, right, top, half) + 8
    tall = max(y, _column(canvas, none, right, below, half))
    told = [
        say("each", phase=phase, n=len(own), names=", ".join(own["name"]))
        for phase, own in data.groupby("when", sort=False)
    ]
    return canvas.chart(data, tall, silent=len(none), n=len(data), told=" ".join(told))


def who_does_what(asked: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return one mark for each recommendation, in the row of who should act.

    `asked`: from `proposal.who_does_what`. Beside the mark of whoever is asked for one thing only
    stands its name.
    """
    canvas, data = Canvas("who_does_what", width), asked.copy()
    say = canvas.say
    data["when"] = data["phase"].map(say.phase)
    data["who"] = data["who"].map(say.short)  # two actors of the data may have one name here
    data["asked"] = data.groupby("who")["who"].transform("size")
    data = data.sort_values(["named", "asked"], ascending=[True, False], kind="stable")
    y = _key(canvas, set(data["phase"]))
    for number, (who, group) in enumerate(data.groupby("who", sort=False)):
        rows = sorted(p.each(group), key=lambda row: list(t.PHASES).index(row["phase"]))
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
    say.know(
        marks=len(data),
        n=len(every),
        nobody=int((~every["named"]).sum()),
        rows=data["who"].nunique(),
    )
    counts = p.tally(data.groupby("who", sort=False).size())
    return canvas.chart(data, y, counts=counts, told=say.each("one", p.each(alone)))


def _placed(steps: pd.DataFrame, needs: pd.DataFrame) -> pd.DataFrame:
    """Return the steps that stand in an order with x and y in px: turns across, groups down."""
    data = steps[steps["turn"].notna()].copy().set_index("recommendation", drop=False)
    ties = pd.concat([needs["step"], needs["first"]])
    # Within a turn, what is tied to many comes first; then each moves towards what it leads to.
    data["many"] = data.index.map(ties.value_counts())
    data = data.sort_values(["group", "turn", "many"], ascending=[True, True, False], kind="stable")
    ranks = needs["step"].map(data.groupby(["group", "turn"]).cumcount())
    means = ranks.groupby(needs["first"]).mean()
    data["rank"] = means.reindex(data.index, fill_value=len(data))
    order, ahead = ["group", "turn", "rank", "many"], [True, True, True, False]
    data, top = data.sort_values(order, ascending=ahead, kind="stable"), 0.0
    turns = data.groupby(["group", "turn"])
    counts, middle = turns["turn"].transform("size"), turns.cumcount() + 0.5
    for group in data.groupby("group").size().sort_values(ascending=False, kind="stable").index:
        within = data["group"] == group
        tall = counts[within].max() * 32
        data.loc[within, "y"] = top + middle * tall / counts
        top += tall + 4
    data["x"] = (data["turn"].astype(float) - 1) * TURN
    return data


def _graph(canvas: Canvas, data: pd.DataFrame, needs: pd.DataFrame, y: float) -> float:
    """Draw the steps and an arrow for each need; return where they end."""
    for turn in range(int(data["turn"].max())):
        canvas.words(turn * TURN, y, canvas.say(f"turn{min(turn, 2)}"), "bold note")
    y += 17
    steps = {row["recommendation"]: row for row in p.each(data)}
    for need in p.each(needs):
        a, b = steps[need["first"]], steps[need["step"]]
        words = max(p.width_of(line, t.BODY) for line in p.wrapped(a["name"], PLACE - 26))
        if words < PLACE - 30:
            canvas.line(a["x"] + 28 + words, y + a["y"], a["x"] + PLACE, y + a["y"], {})
        canvas.line(a["x"] + PLACE, y + a["y"], b["x"] - JOINT, y + b["y"], {})
    for b in (steps[step] for step in needs["step"].unique()):  # one head for all that lead there
        canvas.line(b["x"] - JOINT, y + b["y"], b["x"] - 2, y + b["y"], {})
        canvas.mark(b["x"] - 2, y + b["y"], HEAD, size=40)
    for row in steps.values():
        canvas.mark(row["x"] + 8, y + row["y"], t.PHASES[row["phase"]], row, 100)
        canvas.words(row["x"] + 22, y + row["y"], row["name"], at="mw", px=PLACE - 26)
    return y + float(data["y"].max()) + 14


def build_order(steps: pd.DataFrame, needs: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return the steps in columns, what comes first on the left, and an arrow for each need.

    `steps`, `needs`: from `proposal.steps`. What stands in no order is counted and in the table.
    On a telephone it is a list: each step with what it waits for.
    """
    canvas, data, every = Canvas("build_order", width), _placed(steps, needs), steps.copy()
    say = canvas.say
    every["when"] = every["phase"].map(say.phase)
    every["order"] = [say("no_order") if turn is pd.NA else str(turn) for turn in every["turn"]]
    waits = needs.groupby("step")["first"].agg(lambda ids: "; ".join(data.loc[ids, "name"]))
    every["after"] = every["recommendation"].map(waits).fillna("")
    data["when"], y = data["phase"].map(say.phase), _key(canvas, set(data["phase"]))
    if canvas.narrow:
        for row in p.each(every[every["turn"].notna()].sort_values("turn", kind="stable")):
            note = say("after", steps=row["after"]) if row["after"] else say("waits_for_none")
            y += canvas.item(0, y, t.PHASES[row["phase"]], row["name"], note=note, of=row)
    else:
        y = _graph(canvas, data, needs, y)
    say.know(n=len(every), loose=int(every["turn"].isna().sum()), turns=int(data["turn"].max()))
    say.know(before=int(needs["step"].value_counts().iloc[0]), lines_drawn=len(needs))
    return canvas.chart(every, y, told=say.each("waits", p.each(every[every["after"] != ""])))
