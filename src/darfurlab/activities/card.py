"""The shell that gives every card the same life: shown, used, answered, saved, restored.

A card is one anywidget of real HTML controls. Its `view` is all that the browser knows; the browser
sends what the student does, and each message is answered with one new view. An exception in a
callback is shown in the card with what to do; with DARFURLAB_STRICT=1 (the tests) it is raised too.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4
from weakref import WeakSet

import anywidget
import traitlets
from IPython import get_ipython
from IPython.display import display

from darfurlab.datasets import own_brief
from darfurlab.datasets.problem import DataError
from darfurlab.papers.saved_notebooks import VIEW
from darfurlab.questions import answers, kinds
from darfurlab.work import file
from darfurlab.work.record import Entry, dump, latest, touched

Message = dict[str, Any]  # what the browser sends: `type`, and what belongs to it
Buffers = list[memoryview]  # the bytes that come with a message, such as those of a file

_live: WeakSet[Card] = WeakSet()  # work that is brought back shows in every card at once


def _strict() -> bool:
    return os.environ.get("DARFURLAB_STRICT") == "1"


def script() -> str:
    """Return the cards' JavaScript as one module: what all need, then the control of each kind.

    A kind's control stands in `kinds`, and beside its `.py` where the kind is not of the pack. Each
    is put into a block of its own, so that no name in it meets one of another's.
    """
    here = Path(__file__).parent
    shared = [here / f"{name}.js" for name in ("parts", "passages", "kept", "held", "work", "card")]
    folders = [here / "kinds", *map(Path, kinds.__path__[1:])]
    controls = [path for folder in folders for path in sorted(folder.glob("*.js"))]
    texts = [path.read_text(encoding="utf-8") for path in shared]
    texts += [f"{{\n{path.read_text(encoding='utf-8')}}}\n" for path in controls]
    return "\n".join(texts)


class Card(anywidget.AnyWidget):  # type: ignore[misc]
    """One card. `plain` is its HTML and its text for a page without a kernel.

    A card for one activity says which: `lesson` and `name`; the card of the whole work has none.
    """

    _esm = script()
    _css = Path(__file__).with_name("card.css")
    view = traitlets.Dict().tag(sync=True)
    own_id = traitlets.Unicode().tag(sync=True)  # by which its JavaScript finds its own model
    lesson = name = ""
    round = 0  # which check the feedback in the view comes from
    heard_last = ""  # the mark of the browser's last message that was dealt with
    naming = False  # whether to offer a line for the student's name
    other = ""  # what another tab did meanwhile, for the student

    def __init__(self, html: str, text: str) -> None:
        self.plain = {"text/html": html, "text/plain": text}
        self.wrote: dict[str, str] = {}  # the stamp of what this card saved → by which of its views
        self.people = file.people(file.work_path())
        own_id = uuid4().hex
        super().__init__(
            view=self.seen(self.restore(answers.work())), own_id=own_id, model_id=own_id
        )
        self.cell, self.run = _cell()
        for card in list(_live):  # of an earlier run of the same cell, whose output is gone
            if self.cell and card.cell == self.cell and card.run != self.run:
                _live.discard(card)
                card.layout.close()
                card.close()
        _live.add(self)

    def restore(self, state: file.State) -> file.State:
        """Take up the work as it stands, and return how it stands then."""
        return state

    def afresh(self, state: file.State, *, forget: bool = False) -> None:
        """Show the work as it stands; with `forget`, of another student or of none any more."""
        self.round += 1
        self.people = file.people(file.work_path())
        self.view = self.seen(self.restore(state))

    def seen(self, state: file.State) -> dict[str, Any]:
        """Return the view: what the browser is told (a card adds its own to this).

        `key` is whose work it is, `stamp` when this activity was last changed, `kept` whether all
        that the browser sent is on disk.
        """
        key, whose = _key(state), file.person(state.work)
        return {
            "place": f"{self.lesson}/{self.name}" if self.name else "",
            "stamp": _stamp(state.entry(self.lesson, self.name)),
            "heard": self.heard_last,
            "kept": state.at is not None or not state.problem,
            "round": self.round,
            "fresh": not key,
            "key": key,
            "updated": state.work["updated"],
            "names": ", ".join(whose.names),
            "naming": self.naming and "names" not in state.work,
            "people": [_person(each) for each in ([whose] if key else []) + self.people],
            "problem": state.problem,
        }

    def act(self, message: Message, buffers: Buffers) -> None:
        """Do what the student asked for: a message of the type `compare-file` is one method's.

        It is called `do_compare_file`; a widget has methods of its own that begin with `on_`. A
        message that the card does not know is refused.
        """
        act = getattr(self, f"do_{str(message['type']).replace('-', '_')}", None)
        if act is None:
            raise ValueError(f"there is no message {message['type']!r}")
        act(message, buffers)

    def do_copy(self, message: Message, buffers: Buffers) -> None:
        """Send the browser its copy of the work."""
        self.copy(answers.work())

    def do_passage(self, message: Message, buffers: Buffers) -> None:
        """Send the words of a passage from the student's own copy of the brief.

        They go to the page alone: a message is kept nowhere, and a view could be.
        """
        passage = str(message["passage"])
        text = own_brief.shown(passage)
        self.send({"type": "passage", "passage": passage, "text": text})

    def do_name(self, message: Message, buffers: Buffers) -> None:
        """Keep the student's name, or their names."""
        state = file.describe(file.work_path(), names=str(message["text"]))
        self.view = self.seen(state)
        self.copy(state)

    def do_switch(self, message: Message, buffers: Buffers) -> None:
        """Let another student work here."""
        change_over(str(message["student"]), bytes(buffers[0]) if buffers else b"")

    def keep(
        self, kind: str, answer: Any, result: str | None, message: Message
    ) -> file.State | None:
        """Save an attempt, or without a result a draft; None where there is nothing new to save.

        Where another tab changed the activity since the browser last saw it (`base`), a draft that
        it left becomes an attempt, so that neither takes the place of the other.
        """
        state = answers.work()
        entry = state.entry(self.lesson, self.name)
        last = latest(entry)
        if result is None and (last["answer"] == answer if last else not _filled(answer)):
            return None
        stamp, writer = _stamp(entry), str(message.get("mark", "")).partition("-")[0]
        elsewhere = message.get("base", stamp) != stamp and self.wrote.get(stamp) != writer
        self.other = _ELSEWHERE if elsewhere else ""
        path, place = file.work_path(), (self.lesson, self.name)
        state = file.record(path, *place, kind=kind, answer=answer, result=result, beside=elsewhere)
        self.wrote = {_stamp(state.entry(self.lesson, self.name)): writer}
        self.naming = self.naming or file.count(state.work) == 1
        return state

    def download(self, name: str, data: bytes) -> str:
        """Hand a file to the browser, and return what is said of it."""
        mime = _MIMES[name.rpartition(".")[2]]
        self.send({"type": "download", "name": name, "mime": mime}, [data])
        return f"{name} is in your downloads."

    def heard(self, state: file.State) -> None:
        """Take note that another card saved something: show it where it is this activity's.

        The first answer of a student shows everywhere whose work it is from now on.
        """
        stamp, key = _stamp(state.entry(self.lesson, self.name)), _key(state)
        if self.name and (stamp, key) != (self.view["stamp"], self.view["key"]):
            self.view = self.seen(self.restore(state))

    def copy(self, state: file.State) -> None:
        """Send the whole work, of which the browser keeps a copy; tell the other cards."""
        for card in list(_live):
            if card is not self:
                card.heard(state)
        if count := file.count(state.work):
            whose = _person(file.person(state.work))
            about = {"key": whose["student"], "at": state.work["updated"], "answers": count}
            about["name"] = whose["name"]
            self.send({"type": "copy", "copy": {**about, "text": dump(state.work).decode()}})

    def _handle_custom_msg(self, content: Message, buffers: Buffers) -> None:
        try:
            self.heard_last = str(content.get("mark", self.heard_last))
            self.act(content, buffers)
        except Exception as err:
            mark = {"heard": self.heard_last, "kept": False}
            self.view = {**self.view, **mark, "problem": failure(err)}
            if _strict():
                raise

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_()
        return {VIEW: data[VIEW], **self.plain}, metadata


