"""Whoever gives reasons can keep them from the wall: from the box in a card to the class report."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from card_page import shown

from darfurlab.activities.question_card import card_of
from darfurlab.classroom import frames
from darfurlab.launch import command
from darfurlab.work import file
from hand_ins import GRID, filled, grid, work

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
SAID, OTHERS = "She listened to the movements.", "He met all of the parties."


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DARFURLAB_WORK", str(tmp_path / "my-work.json"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "my-work.json"


@pytest.fixture
def tab(browser: Any) -> Iterator[Any]:
    with closing(browser.new_context(viewport={"width": 760, "height": 700})) as context:
        yield context.new_page()


def reasons(students: Path, own: Path) -> list[str]:
    """Return the reasons that the instructor may pick, with this student among five others."""
    others = {
        f"{n}.json": work(str(n), **{GRID: grid(gravitas="met", reasons={"gravitas": OTHERS})})
        for n in range(1, 6)
    }
    filled(students, {**others, "own.json": own.read_bytes()})
    assert command.main(["collect", str(students)]) == 0
    return list(frames.reasons(frames.load(), "gravitas")["reason"])


def test_a_reason_that_is_kept_from_the_wall_is_not_offered_for_it(tab: Any, kept: Path) -> None:
    card = shown(tab, card_of(f"03/{GRID}"))
    first = card.locator(".dl-line").first
    first.get_by_label("Not met", exact=True).check()
    first.get_by_role("textbox").fill(SAID)
    card.get_by_role("button", name="Check").click()
    playwright.expect(card.locator(".dl-saved")).to_contain_text("my-work.json")
    assert SAID in reasons(kept.parent / "before", kept)

    box = card.get_by_role("checkbox", name="Not for the wall")
    playwright.expect(box).not_to_be_checked()
    playwright.expect(box).to_have_accessible_description(
        "If you tick this, your reasons here are not shown to the class."
    )
    first.get_by_role("textbox").focus()
    box.focus()
    tab.keyboard.press("Space")
    tab.wait_for_function("() => document.querySelector('.dl-saved').textContent.includes('json')")
    assert reasons(kept.parent / "after", kept) == [OTHERS] * 5  # also before the next check

    again = shown(tab.context.new_page(), card_of(f"03/{GRID}"))
    again.get_by_role("button", name="The person who worked here").click()
    playwright.expect(again.get_by_role("checkbox")).to_be_checked()
    again.get_by_role("button", name="Check").click()
    playwright.expect(again.locator(".dl-saved")).to_contain_text("2")
    whole = file.read(kept)
    answer = whole.entry("03", GRID)["answer"]
    assert answer["not_for_the_wall"] is True
    assert answer["reasons"] == {"gravitas": SAID}
    again.get_by_role("checkbox").uncheck()
    again.get_by_role("button", name="Check").click()
    playwright.expect(again.locator(".dl-saved")).to_contain_text("3")
    assert "not_for_the_wall" not in file.read(kept).entry("03", GRID)["answer"]
