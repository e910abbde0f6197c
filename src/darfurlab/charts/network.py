"""Charts of lesson 03: who acted for or against whom around the mediators."""

from __future__ import annotations

import json
import math

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts._altair import alt
from darfurlab.charts.canvas import Canvas, Chart
from darfurlab.charts.parts import Row

Point = tuple[float, float]
TALL, ALL, EVERYONE = 324, "all", "everyone"
GAPS = {"three": 40, ALL: 15}  # px between the lines of two actors; else 22
LEFT, RIGHT = 144, 496  # px: where the lines of one actor's acts begin and end
BOX = (268, 372)  # px: the actor's own box, between them
PART = 44  # px
OFTEN = 0.72  # where on a line stands how often: behind most crossings


def step_of(source: str, target: str, core: dict[str, list[str]]) -> str:
    """Return the one step of the network that an act belongs to.

    `core`: the ids of the three mediators, of the talks in Doha and of the envoy.
    """
    if target in core["three"]:
        return "three" if source in core["three"] else "upon"
    steps = (step for step in ("doha", "envoy") if {source, target} & {*core[step]})
    return next(steps, "others")


def _bundles(acts: pd.DataFrame) -> list[Row]:
    """Return one row for the acts of one sense by one actor upon another: n, did, where."""
    rows, ends = [], ["source", "target", "who", "to_whom", "sense"]
    for key, group in acts.groupby(ends, sort=False):
        verbs = group["did"].value_counts(sort=False).items()
        did = ", ".join(f"{verb}, twice" if n == 2 else str(verb) for verb, n in verbs)
        where = "; ".join(dict.fromkeys("; ".join(group["where"]).split("; ")))
        same = dict(zip(ends, key, strict=True))
        rows.append({**same, "did": did, "n": len(group), "where": where})
    return rows


class _Names:
    """The actors of a step as boxes with their names, at the places that the data give."""

    def __init__(self, canvas: Canvas, step: str, names: dict[str, str]) -> None:
        core = {one for some in canvas.say.raw("core").values() for one in some}
        self.at: dict[str, Point] = {}
        self.half: dict[str, Point] = {}
        for actor, name in names.items():
            x, y = canvas.say.raw(f"places.{step}.{actor}")
            mine, big = actor in core, step != ALL
            style = ("large" if big else "name") if mine else "name" if big else "small"
            size = t.STYLES[style]["fontSize"]
            lines = p.wrapped(canvas.say.short(name), 172 if mine else 122, size, mine)
            wide = max(p.width_of(line, size, mine) for line in lines) / 2 + 7
            tall = len(lines) * t.LINE[size] / 2 + 4
            self.at[actor], self.half[actor] = (x, y), (wide, tall)
            look = {**(t.SOLID if mine else {**t.WASHED, "stroke": t.HAIR}), "strokeWidth": 0.8}
            canvas.box(x - wide, y - tall, x + wide, y + tall, {**look, "cornerRadius": 4}, level=2)
            canvas.words(x, y, lines, f"{style} bold paper" if mine else style, "mc")

    def edge(self, actor: str, here: Point, there: Point, pad: float) -> Point:
        """Return where a line from `here`, by an actor's middle, leaves its box towards `there`."""
        ways = []
        for axis in (0, 1):
            run, aside = there[axis] - here[axis], here[axis] - self.at[actor][axis]
            beside = abs(here[1 - axis] - self.at[actor][1 - axis]) <= self.half[actor][1 - axis]
            if abs(run) > 1 and beside:
                ways.append((math.copysign(self.half[actor][axis] + pad, run) - aside) / run)
        way = min(ways, default=0.0)
        return here[0] + (there[0] - here[0]) * way, here[1] + (there[1] - here[1]) * way


def _step(canvas: Canvas, step: str, rows: list[Row]) -> None:
    """Draw a step: names in boxes, a line for each bundle, on it what was done, or how often."""
    ends = [(row["source"], row["who"]) for row in rows]
    names = _Names(canvas, step, dict(ends + [(row["target"], row["to_whom"]) for row in rows]))
    for row in rows:
        same = [r for r in rows if {r["source"], r["target"]} == {row["source"], row["target"]}]
        (x, y), (x2, y2) = names.at[row["source"]], names.at[row["target"]]
        if step == "three" and y != y2:  # lines of two pairs part at the top, or they would cross
            part = math.copysign(PART, x2 - x)
            x, x2 = (x + part, x2) if y < y2 else (x, x2 - part)
        far, level = math.hypot(x2 - x, y2 - y), abs(y2 - y) < 6
        gap = GAPS.get(step, 22) * (0.65 if level else 1)
        aside = (same.index(row) - (len(same) - 1) / 2) * gap
        aside *= 1 if (x, y) < (x2, y2) else -1
        right, down = -(y2 - y) / far * aside, (x2 - x) / far * aside
        a, b = (x + right, y + down), (x2 + right, y2 + down)
        start, stop = names.edge(row["source"], a, b, 2), names.edge(row["target"], b, a, 2)
        canvas.arrow(*start, *stop, t.SIGNS[row["sense"]], row)
        beside = (1 if right > 0 else -1) if step == "three" and not level else 0
        _verb(canvas, row, start, stop, beside, count=step == ALL)


