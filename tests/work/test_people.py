"""Several people in one folder."""

from __future__ import annotations

import json

from darfurlab.work import file as progress
from darfurlab.work.file import bring_back, describe, export, read
from saving import KNOWN, answers_in, full, known, on_disk, say


def test_each_student_has_an_id_from_the_first_answer_on(path):
    assert "student" not in read(path).work
    say(path, 1)
    student = on_disk(path)["student"]
    say(path, 2)
    assert on_disk(path)["student"] == student
    other = path.with_name("other.json")
    say(other, 1)
    assert on_disk(other)["student"] != student


def two(path):
    """Return the file of a student and, in another folder, that of a classmate."""
    theirs = path.parent / "theirs" / path.name
    theirs.parent.mkdir()
    say(theirs, "theirs")
    describe(theirs, "Yusuf")
    say(path, "mine")
    return theirs


def test_a_classmates_file_is_not_joined_before_it_is_asked(path):
    theirs, was = two(path), path.read_bytes()
    done = bring_back(path, export(theirs), KNOWN)
    assert path.read_bytes() == was
    assert (done.state, done.kept, done.problem) == (None, (), "")
    assert (done.stranger.names, done.stranger.answers) == (("Yusuf",), 1)
    assert done.stranger.at == on_disk(theirs)["updated"]


def test_a_copy_of_what_was_here_is_kept_and_all_can_be_undone(path):
    theirs, was = two(path), on_disk(path)
    done = bring_back(path, export(theirs), KNOWN, sure=True)
    assert sorted(answers_in(path.read_bytes())) == ["mine", "theirs"]
    assert done.copy.name.startswith("my-work.before-")
    assert json.loads(done.copy.read_bytes())["answers"] == was["answers"]
    say(path, "since")
    progress.undo(path, done)
    assert answers_in(path.read_bytes()) == ["mine", "since"]
    assert on_disk(path)["student"] == was["student"]
    assert done.copy.exists()


def test_work_that_is_joined_stays_its_students_own_and_is_wiped_with_its_copies(path):
    theirs, was = two(path), on_disk(path)
    older = {**json.loads(export(theirs)), "created": "2001-01-01T00:00:00Z"}
    done = bring_back(path, json.dumps(older).encode(), KNOWN, sure=True)
    now = on_disk(path)
    assert [now[key] for key in ("student", "created")] == [was["student"], was["created"]]
    assert now.get("names") == was.get("names")
    progress.wipe(path)
    assert not done.copy.exists()


def test_an_answer_like_theirs_that_was_given_since_survives_the_undoing(path):
    done = bring_back(path, export(two(path)), KNOWN, sure=True)
    say(path, "theirs")
    progress.undo(path, done)
    assert answers_in(path.read_bytes()) == ["mine", "theirs"]


def test_where_no_copy_can_be_made_nothing_is_joined(path, monkeypatch):
    theirs, was = two(path), path.read_bytes()

    monkeypatch.setattr(progress.os, "fsync", full)
    done = bring_back(path, export(theirs), KNOWN, sure=True)
    assert "disk is full" in done.problem
    assert path.read_bytes() == was


def test_the_same_students_file_is_joined_without_a_question(path):
    say(path, 1)
    earlier = export(path)
    say(path, 2)
    done = bring_back(path, earlier, KNOWN)
    assert (done.stranger, done.copy) == (None, None)
    assert answers_in(path.read_bytes()) == [1, 2]


def test_what_was_left_out_is_tried_again_each_time(path):
    old = path.with_name("old.json")
    say(old, "fits", "sort")
    bring_back(path, export(old), known())
    assert on_disk(path)["answers"] == {}
    was = path.read_bytes()
    assert progress.try_again(path, known()).entry("01", "sort") is None
    assert path.read_bytes() == was
    state = progress.try_again(path, KNOWN)
    assert state.entry("01", "sort")["answer"] == "fits"
    assert "left_out" not in on_disk(path)


def test_a_second_student_begins_with_nothing_and_the_first_finds_all_again(path):
    say(path, "first")
    describe(path, "Amna")
    first = on_disk(path)["student"]
    state = progress.change_over(path)
    assert (state.work["answers"], path.exists()) == ({}, False)
    say(path, "second")
    second = on_disk(path)["student"]
    (away,) = progress.people(path)
    assert (away.student, away.names, away.answers) == (first, ("Amna",), 1)
    state = progress.change_over(path, first)
    assert answers_in(path.read_bytes()) == ["first"]
    assert [each.student for each in progress.people(path)] == [second]


def test_a_change_over_on_a_full_disk_changes_nothing(path, monkeypatch):
    say(path, "first")
    was = path.read_bytes()

    monkeypatch.setattr(progress.os, "fsync", full)
    assert "disk is full" in progress.change_over(path).problem
    assert path.read_bytes() == was


def test_nothing_is_left_on_this_computer_and_nothing_of_others_is_touched(path):
    say(path, "secret of another")
    progress.change_over(path)
    theirs = path.with_name(f"my-work.{progress.people(path)[0].student}.json")
    folder = path.parent
    say(path, "my secret")
    mine = path.read_bytes()
    hidden = folder / ".ipynb_checkpoints"
    hidden.mkdir()
    for name in ("my-work (1).json", "my-work.before-20260101-000000.json", ".~my-work.json",
                 ".my-work.json.new", "my-work.damaged-20260101-000000.json", "my-report.html",
                 "my-memo.md", "my-report (2).md", ".ipynb_checkpoints/my-work-checkpoint.json",
                 ".ipynb_checkpoints/my-memo-checkpoint.html"):  # fmt: skip
        (folder / name).write_bytes(mine)
    others = {"my-worksheet.json": b"{}", "01-marginalization.ipynb": b"{}", "notes.md": b"x"}
    for name, content in others.items():
        (folder / name).write_bytes(content)
    problem = progress.wipe(path)
    assert problem == ""
    left = {each.name: each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    assert left == {**others, theirs.name: theirs.read_bytes()}
    assert not any(b"my secret" in content for content in left.values())
    assert read(path).work["answers"] == {}


def test_the_wipe_takes_what_could_not_be_saved_too(path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(progress.os, "fsync", full)
        say(path, "held")
    progress.wipe(path)
    assert read(path).work["answers"] == {}
