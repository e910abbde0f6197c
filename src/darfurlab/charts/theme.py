"""The look of every chart: the theme, and the colours with their meaning.

No chart sets a font or a colour of its own. A colour means the same thing everywhere; a shape, a
label or a pattern always says it too.
"""

from __future__ import annotations

from typing import Any, cast

from darfurlab.charts._altair import alt

WIDTH = 680  # px: fits a laptop with the file browser open, and a projector
SMALL = 11  # px: no text is smaller
INK, QUIET, RULE, PAPER = "#1b1b1b", "#4d4d4d", "#e3e3e3", "#ffffff"
CENTRE, PERIPHERY = "#22384f", "#b5651d"
BACKING, OPPOSING, NEITHER = "#2b6a99", "#a8480f", "#6e6e6e"
PHASES = {"before": "#8a8a8a", "1": "#1d4e6e", "2": "#d0923c", "throughout": "#1d4e6e",
          "not stated": PAPER}  # fmt: skip
PHASE_SHAPES = {"before": "triangle-right", "1": "square", "2": "circle", "throughout": "diamond",
                "not stated": "circle"}  # fmt: skip
PHASE_NAMES = {"before": "before the talks", "1": "phase 1: all Sudan", "2": "phase 2: the regions",
               "throughout": "throughout", "not stated": "not stated"}  # fmt: skip
LABELS = {"fact": "#1f4e79", "claim": "#a65e12", "coding": "#6b6b6b"}
VERDICTS = {"met": "#1d4e6e", "partly": "#7fb0cf", "unmet": "#a8480f", "silent": PAPER}
FONT = '"Noto Sans", "Segoe UI", "Helvetica Neue", Arial, sans-serif'


@alt.theme.register("darfurlab", enable=True)
def theme() -> alt.theme.ThemeConfig:
    """Return the one theme: type, sizes, grid, and a white ground in Lab's dark theme too."""
    text = {"labelFontSize": 12, "titleFontSize": 12}
    tone = {"labelColor": QUIET, "titleColor": QUIET, "titleFontWeight": "normal"}
    config: dict[str, Any] = {
        "background": PAPER,
        "padding": 12,
        "font": FONT,  # of every text in the chart
        "view": {"stroke": None},
        "axis": {**text, **tone, "gridColor": RULE, "domainColor": "#8a8a8a", "labelLimit": 0,
                 "titleLimit": 0, "tickColor": "#8a8a8a"},
        "legend": {**text, **tone, "orient": "top", "labelLimit": 0, "titleLimit": 0,
                   "symbolSize": 120, "offset": 6},
        "header": {**text, **tone},
        "title": {"anchor": "start", "fontSize": 17, "color": INK, "offset": 14,
                  "subtitleFontSize": 12.5, "subtitleColor": QUIET,
                  "subtitleLineHeight": 17, "subtitlePadding": 6, "frame": "bounds", "limit": 0},
        "text": {"fontSize": 12, "color": INK},
        "range": {"category": [BACKING, PERIPHERY, NEITHER, CENTRE]},
    }  # fmt: skip
    return alt.theme.ThemeConfig(config=cast(Any, config))  # checked by every chart's to_dict
