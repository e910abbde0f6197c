"""A question's card: question → answer → feedback → saved → restored.

The thin rim between the bank and the student: the question's kind decides, `file` keeps, `view`
says what is shown, `card` shows it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from darfurlab.activities.card import Buffers, Card, Message, show
from darfurlab.datasets import folders, pack
from darfurlab.questions import answers, course_file, view
from darfurlab.questions.kinds.code import Code
from darfurlab.questions.marking import Result
from darfurlab.questions.question import Question
from darfurlab.work import file
from darfurlab.work.record import Entry, latest, open_draft


class Activity(Card):
    """One question, with what this student has done with it."""

    noun, attempt = "answer", "Attempt"
    changed = "Your earlier answer does not fit this version ({}). That answer is kept."
    strange = "Your earlier answer cannot be shown here ({}). That answer is kept."
    unread = False  # whether what was typed is not understood, and so not kept

    def __init__(self, question: Question) -> None:
        self.question, self.sheet = question, view.Sheet()
        self.lesson, self.name = question.lesson, question.id
        super().__init__(*self.page())

    def page(self) -> tuple[str, str]:
        """Return the card as HTML and as text, for where there is no kernel."""
        return view.html(self.question), view.text(self.question)

    def restore(self, state: file.State) -> file.State:
        """Take up the saved answer with its feedback."""
        entry = state.entry(self.lesson, self.name)
        last = latest(entry)
        self.sheet = view.Sheet(hints=self.sheet.hints)
        if last and (why := self.question.misfit(last["answer"])):
            self.sheet = replace(self.sheet, notice=self.changed.format(why))
        elif last:
            result = None if open_draft(entry) else self.question.mark(last["answer"])
            self.sheet = replace(self.sheet, answer=last["answer"], result=result)
        elif left := state.left_out(self.lesson, self.name):
            self.sheet = replace(self.sheet, notice=self.strange.format(left[0]["reason"]))
        return state

    def afresh(self, state: file.State, *, forget: bool = False) -> None:
        """Show the work as it stands; a hint that another student asked for is none of this one."""
        if forget:
            self.naming, self.sheet = False, view.Sheet()
        self.unread = False
        super().afresh(state, forget=forget)

    def seen(self, state: file.State) -> dict[str, Any]:
        """Return the view of the question and of what this student has done with it."""
        shown = view.view(self.question, self.sheet, pack.passage_labels())
        shown["summary"] = f"{self.other} {shown['summary']}".strip()
        shown["saved"] = "" if self.unread else self.saved(state)
        shown["tried"] = bool((state.entry(self.lesson, self.name) or {}).get("attempts"))
        return {**super().seen(state), **shown, **({"kept": False} if self.unread else {})}

    def saved(self, state: file.State) -> str:
        """Return when and where the activity was last kept; nothing where it never was."""
        entry = state.entry(self.lesson, self.name)
        if not entry:
            return ""
        if not state.at:
            return "Not saved yet"
        return view.saved(entry, state.path.name, date.today(), self.attempt)

    def taken(self, message: Message) -> tuple[Any, str]:
        """Return the answer in a message, and what to ask where it is not understood.

        The browser keeps what is not understood: the file has no place for it.
        """
        answer, asked = self.question.read(message.get("answer"))
        self.unread = bool(asked)
        if not asked and (why := self.question.misfit(answer)):
            raise ValueError(f"the {self.noun} cannot be read: {why}")
        return answer, asked

    def keep_and_tell(self, answer: Any, message: Message, result: str | None = None) -> None:
        """Keep an answer, without a result as a draft; show it, and tell the other cards."""
        self.tell(None if self.unread else self.keep(self.question.kind, answer, result, message))

    def tell(self, kept: file.State | None) -> None:
        """Show the card and, where something was kept, tell the others."""
        self.view = self.seen(kept or answers.work())
        if kept:
            self.copy(kept)

    def do_check(self, message: Message, buffers: Buffers) -> None:
        """Show what the answer comes to; it is an attempt where something was committed."""
        answer, asked = self.taken(message)
        self.round += 1
        result = Result("open", asked) if asked else self.question.mark(answer)
        self.sheet = replace(self.sheet, answer=answer, result=result, notice="")
        self.keep_and_tell(answer, message, result.state if result.notes else None)

    def do_draft(self, message: Message, buffers: Buffers) -> None:
        """Keep what is in the controls, as it was typed."""
        answer, _ = self.taken(message)
        self.sheet = replace(self.sheet, answer=message.get("answer"))
        self.keep_and_tell(answer, message)

    def do_hint(self, message: Message, buffers: Buffers) -> None:
        """Give one more hint."""
        answer, asked = self.taken(message)
        hints = self.sheet.hints + (not asked)
        self.sheet = replace(self.sheet, answer=answer, hints=hints)
        self.keep_and_tell(answer, message)

    def do_retry(self, message: Message, buffers: Buffers) -> None:
        """Start again; what was answered stays among the attempts."""
        self.taken(message)
        self.unread = False
        self.round += 1
        self.sheet = view.Sheet(hints=self.sheet.hints)
        self.view = self.seen(answers.work())


class Exercise(Activity):
    """A question that is answered by a value of the student's own cell."""

    question: Code

    def __init__(self, question: Code, value: Any = ...) -> None:
        self.value, self.recorded = value, False
        super().__init__(question)

    def restore(self, state: file.State) -> file.State:
        """Hold the value, as it is now, against the data."""
        from darfurlab.questions import exercises, values  # brings pandas

        result, answer = exercises.check(self.question, self.value), values.summary(self.value)
        self.sheet = view.Sheet(result=result, hints=self.sheet.hints)
        old, self.recorded = self.recorded, True  # one run of a cell is one attempt
        last: Entry | None = latest(state.entry(self.lesson, self.name))
        if old or not result.notes or (last and last["answer"] == answer):
            return state
        return self.keep(self.question.kind, answer, result.state, {}) or state

    def seen(self, state: file.State) -> dict[str, Any]:
        """Return the view, with the value that was checked."""
        from darfurlab.questions import values  # brings pandas

        return {**super().seen(state), "shown": values.shown(self.value)}

    def afresh(self, state: file.State, *, forget: bool = False) -> None:
        """Show the work as it stands; a value of another student is none of this one's."""
        self.value = ... if forget else self.value
        super().afresh(state, forget=forget)

    def taken(self, message: Message) -> tuple[Any, str]:
        """Return nothing: the browser holds no answer."""
        return None, ""

    def keep_and_tell(self, answer: Any, message: Message, result: str | None = None) -> None:
        """Show the card; the value was kept when the cell was run."""
        self.tell(None)


def card_of(ref: str, folder: Path | None = None, value: Any = ...) -> Activity:
    """Return the card of the question `ref`; `value`: what was computed for an exercise."""
    question = course_file.find(ref, folder or folders.questions())
    return Exercise(question, value) if isinstance(question, Code) else Activity(question)


def ask(ref: str, folder: Path | None = None) -> None:
    """Show the activity `ref`, such as `01/sort-causes`: lesson, then the question's id.

    `folder`: where the bank is; the pack's own by default.
    """
    show(lambda: card_of(ref, folder))


def check(ref: str, value: Any = ..., folder: Path | None = None) -> None:
    """Check a value that you computed for the exercise `ref`; `...` is an empty attempt."""
    show(lambda: card_of(ref, folder, value))
