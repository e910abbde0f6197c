"""What is said to a student where the file could not be read or written, and what to do."""

from __future__ import annotations

import errno
from pathlib import Path

from darfurlab.work.record import MAX_BYTES

_READ_ONLY = ("the file or its folder is read-only", "Make both writable")
_CAUSES = {
    errno.ENOSPC: ("the disk is full", "Free some space"),
    errno.EDQUOT: ("your share of the disk is full", "Free some space"),
    errno.EFBIG: (f"it would pass {MAX_BYTES // 10**6} MB", "Go on in an empty folder"),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _READ_ONLY),
}
HELD = (
    "Your last answer is in this open lesson and not in the file. The program saves both with your "
    "next answer. To be safe, save a copy of your work now."
)


def cause(error: Exception) -> tuple[str, str]:
    """Return why the file could not be used, in words, and what to do about it."""
    why, todo = str(error) or type(error).__name__, "See what stands at that place"
    if isinstance(error, TimeoutError):
        return "another lesson holds the file", "Close the other lesson if it is stuck"
    if isinstance(error, OSError):
        return _CAUSES.get(error.errno or 0, (error.strerror or why, todo))
    return why, todo


def not_saved(path: Path, error: Exception, what: str = "saved") -> str:
    """Return what is said where the file could not be saved, or opened."""
    why, todo = cause(error)
    return (
        f"Your work could not be {what} at {path}: {why}. It is held in this open lesson, and your "
        f"next answer tries again. {todo}, or save a copy of your work now."
    )


def damaged(path: Path, damage: str, aside: Path | None) -> str:
    """Return what is said of a file that is not whole, "" where no damage was found."""
    if not damage:
        return ""
    kept = f"It is kept as {aside.name}; a new file begins." if aside else "It is left as it is."
    what = f"{path} could not be used: {damage}. {kept}"
    return f"{what} If you have a copy of your work, load the copy."


def newer(path: Path, beside: Path, error: Exception) -> str:
    """Return what is said of a file that a later version of the pack wrote."""
    return (
        f"{path} comes from a newer darfurlab: {error}. It is left as it is, and what you do here "
        f"goes to {beside.name} beside it. Update darfurlab to go on with the newer file."
    )
