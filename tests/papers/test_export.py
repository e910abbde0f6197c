"""A lesson as one page: which lesson, which name, and what a student's own copy becomes."""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from darfurlab.charts import render
from darfurlab.datasets import folders
from darfurlab.launch import command as cli
from darfurlab.launch import lab
from darfurlab.papers import export, stored_charts
from darfurlab.papers.saved_notebooks import VIEW
from darfurlab.questions import view

PACK = folders.lessons_folder()
PIXEL = b64encode(b"a picture").decode()


def first_chart() -> Any:
    lesson = nbformat.read(PACK / "01-marginalization.ipynb", as_version=4)
    return next(stored_charts.charts(lesson))


def shown(**data: Any) -> Any:
    return new_output("display_data", {k.replace("_", "/"): v for k, v in data.items()})


@pytest.fixture
def own(tmp_path: Path):
    """Write a student's notebook with these outputs in one cell, and give its page."""

    def make(*outputs: Any, prose: str = "# Mine", tags: tuple[str, ...] = ()) -> str:
        cell = new_code_cell("x", outputs=list(outputs), metadata={"tags": list(tags)})
        path = tmp_path / "mine.ipynb"
        nbformat.write(new_notebook(cells=[new_markdown_cell(prose), cell]), path)
        return export.page(path)

    return make


