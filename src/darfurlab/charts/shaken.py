"""Shake the numbers: how often each statement holds when the points of the model are moved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts._altair import alt
from darfurlab.charts.canvas import Canvas, Chart

ROW, NUMBER = 32, 104  # px: a statement, the number beside its marks
ENOUGH = 80  # of 100: a statement that holds more seldom is told as one case
FIRST = "both 20"  # the setting with which the chart opens


def shaken(shares: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return for each statement a bar, filled for the share of games in which it holds.

    `shares`: from `statements.shares`. A menu sets which numbers are moved and by how much; another
    shows the main statements, which have a short form among the chart's words, or those that come
    later. The title counts those that are shown.
    """
    canvas = Canvas("shaken", width)
    say = canvas.say
    groups = [say.raw("short"), say.raw("later")]
    data = _wide(shares, groups)
    row = ROW + 15 * canvas.narrow
    every = p.each(data)
    for each in every:
        words = groups[each["later"]][each["statement"]]
        canvas.on()
        if not each["later"]:
            canvas.stripe(each["at"], each["at"] * row, (each["at"] + 1) * row)
        canvas.on(show=each["later"])
        canvas.words(4, each["at"] * row + 2, words, "small", px=width - 8)
    titles, settings = dict[str, str](), dict[str, str]()
    states = (str(name) for name in data if " " in str(name))
    for state in sorted(states, key=lambda name: (name != FIRST, name)):  # first what it opens with
        what, percent = state.split()
        say.know(changed=say(f"changed.{what}"), percent=percent, enough=ENOUGH)
        settings[state] = say(f"settings.{what}")
        for group in range(len(groups)):
            own = [row[state] >= ENOUGH for row in every if row["later"] == group]
            titles[f"{state} {group}"] = say("title", n=len(own), firm=sum(own))
    later = len(groups[1])
    canvas.menu("moved", dict(sorted(settings.items())), FIRST)
    canvas.menu("show", {0: say("show.first"), 1: say("show.later", n=later)})
    title = p.Follow("moved + ' ' + show", titles)
    spoken: list[p.Told] = [say("alt", n=later)]
    for each in every[: len(groups[0])]:
        games = p.Follow("moved", {state: str(each[state]) for state in settings})
        spoken += [f"{say.short(each['statement'])}: ", games, "; "]
    say.know(draws=int(shares["draws"].max()), later=later)
    marks = _marks(max(int((width - NUMBER) / 100), 2), row, canvas)
    tall = len(groups[0]) * row
    return canvas.chart(data, tall, title=title, alt_text=spoken, lines=2, more=[marks])


def _wide(shares: pd.DataFrame, groups: Sequence[Collection[str]]) -> pd.DataFrame:
    """Return a row a statement, with the games of 100 in which it holds in each setting.

    `groups`: the statements that are drawn at once; `later`: which group, `at`: the place in it.
    """
    state = shares["what"] + " " + shares["spread"].astype(str)
    games = shares.assign(state=state, games=(100 * shares["share"]).round().astype(int))
    rows = ["statement", "text"]
    wide = games.pivot_table(index=rows, columns="state", values="games", sort=False)
    found = wide.astype(int).reset_index().assign(where=p.NO_PASSAGE)
    places = {name: (n, at) for n, own in enumerate(groups) for at, name in enumerate(own)}
    found[["later", "at"]] = [places[name] for name in found["statement"]]
    return found.sort_values(["later", "at"])


def _marks(step: int, row: float, canvas: Canvas) -> Any:
    """Return the marks and the number, in layers that read the rows of the table."""
    here, right = "datum[moved]", 4 + 100 * step
    px = {"x": "4", "to": f"4 + {step} * {here}", "end": str(right)}
    px["y"] = f"(datum.at + 1) * {row} - 8"
    px |= {"enough": str(3 + ENOUGH * step), "past": "datum.enough + 3"}
    px |= {"over": "datum.y - 7", "under": "datum.y + 7"}
    base = alt.Chart()
    words, tip, bar = p.styled("bold", "mw"), canvas.say.tip, {"strokeWidth": 10}
    line: t.Look = {"fill": t.INK, "stroke": t.PAPER}  # it is seen on a full bar, too
    tone = alt.ExprRef(expr=f"datum.n < {ENOUGH} ? '{t.RUST}' : '{t.NAVY}'")
    drawn: Any = alt.layer(
        p.layer(base, "rule", {**bar, "stroke": t.RULE}, tip, x="to", x2="end", y="y"),
        p.layer(base, "rule", {**bar, "stroke": tone}, tip, x="x", x2="to", y="y"),
        p.layer(base, "text", {**words, "fill": tone, "dx": 6}, x="end", y="y", text="number"),
        p.layer(base, "rect", line, tip, x="enough", x2="past", y="over", y2="under"),
    )
    # Here and not in each layer: that would make the chart heavier.
    drawn = drawn.transform_filter("datum.later == show")
    return drawn.transform_calculate(**px, number=f"{here} + ''", n=here)
