"""Take the README's pictures: each lesson, run in JupyterLab in Chromium, one chart or card in use.

    python tools/pictures.py [00 02 …]
    python tools/pictures.py help    (the three of the instructor's page “Help on the screen”)

A picture holds fewer colours than the screen, so that it stays small; look at each before it is
committed.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from PIL import Image

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP / "tests" / "browser"))

from conftest import FLAGS, chromium  # noqa: E402  # the tests' own browser and page
from lab_page import Page, charts_in, served, wait_for_charts  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402

from darfurlab.datasets.folders import lessons  # noqa: E402

SIZE = {"width": 1180, "height": 860}
COLOURS = 64


def nothing(page: Page) -> None:
    """Leave the lesson as it is."""


def sort(page: Page) -> None:
    """Answer two lines of lesson 01's first activity, one of them rightly."""
    card = page.card("Is each point a root cause, a symptom, or an issue")
    card.get_by_role("group", name="Power and wealth").get_by_label("Root cause").check()
    card.get_by_role("group", name="Threats to close").get_by_label("Root cause").check()
    card.get_by_role("button", name="Check").click()
    card.get_by_text("Differs from our coding.").first.wait_for()


def design(page: Page) -> None:
    """Make a choice in lesson 04's designer, so that it says what the choice changed."""
    card = page.card("Design a peace process for Sudan")
    card.get_by_label("The United Nations alone").check()
    page.tab.wait_for_timeout(2000)


# What is done in a lesson, and what then stands at the top of its picture.
USES: dict[str, tuple[Callable[[Page], None], str]] = {
    "00": (nothing, "h2:has-text('What does the brief argue?')"),
    "01": (sort, "h2:has-text('Root cause, symptom or issue')"),
    "02": (nothing, ".dl-card:has-text('Can you build a deal')"),
    "03": (nothing, ".vega-embed >> nth=1"),
    "04": (design, ".dl-card:has-text('Design a peace process')"),
}
FIRST_CHART = (nothing, ".vega-embed >> nth=0")  # of any other lesson


def chosen(numbers: list[str]) -> list[Path]:
    """Return the lessons with these numbers; all of them where none is given."""
    return [p for p in lessons(TOP / "notebooks") if not numbers or p.name[:2] in numbers]


def take(browser: Any, address: str, lesson: Path) -> None:
    """Open, run and use a lesson, bring its place to the top, and store what the screen shows."""
    use, place = USES.get(lesson.name[:2], FIRST_CHART)
    with closing(Page(browser, address, lesson.stem)) as page:
        page.tab.set_viewport_size(SIZE)
        page.run_all()
        wait_for_charts(page, charts_in(lesson.stem))
        use(page)
        top = page.tab.locator(f"{page.shown} >> {place}").first
        top.evaluate("node => node.scrollIntoView({block: 'start'})")
        page.tab.wait_for_timeout(1500)  # charts are drawn again where they come into sight
        keep(page, TOP / "docs" / f"lesson-{lesson.name[:2]}.png")


def keep(page: Page, path: Path, clip: dict[str, float] | None = None) -> None:
    """Store what the screen shows, or a part of it, in few colours."""
    picture = Image.open(io.BytesIO(page.tab.screenshot(clip=clip))).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.relative_to(TOP)}: {path.stat().st_size // 1024} KB")


def take_help(browser: Any, address: str, folder: Path) -> None:
    """Store a cell that was run, the question before a restart, and the card My work."""
    with closing(Page(browser, address, "00-start-here")) as page:
        page.tab.set_viewport_size({"width": 1000, "height": 700})
        page.run_all()
        left = page.tab.locator(page.shown).bounding_box()["x"]
        wide = {"x": left, "width": 1000 - left}
        cell = page.tab.locator(f"{page.shown} >> .jp-Cell:has-text('doctor()') >> nth=0")
        cell.locator(".jp-InputArea-editor").first.click()
        page.tab.wait_for_timeout(1500)
        top = cell.bounding_box()["y"]
        keep(page, folder / "screen-run.png", {**wide, "y": top, "height": 226.0})
        button = page.tab.locator("[data-command='notebook:restart-run-all']").first
        button.evaluate("node => { node.style.outline = '3px solid black'; }")  # where to press
        button.click()
        dialog = page.tab.locator(".jp-Dialog-content")
        dialog.wait_for()
        shown = {
            "x": 260.0,
            "width": 740.0,
            "y": 25.0,
            "height": dialog.bounding_box()["y"] + 200 - 25,
        }
        keep(page, folder / "screen-restart.png", shown)
        page.tab.keyboard.press("Escape")
        card = page.tab.locator(f"{page.shown} >> .dl-card:has-text('My work')").first
        card.scroll_into_view_if_needed()
        page.tab.wait_for_timeout(1000)
        box = card.bounding_box()
        clip = {**wide, "y": box["y"] - 4, "height": min(box["height"] + 8, 600.0)}
        keep(page, folder / "screen-my-work.png", clip)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        with served(Path(folder) / "lessons") as address:
            if "help" in sys.argv:
                take_help(started, address, TOP / "notebooks" / "instructor")
            for lesson in chosen(sys.argv[1:]) if "help" not in sys.argv else []:
                take(started, address, lesson)
