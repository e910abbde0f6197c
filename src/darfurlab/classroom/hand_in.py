"""The files of a folder of hand-ins, also those within zips: read one by one, never unpacked.

Nothing is written, run or fetched, and no link is followed. In memory stands one file at a time:
at most `MAX_BYTES` of work, or a zip within a zip of at most `MAX_INNER` bytes.
"""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from struct import unpack_from
from typing import IO

from darfurlab.classroom.cells import shown
from darfurlab.datasets.reading import is_litter
from darfurlab.work.record import MAX_BYTES

MAX_INNER = 50_000_000  # bytes of a zip within a zip
MAX_DIRECTORY = 20_000_000  # bytes of a zip's list of files: some 100,000 of them
MAX_DEPTH = 3  # zips within zips
LONGEST = 500  # letters of a name in a zip
GROWTH, FLOOR = 100, 50_000_000  # a zip may unpack to so many times its bytes, or to the floor
MADE_BY = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # what systems and students make
_WORK = re.compile(r"\.json\b|my[-_ ]?work", re.IGNORECASE)
_PERHAPS = re.compile(r"[^.]*|.*\.(txt|html?|bin|dat|text)(\W.*)?", re.IGNORECASE)
_MAIL = re.compile(r".*\.(eml|msg)", re.IGNORECASE)
_PACKED = re.compile(r".*\.(gz|tgz|tar|7z|rar|bz2|xz)", re.IGNORECASE)
_BROKEN = (
    *(OSError, RuntimeError, ValueError, EOFError),
    *(zipfile.BadZipFile, zlib.error, NotImplementedError),
)
LINK = "it is a link, and links are not followed; hand in the file itself"
MAIL = "it is a mail; save the file that is attached to it"
PACKED = "it is packed in a way that is not read; make a usual zip"
OTHER = "it is no file of work by its name and beginning"
TOO_LARGE = f"it is larger than {MAX_BYTES // 10**6} MB, the most it may be"
BOMB = f"it unpacks to more than {GROWTH} times its own size, which no real hand-in does"


@dataclass(frozen=True)
class Piece:
    """One file: `path` from the folder on, in which a zip counts as a folder, fit to be shown.

    `data` is None where it was not read, for the `reason`; `other`: it is no file of work at all.
    """

    path: str
    data: bytes | None
    reason: str = ""
    other: bool = False


@dataclass
class _Budget:
    """How many bytes may still come out of one zip."""

    left: int


def pieces(folder: Path) -> Iterator[Piece]:
    """Yield every file below a folder, in the order of names; litter of systems is passed over.

    Raises `OSError` where the folder itself cannot be read.
    """
    os.listdir(folder)  # os.walk would be silent
    top = os.fspath(folder)
    for root, inner, names in os.walk(top, followlinks=False):
        links = [name for name in inner if os.path.islink(os.path.join(root, name))]
        inner[:] = sorted(n for n in inner if n not in links and not _litter(n))
        below = os.path.relpath(root, top).replace(os.sep, "/")
        for name in sorted([*names, *links]):
            if not _litter(name):
                called = name if below == "." else f"{below}/{name}"
                yield from _file(os.path.join(root, name), shown(called))


def _litter(name: str) -> bool:
    return is_litter(name) or name == "__MACOSX"


def _file(path: str, name: str) -> Iterator[Piece]:
    try:
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            yield Piece(name, None, LINK)
        elif not stat.S_ISREG(status.st_mode):
            yield Piece(name, None, "it is no ordinary file", other=True)
        else:
            flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
            with open(os.open(path, flags), "rb") as file:
                if _is_zip(name):
                    budget = _Budget(max(FLOOR, GROWTH * status.st_size))
                    yield from _zipped(file, name, budget, 1)
                else:
                    yield _taken(file, name, status.st_size)
    except OSError as error:
        yield Piece(name, None, f"it cannot be read: {error.strerror or error}")


def _is_zip(name: str) -> bool:
    return ".zip" in name.rpartition("/")[2].lower()


