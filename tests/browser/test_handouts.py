"""The handouts as PDF: on the sides that are promised, on the paper that is asked for, in grey."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader

import handouts as tool
from darfurlab.papers import guide, handouts

SIZES = {"A4": (595, 842), "letter": (612, 792)}  # points

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def tab(browser: Any) -> Iterator[Any]:
    with closing(browser.new_page()) as page:
        yield page


@pytest.mark.slow
def test_each_handout_has_its_sides_and_its_paper(tab: Any) -> None:
    promised = {handout["id"]: handout for handout in guide.handouts(guide.folder())}
    found = {}
    for path, content in tool.printed(tab, "Room 12"):
        pages = PdfReader(BytesIO(content)).pages
        found.setdefault(path.stem, []).append(len(pages))
        upright, handout = SIZES[path.parent.name], promised[path.stem]
        size = pages[0].mediabox
        expected = upright[::-1] if handout.get("turned") else upright
        assert (round(size.width), round(size.height)) == pytest.approx(expected, abs=1), path
        assert len(content) > 20_000, path  # an empty page has 7,000
    assert found == {name: handout["pages"] for name, handout in promised.items()}


def test_what_is_printed_has_no_colour() -> None:
    style = (handouts.SHEETS / "sheets.css").read_text(encoding="utf-8")
    for colour in re.findall(r"#([0-9a-f]{3})\b", style):
        assert len(set(colour)) == 1, colour
    for shown in re.findall(r"\.(?:page img|network svg) \{([^}]*)\}", style):
        assert "grayscale(1)" in shown
    assert "grayscale" in style
