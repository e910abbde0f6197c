"""What a student typed is never lost, and is shown to nobody else: in a real JupyterLab."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import FLAGS, chromium
from test_kit import BANK, CARD, Lab, Page, notebook, until

from darfurlab.work import file as progress

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

LONG = "A long thought about the library. " * 20
CELLS = [
    "from pathlib import Path\n"
    "from darfurlab.activities.question_card import ask\n"
    "from darfurlab.activities.designer_card import design\n"
    "from darfurlab.activities.work_card import my_work\n"
    f"folder = Path({str(BANK)!r})",
    "ask('kit/your-library', folder)",
    "ask('kit/visitors', folder)",
    "design()",
    "my_work()",
]
CARDS = len(CELLS) - 1
THOUGHT, VISITORS, DESIGN, WORK = range(CARDS)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = tmp_path_factory.mktemp("kept")
    notebook(folder, "kit.ipynb", CELLS)
    server = Lab(folder)
    try:
        yield server.wait()
    finally:
        server.stop()


@pytest.fixture
def page(browser: Any, lab: Lab) -> Iterator[Page]:
    """A student's own browser and an empty folder."""
    for each in lab.folder.glob("*my-work*"):
        each.unlink()
    for session in lab.get("/api/sessions"):
        lab.get(f"/api/sessions/{session['id']}", "DELETE")
    opened = Page(browser, lab, "kit.ipynb").run_all(CARDS)
    yield opened
    opened.context.close()


def another_tab(page: Page) -> Page:
    """Open the lesson in a new tab of the same browser, and run it."""
    return Tab(page).run_all(CARDS)


class Tab(Page):
    """A second tab: the same storage, another session."""

    def __init__(self, first: Page, context: Any = None) -> None:
        self.lab, self.name = first.lab, first.name
        self.heard, self.errors, self.outside = [], [], []
        self.context = context or first.context
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.goto(f"{self.lab.url}/lab/tree/{self.name}?reset", timeout=180_000)
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=180_000)


def card(page: Page, number: int) -> Any:
    return page.page.locator(CARD).nth(number)


def area(page: Page) -> Any:
    return card(page, THOUGHT).locator("textarea")


def whole(page: Page) -> str:
    path = page.lab.folder / "my-work.json"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def stored(page: Page) -> str:
    """Return all that the browser holds, as text."""
    areas = "[localStorage, sessionStorage].map((area) => JSON.stringify({...area})).join()"
    return str(page.page.evaluate(areas))


def saved(page: Page, number: int) -> None:
    playwright.expect(card(page, number).locator(".dl-saved")).to_contain_text(
        "aved", timeout=20_000
    )
    playwright.expect(card(page, number).locator(".dl-saved")).not_to_contain_text(
        "Not", timeout=20_000
    )


def restart(page: Page) -> None:
    for kernel in page.lab.get("/api/kernels"):
        page.lab.get(f"/api/kernels/{kernel['id']}/restart", "POST")
    page.page.wait_for_timeout(1500)


def test_what_was_typed_after_a_restart_is_handed_to_the_new_cards(page: Page) -> None:
    area(page).fill("Begun.")
    saved(page, THOUGHT)
    restart(page)
    area(page).fill(LONG)
    playwright.expect(card(page, THOUGHT).locator(".dl-saved")).to_have_text("Not saved yet")
    card(page, VISITORS).locator("input").nth(0).fill("400")
    card(page, VISITORS).locator("input").nth(1).fill("600")
    card(page, VISITORS).locator(".dl-check").click()  # a click that no kernel hears
    card(page, DESIGN).locator("input[type=text]").first.fill("My own plan")
    alert = card(page, THOUGHT).get_by_role("alert")
    playwright.expect(alert).to_contain_text("Run → Run All Cells", timeout=20_000)
    assert "Begun." in whole(page)
    page.run_all(CARDS)
    playwright.expect(area(page)).to_have_value(LONG)
    until(lambda: LONG in whole(page), "the long thought on disk")
    playwright.expect(card(page, VISITORS)).to_have_attribute("data-state", "answered")
    until(lambda: "My own plan" in whole(page), "the design on disk")
    saved(page, THOUGHT)
    entry = json.loads(whole(page))["answers"]["kit"]["visitors"]
    assert len(entry["attempts"]) == 1  # the click counts once
    until(lambda: "unsent" not in stored(page), "the kernel's word on all of it")
    page.run_all(CARDS)  # which never overwrites
    playwright.expect(area(page)).to_have_value(LONG)
    playwright.expect(card(page, VISITORS).locator(".dl-note")).to_contain_text("The ledger gives")


