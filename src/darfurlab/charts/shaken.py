"""Shake the numbers: how often each statement holds when the points of the model are moved."""

from __future__ import annotations

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts._altair import alt
from darfurlab.charts.canvas import Canvas, Chart

ROW, NUMBER = 32, 104  # px: a statement, the number beside its marks
ENOUGH = 80  # of 100: a statement that holds more seldom is told as one case
FIRST = "both 20"  # the setting with which the chart opens


def shaken(shares: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return for each statement 100 marks, filled for the share of games in which it holds.

    `shares`: from `statements.shares`. Two menus set by how much the numbers are moved, and which
    numbers. Drawn are the statements that have a short form among the chart's words.
    """
    canvas = Canvas("shaken", width)
    say = canvas.say
    data = _wide(shares, [*say.raw("short")])
    row = ROW + 15 * canvas.narrow
    drawn = p.each(data)
    for each in drawn:
        canvas.stripe(each["at"], each["at"] * row, (each["at"] + 1) * row)
        words = say.short(each["statement"])
        canvas.words(4, each["at"] * row + 2, words, "small", px=width - 8)
    states = sorted((str(c) for c in data if " " in str(c)), key=lambda name: name != FIRST)
    titles: dict[str, str] = {}
    for state in states:
        firm = sum(each[state] >= ENOUGH for each in drawn)
        percent = state.split()[1]
        titles[state] = say("title", n=len(drawn), firm=firm, percent=percent, enough=ENOUGH)
    whats, spreads = (dict.fromkeys(state.split()[part] for state in states) for part in (0, 1))
    canvas.menu("spread", {n: say("percent", n=n) for n in spreads})
    canvas.menu("what", {name: say(f"what.{name}") for name in whats})
    by = "what + ' ' + spread"
    spoken: list[p.Told] = [p.Follow(by, titles), f". {say('alt')}"]
    for each in drawn:
        games = p.Follow(by, {state: str(each[state]) for state in states})
        spoken += [f"{say.short(each['statement'])}: ", games, "; "]
    say.know(draws=int(shares["draws"].max()), enough=ENOUGH)
    marks, title = _marks(max(int((width - NUMBER) / 100), 2), row, canvas), p.Follow(by, titles)
    tall = len(drawn) * row
    return canvas.chart(data, tall, title=title, alt_text=spoken, lines=2, more=marks)


def _wide(shares: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    """Return a row a statement, with the games of 100 in which it holds in each setting.

    `order`: the statements that are drawn; `at`: the place of each.
    """
    state = shares["what"] + " " + shares["spread"].astype(str)
    games = shares.assign(state=state, games=(100 * shares["share"]).round().astype(int))
    rows = ["statement", "text"]
    wide = games.pivot_table(index=rows, columns="state", values="games", sort=False)
    found = wide.astype(int).reset_index().assign(where=p.NO_PASSAGE)
    found = found[found["statement"].isin(order)]
    found["at"] = [order.index(name) for name in found["statement"]]
    return found.sort_values("at")


def _marks(step: int, row: float, canvas: Canvas) -> list[alt.Chart]:
    """Return the layers of the marks and of the number, which read the rows of the table."""
    here, right = "datum[what + ' ' + spread]", 4 + 100 * step
    number = f"{here} + ({here} < {ENOUGH} ? '{canvas.say('one')}' : '')"
    px = {"x": "4", "to": f"4 + {step} * {here}", "end": str(right)}
    px["y"] = f"(datum.at + 1) * {row} - 8"
    base = alt.Chart().transform_calculate(**px, number=number, n=here)
    gap, tip = max(step // 3, 1), canvas.say.tip
    bar: t.Look = {"strokeWidth": 10, "strokeDash": [step - gap, gap]}
    words: t.Look = {**t.STYLES["bold"], "baseline": "middle", "align": "left", "dx": 6}
    tone = alt.ExprRef(expr=f"datum.n < {ENOUGH} ? '{t.RUST}' : '{t.NAVY}'")
    return [
        p.layer(base, "rule", {**bar, "stroke": t.RULE}, tip, x="to", x2="end", y="y"),
        p.layer(base, "rule", {**bar, "stroke": t.NAVY}, tip, x="x", x2="to", y="y"),
        p.layer(base, "text", {**words, "fill": tone}, x="end", y="y", text="number"),
    ]
