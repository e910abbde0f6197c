"""From a choice in the card of one's own process to the changed picture, in a plain JupyterLab.

    python tests/bench/process_latency.py [MOVES]

Each move of the leverage is sent to the kernel, which plays the two phases with look-ahead, saves
the draft to disk and answers with one view. Time runs, in the page, from the input event to the
first frame after the picture changed. The load of the machine is printed, for the time means
little where much else runs.
"""

from __future__ import annotations

import sys
import tempfile
from contextlib import closing
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
from conftest import FLAGS, chromium
from explorer_latency import moved, told
from test_kit import Page, Tabs, notebook, plain_lab

CELLS = ["from darfurlab import ask", 'ask("02/your-own-process")']


def measure(page: Page, moves: int) -> list[float]:
    """Return milliseconds for each move of the leverage, with look-ahead."""
    card = page.tab.locator(".dl-card")
    card.get_by_label("Process", exact=True).select_option("two-phase")
    card.locator("summary", has_text="how the model is played").click()
    card.get_by_label("The parties look ahead").check()
    page.tab.wait_for_timeout(500)
    slider = card.locator("input[type=range]").element_handle()
    picture = card.locator(".dl-result").element_handle()
    return moved(page, slider, picture, moves)


def main(moves: int = 60) -> int:
    """Print the times; return 1 where p95 is above the goal."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            notebook(Path(name), "process.ipynb", CELLS)
            with (
                plain_lab(Path(name)) as lab,
                closing(Page(Tabs(browser), lab, "process.ipynb")) as page,
            ):
                times = measure(page.run_all(1), moves)
        finally:
            browser.close()
    return told("a choice", times)


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
