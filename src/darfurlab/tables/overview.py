"""Frame → frame for lesson 00: the argument, and who is who."""

from __future__ import annotations

import pandas as pd

from darfurlab.tables.common import need


def argument(claims: pd.DataFrame, links: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the brief's argument laid out for drawing: its claims, and the links between them.

    Claims gain: steps (how many links lie between the claim and the nearest theses, at most),
    leads_to (the ids of the theses it leads to, itself included), band and row (where it stands:
    theme, and place within it). Links gain the ends' steps, themes and rows. A claim that leads to
    no thesis stands furthest out.
    """
    nodes = need(claims, "claim", "theme", "thesis").set_index("claim", drop=False)
    links = need(links, "from_claim", "to_claim")
    onward: dict[str, list[str]] = {claim: [] for claim in nodes.index}
    for source, target in zip(links["from_claim"], links["to_claim"], strict=True):
        onward[source].append(target)
    theses = set(nodes.index[nodes["thesis"]])
    seen: dict[str, tuple[int, frozenset[str]]] = {}

    def reach(claim: str) -> tuple[int, frozenset[str]]:
        if claim not in seen:
            ways = [reach(target) for target in onward[claim]]
            reached = frozenset({claim} & theses).union(*(way[1] for way in ways))
            far = 1 + max((steps for steps, to in ways if to), default=0)
            seen[claim] = (0 if claim in theses else far, reached)
        return seen[claim]

    nodes["steps"] = [reach(claim)[0] for claim in nodes.index]
    nodes["leads_to"] = [tuple(sorted(reach(claim)[1])) for claim in nodes.index]
    nodes["row"] = nodes.groupby(["theme", "steps"], sort=False).cumcount()
    ends = nodes[["steps", "theme", "row"]]
    drawn = links.join(ends.add_prefix("from_"), on="from_claim")
    drawn = drawn.join(ends.add_prefix("to_"), on="to_claim")
    return nodes.reset_index(drop=True), drawn.reset_index(drop=True)


def who_is_who(actors: pd.DataFrame, relations: pd.DataFrame) -> pd.DataFrame:
    """Return the actors by camp and name, with how often each acts and is acted upon.

    Adds: acts, acted_upon (counts of relations).
    """
    frame = need(actors, "actor", "name", "acronym", "kind", "camp", "description")
    for column, end in (("acts", "source"), ("acted_upon", "target")):
        counted = need(relations, end)[end].value_counts()
        frame[column] = frame["actor"].map(counted).fillna(0).astype("int64")
    return frame.sort_values(["camp", "name"], key=lambda c: c.str.casefold(), ignore_index=True)
