"""Activities: question → answer → feedback → saved → restored.

The thin rim between the bank and the student: `marking` and `exercises` decide, `progress` keeps,
`card` says what is shown, `shell` shows it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from darfurlab import bank, card, progress, schema, shell
from darfurlab.marking import Result, mark, misfit


class Activity(shell.Card):
    """One question of the bank, with what this student has done with it."""

    def __init__(self, ref: str, folder: Path, value: Any = ...) -> None:
        self.lesson, _, self.name = ref.partition("/")
        self.question, self.value = bank.find(ref, folder), value
        super().__init__(card.html(self.question), card.text(self.question))

    def restore(self, state: progress.State) -> progress.State:
        """Take up the saved answer with its feedback; in a code exercise, the value as it is."""
        entry = state.entry(self.lesson, self.name)
        last = (entry.get("draft") or entry["attempts"][-1]) if entry else None
        self.sheet = card.Sheet()
        if self.question.kind == "code":
            return self._evaluate(state, last)
        if last and (why := misfit(self.question, last["answer"])):
            kept = f"An earlier answer does not fit this question any more ({why}). It is kept."
            self.sheet = card.Sheet(notice=kept)
        elif last:
            self.sheet = card.Sheet(last["answer"], self._mark(last["answer"]))
        if entry and "draft" in entry:
            self.sheet = replace(self.sheet, result=None)
        return state

    def _evaluate(self, state: progress.State, last: Any) -> progress.State:
        from darfurlab import exercises  # brings pandas

        result, answer = exercises.check(self.question, self.value), exercises.summary(self.value)
        self.sheet = card.Sheet(result=result)
        again = last and last["answer"] == answer  # the cell was run again
        return self._keep(answer, result) if result.notes and not again else state

    def _mark(self, answer: Any) -> Result:
        expected = self.question.answer
        if self.question.solution:
            from darfurlab import exercises  # brings pandas

            found = exercises.solution(self.question)
            expected = tuple(found) if isinstance(found, tuple | list) else (found, found)
        return mark(self.question, answer, expected)

    def _keep(self, answer: Any, result: Result | None = None) -> progress.State:
        """Save an answer with its result, or a draft that has none."""
        return progress.record(
            progress.work_path(),
            self.lesson,
            self.name,
            kind=self.question.kind,
            answer=answer,
            result=result.state if result else "open",
            draft=result is None,
        )

    def seen(self, state: progress.State) -> dict[str, Any]:
        """Return the view of the question and of what this student has done with it."""
        entry = state.entry(self.lesson, self.name)
        saved = card.saved(entry, state.path.name, date.today()) if state.at else "Not saved yet"
        view = card.view(self.question, self.sheet, schema.passage_labels())
        return {**super().seen(state), **view, "saved": saved if entry else ""}

    def act(self, message: dict[str, Any], buffers: list[memoryview]) -> None:
        """Check, keep a draft, give a hint or start again; then show and copy what is kept."""
        kind, answer = message["type"], message.get("answer")
        if kind not in ("check", "draft", "hint", "retry"):
            return super().act(message, buffers)
        if self.question.kind != "code" and (why := misfit(self.question, answer)):
            raise ValueError(f"the answer cannot be read: {why}")
        state = None
        if kind == "check":
            self.round += 1
            result = self._mark(answer)
            self.sheet = replace(self.sheet, answer=answer, result=result, notice="")
            state = self._keep(answer, result) if result.notes else None
        elif kind == "draft":
            self.sheet = replace(self.sheet, answer=answer)
            state = self._keep(answer)
        elif kind == "hint":
            self.sheet = replace(self.sheet, answer=answer, hints=self.sheet.hints + 1)
        else:
            self.round += 1
            self.sheet = card.Sheet(hints=self.sheet.hints)
        self.view = self.seen(state or shell.work())
        if state:
            self.copy(state)
        return None


def ask(ref: str, folder: Path | None = None) -> None:
    """Show the activity `ref`, such as `01/sort-causes`: lesson, then the question's id.

    `folder`: where the bank is; the pack's own by default.
    """
    shell.show(lambda: Activity(ref, folder or shell.questions()))


def check(ref: str, value: Any = ..., folder: Path | None = None) -> None:
    """Check a value that you computed for the exercise `ref`; `...` is an empty attempt."""
    shell.show(lambda: Activity(ref, folder or shell.questions(), value))
