"""A new question from its template to the card, and a copy of the data of one's own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from darfurlab import bank, cli, new_question, schema
from darfurlab.question import KINDS

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


@pytest.mark.parametrize("kind", KINDS)
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
    passages = {row["passage"] for row in schema.table("passages").rows}
    assert bank.read_folder(path.parent, passages)[1] == []
    assert bank.find(f"01/{name}", path.parent).kind == kind


def test_a_second_one_gets_an_id_of_its_own_and_the_file_keeps_its_form(lessons):
    path = lessons / "darfurlab-data" / "questions" / FILE
    before = path.read_bytes().replace(b"\n", b"\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + before)
    for _ in range(2):
        assert cli.main(["new-question", "01"]) == 0
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
    shutil.copytree(schema.pack_data(), tmp_path / "_data")
    monkeypatch.setattr(schema, "pack_data", lambda: tmp_path / "_data")
    monkeypatch.chdir(tmp_path)
    before = (tmp_path / "_data" / "questions" / FILE).read_bytes()
    assert cli.main(["new-question", "01"]) == 1
    assert "darfurlab data" in capsys.readouterr().err
    assert (tmp_path / "_data" / "questions" / FILE).read_bytes() == before


def test_a_copy_of_ones_own_is_used_beside_the_lessons_and_never_written_over(
    lessons, tmp_path_factory, monkeypatch, capsys
):
    own = lessons / "darfurlab-data"
    assert schema.data_folder() == own
    (own / "events.csv").write_bytes(b"mine")
    assert cli.main(["data", str(lessons)]) == 0
    assert "nothing was changed" in capsys.readouterr().out
    assert (own / "events.csv").read_bytes() == b"mine"
    for folder in ([], [str(lessons)], [str(own)]):  # here, by the lessons, by the data
        assert cli.main(["check", *folder]) == 1
        assert capsys.readouterr().out.startswith("events.csv")
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert schema.data_folder() == schema.pack_data() != own


def test_every_kind_has_its_template():
    for kind in KINDS:
        assert f'kind = "{kind}"' in new_question.template(kind, "x")
