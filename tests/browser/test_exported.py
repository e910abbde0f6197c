"""A lesson exported as one page, in a browser: whole, offline, with nothing given away."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import axe_faults
from lab_page import EVERY, TOP, kept_back

from darfurlab.datasets import folders
from darfurlab.papers import export

pytestmark = pytest.mark.browser
LESSONS = [path.stem for path in folders.lessons(TOP / "notebooks")]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Give the page of a lesson, written once."""
    return cache(lambda lesson: export.write(lesson, str(tmp_path_factory.mktemp("page"))))


@pytest.mark.parametrize("lesson", LESSONS)
def test_the_page_of_a_lesson_is_whole(
    browser: Any, written: Callable[[str], Path], lesson: str
) -> None:
    page = written(lesson[:2])
    tab = browser.new_page(viewport={"width": 1366, "height": 768})
    asked: list[str] = []
    errors: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: message.type == "error" and errors.append(message.text))
    tab.goto(page.as_uri())
    assert [url for url in asked if not url.startswith("data:")] == [page.as_uri()]
    assert errors == []
    assert re.match(r"\d\d · ", tab.title())
    assert tab.locator("html").get_attribute("lang") == "en"
    assert tab.evaluate("document.scripts.length") == 0

    dead = "[...document.querySelectorAll('a[href]')].map(a => a.getAttribute('href')).filter("
    dead += "h => !/^https?:/.test(h) && !document.getElementById(h.slice(1)))"
    assert tab.evaluate(dead) == []
    assert tab.locator("a[href^='#']").count() > 80
    ids = tab.locator("[id]").evaluate_all("all => all.map(e => e.id)")
    assert sorted(ids) == sorted(set(ids))

    pictures = tab.locator("img").evaluate_all("all => all.map(i => [i.alt, i.naturalWidth])")
    assert all(alt.startswith("Chart. ") and width > 100 for alt, width in pictures)
    assert tab.locator("summary", has_text="Show as table").count() == len(pictures) > 0
    folded = tab.locator("details.dl-kept:not([open]) img")
    assert folded.count() == kept_back(lesson)
    assert not any(each.is_visible() for each in folded.all())
    # The passages and the glossary are the same on each page, and long: looked at once.
    cells = "main > .jp-Cell:not(:nth-last-child(-n+2))"
    if EVERY or lesson in (LESSONS[0], LESSONS[-1]):
        assert axe_faults(tab, "body" if lesson == LESSONS[0] else cells) == []

    wide = "() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"
    assert tab.evaluate(wide)
    tab.close()


def test_a_link_leads_to_its_passage(browser: Any, written: Callable[[str], Path]) -> None:
    tab = browser.new_page()
    tab.goto(written("01").as_uri())
    link = tab.locator("a[href='#intro-2']:visible").first
    link.click()
    heading = tab.locator(":target").locator("..")  # the place itself is empty
    assert heading.inner_text().startswith("Introduction ¶2 · intro-2")
    assert heading.is_visible()
    tab.close()
