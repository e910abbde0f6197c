"""What a student typed is never lost, and is shown to nobody else: in a real JupyterLab."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from card_page import placed
from conftest import FLAGS, chromium
from lab_page import EVERY, NATIVE, Tabs
from test_kit import BANK, CARD, Lab, Page, notebook, until

from darfurlab.activities.question_card import card_of
from darfurlab.activities.work_card import WorkCard
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


@pytest.fixture
def here(lab: tuple[str, Path], nobodys: Path) -> Iterator[Lab]:
    """JupyterLab with a small notebook of cards that nobody has worked on."""
    notebook(nobodys, "kept.ipynb", CELLS, spec=NATIVE)
    server = Lab(*lab)
    yield server
    for session in server.get("/api/sessions"):
        server.get(f"/api/sessions/{session['id']}", "DELETE")


@pytest.fixture
def page(tabs: Tabs, here: Lab) -> Iterator[Page]:
    """A student's own browser and an empty folder."""
    with closing(Page(tabs, here, "kept.ipynb")) as opened:
        assert "darfurlab" not in stored(opened)  # nothing of an earlier test's student
        yield opened.run_all(CARDS)


@pytest.fixture
def another_tab(tabs: Tabs, page: Page) -> Iterator[Callable[[], Page]]:
    """What opens the lesson in one more tab: the same storage, another session."""
    with ExitStack() as opened:
        yield lambda: opened.enter_context(closing(Page(tabs, page.lab, page.name)))


def card(page: Page, number: int) -> Any:
    return page.tab.locator(CARD).nth(number)


def area(page: Page) -> Any:
    return card(page, THOUGHT).locator("textarea")


def whole(page: Page) -> str:
    path = page.lab.folder / "my-work.json"
    return path.read_text(encoding="utf-8") if path.exists() else ""


def stored(page: Page) -> str:
    """Return all that the browser holds, as text."""
    areas = "[localStorage, sessionStorage].map((area) => JSON.stringify({...area})).join()"
    return str(page.tab.evaluate(areas))


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
    page.tab.wait_for_timeout(500)
    until(page.idle, "a kernel that was restarted")


def test_what_was_typed_after_a_restart_is_handed_to_the_new_cards(
    page: Page, another_tab: Callable[[], Page]
) -> None:
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
    # It is in this browser at once, and comes back in a new tab.
    restart(page)  # so that only the browser can have it
    area(page).fill("Typed and closed.")
    assert "Typed and closed." in stored(page)
    second = another_tab()
    page.close()
    second.run_all(CARDS)
    question = second.tab.locator(".dl-who")
    question.get_by_role("button", name="The person who worked here on").click()
    playwright.expect(area(second)).to_have_value("Typed and closed.")
    until(lambda: "Typed and closed." in whole(second), "the text on disk")


