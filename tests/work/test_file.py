from __future__ import annotations

import errno
import json
import os
import random
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darfurlab.work import file as progress
from darfurlab.work import intake, store
from darfurlab.work import record as work
from darfurlab.work.file import bring_back, describe, export, read, record
from samples import sample

SCHEMA = json.loads((Path(progress.__file__).parent / "my-work.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(
    SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)
WRITER = Path(__file__).with_name("work_writer.py")


def known(*activities: str, lessons: str = "01"):
    """Return a validator that knows these activities."""

    def unfit(lesson, activity, entry):
        if lesson not in lessons.split():
            return f"there is no lesson {lesson}"
        return "" if activity in activities else "no such activity"

    return unfit


KNOWN = known("sort", "why", "old")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "my-work.json"


@pytest.fixture(autouse=True)
def _nothing_in_memory():
    yield
    store.unsaved.clear()


def say(path: Path, answer, activity="sort", lesson="01", **more) -> progress.State:
    return record(path, lesson, activity, kind="sort", answer=answer, **more)


def on_disk(path: Path) -> dict:
    return json.loads(path.read_bytes())


def answers_in(data: bytes, activity="sort") -> list:
    entry = json.loads(data)["answers"]["01"][activity]
    return [each["answer"] for each in entry["attempts"]]


# --- one lesson, one file -------------------------------------------------------------------------


def test_an_answer_is_found_again_with_its_attempts_and_times(path):
    before = datetime.now().astimezone()
    first = say(path, {"a": "root"}, result="revisit")
    second = say(path, {"a": "symptom"})
    entry = read(path).entry("01", "sort")
    assert entry["answer"] == {"a": "symptom"}
    assert entry["result"] == "answered"
    assert [each["result"] for each in entry["attempts"]] == ["revisit", "answered"]
    assert first.problem == second.problem == ""
    assert second.path == path
    assert before - timedelta(seconds=1) < work.when(entry["attempts"][0]["at"])
    assert work.when(entry["attempts"][0]["at"]).tzinfo is not None
    assert work.when(second.at) <= datetime.now().astimezone()


def test_nothing_is_written_before_the_first_answer_and_no_name_unless_typed(path):
    state = read(path)
    assert (state.work["answers"], state.at, state.problem) == ({}, None, "")
    assert list(path.parent.iterdir()) == []
    say(path, 1)
    assert "names" not in on_disk(path)
    describe(path, " Amna\x00  Osman, يوسف،Mary ")
    assert on_disk(path)["names"] == ["Amna Osman", "يوسف", "Mary"]
    describe(path, "  ")
    assert on_disk(path)["names"] == []
    describe(path, course="Peace\nstudies 2")
    assert on_disk(path)["course"] == "Peace studies 2"
    describe(path, course="")
    assert "course" not in on_disk(path)


def test_a_draft_lasts_until_the_next_attempt(path):
    say(path, "first")
    say(path, "half a th", draft=True)
    say(path, "half a thought", draft=True)
    entry = read(path).entry("01", "sort")
    assert (entry["draft"]["answer"], entry["answer"]) == ("half a thought", "first")
    assert len(entry["attempts"]) == 1
    say(path, "a thought")
    entry = read(path).entry("01", "sort")
    assert "draft" not in entry
    assert entry["answer"] == "a thought"


def test_the_newest_answer_counts_even_where_the_clock_runs_behind(path):
    say(path, "early")
    ahead = path.read_text("utf-8").replace(f"{datetime.now():%Y-}", "2098-")
    path.write_text(ahead, "utf-8")
    state = say(path, "late")
    assert read(path).entry("01", "sort")["answer"] == "late"
    assert work.when(state.at) <= datetime.now().astimezone()


def test_a_clock_that_stands_in_1970_writes_a_file_that_can_be_read(path, monkeypatch):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.fromtimestamp(3600 * 24, tz)

    monkeypatch.setattr(work, "datetime", Clock)
    say(path, 1)
    assert read(path).problem == ""
    assert answers_in(path.read_bytes()) == [1]


def test_the_path_comes_from_the_environment_or_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DARFURLAB_WORK", raising=False)
    assert progress.work_path() == tmp_path / "my-work.json"
    monkeypatch.setenv("DARFURLAB_WORK", str(tmp_path / "kept" / "w.json"))
    assert progress.work_path() == tmp_path / "kept" / "w.json"


def test_a_link_stays_a_link_and_a_private_file_stays_private(path):
    target = path.with_name("elsewhere.json")
    say(target, 1)
    target.chmod(0o600)
    path.symlink_to(target)
    say(path, 2)
    assert path.is_symlink()
    assert answers_in(target.read_bytes()) == [1, 2]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


NESTED = [[]]
for _ in range(30):
    NESTED = [NESTED]
ENDLESS: list = []
ENDLESS.append(ENDLESS)


@pytest.mark.parametrize(
    "answer", [{1, 2}, float("nan"), float("inf"), "x" * 300_000, NESTED, ENDLESS, object()]
)
def test_an_answer_that_cannot_be_kept_is_refused_with_a_reason(path, answer):
    say(path, "kept")
    state = say(path, answer)
    assert state.at is None
    assert "can't be kept" in state.problem
    assert answers_in(path.read_bytes()) == ["kept"]


@pytest.mark.parametrize(
    "names",
    [{"lesson": "../01"}, {"activity": ""}, {"result": "Not A Result"}, {"activity": "a\n"}],
)
def test_names_that_the_schema_has_no_room_for_are_refused(path, names):
    assert "can't be kept" in say(path, 1, **names).problem
    assert not path.exists()


# --- what we write conforms -----------------------------------------------------------------------

HOSTILE = ["<script>alert(1)</script>", "\x00", "\ud800", "ة‮x", "\u2028", "}\n]"]
texts = st.text() | st.sampled_from(HOSTILE) | st.text(st.characters(categories=("Cs", "Lo")))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
ids = st.sampled_from(["01", "sort", "why", "old", "0-a"])
steps = st.tuples(ids, ids, ids, values, st.sampled_from(["answered", "revisit"]), st.booleans())


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.lists(steps, max_size=6), texts, values)
def test_what_is_written_conforms_to_the_schema(tmp_path_factory, steps, name, foreign):
    path = tmp_path_factory.mktemp("w") / "my-work.json"
    for lesson, activity, kind, answer, result, draft in steps:
        state = record(path, lesson, activity, kind=kind, answer=answer, result=result, draft=draft)
        if state.at is None:  # an infinite number is no JSON
            assert "inf" in str(answer)
    describe(path, name, name)
    odd = {"lesson": "\ud800", "activity": "", "reason": "x", "entry": foreign}
    if "inf" not in str(foreign):
        bring_back(path, json.dumps({**on_disk(path), "left_out": [odd]}).encode(), KNOWN)
        assert on_disk(path)["left_out"]
    VALIDATOR.validate(on_disk(path))
    VALIDATOR.validate(json.loads(export(path)))
    assert intake.parse(export(path)) == read(path).work


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
        assert "not on disk" in read(path).problem
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


