"""Choose one option, or all that belong together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from darfurlab.questions.form import YES
from darfurlab.questions.marking import AGAIN, Result, are_texts
from darfurlab.questions.question import Fault, Form, Question
from darfurlab.questions.well_formed import answer_faults


@dataclass(frozen=True)
class Choice(Question):
    """Options, each with feedback; `answer` is one option, or several that are each accepted.

    With `several` it is all those that belong together. A student's answer is a list of ids.
    """

    name = "Choose"
    told = "several"
    keys = "options! answer open several"
    parts: ClassVar[Mapping[str, str]] = {"options": "id! text! feedback! passages"}
    forms: ClassVar[Mapping[str, Form]] = {"several": YES}

    several: bool = False

    def faults(self) -> Iterator[Fault]:
        return answer_faults(self, "answer", self.answer)

    def misfit(self, answer: Any) -> str:
        fits = are_texts(answer) and set(answer) <= {option.id for option in self.options}
        return "" if fits and (self.several or len(answer) < 2) else "its options have changed"

    def mark(self, answer: Sequence[str]) -> Result:
        """Return the reason beside each option that was chosen."""
        if not answer:
            return Result("open", "Choose an answer first.")
        chosen = [option for option in self.options if option.id in answer]
        notes = {o.id: self.note(o.id in self.answer, o, key=self.answer) for o in chosen}
        words = dict.fromkeys(note.word for note in notes.values())  # a screen reader is told these
        said = f"{' '.join(words)} The reason stands under your choice."
        if any(note.mark == AGAIN for note in notes.values()):
            return Result("revisit", said, notes)
        if self.several and not self.open and set(answer) < set(self.answer):
            return Result("revisit", f"{said} At least one more option belongs here.", notes)
        return Result("answered", said, notes)

    def describe(self, answer: Any) -> Iterator[tuple[str, str, str]]:
        names = {option.id: option.text for option in self.options}
        yield from ((each, "", names[each]) for each in answer)

    def title(self) -> str:
        return self.label or ("Choose all that apply" if self.several else self.name)
