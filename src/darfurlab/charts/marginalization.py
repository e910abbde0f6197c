"""Charts of lesson 01: one root or many wars?"""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts._altair import alt
from darfurlab.charts.canvas import Canvas, Chart
from darfurlab.charts.timeline import Years, in_words, span_in_words
from darfurlab.datasets.words import listed

TIES = {"named": {**t.SOLID, "strokeWidth": 2}, "inferred": {**t.HOLLOW, "strokeWidth": 2}}


def _shared(canvas: Canvas, cells: pd.DataFrame, places: list[str]) -> float:
    """Draw the issues tied to more than one region as a matrix; return where it ends."""
    left, tall = (0, 42) if canvas.narrow else (300, 24)
    step, y = (canvas.width - left) / len(places), 38.0
    for at, place in enumerate(places):
        name = place[:1].upper() + place[1:]
        canvas.words(left + (at + 0.5) * step, y - 6, name, "bold", "sc", px=66)
    for number, (issue, own) in enumerate(cells.groupby("issue", sort=False)):
        canvas.stripe(number, y, y + tall)
        canvas.words(4, y + 4, str(issue))
        for tied in p.each(own):
            x, middle = left + (places.index(tied["place"]) + 0.5) * step, y + tall - 12
            if tied["tie"] == p.SILENT:
                canvas.words(x, middle, p.SILENT, "small grey", "mc")
            else:
                canvas.mark(x, middle, TIES[tied["tie"]], tied, 130)
        y += tall
    return y


