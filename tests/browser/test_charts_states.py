"""Every chart of the lessons in Chromium: in every state, in small windows, in any time zone."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import nbformat
import pytest
from lab_page import EVERY, NATIVE, Page, Tabs, wait_for_charts
from test_charts import CASES, LESSONS, run, shown_in

from darfurlab.charts import render, theme

pytestmark = pytest.mark.browser
WIDE, TALL = theme.WIDTH + 24, theme.TALLEST
# A laptop, a projector, and a laptop at 200 %, which has half of its pixels.
VIEWS = [(1280, 720), (1024, 768), (640, 360)]
ZONES = ["UTC", "America/Los_Angeles", "Pacific/Apia"]  # far behind and far ahead
ZONES += ["America/Sao_Paulo", "Africa/Khartoum", "Asia/Tokyo"] if EVERY else []
SMALLEST = 9  # px of text, where a chart is drawn smaller
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
      title: title?.textContent ?? '',
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


# Every leverage for everyone who may block: what stands out of the chart, or on another text.
EVERY_STATE = """async () => {
  const svg = () => document.querySelector('svg.marks'), bad = [], titles = new Set();
  const [menu, slider] = ['select', 'input'].map((name) => document.querySelector(name));
  const set = (control, event) => control.dispatchEvent(new Event(event, { bubbles: true }));
  for (let seats = 0; seats < menu.options.length; seats += 1) {
    menu.selectedIndex = seats;
    set(menu, 'change');
    for (let leverage = Number(slider.min); leverage <= Number(slider.max); leverage += 1) {
      slider.value = leverage;
      set(slider, 'input');
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 15)));
      const edge = svg().getBoundingClientRect();
      const boxes = [...svg().querySelectorAll('text')].filter((node) => node.textContent.trim())
        .map((node) => [node.textContent, node.getBoundingClientRect()]);
      boxes.forEach(([text, box], at) => {
        if (box.left < edge.left - 1 || box.right > edge.right + 1 || box.top < edge.top - 1
          || box.bottom > edge.bottom + 1) bad.push([seats, leverage, text]);
        for (const [other, o] of boxes.slice(0, at)) {
          const wide = Math.min(box.right, o.right) - Math.max(box.left, o.left);
          const high = Math.min(box.bottom, o.bottom) - Math.max(box.top, o.top);
          const over = wide > 2 && high > Math.min(box.height, o.height) / 2;
          if (over) bad.push([seats, leverage, text, other]);
        }
      });
      titles.add(svg().querySelector('.role-title-text').textContent);
    }
  }
  return { bad, titles: titles.size, states: menu.options.length * (slider.max - slider.min + 1) };
}"""


@pytest.fixture(scope="module")
def bundles() -> list[tuple[Any, Any]]:
    """Every chart of the lessons, as a student's run sends it to the page."""
    made = [render.bundle(chart.to_dict()) for lesson in LESSONS for chart in run(lesson)]
    assert len(made) == len(CASES)
    return made


@pytest.fixture(scope="module")
def opened(tabs: Tabs, lab: tuple[str, Path], bundles: list[tuple[Any, Any]]) -> Any:
    """Give JupyterLab with every chart of the lessons, its charts' names, and what it warns of."""
    names = [name for lesson in LESSONS for name in shown_in(lesson)]
    outputs = [nbformat.v4.new_output("display_data", data=d, metadata=m) for d, m in bundles]
    cells = [
        nbformat.v4.new_markdown_cell("# st · Every chart"),
        nbformat.v4.new_code_cell("1", outputs=outputs),
    ]
    kernel = {"name": NATIVE, "display_name": "Python 3", "language": "python"}
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
        assert all(state["title"] for state in found), (name, "a state has no title")
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


def test_no_chart_is_cut_off_in_a_small_window(opened: Any) -> None:
    page, names, _ = opened
    page.tab.set_viewport_size({"width": 1280, "height": 720})
    page.tab.wait_for_timeout(500)
    assert {round(each["scale"], 2) for each in page.tab.evaluate(SEEN)} == {1}
    # A small screen; a laptop at 200 %; a telephone, with no list of files.
    for width in (1024, 683, 390):
        page.tab.set_viewport_size({"width": width, "height": 600})
        page.tab.wait_for_timeout(1000)
        seen = page.tab.evaluate(SEEN)
        assert len(seen) == len(names)
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


@pytest.mark.slow
def test_the_explorers_text_fits_at_every_leverage_and_with_every_veto(
    browser: Any, bundles: list[tuple[Any, Any]]
) -> None:
    vega = pytest.importorskip("vl_convert").javascript_bundle(vl_version=render.GRAMMAR)
    names = [name for lesson in LESSONS for name in shown_in(lesson)]
    data, about = bundles[names.index("explorer")]
    with closing(browser.new_context()) as context:
        tab = context.new_page()
        tab.add_script_tag(content=vega)
        tab.evaluate(DRAW, [(data[render.MIME], about[render.MIME]["embed_options"])])
        found = tab.evaluate(EVERY_STATE)
    assert found["states"] == 5 * 31
    assert found["titles"] >= 31  # it names the leverage of the moment
    assert found["bad"] == []
