"""The folder for a stick: its start scripts agree, and they name what the tool puts there."""

from __future__ import annotations

import os
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
    (install,) = re.findall(r".*pip install.*", START[name].replace("\\\n    ", ""))
    assert "--no-index --find-links wheels darfurlab" in install
    assert re.search(r"if (not exist|\[ ! -x) .*darfurlab", START[name])
    assert re.search(r"darfurlab\"? lab .*darfurlab-lessons", START[name])


def test_the_shell_understands_its_start(tmp_path: Path) -> None:
    done = subprocess.run(["sh", "-n", str(stick.FILES / "start.sh")], check=False)
    assert done.returncode == 0


def test_another_system_is_told_before_anything_is_installed(tmp_path: Path) -> None:
    start = tmp_path / "start.sh"
    start.write_text(START["start.sh"].replace("{system}", "Plan 9 mips, Python 2.7"))
    done = subprocess.run(
        ["sh", str(start)], env={**os.environ, "HOME": str(tmp_path)}, check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "was made for Plan 9 mips, Python 2.7. This laptop has " + stick.SYSTEM in done.stdout
    assert list(tmp_path.iterdir()) == [start]


def test_a_command_that_fails_ends_the_tool_with_what_it_said() -> None:
    with pytest.raises(SystemExit, match="cannot be found"):
        stick.run("sh", "-c", "echo cannot be found >&2; exit 3")
