"""A cell that is run before its kernel is ready, or while it restarts, is run all the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from lab_page import EVERY, Page, Tabs

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser
LESSON = "01-marginalization"
FIRST = 'ask("01/'


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


@contextmanager
def slow(tabs: Tabs, path: str) -> Iterator[None]:
    """Keep what is posted there from the server until the end, and a moment longer."""
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route) if route.request.method == "POST" else route.continue_()

    tabs.window.route(path, hold)
    yield
    assert held
    for route in held:
        route.continue_()
    tabs.window.unroute(path)


@pytest.mark.parametrize("turn", range(10 if EVERY else 1))
def test_what_is_pressed_before_the_kernel_is_ready_or_while_it_restarts_is_kept(
    tabs: Tabs, lab: tuple[str, Path], turn: int
) -> None:
    keys = ("Shift+Enter", "Control+Enter")
    late = nullcontext if turn % 2 else partial(slow, tabs)  # as slow as it is, or slower still
    with ExitStack() as stack:
        with late("**/api/sessions?*"):
            page = stack.enter_context(closing(Page(tabs, lab[0], LESSON, idle=False)))
            cell = press(page, keys[turn % 2])
        shows(cell)
        page.idle()
        page.tab.locator(".lm-MenuBar-itemLabel", has_text="Kernel").first.click()
        page.tab.locator(".lm-Menu-itemLabel", has_text="Restart Kernel…").first.click()
        with late("**/api/kernels/*/restart?*"):
            page.tab.locator(".jp-Dialog button.jp-mod-accept").click()
            page.tab.wait_for_timeout(turn * 60)
            cell = press(page, keys[1 - turn % 2])
        shows(cell)
        page.idle()
        assert page.ours() == []