def test_what_is_typed_is_in_this_browser_at_once_and_comes_back_in_a_new_tab(page: Page) -> None:
    restart(page)  # so that only the browser can have it
    area(page).fill("Typed and closed.")
    assert "Typed and closed." in stored(page)
    second = Tab(page)
    page.page.close()
    second.run_all(CARDS)
    question = second.page.locator(".dl-who")
    question.get_by_role("button", name="Who worked here on").click()
    playwright.expect(area(second)).to_have_value("Typed and closed.")
    until(lambda: "Typed and closed." in whole(second), "the text on disk")


def test_a_second_student_is_offered_nothing_of_the_first(page: Page) -> None:
    area(page).fill("The secret of Amna.")
    card(page, THOUGHT).locator(".dl-check").click()
    saved(page, THOUGHT)
    named = card(page, THOUGHT).get_by_label("Your name, if you like")
    named.fill("Amna")
    named.press("Enter")
    until(lambda: json.loads(whole(page)).get("names") == ["Amna"], "the name")
    playwright.expect(named).to_be_hidden()
    first = json.loads(whole(page))["student"]
    second = another_tab(page)
    question = second.page.locator(".dl-who")
    playwright.expect(question).to_have_count(1)
    buttons = question.get_by_role("button").all_inner_texts()
    assert buttons == ["Amna", "Somebody new"]
    question.get_by_role("button", name="Somebody new").click()
    playwright.expect(area(second)).to_have_value("")
    playwright.expect(question).to_have_count(0)
    assert whole(second) == ""
    area(second).fill("Of Yusuf.")
    card(second, THOUGHT).locator(".dl-check").click()
    until(lambda: "Of Yusuf." in whole(second), "the second student's answer")
    assert json.loads(whole(second))["student"] != first
    assert "Amna" not in whole(second)
    second.run_all(CARDS)
    playwright.expect(area(second)).to_have_value("Of Yusuf.")
    assert "secret of Amna" not in second.page.locator(".jp-Notebook").inner_text()
    playwright.expect(second.page.get_by_text("Bring it back", exact=True)).to_have_count(0)
    # The first comes back and finds everything.
    third = another_tab(second)
    third.page.locator(".dl-who").get_by_role("button", name="Amna").click()
    playwright.expect(area(third)).to_have_value("The secret of Amna.")


def test_nothing_of_the_first_is_shown_before_somebody_says_who_works_here(page: Page) -> None:
    area(page).fill("The secret of Amna.")
    card(page, THOUGHT).locator(".dl-check").click()
    card(page, VISITORS).locator("input").nth(0).fill("412")
    saved(page, THOUGHT)
    saved(page, VISITORS)
    second = another_tab(page)
    for number in (THOUGHT, VISITORS):
        covered = card(second, number)
        playwright.expect(covered).to_contain_text("who is working here", ignore_case=True)
        playwright.expect(covered).to_have_attribute("data-state", "open")
        playwright.expect(covered.locator("textarea, input, .dl-foot")).to_have_count(0)
    playwright.expect(card(second, DESIGN).locator("textarea")).to_be_visible()  # nothing to hide
    card(second, VISITORS).get_by_role("button", name="Go to the question").click()
    focused = second.page.evaluate("document.activeElement.textContent")
    assert focused.startswith("Who worked here on")
    # Where the card that asks is in a lesson behind this one, another card asks instead.
    second.page.evaluate("() => { window.darfurlabOffer.style.display = 'none' }")
    card(second, VISITORS).get_by_role("button", name="Go to the question").click()
    playwright.expect(card(second, VISITORS).locator(".dl-who")).to_be_visible()
    assert second.page.evaluate("document.activeElement.textContent") == focused
    # From the click on, never a moment in which the first student's answer stands in the page.
    watch = """() => { window.seen = 0; const look = () => {
      for (const each of document.querySelectorAll(".dl-card textarea, .dl-card input"))
        if (/secret|412/.test(each.value)) window.seen += 1;
      requestAnimationFrame(look); }; look(); }"""
    second.page.evaluate(watch)
    card(second, VISITORS).get_by_role("button", name="Somebody new").click()
    second.page.evaluate(
        "() => { document.querySelector('.dl-card').parentElement.style.display = '' }"
    )
    playwright.expect(area(second)).to_have_value("")
    second.page.wait_for_timeout(500)
    assert second.page.evaluate("window.seen") == 0
    area(second).fill("Of Yusuf.")
    saved(second, THOUGHT)
    assert second.page.evaluate("window.seen") == 0
    # The first student's own tab does not show the second one's answers either.
    playwright.expect(area(page)).to_have_count(0)
    page.page.locator(".dl-who").get_by_role("button", name="Who worked here on").last.click()


