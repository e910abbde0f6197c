"""Every chart of the lessons, as JupyterLab draws it: in small windows, and in any time zone."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import nbformat
import pytest
from lab_page import EVERY, Page, Tabs, wait_for_charts
from test_charts import CASES, LESSONS, run

from darfurlab.charts import render

pytestmark = pytest.mark.browser
ZONES = ["UTC", "America/Los_Angeles", "Pacific/Apia"]  # far behind and far ahead
ZONES += ["America/Sao_Paulo", "Africa/Khartoum", "Asia/Tokyo"] if EVERY else []
SMALLEST = 9  # px of text, where a chart is drawn smaller
# What each chart holds: where it is, how far it is drawn smaller, and whether one can scroll it.
SEEN = """() => [...document.querySelectorAll('.vega-embed')].map((embed) => {
  const svg = embed.querySelector('svg.marks'), out = embed.closest('.jp-OutputArea-output');
  const scale = svg.getBoundingClientRect().width / Number(svg.getAttribute('width'));
  const sizes = [...svg.querySelectorAll('text')].filter((t) => t.textContent.trim())
    .map((t) => parseFloat(getComputedStyle(t).fontSize) * scale);
  const right = (node) => node.getBoundingClientRect().right;
  return {name: svg.getAttribute('aria-label') || embed.getAttribute('aria-label'), scale,
    smallest: Math.min(...sizes), over: right(svg) - right(out), embed: right(embed) - right(out),
    scrolls: ['auto', 'scroll'].includes(getComputedStyle(embed).overflowX)};
})"""
WORDS = """() => [...document.querySelectorAll('.vega-embed svg.marks')].map((svg) =>
  [...svg.querySelectorAll('text, [aria-label]')].map((node) =>
    `${node.getAttribute('aria-label') || ''} ${node.nodeName === 'text' ? node.textContent : ''}`)
)"""


DRAW = """async (bundles) => {
  document.body.replaceChildren();
  for (const [spec, options] of bundles) {
    const place = document.body.appendChild(document.createElement('div'));
    await vegaEmbed(place, spec, options);
  }
}"""


@pytest.fixture(scope="module")
def bundles() -> list[tuple[Any, Any]]:
    """Every chart of the lessons, as a student's run sends it to the page."""
    made = [render.bundle(chart.to_dict()) for lesson in LESSONS for chart in run(lesson)]
    assert len(made) == len(CASES)
    return made


def test_no_chart_is_cut_off_in_a_small_window(
    tabs: Tabs, lab: tuple[str, Path], bundles: list[tuple[Any, Any]]
) -> None:
    outputs = [nbformat.v4.new_output("display_data", data=d, metadata=m) for d, m in bundles]
    cells = [
        nbformat.v4.new_markdown_cell("# ch · Every chart"),
        nbformat.v4.new_code_cell("1", outputs=outputs),
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(made, lab[1] / "charts.ipynb")
    with closing(Page(tabs, lab[0], "charts")) as page:
        wait_for_charts(page, len(bundles))
        assert {round(each["scale"], 2) for each in page.tab.evaluate(SEEN)} == {1}
        for width in (
            1024,
            683,
            390,
        ):  # a small screen; a laptop at 200 %; a telephone (no list of files)
            page.tab.set_viewport_size({"width": width, "height": 600})
            page.tab.wait_for_timeout(1000)
            seen = page.tab.evaluate(SEEN)
            assert len(seen) == len(bundles)
            for each in seen:
                assert each["embed"] <= 0, (width, each)
                assert each["over"] <= 0 or (width == 390 and each["scrolls"]), (width, each)
                assert each["smallest"] >= SMALLEST, (width, each)
        assert page.ours() == []


def test_every_word_of_every_chart_is_the_same_in_every_time_zone(
    browser: Any, bundles: list[tuple[Any, Any]]
) -> None:
    vega = pytest.importorskip("vl_convert").javascript_bundle(vl_version=render.GRAMMAR)
    sent = [(data[render.MIME], about[render.MIME]["embed_options"]) for data, about in bundles]
    words = {}
    with closing(browser.new_context()) as context:
        tab = context.new_page()
        tab.add_script_tag(content=vega)
        clock = context.new_cdp_session(tab)
        for zone in ZONES:
            clock.send("Emulation.setTimezoneOverride", {"timezoneId": zone})
            tab.evaluate(DRAW, sent)
            assert tab.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone") == zone
            words[zone] = tab.evaluate(WORDS)
    assert len(words["UTC"]) == len(bundles)
    assert sum(map(len, words["UTC"])) > 500
    assert [zone for zone in ZONES if words[zone] != words["UTC"]] == []
