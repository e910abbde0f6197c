"""What a reader copies to report a mistake: it names what it is about, and both versions."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

import pytest

from darfurlab.datasets import folders, mistakes


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(folders, "data_folder", lambda: tmp_path)
    mistakes.versions.cache_clear()
    yield tmp_path / "datapackage.json"
    mistakes.versions.cache_clear()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"version": "3.1"}', "data 3.1"),
        ("{}", "data without a version"),
        ("{", "data that cannot be read"),
        ("[]", "data that cannot be read"),
        (None, "data that cannot be read"),
    ],
)
def test_both_versions_are_named_whatever_the_data_are(data, text, said):
    if text is not None:
        data.write_text(text, encoding="utf-8")
    assert mistakes.versions() == f"darfurlab {version('darfurlab')}; {said}"


def test_our_own_data_have_a_version():
    assert "data 0" in mistakes.versions()


@pytest.mark.parametrize(
    ("path", "lesson"),
    [
        ("lessons/01-marginalization.ipynb", "01-marginalization; "),
        (r"lessons\01-marginalization.ipynb", "01-marginalization; "),
        ("work/mine.ipynb", ""),
        ("", ""),
    ],
)
def test_a_line_names_the_lesson_where_it_is_known_and_the_ids(path, lesson, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", path)
    said = mistakes.line("question 01/a", lines=["b", "c"], passages=[])
    assert said == f"{lesson}question 01/a; lines: b, c; {mistakes.versions()}"


@pytest.mark.parametrize(
    ("values", "found"),
    [
        (["doha-signing", "darfur", "doha-signing"], ["doha-signing", "darfur"]),
        (["fact", "claim"], []),  # words, and no ids
        (["doha-signing", "Doha"], []),
        (["2011-07", "2011-05"], []),
        (["doha-signing", None], []),
        ([("a-b",)], []),
        ([["a-b"]], []),
        ([], []),
    ],
)
def test_ids_are_told_from_words(values, found):
    assert mistakes.ids(values) == found


def test_the_fold_runs_nothing():
    assert "<script" not in mistakes.fold("<script>")
