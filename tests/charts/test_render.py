"""How charts and tables reach the page: offline, whole without a kernel, nothing run, all read."""

from __future__ import annotations

import base64
import json
import re
from html.parser import HTMLParser
from typing import Any

import nbformat
import numpy as np
import pandas as pd
import pytest
from markdown_it import MarkdownIt

from darfurlab import charts, datasets, tables
from darfurlab.charts import picture, render
from darfurlab.charts._altair import alt

V5 = "application/vnd.vegalite.v5+json"
LIVE = {V5, "text/plain", "text/markdown", "image/png"}


@pytest.fixture(scope="module")
def chart() -> Any:
    return charts.fate_of_attempts(
        tables.attempts(datasets.load_processes(), datasets.load_actors())
    )


@pytest.fixture
def bundle(chart) -> dict[str, Any]:
    data, _ = render.bundle(chart.to_dict())
    return data


def title_of(chart: Any) -> str:
    return str(chart.usermeta["darfurlab"]["title"])


# --- charts ---------------------------------------------------------------------------------------


def test_a_chart_goes_out_as_vega_lite_5_and_as_text(chart, bundle):
    assert set(bundle) == LIVE
    assert bundle[V5]["$schema"] == "https://vega.github.io/schema/vega-lite/v5.json"
    text = bundle["text/plain"]
    assert text.startswith(f"Chart. {title_of(chart)}")
    assert text.endswith(chart.description)


def test_a_picture_has_the_charts_title_for_alternative_text(chart, monkeypatch):
    monkeypatch.setenv("DARFURLAB_PICTURES", "1")
    data, metadata = render.bundle(chart.to_dict())
    assert "image/png" in data
    assert metadata["image/png"] == {"alt": f"Chart. {title_of(chart)}"}


def test_display_uses_our_renderer_and_no_html(chart):
    assert alt.renderers.active == "darfurlab"
    data = chart._repr_mimebundle_()
    data = data[0] if isinstance(data, tuple) else data
    assert set(data) == LIVE


def test_a_notebook_with_it_is_a_valid_notebook(chart):
    data, metadata = render.bundle(chart.to_dict())
    output = nbformat.v4.new_output("display_data", data=data, metadata=metadata)
    cell = nbformat.v4.new_code_cell("show(chart)", outputs=[output], execution_count=1)
    notebook = nbformat.v4.new_notebook(cells=[cell])
    nbformat.validate(notebook)
    again = nbformat.reads(nbformat.writes(notebook), as_version=4)
    assert again.cells[0].outputs[0].data[V5]["title"] == bundle_title(data)


def bundle_title(data: dict[str, Any]) -> Any:
    return data[V5]["title"]


def test_a_student_pays_for_no_picture(chart, monkeypatch):
    monkeypatch.setattr(picture, "drawn", lambda spec: pytest.fail("a picture was drawn"))
    for value in (None, "0", "", "yes"):
        monkeypatch.delenv("DARFURLAB_PICTURES", raising=False)
        if value is not None:
            monkeypatch.setenv("DARFURLAB_PICTURES", value)
        assert render.bundle(chart.to_dict())[0]["image/png"] == render.DOT
    assert base64.b64decode(render.DOT, validate=True).startswith(b"\x89PNG")


@pytest.mark.parametrize("kind", ["HTMLExporter", "SlidesExporter", "MarkdownExporter"])
def test_a_static_page_of_a_students_notebook_says_the_chart_and_shows_no_dot(chart, kind):
    title = "Of <b>2</b> *talks*, none_of_them [ended](x) `well`"
    data, metadata = render.bundle(chart.properties(title=title, description="3 * 4").to_dict())
    output = nbformat.v4.new_output("display_data", data=data, metadata=metadata)
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", outputs=[output])])
    import nbconvert

    page, _ = getattr(nbconvert, kind)().from_notebook_node(notebook)
    assert render.DOT not in page
    assert "output_0_0" not in page
    if kind == "MarkdownExporter":
        page = MarkdownIt().render(page)
    read = Read(page)
    assert f"Chart. {title}" in read.text  # its words stand in the twin
    assert not {"em", "b"} & set(read.tags)


@pytest.mark.slow
def test_a_committed_page_carries_a_picture(chart, monkeypatch):
    pytest.importorskip("vl_convert")
    image = pytest.importorskip("PIL.Image")
    from io import BytesIO

    monkeypatch.setenv("DARFURLAB_PICTURES", "1")
    png = base64.b64decode(render.bundle(chart.to_dict())[0]["image/png"], validate=True)
    assert png.startswith(b"\x89PNG")
    wide, tall = image.open(BytesIO(png)).size
    assert 300 < wide <= 680 * 2
    assert tall > 100
    assert len(png) < 60_000


