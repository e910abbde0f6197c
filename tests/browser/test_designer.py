"""The designer's page in Chromium: one view, nothing moves, and every text fits."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from card_page import shown

from darfurlab.activities.designer_card import Designer
from darfurlab.questions import designs
from darfurlab.questions.kinds import design as kind

pytestmark = pytest.mark.browser
BOOK = designs.load()
TALLEST = 1200
# Where a control stands in the window.
PLACE = "(node) => { const { x, y } = node.getBoundingClientRect(); return [x, y]; }"
# Boxes of a fixed size whose text does not fit them.
CUT = """() => ['.dl-title', '.dl-line-of-model', '.dl-marks button', '.dl-keys button']
  .flatMap((name) => [...document.querySelectorAll(name)]).filter((box) => box.offsetParent)
  .filter((box) => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1)
  .map((box) => box.textContent)"""
# Choose an option, and wait until it is saved: whether it moved, how tall the card is, what is cut.
CHOOSE = """async ([id, cut]) => {
  const input = document.querySelector(`input[value='${id}']`), label = input.closest('label');
  label.scrollIntoView({ block: 'center' });
  const place = () => { const { x, y } = label.getBoundingClientRect(); return `${x} ${y}`; };
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  const before = place();
  label.click();
  const saved = () => document.querySelector('.dl-saved').textContent !== 'Not saved yet';
  while (!input.checked || !saved()) await frame();
  await frame();
  const card = document.querySelector('.dl-card').getBoundingClientRect();
  return [place() !== before, card.height, eval(cut)()];
}"""
FITS = """([where, texts]) => {
  const box = document.querySelector(where), before = [...box.childNodes];
  const cut = texts.filter((text) => {
    box.textContent = text;
    return box.scrollHeight > box.clientHeight + 1;
  });
  box.replaceChildren(...before);
  return cut;
}"""


@pytest.fixture
def tab(browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("DARFURLAB_WORK", str(tmp_path / "my-work.json"))
    with closing(browser.new_context(viewport={"width": 760, "height": 700})) as context:
        yield context.new_page()


def key(card: Any, name: str) -> Any:
    return card.locator(".dl-keys button", has_text=re.compile(f"^{name}(open|[0-9])"))


def test_it_opens_with_five_choices_and_every_choice_is_seen_in_one_view(tab: Any) -> None:
    card = shown(tab, Designer())
    assert [each.inner_text() for each in card.locator(".dl-keys button:visible").all()] == [
        f"{name}\nopen" for name in ("Lead", "Seats", "Agenda", "Sequence", "Leverage")
    ]
    more = card.locator("summary", has_text="12 more choices")
    for row in BOOK.choices:
        more.click()
        key(card, row["name"]).click()
        assert card.get_by_role("group", name=row["question"]).is_visible()
        more.click()
        assert card.bounding_box()["height"] <= TALLEST, row["name"]
    assert tab.evaluate(CUT) == []


@pytest.mark.slow
def test_nothing_moves_where_one_chooses_and_the_card_keeps_its_height(tab: Any) -> None:
    """Each option of each choice is chosen; what the kernel says of it has its place already."""
    card = shown(tab, Designer())
    card.get_by_label("The African Union alone").check()
    card.get_by_label("Your name").fill("Amna")  # it is asked for once, at the first answer
    card.get_by_role("button", name="Save the name").click()
    tab.wait_for_function("() => !document.querySelector('.dl-task input[id$=name]')?.offsetParent")
    card.locator("summary", has_text="12 more choices").click()
    heights = set()
    for row in BOOK.choices:
        key(card, row["name"]).click()
        height = card.bounding_box()["height"]
        for option in BOOK.of(row["choice"]):
            moved, tall, cut = tab.evaluate(CHOOSE, [option["option"], CUT])
            assert not moved, option["option"]
            assert cut == [], option["option"]
            heights.add(tall - height)
    assert heights == {0}
    assert card.locator(".dl-effect .dl-new").count()


def lines(number: int) -> list[str]:
    """Return what the model's line says of designs drawn at random, each text once."""
    draw, found = random.Random(4), set()
    for _ in range(number):
        options = set()
        for row in BOOK.choices:
            own = [each["option"] for each in BOOK.of(row["choice"])]
            options |= set(draw.sample(own, draw.randint(0, len(own)) if row["several"] else 1))
        if draw.random() < 0.9:
            options.add("seat-government")
        found.add(f"Our model: {kind.model(frozenset(options)).line}")
    return sorted(found)


