"""Two records as one: no order, nothing lost; and entries that others edited."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darfurlab.work import joining, record
from samples import values

ids = st.sampled_from(["01", "sort", "why", "old", "0-a"])

minutes = st.integers(0, 5).map(lambda m: f"2026-03-02T10:0{m}:00+00:00")
attempts = st.fixed_dictionaries({"at": minutes, "answer": st.integers(0, 2)})
entries = st.builds(
    lambda kind, done, draft: joining.merge_entries(
        entry := {
            "kind": kind,
            "attempts": [{**each, "result": "answered"} for each in done],
            **({"draft": draft} if draft else {}),
        },
        entry,
    ),
    st.sampled_from(["sort", "order"]),
    st.lists(attempts, max_size=3),
    st.none() | attempts,
)
left = st.fixed_dictionaries({"lesson": ids, "activity": ids, "reason": ids, "entry": values})
works = st.builds(
    lambda at, answers, left: joining.merge(
        it := {**record.blank(at, answers=answers), **({"left_out": left} if left else {})}, it
    ),
    minutes,
    st.dictionaries(ids, st.dictionaries(ids, entries, min_size=1, max_size=2), max_size=2),
    st.lists(left, max_size=1),
)


@pytest.mark.slow
@settings(deadline=None)
@given(works, works, works)
def test_joining_has_no_order_and_loses_nothing(a, b, c):
    ab = joining.merge(a, b)
    assert ab == joining.merge(b, a) or (a.get("left_out") and b.get("left_out"))
    assert joining.merge(ab, b) == ab
    assert joining.merge(ab, c)["answers"] == joining.merge(a, joining.merge(b, c))["answers"]
    for each in (a, b):
        for lesson, done in each["answers"].items():
            for activity, entry in done.items():
                joined = ab["answers"][lesson][activity]
                assert all(attempt in joined["attempts"] for attempt in entry["attempts"])
    for entry in (e for done in ab["answers"].values() for e in done.values()):
        times = [record.when(attempt["at"]) for attempt in entry["attempts"]]
        assert times == sorted(times)
        assert all(entry["attempts"].count(attempt) == 1 for attempt in entry["attempts"])
        assert entry.get("answer") == (entry["attempts"][-1]["answer"] if times else None)


def test_the_id_is_that_of_the_work_begun_first():
    early = record.stamped(record.blank("2026-03-01T10:00:00Z"))
    late = record.stamped(record.blank("2026-03-02T10:00:00Z"))
    for joined in (joining.merge(early, late), joining.merge(late, early)):
        assert joined["student"] == early["student"]
    assert not record.same_student(early, late)


def test_what_was_typed_and_never_checked_is_not_lost_to_the_other_sides_newer_answer():
    early, late = "2026-03-02T10:00:00+00:00", "2026-03-02T11:00:00+00:00"
    typed = {"kind": "sort", "attempts": [], "draft": {"at": early, "answer": "typed"}}
    done = {"answer": "done", "result": "answered"}
    done = {"kind": "sort", **done, "attempts": [{"at": late, **done}]}
    joined = joining.merge_entries(typed, done)
    assert [(a["answer"], a["result"]) for a in joined["attempts"]] == [
        ("typed", "open"),
        ("done", "answered"),
    ]
    assert joined["answer"] == "done"
