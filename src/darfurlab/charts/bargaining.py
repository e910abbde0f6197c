"""The bargaining model: a game on paper, and what each process settles as leverage grows."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts.canvas import Canvas, Chart


def deals_by_hand(deals: pd.DataFrame, parties: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return every deal of a two-party game as a point, beside the list of what each deal is.

    `deals`: from `Simulation.by_hand`; `parties`: party, name. The lines are what each has today.
    """
    canvas, data = Canvas("deals_by_hand", width), deals.assign(where=p.NO_PASSAGE)
    say = canvas.say
    across, up = [party for party in parties["party"] if party in data]
    name = dict(zip(parties["party"], parties["name"], strict=True))
    ends = {"first": name[across], "second": name[up]}
    say.headings |= ends
    data["first"], data["second"] = data[across], data[up]
    data["verdict"] = data["both_gain"].map({True: "both", False: "loses"})
    data["verdict"] = data["verdict"].mask(data["status_quo"], "today")
    now = data[data["status_quo"]].iloc[0]
    less = [" and ".join(ends[end] for end in ends if row[end] < now[end]) for row in p.each(data)]
    states = zip(data["verdict"], less, strict=True)
    data["state"] = [say(f"verdicts.{verdict}", who=who) for verdict, who in states]
    data["letter"] = [chr(ord("A") + at) for at in range(len(data))]
    side, tall = (width if canvas.narrow else 324), 280
    most, top = float(data["first"].max()) * 1.15, float(data["second"].max()) * 1.15
    at, high = p.scale(0, most, 28, side - 8), p.scale(0, top, tall, 22)
    canvas.ruled({at(n): str(n) for n in p.whole_ticks(0, most) if n < most}, 22, tall)
    canvas.rungs({high(n): str(n) for n in p.whole_ticks(0, top) if n < top}, 28, side - 8)
    canvas.words(0, 0, say("axis", party=name[up]), "note")
    canvas.words(side - 8, tall + 21, say("axis", party=name[across]), "note", "ne")
    canvas.line(at(now["first"]), 22, at(now["first"]), tall, t.DRAWN)
    canvas.line(28, high(now["second"]), side - 8, high(now["second"]), t.DRAWN)
    frontier = data[data["efficient"]].sort_values("first")
    corners = [(at(row["first"]), high(row["second"])) for row in p.each(frontier)]
    for corner, following in pairwise(corners):
        canvas.line(*corner, *following, {**t.SILENT, "stroke": t.QUIET})
    left, y = (0.0, tall + 46.0) if canvas.narrow else (side + 10.0, 4.0)
    for row in p.each(data):
        look = t.VERDICTS[row["verdict"]]
        x, mark = at(row["first"]), high(row["second"])
        canvas.mark(x, mark, look, row, 120, level=1)
        aside, place = (8, "sw") if row["efficient"] else (-8, "ne")  # away from the frontier
        canvas.words(x + aside, mark - aside / 2, row["letter"], "bold", place)
        y += canvas.item(left, y, look, say("head", **row), "bold", width - left, row["deal"]) + 3
    say.know(n=len(data), others=len(data) - 1, better=int((data["verdict"] == "both").sum()))
    say.know(across=name[across], up=name[up], told=say.each("one", p.each(data), ". "))
    return canvas.chart(data, max(y, tall + 36), first=now["first"], second=now["second"])
