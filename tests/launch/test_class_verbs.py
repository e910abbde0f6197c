"""Collect and forget, as an instructor types them."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest

from darfurlab.classroom import cells
from darfurlab.launch.command import main
from hand_ins import filled, work, zipped


def rows(path: Path) -> list[dict[str, str]]:
    header, *found = cells.read(path.read_bytes())
    return [dict(zip(header, row, strict=True)) for row in found]


@pytest.fixture
def made(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    files = {
        "X_1_assignsubmission_file/my-work.json": work("a", names=["Amna"], minute=20),
        "X_1_assignsubmission_file/again/my-work.json": work("a", names=["Amna"]),
        "all.zip": zipped({"b.json": work("b", names=["Badr", "Chol"])}),
        "broken.json": b"{",
    }
    filled(tmp_path / "class", files)
    return tmp_path


def test_a_folder_becomes_a_table_a_list_and_a_salt(made, capsys):
    assert main(["collect", "class"]) == 0
    said = capsys.readouterr().out
    assert "broken.json: not read: it is not whole JSON" in said
    assert "Files: 4. 2 counted, 1 older work of the same student, 1 not read" in said
    assert "3 people at 2 laptops" in said
    assert "delete the folder, class.csv, class-files.csv and class-salt.txt" in said
    assert {row["people"] for row in rows(made / "class.csv")} == {"1", "2"}
    text = (made / "class.csv").read_text("utf-8-sig")
    assert not any(word in text for word in ("Amna", "Badr", "aaaa", "X"))
    assert len(rows(made / "class-files.csv")) == 4
    assert stat.S_IMODE((made / "class-salt.txt").stat().st_mode) & 0o077 == 0
    assert sorted(path.name for path in made.iterdir()) == [
        *("class", "class-files.csv", "class-salt.txt", "class.csv")
    ]


def test_a_pseudonym_stays_and_another_salt_makes_another(made):
    main(["collect", "class"])
    once = (made / "class.csv").read_bytes()
    main(["collect", "class"])
    assert (made / "class.csv").read_bytes() == once
    (made / "class-salt.txt").write_text("")
    main(["collect", "class"])
    new = {row["student"] for row in rows(made / "class.csv")}
    assert len(new) == 2
    assert not any(name.encode() in once for name in new)


def test_names_are_added_where_they_are_asked_for(made):
    main(["collect", "class", "--names", "--out", "mine.csv"])
    assert {row["names"] for row in rows(made / "mine.csv")} == {"Amna", "Badr; Chol"}


@pytest.mark.parametrize("by", ["the id in the file", "the pseudonym"])
def test_a_student_is_forgotten_in_the_table_and_in_the_list(by, made, capsys):
    main(["collect", "class", "--names"])
    before = rows(made / "class.csv")
    theirs = next(row["student"] for row in before if row["names"] == "Amna")
    capsys.readouterr()
    assert main(["forget", theirs if by == "the pseudonym" else "a" * 16]) == 0
    said = capsys.readouterr().out
    assert "class.csv: rows removed: 2" in said
    assert "Delete by hand: X_1_assignsubmission_file/again/my-work.json" in said
    assert rows(made / "class.csv") == [row for row in before if row["student"] != theirs]
    left = "".join((made / n).read_text("utf-8-sig") for n in ("class.csv", "class-files.csv"))
    assert "Amna" not in left
    assert "X_1" not in left
    assert theirs not in left
    assert len(list((made / "class").rglob("*.json"))) == 3  # what was handed in stays


def test_who_is_not_there_cannot_be_forgotten(made, capsys):
    assert main(["forget", "s-0"]) == 1
    assert "there is no such file" in capsys.readouterr().err
    main(["collect", "class"])
    once = (made / "class.csv").read_bytes()
    assert main(["forget", "s-0"]) == 1
    assert "s-0: no such student in class.csv, class-files.csv" in capsys.readouterr().err
    assert (made / "class.csv").read_bytes() == once


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["collect", "nowhere"], "a folder with the students’ files is expected"),
        (["collect", "class", "--out", "class"], "the name of a file"),
        (["collect", "class", "--out", "no/class.csv"], "the name of a file"),
    ],
)
def test_a_wrong_call_says_what_is_expected_and_writes_nothing(given, said, made, capsys):
    assert main(given) == 2
    assert said in capsys.readouterr().err
    assert [path.name for path in made.iterdir()] == ["class"]


def test_a_folder_without_work_is_told_by_the_exit_code(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "class").mkdir()
    assert main(["collect", "class"]) == 1
    assert rows(tmp_path / "class.csv") == []


GRADEBOOK = "Identifier,Status,Grade,Maximum Grade\nParticipant 1,x,,10\nParticipant 2,x,,10\n"


@pytest.mark.parametrize("lesson", [[], ["--lesson", "3"]])
def test_a_gradebook_is_filled_beside_the_teacher_s_own(lesson, made, capsys):
    (made / "grades.csv").write_text(GRADEBOOK)
    assert main(["collect", "class", "--gradebook", "grades.csv", *lesson]) == 0
    assert "in “Grade”, cells filled: 1; grades.csv is unchanged" in capsys.readouterr().out
    assert (made / "grades.csv").read_text() == GRADEBOOK
    new = (made / "grades-filled.csv").read_text()
    assert new == GRADEBOOK.replace("1,x,,", "1,x,10,")


@pytest.mark.parametrize(
    ("course", "lesson", "filled"),
    [
        ('lessons = ["03"]', "", 1),
        ('lessons = ["00"]', "", 0),  # answered is only a question of lesson 03
        ('hidden = ["03/score-the-mediator"]', "", 0),
        ('lessons = ["03"]', "03", 1),
    ],
)
def test_of_a_course_only_what_it_asks_counts(course, lesson, filled, made, capsys):
    (made / "course.toml").write_text(course)
    (made / "grades.csv").write_text(GRADEBOOK)
    call = ["collect", "class", "--gradebook", "grades.csv", "--lesson", lesson]
    assert main(call) == 1 - filled
    assert "Your course (" in capsys.readouterr().out


def test_a_question_of_the_course_is_marked_and_counts_for_its_lesson(made):
    options = '[{id = "un", text = "U", feedback = "F"}, {id = "us", text = "W", feedback = "F"}]'
    (made / "course.toml").write_text(
        f'[[question]]\nid = "who"\nat = "01"\nkind = "choice"\nprompt = "Who?"\nanswer = "un"\n'
        f"options = {options}\n"
    )
    (made / "grades.csv").write_text(GRADEBOOK)
    student = work("a")
    tried = {"at": "2026-11-01T10:00:00.000Z", "answer": ["un"], "result": "answered"}
    own = {"kind": "choice", "attempts": [tried]}
    hand_in = {**student, "answers": {"course": {"who": own}}}
    shutil.rmtree(made / "class")
    filled(made / "class", {"X_1_assignsubmission_file/my-work.json": hand_in})
    call = ["collect", "class", "--gradebook", "grades.csv", "--lesson"]
    assert main([*call, "03"]) == 1
    assert main([*call, "01"]) == 0
    assert [row["marked"] for row in rows(made / "class.csv")] == ["agrees"]


def test_a_lesson_that_nobody_answered_fills_nothing(made, capsys):
    (made / "grades.csv").write_text(GRADEBOOK)
    call = ["collect", "class", "--gradebook", "grades.csv", "--lesson", "04"]
    assert main(call) == 1
    assert "(none)" in capsys.readouterr().err
    assert not (made / "grades-filled.csv").exists()


def test_a_gradebook_that_is_not_there_is_named(made, capsys):
    assert main(["collect", "class", "--gradebook", "no.csv"]) == 1
    assert "no.csv: No such file" in capsys.readouterr().err


def test_a_bar_says_after_two_seconds_how_many_files_were_read(made, monkeypatch):
    import tqdm

    given = {}
    monkeypatch.setattr(tqdm, "tqdm", lambda pieces, *_, **how: given.update(how) or pieces)
    assert main(["collect", "class"]) == 0
    assert (given["delay"], given["disable"]) == (2, None)  # None: only where a person looks on
