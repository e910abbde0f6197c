"""The card of a student's whole work: save it, bring it back, see where it is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from darfurlab.activities import card
from darfurlab.activities.card import Buffers, Card, Message, show, show_all
from darfurlab.questions import answers, view
from darfurlab.work import file

Report = Callable[[str], str]  # "html" or "md" → the report as text
_REPORTS = {"html": "Report to print (HTML)", "md": "Report (Markdown)"}
_LISTED = 8  # pieces of a file that had no place, named one by one


class WorkCard(Card):
    """One card for the whole work: a download, an upload, the browser's copy, and its end.

    What must be asked first is in the view as `ask`: a text, and the messages that answer it.
    """

    last: ClassVar[file.Restored | None] = None  # what can be undone, in whichever card

    def __init__(self, report: Report | None = None) -> None:
        self.report, self.told, self.pending = report, "", b""
        self.ask: dict[str, Any] = {}
        label, prompt = "My work", "Save your work, or load it again"
        self.face = {"kind": "work", "label": label, "prompt": prompt, "state": "open", "word": ""}
        said = _where(file.work_path().name)
        super().__init__(
            view.plain(label, prompt, [view.rich(said)]), f"[{label}] {prompt}\n{said}"
        )

    def seen(self, state: file.State) -> dict[str, Any]:
        """Return the view: where the work is, and what came of the last request."""
        count = file.count(state.work)
        reports = [{"id": key, "text": text} for key, text in _REPORTS.items() if self.report]
        return {
            **super().seen(state),
            **self.face,
            "intro": _where(state.path.name),
            "reports": reports,
            "summary": self.told,
            "ask": self.ask or self._undo(),
            "course": state.work.get("course", ""),
            "saved": f"{count} {'activity' if count == 1 else 'activities'} in {state.path.name}",
        }

    def heard(self, state: file.State) -> None:
        """Show how much there is now."""
        self.view = self.seen(state)

    def _undo(self) -> dict[str, Any]:
        if not (WorkCard.last and WorkCard.last.copy):
            return {}
        text = f"Your earlier work is kept in the file {WorkCard.last.copy.name}."
        return _asked(text, undo="Undo")

    def answered(self, told: str, ask: dict[str, Any] | None = None, problem: str = "") -> None:
        """Show what came of a request, what is asked first, and what stands in its way."""
        self.told, self.ask = told, ask or {}
        shown = self.seen(answers.work())
        self.view = {**shown, "problem": problem or shown["problem"]}

    def do_save(self, message: Message, buffers: Buffers) -> None:
        """Hand over the file of the work."""
        path = file.work_path()
        self.answered(self.download(path.name, file.export(path)))

    def do_report(self, message: Message, buffers: Buffers) -> None:
        """Hand over the report in one of its forms."""
        if self.report and message["id"] in _REPORTS:
            text = self.report(message["id"])
            self.answered(self.download(f"my-report.{message['id']}", text.encode()))

    def do_restore(self, message: Message, buffers: Buffers) -> None:
        """Take a file in; where it is another student's, ask first."""
        self.bring_back(bytes(buffers[0]))

    def do_sure(self, message: Message, buffers: Buffers) -> None:
        """Take in the file about which was asked."""
        if self.pending:
            self.bring_back(self.pending, sure=True)

    def do_undo(self, message: Message, buffers: Buffers) -> None:
        """Take back what a file brought."""
        if WorkCard.last:
            state = file.undo(file.work_path(), WorkCard.last)
            WorkCard.last = None
            show_all(state)
            self.copy(state)
            self.answered("Your earlier work is back, with the answers that you gave since then.")

    def do_leave(self, message: Message, buffers: Buffers) -> None:
        """Do nothing of what was asked about."""
        self.pending = b""
        self.answered("Nothing was changed.")

    def do_course(self, message: Message, buffers: Buffers) -> None:
        """Keep the name of the course."""
        self.copy(file.describe(file.work_path(), course=str(message["text"])))
        self.answered(self.told)

    def do_finish(self, message: Message, buffers: Buffers) -> None:
        """Ask whether the work shall leave this computer."""
        text = _ending(file.work_path())
        self.answered(self.told, _asked(text, finished="Save a copy and delete", leave="Not now"))

    def bring_back(self, data: bytes, *, sure: bool = False) -> None:
        """Bring a file back, and say what was kept and what not; ask where it is another's."""
        done = card.bring_back(data, sure=sure)
        if done.state:
            WorkCard.last = done if done.copy else None
        self.pending = data if done.stranger else b""
        if done.stranger:
            text = _whose(done.stranger, file.person(answers.work().work))
            ask = _asked(text, sure="Load the file", leave="Keep only my work")
            self.answered("", ask, done.problem)
        else:
            self.answered(_told(done), problem=done.problem)

    def do_finished(self, message: Message, buffers: Buffers) -> None:
        """Hand over a copy, then delete the work from the folder and from this browser."""
        path, work = file.work_path(), answers.work().work
        self.download(path.name, file.export(path))
        problem = file.wipe(path)
        WorkCard.last, self.pending = None, b""
        self.send({"type": "wiped", "keys": [file.person(work).student, work["created"]]})
        show_all(answers.work(), forget=True)
        self.answered(_ENDED, problem=problem)


