"""Write freely; what is written is kept as it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from darfurlab.questions.marking import KEPT, NOTED, Note, Result
from darfurlab.questions.question import Form, Question


@dataclass(frozen=True)
class Reflection(Question):
    """Free text of `min_words` or more, and one feedback. A student's answer is a text."""

    name = "Reflect"
    verb = "Save"
    again = False
    told = "min_words"
    keys = "min_words feedback!"
    forms: ClassVar[Mapping[str, Form]] = {
        "min_words": (lambda v: type(v) is int and 0 <= v <= 1000, "a whole number up to 1000")
    }

    min_words: int = 0

    def mark(self, answer: str) -> Result:
        """Return whether there is something, and enough for a reason."""
        words = len(answer.split())
        if not words:
            return Result("open", "Write a few words first. They can be rough.")
        if words < self.min_words:
            have = f"{words} {'word' if words == 1 else 'words'}"
            text = f"You have {have}. With about {self.min_words} you can give a reason."
            return Result("open", text, {"answer": Note(NOTED, KEPT, "")})
        note = Note(NOTED, KEPT, self.reason("any"), self.passages)
        return Result("answered", "You can change your text later.", {"answer": note})

    def how(self) -> str:
        return f"About {self.min_words} words or more." if self.min_words else ""
