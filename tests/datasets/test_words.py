from __future__ import annotations

import pytest

from darfurlab.datasets.words import listed


@pytest.mark.parametrize(
    ("words", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (("a", "b", "c"), "a, b and c")],
)
def test_things_are_listed_as_a_sentence_has_them(words, said):
    assert listed(words) == said
