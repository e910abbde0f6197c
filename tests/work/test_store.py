"""The file under kills, other lessons, damage and disks that refuse."""

from __future__ import annotations

import errno
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import pytest

from darfurlab.work import file as progress
from darfurlab.work import intake
from darfurlab.work.file import export, read
from saving import VALIDATOR, answers_in, damaged, on_disk, say

WRITER = Path(__file__).with_name("work_writer.py")


# --- killed, and two at once ----------------------------------------------------------------------

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs os.fork")


class Writer:
    """A process that writes answers and says which are acknowledged (see work_writer.py)."""

    def __init__(self, path: Path) -> None:
        command = [sys.executable, str(WRITER), str(path)]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1
        )

    def start(self, first: int, last: int, seconds: float = 0) -> None:
        self.process.stdin.write(f"{first} {last} {seconds}\n")

    def line(self) -> str:
        return self.process.stdout.readline().strip()

    def acknowledged(self) -> list[int]:
        return [int(line) for line in iter(self.line, "ended")]

    def __enter__(self) -> Writer:
        return self

    def __exit__(self, *_) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(10)


@pytest.fixture
def in_memory(tmp_path):
    """A work file in memory: a kill is the same there, and no disk has to sync 2,000 times."""
    folder = tempfile.mkdtemp(dir="/dev/shm") if os.access("/dev/shm", os.W_OK) else str(tmp_path)
    yield Path(folder) / "my-work.json"
    shutil.rmtree(folder)


def numbers(path: Path) -> set[int]:
    """Return every answer in the file, which must be whole and valid."""
    entries = intake.parse(path.read_bytes())["answers"].get("01", {}).values()
    return {attempt["answer"] for entry in entries for attempt in entry["attempts"]}


@pytest.mark.slow
@forks
def test_two_hundred_kills_leave_a_whole_file_with_every_acknowledged_answer(in_memory):
    path, chance, kept = in_memory, random.Random(7), set()
    with Writer(path) as writer:
        for kill in range(200):
            if kill % 20 == 0:  # so that first answers are killed too
                path.unlink(missing_ok=True)
                kept = set()
            first = kill * 10**6
            writer.start(first, first + 10**6, 1e-6 + chance.random() * 0.03)
            said = writer.acknowledged()
            found = numbers(path) if path.exists() else set()
            assert kept | set(said) <= found
            assert len(found - kept - set(said)) <= 1  # killed before it could say so
            kept = found
    litter = {each.name for each in path.parent.iterdir()} - {path.name}
    assert litter <= {".my-work.json.lock", ".my-work.json.new"}
    assert say(path, "after").problem == ""


@pytest.mark.slow
@forks
@pytest.mark.parametrize("together", [2, 4])
def test_lessons_open_at_once_lose_nothing_of_each_other(in_memory, together):
    path = in_memory
    writers = [Writer(path) for _ in range(together)]
    try:
        for number, writer in enumerate(writers):
            writer.start(number * 1000, number * 1000 + 25)
        said = {number for writer in writers for number in writer.acknowledged()}
    finally:
        for writer in writers:
            writer.__exit__()
    assert len(said) == together * 25
    assert numbers(path) == said
    VALIDATOR.validate(on_disk(path))


@pytest.mark.slow
def test_a_lesson_that_hangs_while_it_writes_delays_no_other_for_long(path):
    from filelock import FileLock

    say(path, "before")
    with FileLock(path.with_name(".my-work.json.lock")):
        begun = time.monotonic()
        state = say(path, "while")
        assert time.monotonic() - begun < 4
        assert state.at is None
        assert "another lesson" in state.problem
        assert "not in the file" in read(path).problem
        assert answers_in(export(path)) == ["before", "while"]
        assert answers_in(path.read_bytes()) == ["before"]
    assert say(path, "after").problem == ""
    assert answers_in(path.read_bytes()) == ["before", "while", "after"]
    assert read(path).problem == ""


def test_a_lock_file_that_a_dead_process_left_is_no_lock(path):
    path.with_name(".my-work.json.lock").write_text("4711\n")
    begun = time.monotonic()
    assert say(path, 1).problem == ""
    assert time.monotonic() - begun < 1


# --- files that are not as they should be ---------------------------------------------------------


@pytest.mark.parametrize("how", damaged())
@pytest.mark.parametrize("first", ["read", "record"])
def test_a_damaged_file_is_kept_aside_and_a_new_one_begun(path, how, first):
    data = damaged()[how]
    path.write_bytes(data)
    state = read(path) if first == "read" else say(path, 1)
    assert state.set_aside.read_bytes() == data
    assert state.set_aside.name.startswith("my-work.damaged-")
    assert state.set_aside.name in state.problem
    assert str(path) in state.problem
    assert say(path, 2).problem == ""
    assert read(path).problem == ""
    assert answers_in(path.read_bytes())[-1] == 2


def test_each_damaged_file_has_a_name_of_its_own(path):
    for number in range(3):
        path.write_text(f"damage {number}")
        read(path)
    kept = {each.read_text() for each in path.parent.glob("my-work.damaged-*.json")}
    assert kept == {"damage 0", "damage 1", "damage 2"}


def test_a_newer_file_is_left_alone_and_the_lesson_goes_on_beside_it(path):
    newer = b'{"format": "darfurlab-work", "version": 3, "new": {"shape": []}}'
    path.write_bytes(newer)
    assert "newer" in read(path).problem
    state = say(path, 1)
    assert state.path == path.with_name("my-work.v2.json")
    assert state.at
    say(path, 2)
    assert path.read_bytes() == newer
    assert answers_in(export(path)) == answers_in(state.path.read_bytes()) == [1, 2]
    assert "my-work.v2.json" in read(path).problem
    assert list(path.parent.glob("*damaged*")) == []


