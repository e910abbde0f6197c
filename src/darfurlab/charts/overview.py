"""Charts of lesson 00: the seven theses and what stands under each, and who is who."""

from __future__ import annotations

from typing import Any

import pandas as pd

from darfurlab.charts import parts as p
from darfurlab.charts import theme as t
from darfurlab.charts._altair import alt
from darfurlab.charts.canvas import Canvas, Chart
from darfurlab.charts.parts import Row
from darfurlab.charts.words import Words

WRONG = "wrong"  # the side of a thesis: what is wrong, or what should be done
WIDE, TALL, GAP = 296, 66, 9  # px: a thesis's box, and between boxes


def _under(claims: pd.DataFrame, links: pd.DataFrame, say: Words) -> list[Row]:
    """Return each claim directly under a thesis: supports first, then by kind of evidence.

    Adds to a claim's columns: under (the thesis), limits (it rebuts or qualifies), offers, does,
    said (the claim as it is written out).
    """
    known = claims.set_index("claim", drop=False)
    direct = links[links["to_claim"].isin(claims.loc[claims["thesis"], "claim"])]
    rows = known.loc[list(direct["from_claim"])].reset_index(drop=True)
    rows["under"], rows["where"] = list(direct["to_claim"]), list(direct["where"])
    rows["limits"] = list(direct["link"] != "supports")
    rows["rank"] = rows["evidence"].map(list(t.EVIDENCE).index)
    rows["offers"] = rows["evidence"].map(say.raw("evidence"))
    rows["does"] = rows["limits"].map({False: say("supports"), True: say("limits")})
    kinds = rows["thesis"].map({True: "thesis", False: "claim"}).mask(rows["limits"], "limiting")
    rows["said"] = [
        say(f"said.{kind}", text=text) for kind, text in zip(kinds, rows["text"], strict=True)
    ]
    return p.each(rows.sort_values(["limits", "rank"], kind="stable"))


def _look(evidence: str, limits: bool) -> t.Look:
    look = {**t.HOLLOW, "stroke": t.RUST, "strokeWidth": 1.8} if limits else t.SOLID
    return {**look, "shape": t.EVIDENCE[evidence]}


def _key(canvas: Canvas) -> float:
    """Draw what each mark means; return where what follows begins."""
    for kind, words, x, y in canvas.flow(canvas.say.raw("key"), 27, 18, more=12):
        canvas.mark(x + 6, y + 7, _look(kind.split("-")[0], "-" in kind), size=64)
        canvas.words(x + 15, y, words, "note")
    return y + 22


def _boxes(canvas: Canvas, under: list[Row], theses: dict[str, Row], top: float) -> float:
    """Draw the theses, each with a mark for each claim directly under it; return the height."""
    canvas.on(thesis="all")
    wide = canvas.width if canvas.narrow else WIDE
    at: dict[str, tuple[float, float]] = {}
    for number, (claim, told) in enumerate(theses.items()):
        x = 0 if canvas.narrow or told["side"] == WRONG else canvas.width - wide
        at[claim] = x, top + 22 + (number if canvas.narrow else told["row"]) * (TALL + GAP)
    for claim, (x, y) in at.items():
        edge = {"fill": t.HAIR if theses[claim]["side"] == WRONG else t.INK}
        canvas.box(x, y, x + wide, y + TALL, t.WASHED)
        canvas.box(x, y, x + 4, y + TALL, edge, level=1)
        canvas.words(x + 12, y + 5, theses[claim]["short"], px=wide - 20)
        left, last = x + 18, None
        for row in (row for row in under if row["under"] == claim and row["claim"] not in theses):
            kind = (row["evidence"], row["limits"])
            left += 8 if last not in (None, kind) else 0
            canvas.mark(left, y + TALL - 12, _look(*kind), row, 80)
            left, last = left + 17, kind
    if not canvas.narrow:
        _arrows(canvas, [row for row in under if row["claim"] in theses], at)
        canvas.words(0, top + 2, canvas.say("wrong"), "bold quiet")
        canvas.words(canvas.width - wide, top + 2, canvas.say("right"), "bold quiet")
        canvas.words(wide, top + 2, canvas.say("arrow"), "note", "ne")
    return max(y for _, y in at.values()) + TALL


