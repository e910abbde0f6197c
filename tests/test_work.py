from __future__ import annotations

import json
from pathlib import Path

import jsonschema
from hypothesis import example, given, settings
from hypothesis import strategies as st

from darfurlab import work
from samples import sample

SCHEMA = json.loads(
    (Path(work.__file__).parent / "static" / "my-work.schema.json").read_text("utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(
    SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)

texts = st.text() | st.sampled_from(["<script>", "\x00", "\ud800", "ة", "}\n]"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)
ids = st.sampled_from(["01", "sort", "why", "old", "0-a"])


def _places(value, at=()):
    yield at
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            yield from _places(value[key], (*at, key))


def _changed(value, at, new):
    if not at:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    if new is _changed and len(at) == 1:
        del copy[at[0]]
    else:
        copy[at[0]] = _changed(value[at[0]], at[1:], new)
    return copy


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(list(_places(sample()))[1:]),
    values
    | st.just(_changed)  # take it away
    | st.sampled_from(["2026-02-30T10:00:00Z", "2026-02-03T10:00:00", "01", "x\n", True, 1.0, 2])
    | st.just({"strange": {"kind": "sort", "attempts": [], "more": 1}}),
)
@example(("version",), True)
@example(("answers", "01"), {"A": {"kind": "sort", "attempts": []}})
def test_our_reading_of_the_schema_is_that_of_a_full_validator(at, new):
    value = _changed(sample(), at, new)
    ours = work.fault(value, SCHEMA)
    theirs = [*VALIDATOR.iter_errors(value)]
    if any(str(leaf).endswith("\n") for leaf in (new if isinstance(new, list) else [new])):
        assert ours or not theirs  # "$" matches before a line's end in Python, not in the standard
    elif at == ("version",) and new == 1:
        assert bool(ours) == (type(new) is not int)  # 1.0 is 1 in JSON; we ask for 1
    else:
        assert bool(ours) == bool(theirs), (ours, theirs)


# --- joining --------------------------------------------------------------------------------------

minutes = st.integers(0, 5).map(lambda m: f"2026-03-02T10:0{m}:00+00:00")
attempts = st.fixed_dictionaries({"at": minutes, "answer": st.integers(0, 2)})
entries = st.builds(
    lambda kind, done, draft: work.merge_entries(
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
    lambda at, answers, left: work.merge(
        it := {**work.blank(at, answers=answers), **({"left_out": left} if left else {})}, it
    ),
    minutes,
    st.dictionaries(ids, st.dictionaries(ids, entries, min_size=1, max_size=2), max_size=2),
    st.lists(left, max_size=1),
)


@settings(deadline=None)
@given(works, works, works)
def test_joining_has_no_order_and_loses_nothing(a, b, c):
    ab = work.merge(a, b)
    assert ab == work.merge(b, a) or (a.get("left_out") and b.get("left_out"))
    assert work.merge(ab, b) == ab
    assert work.merge(ab, c)["answers"] == work.merge(a, work.merge(b, c))["answers"]
    for each in (a, b):
        for lesson, done in each["answers"].items():
            for activity, entry in done.items():
                joined = ab["answers"][lesson][activity]
                assert all(attempt in joined["attempts"] for attempt in entry["attempts"])
    for entry in (e for done in ab["answers"].values() for e in done.values()):
        times = [work.when(attempt["at"]) for attempt in entry["attempts"]]
        assert times == sorted(times)
        assert all(entry["attempts"].count(attempt) == 1 for attempt in entry["attempts"])
        assert entry.get("answer") == (entry["attempts"][-1]["answer"] if times else None)
