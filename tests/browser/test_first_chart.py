"""A first chart finds all that draws it loaded: from the key to the picture nothing is fetched."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from lab_page import Page, Tabs, wait_for_charts

pytestmark = pytest.mark.browser
LESSON = "01-marginalization"


def test_a_first_chart_fetches_no_script(tabs: Tabs, lab: tuple[str, Path]) -> None:
    lesson = json.loads((lab[1] / f"{LESSON}.ipynb").read_text(encoding="utf-8"))
    for cell in lesson["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = []  # a chart that is there brings what draws it
    (lab[1] / f"{LESSON}-bare.ipynb").write_text(json.dumps(lesson), encoding="utf-8")
    with closing(Page(tabs, lab[0], f"{LESSON}-bare", anew=True)) as page:
        page.tab.wait_for_timeout(3000)  # a student reads
        fetched: list[str] = []
        page.tab.on("request", lambda r: r.resource_type == "script" and fetched.append(r.url))
        code = page.tab.locator(f"{page.shown} .jp-CodeCell")
        for cell in (code.first, code.filter(has_text="show(charts.").first):
            cell.locator(".cm-line").last.click()
            page.tab.keyboard.press("Control+Enter")
        wait_for_charts(page, 1)
        assert fetched == []
        assert page.ours() == []
