"""A course of one's own: the lessons and the report obey it."""

from __future__ import annotations

import ast
import builtins
import json
import re
from pathlib import Path

import pytest

from darfurlab.datasets import folders
from darfurlab.launch import command, lab
from darfurlab.papers import my_report
from darfurlab.questions import course, course_file
from darfurlab.questions.course import WHOLE, Course

TOP = Path(__file__).resolve().parents[2]
EXAMPLE = (TOP / "docs" / "course-example.toml").read_text(encoding="utf-8")
LESSONS = folders.lessons(TOP / "notebooks")


def written(folder: Path, text: str = EXAMPLE) -> Path:
    (folder / course_file.NAME).write_text(text, encoding="utf-8")
    return folder / course_file.NAME


def source(cells: list[dict]) -> str:
    return "\n".join("".join(cell["source"]) for cell in cells)


def test_lab_hands_over_what_the_course_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick, mine = tmp_path / "stick", tmp_path / "mine"
    stick.mkdir()
    monkeypatch.chdir(stick)
    written(stick)
    assert command.main(["lab", "--copy-only", str(mine)]) == 0
    assert [path.name[:2] for path in folders.lessons(mine)] == ["00", "01", "03"]
    assert not (mine / "instructor").exists()
    assert (mine / course_file.NAME).read_text(encoding="utf-8") == EXAMPLE
    cells = json.loads((mine / LESSONS[1].name).read_text(encoding="utf-8"))["cells"]
    text = source(cells)
    assert "If you need help, or if something is hard for you: Amina Yousif" in text
    assert "This lesson: 8 February 2027." in text
    for hidden in ("Almost three times as many deaths?\n", "01/predict-ratio", "further\n\nThe"):
        assert hidden not in text
    assert 'ask("course/our-city")' in text
    assert "](02-piecemeal-peace.ipynb)" not in text  # this lesson is not in the course
    assert "](00-start-here.ipynb)" in text


def test_with_no_course_the_lessons_are_as_they_were() -> None:
    for path in LESSONS:
        whole = json.loads(path.read_text(encoding="utf-8"))
        assert course.cut(whole, path.name[:2], WHOLE) == whole
        assert lab.handed_over(path) == lab.handed_over(path, WHOLE)


def sections() -> list[tuple[Path, str]]:
    named = [(p, json.loads(p.read_text(encoding="utf-8"))["cells"]) for p in LESSONS]
    return [(p, name) for p, cells in named for name in course.names(p.name[:2], cells)]


