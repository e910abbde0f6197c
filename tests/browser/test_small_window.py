"""The lessons in a small window: a card can be read, and the layout of a larger one is kept."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from lab_page import LARGE, Page, Tabs

pytestmark = pytest.mark.browser
LESSON = "01-marginalization"
SMALL = {"width": 390, "height": 800}
FILES, WORK = "#jp-left-stack", "#jp-main-dock-panel"


def width(page: Page, selector: str) -> float:
    found = page.tab.locator(selector).first.bounding_box()
    return found["width"] if found else 0


def stands(page: Page, least: int, most: int) -> None:
    """Wait until the list of files is that wide, and a moment longer: what came must stay."""
    page.tab.wait_for_function(
        "([where, least, most]) => { const is = document.querySelector(where).offsetWidth;"
        " return least <= is && is <= most; }",
        arg=[FILES, least, most],
        timeout=20_000,
    )
    page.tab.wait_for_timeout(1500)  # JupyterLab stores its layout within that time
    assert least <= width(page, FILES) <= most


def stored(folder: Path) -> dict[str, Any]:
    spaces = (folder / ".darfurlab" / "workspaces").iterdir()  # one for each tab that was opened
    path = max(spaces, key=lambda each: each.stat().st_mtime)
    layout: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["data"]
    side: dict[str, Any] = layout["layout-restorer:data"]["left"]
    return side


def test_a_small_window_shows_the_lesson_and_a_large_one_is_as_it_was(
    tabs: Tabs, lab: tuple[str, Path]
) -> None:
    with closing(Page(tabs, lab[0], LESSON, SMALL, anew=True)) as page:
        stands(page, 0, 0)
        page.tab.locator(f"{page.shown} .jp-CodeCell .cm-line", has_text="predict-shared").click()
        page.tab.keyboard.press("Control+Enter")
        card = page.card("How many of the 21 issues does the brief link")
        card.wait_for()
        assert card.bounding_box()["width"] >= 300
        assert stored(lab[1])["collapsed"] is False
        page.tab.set_viewport_size(LARGE)
        stands(page, 200, 350)
        assert width(page, WORK) > 900
        page.tab.set_viewport_size(SMALL)
        stands(page, 0, 0)
        page.tab.keyboard.press("Control+b")  # whoever wants the list of files has it
        stands(page, 100, 389)
    with closing(Page(tabs, lab[0], LESSON, LARGE, again=True)) as page:
        stands(page, 200, 350)
        assert width(page, WORK) > 900
        page.tab.keyboard.press("Control+b")  # and one that a student closed stays closed
        stands(page, 0, 0)
        for size in (SMALL, LARGE):
            page.tab.set_viewport_size(size)
            stands(page, 0, 0)
        assert stored(lab[1])["collapsed"] is True
        assert page.ours() == []
