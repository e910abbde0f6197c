"""One student's work and one JSON file, my-work.json, beside the lessons.

Each answer is joined to what the file holds, under a lock that dies with its process, and written
to a new file that then takes the place of the old one: a killed kernel leaves the one or the other,
and lessons that are open at once lose nothing of each other's. What can't be written is held in
this process, is in every export, and goes out with the next answer. A damaged file is renamed and
kept; a file of a later version is left alone, and the work goes to my-work.v2.json beside it.

Two people can share a folder: the work of one is put away as my-work.ID.json while another works.

Nothing here raises for a student's answer, file, upload or disk: a problem comes back as sentences
for the student. The record itself is in `darfurlab.work`.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count as numbers
from pathlib import Path
from typing import Any

from darfurlab.work.record import (
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
    merge_entries,
    now,
    parse,
    same_student,
    sort_out,
    stamped,
    taken_back,
    with_answer,
)
from darfurlab.work.whole import write_whole

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

    def left_out(self, lesson: str, activity: str) -> list[dict[str, Any]]:
        """Return what the file holds of an activity without a place here, each with its reason."""
        left = self.work.get("left_out", ())
        return [o for o in left if (o["lesson"], o["activity"]) == (lesson, activity)]


@dataclass(frozen=True)
class Person:
    """One student's work as far as others need to know it; `names` may be empty."""

    student: str
    names: tuple[str, ...]
    answers: int
    at: str


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
    beside: bool = False,
) -> State:
    """Keep an answer, or with `draft` what is begun and not yet checked (it has no result).

    `beside`: what another tab left as a draft stays as an attempt, beside this answer.
    """

    def change(work: Work) -> Work:
        given = None if draft else result
        return with_answer(work, lesson, activity, kind, answer, given, beside=beside)

    try:
        change(blank(now()))
    except WorkError as error:
        state = read(path)
        why = f"This answer can't be kept: {error}. All that was saved before is unchanged."
        return replace(state, at=None, problem=f"{why} {state.problem}".strip())
    return _update(path, change)


def describe(path: Path, names: str | None = None, course: str | None = None) -> State:
    """Keep the names that a student typed, between commas, or the course; an empty text is kept."""

    def change(work: Work) -> Work:
        if names is not None:
            work = {**work, "names": [n for n in map(_line, re.split("[,;\u060c\n]", names)) if n]}
        if course is not None:
            work = {key: value for key, value in work.items() if key != "course"}
            work |= {"course": _line(course)} if _line(course) else {}
        return work

    return _update(path, change)


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:120].strip()


def export(path: Path) -> bytes:
    """Return the whole work as a file's bytes, with what could not be saved."""
    return dump(read(path).work)


def count(work: Work) -> int:
    """Return in how many activities something was done."""
    return sum(map(len, work["answers"].values()))


def person(work: Work) -> Person:
    """Return whose work this is; work that has no id yet goes by the moment of its begin."""
    student = work.get("student") or work["created"]
    return Person(student, tuple(work.get("names", ())), count(work), work["updated"])


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
        why = f"The file was not brought back: {error}. Your work here is unchanged. {todo}."
        return Restored(problem=why)
    here, copy = read(path).work, None
    if count(here) and count(upload) and not same_student(here, upload):
        if not sure:
            return Restored(stranger=person(upload))
        try:
            copy = _beside(_real(path), f"before-{datetime.now():%Y%m%d-%H%M%S}")
            _write(copy, stamped(here))
        except OSError as error:
            why = _CAUSES.get(error.errno or 0, (error.strerror or "it was refused", ""))[0]
            said = "The file was not brought back: no copy of your own work could be made first"
            return Restored(problem=f"{said} ({why}). Your work here is unchanged.")
    kept, left = sort_out(upload, unfit)
    news = {**upload, "answers": kept, "left_out": left}
    if copy:  # another student's: whose work it is here stays as it is
        news = {
            key: value for key, value in news.items() if key not in ("student", "names", "course")
        }
        news["created"] = here["created"]
    state = _update(path, lambda work: merge(work, news))
    back = tuple((lesson, activity) for lesson, ours in kept.items() for activity in ours)
    return Restored(back, tuple(left), state.problem, state, None, here, upload, copy)


def undo(path: Path, done: Restored) -> State:
    """Return to the work as it was before a file was brought back, with what was done since."""
    if not (done.before and done.brought):
        return read(path)
    before, brought = done.before, done.brought
    return _update(path, lambda work: taken_back(work, before, brought))


