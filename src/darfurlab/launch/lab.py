"""A student's own working copy of the lessons, and JupyterLab opened on it.

Deciding is apart from doing: `plan` says what would be written, `carry_out` writes it. A file that
a student has changed is never written over; a newer lesson is put beside it. The line that says
whose course it is and who helps is ours, and it alone is renewed in a lesson that a student has
changed. A lesson is copied without the outputs that answer a prediction, and without the numbers of
a run.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from darfurlab.datasets import folders
from darfurlab.questions import course, course_file
from darfurlab.upstream import without_grammars
from darfurlab.work.whole import write_whole

OWN = ".darfurlab"  # what the pack keeps in a student's folder: what it copied, and Lab's layout
INSTRUCTOR = "instructor"  # the folder of the pages for instructors, with answers
REVEAL = "reveal"  # the tag of a cell that shows what a student was asked to predict


@dataclass(frozen=True)
class Copy:
    """One file to write: `source` within the lessons, `target` within the student's folder."""

    source: str
    target: str
    reason: str


def handed_over(path: Path, own: course.Course = course.WHOLE) -> bytes:
    """Return a file of the lessons as a student gets it: no prediction is answered beforehand.

    No cell has a number either, for a number says that this student ran the cell. `own`: a course,
    to which a lesson is cut.
    """
    content = path.read_bytes()
    if path.suffix != ".ipynb" or b'"execution_count"' not in content:
        return content
    lesson = json.loads(content)
    if own != course.WHOLE and path.parent.name != INSTRUCTOR:
        number = re.match(r"\d\d(?=-)", path.name)
        lesson = course.cut(lesson, number[0] if number else "", own)
    for cell in lesson["cells"]:
        if "execution_count" in cell:
            cell["execution_count"] = None
        if REVEAL in cell["metadata"].get("tags", ()):
            cell["outputs"] = []
    return json.dumps(lesson, ensure_ascii=False, separators=(",", ":")).encode()


def _files(folder: Path) -> dict[str, Path]:
    """Return every lesson file below a folder, by its path with forward slashes."""
    below = {path.relative_to(folder): path for path in sorted(folder.rglob("*"))}
    return {
        name.as_posix(): path
        for name, path in below.items()
        if name.suffix in (".ipynb", ".md")
        and not any(part.startswith(".") for part in name.parts)  # checkpoints, Lab's own
        and path.is_file()
    }


def fingerprints(folder: Path) -> dict[str, str]:
    """Return a print of every lesson file below a folder, by its path with forward slashes.

    It is the SHA-256 of the file; of a notebook that can be read there follows, after a space, that
    of what is written in its cells, which stays the same when a lesson is run.
    """
    return {name: _print(path.read_bytes()) for name, path in _files(folder).items()}


def plan(
    lessons: Mapping[str, str], copied: Mapping[str, str], there: Mapping[str, str], release: str
) -> list[Copy]:
    """Return what must be written so that every lesson is at hand and nothing of theirs is lost.

    `lessons`, `copied`, `there`: path → fingerprint of the lessons, of what was copied last time,
    of what stands in the folder now. `release`: the version, for the name of a newer lesson that
    must stand beside a changed one.
    """
    todo = []
    for name, newest in lessons.items():
        theirs, before = there.get(name), copied.get(name)
        stem, dot, ending = name.rpartition(".")
        beside = f"{stem}.new-{release}{dot}{ending}"
        if theirs is None:
            todo.append(Copy(name, name, "new"))
        elif newest in (theirs, before):
            continue  # up to date, or changed by the student only
        elif theirs == before:
            todo.append(Copy(name, name, "updated; you had not changed it"))
        elif _written(newest) in (_written(theirs), _written(before)):
            continue  # other outputs, or another line of the course
        elif _written(theirs) == _written(before):
            todo.append(
                Copy(name, name, "updated; you had run it, and changed nothing: run it again")
            )
        elif beside not in there or _written(there[beside]) == _written(copied.get(beside)):
            todo.append(Copy(name, beside, f"newer; your changed {name} is kept as it is"))
    return todo


def carry_out(todo: Sequence[Copy], lessons: Mapping[str, bytes], folder: Path) -> None:
    """Write each file under a temporary name, then rename it, and remember what was copied.

    `lessons`: what is handed over, by its path. New files are remembered first: where the disk is
    full on the way, none that was written counts as the student's own afterwards. What takes the
    place of an older file is remembered last.
    """
    kept = _copied(folder)
    prints = {s.target: _print(lessons[s.source]) for s in todo}
    new = {name: print_ for name, print_ in prints.items() if not (folder / name).exists()}
    if new:
        _remember(folder, {**kept, **new})
    for step in todo:
        target = folder / step.target
        target.parent.mkdir(parents=True, exist_ok=True)
        write_whole(target, lessons[step.source])
    # A lesson put beside a changed one counts as handed over too.
    beside = {s.source: prints[s.target] for s in todo if s.source != s.target}
    _remember(folder, {**kept, **prints, **beside})


def _print(content: bytes) -> str:
    whole = hashlib.sha256(content).hexdigest()
    try:
        cells = [c for c in json.loads(content)["cells"] if c.get("id") != course.TOP]
        written = [[cell["cell_type"], "".join(cell["source"])] for cell in cells]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return whole
    return f"{whole} {hashlib.sha256(json.dumps(written).encode()).hexdigest()}"