def grievance_matrix(matrix: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return the issues that regions share as a matrix, and those of one region or none as lists.

    `matrix`: from `tables.grievances_by_region`. Filled where the brief names both together, a ring
    where we inferred it, the words “not stated” where it does not say.
    """
    canvas = Canvas("grievance_matrix", width)
    say = canvas.say
    tied = matrix[matrix["tie"] != p.SILENT]
    places = [str(place) for place in tied["place"].value_counts().index]
    shared = matrix[matrix["regions_tied"] > 1]
    alone = tied[tied["regions_tied"] == 1].sort_values("tie", ascending=False, kind="stable")
    y = _shared(canvas, shared, places) + 8
    for place, own in alone.groupby("place", sort=False):
        counts = own["tie"].value_counts()
        head = say("alone", place=place, n=len(own), **{tie: counts.get(tie, 0) for tie in TIES})
        y += canvas.words(0, y, head, "bold", px=width) + 3
        half = len(own) if canvas.narrow else -(-len(own) // 2)
        for at, row in enumerate(p.each(own)):
            x = at // half * (width / 2 + 10)
            canvas.item(x, y + at % half * 19, TIES[row["tie"]], say.short(row["issue"]), of=row)
        y += half * 19 + 5
    none = list(dict.fromkeys(matrix.loc[matrix["regions_tied"] == 0, "issue"]))
    y += canvas.words(0, y, say("nowhere", issues="; ".join(none)), px=width)
    counts = shared.groupby("issue", sort=False)["regions_tied"].first()
    common = ", ".join(f"{issue} ({n} of {len(places)})" for issue, n in counts.items())
    most = alone["place"].value_counts()
    say.know(n=matrix["issue"].nunique(), place=most.index[0], alone=int(most.iloc[0]))
    say.know(all=len(places), every=int((counts == len(places)).sum()), shared=common)
    say.know(only="; ".join(alone["issue"] + ": " + alone["place"]))
    drawn = matrix[(matrix["tie"] != p.SILENT) | (matrix["regions_tied"] != 1)]
    return canvas.chart(drawn, y, regions=", ".join(places), none=", ".join(none))


def figure_ranges(figures: pd.DataFrame, about: str, width: float = t.WIDTH) -> Chart:
    """Return figures about one subject, each with its time: a day is a dot, a longer time a bar.

    `figures`: from `tables.ranges`; `about`: a subject of theirs, of which all figures have one
    unit (`ValueError` where not). Numbers are written, not drawn: a count of all people on one day
    and one of new cases in some months are not to be compared by length.
    """
    data = figures[figures["about"] == about].sort_values("to", ascending=False)
    data["when"] = [span_in_words(row["start"], row["end"]) for row in p.each(data)]
    units = sorted(set(data["unit"]))
    if len(units) != 1:
        raise ValueError(
            f"about: {about!r} was given, whose figures have these units: {units}; "
            "a subject with figures of one unit is accepted"
        )
    canvas = Canvas("figure_ranges", width)
    year, y = int(data["start"].min()[:4]), 0.0
    years = Years(year, year + 1, 16, width - 16)
    apart = 6 if canvas.narrow else 3
    firsts = (f"{year}-{month:02}" for month in range(1, 13, apart))
    months = {years.at(first): in_words(first) for first in firsts}
    for row in p.each(data):
        y += canvas.words(0, y, row["measure"], "bold", px=width)
        y += canvas.words(0, y, f"{row['shown']} {units[0]}", "large bold navy") + 10
        canvas.line(years.left, y, years.right, y, t.RULED, level=-1)
        for x in months:
            canvas.line(x, y - 8, x, y + 8, t.RULED, level=-1)
        span = (row["start"], None if row["start"] == row["end"] else row["end"])
        years.draw(canvas, y, *span, row)
        canvas.words(years.ends(*span)[1] + 8, y, row["when"], "bold", "mw")
        tell = canvas.say("cannot", tell=row["cannot_tell"])
        y += 12 + canvas.words(0, y + 12, tell, px=width) + 16
    for x, month in months.items():
        canvas.words(x, y + 4, month, "note", "nw" if x < 50 else "nc")
    title, told = canvas.say(f"titles.{about}"), canvas.say.each("one", p.each(data))
    return canvas.chart(data, y + 22, title=title, n=len(data), unit=units[0], told=told)


def centre_and_periphery(
    regions: pd.DataFrame, outline: dict[str, Any], width: float = t.WIDTH
) -> Chart:
    """Return a map: Khartoum and the conflict regions as label points on a plain outline.

    `regions`: from `datasets.load_regions`; `outline`: GeoJSON from `datasets.load_outline`
    (Natural Earth, public domain). Points are for labels: they are not borders or measured centres.
    """
    canvas = Canvas("centre_and_periphery", width)
    say = canvas.say
    data = regions[regions["kind"].isin(["conflict_region", "capital"]) & regions["lat"].notna()]
    data = data[data["lon"].between(20, 41) & data["lat"].between(2, 24)].copy()
    data["side"] = data["kind"].map({"conflict_region": "periphery", "capital": "centre"})
    data["label"] = [say(f"label.{row['side']}", name=row["name"]) for row in p.each(data)]
    inside = "datum.properties.region == 'sudan'"
    sudan = alt.condition(inside, alt.value(t.LAND), alt.value(t.ABROAD))
    edge: t.Look = {"stroke": t.HAIR, "strokeWidth": 0.8, "aria": False}
    land = alt.Chart(alt.InlineData(values=tuple(outline["features"]))).mark_geoshape(**edge)
    lands, base = alt.Chart(alt.InlineData(values=say.raw("countries"))), alt.Chart(data)
    place: dict[str, Any] = {"longitude": "lon", "latitude": "lat"}
    side = f"{json.dumps(t.SIDES)}[datum.side]"
    mark: t.Look = {part: alt.ExprRef(expr=f"{side}.{part}") for part in ("shape", "fill")}
    mark |= {"stroke": t.PAPER, "strokeWidth": 1, "size": 170, "opacity": 1}
    beside = f"({json.dumps(say.raw('beside'))}[datum.name] || ['center', 0, -16])"
    at = {part: alt.ExprRef(expr=f"{beside}[{n}]") for n, part in enumerate(("align", "dx", "dy"))}
    geo = alt.layer(
        land.encode(fill=sudan),
        p.layer(base, "point", mark, say.tip, **place),
        p.layer(base, "text", {**t.STYLES["bold"], **at}, text="label", **place),
        p.layer(lands, "text", {**t.STYLES["small"], "color": t.QUIET}, text="name", **place),
    )
    geo.projection = alt.Projection(type="mercator")
    outer = list(data.loc[data["side"] == "periphery", "name"])
    say.know(n=len(outer), outer=listed(outer))
    tall = width * (0.92 if canvas.narrow else 0.55)
    return canvas.chart(data, tall, more=[geo], below=True)


def fate_of_attempts(attempts: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return what became of each attempt to raise national issues, and by whose hand.

    `attempts`: from `tables.attempts`. An open circle is an attempt of which the brief does not say
    what became.
    """
    canvas, rows = Canvas("fate_of_attempts", width), p.each(attempts)
    say, left, y = canvas.say, 0 if canvas.narrow else 330, 0.0
    for number, row in enumerate(rows):
        look = t.HOLLOW if row["fate"] == p.SILENT else t.SOLID
        whom = row["stopped"].replace(", ", " and ")
        fate = say("by", fate=row["fate"], whom=whom) if whom else row["fate"]
        name = canvas.words(6, y + 6, row["name"], px=(left or width) - 16)
        top = y + 6 + (name + 4 if canvas.narrow else 0)
        below = canvas.item(left + 6, top, look, fate, "bold", width - left - 6, of=row)
        tall = max(name + 12, top - y + below + 4)
        canvas.stripe(number, y, y + tall)
        y += tall
    told = say.each("one", [{**row, "known": bool(row["stopped"])} for row in rows], ". ")
    silent = sum(row["fate"] == p.SILENT for row in rows)
    return canvas.chart(attempts, y, n=len(rows), silent=silent, told=told)
