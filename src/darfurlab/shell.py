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
from IPython.display import display

from darfurlab import bank, progress, schema
from darfurlab.card import LABELS
from darfurlab.marking import misfit
from darfurlab.problem import DataError
from darfurlab.saving import VIEW
from darfurlab.work import dump

_STATIC = Path(__file__).with_name("static")
_live: WeakSet[Card] = WeakSet()  # work that is brought back shows in every card at once


def work() -> progress.State:
    """Return the student's work as it stands."""
    return progress.read(progress.work_path())


def questions() -> Path:
    """Return the folder of the question bank."""
    return schema.data_folder() / "questions"


def _strict() -> bool:
    return os.environ.get("DARFURLAB_STRICT") == "1"


class Card(anywidget.AnyWidget):  # type: ignore[misc]
    """One card. `plain` is its HTML and its text for a page without a kernel."""

    _esm = _STATIC / "activity.js"
    _css = _STATIC / "activity.css"
    view = traitlets.Dict().tag(sync=True)
    own_id = traitlets.Unicode().tag(sync=True)  # by which its JavaScript finds its own model
    round = 0  # which check the feedback in the view comes from

    def __init__(self, html: str, text: str) -> None:
        self.plain = {"text/html": html, "text/plain": text}
        own_id = uuid4().hex
        super().__init__(view=self.seen(self.restore(work())), own_id=own_id, model_id=own_id)
        _live.add(self)

    def restore(self, state: progress.State) -> progress.State:
        """Take up the work as it stands, and return how it stands then."""
        return state

    def seen(self, state: progress.State) -> dict[str, Any]:
        """Return the view: what the browser is told (a card adds its own to this)."""
        fresh = not any(state.work["answers"].values())
        key = "" if fresh else state.work["created"]
        return {"round": self.round, "fresh": fresh, "key": key, "problem": state.problem}

    def act(self, message: dict[str, Any], buffers: list[memoryview]) -> None:
        """Do what the student asked for: here what every card can."""
        if message["type"] == "restore":
            self.bring_back(bytes(buffers[0]))
        elif message["type"] == "copy":
            self.copy(work())

    def bring_back(self, data: bytes) -> progress.Restored:
        """Join a file, or the browser's copy, to the work that is here; every card shows it."""
        done = progress.bring_back(progress.work_path(), data, _unfit)
        for card in list(_live):
            card.round += 1
            card.view = card.seen(card.restore(done.state or work()))
        if done.problem:
            self.view = {**self.view, "problem": done.problem}
        return done

    def heard(self, state: progress.State) -> None:
        """Take note that another card saved something; most cards have no need to."""

    def copy(self, state: progress.State) -> None:
        """Send the whole work, of which the browser keeps a copy; tell the other cards."""
        for card in list(_live):
            card.heard(state)
        count = sum(map(len, state.work["answers"].values()))
        if count:
            about = {"key": state.work["created"], "at": state.work["updated"], "answers": count}
            self.send({"type": "copy", "copy": {**about, "text": dump(state.work).decode()}})

    def _handle_custom_msg(self, content: dict[str, Any], buffers: list[memoryview]) -> None:
        try:
            self.act(content, buffers)
        except Exception as err:
            self.view = {**self.view, "problem": failure(err)}
            if _strict():
                raise

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_()
        return {VIEW: data[VIEW], **self.plain}, metadata


def _unfit(lesson: str, activity: str, entry: Any) -> str:
    """Return why an entry of a work file has no place here; nothing where it has one."""
    if entry["kind"] not in LABELS or entry["kind"] == "code":
        return ""
    try:
        question = bank.find(f"{lesson}/{activity}", questions())
    except DataError:
        return "there is no such question in these lessons"
    return misfit(question, entry["draft"]["answer"] if "draft" in entry else entry.get("answer"))


def failure(err: Exception) -> str:
    """Return what a student reads where a card failed: what happened, and what to do."""
    if isinstance(err, DataError):
        first, *more = err.problems
        others = f" (and {len(more)} more)" if more else ""
        return (
            f"This card cannot be shown: a file of the lessons has a fault. {first}{others}. "
            "Your work is safe. When the file is mended, run this cell again."
        )
    return (
        f"Something failed in this card ({type(err).__name__}: {str(err)[:300]}). What was saved "
        "before is safe. Run this cell again (Shift + Enter). If it fails again, press ▶▶ above "
        "the page: it restarts the kernel and runs every cell."
    )


def show(make: Callable[[], Card]) -> None:
    """Display a card, or say why it cannot be made."""
    try:
        display(make())
    except Exception as err:
        if _strict():
            raise
        display({"text/plain": failure(err)}, raw=True)
