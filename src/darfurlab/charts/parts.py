"""What charts are built from: widths of words, titles that follow a state, tooltips, controls."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import pandas as pd

from darfurlab.charts import theme as t
from darfurlab.charts._altair import alt

# How wide letters are, in parts of their size; others are 0.51. Measured in Noto Sans.
WIDTHS = {
    letter: wide
    for letters, wide in (
        ("il.,;:'’|!()[]-·¶ \u00a0", 0.28),
        ("jtfrI", 0.345),
        ("abdeghnopqu", 0.605),
        ("0123456789", 0.575),
        ("MWmw—@…", 0.92),
        ("ABCDEFGHJKLNOPQRSTUVXYZ", 0.64),
    )
    for letter in letters
}


@dataclass(frozen=True)
class Follow:
    """A sentence that follows the controls: a text for each state, first the one it opens with.

    `by`: the expression that gives the state, a parameter's name for example. A text with a place
    to fill opens with 0 there.
    """

    by: str
    texts: Mapping[str, str]
    fill: str = ""  # a parameter whose value stands in the place of `#` in every text

    @property
    def first(self) -> str:
        """The text of the chart as it opens."""
        return next(iter(self.texts.values())).replace("#", "0")

    def lookup(self, ready: Mapping[str, Any]) -> str:
        """Return what Vega reads: the texts made ready, looked up by the state."""
        table = json.dumps(dict(ready), ensure_ascii=False, separators=(",", ":"))
        found = f"({table})[toString({self.by})]"
        if self.fill:
            found = f"split(replace(join({found}, '|'), '#', toString({self.fill})), '|')"
        return found


@dataclass(frozen=True)
class Spoken:
    """A text of several parts, each of which follows the controls by itself or stays as it is."""

    parts: tuple[str | Follow, ...]

    @property
    def first(self) -> str:
        """The text of the chart as it opens."""
        return "".join(part if isinstance(part, str) else part.first for part in self.parts)

    def lookup(self) -> str:
        """Return what Vega reads."""
        each = (json.dumps(p) if isinstance(p, str) else p.lookup(p.texts) for p in self.parts)
        return " + ".join(each)


Told: TypeAlias = "str | Follow"
Place: TypeAlias = "Callable[[float], float]"  # a number → its place in px


@lru_cache(maxsize=4096)  # a title is wrapped again and again until its lines are of one length
def width_of(text: str, size: float, bold: bool = False) -> float:
    """Return about how wide a text is in px."""
    return sum(WIDTHS.get(letter, 0.51) for letter in text) * size * (1.06 if bold else 1)


def wrapped(text: str, px: float, size: float = t.BODY, bold: bool = False) -> list[str]:
    """Return a text as lines that fit into a width in px; a word that is too long stands alone."""
    lines: list[str] = []
    for word in str(text).split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(longer, size, bold) <= px:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def balanced(text: str, px: float) -> list[str]:
    """Return a title as the fewest lines that fit, all of nearly one length."""
    fewest = len(wrapped(text, px, t.TITLE, True))
    while px > 60 and len(wrapped(text, px - 6, t.TITLE, True)) == fewest:
        px -= 6
    return wrapped(text, px, t.TITLE, True)


def each(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a frame, column → value."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def tips(columns: Mapping[str, str]) -> list[alt.Tooltip]:
    """Return a tooltip of columns and their headings."""
    return [alt.Tooltip(f"{column}:N", title=heading) for column, heading in columns.items()]


def coded(channel: Any, column: str, looks: Mapping[str, t.Look], part: str) -> Any:
    """Return a channel (alt.Shape, alt.Color …) that shows each value of a column by its look."""
    values = [look[part] for look in looks.values()]
    scale = alt.Scale(domain=list(looks), range=values)
    return channel(f"{column}:N", sort=list(looks), scale=scale, legend=None)


def menu(name: str, label: str, options: Mapping[Any, str]) -> alt.Parameter:
    """Return a menu, option → the words for it, which opens on the first."""
    bind = alt.binding_select(options=list(options), labels=list(options.values()), name=label)
    return alt.param(name=name, value=next(iter(options)), bind=bind)


def slider(name: str, label: str, least: int, most: int, value: int) -> alt.Parameter:
    """Return a slider over whole numbers."""
    bind = alt.binding_range(min=least, max=most, step=1, name=label)
    return alt.param(name=name, value=value, bind=bind)


def scale(low: float, high: float, start: float, stop: float) -> Place:
    """Return a function that gives the place in px of a number between `low` and `high`."""
    return lambda n: start + (n - low) / (high - low) * (stop - start)


def whole_ticks(low: float, high: float, most: int = 6) -> list[int]:
    """Return round whole numbers, evenly apart and at most `most`, from `low` or less to `high`."""
    for step in (n * 10**power for power in range(9) for n in (1, 2, 5)):
        ticks = list(range(math.floor(low / step) * step, math.ceil(high / step) * step + 1, step))
        if len(ticks) <= most:
            break
    return ticks


def signed(n: float) -> str:
    """Return +4, 0 or –4: an en dash, for the minus sign is missing in some fonts."""
    return f"+{n:g}" if n > 0 else negative(n)


def negative(n: float) -> str:
    """Return a number with an en dash where it is below zero."""
    return f"–{-n:g}" if n < 0 else f"{n:g}"


def listed(items: Sequence[str]) -> str:
    """Return words as a list in a sentence: a, b and c."""
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def finish(
    chart: Any,
    title: Told,
    drawn: str,
    alt_text: Told | Spoken,
    table: Mapping[str, str],
    controls: Sequence[Any] = (),
    width: float = t.WIDTH,
    lines: int = 1,
) -> alt.TopLevelMixin:
    """Return the chart with its furniture.

    `title`: the takeaway, a sentence; it has as many lines in each state, `lines` at least, so that
    no chart jumps. `drawn`: what a mark is and what each sign means. `alt_text`: what a person
    would see; where it follows a state, a mark that is read and not seen says it. `table`: the
    columns of the table twin, name → heading.
    """
    follows = title if isinstance(title, Follow) else Follow("''", {"": title})
    wide = {state: text.replace("#", "##") for state, text in follows.texts.items()}  # two digits
    ready = {
        state: [line.replace("##", "#") for line in balanced(text, width)]
        for state, text in wide.items()
    }
    most = max(lines, *map(len, ready.values()))
    ready = {state: [*some, *[""] * (most - len(some))] for state, some in ready.items()}
    written: Any = alt.ExprRef(expr=follows.lookup(ready)) if len(ready) > 1 else ready[""]
    if not isinstance(alt_text, str):
        whole = alt_text if isinstance(alt_text, Spoken) else Spoken((alt_text,))
        spoken: t.Look = {"description": alt.ExprRef(expr=whole.lookup()), "aria": True}
        seen = alt.Chart(alt.InlineData(values=[{}])).mark_point(
            opacity=0, size=1, x=0, y=0, **spoken
        )
        chart = alt.layer(*chart.layer, seen, data=chart.data, width=width, height=chart.height)
    chart = chart.properties(
        title=alt.TitleParams(text=written, subtitle=wrapped(drawn, width, t.BODY)),
        description=alt_text if isinstance(alt_text, str) else alt_text.first,
        usermeta={"darfurlab": {"columns": dict(table), "title": follows.first}},
    )
    done: alt.TopLevelMixin = chart.add_params(*controls) if controls else chart
    return done
