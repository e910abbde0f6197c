"""What the cards do with the file: answers, names, work brought back."""

from __future__ import annotations

import json
import stat
import time
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darfurlab.work import file as progress
from darfurlab.work import intake
from darfurlab.work import record as work
from darfurlab.work.file import bring_back, describe, export, read, record
from samples import sample
from saving import KNOWN, VALIDATOR, answers_in, damaged, full, known, on_disk, say

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
    say(path, "half a th", result=None)
    say(path, "half a thought", result=None)
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
steps = st.tuples(ids, ids, ids, values, st.sampled_from(["answered", "revisit", None]))


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.lists(steps, max_size=6), texts, values)
def test_what_is_written_conforms_to_the_schema(tmp_path_factory, steps, name, foreign):
    path = tmp_path_factory.mktemp("w") / "my-work.json"
    for lesson, activity, kind, answer, result in steps:
        state = record(path, lesson, activity, kind=kind, answer=answer, result=result)
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


@pytest.mark.parametrize("how", damaged())
def test_an_upload_that_is_not_whole_is_refused_and_changes_nothing(path, how):
    say(path, 1)
    was = path.read_bytes()
    done = bring_back(path, damaged()[how], KNOWN)
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

    with monkeypatch.context() as patch:
        patch.setattr(progress.os, "fsync", full)
        done = bring_back(path, export(old), KNOWN)
        assert "disk is full" in done.problem
        assert done.kept == (("01", "sort"),)
        assert answers_in(export(path)) == ["old"]
    say(path, "new")
    assert answers_in(path.read_bytes()) == ["old", "new"]
