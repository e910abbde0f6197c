"""The memo printed by a real browser: one page, also where everything is filled to the brim."""

from __future__ import annotations

import re
from typing import Any

import pytest

from darfurlab import design_model, designs, simulation
from darfurlab.memo import memo_html
from test_memo import full

pytestmark = pytest.mark.browser
WORDS = "We would do it this way, for those who have to live with it must be able to see it. " * 5


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("text", ["Because it may hold.", WORDS])
def test_the_memo_is_one_page(browser: Any, paper: str, text: str) -> None:
    book, answer = designs.load(), full(text)
    model = design_model.sentences(book, simulation.load(), designs.chosen(answer))
    tab = browser.new_page()
    tab.set_content(memo_html(book, answer, model, "30 September 2030"))
    pdf = tab.pdf(format=paper, prefer_css_page_size=False)
    tab.close()
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1
