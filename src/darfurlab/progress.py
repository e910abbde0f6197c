"""One student's work and one JSON file, my-work.json, beside the lessons.

Each answer is joined to what the file holds, under a lock that dies with its process, and written
to a new file that then takes the place of the old one: a killed kernel leaves the one or the other,
and lessons that are open at once lose nothing of each other's. What can't be written is held in
this process, is in every export, and goes out with the next answer. A damaged file is renamed and
kept; a file of a later version is left alone, and the work goes to my-work.v1.json beside it.

Nothing here raises for a student's answer, file, upload or disk: a problem comes back as sentences
for the student. The record itself is in `darfurlab.work`.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from darfurlab.work import (
    MAX_BYTES,
    VERSION,
    Entry,
    NewerWork,
    Unfit,
    Work,
    WorkError,
    blank,
    dump,
    merge,
    now,
    parse,
    sort_out,
    stamped,
    with_answer,
)

PATIENCE = 2.0  # seconds to wait for another lesson that is writing


@dataclass(frozen=True)
class State:
    """The work as this process knows it, and where it stands.

    `at` is when the file was last changed, None while there is none or some of the work is in
    memory only; `problem` is for the student to read; `set_aside` is where a damaged file went.
    """

    work: Work
    path: Path
    at: str | None
    problem: str = ""
    set_aside: Path | None = None

    def entry(self, lesson: str, activity: str) -> Entry | None:
        """Return what was done in one activity, or None."""
        entry: Entry | None = self.work["answers"].get(lesson, {}).get(activity)
        return entry


@dataclass(frozen=True)
class Restored:
    """What an upload brought back, as (lesson, activity), and what it held besides, with reasons.

    `state` is None where the upload was refused; `problem` says why, or what went wrong in saving.
    """

    kept: tuple[tuple[str, str], ...] = ()
    left_out: tuple[dict[str, Any], ...] = ()
    problem: str = ""
    state: State | None = None


def work_path() -> Path:
    """Return where the work is kept: $DARFURLAB_WORK, or my-work.json in the current folder."""
    return Path(os.environ.get("DARFURLAB_WORK") or "my-work.json").expanduser().absolute()


def read(path: Path) -> State:
    """Return the work in the file and in memory; a damaged file is set aside first."""
    path = _real(path)
    found = _look(path)
    if found.damage:
        return _update(path, lambda work: work)
    said = [found.newer] if found.newer else []
    if found.error:
        said.append(_not_saved(found, None, found.error))
    if path not in _unsaved:
        there = not found.error and found.path.exists()
        at = found.work["updated"] if there else None
        return State(found.work, found.path, at, " ".join(said))
    work = merge(found.work, _unsaved[path])
    return State(work, found.path, None, " ".join([*said, _HELD]))


def record(
    path: Path,
    lesson: str,
    activity: str,
    *,
    kind: str,
    answer: Any,
    result: str = "answered",
    draft: bool = False,
) -> State:
    """Keep an answer, or with `draft` what is begun and not yet checked (it has no result)."""

    def change(work: Work) -> Work:
        return with_answer(work, lesson, activity, kind, answer, None if draft else result)

    try:
        change(blank(now()))
    except WorkError as error:
        state = read(path)
        why = f"This answer can't be kept: {error}. All that was saved before is unchanged."
        return replace(state, at=None, problem=f"{why} {state.problem}".strip())
    return _update(path, change)


def set_name(path: Path, name: str) -> State:
    """Keep the name that a student typed; with an empty one, forget it."""
    typed = " ".join("".join(c if c.isprintable() else " " for c in name).split())[:120]

    def change(work: Work) -> Work:
        rest = {key: value for key, value in work.items() if key != "name"}
        return {**rest, "name": typed} if typed else rest

    return _update(path, change)


def export(path: Path) -> bytes:
    """Return the whole work as a file's bytes, with what could not be saved."""
    return dump(read(path).work)


def bring_back(path: Path, data: bytes | memoryview, unfit: Unfit) -> Restored:
    """Join the work in an upload to what is here: all attempts of both stay, the newest counts.

    `unfit` says why an entry has no place in this pack, or nothing. What has none is kept in the
    file's `left_out`, and tried again when that file is brought back.
    """
    try:
        upload = parse(bytes(data[: MAX_BYTES + 1]))
    except WorkError as error:
        newer = isinstance(error, NewerWork)
        todo = "Update darfurlab" if newer else "Choose a file that was saved from these lessons"
        why = f"The file was not brought back: {error}. Your work here is unchanged. {todo}."
        return Restored(problem=why)
    kept, left = sort_out(upload, unfit)
    news = {**upload, "answers": kept, "left_out": left}
    state = _update(path, lambda work: merge(work, news))
    back = tuple((lesson, activity) for lesson, ours in kept.items() for activity in ours)
    return Restored(back, tuple(left), state.problem, state)


# --- the file -------------------------------------------------------------------------------------

_unsaved: dict[Path, Work] = {}  # what this process has not been able to write


