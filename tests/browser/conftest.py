"""One Chromium for all browser tests: the one on this machine, driven through Playwright."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from lab_page import TOP, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
HOW = "no Chromium: `apt-get install chromium`, or set CHROMIUM to a browser's path"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
]  # fmt: skip


AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def axe_faults(page: Any, where: str) -> list[str]:
    """Return axe-core's violations within what a plain CSS selector finds."""
    source = Path(axe_playwright_python.__file__).with_name("axe.min.js")
    page.evaluate(source.read_text(encoding="utf-8"))
    run = "([where, options]) => axe.run({include: [where]}, options)"
    result = page.evaluate(run, [[where], AXE])
    return [
        f"{found['id']}: {node['target']} {node['failureSummary']}"
        for found in result["violations"]
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
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address that `make lab` prints, with its token, and the folder of lessons."""
    folder = tmp_path_factory.mktemp("lessons")
    log = folder.parent / "lab.log"
    env = {k: v for k, v in os.environ.items() if not k.startswith("DARFURLAB")}
    with log.open("w") as out:
        server = subprocess.Popen(
            ["make", "lab", f"LESSONS={folder}",
             "LAB_ARGS=--no-browser --port 8890 --ServerApp.port_retries=50 --allow-root"],
            cwd=TOP, env=env, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        found = None
        for _ in range(600):
            found = re.search(r"http://(?:localhost|127\.0\.0\.1):\d+/\S+", log.read_text())
            if found or server.poll() is not None:
                break
            time.sleep(0.2)
        assert found, log.read_text()
        yield found[0], folder
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


@pytest.fixture
def lesson(browser: Any, lab: tuple[str, Path], request: pytest.FixtureRequest) -> Iterator[Page]:
    opened = Page(browser, lab[0], request.param)
    yield opened
    opened.tab.close()
