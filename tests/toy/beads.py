"""A kind that the pack does not have: slide so many beads; the marking says how many too few."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from darfurlab.questions.marking import AGAIN, FITS, Note, Result
from darfurlab.questions.question import Fault, Form, Question

_FEW: Form = (lambda value: type(value) is int and 1 <= value <= 20, "a whole number, 1 to 20")


@dataclass(frozen=True)
class Beads(Question):
    """So many `beads` on a string, of which `answer` are to be slid. An answer is a number."""

    name = "Slide the beads"
    told = "beads"
    keys = "beads! answer! feedback!"
    forms: ClassVar[Mapping[str, Form]] = {"beads": _FEW, "answer": _FEW}

    beads: int = 1

    @classmethod
    def answers(cls, given: Any) -> tuple[Any, ...]:
        return (given,)

    def faults(self) -> Iterator[Fault]:
        if self.answer[0] > self.beads:
            yield "answer", self.answer[0], f"not more than the {self.beads} beads that there are"

    def misfit(self, answer: Any) -> str:
        fits = type(answer) is int and 0 <= answer <= self.beads
        return "" if fits else "its beads have changed"

    def mark(self, answer: int) -> Result:
        if not answer:
            return Result("open", "Slide a bead first.")
        if off := self.answer[0] - answer:
            word = f"Look again: {abs(off)} {'more' if off > 0 else 'fewer'}."
            note = Note(AGAIN, word, self.reason("other"), self.passages)
            return Result("revisit", "Count them once more.", {"answer": note})
        note = Note(FITS, "That fits.", self.reason("fits"), self.passages)
        return Result("answered", "All are where they belong.", {"answer": note})

    def describe(self, answer: int) -> Iterator[tuple[str, str, str]]:
        yield "answer", "", f"{answer} of {self.beads} beads"

    def how(self) -> str:
        return f"A number of beads, at most {self.beads}."
