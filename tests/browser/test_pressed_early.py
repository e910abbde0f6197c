"""A cell that is run before its kernel is ready, or while it restarts, is run all the same."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from lab_page import EVERY, Page

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
LESSON, TIMES = "01-marginalization", 10 if EVERY else 2
FIRST = 'ask("01/'
END = """async () => {
  const token = document.cookie.match(/_xsrf=([^;]+)/)?.[1] ?? "";
  const base = location.href.split("/lab")[0];
  const how = { method: "DELETE", headers: { "X-XSRFToken": token } };
  const all = await (await fetch(`${base}/api/sessions`)).json();
  for (const { id } of all) await fetch(`${base}/api/sessions/${id}`, how);
}"""


def press(page: Page, keys: str = "Shift+Enter") -> Any:
    """Press the keys in the first cell that shows a card; return the cell."""
    page.tab.evaluate(
        "() => document.querySelectorAll('.dl-card').forEach((old) => (old.dataset.old = ''))"
    )
    cell = page.tab.locator(f"{page.shown} .jp-CodeCell", has_text=FIRST).first
    cell.locator(".cm-line").last.click()
    page.tab.keyboard.press(keys)
    return cell


def shows(cell: Any) -> None:
    playwright.expect(cell.locator(".dl-card:not([data-old]) .dl-prompt")).to_be_visible(
        timeout=60_000
    )


def test_what_is_pressed_before_the_kernel_is_ready_is_kept(
    browser: Any, lab: tuple[str, Path]
) -> None:
    for turn in range(TIMES):
        with closing(Page(browser, lab[0], LESSON, idle=False)) as page:
            cell = press(page, ("Shift+Enter", "Control+Enter")[turn % 2])
            shows(cell)
            assert page.ours() == []
            page.tab.evaluate(END)  # so that the next turn's kernel is a new one


def test_what_is_pressed_while_a_kernel_restarts_is_kept(
    browser: Any, lab: tuple[str, Path]
) -> None:
    with closing(Page(browser, lab[0], LESSON)) as page:
        for turn in range(TIMES):
            page.tab.locator(".lm-MenuBar-itemLabel", has_text="Kernel").first.click()
            page.tab.locator(".lm-Menu-itemLabel", has_text="Restart Kernel…").first.click()
            page.tab.locator(".jp-Dialog button.jp-mod-accept").click()
            page.tab.wait_for_timeout(turn * 60)
            cell = press(page)
            shows(cell)
            page.idle()
        assert page.ours() == []
