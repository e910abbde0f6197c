"""A lesson in JupyterLab in Chromium, as the tests of the lessons work it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from darfurlab.datasets.folders import lessons
from darfurlab.launch.lab import REVEAL
from darfurlab.papers import stored_charts

TOP = Path(__file__).resolve().parents[2]
FIRST = lessons(TOP / "notebooks")[0].stem
LARGE = {"width": 1366, "height": 768}
EVERY = bool(os.environ.get("EVERY"))  # every case of what takes long; else some of each
SLOW = 120_000  # ms: a lesson on an old laptop that has other work
OUTPUTS = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-OutputArea-output"  # charts, tables, cards


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Start `make lab` on a folder; give the address that it prints, with its token."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    words = "--no-browser --port 8890 --ServerApp.port_retries=50 --allow-root"
    make = ["make", "lab", f"VENV={sys.prefix}", f"LESSONS={folder}", f"LAB_ARGS={words}"]
    with started(make, TOP, folder.parent / "lab.log") as address:
        yield address


@contextmanager
def started(command: list[str], where: Path, log: Path, **env: str) -> Iterator[str]:
    """Start a Jupyter server in a folder; give the address that it prints, with its token.

    `env`: what is set besides this process's own environment.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DARFURLAB")}
    with log.open("w") as out:
        server = subprocess.Popen(
            command, cwd=where, env=kept | env,
            stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        found = None
        for _ in range(600):
            found = re.search(r"http://(?:localhost|127\.0\.0\.1):\d+/\S+", log.read_text())
            if found or server.poll() is not None:
                break
            time.sleep(0.2)
        assert found, log.read_text()
        yield found[0]
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(30)


class Page:
    """A tab on JupyterLab that notes each request that leaves the machine and each error."""

    def __init__(
        self,
        browser: Any,
        address: str,
        lesson: str,
        size: dict[str, int] = LARGE,
        again: bool = False,
        idle: bool = True,
        **view: Any,
    ) -> None:
        self.tab = browser.new_page(**{"viewport": size, **view})
        self.tab.set_default_timeout(SLOW)
        self.left: list[str] = []
        self.errors: list[str] = []
        self.tab.on("request", lambda r: self._request(r.url))
        self.tab.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        self.tab.on("pageerror", lambda e: self.errors.append(str(e)))
        # With the token, once; and without what an earlier tab had open, but where that is asked.
        where = address.replace(FIRST, lesson)
        self.tab.goto(where if again else f"{where}&reset", timeout=SLOW)
        self.shown = f".jp-NotebookPanel:not(.lm-mod-hidden):has(h1:has-text('{lesson[:2]} ·'))"
        self.tab.wait_for_selector(f"{self.shown} .jp-CodeCell")
        if idle:
            self.idle()

    def _request(self, url: str) -> None:
        if not re.match(r"(https?|wss?)://(localhost|127\.0\.0\.1)[:/]|data:|blob:", url):
            self.left.append(url)

    def idle(self) -> None:
        """Wait until the kernel is there, and nothing runs."""
        self.tab.wait_for_function(
            "() => /Idle/.test(document.querySelector('#jp-main-statusbar').textContent)"
        )

    def run_all(self) -> None:
        self.tab.locator(".lm-MenuBar-itemLabel", has_text="Run").first.click()
        self.tab.locator(".lm-Menu-itemLabel", has_text="Run All Cells").first.click()
        self.settle()

    def settle(self) -> None:
        """Wait until no cell of the notebook is waiting or running."""
        self.tab.wait_for_function(
            "() => { const p = [...document.querySelectorAll('.jp-NotebookPanel:not(.lm-mod-hidden)"
            " .jp-CodeCell .jp-InputPrompt')].map(e => e.textContent);"
            " return p.length && !p.some(t => t.includes('*') || t.includes('[ ]')); }",
            timeout=SLOW,
        )

    def save(self) -> None:
        """Save the notebook, and wait until JupyterLab calls it saved."""
        self.tab.locator(".lm-MenuBar-itemLabel", has_text="File").first.click()
        self.tab.locator(".lm-Menu-itemLabel", has_text="Save Notebook").first.click()
        self.tab.wait_for_function(
            "() => !document.querySelector('#jp-main-dock-panel .jp-mod-dirty')"
        )

    def close(self) -> None:
        """Close the tab; what is not saved is lost."""
        self.tab.close()

    def card(self, prompt: str) -> Any:
        found = self.tab.locator(f"{self.shown} .dl-card", has_text=prompt).first
        found.scroll_into_view_if_needed()
        return found

    def ours(self) -> list[str]:
        """Errors that are neither JupyterLab's (optional files) nor anywidget's (two seconds)."""
        others = (
            "favicon|Failed to load resource|\\[anywidget\\] Failed to initialize model"
            "|Could not restore the debugger state"  # where a kernel is restarted before it has
        )
        return [e for e in self.errors if not re.search(others, e)]


def charts(page: Page) -> int:
    return int(page.tab.locator(f"{page.shown} .vega-embed svg.marks").count())


def committed(lesson: str) -> dict[str, Any]:
    """Return a lesson's notebook as it is committed."""
    path = TOP / "notebooks" / f"{lesson}.ipynb"
    notebook: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return notebook


def charts_in(lesson: str) -> int:
    """Return how many charts a lesson shows once it was run."""
    return len(list(stored_charts.charts(committed(lesson))))


def kept_back(lesson: str) -> int:
    """Return how many charts of a lesson a student sees only once their cells are run."""
    return sum(
        "show(charts" in "".join(cell["source"])
        for cell in committed(lesson)["cells"]
        if REVEAL in cell["metadata"].get("tags", ())
    )


def wait_for_charts(page: Page, number: int) -> None:
    for _ in range(600):
        if charts(page) >= number:
            break
        page.tab.wait_for_timeout(200)
    assert charts(page) == number
