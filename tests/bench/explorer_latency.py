"""From a move of the explorer's slider to the changed picture, in the JupyterLab of `make lab`.

    python tests/bench/explorer_latency.py [MOVES]

Lesson 02 as it is stored, no cell run: the explorer works without a kernel. Time runs, in the page,
from the input event to the first frame after the chart's SVG changed. The load of the machine is
printed, for the time means little where much else runs.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
from activity_latency import percentile
from conftest import FLAGS, chromium
from lab_page import Page, served

GOAL = 200  # ms at p95
WARM = 3  # moves that are not counted
MEASURE = """([slider, picture, value]) => new Promise((resolve) => {
  const seen = new MutationObserver(() => {
    seen.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - begun));
  });
  seen.observe(picture, { attributes: true, childList: true, characterData: true, subtree: true });
  const begun = performance.now();
  slider.value = value;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
})"""


def measure(page: Page, moves: int) -> list[float]:
    """Return milliseconds for each move of the explorer's slider."""
    chart = page.tab.locator(f"{page.shown} .vega-embed:has(input[type=range])")
    chart.scroll_into_view_if_needed()
    slider = chart.locator("input[type=range]").element_handle()
    return moved(page, slider, chart.locator("svg.marks").element_handle(), moves)


def moved(page: Page, slider: Any, picture: Any, moves: int) -> list[float]:
    """Return milliseconds for each move of a slider to the first frame of its changed picture.

    Up and down the whole slider, by steps of seven points.
    """
    points = int(slider.get_attribute("max")) + 1
    times = []
    for move in range(1, WARM + moves + 1):
        took = page.tab.evaluate(MEASURE, [slider, picture, str(7 * move % points)])
        page.tab.wait_for_timeout(120)
        if move > WARM:
            times.append(took)
    return times


def main(moves: int = 30) -> int:
    """Print the times; return 1 where p95 is above the goal."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
        try:
            with served(Path(name) / "lessons") as address:
                times = measure(Page(browser, address, "02-piecemeal-peace"), moves)
        finally:
            browser.close()
    return told("the slider", times)


def told(start: str, times: list[float]) -> int:
    """Print the times; return 1 where p95 is above the goal. `start`: from where time runs."""
    p95 = percentile(times, 0.95)
    print(
        f"ms from {start} to the changed picture, n = {len(times)}, load {os.getloadavg()[0]:.2f}"
    )
    print(f"median {statistics.median(times):.1f}   p95 {p95:.1f} (goal {GOAL})")
    return int(p95 > GOAL)


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
