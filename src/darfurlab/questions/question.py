"""One question of the bank, as every kind of activity shares it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = ("choice", "estimate", "sort", "order", "match", "grid", "reflection", "code")
ROWS = ("sort", "match", "grid")  # one choice per row


@dataclass(frozen=True)
class Entry:
    """One line of a card: an option to choose, or an item with the options that fit it."""

    id: str
    text: str
    answer: tuple[str, ...] = ()
    feedback: Mapping[str, str] = field(default_factory=dict)  # outcome → reason
    passages: tuple[str, ...] = ()

    def reason(self, *outcomes: str) -> str:
        """Return the feedback for the first outcome that has one, else the general one."""
        return next((self.feedback[o] for o in (*outcomes, "any") if o in self.feedback), "")


@dataclass(frozen=True)
class Question:
    """One checked question; its fields are the keys of its TOML table.

    `answer`: option ids of a choice; ranks of an order, each a tuple of item ids; (low, high) of
    an estimate. `mistakes`: (code, feedback) pairs.
    """

    id: str
    kind: str
    prompt: str
    lesson: str = ""
    label: str = ""
    intro: str = ""
    basis: str = ""
    passages: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    options: tuple[Entry, ...] = ()
    items: tuple[Entry, ...] = ()
    answer: tuple[Any, ...] = ()
    open: bool = False
    several: bool = False
    reasons: str = ""
    unit: str = ""
    range: bool = False
    min: float | None = None
    max: float | None = None
    min_words: int = 0
    feedback: Mapping[str, str] = field(default_factory=dict)
    solution: str = ""
    mistakes: tuple[tuple[str, str], ...] = ()
    shape: str = ""
    any_order: bool = False
    tolerance: float = 1e-6

    def reason(self, outcome: str) -> str:
        """Return the question's own feedback for an outcome, else the general one."""
        return self.feedback.get(outcome, self.feedback.get("any", ""))
