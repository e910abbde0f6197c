"""After a restart of its kernel each card of a lesson can be run first: no NameError."""

from __future__ import annotations

import json
import re
from contextlib import closing
from pathlib import Path

import pytest
from lab_page import EVERY, SLOW, TOP, Page, Tabs

from darfurlab.datasets.folders import lessons

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


def some(path: Path) -> list[str]:
    """Return the last call of each kind: the tests of the kernel try all."""
    return list({line.partition("(")[0]: line for line in calls(path)}.values())


# The lesson with the designer has activities of the other kinds too.
RICHEST = [path for path in LESSONS if "design()" in calls(path)]


@pytest.mark.parametrize("path", LESSONS if EVERY else RICHEST, ids=lambda path: path.stem)
def test_each_card_can_be_the_first_after_a_restart(
    tabs: Tabs, lab: tuple[str, Path], path: Path
) -> None:
    faults = []
    with closing(Page(tabs, lab[0], path.stem)) as lesson:
        for line in calls(path) if EVERY else some(path):
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
            lesson.idle()
    assert faults == []
