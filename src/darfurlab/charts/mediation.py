"""Charts of lesson 03: who held which post."""

from __future__ import annotations

from typing import Any

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts.canvas import Canvas, Chart
from darfurlab.charts.timeline import Years, in_words
from darfurlab.charts.words import Words

KINDS = ("peacemaking", "peacekeeping", "special envoy")
FIRST, TALL = 268, 38  # px: where the years begin, of a row


def _told(row: dict[str, Any], say: Words) -> str:
    """Return in words when a post began and ended, and who appointed its holder."""
    by, begin, end = row["appointed"].replace(", ", " and "), row["from"], row["until"]
    whom = say("no_appointer") if by == p.SILENT else say("appointer", by=by)
    if begin == end == p.SILENT:
        return say("undated", whom=whom)
    start = say("no_start") if begin == p.SILENT else in_words(begin)
    stop = say("no_end") if end == p.SILENT else say("ends", end=in_words(end))
    return f"{start}, {whom}; {stop}"


def mandates_over_time(posts: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return posts on one time line, by what they are for, with what the brief leaves open.

    `posts`: from `mediation.posts`; offices that head a state or a body are left out.
    """
    canvas, y = Canvas("mandates_over_time", width), 16.0
    say = canvas.say
    data = posts[posts["post"].isin(KINDS)].reset_index(drop=True)
    data["told"] = [_told(row, say) for row in p.each(data)]
    first = 18 if canvas.narrow else FIRST
    years = Years(2008, 2012, first, width)
    for kind in KINDS:
        y += canvas.words(0, y, say(f"kinds.{kind}"), "bold quiet") + 1
        for number, row in enumerate(p.each(data[data["post"] == kind])):
            top = y
            canvas.words(6, y + 3, row["holder"], "bold")
            canvas.words(6, y + 20, say.short(row["role"][:1].upper() + row["role"][1:]), "small")
            y += 38 if canvas.narrow else 3
            begin, end = (None if day == p.SILENT else day for day in (row["from"], row["until"]))
            if begin or end:
                years.spell(canvas, y + 8, begin, end, row)
                left = 6 if canvas.narrow else first + 2
                y += 16 + canvas.words(left, y + 16, row["told"], "note", px=width - left)
            else:
                years.undated(canvas, y + 8, row["told"], row)
                y += 16
            y = max(y + 4, top + TALL)
            canvas.stripe(number, top, y)
        y += 4
    years.rule(canvas, 14, y)
    say.know(n=len(data), people=data["holder"].nunique(), left_out=len(posts) - len(data))
    say.know(ended=int((data["until"] != p.SILENT).sum()))
    return canvas.chart(data, y, told=say.each("one", p.each(data), ". "))
