"""Charts of the class report: verdicts, designs, progress, the key, and what was learned.

No mark stands for one person. The frames come from the room `classroom`, where a cell is missing
for fewer than five people.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts.canvas import Canvas, Chart
from darfurlab.charts.parts import Row
from darfurlab.datasets.words import VERDICTS

__all__ = ["class_designs", "class_gain", "class_key", "class_progress", "class_verdicts"]

Wall = Mapping[str, Sequence[tuple[str, str]]]  # condition → (verdict, reason)
PARTS: dict[str, t.Look] = {
    "met": {"fill": t.NAVY, "stroke": t.NAVY},
    "partly": {"fill": t.PALE, "stroke": t.NAVY, "strokeWidth": 0.8},
    "unmet": {"fill": t.RUST, "stroke": t.RUST},
    "silent": {"fill": t.PAPER, "stroke": t.GREY, "strokeWidth": 1, "strokeDash": t.DOTS},
}
ON_DARK = ("met", "unmet")
STEP, BAR, BESIDE = 19, 186, 160  # px: a row, where bars begin, what stands on the right of them
MOST_ITEMS = 5
ALL = "all"


def _counts(row: Row, words: Mapping[str, str]) -> str:
    """Return the counts of a row in words, the largest first."""
    found = sorted((part for part in PARTS if row[part] > 0), key=lambda part: -row[part])
    return ", ".join(f"{row[part]:.0f} {words[part]}" for part in found)


def _key(canvas: Canvas, words: Mapping[str, str]) -> float:
    """Draw what each part of a bar means; return how high it is."""
    for part, word, x, y in canvas.flow(words, 36, 17):
        canvas.box(x, y + 1, x + 14, y + 13, PARTS[part])
        canvas.words(x + 20, y, word, "note")
    return y + 20


def _bar(canvas: Canvas, row: Row, x: float, x2: float, y: float, tall: float) -> None:
    """Draw the class as one bar, a part for each verdict with its number of people."""
    left = x
    for part in filter(row.get, PARTS):
        wide = (x2 - x) * row[part] / row["n"]
        canvas.box(left, y + 2, left + wide, y + tall - 2, PARTS[part], row)
        if wide > 18:
            style = "paper small" if part in ON_DARK else "small"
            canvas.words(left + wide / 2, y + tall / 2, f"{row[part]:.0f}", style, "mc")
        left += wide


def _stacked(name: str, frame: pd.DataFrame, picked: Wall, width: float) -> Chart:
    """Return a bar a row, most split first, with two verdicts beside it; see `class_verdicts`."""
    canvas, data = Canvas(name, width), frame.copy()
    say = canvas.say
    words = {**VERDICTS, **(say.raw("words") if "words" in say.own else {})}
    short = {**VERDICTS, **say.raw("short")}
    say.headings |= {part: word.capitalize() for part, word in words.items()}
    for column in ("ours", "second"):
        data[column] = [words.get(each, say("unread")) for each in data[column]]
    known = [row for row in p.each(data) if row["n"] == row["n"]]
    top = _key(canvas, words)
    if picked:
        canvas.on(opened=ALL)
    y = _rows(canvas, p.each(data), top, {words[part]: short[part] for part in PARTS})
    states, menu = {ALL: say("none")}, {ALL: say("menu.all") if picked else ""}
    for row in known[:1]:
        states[ALL] = say("title", name=row["name"], counts=_counts(row, short))
    for row in (row for row in known if row["condition"] in picked):
        canvas.on(opened=row["condition"])
        said = [(words[verdict], reason) for verdict, reason in picked[row["condition"]]]
        _opened(canvas, row, said, top)
        states[row["condition"]] = say("opened", name=row["name"], counts=_counts(row, short))
        menu[row["condition"]] = say("menu.one", name=row["name"])
    if picked:
        canvas.menu("opened", menu)
    rows = [{**row, "counts": _counts(row, words)} for row in p.each(data)]
    told = " ".join(say("one" if row["n"] == row["n"] else "unknown", **row) for row in rows)
    title = p.Follow("opened", states) if picked else states[ALL]
    return canvas.chart(data, y, title=title, n=len(data), told=told, lines=2)


def _rows(canvas: Canvas, rows: list[Row], top: float, shorter: Mapping[str, str]) -> float:
    """Draw a row for each condition; return where they end."""
    say, narrow = canvas.say, canvas.narrow
    x, x2 = (0.0, canvas.width - BESIDE) if narrow else (float(BAR), canvas.width - BESIDE)
    canvas.words(x2 + 10, top, say("first"), "bold note")
    canvas.words(x2 + 72, top, say("other"), "bold note")
    y, tall = top + 18, STEP
    for number, row in enumerate(rows):
        canvas.stripe(number, y, y + tall + (STEP if narrow else 0))
        canvas.words(2, y + tall / 2, row["name"], "small", "mw")
        y += STEP if narrow else 0
        if row["n"] == row["n"]:
            _bar(canvas, row, x, x2, y, tall)
        else:
            canvas.words(x + 4, y + tall / 2, say("few"), "note", "mw")
        for right, column in ((10, "ours"), (72, "second")):
            word = shorter.get(row[column], str(row[column]))
            canvas.words(x2 + right, y + tall / 2, word, "small", "mw")
        y += tall
    return y


def _opened(canvas: Canvas, row: Row, picked: Sequence[tuple[str, str]], top: float) -> None:
    """Draw one condition in place of all: its bar, and the reasons in full."""
    say, y = canvas.say, top + 4
    y += canvas.words(0, y, row["name"], "bold name") + 4
    _bar(canvas, row, 0, canvas.width, y, 30)
    y += 38
    for column in ("ours", "second"):
        y += canvas.words(0, y, f"{say.headings[column]}: {row[column]}", "small") + 2
    y += 12
    y += canvas.words(0, y, say("reasons"), "bold quiet") + 4
    for verdict, reason in picked:
        short = reason if len(reason) <= 320 else reason[:320].rsplit(" ", 1)[0] + " [cut]"
        text = say("said", verdict=verdict, reason=short)
        y += canvas.words(12, y, text, px=canvas.width - 24) + 10


def class_verdicts(
    frame: pd.DataFrame, picked: Wall | None = None, width: float = t.WIDTH
) -> Chart:
    """Return the class's verdicts on each condition as stacked bars, the most split first.

    `frame`: from `frames.verdicts`. Beside each bar stand our verdict and the second reader's. A
    menu opens a condition with the reasons that were `picked` for it (`frames.wall`).
    """
    return _stacked("class_verdicts", frame, picked or {}, width)


def class_designs(frame: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return what the class's designs come to, beside the Doha talks and the brief's design.

    `frame`: from `frames.designs`.
    """
    return _stacked("class_designs", frame, {}, width)


