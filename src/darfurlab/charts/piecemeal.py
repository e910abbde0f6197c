"""Charts of lesson 02: how many paths to peace there were."""

from __future__ import annotations

from typing import Any

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts.canvas import Canvas, Chart
from darfurlab.charts.timeline import Years, in_words, span_in_words
from darfurlab.charts.words import Words

FIRST, TALL = 340, 20  # px: where the years begin, of a row


def _when(begin: str | None, end: str | None, say: Words) -> str:
    """Return the dates of a process in words; what the brief does not give is said."""
    if begin and end:
        return span_in_words(begin, end)
    if begin:
        return say("since", begin=in_words(begin))
    return say("until", end=in_words(end)) if end else say("undated")


def _path(canvas: Canvas, years: Years, row: dict[str, Any], y: float) -> None:
    """Draw when a process was, with its words beside it; the words alone where no date is given."""
    if not (row["begin"] or row["last"]):
        years.undated(canvas, y, row["when"], row)
        return
    x, x2 = years.spell(canvas, y, row["begin"], row["last"], row)
    left = not row["last"] or x2 + p.width_of(row["when"], t.SMALL) + 8 > canvas.width
    canvas.words(x - 6 if left else x2 + 6, y, row["when"], "small", "me" if left else "mw")


def paths_to_peace(paths: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return agreements and parallel processes on one time line, by the place they are for.

    `paths`: from `tables.paths`. Forms as in the timeline; what has no date has the words alone.
    """
    canvas, data = Canvas("paths_to_peace", width), paths.copy()
    say = canvas.say
    for column, source in (("begin", "start"), ("last", "end")):
        data[column] = data[source].astype(object).where(data[source].notna(), None)
    data["when"] = [_when(row["begin"], row["last"], say) for row in p.each(data)]
    data["short"] = data["name"].str.replace(r"^Darfur agreement of \d+: ", "", regex=True)
    years, y = Years(2003, 2012, FIRST, width), 0.0 if canvas.narrow else 16.0
    for place, own in data.groupby("place", sort=False):
        y += canvas.words(0, y, say("place", place=place, n=len(own)), "bold") + 1
        for number, row in enumerate(p.each(own)):
            look = t.SOLID if row["begin"] or row["last"] else t.HOLLOW
            if canvas.narrow:
                note = f"{row['kind']}, {row['when']}"
                y += canvas.item(0, y, look, row["short"], "small", note=note, of=row)
                continue
            canvas.stripe(number, y, y + TALL)
            canvas.words(8, y + TALL / 2, say.short(row["short"]), "small", "mw")
            _path(canvas, years, row, y + TALL / 2)
            y += TALL
        y += 3
    if not canvas.narrow:
        years.rule(canvas, 14, y)
    counts = data["place"].value_counts()
    say.know(most=int(counts.iloc[0]), place=counts.index[0], places=p.tally(counts))
    return canvas.chart(data, y, n=len(data), told=say.each("one", p.each(data), "; "))
