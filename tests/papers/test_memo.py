"""The memo: a paper in the student's words, with nothing of theirs taken for markup."""

from __future__ import annotations

from functools import partial
from html.parser import HTMLParser

import pytest

from darfurlab.papers.memo import memo as memo_in
from darfurlab.questions import designs
from darfurlab.questions.design_model import Told
from samples import design

memo_html, memo_markdown = partial(memo_in, "html"), partial(memo_in, "md")
BOOK = designs.load()
MODEL = Told("No deal touches the root.", ("**National issues**: no deal.",))
NASTY = "<script>alert(1)</script> **bold** [x](http://x) `code`"


class Read(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_memo_holds_every_choice_the_words_the_verdicts_and_the_model():
    page = Read(memo_html(BOOK, design(), MODEL, "1 May 2030")).text
    for row in BOOK.choices:
        assert f"{row['name']}." in page
    assert page.count("Because.") == len(BOOK.choices) + 2
    assert "Met: Gravitas, Creativity" in page
    assert "No deal touches the root." in page
    assert "National issues: no deal." in page
    assert "1 May 2030" in page
    assert "our coding" in page


def test_what_is_left_open_is_said_and_empty_parts_are_not_there():
    page = Read(memo_html(BOOK, {"picks": {"lead": ["lead-un"]}}, MODEL)).text
    assert page.count("This choice is open.") == len(BOOK.choices) - 1
    assert "The design does not say: Gravitas" in page
    assert designs.REPLY not in page
    assert "Not met:" not in page


def test_a_students_words_are_never_markup():
    page = memo_html(BOOK, design(NASTY), MODEL)
    assert "<script>alert" not in page
    assert Read(page).text.count("<script>alert(1)</script>") == len(BOOK.choices) + 2
    assert Read(page).tags == Read(memo_html(BOOK, design("tame"), MODEL)).tags
    assert "default-src 'none'" in page


def test_in_markdown_they_stand_as_they_were_typed():
    page = memo_markdown(BOOK, design(NASTY), MODEL)
    assert page.count(f"    {NASTY}") == len(BOOK.choices) + 2
    assert "# A peace process for Sudan" in page


@pytest.mark.parametrize("text", ["", "   "])
def test_blank_words_leave_no_trace(text):
    blank = {**design(text), "title": text}
    assert 'class="said"' not in memo_html(BOOK, blank, MODEL)


@pytest.mark.parametrize("memo", [memo_html, memo_markdown])
def test_the_memo_says_whose_it_is_where_a_name_was_typed(memo):
    page = memo(BOOK, design(), MODEL, "4 March 2026", ["Amna", "Yusuf <b>"])
    assert "Amna, Yusuf" in page
    assert "<b>" not in page.replace("    Amna, Yusuf <b>", "")
    assert "Amna" not in memo(BOOK, design(), MODEL, "4 March 2026")


@pytest.mark.parametrize("memo", [memo_html, memo_markdown])
def test_nothing_that_was_typed_is_cut(memo):
    long = " ".join(f"word{n}" for n in range(900))
    page = memo(BOOK, design(long), MODEL)
    assert page.count("word899") == len(BOOK.choices) + 2