def test_a_second_student_sees_nothing_of_the_first_who_finds_it_again(
    page: Page, another_tab: Callable[[], Page]
) -> None:
    area(page).fill("The secret of Amna.")
    card(page, THOUGHT).locator(".dl-check").click()
    card(page, VISITORS).locator("input").nth(0).fill("412")
    saved(page, THOUGHT)
    saved(page, VISITORS)
    named = card(page, THOUGHT).get_by_label("Your name (you may leave this empty)")
    named.fill("Amna")
    named.press("Enter")
    until(lambda: json.loads(whole(page)).get("names") == ["Amna"], "the name")
    playwright.expect(named).to_be_hidden()
    first = json.loads(whole(page))["student"]
    # Nothing is shown before somebody says who works here.
    second = another_tab().run_all(CARDS)
    question = second.tab.locator(".dl-who")
    playwright.expect(question).to_have_count(1)
    assert question.get_by_role("button").all_inner_texts() == ["Amna", "Somebody new"]
    for number in (THOUGHT, VISITORS):
        covered = card(second, number)
        playwright.expect(covered).to_contain_text("who is working here", ignore_case=True)
        playwright.expect(covered).to_have_attribute("data-state", "open")
        playwright.expect(covered.locator("textarea, input, .dl-foot")).to_have_count(0)
    playwright.expect(
        card(second, DESIGN).locator("textarea").first
    ).to_be_visible()  # nothing to hide
    card(second, VISITORS).get_by_role("button", name="Go to the question").click()
    focused = second.tab.evaluate("document.activeElement.textContent")
    assert focused == "Amna"
    # Where the card that asks is in a lesson behind this one, another card asks instead.
    second.tab.evaluate("() => { window.darfurlabOffer.style.display = 'none' }")
    card(second, VISITORS).get_by_role("button", name="Go to the question").click()
    playwright.expect(card(second, VISITORS).locator(".dl-who")).to_be_visible()
    assert second.tab.evaluate("document.activeElement.textContent") == focused
    # From the click on, never a moment in which the first student's answer stands in the page.
    watch = """() => { window.seen = 0; const look = () => {
      for (const each of document.querySelectorAll(".dl-card textarea, .dl-card input"))
        if (/secret|412/.test(each.value)) window.seen += 1;
      requestAnimationFrame(look); }; look(); }"""
    second.tab.evaluate(watch)
    card(second, VISITORS).get_by_role("button", name="Somebody new").click()
    second.tab.evaluate(
        "() => { document.querySelector('.dl-card').parentElement.style.display = '' }"
    )
    playwright.expect(area(second)).to_have_value("")
    playwright.expect(question).to_have_count(0)
    assert whole(second) == ""
    second.tab.wait_for_timeout(500)
    assert second.tab.evaluate("window.seen") == 0
    area(second).fill("Of Yusuf.")
    card(second, THOUGHT).locator(".dl-check").click()
    until(lambda: "Of Yusuf." in whole(second), "the second student's answer")
    assert second.tab.evaluate("window.seen") == 0
    assert json.loads(whole(second))["student"] != first
    assert "Amna" not in whole(second)
    # The first student's own tab does not show the second one's answers either.
    playwright.expect(area(page)).to_have_count(0)
    second.run_all(CARDS)
    playwright.expect(area(second)).to_have_value("Of Yusuf.")
    assert "secret of Amna" not in second.tab.locator(".jp-Notebook").inner_text()
    playwright.expect(second.tab.get_by_text("Load it", exact=True)).to_have_count(0)
    # The first comes back and finds everything, in two tabs; neither wins silently.
    page.tab.locator(".dl-who").get_by_role("button", name="Amna").last.click()
    second.close()
    third = another_tab().run_all(CARDS)
    third.tab.locator(".dl-who").get_by_role("button", name="Amna").click()
    for each in (page, third):
        playwright.expect(area(each)).to_have_value("The secret of Amna.")
        playwright.expect(card(each, THOUGHT)).to_contain_text("also open in another tab")
    area(third).fill("From the other tab.")
    saved(third, THOUGHT)
    playwright.expect(area(page)).to_have_value("From the other tab.")  # shown, nothing hidden


def test_finish_leaves_nothing_in_the_folder_or_in_the_browser(
    browser: Any, here: Lab, tmp_path: Path
) -> None:
    secret, own = "Zwetschgenknoedel", tmp_path / "profile"
    how = {"executable_path": chromium(), "args": FLAGS, "accept_downloads": True}
    context = browser.browser_type.launch_persistent_context(own, **how)
    page = Page(context, here, "kept.ipynb").run_all(CARDS)
    area(page).fill(secret)
    card(page, THOUGHT).locator(".dl-check").click()
    named = card(page, THOUGHT).get_by_label("Your name (you may leave this empty)")
    named.fill(f"{secret} by name")
    named.press("Enter")
    playwright.expect(named).to_be_hidden()
    card(page, DESIGN).locator("input[type=text]").first.fill(f"{secret} as a plan")
    saved(page, DESIGN)
    area(page).fill(f"{secret} And a draft of it.")
    saved(page, THOUGHT)
    assert secret in stored(page)
    assert secret in whole(page)
    work = card(page, WORK)
    work.get_by_role("button", name="Finish on this computer").click()
    playwright.expect(work).to_contain_text("my-work.json")
    with page.tab.expect_download() as download:
        work.get_by_role("button", name="Save a copy and delete").click()
    playwright.expect(work).to_contain_text("deleted on this computer")
    assert secret in Path(download.value.path()).read_text(encoding="utf-8")
    playwright.expect(area(page)).to_have_value("")
    page.tab.wait_for_timeout(1000)
    values = "[...document.querySelectorAll('input, textarea')].map((field) => field.value).join()"
    assert secret not in page.tab.evaluate(values)
    assert secret not in stored(page)
    page.run_all(CARDS)
    playwright.expect(page.tab.locator(".dl-who")).to_have_count(0)
    playwright.expect(area(page)).to_have_value("")
    context.close()
    words = [secret.encode(code) for code in ("utf-8", "utf-16-le")]
    # What was deleted stays in LevelDB's log until Chromium clears it: no page can ask for that.
    profile = [e for e in own.rglob("*") if e.is_file() and e.suffix != ".log"]
    assert len(profile) > 20
    files = [*profile, *(each for each in here.folder.rglob("*") if each.is_file())]
    content = {each: each.read_bytes() for each in files}
    assert [str(e) for e, data in content.items() if any(word in data for word in words)] == []


