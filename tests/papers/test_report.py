from __future__ import annotations

import base64
import hashlib
import re
from functools import cache, partial
from html.parser import HTMLParser
from itertools import pairwise

import mistune
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from darfurlab.papers.report import Asked, Chart, Extras, Line, report
from darfurlab.work import record as work
from darfurlab.work.joining import settled

report_html, report_markdown = partial(report, "html"), partial(report, "md")
AT = "2026-03-02T10:42:07.512+03:00"
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNkAAAABAACAvRLBgAAAABJRU5ErkJggg=="
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</div><iframe src='https://example.org'></iframe>",
    '" onmouseover="alert(1)',
    "[here](javascript:alert(1))",
    "<javascript:alert(1)>",
    "![seen](https://example.org/seen.png)",
    "[ref]\n\n[ref]: javascript:alert(1)",
    "```\n<script>alert(1)</script>\n```\n<script>alert(1)</script>",
    "~~~\n# A heading\n~~~",
    "\n\n\n# A heading\n\n- a list\n\n<b>bold</b>",
    "\r\r<b>bold</b>\r\n\r\n\t<u>under</u>",
    "$$\\href{javascript:alert(1)}{x}$$ and \\(x\\)",
    "<!-- \n\n --> & &lt; &#60;script>",
    "</style><style>body{display:none}</style>",
    "</title><meta http-equiv=refresh content='0;url=https://example.org'>",
    "a" * 3000,
    "سلام \u202e txt.exe \u2066 \u200f",
    "zero \x00 byte \x1b[31m \ud800 \ufffe",
    "1. one\n2. two\n===\n---\n| a | b |\n|---|---|",
    "   \n  ",
]


def whole(*entries: tuple[str, dict], **more) -> dict:
    answers: dict = {}
    for key, entry in entries:
        lesson, _, name = key.partition("/")
        answers.setdefault(lesson, {})[name] = settled(entry)
    return work.blank(AT, answers=answers, **more)


def done(kind: str, *answers, **more) -> dict:
    attempts = [
        {
            "at": f"2026-03-02T10:4{n}:00+03:00",
            "answer": each,
            "result": "revisit" if n else "answered",
        }
        for n, each in enumerate(answers)
    ]
    return {"kind": kind, "attempts": attempts, **more}


def sort_lines(answer):
    texts = {"camps": "Camps closed", "power": "Power held by a few"}
    for item, picked in answer["picks"].items():
        reason = answer.get("reasons", {}).get(item, "")
        said = "The brief lists it *among* what one table would settle."
        given = picked + (f": {reason}" if reason else "")
        yield Line(texts[item], given, "Look again.", said, ("Introduction ¶2",))


QUESTIONS = {
    "01/sort": Asked("Sort", "Root cause or symptom?", sort_lines, "claim"),
    "01/why": Asked("Reflect", "What would you ask the authors?", lambda text: [Line("", text)]),
    "01/later": Asked("Choose", "Which claim does the number support?", lambda _: []),
}
EXTRAS = Extras(
    made="4 March 2026",
    lessons={"01": "Marginalization"},
    charts=(Chart("One issue in five regions", PNG, "A grid of 21 issues by five regions."),),
)


