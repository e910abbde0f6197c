"""Frame → frame for the lesson on mediation: who held what, who did what to whom, who says what.

Every function copies what it is given and returns a new frame; none reads a file. An act is a row
of relations: one actor does something to another, for (+), against (-), or neither. What an act
says is what the brief says of it; a sign is our coding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from darfurlab.datasets.words import VERDICTS
from darfurlab.tables import BASIS_LABELS, names, need

# What a post is for, in the words of the lesson.
POSTS: Mapping[str, str] = {
    "peacemaking": "peacemaking",
    "peacekeeping": "peacekeeping",
    "envoy": "special envoy",
    "head_of_institution": "head of a state or body",
}
SIGNS: Mapping[int, str] = {1: "for", 0: "neither", -1: "against"}
SILENT = "says nothing about this"
BEARINGS: Mapping[str, str] = {"rebuts": "contradicts", "qualifies": "limits"}
# How a voice stands in the brief, as a reader sees it.
HEARD: Mapping[str, str] = {
    "quoted": "quoted, in a few words of their own",
    "reported": "reported in the words of the authors",
    "spoken_of": "only spoken of",
    "absent": "absent",
}
NOT_YET, NOT_READ = "no answer yet", "not read"
_BY_ACRONYM = ("mission", "panel", "movement", "party")


def posts(mandates: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return who held which post, appointed by whom, from when to when; those who mediate first.

    Columns: holder, role, post (see `POSTS`), task, appointed, from, until, begins (a day, missing
    where the brief gives none), note, hedge, label, passages, where.
    """
    frame = need(mandates, "actor", "role", "making", "task", "start", "end", "appointed_by")
    frame = need(frame, "start_start", "note", "hedge", "basis", "passages", "where")
    frame["holder"] = names(frame["actor"], actors)
    frame["post"] = frame["making"].map(POSTS)
    frame["appointed"] = names(frame["appointed_by"], actors).replace("", "not stated")
    frame[["from", "until"]] = frame[["start", "end"]].fillna("not stated")
    frame["begins"] = frame["start_start"]
    frame["label"] = frame["basis"].map(BASIS_LABELS)
    place = frame["making"].map(list(POSTS).index).groupby(frame["actor"]).transform("min")
    met = pd.Series(frame.index, frame.index).groupby(frame["actor"]).transform("min")
    first = frame.groupby("actor")["start_start"].transform("min")
    frame = frame.assign(place=place, first=first, met=met)
    frame = frame.sort_values(["place", "first", "met", "begins"])
    keep = ["holder", "role", "post", "task", "appointed", "from", "until", "begins", "note"]
    return frame[[*keep, "hedge", "label", "passages", "where"]].reset_index(drop=True)


def acts(relations: pd.DataFrame, actors: pd.DataFrame) -> pd.DataFrame:
    """Return every act with its actors by name, in words.

    Adds: who and to_whom (short names), did (the verb in words), sense (for, against, neither),
    year and when (`not stated` where the brief gives none), label.
    """
    frame = need(relations, "source", "target", "verb", "sign", "date", "basis", "where")
    short = _short(actors)
    frame["who"], frame["to_whom"] = frame["source"].map(short), frame["target"].map(short)
    frame["did"] = frame["verb"].str.replace("_", " ")
    frame["sense"] = frame["sign"].map(SIGNS)
    frame["year"] = frame["date"].str[:4].fillna("not stated")
    frame["when"] = frame["date"].fillna("not stated")
    frame["label"] = frame["basis"].map(BASIS_LABELS)
    return frame.reset_index(drop=True)


def _short(actors: pd.DataFrame) -> dict[str, str]:
    """Return the name that fits on a drawing: what is mostly called by its acronym, by that."""
    frame = need(actors, "actor", "name", "acronym", "kind")
    full = frame["name"].str[:1].str.upper() + frame["name"].str[1:]
    by_acronym = frame["kind"].isin(_BY_ACRONYM) & frame["acronym"].notna()
    return dict(zip(frame["actor"], frame["acronym"].where(by_acronym, full), strict=True))


def who(relations: pd.DataFrame, actors: pd.DataFrame, verb: str) -> pd.DataFrame:
    """Return who did this to whom, as the brief tells it: one row an act.

    Columns: who, did, to_whom, when, in_the_brief, hedge, label, passages, where. `verb` is one of
    relations' own (`criticised`, `signed_with`); any other raises `ValueError`.
    """
    known = sorted(set(need(relations, "verb", "description", "hedge", "passages")["verb"]))
    if verb not in known:
        raise ValueError(f"verb: {verb!r} was given; accepted: {', '.join(known)}")
    frame = acts(relations, actors).rename(columns={"description": "in_the_brief"})
    keep = ["who", "did", "to_whom", "when", "in_the_brief", "hedge", "label", "passages", "where"]
    frame["hedge"] = frame["hedge"].fillna("none")
    return frame.loc[frame["verb"] == verb, keep].reset_index(drop=True)


def around_mediators(
    relations: pd.DataFrame, actors: pd.DataFrame, mandates: pd.DataFrame
) -> pd.DataFrame:
    """Return the signed acts by or upon those who make or keep peace, envoys among them.

    They are the holders of such posts in `mandates`, the bodies these posts belong to, and every
    actor of the mediation's camp. Adds what `acts` adds.
    """
    held = need(mandates, "actor", "body", "making")
    held = held[held["making"].isin(["peacemaking", "peacekeeping", "envoy"])]
    camp = need(actors, "actor", "camp")
    them = {*held["actor"], *held["body"], *camp.loc[camp["camp"] == "mediation", "actor"]}
    frame = acts(relations, actors)
    signed = frame["sign"] != 0
    near = frame["source"].isin(them) | frame["target"].isin(them)
    return frame[signed & near].reset_index(drop=True)


