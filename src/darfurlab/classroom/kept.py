"""What `darfurlab collect` leaves beside the class table, and how one student is taken out of it.

CLASS.csv is the table. CLASS-files.csv lists every file of the folder with its student: it holds
the names of files, in which systems write people's names. CLASS-salt.txt makes the pseudonyms: the
same in every later table, and without it nobody can tell from a work file which one is its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from pathlib import Path

from darfurlab.classroom import cells


def files_of(table: Path) -> Path:
    """Return the place of the list of files beside a class table."""
    return table.with_name(f"{table.stem}-files.csv")


def salt_of(table: Path) -> Path:
    """Return the place of the salt beside a class table."""
    return table.with_name(f"{table.stem}-salt.txt")


def pseudonym(student: str, salt: str) -> str:
    """Return what a student is called: the same for one salt, and no way back without it."""
    return f"s-{blake2b(student.encode(), key=salt.encode()[:64], digest_size=5).hexdigest()}"


def without(data: bytes, named: Sequence[str]) -> tuple[bytes, list[dict[str, str]]]:
    """Return a table of ours without the rows of a student, and these rows.

    `named`: what the student may be called in the column `student`.
    """
    header, *rows = cells.read(data)
    at = header.index("student")
    gone = [dict(zip(header, row, strict=False)) for row in rows if row[at] in named]
    kept = [row for row in rows if row[at] not in named]
    return b"\xef\xbb\xbf" + cells.lines([header, *kept]), gone
