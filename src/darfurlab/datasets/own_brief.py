"""A person's own copy of the brief, beside the lessons: the words of a passage, to be shown only.

The pack does not carry the brief. What is read here goes to the screen, and into no file: no view,
no output that is saved, no export.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from darfurlab.datasets import folders, pack, verify
from darfurlab.datasets.cells import choices
from darfurlab.datasets.problem import DataError, Problem

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


def passage_text(passage: str) -> str:
    """Return a passage as the copy has it, with plain quotes; "" where it is not in the copy.

    Raises `UnreadableBriefError` where there is no copy or it cannot be read, `DataError` for an id
    that is no passage's.
    """
    if passage not in pack.passage_labels():
        accepted = choices(pack.passage_labels(), passage)
        raise DataError([Problem("passages.csv", 0, "passage", passage, accepted)])
    copy = path()
    if copy is None:
        raise verify.UnreadableBriefError(
            f"no copy of the brief is beside the lessons; accepted: {', '.join(NAMES)}"
        )
    return _texts(copy, copy.stat().st_mtime_ns).get(passage, "")


def shown(passage: str) -> str:
    """Return what a reader sees for a passage: its words, or why they are not here."""
    try:
        return passage_text(passage) or NOT_THERE
    except verify.UnreadableBriefError as err:
        return f"Your copy of the brief cannot be read: {err}."
