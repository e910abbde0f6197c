"""The memo and the report printed by a real browser in fonts of three widths: nothing is lost."""

from __future__ import annotations

import os
import unicodedata
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from lab_page import EVERY
from PIL import Image
from pypdf import PdfReader

from darfurlab.bargaining import simulation
from darfurlab.papers.memo import memo as memo_in
from darfurlab.papers.report import Asked, Chart, Extras, Line
from darfurlab.papers.report import report as report_in
from darfurlab.questions import design_model, designs
from samples import design

pytestmark = pytest.mark.browser
FONTS = {
    "Noto Serif": "fonts-noto-core",
    "DejaVu Serif": "fonts-dejavu-core",
    "Liberation Serif": "fonts-liberation",
}
WORDS = "We would do it this way, for those who have to live with it must be able to see it. " * 9
ARABIC = "نريد أن يكون السلام عادلا لأن الناس هم الذين يعيشون معه في حياتهم كل يوم. " * 9
TEXTS = {"short": "Because it may hold.", "full": WORDS, "unbroken": "Unbreakable" * 80,
         "arabic": ARABIC}  # fmt: skip
STARTS = ["Memo", "Met:", "Not met:", "National issues:", "Darfur:", "The model has",
          "This design ", "The conditions"]  # fmt: skip  # of other parts
