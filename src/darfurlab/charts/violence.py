"""What a ratio of deaths depends on: who is counted, and against which year."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from darfurlab.charts import _furniture as f
from darfurlab.charts._altair import alt

ROW = 44  # px
BASE, NOW, PLOT, RATIO = 232, 326, (344, 508), 520  # px: where each column stands
MOST = 8  # times: the end of the scale
CHOSEN = "datum.who == who"
X = alt.X(  # of one mark; the others share it
    "least:Q", title=None, scale=alt.Scale(domain=[0, MOST], range=list(PLOT)),
    axis=alt.Axis(orient="bottom", values=list(range(0, MOST + 1, 2)), domain=False, ticks=False,
                  grid=False, labelExpr="datum.value + '×'"),
)  # fmt: skip
SIDES: Any = ("left", "right", "center")  # as Altair's own types want them
LEFT, RIGHT, CENTER = SIDES
DRAWN = ["who", "base", "name", "more", "then", "then_span", "now", "now_span", "said",
         "ratio", "least", "most", "row", "where", "passages"]  # fmt: skip


def who_is_counted(compared: pd.DataFrame) -> alt.TopLevelMixin:
    """Return deaths in a year for each one of an earlier year, by who is counted, with a range.

    `compared`: from `tables.compared`. Two menus set who is counted and the earlier year; the title
    follows them. Counts stand as numbers and only their ratio is drawn: no count is a bar.
    """
    data = compared.assign(row=compared["who"].map({w: i for i, w in enumerate(_whos(compared))}))
    for end, best in (("then", "base_best"), ("now", "best")):
        data[end] = data[best].map("{:,}".format)
        low, high = (data[best.replace("best", part)] for part in ("low", "high"))
        data[f"{end}_span"] = low.map("{:,}".format) + " to " + high.map("{:,}".format)
    year, claimed = int(data["year"].iloc[0]), float(data["claimed"].iloc[0])
    data[["ratio", "least", "most"]] = data[["ratio", "least", "most"]].round(3)
    last = int(data["base"].max())
    data = data[DRAWN]  # no more goes to the page
    start = data[data["base"] == last]
    chart = (
        alt.layer(*_counts(data), *_ground(data, claimed, year), *_ratios(data), data=data)
        .transform_filter("datum.base == base")
        .properties(width=640, height=ROW * len(start))
    )
    done = f.finish(
        chart.add_params(*_menus(data, last)),
        title="",  # see _follow
        drawn=[
            f"People killed in {year} for each one killed in the earlier year. Dot: best "
            "estimates. Line: from low to high counts, which is no confidence interval."
        ],
        kind=f.kind_line(
            ["claim: the dashed line, “almost” three", "fact: UCDP 23.1 (CC BY 4.0)",
             "coding: which fights are Darfur’s"], list(data["where"]),
        ),
        alt_text=(
            "Five rows, with menus for who is counted and for the earlier year. "
            f"{last} and {year}: "
            + ". ".join(f"{r['name']} ({r['more']}): {r['then']} and {r['now']}, ratio {r['said']}"
                        for r in start.to_dict("records"))
            + ". The table has every other year."
        ),
        columns={"name": "Who is counted", "more": "Where", "base": "Earlier year",
                 "then": "Killed in it", "then_span": "Low to high",
                 "now": f"Killed in {year}", "now_span": "Low to high",
                 "said": f"{year} for each one (low to high)", "where": "Passages"},
    )  # fmt: skip
    _follow(done, compared, last)
    return done


def _follow(chart: Any, compared: pd.DataFrame, last: int) -> None:
    """Let the title follow the menus: two lines in each state, so that the chart does not jump."""
    rows: list[Any] = compared.to_dict("records")
    counted = {f"{r['who']} {r['base']}": _counted(r) for r in rows}
    told = {r["who"]: f"{r['told']}." for r in rows}
    tables = (json.dumps(t, ensure_ascii=False, separators=(",", ":")) for t in (counted, told))
    chart.title.text = alt.ExprRef(expr="[({})[who + ' ' + base], ({})[who]]".format(*tables))
    first = rows[0]["who"]
    chart.usermeta["darfurlab"]["title"] = f"{counted[f'{first} {last}']} {told[first]}"


def _whos(compared: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(compared["who"]))


def _counted(row: dict[str, Any]) -> str:
    if row["ratio"] != row["ratio"]:
        return f"UCDP counts {row['best']} deaths in {row['year']} and none in {row['base']}"
    ratio = row["said"].split(" ")[0]
    return f"For each death in {row['base']}, UCDP counts {ratio} in {row['year']}"


def _menus(data: pd.DataFrame, last: int) -> list[alt.Parameter]:
    whos, bases = _whos(data), sorted(set(data["base"].map(int)), reverse=True)
    names = [f"{n} ({more})" for n, more in zip(data["name"], data["more"], strict=True)]
    bound = alt.binding_select(
        options=whos, labels=list(dict.fromkeys(names)), name="Who is counted "
    )
    return [
        alt.param(name="who", value=whos[0], bind=bound),
        alt.param(name="base", value=last,
                  bind=alt.binding_select(options=bases, name="Compared with ")),
    ]  # fmt: skip


def _y(field: str = "row:Q") -> alt.Y:
    """Return the place of a row's middle."""
    return alt.Y(field, axis=None, scale=alt.Scale(domain=[0, 1], range=[ROW / 2, ROW * 3 / 2]))


