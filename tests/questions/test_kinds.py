"""A kind is found in its folder, and one of somebody else's works without an edit of the pack."""

from __future__ import annotations

import re
import shutil
from dataclasses import fields
from pathlib import Path

import pytest

from darfurlab.activities.card import script
from darfurlab.activities.question_card import card_of
from darfurlab.datasets import folders
from darfurlab.papers import my_report
from darfurlab.questions import bank, kinds, view
from darfurlab.questions.question import Question
from darfurlab.work import file

TOY = Path(__file__).resolve().parents[1] / "toy"
TEXT = (TOY / "09-toy.toml").read_text(encoding="utf-8")


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(TOY)])


def faults(text: str) -> list[str]:
    return [str(problem) for problem in bank.read(text, "09-toy.toml")[1]]


def test_a_kind_is_called_as_its_module_is() -> None:
    for name, kind in kinds.every().items():
        assert (kind.kind, kind.__name__.lower(), kind.name != "") == (name, name, True)
        assert kind.keys is None or kind.mark is not Question.mark


def test_no_word_stands_twice_in_a_row_where_a_card_is_text() -> None:
    asked, _ = bank.read_folder(folders.questions())
    assert len(asked) > 70
    assert not [found[0] for q in asked for found in re.finditer(r"\b(\w+) \1\b", view.text(q))]


def test_what_a_control_is_told_is_a_field_and_no_answer() -> None:
    for kind in kinds.every().values():
        own = {field.name for field in fields(kind)} - {field.name for field in fields(Question)}
        own |= {name for name, value in vars(kind).items() if isinstance(value, property)}
        assert set(kind.told.split()) <= own


def test_a_kind_from_elsewhere_has_its_form_and_its_rules(toy: None) -> None:
    assert faults(TEXT) == []
    assert "expected: a whole number, 1 to 20" in faults(TEXT.replace("beads = 7", "beads = 70"))[0]
    assert "beads: the key is missing" in faults(TEXT.replace("beads = 7\n", ""))[0]
    assert "no such key" in faults(TEXT.replace("beads = 7", "beads = 7\nunit = 'x'"))[0]
    assert "not more than the 2 beads" in faults(TEXT.replace("beads = 7", "beads = 2"))[0]


def test_it_is_unknown_where_nobody_added_its_folder() -> None:
    assert re.search("one of build, choice, code, .*sort", faults(TEXT)[0])
    assert "KINDS.beads" not in script()


def test_it_is_answered_saved_restored_and_told_in_the_report(
    toy: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(TOY / "09-toy.toml", tmp_path)
    monkeypatch.setattr(folders, "questions", lambda: tmp_path)
    monkeypatch.setenv("DARFURLAB_WORK", str(tmp_path / "my-work.json"))
    card = card_of("09/how-many")
    assert (card.view["kind"], card.view["beads"]) == ("beads", 7)
    card._handle_custom_msg({"type": "check", "answer": 5}, [])
    assert card.view["notes"]["answer"]["word"] == "Look again: 2 fewer."
    card._handle_custom_msg({"type": "check", "answer": 3}, [])
    again = card_of("09/how-many")
    assert (again.view["answer"], again.view["state"]) == (3, "answered")
    entry = file.read(file.work_path()).entry("09", "how-many")
    assert entry
    assert entry["kind"] == "beads"
    assert "at most 7" in view.html(card.question)
    page = my_report.make("md")
    assert "3 of 7 beads" in page
    assert "**That fits.** Each bead is one teacher." in page
    assert "KINDS.beads" in script()