def test_finish_leaves_nothing_in_the_folder_or_in_the_browser(page: Page) -> None:
    secret = "A secret that must go."
    area(page).fill(secret)
    card(page, THOUGHT).locator(".dl-check").click()
    saved(page, THOUGHT)
    area(page).fill(f"{secret} And a draft of it.")
    saved(page, THOUGHT)
    assert secret in stored(page)
    work = card(page, WORK)
    work.get_by_role("button", name="Finish on this computer").click()
    playwright.expect(work).to_contain_text("my-work.json")
    with page.page.expect_download() as download:
        work.get_by_role("button", name="Save a copy and delete").click()
    playwright.expect(work).to_contain_text("no longer on this computer")
    assert secret in Path(download.value.path()).read_text(encoding="utf-8")
    playwright.expect(area(page)).to_have_value("")
    page.page.wait_for_timeout(1000)
    assert secret not in stored(page)
    left = [each for each in page.lab.folder.rglob("*") if each.is_file()]
    assert [each.name for each in left if secret.encode() in each.read_bytes()] == []
    page.run_all(CARDS)
    playwright.expect(page.page.locator(".dl-who")).to_have_count(0)
    playwright.expect(area(page)).to_have_value("")


def test_finish_leaves_nothing_in_the_browsers_profile(
    browser: Any, lab: Lab, page: Page, tmp_path: Path
) -> None:
    page.context.close()
    secret, own = "Zwetschgenknoedel", tmp_path / "profile"
    how = {"executable_path": chromium(), "args": FLAGS, "accept_downloads": True}
    context = browser.browser_type.launch_persistent_context(own, **how)
    here = Tab(page, context).run_all(CARDS)
    area(here).fill(secret)
    card(here, THOUGHT).locator(".dl-check").click()
    named = card(here, THOUGHT).get_by_label("Your name, if you like")
    named.fill(f"{secret} by name")
    named.press("Enter")
    playwright.expect(named).to_be_hidden()
    card(here, DESIGN).locator("input[type=text]").first.fill(f"{secret} as a plan")
    saved(here, DESIGN)
    work = card(here, WORK)
    work.get_by_role("button", name="Finish on this computer").click()
    with here.page.expect_download():
        work.get_by_role("button", name="Save a copy and delete").click()
    playwright.expect(work).to_contain_text("no longer on this computer")
    values = "[...document.querySelectorAll('input, textarea')].map((field) => field.value).join()"
    here.page.wait_for_timeout(1000)
    assert secret not in here.page.evaluate(values)
    context.close()
    words = [secret.encode(code) for code in ("utf-8", "utf-16-le")]
    # What was deleted stays in LevelDB's log until Chromium clears it: no page can ask for that.
    files = (e for e in own.rglob("*") if e.is_file() and e.suffix != ".log")
    content = {each: each.read_bytes() for each in files}
    assert len(content) > 20
    assert [str(e) for e, data in content.items() if any(word in data for word in words)] == []


