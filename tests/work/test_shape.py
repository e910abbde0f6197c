"""How a value breaks the shape, against a full validator of JSON Schema."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from darfurlab.work import record
from darfurlab.work.shape import entry_fault, work_fault
from samples import sample, values
from saving import VALIDATOR


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
    | st.sampled_from(["2026-02-30T10:00:00Z", "2026-02-03T10:00:00", "01", "x\n", True, 2.0, 3])
    | st.just({"strange": {"kind": "sort", "attempts": [], "more": 1}}),
)
@example(("version",), True)
@example(("answers", "01"), {"A": {"kind": "sort", "attempts": []}})
def test_our_reading_of_the_schema_is_that_of_a_full_validator(at, new):
    value = _changed(sample(), at, new)
    ours = work_fault(value)
    theirs = [*VALIDATOR.iter_errors(value)]
    if any(str(leaf).endswith("\n") for leaf in (new if isinstance(new, list) else [new])):
        assert ours or not theirs  # "$" matches before a line's end in Python, not in the standard
    elif at == ("version",) and new == 2:
        assert bool(ours) == (type(new) is not int)  # 2.0 is 2 in JSON; we ask for 2
    else:
        assert bool(ours) == bool(theirs), (ours, theirs)


def test_a_reason_is_for_people_and_shows_no_pattern():
    why = entry_fault(
        "01",
        "a",
        {"kind": "sort", "attempts": [{"at": "yesterday", "answer": 1, "result": "answered"}]},
    )
    assert "'yesterday'" in why
    assert "as 2026-03-02T10:42:07.512+03:00" in why
    assert "[0-9]" not in why


@pytest.mark.parametrize(
    ("value", "depth"),
    [("[" * 50, 0), ([[["["]]], 3), ({"[": {"}": [{}, []]}}, 4), (["", ["x"]], 2)],
)
def test_how_deep_lists_stand_within_each_other(value, depth):
    assert [record._deep(value, room) for room in range(depth + 2)] == [
        *[True] * depth,
        False,
        False,
    ]
