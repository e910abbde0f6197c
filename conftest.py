"""What all tests share: no test reads or writes a person's own work."""

import os
import tempfile
from pathlib import Path

_folder = tempfile.TemporaryDirectory(prefix="darfurlab-tests-")
os.environ["DARFURLAB_WORK"] = str(Path(_folder.name) / "my-work.json")
os.environ["DARFURLAB_STRICT"] = "1"  # an exception in an activity's callback reaches the test
os.environ.pop("DARFURLAB_PICTURES", None)

collect_ignore_glob = ["notebooks/.*"]  # what macOS leaves beside a file on another disk
