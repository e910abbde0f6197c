"""Who held what and who did what to whom, against the files read with csv; and the activities."""

from __future__ import annotations

from collections import Counter

import pandas as pd
import pytest

import chart_checker as checker
from darfurlab import charts, datasets
from darfurlab.datasets.words import VERDICTS
from darfurlab.tables import mediation
from edits import raw

TABLES = ["mandates", "actors", "relations", "claims", "claim_links", "voices"]
SCORED = ["checklist", "checklist_coding", "second_reading"]
OUR_FOUR = ["djibril-bassole", "thabo-mbeki", "ibrahim-gambari", "scott-gration"]


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    return {table: getattr(datasets, f"load_{table}")() for table in (*TABLES, *SCORED)}


# --- who did what to whom -------------------------------------------------------------------------


def test_who_criticised_whom_is_exactly_what_the_brief_tells(frames):
    found = mediation.who(frames["relations"], frames["actors"], verb="criticised")
    told = {
        (r["who"], r["to_whom"]): (r["when"], r["label"], r["passages"])
        for r in found.to_dict("records")
    }
    assert told == {
        ("Thabo Mbeki", "Djibril Bassolé"): (
            "not stated", "stated by the brief", ("leadership-6", "note-11"),
        ),
        ("A.U. Peace and Security Council", "Djibril Bassolé"): (
            "2011-04-08", "stated by the brief", ("leadership-6", "note-13"),
        ),
        ("Sudan Now", "Government of Sudan"): ("2011-02", "our coding", ("note-10",)),
    }  # fmt: skip
    hedges = dict(zip(found["who"], found["hedge"], strict=True))
    assert hedges["A.U. Peace and Security Council"] == "alone"
    assert hedges["Sudan Now"] == "none"


@pytest.mark.parametrize("verb", sorted({r["verb"] for r in raw("relations")}))
def test_every_act_is_found_once_by_its_verb_and_never_turned_round(verb, frames):
    found = mediation.who(frames["relations"], frames["actors"], verb)
    assert Counter(found["in_the_brief"]) == Counter(
        r["description"] for r in raw("relations") if r["verb"] == verb
    )
    names = {r["name"].casefold(): r["actor"] for r in raw("actors")}
    names |= {r["acronym"].casefold(): r["actor"] for r in raw("actors") if r["acronym"]}
    ends = {(r["description"], r["source"], r["target"]) for r in raw("relations")}
    for row in found.to_dict("records"):
        source, target = (names[row[end].casefold()] for end in ("who", "to_whom"))
        assert (row["in_the_brief"], source, target) in ends


def test_a_verb_that_nobody_does_is_met_with_those_there_are(frames):
    with pytest.raises(ValueError, match=r"'critisised' was given; accepted: .*criticised"):
        mediation.who(frames["relations"], frames["actors"], verb="critisised")
    with pytest.raises(ValueError, match="'mbeki' was given"):
        mediation.balance(frames["relations"], frames["actors"], ["mbeki"])
    with pytest.raises(ValueError, match="'conference' was given"):
        mediation.two_accounts(frames["claims"], frames["claim_links"], "conference")


def test_the_acts_around_the_mediators_are_all_the_signed_ones_by_or_upon_them(frames):
    posts = [r for r in raw("mandates") if r["making"] in ("peacemaking", "peacekeeping", "envoy")]
    them = {r["actor"] for r in posts} | {r["body"] for r in posts}
    them |= {r["actor"] for r in raw("actors") if r["camp"] == "mediation"}
    wanted = {
        r["relation"]
        for r in raw("relations")
        if r["sign"] != "0" and {r["source"], r["target"]} & them
    }
    found = mediation.around_mediators(frames["relations"], frames["actors"], frames["mandates"])
    assert set(found["relation"]) == wanted
    assert {"thabo-mbeki", "unamid", "scott-gration"} <= them


def test_the_balance_counts_each_end_apart(frames):
    found = mediation.balance(frames["relations"], frames["actors"], OUR_FOUR)
    for one, row in zip(OUR_FOUR, found.to_dict("records"), strict=True):
        signs = {
            end: Counter(r["sign"] for r in raw("relations") if r[end] == one)
            for end in ("source", "target")
        }
        assert (row["for_others"], row["against_others"]) == (
            signs["source"]["1"], signs["source"]["-1"],
        )  # fmt: skip
        assert (row["for_this_person"], row["against_this_person"]) == (
            signs["target"]["1"],
            signs["target"]["-1"],
        )
    by = found.set_index("actor")
    gration, gambari = by.loc["Scott Gration"], by.loc["Ibrahim Gambari"]
    assert gration["against_others"] > gambari["against_others"]  # as weigh-the-blame says
    bassole = by.loc["Djibril Bassolé"]  # the lesson says that he is mostly acted upon
    assert bassole["against_this_person"] == by["against_this_person"].max()
    assert bassole["against_others"] < bassole["against_this_person"]