def _verb(canvas: Canvas, row: Row, start: Point, stop: Point, beside: int, count: bool) -> None:
    """Write what was done on its line, or left or right of it; or how often, if more than once."""
    (x, y), (x2, y2), style = start, stop, f"name bold {row['sense']}"
    far = math.hypot(x2 - x, y2 - y)
    if count and row["n"] > 1:
        run, fall = x2 - x, y2 - y
        x, y = x + run * OFTEN - fall / far * 9, y + fall * OFTEN + run / far * 9
        canvas.words(x, y, str(row["n"]), style.replace("name ", ""), "mc")
    elif beside:
        way = 0.62 if y2 > y else 0.38  # lower down, where lines stand further apart
        x, y = x + (x2 - x) * way + 12 * beside, y + (y2 - y) * way
        canvas.words(x, y, row["did"], style, "mw" if beside > 0 else "me", px=170)
    elif not count:
        lines = p.wrapped(row["did"], 150, t.NAME, True)
        wide, tall = max(p.width_of(line, t.NAME, True) for line in lines) / 2 + 3, len(lines) * 8.5
        x, y = (x + x2) / 2, (y + y2) / 2
        canvas.box(x - wide, y - tall, x + wide, y + tall, {"fill": t.PAPER}, level=2)
        canvas.words(x, y, lines, style, "mc")


def _ladder(canvas: Canvas, name: str, acts: pd.DataFrame) -> None:
    """Draw one actor: on the left who acts upon it, on the right upon whom it acts, with verbs."""
    middle = 12 + TALL / 2
    sides = [("to_whom", "who", LEFT, BOX[0]), ("who", "to_whom", BOX[1], RIGHT)]
    others = [acts[acts[mine] == name][other].map(canvas.say.short) for mine, other, *_ in sides]
    lines = max(len(p.wrapped(short, LEFT - 8)) for own in others for short in own)
    most, mine_too = max(map(len, others)), len(p.wrapped(name, BOX[1] - BOX[0] - 8, t.NAME, True))
    step = min(max(38, lines * t.LINE[t.BODY] + 6), (TALL - 24) / most)
    top = middle - max(28, most * step / 2, mine_too * t.LINE[t.NAME] / 2 + 6)
    canvas.box(BOX[0], top, BOX[1], 2 * middle - top, {**t.SOLID, "cornerRadius": 4})
    canvas.words(sum(BOX) / 2, middle, name, "name bold paper", "mc", px=BOX[1] - BOX[0] - 8)
    for mine, other, x, x2 in sides:
        own = p.each(acts[acts[mine] == name].sort_values([other, "sense"], kind="stable"))
        if own:
            head = (LEFT - 8, "acted", "ne") if other == "who" else (RIGHT + 8, "upon", "nw")
            canvas.words(head[0], top - 24, canvas.say(head[1]), "bold note", head[2])
        for number, row in enumerate(own):
            y = middle + 6 + (number - (len(own) - 1) / 2) * step
            canvas.arrow(x, y, x2 - 2, y, t.SIGNS[row["sense"]])
            year = "" if row["when"] == p.SILENT else f" ({row['when'][:4]})"
            canvas.words((x + x2) / 2, y - 2, row["did"] + year, f"small {row['sense']}", "sc")
            edge, at = (LEFT - 8, "me") if other == "who" else (RIGHT + 8, "mw")
            canvas.words(edge, y, canvas.say.short(row[other]), at=at, px=LEFT - 8)


def _list(canvas: Canvas, name: str, acts: pd.DataFrame) -> float:
    """Write the acts by one actor, and those upon it, as a list; return its height."""
    y = 24.0
    for mine, other, head in (("to_whom", "who", "acted"), ("who", "to_whom", "upon")):
        own = p.each(acts[acts[mine] == name])
        y += canvas.words(0, y, canvas.say(head), "bold quiet") + 2 if own else 0
        for row in own:
            canvas.line(0, y + 9, 20, y + 9, t.SIGNS[row["sense"]])
            words = f"{canvas.say.short(row[other])}: {row['did']}"
            y += canvas.words(28, y, words, px=canvas.width - 30) + 2
        y += 6
    return y