def _arrows(canvas: Canvas, ties: list[Row], at: dict[str, tuple[float, float]]) -> None:
    """Draw which thesis supports which: across the gap, or down to the next box."""
    look = {"stroke": t.QUIET, "strokeWidth": 1.6}
    for target in dict.fromkeys(row["under"] for row in ties):
        x2, y2 = at[target]
        own = [at[row["claim"]] for row in ties if row["under"] == target]
        own.sort(key=lambda place: place[1])
        across = [(x, y) for x, y in own if x < x2]
        for number, (_, y) in enumerate(across):
            end = y2 + TALL * (number + 1) / (len(across) + 1)
            canvas.arrow(WIDE + 4, y + TALL / 2, x2 - 3, end, look)
        for x, y in (place for place in own if place not in across):
            canvas.arrow(x + WIDE / 2, y + TALL + 2, x2 + WIDE / 2, y2 - 2, look)


def _lists(canvas: Canvas, under: list[Row], theses: dict[str, Row], top: float) -> float:
    """Write out, for each thesis, the claims directly under it; return the height."""
    columns, low = 1 if canvas.narrow else 2, 0.0
    across = canvas.width / columns
    for thesis in theses:
        canvas.on(thesis=thesis)
        own = [row for row in under if row["under"] == thesis]
        lines = [len(p.wrapped(row["said"], across - 24, t.SMALL)) for row in own]
        head = top + 6 + canvas.words(0, top, theses[thesis]["short"], "bold", px=canvas.width)
        column, y, done = 0, head, 0
        for row, tall in zip(own, lines, strict=True):
            if column + 1 < columns and done + tall / 2 > sum(lines) / columns:
                column, y = column + 1, head
            look = _look(row["evidence"], row["limits"])
            y += canvas.item(column * across, y, look, row["said"], "small", across) + 3
            done, low = done + tall, max(low, y)
    return low