def test_a_classmates_file_is_asked_about_and_can_be_undone(page: Page, tmp_path: Path) -> None:
    theirs = tmp_path / "my-work.json"
    progress.record(theirs, "04", "design", kind="design", answer={"title": "Theirs"})
    progress.describe(theirs, "Yusuf")
    area(page).fill("Mine.")
    card(page, THOUGHT).locator(".dl-check").click()
    saved(page, THOUGHT)
    was = whole(page)
    work = card(page, WORK)
    work.locator("input[type=file]").set_input_files(theirs)
    playwright.expect(work).to_contain_text("the work of Yusuf (1 activity, last changed on")
    assert whole(page) == was
    work.get_by_role("button", name="Bring it back all the same").click()
    until(lambda: "Theirs" in whole(page), "the file brought back")
    assert list(page.lab.folder.glob("my-work.before-*.json"))
    work.get_by_role("button", name="Undo").click()
    until(lambda: "Theirs" not in whole(page), "the work as it was")
    assert json.loads(whole(page))["answers"] == json.loads(was)["answers"]
    playwright.expect(card(page, DESIGN).locator("input[type=text]").first).to_have_value("")


def test_two_tabs_say_so_and_neither_wins_silently(page: Page) -> None:
    area(page).fill("From the first tab.")
    saved(page, THOUGHT)
    second = another_tab(page)
    second.page.locator(".dl-who").get_by_role("button").first.click()
    for each in (page, second):
        playwright.expect(card(each, THOUGHT)).to_contain_text("open in another tab too")
    playwright.expect(area(second)).to_have_value("From the first tab.")
    area(second).fill("From the second tab.")
    saved(second, THOUGHT)
    playwright.expect(area(page)).to_have_value("From the second tab.")  # shown, nothing hidden
    second.page.close(run_before_unload=False)
    page.page.wait_for_timeout(500)


def test_a_copy_is_only_spoken_of_where_there_is_one(page: Page) -> None:
    fill = """() => { let text = 'x'.repeat(1 << 20); while (text.length) {
      try { localStorage['filler' + localStorage.length] = text; }
      catch { text = text.slice(0, text.length >> 1); } } }"""
    work = card(page, WORK)
    page.page.evaluate(fill)
    area(page).fill("There is no room for me.")
    card(page, THOUGHT).locator(".dl-check").click()
    saved(page, THOUGHT)
    playwright.expect(work).to_contain_text("keeps no copy: its storage is full or closed")
    empty = """() => Object.keys(localStorage).filter((key) => key.startsWith('filler'))
      .forEach((key) => localStorage.removeItem(key))"""
    page.page.evaluate(empty)
    area(page).fill("Now there is room.")
    saved(page, THOUGHT)
    playwright.expect(work).to_contain_text("A copy stays in this browser")
    page.page.evaluate(fill)
    area(page).fill("And no room again. " * 300)
    saved(page, THOUGHT)
    playwright.expect(work).to_contain_text("What you did since then is not in it")


@pytest.mark.parametrize(
    ("locale", "typed", "means"),
    [("fr-FR", ["2,5", "1 250"], [2.5, 1250]), ("ar-EG", ["٢٫٥", "٤٠٠"], [2.5, 400])],
)
def test_a_browser_in_another_language(
    browser: Any, lab: Lab, page: Page, locale: str, typed: list[str], means: list[float]
) -> None:
    page.context.close()
    here = Page(browser, lab, "kit.ipynb", locale=locale).run_all(CARDS)
    low, high = (card(here, VISITORS).locator("input").nth(number) for number in (0, 1))
    assert low.get_attribute("dir") == area(here).get_attribute("dir") == "auto"
    low.fill(typed[0])
    high.fill(typed[1])
    composed = """node => node.dispatchEvent(
      new KeyboardEvent("keydown", {key: "Enter", isComposing: true}))"""
    high.evaluate(composed)  # the Enter that ends a word in an input method
    here.page.wait_for_timeout(1000)
    assert card(here, VISITORS).get_attribute("data-state") == "open"
    high.press("Enter")
    playwright.expect(card(here, VISITORS)).to_have_attribute("data-state", "answered")
    entry = json.loads(whole(here))["answers"]["kit"]["visitors"]
    assert list(entry["answer"].values()) == means
    assert [float(each.input_value()) for each in (low, high)] == means
    area(here).fill("المكتبة في المدرسة القديمة")
    playwright.expect(card(here, THOUGHT).locator(".dl-label")).to_contain_text(
        "4 of about 5 words", ignore_case=True
    )
    saved(here, THOUGHT)
    second = another_tab(here)
    asked = second.page.locator(".dl-who button").first.inner_text()
    assert re.fullmatch(r"Who worked here on \d+ \w+ \d{4}, \d\d:\d\d", asked)
    here.context.close()
