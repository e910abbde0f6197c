"""From the click to the feedback on screen: our card against a bare ipywidgets button, in one run.

    python tests/bench/activity_latency.py [CLICKS]

Both stand in one notebook in JupyterLab and are clicked in turn. Time runs, in the page, from the
click to the first frame after the feedback stands in the document. Our card marks the answer and
saves it to disk (with fsync) within that time; the bare button only sets the text of a label.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "browser"))
from conftest import FLAGS, chromium
from test_kit import BANK, Page, notebook, plain_lab

CELLS = [
    "from pathlib import Path\n"
    "from darfurlab.activities.question_card import ask\n"
    f"ask('kit/first-reader', Path({str(BANK)!r}))",
    "import ipywidgets\n"
    "button, label = ipywidgets.Button(description='bare'), ipywidgets.Label('0')\n"
    "button.on_click(lambda _: setattr(label, 'value', str(int(label.value) + 1)))\n"
    "ipywidgets.VBox([button, label])",
    "toggle, told = ipywidgets.ToggleButtons(options=['a', 'b']), ipywidgets.Label('a')\n"
    "toggle.observe(lambda change: setattr(told, 'value', change['new'] + ' chosen'), 'value')\n"
    "ipywidgets.VBox([toggle, told])",
]
MEASURE = """([button, target]) => new Promise((resolve) => {
  const seen = new MutationObserver(() => {
    if (!target.textContent) return;
    seen.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - begun));
  });
  seen.observe(target, { childList: true, characterData: true, subtree: true });
  const begun = performance.now();
  button.click();
})"""


def percentile(values: list[float], share: float) -> float:
    """Return the value below which a share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def measure(page: Page, clicks: int) -> dict[str, list[float]]:
    """Return milliseconds from click to feedback, for the card and for two bare widgets."""
    tab = page.tab
    card = tab.locator(".dl-card").first
    card.wait_for()
    bare = tab.locator(".jupyter-button", has_text="bare")
    toggles = tab.locator(".widget-toggle-buttons button")
    labels = [
        tab.locator(".widget-label:not(.widget-toggle-buttons .widget-label)").nth(i)
        for i in (0, 1)
    ]
    times: dict[str, list[float]] = {"card": [], "bare button": [], "bare observer": []}
    for click in range(clicks + 3):
        choice = card.locator("input").nth(click % 2)
        choice.check()
        note = card.locator("[data-line] .dl-note").nth(click % 2)
        pairs = {
            "card": (card.locator(".dl-check"), note),
            "bare button": (bare, labels[0]),
            "bare observer": (toggles.nth((click + 1) % 2), labels[1]),
        }
        for name, (button, target) in pairs.items():
            took = tab.evaluate(MEASURE, [button.element_handle(), target.element_handle()])
            tab.wait_for_timeout(60)
            if click >= 3:  # the first ones warm all three up
                times[name].append(took)
    return times


def main(clicks: int = 80) -> int:
    """Print the table; return 1 where the card takes more than 1.5 times the bare button."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as play:
        folder = Path(name)
        notebook(folder, "bench.ipynb", CELLS)
        with plain_lab(folder) as lab:
            browser = play.chromium.launch(executable_path=chromium(), args=FLAGS)
            page = Page(browser, lab, "bench.ipynb").run_all(1)
            page.tab.locator(".widget-toggle-buttons").wait_for()
            times = measure(page, clicks)
            browser.close()
    print(f"{'ms from click to feedback':28}{'median':>9}{'p95':>9}   n = {clicks} each")
    for label, values in times.items():
        print(f"{label:28}{statistics.median(values):9.1f}{percentile(values, 0.95):9.1f}")
    ours, bare = times["card"], times["bare button"]
    ratios = [statistics.median(ours) / statistics.median(bare)]
    ratios.append(percentile(ours, 0.95) / percentile(bare, 0.95))
    print(f"card / bare button: {ratios[0]:.2f} at the median, {ratios[1]:.2f} at p95 (goal 1.5)")
    return int(max(ratios) > 1.5)


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
