"""What is proposed, in which phase, by whom and in which order, against the files read with csv."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations

import pandas as pd
import pytest

from darfurlab import datasets
from darfurlab.datasets import order as precedence
from darfurlab.datasets.words import LABELS
from darfurlab.questions import bank
from darfurlab.tables import proposal
from edits import DATA, raw

GRIEVANCES, ADVICE = raw("grievances"), raw("recommendations")
NAME = {row["actor"]: row["name"] for row in raw("actors")}
TWO = ["thabo-mbeki", "ibrahim-gambari"]


@pytest.fixture(scope="module")
def advice() -> pd.DataFrame:
    return datasets.load_recommendations()


# --- the tables -----------------------------------------------------------------------------------


def test_every_issue_has_the_phase_of_the_data_or_is_said_to_have_none():
    frame = proposal.issues_by_phase(datasets.load_grievances())
    told = dict(zip(frame["grievance"], frame["phase"], strict=True))
    assert told == {row["grievance"]: row["phase"] or "not stated" for row in GRIEVANCES}
    assert list(frame["phase"]) == sorted(frame["phase"])
    for _, within in frame.groupby("phase"):
        assert list(within["level"]) == sorted(within["level"])
    assert set(frame["label"]) == {*LABELS.values()} - {"outside source"}


def test_each_recommendation_stands_with_each_actor_it_names_or_with_nobody(advice):
    frame = proposal.who_does_what(advice, datasets.load_actors())
    pairs = [
        (row["recommendation"], NAME[actor] if actor else "nobody named")
        for row in ADVICE
        for actor in row["actor"].split() or [""]
    ]
    got = list(zip(frame["recommendation"], frame["who"], strict=True))
    assert sorted(got) == sorted(pairs)
    asked = Counter(who for _, who in pairs)
    for row in frame.to_dict("records"):
        assert row["asked"] == asked[row["who"]]
        assert row["named"] is (row["who"] != "nobody named")
    rows = list(dict.fromkeys(frame["who"]))
    assert rows[0] == "nobody named"
    assert [asked[who] for who in rows[1:]] == sorted(
        (asked[who] for who in rows[1:]), reverse=True
    )
    # The rows of one actor stand together.
    assert sum(a != b for a, b in zip(frame["who"], frame["who"][1:], strict=False)) + 1 == len(
        rows
    )


def test_posts_are_those_with_a_task_of_the_two_who_should_do_less():
    frame = proposal.posts(datasets.load_mandates(), datasets.load_actors(), TWO)
    kept = [row for row in raw("mandates") if row["actor"] in TWO and row["task"]]
    assert len(kept) < sum(row["actor"] in TWO for row in raw("mandates"))
    assert sorted(frame["post"]) == sorted(row["role"] for row in kept)
    assert sorted(frame["since"]) == sorted(row["start"] or "not stated" for row in kept)
    assert set(frame["who"]) == {NAME[actor] for actor in TWO}


def test_steps_follow_what_they_wait_for(advice):
    steps, needs = proposal.steps(advice)
    turn = dict(zip(steps["recommendation"], steps["turn"], strict=True))
    waits = {row["recommendation"]: row["depends_on"].split() for row in ADVICE}
    needed = {first for row in waits.values() for first in row}
    assert set(turn) == set(waits)
    for step, first in waits.items():
        loose = not first and step not in needed
        assert pd.isna(turn[step]) is loose
        if not loose:
            assert turn[step] == 1 + max((turn[one] for one in first), default=0)
    group = dict(zip(steps["recommendation"], steps["group"], strict=True))
    for step, first in zip(needs["step"], needs["first"], strict=True):
        assert first in waits[step]
        assert group[step] == group[first]
    every = {(step, first) for step, row in waits.items() for first in row}
    left_out = every - set(zip(needs["step"], needs["first"], strict=True))
    assert left_out  # the data have one: the test can fail
    for step, first in left_out:
        assert any(first in waits[other] for other in waits[step])


def test_groups_are_apart_where_no_line_joins_them(advice):
    chain = {"a": ["b"], "b": ["c"], "d": ["e"], "e": ["c", "f"], "x": ["y"], "y": [], "z": []}
    made = advice.head(len(chain)).copy()
    made["recommendation"], made["depends_on"] = list(chain), [tuple(v) for v in chain.values()]
    extra = advice.iloc[len(chain) : len(chain) + 2].copy()
    extra["recommendation"], extra["depends_on"] = ["c", "f"], [(), ()]
    steps, _ = proposal.steps(pd.concat([made, extra], ignore_index=True))
    group = dict(zip(steps["recommendation"], steps["group"], strict=True))
    assert len({group[one] for one in "abcdef"}) == 1
    assert group["x"] == group["y"] != group["a"]
    assert pd.isna(group["z"])


def test_a_ring_among_the_recommendations_is_refused_by_name(advice):
    made = advice.copy()
    at = made.index[made["recommendation"] == "lay-out-framework"][0]
    made.at[at, "depends_on"] = ("launch-darfur-breakout-talks",)
    with pytest.raises(precedence.RingError) as caught:
        proposal.steps(made)
    assert sorted(caught.value.ring[1:]) == [
        "launch-darfur-breakout-talks", "lay-out-framework", "negotiate-regions-together",
    ]  # fmt: skip
    assert "launch-darfur-breakout-talks → negotiate-regions-together" in str(caught.value)


# --- the questions of the lesson hold what the data hold ------------------------------------------


def question(name: str) -> bank.Question:
    return bank.find(f"04/{name}", DATA / "questions")


def test_issues_are_placed_as_in_the_data():
    phase = {row["grievance"]: row["phase"] or "none" for row in GRIEVANCES}
    items = question("place-issues").items
    assert {item.id: item.answer for item in items} == {i.id: (phase[i.id],) for i in items}
    assert {phase[item.id] for item in items} == {"1", "2", "none"}
    assert question("place-issues").reasons == "optional"


def test_a_role_is_a_recommendation_to_that_actor_and_to_no_other_on_the_card():
    asked = {row["recommendation"]: row["actor"].split() for row in ADVICE}
    roles = question("assign-roles")
    for item in roles.items:
        (role,) = item.answer
        assert item.id in asked[role]
        assert [i.id for i in roles.items if i.id in asked[role]] == [item.id]
    given = {role for item in roles.items for role in item.answer}
    assert {option.id for option in roles.options} - given == {"choose-delegates"}
    assert "choose-delegates" not in asked
    assert {"limit-mbeki-to-north-south", "limit-gambari-to-peacekeeping"} <= given


def test_the_order_asked_for_is_the_order_of_the_data():
    """Steps of different ranks wait for each other, those of one rank do not."""
    waits = {row["recommendation"]: row["depends_on"].split() for row in ADVICE}

    def all_before(step: str) -> set[str]:
        return {one for first in waits[step] for one in {first, *all_before(first)}}

    ranks = question("order-steps").answer
    rank = {step: at for at, steps in enumerate(ranks) for step in steps}
    assert len(set(rank.values())) == 3
    for one, other in combinations(rank, 2):
        early, late = sorted((one, other), key=rank.__getitem__)
        assert late not in all_before(early)
        assert (early in all_before(late)) is (rank[early] < rank[late])


def test_the_numbers_that_the_lesson_writes_out_are_those_of_the_data():
    assert f"into {len(ADVICE)} recommendations" in question("predict-nobody").prompt
    assert question("predict-nobody").max == len(ADVICE)
    text = (DATA.parent / "notebooks" / "04-two-phase-proposal.ipynb").read_text(encoding="utf-8")
    words = ["No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten"]
    words += ["Eleven", "Twelve", "Thirteen", "Fourteen", "Fifteen"]
    silent = sum(not row["phase"] for row in GRIEVANCES)
    assert f"no phase for {silent} of our {len(GRIEVANCES)} issues" in text
    (talks,) = (r for r in ADVICE if r["recommendation"] == "negotiate-regions-together")
    first = talks["depends_on"].split()
    assert f"{words[len(first)]} steps must come before the first talks" in text
    sudanese = [r for r in ADVICE if r["recommendation"] in first and "sudanese" in r["actor"]]
    assert (
        f"{words[len(sudanese)].capitalize()} of the six steps are tasks for Sudanese actors"
        in text
    )
    choices = raw("design/choices")
    opens = [row for row in choices if row["opens"] == "true"]
    assert f"The designer opens with {words[len(opens)].lower()} choices" in text
    assert f"Open **{len(choices) - len(opens)} more choices**" in text
    asked = " ".join(r["actor"] for r in ADVICE if r["recommendation"] in first)
    assert not re.search(r"government-of-sudan|ncp|jem|ljm|sla|splm", asked)
