"""The process designer: one card in which a student makes a process and sees what comes of it.

`designs` judges, `design_model` plays, `memo` prints; this is the rim. Each change is kept as a
draft; “Keep this version” adds it to the attempts, of which none is lost.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from darfurlab.activities import card
from darfurlab.bargaining import simulation
from darfurlab.datasets import schema
from darfurlab.papers import memo
from darfurlab.questions import answers, view
from darfurlab.questions.kinds import design_model, designs
from darfurlab.work import file
from darfurlab.work.record import WorkError, latest, open_draft, parse

LESSON, NAME = "04", "design"
_MEMOS = {"html": memo.memo_html, "md": memo.memo_markdown}
_MIMES = {"html": "text/html", "md": "text/markdown"}
_LABEL = "Design"
_PROMPT = "Design a peace process for Sudan, at the end of 2011"
_INTRO = (
    "Choose, and read what your choice does: to the brief’s 16 conditions, in the bargaining "
    "model, and what the brief and a critic of it would say. There is no score and no right "
    "design. What you leave open is said to be open."
)
_NOBODY = "Nothing is chosen yet."


@cache
def book() -> designs.Book:
    """Return the designer's book, read once in a kernel."""
    return designs.load()


@cache
def sudan() -> simulation.Simulation:
    """Return the classroom's model, read once in a kernel."""
    return simulation.load()


class Designer(card.Card):
    """The designer with what this student has chosen."""

    lesson, name = LESSON, NAME

    def __init__(self) -> None:
        self.answer: dict[str, Any] = {}
        self.told, self.notice, self.state = "", "", "open"
        self.moved: dict[str, str] = {}
        self.against: tuple[str, frozenset[str]] | None = None
        said = "Run this cell to design a process; here are the choices."
        told = [(c["question"], "; ".join(o["text"] for o in c["options"])) for c in _choices()]
        items = "".join(f"<li><strong>{view.rich(q)}</strong> {view.rich(o)}</li>" for q, o in told)
        plain = view.plain(_LABEL, _PROMPT, [view.rich(said)], f"<ul>{items}</ul>")
        lines = [f"[{_LABEL}] {_PROMPT}", said, *(f"  - {q} {o}" for q, o in told)]
        super().__init__(plain, "\n".join(lines))

    def restore(self, state: file.State) -> file.State:
        """Take up the design as it was left; one that does not fit any more is kept in the file."""
        entry = state.entry(LESSON, NAME)
        last = latest(entry)
        self.answer, self.state = {}, "open"
        if last and (why := designs.misfit(book(), last["answer"])):
            self.notice = (
                f"An earlier design does not fit the designer any more ({why}). It is kept."
            )
        elif last:
            self.answer = last["answer"]
            self.state = "open" if open_draft(entry) else "answered"
        elif left := state.left_out(LESSON, NAME):
            self.notice = f"An earlier design cannot be read ({left[0]['reason']}). It is kept."
        return state

    def seen(self, state: file.State) -> dict[str, Any]:
        """Return the view: the choices, the design, and what comes of it."""
        entry, labels = state.entry(LESSON, NAME), schema.passage_labels()
        options = designs.chosen(self.answer)
        saved = view.saved(entry, state.path.name, date.today()) if state.at else "Not saved yet"
        return {
            **super().seen(state),
            "kind": "design",
            "label": _LABEL,
            "prompt": _PROMPT,
            "intro": _INTRO,
            "choices": _choices(),
            "longest": designs.LONGEST,
            "designs": [{"id": d["design"], "text": d["name"]} for d in book().designs],
            "answer": self.answer,
            "state": self.state,
            "word": {"open": "Open", "answered": "Kept"}[self.state],
            "summary": " ".join(filter(None, (self.other, self.told or self.notice))),
            "check": "Keep this version",
            "saved": saved if entry else "",
            "moved": self.moved,
            "said": {c["choice"]: _said(options, c["choice"], labels) for c in book().choices},
            "findings": _findings(options, labels),
            "against": self._against(options),
        }

    def _against(self, options: frozenset[str]) -> dict[str, Any]:
        if not self.against:
            return {}
        name, other = self.against
        rows = [list(row) for row in book().beside(options, other)]
        return {"name": name, "rows": rows}

    def act(self, message: dict[str, Any], buffers: list[memoryview]) -> None:
        """Keep the design; compare it; hand over the memo."""
        kind, answer = message["type"], message.get("answer")
        if kind not in ("check", "draft", "compare", "compare-file", "memo"):
            return super().act(message, buffers)
        if why := designs.misfit(book(), answer):
            raise ValueError(f"the design cannot be read: {why}")
        before, self.answer = self.answer, dict(answer or {})
        self.notice, self.told = "", ""
        self.moved = _moved(before, self.answer) or (self.moved if kind == "draft" else {})
        if kind == "check" and not designs.chosen(self.answer):
            self.told = "Choose something first."
            self.view = self.seen(answers.work())
            return None
        state = self.keep("design", self.answer, "answered" if kind == "check" else None, message)
        if state:
            self.state = "open" if open_draft(state.entry(LESSON, NAME)) else "answered"
        if kind == "compare":
            self._beside(str(message["with"]))
        elif kind == "compare-file":
            self._classmate(bytes(buffers[0]))
        elif kind == "memo":
            self._memo(str(message["id"]))
        elif kind == "check":
            self.told = "This version is kept; you can go on changing it."
        self.view = self.seen(state or answers.work())
        if state:
            self.copy(state)
        return None

    def _beside(self, name: str) -> None:
        row = next((d for d in book().designs if d["design"] == name), None)
        if row is None:
            raise ValueError(f"there is no design {name!r} to compare with")
        self.against = (row["name"], book().design(name))
        self.told = f"Beside {row['name']}: {row['description']}"

    def _classmate(self, data: bytes) -> None:
        """Set a classmate's design beside this one; nothing of the file is kept."""
        try:
            work = parse(data)
            last = latest(work["answers"].get(LESSON, {}).get(NAME))
            if not last:
                raise WorkError("it holds no design yet")
            answer = last["answer"]
            if why := designs.misfit(book(), answer):
                raise WorkError(f"its design does not fit this designer ({why})")
        except WorkError as err:
            self.told = (
                f"The file cannot be compared: {err}. Choose a my-work.json that was saved from "
                "these lessons. Your own design is unchanged."
            )
            return
        self.against = ("The other design", designs.chosen(answer))
        self.told = "Beside the design in the file. Nothing of the file is kept."

    def _memo(self, kind: str) -> None:
        today = date.today()
        model = design_model.sentences(book(), sudan(), designs.chosen(self.answer))
        names = answers.work().work.get("names", ())
        text = _MEMOS[kind](book(), self.answer, model, f"{today.day} {today:%B %Y}", names)
        name = f"my-memo.{kind}"
        self.send({"type": "download", "name": name, "mime": _MIMES[kind]}, [text.encode()])
        self.told = f"{name} is in your downloads."


