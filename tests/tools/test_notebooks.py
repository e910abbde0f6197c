"""The normal form of a stored lesson: what is only read or run cannot be changed by a slip."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import notebooks
from darfurlab.datasets.folders import lessons
from darfurlab.launch.lab import handed_over
from darfurlab.papers.saved_notebooks import pre_save

LESSONS = lessons(Path(__file__).resolve().parents[2] / "notebooks")
LOCKED = {"deletable": False, "editable": False}
CELLS = {
    "from darfurlab import ask, show": True,
    'ask("01/sort-causes")': True,
    "places = datasets.load_regions()\nshow(charts.centre_and_periphery(places))": True,
    "design()": True,
    "my_work()": True,
    'places = ...\nanswer = ...\ncheck("01/count", answer)': False,
    'show(sudan.compare(asks={"opposition": 20}), "Change the 20")': False,
    "ask = 1\nshow(tables.readings(pairs))": False,
}


@pytest.mark.parametrize(("source", "locked"), CELLS.items())
def test_cards_and_charts_are_locked_and_what_a_student_changes_is_not(source, locked):
    assert notebooks.is_locked(new_code_cell(source)) == locked


def made() -> nbformat.NotebookNode:
    cells = [new_markdown_cell("# 07"), *map(new_code_cell, CELLS)]
    cells[2].metadata["tags"] = ["reveal"]
    return notebooks.normal(new_notebook(cells=cells))


def locks(cells: list[dict]) -> list[bool]:
    return [LOCKED.items() <= cell["metadata"].items() for cell in cells]


def test_a_lock_costs_one_line_and_stays_in_a_students_copy_and_when_it_is_saved(tmp_path):
    text = notebooks.written(made())
    plain = made()
    for cell in plain.cells:
        cell.metadata = {k: v for k, v in cell.metadata.items() if k not in LOCKED}
    expected = [True, *CELLS.values()]
    assert len(text) - len(notebooks.written(plain)) <= 50 * sum(expected)
    path = tmp_path / "07-made-up.ipynb"
    path.write_text(text, encoding="utf-8")
    assert locks(nbformat.read(path, 4).cells) == expected
    copied = json.loads(handed_over(path))
    assert locks(copied["cells"]) == expected
    pre_save({"type": "notebook", "content": copied})
    assert locks(copied["cells"]) == expected


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
def test_each_stored_lesson_is_locked_so(path):
    cells = nbformat.read(path, 4).cells
    if not any(locks(cells)):
        pytest.skip("the lesson was stored before there were locks")
    assert locks(cells) == list(map(notebooks.is_locked, cells))
