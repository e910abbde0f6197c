"""A field in pixels on which a chart is drawn: boxes, lines, marks and words, each with its look.

Whatever is drawn becomes a row; rows of one kind become one layer, so a specification stays short.
A row may belong to a state: it is drawn only where the chart's controls make `keep` true of it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts._altair import alt
from darfurlab.charts.words import Words

NOWHERE: Mapping[str, Any] = {}
ALIGN = {"w": "left", "c": "center", "e": "right"}
BORN: dict[str, t.Look] = {  # the kinds from the ground up, in Vega-Lite's words
    "rect": {},
    "rule": {"stroke": t.HAIR, "strokeWidth": 1.5},
    "point": {"opacity": 1, "strokeWidth": 2},
    "text": {},
}


class Canvas:
    """A field of a chart: its words, `width` px, the columns of tooltips, and what keeps a state.

    `x` grows to the right and `y` down; `level` sets what is drawn over what.
    """

    def __init__(self, say: Words, width: float, tip: Sequence[str] = (), keep: str = "") -> None:
        self.say, self.width, self.narrow, self.keep = say, width, width < t.WIDTH, keep
        self.tip = say.named(*tip)
        self.state: Mapping[str, Any] = NOWHERE
        self.rows: dict[tuple[Any, ...], list[dict[str, Any]]] = {}

    def on(self, **state: Any) -> None:
        """Let what follows belong to a state; to none, if none is given."""
        self.state = state

    def _add(self, kind: str, level: int, row: dict[str, Any], look: t.Look, of: Any) -> None:
        told = {} if of is None else {name: of[name] for name in self.tip}
        key = (level, list(BORN).index(kind), kind, bool(told), bool(self.state))
        row = {k: v for k, v in {**row, **self.state, **told}.items() if v is not None and v == v}
        packed = tuple(sorted((name, json.dumps(value)) for name, value in look.items()))
        self.rows.setdefault(key, []).append({**row, "look": packed})

    def box(
        self, x: float, y: float, x2: float, y2: float, look: t.Look, of: Any = None, level: int = 0
    ) -> None:
        """Draw a rectangle. `of`: the row of data that its tooltip tells."""
        look = {key: value for key, value in look.items() if key != "shape"}
        self._add("rect", level, _places(x=x, y=y, x2=x2, y2=y2), look, of)

    def line(
        self, x: float, y: float, x2: float, y2: float, look: t.Look, of: Any = None, level: int = 0
    ) -> None:
        """Draw a line."""
        look = {key: value for key, value in look.items() if key.startswith("stroke")}
        self._add("rule", level, _places(x=x, y=y, x2=x2, y2=y2), look, of)

    def mark(
        self, x: float, y: float, look: t.Look, of: Any = None, size: int = 90, level: int = 0
    ) -> None:
        """Draw a symbol of `size` px²."""
        look = {key: value for key, value in look.items() if key != "strokeDash"}
        self._add("point", level, _places(x=x, y=y), {"size": size, **look}, of)

    def arrow(self, x: float, y: float, x2: float, y2: float, look: t.Look, of: Any = None) -> None:
        """Draw a line with a head at its end, hollow where the line is dashed."""
        far = math.hypot(x2 - x, y2 - y)
        right, down = (x2 - x) / far, (y2 - y) / far
        self.line(x, y, x2 - 7 * right, y2 - 7 * down, look, of)
        fill = t.PAPER if "strokeDash" in look else look["stroke"]
        turned = round(90 + math.degrees(math.atan2(down, right)))
        head = {"shape": "triangle", "fill": fill, "stroke": look["stroke"], "angle": turned}
        self.mark(x2 - 5 * right, y2 - 5 * down, head, size=85)

    def words(
        self,
        x: float,
        y: float,
        text: str | Sequence[str],
        style: str = "",
        at: str = "nw",
        px: float = 0,
        level: int = 3,
    ) -> float:
        """Write a text, broken to `px` where that is given; return how high it is.

        `style`: names of the theme's styles. `at`: where the place lies on the text as a whole:
        north, middle or south (n m s), then west, centre or east (w c e).
        """
        look: t.Look = {"fontSize": t.BODY, "fill": t.INK}
        for name in style.split():
            look |= t.STYLES[name]
        size, bold = look["fontSize"], "fontWeight" in look
        whole = " ".join([text] if isinstance(text, str) else text)
        lines = (
            p.wrapped(whole, px, size, bold) if px else [text] if isinstance(text, str) else text
        )
        # Vega sets the first line by the baseline, and the others below it.
        more = t.LINE[size] * (len(lines) - 1)
        y -= {"n": 0, "m": more / 2 - 1, "s": more}[at[0]]
        look["align"], look["lineHeight"] = ALIGN[at[1]], t.LINE[size]
        look["baseline"] = {"n": "top", "m": "middle", "s": "bottom"}[at[0]]
        row = {**_places(x=x, y=y), "text": list(lines) if more else lines[0]}
        self._add("text", level, row, look, None)
        return float(t.LINE[size] * len(lines))

    def item(
        self,
        x: float,
        y: float,
        look: t.Look,
        text: str,
        style: str = "",
        px: float = 0,
        note: str = "",
        of: Any = None,
    ) -> float:
        """Write an item of a list, its mark before it and a note below; return its height."""
        self.mark(x + 8, y + 8, look, of, 85)
        tall = self.words(x + 22, y, text, style, px=(px or self.width) - 24)
        if note:
            tall += self.words(x + 22, y + tall, note, "note", px=(px or self.width) - 24)
        return tall + 4

    def stripe(self, number: int, y: float, y2: float) -> None:
        """Draw a ground under every other row."""
        if number % 2 == 0:
            self.box(0, y, self.width, y2, t.WASHED, level=-2)

    def ruled(
        self,
        at: Callable[[float], float],
        ticks: Iterable[float],
        y: float,
        y2: float,
        said: Callable[[float], str] = str,
    ) -> None:
        """Draw upright lines at places of a scale, each with its number below."""
        for tick in ticks:
            self.line(at(tick), y, at(tick), y2, t.RULED, level=-1)
            self.words(at(tick), y2 + 5, said(tick), "note", "nc")

    def rungs(
        self,
        at: Callable[[float], float],
        ticks: Iterable[float],
        x: float,
        x2: float,
        said: Callable[[float], str] = str,
    ) -> None:
        """Draw level lines at places of a scale, each with its number before it."""
        for tick in ticks:
            self.line(x, at(tick), x2, at(tick), t.RULED, level=-1)
            self.words(x - 6, at(tick), said(tick), "note", "me")

    def layers(self) -> list[alt.Chart]:
        """Return all that was drawn, from the ground up."""
        return [self._layer(key, self.rows[key]) for key in sorted(self.rows)]

    def _layer(self, key: tuple[Any, ...], rows: list[dict[str, Any]]) -> alt.Chart:
        kind, told, chosen = key[2:]
        looks = list(dict.fromkeys(row["look"] for row in rows))
        each = [{**BORN[kind], **{k: json.loads(v) for k, v in look}} for look in looks]
        how: t.Look = {"aria": False}
        for name in sorted({name for look in each for name in look}):
            values = [look.get(name) for look in each]
            one = all(value == values[0] for value in values)
            table = json.dumps(values, separators=(",", ":"))
            how[name] = values[0] if one else alt.ExprRef(expr=f"{table}[datum.look]")
        rows = [{**row, "look": looks.index(row["look"])} for row in rows]
        if len(looks) == 1:
            rows = [{k: v for k, v in row.items() if k != "look"} for row in rows]
        place = {"x": alt.X("x:Q", axis=None, scale=None), "y": alt.Y("y:Q", axis=None, scale=None)}
        ends: Any = {"x2": alt.X2("x2:Q"), "y2": alt.Y2("y2:Q")} if kind in ("rect", "rule") else {}
        more: Any = {"text": alt.Text("text:N")} if kind == "text" else {}
        tips: Any = {"tooltip": p.tips(self.tip)} if told else {}
        chart = alt.Chart(alt.InlineData(values=tuple(rows)))
        chart = chart.transform_filter(self.keep) if chosen else chart
        drawn: alt.Chart = getattr(chart, f"mark_{kind}")(**how).encode(
            **place, **ends, **more, **tips
        )
        return drawn

    def chart(
        self,
        data: pd.DataFrame,
        tall: float,
        *,
        controls: Sequence[Any] = (),
        more: Sequence[Any] = (),
        title: p.Told = "",
        alt_text: p.Told | p.Spoken = "",
        table: Mapping[str, str] | None = None,
        lines: int = 1,
        below: bool = False,
        **values: Any,
    ) -> alt.TopLevelMixin:
        """Return the chart: what was drawn on `tall` px, with its title, words and last line.

        `data`: the rows of the table twin. `values`: of the texts kind, drawn (or narrow, on a
        telephone), and of title and alt where `title` and `alt_text` are not given. `more`: layers
        of other making. `below`: the last line stands below the field, which a map fills whole.
        """
        say = self.say
        self.on()
        last = 4 + self.words(0, tall + 4, say("kind", **values), "note", px=self.width)
        tall += 0 if below else last
        chart: Any = alt.layer(*self.layers(), *more, data=data)
        chart.width, chart.height = self.width, tall
        return p.finish(
            chart,
            title or say("title", **values),
            say("narrow" if self.narrow and "narrow" in say.own else "drawn", **values),
            alt_text or say("alt", **values),
            table or say.table,
            controls,
            self.width,
            lines,
        )


def _places(**px: float) -> dict[str, float]:
    """Return places to a tenth of a pixel, whole ones as whole numbers."""
    return {k: int(v) if float(v).is_integer() else round(float(v), 1) for k, v in px.items()}
