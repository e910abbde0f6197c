"""A work file of its own for each test, and nothing held in memory after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from darfurlab.work import store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "my-work.json"


@pytest.fixture(autouse=True)
def _nothing_in_memory():
    yield
    store.unsaved.clear()
