"""Forum shopping: what is conceded as channels multiply, by formula and by simulation."""

from __future__ import annotations

from typing import Any

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts._altair import alt
from darfurlab.charts.canvas import Canvas, Chart
from darfurlab.charts.words import Words
from darfurlab.datasets.words import listed

LEFT, TOP, BOTTOM, LINE = 44, 40, 204, 18  # px: the scale, and the height of a line of numbers
TOLD = 4  # the number of channels of which the title tells
STYLES = {"own": "against", "together": "navy"}
HERE = "datum.spread == spread && datum.limit == limit"


def forum_shopping(settings: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return what the government gives on average, by the number of channels.

    `settings`: from `forum.settings`. Two menus set how far the demands lie apart and when the
    government refuses; the title says what the government gives then.
    """
    canvas, data = Canvas("forum_shopping", width), settings.round(4)
    say = canvas.say
    numbers = sorted({int(n) for n in data["channels"]})
    right = width - 12
    at = p.scale(numbers[0], numbers[-1], LEFT + 24, right - 18)
    up = p.scale(0, 0.6, BOTTOM - 20, TOP)  # below 0 there is room for a number
    canvas.rungs({up(n / 10): f"{n / 10:.0%}" for n in range(7)}, LEFT, right)
    canvas.ruled({at(n): str(n) for n in numbers}, TOP, BOTTOM)
    canvas.words((LEFT + right) / 2, BOTTOM + 22, say("axis"), "note", "nc")
    canvas.words(0, BOTTOM + 44, say("deals"), "note")
    layers = []
    for number, (way, look) in enumerate(t.CHANNELS.items()):
        y = BOTTOM + 44 + LINE * (number + 1)
        legend = (0, 20 * number - 8) if canvas.narrow else (number * width / 2, 2)
        canvas.mark(legend[0] + 8, legend[1] + 8, look)
        canvas.words(legend[0] + 20, legend[1], say(f"ways.{way}"), f"bold {STYLES[way]}")
        canvas.mark(8, y + 7, look, size=60)
        layers.append(_way(canvas, way, at, up, y + 7))
    titles, spoken = dict[str, str](), dict[str, str]()
    for _, rows in data.groupby(["spread", "limit"], sort=False):
        setting = {name: float(rows[name].iloc[0]) for name in ("spread", "limit")}
        state = " ".join(f"{n:g}" for n in setting.values())  # as Vega writes the two menus
        meant = {name: _meant(name, n, say) for name, n in setting.items()}
        own = {way: [f"{float(share):.0%}" for share in rows[way]] for way in t.CHANNELS}
        found = {way: shares[TOLD - 1] for way, shares in own.items()}
        titles[state] = title = say("title", n=TOLD, **found, **meant)
        told = {way: listed(shares) for way, shares in own.items()}
        spoken[state] = say("alt", title=title, numbers=listed([*map(str, numbers)]), **told)
    for name in ("spread", "limit"):
        canvas.menu(name, {float(n): _meant(name, n, say) for n in dict.fromkeys(data[name])})
    titled, text = (p.Follow("spread + ' ' + limit", told) for told in (titles, spoken))
    tall = BOTTOM + 44 + 3 * LINE + 4
    return canvas.chart(data, tall, title=titled, alt_text=text, lines=2, more=layers)


def _way(canvas: Canvas, way: str, at: p.Place, up: p.Place, y: float) -> Any:
    """Return one way to act, in layers that read the rows of the table, which hold all."""
    look, other = t.CHANNELS[way], next(each for each in t.CHANNELS if each != way)
    words = p.styled(f"bold {STYLES[way]}", "mc")
    more = f"(datum.channels == 1 ? {len(way) / 100} : 0)"
    side = alt.ExprRef(expr=f"(datum.{way} + {more} > datum.{other} ? -14 : 14)")
    fields = ("x", at, "channels"), ("y", up, way), ("games", up, f"{way}_games")
    px = {name: f"{to(0)} + datum.{of} * {to(1) - to(0)}" for name, to, of in fields}
    px["low"] = str(y)
    share, deals = f"format(datum.{way}, '.0%')", f"format(100 * datum.{way}_deals, '.0f')"
    once = way == "own"  # where both are one, one of them is told
    given = share if once else f"datum.{way} == datum.{other} ? '' : {share}"
    base = alt.Chart()
    tip = canvas.say.named("channels", way, f"{way}_deals", "where")
    stroke = {part: look[part] for part in look if part.startswith("stroke")}
    dot = {**look, "strokeDash": alt.Undefined, "stroke": t.PAPER, "strokeWidth": 1}
    drawn: Any = alt.layer(
        p.layer(base, "line", stroke, tip, x="x", y="y"),
        p.layer(base, "point", {**dot, "size": 70, "opacity": 1}, tip, x="x", y="games"),
        p.layer(base, "text", {**words, "dy": side}, x="x", y="y", text="given"),
        p.layer(base, "text", words, x="x", y="low", text="deals"),
    )
    # Here and not in each layer: that would make the chart a fifth heavier.
    return drawn.transform_filter(HERE).transform_calculate(**px, given=given, deals=deals)


def _meant(name: str, n: float, say: Words) -> str:
    """Return what a number means as the setting of a name."""
    word = "never" if (name, n) == ("limit", 1) else name
    return say(f"means.{word}", low=f"{(1 - n) / 2:.0%}", high=f"{(1 + n) / 2:.0%}", n=f"{n:.0%}")
