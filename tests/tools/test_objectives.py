"""The page of objectives: made from tags, current, and with no empty cell in the core."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import objectives
from darfurlab.datasets import folders
from darfurlab.questions import kinds
from minutes import questions_of

TOP = Path(__file__).resolve().parents[2]
LESSONS = {
    path.name: (json.loads(path.read_text(encoding="utf-8")), questions_of(path))
    for path in folders.lessons(TOP / "notebooks")
}
BANK = TOP / "data" / "questions"
FIRST = "# 07 · Made up\n\nYou will be able to\n\n1. say what is claimed;\n2. sort causes."


def made(*cells: tuple[str, str]) -> dict:
    """Return a lesson with these cells, each (source, its tags)."""
    return {
        "cells": [
            {"cell_type": "code" if "(" in source else "markdown", "source": source,
             "metadata": {"tags": tags.split()}, "outputs": []}
            for source, tags in [(FIRST, ""), *cells]
        ]
    }  # fmt: skip


WHOLE = [
    ("## 1 · One cause?", "objective-1 objective-2"),
    ('ask("01/sort-causes")', "objective-2"),
    ('ask("01/reflection")', "objective-1"),
    ("## 2 · More", ""),
    ("show(charts.timeline())", "objective-1 further"),
]


def test_a_row_says_what_teaches_it_the_activity_and_what_shows_it():
    first, second = objectives.objectives(made(*WHOLE), BANK)
    assert first.row()[:2] == ["say what is claimed", "1 · One cause?<br>2 · More *(further)*"]
    assert first.row()[3] == objectives.SHOWN["reflection"]
    assert second.text == "sort causes"
    assert "(1 · One cause?)" in second.row()[2]
    assert second.row()[3] == objectives.CODED
    assert first.empty() == second.empty() == []


def test_what_the_brief_settles_is_shown_by_agreeing_with_the_brief():
    (first, *_) = objectives.objectives(
        made(('ask("01/what-number-supports")', "objective-1")), BANK
    )
    assert first.row()[3] == objectives.AGREES


def test_an_empty_cell_in_the_core_is_seen():
    cells = [(source, "objective-1 further" if "ask" in source else tags) for source, tags in WHOLE]
    first, second = objectives.objectives(made(*cells), BANK)
    assert first.empty() == ["activity", "what shows that it was met"]
    assert second.empty() == first.empty()
    assert "(further)" in first.row()[3]


def test_a_card_that_asks_nothing_is_an_activity_too():
    first, _ = objectives.objectives(made(("my_work()", "objective-1")), BANK)
    assert first.empty() == ["what teaches it"]


def test_a_tag_of_no_objective_is_refused():
    with pytest.raises(ValueError, match=r"objective-3 in “1 · .*accepted: \[1, 2\]"):
        objectives.objectives(made(("## 1 · One", "objective-3")), BANK)


def test_every_kind_that_has_no_right_answer_says_what_shows_it():
    assert set(objectives.SHOWN) < {path.stem for path in Path(kinds.__file__).parent.glob("*.py")}


@pytest.mark.parametrize("name", LESSONS)
def test_each_objective_of_a_lesson_is_taught_practised_and_shown_in_the_core(name):
    notebook, questions = LESSONS[name]
    if "objective-" not in json.dumps([cell["metadata"] for cell in notebook["cells"]]):
        pytest.skip("the lesson has no tags yet")
    found = objectives.objectives(notebook, questions)
    assert found
    assert {each.text: each.empty() for each in found if each.empty()} == {}


def test_the_committed_page_is_current():
    """Where this fails: make notebooks, and commit what it writes."""
    page = objectives.page(LESSONS)
    assert page.count("\n## ") == len(LESSONS)
    assert (TOP / "docs" / "objectives.md").read_text(encoding="utf-8") == page
