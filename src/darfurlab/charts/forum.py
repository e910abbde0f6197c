"""Forum shopping: what is conceded as channels multiply, by formula and by simulation."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts._altair import alt
from darfurlab.charts.canvas import Canvas
from darfurlab.charts.words import Words

ALONE, TOGETHER = t.CHANNELS
STYLES = {ALONE: "bold against", TOGETHER: "bold navy"}
LEFT, TALL, START = 44, 262, 3  # px, px, channels


def forum_shopping(channels: pd.DataFrame, width: float = t.WIDTH) -> alt.TopLevelMixin:
    """Return what the government gives on average, by the number of channels.

    `channels`: from `forum.both_ways`. A slider sets the number of channels; the title says what
    the government gives then.
    """
    say = Words("forum_shopping")
    data = channels.assign(
        given=channels["expected"].map("{:.1%}".format),
        drawn=channels["simulated"].map("{:.1%}".format),
    )
    keep = "datum.now == channels"
    canvas = Canvas(say, width, ["channels", "how", "given", "drawn", "where"], keep)
    numbers = sorted({int(n) for n in data["channels"]})
    right = width - (12 if canvas.narrow else 104)
    at, up = p.scale(numbers[0], numbers[-1], LEFT + 20, right - 14), p.scale(0, 0.6, TALL, 12)
    canvas.rungs(up, [n / 10 for n in range(7)], LEFT, right, "{:.0%}".format)
    canvas.ruled(at, numbers, up(0), TALL)
    canvas.words((LEFT + right) / 2, TALL + 22, say("axis"), "note", "nc")
    for how, look in t.CHANNELS.items():
        own, dot = p.each(data[data["how"] == how]), {**look, "strokeWidth": 1}
        for a, b in pairwise(own):
            canvas.line(
                at(a["channels"]), up(a["expected"]), at(b["channels"]), up(b["expected"]), look
            )
        for row in own:
            x = at(row["channels"])
            canvas.line(x, up(row["low"]), x, up(row["high"]), {"stroke": look["stroke"]})
            canvas.mark(x, up(row["simulated"]), dot, row, 70)
            canvas.on(now=row["channels"])
            canvas.words(x, up(row["expected"]) - 10, f"{row['expected']:.0%}", STYLES[how], "sc")
            canvas.on()
        place = (
            (right, up(own[-1]["expected"]) - 30, "ne")
            if canvas.narrow
            else (right + 2, up(own[-1]["expected"]), "mw")
        )
        canvas.words(
            *place[:2], say(f"ways.{how}"), STYLES[how], place[2], px=200 if canvas.narrow else 100
        )
    for n in numbers:
        canvas.on(now=n)
        canvas.box(at(n) - 15, 12, at(n) + 15, TALL, t.WASHED, level=-2)
    alone = data[data["how"] == ALONE].set_index("channels")["expected"]
    shared = f"{data.loc[data['how'] == TOGETHER, 'expected'].iloc[0]:.0%}"
    order = sorted(numbers, key=lambda n: n != START)  # the one that it opens with first
    titles = {str(n): say("title", n=n, alone=f"{alone[n]:.0%}", together=shared) for n in order}
    each = ", ".join(f"{n} {share:.0%}" for n, share in alone.items())
    told = say("alt", least=numbers[0], most=numbers[-1], told=each, together=shared)
    return canvas.chart(
        data,
        TALL + 38,
        title=p.Follow("channels", titles),
        rounds=int(data["rounds"].iloc[0]),
        lines=2,
        alt_text=p.Follow("channels", {n: f"{title}. {told}" for n, title in titles.items()}),
        controls=[p.slider("channels", say("slider"), numbers[0], numbers[-1], START)],
    )
