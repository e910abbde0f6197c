"""What a ratio of deaths depends on: who is counted, and against which year."""

from __future__ import annotations

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts.canvas import Canvas, Chart

MOST = 8  # times: the end of the scale
SPANS = {"then": "base_{}", "now": "{}"}


def who_is_counted(compared: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return deaths in a year for each one of an earlier year, by who is counted, with a range.

    `compared`: from `tables.compared`. Two menus set who is counted and the earlier year; the title
    follows them. Counts stand as numbers and only their ratio is drawn: no count is a bar.
    """
    canvas = Canvas("who_is_counted", width)
    say = canvas.say
    data = compared.assign(counted=compared["name"] + " (" + compared["more"] + ")")
    for end, of in SPANS.items():
        columns = [of.format(part) for part in ("best", "low", "high")]
        best, low, high = (data[column].map("{:,}".format) for column in columns)
        data[end], data[f"{end}_span"] = best, low + " to " + high
    year, claimed = int(data["year"].iloc[0]), float(data["claimed"].iloc[0])
    whos = dict(zip(data["who"], data["counted"], strict=True))
    bases = sorted({int(base) for base in data["base"]}, reverse=True)
    # Where each column ends or begins; a narrow row has its name above and its line below.
    then, now, left, right, ratio, tall, down = 232, 326, 344.0, 508.0, 520, 44, 6
    if canvas.narrow:
        then, now, left, right, ratio, tall, down = 100, 200, 8, width - 12, 216, 82, 28
    at, top = p.scale(0, MOST, left, right), 36
    foot = top + tall * len(whos)
    canvas.words(now, 0, say("killed", year=year), "quiet", "ne")
    canvas.words(ratio, 0, say("ratio"), "quiet")
    rules: dict[float, t.Look] = {1: t.DRAWN, claimed: {**t.DRAWN, "strokeDash": t.DASHES}}
    rule_of = {1: {}, claimed: {"base": year - 1}}  # the brief compares with the year before
    for n, align in ((1, "se"), (claimed, "sw")):
        canvas.on(**rule_of[n])
        canvas.words(at(n) + (12 if n == 1 else -6), top - 3, say(f"rules.{align}"), "small", align)
    canvas.on()
    canvas.ruled({at(n): f"{n}×" for n in range(0, MOST + 1, 2)}, top, foot)
    for base in bases:
        canvas.on(base=base)
        canvas.words(then, 0, say("killed", year=base), "quiet", "ne")
    for number, who in enumerate(whos):
        y = top + tall * number
        canvas.on(who=who)
        canvas.box(0, y, width, y + tall, t.WASHED, level=-2)
        for n, look in rules.items():
            canvas.on(**rule_of[n])
            canvas.line(at(n), y + (60 if canvas.narrow else 0), at(n), y + tall, look, level=-1)
        for row in p.each(data[data["who"] == who]):
            canvas.on()
            if row["base"] == bases[0]:
                canvas.words(4, y + 6, row["counted"] if canvas.narrow else row["name"], "bold")
                canvas.words(now, y + down, row["now"], at="ne")
                canvas.words(now, y + down + 17, row["now_span"], "note", "ne")
                if not canvas.narrow:
                    canvas.words(4, y + 23, row["more"], "note")
            canvas.on(base=row["base"])
            canvas.words(then, y + down, row["then"], at="ne")
            canvas.words(then, y + down + 17, row["then_span"], "note", "ne")
            canvas.words(ratio, y + (down if canvas.narrow else 14), row["said"])
            if row["ratio"] == row["ratio"]:
                middle = y + (70 if canvas.narrow else tall / 2)
                canvas.line(at(row["least"]), middle, at(row["most"]), middle, t.RANGE)
                canvas.mark(at(row["ratio"]), middle, t.SOLID, row)
    order = [row for base in bases for row in p.each(data[data["base"] == base])]
    titles, texts = {}, {}
    say.know(year=year)
    for row in order:
        name = "title" if row["ratio"] == row["ratio"] else "none"
        said = {**row, "ratio": row["said"].split(" ")[0]}
        titles[f"{row['who']} {row['base']}"] = say(name, **said)
    for base in bases:
        told = say.each("row", (row for row in order if row["base"] == base), ". ")
        texts[str(base)] = say("alt", base=base, told=told)
    canvas.menu("who", whos)
    canvas.menu("base", {base: str(base) for base in bases})
    title, text = p.Follow("who + ' ' + base", titles), p.Follow("base", texts)
    return canvas.chart(data, foot + 22, title=title, alt_text=text, lines=2)
