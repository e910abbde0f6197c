"""The charts of the class report have all that a chart must have, for any class."""

from __future__ import annotations

import json
from typing import Any

import IPython.display
import pandas as pd
import pytest
from test_words import ALL, leaves

import chart_checker as checker
import invented
from darfurlab import datasets
from darfurlab.charts import classroom, render, theme, words
from darfurlab.classroom import frames, learning
from darfurlab.datasets.words import VERDICTS
from darfurlab.questions import designs

pytest.importorskip("vl_convert", reason='measuring needs pip install "darfurlab[pictures]"')


def made(rows: Any, **how: Any) -> dict[str, Any]:
    """Return every chart of the report; two reasons are picked where there are any."""
    coding, second = datasets.load_checklist_coding(), datasets.load_second_reading()
    conditions = frames.verdicts(rows, datasets.load_checklist(), coding, second)
    codes = frames.reasons(rows, "gravitas")["code"][:2]
    picked = frames.wall(rows, {"gravitas": list(codes)})
    people, _ = frames.size(rows)
    questions = invented.QUESTIONS
    return {
        "class_verdicts": classroom.class_verdicts(conditions, picked, **how),
        "class_designs": classroom.class_designs(frames.designs(rows, designs.load()), **how),
        "class_progress": classroom.class_progress(
            learning.progress(rows, questions), people, **how
        ),
        "class_key": classroom.class_key(learning.differing(rows, questions), **how),
        "class_gain": classroom.class_gain(learning.gain(rows, questions), **how),
    }


@pytest.fixture(scope="module")
def asked() -> dict[str, set[str]]:
    return {}


@pytest.fixture(scope="module")
def charts(tmp_path_factory, asked) -> dict[int, dict[str, Any]]:
    """Give the charts of a class of 40 and of a class of 4, and note which words they ask for."""
    raw = words.Words.raw

    def noted(self: words.Words, name: str) -> Any:
        asked.setdefault(self.chart, set()).add(name)
        return raw(self, name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words.Words, "raw", noted)
        folder = tmp_path_factory.mktemp("class")
        found = {people: made(invented.rows(folder, people=people)) for people in (40, 4)}
        made(invented.rows(folder), width=theme.PHONE)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("people", [40, 4])
@pytest.mark.parametrize("name", classroom.__all__)
def test_a_chart_has_all_that_a_chart_must_have(name, people, charts):
    chart = charts[people][name]
    assert checker.faults(chart.to_dict(), set(chart.data.columns)) == []


def test_every_state_of_the_open_condition_can_be_read(charts):
    spec = charts[40]["class_verdicts"].to_dict()
    (param,) = (param for param in spec["params"] if param["name"] == "opened")
    assert param["bind"]["options"] == ["all", "gravitas"]
    param["value"] = "gravitas"
    shown = [text.text for text in checker.texts(checker.scene_of(spec)["scenegraph"])]
    assert "Gravitas" in shown
    assert any(text.startswith(("met: “", "the brief does not say: “")) for text in shown)
    assert "Discretion" not in shown


@pytest.mark.parametrize("name", classroom.__all__)
def test_a_class_of_four_shows_no_count_of_people(name, charts):
    chart = charts[4][name]
    rows = json.loads(chart.data.to_json(orient="records"))
    for row in rows:
        for column in ("met", "partly", "unmet", "silent", "n", "differ", "before", "after"):
            assert row.get(column) is None, row
        assert row.get("people") in (None, 0), row
    if name != "class_progress":
        assert "ewer than five" in " ".join(checker.title_of(chart.to_dict())) or not rows


def test_titles_say_what_the_rows_say(charts):
    rows = charts[40]["class_verdicts"].data.to_dict("records")
    first = rows[0]
    title = " ".join(checker.title_of(charts[40]["class_verdicts"].to_dict()))
    assert title.startswith(f"People in the class differ most on “{first['name']}”: ")
    counts = [int(first[v]) for v in frames.VERDICTS if first[v]]
    assert sorted(int(part.split()[0]) for part in title.split(": ")[1].split(", ")) == sorted(
        counts
    )
    gain = charts[40]["class_gain"].data
    more = (gain["after"] > gain["before"]).sum()
    assert f"On {more} of {len(gain)} items, more" in " ".join(
        checker.title_of(charts[40]["class_gain"].to_dict())
    )


def test_the_verdicts_have_the_words_that_they_have_everywhere(charts):
    told = charts[40]["class_verdicts"].to_dict()["usermeta"]["darfurlab"]["columns"]
    assert [told[verdict].lower() for verdict in VERDICTS] == list(VERDICTS.values())
    assert "words" not in ALL["class_verdicts"]


def test_reasons_may_be_picked_where_no_condition_has_a_verdict_yet(charts):
    none = charts[40]["class_verdicts"].data.head(0)
    chart = classroom.class_verdicts(none, {"gravitas": [("met", "a reason")]})
    assert "Fewer than five people" in " ".join(checker.title_of(chart.to_dict()))


def test_no_chart_holds_a_pseudonym_or_a_text_that_was_not_picked(charts, tmp_path):
    students = set(invented.rows(tmp_path)["student"])
    for chart in charts[40].values():
        spec = json.dumps(chart.to_dict())
        assert not [student for student in students if student in spec]
        assert "Invented" not in spec
        assert "my own family" not in spec  # a reason that its author keeps from the wall


def test_a_reason_is_shown_as_text_and_never_as_a_part_of_the_page(monkeypatch):
    shown: list[Any] = []
    monkeypatch.setattr(IPython.display, "display", shown.append)
    render.show(pd.DataFrame({"code": ["1"], "verdict": ["met"], "reason": ["<script>x</script>"]}))
    (page,) = shown
    html = page._repr_mimebundle_()["text/html"]
    assert "<script" not in html
    assert "&lt;script&gt;x" in html


@pytest.mark.parametrize("name", classroom.__all__)
def test_no_word_is_left_over(name, charts, asked):
    unused = {
        leaf
        for leaf in leaves(ALL[name])
        if leaf.split(".")[0] not in ("table", "tip", "headings")
        and not any(leaf == word or leaf.startswith(f"{word}.") for word in asked[name])
    }
    assert unused == set()
    assert ALL[name]["table"][-1] == "where"
