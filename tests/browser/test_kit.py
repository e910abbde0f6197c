"""Every kind of activity in a real JupyterLab: by keyboard, spoken, restored, in both themes."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.request import Request, urlopen

import pytest
from conftest import axe_faults
from lab_page import POLLING, TOP, Opened, Tabs, open_in, started

from darfurlab.questions import bank, view

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

BANK = TOP / "tests" / "data"
QUESTIONS, _ = bank.read((BANK / "kit.toml").read_text(encoding="utf-8"), "kit.toml")
SLOW, PATIENCE = 180_000, 30_000  # ms to load JupyterLab or run all; ms for one step
CARD = ".dl-card"


def notebook(
    folder: Path,
    name: str,
    cells: list[str],
    outputs: dict[int, Any] | None = None,
    spec: str = "python3",
) -> None:
    """Write a notebook of code cells; `outputs`: a mimebundle shown before anything is run."""
    made = [
        {
            "cell_type": "code",
            "id": f"cell-{i}",
            "metadata": {},
            "execution_count": None,
            "source": source,
            "outputs": [
                {"output_type": "display_data", "metadata": {}, "data": data}
                for data in [(outputs or {}).get(i)]
                if data
            ],
        }
        for i, source in enumerate(cells)
    ]
    kernel = {"name": spec, "display_name": "Python 3", "language": "python"}
    text = {"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    (folder / name).write_text(json.dumps(text), encoding="utf-8")


READY = ("idle", "starting")


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: the address that it printed, and the folder of its notebooks."""

    address: str
    folder: Path

    def page(self, path: str, *words: str) -> str:
        """Return the address of one of its pages, with the token where it asks for one."""
        query = "&".join(filter(None, (urlsplit(self.address).query, *words)))
        return urljoin(self.address, f"{path}?{query}")

    def get(self, path: str, method: str = "GET") -> Any:
        """Ask the server's API."""
        with urlopen(Request(self.page(path), method=method), timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def work(self) -> dict[str, Any]:
        """Return what is saved for the kit's questions."""
        path = self.folder / "my-work.json"
        found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"answers": {}}
        kit: dict[str, Any] = found["answers"].get("kit", {})
        return kit


@contextmanager
def plain_lab(folder: Path) -> Iterator[Lab]:
    """Start JupyterLab as others do: with the settings that we bring, and nothing else of ours."""
    own = {f"JUPYTER_{n}_DIR": str(folder / f".{n}") for n in ("CONFIG", "DATA", "RUNTIME")}
    own |= {
        "JUPYTER_CONFIG_PATH": str(TOP / "src" / "darfurlab" / "launch" / "jupyter"),
        "DARFURLAB_WORK": str(folder / "my-work.json"),
    }
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=8990"]
    command += ["--ServerApp.port_retries=50", "--ServerApp.token=", "--ServerApp.password="]
    command += [f"--ServerApp.root_dir={folder}", f"--LabApp.workspaces_dir={folder}/.spaces"]
    command += ["--ServerApp.disable_check_xsrf=True", "--expose-app-in-browser"]
    with started(command, folder, folder / "lab.log", **own) as address:
        yield Lab(address, folder)


