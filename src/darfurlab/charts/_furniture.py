"""What every chart shares: the theme, the colours with their meaning, title, source line, alt text.

No chart sets a font or a colour of its own. A colour means the same thing everywhere; a shape, a
label or a pattern always says it too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, TypeVar, cast

import pandas as pd

from darfurlab.charts._altair import alt

WIDTH = 680  # px: fits a laptop with the file browser open, and a projector
SMALL = 11  # px: no text is smaller
MIDNIGHT = "T00:00:00"
MOST_NAMED = 3  # passages named under a title; the others stand in the tooltips and the twin
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

Chart = TypeVar("Chart", bound=alt.TopLevelMixin)
Part: TypeAlias = Any  # of a chart: Altair's own types for layers and encodings do not agree


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


def kind_line(labels: Sequence[str], where: Sequence[str]) -> str:
    """Return the last line of a subtitle: fact, claim or coding, and the passages.

    `labels`: what each part is, for example "fact: the dates". `where`: passage labels, several in
    one text parted by "; ".
    """
    seen: dict[str, None] = {}
    for text in where:
        seen.update(dict.fromkeys(part for part in text.split("; ") if part != "none"))
    passages = list(seen)
    more = f" and {len(passages) - MOST_NAMED} more" if len(passages) > MOST_NAMED else ""
    # A no-break space keeps “Introduction ¶2” on one line.
    named = "; ".join(passage.replace(" ", "\u00a0") for passage in passages[:MOST_NAMED])
    return f"{' · '.join(labels)} · {named}{more}"


def finish(
    chart: Chart,
    *,
    title: str | list[str],
    drawn: Sequence[str],
    kind: str,
    alt_text: str,
    columns: Mapping[str, str],
) -> Chart:
    """Return the chart with its furniture.

    `title`: the takeaway, a sentence (a list breaks it over lines). `drawn`: what is drawn, in
    which unit, for when. `kind`: see `kind_line`. `alt_text`: what a person would see. `columns`:
    the columns of the table twin, name → heading.
    """
    return chart.properties(
        title=alt.TitleParams(text=title, subtitle=[*_wrapped(drawn), *_wrapped([kind])]),
        description=alt_text,
        usermeta={"darfurlab": {"columns": dict(columns)}},
    )


def days(dates: pd.Series[Any]) -> pd.Series[Any]:
    """Return datetimes as text that Vega reads and draws as the same day in every time zone.

    Without an hour it would take each for midnight in Greenwich, in the Americas the day before.
    """
    texts: pd.Series[Any] = dates.dt.strftime(f"%Y-%m-%d{MIDNIGHT}")
    return texts


def span(first: str, last: str, **more: Any) -> alt.Scale:
    """Return a scale of time from one day to another, each as 2011-05-31."""
    return alt.Scale(domain=[first + MIDNIGHT, last + MIDNIGHT], nice=False, **more)


def _wrapped(lines: Sequence[str], most: int = 95) -> list[str]:
    """Break lines to the chart's width, for Vega does not."""
    import textwrap

    return [part for line in lines for part in textwrap.wrap(line, most)]


def broken(texts: pd.Series[Any], most: int) -> pd.Series[Any]:
    """Return texts as lists of lines of at most `most` characters, as a text mark draws them."""
    import textwrap

    return texts.map(lambda text: textwrap.wrap(str(text), most) or [""])