_MIMES = {"json": "application/json", "html": "text/html", "md": "text/markdown"}
_ELSEWHERE = (
    "This activity was also changed in another tab. Both answers are saved. The answer in this tab "
    "counts, because it is newer."
)


def _stamp(entry: Entry | None) -> str:
    return touched(entry).isoformat() if entry else ""


def _key(state: file.State) -> str:
    """Return by what a student's work is known; nothing while it is empty."""
    return file.person(state.work).student if file.count(state.work) else ""


def _person(whose: file.Person) -> dict[str, Any]:
    about = {"student": whose.student, "answers": whose.answers, "at": whose.at}
    return {**about, "name": ", ".join(whose.names)}


def _filled(answer: Any) -> bool:
    if isinstance(answer, dict | list):
        inner = answer.values() if isinstance(answer, dict) else answer
        return any(map(_filled, inner))
    return bool(answer.strip()) if isinstance(answer, str) else answer is not None


def _cell() -> tuple[str, str]:
    """Return which cell of which browser tab is run, and the id of this run; else empty texts.

    Two tabs may show one lesson, each with its own output of a cell: so the tab counts.
    """
    asked = getattr(get_ipython(), "parent_header", {})  # the whole message, whatever its name
    header, cell = asked.get("header", {}), asked.get("metadata", {}).get("cellId")
    return (f"{header['session']} {cell}", header["msg_id"]) if cell else ("", "")


def show_all(state: file.State, *, forget: bool = False) -> None:
    """Show the work as it stands in every card; `forget`: see `Card.afresh`."""
    for card in list(_live):
        card.afresh(state, forget=forget)


def bring_back(data: bytes, *, sure: bool = False) -> file.Restored:
    """Join a file, or the browser's copy, to the work that is here; every card shows it."""
    done = file.bring_back(file.work_path(), data, answers.unfit, sure=sure)
    if done.state:
        show_all(done.state)
    return done


def change_over(student: str, data: bytes = b"") -> None:
    """Let another student work here: one whose work is put away or in `data`, or a new one."""
    state = file.change_over(file.work_path(), student)
    if data and not state.problem:
        state = file.bring_back(file.work_path(), data, answers.unfit).state or state
    show_all(state, forget=True)


def failure(err: Exception) -> str:
    """Return what a student reads where a card failed: what happened, and what to do."""
    if isinstance(err, DataError):
        first, *more = err.problems
        others = f" (and {len(more)} more)" if more else ""
        return (
            f"This card cannot be shown. A file of the lessons has a fault: {first}{others}. "
            "Your work is safe. Correct the file, then run this cell again."
        )
    return (
        f"This card has a fault ({type(err).__name__}: {str(err)[:300]}). Your saved answers are "
        "safe. Choose Run, then Run All Cells. If the card fails again, press ▶▶ above the page. "
        "This button restarts the program and runs every cell."
    )


def show(make: Callable[[], Card]) -> None:
    """Display a card, or say why it cannot be made."""
    try:
        display(make())
    except Exception as err:
        if _strict():
            raise
        display({"text/plain": failure(err)}, raw=True)
