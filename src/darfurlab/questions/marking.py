"""What an answer comes to: a result, with a note on each line of the card that was answered.

Nothing here says "wrong": what does not fit asks to look again, with a reason and a passage; where
the yardstick is our own coding, an answer that differs is an answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FITS, AGAIN, NOTED = "fits", "again", "noted"
WORDS = {FITS: "That fits.", AGAIN: "Look again.", NOTED: "Noted."}


@dataclass(frozen=True)
class Note:
    """The feedback on one line of a card: a word, the reason, and where to read.

    `differs`: our own coding is another one, which is no reason to look again.
    """

    mark: str
    word: str
    text: str
    passages: tuple[str, ...] = ()
    differs: bool = False


@dataclass(frozen=True)
class Result:
    """What an answer came to. `state` is open (something is missing), answered or revisit.

    `notes` maps the id of a line to its feedback; without notes nothing was committed.
    """

    state: str
    summary: str
    notes: Mapping[str, Note] = field(default_factory=dict)


def first_few(texts: Sequence[str], at_most: int = 3) -> str:
    """Return the first few texts, and how many more there are."""
    more = len(texts) - at_most
    return "; ".join(texts[:at_most]) + (f" and {more} more" if more > 0 else "")


def are_texts(values: Any) -> bool:
    """Return whether an answer is a list of texts."""
    return isinstance(values, list) and all(isinstance(v, str) for v in values)