def _moved(before: dict[str, Any], after: dict[str, Any]) -> dict[str, str]:
    """Return what the last choice changed, under the choice at which it was made."""
    old, new = designs.chosen(before), designs.chosen(after)
    picks = [each.get("picks", {}) for each in (before, after)]
    at = [
        c["choice"]
        for c in book().choices
        if picks[0].get(c["choice"], []) != picks[1].get(c["choice"], [])
    ]
    if not at or old == new:
        return {}
    verdicts = book().changes(old, new)
    said = set(design_model.sentences(book(), sudan(), old))
    model = [s for s in design_model.sentences(book(), sudan(), new) if s not in said]
    told = [f"Changed by this: {'; '.join(verdicts)}." if verdicts else "No condition changes."]
    told += [f"In the model: {' '.join(model)}"] if model else ["The model sees no difference."]
    return {at[0]: " ".join(told)}


@cache
def _choices() -> list[dict[str, Any]]:
    return [
        {
            "id": row["choice"],
            "part": row["part"],
            "name": row["name"],
            "question": row["question"],
            "several": bool(row["several"]),
            "options": [{"id": o["option"], "text": o["text"]} for o in book().of(row["choice"])],
        }
        for row in book().choices
    ]


def _said(options: frozenset[str], choice: str, labels: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "by": row["by"],
            "text": row["text"],
            "basis": {"external": "fact from outside"}.get(row["basis"], row["basis"]),
            "read": view.links(row["passages"], labels)
            + ([{"label": row["source_publisher"], "href": row["source_url"]}]
               if row["source_url"] else []),
        }
        for row in book().said(options, choice)
    ]  # fmt: skip


def _findings(options: frozenset[str], labels: dict[str, str]) -> dict[str, Any]:
    if not options:
        return {"empty": _NOBODY}
    return {
        "conditions": [
            {
                "name": v.name, "verdict": v.verdict, "rule": v.rule, "reason": v.reason,
                "read": view.links(v.passages, labels),
            }
            for v in book().verdicts(options)
        ],
        "model": design_model.sentences(book(), sudan(), options),
        "asks": [[actor, texts] for actor, texts in book().asks(options).items()],
        "open": book().open(options),
        "beside": book().beside_the_conditions(),
    }  # fmt: skip


def design() -> None:
    """Show the process designer."""
    card.show(Designer)
