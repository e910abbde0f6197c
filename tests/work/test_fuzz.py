"""Strange files: a short run of what tests/bench/work_fuzz.py does at length."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from darfurlab.datasets import folders

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "bench"))
import work_fuzz

FILES = 30


@pytest.mark.slow
def test_no_strange_file_raises_or_hides_a_newer_answer(tmp_path, monkeypatch):
    monkeypatch.setattr(folders, "questions", lambda: work_fuzz.BANK)
    monkeypatch.setenv("DARFURLAB_STRICT", "1")
    monkeypatch.setenv("DARFURLAB_WORK", "")  # so that it is put back afterwards
    for number in range(FILES):
        data = work_fuzz.mutant(number)
        try:
            assert work_fuzz.trial(data, tmp_path) == [], number
        except Exception as error:
            pytest.fail(f"file {number} raised {type(error).__name__}: {error}")
