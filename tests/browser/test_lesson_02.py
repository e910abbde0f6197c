"""Lesson 02 in a real browser: each activity answered, the explorer worked with its keys."""

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
CHARTS = 5


def drawn(chart: Any) -> list[tuple[str | None, ...]]:
    """Return each mark of the explorer's picture: what it is, where, its colour and its size."""
    found: list[tuple[str | None, ...]] = chart.evaluate(
        "node => [...node.querySelectorAll('svg.marks .mark-symbol path, svg.marks .mark-rule line,"
        " svg.marks .mark-text text')].map(e => ['transform', 'd', 'x2', 'y2', 'fill',"
        " 'stroke-width'].map(name => e.getAttribute(name)).concat(e.textContent))"
    )
    return found


def moved(page: Page, chart: Any, act: Any) -> list[tuple[str | None, ...]]:
    """Return the marks after an act that must change them."""
    before = drawn(chart)
    act()
    for _ in range(100):
        if drawn(chart) != before:
            return drawn(chart)
        page.tab.wait_for_timeout(50)
    raise AssertionError("the marks did not change")


def asked_of_02(card: Any, tab: Any) -> Iterator[tuple[str, str]]:
    """Answer the activities of lesson 02, first to last: yield a prompt and what must be told."""
    one = card("what do the authors say that the conflicts")
    one.get_by_label("The conflicts all began between farmers").check()
    one.get_by_role("button", name="Check").click()
    one.get_by_text("does not name disputes between farmers").wait_for()
    one.get_by_label("The conflicts have similar origins").check()
    one.get_by_role("button", name="Check").click()
    yield "what do the authors say that the conflicts", "marginalization as the similar origin"

    one = card("what does the brief tell you about deaths")
    one.get_by_label("Only a ratio").check()
    one.get_by_role("button", name="Check").click()
    yield "what does the brief tell you about deaths", "for neither year"

    one = card("Six deals are possible")
    one.get_by_role("spinbutton").fill("1")
    one.get_by_role("button", name="Save my estimate").click()
    yield "Six deals are possible", "Only the deal with some posts and a ceasefire"

    one = card("Three regions come to the government")
    rows = {"A development fund": "Sign the", "A share of the cabinet": "Refuse the",
            "A ceasefire in Darfur": "Refuse the", "Autonomy": "Refuse the"}  # fmt: skip
    for row, choice in rows.items():
        one.get_by_role("group", name=re.compile(row)).get_by_label(re.compile(choice)).check()
    one.get_by_role("button", name="Check").click()
    one.get_by_text("have no reason yet").wait_for()  # and our yardstick is not told yet
    assert "our coding" not in one.inner_text()
    for field in one.locator("input[type=text]:visible").all():
        field.fill("It keeps the centre.")
    one.get_by_role("button", name="Check").click()
    one.get_by_text("Differs from our coding.").wait_for()
    told = "One answer differs from our coding: A ceasefire in Darfur"
    yield "Three regions come to the government", told

    one = card("how many of the three regional tables")
    one.get_by_role("spinbutton").fill("3")
    one.get_by_role("button", name="Save my estimate").click()
    yield "how many of the three regional tables", "The model gives 2 tables."

    one = card("build a deal that all five parties")
    one.get_by_role("button", name="Ask all parties").click()  # a blank attempt
    one.get_by_text("This deal is today.").wait_for()
    one.get_by_label("Whose points do you want to see?").select_option(label="The East")
    one.get_by_text("The East: 4 points, 11 below its walk-away value of 15.").wait_for()
    revenue = one.get_by_label("What the East gets from its own resources")
    revenue.focus()  # by keyboard
    tab.keyboard.press("ArrowDown")
    one.get_by_text("The East: 24 points, 9 above its walk-away value of 15.").wait_for()
    one.get_by_text("Role card of this party").click()
    one.get_by_text("You have few fighters").wait_for()
    one.get_by_role("button", name="Ask all parties").click()
    one.get_by_text("Would sign. 77 points, 7 above").wait_for()
    yield "build a deal that all five parties", "2 of the 5 parties would sign this deal."

    one = card("how many of the three processes")
    one.get_by_role("spinbutton").fill("1")
    one.get_by_role("button", name="Save my estimate").click()
    yield "how many of the three processes", "The model gives 2 processes."

    one = card("In how many of 100 games does the deal again")
    one.get_by_role("spinbutton").fill("90")
    one.get_by_role("button", name="Save my estimate").click()
    yield "In how many of 100 games does the deal again", "our first result is one case"

    one = card("Why can the one table fail")
    one.get_by_label("The one table has too many issues.").check()
    one.get_by_role("button", name="Check").click()
    one.get_by_text("More issues only add possible deals").wait_for()
    one.get_by_label("More parties sit at the one table").check()
    one.get_by_role("button", name="Check").click()
    yield "Why can the one table fail", "(Cunningham 2006)"

    one = card("how many of the five parties")
    one.get_by_role("button", name="Hint").click()
    one.get_by_text("The round marks belong to the one table").wait_for()
    one.get_by_role("spinbutton").fill("5")
    one.get_by_role("button", name="Save my estimate").click()
    yield "how many of the five parties", "The government can block"

    one = card("make a process in which every party signs")
    one.get_by_role("button", name="Save this process").click()  # a blank attempt
    one.get_by_text("put two parties and an issue at a table.").wait_for()
    process = one.get_by_label("Process", exact=True)
    process.select_option(label="National issues first, then the regions")
    one.get_by_text("no deal (veto of Government)").wait_for()
    one.get_by_text("Change how the model is played").click()
    one.get_by_label("The parties look ahead").check()
    one.get_by_text("The deals touch the root for all regions.").wait_for()
    one.get_by_text("Change who sits where").click()
    one.get_by_role("checkbox", name="How the Two Areas are run, table 1").check()
    assert process.input_value() == "own"
    one.get_by_role("button", name="Save this process").click()
    yield "make a process in which every party signs", "This process is saved."

    one = card("Does the agreement of 2006 for the East")
    one.get_by_label("The agreement neither supports").check()
    one.get_by_role("button", name="Check").click()
    yield "Does the agreement of 2006 for the East", "One case cannot prove"

    code = {
        "At which walk-away value of the opposition": (
            "answer = 20", "asked = sudan.compare(asks=", "and there is a deal. Raise the number"
        ),
        "how many points does each party have after": (
            'answer = scores[scores["option"].isin(deal)].groupby("party")["score"].sum()',
            "deal = list(sudan.play", "The model only adds points."
        ),
        "why does the table of the Two Areas reach no deal": (
            'answer = two - two.loc["two-areas-rule-as-now"]',
            "rows = scores[scores", "The row of today is all zeros."
        ),
    }  # fmt: skip
    for prompt, (line, begins, told) in code.items():
        one = card(prompt)
        assert "There is no answer yet. Put your code in place of the three dots." in (
            one.inner_text()
        )
        cell = tab.locator(".jp-CodeCell", has_text=prompt)
        assert begins in cell.locator(".cm-content").inner_text()
        cell.locator(".cm-line", has_text="answer = ...").click()
        tab.keyboard.press("Home")
        tab.keyboard.press("Shift+End")
        tab.keyboard.insert_text(line)
        tab.keyboard.press("Control+Enter")
        yield prompt, told

    one = card("Which of these things that our model leaves out")
    one.get_by_label(re.compile("^Spoilers")).check()
    one.get_by_role("button", name="Check").click()
    yield "Which of these things that our model leaves out", "Spoilers have no power in our model"

    one = card("when would you advise one table for all Sudan")
    text = "One table where the root is shared, and pressure can be kept up; one deal per region "
    one.get_by_role("textbox").fill(text + "where killing must stop first. It hangs on who can say "
                                    "no, and on whether a signature holds.")  # fmt: skip
    one.get_by_role("button", name="Save").click()
    yield "when would you advise one table for all Sudan", "do your two answers agree?"


