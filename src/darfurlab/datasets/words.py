"""Several things named in one sentence; the four labels of a source; the four verdicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# The short names of sorting questions and of the bank, and what a reader sees everywhere.
LABELS: Mapping[str, str] = {
    "fact": "stated by the brief",
    "claim": "claim of the authors",
    "coding": "our coding",
    "outside": "outside source",
}
# The same for the column `basis` of the tables.
BASIS_LABELS: Mapping[str, str] = {
    "stated": LABELS["fact"],
    "claim": LABELS["claim"],
    "inferred": LABELS["coding"],
    "coding": LABELS["coding"],
    "external": LABELS["outside"],
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
