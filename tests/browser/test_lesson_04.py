"""Lesson 04 in a real browser: each activity answered, a process designed, compared and printed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import axe_faults
from lab_page import OUTPUTS, Page, kept_back, wait_for_charts

from darfurlab.questions import designs

pytestmark = pytest.mark.browser
BOOK = designs.load()
CHARTS = 3
DESIGN = "Design a peace process for Sudan"
CHOSEN = {
    "Who oversees the process?": ["The United Nations alone"],
    "What post does the mediator hold?": ["One mediator, who has no other task"],
    "Who decides the mandate of the mediator?": ["The permanent members of the Security Council"],
    "Who has a seat at the largest table?": [
        "The government and its ruling party", "Darfur’s armed movements",
        "The movement of South Kordofan", "Unarmed opposition", "People who speak for the East",
    ],
    "Which issues are open for negotiation?": [
        "Who governs at the centre", "Freedoms and justice", "Darfur: a ceasefire",
    ],
    "In which order do the parties negotiate?": ["First national issues with everybody"],
    "Who disarms, and when?": ["The militias and the movements disarm together"],
    "What do outside states offer, and what do they threaten?": [
        "Influential countries act together",
    ],
    "What happens to a party that refuses to sign?": [
        "The other parties go on, and the party can join later",
    ],
}  # fmt: skip


def activities(card: Any, tab: Any) -> Iterator[tuple[str, str]]:
    """Answer the activities, first to last: yield a prompt and what must be told."""
    for prompt, option, told in (
        (
            "What does forum shopping mean?",
            "A party chooses the process",
            "needs several processes",
        ),
        (
            "Which three people competed",
            "Bassolé, Mbeki and Gambari",
            "The brief names these three",
        ),
    ):
        one = card(prompt)
        one.get_by_label(re.compile(f"^{option}")).check()
        one.get_by_role("button", name="Check").click()
        yield prompt, told

    prompt = "Where does the brief put each issue"
    one = card(prompt)
    rows = {
        "Power-sharing": "Phase 1",
        "Compensation": "Phase 2",
        "The administrative status": "Phase 2",
        "permanent ceasefire": "No phase",
        "Human rights": "Phase 1",
        "The return of": "Phase 2",
        "Justice": "No phase",
    }
    for row, choice in rows.items():
        one.get_by_role("group", name=re.compile(row)).get_by_label(choice).check()
    one.get_by_role("button", name="Check").click()
    yield prompt, "The name of the issue suggests phase 2."

    prompt = "How many of the 50 do not say who should act?"
    one = card(prompt)
    one.get_by_role("spinbutton").fill("0")
    one.get_by_role("button", name="Save my estimate").click()
    yield prompt, "that do not say who should act"

    prompt = "In which order does the brief put these six steps?"
    one = card(prompt)
    one.get_by_role("button", name="Check").click()
    yield prompt, "So the national process must begin first."

    prompt = "What should each actor do, by the brief?"
    one = card(prompt)
    one.get_by_label("Thabo Mbeki").select_option(
        label="work only on the issues between Sudan and South Sudan"
    )
    one.get_by_role("button", name="Check").click()
    yield prompt, "The authors want Mbeki to keep only the issues between North and South."

    for prompt in ("Build the table behind the first chart", "recommendations of each phase"):
        card(prompt)
        yield prompt, "There is no answer yet"

    prompt = "Which objection to the proposal is the strongest, in your view?"
    one = card(prompt)
    one.get_by_label("The government can refuse.").check()
    one.get_by_role("button", name="Check").click()
    yield prompt, "and they do not name any consequence"

    prompt = "Would this proposal bring a peace"
    one = card(prompt)
    one.get_by_role("textbox").fill(
        "It hangs on the mandate, which five states would have to agree on, and I cannot see what "
        "would make them do so in time, for each has reasons of its own to wait."
    )
    one.get_by_role("button", name="Save").click()
    yield prompt, "Does this proposal meet your own conditions?"


def choose(card: Any, question: str) -> Any:
    """Open a choice of the designer, and return it."""
    name = next(row["name"] for row in BOOK.choices if row["question"] == question)
    key = re.compile(f"^{name}(open|[0-9])")  # its name, and how many are chosen
    card.locator(".dl-keys button", has_text=key).click()
    return card.get_by_role("group", name=question)


def unfold(card: Any, heading: str) -> None:
    card.locator("summary", has_text=heading).click()


def design(page: Page, tmp_path: Path) -> None:
    """Make a process, read what is said of it, compare it, keep it, reopen it and print it."""
    card = page.card(DESIGN)
    assert card.bounding_box()["height"] <= 1200
    effect, strip = card.locator(".dl-effect"), card.locator(".dl-strip")
    assert "cannot play this design yet" in strip.inner_text()
    unfold(card, "12 more choices")
    for question, options in CHOSEN.items():
        group = choose(card, question)
        for option in options:
            group.get_by_label(re.compile(f"^{re.escape(option)}")).check()
        effect.get_by_text("Your choice changes").wait_for()
    unfold(card, "12 more choices")
    group = choose(card, "What do outside states offer, and what do they threaten?")
    effect.get_by_text("if these states do not act together").wait_for()
    last = group.get_by_label(re.compile("^Outside states offer and threaten nothing"))
    last.evaluate(  # the strip stays in sight above the options
        "(node) => node.closest('.jp-WindowedPanel-outer')"
        ".scrollBy(0, node.getBoundingClientRect().top - 560)"
    )
    before = middle(last)
    assert 0 <= strip.bounding_box()["y"] < 300
    last.check()
    effect.get_by_text(
        "Your choice changes one verdict: Leverage, from “met” to “not met”."
    ).wait_for()
    assert middle(last) == before
    strip.get_by_text("Your last choice changed 1 of the 16 conditions: Leverage.").wait_for()
    strip.get_by_role("button", name=re.compile("Leverage")).click()
    effect.get_by_text("Our coding, rule leverage-8").wait_for()
    unfold(card, "All results")
    verdicts = card.get_by_role("table", name="Your design and the 16 conditions")
    assert verdicts.get_by_role("row").count() == 17
    card.get_by_text("This design has 0 points of leverage").first.wait_for()
    unfold(card, "All results")
    group.get_by_label("Why?").fill("Nobody will lend theirs.")

    unfold(card, "Your versions")
    card.get_by_label("Compare with:").select_option(label="The Doha process")
    card.get_by_role("table", name=re.compile("the Doha process: .* differences")).wait_for()
    strip.get_by_text("Your design and the Doha process differ on").wait_for()
    other = {"format": "darfurlab-work"}
    (tmp_path / "classmate.json").write_text(json.dumps(other), encoding="utf-8")
    card.get_by_label("a classmate’s my-work.json:").set_input_files(tmp_path / "classmate.json")
    card.get_by_text("The file cannot be compared").wait_for()
    card.get_by_role("button", name="Save this version").click()
    card.get_by_text("This version is saved").wait_for()
    card.get_by_role("button", name="Begin a new design").click()
    card.get_by_text("The card is empty now.").wait_for()
    card.get_by_role("button", name="Open Version 1").click()
    card.get_by_text("This version is in the card again.").wait_for()
    unfold(card, "Your versions")
    unfold(card, "Your memo")
    with page.tab.expect_download() as printed:
        card.get_by_role("button", name="Memo to print (HTML)").click()
    text = Path(printed.value.path()).read_text(encoding="utf-8")
    assert "Nobody will lend theirs." in text
    with page.tab.expect_download() as plain:
        card.get_by_role("button", name="Memo (Markdown)").click()
    assert "Nobody will lend theirs." in Path(plain.value.path()).read_text(encoding="utf-8")


def middle(control: Any) -> tuple[float, float]:
    box = control.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("lesson", ["04-two-phase-proposal"], indirect=True)
def test_lesson_04_from_the_first_activity_to_the_last(
    lesson: Page, lab: tuple[str, Path], tmp_path: Path
) -> None:
    tab = lesson.tab
    wait_for_charts(lesson, CHARTS - kept_back("04-two-phase-proposal"))  # before any cell is run
    assert "Who oversees the process?" in tab.inner_text(lesson.shown)  # before it is run
    lesson.run_all()
    wait_for_charts(lesson, CHARTS)
    twins = tab.locator(f"{lesson.shown} summary", has_text="Show as table")
    assert twins.count() == CHARTS
    assert tab.locator(".jp-RenderedText[data-mime-type*=stderr]").count() == 0

    done = 0
    for prompt, told in activities(lesson.card, tab):
        lesson.card(prompt).get_by_text(told).first.wait_for()
        done += 1
    design(lesson, tmp_path)
    assert done + 1 == tab.locator(f"{lesson.shown} .dl-card").count()
    kept = json.loads((lab[1] / "my-work.json").read_bytes())["answers"]["04"]
    assert kept["design"]["attempts"][-1]["answer"]["words"] == {
        "leverage": "Nobody will lend theirs."
    }
    assert axe_faults(tab, OUTPUTS) == []

    # Run again: the design stands as it was left.
    lesson.run_all()
    group = choose(lesson.card(DESIGN), "Who oversees the process?")
    assert group.get_by_label(re.compile("^The United Nations alone")).is_checked()
    assert lesson.left == []
    assert lesson.ours() == []