def until(true: Callable[[], Any], what: str, seconds: float = 60) -> Any:
    """Wait for something outside the page."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := true():
            return found
        time.sleep(0.1)
    raise AssertionError(f"never came about: {what}")


START = (
    "from pathlib import Path\n"
    "from darfurlab.activities.question_card import ask, check\n"
    "from darfurlab.activities.passage_card import passage\n"
    "from darfurlab.activities.work_card import my_work\n"
    f"folder = Path({str(BANK)!r})"
)
CELLS = [START] + [
    f"answer = ...\ncheck('kit/{name}', answer, folder)"
    if question.kind == "code"
    else f"ask('kit/{name}', folder)"
    for name, question in QUESTIONS.items()
]
CELLS.append("my_work()")
# A copy of the brief in which the first of two passages stands, a heading of four words.
OWN, PASSAGES = "Ensuring the right leadership", ("leadership-0", "leadership-1")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("kit")
    notebook(folder, "kit.ipynb", CELLS)
    static = {i: {"text/html": view.html(q)} for i, q in enumerate(QUESTIONS.values())}
    notebook(folder, "static.ipynb", ["pass"] * len(static), static)
    heads = [f'## <a id="intro-{n}"></a>Passage {n}\n\n' + "Text. " * 400 for n in range(1, 9)]
    (folder / "passages.md").write_text("\n\n".join(["# Passages", *heads]), encoding="utf-8")
    (folder / "own").mkdir()
    (folder / "own" / "brief.txt").write_text(OWN, encoding="utf-8")
    notebook(folder, "own/lesson.ipynb", [START, *(f"passage('{each}')" for each in PASSAGES)])
    with plain_lab(folder) as server:
        yield server


class Page(Opened):
    """One notebook open in the browser, and all that went over the wire."""

    def __init__(self, source: Any, lab: Lab, name: str) -> None:
        super().__init__(source, {"width": 1024, "height": 768}, PATIENCE)
        self.lab, self.name = lab, name
        self.heard: list[str] = []
        self.outside: list[str] = []
        self.on("websocket", self._listen)
        self.on("request", self._request)
        if not open_in(self.tab, lab.address, name):
            self.tab.goto(lab.page(f"/lab/tree/{name}", "reset"), timeout=SLOW)
        self.tab.wait_for_selector(".jp-Notebook .jp-Cell", timeout=SLOW)

    def idle(self) -> bool:
        """Say whether the notebook's kernel is there: idle for the server, and heard by the page.

        A page may go on to call a kernel "starting" that was restarted behind its back.
        """
        there = [each for each in self.lab.get("/api/sessions") if each["path"] == self.name]
        shown = ",".join(f'.jp-Notebook-ExecutionIndicator[data-status="{s}"]' for s in READY)
        kernel = there[0]["kernel"] if there and self.tab.locator(shown).count() else {}
        return bool(kernel and kernel["execution_state"] == "idle" and kernel["connections"])

    def _listen(self, socket: Any) -> None:
        socket.on("framereceived", lambda frame: self.heard.append(_text(frame)))

    def _request(self, request: Any) -> None:
        if not request.url.startswith((urljoin(self.lab.address, "/"), "blob:", "data:")):
            self.outside.append(request.url)

    def run_all(self, cards: int) -> Page:
        """Run every cell and wait for its new cards."""
        self.tab.evaluate(f"document.querySelectorAll('{CARD}').forEach((n) => n.remove())")
        until(self.idle, "an idle kernel", SLOW / 1000)
        self.tab.get_by_role("menuitem", name="Run", exact=True).click()
        self.tab.get_by_role("menuitem", name="Run All Cells", exact=True).click()
        ready = f"document.querySelectorAll('{CARD} .dl-state').length === {cards}"
        asked = "document.querySelector('.jp-Dialog')"
        self.tab.wait_for_function(f"{ready} || {asked}", timeout=SLOW, polling=POLLING)
        if self.tab.locator(".jp-Dialog").count():  # which kernel? The one there is.
            self.tab.keyboard.press("Enter")
            self.tab.wait_for_function(ready, timeout=SLOW)
        return self

    def card(self, name: str) -> Any:
        """Return the card of one question of the kit."""
        return self.tab.locator(CARD).nth(list(QUESTIONS).index(name))

    def press(self, *keys: str) -> None:
        """Press keys as a person does."""
        for key in keys:
            self.tab.keyboard.press(key)

    def tab_to(self, target: Any) -> None:
        """Move the focus with Tab alone, on or back, to a control; Esc leaves an editor."""
        behind = "node => Boolean(node.compareDocumentPosition(document.activeElement) & 4)"
        key = "Shift+Tab" if target.evaluate(behind) else "Tab"
        for _ in range(250):
            if target.evaluate("node => node === document.activeElement"):
                return
            if self.tab.evaluate("!!document.activeElement.closest('.cm-editor')"):
                self.press("Escape")
            self.press(key)
        raise AssertionError("Tab never reached the control")

    def check(self, name: str) -> Any:
        """Press the card's button by keyboard; return its live region once it speaks."""
        shown = self.card(name)
        self.tab_to(shown.locator(".dl-check"))
        before = shown.locator(".dl-summary").inner_text()
        self.press("Enter")
        self.tab.wait_for_function(
            "([node, before]) => node.textContent && node.textContent !== before",
            arg=[shown.locator(".dl-summary").element_handle(), before],
        )
        region = shown.locator(".dl-summary")
        assert region.get_attribute("aria-live") == "polite"
        assert self.tab.evaluate("document.activeElement.className") == "dl-check"  # focus stays
        return region.inner_text()


def _text(frame: Any) -> str:
    return frame.decode("utf-8", "replace") if isinstance(frame, bytes) else frame


@pytest.fixture(scope="module")
def kit(tabs: Tabs, lab: Lab) -> Iterator[Page]:
    with closing(Page(tabs, lab, "kit.ipynb")) as opened:
        opened.run_all(len(CELLS) - 1)
        opened.press("Escape", *["ArrowUp"] * len(CELLS))  # from the last cell run to the first
        yield opened


