"""One Chromium for all browser tests: the one on this machine, driven through Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from lab_page import Page, Tabs, served

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
HOW = "no Chromium: `apt-get install chromium`, or set CHROMIUM to a browser's path"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


AXE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # nothing of the many nodes that pass: half the time
}


def axe_faults(page: Any, where: str) -> list[str]:
    """Return axe-core's violations within what a plain CSS selector finds."""
    source = Path(axe_playwright_python.__file__).with_name("axe.min.js")
    page.evaluate(source.read_text(encoding="utf-8"))
    run = "([where, options]) => axe.run({include: [where]}, options).then((r) => r.violations)"
    violations = page.evaluate(run, [[where], AXE])
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in violations
        for node in found["nodes"]
    ]


def chromium() -> str:
    """Return the browser's path, or an empty text."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), "")


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A Chromium; without one the tests are skipped, but never where CI is set."""
    path = chromium()
    if not path:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(HOW)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def tabs(browser: Any) -> Tabs:
    """Tabs for JupyterLab, used again from test to test."""
    return Tabs(browser)


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of JupyterLab, and its folder of lessons."""
    folder = tmp_path_factory.mktemp("lessons")
    with served(folder) as address:
        yield address, folder


@pytest.fixture
def nobodys(lab: tuple[str, Path]) -> Path:
    """The folder of lessons, without what another test's student did."""
    for left in lab[1].glob("*my-work*"):
        left.unlink()
    return lab[1]


@pytest.fixture
def lesson(
    tabs: Tabs, lab: tuple[str, Path], nobodys: Path, request: pytest.FixtureRequest
) -> Iterator[Page]:
    with closing(Page(tabs, lab[0], request.param)) as opened:
        yield opened