@pytest.mark.parametrize("lesson", ["02-piecemeal-peace"], indirect=True)
def test_lesson_02_from_the_first_activity_to_the_last(lesson: Page, lab: tuple[str, Path]) -> None:
    tab = lesson.tab
    wait_for_charts(lesson, CHARTS - kept_back("02-piecemeal-peace"))  # before any cell is run
    assert "Six deals are possible" in tab.inner_text(lesson.shown)
    lesson.run_all()
    wait_for_charts(lesson, CHARTS)
    twins = tab.locator(f"{lesson.shown} summary", has_text="Show as table")
    assert twins.count() == CHARTS
    assert tab.locator(".jp-RenderedText[data-mime-type*=stderr]").count() == 0

    chart = tab.locator(f"{lesson.shown} .vega-embed:has(input[type=range])")
    chart.scroll_into_view_if_needed()
    slider = chart.locator("input[type=range]")
    assert slider.input_value() == "0"
    assert "no deal touches the root" in " ".join(chart.inner_text().split())
    slider.focus()  # by keyboard: the arrows must stay with the slider
    moved(lesson, chart, lambda: [tab.keyboard.press("ArrowRight") for _ in range(9)])
    assert slider.input_value() == "9"
    tab.wait_for_function(
        "node => node.textContent.includes('At leverage 9')", arg=chart.element_handle()
    )
    select = chart.locator(".vega-bind", has_text="Who can block").locator("select")
    moved(lesson, chart, lambda: select.select_option("2"))
    assert axe_faults(tab, OUTPUTS) == []

    done = 0
    for prompt, told in asked_of_02(lesson.card, tab):
        lesson.card(prompt).get_by_text(told).first.wait_for()
        done += 1
    cards = tab.locator(f"{lesson.shown} .dl-card")
    assert done == cards.count()
    kept = json.loads((lab[1] / "my-work.json").read_bytes())["answers"]["02"]
    assert len(kept) == done
    assert axe_faults(tab, f"{OUTPUTS} .dl-card") == []  # as they are once answered
    assert lesson.left == []
    assert lesson.ours() == []