def relations_network(acts: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return who acts for or against whom around the mediators: five steps, all, or one actor.

    `acts`: from `mediation.around_mediators`. Solid is against, dashed is for. A menu chooses the
    step; another lists the acts by and upon one actor in words. On a telephone there is the list.
    """
    state = "actor" if width < t.WIDTH else f"actor == '{EVERYONE}' ? step : actor"
    canvas = Canvas("relations_network", width)
    say = canvas.say
    ends = zip(acts["source"], acts["target"], strict=True)
    acts = acts.assign(step=[step_of(*pair, say.raw("core")) for pair in ends])
    titles, texts, tall = dict[str, str](), dict[str, str](), float(TALL)
    for step in () if canvas.narrow else say.raw("steps"):
        some = acts if step == ALL else acts[acts["step"] == step]
        canvas.on(at=len(titles))
        _step(canvas, step, _bundles(some))
        if step == ALL:
            canvas.words(390, TALL + 3, say("often"), "note")
        against = _against(some)
        say.know(n=len(some), against=against, rest=len(some) - against)
        titles[step] = say(f"titles.{step}")
        texts[step] = f"{titles[step]}. {say.each('did', p.each(some), '; ')}."
    people = sorted({*acts["who"], *acts["to_whom"]})
    if canvas.narrow:  # opens on who acts most
        people.sort(key=lambda name: -sum(acts["who"] == name))
    for name in people:
        canvas.on(at=len(titles))
        if canvas.narrow:
            tall = max(tall, _list(canvas, name, acts))
        else:
            _ladder(canvas, name, acts)
        by, upon = acts[acts["who"] == name], acts[acts["to_whom"] == name]
        inside = name[:1].lower() + name[1:] if name.split()[0] in say.raw("common") else name
        say.know(by=len(by), by_against=_against(by))
        say.know(upon=len(upon), upon_against=_against(upon))
        titles[name] = say("one", actor=inside)
        texts[name] = f"{titles[name]}. {say.each('did', [*p.each(by), *p.each(upon)], '; ')}."
    canvas.on()
    tall, key = (tall, 0.0) if canvas.narrow else (tall + 20, tall + 2)
    for number, (sense, look) in enumerate(t.SIGNS.items()):
        canvas.arrow(number * 190, key + 9, number * 190 + 26, key + 9, look)
        canvas.words(number * 190 + 32, key, say(f"senses.{sense}"), f"bold {sense}")
    names = dict(zip(people, people, strict=True))
    at = alt.param(name="at", expr=f"indexof({json.dumps(list(titles))}, {state})")
    if not canvas.narrow:
        canvas.menu("step", say.raw("steps"))
        names = {EVERYONE: say("everyone"), **names}
    canvas.menu("actor", names)
    canvas.controls.append(at)
    title, text = p.Follow(state, titles), p.Follow(state, texts)
    return canvas.chart(acts, tall, title=title, alt_text=text, lines=2)


def _against(acts: pd.DataFrame) -> int:
    return int((acts["sense"] == "against").sum())


COLUMN, SIDE, LINE = 56, 182, 15  # px


def relations_matrix(acts: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return the same acts as a table of signs: a row acts upon five named columns, and others.

    `acts`: from `mediation.around_mediators`. Each act is a tile: full with a minus is against,
    outlined with a plus is for.
    """
    canvas, rows = Canvas("relations_matrix", width), _bundles(acts)
    say = canvas.say
    columns: dict[str, str] = {} if canvas.narrow else say.raw("columns")
    often, first = acts["source"].value_counts(), list(columns)
    place = {one: first.index(one) if one in first else 9 for one in often.index}
    order = sorted(often.index, key=lambda one: (place[one], -often[one], one))
    other, y = (16.0, 0.0) if canvas.narrow else (SIDE + len(columns) * COLUMN + 10.0, 40.0)
    if columns:
        canvas.words(4, 22, say("who"), "note")
        canvas.words(SIDE, 2, say("upon"), "note")
        canvas.words(other, 22, say("others"), "note")
    for at, name in enumerate(columns.values()):
        canvas.words(SIDE + (at + 0.5) * COLUMN, 22, name, "bold small", "nc")
    for number, one in enumerate(order):
        own = [row for row in rows if row["source"] == one]
        rest = [row for row in own if row["target"] not in columns]
        rest.sort(key=lambda row: str(row["sense"]))
        head = 18 if canvas.narrow else 0
        tall = head + max(1, len(rest)) * LINE + 4
        canvas.stripe(number, y, y + tall)
        name, middle = say.short(own[0]["who"]), y + (10 if canvas.narrow else tall / 2)
        canvas.words(4, middle, name, "bold" if canvas.narrow else "", "mw")
        for at, row in enumerate(rest):
            line, more = y + head + at * LINE + 10, (row["n"] - 1) * TILE
            _tiles(canvas, other + 6 + more / 2, line, [row])
            canvas.words(other + 20 + more, line, say.short(row["to_whom"]), "small", "mw")
        for at, column in enumerate(columns):
            there = [row for row in own if row["target"] == column]
            _tiles(canvas, SIDE + (at + 0.5) * COLUMN, middle, there)
        y += tall
    say.know(n=len(acts), against=_against(acts), favour=len(acts) - _against(acts))
    return canvas.chart(acts, y, told=say.each("did", rows, "; "))


TILE = 16  # px from one tile to the next


def _tiles(canvas: Canvas, x: float, y: float, rows: list[Row]) -> None:
    """Draw a tile for each act of these bundles, side by side about a place."""
    acts = [row for row in rows for _ in range(row["n"])]
    for at, row in enumerate(acts):
        x2 = x + (at - (len(acts) - 1) / 2) * TILE
        canvas.box(x2 - 6, y - 6, x2 + 6, y + 6, t.TILES[row["sense"]], row)
        sign, style = ("+", "for") if row["sense"] == "for" else ("–", "paper")
        canvas.words(x2, y, sign, f"small bold {style}", "mc")
