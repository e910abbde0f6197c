"""After a restart of its kernel each card of a lesson can be run first: no NameError."""

from __future__ import annotations

import json
import re
from contextlib import closing
from pathlib import Path

import pytest
from lab_page import EVERY, IDLE, SLOW, TOP, Page, Tabs

from darfurlab.lab import lessons

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

LESSONS = lessons(TOP / "notebooks")
RESTART = """async () => {
  const token = document.cookie.match(/_xsrf=([^;]+)/)?.[1] ?? "";
  const base = location.href.split("/lab")[0];
  const kernels = await (await fetch(`${base}/api/kernels`)).json();
  const how = { method: "POST", headers: { "X-XSRFToken": token } };
  for (const { id } of kernels) await fetch(`${base}/api/kernels/${id}/restart`, how);
  return kernels.length;
}"""


def calls(path: Path) -> list[str]:
    """Return the last line of each cell that shows a card: the line that calls for it."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    found = [source.strip().splitlines()[-1] for source in code]
    return [line for line in found if re.match(r"(ask|check|design|my_work)\(", line)]


def test_there_are_forty_one_cards_and_the_designer() -> None:
    assert sum(len(calls(path)) for path in LESSONS) >= 42


def cases() -> dict[Path, list[str]]:
    """Return the calls to try, by lesson: the last of each kind (the kernel's tests try all)."""
    every = {path: calls(path) for path in LESSONS}
    if EVERY:
        return every
    last = {line.partition("(")[0]: (path, line) for path in LESSONS for line in every[path]}
    return {path: [line for at, line in last.values() if at == path] for path, _ in last.values()}


@pytest.mark.parametrize(("path", "lines"), cases().items(), ids=lambda v: getattr(v, "stem", ""))
def test_each_card_can_be_the_first_after_a_restart(
    tabs: Tabs, lab: tuple[str, Path], path: Path, lines: list[str]
) -> None:
    faults = []
    with closing(Page(tabs, lab[0], path.stem)) as lesson:
        for line in lines:
            assert lesson.tab.evaluate(RESTART) >= 1
            lesson.tab.wait_for_timeout(500)
            cell = lesson.tab.locator(f"{lesson.shown} .jp-CodeCell", has_text=line).first
            cell.scroll_into_view_if_needed()
            cell.locator(".cm-line").last.click()
            lesson.tab.keyboard.press("Control+Enter")  # not waiting for an idle kernel
            shown = cell.locator(".dl-card .dl-prompt").first
            try:
                shown.or_(cell.get_by_text("NameError").first).first.wait_for(timeout=SLOW // 5)
            except playwright.TimeoutError:
                faults.append(f"{line}: neither a card nor an error")
            if "NameError" in cell.inner_text():
                faults.append(f"{line}: NameError")
            lesson.tab.wait_for_function(IDLE)
    assert faults == []
