"""The minutes: the formula on lessons made up here, and the stored numbers against the formula."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import minutes
from darfurlab.datasets import folders

TOP = Path(__file__).resolve().parents[2]
LESSONS = folders.lessons(TOP / "notebooks")
BANK = TOP / "data" / "questions"
QUESTION = """
[[question]]
id = "one"
kind = "choice"
prompt = "Which of the two?"
answer = "b"
options = [
  { id = "a", text = "The first", feedback = "one two three four" },
  { id = "b", text = "The second", feedback = "one two" },
]
passages = ["intro-1"]
basis = "fact"
hints = ["Hints are asked for by few, and so not counted."]
"""
CHART = {"application/vnd.vegalite.v5+json": {"title": {"text": ["A title", "of five words"]}}}
HIDDEN = "<style>no word</style><details><table><tr><td>folded away</td></tr></table></details>"
TABLE = "<table><tr><th>a head</th></tr><tr><td>and four cells more</td></tr></table>" + HIDDEN


def cell(source: str, *shown: dict[str, Any], kind: str = "code", tags: tuple[str, ...] = ()):
    outputs = [{"output_type": "display_data", "data": data} for data in shown]
    metadata = {"tags": list(tags)}
    return {"cell_type": kind, "source": source, "metadata": metadata, "outputs": outputs}


def text(source: str, *tags: str):
    return cell(source, kind="markdown", tags=tags)


@pytest.fixture
def questions(tmp_path):
    (tmp_path / "07-made-up.toml").write_text(QUESTION, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (text("# Two words\n\n[and a link](passages.md#intro-1) <!-- unseen --> · —"), 5 / 120),
        (cell("from darfurlab import ask"), 0),
        (cell("show(a)", CHART), 2 + 5 / 120),
        (cell("show(a)", CHART, {"text/html": HIDDEN}), 2 + 5 / 120),
        (cell("show(a)", {"text/html": TABLE}), 1 + 6 / 120),
        # prompt 4, options 2 + 2, the mean of the two reasons 3
        (cell('ask("07/one")', {"text/html": "<p>the plain card</p>"}), 0.5 + 11 / 120),
        (cell("design()", {"text/html": "<p>the plain card</p>"}), 15),
    ],
)
def test_each_part_has_its_minutes(made, expected, questions):
    assert minutes.cell_minutes(made, questions) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("ref", "least"), [("01/sort-causes", 7 * 0.5), ("01/reflection", 5), ("01/count-by-level", 8)]
)
def test_a_question_takes_what_is_decided_written_or_coded_and_its_words(ref, least):
    taken = minutes.cell_minutes(cell(f'ask("{ref}")'), BANK)
    assert least < taken < least + 5


def test_what_is_tagged_further_is_not_of_the_core(questions):
    cells = [
        text("# A lesson\n\n" + "word " * 238),
        text("## Further\n\n" + "word " * 119, "further"),
    ]
    assert minutes.lesson({"cells": cells}, questions) == (2, 3)
    first, second = minutes.sections({"cells": cells}, questions)
    assert (first.heading, second.heading) == ("A lesson", "Further")
    assert (second.core, second.everything) == (0, 1)


LINE = "*Core: about 0 minutes. Everything: about 0 minutes. No programming needed.*"
README = """
| [00](notebooks/00-a.ipynb) | outside | 1 | 1 |
<!-- minutes -->
| Lesson | Question | Core | Everything |
| --- | --- | --- | --- |
| [00 A](notebooks/00-a.ipynb) | What? | 0 | 0 |
<!-- /minutes -->
"""


def test_the_numbers_are_filled_in_and_nothing_else_changes():
    line = minutes.filled(LINE, (41, 77))
    assert line == LINE.replace("0", "41", 1).replace(" 0 ", " 77 ")
    assert minutes.filled(line, (0, 0)) == LINE
    assert minutes.filled("*30 minutes*", (1, 2)) == "*30 minutes*"
    filled = minutes.table(README, {"00-a.ipynb": (41, 77)})
    assert filled == README.replace("| 0 | 0 |", "| 41 | 77 |")
    unmarked = README.replace("<!-- /minutes -->", "")
    assert minutes.table(unmarked, {"00-a.ipynb": (41, 77)}) == unmarked


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
def test_the_stored_minutes_are_those_of_the_formula_and_the_core_is_short(path):
    notebook = json.loads(path.read_text(encoding="utf-8"))
    first = "".join(notebook["cells"][0]["source"])
    if not minutes.SAID.search(first):
        pytest.skip("the lesson has no core yet")
    core, everything = minutes.lesson(notebook, BANK)
    assert minutes.filled(first, (core, everything)) == first
    assert core <= minutes.LONGEST
    readme = (TOP / "README.md").read_text(encoding="utf-8")
    assert f"| {core} | {everything} |" in readme.partition(minutes.BEGIN)[2]
