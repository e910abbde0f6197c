"""A course of one's own: its file is checked, and the lessons and the report obey it."""

from __future__ import annotations

import ast
import json
from datetime import date
from pathlib import Path

import pytest

from darfurlab.classroom import learning
from darfurlab.datasets import folders
from darfurlab.datasets.problem import DataError
from darfurlab.launch import command, lab
from darfurlab.papers import my_report
from darfurlab.questions import course
from darfurlab.questions.course import WHOLE, Course
from hand_ins import at, filled, work

TOP = Path(__file__).resolve().parents[2]
EXAMPLE = (TOP / "docs" / "course-example.toml").read_text(encoding="utf-8")
LESSONS = folders.lessons(TOP / "notebooks")


def written(folder: Path, text: str = EXAMPLE) -> Path:
    (folder / course.NAME).write_text(text, encoding="utf-8")
    return folder / course.NAME


def source(cells: list[dict]) -> str:
    return "\n".join("".join(cell["source"]) for cell in cells)


def test_the_example_has_no_fault_and_is_read(tmp_path: Path) -> None:
    own, problems = course.read(written(tmp_path))
    assert problems == []
    assert own.lessons == ("00", "01", "03")
    assert own.dates["03"] == date(2027, 2, 15)
    assert [q.id for q in own.questions] == ["our-city"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"03"]', '"07"]', "column lessons: '07' was given; no such name; accepted: 00, 01,"),
        ('lessons = ["00", "01", "03"]', "lessons = 3", "'3' was given; expected: a list of texts"),
        ('= "core"', '= "short"', "column parts: 'short' was given; expected: \"core\" or "),
        ('= "core"', "= core", 'parts = core\' was given; not valid TOML: a text stands between'),
        ('"01: Almost three', '"01: Almost 3',
         "did you mean 01: Almost three times as many deaths?"),
        ('"03/recall-2', '"03/recal-2', "no such name; did you mean 03/recall-"),
        ("2027-02-01", '"1 Feb"', "'1 Feb' was given; a day without quotation marks is expected"),
        ('"00" = 2', '"9" = 2', "column dates: '9' was given; no such lesson"),
        ('at = "01"', 'at = "9"', "column our-city at: '9' was given; the lesson at whose end"),
        ('at = "01"\n', "", "our-city at: the lesson at whose end it stands; accepted: 00"),
        ("contact =", "contacts =", "no such key; did you mean contact?"),
        ("min_words", "words", "no such key; did you mean min_words?"),
        ("national-1", "national-99", "'national-99' was given; did you mean national-9?"),
    ],
)  # fmt: skip
def test_each_mistake_is_named(old: str, new: str, told: str, tmp_path: Path) -> None:
    assert old in EXAMPLE
    own, problems = course.read(written(tmp_path, EXAMPLE.replace(old, new, 1)))
    assert any(told in str(problem) for problem in problems), list(map(str, problems))
    if "TOML" not in told:
        assert own.title == "Peace and conflict, spring 2027"  # what has no fault holds


def test_a_sixth_question_is_too_many(tmp_path: Path) -> None:
    head, mark, one = EXAMPLE.partition("[[question]]")
    more = "".join(mark + one.replace("our-city", f"our-city-{n}") for n in range(6))
    own, problems = course.read(written(tmp_path, head + more))
    assert len(own.questions) == course.MOST
    assert "at most 5 questions of your own" in str(problems[0])


@pytest.mark.slow
def test_darfurlab_check_names_the_faults_of_the_course_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, EXAMPLE.replace('"03"]', '"07"]'))
    assert command.main(["check"]) == 1
    assert "course.toml, row 11, column lessons: '07' was given" in capsys.readouterr().out


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
    assert (mine / course.NAME).read_text(encoding="utf-8") == EXAMPLE
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
    return [(p, name) for p, cells in named for name in course._names(p.name[:2], cells)]


@pytest.mark.parametrize(
    ("path", "hidden"), sections(), ids=lambda value: getattr(value, "stem", value)
)
def test_whatever_is_hidden_no_later_cell_misses_a_name(path: Path, hidden: str) -> None:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    kept = list(course.shown(path.name[:2], cells, Course(hidden=(hidden,))))
    assert f'ask("{hidden}")' not in source(kept)
    assert f"## {hidden[4:]}" not in source(kept)
    known = set(dir(__builtins__)) | set(__builtins__ if isinstance(__builtins__, dict) else ())
    for cell in (cell for cell in kept if cell["cell_type"] == "code"):
        tree = ast.parse("".join(cell["source"]))
        names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
        known |= {node.id for node in names if isinstance(node.ctx, ast.Store)}
        known |= {a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) for a in n.names}
        used = {node.id for node in names if isinstance(node.ctx, ast.Load)}
        assert used <= known, f"{used - known} in {cell['id']}"


def test_the_report_asks_what_the_course_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    asked = my_report.questions(folders.questions())
    assert {key[:2] for key in asked} == {"00", "01", "03", "90", "co"}  # 90: before and after
    assert "course/our-city" in asked
    assert "01/sort-causes" in asked
    for gone in ("01/predict-ratio", "03/recall-2", "01/count-by-level", "04/design"):
        assert gone not in asked


