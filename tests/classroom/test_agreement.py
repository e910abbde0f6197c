"""Krippendorff's alpha against the examples that its author published (2011, sections A to C)."""

from __future__ import annotations

from math import isnan

import pytest

from darfurlab.classroom.agreement import alpha

PUBLISHED = {  # a judge a line, a thing a place; a point: the judge said nothing
    ("0100000010", "1110010000"): 0.095,
    ("aabbdcccedda", "babbbccceddd"): 0.692,
    ("123321412...", "1233224125.3", ".3332342251.", "12332441251."): 0.743,
}


@pytest.mark.parametrize("judges", PUBLISHED, ids=map(str, PUBLISHED.values()))
def test_a_published_example_comes_out_as_published(judges):
    units = [[name for name in unit if name != "."] for unit in zip(*judges, strict=True)]
    assert alpha(units) == pytest.approx(PUBLISHED[judges], abs=0.0005)


def test_full_agreement_is_one_and_where_nothing_can_be_said_there_is_no_number():
    assert alpha([["a", "a"], ["b", "b", "b"]]) == 1
    assert all(isnan(alpha(each)) for each in ([], [["a", "a"]], [["a"], ["b"]]))