@pytest.mark.parametrize(
    "given", ["01", "1", "01-marginalization", "01-marginalization.ipynb",
              str(PACK / "01-marginalization.ipynb")]
)  # fmt: skip
def test_a_lesson_is_found_by_number_name_or_path(given, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert export.lesson_path(given) == PACK / "01-marginalization.ipynb"


def test_a_path_wins_over_a_lesson_of_that_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("01-marginalization.ipynb").touch()
    assert export.lesson_path("01-marginalization.ipynb") == Path("01-marginalization.ipynb")


@pytest.mark.parametrize("given", ["77", "", "marginal", "no/such.ipynb", "."])
def test_an_unknown_lesson_is_named_with_what_is_accepted(given, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["export", given]) == 1
    said = capsys.readouterr().err
    assert repr(given) in said
    assert f"({', '.join(path.name[:2] for path in folders.lessons(PACK))})" in said
    assert list(tmp_path.iterdir()) == []


def test_the_page_stands_where_it_was_asked_for(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(export, "page", lambda path: "page")
    (tmp_path / "out").mkdir()
    for out, name in (("", "01-marginalization.html"), ("out", "out/01-marginalization.html"),
                      ("a b.HTML", "a b.HTML")):  # fmt: skip
        assert cli.main(["export", "01", *([out] if out else [])]) == 0
        assert Path(capsys.readouterr().out.strip()) == Path(name)
        assert Path(name).read_text() == "page"
    assert not list(tmp_path.rglob(".*.new"))


@pytest.mark.parametrize("out", ["mine.ipynb", "page", "no/folder.html"])
def test_a_name_that_no_page_can_have_writes_nothing(out, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("mine.ipynb").write_text("work")
    monkeypatch.setattr(export, "page", lambda path: "page")
    assert cli.main(["export", "01", out]) == 1
    assert capsys.readouterr().err.startswith(f"{out!r} was given; ")
    assert [p.name for p in tmp_path.iterdir()] == ["mine.ipynb"]
    assert Path("mine.ipynb").read_text() == "work"


@pytest.mark.parametrize("text", ["", "no JSON", "{}", "[]", '{"cells": 3}', "\x00\xff"])
def test_a_file_that_is_no_notebook_is_named(text, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    Path("x.ipynb").write_bytes(text.encode("latin-1"))
    assert cli.main(["export", "x.ipynb"]) == 1
    assert "x.ipynb: a notebook (.ipynb) is expected" in capsys.readouterr().err
    assert not Path("x.html").exists()


LIVE = render.bundle({"title": "Mine"})[0]  # with the clear dot, and a title in Markdown
LIVE = {kind: LIVE[kind] for kind in ("image/png", "text/markdown")}


@pytest.mark.slow
@pytest.mark.parametrize("live", [{}, LIVE], ids=["no picture", "a live page's"])
def test_a_chart_that_has_no_picture_gets_that_of_the_lesson_or_its_words(own, live):
    data = first_chart()
    png = data.pop("image/png")
    new = {render.MIME: {}, "text/plain": "Chart. Mine & <new>"}
    page = own(shown(**data, **live), shown(**new, **live))
    assert png[:200] in page
    assert f'alt="{data["text/plain"][:60]}' in page
    assert page.count("<img") == 1
    assert "<p>Chart. Mine &amp; &lt;new&gt;</p>" in page


@pytest.mark.slow
def test_a_picture_is_described_by_what_stands_beside_it(own):
    bare = [shown(**{f"image_{kind}": PIXEL}) for kind in ("png", "jpeg", "svg+xml")]
    prose = "# Mine\n<img src='data:image/png;base64,AA=='>"
    page = own(shown(image_png=PIXEL, text_plain='Two "bars"'), *bare, prose=prose)
    assert "Two &quot;bars&quot;" in page or "'Two \"bars\"'" in page
    assert page.count('alt="A picture without words"') == 4
    assert "No description" not in page


def test_a_picture_that_was_pasted_and_is_gone_is_named(own):
    with pytest.raises(export.ExportError, match=r"mine.ipynb: missing attachment: a.png; every"):
        own(prose="![a](attachment:a.png)")


@pytest.mark.slow
def test_a_live_card_is_shown_as_it_can_be_read_and_nothing_runs(own):
    card = shown(text_html="<p>Card</p><script>alert(1)</script>", text_plain="Card")
    card.data[VIEW] = {"model_id": "1"}
    page = own(card, shown(application_javascript="alert(2)"))
    assert "<p>Card</p>" in page
    assert "<script" not in page
    assert "alert(" not in page
    assert "default-src 'none'" in page


def test_a_card_does_not_ask_to_run_what_a_page_cannot_run(own):
    card = view.plain("Sort", "Which?", ["Sort the lines."])
    assert view.RUN in card
    page = own(shown(text_html=card))
    assert "Run this cell" not in page
    assert export.READ in page


@pytest.mark.slow
def test_what_answers_a_prediction_is_folded_away(own):
    page = own(shown(text_html="<b>21</b>"), tags=(lab.REVEAL,))
    assert re.search(r'<details class="dl-kept">.*<b>21</b>.*</details>', page, re.DOTALL)
    assert '<details class="dl-kept">' not in own(shown(text_html="<b>21</b>"))


def test_a_link_stays_on_the_page_or_goes_to_the_web_or_is_none(own):
    prose = (
        "# 09 · Mine\n[a](passages.md#intro-1) [b](glossary.md) [c](passages.md#nothing) "
        "[d](02-piecemeal-peace.ipynb) [e](https://example.org/x) [f](../x.txt)\n\n## intro-1\n"
    )
    page = own(prose=prose)
    assert '<a href="#intro-1">a</a>' in page
    assert '<a href="#glossary">b</a>' in page
    assert 'href="https://example.org/x"' in page
    assert len(re.findall(r">[cdf]</a>", page)) == 0
    assert page.count('id="intro-1"') == 1  # the passage's own
    assert "<title>09 · Mine</title>" in page
    assert '<html lang="en">' in page


# --- nbconvert's own pages ------------------------------------------------------------------------


def described() -> Any:
    data = first_chart()
    words = '<details open class="dl-words"><summary>In words</summary>A map.</details>'
    picture = shown(**data)
    picture.metadata = {"image/png": {"alt": data["text/plain"]}}
    return new_notebook(cells=[new_code_cell("x", outputs=[picture, shown(text_html=words)])])


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("HTMLExporter", {"template_name": "lab"}),
        ("HTMLExporter", {"template_name": "classic"}),
        ("MarkdownExporter", {}),
        ("SlidesExporter", {}),
    ],
    ids=["lab", "classic", "markdown", "slides"],
)
def test_each_template_shows_a_charts_words(name, how):
    import nbconvert  # it takes as long as collecting a hundred tests

    exporter = getattr(nbconvert, name)(**how)
    page, _ = exporter.from_notebook_node(described())
    assert "A map." in page
    said = escape(first_chart()["text/plain"])
    assert (f'alt="{said}"' in page) == (exporter.template_name == "classic")
