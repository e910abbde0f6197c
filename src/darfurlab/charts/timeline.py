"""Spans of time, drawn in three forms, and the timeline that several lessons use.

A dot is a day. A hollow bar is some time within it. A solid bar lasted; where its beginning or its
end is known to a month or a year only, that end is hollow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts.canvas import Canvas, Chart
from darfurlab.charts.parts import Row

LEFT, FIRST, HALF = 94, 416, 4.5  # px: where the words and the years begin; half a bar
UNKNOWN: t.Look = {**t.SILENT, "strokeWidth": 2}
LANES = ("agreements", "mediators", "regions", "voices")
MONTHS = ["Jan", "Feb", "March", "April", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec"]


def in_words(date: str) -> str:
    """Return 2011, 2011-05 or 2011-05-31 as one says it."""
    year, *rest = date.split("-")
    month, day = [MONTHS[int(month) - 1] for month in rest[:1]], [str(int(day)) for day in rest[1:]]
    return " ".join([*day, *month, year])


def span_in_words(begin: str, end: str) -> str:
    """Return a span as one says it: its year once, where begin and end share it."""
    if begin == end:
        return in_words(begin)
    first, last = in_words(begin).split(), in_words(end).split()
    if len(first) > 1 and first[-1] == last[-1]:
        first.pop()
    return f"{' '.join(first)}–{' '.join(last)}"


def _day(date: str, after: int = 0) -> int:
    """Return the number of the first day of a date (a year, a month, a day), or of the next one."""
    return (pd.Period(date) + after).start_time.toordinal()


def _is_day(begin: str, end: str | None) -> bool:
    return end is None and len(begin) == 10


class Years:
    """A scale of time in px, from the first day of one year to that of another."""

    def __init__(self, since: int, until: int, left: float, right: float) -> None:
        self.since, self.until, self.left, self.right = since, until, left, right
        self._scale = p.scale(_day(str(since)), _day(str(until)), left, right)

    def at(self, date: str, after: int = 0) -> float:
        """Return where a date begins, or 1 after it; what is outside stands at the years' edge."""
        return float(min(max(self._scale(_day(date, after)), self.left), self.right))

    def rule(self, canvas: Canvas, top: float, tall: float) -> None:
        """Draw a line for the last year and each before, or each second or fourth, with numbers."""
        apart = (self.right - self.left) / (self.until - self.since)
        step = 1 if apart > 36 else 2 if apart > 18 else 4
        for year in map(str, range(self.until - 1, self.since - 1, -step)):
            canvas.line(self.at(year), top, self.at(year), tall, t.RULED, level=-1)
            canvas.words(self.at(year), top - 2, year, "note", "sc")

    def ends(self, begin: str, end: str | None) -> tuple[float, float]:
        """Return where a span starts and stops; a dot and a short bar have a width, too."""
        x, x2 = self.at(begin), self.at(end or begin, after=1)
        return (x - 5, x + 5) if _is_day(begin, end) else (x, max(x2, x + 6))

    def draw(self, canvas: Canvas, y: float, begin: str, end: str | None, of: Any = None) -> None:
        """Draw one span as its dates are known; an end of None: the thing has one date."""
        x, x2 = self.ends(begin, end)
        if _is_day(begin, end):
            canvas.mark(x + 5, y, t.SOLID, of, 75, level=1)
            return
        whole = t.SOLID if begin == end else t.HOLLOW
        canvas.box(x, y - HALF, x2, y + HALF, whole, of, level=1)
        if end is not None and end != begin:
            inner = self.at(begin, after=1), self.at(end)
            canvas.box(inner[0], y - HALF, inner[1], y + HALF, t.SOLID, of, level=2)

    def spell(
        self, canvas: Canvas, y: float, begin: str | None, end: str | None, of: Any = None
    ) -> tuple[float, float]:
        """Draw a span as `draw` does, with dots where no begin or no end is stated; return both."""
        span = begin or end or "", end if begin and begin != end else None
        self.draw(canvas, y, *span, of)
        x, x2 = self.ends(*span)
        for open_, left, right in ((not begin, self.left, x - 4), (not end, x2 + 4, self.right)):
            if open_:
                canvas.line(left, y, right, y, UNKNOWN, of)
        return x, x2

    def undated(self, canvas: Canvas, y: float, words: str, of: Any = None) -> None:
        """Draw dots over all years, and in their middle the words that no date is known."""
        middle, half = (self.left + self.right) / 2, p.width_of(words, t.SMALL) / 2 + 6
        canvas.line(self.left, y, middle - half, y, UNKNOWN, of)
        canvas.line(middle + half, y, self.right, y, UNKNOWN, of)
        canvas.words(middle, y, words, "small grey", "mc")


