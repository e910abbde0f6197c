"""One student's work and one JSON file, my-work.json, beside the lessons: what cards do.

Each answer is joined to what the file holds (see `store`). A damaged file is renamed and kept; a
file of a later version is left alone, and the work goes to my-work.v2.json beside it. Two people
can share a folder (see `people`).

Nothing here raises for a student's answer, file, upload or disk: a problem comes back as sentences
for the student.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from darfurlab.work import saying, store
from darfurlab.work.intake import Unfit, parse, sort_out, with_answer
from darfurlab.work.joining import merge, taken_back
from darfurlab.work.people import Person as Person
from darfurlab.work.people import change_over as change_over
from darfurlab.work.people import people as people
from darfurlab.work.people import person as person
from darfurlab.work.people import traces as traces
from darfurlab.work.people import wipe as wipe
from darfurlab.work.record import (
    MAX_BYTES,
    NewerWork,
    Work,
    WorkError,
    blank,
    dump,
    now,
    same_student,
    stamped,
)
from darfurlab.work.record import count as count
from darfurlab.work.store import State as State
from darfurlab.work.store import read as read


@dataclass(frozen=True)
class Restored:
    """What an upload brought back, as (lesson, activity), and what it held besides, with reasons.

    `state` is None where nothing was brought back; `problem` says why, or what went wrong in
    saving. `stranger` is whose work it is where that must be asked first; `before` and `brought`
    are what was here and what came, for `undo`, and `copy` is where the former is kept as a file.
    """

    kept: tuple[tuple[str, str], ...] = ()
    left_out: tuple[dict[str, Any], ...] = ()
    problem: str = ""
    state: State | None = None
    stranger: Person | None = None
    before: Work | None = None
    brought: Work | None = None
    copy: Path | None = None


def work_path() -> Path:
    """Return where the work is kept: $DARFURLAB_WORK, or my-work.json in the current folder."""
    return Path(os.environ.get("DARFURLAB_WORK") or "my-work.json").expanduser().absolute()


def record(
    path: Path,
    lesson: str,
    activity: str,
    *,
    kind: str,
    answer: Any,
    result: str | None = "answered",
    beside: bool = False,
) -> State:
    """Keep an answer, or without a result a draft: what is begun and not yet checked.

    `beside`: what another tab left as a draft stays as an attempt, beside this answer.
    """

    def change(work: Work) -> Work:
        return with_answer(work, lesson, activity, kind, answer, result, beside=beside)

    try:
        change(blank(now()))
    except WorkError as error:
        state = read(path)
        why = f"This answer can't be kept: {error}. All that was saved before is unchanged."
        return replace(state, at=None, problem=f"{why} {state.problem}".strip())
    return store.update(path, change)


def describe(path: Path, names: str | None = None, course: str | None = None) -> State:
    """Keep the names that a student typed, between commas, or the course; an empty text is kept."""

    def change(work: Work) -> Work:
        if names is not None:
            work = {**work, "names": [n for n in map(_line, re.split("[,;\u060c\n]", names)) if n]}
        if course is not None:
            work = {key: value for key, value in work.items() if key != "course"}
            work |= {"course": _line(course)} if _line(course) else {}
        return work

    return store.update(path, change)


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:120].strip()


def export(path: Path) -> bytes:
    """Return the whole work as a file's bytes, with what could not be saved."""
    return dump(read(path).work)


def bring_back(
    path: Path, data: bytes | memoryview, unfit: Unfit, *, sure: bool = False
) -> Restored:
    """Join the work in an upload to what is here: all attempts of both stay, the newest counts.

    `unfit` says why an entry has no place in this pack, or nothing. What has none is kept in the
    file's `left_out`, and tried again later (see `try_again`). Where both hold answers of different
    students, nothing is done unless the caller is `sure`, and what was here is kept as a file.
    """
    try:
        upload = parse(bytes(data[: MAX_BYTES + 1]))
    except WorkError as error:
        newer = isinstance(error, NewerWork)
        todo = "Update darfurlab" if newer else "Choose a file that was saved from these lessons"
        why = f"The file was not loaded: {error}. Your work here is unchanged. {todo}."
        return Restored(problem=why)
    here, copy = read(path).work, None
    if count(here) and count(upload) and not same_student(here, upload):
        if not sure:
            return Restored(stranger=person(upload))
        try:
            copy = store.beside(store.real(path), f"before-{datetime.now():%Y%m%d-%H%M%S}")
            store.write(copy, stamped(here))
        except OSError as error:
            why, _ = saying.cause(error)
            said = "The file was not loaded: no copy of your own work could be made first"
            return Restored(problem=f"{said} ({why}). Your work here is unchanged.")
    kept, left = sort_out(upload, unfit)
    news = {**upload, "answers": kept, "left_out": left}
    if copy:  # another student's: whose work it is here stays as it is
        news = {
            key: value for key, value in news.items() if key not in ("student", "names", "course")
        }
        news["created"] = here["created"]
    state = store.update(path, lambda work: merge(work, news))
    back = tuple((lesson, activity) for lesson, ours in kept.items() for activity in ours)
    return Restored(back, tuple(left), state.problem, state, None, here, upload, copy)


def undo(path: Path, done: Restored) -> State:
    """Return to the work as it was before a file was brought back, with what was done since."""
    if not (done.before and done.brought):
        return read(path)
    before, brought = done.before, done.brought
    return store.update(path, lambda work: taken_back(work, before, brought))


def try_again(path: Path, unfit: Unfit) -> State:
    """Return the work as it stands, after trying again what had no place in it before."""
    state = read(path)
    if not state.work.get("left_out"):
        return state

    def change(work: Work) -> Work:
        found, left = sort_out({**work, "answers": {}}, unfit)
        rest = {key: value for key, value in work.items() if key != "left_out"}
        joined = merge(rest, {**rest, "answers": found})
        return {**joined, "left_out": left} if left else joined

    found = change(state.work)["answers"] != state.work["answers"]
    return store.update(path, change) if found else state