def balance(relations: pd.DataFrame, actors: pd.DataFrame, people: Iterable[str]) -> pd.DataFrame:
    """Return, for each of these actors, how many signed acts it does and how many it suffers.

    Columns: actor, then the acts for_others, against_others, for_this_person and
    against_this_person. `people`: actors’ ids; an unknown one raises `ValueError`.
    """
    short, frame = _short(actors), need(relations, "source", "target", "sign")
    rows = []
    for one in people:
        if one not in short:
            raise ValueError(f"people: {one!r} was given; an id of actors is accepted")
        by, upon = frame[frame["source"] == one]["sign"], frame[frame["target"] == one]["sign"]
        rows.append((short[one], *(int((s == n).sum()) for s in (by, upon) for n in (1, -1))))
    columns = ["actor", "for_others", "against_others"]
    columns += ["for_this_person", "against_this_person"]
    return pd.DataFrame(rows, columns=columns)


def two_accounts(claims: pd.DataFrame, links: pd.DataFrame, statement: str) -> pd.DataFrame:
    """Return a statement beside what the authors hold against it, and what each rests on.

    `statement`: the id of a claim. The authors' side are the claims that rebut or qualify it, then
    those that these support. Columns: statement (`SILENT` where it says nothing of the matter),
    the_authors_say, which (contradicts or limits it, or builds on what does), evidence (in the
    brief), hedge, passages, where.
    """
    known = need(claims, "claim", "text", "evidence", "evidence_note", "hedge", "passages", "where")
    cited: dict[str, tuple[str, ...]] = dict(zip(known["claim"], known["passages"], strict=True))
    known = known.set_index("claim", drop=False)
    if statement not in cited:
        raise ValueError(f"statement: {statement!r} was given; an id of claims is accepted")
    ways = need(links, "from_claim", "to_claim", "link")
    against = ways[(ways["to_claim"] == statement) & (ways["link"] != "supports")]
    bearing = dict(zip(against["from_claim"], against["link"], strict=True))
    on = ways[ways["from_claim"].isin(bearing) & (ways["link"] == "supports")]
    about = {passage for claim in (statement, *bearing) for passage in cited[claim]}
    for claim in on["to_claim"]:
        if about & {*cited[claim]}:
            bearing.setdefault(claim, "builds on another claim")
    rows = known.loc[list(bearing)].reset_index(drop=True)
    direct = rows["claim"].isin(against["from_claim"])
    rows["statement"] = direct.map({True: known.loc[statement, "text"], False: SILENT})
    rows["the_authors_say"], rows["which"] = rows["text"], rows["claim"].map(bearing)
    rows["which"] = rows["which"].replace(BEARINGS)
    rows["evidence"], rows["hedge"] = rows["evidence_note"], rows["hedge"].fillna("none")
    keep = ["statement", "the_authors_say", "which", "evidence", "hedge", "passages", "where"]
    return rows[keep]


def heard(voices: pd.DataFrame) -> pd.DataFrame:
    """Return whose words stand in the brief: one row a way of standing there (see `HEARD`).

    Columns: in_the_brief, voices (how many, in our list), who (their names).
    """
    frame = need(voices, "present", "name")
    rows = [(said, frame.loc[frame["present"] == way, "name"]) for way, said in HEARD.items()]
    columns = ["in_the_brief", "voices", "who"]
    return pd.DataFrame([(said, len(of), "; ".join(of)) for said, of in rows], columns=columns)


def scored(
    checklist: pd.DataFrame,
    coding: pd.DataFrame,
    second: pd.DataFrame,
    mine: Mapping[str, str],
    process: str = "doha-talks",
) -> pd.DataFrame:
    """Return the verdicts on a process: a student's, ours and a second reader's, and our reason.

    `second`: the table second_reading, of which the blind reading counts. `mine`: condition →
    verdict, from `picked`. Columns: condition, of (mediator, process), your_verdict, our_verdict,
    second_reader, reason, passages, where.
    """
    conditions = need(checklist, "condition", "name", "group", "order")
    ours = need(coding, "condition", "process", "verdict", "reason", "passages", "where")
    ours = ours[ours["process"] == process]
    frame = conditions[["condition", "name", "group", "order"]].merge(ours, on="condition")
    frame = frame.sort_values(["group", "order"], kind="stable")
    read = need(second, "reading", "table", "row", "found")
    read = read[(read["reading"] == "blind") & (read["table"] == "checklist_coding")]
    blind = dict(zip(read["row"], read["found"], strict=True))
    yours, others = frame["condition"].map(mine), (frame["condition"] + f" {process}").map(blind)
    frame["your_verdict"] = yours.map(VERDICTS).fillna(NOT_YET)
    frame["our_verdict"] = frame["verdict"].map(VERDICTS)
    frame["second_reader"] = others.map(VERDICTS).fillna(NOT_READ)
    frame["condition"], frame["of"] = frame["name"], frame["group"]
    keep = ["condition", "of", "your_verdict", "our_verdict", "second_reader", "reason"]
    return frame[[*keep, "passages", "where"]].reset_index(drop=True)