def _lane(canvas: Canvas, years: Years, rows: list[Row], top: float) -> float:
    """Draw the events of a lane, each with its words before the years; return where they end."""
    for row in rows:
        text = f"{row['when']}{row['other']} · {canvas.say.short(row['title'])}"
        years.draw(canvas, top + 9, row["date"], row["last"], row)
        long, x = p.width_of(text, t.SMALL), years.ends(row["date"], row["last"])[0]
        canvas.line(LEFT + long + 8, top + 9, x, top + 9, t.RULED, level=-1)
        top += canvas.words(LEFT, top + 1, text, "small", px=FIRST - LEFT) - 1
    return top


def _list(canvas: Canvas, rows: list[Row], lanes: dict[str, str]) -> float:
    """Write the events as a list, for which a telephone has the width; return its height."""
    y = 0.0
    for lane, name in lanes.items():
        y += canvas.words(0, y, name, "bold") + 2
        for row in (row for row in rows if row["theme"] == lane):
            day = _is_day(row["date"], row["last"])
            look = t.SOLID if day or row["last"] else t.HOLLOW
            look = look if day else {**look, "shape": "square"}
            text = f"{row['when']}{row['other']} · {row['title']}"
            y += canvas.item(0, y, look, text, "small", of=row)
    return y


def timeline(
    events: pd.DataFrame, since: str = "2000", lanes: Sequence[str] = LANES, width: float = t.WIDTH
) -> Chart:
    """Return dated events in lanes, each with its date in words.

    `events`: from `tables.dated`; those that end before the year `since`, or in other themes than
    `lanes`, are left out.
    """
    canvas = Canvas("timeline", width)
    say, y = canvas.say, 18.0
    names = {lane: say(f"lanes.{lane}") for lane in lanes}
    data = events[(events["date_end"] >= pd.Timestamp(since)) & events["theme"].isin(lanes)].copy()
    data["lane"] = data["theme"].map(names)
    data["last"] = data["end"].astype(object).where(data["end"].notna(), None)
    data["when"] = [span_in_words(row["date"], row["last"] or row["date"]) for row in p.each(data)]
    data["other"] = data["basis"].map({"external": "*"}).fillna("")
    rows = p.each(data)
    if canvas.narrow:
        y = _list(canvas, rows, names)
    else:
        years = Years(int(since), 2012, FIRST, width - 4)
        for number, (lane, name) in enumerate(names.items()):
            low = y + 2 + canvas.words(4, y + 1, name, "bold small", px=LEFT - 8)
            low = max(low, _lane(canvas, years, [row for row in rows if row["theme"] == lane], y))
            canvas.stripe(number, y, low + 2)
            y = low + 3
        years.rule(canvas, 16, y - 2)
    days = sum(_is_day(row["date"], row["last"]) for row in rows)
    early = sum(row["date"] < "2010" for row in rows)
    say.know(
        early=early,
        late=len(rows) - early,
        n=len(rows),
        days=days,
        since=since,
        told=say.each("one", rows, "; "),
    )
    say.know(lasting=int(data["last"].notna().any()))
    return canvas.chart(data, y, outside=int((data["basis"] == "external").sum()))
