"""A new question from its template to the card, and a copy of the data of one's own."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
from pathlib import Path

import pytest

from darfurlab.activities import doctor
from darfurlab.activities.question_card import ask
from darfurlab.datasets import folders, pack
from darfurlab.datasets.problem import DataError
from darfurlab.launch import command as cli
from darfurlab.questions import bank, kinds, new_question

FILE = "01-marginalization.toml"


@pytest.fixture
def lessons(tmp_path, monkeypatch) -> Path:
    """Give a folder of lessons with a copy of the data, and stand in it."""
    assert cli.main(["data", str(tmp_path)]) == 0
    monkeypatch.chdir(tmp_path)
    return tmp_path


def filled(text: str) -> str:
    """Write an author's words wherever the template asks for some."""
    text = re.sub(r'"FILL IN: where to read[^"]*"', '"intro-4"', text)
    text = re.sub(r'"FILL IN: a number[^"]*"', "21", text)
    return re.sub(r"FILL IN[^\"\n]*", "Words of my own.", text)


@pytest.mark.parametrize("kind", kinds.written())
def test_a_new_question_of_each_kind_goes_from_the_template_to_the_bank(
    lessons, kind, capsys, monkeypatch
):
    path = lessons / "darfurlab-data" / "questions" / FILE
    before = path.read_text(encoding="utf-8")
    assert cli.main(["new-question", "01", "--kind", kind]) == 0
    name = f"new-{kind}"
    said = capsys.readouterr().out
    text = path.read_text(encoding="utf-8")
    assert text.startswith(before)
    line = text.split("\n").index(f'id = "{name}"')
    assert f'ask("01/{name}")' in said
    (problem,) = bank.read_folder(path.parent)[1]  # one sentence, not one a word
    assert problem.file == path.name
    assert problem.column == name
    assert problem.row <= line
    assert f"{FILE}, line {problem.row}:" in said
    assert "FILL IN" in problem.expected
    assert set(re.findall(r"^# ", text[len(before) :], re.M))  # it explains itself
    path.write_text(before + filled(text[len(before) :]), encoding="utf-8")
    passages = {row["passage"] for row in pack.table("passages").rows}
    assert bank.read_folder(path.parent, passages)[1] == []
    assert bank.find(f"01/{name}", path.parent).kind == kind


@pytest.mark.parametrize(
    ("code", "told"),
    [('load_actors()["knd"]', "KeyError: 'knd'"), ("load_actor()", "NameError"), ("answr", "Name")],
)
def test_code_that_does_not_run_on_the_data_is_a_fault(lessons, code, told, capsys):
    path = lessons / "darfurlab-data" / "questions" / FILE
    before = path.read_text(encoding="utf-8")
    assert cli.main(["new-question", "01", "--kind", "code"]) == 0
    text = filled(path.read_text(encoding="utf-8")[len(before) :])
    right = 'load_actors().groupby("kind").size()'
    path.write_text(before + text.replace(right, code).replace("Words of my own.\n", "\n"), "utf-8")
    pack.package.cache_clear()
    capsys.readouterr()
    assert cli.main(["check"]) == 1
    (said, *_) = capsys.readouterr().out.splitlines()
    assert said.startswith(f"{FILE}, new-code solution: the code does not run ({told}")
    pack.package.cache_clear()


def test_a_second_one_gets_an_id_of_its_own_and_the_file_keeps_its_form(lessons):
    path = lessons / "darfurlab-data" / "questions" / FILE
    before = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + before)
    path.chmod(0o640)
    for lesson in ("1", "01-marginalization"):
        assert cli.main(["new-question", lesson]) == 0
    assert path.stat().st_mode & 0o777 == 0o640
    after = path.read_bytes()
    assert after.startswith(b"\xef\xbb\xbf" + before)
    assert after.count(b"\n") == after.count(b"\r\n")
    assert len(bank.read_folder(path.parent)[1]) == 2
    assert b'"new-choice"' in after
    assert b'"new-choice-2"' in after
    assert [p.name for p in path.parent.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda p: p.write_bytes("é".encode("cp1252")), "not UTF-8"),
        (lambda p: shutil.copy(p, p.with_name("01-marginalization (1).toml")), "two files"),
        (lambda p: p.unlink(), "no such lesson; accepted: 00, 02, 03, 04"),
    ],
)
def test_where_it_cannot_be_added_nothing_is_written(lessons, change, told, capsys):
    path = lessons / "darfurlab-data" / "questions" / FILE
    change(path)
    before = {p.name: p.read_bytes() for p in path.parent.iterdir()}
    assert cli.main(["new-question", "01"]) == 1
    assert told in capsys.readouterr().out
    assert {p.name: p.read_bytes() for p in path.parent.iterdir()} == before


