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
from urllib.parse import urljoin

from ipykernel.kernelspec import write_kernel_spec

from darfurlab.datasets.folders import lessons
from darfurlab.launch.lab import REVEAL
from darfurlab.papers import stored_charts

TOP = Path(__file__).resolve().parents[2]
NATIVE = "native"
FIRST = lessons(TOP / "notebooks")[0].stem
LARGE = {"width": 1366, "height": 768}
EVERY = bool(os.environ.get("EVERY"))  # every case of what takes long; else some of each
SLOW = 120_000  # ms: a lesson on an old laptop that has other work
POLLING = 100  # ms: looking at each frame takes time from what is waited for
OUTPUTS = ".jp-NotebookPanel:not(.lm-mod-hidden) .jp-OutputArea-output"  # charts, tables, cards
IDLE = "() => /Idle/.test(document.querySelector('#jp-main-statusbar').textContent)"
OPEN = """async (path) => {
  const app = window.jupyterapp;
  await app?.serviceManager.sessions.refreshRunning(); // else it may join a kernel that has ended
  return Boolean(await app?.commands.execute("docmanager:open", { path, factory: "Notebook" }));
}"""
# As one who leaves the page: nothing is saved, and the page forgets whom it knew.
CLOSE_ALL = """async () => {
  for (const widget of [...(window.jupyterapp?.shell.widgets("main") ?? [])]) widget.dispose();
  for (const name of Object.keys(window)) if (name.startsWith("darfurlab")) delete window[name];
  sessionStorage.clear();
}"""
END_KERNELS = """async () => {
  const headers = { "X-XSRFToken": document.cookie.match(/_xsrf=([^;]+)/)?.[1] ?? "" };
  const end = ({ id }) => fetch(`/api/sessions/${id}`, { method: "DELETE", headers });
  await Promise.all((await (await fetch("/api/sessions")).json()).map(end));
}"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Start `make lab` on a folder; give the address that it prints, with its token."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    words = (
        "--no-browser --port 8890 --ServerApp.port_retries=50 --allow-root --expose-app-in-browser"
    )
    make = ["make", "lab", f"VENV={sys.prefix}", f"LESSONS={folder}", f"LAB_ARGS={words}"]
    # Beside ours, for notebooks that draw nothing: a kernel that loads nothing ahead.
    write_kernel_spec(folder.parent / "kernels" / NATIVE)
    with started(make, TOP, folder.parent / "lab.log", JUPYTER_PATH=str(folder.parent)) as address:
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


class Tabs:
    """One window of a browser whose tabs are used again, with the JupyterLab that is open in them.

    To load JupyterLab takes some seconds; to open one more lesson in it, less than one. A tab that
    is handed back has closed all that was open. Once all are back, kernels have ended and the
    window keeps nothing: what opens next is as in a new window.
    """

    def __init__(self, browser: Any) -> None:
        self.window = browser.new_context()
        self.free: list[Any] = []
        self.used = 0

    def new_page(self) -> Any:
        self.used += 1
        tab = self.free.pop() if self.free else self.window.new_page()
        tab.bring_to_front()  # one that is behind draws about once a second
        return tab

    def hand_back(self, tab: Any) -> None:
        tab.evaluate(CLOSE_ALL)
        self.used -= 1
        if not self.used:
            tab.evaluate(END_KERNELS)
            tab.evaluate("localStorage.clear()")
        self.free.append(tab)


def open_in(tab: Any, address: str, path: str) -> bool:
    """Open a notebook in the JupyterLab of a server that stands in a tab; False: none stands."""
    there = tab.url.startswith(urljoin(address, "/lab"))
    return bool(there and tab.evaluate(OPEN, path))


class Opened:
    """A tab of a browser, of a window of it or of `Tabs`, and what is heard of it until closed."""

    def __init__(self, source: Any, size: dict[str, int], patience: int) -> None:
        self.source = source
        self.tab, self.open = source.new_page(), True
        self.tab.set_viewport_size(size)
        self.tab.set_default_timeout(patience)
        self.errors: list[str] = []
        self._heard: list[tuple[str, Any]] = []
        self.on("console", lambda m: m.type == "error" and self.errors.append(m.text))
        self.on("pageerror", lambda e: self.errors.append(str(e)))

    def on(self, event: str, act: Any) -> None:
        self.tab.on(event, act)
        self._heard.append((event, act))

    def close(self) -> None:
        """Leave the page, where that is still to be done; what is not saved is lost."""
        was_open, self.open = self.open, False
        if was_open and isinstance(self.source, Tabs):
            for each in self._heard:
                self.tab.remove_listener(*each)
            self.source.hand_back(self.tab)
        elif was_open:
            self.tab.close()


class Page(Opened):
    """A tab on JupyterLab that notes each request that leaves the machine and each error."""

    def __init__(
        self,
        source: Any,
        address: str,
        lesson: str,
        size: dict[str, int] = LARGE,
        again: bool = False,
        idle: bool = True,
        anew: bool = False,
    ) -> None:
        super().__init__(source, size, SLOW)
        self.left: list[str] = []
        self.on("request", lambda r: self._request(r.url))
        # With the token, once; and without what an earlier tab had open, but where that is asked.
        where = address.replace(FIRST, lesson)
        if again or anew or not open_in(self.tab, address, f"{lesson}.ipynb"):
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
        self.tab.wait_for_function(IDLE, timeout=SLOW, polling=POLLING)

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
            polling=POLLING,
        )

    def save(self) -> None:
        """Save the notebook, and wait until JupyterLab calls it saved."""
        self.tab.locator(".lm-MenuBar-itemLabel", has_text="File").first.click()
        self.tab.locator(".lm-Menu-itemLabel", has_text="Save Notebook").first.click()
        self.tab.wait_for_function(
            "() => !document.querySelector('#jp-main-dock-panel .jp-mod-dirty')"
        )

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
