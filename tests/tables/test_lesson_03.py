"""Lesson 03: its questions hold what the data hold, and its words the numbers of data and model."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from darfurlab import datasets
from darfurlab.bargaining import forum
from darfurlab.datasets.words import VERDICTS
from darfurlab.questions import bank
from darfurlab.tables import mediation
from edits import DATA, raw


def readers() -> dict[str, set[str]]:
    """Return, for each condition, the verdicts of second readers: blind, or before the rule."""
    words = {"partly": "partly", "unmet": "unmet", "silent": "silent", "met": "met"}
    found: dict[str, set[str]] = {}
    for row in raw("second_reading"):
        if (row["table"], row["column"]) == ("checklist_coding", "verdict"):
            said = row["found"] or words[re.split(r"\W", row["why"])[0].lower()]
            found.setdefault(row["row"].split()[0], set()).add(said)
    return found


# --- the activities -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def asked() -> dict[str, bank.Question]:
    path = DATA / "questions" / "03-mediation-failure.toml"
    found, problems = bank.read(path.read_text(encoding="utf-8"), path.name)
    assert problems == []
    return found


def test_the_two_grids_hold_our_coding_and_every_verdict_of_a_reader(asked):
    """Both verdicts are in the key where readers differed, and the reason defends the other."""
    coding = {r["condition"]: r for r in raw("checklist_coding")}
    names = {r["condition"]: (r["group"], r["name"]) for r in raw("checklist")}
    others, items = readers(), {}
    for name, group in (("score-the-mediator", "mediator"), ("score-the-process", "process")):
        question = asked[name]
        assert question.basis == "coding"
        assert {o.id: o.text.lower() for o in question.options} == VERDICTS
        assert "You may keep your answer if you can give a reason." in question.intro
        for item in question.items:
            assert names[item.id][0] == group
            items[item.id] = item
    assert set(items) == set(coding)
    for condition, item in items.items():
        line = coding[condition]
        assert item.text.startswith(names[condition][1] + ": ")
        assert item.answer[0] == line["verdict"]
        also = others.get(condition, set()) - {line["verdict"]}
        assert set(item.answer[1:]) == also
        assert item.passages == tuple(line["passages"].split())
        said = item.feedback["any"].replace("*", "")
        accept = "".join(f", and we accept {VERDICTS[v]}, too" for v in also)
        assert said == f"We chose {VERDICTS[line['verdict']]}{accept}. {line['reason']}"
        defended = {v for v, word in VERDICTS.items()
                    if f"{word.capitalize()} can be defended, too, because" in said}  # fmt: skip
        assert defended == also


MATCHED = {
    "criticised": ("mbeki", "mbeki-criticised-bassole"),
    "faulted": ("au-psc", "au-psc-criticised-bassole"),
    "distrusted": ("ping", "ping-distrusted-bassole"),
    "clashed": ("gambari", "gambari-opposed-special-envoys"),
    "shunned": ("gration", "gration-shunned-jem"),
    "insisted": ("bassole", "bassole-consulted-darfuris"),
    "endorsed": ("participants", "conference-endorsed-unamid"),
}


def test_each_act_to_match_stands_in_the_list_of_relations(asked):
    relations = {r["relation"]: r for r in raw("relations")}
    names = {r["actor"]: r["name"] for r in raw("actors")}
    options = {o.id: o.text for o in asked["who-did-what"].options}
    assert {item.id for item in asked["who-did-what"].items} == set(MATCHED)
    for item in asked["who-did-what"].items:
        option, relation = MATCHED[item.id]
        line = relations[relation]
        assert item.answer == (option,)
        assert options[option].casefold() == names[line["source"]].casefold()
        assert item.passages[0] in line["passages"].split()
        said = item.feedback["fits"]
        assert ("stated by the brief" in said) == (
            line["basis"] == "stated"
        ) or item.id == "shunned"


def test_the_blame_has_no_right_answer_and_both_sides_of_each(asked):
    question = asked["weigh-the-blame"]
    assert question.open
    for item in question.items:
        assert item.answer == ()
        assert item.feedback["any"].startswith("*For a large part:* ")
        assert " *Against a large part:* " in item.feedback["any"]


# --- the words of the lesson ----------------------------------------------------------------------


def test_the_numbers_in_the_lessons_words_are_those_of_data_and_model():
    notebook = json.loads((DATA.parent / "notebooks" / "03-mediation-failure.ipynb").read_bytes())
    text = " ".join("".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "markdown")
    near = forum.expected_concession(8, spread=0.2)
    far = forum.expected_concession(8)
    assert f"With 8 channels the government now gives {near:.0%}, and not {far:.0%}" in text
    refusing = [
        (how(4, together, walk_away=0.4))
        for how in (forum.expected_concession, forum.chance_of_deal)
        for together in (False, True)
    ]
    assert f"it now gives {refusing[0]:.0%} if each channel makes its own demand" in text
    assert f"and {refusing[1]:.0%} if all make the same demand" in text
    assert f"a deal in {refusing[2] * 100:.0f} of 100 games in the first case" in text
    assert f"and in {refusing[3] * 100:.0f} of 100 in the second" in text

    groups = {r["condition"]: r["group"] for r in raw("checklist")}
    ours = {r["condition"]: r["verdict"] for r in raw("checklist_coding")}
    sizes, found = Counter(groups.values()), Counter(ours.values())
    assert f"{sizes['mediator']} for the mediator and {sizes['process']} for the process" in text
    assert found == {"silent": 11, "unmet": 5}
    assert "*the brief does not say* for eleven conditions and *not met* for five" in text
    rows = [r for r in raw("second_reading") if r["table"] == "checklist_coding"]
    blind = {r["row"].split()[0]: r["found"] for r in rows if r["reading"] == "blind"}
    assert f"the same verdict for {sum(blind[c] == v for c, v in ours.items())} of 16" in text
    assert {c: v for c, v in blind.items() if v != ours[c]} == {"substantive-focus": "partly"}
    before = [r["row"].split()[0] for r in rows
              if r["column"] == "verdict" and r["reading"] != "blind"]  # fmt: skip
    of_the_mediator = {c for c in before if groups[c] == "mediator"}
    assert of_the_mediator == {"gravitas", "creativity", "commitment-to-principle"}
    assert "*not met* for gravitas, creativity and commitment to principle" in text

    acts = mediation.around_mediators(
        datasets.load_relations(), datasets.load_actors(), datasets.load_mandates()
    )
    criticised = {r["relation"] for r in raw("relations") if r["verb"] == "criticised"}
    assert criticised - set(acts["relation"]) == {"sudan-now-criticised-government"}
    assert "One act in this table is not on the charts: Sudan Now" in text