def test_nothing_in_it_is_an_address_to_fetch(chart):
    data, metadata = render.bundle(chart.to_dict())
    text = json.dumps([data, metadata])
    assert re.findall(r"https?://[^\"\\ ]+", text) == [render.SCHEMA]
    assert not re.search(r"cdn|unpkg|jsdelivr|<script", text)
    options = metadata[V5]["embed_options"]
    assert options["actions"] is False  # a menu with no name, and an editor that is another site
    assert options["renderer"] == "svg"  # what a screen reader can read


@pytest.mark.slow
def test_columns_that_no_part_names_stay_behind_and_the_picture_is_the_same(chart, bundle):
    checker = pytest.importorskip("chart_checker")
    pytest.importorskip("vl_convert")
    full, lean = chart.to_dict(), bundle[V5]
    columns = {key for rows in lean["datasets"].values() for row in rows for key in row}
    assert columns < {key for rows in full["datasets"].values() for row in rows for key in row}
    assert "outcome" not in columns  # it stands in the table twin only
    assert len(lean["datasets"]) == len(full["datasets"]) - 1
    assert checker.scene_of(lean) == checker.scene_of(full)
    assert "$schema" in full
    assert full["$schema"] != lean["$schema"]  # what was given is left as it was


@pytest.mark.parametrize(
    "gone",
    [float("nan"), float("inf"), -float("inf"), pd.NA, pd.NaT, np.float32("nan"),
     np.datetime64("NaT")],
    ids=repr,
)  # fmt: skip
def test_what_is_missing_is_null_wherever_it_stands(chart, gone):
    spec = chart.to_dict()
    name = next(part["data"]["name"] for part in spec["layer"] if "tooltip" in part["encoding"])
    more = {"name": gone, "where": [gone, (gone, np.int64(1))]}
    spec["datasets"][name] = [*spec["datasets"][name], more]
    spec["params"] = [{"name": "p", "value": {"deep": [gone]}}]
    sent = json.loads(json.dumps(render.bundle(spec), allow_nan=False))[0][V5]
    rows = next(rows for rows in sent["datasets"].values() if "name" in rows[-1])
    assert rows[-1] == {"name": None, "where": [None, [None, 1]]}
    assert sent["params"] == [{"name": "p", "value": {"deep": [None]}}]
    assert spec["datasets"][name][-1]["name"] is gone  # what was given is left as it was


def test_a_chart_without_a_title_or_data_still_has_its_text():
    plain = alt.Chart(pd.DataFrame({"a": [1]})).mark_point().encode(x="a:Q")
    assert render.bundle(plain.to_dict())[0]["text/plain"] == "Chart."
    assert render.twin(plain) == ""
    two = plain.properties(title=["One line", "and another"], description="Seen.")
    assert render.bundle(two.to_dict())[0]["text/plain"] == "Chart. One line and another Seen."


# --- tables ---------------------------------------------------------------------------------------

NASTY = """<script>alert("1")</script> & 'x' <img src=x onerror=y> </table>"""


