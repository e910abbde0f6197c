"""The file my-work.json: read, changed and written in one, under a lock that dies with its process.

What is written is a new file that then takes the place of the old one: a killed kernel leaves the
one or the other, and lessons that are open at once lose nothing of each other's. What can't be
written is held in this process and goes out with the next change.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count as numbers
from pathlib import Path
from typing import Any

from darfurlab.work import record, saying
from darfurlab.work.intake import parse
from darfurlab.work.joining import merge
from darfurlab.work.record import VERSION, Entry, NewerWork, Work, WorkError
from darfurlab.work.whole import write_whole

PATIENCE = 2.0  # seconds to wait for another lesson that is writing

unsaved: dict[Path, Work] = {}  # what this process has not been able to write


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

    def left_out(self, lesson: str, activity: str) -> list[dict[str, Any]]:
        """Return what the file holds of an activity without a place here, each with its reason."""
        left = self.work.get("left_out", ())
        return [o for o in left if (o["lesson"], o["activity"]) == (lesson, activity)]


@dataclass(frozen=True)
class Found:
    """What stands at a path: `damage` is why it is not whole, `error` why it can't be read."""

    path: Path
    work: Work
    damage: str = ""
    error: OSError | None = None
    newer: str = ""


def real(path: Path) -> Path:
    """Return where a path leads, so that a link is followed, not replaced."""
    return Path(os.path.realpath(path))


def look(path: Path) -> Found:
    """Return what stands at a path; nothing is changed there."""
    nothing = record.blank(record.now())
    try:
        with path.open("rb") as file:
            return Found(path, parse(file.read(record.MAX_BYTES + 1)))
    except FileNotFoundError:
        return Found(path, nothing)
    except OSError as error:
        return Found(path, nothing, error=error)
    except NewerWork as error:
        other = look(path.with_name(f"{path.stem}.v{VERSION}{path.suffix}"))
        return replace(other, newer=saying.newer(path, other.path, error))
    except WorkError as error:
        return Found(path, nothing, damage=str(error))


def with_unsaved(found: Found, path: Path) -> Work:
    """Return the work that was found, with what this process could not write at that path."""
    return merge(found.work, unsaved[path]) if path in unsaved else found.work


def read(path: Path) -> State:
    """Return the work in the file and in memory; a damaged file is set aside first."""
    path = real(path)
    found = look(path)
    if found.damage:
        return update(path, lambda work: work)
    said = [found.newer] if found.newer else []
    if found.error:
        said.append(saying.not_saved(found.path, found.error, "opened"))
    at = found.work["updated"] if not found.error and found.path.exists() else None
    if path in unsaved:
        said, at = [*said, saying.HELD], None
    return State(with_unsaved(found, path), found.path, at, " ".join(said))


def update(path: Path, change: Callable[[Work], Work]) -> State:
    """Read, change and write in one; where that fails, hold the changed work in memory."""
    path, aside, problem = real(path), None, ""
    found: Found | None = None
    try:
        with lock(path):
            found = look(path)
            if found.error:
                raise found.error
            if found.damage:
                free = beside(found.path, f"damaged-{datetime.now():%Y%m%d-%H%M%S}")
                aside = found.path.rename(free)
            work = record.stamped(change(with_unsaved(found, path)))
            write(found.path, work)
    except (OSError, RuntimeError) as error:  # RuntimeError: filelock, where the disk has no locks
        found = found or look(path)
        work = unsaved[path] = record.stamped(change(with_unsaved(found, path)))
        what = "opened" if error is found.error else "saved"
        problem = saying.not_saved(found.path, error, what)
    else:
        unsaved.pop(path, None)
    said = filter(None, [saying.damaged(found.path, found.damage, aside), problem])
    at = None if problem else work["updated"]
    return State(work, found.path, at, " ".join(said), aside)


def beside(path: Path, word: str) -> Path:
    """Return a name beside a file that is still free."""
    names = (f"{path.stem}.{word}{f'-{n}' if n else ''}{path.suffix}" for n in numbers())
    return next(each for each in map(path.with_name, names) if not each.exists())


@contextmanager
def lock(path: Path) -> Iterator[None]:
    """Hold the file for this process; raises `TimeoutError` where another one does not let go."""
    from filelock import FileLock  # slow to import, and who only reads never needs it

    lock = FileLock(path.with_name(f".{path.name}.lock"))
    lock.acquire(timeout=PATIENCE, poll_interval=0.01)
    try:
        yield
    finally:
        lock.release()


def write(path: Path, work: Work) -> None:
    """Under the lock: write the whole file, or leave the old one."""
    data = record.dump(work)
    if len(data) > record.MAX_BYTES:
        raise OSError(errno.EFBIG, "")
    if path.exists() and not (path.stat().st_mode & 0o200 and os.access(path, os.W_OK)):
        raise PermissionError(errno.EACCES, "")
    write_whole(path, data)
