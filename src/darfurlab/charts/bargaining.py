"""The bargaining model: a game on paper, and what each process settles as leverage grows."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts._altair import alt
from darfurlab.charts.canvas import Canvas
from darfurlab.charts.words import Words

NO_PASSAGE = "none: our numbers"  # what stands where others name their passages


def deals_by_hand(
    deals: pd.DataFrame, parties: pd.DataFrame, width: float = t.WIDTH
) -> alt.TopLevelMixin:
    """Return every deal of a two-party game as a point, beside the list of what each deal is.

    `deals`: from `Simulation.by_hand`; `parties`: party, name. The lines are what each has today.
    """
    say, data = Words("deals_by_hand"), deals.assign(where=NO_PASSAGE)
    across, up = [party for party in parties["party"] if party in data]
    name = dict(zip(parties["party"], parties["name"], strict=True))
    say.headings |= {"first": name[across], "second": name[up]}
    data["first"], data["second"] = data[across], data[up]
    data["verdict"] = data["both_gain"].map({True: "both", False: "loses"})
    data["verdict"] = data["verdict"].mask(data["status_quo"], "today")
    data["state"] = data["verdict"].map(say.raw("verdicts"))
    data["letter"] = [chr(ord("A") + at) for at in range(len(data))]
    canvas = Canvas(say, width, ["deal", "first", "second", "state", "where"])
    side, tall = (width if canvas.narrow else 324), 280
    most, top = float(data["first"].max()) * 1.15, float(data["second"].max()) * 1.15
    at, high = p.scale(0, most, 28, side - 8), p.scale(0, top, tall, 22)
    canvas.ruled(at, [n for n in p.whole_ticks(0, most) if n < most], 22, tall)
    canvas.rungs(high, [n for n in p.whole_ticks(0, top) if n < top], 28, side - 8)
    canvas.words(0, 0, say("axis", party=name[up]), "note")
    canvas.words(side - 8, tall + 21, say("axis", party=name[across]), "note", "ne")
    now = data[data["status_quo"]].iloc[0]
    canvas.line(at(now["first"]), 22, at(now["first"]), tall, t.DRAWN)
    canvas.line(28, high(now["second"]), side - 8, high(now["second"]), t.DRAWN)
    for a, b in pairwise(p.each(data[data["efficient"]].sort_values("first"))):
        canvas.line(
            at(a["first"]),
            high(a["second"]),
            at(b["first"]),
            high(b["second"]),
            {**t.SILENT, "stroke": t.QUIET},
        )
    left, y = (0.0, tall + 46.0) if canvas.narrow else (side + 10.0, 4.0)
    for row in p.each(data):
        look = t.VERDICTS[row["verdict"]]
        canvas.mark(at(row["first"]), high(row["second"]), look, row, 120, level=1)
        canvas.words(at(row["first"]) + 8, high(row["second"]) - 4, row["letter"], "bold", "sw")
        head = say(
            "head",
            letter=row["letter"],
            x=f"{row['first']:g}",
            y=f"{row['second']:g}",
            state=row["state"],
        )
        y += canvas.item(left, y, look, head, "bold", width - left, row["deal"]) + 3
    told = ". ".join(
        f"{row['deal']}: {row['first']:g} and {row['second']:g}, {row['state']}"
        for row in p.each(data)
    )
    return canvas.chart(
        data,
        max(y, tall + 36),
        better=int((data["verdict"] == "both").sum()),
        n=len(data),
        across=name[across],
        up=name[up],
        told=told,
        x=f"{now['first']:g}",
        y=f"{now['second']:g}",
    )


MEASURES = ("root_issues", "worst_gain", "government_gives")
BESIDE, PANEL = 5, 150  # px: lines of one height lie side by side; the height of a panel


def _panel(
    canvas: Canvas, data: pd.DataFrame, measure: str, left: float, top: float, wide: float
) -> None:
    """Draw one measure: a line for each stretch of leverage over which it stays as it is."""
    names, most = list(dict.fromkeys(data["name"])), int(data["most"].max())
    signed = data[data["agreed"]]
    canvas.words(left - 26, top, canvas.say(f"measures.{measure}"), "bold", px=wide + 26)
    top += 42
    ticks = p.whole_ticks(min([0, *signed[measure]]), max([1, *signed[measure]]))
    few = ticks == list(range(ticks[0], ticks[-1] + 1))  # a line beside its value is not misread
    at, up = p.scale(0, most, left, left + wide), p.scale(ticks[0], ticks[-1], top + PANEL, top)
    canvas.rungs(up, ticks, left, left + wide, p.negative)
    canvas.ruled(at, range(0, most + 1, 10), top, top + PANEL)
    canvas.line(left, up(0), left + wide, up(0), t.DRAWN, level=-1)
    canvas.words(left + wide / 2, top + PANEL + 20, canvas.say("axis"), "note", "nc")
    for row in p.each(signed):
        number = names.index(row["name"])
        y, end = up(row[measure]) + BESIDE * (number - 1) * few, min(row["most"] + 1, most)
        canvas.line(at(row["least"]), y, at(end), y, t.PROCESSES[number], row, level=1)


def measures_by_leverage(outcomes: pd.DataFrame, width: float = t.WIDTH) -> alt.TopLevelMixin:
    """Return three measures of each process as leverage grows, where everyone seated can block.

    `outcomes`: from `Simulation.outcomes`. Where a process has no deal its line is missing. Nothing
    is added up: points of two parties are not one currency.
    """
    say = Words("measures_by_leverage")
    data = outcomes[outcomes["vetoes"] == outcomes["vetoes"].max()].assign(where=NO_PASSAGE)
    canvas, top = (
        Canvas(say, width, ["name", "least", "most", *MEASURES, "where"]),
        int(data["most"].max()),
    )
    y = 0.0
    for look, name in zip(t.PROCESSES, dict.fromkeys(data["name"]), strict=False):
        canvas.line(0, y + 8, 44, y + 8, look)
        y += canvas.words(54, y, name, "bold") + 2
    wide = width - 30 if canvas.narrow else (width - 3 * 26 - 2 * 16 - 8) / 3
    down, across = (PANEL + 90, 0.0) if canvas.narrow else (0, wide + 26 + 16)
    for number, measure in enumerate(MEASURES):
        _panel(canvas, data, measure, 26 + number * across, y + 12 + number * down, wide)
    none = data[~data["agreed"]]
    last = int(none["most"].max()) if len(none) else top
    title = (
        say("title", process=none["name"].iloc[0], until=last + 1)
        if last < top
        else say("otherwise")
    )
    told = " ".join(_measured(data, leverage, say) for leverage in (0, top))
    return canvas.chart(data, y + 12 + 2 * down + PANEL + 80, title=title, top=top, told=told)


def _measured(data: pd.DataFrame, leverage: int, say: Words) -> str:
    """Return in words what each process comes to at one leverage."""
    rows = p.each(data[(data["least"] <= leverage) & (leverage <= data["most"])])
    told = (
        say("measured", **{k: f"{v:g}" if isinstance(v, float) else v for k, v in row.items()})
        for row in rows
    )
    return say("at", leverage=leverage, told="; ".join(told))