def _taken(file: IO[bytes], name: str, size: int) -> Piece:
    """Return a file of work with its bytes; of any other only how it begins is read."""
    last = name.rpartition("/")[2]
    if _MAIL.fullmatch(last) or _PACKED.fullmatch(last):
        return Piece(name, None, MAIL if _MAIL.fullmatch(last) else PACKED)
    named = bool(_WORK.search(last)) and not last.lower().endswith(".ipynb")
    if not named and not _PERHAPS.fullmatch(last):
        return Piece(name, None, OTHER, other=True)
    begin = file.read(64)
    if not named and not begin.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return Piece(name, None, OTHER, other=True)
    if size > MAX_BYTES:
        return Piece(name, None, TOO_LARGE)
    return Piece(name, begin + file.read(MAX_BYTES + 1 - len(begin)))


def _zipped(file: IO[bytes], name: str, budget: _Budget, depth: int) -> Iterator[Piece]:
    """Yield what stands in a zip; `depth` is 1 for one that lies in the folder."""
    try:
        if depth > MAX_DEPTH:
            yield Piece(name, None, f"it is a zip within {MAX_DEPTH} others, and no more are read")
            return
        if _directory(file) > MAX_DIRECTORY:
            yield Piece(name, None, "it is a zip with a list of files too long to be read")
            return
        archive = zipfile.ZipFile(file)
        entries = archive.infolist()
    except _BROKEN as error:
        yield Piece(name, None, f"it is not a whole zip ({shown(str(error))})")
        return
    with archive:
        for entry in entries:
            parts = [part for part in re.split(r"[/\\]", entry.filename) if part not in ("", ".")]
            if parts and not entry.is_dir() and not any(_litter(p) for p in parts if p != ".."):
                yield from _entry(archive, entry, f"{name}/{_short(parts)}", budget, depth)


def _short(parts: list[str]) -> str:
    """Return a name in a zip, which may have 65,000 letters, as one that can be shown."""
    name = shown("/".join(parts))
    return name if len(name) <= LONGEST else f"{name[: LONGEST // 2]}…{name[-LONGEST // 2 :]}"


def _entry(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, budget: _Budget, depth: int
) -> Iterator[Piece]:
    inner = _is_zip(name)
    try:
        if stat.S_ISLNK(entry.external_attr >> 16):
            yield Piece(name, None, LINK)
        elif entry.flag_bits & 1:
            yield Piece(name, None, "it is locked with a password")
        elif entry.compress_type not in MADE_BY:
            yield Piece(name, None, PACKED)
        elif budget.left <= 0:
            yield Piece(name, None, BOMB)
        elif inner:
            with archive.open(entry) as file:
                data = file.read(min(MAX_INNER, budget.left) + 1)
            budget.left -= len(data)
            if budget.left < 0 or len(data) > MAX_INNER:
                yield Piece(name, None, BOMB if budget.left < 0 else "it is a zip of over 50 MB")
            else:
                yield from _zipped(io.BytesIO(data), name, budget, depth + 1)
        else:
            with archive.open(entry) as file:
                piece = _taken(file, name, entry.file_size)
            budget.left -= len(piece.data or b"")
            yield piece
    except _BROKEN as error:
        yield Piece(name, None, f"it is damaged within the zip ({shown(str(error))})")


def _directory(file: IO[bytes]) -> int:
    """Return how many bytes a zip's list of files has, as the end of the zip says; 0 if unsaid.

    The list is read whole by `zipfile`, so that its length must be known before.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - 66_000))
    tail = file.read()
    file.seek(0)
    at = tail.rfind(b"PK\5\6")
    if at < 0 or at + 22 > len(tail):
        return 0
    found = int(unpack_from("<L", tail, at + 12)[0])
    if at >= 20 and tail[at - 20 : at - 16] == b"PK\6\7":  # a large zip says it elsewhere
        file.seek(min(size, unpack_from("<Q", tail, at - 12)[0]))
        record = file.read(56)
        file.seek(0)
        found = int(unpack_from("<Q", record, 40)[0]) if len(record) == 56 else MAX_DIRECTORY + 1
    return found
