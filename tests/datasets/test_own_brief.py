"""A person's own copy of the brief: found beside the lessons, read once, told where it fails."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from darfurlab.datasets import own_brief, pack, verify

TEXT = "Water  “runs”\ndown—hill. ² Bread keeps\nwell."
ROWS = [
    {"passage": "one-1", "cue": "Water", "words": "3",
     "sha256": verify.digest('Water "runs" down-hill.')},
    {"passage": "one-2", "cue": "Bread keeps", "words": "3",
     "sha256": verify.digest("Bread keeps well.")},
    {"passage": "one-3", "cue": "Bread", "words": "3", "sha256": verify.digest("Bread goes off.")},
]  # fmt: skip


def test_each_passage_that_stands_in_a_copy_is_given_in_its_words():
    assert verify.texts(TEXT, ROWS) == {
        "one-1": 'Water "runs" down-hill.',
        "one-2": "Bread keeps well.",
    }


@pytest.fixture
def lesson(tmp_path, monkeypatch) -> Path:
    """Stand in a lesson's folder, and give the brief of which it may have a copy."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DARFURLAB_WORK", raising=False)
    monkeypatch.setattr(verify, "texts", lambda text, _: {"intro-4": text})
    own_brief._texts.cache_clear()
    return tmp_path


def test_a_copy_is_found_beside_the_lesson_or_above_and_text_comes_before_a_pdf(lesson):
    assert own_brief.path() is None
    (lesson / "brief.pdf").write_bytes(b"%PDF-")
    assert own_brief.path() == lesson / "brief.pdf"
    (lesson / "brief.txt").write_text("Words", encoding="utf-8")
    assert own_brief.path() == lesson / "brief.txt"
    assert own_brief.shown("intro-4") == "Words"
    assert own_brief.shown("intro-3") == own_brief.NOT_THERE
    (lesson / "deeper").mkdir()
    os.chdir(lesson / "deeper")
    assert own_brief.path() == lesson / "brief.txt"


def test_a_copy_that_was_replaced_is_read_again(lesson):
    copy = lesson / "brief.txt"
    for number, text in enumerate(("Old", "New")):
        copy.write_text(text, encoding="utf-8")
        os.utime(copy, ns=(number, number))
        assert own_brief.shown("intro-4") == text


def test_no_copy_and_an_unreadable_copy_are_told_with_what_is_accepted(lesson):
    assert "accepted: brief.txt, brief.md, brief.pdf." in own_brief.shown("intro-4")
    (lesson / "brief.txt").write_bytes(b"\xff\xfe\xfa")
    assert "neither a PDF nor UTF-8 text" in own_brief.shown("intro-4")


def test_every_passage_has_an_id_that_can_be_asked_for():
    assert len(pack.passage_labels()) == 79