def _where(name: str) -> str:
    return (
        f"The program saves every answer in two places: in the file `{name}` beside the lessons, "
        "and in this browser. Your answers go nowhere else. If you work online, press **Save my "
        "work** before you leave, because the online computer deletes the file."
    )


_ENDED = (
    "Your work is deleted on this computer. One copy is in your downloads: copy this file to a "
    "place of your own, then delete it from the downloads. Text and code that you wrote into the "
    "cells of the lessons stay there. Close the other lessons, because they may still show your "
    "answers."
)


def _asked(text: str, **answers: str) -> dict[str, Any]:
    return {"text": text, "answers": [{"type": key, "text": each} for key, each in answers.items()]}


def _named(whose: file.Person) -> str:
    """Return whose work it is, how much, and of when, in words."""
    at = datetime.fromisoformat(whose.at)
    name = f"the work of {', '.join(whose.names)}" if whose.names else "work without a name"
    answers = f"{whose.answers} {'activity' if whose.answers == 1 else 'activities'}"
    return f"{name} ({answers}, last changed on {at.day} {at:%B %Y})"


def _whose(theirs: file.Person, mine: file.Person) -> str:
    return (
        f"This file holds {_named(theirs)}. This folder holds {_named(mine)}. The two belong to "
        "different people. If you load the file, the program adds its answers to yours and keeps a "
        "copy of yours. If you only want to see a classmate’s design, use the card in lesson 04. "
        "That card compares two designs and changes nothing."
    )


def _ending(path: Path) -> str:
    names = ", ".join(each.name for each in file.traces(path))
    files = f" The program deletes these files: {names}." if names else ""
    return (
        "The program puts a copy of your work into your downloads. Then the program deletes your "
        f"work from this folder and from this browser.{files}"
    )


def _told(done: file.Restored) -> str:
    """Return what an upload brought back and what it held besides, in words."""
    lessons = sorted({lesson for lesson, _ in done.kept})
    count = f"{len(done.kept)} {'activity' if len(done.kept) == 1 else 'activities'}"
    said = [f"The program loaded {count} of lesson {', '.join(lessons)}."]
    if not done.kept:
        said = ["The program loaded nothing from this file."] if not done.problem else []
    left = [f"{o['lesson']}/{o['activity']} ({o['reason']})" for o in done.left_out[:_LISTED]]
    if left:
        more = len(done.left_out) - len(left)
        rest = f" and {more} more" if more else ""
        said.append(
            "These answers have no place in this version, and the file keeps them: "
            f"{'; '.join(left)}{rest}."
        )
    return " ".join(said)


def my_work(*charts: str) -> None:
    """Show the card of your work; `charts`: lessons ("01") whose charts go into the report."""
    from darfurlab.papers import my_report as handout

    show(lambda: WorkCard(lambda kind: handout.make(kind, charts)))