def test_the_data_of_the_installed_pack_are_not_written_to(tmp_path, monkeypatch, capsys):
    shutil.copytree(folders.pack_data(), tmp_path / "_data")
    monkeypatch.setattr(folders, "pack_data", lambda: tmp_path / "_data")
    monkeypatch.chdir(tmp_path)
    before = (tmp_path / "_data" / "questions" / FILE).read_bytes()
    assert cli.main(["new-question", "01"]) == 1
    assert "darfurlab data" in capsys.readouterr().err
    assert (tmp_path / "_data" / "questions" / FILE).read_bytes() == before


def test_a_copy_of_ones_own_is_used_beside_the_lessons_and_never_written_over(
    lessons, tmp_path_factory, monkeypatch, capsys
):
    own = lessons / "darfurlab-data"
    assert folders.data_folder() == own
    (own / "events.csv").write_bytes(b"mine")
    assert cli.main(["data", str(lessons)]) == 0
    assert "nothing was changed" in capsys.readouterr().out
    assert (own / "events.csv").read_bytes() == b"mine"
    for folder in ([], [str(lessons)], [str(own)]):  # here, by the lessons, by the data
        assert cli.main(["check", *folder]) == 1
        said = capsys.readouterr().out
        assert said.startswith("events.csv")
        assert f"Checked: {own}" in said
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert folders.data_folder() == folders.pack_data() != own


@pytest.mark.parametrize("lost", ["table", "column"])
def test_a_copy_of_an_older_version_is_told_so(lessons, lost, capsys):
    path = lessons / "darfurlab-data" / "datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    at = next(n for n, r in enumerate(package["resources"]) if r["name"] == "voices")
    if lost == "table":
        del package["resources"][at]
        name = "voices"
    else:
        name = package["resources"][at]["schema"]["fields"].pop()["name"]
        table = path.with_name("voices.csv")
        rows = csv.reader(io.StringIO(table.read_text(encoding="utf-8-sig")))
        with table.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(row[:-1] for row in rows)
    path.write_text(json.dumps(package), encoding="utf-8")
    assert cli.main(["check"]) == 1
    (said, *_) = told = capsys.readouterr().out.splitlines()
    assert f"column {name}: the {lost} is missing; this copy" in said
    assert any(line.endswith(": 1 fault") for line in told)
    pack.package.cache_clear()
    with pytest.raises(DataError, match="older version"):
        pack.table("voices")
    assert pack.table("events").rows  # the others go on
    pack.package.cache_clear()


def test_the_check_of_the_set_up_says_whose_data_are_used(lessons):
    pack.package.cache_clear()
    assert doctor.data() == (0, "darfurlab-data")
    (lessons / "darfurlab-data" / "questions" / FILE).write_bytes(b"x")
    assert doctor.data() == (1, "darfurlab-data")
    (lessons / "darfurlab-data" / "datapackage.json").write_bytes(b"{")
    pack.package.cache_clear()
    assert doctor.data() == (1, "darfurlab-data")
    found = doctor.findings({}, "darfurlab", (1, "x"), (0, "my-work.json", ""), False)
    said = (
        "The lessons use your own copy in the folder x. The data have 1 fault. "
        "Run darfurlab check in a terminal."
    )
    assert (found[2].well, found[2].said) == (False, said)
    pack.package.cache_clear()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root writes every file")
def test_a_file_that_may_not_be_written_to_is_left(lessons, capsys):
    path = lessons / "darfurlab-data" / "questions" / FILE
    before = path.read_bytes()
    path.chmod(0o444)
    assert cli.main(["new-question", "01"]) == 1
    assert FILE in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_copy_without_its_description_is_a_fault_and_the_packs_data_do_not_step_in(
    lessons, capsys
):
    (lessons / "darfurlab-data" / "datapackage.json").unlink()
    assert cli.main(["check"]) == 1
    assert "describes every table and must be there" in capsys.readouterr().out


def test_a_fault_in_the_table_of_passages_leaves_the_cards(lessons, monkeypatch, capsys):
    path = lessons / "darfurlab-data" / "passages.csv"
    path.write_bytes(path.read_bytes().replace(b",", b";"))
    monkeypatch.setenv("DARFURLAB_WORK", str(lessons / "my-work.json"))
    pack.package.cache_clear()
    ask("01/sort-causes")
    assert "fault" not in capsys.readouterr().out
    pack.package.cache_clear()


def test_every_kind_has_its_template():
    for kind in kinds.written():
        assert f'kind = "{kind}"' in new_question.templates()[kind]
