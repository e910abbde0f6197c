"""Each lesson in a real browser, in the JupyterLab that `make lab` starts."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
TOP = Path(__file__).resolve().parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
HOW = "no Chromium: apt-get install chromium (or set CHROMIUM to a browser's path)"
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
SLOW = 120_000  # ms: two lessons on an old laptop
CHARTS = {"00-start-here": 3, "01-marginalization": 5}


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if not CHROMIUM:
        if os.environ.get("CI"):
            pytest.fail(HOW)
        pytest.skip(HOW)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address that `make lab` prints, with its token, and the folder of lessons."""
    folder = tmp_path_factory.mktemp("lessons")
    log = folder.parent / "lab.log"
    env = {k: v for k, v in os.environ.items() if not k.startswith("DARFURLAB")}
    with log.open("w") as out:
        server = subprocess.Popen(
            ["make", "lab", f"LESSONS={folder}",
             "LAB_ARGS=--no-browser --port 8890 --ServerApp.port_retries=50 --allow-root"],
            cwd=TOP, env=env, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        found = None
        for _ in range(600):
            found = re.search(r"http://(?:localhost|127\.0\.0\.1):\d+/\S+", log.read_text())
            if found or server.poll() is not None:
                break
            time.sleep(0.2)
        assert found, log.read_text()
        yield found[0], folder
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


class Page:
    """A tab on JupyterLab that notes each request that leaves the machine and each error."""

    def __init__(self, browser: Any, address: str) -> None:
        self.tab = browser.new_page(viewport={"width": 1366, "height": 768})
        self.tab.set_default_timeout(SLOW)
        self.left: list[str] = []
        self.errors: list[str] = []
        self.tab.on("request", lambda r: self._request(r.url))
        self.tab.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        self.tab.on("pageerror", lambda e: self.errors.append(str(e)))
        self.tab.goto(address, timeout=SLOW)
        self.tab.wait_for_selector(".jp-NotebookPanel .jp-Cell")

    def _request(self, url: str) -> None:
        if not re.match(r"(https?|wss?)://(localhost|127\.0\.0\.1)[:/]|data:|blob:", url):
            self.left.append(url)

    def run_all(self) -> None:
        self.tab.get_by_role("menuitem", name="Run", exact=True).click()
        self.tab.get_by_text("Run All Cells", exact=True).click()
        self.settle()

    def settle(self) -> None:
        """Wait until no cell of the notebook is waiting or running."""
        self.tab.wait_for_function(
            "() => ![...document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden) "
            ".jp-InputPrompt')].some(p => p.textContent.includes('*'))",
            timeout=SLOW,
        )

    def card(self, prompt: str) -> Any:
        found = self.tab.locator(".dl-card", has_text=prompt).first
        found.scroll_into_view_if_needed()
        return found

    def ours(self) -> list[str]:
        """The errors that are not JupyterLab's own complaints about missing optional files."""
        return [e for e in self.errors if "favicon" not in e and "Failed to load resource" not in e]


@pytest.fixture
def page(browser: Any, lab: tuple[str, Path]) -> Iterator[Page]:
    opened = Page(browser, lab[0])
    yield opened
    opened.tab.close()


def charts(page: Page) -> int:
    return page.tab.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .vega-embed svg").count()


def test_lesson_01_from_first_sight_to_an_answer_found_again(
    page: Page, lab: tuple[str, Path]
) -> None:
    assert page.tab.locator(".jp-Dialog").count() == 0
    assert page.tab.get_by_text("official Jupyter news").count() == 0
    names = page.tab.locator(".jp-DirListing-item").all_inner_texts()
    assert any("01-marginalization" in name for name in names)

    # Before any cell is run, each chart is drawn and each activity can be read.
    page.tab.wait_for_function(
        f"() => document.querySelectorAll('.vega-embed svg').length >= {CHARTS['01-marginalization']}"
    )
    assert "Root cause, symptom, or issue to settle?" in page.tab.inner_text(".jp-Notebook")

    page.run_all()
    page.tab.wait_for_selector(".dl-card")
    assert charts(page) == CHARTS["01-marginalization"]
    assert page.tab.get_by_text("Show as table").count() == CHARTS["01-marginalization"]
    assert page.tab.locator(".jp-OutputArea-output[data-mime-type*=error]").count() == 0

    card = page.card("Root cause, symptom, or issue to settle?")
    choices = {"Power and wealth": "Root cause", "People driven": "Symptom",
               "administrative status": "Root cause", "Regions kept poor": "Root cause",
               "Threats to close": "Symptom", "Compensation": "Issue to settle",
               "Many more deaths": "Symptom"}  # fmt: skip
    for row, choice in choices.items():
        card.get_by_role("group", name=re.compile(row)).get_by_label(choice).check()
    assert "Look again" not in card.inner_text()
    card.get_by_role("button", name="Check").click()
    card.get_by_text("It sounds fundamental").wait_for()
    assert "Attempt 1" in card.inner_text()
    assert (lab[1] / "my-work.json").exists()

    page.run_all()
    card = page.card("Root cause, symptom, or issue to settle?")
    card.get_by_text("It sounds fundamental").wait_for()
    chosen = card.get_by_role("group", name=re.compile("Compensation"))
    assert chosen.get_by_label("Issue to settle").is_checked()

    assert page.left == []
    assert page.ours() == []


def test_a_link_to_a_passage_opens_the_list(page: Page) -> None:
    page.tab.get_by_role("link", name="Introduction ¶4").first.click()
    page.tab.wait_for_selector(".jp-MarkdownViewer")
    assert "intro-4" in page.tab.inner_text(".jp-MarkdownViewer")