# --- disks that refuse ----------------------------------------------------------------------------

REFUSALS = [
    (errno.ENOSPC, "disk is full"),
    (errno.EDQUOT, "share of the disk"),
    (errno.EROFS, "read-only"),
    (errno.EACCES, "read-only"),
    (errno.EIO, "error"),
]


@pytest.mark.parametrize(("number", "words"), REFUSALS)
@pytest.mark.parametrize("step", ["open", "write", "fsync", "close", "replace"])
def test_a_refusal_at_any_step_is_told_and_nothing_is_lost(path, monkeypatch, step, number, words):
    say(path, "before")
    was = path.read_bytes()
    real = getattr(os, step)

    def refuse(*args, **more):
        if step == "open" and not str(args[0]).endswith(".new"):
            return real(*args, **more)
        if step == "write" and len(args[1]) > 10:
            return real(args[0], args[1][:10])  # some of it is written, then no more
        if step == "close":
            real(*args)
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(progress.os, step, refuse)
        state = say(path, "while")
    assert state.at is None
    assert words in state.problem
    assert str(path) in state.problem
    assert path.read_bytes() == was
    assert not path.with_name(".my-work.json.new").exists()
    assert answers_in(export(path)) == ["before", "while"]
    assert read(path).entry("01", "sort")["answer"] == "while"
    say(path, "after")
    assert answers_in(path.read_bytes()) == ["before", "while", "after"]


def test_a_disk_that_takes_a_little_at_a_time_gets_it_all(path, monkeypatch):
    real = os.write
    monkeypatch.setattr(progress.os, "write", lambda handle, data: real(handle, data[:7]))
    say(path, "x" * 500)
    assert answers_in(path.read_bytes()) == ["x" * 500]


def test_a_file_that_is_in_use_for_a_moment_is_tried_again(path, monkeypatch):
    refusals, real = [PermissionError(errno.EACCES, "in use")], os.replace

    def replace(*args):
        if refusals:
            raise refusals.pop()
        real(*args)

    monkeypatch.setattr(progress.os, "replace", replace)
    assert say(path, 1).problem == ""
    assert answers_in(path.read_bytes()) == [1]


@pytest.fixture
def full_disk(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if (
        not hasattr(os, "geteuid")
        or os.geteuid()
        or subprocess.run(command, check=False).returncode
    ):
        pytest.skip("only the administrator can make a small disk")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_disk_that_is_really_full(full_disk):
    path = full_disk / "my-work.json"
    say(path, "before")
    filler = full_disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(1000))
    states = [say(path, f"while {number}") for number in range(3)]
    assert all("disk is full" in state.problem for state in states)
    assert answers_in(path.read_bytes()) == ["before"]
    assert len(answers_in(export(path))) == 4
    filler.unlink()
    assert say(path, "after").at
    assert len(answers_in(path.read_bytes())) == 5


def test_a_file_made_read_only_is_respected(path):
    say(path, "before")
    path.chmod(0o444)
    state = say(path, "while")
    assert "read-only" in state.problem
    assert answers_in(path.read_bytes()) == ["before"]
    assert answers_in(export(path)) == ["before", "while"]


@pytest.fixture
def as_nobody(tmp_path):
    """A folder of another user's, and this process without the administrator's rights."""
    folder = Path(tempfile.mkdtemp(prefix="darfurlab-"))
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs the rights of POSIX")
@pytest.mark.parametrize("begun", [True, False])
def test_a_read_only_folder_is_told_and_nothing_is_lost(as_nobody, begun):
    path = as_nobody / "my-work.json"
    if begun:
        say(path, "before")
    as_nobody.chmod(0o555)
    administrator = os.geteuid() == 0
    try:
        if administrator:
            os.seteuid(65534)
        state = say(path, "while")
        assert "read-only" in state.problem
        assert answers_in(export(path)) == (["before"] if begun else []) + ["while"]
        assert "not in the file" in read(path).problem
    finally:
        if administrator:
            os.seteuid(0)
        as_nobody.chmod(0o755)


@pytest.mark.parametrize("what", ["a folder", "not ours to read"])
def test_a_path_that_cannot_be_opened_is_told_and_never_overwritten(path, what, monkeypatch):
    if what == "a folder":
        path.mkdir()
    else:
        say(path, "before")
        was, real = path.read_bytes(), Path.open

        def refuse(self, *args):
            if self == path:
                raise PermissionError(errno.EACCES, "Permission denied")
            return real(self, *args)

        monkeypatch.setattr(Path, "open", refuse)
    assert "could not be opened" in read(path).problem
    state = say(path, "while")
    assert state.at is None
    assert str(path) in state.problem
    assert answers_in(export(path)) == ["while"]
    monkeypatch.undo()
    assert path.is_dir() or path.read_bytes() == was


def test_a_damaged_file_in_a_place_that_refuses_is_left_as_it_is(path, monkeypatch):
    path.write_text("damage")

    def refuse(*_):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "rename", refuse)
    state = say(path, 1)
    assert state.at is None
    assert "left as it is" in state.problem
    assert "read-only" in state.problem
    assert path.read_text() == "damage"
    assert answers_in(export(path)) == [1]