def _damaged() -> dict[str, bytes]:
    whole = work.dump(sample())
    return {
        "empty": b"",
        "truncated": whole[: len(whole) // 2],
        "no text": bytes(range(256)),
        "zero bytes": bytes(1000),
        "not ours": b'{"cells": []}',
        "a list": b"[1, 2]",
        "no version": b'{"format": "darfurlab-work"}',
        "strange version": b'{"format": "darfurlab-work", "version": "2"}',
        "wrong shape": work.dump({**sample(), "answers": [1]}),
        "unknown key": work.dump({**sample(), "more": 1}),
        "no zone": whole.replace(b"+03:00", b""),
        "not a number": whole.replace(b'["x"]', b"[NaN]"),
        "deep": b'{"format": ' + b"[" * 100_000,
        "deep and whole": whole.replace(b'"Amna"', b"[" * 300 + b"]" * 300),
        "huge": whole + b" " * work.MAX_BYTES,
    }


@pytest.mark.parametrize("how", _damaged())
@pytest.mark.parametrize("first", ["read", "record"])
def test_a_damaged_file_is_kept_aside_and_a_new_one_begun(path, how, first):
    data = _damaged()[how]
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
        assert "not on disk" in read(path).problem
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


# --- bringing work back ---------------------------------------------------------------------------


def test_work_goes_from_one_session_to_the_next(path):
    say(path, "one")
    describe(path, "Amna")
    other = path.with_name("other.json")
    assert other != path
    done = bring_back(other, memoryview(export(path)), KNOWN)
    assert (done.kept, done.left_out, done.problem) == ((("01", "sort"),), (), "")
    assert read(other).work["answers"] == read(path).work["answers"]
    assert on_disk(other)["names"] == ["Amna"]
    assert "left_out" not in on_disk(other)


def test_both_keep_all_attempts_and_the_newest_counts(path):
    other = path.with_name("other.json")
    say(path, 1)
    bring_back(other, export(path), KNOWN)
    say(other, 2)
    say(path, 3)
    for _ in range(2):  # a second time makes no difference
        bring_back(path, export(other), KNOWN)
        assert answers_in(path.read_bytes()) == [1, 2, 3]
        assert read(path).entry("01", "sort")["answer"] == 3
    bring_back(other, export(path), KNOWN)
    assert read(other).work["answers"] == read(path).work["answers"]


def test_what_no_longer_fits_is_listed_and_kept_and_fits_again_later(path):
    old = path.with_name("old.json")
    say(old, "fits", "sort")
    say(old, "gone", "gone")
    say(old, "lesson", "sort", lesson="09")
    done = bring_back(path, export(old), KNOWN)
    assert done.kept == (("01", "sort"),)
    reasons = {(each["lesson"], each["activity"]): each["reason"] for each in done.left_out}
    assert reasons.keys() == {("01", "gone"), ("09", "sort")}
    assert "09" in reasons["09", "sort"]
    assert [each["entry"]["answer"] for each in on_disk(path)["left_out"]] == ["gone", "lesson"]
    say(path, "more")  # which keeps what was left out
    newer = path.with_name("newer.json")
    done = bring_back(newer, export(path), known("sort", "gone", lessons="01 09"))
    assert len(done.kept) == 3
    assert done.left_out == ()
    assert read(newer).entry("09", "sort")["answer"] == "lesson"


def test_a_validator_may_look_at_the_answer_itself(path):
    old = path.with_name("old.json")
    say(old, ["a", "gone"])

    def unfit(lesson, activity, entry):
        return "an option is gone" if "gone" in entry["answer"] else ""

    assert bring_back(path, export(old), unfit).left_out[0]["reason"] == "an option is gone"


@pytest.mark.parametrize("how", _damaged())
def test_an_upload_that_is_not_whole_is_refused_and_changes_nothing(path, how):
    say(path, 1)
    was = path.read_bytes()
    done = bring_back(path, _damaged()[how], KNOWN)
    assert "unchanged" in done.problem
    assert (done.kept, done.state) == ((), None)
    assert path.read_bytes() == was


def test_a_huge_upload_is_refused_at_once(path):
    begun = time.monotonic()
    assert "larger than 8 MB" in bring_back(path, bytes(50_000_000), KNOWN).problem
    assert time.monotonic() - begun < 1
    assert not path.exists()


def test_an_upload_from_a_newer_pack_is_refused_with_what_to_do(path):
    data = b'{"format": "darfurlab-work", "version": 9}'
    assert "Update darfurlab" in bring_back(path, data, KNOWN).problem


@pytest.mark.slow
def test_an_upload_of_very_many_small_answers_is_not_held_each_against_each(path):
    entry = sample()["answers"]["01"]["sort"]
    data = work.dump({**sample(), "answers": {"01": {f"a{n}": entry for n in range(8000)}}})
    begun = time.process_time()
    assert len(bring_back(path, data, KNOWN).left_out) == 8001
    assert time.process_time() - begun < 20


def test_a_disk_that_refuses_still_brings_work_back_in_memory(path, monkeypatch):
    old = path.with_name("old.json")
    say(old, "old")

    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(progress.os, "fsync", refuse)
        done = bring_back(path, export(old), KNOWN)
        assert "disk is full" in done.problem
        assert done.kept == (("01", "sort"),)
        assert answers_in(export(path)) == ["old"]
    say(path, "new")
    assert answers_in(path.read_bytes()) == ["old", "new"]


# --- several people -------------------------------------------------------------------------------


def test_each_student_has_an_id_from_the_first_answer_on(path):
    assert "student" not in read(path).work
    say(path, 1)
    student = on_disk(path)["student"]
    say(path, 2)
    assert on_disk(path)["student"] == student
    other = path.with_name("other.json")
    say(other, 1)
    assert on_disk(other)["student"] != student


def two(path):
    """Return the file of a student and, in another folder, that of a classmate."""
    theirs = path.parent / "theirs" / path.name
    theirs.parent.mkdir()
    say(theirs, "theirs")
    describe(theirs, "Yusuf")
    say(path, "mine")
    return theirs


def test_a_classmates_file_is_not_joined_before_it_is_asked(path):
    theirs, was = two(path), path.read_bytes()
    done = bring_back(path, export(theirs), KNOWN)
    assert path.read_bytes() == was
    assert (done.state, done.kept, done.problem) == (None, (), "")
    assert (done.stranger.names, done.stranger.answers) == (("Yusuf",), 1)
    assert done.stranger.at == on_disk(theirs)["updated"]


def test_a_copy_of_what_was_here_is_kept_and_all_can_be_undone(path):
    theirs, was = two(path), on_disk(path)
    done = bring_back(path, export(theirs), KNOWN, sure=True)
    assert sorted(answers_in(path.read_bytes())) == ["mine", "theirs"]
    assert done.copy.name.startswith("my-work.before-")
    assert json.loads(done.copy.read_bytes())["answers"] == was["answers"]
    say(path, "since")
    progress.undo(path, done)
    assert answers_in(path.read_bytes()) == ["mine", "since"]
    assert on_disk(path)["student"] == was["student"]
    assert done.copy.exists()


def test_work_that_is_joined_stays_its_students_own_and_is_wiped_with_its_copies(path):
    theirs, was = two(path), on_disk(path)
    older = {**json.loads(export(theirs)), "created": "2001-01-01T00:00:00Z"}
    done = bring_back(path, json.dumps(older).encode(), KNOWN, sure=True)
    now = on_disk(path)
    assert [now[key] for key in ("student", "created")] == [was["student"], was["created"]]
    assert now.get("names") == was.get("names")
    progress.wipe(path)
    assert not done.copy.exists()


def test_an_answer_like_theirs_that_was_given_since_survives_the_undoing(path):
    done = bring_back(path, export(two(path)), KNOWN, sure=True)
    say(path, "theirs")
    progress.undo(path, done)
    assert answers_in(path.read_bytes()) == ["mine", "theirs"]


def test_where_no_copy_can_be_made_nothing_is_joined(path, monkeypatch):
    theirs, was = two(path), path.read_bytes()

    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(progress.os, "fsync", refuse)
    done = bring_back(path, export(theirs), KNOWN, sure=True)
    assert "disk is full" in done.problem
    assert path.read_bytes() == was


def test_the_same_students_file_is_joined_without_a_question(path):
    say(path, 1)
    earlier = export(path)
    say(path, 2)
    done = bring_back(path, earlier, KNOWN)
    assert (done.stranger, done.copy) == (None, None)
    assert answers_in(path.read_bytes()) == [1, 2]


def test_what_was_left_out_is_tried_again_each_time(path):
    old = path.with_name("old.json")
    say(old, "fits", "sort")
    bring_back(path, export(old), known())
    assert on_disk(path)["answers"] == {}
    was = path.read_bytes()
    assert progress.try_again(path, known()).entry("01", "sort") is None
    assert path.read_bytes() == was
    state = progress.try_again(path, KNOWN)
    assert state.entry("01", "sort")["answer"] == "fits"
    assert "left_out" not in on_disk(path)


def test_a_second_student_begins_with_nothing_and_the_first_finds_all_again(path):
    say(path, "first")
    describe(path, "Amna")
    first = on_disk(path)["student"]
    state = progress.change_over(path)
    assert (state.work["answers"], path.exists()) == ({}, False)
    say(path, "second")
    second = on_disk(path)["student"]
    (away,) = progress.people(path)
    assert (away.student, away.names, away.answers) == (first, ("Amna",), 1)
    state = progress.change_over(path, first)
    assert answers_in(path.read_bytes()) == ["first"]
    assert [each.student for each in progress.people(path)] == [second]


def test_a_change_over_on_a_full_disk_changes_nothing(path, monkeypatch):
    say(path, "first")
    was = path.read_bytes()

    def refuse(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(progress.os, "fsync", refuse)
    assert "disk is full" in progress.change_over(path).problem
    assert path.read_bytes() == was


def test_nothing_is_left_on_this_computer_and_nothing_of_others_is_touched(path):
    say(path, "secret of another")
    progress.change_over(path)
    theirs = path.with_name(f"my-work.{progress.people(path)[0].student}.json")
    folder = path.parent
    say(path, "my secret")
    mine = path.read_bytes()
    hidden = folder / ".ipynb_checkpoints"
    hidden.mkdir()
    for name in ("my-work (1).json", "my-work.before-20260101-000000.json", ".~my-work.json",
                 ".my-work.json.new", "my-work.damaged-20260101-000000.json", "my-report.html",
                 "my-memo.md", "my-report (2).md", ".ipynb_checkpoints/my-work-checkpoint.json",
                 ".ipynb_checkpoints/my-memo-checkpoint.html"):  # fmt: skip
        (folder / name).write_bytes(mine)
    others = {"my-worksheet.json": b"{}", "01-marginalization.ipynb": b"{}", "notes.md": b"x"}
    for name, content in others.items():
        (folder / name).write_bytes(content)
    _, problem = progress.wipe(path)
    assert problem == ""
    left = {each.name: each.read_bytes() for each in folder.rglob("*") if each.is_file()}
    assert left == {**others, theirs.name: theirs.read_bytes()}
    assert not any(b"my secret" in content for content in left.values())
    assert read(path).work["answers"] == {}


def test_the_wipe_takes_what_could_not_be_saved_too(path, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(progress.os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
        say(path, "held")
    progress.wipe(path)
    assert read(path).work["answers"] == {}
