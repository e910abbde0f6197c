"""What must come first: layers, rings by name, and which lines are worth drawing."""

from __future__ import annotations

from graphlib import TopologicalSorter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darfurlab.datasets import order as precedence

HOUSE = {"roof": ["walls"], "walls": ["ground"], "door": ["walls", "ground"], "ground": []}


def test_a_step_stands_one_layer_after_the_last_that_it_needs():
    assert precedence.layers(HOUSE) == {"ground": 0, "walls": 1, "roof": 2, "door": 2}
    assert precedence.ring(HOUSE) == []


def test_a_need_that_another_implies_is_not_drawn():
    assert precedence.nearest(HOUSE) == {
        "roof": {"walls"}, "walls": {"ground"}, "door": {"walls"}, "ground": set(),
    }  # fmt: skip


def test_a_step_that_is_only_needed_counts_too():
    assert precedence.layers({"roof": ["walls"]}) == {"walls": 0, "roof": 1}
    assert precedence.nearest({"roof": ["walls"]}) == {"roof": {"walls"}}


def test_a_ring_is_named_each_step_waiting_for_the_next():
    needs = HOUSE | {"ground": ["roof"]}
    found = precedence.ring(needs)
    assert found == precedence.ring(dict(reversed(needs.items())))
    assert found[0] == found[-1]
    assert sorted(found[1:]) == ["ground", "roof", "walls"]
    assert all(first in needs[step] for step, first in pairwise(found))
    for function in (precedence.layers, precedence.nearest):
        with pytest.raises(precedence.RingError) as caught:
            function(needs)
        assert caught.value.ring == found
        assert str(caught.value).endswith(" → ".join(found))


def test_a_step_that_waits_for_itself_is_a_ring():
    assert precedence.ring({"door": ["door"]}) == ["door", "door"]


GRAPHS = st.dictionaries(
    st.sampled_from("abcdef"), st.frozensets(st.sampled_from("abcdef"), max_size=3)
)


@given(GRAPHS)
def test_either_there_is_a_ring_or_every_need_lies_before(needs):
    found = precedence.ring(needs)
    if found:
        assert all(first in needs[step] for step, first in pairwise(found))
        return
    at = precedence.layers(needs)
    for step, first in needs.items():
        assert at[step] == max((at[f] + 1 for f in first), default=0)
    drawn = precedence.nearest(needs)
    # What is not drawn is still waited for, by a longer way.
    for step, first in needs.items():
        assert drawn[step] <= first
        reached = set(TopologicalSorter(_below(drawn, step)).static_order()) - {step}
        assert first <= reached
        for kept in drawn[step]:
            others = drawn | {step: drawn[step] - {kept}}
            assert kept not in set(TopologicalSorter(_below(others, step)).static_order())


def _below(needs, step):
    """Return the part of a graph that a step rests on."""
    part, todo = {}, [step]
    while todo:
        at = todo.pop()
        part[at] = needs.get(at, set())
        todo += [first for first in part[at] if first not in part]
    return part