def argument_map(claims: pd.DataFrame, links: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return the seven theses and how they support one another; a menu shows what is under each.

    `claims`, `links`: from `tables.argument`. A mark is a claim directly under a thesis, its shape
    the kind of evidence. All other claims are in the table twin.
    """
    canvas = Canvas("argument_map", width)
    say = canvas.say
    under, theses = _under(claims, links, say), say.raw("theses")
    top = _key(canvas)
    tall = max(_boxes(canvas, under, theses, top), _lists(canvas, under, theses, top))
    marks = [row for row in under if row["claim"] not in theses]
    cited = {row["claim"] for row in marks if row["evidence"] == "cited"}
    different = {row["claim"] for row in marks}
    say.know(twice=len(marks) - len(different))
    titles = {"all": say("title", n=len(different), sources=len(cited))}
    texts = {"all": ""}
    for thesis, told in theses.items():
        own = [row for row in under if row["under"] == thesis]
        claims_here = [row for row in own if row in marks]
        limiting = sum(row["limits"] for row in claims_here)
        say.know(n=len(claims_here) - limiting, limiting=limiting, both=len(own) - limiting)
        say.know(theses=len(own) - len(claims_here), thesis=told["called"])
        titles[thesis] = say("chosen", sources=sum(row["claim"] in cited for row in claims_here))
        said = " ".join(f"{row['does']}: {row['text']}" for row in own)
        texts[thesis] = f"{titles[thesis]}. {said}"
    shorts = " ".join(told["short"] for told in theses.values())
    texts["all"] = say("alt", theses=shorts, counts=". ".join([*titles.values()][1:]))
    names = {key: say("menu.one", of=told["called"]) for key, told in theses.items()}
    canvas.menu("thesis", {"all": say("menu.all"), **names})
    every = claims.assign(offers=claims["evidence"].map(say.raw("evidence")))
    title, text = p.Follow("thesis", titles), p.Follow("thesis", texts)
    return canvas.chart(every, tall, title=title, alt_text=text)


FIELD, DID, SAID, TOP = 318, 208, 218, 24  # px: how high the list is; where its columns end, begin


def who_is_who(people: pd.DataFrame, width: float = t.WIDTH) -> Chart:
    """Return a list of actors with a search box: those who act most, or who match what is typed.

    `people`: from `tables.who_is_who`. As many rows are drawn as there is room for.
    """
    canvas, data = Canvas("who_is_who", width), people.copy()
    say = canvas.say
    side, did, field = (0, width - 8, 700) if canvas.narrow else (SAID, DID, FIELD)
    named = [  # NaN: no acronym printed
        f"{name} ({short})" if short == short and short not in name else name
        for name, short in zip(data["name"], data["acronym"], strict=True)
    ]
    first = data["description"].str.extract(r"^(.+?[a-z0-9)”][.])(?:\s|$)", expand=False)
    first = first.fillna(data["description"])
    data["short"] = [p.wrapped(name, did - 58, t.BODY, True) for name in named]
    data["said"] = [p.wrapped(text, width - side - 8, t.SMALL) for text in first]
    data["did"] = [say("did", n=n) for n in data["acts"]]
    names, lines = data["short"].map(len) * t.LINE[t.BODY], data["said"].map(len) * t.LINE[t.SMALL]
    data["under"] = names if canvas.narrow else 0  # px from a name to what is said
    data["tall"] = (names + lines if canvas.narrow else names.clip(lower=lines)) + 8
    fields = "join(datum.short, ' ')", "datum.kind", "datum.camp", "join(datum.said, ' ')"
    looked_through = " + ' ' + ".join(fields)
    match = f"indexof(lower({looked_through}), lower(typed)) >= 0"
    most: dict[str, Any] = {"sort": [{"field": "acts", "order": "descending"}], "ignorePeers": True}
    base = (
        alt.Chart(data)
        .transform_filter(match)
        .transform_window(place="row_number()", end="sum(tall)", **most)
        .transform_filter(f"datum.end <= {field}")
        .transform_calculate(
            below=f"datum.end + {TOP}",
            top="datum.below - datum.tall",
            name_at="datum.top + 4",
            said_at="datum.name_at + datum.under",
        )
    )

    def column(rows: alt.Chart, style: str, at: str, **fields: Any) -> alt.Chart:
        return p.layer(rows, "text", {**p.styled(style, at), "aria": alt.Undefined}, **fields)

    striped = base.transform_filter("datum.place % 2")
    count = f"({match}) ? 1 : 0"  # a count of none is still a count
    counted = alt.Chart(data).transform_calculate(match=count).transform_aggregate(n="sum(match)")
    counted = counted.transform_calculate(words=say("counted", all=len(data)))
    layers = [
        p.layer(striped, "rect", t.WASHED, say.tip, x=0, x2=width, y="top", y2="below"),
        column(base, "bold", "nw", x=4, y="name_at", text="short"),
        column(base, "bold", "ne", x=did, y="name_at", text="did"),
        column(base, "small", "nw", x=side + 4, y="said_at", text="said"),
        column(counted, "bold quiet", "nw", x=0, y=0, text="words"),
    ]
    called, hint = say("controls.typed"), say("placeholder")
    bind = alt.binding(input="search", name=called, placeholder=hint)
    canvas.controls.append(alt.param(name="typed", value="", bind=bind))
    say.know(n=len(data), all=int(data["acts"].sum()), most=int(data["acts"].max()))
    say.know(silent=int((data["acts"] == 0).sum()), camps=p.tally(data["camp"].value_counts()))
    return canvas.chart(data, field + TOP, more=layers)