# --- the drawing ----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("actor", ["Djibril Bassolé", "Thabo Mbeki", "UNAMID", "JEM"])
def test_a_chosen_actor_is_listed_with_each_of_its_acts(actor, frames):
    pytest.importorskip("vl_convert", reason='drawing needs pip install "darfurlab[pictures]"')
    of = [frames[name] for name in ("relations", "actors", "mandates")]
    acts = mediation.around_mediators(*of)
    spec = charts.relations_network(acts).to_dict()
    known = {param["name"]: param for param in spec["params"]}
    assert actor in known["actor"]["bind"]["options"]
    known["actor"]["value"] = actor
    written = [
        t.text.replace("\n", " ") for t in checker.texts(checker.scene_of(spec)["scenegraph"])
    ]
    own = [r for r in acts.to_dict("records") if actor in (r["who"], r["to_whom"])]
    for verb in {r["did"] for r in own}:
        said = [t for t in written if t == verb or t.startswith(f"{verb} (")]
        assert len(said) == sum(r["did"] == verb for r in own)
    assert any(actor in t and t.startswith("We list") for t in written)


# --- posts, the conference, the checklist ---------------------------------------------------------


def test_a_post_says_not_stated_where_the_file_is_empty(frames):
    found = mediation.posts(frames["mandates"], frames["actors"])
    names = {r["actor"]: r["name"] for r in raw("actors")}
    rows = {(r["holder"], r["role"]): r for r in found.to_dict("records")}
    assert len(rows) == len(raw("mandates"))
    for line in raw("mandates"):
        row = rows[names[line["actor"]], line["role"]]
        assert row["from"] == (line["start"] or "not stated")
        assert row["until"] == (line["end"] or "not stated")
        who = ", ".join(names[i] for i in line["appointed_by"].split())
        assert row["appointed"] == (who or "not stated")
        assert pd.isna(row["begins"]) == (not line["start"])
    first = found["post"].ne("head of a state or body").tolist()
    assert first[0]
    assert not first[-1]


def test_the_two_accounts_are_the_claims_and_the_links_between_them(frames):
    claims, links = frames["claims"], frames["claim_links"]
    found = mediation.two_accounts(claims, links, "c-conference-endorsed")
    texts = {r["claim"]: r for r in raw("claims")}
    rows = {r["the_authors_say"]: r for r in found.to_dict("records")}
    against = [
        r for r in raw("claim_links")
        if r["to_claim"] == "c-conference-endorsed" and r["link"] in ("rebuts", "qualifies")
    ]  # fmt: skip
    assert len(against) == 2
    for link in against:
        row = rows[texts[link["from_claim"]]["text"]]
        assert row["which"] == {"rebuts": "contradicts", "qualifies": "limits"}[link["link"]]
        assert row["statement"] == texts["c-conference-endorsed"]["text"]
        assert row["evidence"] == texts[link["from_claim"]]["evidence_note"]
    rest = [r for r in found.to_dict("records") if r["statement"] == "says nothing about this"]
    assert {r["the_authors_say"] for r in rest} == {
        texts[c]["text"] for c in ("c-endorsement-exploited", "c-conference-counterproductive")
    }
    assert {"intro-3", "leadership-8"} <= {p for ids in found["passages"] for p in ids}


def test_three_verdicts_stand_side_by_side(frames):
    mine = {"gravitas": "met", "leverage": "silent"}
    found = mediation.scored(*(frames[t] for t in SCORED), mine)
    names = {r["condition"]: r["name"] for r in raw("checklist")}
    rows = {r["condition"]: r for r in found.to_dict("records")}
    assert len(found) == 16
    assert set(rows) == set(names.values())
    blind = {r["row"].split()[0]: r["found"] for r in raw("second_reading")
             if r["reading"] == "blind"}  # fmt: skip
    for line in raw("checklist_coding"):
        row, condition = rows[names[line["condition"]]], line["condition"]
        assert (row["our_verdict"], row["reason"]) == (VERDICTS[line["verdict"]], line["reason"])
        yours = VERDICTS[mine[condition]] if condition in mine else "no answer yet"
        assert (row["your_verdict"], row["second_reader"]) == (yours, VERDICTS[blind[condition]])
    other = frames["second_reading"]
    ours = [frames["checklist"], frames["checklist_coding"]]
    less = mediation.scored(*ours, other[other["reading"] != "blind"], {})
    assert set(less["second_reader"]) == {"not read"}


def test_each_voice_stands_once_among_those_heard_and_not_heard(frames):
    found = mediation.heard(frames["voices"])
    ways = Counter(r["present"] for r in raw("voices"))
    told = ["quoted", "reported", "spoken_of", "absent"]
    assert list(found["voices"]) == [ways[way] for way in told]
    named = "; ".join(found["who"]).split("; ")
    assert sorted(named) == sorted(r["name"] for r in raw("voices"))