def class_progress(frame: pd.DataFrame, people: int, width: float = t.WIDTH) -> Chart:
    """Return a box for each question, filled by the share of the class that checked an answer.

    `frame`: from `learning.progress`; `people`: in the class.
    """
    canvas, data = Canvas("class_progress", width), frame.copy()
    say, y, tall = canvas.say, 0.0, 40.0
    shares = data["share"]
    data["told"] = [say("few") if n != n else f"{100 * n:.0f} %" for n in shares]
    first = 0.0 if canvas.narrow else 74.0
    told, last, lesson = [], 0, ""
    across = (canvas.width - first) / max(1, data.groupby("lesson").size().max())
    for number, group in data.groupby("lesson", sort=False):
        canvas.words(0, y + tall / 2, say("lesson", lesson=number), "bold", "mw")
        y += tall / 2 + 12 if canvas.narrow else 0
        for at, row in enumerate(p.each(group)):
            x, known = first + at * across, row["people"] == row["people"]
            full = (tall - 2) * row["share"] if known else 0
            canvas.box(x, y, x + across - 4, y + tall, t.SILENT if not known else _EMPTY, row)
            if full:
                canvas.box(x, y + tall - full, x + across - 4, y + tall, PARTS["met"], row, 1)
            counted = f"{row['people']:.0f}" if known else say("unknown")
            canvas.words(x + across / 2 - 2, y + tall + 2, counted, "note", "nc")
        y += tall + 24
        counts = group["people"].fillna(0)
        last, lesson = int(counts.max()), str(number)
        told.append(say("one", lesson=lesson, most=last, least=int(counts.min())))
    say.know(n=people, questions=len(data), told=" ".join(told))
    return canvas.chart(data, y, last=last, lesson=lesson)


_EMPTY: t.Look = {"fill": t.PAPER, "stroke": t.HAIR, "strokeWidth": 1}


def class_key(frame: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return the items on which most people differ from the key, with the key and what it rests on.

    `frame`: from `learning.differing`.
    """
    canvas, data = Canvas("class_key", width), frame[frame["differ"] > 0].reset_index(drop=True)
    say, y, rows = canvas.say, 0.0, p.each(data.head(MOST_ITEMS))
    bar = 0.0 if canvas.narrow else width - 260.0
    for number, row in enumerate(rows):
        below = 4 + canvas.words(2, y + 3, row["name"], "small", px=(bar or canvas.width) - 14)
        top = y + (below if canvas.narrow else 4)
        far = bar + (canvas.width - bar - 74) * row["share"]
        canvas.box(bar, top, far, top + 12, PARTS["met"], row)
        canvas.words(far + 6, top + 6, say("counts", **row), "small", "mw")
        note = say("note", **row) if row["key"] else row["basis"]
        more = canvas.words(bar, top + 15, note, "note", px=canvas.width - bar - 4)
        bottom = max(y + below, top + 15 + more) + 4
        canvas.stripe(number, y, bottom)
        y = bottom + 3
    told = say.each("one", rows) or say("none")
    title = say("title", **rows[0]) if rows else say("none")
    return canvas.chart(data, max(y, 60), title=title, n=len(rows), told=told)


def class_gain(frame: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return, for each objective, how many people agree with the key before and after the lessons.

    `frame`: from `learning.gain`.
    """
    canvas, data, y = Canvas("class_gain", width), frame.copy(), 0.0
    say, rows = canvas.say, p.each(data)
    first = 0.0 if canvas.narrow else width - 260.0
    most = int(data["people"].max()) if len(data) else 1
    at = p.scale(0, most, first + 8, canvas.width - 8)
    for number, row in enumerate(rows):
        called = canvas.words(2, y + 3, row["objective"], "small", px=(first or canvas.width) - 12)
        tall = max(36, called + 6) + (18 if canvas.narrow else 0)
        canvas.stripe(number, y, y + tall)
        line = y + (tall - 24 if canvas.narrow else 12)
        canvas.line(at(row["before"]), line, at(row["after"]), line, t.RANGE, row)
        canvas.mark(at(row["before"]), line, t.HOLLOW, row, 90, 1)
        canvas.mark(at(row["after"]), line, t.SOLID, row, 90, 2)
        canvas.words(first + 8, line + 8, say("counts", **row), "note")
        y += tall + 3
    told = say.each("one", rows) or say("none")
    more = int((data["after"] > data["before"]).sum())
    title = say("title", more=more, n=len(data)) if len(data) else say("none")
    return canvas.chart(data, max(y, 60), title=title, n=len(data), told=told)