def test_the_models_line_and_the_title_fit_whatever_is_chosen(tab: Any) -> None:
    shown(tab, Designer())
    texts = lines(400)
    assert len(texts) > 40
    assert tab.evaluate(FITS, [".dl-line-of-model", texts]) == []
    names = sorted((row["name"] for row in BOOK.conditions), key=len)[-3:]
    listed = f"{names[0]}, {names[1]} and {names[2]}"
    others = [*(f"your version {n}" for n in (1, 99)), "the design in the file"]
    others += [row["name"] for row in BOOK.designs]
    titles = [
        f"Your design and {each} differ on 3 of the 16 conditions: {listed}." for each in others
    ]
    titles.append(f"Your last choice changed 3 of the 16 conditions: {listed}.")
    assert tab.evaluate(FITS, [".dl-title", titles]) == []


@pytest.mark.parametrize("width", [360, 479, 640])
def test_in_a_small_window_nothing_stands_out_at_its_side(tab: Any, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 700})
    card = shown(tab, Designer())
    card.get_by_label("The African Union alone").check()
    card.locator(".dl-moved").first.wait_for()
    assert tab.evaluate("() => document.documentElement.scrollWidth") <= width
    assert tab.evaluate(CUT) == []
    last = card.locator(".dl-option:visible").last
    last.scroll_into_view_if_needed()
    tab.evaluate("(box) => box.scrollIntoView({ block: 'end' })", last.element_handle())
    before = last.evaluate(PLACE)
    last.locator("input").check()
    card.get_by_text("Your last choice changed", exact=False).first.wait_for()
    tab.wait_for_timeout(200)
    assert last.evaluate(PLACE) == before, "nothing moves under the pointer"
    assert last.locator("input").is_checked(), "a choice that is left open stays so"
    marks = card.locator(".dl-marks").bounding_box()
    assert marks["y"] >= 0, "the marks stay in sight"
    assert marks["height"] < 110
    assert len(card.locator(".dl-marks button").all()) == 16
    assert card.get_by_role("button", name="Leverage").first.is_visible()


def test_a_comparison_shows_differences_first_and_a_version_comes_back(tab: Any) -> None:
    card = shown(tab, Designer())
    card.get_by_label("The African Union alone").check()
    card.get_by_label("Why?").locator("visible=true").fill("It is near.")
    card.get_by_label("Your title").fill("Near")
    card.get_by_role("button", name="Save this version").click()
    card.locator("summary", has_text="Your versions").click()
    card.get_by_text("Version 1: “Near”").first.wait_for()
    card.locator("summary", has_text="Your versions").click()
    more = card.locator("summary", has_text="12 more choices")
    more.click()
    key(card, "Method").click()  # the choice with the longest list
    more.click()
    assert card.bounding_box()["height"] <= TALLEST  # with all that stands below a saved design
    key(card, "Lead").click()
    card.locator("summary", has_text="Your versions").click()
    card.get_by_role("button", name="Begin a new design").click()
    card.get_by_text("The card is empty now.").wait_for()
    assert card.get_by_label("Your title").input_value() == ""
    card.get_by_role("button", name="Compare with Version 1").click()
    table = card.get_by_role("table", name=re.compile("your version 1: 1 differences?"))
    table.get_by_text("It is near.").wait_for()
    assert "Yours" in table.inner_text()
    assert "your version 1: “Near”" in table.inner_text()
    card.locator("summary", has_text="What is the same").click()
    same = card.get_by_role("table", name="what is the same").get_by_role("row").count() - 1
    assert same == len(BOOK.choices) + len(BOOK.conditions) - 1
    card.get_by_role("button", name="Open Version 1").click()
    card.get_by_text("This version is in the card again.").wait_for()
    assert card.get_by_label("The African Union alone").is_checked()
