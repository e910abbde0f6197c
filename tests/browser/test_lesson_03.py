"""Lesson 03 in a real browser: each activity answered, the network filtered, the slider moved."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from conftest import axe_faults
from lab_page import OUTPUTS, Page, kept_back, wait_for_charts

pytestmark = pytest.mark.browser
CHARTS = 4


@pytest.mark.parametrize("lesson", ["03-mediation-failure"], indirect=True)
def test_lesson_03_from_the_first_activity_to_the_last(lesson: Page, lab: tuple[str, Path]) -> None:
    tab, number = lesson.tab, CHARTS
    wait_for_charts(lesson, number - kept_back("03-mediation-failure"))  # before any cell is run
    lesson.run_all()
    wait_for_charts(lesson, number)
    assert tab.locator(f"{lesson.shown} summary", has_text="Show as table").count() == number
    assert tab.locator(".jp-RenderedText[data-mime-type*=stderr]").count() == 0
    assert (
        tab.locator(f"{lesson.shown} .dl-summary", has_text="There is no answer yet").count() == 3
    )

    for prompt, option in (
        ("Who refused the proposals of JEM", "The National Congress Party and some"),
        ("in the model of lesson 02", "The points that a party loses"),
        ("What does the brief not say about these", "The date on which Bassolé left"),
    ):
        card = lesson.card(prompt)
        card.get_by_label(re.compile(f"^{option}")).check()
        card.get_by_role("button", name="Check").click()
        card.locator(".dl-source").first.wait_for()

    card = lesson.card("Who did each act, by what the brief says?")
    who = {"Suggested": "Thabo Mbeki", "Criticised": "A.U. Peace and Security Council",
           "Distrusted": "Jean Ping", "Quarrelled": "Ibrahim Gambari", "Helped": "Scott Gration",
           "Insisted": "Thabo Mbeki",
           "Approved": "Stakeholder conference participants"}  # fmt: skip
    for act, name in who.items():
        card.get_by_label(re.compile(f"^{act}")).select_option(label=name)
    card.get_by_role("button", name="Check").click()
    card.get_by_text("the mediator who led these talks").wait_for()  # one was Bassolé's
    assert "The source is a decision of 8 April 2011" in card.inner_text()

    # The menus of the network, by keyboard alone: the acts of one actor, in words.
    net = tab.locator(f"{lesson.shown} .vega-embed:has(select)").first
    net.get_by_text("one mediator acts against another").wait_for()
    show = net.locator(".vega-bind", has_text="Show").locator("select")
    show.focus()
    for _ in range(60):  # not by its first letters: a slow machine forgets them between two keys
        if show.input_value() == "Djibril Bassolé":
            break
        tab.keyboard.press("ArrowDown")
    net.get_by_text(re.compile("We list .*by Djibril Bassolé")).first.wait_for()
    net.get_by_text("distrusted").first.wait_for()
    show.select_option(label="everyone, as a network")
    net.locator(".vega-bind", has_text="Step").locator("select").select_option(label="All acts")
    net.get_by_text(re.compile("In our list, .* acts around")).first.wait_for()

    card = lesson.card("Four channels each make their own demand")
    card.get_by_role("spinbutton").fill("40")
    card.get_by_role("button", name="Save my estimate").click()
    card.get_by_text("The government gives 20 percent on average").wait_for()
    shopping = tab.locator(f"{lesson.shown} .vega-embed", has_text="Number of channels")
    between, refused = (shopping.locator("select").nth(n) for n in (0, 1))
    shopping.get_by_text("four channels 20% on average").wait_for()
    between.select_option(label="40% and 60%")
    shopping.get_by_text("four channels 44% on average").wait_for()
    between.select_option(label="0% and 100%")
    refused.select_option(label="a demand above 40%")
    shopping.get_by_text("four channels 13% on average").wait_for()

    card = lesson.card("Score Doha, part 1")
    verdicts = {"Gravitas": "Not met", "Creativity": "Met", "Deep commitment": "Partly met",
                "Commitment to principle": "Not met", "Discretion": "Not met"}  # fmt: skip
    for row, verdict in verdicts.items():
        found = card.get_by_role("group", name=re.compile(f"^{row}"))
        found.get_by_label(verdict, exact=True).check()
    card.get_by_role("button", name="Check").click()
    card.get_by_text("can be defended, too, because authority").wait_for()
    card = lesson.card("Score Doha, part 2")
    for row in card.get_by_role("group").all():
        row.get_by_label("The brief does not say").check()
    card.get_by_role("button", name="Check").click()
    card.get_by_text("We chose not met").first.wait_for()

    card = lesson.card("How large was the part of each")
    for row in card.get_by_role("group").all():
        row.get_by_label("Some part").check()
    card.get_by_role("button", name="Check").click()
    card.get_by_text("nothing in the brief excuses the detentions").wait_for()
    card = lesson.card("Whose missing words would you")
    card.get_by_label(re.compile("^The words of women")).check()
    card.get_by_role("button", name="Check").click()
    card.get_by_text("who has power inside Darfur").wait_for()
    card = lesson.card("Which objection to")
    card.get_by_label(re.compile("^A text that blames mediators")).check()
    card.get_by_role("button", name="Check").click()
    card.get_by_text("none of the seven paragraphs describes any fighting").wait_for()
    card = lesson.card("What would you change first")
    card.get_by_role("textbox").fill("I would agree on one mandate before talks begin. " * 4)
    card.get_by_role("button", name="Save").click()
    card.get_by_text("In lesson 04 you design").wait_for()

    assert axe_faults(tab, OUTPUTS) == []
    kept = json.loads((lab[1] / "my-work.json").read_bytes())["answers"]
    assert len(kept["03"]) == 11  # the exercises were left empty
    assert lesson.left == []
    assert lesson.ours() == []
