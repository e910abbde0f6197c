"""A field in pixels on which a chart is drawn: boxes, lines, marks and words, each with its look.

Whatever is drawn becomes a row; rows of one kind become one layer, so a specification stays short.
A row may belong to a state, what one or more controls are set to: it is drawn only then.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts._altair import alt
from darfurlab.charts.words import Words

Chart: TypeAlias = alt.TopLevelMixin
ENDS = ("x", "y", "x2", "y2")
# The kinds from the ground up, in Vega-Lite's words: channels, how all look, what none shows.
KINDS: dict[str, tuple[tuple[str, ...], t.Look, set[str]]] = {
    "rect": (ENDS, {}, {"shape"}),
    "rule": (ENDS, {"stroke": t.HAIR, "strokeWidth": 1.5}, {"shape", "fill", "cornerRadius"}),
    "point": (ENDS[:2], {"opacity": 1, "strokeWidth": 2}, {"strokeDash"}),
    "text": ((*ENDS[:2], "text"), {}, set()),
}


class Canvas:
    """A field of a chart: its words, and `width` px.

    `x` grows to the right and `y` down; `level` sets what is drawn over what, words on top.
    """

    def __init__(self, chart: str, width: float) -> None:
        self.say = Words(chart)
        self.width, self.narrow = width, width < t.WIDTH
        self.state: Mapping[str, Any] = {}
        self.rows: dict[tuple[Any, ...], list[tuple[p.Row, str]]] = {}  # each with its look
        self.controls: list[alt.Parameter] = []

    def on(self, **state: Any) -> None:
        """Let what follows belong to a state, control → value; to none, if none is given."""
        self.state = state

    def _add(self, kind: str, look: t.Look, of: Any, level: int, *px: float, **more: Any) -> None:
        channels, _, vain = KINDS[kind]
        told = {} if of is None else {name: of[name] for name in self.say.tip}
        key = (level, [*KINDS].index(kind), kind, bool(told), (*self.state,))
        row = {**dict(zip(channels, map(_place, px), strict=False)), **more, **self.state, **told}
        row = {name: value for name, value in row.items() if value is not None and value == value}
        shown = {name: value for name, value in look.items() if name not in vain}
        self.rows.setdefault(key, []).append((row, json.dumps(shown, sort_keys=True)))

    def box(
        self, x: float, y: float, x2: float, y2: float, look: t.Look, of: Any = None, level: int = 0
    ) -> None:
        """Draw a rectangle. `of`: the row of data that its tooltip tells."""
        self._add("rect", look, of, level, x, y, x2, y2)

    def line(
        self, x: float, y: float, x2: float, y2: float, look: t.Look, of: Any = None, level: int = 0
    ) -> None:
        """Draw a line."""
        self._add("rule", look, of, level, x, y, x2, y2)

    def mark(
        self, x: float, y: float, look: t.Look, of: Any = None, size: int = 90, level: int = 0
    ) -> None:
        """Draw a symbol of `size` px²."""
        self._add("point", {"size": size, **look}, of, level, x, y)

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
    ) -> float:
        """Write a text, broken to `px` where that is given; return how high it is.

        `style`: names of the theme's styles. `at`: where the place lies on the text as a whole:
        north, middle or south (n m s), then west, centre or east (w c e).
        """
        look = p.styled(style, at)
        size, bold = look["fontSize"], "fontWeight" in look
        lines = [text] if isinstance(text, str) else list(text)
        lines = p.wrapped(" ".join(lines), px, size, bold) if px else lines
        # Vega sets the first line by the baseline, and the others below it.
        more = t.LINE[size] * (len(lines) - 1)
        y -= {"n": 0, "m": more / 2 - 1, "s": more}[at[0]]
        self._add("text", look, None, 3, x, y, text=lines if more else lines[0])
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

    def flow(
        self, texts: Mapping[str, str], beside: float, line: float, more: float = 0
    ) -> Iterator[tuple[str, str, float, float]]:
        """Yield small texts one after another, in as many lines as they need: key, text, x, y.

        `beside`: px for the mark of each; `more`: px by which a line may be longer than the field.
        """
        x, y = 0.0, 0.0
        for key, text in texts.items():
            long = beside + p.width_of(text, t.SMALL)
            x, y = (x, y) if x + long < self.width + more else (0.0, y + line)
            yield key, text, x, y
            x += long

    def stripe(self, number: int, y: float, y2: float) -> None:
        """Draw a ground under every other row."""
        if number % 2 == 0:
            self.box(0, y, self.width, y2, t.WASHED, level=-2)

    def ruled(self, ticks: Mapping[float, str], y: float, y2: float) -> None:
        """Draw upright lines at places in px, each with its number below."""
        for x, number in ticks.items():
            self.line(x, y, x, y2, t.RULED, level=-1)
            self.words(x, y2 + 5, number, "note", "nc")

    def rungs(self, ticks: Mapping[float, str], x: float, x2: float) -> None:
        """Draw level lines at places in px, each with its number before it."""
        for y, number in ticks.items():
            self.line(x, y, x2, y, t.RULED, level=-1)
            self.words(x - 6, y, number, "note", "me")

    def menu(self, name: str, options: Mapping[Any, str], opens: Any = None) -> None:
        """Add a menu, option → the words for it, which opens on one of them, or on the first."""
        labels, called = list(options.values()), self.say(f"controls.{name}")
        bind = alt.binding_select(options=list(options), labels=labels, name=called)
        self.controls.append(alt.param(name=name, value=opens or next(iter(options)), bind=bind))

    def slider(self, name: str, most: int) -> None:
        """Add a slider over whole numbers, from 0, on which it opens."""
        bind = alt.binding_range(min=0, max=most, step=1, name=self.say(f"controls.{name}"))
        self.controls.append(alt.param(name=name, value=0, bind=bind))

    def _layer(self, key: tuple[Any, ...]) -> alt.Chart:
        """Return one layer: rows of one kind; what their looks share is said once."""
        kind, told, state = key[2:]
        channels, born, _ = KINDS[kind]
        looks = list(dict.fromkeys(look for _, look in self.rows[key]))
        each = [{**born, **json.loads(look)} for look in looks]
        how: t.Look = {}
        for name in sorted({name for look in each for name in look}):
            values = [look.get(name) for look in each]
            one = all(value == values[0] for value in values)
            table = json.dumps(values, separators=(",", ":"))
            how[name] = values[0] if one else alt.ExprRef(expr=f"{table}[datum.look]")
        rows = [row for row, _ in self.rows[key]]
        if len(looks) > 1:
            rows = [{**row, "look": looks.index(look)} for row, look in self.rows[key]]
        chart = alt.Chart(alt.InlineData(values=tuple(rows)))
        if state:
            chart = chart.transform_filter(" && ".join(f"datum.{name} == {name}" for name in state))
        places = {name: name for name in channels}
        return p.layer(chart, kind, how, self.say.tip if told else None, **places)

    def chart(
        self,
        data: pd.DataFrame,
        tall: float,
        *,
        title: p.Told = "",
        alt_text: p.Told | Sequence[p.Told] = "",
        lines: int = 1,
        more: Sequence[Any] = (),
        below: bool = False,
        **facts: Any,
    ) -> Chart:
        """Return the chart: what was drawn on `tall` px, with its title, words and last line.

        `data`: the rows of the table twin. `title`: the takeaway, a sentence, on `lines` lines at
        least; `alt_text`: what a person would see, whole or in parts. Where they are not given,
        they are among the chart's words, as are kind and drawn (or narrow, on a telephone): what a
        mark is and what each sign means. `facts`: values of these texts. `more`: layers of other
        making. `below`: the last line stands below the field, which a map fills whole.
        """
        say = self.say
        say.know(**facts)
        self.on()
        last = 4 + self.words(0, tall + 4, say("kind"), "note", px=self.width)
        layers = [*map(self._layer, sorted(self.rows)), *more]
        text = alt_text or say("alt")
        parts = [text] if isinstance(text, str | p.Follow) else text
        opening, read = p.spoken(parts)
        if any(isinstance(part, p.Follow) for part in parts):  # a mark that is read and not seen
            unseen: t.Look = {"opacity": 0, "size": 1, "x": 0, "y": 0, "aria": True}
            unseen["description"] = alt.ExprRef(expr=read)
            layers.append(alt.Chart(alt.InlineData(values=[{}])).mark_point(**unseen))
        title = title or say("title")
        follows = title if isinstance(title, p.Follow) else p.Follow("''", {"": title})
        drawn = say("narrow" if self.narrow and "narrow" in say.own else "drawn")
        # Set, for `properties` would copy every layer three times.
        chart: Any = alt.layer(*layers, data=data)
        chart.width, chart.height = self.width, tall if below else tall + last
        subtitle = p.wrapped(drawn, self.width, t.BODY)
        chart.title = alt.TitleParams(follows.as_title(self.width, lines), subtitle=subtitle)
        chart.description = opening
        chart.usermeta = {"darfurlab": {"columns": say.table, "title": follows.first}}
        done: Chart = chart.add_params(*self.controls) if self.controls else chart
        return done


def _place(px: float) -> float:
    """Return a place to a tenth of a pixel, a whole one as a whole number."""
    return int(px) if float(px).is_integer() else round(float(px), 1)
