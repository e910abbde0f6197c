"""What a chart in a saved notebook is, whoever drew it and in whichever version of its grammar."""

from __future__ import annotations

import json

import pytest

from darfurlab.charts import render
from darfurlab.datasets import folders
from darfurlab.papers import stored_charts

DRAWN = render.bundle(
    {"title": {"text": ["One issue", "in five regions"]}, "description": "A grid"}
)


def notebook(*shown: dict) -> dict:
    outputs = [{"output_type": "stream", "text": "x"}, *({"data": data} for data in shown)]
    return {"cells": [{"source": "# prose"}, {"outputs": []}, {"outputs": outputs}]}


def test_a_chart_is_known_whatever_its_version_and_nothing_else_is_one():
    newer = {"application/vnd.vegalite.v6+json": {"title": {"text": "Mine"}}}
    table = {"text/html": "<table>", "image/png": "x" * 300}
    found = list(stored_charts.charts(notebook(DRAWN[0], table, newer)))
    assert found == [DRAWN[0], newer]
    assert stored_charts.form(DRAWN[0]) == render.MIME
    assert [stored_charts.title(chart) for chart in found] == ["One issue in five regions", "Mine"]


@pytest.mark.parametrize("cut", [lambda text: text, lambda text: text.splitlines(keepends=True)])
def test_words_and_picture_may_stand_on_several_lines(cut):
    chart = {"text/plain": cut("Chart. One\nTwo"), "image/png": cut("abc\n" * 60)}
    assert stored_charts.words(chart) == "Chart. One\nTwo"
    assert stored_charts.picture(chart) == "abc\n" * 60


def test_a_live_pages_dot_is_no_picture():
    assert stored_charts.picture(DRAWN[0]) == "" != DRAWN[0]["image/png"]
    assert stored_charts.picture({}) == ""


def test_each_lesson_of_the_pack_has_pictures_and_words_for_its_charts():
    for path in folders.lessons(folders.lessons_folder()):
        for chart in stored_charts.charts(json.loads(path.read_text(encoding="utf-8"))):
            assert stored_charts.picture(chart)
            assert stored_charts.words(chart).startswith(f"Chart. {stored_charts.title(chart)}")
