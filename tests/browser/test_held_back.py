"""A question before a picture that answers it holds the picture back, until answered or skipped."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from lab_page import NATIVE, TOP, Page, Tabs
from playwright.sync_api import expect

from darfurlab.launch.lab import REVEAL

pytestmark = pytest.mark.browser
NAME, SHOWN = "09-held-back", "What came out"
CELLS = [
    f"from pathlib import Path\nfolder = Path({str(TOP / 'tests' / 'data')!r})\n"
    "from darfurlab.activities.question_card import ask\nfrom darfurlab import show\n"
    "import pandas as pd\ndata = pd.DataFrame({'visitors': [400, 600]})",
    "ask('kit/visitors', folder)",
    "ask('kit/first-reader', folder)",
    f"show(data, {SHOWN!r})",
    "show(data, 'Nothing is asked before this one')",
]


@pytest.fixture
def lesson(tabs: Tabs, lab: tuple[str, Path], nobodys: Path) -> Iterator[Page]:
    made: list[dict[str, Any]] = [{"cell_type": "markdown", "source": "# 09 · Held back"}]
    made += [
        {"cell_type": "code", "source": source, "outputs": [], "execution_count": None}
        for source in CELLS
    ]
    for number, cell in enumerate(made):
        cell |= {"id": f"cell-{number:02d}", "metadata": {}}
    made[4]["metadata"] = {"tags": [REVEAL]}
    kernel = {"name": NATIVE, "display_name": "Python 3", "language": "python"}
    text = {"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path = nobodys / f"{NAME}.ipynb"
    path.write_text(json.dumps(text), encoding="utf-8")
    with closing(Page(tabs, lab[0], NAME)) as opened:
        yield opened
    path.unlink()


def test_a_picture_waits_for_each_question_and_comes_back(
    lesson: Page, tabs: Tabs, lab: tuple[str, Path]
) -> None:
    lesson.run_all()
    tab, picture = lesson.tab, lesson.tab.locator("caption", has_text=SHOWN)
    visitors, reader = lesson.card("how many came"), lesson.card("Who asked for a library")
    expect(tab.locator("caption", has_text="Nothing is asked before")).to_be_visible()
    expect(picture).to_have_count(1)
    expect(picture).to_be_hidden()
    assert "after your answer" in visitors.inner_text()

    # One answer is not enough where two questions stand before it; then the other is skipped, by
    # keyboard.
    for field, number in zip(visitors.get_by_role("spinbutton").all(), ("450", "500"), strict=True):
        field.fill(number)
    visitors.get_by_role("button", name="Save my estimate").click()
    visitors.get_by_text("Your estimate agrees with our count.").wait_for()
    expect(visitors.get_by_role("button", name="Show anyway")).to_be_hidden()
    expect(picture).to_be_hidden()
    reader.get_by_role("button", name="Show anyway").focus()
    tab.keyboard.press("Enter")
    expect(picture).to_be_visible()
    expect(reader.get_by_role("button", name="Check")).to_be_focused()
    lesson.run_all()
    expect(picture).to_be_visible()  # what was skipped in this page stays so

    # A saved lesson is whole. Opened again, what is answered holds nothing back.
    lesson.save()
    saved = (lab[1] / f"{NAME}.ipynb").read_text(encoding="utf-8")
    assert SHOWN in saved.replace(f"show(data, '{SHOWN}'", "")
    reader.get_by_label("Teachers").check()
    reader.get_by_role("button", name="Check").click()
    reader.get_by_text("Agrees with the brief.").first.wait_for()
    lesson.close()
    with closing(Page(tabs, lab[0], NAME, anew=True)) as again:
        again.run_all()
        expect(again.tab.locator(f"{again.shown} .dl-card")).to_have_count(2)
        expect(again.tab.locator("caption", has_text=SHOWN)).to_be_visible()
        assert again.tab.get_by_role("button", name="Show anyway").is_visible() is False
        assert again.ours() == []
