"""Give each item one of the options, which stand as buttons beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from darfurlab.questions.marking import AGAIN, FITS, Note, Result, are_texts, counted
from darfurlab.questions.question import Fault, Question
from darfurlab.questions.well_formed import answer_faults

_NO_ANSWER = "line has no answer yet", "lines have no answer yet"
_NO_REASON = "line has no reason yet", "lines have no reason yet"
_BRIEF = "answer differs from the brief", "answers differ from the brief"
_CODING = "answer differs from our coding", "answers differ from our coding"


@dataclass(frozen=True)
class Sort(Question):
    """Items, each with an `answer` among the options and feedback by outcome, or one text for all.

    An outcome is an option's id, `fits` or `other`. A student's answer is `{"picks": {item:
    option}, "reasons": {item: text}}`, the second where reasons are asked for (see `grid`); with
    `"not_for_the_wall": true` its reasons are not shown to the class.
    """

    name = "Sort"
    keys = "options! items! open"

    reasons: str = ""  # optional, required, or not asked for

    def faults(self) -> Iterator[Fault]:
        for item in self.items:
            yield from answer_faults(self, f"{item.id} answer", item.answer)

    def misfit(self, answer: Any) -> str:
        given = answer if isinstance(answer, dict) else {}
        picks, reasons = given.get("picks"), given.get("reasons", {})
        if isinstance(picks, dict) and isinstance(reasons, dict):
            items, options = ({e.id for e in part} for part in (self.items, self.options))
            texts = are_texts([*picks.values(), *reasons.values()])
            if texts and {*picks, *reasons} <= items and {*picks.values()} <= options:
                return ""
        return "its items or options have changed"

    def mark(self, answer: Mapping[str, Any]) -> Result:
        """Return the notes on the items that were placed, and what is still open."""
        picks, reasons = answer["picks"], answer.get("reasons", {})
        notes: dict[str, Note] = {}
        for item in self.items:
            picked = picks.get(item.id)
            if picked and (self.reasons != "required" or reasons.get(item.id, "").strip()):
                fits = picked in item.answer
                outcome = FITS if fits and not self.open else "other"
                notes[item.id] = self.note(fits, item, picked, outcome, key=item.answer)
        unplaced = [item.text for item in self.items if item.id not in picks]
        unsaid = [i.text for i in self.items if i.id in picks and i.id not in notes]
        missing = [*filter(None, (counted(unplaced, *_NO_ANSWER), counted(unsaid, *_NO_REASON)))]
        if not notes:
            return Result("open", missing[-1])
        texts = {item.id: item.text for item in self.items}
        again = [texts[i] for i, note in notes.items() if note.mark == AGAIN]
        differ = [texts[i] for i, note in notes.items() if note.differs]
        said = [*filter(None, (counted(again, *_BRIEF), counted(differ, *_CODING)))]
        said = said or ["The reason stands under each answer."]
        state = "revisit" if again else "open" if missing else "answered"
        coded = self.basis == "coding" and not self.open
        word = f"{len(notes) - len(differ)} of {len(notes)} as we coded" if coded else ""
        return Result(state, " ".join([*said, *missing]), notes, word)

    def describe(self, answer: Any) -> Iterator[tuple[str, str, str]]:
        names = {entry.id: entry.text for entry in (*self.options, *self.items)}
        for item, picked in answer["picks"].items():
            reason = answer.get("reasons", {}).get(item, "")
            yield item, names[item], names[picked] + (f": {reason}" if reason else "")

    def how(self) -> str:
        return f"Give each one of: {'; '.join(option.text for option in self.options)}."
