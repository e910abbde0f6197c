"""Activities: question → answer → feedback → saved → restored.

The thin rim between the bank and the student: `marking` and `exercises` decide, `file` keeps,
`view` says what is shown, `card` shows it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from darfurlab.activities import card
from darfurlab.datasets import folders, schema
from darfurlab.questions import answers, bank, view
from darfurlab.questions.marking import Result, mark, misfit, numbers
from darfurlab.work import file
from darfurlab.work.record import latest, open_draft


class Activity(card.Card):
    """One question of the bank, with what this student has done with it."""

    def __init__(self, ref: str, folder: Path, value: Any = ...) -> None:
        self.lesson, _, self.name = ref.partition("/")
        self.sheet, self.unread, self.recorded = view.Sheet(), False, False
        self.question, self.value = bank.find(ref, folder), value
        super().__init__(view.html(self.question), view.text(self.question))

    def restore(self, state: file.State) -> file.State:
        """Take up the saved answer with its feedback; in a code exercise, the value as it is."""
        entry = state.entry(self.lesson, self.name)
        last = latest(entry)
        self.sheet = view.Sheet(hints=self.sheet.hints)
        if self.question.kind == "code":
            return self._evaluate(state, last)
        if last and (why := misfit(self.question, last["answer"])):
            kept = f"An earlier answer does not fit this question any more ({why}). It is kept."
            self.sheet = replace(self.sheet, notice=kept)
        elif last:
            result = None if open_draft(entry) else self._mark(last["answer"])
            self.sheet = replace(self.sheet, answer=last["answer"], result=result)
        elif left := state.left_out(self.lesson, self.name):
            kept = f"An earlier answer cannot be used here ({left[0]['reason']}). It is kept."
            self.sheet = replace(self.sheet, notice=kept)
        return state

    def afresh(self, state: file.State, *, forget: bool = False) -> None:
        """Show the work as it stands; a value of another student is none of this one's."""
        if forget:
            self.value, self.naming, self.sheet = ..., False, view.Sheet()
        self.unread = False
        super().afresh(state, forget=forget)

    def _evaluate(self, state: file.State, last: Any) -> file.State:
        from darfurlab.questions import exercises  # brings pandas

        result, answer = exercises.check(self.question, self.value), exercises.summary(self.value)
        self.sheet = replace(self.sheet, result=result)
        old, self.recorded = self.recorded, True  # one run of a cell is one attempt
        if old or not result.notes or (last and last["answer"] == answer):
            return state
        return self.keep("code", answer, result.state, {}) or state

    def _mark(self, answer: Any) -> Result:
        expected = self.question.answer
        if self.question.solution:
            from darfurlab.questions import exercises  # brings pandas

            found = exercises.solution(self.question)
            expected = tuple(found) if isinstance(found, tuple | list) else (found, found)
        return mark(self.question, answer, expected)

    def seen(self, state: file.State) -> dict[str, Any]:
        """Return the view of the question and of what this student has done with it."""
        entry = state.entry(self.lesson, self.name)
        saved = view.saved(entry, state.path.name, date.today()) if state.at else "Not saved yet"
        shown = view.view(self.question, self.sheet, schema.passage_labels())
        shown["summary"] = f"{self.other} {shown['summary']}".strip()
        if self.unread:
            shown |= {"kept": False}
            saved = ""
        return {**super().seen(state), **shown, "saved": saved if entry else ""}

    def act(self, message: dict[str, Any], buffers: list[memoryview]) -> None:
        """Check, keep a draft, give a hint or start again; then show and copy what is kept."""
        kind, answer = message["type"], message.get("answer")
        if kind not in ("check", "draft", "hint", "retry"):
            return super().act(message, buffers)
        typed, asked = answer, ""
        if self.question.kind == "estimate":
            answer, asked = numbers(typed)
        self.unread = bool(asked) and kind != "retry"
        if self.unread:  # the browser keeps what is no number: the file has no place for it
            told = Result("open", asked) if kind == "check" else self.sheet.result
            self.round += kind == "check"
            self.sheet = replace(self.sheet, answer=typed, result=told)
            self.view = self.seen(answers.work())
            return None
        if self.question.kind != "code" and (why := misfit(self.question, answer)):
            raise ValueError(f"the answer cannot be read: {why}")
        state, result = None, None
        if kind == "retry":
            self.round += 1
            self.sheet = view.Sheet(hints=self.sheet.hints)
        elif kind == "check":
            self.round += 1
            result = self._mark(answer)
            self.sheet = replace(self.sheet, answer=answer, result=result, notice="")
        elif kind == "hint":
            self.sheet = replace(self.sheet, answer=answer, hints=self.sheet.hints + 1)
        else:
            self.sheet = replace(self.sheet, answer=typed)
        if kind != "retry" and self.question.kind != "code":
            done = result.state if result and result.notes else None  # a draft: nothing is lost
            state = self.keep(self.question.kind, answer, done, message)
        self.view = self.seen(state or answers.work())
        if state:
            self.copy(state)
        return None


def ask(ref: str, folder: Path | None = None) -> None:
    """Show the activity `ref`, such as `01/sort-causes`: lesson, then the question's id.

    `folder`: where the bank is; the pack's own by default.
    """
    card.show(lambda: Activity(ref, folder or folders.questions()))


def check(ref: str, value: Any = ..., folder: Path | None = None) -> None:
    """Check a value that you computed for the exercise `ref`; `...` is an empty attempt."""
    card.show(lambda: Activity(ref, folder or folders.questions(), value))
