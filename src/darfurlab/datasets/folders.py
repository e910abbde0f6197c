"""Every place that is found on disk: data, lessons, questions, a page beside a lesson."""

from __future__ import annotations

import os
import re
from importlib.resources import files
from pathlib import Path

OWN = "darfurlab-data"  # a copy of one's own of the data, beside the lessons


def pack_data() -> Path:
    """Return the folder of the data that came with the pack: in the wheel, else by the sources."""
    inside = Path(str(files("darfurlab"))) / "_data"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "data"


def data_folder() -> Path:
    """Return the folder of the data: a copy of one's own beside the lessons, else the pack's.

    A copy of one's own is `darfurlab-data` in the current folder, which in a lesson is its own.
    """
    return Path(OWN).resolve() if Path(OWN).is_dir() else pack_data()


def lessons_folder() -> Path:
    """Return the folder of the lessons: inside an installed wheel, else beside the sources."""
    inside = Path(str(files("darfurlab"))) / "_notebooks"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[3] / "notebooks"


def lessons(folder: Path) -> list[Path]:
    """Return the lessons in a folder, in order: one a number, and no copy of one.

    A copy has a longer name than its lesson, whatever made it: `00-start-here-Copy1`.
    """
    found: dict[str, Path] = {}
    for path in sorted(folder.glob("[0-9][0-9]-*.ipynb"), key=lambda path: len(path.name)):
        if re.fullmatch(r"\d\d(-[a-z0-9]+)+\.ipynb", path.name) and path.is_file():
            found.setdefault(path.name[:2], path)
    return [found[number] for number in sorted(found)]


def questions() -> Path:
    """Return the folder of the question bank."""
    return data_folder() / "questions"


def near(name: str) -> str:
    """Return a page of the lessons as a link from the current folder, "" where it is not found.

    It stands beside a lesson. Where a lesson was moved, the folders above are looked through, and
    the folder of the student's work, which is that of the lessons.
    """
    here = Path.cwd()
    work = os.environ.get("DARFURLAB_WORK")
    for folder in (here, *list(here.parents)[:3], *([Path(work).parent] if work else [])):
        if (folder / name).is_file():
            try:
                return Path(os.path.relpath(folder / name, here)).as_posix()
            except ValueError:  # on another drive
                continue
    return ""
