"""What charts are built from: widths of words, titles that follow a state, layers, scales."""

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
LETTERS = {
    0.28: "il.,;:'’|!()[]-·¶ \u00a0",
    0.345: "jtfrI",
    0.605: "abdeghnopqu",
    0.575: "0123456789",
    0.92: "MWmw—@…",
    0.64: "ABCDEFGHJKLNOPQRSTUVXYZ",
}
WIDTHS = {letter: wide for wide, letters in LETTERS.items() for letter in letters}
ALIGN = {"w": "left", "c": "center", "e": "right"}
BASELINE = {"n": "top", "m": "middle", "s": "bottom"}

SILENT = "not stated"  # as the tables have it
NO_PASSAGE = "none"  # what stands where others name their passages
Row: TypeAlias = dict[str, Any]
Place: TypeAlias = "Callable[[float], float]"  # a number → its place in px
Told: TypeAlias = "str | Follow"


@dataclass(frozen=True)
class Follow:
    """A sentence that follows the controls: a text for each state, first the one it opens with.

    `by`: the expression that gives the state, a parameter's name for example. A text with a place
    to fill opens with 0 there.
    """

    by: str
    texts: Mapping[str, str]
    fill: str = ""  # an expression whose value stands in the place of `#` in every text
    room: int = 2  # how many characters that value may have

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

    def as_title(self, px: float, least: int) -> Any:
        """Return a title with as many lines in each state, `least` or more: no chart jumps."""
        longest = "#" * self.room
        ready = {
            state: [line.replace(longest, "#") for line in balanced(text.replace("#", longest), px)]
            for state, text in self.texts.items()
        }
        most = max(least, *map(len, ready.values()))
        ready = {state: [*some, *[""] * (most - len(some))] for state, some in ready.items()}
        return (
            alt.ExprRef(expr=self.lookup(ready)) if len(ready) > 1 else next(iter(ready.values()))
        )


def spoken(parts: Sequence[Told]) -> tuple[str, str]:
    """Return a text of several parts as the chart opens, and what Vega reads of it."""
    first = "".join(part if isinstance(part, str) else part.first for part in parts)
    each = (json.dumps(p) if isinstance(p, str) else p.lookup(p.texts) for p in parts)
    return first, " + ".join(each)


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


def each(frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a frame, column → value."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def styled(style: str, at: str) -> t.Look:
    """Return the look of a text by the theme's styles; `at`: as `Canvas.words` has it."""
    look: t.Look = {"fontSize": t.BODY, "fill": t.INK}
    for name in style.split():
        look |= t.STYLES[name]
    look |= {"align": ALIGN[at[1]], "baseline": BASELINE[at[0]]}
    return {**look, "lineHeight": t.LINE[look["fontSize"]]}


def layer(
    rows: alt.Chart, kind: str, look: t.Look, tip: Mapping[str, str] | None = None, **fields: Any
) -> alt.Chart:
    """Return a layer: a mark of a kind for each row, with its look and its tooltip, if it has one.

    `fields`: where a mark lies, x, y, x2 and y2: px, or the column that holds them; and the column
    of its text. No mark is read to a person who hears the page, unless its look says so.
    """
    place: dict[str, Any] = {}
    if tip:
        place["tooltip"] = [alt.Tooltip(f"{name}:N", title=says) for name, says in tip.items()]
    for channel, field in fields.items():
        unscaled = {"axis": None, "scale": None} if channel in ("x", "y") else {}
        if not isinstance(field, str):
            place[channel] = alt.value(field)
        elif channel == "text":
            place[channel] = alt.Text(f"{field}:N")
        else:
            place[channel] = getattr(alt, channel.title())(f"{field}:Q", **unscaled)
    drawn: alt.Chart = getattr(rows, f"mark_{kind}")(**{"aria": False, **look}).encode(**place)
    return drawn


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


def tally(counts: pd.Series[int]) -> str:
    """Return counts by name in words: first name 3, second name 1."""
    return ", ".join(f"{name} {n}" for name, n in counts.items())


def signed(n: float) -> str:
    """Return +4, 0 or –4: an en dash, for the minus sign is missing in some fonts."""
    return f"{n:+g}".replace("-", "–") if n else "0"
