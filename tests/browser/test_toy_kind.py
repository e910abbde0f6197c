"""A kind of activity from elsewhere, with a control and a marking of its own, in JupyterLab."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from lab_page import NATIVE
from test_kit import TOP, Lab, Page, Tabs, notebook, until

from darfurlab.datasets import folders

playwright = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.browser

TOY = TOP / "tests" / "toy"
CELLS = [
    "from darfurlab.questions import kinds\n"
    f"kinds.__path__.append({str(TOY)!r})\n"
    "from darfurlab import ask, my_work",
    'ask("09/how-many")',
    "my_work()",
]


@pytest.fixture(scope="module")
def opened(tabs: Tabs, lab: tuple[str, Path]) -> Iterator[Page]:
    """A page of the lessons' JupyterLab, in a folder that has data of its own."""
    folder = lab[1] / "toy"
    folder.mkdir()
    notebook(folder, "toy.ipynb", CELLS, spec=NATIVE)
    shutil.copytree(folders.pack_data(), folder / folders.OWN)
    shutil.copy(TOY / "09-toy.toml", folder / folders.OWN / "questions")
    for left in lab[1].glob("*my-work*"):  # of another test's student
        left.unlink()
    with closing(Page(tabs, Lab(*lab), "toy/toy.ipynb")) as page:
        yield page.run_all(2)


def toy(page: Page) -> Any:
    return page.tab.locator('.dl-card[data-kind="beads"]')


def attempts(page: Page) -> list[Any]:
    path = page.lab.folder / "my-work.json"
    work = json.loads(path.read_text(encoding="utf-8"))["answers"] if path.exists() else {}
    entry = work.get("09", {}).get("how-many", {"attempts": []})
    return [(each["answer"], each["result"]) for each in entry["attempts"]]


def test_the_pack_knows_nothing_of_it() -> None:
    texts = [p for p in (TOP / "src").rglob("*") if p.suffix in (".py", ".js", ".css", ".toml")]
    assert len(texts) > 80
    assert not [path for path in texts if "beads" in path.read_text(encoding="utf-8").lower()]


def test_it_is_answered_with_its_own_control_and_marked_by_its_own_rule(opened: Page) -> None:
    slider = toy(opened).locator("input[type=range]")
    slider.focus()
    opened.press(*["ArrowRight"] * 5)
    assert "5 of 7 beads" in toy(opened).locator(".dl-label").inner_text().lower()
    toy(opened).locator(".dl-check").click()
    note = toy(opened).locator(".dl-note")
    playwright.expect(note).to_contain_text("Look again: 2 fewer.")
    slider.focus()
    opened.press("ArrowLeft", "ArrowLeft")
    toy(opened).locator(".dl-check").click()
    playwright.expect(note).to_contain_text("That fits. Each bead is one teacher.")
    until(lambda: attempts(opened) == [(5, "revisit"), (3, "answered")], "both attempts on disk")


def test_it_is_restored_after_its_kernel_was_restarted(opened: Page) -> None:
    for kernel in opened.lab.get("/api/kernels"):
        opened.lab.get(f"/api/kernels/{kernel['id']}/restart", "POST")
    opened.run_all(2)
    playwright.expect(toy(opened)).to_have_attribute("data-state", "answered")
    assert toy(opened).locator("input[type=range]").input_value() == "3"
    assert "That fits. Each bead is one teacher." in toy(opened).inner_text()
    assert attempts(opened) == [(5, "revisit"), (3, "answered")]


def test_it_is_told_in_the_report(opened: Page, tmp_path: Path) -> None:
    with opened.tab.expect_download() as download:
        opened.tab.get_by_role("button", name="Report (Markdown)").click()
    download.value.save_as(tmp_path / "report.md")
    report = (tmp_path / "report.md").read_text(encoding="utf-8")
    assert "3 of 7 beads" in report
    assert "**That fits.** Each bead is one teacher." in report
    assert [error for error in opened.errors if "darfurlab" in error] == []
