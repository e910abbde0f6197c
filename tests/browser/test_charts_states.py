"""Every chart in every state of its controls, in Chromium: whole, of one height, and no warning."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import nbformat
import pytest
from lab_page import Page, Tabs, wait_for_charts
from test_charts import LESSONS, run, shown_in

from darfurlab.charts import render, theme

pytestmark = pytest.mark.browser
WIDE, TALL = theme.WIDTH + 24, theme.TALLEST
# A laptop, a projector, and a laptop at 200 %, which has half of its pixels.
VIEWS = [(1280, 720), (1024, 768), (640, 360)]
# Go through all options of all controls; of each state: height, title lines, and what is cut.
GO = """async (at) => {
  const embed = document.querySelectorAll('.vega-embed')[at], place = embed, found = [];
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 25)));
  const look = (state) => {
    const svg = place.querySelector('svg.marks'), edge = svg.getBoundingClientRect();
    const out = [...svg.querySelectorAll('text')].filter((node) => node.textContent.trim())
      .filter((node) => { const box = node.getBoundingClientRect();
        return box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 1
          || box.bottom > edge.bottom + 1; }).map((node) => node.textContent);
    const title = svg.querySelector('.role-title-text text');
    found.push({state, out, tall: embed.getBoundingClientRect().height, svg: edge.height,
      wide: Number(svg.getAttribute('width')), shown: edge.width,
      lines: title ? title.querySelectorAll('tspan').length || 1 : 0,
      said: [...svg.querySelectorAll('[aria-roledescription=point]')].map(
        (node) => node.getAttribute('aria-label')).join('')});
  };
  look('as it opens');
  for (const control of place.querySelectorAll('.vega-bindings select, input[type=range]')) {
    const first = control.value;
    const values = control.options ? [...control.options].map((option, at) => at)
      : [control.min, (Number(control.min) + Number(control.max)) / 2 | 0, control.max];
    for (const value of values) {
      if (control.options) control.selectedIndex = value; else control.value = value;
      control.dispatchEvent(new Event(control.options ? 'change' : 'input', {bubbles: true}));
      await drawn();
      look(`${control.name || control.closest('.vega-bind').textContent.slice(0, 12)} ${value}`);
    }
    control.value = first;
    control.dispatchEvent(new Event(control.options ? 'change' : 'input', {bubbles: true}));
    await drawn();
  }
  const form = place.querySelector('form.vega-bindings'), svg = place.querySelector('svg.marks');
  return {found, controls: form ? form.querySelectorAll('select, input').length : 0,
    above: !form || form.getBoundingClientRect().bottom <= svg.getBoundingClientRect().top + 1};
}"""


@pytest.fixture(scope="module")
def opened(tabs: Tabs, lab: tuple[str, Path]) -> Any:
    """Give JupyterLab with every chart of the lessons, its charts' names, and what it warns of."""
    cells, names = [nbformat.v4.new_markdown_cell("# st · Every chart")], []
    for lesson in LESSONS:
        names += shown_in(lesson)
        bundles = [render.bundle(chart.to_dict()) for chart in run(lesson)]
        outputs = [nbformat.v4.new_output("display_data", data=d, metadata=m) for d, m in bundles]
        cells.append(nbformat.v4.new_code_cell("1", outputs=outputs))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(made, lab[1] / "states.ipynb")
    with closing(Page(tabs, lab[0], "states", size={"width": 1280, "height": 720})) as page:
        warned: list[str] = []
        page.tab.on("console", lambda m: m.type in ("warning", "error") and warned.append(m.text))
        wait_for_charts(page, len(names))
        yield page, names, warned


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_every_chart_is_whole_and_of_one_height_in_every_state(view: Any, opened: Any) -> None:
    page, names, warned = opened
    page.tab.set_viewport_size({"width": view[0], "height": view[1]})
    page.tab.wait_for_timeout(500)
    for at, name in enumerate(names):
        result = page.tab.evaluate(GO, at)
        found = result["found"]
        assert result["above"], name
        assert result["controls"] <= 2, name
        assert [state for state in found if state["out"]] == [], name
        assert len({round(state["tall"]) for state in found}) == 1, (name, found)
        assert len({state["lines"] for state in found}) == 1, (name, found)
        assert found[0]["wide"] <= WIDE, name
        if view == VIEWS[0]:
            assert found[0]["tall"] <= TALL, (name, found[0]["tall"])
    assert [text for text in warned if "vega" in text.lower() or "WARN" in text] == []
    assert page.ours() == []


def test_the_words_for_a_screen_reader_follow_the_state(opened: Any) -> None:
    page, names, _ = opened
    for name in ("argument_map", "relations_network", "forum_shopping"):
        found = page.tab.evaluate(GO, names.index(name))["found"]
        assert len({state["said"] for state in found}) >= len(found) * 0.6, name
        assert all(len(state["said"]) > 40 for state in found), name


def test_the_ground_of_a_chart_is_dark_in_the_dark_theme(opened: Any) -> None:
    page, _, _ = opened
    styled = """(light) => { document.body.dataset.jpThemeLight = light;
      return getComputedStyle(document.querySelector('.vega-embed')).filter; }"""
    assert page.tab.evaluate(styled, "true") == "none"
    assert page.tab.evaluate(styled, "false") == "invert(0.93) hue-rotate(180deg)"
    page.tab.evaluate(styled, "true")