@dataclass(frozen=True)
class _Found:
    """What stands at a path: `damage` is why it is not whole, `error` why it can't be read."""

    path: Path
    work: Work
    damage: str = ""
    error: OSError | None = None
    newer: str = ""


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # so that a link is followed, not replaced


def _look(path: Path) -> _Found:
    nothing = blank(now())
    try:
        with path.open("rb") as file:
            return _Found(path, parse(file.read(MAX_BYTES + 1)))
    except FileNotFoundError:
        return _Found(path, nothing)
    except OSError as error:
        return _Found(path, nothing, error=error)
    except NewerWork as error:
        beside = _look(path.with_name(f"{path.stem}.v{VERSION}{path.suffix}"))
        return replace(beside, newer=_newer(path, beside.path, error))
    except WorkError as error:
        return _Found(path, nothing, damage=str(error))


def _update(path: Path, change: Callable[[Work], Work]) -> State:
    """Read, change and write in one; where that fails, hold the changed work in memory."""
    path, aside = _real(path), None

    def changed(found: _Found) -> Work:
        held = _unsaved.get(path)
        return stamped(change(merge(found.work, held) if held else found.work))

    found: _Found | None = None
    try:
        with _lock(path):
            found = _look(path)
            if found.error:
                raise found.error
            if found.damage:
                aside = _set_aside(found.path)
            work = changed(found)
            _write(found.path, work)
    except (OSError, RuntimeError) as error:  # RuntimeError: filelock, where the disk has no locks
        found = found or _look(path)
        work = _unsaved[path] = changed(found)
        return State(work, found.path, None, _not_saved(found, aside, error), aside)
    _unsaved.pop(path, None)
    return State(work, found.path, work["updated"], _damaged(found, aside), aside)


def _set_aside(path: Path) -> Path:
    """Rename a file to a name that is free, and return it."""
    stem = f"{path.stem}.damaged-{datetime.now():%Y%m%d-%H%M%S}"
    names = (f"{stem}{f'-{n}' if n else ''}{path.suffix}" for n in count())
    aside = next(each for each in map(path.with_name, names) if not each.exists())
    return path.rename(aside)


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    from filelock import FileLock  # slow to import, and who only reads never needs it

    lock = FileLock(path.with_name(f".{path.name}.lock"))
    lock.acquire(timeout=PATIENCE, poll_interval=0.01)
    try:
        yield
    finally:
        lock.release()


def _write(path: Path, work: Work) -> None:
    """Under the lock: write the whole file, or leave the old one."""
    data = dump(work)
    if len(data) > MAX_BYTES:
        raise OSError(errno.EFBIG, "")
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666
    if path.exists() and not (mode & 0o200 and os.access(path, os.W_OK)):
        raise PermissionError(errno.EACCES, "")
    new = path.with_name(f".{path.name}.new")  # always the same: a killed process leaves no litter
    try:
        new.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        handle = os.open(new, flags, mode)
        try:
            while data:
                data = data[os.write(handle, data) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        _replace(new, path)
    except OSError:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise


def _replace(new: Path, path: Path) -> None:
    for wait in (0.02, 0.1):
        try:
            return os.replace(new, path)
        except PermissionError:  # on Windows, while another program looks at the file
            time.sleep(wait)
    os.replace(new, path)


# --- what to say ----------------------------------------------------------------------------------

_READ_ONLY = ("the file or its folder is read-only", "Make both writable")
_CAUSES = {
    errno.ENOSPC: ("the disk is full", "Free some space"),
    errno.EDQUOT: ("your share of the disk is full", "Free some space"),
    errno.EFBIG: (f"it would pass {MAX_BYTES // 10**6} MB", "Go on in an empty folder"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _READ_ONLY),
}
_HELD = (
    "What you did last is in this open lesson and not on disk. It goes out with your next answer; "
    "to be safe, save a copy of your work now."
)


def _not_saved(found: _Found, aside: Path | None, error: Exception) -> str:
    cause = (str(error) or type(error).__name__, "See what stands at that place")
    if isinstance(error, TimeoutError):
        cause = ("another lesson holds the file", "Close the other lesson if it is stuck")
    elif isinstance(error, OSError):
        cause = _CAUSES.get(error.errno or 0, (error.strerror or cause[0], cause[1]))
    why, todo = cause
    what = "opened" if error is found.error else "saved"
    return (
        f"{_damaged(found, aside)} Your work could not be {what} at {found.path}: {why}. It is "
        f"held in this open lesson, and your next answer tries again. {todo}, or save a copy of "
        "your work now."
    ).strip()


def _damaged(found: _Found, aside: Path | None) -> str:
    if not found.damage:
        return ""
    kept = f"It is kept as {aside.name}; a new file begins." if aside else "It is left as it is."
    return (
        f"{found.path} could not be used: {found.damage}. {kept} If you have a copy of your work, "
        "bring it back."
    )


def _newer(path: Path, beside: Path, error: Exception) -> str:
    return (
        f"{path} comes from a newer darfurlab: {error}. It is left as it is, and what you do here "
        f"goes to {beside.name} beside it. Update darfurlab to go on with the newer file."
    )
