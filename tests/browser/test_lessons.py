"""Each lesson in a real browser, in the JupyterLab that `make lab` starts."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import axe_faults

pytestmark = pytest.mark.browser
TOP = Path(__file__).resolve().parents[2]
SLOW = 120_000  # ms: two lessons on an old laptop
OUTPUTS = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-OutputArea-output"  # charts, tables, cards
CHARTS = {"00-start-here": 3, "01-marginalization": 5, "03-mediation-failure": 4}


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

    def __init__(self, browser: Any, address: str, lesson: str) -> None:
        self.tab = browser.new_page(viewport={"width": 1366, "height": 768})
        self.tab.set_default_timeout(SLOW)
        self.left: list[str] = []
        self.errors: list[str] = []
        self.tab.on("request", lambda r: self._request(r.url))
        self.tab.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        self.tab.on("pageerror", lambda e: self.errors.append(str(e)))
        self.tab.goto(address, timeout=SLOW)  # with the token, once; it opens the first lesson
        self.tab.wait_for_selector(".jp-NotebookPanel .jp-MarkdownOutput h1")
        if lesson not in self.tab.url:
            self.tab.locator(".jp-DirListing-item", has_text=lesson[:14]).dblclick()
        self.shown = f".jp-NotebookPanel:not(.lm-mod-hidden):has(h1:has-text('{lesson[:2]} ·'))"
        self.tab.wait_for_selector(f"{self.shown} .jp-CodeCell")
        self.tab.wait_for_function(  # a kernel that is still starting would drop what is run
            "() => /Idle/.test(document.querySelector('#jp-main-statusbar').textContent)"
        )

    def _request(self, url: str) -> None:
        if not re.match(r"(https?|wss?)://(localhost|127\.0\.0\.1)[:/]|data:|blob:", url):
            self.left.append(url)

    def run_all(self) -> None:
        self.tab.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
        self.tab.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
        self.settle()

    def settle(self) -> None:
        """Wait until no cell of the notebook is waiting or running."""
        self.tab.wait_for_function(
            "() => { const p = [...document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden)"
            " .jp-CodeCell .jp-InputPrompt')].map(e => e.textContent);"
            " return p.length && !p.some(t => t.includes('*') || t.includes('[ ]')); }",
            timeout=SLOW,
        )

    def card(self, prompt: str) -> Any:
        found = self.tab.locator(f"{self.shown} .dl-card", has_text=prompt).first
        found.scroll_into_view_if_needed()
        return found

    def ours(self) -> list[str]:
        """Errors that are neither JupyterLab's (optional files) nor anywidget's (two seconds)."""
        others = "favicon|Failed to load resource|\\[anywidget\\] Failed to initialize model"
        return [e for e in self.errors if not re.search(others, e)]


@pytest.fixture
def lesson(browser: Any, lab: tuple[str, Path], request: pytest.FixtureRequest) -> Iterator[Page]:
    opened = Page(browser, lab[0], request.param)
    yield opened
    opened.tab.close()


def charts(page: Page) -> int:
    return int(page.tab.locator(f"{page.shown} .vega-embed svg.marks").count())


def wait_for_charts(page: Page, number: int) -> None:
    for _ in range(600):
        if charts(page) >= number:
            break
        page.tab.wait_for_timeout(200)
    assert charts(page) == number


@pytest.mark.parametrize("lesson", ["01-marginalization"], indirect=True)
def test_lesson_01_from_first_sight_to_an_answer_found_again(
    lesson: Page, lab: tuple[str, Path]
) -> None:
    tab = lesson.tab
    assert tab.locator(".jp-Dialog").count() == 0
    assert tab.get_by_text("official Jupyter news").count() == 0

    # Before any cell is run, each chart is drawn and each activity can be read.
    wait_for_charts(lesson, CHARTS["01-marginalization"])
    assert "Root cause, symptom, or issue to settle?" in tab.inner_text(lesson.shown)

    lesson.run_all()
    card = lesson.card("Root cause, symptom, or issue to settle?")
    wait_for_charts(lesson, CHARTS["01-marginalization"])
    twins = tab.locator(f"{lesson.shown} summary", has_text="Show as table")
    assert twins.count() == CHARTS["01-marginalization"]
    assert tab.locator(".jp-RenderedText[data-mime-type*=stderr]").count() == 0
    assert axe_faults(lesson.tab, OUTPUTS) == []

    choices = {"Power and wealth": "Root cause", "People driven": "Symptom",
               "administrative status": "Root cause", "Regions kept poor": "Root cause",
               "Threats to close": "Symptom", "Compensation": "Issue to settle",
               "Many more deaths": "Symptom"}  # fmt: skip
    for row, choice in choices.items():
        card.get_by_role("group", name=re.compile(row)).get_by_label(choice).check()
    assert "It sounds fundamental" not in card.inner_text()
    card.get_by_role("button", name="Check").click()
    card.get_by_text("It sounds fundamental").wait_for()
    assert "Attempt 1" in card.inner_text()
    assert (lab[1] / "my-work.json").exists()

    lesson.run_all()
    card = lesson.card("Root cause, symptom, or issue to settle?")
    card.get_by_text("It sounds fundamental").wait_for()
    chosen = card.get_by_role("group", name=re.compile("Compensation"))
    assert chosen.get_by_label("Issue to settle").is_checked()

    assert lesson.left == []
    assert lesson.ours() == []


@pytest.mark.parametrize("lesson", ["00-start-here"], indirect=True)
def test_lesson_00_opens_first_and_everything_in_it_works(
    lesson: Page, lab: tuple[str, Path]
) -> None:
    tab = lesson.tab
    assert "00-start-here" in tab.url
    names = tab.locator(".jp-DirListing-item").all_inner_texts()
    assert [n for n in names if "01-marg" in n]
    lesson.run_all()
    wait_for_charts(lesson, CHARTS["00-start-here"])
    assert axe_faults(lesson.tab, OUTPUTS) == []
    assert "every table is whole" in tab.inner_text(lesson.shown)
    search = tab.get_by_placeholder("a name, a word")
    search.scroll_into_view_if_needed()
    search.fill("girifna")
    tab.locator(f"{lesson.shown} .vega-embed svg.marks", has_text="Girifna").wait_for()

    card = lesson.card("Which of these is the thesis that the others serve?")
    card.get_by_label(re.compile("^One inclusive peace process")).check()
    card.get_by_role("button", name="Check").click()
    card.get_by_text("the failure of piecemeal talks").wait_for()

    work = lesson.card("Keep your work, or bring it back")
    with tab.expect_download() as saved:
        work.get_by_role("button", name="Save my work").click()
    assert b"find-the-thesis" in Path(saved.value.path()).read_bytes()
    with tab.expect_download() as printed:
        work.get_by_role("button", name="Report to print").click()
    page = Path(printed.value.path()).read_text(encoding="utf-8")
    assert "the failure of piecemeal talks" in page
    assert "<script" not in page

    # A new machine, the same browser: the work is offered, and comes back when it is wanted.
    before = (lab[1] / "my-work.json").read_bytes()
    (lab[1] / "my-work.json").unlink()
    lesson.run_all()
    offer = lesson.card("Keep your work, or bring it back").locator(".dl-offer")
    offer.get_by_role("button", name="Bring it back").click()
    card = lesson.card("Which of these is the thesis that the others serve?")
    card.get_by_text("the failure of piecemeal talks").wait_for()
    again = json.loads((lab[1] / "my-work.json").read_bytes())
    assert again["answers"] == json.loads(before)["answers"]

    tab.locator(f"{lesson.shown} a:visible", has_text="Leadership ¶3").first.click()
    tab.wait_for_selector(".jp-MarkdownViewer")
    assert "leadership-3" in tab.inner_text(".jp-MarkdownViewer")
    assert lesson.left == []
    assert lesson.ours() == []


@pytest.mark.parametrize("lesson", ["03-mediation-failure"], indirect=True)
def test_lesson_03_from_the_first_activity_to_the_last(lesson: Page, lab: tuple[str, Path]) -> None:
    tab, number = lesson.tab, CHARTS["03-mediation-failure"]
    wait_for_charts(lesson, number)  # before any cell is run
    lesson.run_all()
    wait_for_charts(lesson, number)
    assert tab.locator(f"{lesson.shown} summary", has_text="Show as table").count() == number
    assert tab.locator(".jp-RenderedText[data-mime-type*=stderr]").count() == 0
    assert tab.locator(f"{lesson.shown} .dl-summary", has_text="Nothing to check yet").count() == 3

    card = lesson.card("Who did it, as the brief tells it?")
    who = {"Said in public": "Thabo Mbeki", "Faulted": "A.U. Peace and Security Council",
           "Distrusted": "Jean Ping", "Clashed": "Ibrahim Gambari", "Helped": "Scott Gration",
           "Insisted": "Thabo Mbeki",
           "Endorsed": "Stakeholder conference participants"}  # fmt: skip
    for act, name in who.items():
        card.get_by_label(re.compile(f"^{act}")).select_option(label=name)
    card.get_by_role("button", name="Check").click()
    card.get_by_text("Who led them in May 2011?").wait_for()  # one was Bassolé's
    assert "Fact, with the decision of 8 April 2011" in card.inner_text()

    # The menus of the network, by keyboard alone: the acts of one actor, in words.
    net = tab.locator(f"{lesson.shown} .vega-embed", has_text="signed acts around the mediators")
    assert "41 of 41 acts shown" in net.inner_text()
    menus = {
        name: net.get_by_role("combobox", name=name) for name in ("By or upon", "Acts", "Year")
    }
    menus["By or upon"].focus()
    tab.keyboard.type("Djib")
    net.get_by_text("11 of 41 acts shown").wait_for()
    net.get_by_text("Jean Ping distrusted: Djibril Bassolé").wait_for()
    menus["Year"].select_option(label="2011")
    net.get_by_text("1 of 41 acts shown").wait_for()
    net.get_by_text("A.U. Peace and Security Council criticised").wait_for()
    menus["Acts"].select_option(label="for")
    net.get_by_text("0 of 41 acts shown").wait_for()

    card = lesson.card("Predict: four channels ask on their own")
    card.get_by_role("spinbutton").fill("40")
    card.get_by_role("button", name="Keep my estimate").click()
    card.get_by_text("It is lower: 20 percent").wait_for()
    shopping = tab.locator(f"{lesson.shown} .vega-embed", has_text="From 1 channel to 8")
    slider = shopping.get_by_role("slider", name="Channels of mediation")
    slider.focus()
    tab.keyboard.press("ArrowRight")
    shopping.get_by_text("With 4 channels, on their own: 20% on average").wait_for()

    card = lesson.card("Score Doha, part 1")
    verdicts = {"Gravitas": "Unmet", "Creativity": "Met", "Deep commitment": "Silent",
                "Commitment to principle": "Unmet", "Discretion": "Unmet"}  # fmt: skip
    for row, verdict in verdicts.items():
        found = card.get_by_role("group", name=re.compile(f"^{row}"))
        found.get_by_label(verdict, exact=True).check()
    card.get_by_role("button", name="Check").click()
    card.get_by_text("A second reader said unmet").wait_for()
    assert "You and we differ" in card.inner_text()
    card = lesson.card("Score Doha, part 2")
    for row in card.get_by_role("group").all():
        row.get_by_label("Silent").check()
    card.get_by_role("button", name="Check").click()
    card.get_by_text("We coded it: Partly").first.wait_for()

    card = lesson.card("Whose part in the failure is how large")
    for row in card.get_by_role("group").all():
        row.get_by_label("Some part").check()
    card.get_by_role("button", name="Check").click()
    card.get_by_text("he is mostly acted upon").wait_for()
    card = lesson.card("Which objection to")
    card.get_by_label(re.compile("^Blaming mediators")).check()
    card.get_by_role("button", name="Check").click()
    card.get_by_text("no fighting is told").wait_for()
    card = lesson.card("what is the one thing you would change first")
    card.get_by_role("textbox").fill("I would agree on one mandate before talks begin. " * 4)
    card.get_by_role("button", name="Save").click()
    card.get_by_text("Kept. Lesson 04").wait_for()

    assert axe_faults(tab, OUTPUTS) == []
    kept = json.loads((lab[1] / "my-work.json").read_bytes())["answers"]
    assert len(kept["03"]) == 7  # the exercises were left empty
    assert lesson.left == []
    assert lesson.ours() == []
