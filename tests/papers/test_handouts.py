"""The handouts as HTML: what a class without laptops needs is there, and what it should not see."""

from __future__ import annotations

from functools import cache

import pytest

from darfurlab.datasets import folders, pack
from darfurlab.papers import guide, handouts
from darfurlab.questions import bank


@cache
def made() -> dict[str, str]:
    acts = [{"who": "A", "did": "left", "to_whom": "B", "sense": "for", "where": "C"}]
    return handouts.sheets("A4", "Room <12>", "<svg></svg>", acts)


@pytest.mark.slow
def test_every_sheet_is_made_and_says_who_helps() -> None:
    assert list(made()) == [handout["id"] for handout in guide.handouts(guide.folder())]
    assert "Support: Room &lt;12&gt;" in made()["ticket"]
    assert "<strong>A</strong> left <strong>B</strong>" in made()["network"]


def test_the_sixteen_conditions_stand_on_their_sheet() -> None:
    for row in pack.table("checklist").rows:
        assert f"<strong>{row['name']}:</strong>" in made()["conditions"]


def test_every_passage_but_headings_stands_in_the_gists() -> None:
    rows = [row for row in pack.table("passages").rows if row["kind"] != "heading"]
    assert made()["gists"].count("<p><strong>") == len(rows)


@pytest.mark.parametrize("number", ["00", "01", "02", "03", "04"])
def test_a_question_sheet_has_the_questions_of_the_core_and_no_answer(number: str) -> None:
    sheet, key = made()[f"questions-{number}"], made()[f"key-{number}"]
    refs = guide.asked(guide.lesson(number))
    assert sheet.count("<section>") == len(refs) > 4
    for ref in refs:
        for line in handouts.key(bank.find(ref, folders.questions())):
            reason = handouts.rich(line.reason)
            assert reason in key
            assert not reason or reason not in sheet, ref
            assert line.reason or line.given, ref


def test_the_key_gives_each_item_its_answers() -> None:
    lines = list(handouts.key(bank.find("03/score-the-mediator", folders.questions())))
    assert lines[0].given == "The brief does not say or Not met"
    assert "Mediator attributes •1" in lines[0].passages
    (estimate,) = handouts.key(bank.find("03/predict-forum", folders.questions()))
    assert "20 percent" in estimate.reason