def test_the_class_report_and_the_gradebook_ask_what_the_course_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    every = {f"{each.lesson}/{each.id}" for each in learning.asked()}
    assert {"04/design", "90/before-6"} <= every
    written(tmp_path)
    asked = {f"{each.lesson}/{each.id}" for each in learning.asked()}
    assert {key[:2] for key in asked} == {"00", "01", "03", "90", "co"}
    assert {"course/our-city", "90/before-6", "90/after-6"} <= asked  # 6: lessons 02 and 03
    assert not {"01/predict-ratio", "90/before-7", "90/after-7"} & asked  # 7: lessons 02 and 04

    done = {"kind": "choice", "attempts": [{"at": at(1), "answer": "x", "result": "answered"}]}
    for student, place in (("a", ("01", "predict-ratio")), ("b", ("01", "sort-causes"))):
        made = {**work(student), "answers": {place[0]: {place[1]: done}}}
        name = f"S_{9000 + int(student, 16)}_assignsubmission_file/my-work.json"
        filled(tmp_path / "class", {name: made})
    sheet = "Identifier,Grade,Maximum Grade\nParticipant 9010,,1\nParticipant 9011,,1\n"
    (tmp_path / "sheet.csv").write_text(sheet, encoding="utf-8")
    assert command.main(["collect", "class", "--gradebook", "sheet.csv"]) == 0
    filled_in = (tmp_path / "sheet-filled.csv").read_text(encoding="utf-8")
    assert filled_in == sheet.replace("9011,,", "9011,1,")


def lessons_in(folder: Path) -> list[Path]:
    return [path for path in (folder / "mine").iterdir() if path.is_file()]


BROKEN = {
    "no closing mark": lambda text: text.replace('"03"]', '"03]'),
    "not a text": lambda text: "\x00\x01",
    "curly quotes": lambda text: text.replace('title = "', "title = “"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_file_that_cannot_be_read_shows_nothing_that_was_hidden(
    how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    assert command.main(["lab", "--copy-only", "mine"]) == 0
    before = {path: path.read_bytes() for path in lessons_in(tmp_path)}
    assert capsys.readouterr().err == ""

    written(tmp_path, BROKEN[how](EXAMPLE))
    assert command.main(["lab", "--copy-only", "mine"]) == 0
    assert {path: path.read_bytes() for path in lessons_in(tmp_path)} == before
    told = capsys.readouterr().err
    assert "course.toml" in told.splitlines()[0]
    assert "the last one that could be read counts here" in told
    written(tmp_path / "mine", BROKEN[how](EXAMPLE))  # in a student's own folder
    monkeypatch.chdir(tmp_path / "mine")
    assert course.here() == course.read(tmp_path / "mine" / course.KEPT)[0] != WHOLE

    monkeypatch.chdir(tmp_path)
    assert command.main(["lab", "--copy-only", "new"]) == 0
    assert len(folders.lessons(tmp_path / "new")) == len(LESSONS)
    assert "the lessons here are whole" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("old", "new", "setting", "kept"),
    [
        ('"03"]', '"03", "Lesson 3"]', "lessons", ("00", "01", "03")),
        ('"03"]', "3]", "lessons", ("00", "01")),
        ('["00", "01", "03"]', '"03"', "lessons", ()),
        ('"03/recall-2"', '"03/recall-x"', "hidden", ("01: Almost three times as many deaths?",)),
        ('"03" = 2027-02-15', '"03" = "2027-02-15"', "dates", ["00", "01"]),
        ('"03" = 2027-02-15', '"3" = 2027-02-15', "dates", ["00", "01"]),
        ('title = "', 'dates = ["00"]\ntitle = "', "dates", []),
    ],
)
def test_only_the_name_with_the_fault_is_left_out(
    old: str, new: str, setting: str, kept: object, tmp_path: Path
) -> None:
    text = EXAMPLE.replace(old, new)
    if new.startswith("dates"):
        text = text.replace("[dates]", "[else]")
    own, problems = course.read(written(tmp_path, text))
    found = getattr(own, setting)
    assert (list(found) if setting == "dates" else found) == kept
    assert problems


@pytest.mark.parametrize("day", ["15/02/2027", "15.2.2027", "2027/02/15"])
def test_a_day_in_another_order_is_told_how_it_is_written(day: str, tmp_path: Path) -> None:
    _, (problem,) = course.read(written(tmp_path, EXAMPLE.replace("2027-02-15", day)))
    assert str(problem).endswith("a day is written year-month-day, such as 2027-02-15")
    assert problem.row == 27


def test_an_instructors_copy_has_the_instructors_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path)
    assert command.main(["lab", "--copy-only", "mine", "--instructor"]) == 0
    assert (tmp_path / "mine" / "instructor" / "class-report.ipynb").is_file()
    assert [path.name[:2] for path in folders.lessons(tmp_path / "mine")] == ["00", "01", "03"]


def test_a_question_of_the_course_is_found_beside_the_lessons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match="accepted"):
        course.find("course/our-city", folders.questions())
    written(tmp_path)
    assert course.find("course/our-city", folders.questions()).lesson == "course"
    assert course.find("01/sort-causes", folders.questions()).lesson == "01"
