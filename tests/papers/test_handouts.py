"""The handouts as HTML: what a class without laptops needs is there, and what it should not see."""

from __future__ import annotations

import re
from functools import cache

import pytest

from darfurlab.bargaining import simulation
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
    assert made()["gists"].count("<h2>Ensuring the right leadership (continued)</h2>") == 1


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


def test_a_question_on_paper_speaks_of_paper_where_its_plan_says_so() -> None:
    sheet = made()["questions-02"]
    assert (
        "<p>Use the sheet <em>Build a deal on paper</em>. Write here who would sign.</p>" in sheet
    )
    assert "Ask all parties" not in sheet
    assert "Choose all that apply. Use the box with the posts." in made()["questions-03"]
    for number in ("00", "01", "02", "03", "04"):  # words of the screen
        told = re.sub(r"<style>.*</style>", "", made()[f"questions-{number}"], flags=re.DOTALL)
        assert not re.search(r"\b(button|card|links|press|chart (above|below))\b", told, re.I), (
            number
        )


def test_a_deal_on_paper_adds_up_as_in_the_model() -> None:
    """The first options, each marked as today, come to what the parties have today."""
    bodies = made()["deal"].split("<tbody>")[1:]
    today = [re.findall(r'class="points">(\d+)<', body.split("</tr>")[1]) for body in bodies[:-1]]
    assert [body.count("(today)") for body in bodies] == [1] * 9 + [0]
    sums = [sum(map(int, column)) for column in zip(*today, strict=True)]
    assert re.findall(r'class="points">(\d+)<', bodies[-1].split("</tr>")[0]) == [*map(str, sums)]
    assert sums[:2] == [76, 4]  # as lesson 02 says of the government and Darfur's movements
    parties = simulation.load().standings({}).drop_duplicates("party")
    assert re.findall(r"<strong>(\d+)</strong>", bodies[-1]) == [
        f"{each:.0f}" for each in parties["walk_away"]
    ]


def test_the_key_has_one_deal_that_all_five_parties_sign() -> None:
    sudan = simulation.load()
    played = sudan.play("all-sudan")
    assert len(played.sittings[0].signed) == 5
    (line,) = handouts.key(bank.find("02/build-a-deal", folders.questions()))
    assert line.reason.count(": ") == 9
    for issue, option in played.deal.items():
        assert f"{sudan.name(issue)}: {sudan.word(issue, option)}." in line.reason
    assert f"sign this deal.</strong> {line.reason[:20]}" in made()["key-02"]


@pytest.mark.parametrize(
    ("item", "passage", "word"),
    [("endorsed", "leadership-8", "draft"), ("shunned", "charge-3", "form LJM")],
)
def test_a_gist_does_not_call_a_claim_what_the_key_calls_stated(
    item: str, passage: str, word: str
) -> None:
    found = {i.id: i for i in bank.find("03/who-did-what", folders.questions()).items}[item]
    assert "*stated by the brief*" in found.feedback["fits"]
    gist = next(r["gist"] for r in pack.table("passages").rows if r["passage"] == passage)
    (sentence,) = (each for each in gist.split(". ") if word in each)
    assert "authors say" not in sentence


def test_a_sheet_of_cards_holds_two_sets_with_the_long_names_of_the_labels() -> None:
    sheet = made()["cards-00"]
    assert sheet.count('class="card head"') == 2 * 4
    assert sheet.count("<small>Stated by the brief</small>") == 2
    assert "<small>" not in made()["cards-03"]


def test_the_key_gives_each_item_its_answers() -> None:
    lines = list(handouts.key(bank.find("03/score-the-mediator", folders.questions())))
    assert lines[0].given == "The brief does not say or Not met"
    assert "Mediator attributes •1" in lines[0].passages
    (estimate,) = handouts.key(bank.find("03/predict-forum", folders.questions()))
    assert "20 percent" in estimate.reason


def test_the_key_says_why_an_option_is_not_among_several_answers() -> None:
    lines = list(handouts.key(bank.find("03/left-open", folders.questions())))
    assert [line.given == "No" for line in lines] == [True, False, False, True]
    assert lines[3].item == "Who appointed Gambari as head of UNAMID"
    assert "the United Nations and the African Union" in lines[3].reason
