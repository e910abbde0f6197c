"""A file written whole, or not at all: under a temporary name, then renamed."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write a file, and leave the old one and no litter where that fails.

    The new file is on disk before it takes the place of the old one, whose mode it has. Raises
    `OSError`.
    """
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o666
    new = path.with_name(f".{path.name}.new")  # always the same: a killed process leaves no litter
    try:
        new.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        handle = os.open(new, flags, mode)
        try:
            while data:
                data = data[os.write(handle, data) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        _replace(new, path)
    except OSError:
        with suppress(OSError):
            new.unlink(missing_ok=True)
        raise


def _replace(new: Path, path: Path) -> None:
    for wait in (0.02, 0.1):
        try:
            return os.replace(new, path)
        except PermissionError:  # on Windows, while another program looks at the file
            time.sleep(wait)
    os.replace(new, path)
