"""Lessons 00 and 01 in a real browser, in the JupyterLab that `make lab` starts."""

from __future__ import annotations

import json
import re
from contextlib import closing
from pathlib import Path

import pytest
from conftest import axe_faults
from lab_page import OUTPUTS, SLOW, TOP, Page, Tabs, charts_in, kept_back, wait_for_charts
from playwright.sync_api import expect

from darfurlab.charts import render

LESSONS = TOP / "notebooks"
pytestmark = pytest.mark.browser
LARGEST = 300 * 1024  # as of a committed one; with JupyterLab's own pictures it was 740 KB
PLAIN = "Run this cell to answer here"
STATUS = "The brief lists the status of Darfur among the issues"
CAUSES = "Is each point a root cause, a symptom, or an issue to settle?"


@pytest.mark.parametrize("lesson", ["01-marginalization"], indirect=True)
def test_lesson_01_from_first_sight_to_an_answer_found_again(
    lesson: Page, tabs: Tabs, lab: tuple[str, Path]
) -> None:
    tab = lesson.tab
    assert tab.locator(".jp-Dialog").count() == 0
    assert tab.get_by_text("official Jupyter news").count() == 0

    # Before any cell is run, each activity can be read and each chart is drawn, but for the answer
    # to a prediction.
    kept = kept_back("01-marginalization")
    assert kept == 2
    wait_for_charts(lesson, charts_in("01-marginalization") - kept)
    assert CAUSES in tab.inner_text(lesson.shown)

    lesson.run_all()
    card = lesson.card(CAUSES)
    wait_for_charts(lesson, charts_in("01-marginalization"))
    twins = tab.locator(f"{lesson.shown} summary", has_text="Show as table")
    assert twins.count() == charts_in("01-marginalization")
    words = tab.locator(f"{lesson.shown} .dl-words")  # for pages with pictures only
    assert words.count() == charts_in("01-marginalization")
    assert not any(each.is_visible() for each in words.all())
    assert tab.locator(".jp-RenderedText[data-mime-type*=stderr]").count() == 0
    assert axe_faults(lesson.tab, OUTPUTS) == []

    choices = {"Power and wealth": "Root cause", "People who had to": "Symptom",
               "administrative status": "Root cause", "Regions kept away": "Root cause",
               "Threats to close": "Symptom", "Compensation": "Issue to settle",
               "Many more deaths": "Symptom"}  # fmt: skip
    for row, choice in choices.items():
        card.get_by_role("group", name=re.compile(row)).get_by_label(choice).check()
    assert STATUS not in card.inner_text()
    card.get_by_role("button", name="Check").click()
    card.get_by_text(STATUS).wait_for()
    assert "Attempt 1" in card.inner_text()
    assert (lab[1] / "my-work.json").exists()

    lesson.run_all()
    card = lesson.card(CAUSES)
    card.get_by_text(STATUS).wait_for()
    chosen = card.get_by_role("group", name=re.compile("Compensation"))
    assert chosen.get_by_label("Issue to settle").is_checked()

    assert lesson.left == []
    assert lesson.ours() == []
    saved_and_opened_again_another_day_it_can_be_read(lesson, tabs, lab)


def saved_and_opened_again_another_day_it_can_be_read(
    first: Page, tabs: Tabs, lab: tuple[str, Path]
) -> None:
    name, gone = "01-marginalization", "model not found"
    cards = (LESSONS / f"{name}.ipynb").read_text(encoding="utf-8").count(f"<small>{PLAIN}")
    assert cards > 3
    expect(first.tab.locator(f"{first.shown} .dl-card")).to_have_count(cards, timeout=SLOW)
    wait_for_charts(first, charts_in(name))
    first.save()
    kept = json.loads((lab[1] / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    shown = [o["data"] for c in kept for o in c.get("outputs", ()) if "data" in o]
    assert [d["image/png"] for d in shown if render.MIME in d] == [render.DOT] * charts_in(name)
    assert (lab[1] / f"{name}.ipynb").stat().st_size < LARGEST
    first.close()  # and its kernel ends: the laptop was shut, or Binder's hour was up
    with closing(Page(tabs, lab[0], name, anew=True)) as later:
        assert later.tab.inner_text(later.shown).count(PLAIN) == cards
        assert gone not in later.tab.inner_text(later.shown)
        later.run_all()
        expect(later.tab.locator(f"{later.shown} .dl-card")).to_have_count(cards, timeout=SLOW)
        assert not [error for error in later.errors if gone in error]


@pytest.mark.parametrize("lesson", ["00-start-here"], indirect=True)
def test_lesson_00_opens_first_and_everything_in_it_works(
    lesson: Page, lab: tuple[str, Path]
) -> None:
    tab = lesson.tab
    assert "00-start-here" in tab.url
    names = tab.locator(".jp-DirListing-item").all_inner_texts()
    assert [n for n in names if "01-marg" in n]
    lesson.run_all()
    wait_for_charts(lesson, charts_in("00-start-here"))
    assert axe_faults(lesson.tab, OUTPUTS) == []
    assert "The data have no fault." in tab.inner_text(lesson.shown)
    search = tab.get_by_placeholder("a name, a word")
    search.scroll_into_view_if_needed()
    search.fill("girifna")
    tab.locator(f"{lesson.shown} .vega-embed svg.marks", has_text="Girifna").wait_for()

    card = lesson.card("Which of these four statements is the main proposal")
    card.get_by_label(re.compile("^One inclusive peace process")).check()
    card.get_by_role("button", name="Check").click()
    card.get_by_text("repeat the proposal in the conclusion").wait_for()

    work = lesson.card("Save your work, or load it again")
    with tab.expect_download() as saved:
        work.get_by_role("button", name="Save my work").click()
    assert b"find-the-thesis" in Path(saved.value.path()).read_bytes()
    with tab.expect_download() as printed:
        work.get_by_role("button", name="Report to print").click()
    page = Path(printed.value.path()).read_text(encoding="utf-8")
    assert "repeat the proposal in the conclusion" in page
    assert "<script" not in page

    # A new machine, the same browser: the work is offered, and comes back when it is wanted.
    before = (lab[1] / "my-work.json").read_bytes()
    (lab[1] / "my-work.json").unlink()
    lesson.run_all()
    offer = lesson.card("Save your work, or load it again").locator(".dl-offer")
    offer.get_by_role("button", name="Load it").click()
    card = lesson.card("Which of these four statements is the main proposal")
    card.get_by_text("repeat the proposal in the conclusion").wait_for()
    again = json.loads((lab[1] / "my-work.json").read_bytes())
    assert again["answers"] == json.loads(before)["answers"]

    tab.locator(f"{lesson.shown} a:visible", has_text="Leadership ¶3").first.click()
    expect(tab.locator(".jp-MarkdownViewer")).to_contain_text("leadership-3", timeout=SLOW)
    assert lesson.left == []
    assert lesson.ours() == []
