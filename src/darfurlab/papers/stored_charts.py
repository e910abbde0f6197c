"""The charts that a saved notebook holds: their words, and their pictures where it has them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

VEGA = "application/vnd.vegalite."  # how the name of a chart's form begins, in each version
DOT = 200  # characters: more than a picture of one pixel takes

Bundle = dict[str, Any]  # what an output shows: form → content


def charts(notebook: dict[str, Any]) -> Iterator[Bundle]:
    """Yield each chart of a notebook (nbformat 4) as it lies in it, in order."""
    for cell in notebook["cells"]:
        for data in (output.get("data", {}) for output in cell.get("outputs", ())):
            if form(data):
                yield data


def form(data: Bundle) -> str:
    """Return the form in which an output holds a chart, "" where it holds none."""
    return next((name for name in data if name.startswith(VEGA)), "")


def words(chart: Bundle) -> str:
    """Return what a chart shows, as text: `Chart.`, its title, its description."""
    return "".join(chart.get("text/plain", "A chart"))


def picture(chart: Bundle) -> str:
    """Return a chart's PNG in base64; a live page has one clear dot instead, which is none."""
    png = "".join(chart.get("image/png", ""))
    return png if len(png) > DOT else ""


def title(chart: Bundle) -> str:
    """Return a chart's title, which may stand on several lines, on one."""
    spec = chart[form(chart)]
    text = spec["title"]["text"]
    if isinstance(text, dict):  # it follows the controls: what it says as the chart opens
        text = spec["usermeta"]["darfurlab"]["title"]
    return " ".join(text) if isinstance(text, list) else str(text)
