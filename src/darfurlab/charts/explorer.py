"""The explorer: slider and menu live in the chart, so that nothing waits for a kernel."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts._altair import alt
from darfurlab.charts.canvas import Canvas, Chart
from darfurlab.charts.parts import Row
from darfurlab.charts.words import Words
from darfurlab.datasets.words import listed

ROW, TOP = 28, 22  # px: a party, above the bands
# px, on a laptop and on a telephone: where the bands begin, right of the names; how high a process
# is, whose name may have two lines.
LEFT: tuple[float, float] = (182, 122)
BAND: tuple[float, float] = (24, 36)
EDGE: t.Look = {"stroke": t.RUST, "strokeWidth": 3}  # what a party that can block asks for


def _state(row: Row, say: Words) -> tuple[str, str]:
    """Return what a process has: the look of its band, and its words in the table."""
    look = "part" if row["part_issues"] else "deal"
    look = "none" if not row["agreed"] else "root" if row["root_touched"] else look
    return look, say(f"bands.{look}", n=row["deals"], of=row["tables"])


def _bands(canvas: Canvas, data: pd.DataFrame, names: list[str], top: int) -> float:
    """Draw what each process settles over all leverages at once; return where they end.

    No word stands on a band: the line at the leverage chosen crosses them all.
    """
    at, say = p.scale(0, top + 1, LEFT[canvas.narrow], canvas.width - 8), canvas.say
    tall = BAND[canvas.narrow]
    for number, name in enumerate(names):
        y, process = TOP + number * tall, t.PROCESSES[number]
        canvas.on()
        canvas.mark(8, y + tall / 2, {**process, "fill": process["stroke"], "strokeWidth": 1})
        style = "bold small" if canvas.narrow else "bold"
        canvas.words(20, y + tall / 2, say.short(name), style, "mw", px=LEFT[canvas.narrow] - 22)
        for seats, own in data[data["name"] == name].sort_values("least").groupby("vetoes"):
            canvas.on(vetoes=seats)
            for _, same in groupby(p.each(own), key=lambda row: row["settles"]):
                stretch = list(same)
                row = {**stretch[0], "most": stretch[-1]["most"]}
                x, x2 = at(row["least"]), at(row["most"] + 1)
                canvas.box(x, y + 3, x2, y + tall - 3, t.BANDS[row["band"]], row)
    canvas.on()
    bottom = TOP + len(names) * tall
    canvas.words(0, bottom + 4, say("axis"), "note")
    for tick in range(0, top + 1, 5):
        canvas.words(at(tick + 0.5), bottom + 4, str(tick), "note", "nc")
    bottom += 24
    for look, words, x, y in canvas.flow(say.raw("key"), 30, 18, more=12):
        canvas.box(x, bottom + y + 2, x + 16, bottom + y + 13, t.BANDS[look])
        canvas.words(x + 21, bottom + y, words, "note")
    return bottom + y + 18


def _cursor(canvas: Canvas, top: int, processes: int) -> list[alt.Chart]:
    """Return the line at the leverage chosen, over the bands, with its number."""
    step, far = (canvas.width - 8 - LEFT[canvas.narrow]) / (top + 1), "leverage > 20"
    at = f"{LEFT[canvas.narrow] - 2} + (leverage + 0.5) * {step}"
    words = f"{canvas.say('now')!r} + leverage"
    line = [{"y": 2, "y2": TOP + processes * BAND[canvas.narrow] + 2}]
    base = alt.Chart(alt.InlineData(values=line))
    base = base.transform_calculate(x=at, x2="datum.x + 4", words=words)
    side, away = alt.ExprRef(expr=f"{far} ? 'right' : 'left'"), alt.ExprRef(expr=f"{far} ? -6 : 9")
    named: t.Look = {**p.styled("bold", "nw"), "align": side, "dx": away}
    edged: t.Look = {"fill": t.INK, "stroke": t.PAPER, "strokeWidth": 1.5}  # seen on dark and pale
    return [
        p.layer(base, "rect", edged, x="x", x2="x2", y="y", y2="y2"),
        p.layer(base, "text", named, x="x", y="y", text="words"),
    ]


def _standings(
    canvas: Canvas, data: pd.DataFrame, names: list[str], seated: list[Row], y: float
) -> tuple[float, list[alt.Chart]]:
    """Draw each party's points from its walk-away value; hollow where it signs nothing.

    Return where they end, and the layers of what parties ask for and of the marks.
    """
    say, rows = canvas.say, p.each(data)
    gains = [row[seat["party"]] - seat["walk_away"] for row in rows for seat in seated]
    at = p.scale(min(gains) - 4, max(gains) + 4, LEFT[canvas.narrow], canvas.width - 8)
    canvas.on()
    head = canvas.words(0, y, say("standings"), "bold", px=canvas.width)
    x, below = (0, head) if canvas.narrow else (canvas.width - 218, 0.0)
    canvas.line(x + 2, y + below + 1, x + 2, y + below + 14, EDGE)
    y += below + canvas.words(x + 9, y + below + 1, say("edge"), "note")
    y, bottom = y + 6, y + 6 + ROW * len(seated)
    ticks = [n for n in range(-40, int(max(gains)), 20) if n > min(gains)]
    canvas.ruled({at(n): p.signed(n) for n in ticks}, y, bottom)
    canvas.line(at(0), y, at(0), bottom, t.DRAWN)
    for number, seat in enumerate(seated):
        canvas.on()
        top, name = y + number * ROW, say.short(seat["name"])
        canvas.stripe(number, top, top + ROW)
        for seats in sorted(set(data["vetoes"])):
            canvas.on(vetoes=seats)
            may = seat["seat"] <= seats
            words, style = (name, "") if may else (say("no_veto", name=name), "grey small")
            canvas.words(4, top + ROW / 2, words, style, "mw", px=LEFT[canvas.narrow] - 6)
    edges = _edges(at, y, len(seated), min(gains) - 4)
    return bottom + 22, [edges, _marks(say, at, y, names, seated)]


def _edges(at: p.Place, y: float, seats: int, low: float) -> alt.Chart:
    """Return the layer of what parties that can block ask for: walk-away value less leverage."""
    rows = [{"n": n, "y": y + n * ROW, "y2": y + (n + 1) * ROW} for n in range(seats)]
    x = f"{at(0)} - min(leverage, {-low}) * {at(1) - at(0)}"
    base = alt.Chart(alt.InlineData(values=rows)).transform_filter("datum.n < vetoes")
    return p.layer(base.transform_calculate(x=x), "rule", EDGE, x="x", y="y", y2="y2")


def _marks(say: Words, at: p.Place, y: float, names: list[str], seated: list[Row]) -> alt.Chart:
    """Return the layer of the marks: it reads the rows of the table, a mark a process and party."""
    parties, looks = [seat["party"] for seat in seated], t.PROCESSES[: len(names)]

    def of(values: Sequence[object], index: str) -> str:
        return f"{json.dumps(list(values))}[datum.{index}]"

    walk, called = [seat["walk_away"] for seat in seated], [seat["name"] for seat in seated]
    strokes, shapes = ([look[part] for look in looks] for part in ("stroke", "shape"))
    signs = f"datum.left_out != 'everybody' && indexof(datum.left_out, {of(called, 'seat')}) < 0"
    look: t.Look = {"size": 80, "opacity": 1, "strokeWidth": 1.6}
    look |= {"stroke": alt.ExprRef(expr=of(strokes, "process"))}
    look |= {"shape": alt.ExprRef(expr=of(shapes, "process"))}
    look |= {"fill": alt.ExprRef(expr=f"{signs} ? {of(strokes, 'process')} : '{t.PAPER}'")}
    here = "datum.vetoes == vetoes && datum.least <= leverage && leverage <= datum.most"
    base = alt.Chart().transform_filter(here).transform_fold(parties, as_=["party", "points"])
    base = base.transform_calculate(
        seat=f"indexof({json.dumps(parties)}, datum.party)",
        process=f"indexof({json.dumps(names)}, datum.name)",
    )
    base = base.transform_calculate(
        x=f"{at(0)} + (datum.points - {of(walk, 'seat')}) * {at(1) - at(0)}",
        y=f"{y + 6} + {ROW} * datum.seat + 8 * datum.process",
    )
    return p.layer(base, "point", look, say.named("name", "settles", "where"), x="x", y="y")


def _said(
    data: pd.DataFrame, blockers: dict[int, str], top: int, names: list[str], say: Words
) -> list[p.Told]:
    """Return the alternative text, which names the setting and what each process has there."""
    leverage = p.Follow("leverage", {str(n): str(n) for n in range(top + 1)})
    who = p.Follow("vetoes", {str(seats): who for seats, who in blockers.items()})
    opening = say("alt", top=top, leverage="#", who="#").split("#")
    parts: list[p.Told] = [opening[0], leverage, opening[1], who, opening[2]]
    for name in names:
        own = data[data["name"] == name]
        told = [
            say("state", **{**row, "name": say.short(name)})
            for seats in blockers
            for row in p.each(own[own["vetoes"] == seats].sort_values("least"))
            for _ in range(row["least"], row["most"] + 1)
        ]
        parts += [_follow(told, max(blockers), top), " "]
    return parts


def _follow(texts: list[str], seats: int, top: int, fill: str = "") -> p.Follow:
    """Return texts that follow the two controls: for all leverages of all seated, then of fewer.

    Most states share a text, and 155 of them would weigh more than the chart: so a state is the
    number of a text in a list.
    """
    few = list(dict.fromkeys(texts))
    by = f"{[few.index(text) for text in texts]}[({seats} - vetoes) * {top + 1} + leverage]"
    return p.Follow(by.replace(" ", ""), {str(n): text for n, text in enumerate(few)}, fill)


def explorer(outcomes: pd.DataFrame, parties: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return what each process settles at every leverage, and where that leaves each party.

    `outcomes`: from `Simulation.outcomes`; `parties`: party, name, walk_away, seat. A slider sets
    the leverage, a menu who can block; all is worked out beforehand and stands in the chart.
    """
    canvas, data = Canvas("explorer", width), outcomes.assign(where=p.NO_PASSAGE)
    say = canvas.say
    data[["band", "settles"]] = [_state(row, say) for row in p.each(data)]
    names, top = list(dict.fromkeys(data["name"])), int(data["most"].max())
    seated = p.each(parties.sort_values("seat"))
    bottom = _bands(canvas, data, names, top)
    y, marks = _standings(canvas, data, names, seated, bottom + 6)
    titles = []
    for seats in range(len(seated), 0, -1):
        for leverage in range(top + 1):
            here = (data["least"] <= leverage) & (leverage <= data["most"])
            now = data[here & (data["vetoes"] == seats)]
            n, root = int(now["agreed"].sum()), int(now["root_touched"].sum())
            name = "all" if n == len(now) else "title"
            titles.append(say(name, leverage="#", of=len(now), n=n, root=root))
    shorts = [say.short(seat["name"]) for seat in seated]
    less = {n: listed(shorts[:n]) for n in range(len(seated) - 1, 0, -1)}
    blockers = {len(seated): say("everyone"), **less}
    canvas.slider("leverage", top)
    canvas.menu("vetoes", blockers)
    fewer = say("fewer", all=len(seated))
    vetoed = f"vetoes < {len(seated)} ? join({json.dumps(fewer.split('#'))}, vetoes) : ''"
    title = _follow(titles, len(seated), top, f"leverage + ({vetoed})")
    title = replace(title, room=2 + len(fewer))
    text = _said(data, blockers, top, names, say)
    # What neither the table nor the marks ask for would make the chart a third heavier.
    drawn = data[[*say.table, *(seat["party"] for seat in seated)]]
    more = [*marks, *_cursor(canvas, top, len(names))]
    return canvas.chart(drawn, y, title=title, alt_text=text, lines=2, more=more)