def has_its_names(kept: list[dict]) -> None:
    """Fail where a cell uses a name that none before it gives."""
    known = set(dir(builtins))
    for cell in (cell for cell in kept if cell["cell_type"] == "code"):
        tree = ast.parse("".join(cell["source"]))
        names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        known |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
        known |= {a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
        used = {node.id for node in names if isinstance(node.ctx, ast.Load)}
        assert used <= known, f"{used - known} in {cell['id']}"


@pytest.mark.parametrize(
    ("path", "hidden"), sections(), ids=lambda value: getattr(value, "stem", value)
)
def test_whatever_is_hidden_no_later_cell_misses_a_name(path: Path, hidden: str) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    kept = course.shown(path.name[:2], cells, Course(hidden=(hidden,)))
    assert f'ask("{hidden}")' not in source(kept)
    assert f"## {hidden[4:]}" not in source(kept)
    assert kept[-1]["id"] == cells[-1]["id"]  # sources and licence
    has_its_names(kept)
    # What is left of a hidden cell only gives names, and each of them is used by a cell below it.
    whole = {cell["id"]: "".join(cell["source"]) for cell in cells}
    for at, cell in enumerate(kept):
        if cell["cell_type"] == "code" and "".join(cell["source"]) != whole[cell["id"]]:
            gives = re.findall(r"\b(\w+)\b[\w, ]* = ", "".join(cell["source"]))
            below = source([c for c in kept[at:] if c["cell_type"] == "code"])
            assert all(len(re.findall(rf"\b{name}\b", below)) > 1 for name in gives), cell["source"]


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_core_alone_has_its_names_and_no_code_or_word_of_the_rest(path: Path) -> None:
    whole = json.loads(path.read_text(encoding="utf-8"))
    made = course.cut(whole, path.name[:2], Course(parts="core"))["cells"]
    core = {
        cell["id"] for cell in whole["cells"] if "further" not in cell["metadata"].get("tags", ())
    }
    has_its_names(made)
    assert {cell["id"] for cell in made} == core  # no line of a hidden cell is needed
    assert "*further*" not in source(made)
    assert "Everything: about" not in source(made)
    assert "Core: about" in source(made)


def test_lessons_name_those_of_the_course_and_ask_of_no_other() -> None:
    own = Course(lessons=("01", "03"))

    def made(number: str) -> str:
        (path,) = (path for path in LESSONS if path.name.startswith(number))
        whole = json.loads(path.read_text(encoding="utf-8"))
        return source(course.cut(whole, number if number != "be" else "", own)["cells"])

    assert "**Lesson before:**" not in made("01")
    assert "**Next lesson:** [03 · Mediation failure](03-mediation-failure.ipynb)." in made("01")
    assert "**Before:** [01 · Marginalization](01-marginalization.ipynb)." in made("03")
    assert "**Next:**" not in made("03")
    for number, other in (("01", "00"), ("03", "02")):
        assert "recall-" not in made(number)
        assert f"questions about lesson {other}" not in made(number)
        assert f"]({other}-" not in made(number)
    before = json.loads((TOP / "notebooks" / "before-and-after.ipynb").read_text(encoding="utf-8"))
    cells = course.cut(before, "", own)["cells"]
    assert "**Next:** [01 · Marginalization](01-marginalization.ipynb). There" in source(cells)
    asked = [ref for cell in cells for ref in course._asked(cell)]
    assert "90/before-4" in asked
    assert "90/before-3" not in asked  # how to save one's work: lesson 00
    first = Course(lessons=("00", "03"))
    (path, *_) = LESSONS
    closing = course.cut(json.loads(path.read_text(encoding="utf-8")), "00", first)["cells"][-1]
    assert "03-mediation-failure.ipynb). The brief:" in closing["source"]  # nothing on lesson 01


def test_a_new_contact_reaches_a_lesson_that_was_changed_and_nothing_else_is_touched() -> None:
    cell = {"cell_type": "markdown", "id": "cell-00", "metadata": {}, "source": "# 01"}
    mine = {**cell, "id": "mine", "source": ["my", "words"], "outputs": ["a chart"]}
    lesson = course.cut({"cells": [cell, mine]}, "01", Course(contact="Amina, 0100"))
    new = course.retold(lesson, "01", Course(contact="Amina, 0200"))
    assert new
    assert "Amina, 0200" in new["cells"][1]["source"]
    assert [new["cells"][0], *new["cells"][2:]] == [cell, mine]
    assert course.retold(new, "01", Course(contact="Amina, 0200")) is None
    gone = course.retold(new, "01", Course(lessons=("01",)))
    assert gone == {"cells": [cell, mine]}
    assert course.retold(gone, "01", Course(contact="Amina, 0200")) == new
    theirs = {**new["cells"][1], "metadata": {"editable": True}, "source": "Amina, my note"}
    assert course.retold({"cells": [cell, theirs]}, "01", Course(contact="Amina, 0300")) is None


def test_the_report_asks_what_the_course_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    asked = my_report.questions()
    assert {key[:2] for key in asked} == {"00", "01", "03", "90", "co"}  # 90: before and after
    assert "course/our-city" in asked
    assert "01/sort-causes" in asked
    assert {"90/before-4", "90/before-7"} & asked.keys() == {"90/before-4"}  # 7: lessons 02, 04
    for gone in ("01/predict-ratio", "03/recall-2", "01/count-by-level", "04/design"):
        assert gone not in asked
