"""What charts are built from: title, last line, tooltips, codes, scales of time, broken lines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

import pandas as pd

from darfurlab.charts import theme as theme  # registered with the first chart
from darfurlab.charts._altair import alt

MIDNIGHT = "T00:00:00"
MOST_NAMED = 3  # passages named under a title; the others stand in the tooltips and the twin

Chart = TypeVar("Chart", bound=alt.TopLevelMixin)
Part: TypeAlias = Any  # of a chart: Altair's own types for layers and encodings do not agree


def tips(columns: Mapping[str, str]) -> list[alt.Tooltip]:
    """Return a tooltip of columns and their headings; `n:Q` is a number, others are words."""
    return [
        alt.Tooltip(column if ":" in column else f"{column}:N", title=heading)
        for column, heading in columns.items()
    ]


def coded(channel: Any, column: str, looks: Mapping[str, Any], **how: Any) -> Any:
    """Return a channel (alt.Shape, alt.Color …) that shows each value of a column by its look."""
    scale = alt.Scale(domain=list(looks), range=list(looks.values()))
    return channel(f"{column}:N", sort=list(looks), scale=scale, **{"title": None, **how})


def down(height: float) -> alt.Scale:
    """Return a scale in px from the top."""
    return alt.Scale(domain=[0, height], nice=False, reverse=True)


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