class Page(HTMLParser):
    """Every tag, attribute and text of a page, as a browser would take them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict]] = []
        self.texts: list[str] = []
        self.comments: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.texts.append(data)

    def handle_comment(self, data):
        self.comments.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)


def squeezed(text: str) -> str:
    """Return the letters of a text, without what the report replaces or wraps."""
    return "".join(c for c in text if c.isalnum())


def everywhere(text: str) -> dict:
    """Return work in which a hostile text stands wherever anyone could have put it."""
    text = text or "empty"
    return whole(
        ("01/sort", done("sort", {"picks": {"camps": text}, "reasons": {"camps": text}})),
        ("01/why", done("reflection", text, draft={"at": "2026-03-03T00:00:00Z", "answer": text})),
        ("01/unknown", done("sort", {text: [text]})),
        name=text,
        left_out=[{"lesson": text, "activity": text, "reason": text, "entry": text}],
    )


# --- what is on the page --------------------------------------------------------------------------


@pytest.mark.parametrize("report", [report_html, report_markdown])
def test_the_page_holds_answers_feedback_reflections_and_charts(report):
    first = {"picks": {"camps": "Root cause"}}
    last = {"picks": {"camps": "Symptom", "power": "Root cause"}, "reasons": {"power": "I read it"}}
    page = report(
        whole(
            ("01/sort", done("sort", first, last)),
            ("01/why", done("reflection", "Who was not asked?\n\nAnd why?")),
            names=["Amna", "Osman"],
        ),
        QUESTIONS,
        EXTRAS,
    )
    text = Page(page).text if report is report_html else page
    order = [
        "My work in the Darfur lessons",
        "Amna, Osman",
        "4 March 2026",
        "Lesson 01: Marginalization",
        "Root cause or symptom?",
        "Sort · Answered: differs on 2026-03-02, 10:41",
        "2 attempts, the first on 2026-03-02, 10:40",
        "Camps closed",
        "Symptom",
        "Look again.",
        "claim of the authors",
        "Read Introduction ¶2.",
        "Power held by a few",
        "Root cause: I read it",
        "What would you ask the authors?",
        "Who was not asked?",
        "And why?",
        "Questions without an answer: Which claim does the number support?",
        "One issue in five regions",
    ]
    at = -1
    for each in order:
        at = text.find(each, at + 1)
        assert at >= 0, each
    assert "A grid of 21 issues by five regions." in page


def test_headings_follow_each_other_without_a_gap():
    page = Page(report_html(whole(("01/sort", done("sort", {"picks": {}}))), QUESTIONS, EXTRAS))
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in pairwise(levels))
    assert dict(page.tags)["html"]["lang"] == "en"


def test_a_draft_is_shown_as_begun_without_feedback():
    entry = {
        "kind": "sort",
        "attempts": [],
        "draft": {"at": AT, "answer": {"picks": {"camps": "Symptom"}}},
    }
    page = Page(report_html(whole(("01/sort", entry)), QUESTIONS, EXTRAS)).text
    assert "not checked yet:" in page
    assert "Symptom" in page
    assert "Look again" not in page


@pytest.mark.parametrize("answer", [["gone"], {"picks": {"gone": "Symptom"}}, "text", 3, None])
def test_an_answer_that_does_not_fit_its_question_is_shown_as_it_is(answer):
    page = Page(report_html(whole(("01/sort", done("sort", answer))), QUESTIONS, EXTRAS)).text
    assert "Look again" not in page
    for word in re.findall(r"\w+", str(answer) if answer else "null"):
        assert word in page


def test_empty_work_is_a_page_too():
    assert "Lesson" not in Page(report_html(work.blank(AT), QUESTIONS)).text
    assert report_markdown(work.blank(AT), QUESTIONS).startswith("# My work")


@pytest.mark.parametrize(
    "picture",
    [
        "https://example.org/a.png",
        "javascript:alert(1)",
        "data:image/png;base64,AA==",
        'AA==" onload="alert(1)',
        "AA==\n",
        "",
    ],
)
def test_a_picture_that_is_no_picture_is_left_to_its_words(picture):
    extras = Extras(charts=(Chart("A title", picture, "what is seen"),))
    page = Page(report_html(work.blank(AT), {}, extras))
    assert "img" not in dict(page.tags)
    assert "what is seen" in page.text


# --- nothing that anyone typed can run ------------------------------------------------------------

TAGS = {
    *("html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "p", "div"),
    *("strong", "em", "code", "figure", "img", "figcaption"),
}
ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "dir", "src", "alt"}
hostile = st.sampled_from(HOSTILE) | st.text()
texts = st.lists(hostile, min_size=1, max_size=3).map("\n".join)


@cache
def tame_page() -> Page:
    return Page(report_html(everywhere("tame"), QUESTIONS, EXTRAS))


def all_examples(test):
    for text in HOSTILE:
        test = example(text)(test)
    return test


@pytest.mark.slow
@all_examples
@settings(deadline=None)
@given(texts)
def test_the_html_has_no_tag_or_attribute_of_a_students(text):
    html = report_html(everywhere(text), QUESTIONS, EXTRAS)
    page, tame = Page(html), tame_page()
    assert page.tags == tame.tags
    assert {tag for tag, _ in page.tags} <= TAGS
    assert {name for _, attributes in page.tags for name in attributes} <= ATTRIBUTES
    assert page.comments == []
    assert squeezed(page.text).count(squeezed(text)) >= 5
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", html
    )
    html.encode()


def test_the_policy_forbids_scripts_and_allows_the_pages_own_style_alone():
    html = report_html(work.blank(AT), QUESTIONS, EXTRAS)
    policy = next(
        attributes["content"]
        for tag, attributes in Page(html).tags
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.startswith("default-src 'none'")
    assert "script" not in policy
    assert "unsafe" not in policy
    style = re.search("<style>(.*)</style>", html, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert html.index("Content-Security-Policy") < html.index("<style>")
    assert "@import" not in style
    assert "url(" not in style


READERS = {
    "markdown-it": MarkdownIt("commonmark", {"html": True}).enable("table").render,
    "mistune": mistune.create_markdown(
        escape=False, plugins=["table", "url", "math", "strikethrough", "footnotes", "task_lists"]
    ),
}
PLAIN = {"h1", "h2", "h3", "p", "pre", "code", "strong", "em"}


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS)
@all_examples
@settings(deadline=None)
@given(texts)
def test_the_markdown_shows_what_a_student_typed_as_text(reader, text):
    page = Page(READERS[reader](report_markdown(everywhere(text), QUESTIONS, EXTRAS)))
    assert {tag for tag, _ in page.tags} <= PLAIN
    assert all(attributes == {} for _, attributes in page.tags)
    assert page.comments == []
    assert squeezed(page.text).count(squeezed(text)) >= 5


@all_examples
@settings(deadline=None)
@given(texts)
def test_each_line_that_a_student_typed_is_code_in_any_markdown(text):
    page = report_markdown(everywhere(text), {}, EXTRAS)
    tame = report_markdown(everywhere("tame"), {}, EXTRAS)
    ours = [line for line in page.split("\n") if line and not line.startswith("    ")]
    assert ours == [line for line in tame.split("\n") if line and not line.startswith("    ")]
    for before, line in pairwise(page.split("\n")):
        assert not line.startswith("    ") or before == "" or before.startswith("    ")
    assert page.splitlines() == page.removesuffix("\n").split("\n")


def test_feedback_that_repeats_a_students_words_is_tame_in_markdown():
    text = "<script>[x](javascript:x)![y](z) $\\href{javascript:x}{y}$ \\(z\\)"
    asked = Asked("With the data", "Count", lambda _: [Line("Rows", "3", "", f"You gave {text}")])
    work_done = whole(("01/count", done("code", 3)))
    for reader in READERS.values():
        page = Page(reader(report_markdown(work_done, {"01/count": asked})))
        assert {tag for tag, _ in page.tags} <= PLAIN
    assert Page(report_html(work_done, {"01/count": asked})).text.count(text) == 1


@pytest.mark.parametrize("error", [OverflowError, AttributeError, ZeroDivisionError, KeyError])
@pytest.mark.parametrize("report", [report_html, report_markdown])
def test_an_answer_that_no_question_can_tell_is_shown_as_it_is(report, error):
    def lines(_):
        raise error("strange")

    asked = {"01/sort": Asked("Sort", "Root cause or symptom?", lines)}
    assert "9999" in report(whole(("01/sort", done("sort", {"low": "9" * 40}))), asked, EXTRAS)


@pytest.mark.parametrize("report", [report_html, report_markdown])
def test_an_activity_without_an_answer_and_a_course_are_no_trouble(report):
    page = report(whole(("01/sort", done("sort")), course="Peace studies"), QUESTIONS, EXTRAS)
    assert "Peace studies" in page