WIDTHS = {"A4": 794, "Letter": 816}  # CSS px of the paper
# Text that stands outside its column or page, and lines of which one covers another.
MISPLACED = """() => {
  const main = document.querySelector('main'), style = getComputedStyle(main);
  const frame = main.getBoundingClientRect(), gap = parseFloat(style.columnGap) || 0;
  const two = style.columnCount === '2', middle = (frame.left + frame.right) / 2;
  const lines = [], found = [];
  const walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode, range = document.createRange();
    const spans = text.parentElement.closest('h1, .small:first-child');
    for (const word of text.data.matchAll(/\\S+/g)) { // a space at a line's end may hang
      range.setStart(text, word.index);
      range.setEnd(text, word.index + word[0].length);
      for (const r of range.getClientRects()) {
        if (r.width < 1) continue;
        const left = two && !spans && r.left > middle ? middle + gap / 2 : frame.left;
        const right = two && !spans && r.left <= middle ? middle - gap / 2 : frame.right;
        if (r.left < left - 1 || r.right > right + 1) found.push(word[0]);
        for (const o of lines.slice(-50)) {
          const high = Math.min(r.bottom, o.bottom) - Math.max(r.top, o.top);
          const wide = Math.min(r.right, o.right) - Math.max(r.left, o.left);
          if (wide > 1 && high > r.height / 2) found.push('covered: ' + word[0]);
        }
        lines.push(r);
      }
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def tab(browser: Any) -> Iterator[Any]:
    with closing(browser.new_context(bypass_csp=True)) as context:
        yield context.new_page()


class Printed:
    """A page on paper: its PDF's pages, its text on screen, and what is out of its place."""

    def __init__(self, tab: Any, html: str, font: str, paper: str) -> None:
        tab.set_viewport_size({"width": WIDTHS[paper], "height": 1000})
        tab.emulate_media(media="null")
        tab.set_content(html)
        tab.add_style_tag(content=f"body, body * {{ font-family: '{font}' !important }}")
        self.text = tab.locator("main").inner_text()
        self.headings = tab.locator("h1, h2, h3").all_inner_texts()
        self.pdf = PdfReader(BytesIO(tab.pdf(format=paper, prefer_css_page_size=False)))
        tab.emulate_media(media="print")
        self.misplaced = tab.evaluate(MISPLACED)
        self.pages = self.pdf.pages
        self.fonts = {
            str(each.get_object()["/BaseFont"])
            for page in self.pages
            for each in page["/Resources"].get("/Font", {}).values()
        }
        if not any(font.replace(" ", "") in each for each in self.fonts):
            how = f"no {font}: `apt-get install {FONTS[font]}`"
            (pytest.fail if os.environ.get("CI") else pytest.skip)(how)

        self.columns: list[list[str]] = []  # the lines of each column of each page, from the top
        self.on_paper = [self._read(page) for page in self.pages]

    def _read(self, page: Any) -> str:
        """Return a page's text, and note its columns."""
        found: dict[tuple[bool, float], str] = {}

        def visit(text: str, cm: Any, tm: Any, *_: Any) -> None:
            x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
            if text.strip():
                key = (x > float(page.mediabox.width) / 2 - 5, -round(y))
                found[key] = found.get(key, "") + text

        whole: str = page.extract_text(visitor_text=visit)
        sides = (
            [found[k].strip() for k in sorted(found) if k[0] is right] for right in (False, True)
        )
        self.columns += [lines for lines in sides if lines]
        return whole

    def lost(self) -> Counter[str]:
        """Return the letters of the page that are not on paper."""
        return letters(self.text) - letters("".join(self.on_paper))

    def lonely(self) -> list[str]:
        """Return the headings that end a column or a page."""
        known = tuple(map(squeezed, self.headings))
        ends = [squeezed(lines[-1]) for lines in self.columns]
        return [end for end in ends if len(end) > 4 and any(h.endswith(end) for h in known)]


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def letters(text: str) -> Counter[str]:
    return Counter(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


def memo(text: str, **more: str) -> str:
    book, answer = designs.load(), design(text) | {"title": text[:90]} | more
    model = design_model.told(book, simulation.load(), designs.chosen(answer))
    return memo_in("html", book, answer, model, "30 September 2030")


def some(*lists: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the cases of these lists; half of them, with each pair in one, where not EVERY."""
    cases = product(*map(enumerate, lists))
    return [
        tuple(name for _, name in case)
        for case in cases
        if EVERY or sum(at for at, _ in case) % 2 == 0
    ]


@pytest.mark.parametrize(("kind", "font", "paper"), some(TEXTS, FONTS, WIDTHS))
def test_the_memo_takes_the_pages_that_it_needs_and_cuts_nothing(
    tab: Any, kind: str, font: str, paper: str
) -> None:
    printed = Printed(tab, memo(TEXTS[kind]), font, paper)
    assert (len(printed.pages) == 1) == (kind == "short")
    *filled, _ = [len(squeezed(text)) for text in printed.on_paper]
    assert not filled or min(filled) > max(filled) / 2  # it flows on; no page is left half empty
    assert not printed.lost()
    assert printed.misplaced == []
    assert printed.lonely() == []
    ours = [*printed.headings, *(f"{row['name']}." for row in designs.load().choices), *STARTS]
    starts = [(lines[0] + lines[1])[:12] for lines in printed.columns]
    reply = next(
        n
        for n, own in enumerate(printed.columns)
        if squeezed(designs.REPLY) in squeezed("".join(own))
    )
    starts = starts[: reply + 1]  # no part is split but the reply, which comes last
    assert [s for s in starts if not s.startswith(tuple(each[:12] for each in ours))] == []


def test_a_reply_of_many_lines_takes_the_pages_that_it_needs(tab: Any) -> None:
    printed = Printed(tab, memo("Yes.", reply="a\n" * 300), "DejaVu Serif", "A4")
    assert not printed.lost()
    assert printed.lonely() == []


def report(texts: Iterable[str]) -> str:
    """Return a report that answers one question with each text, and shows a tall chart."""
    at = "2030-05-01T10:00:00+00:00"
    rest = {"kind": "reflection", "result": "answered", "attempts": [{"at": at}]}
    answers = {f"q{n}": {**rest, "answer": text} for n, text in enumerate(texts)}
    work = {"format": 1, "name": WORDS[:80], "created": at, "updated": at,
            "answers": {"01": answers}}  # fmt: skip
    asked = {f"01/{q}": Asked("Reflection", f"What is a cause? {q}", noted) for q in answers}
    picture = BytesIO()
    Image.new("RGB", (500, 2400), "navy").save(picture, "PNG")
    chart = Chart("A tall chart", b64encode(picture.getvalue()).decode(), "Bars.")
    extras = Extras(made="1 May 2030", lessons={"01": "Marginalization"}, charts=(chart,))
    return report_in("html", work, asked, extras)  # type: ignore[arg-type]


def noted(answer: str) -> list[Line]:
    return [Line("A cause", answer, "That fits.", answer[:300], ("Intro, part 2",))]


@pytest.mark.parametrize(("font", "paper"), some(FONTS, WIDTHS))
def test_a_long_report_flows_on(tab: Any, font: str, paper: str) -> None:
    texts = [text * times for text in TEXTS.values() for times in (1, 5)]
    printed = Printed(tab, report(texts), font, paper)
    assert not printed.lost()
    assert printed.misplaced == []
    assert printed.lonely() == []
    *others, last = [len(page.images) for page in printed.pages]
    assert (sum(others), last) == (0, 1)  # the picture is whole, and its title is beside it
    assert "A tall chart" in printed.on_paper[-1]
    *filled, _ = [len(squeezed(text)) for text in printed.on_paper[:-1]]
    assert min(filled) > max(filled) / 5  # no page is left nearly empty before a long answer
