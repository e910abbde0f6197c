"""The look of every chart: theme, sizes, colours with their meaning, and the looks of marks.

No chart sets a font, a size or a colour of its own. A colour means the same thing everywhere, and
a shape, a pattern or a word always says it too.
"""

from __future__ import annotations

from typing import Any, TypeAlias, cast

from darfurlab.charts._altair import alt

Look: TypeAlias = dict[str, Any]

WIDTH, PHONE = 640, 344  # px of the plot: a laptop with the file browser open; a telephone
PADDING, TALLEST = 8, 480  # px round the plot; a chart with its controls
TITLE, BODY, SMALL, NAME, LARGE = 17, 13, 12, 14, 17  # px: no text is smaller than SMALL
LINE = {17: 21, 14: 17, 13: 16, 12: 15}  # px from line to line, by size

INK, QUIET, GREY = "#1b1b1b", "#4d4d4d", "#696969"
PAPER, WASH, RULE, HAIR = "#ffffff", "#f2f0eb", "#e0ddd6", "#767676"
NAVY, BLUE, RUST, OCHRE = "#1f3a5f", "#2a74ab", "#a8480f", "#a87a22"
PALE = "#c9d3df"
LAND, ABROAD = "#efe6d8", "#f7f7f7"
FONT = '"Noto Sans", "Segoe UI", "Helvetica Neue", Arial, sans-serif'
DOTS, DASHES = [2, 3], [7, 4]

# Words: a style is one or more of these, `bold note` for example.
STYLES: dict[str, Look] = {
    "bold": {"fontWeight": 600},
    "quiet": {"fill": QUIET},
    "grey": {"fill": GREY},
    "paper": {"fill": PAPER},
    "navy": {"fill": NAVY},
    "for": {"fill": BLUE},
    "against": {"fill": RUST},
    "small": {"fontSize": SMALL},
    "note": {"fontSize": SMALL, "fill": QUIET},
    "name": {"fontSize": NAME},
    "large": {"fontSize": LARGE},
}

# Grounds and lines that tell nothing by themselves.
WASHED: Look = {"fill": WASH}
RULED: Look = {"stroke": RULE, "strokeWidth": 0.8}
DRAWN: Look = {"stroke": INK, "strokeWidth": 1.4}
RANGE: Look = {"stroke": NAVY, "strokeWidth": 3}  # from low to high

# Solid is certain or lasting, hollow is inferred or some time within, dotted is silence.
SOLID: Look = {"fill": NAVY, "stroke": NAVY, "strokeWidth": 1.5, "shape": "circle"}
HOLLOW: Look = {"fill": PAPER, "stroke": NAVY, "strokeWidth": 1.5, "shape": "circle"}
BELOW: Look = {"fill": PAPER, "stroke": RUST, "strokeWidth": 2.4, "shape": "circle"}
SILENT: Look = {"fill": PAPER, "stroke": GREY, "strokeWidth": 1, "strokeDash": DOTS}

SIGNS: dict[str, Look] = {
    "against": {"stroke": RUST, "strokeWidth": 2.2},
    "for": {"stroke": BLUE, "strokeWidth": 2.2, "strokeDash": DASHES},
}
TILES: dict[str, Look] = {
    "against": {"fill": RUST, "stroke": RUST, "strokeWidth": 2, "cornerRadius": 3},
    "for": {"fill": PAPER, "stroke": BLUE, "strokeWidth": 2, "cornerRadius": 3},
}
EVIDENCE = {
    "cited": "circle",
    "example": "square",
    "reasoned": "diamond",
    "asserted": "triangle-up",
}
PHASES: dict[str, Look] = {
    "before": {"shape": "triangle-right", "fill": GREY, "stroke": GREY},
    "1": {"shape": "square", "fill": NAVY, "stroke": NAVY},
    "2": {"shape": "circle", "fill": OCHRE, "stroke": OCHRE},
    "throughout": {"shape": "diamond", "fill": BLUE, "stroke": BLUE},
    "not stated": {"shape": "circle", "fill": PAPER, "stroke": GREY},
}
SIDES: dict[str, Look] = {
    "centre": {"shape": "square", "fill": NAVY, "stroke": PAPER},
    "periphery": {"shape": "circle", "fill": OCHRE, "stroke": PAPER},
}
VERDICTS: dict[str, Look] = {
    "both": SOLID,
    "loses": {"shape": "triangle-down", "fill": PAPER, "stroke": RUST, "strokeWidth": 1.8},
    "today": {"shape": "square", "fill": INK, "stroke": INK},
}
BANDS: dict[str, Look] = {
    "none": {"fill": PAPER, "stroke": HAIR, "strokeDash": DOTS},
    "deal": {"fill": RULE, "stroke": QUIET, "strokeWidth": 0.8},
    "part": {"fill": HAIR, "stroke": QUIET, "strokeWidth": 0.8},
    "root": {"fill": INK, "stroke": INK, "strokeWidth": 0.8},
}
PROCESSES: list[Look] = [
    {"shape": "square", "stroke": OCHRE, "strokeWidth": 3},
    {"shape": "circle", "stroke": NAVY, "strokeWidth": 3, "strokeDash": DASHES},
    {"shape": "triangle-up", "stroke": BLUE, "strokeWidth": 3, "strokeDash": DOTS},
]
CHANNELS: dict[str, Look] = {
    "own": {"shape": "circle", "stroke": RUST, "fill": RUST, "strokeWidth": 2.4},
    "together": {**PROCESSES[1], "shape": "square", "fill": NAVY, "strokeWidth": 2.4},
}


@alt.theme.register("darfurlab", enable=True)
def theme() -> alt.theme.ThemeConfig:
    """Return the one theme: type, sizes, and a white ground, which Lab's dark style turns."""
    config: dict[str, Any] = {
        "background": PAPER,
        "padding": PADDING,
        "font": FONT,  # of every text in the chart
        "view": {"stroke": None},
        "title": {
            **{"anchor": "start", "color": INK, "fontSize": TITLE, "fontWeight": 600},
            **{"lineHeight": LINE[TITLE], "offset": 8, "frame": "bounds", "limit": 0},
            **{"subtitleFontSize": BODY, "subtitleColor": QUIET, "subtitlePadding": 4},
            "subtitleLineHeight": LINE[BODY] + 1,
        },
        "text": {"fontSize": BODY, "color": INK},
    }
    return alt.theme.ThemeConfig(config=cast(Any, config))  # checked by every chart's to_dict
