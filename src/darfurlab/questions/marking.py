"""What an answer comes to: a result, with a note on each line of the card that was answered.

Nothing here says "right" or "wrong": each note opens with what the answer agrees with or differs
from, then comes the reason of the bank, then where to read. The opening words stand here alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

FITS, AGAIN, NOTED = "fits", "again", "noted"
# Whether it is a coding → the words.
AGREES = {True: "Agrees with our coding.", False: "Agrees with the brief."}
DIFFERS = {True: "Differs from our coding.", False: "Differs from the brief."}
NO_KEY = "This question has no right answer."
SILENCE = "The brief does not say."
SILENT = ("silent", "none")  # ids of the option that says so
ESTIMATES = {
    "within": "Your estimate agrees with our count.",
    "above": "Your estimate is higher than our count.",
    "below": "Your estimate is lower than our count.",
}
MOVES = {
    "late": "This step comes earlier in the brief.",
    "early": "This step comes later in the brief.",
}
CODE = {True: "Your result agrees with the data.", False: "Your result differs from the data."}
KEPT = "Your text is saved."
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
_FEW = 3  # texts that are named one by one


@dataclass(frozen=True)
class Note:
    """The feedback on one line of a card: the opening words, the reason, and where to read.

    `mark`: only where the brief itself settles a line it is fits or again, else noted. `differs`:
    our own coding is another one, which is no reason to look again.
    """

    mark: str
    word: str
    text: str
    passages: tuple[str, ...] = ()
    differs: bool = False


@dataclass(frozen=True)
class Result:
    """What an answer came to. `state` is open (something is missing), answered or revisit.

    `notes` maps the id of a line to its feedback; without notes nothing was committed. `word` is a
    few words beside the card's name, where the state alone says too little.
    """

    state: str
    summary: str
    notes: Mapping[str, Note] = field(default_factory=dict)
    word: str = ""

    @property
    def settled(self) -> bool:
        """Whether all was answered as the brief has it: only this is shown as done with a tick."""
        marks = {note.mark for note in self.notes.values()}
        return self.state == "answered" and marks == {FITS}


def counted(texts: Sequence[str], one: str, many: str) -> str:
    """Return how many there are, in words, what is said of them, the first few; "" for none."""
    if not texts:
        return ""
    number = _NUMBERS[len(texts)] if len(texts) < len(_NUMBERS) else str(len(texts))
    more = f" and {len(texts) - _FEW} more" if len(texts) > _FEW else ""
    return f"{number} {one if len(texts) == 1 else many}: {'; '.join(texts[:_FEW])}{more}."


def are_texts(values: Any) -> bool:
    """Return whether an answer is a list of texts."""
    return isinstance(values, list) and all(isinstance(v, str) for v in values)
