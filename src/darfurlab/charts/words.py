"""The words of the charts, from `charts.toml` among the data: titles, alternative texts, headings.

A chart's words are templates: `{n}` stands for a value, `{n:act|acts}` for the form that fits it
(one, many) and `{n:none|one|{n}}` for that of none, one, many; `{n:word}` is the number in words.
"""

from __future__ import annotations

import string
import tomllib
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
        self.chart = chart
        every = _all(str(data_folder() / FILE))
        self.own: dict[str, Any] = every[chart]
        self.headings: dict[str, str] = every["headings"] | self.own.get("headings", {})

    def raw(self, name: str) -> Any:
        """Return what stands under a name, dots leading inwards: `menu.steps`."""
        found: Any = self.own
        for part in name.split("."):
            if part not in found:
                raise KeyError(f"{FILE}: {self.chart} has no {name!r}")
            found = found[part]
        return found

    def __call__(self, name: str, /, **values: Any) -> str:
        """Return a text with its values in place."""
        return _Templates().vformat(self.raw(name), (), values)

    def named(self, *columns: str) -> dict[str, str]:
        """Return columns with their headings, of a tooltip or of the table twin."""
        return {column: self.headings[column.split(":")[0]] for column in columns}

    def phase(self, phase: str) -> str:
        """Return what a phase is called, in every chart."""
        return str(_all(str(data_folder() / FILE))["phases"][phase])

    def short(self, name: str) -> str:
        """Return the short form of a name, where the chart has one; else the name."""
        return str(self.own.get("short", {}).get(name, name))

    @property
    def table(self) -> dict[str, str]:
        """The columns of the table twin, with their headings."""
        return self.named(*self.own["table"])
