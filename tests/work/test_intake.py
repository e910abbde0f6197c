"""What comes into the record: files of people and other programs, and answers under any clock."""

from __future__ import annotations

import json
import re
import time
from datetime import datetime
from pathlib import Path

import pytest

from darfurlab.work import intake, joining, record
from saving import VALIDATOR

OLD = Path(__file__).resolve().parents[1] / "data" / "work" / "version-1.json"


def test_a_file_of_version_1_is_read_as_before_and_gets_an_id_when_it_is_written():
    old = intake.parse(OLD.read_bytes())
    raw = json.loads(OLD.read_bytes())
    assert (old["version"], old["names"], "student" in old) == (2, [raw["name"]], False)
    assert old["answers"]["01"]["sort"]["answer"] == raw["answers"]["01"]["sort"]["answer"]
    assert old["left_out"] == raw["left_out"]
    new = record.stamped(old)
    assert re.fullmatch("[0-9a-f]{16}", new["student"])
    assert record.stamped(old)["student"] != new["student"]  # random, from nothing but chance
    assert record.stamped(new)["student"] == new["student"]
    VALIDATOR.validate(new)
    assert record.same_student(intake.parse(OLD.read_bytes()), new)  # by the moment of its begin


def test_reading_is_fast_next_to_reading_json_alone():
    whole = record.stamped(record.blank(record.now()))
    for number in range(60):
        answer = {
            "picks": {f"item-{n}": f"option-{n}" for n in range(9)},
            "reasons": {"a": "é" * 40},
        }
        whole = intake.with_answer(whole, "01", f"a{number % 41}", "sort", answer, "answered")
    data = record.dump(whole)
    assert 30_000 < len(data) < 40_000
    times = {}
    for read in (json.loads, intake.parse):
        rounds = []
        for _ in range(40):
            begun = time.process_time()
            for _ in range(5):
                read(data)
            rounds.append(time.process_time() - begun)
        times[read] = min(rounds)
    assert times[intake.parse] < 7 * times[json.loads]  # 5 is usual


# --- what people and other programs do to a file --------------------------------------------------

AT, LATER = "2026-03-02T10:00:00+00:00", "2026-03-02T11:00:00+00:00"


def read_back(entry, **more):
    return intake.parse(record.dump({**record.blank(AT, answers={"01": {"sort": entry}}), **more}))


def attempt(answer, at=AT, result="answered"):
    return {"at": at, "answer": answer, "result": result}


def test_an_activity_in_which_nothing_was_done_is_none():
    assert read_back({"kind": "sort", "attempts": []})["answers"] == {"01": {}}
    assert record.latest(None) is None
    assert record.latest({"kind": "sort", "attempts": []}) is None


def test_an_answer_that_is_no_attempt_becomes_one():
    entry = read_back({"kind": "sort", "attempts": [], "answer": "x", "result": "revisit"})
    assert entry["answers"]["01"]["sort"]["attempts"] == [attempt("x", result="revisit")]


def test_the_order_of_a_file_outlives_its_dates():
    given = {"kind": "sort", "attempts": [attempt("b", LATER), attempt("a", AT)]}
    entry = read_back({**given, "draft": {"at": "1969-01-01T00:00:00Z", "answer": "c"}})
    entry = entry["answers"]["01"]["sort"]
    assert [each["answer"] for each in entry["attempts"]] == ["b", "a"]
    assert entry["draft"]["answer"] == "c"
    assert joining.merge_entries(entry, entry) == entry


@pytest.mark.parametrize(
    "at", ["2099-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999999+00:00", "2098-01-01T00:00:00Z"]
)
@pytest.mark.parametrize("result", ["answered", None])
def test_a_new_answer_or_draft_counts_whatever_date_stands_in_the_file(at, result):
    there = read_back({"kind": "sort", "attempts": [attempt("old", at)]})
    for answer in ("new", "newer"):
        there = intake.with_answer(there, "01", "sort", "sort", answer, result)
        there = intake.parse(record.dump(there))
        assert record.latest(there["answers"]["01"]["sort"])["answer"] == answer


def test_a_draft_that_equals_the_answer_is_none():
    entry = intake.with_answer(record.blank(AT), "01", "why", "reflection", "x", "answered")
    entry = intake.with_answer(entry, "01", "why", "reflection", "x", None)["answers"]["01"]["why"]
    assert record.open_draft(entry) is None
    assert record.latest(entry) == entry["attempts"][-1]


@pytest.mark.parametrize("number", ["1e400", "-1e999", "9" * 400, "1" * 5000])
def test_a_number_beyond_any_is_kept_as_it_was_written(number):
    data = record.dump(
        record.blank(AT, answers={"01": {"a": {"kind": "x", "attempts": [attempt(0)]}}})
    )
    there = intake.parse(data.replace(b'"answer": 0', b'"answer": ' + number.encode()))
    assert there["answers"]["01"]["a"]["answer"] == number


def test_one_entry_that_breaks_the_form_does_not_take_the_others_with_it():
    good = {"kind": "sort", "attempts": [attempt("x")]}
    answers = {"01": {"sort": good, "bad": {"kind": "sort"}, "Bad": good}, "02": [1], "03": {}}
    there = intake.parse(json.dumps(record.blank(AT, answers=answers)).encode())
    assert there["answers"]["01"].keys() == {"sort"}
    left = {(each["lesson"], each["activity"]): each for each in there["left_out"]}
    assert left.keys() >= {("01", "bad"), ("01", "Bad"), ("02", "")}
    assert left["01", "bad"]["entry"] == {"kind": "sort"}
    assert "attempts" in left["01", "bad"]["reason"]
    VALIDATOR.validate(there)


def test_a_name_that_stands_twice_is_refused_since_one_of_the_two_would_be_lost():
    data = record.dump(record.blank(AT)).replace(b'"answers"', b'"answers": {"01": {}}, "answers"')
    with pytest.raises(record.WorkError):
        intake.parse(data)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="needs a zone that can be set")
@pytest.mark.parametrize("clock", ["1890-01-01", "1969-12-31", "1970-01-01"])
@pytest.mark.parametrize("zone", ["Africa/Monrovia", "Africa/Khartoum", "America/Lima", "UTC"])
def test_an_answer_is_kept_whatever_the_clock_says(clock, zone, monkeypatch):
    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.fromisoformat(clock)

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    monkeypatch.setattr(record, "datetime", Clock)
    there = record.blank(record.now())
    for answer in "ab":
        there = intake.parse(
            record.dump(intake.with_answer(there, "01", "a", "sort", answer, "open"))
        )
    monkeypatch.undo()
    time.tzset()
    assert [each["answer"] for each in there["answers"]["01"]["a"]["attempts"]] == ["a", "b"]
