"""The words of the charts, from `charts.toml` among the data: titles, alternative texts, headings.

A chart's words are templates: `{n}` stands for a value, `{n:act|acts}` for the form that fits it
(one, many) and `{n:none|one|{n}}` for that of none, one, many; `{n:word}` is the number in words.
"""

from __future__ import annotations

import string
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from darfurlab.datasets.folders import data_folder

FILE = "charts.toml"
NUMBERS = [
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
]


class _Templates(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            *few, many = format_spec.split("|")
            fewest = 2 - len(few)  # the number that the first form is for
            at = int(value) - fewest
            return few[at] if 0 <= at < len(few) else many
        if format_spec.lower() == "word":
            named = NUMBERS[value] if 0 <= value < len(NUMBERS) else str(value)
            return named.capitalize() if format_spec == "Word" else named
        return str(format(value, format_spec))


@cache
def _all(path: str) -> dict[str, Any]:
    with open(path, "rb") as file:
        return tomllib.load(file)


class Words:
    """What one chart says. A word that is not there raises `KeyError` with chart and name."""

    def __init__(self, chart: str) -> None:
        self.chart, self.facts = chart, dict[str, Any]()
        self.every = _all(str(data_folder() / FILE))
        self.own: dict[str, Any] = self.every[chart]
        self.headings: dict[str, str] = self.every["headings"] | self.own.get("headings", {})

    def know(self, **facts: Any) -> None:
        """Let every text that comes after have these values."""
        self.facts |= facts

    def raw(self, name: str) -> Any:
        """Return what stands under a name, dots leading inwards: `menu.steps`."""
        found: Any = self.own
        for part in name.split("."):
            if part not in found:
                raise KeyError(f"{FILE}: {self.chart} has no {name!r}")
            found = found[part]
        return found

    def __call__(self, name: str, /, **values: Any) -> str:
        """Return a text with its values, and those that are known, in place."""
        return _Templates().vformat(self.raw(name), (), self.facts | values)

    def each(self, name: str, rows: Iterable[Mapping[str, Any]], between: str = " ") -> str:
        """Return a text once for each row, with the values of that row."""
        return between.join(self(name, **row) for row in rows)

    def named(self, *columns: str) -> dict[str, str]:
        """Return columns with their headings, of a tooltip or of the table twin."""
        return {column: self.headings[column.split(":")[0]] for column in columns}

    def phase(self, phase: str) -> str:
        """Return what a phase is called, in every chart."""
        return str(self.every["phases"][phase])

    def short(self, name: str) -> str:
        """Return the short form of a name, where the chart has one; else the name."""
        return str(self.own.get("short", {}).get(name, name))

    @property
    def table(self) -> dict[str, str]:
        """The columns of the table twin, with their headings."""
        return self.named(*self.own["table"])

    @property
    def tip(self) -> dict[str, str]:
        """The columns of a mark's tooltip, with their headings."""
        return self.named(*self.own.get("tip", ()))
