"""The process designer's card: a student makes a process and sees what comes of it.

Each change is kept as a draft; “Keep this version” adds it to the attempts, of which none is lost.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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
_INTRO = "Read what each of your choices changes. There is no score, and there is no right design."
_FILE = "file"


@dataclass(frozen=True)
class Other:
    """A design set beside the student's: its id in the card's menu, its name, what is told of it.

    In a sentence a name stands with its article.
    """

    id: str
    name: str
    answer: designs.Answer
    description: str = ""


class Designer(Activity):
    """The designer with what this student has chosen."""

    noun, attempt = "design", "Version"
    changed = "Your earlier design does not fit this version ({}). Your design is kept."
    strange = "Your earlier design cannot be read ({}). Your design is kept."

    def __init__(self) -> None:
        self._forget()
        super().__init__(kind.Design())

    def _forget(self) -> None:
        self.told = ""  # what came of the last request
        self.last: tuple[designs.Answer, designs.Answer] | None = None  # before, after a choice
        self.beside: Other | None = None

    def afresh(self, state: file.State, *, forget: bool = False) -> None:
        """Show the work as it stands; what another student compared is none of this one's."""
        if forget:
            self._forget()
        super().afresh(state, forget=forget)

    def page(self) -> tuple[str, str]:
        """Return the choices as HTML and as text, for where there is no kernel."""
        said = "Run this cell to design a process. These are the choices:"
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
        options, kept = designs.chosen(answer), self.sheet.result is not None
        before = designs.chosen(self.last[0]) if self.last else options
        other = self.beside
        lead = f"Your design and {other.name} differ on" if other else ""
        lead = lead or ("Your last choice changed" if self.last else "")
        against = designs.chosen(other.answer) if other else before
        return {
            **Card.seen(self, state),
            "kind": self.question.kind,
            "label": self.question.name,
            "prompt": _PROMPT,
            "intro": _INTRO,
            "choices": kind.choices(),
            "answer": answer,
            "state": "answered" if kept else "open",
            "word": "Saved" if kept else "Open",
            "summary": " ".join(filter(None, (self.other, self.told or self.sheet.notice))),
            "check": self.question.verb,
            "saved": self.saved(state),
            "mistake": view.mistake(self.question, self.sheet.result),
            "moved": kind.moved(*self.last) if self.last else {},
            "said": kind.objections(before, options, labels),
            "strip": kind.strip(options, against, lead, labels),
            "findings": kind.findings(options),
            "versions": self._versions(state),
            "designs": [{"id": d["design"], "text": d["name"]} for d in kind.book().designs],
            "against": self._against(answer),
        }

    def _attempts(self, state: file.State) -> list[dict[str, Any]]:
        return list((state.entry(self.lesson, self.name) or {}).get("attempts", ()))

    def _versions(self, state: file.State) -> list[dict[str, Any]]:
        """Return the versions that were kept, the newest first; `fits`: whether it can be shown."""
        found = []
        for number, attempt in enumerate(self._attempts(state), start=1):
            answer = attempt["answer"]
            fits = not self.question.misfit(answer)
            title = answer.get("title", "").strip() if fits else ""
            picks = sum(map(bool, answer.get("picks", {}).values())) if fits else 0
            name = f"Version {number}: “{title}”" if title else f"Version {number}"
            about = {"id": f"version-{number}", "text": name, "at": attempt["at"]}
            found.append({**about, "fits": fits, "picks": picks})
        return found[::-1]

    def _version(self, id_: str) -> designs.Answer:
        """Return a version by its id in the menu."""
        for number, attempt in enumerate(self._attempts(answers.work()), start=1):
            if id_ == f"version-{number}" and not self.question.misfit(attempt["answer"]):
                return dict(attempt["answer"])
        raise ValueError(f"there is no design {id_!r} to show or to compare with")

    def _against(self, answer: designs.Answer) -> dict[str, Any]:
        if not (other := self.beside):
            return {"id": ""}
        return {
            "id": other.id,
            "name": other.name,
            "title": other.answer.get("title", "").strip(),
            "description": other.description,
            "rows": kind.book().beside(answer, other.answer),
        }

    def kept(self, message: Message, result: Result | None = None) -> file.State | None:
        """Keep the design in the card: with a result as a version, else as a draft."""
        state = result.state if result else None
        kept = self.keep(self.question.kind, self.sheet.answer, state, message)
        if kept:
            self.sheet = replace(self.sheet, result=result)
        return kept

    def taken_up(self, message: Message) -> None:
        """Take the design that a message brings; a word that is typed is no choice."""
        before = self.sheet.answer or {}
        answer, _ = self.taken(message)
        if before.get("picks", {}) != answer.get("picks", {}):
            self.last = (before, answer)
        self.sheet = view.Sheet(answer=answer, result=self.sheet.result)
        self.told = ""

    def do_draft(self, message: Message, buffers: Buffers) -> None:
        """Keep the design as it is."""
        self.taken_up(message)
        self.tell(self.kept(message))

    def do_check(self, message: Message, buffers: Buffers) -> None:
        """Keep the design as a version, where something is chosen."""
        self.taken_up(message)
        result = self.question.mark(self.sheet.answer)
        self.told = result.summary
        self.tell(self.kept(message, result) if result.state == "answered" else None)

    def do_reopen(self, message: Message, buffers: Buffers) -> None:
        """Put a version into the card again; what is in the card stays as a version first."""
        self.taken_up(message)
        answer = self._version(str(message["id"]))
        self._begin(answer, message, "This version is in the card again.")

    def do_new(self, message: Message, buffers: Buffers) -> None:
        """Begin with an empty card; what is in the card stays as a version first."""
        self.taken_up(message)
        self._begin({}, message, "The card is empty now. Begin a new design.")

    def _begin(self, answer: designs.Answer, message: Message, told: str) -> None:
        old = [attempt["answer"] for attempt in self._attempts(answers.work())]
        mine = self.sheet.answer
        if any(mine.get(part) for part in ("title", "picks", "words", "reply")) and mine not in old:
            self.keep(self.question.kind, mine, "answered", message)
            told += f" Your design is saved as version {len(old) + 1}."
        self.keep(self.question.kind, answer, None, message)
        self.last, self.told = None, told
        self.tell(self.restore(answers.work()))

    def do_compare(self, message: Message, buffers: Buffers) -> None:
        """Set a version, or a design of ours, beside the student's; or, without an id, nothing."""
        self.taken_up(message)
        kept, id_ = self.kept(message), str(message["with"])
        row = next((each for each in kind.book().designs if each["design"] == id_), None)
        if not id_:
            self.beside = None
        elif row:
            name = row["name"][0].lower() + row["name"][1:]
            self.beside = Other(id_, name, kind.book().answer(id_), row["description"])
        elif id_ != _FILE or not self.beside or self.beside.id != _FILE:
            number = id_.rpartition("-")[2]
            self.beside = Other(id_, f"your version {number}", self._version(id_))
        self.tell(kept)

    def do_compare_file(self, message: Message, buffers: Buffers) -> None:
        """Set a classmate's design beside the student's; nothing of the file is kept."""
        self.taken_up(message)
        kept = self.kept(message)
        try:
            self.beside = Other(_FILE, "the design in the file", self.others(bytes(buffers[0])))
            self.told = "This comparison is only on this page. Nothing of the file is kept."
        except WorkError as err:
            self.told = (
                f"The file cannot be compared: {err}. Choose a my-work.json that was saved from "
                "these lessons. Your own design is unchanged."
            )
        self.tell(kept)

    def others(self, data: bytes) -> designs.Answer:
        """Return the design in a work file; `WorkError` says why there is none."""
        last = latest(parse(data)["answers"].get(self.lesson, {}).get(self.name))
        if not last:
            raise WorkError("it holds no design yet")
        if why := self.question.misfit(last["answer"]):
            raise WorkError(f"its design does not fit this designer ({why})")
        return dict(last["answer"])

    def do_memo(self, message: Message, buffers: Buffers) -> None:
        """Hand over the memo, with the words that were just typed, and the student's name."""
        self.taken_up(message)
        if typed := str(message.get("typed", "")).strip():
            self.do_name({"text": typed}, buffers)
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