def _now(data: pd.DataFrame) -> alt.Chart:
    """Return marks with what their tooltips tell."""
    headings = {"name": "Who is counted", "said": "Ratio (low to high)", "where": "Passages"}
    tips = [alt.Tooltip(f"{field}:N", title=title) for field, title in headings.items()]
    return alt.Chart(data).encode(tooltip=tips)


def _ground(data: pd.DataFrame, claimed: float, year: int) -> list[f.Part]:
    """Return the heads of the columns and the lines of no change and of the brief."""
    first = "datum.row == 0"
    one, words_of_one = (c.transform_filter(first) for c in (_now(data), alt.Chart(data)))
    heads = [
        words_of_one.mark_text(align=align, baseline="bottom", color=f.QUIET).encode(
            x=alt.value(x), y=alt.value(-6), text=text
        )
        for x, align, text in (
            (BASE, RIGHT, alt.Text("base:Q", format="d")),
            (NOW, RIGHT, alt.value(str(year))),
            (RATIO, LEFT, alt.value("ratio (low to high)")),
        )
    ]
    rules = [
        one.mark_rule(strokeWidth=width, strokeDash=dash, color=f.INK).encode(
            x=alt.X("at:Q"), y=alt.value(0)
        ).transform_calculate(at=str(at)).encode(y2=alt.value(ROW * len(_whos(data))))
        for at, width, dash in ((1, 1, [1, 0]), (claimed, 1.6, [5, 4]))
    ]  # fmt: skip
    named = [
        words_of_one.transform_calculate(at=str(at)).mark_text(
            align=align, baseline="bottom", fontSize=f.SMALL, color=f.INK
        ).encode(x=alt.X("at:Q"), y=alt.value(-6), text=alt.value(words))
        for at, align, words in ((0.9, CENTER, "same"), (claimed - 0.4, LEFT, "the brief"))
    ]  # fmt: skip
    return [*heads, *rules, *named]


def _counts(data: pd.DataFrame) -> list[f.Part]:
    """Return the rows' names, their counts in both years, and a ground under the chosen row."""
    shown = alt.Chart(data)
    ground = _now(data).transform_filter(CHOSEN)
    ground = ground.transform_calculate(top="datum.row - 0.5", bottom="datum.row + 0.5")
    parts: list[f.Part] = [
        ground.mark_rect(color=f.RULE).encode(
            x=alt.value(-6), x2=alt.value(RATIO + 112), y=_y("top:Q"), y2="bottom:Q"
        )
    ]
    for x, align, first, second in (
        (0, LEFT, "name", "more"), (BASE, RIGHT, "then", "then_span"),
        (NOW, RIGHT, "now", "now_span"), (RATIO, LEFT, "said", ""),
    ):  # fmt: skip
        above = -8 if second else 0
        parts.append(
            shown.mark_text(align=align, baseline="middle", dy=above).encode(
                x=alt.value(x), y=_y(), text=f"{first}:N"
            )
        )
        if second:
            small = shown.mark_text(
                align=align, baseline="middle", fontSize=f.SMALL, color=f.QUIET, dy=8
            )
            parts.append(small.encode(x=alt.value(x), y=_y(), text=f"{second}:N"))
    return parts


def _ratios(data: pd.DataFrame) -> list[f.Part]:
    """Return each ratio as a dot on its line; the chosen row dark and large."""
    own, y = _now(data).transform_filter("isValid(datum.ratio)"), _y()
    tone = alt.condition(CHOSEN, alt.value(f.CENTRE), alt.value(f.NEITHER))
    return [
        own.mark_rule(strokeWidth=5, strokeCap="round", opacity=0.4).encode(
            x=X, x2="most:Q", y=y, color=tone
        ),
        own.mark_point(filled=True, opacity=1, stroke=f.PAPER, strokeWidth=1).encode(
            x=alt.X("ratio:Q"), y=y, color=tone,
            size=alt.condition(CHOSEN, alt.value(150), alt.value(80)),
        ),
    ]  # fmt: skip