def secrets() -> set[str]:
    """Return every text of the bank that a student must not see before they answer."""
    found = set()
    for question in QUESTIONS.values():
        found |= {*question.feedback.values(), question.solution.strip(), *question.hints}
        for entry in (*question.options, *question.items):
            found |= set(entry.feedback.values())
        found |= {text for pair in question.mistakes for text in pair}
    return {text for text in found if text}


def picture(page: Any, name: str) -> None:
    """Keep a screenshot where DARFURLAB_SHOTS names a folder."""
    if folder := os.environ.get("DARFURLAB_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"))


def test_the_plain_cards_pass_axe_and_say_what_is_asked(tabs: Tabs, lab: Lab) -> None:
    with closing(Page(tabs, lab, "static.ipynb")) as static:
        shown = static.tab.locator(".jp-OutputArea-output")
        shown.first.wait_for()
        assert shown.count() == len(QUESTIONS)
        texts = "\n".join(shown.all_inner_texts())
        assert all(question.prompt in texts for question in QUESTIONS.values())
        picture(static.tab, "static")
        assert axe_faults(static.tab, ".jp-OutputArea-output") == []


def test_a_passage_of_ones_own_copy_is_shown_and_not_saved(tabs: Tabs, lab: Lab) -> None:
    with closing(Page(tabs, lab, "own/lesson.ipynb")) as lesson:
        lesson.run_all(len(PASSAGES))
        shown = lesson.tab.locator(".dl-passage")
        playwright.expect(shown.first).to_have_text(OWN)
        playwright.expect(shown.last).to_contain_text("does not have this passage")
        hide = lesson.tab.get_by_role("button", name="Hide the passage").first
        hide.press("Enter")
        playwright.expect(shown.first).to_be_hidden()
        lesson.tab.get_by_role("button", name="Show the passage").first.press("Enter")
        playwright.expect(shown.first).to_be_visible()
        picture(lesson.tab, "passage")
        assert axe_faults(lesson.tab, CARD) == []
        lesson.press("Control+s")
        path = lab.folder / "own" / "lesson.ipynb"
        until(lambda: "This heading opens" in path.read_text(encoding="utf-8"), "a saved lesson")
        assert OWN not in path.read_text(encoding="utf-8")


# The tests from here on run in this order on one page: a student's way through the notebook.


def test_nothing_that_gives_the_answer_away_reaches_the_browser_first(kit: Page) -> None:
    heard = "\n".join(kit.heard)
    assert "Who asked for a library first?" in heard  # we do hear what is sent
    told = {text for text in secrets() if json.dumps(text)[1:-1] in heard or text in heard}
    assert not told


def test_a_choice_by_keyboard(kit: Page) -> None:
    first = kit.card("first-reader")
    kit.tab_to(first.locator("input").first)
    kit.press("Space")
    assert first.locator("input").first.is_checked()
    kit.press("Space")  # cleared as it was chosen
    assert not first.locator("input").first.is_checked()
    kit.press("Space")
    assert "Differs from the brief." in kit.check("first-reader")
    assert first.get_attribute("data-state") == "revisit"
    assert "did not write one" in first.locator('[data-line="council"] .dl-note').inner_text()
    kit.tab_to(first.locator("input").first)
    kit.press("ArrowDown")
    assert first.locator(".dl-note").all_inner_texts() == ["", "", ""]  # stale feedback is gone
    kit.check("first-reader")
    assert first.get_attribute("data-state") == "answered"
    note = first.locator('[data-line="teachers"] .dl-note')
    assert "Introduction ¶2" in note.inner_text()


def test_several_choices_by_keyboard(kit: Page) -> None:
    boxes = kit.card("what-it-needs").locator("input")
    kit.tab_to(boxes.nth(0))
    kit.press("Space", "Tab", "Space")
    kit.check("what-it-needs")
    assert kit.card("what-it-needs").get_attribute("data-state") == "answered"


def test_an_estimate_by_keyboard(kit: Page) -> None:
    kit.tab_to(kit.card("visitors").locator("input").first)
    kit.tab.keyboard.type("100")
    kit.press("Tab")
    kit.tab.keyboard.type("250")
    kit.check("visitors")
    assert "400 to 600 visitors" in kit.card("visitors").locator(".dl-note").inner_text()


