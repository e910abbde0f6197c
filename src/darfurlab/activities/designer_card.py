"""The process designer's card: a student makes a process and sees what comes of it.

Each change is kept as a draft; “Keep this version” adds it to the attempts, of which none is lost.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from darfurlab.activities.card import Buffers, Card, Message, show
from darfurlab.activities.question_card import Activity
from darfurlab.datasets import pack
from darfurlab.papers import memo
from darfurlab.questions import answers, designs, view
from darfurlab.questions.kinds import design as kind
from darfurlab.questions.marking import Result
from darfurlab.work import file
from darfurlab.work.intake import parse
from darfurlab.work.record import WorkError, latest

_PROMPT = "Design a peace process for Sudan, at the end of 2011"
_INTRO = (
    "Make your choices. After each choice, read what the choice changes in the 16 conditions of "
    "the brief and in the bargaining model. Read also what the authors and a critic of the brief "
    "would say. There is no score and no right design. You may leave choices open."
)


class Designer(Activity):
    """The designer with what this student has chosen."""

    noun = "design"
    changed = "Your earlier design does not fit this version ({}). Your design is kept."
    strange = "Your earlier design cannot be read ({}). Your design is kept."

    def __init__(self) -> None:
        self.told = ""  # what came of the last request
        self.moved: dict[str, str] = {}  # choice → what it changed
        self.beside: tuple[str, frozenset[str]] | None = None  # another design, by its name
        super().__init__(kind.Design())

    def page(self) -> tuple[str, str]:
        """Return the choices as HTML and as text, for where there is no kernel."""
        said = "Run this cell to design a process. These are the choices."
        told = [
            (each["question"], "; ".join(o["text"] for o in each["options"]))
            for each in kind.choices()
        ]
        items = "".join(f"<li><strong>{view.rich(q)}</strong> {view.rich(o)}</li>" for q, o in told)
        name = self.question.name
        html = view.plain(name, _PROMPT, [view.rich(said)], f"<ul>{items}</ul>")
        return html, "\n".join([f"[{name}] {_PROMPT}", said, *(f"  - {q} {o}" for q, o in told)])

    def seen(self, state: file.State) -> dict[str, Any]:
        """Return the view: the choices, the design, and what comes of it."""
        answer, labels = self.sheet.answer or {}, pack.passage_labels()
        options = designs.chosen(answer)
        kept = self.sheet.result is not None
        return {
            **Card.seen(self, state),
            "kind": self.question.kind,
            "label": self.question.name,
            "prompt": _PROMPT,
            "intro": _INTRO,
            "choices": kind.choices(),
            "longest": designs.LONGEST,
            "designs": [{"id": d["design"], "text": d["name"]} for d in kind.book().designs],
            "answer": answer,
            "state": "answered" if kept else "open",
            "word": "Saved" if kept else "Open",
            "summary": " ".join(filter(None, (self.other, self.told or self.sheet.notice))),
            "check": self.question.verb,
            "saved": self.saved(state),
            "mistake": view.mistake(self.question, self.sheet.result),
            "moved": self.moved,
            "said": kind.objections(options, labels),
            "findings": kind.findings(options, labels),
            "against": self._against(options),
        }

    def _against(self, options: frozenset[str]) -> dict[str, Any]:
        if not self.beside:
            return {}
        name, other = self.beside
        return {"name": name, "rows": [list(row) for row in kind.book().beside(options, other)]}

    def kept(self, message: Message, result: Result | None = None) -> file.State | None:
        """Keep the design in the card: with a result as a version, else as a draft."""
        state = result.state if result else None
        kept = self.keep(self.question.kind, self.sheet.answer, state, message)
        if kept:
            self.sheet = replace(self.sheet, result=result)
        return kept

    def taken_up(self, message: Message) -> None:
        """Take the design that a message brings, and see what the last choice changed."""
        before = self.sheet.answer or {}
        answer, _ = self.taken(message)
        self.sheet = view.Sheet(answer=answer, result=self.sheet.result)
        self.told, self.moved = "", kind.moved(before, answer)

    def do_draft(self, message: Message, buffers: Buffers) -> None:
        """Keep the design as it is; while one types, what the last choice changed stays."""
        moved = self.moved
        self.taken_up(message)
        self.moved = self.moved or moved
        self.tell(self.kept(message))

    def do_check(self, message: Message, buffers: Buffers) -> None:
        """Keep the design as a version, where something is chosen."""
        self.taken_up(message)
        result = self.question.mark(self.sheet.answer)
        self.told = result.summary
        self.tell(self.kept(message, result) if result.state == "answered" else None)

    def do_compare(self, message: Message, buffers: Buffers) -> None:
        """Set a design of ours beside the student's."""
        self.taken_up(message)
        kept, name = self.kept(message), str(message["with"])
        row = next((each for each in kind.book().designs if each["design"] == name), None)
        if row is None:
            raise ValueError(f"there is no design {name!r} to compare with")
        self.beside = (row["name"], kind.book().design(name))
        self.told = f"Your design now stands beside {row['name']}. {row['description']}"
        self.tell(kept)

    def do_compare_file(self, message: Message, buffers: Buffers) -> None:
        """Set a classmate's design beside the student's; nothing of the file is kept."""
        self.taken_up(message)
        kept = self.kept(message)
        try:
            self.beside = ("The other design", self.others(bytes(buffers[0])))
            self.told = "Your design now stands beside the one in the file. The file is not kept."
        except WorkError as err:
            self.told = (
                f"The file cannot be compared: {err}. Choose a my-work.json that was saved from "
                "these lessons. Your own design is unchanged."
            )
        self.tell(kept)

    def others(self, data: bytes) -> frozenset[str]:
        """Return the options of the design in a work file; `WorkError` says why there is none."""
        last = latest(parse(data)["answers"].get(self.lesson, {}).get(self.name))
        if not last:
            raise WorkError("it holds no design yet")
        if why := self.question.misfit(last["answer"]):
            raise WorkError(f"its design does not fit this designer ({why})")
        return designs.chosen(last["answer"])

    def do_memo(self, message: Message, buffers: Buffers) -> None:
        """Hand over the memo, with the words that were just typed."""
        self.taken_up(message)
        kept, form = self.kept(message), str(message["id"])
        today, answer = date.today(), self.sheet.answer
        model = kind.model(designs.chosen(answer))
        names = answers.work().work.get("names", ())
        text = memo.memo(form, kind.book(), answer, model, f"{today.day} {today:%B %Y}", names)
        self.told = self.download(f"my-memo.{form}", text.encode())
        self.tell(kept)


def design() -> None:
    """Show the process designer."""
    show(Designer)
