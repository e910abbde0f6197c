"""Forum shopping: what is conceded as channels multiply, by formula and by simulation."""

from __future__ import annotations

from typing import Any

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts._altair import alt
from darfurlab.charts.canvas import Canvas
from darfurlab.charts.words import Words

LEFT, TOP, BOTTOM, LINE = 44, 40, 224, 18  # px: the scale, and the height of a line of numbers
TOLD = 4  # the number of channels of which the title tells
WAYS = dict(zip(("own", "together"), t.CHANNELS.values(), strict=True))
STYLES = {"own": "against", "together": "navy"}
HERE = "datum.spread == spread && datum.limit == limit"


def forum_shopping(settings: pd.DataFrame, width: float = t.WIDTH) -> alt.TopLevelMixin:
    """Return what the government gives on average, by the number of channels.

    `settings`: from `forum.settings`. Two menus set how far the demands lie apart and when the
    government refuses; the title says what the government gives then.
    """
    say, data = Words("forum_shopping"), settings.round(4)
    canvas = Canvas(say, width)
    numbers = sorted({int(n) for n in data["channels"]})
    right = width - 12
    at = p.scale(numbers[0], numbers[-1], LEFT + 24, right - 18)
    up = p.scale(0, 0.6, BOTTOM - 20, TOP)  # below 0 there is room for a number
    canvas.rungs(up, [n / 10 for n in range(7)], LEFT, right, "{:.0%}".format)
    canvas.ruled(at, numbers, TOP, BOTTOM)
    canvas.words((LEFT + right) / 2, BOTTOM + 22, say("axis"), "note", "nc")
    canvas.words(0, BOTTOM + 44, say("deals"), "note")
    layers = []
    for number, (way, look) in enumerate(WAYS.items()):
        y = BOTTOM + 44 + LINE * (number + 1)
        legend = (0, 20 * number - 8) if canvas.narrow else (number * width / 2, 2)
        canvas.mark(legend[0] + 8, legend[1] + 8, look)
        canvas.words(legend[0] + 20, legend[1], say(f"ways.{way}"), f"bold {STYLES[way]}")
        canvas.mark(8, y + 7, look, size=60)
        layers.append(_way(canvas, way, at, up, y + 7))
    titles: dict[str, str] = {}
    spoken: dict[str, str] = {}
    for state, rows in data.groupby(_state(data), sort=False):
        own = {way: [f"{float(share):.0%}" for share in rows[way]] for way in WAYS}
        found = {way: shares[TOLD - 1] for way, shares in own.items()}
        titles[str(state)] = title = say("title", n=TOLD, **found)
        told = {way: p.listed(shares) for way, shares in own.items()}
        spoken[str(state)] = say("alt", title=title, numbers=p.listed([*map(str, numbers)]), **told)
    menus = [_menu(name, data[name], say) for name in ("spread", "limit")]
    by = "spread + ' ' + limit"
    return canvas.chart(
        data,
        BOTTOM + 44 + 3 * LINE + 4,
        title=p.Follow(by, titles),
        lines=2,
        alt_text=p.Follow(by, spoken),
        controls=menus,
        more=layers,
    )


def _state(data: pd.DataFrame) -> pd.Series[str]:
    """Return the state of the two menus to which each row belongs, as Vega writes it."""
    return data["spread"].map("{:g}".format) + " " + data["limit"].map("{:g}".format)


def _way(canvas: Canvas, way: str, at: p.Place, up: p.Place, y: float) -> Any:
    """Return one way to act, in layers that read the rows of the table, which hold all."""

    def placed(axis: p.Place, field: str) -> str:
        return f"{axis(0)} + datum.{field} * {axis(1) - axis(0)}"

    look, other = WAYS[way], next(each for each in WAYS if each != way)
    words = {**t.STYLES["bold"], **t.STYLES[STYLES[way]], "align": "center", "aria": False}
    side = (
        f"(datum.{way} + (datum.channels == 1 ? {len(way) / 100} : 0) > datum.{other} ? -14 : 14)"
    )
    places = {"x": (at, "channels"), "y": (up, way), "games": (up, f"{way}_games")}
    px = {name: placed(*where) for name, where in places.items()} | {"low": str(y)}
    share, deals = f"format(datum.{way}, '.0%')", f"format(100 * datum.{way}_deals, '.0f')"
    once = way == "own"  # where both are one, one of them is told
    given = share if once else f"datum.{way} == datum.{other} ? '' : {share}"
    base = alt.Chart()
    x = alt.X("x:Q", axis=None, scale=None)
    high = {name: alt.Y(f"{name}:Q", axis=None, scale=None) for name in ("y", "games", "low")}
    tip = p.tips(canvas.say.named("channels", way, f"{way}_deals", "where"))
    stroke = {key: look[key] for key in ("stroke", "strokeWidth", "strokeDash") if key in look}
    dot = {"shape": look["shape"], "fill": look["fill"], "stroke": t.PAPER, "strokeWidth": 1}
    drawn: Any = alt.layer(
        base.mark_line(**stroke, aria=False).encode(x=x, y=high["y"], tooltip=tip),
        base.mark_point(**dot, size=70, opacity=1, aria=False).encode(
            x=x, y=high["games"], tooltip=tip
        ),
        base.mark_text(dy=alt.ExprRef(expr=side), baseline="middle", **words).encode(
            x=x, y=high["y"], text="given:N"
        ),
        base.mark_text(baseline="middle", **words).encode(x=x, y=high["low"], text="deals:N"),
    )
    # Here and not in each layer: that would make the chart a fifth heavier.
    return drawn.transform_filter(HERE).transform_calculate(**px, given=given, deals=deals)


def _menu(name: str, values: pd.Series[float], say: Words) -> alt.Parameter:
    """Return the menu of a setting: each number with what it means."""
    options: dict[float, str] = {}
    for n in dict.fromkeys(values):
        ends = {"low": f"{(1 - n) / 2:.0%}", "high": f"{(1 + n) / 2:.0%}", "n": f"{n:.0%}"}
        options[float(n)] = say(
            f"{name}.{'never' if (name, n) == ('limit', 1) else 'each'}", **ends
        )
    return p.menu(name, say(f"{name}.label"), options)
