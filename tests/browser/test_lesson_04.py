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

pytestmark = pytest.mark.browser
CHARTS = 3
DESIGN = "Design a peace process for Sudan"
CHOSEN = {
    "Who oversees the process?": ["The United Nations as the one agency"],
    "What post does the mediator hold?": ["One mediator, with no other task"],
    "Where does the mediator’s mandate come from?": ["Agreed before anything starts"],
    "Who has a seat at the widest table?": [
        "The government and its ruling party", "Darfur’s armed movements",
        "The movement of South Kordofan", "Unarmed opposition", "Those who speak for the East",
    ],
    "Which issues are open?": ["Who governs at the centre", "Freedoms and justice",
                               "Darfur: ceasefire and forces"],
    "In which order are they taken?": ["National issues first with everybody"],
    "What do outsiders put behind the talks?": ["Influential countries act together"],
    "What happens to those who refuse?": ["The others go on, and the door stays open"],
}  # fmt: skip


def activities(card: Any, tab: Any) -> Iterator[tuple[str, str]]:
    """Answer the activities, first to last: yield a prompt and what must be told."""
    prompt = "Which phase would you give each issue, by the rule?"
    one = card(prompt)
    rows = {
        "Power-sharing": "Phase 1",
        "Compensation": "Phase 2",
        "administrative status": "Phase 2",
        "permanent ceasefire": "No phase given",
        "Human rights": "Phase 1",
        "The return of": "Phase 2",
        "Justice": "No phase given",
    }
    for row, choice in rows.items():
        one.get_by_role("group", name=re.compile(row)).get_by_label(choice).check()
    for field in one.locator("input[type=text]:visible").all():
        field.fill("The passage says so.")
    one.get_by_role("button", name="Check").click()
    yield prompt, "That is what its name suggests, and you could argue for it."

    prompt = "For how many does it name nobody who should act?"
    one = card(prompt)
    one.get_by_role("spinbutton").fill("0")
    one.get_by_role("button", name="Save my estimate").click()
    yield prompt, "There are more:"

    prompt = "Give each actor its part in the proposal."
    one = card(prompt)
    one.get_by_label("Thabo Mbeki").select_option(
        label="deal only with what divides Sudan and South Sudan"
    )
    one.get_by_role("button", name="Check").click()
    yield prompt, "The authors want him to keep the one that they call his main mandate"

    prompt = "Put these steps in the order that the brief gives them."
    one = card(prompt)
    one.get_by_role("button", name="Check").click()
    yield prompt, "there must be something to break out from"

    prompt = "Do talks on Darfur have to wait until there have been elections?"
    one = card(prompt)
    one.get_by_label("It cannot be told from the brief.").check()
    one.get_by_role("button", name="Check").click()
    yield prompt, "gives neither dates nor a test for when one ends"

    for prompt in ("Build the table behind the first chart", "of each phase name nobody?"):
        card(prompt)
        yield prompt, "There is no answer yet"

    prompt = "Which objection to the proposal do you find strongest?"
    one = card(prompt)
    one.get_by_label("Khartoum can say no.").check()
    one.get_by_role("button", name="Check").click()
    yield prompt, "What the consequences are, it does not say."

    prompt = "would this proposal hold?"
    one = card(prompt)
    one.get_by_role("textbox").fill(
        "It hangs on the mandate, which five states would have to agree on, and I cannot see what "
        "would make them do so in time, for each has reasons of its own to wait."
    )
    one.get_by_role("button", name="Save").click()
    yield prompt, "does this proposal meet your own conditions?"


def design(page: Page, tmp_path: Path) -> None:
    """Make a process, read what is said of it, compare it, keep it and print it."""
    card = page.card(DESIGN)
    assert "You have made no choice yet." in card.inner_text()
    for question, options in CHOSEN.items():
        group = card.get_by_role("group", name=question)
        for option in options:
            group.get_by_label(re.compile(f"^{re.escape(option)}")).check()
        group.locator(".dl-said p").first.wait_for()
    group = card.get_by_role("group", name="What do outsiders put behind the talks?")
    group.get_by_text("What if nobody has it?").wait_for()
    verdicts = card.get_by_role("table", name=re.compile("Your design on the 16 conditions"))
    row = verdicts.get_by_role("row", name=re.compile("^Leverage"))
    assert "met" in row.inner_text()
    assert verdicts.get_by_role("row").count() == 17
    group.get_by_label(re.compile("^Nothing but words")).check()
    group.get_by_text("This choice changes: Leverage: met → unmet").wait_for()
    card.get_by_text("Rule leverage-5").first.wait_for()
    card.get_by_text("Leverage: 0 points.").first.wait_for()
    group.get_by_label("Why?").fill("Nobody will lend theirs.")

    card.get_by_role("button", name="The Doha process").click()
    card.get_by_role("table", name="Your design and The Doha process").wait_for()
    other = {"format": "darfurlab-work"}
    (tmp_path / "classmate.json").write_text(json.dumps(other), encoding="utf-8")
    card.get_by_label("a classmate’s my-work.json:").set_input_files(tmp_path / "classmate.json")
    card.get_by_text("The file cannot be compared").wait_for()
    card.get_by_role("button", name="Save this version").click()
    card.get_by_text("This version is saved").wait_for()
    with page.tab.expect_download() as printed:
        card.get_by_role("button", name="Memo to print (HTML)").click()
    text = Path(printed.value.path()).read_text(encoding="utf-8")
    assert "Nobody will lend theirs." in text
    with page.tab.expect_download() as plain:
        card.get_by_role("button", name="Memo (Markdown)").click()
    assert "Nobody will lend theirs." in Path(plain.value.path()).read_text(encoding="utf-8")


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
    group = lesson.card(DESIGN).get_by_role("group", name="Who oversees the process?")
    assert group.get_by_label(re.compile("^The United Nations")).is_checked()
    assert lesson.left == []
    assert lesson.ours() == []