def test_rows_by_keyboard_and_a_partial_answer_is_told_what_is_open(kit: Page) -> None:
    shelf = kit.card("shelf")
    kit.tab_to(shelf.locator('[data-line="maps"] input').first)
    kit.press("Space")
    assert "1 of 3 placed" in shelf.locator(".dl-label").inner_text().lower()
    assert "have no answer yet" in kit.check("shelf")
    kit.tab_to(shelf.get_by_role("button", name="Hint"))
    kit.press("Enter")
    playwright.expect(shelf.locator(".dl-hints li")).to_have_count(1)


def test_an_order_by_keyboard_keeps_the_focus_and_says_the_place(kit: Page) -> None:
    steps = kit.card("opening-day")
    bell = steps.locator('[data-line="ring"] button').nth(1)
    kit.tab_to(bell)
    kit.press("Enter", "Enter", "Enter", "Enter")
    assert bell.evaluate("node => node === document.activeElement")
    assert steps.locator("ol > li").last.get_attribute("data-line") == "ring"
    assert "4 of 4" in steps.locator(".dl-hidden[role=status]").inner_text()
    kit.tab_to(steps.locator('[data-line="unlock"] button').nth(0))
    kit.press("Space")
    kit.check("opening-day")
    assert steps.get_attribute("data-state") == "answered"


def test_pairs_by_keyboard(kit: Page) -> None:
    selects = kit.card("who-keeps-what").locator("select")
    kit.tab_to(selects.nth(0))
    kit.tab.keyboard.type("the k")
    kit.tab_to(selects.nth(1))
    kit.tab.keyboard.type("the l")
    kit.check("who-keeps-what")
    assert kit.card("who-keeps-what").get_attribute("data-state") == "answered"


def test_a_grid_by_keyboard_asks_for_the_reason_before_it_tells_ours(kit: Page) -> None:
    grid = kit.card("how-well")
    kit.tab_to(grid.locator('[data-line="dry"] input[type=radio]').first)
    kit.press("Space")
    assert "One line has no reason yet" in kit.check("how-well")
    assert "Dry in summer" not in "\n".join(kit.heard)
    kit.tab_to(grid.locator('[data-line="dry"] input[type=text]'))
    kit.tab.keyboard.type("The roof held.")
    kit.check("how-well")
    assert "We chose Partly met." in grid.locator('[data-line="dry"] .dl-note').inner_text()


def test_a_reflection_by_keyboard_is_kept_while_it_is_written(kit: Page) -> None:
    kit.tab_to(kit.card("your-library").locator("textarea"))
    kit.tab.keyboard.type("The school hall <b>")
    until(lambda: "The school" in str(kit.lab.work().get("your-library", {})), "the draft")
    kit.tab.keyboard.type(" and the coach objects")
    kit.check("your-library")
    assert "Compare" in kit.card("your-library").locator(".dl-note").inner_text()


def test_single_keys_in_a_card_are_no_shortcuts_of_the_notebook(kit: Page) -> None:
    cells = kit.tab.locator(".jp-Cell").count()
    kit.tab_to(kit.card("what-it-needs").locator("input").first)
    kit.press("d", "d", "a", "b")
    assert kit.tab.locator(".jp-Cell").count() == cells


def test_a_passage_opens_inside_jupyterlab(kit: Page) -> None:
    kit.card("first-reader").get_by_role("link", name="Introduction ¶2").press("Enter")
    tab = kit.tab.locator(".lm-TabBar-tab", has_text="passages.md")
    tab.wait_for()
    heading = kit.tab.get_by_role("heading", name="Passage 2")
    playwright.expect(heading).to_be_in_viewport()  # the link reached its place
    assert kit.tab.url.startswith(urljoin(kit.lab.address, "/lab"))
    kit.tab.locator(".lm-TabBar-tab", has_text="kit.ipynb").first.click()
    kit.card("first-reader").wait_for()


def test_the_answers_are_there_again_after_a_second_run(kit: Page) -> None:
    saved = kit.lab.work()
    assert set(saved) == set(QUESTIONS) - {"best-use", "loans-by-month"}
    kit.run_all(len(CELLS) - 1)
    kit.tab.wait_for_function(
        f"document.querySelectorAll('{CARD}')[0]?.dataset.state === 'answered'"
    )
    assert kit.card("first-reader").locator("input").nth(1).is_checked()
    assert "oldest that was kept" in kit.card("first-reader").inner_text()
    assert kit.card("opening-day").locator("ol > li").last.get_attribute("data-line") == "ring"
    assert kit.card("who-keeps-what").locator("select").first.input_value() == "keys"
    area = kit.card("your-library").locator("textarea")
    assert area.input_value() == "The school hall <b> and the coach objects"
    assert "attempt 2" in kit.card("first-reader").locator(".dl-saved").inner_text().lower()
    assert kit.lab.work() == saved  # showing is not answering


