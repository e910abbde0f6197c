"""Texts of strangers in a table: fit to be shown, safe in a spreadsheet, read back as they were.

A spreadsheet takes a cell for a formula that begins with =, +, - or @, in some settings also what
follows a separator within a cell. An apostrophe before the sign keeps it a text.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

LONGEST = 30_000  # characters: a spreadsheet's cell holds 32,767
# Signs that turn what stands beside them round, and those that no cell may hold. What Arabic and
# other scripts need within a word stays.
_TURNS = [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]
_CONTROLS = [*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029, 0xFEFF]
_CLEAN = str.maketrans({**dict.fromkeys(_CONTROLS, " "), **dict.fromkeys(_TURNS, "")})
_SIGN = r"=+\-@＝＋－＠"
_RISKY = re.compile(rf"(^|[;,\t|\"])(\s*)('*[{_SIGN}])")
_MADE_SAFE = re.compile(rf"(^|[;,\t|\"])(\s*)'('*[{_SIGN}])")
_SUSPECT = re.compile(rf"[{_SIGN}]").search


def shown(text: str) -> str:
    """Return a text on one line, without signs that cannot be seen or that turn it round."""
    return text if text.isascii() and text.isprintable() else text.translate(_CLEAN)


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, nor cuts."""
    text = shown(text)
    if len(text) > LONGEST:
        text = text[:LONGEST] + "… (cut)"
    return _RISKY.sub(r"\1\2'\3", text) if _SUSPECT(text) else text


def plain(cell: str) -> str:
    """Return the text that `safe` made a cell of."""
    return _MADE_SAFE.sub(r"\1\2\3", cell) if "'" in cell else cell


@lru_cache(10_000)  # a class gives the same answers over and over
def quoted(text: str) -> str:
    """Return a text as a cell of a CSV, made safe."""
    return f'"{safe(text)}"' if '"' not in text else '"{}"'.format(safe(text).replace('"', '""'))


def lines(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as lines of a CSV in UTF-8, each cell made safe and quoted; one line a row."""
    return "".join(f"{','.join(map(quoted, row))}\r\n" for row in rows).encode()


def read(data: bytes) -> list[list[str]]:
    """Return the rows of a CSV of ours, with or without its mark, as they were before `lines`."""
    limit = csv.field_size_limit(2**31 - 1)
    try:
        rows = csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))
        return [[plain(cell) for cell in row] for row in rows]
    finally:
        csv.field_size_limit(limit)
