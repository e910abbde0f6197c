"""Each lesson in a real browser, in the JupyterLab that `make lab` starts."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import axe_faults

pytestmark = pytest.mark.browser
TOP = Path(__file__).resolve().parents[2]
SLOW = 300_000  # ms: a lesson on an old laptop that has other work
OUTPUTS = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-OutputArea-output"  # charts, tables, cards
CHARTS = {"00-start-here": 3, "01-marginalization": 5, "02-piecemeal-peace": 4}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Start `make lab` on a folder; give the address that it prints, with its token."""
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
        yield found[0]
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of JupyterLab, and its folder of lessons."""
    folder = tmp_path_factory.mktemp("lessons")
    with served(folder) as address:
        yield address, folder


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
    one = card("of the six deals on paper")
    one.get_by_role("spinbutton").fill("1")
    one.get_by_role("button", name="Keep my estimate").click()
    yield "of the six deals on paper", "Neither change alone will do, for each has a loser."

    one = card("three regions come to you one at a time")
    rows = {"A development fund": "Sign it", "A share of the cabinet": "Rule it out",
            "A ceasefire in Darfur": "Refuse it", "Autonomy for the Two": "Refuse it",
            "A conference of all": "Rule it out"}  # fmt: skip
    for row, choice in rows.items():
        one.get_by_role("group", name=re.compile(row)).get_by_label(re.compile(choice)).check()
    one.get_by_role("button", name="Check").click()
    one.get_by_text("Say why first").wait_for()  # and our yardstick is not told yet
    assert "As we coded it" not in one.inner_text()
    for field in one.locator("input[type=text]").all():
        field.fill("It keeps the centre.")
    one.get_by_role("button", name="Check").click()
    one.get_by_text("We coded it: Sign it at the regional table.").wait_for()
    yield "three regions come to you one at a time", "You and we differ: A ceasefire in Darfur"

    one = card("at how many of the three regional tables")
    one.get_by_role("spinbutton").fill("3")
    one.get_by_role("button", name="Keep my estimate").click()
    yield "at how many of the three regional tables", "There are fewer: 2 tables."

    one = card("which process has the hardest time")
    one.get_by_label("National issues first, then the regions").check()
    one.get_by_role("button", name="Check").click()
    yield "which process has the hardest time", "what it holds dearest"

    one = card("how many parties able to block")
    one.get_by_role("button", name="Hint").click()
    one.get_by_text("Solid marks touch the root").wait_for()
    one.get_by_role("spinbutton").fill("1")
    one.get_by_role("button", name="Keep my estimate").click()
    yield "how many parties able to block", "nobody can insist on change at the centre"

    one = card("Why can it fail where the smaller one signs?")
    one.get_by_label("There are too many issues to settle.").check()
    one.get_by_role("button", name="Check").click()
    one.get_by_text("more issues only add deals").wait_for()
    one.get_by_label("More parties sit at it").check()
    one.get_by_role("button", name="Check").click()
    yield "Why can it fail where the smaller one signs?", "(Cunningham 2006)"

    code = {
        "How much must the opposition ask for": (
            "answer = 20", "sudan.compare(asks=", "there is a deal. Raise it until"
        ),
        "how many points does each party have": (
            'answer = scores[scores["option"].isin(deal)].groupby("party")["score"].sum()',
            "deal = list(sudan.play", "So the model does nothing but add."
        ),
        "why does the table of the Two Areas fail": (
            'answer = two - two.loc["two-areas-rule-as-now"]',
            "rows = scores[scores", "The row of the status quo is all zeros."
        ),
    }  # fmt: skip
    for prompt, (line, begins, told) in code.items():
        one = card(prompt)
        assert "Nothing to check yet: put your answer in and run the cell again." in (
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

    one = card("Which of the things that the model leaves out")
    one.get_by_label(re.compile("^Spoilers")).check()
    one.get_by_role("button", name="Check").click()
    yield "Which of the things that the model leaves out", "movements outside a deal fought on"

    one = card("when would you advise one table for all Sudan")
    text = "One table where the root is shared, and pressure can be kept up; one deal per region "
    one.get_by_role("textbox").fill(text + "where killing must stop first. It hangs on who can say "
                                    "no, and on whether a signature holds.")  # fmt: skip
    one.get_by_role("button", name="Save").click()
    yield "when would you advise one table for all Sudan", "do your two answers agree?"


@pytest.mark.parametrize("lesson", ["02-piecemeal-peace"], indirect=True)
def test_lesson_02_from_the_first_activity_to_the_last(lesson: Page, lab: tuple[str, Path]) -> None:
    tab = lesson.tab
    wait_for_charts(lesson, CHARTS["02-piecemeal-peace"])
    assert "of the six deals on paper" in tab.inner_text(lesson.shown)
    lesson.run_all()
    wait_for_charts(lesson, CHARTS["02-piecemeal-peace"])
    twins = tab.locator(f"{lesson.shown} summary", has_text="Show as table")
    assert twins.count() == CHARTS["02-piecemeal-peace"]
    assert tab.locator(".jp-RenderedText[data-mime-type*=stderr]").count() == 0

    chart = tab.locator(f"{lesson.shown} .vega-embed:has(input[type=range])")
    chart.scroll_into_view_if_needed()
    slider = chart.locator("input[type=range]")
    assert slider.input_value() == "0"
    assert "0 of 4 tables have a deal" in chart.inner_text()
    slider.focus()  # by keyboard: the arrows must stay with the slider
    moved(lesson, chart, lambda: [tab.keyboard.press("ArrowRight") for _ in range(9)])
    assert slider.input_value() == "9"
    tab.wait_for_function(
        "node => node.textContent.includes('4 of 4 tables have a deal')",
        arg=chart.element_handle(),
    )
    for name, value in (("Who can block", "2"), ("Across", "p5"), ("Process", "all")):
        select = chart.locator(".vega-bind", has_text=name).locator("select")
        if select.input_value() != value:
            moved(lesson, chart, lambda select=select, value=value: select.select_option(value))
    assert axe_faults(tab, OUTPUTS) == []

    done = 0
    for prompt, told in asked_of_02(lesson.card, tab):
        lesson.card(prompt).get_by_text(told).first.wait_for()
        done += 1
    cards = tab.locator(f"{lesson.shown} .dl-card")
    assert done == cards.count()
    kept = json.loads((lab[1] / "my-work.json").read_bytes())["answers"]["02"]
    assert len(kept) == done
    assert axe_faults(tab, OUTPUTS) == []
    assert lesson.left == []
    assert lesson.ours() == []