def test_the_work_can_be_saved_and_the_copy_in_the_browser_forgotten(kit: Page) -> None:
    work = kit.tab.locator(CARD).last
    with kit.tab.expect_download() as download:
        work.get_by_role("button", name="Save my work").click()
    path = kit.lab.folder / "downloaded.json"
    download.value.save_as(path)
    assert json.loads(path.read_text(encoding="utf-8"))["answers"]["kit"] == kit.lab.work()
    held = "Object.keys(localStorage).filter((key) => key.startsWith('darfurlab:work:')).length"
    assert kit.tab.evaluate(held) == 1
    work.get_by_role("button", name="Delete the copy").click()
    assert kit.tab.evaluate(held) == 0
    work.get_by_role("button", name="Keep a copy").click()
    kit.tab.wait_for_function(f"{held} === 1")


def theme(kit: Page, name: str) -> None:
    change = "name => jupyterapp.commands.execute('apputils:change-theme', {theme: name})"
    kit.tab.evaluate(change, name)
    light = str(name == "JupyterLab Light").lower()
    kit.tab.wait_for_selector(f'body[data-jp-theme-light="{light}"]', state="attached")
    kit.tab.wait_for_timeout(500)


@pytest.mark.parametrize("name", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_in_our_cards(kit: Page, name: str) -> None:
    theme(kit, name)
    for at, question in enumerate(QUESTIONS):
        kit.card(question).scroll_into_view_if_needed()
        picture(kit.tab, f"{name.split()[1]}-{at}-{question}")
    assert axe_faults(kit.tab, CARD) == []


@pytest.mark.parametrize("scale", [1, 2])
def test_no_card_is_cut_off_at_1024_pixels_or_at_200_percent(kit: Page, scale: int) -> None:
    page = kit.tab
    page.set_viewport_size({"width": 1024 // scale, "height": 768 // scale})
    page.keyboard.press("Control+b")  # the list of files away, as one does; then back
    page.wait_for_timeout(1000)
    cut = page.evaluate(
        f"""[...document.querySelectorAll('{CARD}, {CARD} *')].filter((node) =>
            node.scrollWidth > node.clientWidth + 1 && node.clientWidth > 1
            && getComputedStyle(node).display !== 'inline'
            && !['INPUT', 'SELECT'].includes(node.tagName)).map((node) =>
                [node.className, node.textContent.slice(0, 80), node.scrollWidth])"""
    )
    for at, question in enumerate(QUESTIONS):
        kit.card(question).scroll_into_view_if_needed()
        picture(page, f"zoom{scale}-{at}-{question}")
    page.keyboard.press("Control+b")
    page.set_viewport_size({"width": 1024, "height": 768})
    assert cut == []


def test_work_in_the_browser_is_offered_once_and_brought_back_only_when_asked(kit: Page) -> None:
    work = kit.lab.folder / "my-work.json"
    work.rename(kit.lab.folder / "gone.json")  # a new machine, the same browser
    kit.run_all(len(CELLS) - 1)
    offer = kit.tab.locator(f"{CARD} .dl-offer", has_text="This browser holds your work")
    playwright.expect(offer).to_have_count(1)
    assert not work.exists()  # nothing happens unasked
    offer.get_by_role("button", name="Load it").click()
    # These questions are in no lesson, so that they are kept and listed; the lessons' come back.
    playwright.expect(kit.tab.locator(CARD).last).to_contain_text(
        "have no place in this version, and the file keeps them: kit/"
    )
    kept = json.loads(work.read_text(encoding="utf-8"))["left_out"]
    assert {each["activity"] for each in kept} == set(QUESTIONS) - {"best-use", "loans-by-month"}


def test_a_kernel_that_has_gone_is_mentioned_with_what_works(kit: Page) -> None:
    for kernel in kit.lab.get("/api/kernels"):
        kit.lab.get(f"/api/kernels/{kernel['id']}", "DELETE")
    kit.card("first-reader").locator(".dl-check").click()
    alert = kit.card("first-reader").get_by_role("alert")
    playwright.expect(alert).to_contain_text("Run → Run All Cells", timeout=20_000)
    playwright.expect(kit.card("first-reader").locator(".dl-saved")).to_have_text("Not saved yet")


def test_nothing_left_the_machine_and_nothing_of_ours_failed(kit: Page) -> None:
    assert kit.outside == []
    assert [error for error in kit.errors if "dl-" in error or "activity" in error.lower()] == []
