"""A folder of hand-ins as every system makes it, and whose work counts as whose."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from darfurlab.classroom import collect
from darfurlab.classroom.owners import owner
from darfurlab.work.joining import merge
from hand_ins import GRID, collected, dumped, entry, filled, grid, states, table, work, zipped

FILE = "my-work.json"

# A hand-in of one student, a late or second one, as each system names it: who, and the id there.
FORMS = {
    f"Student 001_1000101_assignsubmission_file/{FILE}": ("Moodle", "1000101", "Student 001"),
    f"Student 001_1000101_assignsubmission_file_/{FILE}": ("Moodle", "1000101", "Student 001"),
    f"Student 001_1000101_assignsubmission_file_{FILE}": ("Moodle", "1000101", "Student 001"),
    f"طالب 002_1000102_assignsubmission_file/a/{FILE}": ("Moodle", "1000102", "طالب 002"),
    f"Participant_1000101_assignsubmission_file/{FILE}": ("Moodle", "1000101", "Participant"),
    f"Group A_77_assignsubmission_file/{FILE}": ("Moodle", "77", "Group A"),
    f"Default group_assignsubmission_file/{FILE}": ("Moodle", "Default group", "Default group"),
    f"001student_9001_55501_{FILE}": ("Canvas", "9001", "001student"),
    "002student_LATE_9002_55502_my-work-1.json": ("Canvas", "9002", "002student"),
    "طالب003_9003_55503_my-work-2.json": ("Canvas", "9003", "طالب003"),
    f"anon_AbC12_55501_{FILE}": ("Canvas, anonymous", "AbC12", "anon_AbC12"),
    f"LATE_anon_dEf34_55502_{FILE}": ("Canvas, anonymous", "dEf34", "anon_dEf34"),
    f"Lesson 03_student001_attempt_2026-11-02-09-15-30_{FILE}": (
        *("Blackboard", "student001", "student001"),
    ),
    f"10001-20001 - Student 001 - Nov 2, 2026 915 AM/{FILE}": (
        *("Brightspace", "10001", "Student 001"),
    ),
    f"10001-20001 - Student 001 - Nov 2, 2026 915 AM - {FILE}": (
        *("Brightspace", "10001", "Student 001"),
    ),
    f"10001-20001 - 30001 - طالب 002 - 2 نوفمبر, 2026 1130 م/{FILE}": (
        *("Brightspace", "10001", "طالب 002"),
    ),
    FILE: None,
    "Lesson 03/my-work (2).json": None,
    "my-work.json.txt": None,
    "a_b_c_d.json": None,
}


@pytest.mark.parametrize("path", FORMS)
def test_a_name_says_who_handed_in(path):
    said = owner(f"download.zip/{path}")
    assert (said and (said.system, said.id, said.name)) == FORMS[path]
    if said:
        assert said.download == "download.zip"
        assert said.late == ("LATE" in path)


def test_what_a_student_named_is_not_taken_for_a_system_s_name():
    inner = "Student 001_1000101_assignsubmission_file/Other_1000102_assignsubmission_file"
    assert owner(f"{inner}/{FILE}").id == "1000101"


@pytest.mark.parametrize("how", ["a folder", "a zip in a folder", "a zip in a zip"])
def test_every_form_is_read_in_folders_and_in_zips(how, tmp_path):
    digits = iter("0123456789abcdefABCD")
    files = {name: work(next(digits).lower()) for name in list(FORMS)[:16]}
    if how == "a folder":
        filled(tmp_path, files)
    elif how == "a zip in a folder":
        filled(tmp_path, {"lesson 03/download.zip": zipped(files)})
    else:
        filled(tmp_path, {"all.zip": zipped({"download.zip": zipped(files)})})
    found = collected(tmp_path)
    assert {file.state for file in found.files} == {"counts"}
    assert len(found.students) == 16
    assert sum(one.people for one in found.students.values()) == 16
    assert sum("late" in row for row in collect.listing(found, {})) == 2


def test_files_from_mail_and_phones_are_read_and_others_are_left_alone(tmp_path):
    names = ["my-work(1).json", "my-work (1).json", "my-work.json.txt", "my-work.json.html"]
    names += ["homework.txt", "no ending", "Copy of my-work (3).json"]
    others = {"index.html": b"<html></html>", "receipt.txt": b"Received {", "me.docx": b"PK\3\4"}
    others |= {"video.mp4": b"{", ".DS_Store": b"{", "__MACOSX/._my-work.json": b"{"}
    filled(tmp_path, {name: work(hex(n)[2:]) for n, name in enumerate(names)} | others)
    found = states(collected(tmp_path))
    assert [name for name, state in found.items() if state == "counts"] == sorted(names)
    assert [name for name, state in found.items() if state == "other"] == sorted(others)[2:]


# --- whose work counts ----------------------------------------------------------------------------


def answers(found: collect.Class) -> dict[tuple[str, str], str]:
    return {(row["student"], row["item"]): row["answer"] for row in table(found)}


def test_of_several_files_of_one_student_the_newest_whole_one_counts(tmp_path):
    newest = work("a", minute=40, **{GRID: grid(gravitas="met")})
    files = {"1.json": work("a", minute=20), "2.json": newest, "3.json": newest}
    files |= {"4.json": dumped(work("a", minute=59))[:-20], "0.json": work("a", minute=10)}
    found = collected(filled(tmp_path, files))
    assert answers(found) == {("a", "gravitas"): "met"}
    want = ["older", "older", "copy", "counts", "not read"]
    assert list(states(found).values()) == want
    assert found.students["a" * 16].people == 1


def test_the_same_person_in_the_downloads_of_two_lessons_is_one(tmp_path):
    files = {
        f"03/Student 001_1000101_assignsubmission_file/{FILE}": work("a", minute=20),
        f"04/Student 001_1000207_assignsubmission_file/{FILE}": work("a", minute=40),
    }
    (one,) = collected(filled(tmp_path, files)).students.values()
    assert one.people == 1


def test_people_are_counted_and_not_laptops(tmp_path):
    files = {
        "three names.json": work("a", names=["Amna", "Badr", "Chol"]),
        "no name.json": work("b"),
        "empty.json": work("c", names=[]),
        "one name three times.json": work("d", names=["Amna", " amna", "AMNA"]),
        f"X_1_assignsubmission_file/{FILE}": work("e"),
        f"Y_2_assignsubmission_file/{FILE}": work("e"),  # two who handed in the same file
        "a list of names.json": work("f", names=[f"n{n}" for n in range(500)]),
    }
    found = collected(filled(tmp_path, files))
    people = {row["student"]: row["people"] for row in table(found)}
    assert people == {"a": "3", "b": "1", "c": "1", "d": "1", "e": "2", "f": "1"}
    (odd,) = [file for file in found.files if file.reason]
    assert (odd.path, odd.state) == ("a list of names.json", "counts")
    assert "more than 8 names" in odd.reason


def test_names_are_in_the_table_only_where_they_are_asked_for(tmp_path):
    path = f"Student 001_1000101_assignsubmission_file/{FILE}"
    found = collected(filled(tmp_path, {path: work("a", names=["Amna", "Badr"])}))
    assert "Amna" not in str(table(found))
    assert "Student" not in str(table(found))
    assert table(found, names=True)[0]["names"] == "Amna; Badr"
    assert table(found, names=True)[0]["handed_in_by"] == "Student 001"


def test_an_old_file_without_an_id_goes_by_who_handed_it_in_and_else_by_its_begin(tmp_path):
    one, two = work("", minute=20), work("", minute=40, **{GRID: grid(gravitas="met")})
    files = {
        f"X_1_assignsubmission_file/{FILE}": one,
        f"X_1_assignsubmission_file/again/{FILE}": two,
        f"Y_2_assignsubmission_file/{FILE}": one,
        "mail.json": one,
        "mail (1).json": two,
    }
    found = collected(filled(tmp_path, files))
    assert sorted(found.students) == [work()["created"], "Moodle 1", "Moodle 2"]


A = {
    GRID: grid(gravitas="met", first=0),
    "degree": entry("code", {"type": "Series", "text": "a"}, first=5),
}
B = {
    GRID: grid(gravitas="silent", first=20),
    "reciprocity": entry("code", {"text": "b"}, {"text": "c"}, first=25),
}


@pytest.mark.parametrize("more", [{}, {"reflection": entry("reflection", "Later.", first=50)}])
def test_work_that_another_student_took_up_counts_once(more, tmp_path):
    a, b = work("a", names=["Amna"], **A), work("b", names=["Badr"], **B)
    joined = {**merge(a, {**b, "student": "a" * 16}), "updated": "2026-11-02T11:00:00Z"}
    assert joined["answers"]["03"][GRID]["answer"]["picks"] == {"gravitas": "silent"}
    b["answers"]["03"] |= more
    found = collected(filled(tmp_path, {"a.json": joined, "b.json": b}))
    rows = {(row["student"], row["question"]): row["answer"] for row in table(found)}
    assert rows[("a", f"03/{GRID}")] == "met"
    assert rows[("b", f"03/{GRID}")] == "silent"
    assert ("a", "03/reciprocity") not in rows
    assert ("a", "03/degree") in rows
    assert len(rows) == 4 + len(more)
    assert "another student’s" in found.files[0].reason


def test_a_joined_file_that_both_handed_in_is_two_people_s(tmp_path):
    joined = merge(work("a", names=["Amna"], **A), work("b", names=["Amna", "Badr"], **B))
    names = [f"X_1_assignsubmission_file/{FILE}", f"Y_2_assignsubmission_file/{FILE}"]
    found = collected(filled(tmp_path, dict.fromkeys(names, joined)))
    (one,) = found.students.values()
    assert one.people == 2
    assert len(table(found)) == 3


def test_an_unreadable_folder_is_an_error_and_not_an_empty_class(tmp_path):
    with pytest.raises(OSError, match="nowhere"):
        collected(tmp_path / "nowhere")


# --- what the rows say ----------------------------------------------------------------------------


def test_rows_hold_the_last_checked_answer_item_by_item(tmp_path):
    draft = {"kind": "reflection", "attempts": [], "draft": {"at": "2026-11-02T08:00:00Z",
             "answer": "Not for you yet."}}  # fmt: skip
    parts = {
        GRID: grid(gravitas="silent", discretion="met", reasons={"gravitas": "¶3 is near it."}),
        "predict-forum": entry("estimate", {"low": 30}),
        "degree": entry("code", {"type": "int", "text": "4"}, {"text": "5"}, result="revisit"),
        "argue-back": entry("choice", ["reach"]),
        "reflection": draft,
        "gone": entry("choice", ["x", "y"]),
    }
    rows = table(collected(filled(tmp_path, {"a.json": work("a", **parts)})))
    short = [
        [
            row[key]
            for key in ("question", "item", "answer", "reason", "marked", "state", "attempts")
        ]
        for row in rows
    ]
    assert short == [
        [f"03/{GRID}", "gravitas", "silent", "¶3 is near it.", "agrees", "answered", "1"],
        [f"03/{GRID}", "discretion", "met", "", "differs", "answered", "1"],
        ["03/predict-forum", "", "30", "", "noted", "answered", "1"],
        ["03/degree", "", "5", "", "differs", "revisit", "2"],
        ["03/argue-back", "", "reach", "", "noted", "answered", "1"],
        ["03/reflection", "", "", "", "", "draft", "0"],
        ["03/gone", "", "x y", "", "", "answered", "1"],
    ]
    assert {row["at"] for row in rows if row["question"] == "03/degree"} == {
        "2026-11-02T09:01:10.000+03:00"
    }


def test_only_reasons_that_their_author_did_not_keep_back_may_be_shown(tmp_path):
    reasons = {"gravitas": "One reason.", "discretion": "Mine. Not for the Wall."}
    kept_back = grid(gravitas="met", reasons=reasons)
    listed = grid(gravitas="met", creativity="met", reasons={"gravitas": "x", "creativity": "y"})
    listed["attempts"][0]["answer"]["not_for_the_wall"] = ["gravitas"]
    whole = grid(gravitas="met", reasons={"gravitas": "x"})
    whole["attempts"][0]["answer"]["not_for_the_wall"] = True
    text = entry("reflection", "A thought.")
    parts = {"one": kept_back, "two": listed, "three": whole, "reflection": text}
    rows = table(collected(filled(tmp_path, {"a.json": work("a", **parts)})))
    wall = {(row["question"][3:], row["item"]): row["wall"] for row in rows}
    assert wall == {
        ("one", "gravitas"): "yes",
        ("one", "discretion"): "no",
        ("two", "gravitas"): "no",
        ("two", "creativity"): "yes",
        ("three", "gravitas"): "no",
        ("reflection", ""): "no",
    }


def test_a_file_of_another_program_is_named_for_a_teacher(tmp_path):
    whole = dumped(work("a"))
    files = {
        "my-work.docx": (b"PK\3\4 word", "a document of an office program"),
        "my-work.doc": (b"\xd0\xcf\x11\xe0", "a document of an office program"),
        "my-work.pdf": (b"%PDF-1.7", "a PDF was handed in"),
        "my-work.json": (gzip.compress(whole), "a packed file"),
        "page.json": (b"\xef\xbb\xbf\n<html>", "a web page"),
        "word.json": (whole.replace(b'"', "“".encode()), "changed the quotation marks"),
        "my-work.json.gz": (gzip.compress(whole), "make a usual zip"),
        "work.rar": (b"Rar!", "make a usual zip"),
        "hand in.eml": (b"From: x", "save the file that is attached"),
        "my-work.json.MSG": (b"\xd0\xcf", "save the file that is attached"),
        "cut.json": (whole[:-9], "it is not whole JSON"),
    }
    found = collected(filled(tmp_path, {name: data for name, (data, _) in files.items()}))
    assert {file.path: file.state for file in found.files} == dict.fromkeys(files, "not read")
    for file in found.files:
        assert files[file.path][1] in file.reason, file
        assert ("ask for my-work.json" in file.reason) == ("handed in;" in file.reason)


def test_links_and_other_strange_things_are_listed_and_not_followed(tmp_path):
    outside = filled(tmp_path / "outside", {FILE: work("a")})
    folder = filled(tmp_path / "class", {"b.json": work("b")})
    os.symlink(outside / FILE, folder / "link.json")
    os.symlink(outside, folder / "folder")
    os.symlink(folder, folder / "round")
    os.mkfifo(folder / "pipe.json")
    found = collected(folder)
    assert sorted(found.students) == ["b" * 16]
    said = {file.path: file.reason for file in found.files if file.state != "counts"}
    assert set(said) == {"link.json", "folder", "round", "pipe.json"}
    assert all("link" in said[name] for name in ("link.json", "folder", "round"))


def test_a_file_that_may_not_be_read_says_so(tmp_path):
    folder = filled(tmp_path, {"a.json": work("a")})
    (folder / "a.json").chmod(0)
    if os.access(folder / "a.json", os.R_OK):
        pytest.skip("this user may read everything")
    (file,) = collected(Path(folder)).files
    assert "cannot be read" in file.reason