def a_classmates_file_is_asked_about_and_can_be_undone(page: Page, tmp_path: Path) -> None:
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
    work.get_by_role("button", name="Load the file").click()
    until(lambda: "Theirs" in whole(page), "the file brought back")
    assert list(page.lab.folder.glob("my-work.before-*.json"))
    work.get_by_role("button", name="Undo").click()
    until(lambda: "Theirs" not in whole(page), "the work as it was")
    assert json.loads(whole(page))["answers"] == json.loads(was)["answers"]
    playwright.expect(card(page, DESIGN).locator("input[type=text]").first).to_have_value("")


def test_a_copy_is_only_spoken_of_where_there_is_one_and_a_classmates_is_asked_about(
    page: Page, tmp_path: Path
) -> None:
    fill = """() => { let text = 'x'.repeat(1 << 20); while (text.length) {
      try { localStorage['filler' + localStorage.length] = text; }
      catch { text = text.slice(0, text.length >> 1); } } }"""
    work = card(page, WORK)
    page.tab.evaluate(fill)
    area(page).fill("There is no room for me.")
    card(page, THOUGHT).locator(".dl-check").click()
    saved(page, THOUGHT)
    playwright.expect(work).to_contain_text(
        "keeps no copy, because the storage of the browser is full or closed"
    )
    empty = """() => Object.keys(localStorage).filter((key) => key.startsWith('filler'))
      .forEach((key) => localStorage.removeItem(key))"""
    page.tab.evaluate(empty)
    area(page).fill("Now there is room.")
    saved(page, THOUGHT)
    playwright.expect(work).to_contain_text("This browser keeps a copy")
    page.tab.evaluate(fill)
    area(page).fill("And no room again. " * 300)
    saved(page, THOUGHT)
    playwright.expect(work).to_contain_text("The copy has no later answers")
    page.tab.evaluate(empty)
    a_classmates_file_is_asked_about_and_can_be_undone(page, tmp_path)


def test_a_copy_is_offered_by_one_card_though_cards_are_made_before_they_stand_in_the_page(
    browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DARFURLAB_WORK", str(tmp_path / "my-work.json"))
    with closing(browser.new_page()) as tab:
        tab.route("**/*", lambda route: route.fulfill(body="<!doctype html>"))
        tab.goto("http://localhost/")  # a page that has a storage
        copy = json.dumps({"at": "2026-01-05T09:00:00", "answers": 3, "text": "{}"})
        tab.evaluate("(copy) => { localStorage['darfurlab:work:amna'] = copy }", copy)
        tab.evaluate("() => { sessionStorage['darfurlab:who'] = 'amna' }")
        placed(tab, [card_of("00/find-the-thesis"), card_of("01/sort-causes"), WorkCard()])
        offers = tab.locator(".dl-offer", has_text="This browser holds your work")
        offers.first.wait_for()
        playwright.expect(offers).to_have_count(1)
        playwright.expect(tab.locator(".dl-card[data-kind=work] .dl-offer")).to_contain_text("work")


@pytest.mark.parametrize("locale", ["ar-EG", *(["fr-FR"] if EVERY else [])])
def test_a_browser_in_another_language(browser: Any, here: Lab, locale: str) -> None:
    window = browser.new_context(locale=locale)
    page = Page(window, here, "kept.ipynb").run_all(CARDS)
    low, high = (card(page, VISITORS).locator("input").nth(number) for number in (0, 1))
    assert low.get_attribute("dir") == area(page).get_attribute("dir") == "auto"
    composed = """node => node.dispatchEvent(
      new KeyboardEvent("keydown", {key: "Enter", isComposing: true}))"""

    def attempts() -> list[list[float]]:
        tried = page.lab.work().get("visitors", {}).get("attempts", [])
        return [list(each["answer"].values()) for each in tried]

    answers = [(["2,5", "1 250"], [2.5, 1250]), (["٢٫٥", "٤٠٠"], [2.5, 400])]
    for number, (typed, means) in enumerate(answers):
        low.fill(typed[0])
        high.fill(typed[1])
        high.evaluate(composed)  # the Enter that ends a word in an input method
        page.tab.wait_for_timeout(1000)
        assert len(attempts()) == number
        high.press("Enter")
        for field, mean in ((low, means[0]), (high, means[1])):
            playwright.expect(field).to_have_value(f"{mean:g}")
        playwright.expect(card(page, VISITORS)).to_have_attribute("data-state", "answered")
        assert attempts()[number:] == [means]
    area(page).fill("المكتبة في المدرسة القديمة")
    playwright.expect(card(page, THOUGHT).locator(".dl-label")).to_contain_text(
        "4 of about 5 words", ignore_case=True
    )
    saved(page, THOUGHT)
    page.tab.evaluate("sessionStorage.clear()")
    page.tab.reload()  # as a new tab
    asked = page.run_all(CARDS).tab.locator(".dl-who button").first.inner_text()
    assert re.fullmatch(r"The person who worked here on \d+ \w+ \d{4}, \d\d:\d\d", asked)
    window.close()
