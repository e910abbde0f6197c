"""A person's own copy of the brief, beside the lessons: the words of a passage, to be shown only.

The pack does not carry the brief. What is read here goes to the screen, and into no file: no view,
no output that is saved, no export.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from darfurlab.datasets import folders, pack, verify

NOT_THERE = (
    "Your copy of the brief does not have this passage, or has it in other words. The command "
    "darfurlab verify compares your copy with the list of passages."
)
NAMES = ("brief.txt", "brief.md", "brief.pdf")


def path() -> Path | None:
    """Return where the copy is, None where there is none: beside the lesson, or in a folder above.

    Text comes first: where both are there, a PDF needs one more package.
    """
    return next((Path(near).resolve() for near in map(folders.near, NAMES) if near), None)


@cache
def _texts(copy: Path, _changed: int) -> dict[str, str]:
    return verify.texts(verify.read_brief(copy), pack.table("passages").rows)


def shown(passage: str) -> str:
    """Return what a reader sees for a passage, with plain quotes: its words, or why they lack."""
    why = f"no copy of the brief is beside the lessons; accepted: {', '.join(NAMES)}"
    if copy := path():
        try:
            return _texts(copy, copy.stat().st_mtime_ns).get(passage, NOT_THERE)
        except verify.UnreadableBriefError as err:
            why = str(err)
    return f"Your copy of the brief cannot be read: {why}."
