"""Shake the numbers: how often each statement holds when the points of the model are moved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts._altair import alt
from darfurlab.charts.bargaining import NO_PASSAGE
from darfurlab.charts.canvas import Canvas
from darfurlab.charts.words import Words

ROW, NUMBER = 32, 104  # px: a statement, the number beside its marks
ENOUGH = 80  # of 100: a statement that holds more seldom is told as one case
FIRST = "both 20"  # the setting with which the chart opens


def shaken(shares: pd.DataFrame, width: float = t.WIDTH) -> alt.TopLevelMixin:
    """Return for each statement 100 marks, filled for the share of games in which it holds.

    `shares`: from `statements.shares`. Two menus set by how much the numbers are moved, and which
    numbers; a third shows the main statements, which have a short form among the chart's words, or
    those that come later. The title counts all of them.
    """
    say = Words("shaken")
    groups = [say.raw("short"), say.raw("later")]
    data = _wide(shares, groups)
    canvas = Canvas(say, width, keep="datum.later == show")
    row = ROW + 15 * canvas.narrow
    every = p.each(data)
    for each in every:
        words = groups[each["later"]][each["statement"]]
        canvas.on()
        if not each["later"]:
            canvas.stripe(each["at"], each["at"] * row, (each["at"] + 1) * row)
        canvas.on(later=each["later"])
        canvas.words(4, each["at"] * row + 2, words, "small", px=width - 8)
    states = sorted((str(c) for c in data if " " in str(c)), key=lambda name: name != FIRST)
    titles: dict[str, str] = {}
    for state in states:
        firm = sum(each[state] >= ENOUGH for each in every)
        percent = state.split()[1]
        titles[state] = say("title", n=len(every), firm=firm, percent=percent, enough=ENOUGH)
    whats, spreads = (dict.fromkeys(state.split()[part] for state in states) for part in (0, 1))
    later = len(groups[1])
    menus = [
        p.menu("spread", say("spread.label"), {n: say("spread.each", n=n) for n in spreads}),
        p.menu("what", say("what.label"), {name: say(f"what.{name}") for name in whats}),
        p.menu("show", say("show.label"), {0: say("show.first"), 1: say("show.later", n=later)}),
    ]
    by = "what + ' ' + spread"
    spoken: list[str | p.Follow] = [p.Follow(by, titles), f". {say('alt', n=later)}"]
    for each in every[: len(groups[0])]:
        games = p.Follow(by, {state: str(each[state]) for state in states})
        spoken += [f"{say.short(each['statement'])}: ", games, "; "]
    return canvas.chart(
        data,
        len(groups[0]) * row,
        title=p.Follow(by, titles),
        lines=2,
        alt_text=p.Spoken(tuple(spoken)),
        controls=menus,
        more=[_marks(max(int((width - NUMBER) / 100), 2), row, canvas)],
        draws=int(shares["draws"].max()),
        enough=ENOUGH,
    )


def _wide(shares: pd.DataFrame, groups: Sequence[Collection[str]]) -> pd.DataFrame:
    """Return a row a statement, with the games of 100 in which it holds in each setting.

    `groups`: the statements that are drawn at once; `later`: which group, `at`: the place in it.
    """
    state = shares["what"] + " " + shares["spread"].astype(str)
    games = shares.assign(state=state, games=(100 * shares["share"]).round().astype(int))
    wide = games.pivot_table(
        index=["statement", "text"], columns="state", values="games", sort=False
    )
    found = wide.astype(int).reset_index().assign(where=NO_PASSAGE)
    places = {name: (n, at) for n, own in enumerate(groups) for at, name in enumerate(own)}
    found[["later", "at"]] = [places[name] for name in found["statement"]]
    return found.sort_values(["later", "at"])


def _marks(step: int, row: float, canvas: Canvas) -> Any:
    """Return the marks and the number, in layers that read the rows of the table."""
    here, right = "datum[what + ' ' + spread]", 4 + 100 * step
    number = f"{here} + ({here} < {ENOUGH} ? '{canvas.say('one')}' : '')"
    px = {"x": "4", "to": f"4 + {step} * {here}", "end": str(right)}
    px["y"] = f"(datum.at + 1) * {row} - 8"
    base = alt.Chart()
    x, to, end = (alt.X(f"{name}:Q", axis=None, scale=None) for name in ("x", "to", "end"))
    y = alt.Y("y:Q", axis=None, scale=None)
    tip = p.tips(canvas.say.named("text", "n", "where"))
    gap = max(step // 3, 1)
    look: t.Look = {"strokeWidth": 10, "strokeDash": [step - gap, gap], "aria": False}
    words: t.Look = {**t.STYLES["bold"], "baseline": "middle", "dx": 6, "aria": False}
    tone = alt.ExprRef(expr=f"datum.n < {ENOUGH} ? '{t.RUST}' : '{t.NAVY}'")
    drawn: Any = alt.layer(
        base.mark_rule(**look, stroke=t.RULE).encode(x=to, x2="end:Q", y=y, tooltip=tip),
        base.mark_rule(**look, stroke=t.NAVY).encode(x=x, x2="to:Q", y=y, tooltip=tip),
        base.mark_text(**{**words, "fill": tone, "align": "left"}).encode(
            x=end, y=y, text="number:N"
        ),
    )
    # Here and not in each layer: that would make the chart heavier.
    drawn = drawn.transform_filter("datum.later == show")
    return drawn.transform_calculate(**px, number=number, n=here)
