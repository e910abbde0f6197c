"""How several things are named in one sentence, the labels for the kinds of basis, the verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

BASIS_LABELS: Mapping[str, str] = {
    "stated": "fact",  # the brief states it as one
    "claim": "claim",
    "inferred": "coding",
    "coding": "coding",
    "external": "fact",  # another source states it
}
# The four verdicts on one of the 16 conditions: as the data have them, and as a reader sees them.
VERDICTS: Mapping[str, str] = {
    "met": "met",
    "partly": "partly met",
    "unmet": "not met",
    "silent": "the brief does not say",
}
OF_A_DESIGN: Mapping[str, str] = {**VERDICTS, "silent": "the design does not say"}


def listed(words: Sequence[str]) -> str:
    """Return words as a sentence has them: "a", "a and b", "a, b and c"; "" for none."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))
