"""Several people in one folder: who works now, whose work is put away, and what each one leaves.

The work of one is put away as my-work.ID.json while another works.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from darfurlab.work import saying, store
from darfurlab.work.intake import parse
from darfurlab.work.joining import merge
from darfurlab.work.record import Work, WorkError, blank, count, now, stamped
from darfurlab.work.store import State, look, read, real


@dataclass(frozen=True)
class Person:
    """One student's work as far as others need to know it; `names` may be empty."""

    student: str
    names: tuple[str, ...]
    answers: int
    at: str


def person(work: Work) -> Person:
    """Return whose work this is; work that has no id yet goes by the moment of its begin."""
    student = work.get("student") or work["created"]
    return Person(student, tuple(work.get("names", ())), count(work), work["updated"])


def people(path: Path) -> list[Person]:
    """Return whose work is put away in the folder, the last to work first; never who works now."""
    path, found = real(path), []
    for each in path.parent.glob(f"{path.stem}.*{path.suffix}"):
        if re.fullmatch("[0-9a-f]{16}", each.stem.rpartition(".")[2]):
            theirs = look(each)
            if count(theirs.work):
                found.append(person(theirs.work))
    return sorted(found, key=lambda each: each.at, reverse=True)


def change_over(path: Path, student: str = "") -> State:
    """Put the work that is here away, and take up what is put away of another student, if any.

    Nothing is deleted before it stands in another file. Where the disk refuses, all stays.
    """
    path, nothing = real(path), blank(now())
    try:
        with store.lock(path):
            found = look(path)
            here = stamped(store.with_unsaved(found, path))
            if count(here):
                away = path.with_name(f"{path.stem}.{here['student']}{path.suffix}")
                old = look(away)
                store.write(away, merge(old.work, here) if count(old.work) else here)
            theirs = path.with_name(f"{path.stem}.{student}{path.suffix}")
            back = look(theirs).work if re.fullmatch("[0-9a-f]{16}", student) else nothing
            if count(back):
                store.write(found.path, back)
                theirs.unlink()
            else:
                found.path.unlink(missing_ok=True)
            store.unsaved.pop(path, None)
    except (OSError, RuntimeError) as error:
        state, found = read(path), look(path)
        said = [saying.damaged(found.path, found.damage, None), saying.not_saved(found.path, error)]
        return replace(state, problem=" ".join(filter(None, said)))
    return read(path)


def traces(path: Path) -> list[Path]:
    """Return every file in the folder that holds this student's answers, hidden ones too.

    Reports and memos that were saved here count; the work of others that is put away does not.
    """
    path = real(path)
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


def wipe(path: Path) -> str:
    """Delete every trace of this student's work in the folder; return what could not be deleted.

    What this process holds in memory goes too.
    """
    path, stay = real(path), []
    for each in traces(path):
        try:
            each.unlink()
        except OSError:
            stay.append(each.name)
    store.unsaved.pop(path, None)
    return f"These could not be deleted: {', '.join(stay)}. Delete them by hand." if stay else ""