def _written(print_: str | None) -> str:
    """Return the print of what is written in a file's cells, else of the file."""
    return (print_ or "").rpartition(" ")[2]


def _remember(folder: Path, copied: Mapping[str, str]) -> None:
    memory = folder / OWN / "copied.json"
    memory.parent.mkdir(parents=True, exist_ok=True)
    write_whole(memory, (json.dumps(copied, indent=1, sort_keys=True) + "\n").encode())


def _copied(folder: Path) -> dict[str, str]:
    try:
        found = json.loads((folder / OWN / "copied.json").read_text(encoding="utf-8"))
        return {str(k): str(v) for k, v in found.items()}
    except (OSError, ValueError, AttributeError):
        return {}  # then every file that differs counts as the student's own


def with_course(folder: Path, file: Path, own: course.Course) -> list[str]:
    """Bring a course's file beside the lessons, and its line into those that were handed over.

    Return what is to be said of lessons: that the line is new, or that the course has it no more.
    """
    if file.parent.resolve() != folder:
        write_whole(folder / course_file.NAME, file.read_bytes())
    said, ours = [], _copied(folder)
    for path in folders.lessons(folder):
        if path.name not in ours:
            continue
        if not own.has(path.name[:2]):
            said.append(f"{path.name}: not in your course; it is kept, and you can delete it")
        with suppress(ValueError, LookupError, TypeError, AttributeError, RecursionError):
            lesson = json.loads(path.read_text(encoding="utf-8"))
            if new := course.retold(lesson, path.name[:2], own):
                write_whole(path, json.dumps(new, ensure_ascii=False, indent=1).encode())
                said.append(f"{path.name}: who helps and when is renewed; all else is kept")
    return said


def working_copy(
    folder: Path, own: course.Course = course.WHOLE, instructor: bool = False
) -> list[Copy]:
    """Bring the lessons into a folder, which is made if need be; return what was written.

    Of a course, its lessons alone. `instructor`: also the pages for instructors, with answers.
    """
    source = folders.lessons_folder()
    folder.mkdir(parents=True, exist_ok=True)
    numbered = {path.name for path in folders.lessons(source) if own.has(path.name[:2])}
    away = r"\d\d\D.*\.ipynb$" + ("" if instructor else f"|{INSTRUCTOR}/")
    ours = {
        name: handed_over(path, own)
        for name, path in _files(source).items()
        if name in numbered or not re.match(away, name)
    }
    prints = {name: _print(content) for name, content in ours.items()}
    todo = plan(prints, _copied(folder), fingerprints(folder), version("darfurlab"))
    carry_out(todo, ours, folder)
    return todo


def first_lesson(folder: Path) -> str:
    """Return the name of the first of the pack's lessons that is in a folder."""
    ours = (path.name for path in folders.lessons(folders.lessons_folder()))
    return next((name for name in ours if (folder / name).is_file()), "")


def arguments(folder: Path, extra: Sequence[str]) -> list[str]:
    """Return what JupyterLab is started with: this folder, its first lesson, its own layout."""
    return [
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{first_lesson(folder)}",
        f"--LabApp.workspaces_dir={folder / OWN / 'workspaces'}",
        *extra,
    ]


def _lab_app() -> Any:
    with without_grammars():
        from jupyterlab.labapp import LabApp
    return LabApp


def takes_value(option: str) -> bool | None:
    """Return whether JupyterLab takes the next word as this option's value; None: unknown to it.

    `option`: as it is typed, with its dashes. JupyterLab's own lists decide, and its server's.
    """
    app = _lab_app()
    from jupyter_server import serverapp

    def typed(*lists: Mapping[Any, Any]) -> set[str]:
        keys = (key for names in lists for key in names)
        names = (name for key in keys for name in ((key,) if isinstance(key, str) else key))
        return {f"-{name}" if len(name) == 1 else f"--{name}" for name in names}

    stops = {"--help-all", "--version", "-V"}
    if option in stops | typed(serverapp.flags, app.flags):
        return False
    known = re.fullmatch(r"--?[A-Za-z]\w*(\.\w+)+", option)  # --Class.trait
    return True if known or option in typed(serverapp.aliases, app.aliases) else None


def open_lab(folder: Path, extra: Sequence[str]) -> None:
    """Start JupyterLab on a folder; returns when it is shut down.

    The pack's settings (no news prompt, pages of passages shown as pages, saved notebooks without
    views of widgets) come in as defaults by JUPYTER_CONFIG_PATH, its kernel and its extension of
    JupyterLab by JUPYTER_PATH: nothing is written into the user's own configuration, whose settings
    still win.
    """
    here = Path(__file__).parent
    for variable, offered in (("JUPYTER_CONFIG_PATH", "jupyter"), ("JUPYTER_PATH", "share")):
        given = os.environ.get(variable)
        os.environ[variable] = os.pathsep.join([str(here / offered), *([given] if given else [])])
    os.environ["DARFURLAB_WORK"] = str(folder / "my-work.json")
    _lab_app().launch_instance(argv=arguments(folder, extra))
