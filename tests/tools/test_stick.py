"""The folder for a stick: its start scripts agree, and they name what the tool puts there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

import stick

START = {path.name: path.read_text(encoding="utf-8") for path in stick.FILES.iterdir()}


def test_the_three_files_are_there_and_say_what_was_tried() -> None:
    assert sorted(START) == ["READ ME FIRST.txt", "start.bat", "start.sh"]
    assert "made for, and tried on: {system}" in START["READ ME FIRST.txt"]
    assert "Not tried here: every other system" in START["READ ME FIRST.txt"]
    assert "Not tried here" in START["start.bat"]


@pytest.mark.parametrize("name", ["start.sh", "start.bat"])
def test_a_start_reaches_no_index_and_installs_once(name: str) -> None:
    (install,) = re.findall(r".*pip install.*", START[name])
    assert "--no-index --find-links wheels darfurlab" in install
    assert re.search(r"if (not exist|\[ ! -x) .*darfurlab", START[name])
    assert re.search(r"darfurlab\"? lab .*darfurlab-lessons", START[name])


def test_the_shell_understands_its_start(tmp_path: Path) -> None:
    done = subprocess.run(["sh", "-n", str(stick.FILES / "start.sh")], check=False)
    assert done.returncode == 0


def test_a_command_that_fails_ends_the_tool_with_what_it_said() -> None:
    with pytest.raises(SystemExit, match="cannot be found"):
        stick.run("sh", "-c", "echo cannot be found >&2; exit 3")
