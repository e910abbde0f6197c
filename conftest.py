"""What all tests share: no test reads or writes a person's own work."""

import os
import sys
import tempfile
from pathlib import Path

import pytest

_folder = tempfile.TemporaryDirectory(prefix="darfurlab-tests-")
os.environ["DARFURLAB_WORK"] = str(Path(_folder.name) / "my-work.json")
os.environ["DARFURLAB_STRICT"] = "1"  # an exception in an activity's callback reaches the test
os.environ.pop("DARFURLAB_PICTURES", None)

# A test's files need not outlast a loss of power; each wait for the disk takes some milliseconds.
# That one is waited for before a file takes the old one's place is tested where it refuses.
os.fsync = lambda _: None

# jsonschema compiles its grammars as it is imported, for formats that no test has: a second or two.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # None: its import fails


def pytest_collectstart(collector: pytest.Collector) -> None:
    """Let nbval compare a chart that is run with the stored one, which has a picture instead."""
    if hasattr(collector, "skip_compare"):
        collector.skip_compare += ("text/markdown",)


collect_ignore_glob = ["notebooks/.*"]  # what macOS leaves beside a file on another disk


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the browser's tests: the longest, with the others to fill each process's end."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)
