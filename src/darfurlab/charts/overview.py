"""Charts of lesson 00: the argument in one picture, and who is who."""

from __future__ import annotations

import pandas as pd

from darfurlab.charts import _furniture as f
from darfurlab.charts._altair import alt

THEMES = {
    "situation": "How things stand",
    "marginalization": "Marginalization",
    "piecemeal": "Piecemeal peace",
    "mediation": "Mediation failure",
    "leadership": "New leadership",
    "two_phase": "Two phases",
}
EVIDENCE = {"cited": "a source is cited", "example": "an example is told",
            "reasoned": "argued from other claims", "asserted": "asserted"}  # fmt: skip
SHAPES = ["circle", "square", "diamond", "triangle-up"]
STEP, PLOT, LABEL_LINES = 15, 430, 15  # px


def _places(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims with x and y in px: outermost left, theses right, a band for each theme."""
    data = claims.copy()
    height = 0
    for theme in THEMES:
        band = data["theme"] == theme
        rows = int(data.loc[band, "row"].max()) + 1 if band.any() else 0
        lines = 5 * int((band & data["thesis"]).sum())  # a thesis is written out beside its mark
        space = max(rows, lines, 2)
        tall = data.loc[band].groupby("steps")["row"].transform("max") + 1
        data.loc[band, "y"] = height + (data.loc[band, "row"] + 0.5) * space / tall * STEP + STEP
        height += (space + 2) * STEP
    data["x"] = PLOT - 20 - data["steps"] * (PLOT - 50) / max(1, int(data["steps"].max()))
    # In a long column every other mark steps aside, or the lines along it could not be told apart.
    long = data.groupby(["theme", "steps"])["row"].transform("max") > 3
    data["x"] -= (long & (data["row"] % 2 == 1)) * STEP
    return data


def argument_map(claims: pd.DataFrame, links: pd.DataFrame) -> alt.TopLevelMixin:
    """Return the claims as marks in a band for each theme, and what supports what as lines.

    `claims`, `links`: from `tables.argument`. Choose a thesis below the chart to keep what leads to
    it; hover over a mark for the claim. A mark's shape is the kind of evidence.
    """
    data = _places(claims)
    data["offers"] = data["evidence"].map(EVIDENCE)
    data["x"], data["y"] = data["x"].round(), data["y"].round()
    at = data.set_index("claim")
    lines = links.copy()
    for end in ("from", "to"):
        for axis in ("x", "y"):
            lines[f"{end}_{axis}"] = lines[f"{end}_claim"].map(at[axis])
    theses = data[data["thesis"]].copy()
    theses["lines"] = f.broken(theses["text"], 40)
    chosen = alt.param(
        name="leads_to", value="everything",
        bind=alt.binding_select(
            name="Keep what leads to: ", options=["everything", *theses["claim"]],
            labels=["everything", *(t if len(t) < 70 else t[:68] + "…" for t in theses["text"])],
        ),
    )  # fmt: skip
    kept = "leads_to == 'everything' || indexof(datum.leads_to, leads_to) >= 0"
    height = float(data["y"].max()) + 2 * STEP
    down = alt.Scale(domain=[0, height], nice=False, reverse=True)
    right = alt.Scale(domain=[0, PLOT + 220], nice=False)
    x, y = (
        alt.X("x:Q", axis=None, scale=right),
        alt.Y("y:Q", axis=None, scale=down),
    )
    with alt.utils.schemapi.debug_mode(False):  # Altair would check every row four times more
        texts = alt.LookupData(data=data, key="claim", fields=["text"])
        ends = alt.LookupData(data=data, key="claim", fields=["text", "leads_to"])
        joined = alt.Chart(lines).transform_lookup(
            lookup="from_claim", from_=texts, as_=["from_text"]
        ).transform_lookup(lookup="to_claim", from_=ends, as_=["to_text", "leads_to"])  # fmt: skip
    between = joined.mark_rule().encode(
        x=alt.X("from_x:Q", axis=None, scale=right), y=alt.Y("from_y:Q", axis=None, scale=down),
        x2="to_x:Q", y2="to_y:Q",
        color=alt.condition("datum.link == 'supports'", alt.value("#9aa7b2"),
                            alt.value(f.OPPOSING)),
        strokeDash=alt.condition("datum.link == 'supports'", alt.value([1, 0]), alt.value([4, 3])),
        opacity=alt.condition(kept, alt.value(0.7), alt.value(0.06)),
        tooltip=[alt.Tooltip("from_text:N", title="This claim"),
                 alt.Tooltip("link:N", title="does"), alt.Tooltip("to_text:N", title="to"),
                 alt.Tooltip("where:N", title="Passages")],
    )  # fmt: skip
    marks = alt.Chart(data).mark_point(
        filled=True, size=85, stroke="white", strokeWidth=0.8
    ).encode(
        x=x, y=y,
        shape=alt.Shape("offers:N", title="The brief offers:",
                        scale=alt.Scale(domain=list(EVIDENCE.values()), range=SHAPES)),
        color=alt.condition("datum.thesis", alt.value(f.CENTRE), alt.value(f.PERIPHERY)),
        opacity=alt.condition(kept, alt.value(1.0), alt.value(0.12)),
        tooltip=[alt.Tooltip("text:N", title="Claim"),
                 alt.Tooltip("offers:N", title="The brief offers"),
                 alt.Tooltip("hedge:N", title="Hedge"), alt.Tooltip("where:N", title="Passages")],
    )  # fmt: skip
    written = alt.Chart(theses).mark_text(
        align="left", baseline="middle", dx=10, fontSize=11.5, lineHeight=14
    ).encode(x=x, y=y, text="lines:N", opacity=alt.condition(
        kept, alt.value(1.0), alt.value(0.25)))  # fmt: skip
    bands = data.groupby("theme", sort=False)["y"].min().reset_index()
    bands["name"] = bands["theme"].map(THEMES)
    names = alt.Chart(bands).mark_text(
        align="left", baseline="bottom", fontWeight="bold", dy=-9
    ).encode(x=alt.value(0), y=y, text="name:N")  # fmt: skip
    counted = data["evidence"].value_counts()
    return f.finish(
        alt.layer(between, marks, written, names, data=data)
        .add_params(chosen)
        .properties(width=650, height=height),
        title=f"{len(theses)} theses rest on {len(data) - len(theses)} other claims",
        drawn=[
            "Each mark is a claim of the brief; lines run to the claim it supports (grey) or "
            "qualifies and rebuts (dashed). Theses stand right, written out. Hover to read."
        ],
        kind=f.kind_line(["claim: each mark", "coding: the lines"], list(data["where"])),
        alt_text=(
            f"A map of {len(data)} claims in {len(bands)} bands, {', '.join(bands['name'])}, "
            f"joined by {len(lines)} lines. A source is cited for {counted.get('cited', 0)}; "
            f"{counted.get('asserted', 0)} are asserted. The {len(theses)} theses: "
            + " ".join(theses["text"])
        ),
        columns={"text": "Claim", "offers": "The brief offers", "hedge": "Hedge",
                 "where": "Passages"},
    )  # fmt: skip


def who_is_who(people: pd.DataFrame, most: int = 10) -> alt.TopLevelMixin:
    """Return a list of actors with a search box below: `most` rows of those that match.

    `people`: from `tables.who_is_who`.
    """
    data = people.copy()
    both = zip(data["name"], data["acronym"], strict=True)  # NaN: no acronym printed
    named = [f"{name} ({short})" if short == short and short not in name else name
             for name, short in both]  # fmt: skip
    data["short"] = f.broken(pd.Series(named, index=data.index), 27)
    first = data["description"].str.extract(r"^(.+?[a-z0-9)”][.])(?:\s|$)", expand=False)
    data["said"] = f.broken(first.fillna(data["description"]), 74)
    silent = int((data["acts"] == 0).sum())
    typed = alt.param(name="typed", value="",
                      bind=alt.binding(input="search", name="Search the actors: ",
                                       placeholder="a name, a word"))  # fmt: skip
    looked_through = " + ' ' + ".join(
        ("join(datum.short, ' ')", "datum.kind", "datum.camp", "join(datum.said, ' ')")
    )
    base = (
        alt.Chart(data)
        .transform_filter(f"indexof(lower({looked_through}), lower(typed)) >= 0")
        .transform_window(place="row_number()", sort=[{"field": "acts", "order": "descending"}])
        .transform_filter(f"datum.place <= {most}")
        .encode(
            y=alt.Y("place:O", axis=None, scale=alt.Scale(domain=list(range(1, most + 1)))),
            tooltip=[
                alt.Tooltip("kind:N", title="Kind"), alt.Tooltip("camp:N", title="Camp"),
                alt.Tooltip("acts:Q", title="Acts in our list"),
                alt.Tooltip("where:N", title="Passages"),
            ],
        )
    )  # fmt: skip
    who = base.mark_text(align="left", baseline="middle", fontWeight="bold", lineHeight=14).encode(
        x=alt.value(0), text="short:N"
    )
    said = base.mark_text(
        align="left", baseline="middle", fontSize=11.5, lineHeight=14, color=f.QUIET
    ).encode(x=alt.value(215), text="said:N")
    camps = data["camp"].value_counts()
    return f.finish(
        alt.layer(who, said, data=data)
        .add_params(typed)
        .properties(width=645, height=alt.Step(44)),
        title=f"Of {len(data)} actors in the brief, {silent} are named but never act",
        drawn=[
            f"The {most} who act most often in the brief, or that match your search (box below). "
            "Hover for more; the table has all."
        ],
        kind=f.kind_line(["fact and claim: see each row", "coding: the camps"],
                         list(data["where"])),
        alt_text=(
            f"A list of {len(data)} actors with a search box. By camp: "
            + ", ".join(f"{camp} {n}" for camp, n in camps.items())
            + f". First come the {most} who act most often in our list of relations."
        ),
        columns={"name": "Who", "acronym": "Acronym", "camp": "Camp",
                 "description": "In the brief", "where": "Passages"},
    )  # fmt: skip