def try_again(path: Path, unfit: Unfit) -> State:
    """Return the work as it stands, after trying again what had no place in it before."""
    state = read(path)
    if not state.work.get("left_out"):
        return state

    def change(work: Work) -> Work:
        found, left = sort_out({**work, "answers": {}}, unfit)
        answers = {lesson: dict(entries) for lesson, entries in work["answers"].items()}
        for lesson, entries in found.items():
            ours = answers.setdefault(lesson, {})
            ours |= {a: merge_entries(ours.get(a, e), e) for a, e in entries.items()}
        rest = {key: value for key, value in work.items() if key != "left_out"}
        return {**rest, "answers": answers, **({"left_out": left} if left else {})}

    found = change(state.work)["answers"] != state.work["answers"]
    return _update(path, change) if found else state


# --- several people in one folder -----------------------------------------------------------------


def people(path: Path) -> list[Person]:
    """Return whose work is put away in the folder, the last to work first; never who works now."""
    path, found = _real(path), []
    for each in path.parent.glob(f"{path.stem}.*{path.suffix}"):
        if re.fullmatch("[0-9a-f]{16}", each.stem.rpartition(".")[2]):
            theirs = _look(each)
            if count(theirs.work):
                found.append(person(theirs.work))
    return sorted(found, key=lambda each: each.at, reverse=True)


def change_over(path: Path, student: str = "") -> State:
    """Put the work that is here away, and take up what is put away of another student, if any.

    Nothing is deleted before it stands in another file. Where the disk refuses, all stays.
    """
    path, nothing = _real(path), blank(now())
    try:
        with _lock(path):
            found = _look(path)
            held = _unsaved.get(path)
            here = stamped(merge(found.work, held) if held else found.work)
            if count(here):
                away = path.with_name(f"{path.stem}.{here['student']}{path.suffix}")
                old = _look(away)
                _write(away, merge(old.work, here) if count(old.work) else here)
            theirs = path.with_name(f"{path.stem}.{student}{path.suffix}")
            back = _look(theirs).work if re.fullmatch("[0-9a-f]{16}", student) else nothing
            if count(back):
                _write(found.path, back)
                theirs.unlink()
            else:
                found.path.unlink(missing_ok=True)
            _unsaved.pop(path, None)
    except (OSError, RuntimeError) as error:
        state = read(path)
        return replace(state, problem=_not_saved(_look(path), None, error))
    return read(path)


def traces(path: Path) -> list[Path]:
    """Return every file in the folder that holds this student's answers, hidden ones too.

    Reports and memos that were saved here count; the work of others that is put away does not.
    """
    path = _real(path)
    mine, name = read(path).work.get("student"), re.escape(path.stem)
    ours = re.compile(rf"\.?~?({name}|my-report|my-memo)[^/]*\.(json|html|md)\b.*", re.IGNORECASE)
    found = []
    for folder in (path.parent, path.parent / ".ipynb_checkpoints"):
        for each in sorted(folder.iterdir()) if folder.is_dir() else ():
            if ours.fullmatch(each.name) and each.is_file() and not _others(each, mine, path):
                found.append(each)
    return found


def _others(each: Path, mine: str | None, path: Path) -> bool:
    """Say whether a file is no trace of this student: another's work, or something else."""
    if each == path or each.name.startswith((".", "my-report", "my-memo")):
        return False
    with suppress(OSError):
        content = each.read_bytes()
        with suppress(WorkError):
            return parse(content).get("student") not in (mine, None)
        return b"darfurlab-work" not in content and ".damaged-" not in each.name
    return False


def wipe(path: Path) -> tuple[list[str], str]:
    """Delete every trace of this student's work in the folder; return their names, and a problem.

    What this process holds in memory goes too. What cannot be deleted is named in the problem.
    """
    path, gone, stay = _real(path), [], []
    for each in traces(path):
        try:
            each.unlink()
            gone.append(each.name)
        except OSError:
            stay.append(each.name)
    _unsaved.pop(path, None)
    why = f"These could not be deleted: {', '.join(stay)}. Delete them by hand." if stay else ""
    return gone, why


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
    return path.rename(_beside(path, f"damaged-{datetime.now():%Y%m%d-%H%M%S}"))


def _beside(path: Path, word: str) -> Path:
    """Return a name beside a file that is still free."""
    names = (f"{path.stem}.{word}{f'-{n}' if n else ''}{path.suffix}" for n in numbers())
    return next(each for each in map(path.with_name, names) if not each.exists())


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
    if path.exists() and not (path.stat().st_mode & 0o200 and os.access(path, os.W_OK)):
        raise PermissionError(errno.EACCES, "")
    write_whole(path, data)


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
