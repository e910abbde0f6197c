"""How several things are named in one sentence, and the three labels for the kinds of basis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

BASIS_LABELS: Mapping[str, str] = {
    "stated": "fact",  # the brief states it as one
    "claim": "claim",
    "inferred": "coding",
    "coding": "coding",
    "external": "fact",  # another source states it
}


def listed(words: Sequence[str]) -> str:
    """Return words as a sentence has them: "a", "a and b", "a, b and c"; "" for none."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
