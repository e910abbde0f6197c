"""Who gains and who is left below its walk-away value, party by party; nothing is added up."""

from __future__ import annotations

from typing import Any

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts.canvas import Canvas, Chart

EARLIER: t.Look = {"stroke": t.GREY, "strokeWidth": 2}  # a deal of one's own before the latest
NAMES, GAP, NUMBER = 118, 14, 32  # px: of the parties, between columns, of a number beside its mark


def above_walk_away(standings: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return each party's points above or below its walk-away value, a column for each process.

    `standings`: from `Simulation.standings`. Read along a row: points of two parties are not one
    currency. The head of a column says whether its deal lies on the efficient frontier. Earlier
    deals of one's own are ticks below the latest.
    """
    canvas, data = Canvas("above_walk_away", width), standings.assign(where=p.NO_PASSAGE)
    say = canvas.say
    data["state"] = data["signs"].map({True: say("signs"), False: say("refuses")})
    before = data[data["earlier"]]
    shown = data[~data["earlier"]]
    processes = [(str(name), own) for name, own in shown.groupby("process", sort=False)]
    parties = list(dict.fromkeys(data["name"]))
    row, head = (28, 72) if canvas.narrow else (36, 96)
    each = width - NAMES - GAP
    each = each if canvas.narrow else (each - GAP * (len(processes) - 1)) / len(processes)
    low, high = min(0, *data["gain"]), max(0, *data["gain"])
    for number, (_, own) in enumerate(processes):
        x = NAMES + GAP + (0 if canvas.narrow else number * (each + GAP))
        y = head + (number * (head + len(parties) * row + 8) if canvas.narrow else 0)
        at = p.scale(low, high, x + NUMBER, x + each - NUMBER)
        mine = before if pd.isna(own.iloc[0]["deals"]) else before[:0]
        _head(canvas, x, y - head, each, own.iloc[0], mine)
        bottom = y + len(parties) * row
        for place, found in enumerate(p.each(own)):
            top, middle = y + place * row, y + (place + 0.5) * row
            if place % 2 == 0:
                canvas.box(x, top, x + each, top + row, t.WASHED, level=-2)
            if canvas.narrow or not number:
                canvas.words(0, middle, found["name"], "", "mw", px=NAMES)
            _party(canvas, at, middle, found)
            for earlier in p.each(mine[mine["party"] == found["party"]]):
                gain = at(earlier["gain"])
                canvas.line(gain, middle + 7, gain, middle + row / 2 - 1, EARLIER, earlier)
        canvas.line(at(0), y - 6, at(0), bottom, t.DRAWN)
        if not canvas.narrow:
            canvas.words(at(0), y - 8, say("line"), "note", "sc")
    tall = (head + len(parties) * row + 8) * (len(processes) if canvas.narrow else 1)
    whole = [name for name, own in processes if (own["gain"] >= 0).all()]
    told = []
    for name, own in data.groupby("process", sort=False):
        rows = [{**row, "signed": p.signed(row["gain"])} for row in p.each(own)]
        told.append(say("column", process=name, told=say.each("one", rows, ", ")))
    say.know(n=len(whole), of=len(processes), only="".join(whole[:1]))
    return canvas.chart(data.drop(columns="earlier"), tall, lines=2, told=". ".join(told))


def _head(
    canvas: Canvas, x: float, y: float, wide: float, deal: pd.Series[Any], before: pd.DataFrame
) -> None:
    """Write whose column it is, how many tables reach a deal, and whether points are wasted.

    Of the deals before one's latest: how many there are, and how many are on the frontier.
    """
    say, notes = canvas.say, list[str]()
    y += canvas.words(x, y, say.short(deal["process"]), "bold", px=wide)
    if n := before["process"].nunique():
        on = before[before["efficient"]]["process"].nunique()
        notes.append(say("before", n=n, on=on))
    if pd.notna(deal["deals"]):
        notes.append(say("deals", n=int(deal["deals"]), of=int(deal["tables"])))
    notes.append(say("efficient" if deal["efficient"] else "wasteful"))
    for note in (*notes, say("root", root=deal["root"])):
        y += canvas.words(x, y, note, "note", px=wide)


def _party(canvas: Canvas, at: p.Place, y: float, row: dict[str, Any]) -> None:
    gain = row["gain"]
    look = {**t.SOLID, "strokeWidth": 2.4} if gain >= 0 else t.BELOW
    fill = look["stroke"] if row["signs"] else t.PAPER
    canvas.line(at(0), y, at(gain), y, {"stroke": look["stroke"], "strokeWidth": 3.5})
    canvas.mark(at(gain), y, {**look, "fill": fill}, row, size=100, level=1)
    side, style = (9, "bold navy") if gain >= 0 else (-9, "bold against")
    canvas.words(at(gain) + side, y, p.signed(gain), style, "mw" if gain >= 0 else "me")
