"""Forum shopping: what is conceded as channels multiply, by formula and by simulation."""

from __future__ import annotations

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as f
from darfurlab.charts._altair import alt

WAYS = {"on their own": ("circle", f.OPPOSING, [1, 0]), "coordinated": ("square", f.CENTRE, [6, 3])}


def forum_shopping(channels: pd.DataFrame) -> alt.TopLevelMixin:
    """Return what the government concedes on average, by the number of channels.

    `channels`: from `forum.both_ways`. A slider below the chart sets the number of channels and
    says it in words.
    """
    data = channels.copy()
    least, most = int(data["channels"].min()), int(data["channels"].max())
    start, rounds = 3, int(data["rounds"].iloc[0])
    count = alt.param(name="channels", value=start, bind=alt.binding_range(
        min=least, max=most, step=1, name="Channels of mediation "))  # fmt: skip
    x = alt.X("channels:Q", title="Channels of mediation",
              axis=alt.Axis(tickCount=most, format="d"),
              scale=alt.Scale(domain=[least - 0.4, most + 0.4], nice=False))  # fmt: skip
    share = alt.Scale(domain=[0, 0.6], nice=False)

    def y(column: str) -> alt.Y:
        return alt.Y(f"{column}:Q", title=None, scale=share,
                     axis=alt.Axis(format="%", tickCount=6))  # fmt: skip

    used = list(WAYS)
    tone = alt.Color("how:N", title=None, sort=used, scale=alt.Scale(
        domain=used, range=[WAYS[way][1] for way in used]))  # fmt: skip
    dash = alt.StrokeDash("how:N", title=None, sort=used, scale=alt.Scale(
        domain=used, range=[WAYS[way][2] for way in used]))  # fmt: skip
    shape = alt.Shape("how:N", title=None, sort=used, scale=alt.Scale(
        domain=used, range=[WAYS[way][0] for way in used]))  # fmt: skip
    tip = [
        alt.Tooltip("channels:Q", title="Channels"), alt.Tooltip("how:N", title="They act"),
        alt.Tooltip("expected:Q", title="By the formula", format=".1%"),
        alt.Tooltip("simulated:Q", title="Simulated", format=".1%"),
        alt.Tooltip("rounds:Q", title="Rounds"), alt.Tooltip("where:N", title="Passages"),
    ]  # fmt: skip
    base = alt.Chart(data).encode(x=x, tooltip=tip)
    lines = base.mark_line(strokeWidth=2.4).encode(y=y("expected"), color=tone, strokeDash=dash)
    errors = base.mark_rule(strokeWidth=1.6).encode(y=y("low"), y2="high:Q", color=tone)
    dots = base.mark_point(size=80, filled=True, opacity=1).encode(
        y=y("simulated"), color=tone, shape=shape
    )
    now = alt.Chart(data).transform_filter("datum.channels == channels")
    upright = now.mark_rule(color=f.QUIET, strokeDash=[2, 3]).encode(x=x, tooltip=tip)
    said = (
        now.transform_calculate(
            words="'With ' + datum.channels + (datum.channels == 1 ? ' channel, ' : ' channels, ')"
            " + datum.how + ': ' + format(datum.expected, '.0%') + ' on average'"
        )
        .mark_text(align="left", baseline="top", fontWeight="bold")
        .encode(x=alt.value(8), text="words:N", y=alt.Y("how:N", sort=used, axis=None,
                scale=alt.Scale(domain=used)))
        .properties(width=600, height=44)
    )  # fmt: skip
    alone = data[data["how"] == used[0]].set_index("channels")["expected"]
    return p.finish(
        alt.vconcat(
            alt.layer(upright, lines, errors, dots).properties(width=600, height=300),
            said, spacing=10,
        ).add_params(count).properties(data=data),
        title=f"From {least} channel to {most}, the price falls from {alone[least]:.0%} to "
        f"{alone[most]:.0%}",
        drawn=[
            "What the government concedes on average, as a share of all it could give, when each "
            "channel asks on its own and it takes the cheapest, and when all agree on one demand. "
            f"Lines: the formula. Marks: {rounds} simulated rounds, with two standard errors."
        ],
        kind="coding: every share is an assumption of ours; none is in the brief",
        alt_text=(
            f"Two lines over {least} to {most} channels. On their own: "
            + ", ".join(f"{k} {v:.0%}" for k, v in alone.items())
            + f". Coordinated: {data[data['how'] == used[1]]['expected'].iloc[0]:.0%} whatever the "
            f"number. The {len(data)} simulated marks lie near the lines."
        ),
        columns={"channels": "Channels", "how": "They act", "expected": "By the formula",
                 "simulated": "Simulated", "low": "from", "high": "to", "where": "Passages"},
    )  # fmt: skip