class Read(HTMLParser):
    """Collect the tags, the cells' text and the links of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.cells: list[str] = []
        self.heads: list[dict[str, str | None]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "td":
            self.cells.append("")
        if tag == "th":
            self.heads.append(dict(attrs))
        self.links += [str(value) for name, value in attrs if name == "href"]
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.cells and self.tags[-1] not in ("th", "caption"):
            self.cells[-1] += data


def test_nothing_that_a_table_holds_can_run():
    frame = pd.DataFrame({
        NASTY: [NASTY], "where": [f"{NASTY}; Introduction ¶1"],
        "passages": [('intro-1"><script>', "intro-1")], "ids": [(NASTY, "b")],
    })  # fmt: skip
    headings = {NASTY: NASTY, "where": NASTY, "ids": "Ids"}
    page = Read(render.table_html(frame, NASTY, headings))
    assert set(page.tags) <= {
        "style", "table", "caption", "thead", "tbody", "tr", "th", "td", "a", "i",
    }  # fmt: skip
    assert page.text.count(NASTY) == 6  # caption, two headings, three cells
    assert page.links == ['passages.md#intro-1"><script>', "passages.md#intro-1"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "not stated"), (float("nan"), "not stated"), (pd.NA, "not stated"),
        (pd.NaT, "not stated"), ("", "not stated"), ((), "not stated"), (0, "0"), (2011, "2011"),
        (70000, "70,000"), (-70000, "-70,000"), (2.5, "2.5"), (60000.0, "60,000"),
        (True, "True"), (("a", "b"), "a, b"), ("a < b", "a < b"),
        (pd.Timestamp("2011-05-31"), "31 May 2011"), ("2008-07", "July 2008"), ("2008", "2008"),
        ("2011-05-31", "31 May 2011"), ("2011-13", "2011-13"), ("civil_society", "civil society"),
        (0.5238889999, "0.52"), (0.00123, "0.0012"), (0.0, "0"), (1234.5678, "1,234.57"),
    ],
)  # fmt: skip
def test_a_cell_is_said_in_words(value, said):
    frame = pd.DataFrame({"a": pd.Series([value], dtype=object)})
    assert Read(render.table_html(frame, "A table.")).cells == [said]


def test_a_table_can_be_read_out():
    frame = pd.DataFrame({"a_b": [1, 2], "c": ["x", "y"]})
    html = render.table_html(frame, "What is counted.", {"c": "See", "a_b": "Count"})
    page = Read(html)
    assert [head["scope"] for head in page.heads] == ["col", "col"]
    assert page.cells == ["x", "1", "y", "2"]
    assert "<caption>What is counted.</caption>" in html
    assert html.index("See") < html.index("Count")


def test_each_passage_is_a_link_to_its_entry():
    row = datasets.load_events().head(1)
    page = Read(render.table_html(row, "x", {"where": "Passages"}))
    assert page.links == [f"passages.md#{p}" for p in row["passages"][0]]
    assert page.cells == [row["where"][0]]


def test_the_twin_of_a_chart_is_folded_and_has_every_row(chart):
    html = render.twin(chart)
    page = Read(html)
    assert page.tags[:4] == ["details", "summary", "style", "details"]
    assert f"In words{chart.description}" in page.text
    assert page.tags.count("tr") == len(chart.data) + 1
    assert len(page.heads) == len(chart.usermeta["darfurlab"]["columns"])
    assert f"{len(chart.data)} rows" in page.text
    for name in chart.data["name"]:
        assert name in page.cells


def test_a_chart_and_a_table_say_what_to_copy_to_report_a_mistake(chart, shown):
    render.show(chart)
    render.show(datasets.load_events().head(2)[["event", "title", "where", "passages"]], "Events")
    chart_says, table_says = (Read(page.html).text for page in shown[1:])
    ids = ", ".join(datasets.load_events()["event"][:2])
    assert f"table “Events”; rows: {ids}; darfurlab " in table_says
    assert f"chart “{title_of(chart)}”; rows: " in chart_says
    for said in (chart_says, table_says):
        assert said.count("Report a mistake") == 1
        assert "; data 0" in said


def test_a_page_closes_cells_and_rows_by_itself(chart):
    """Half of a long table was end tags; none may be missing where a page needs it."""
    html = render.twin(chart)
    assert "</td>" not in html
    assert html.count("</table>") == html.count("<table") == 1


def test_the_twin_of_a_chart_with_a_nasty_row_runs_nothing(chart):
    data = chart.data.copy()
    data.loc[0, "name"] = NASTY
    page = Read(render.twin(chart.properties(data=data)))
    assert NASTY in page.cells
    assert not {"script", "img"} & set(page.tags)


# --- show -----------------------------------------------------------------------------------------


@pytest.fixture
def shown(monkeypatch) -> list[Any]:
    import IPython.display

    given: list[Any] = []
    monkeypatch.setattr(IPython.display, "display", given.append)
    return given


def test_show_puts_a_chart_and_its_twin_on_the_page(chart, shown):
    assert render.show(chart) is None
    first, second = shown
    assert first is chart
    assert set(second._repr_mimebundle_()) == {"text/html", "text/plain"}
    assert second.html == render.twin(chart)


def test_show_puts_a_frame_on_the_page_with_words_for_columns(shown):
    frame = datasets.load_claim_links().head(2)
    render.show(frame, "Links")
    (page,) = shown
    read = Read(page.html)
    heads = re.findall(r"<th [^>]*>([^<]*)", page.html)
    assert heads == ["from claim", "to claim", "link", "reason", "basis", "where"]
    assert read.links
    assert frame["reason"][0] in page.text
