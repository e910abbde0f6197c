"""A teacher's own gradebook, filled by id: completion only, and no other cell is touched.

Canvas hands out one file for all assignments, Moodle a grading worksheet for one. Names of columns
are translated, so the column of ids is the one that holds the ids by which files were handed in.
Whoever completed the work gets the most that can be had, as the file itself writes it; nobody gets
nothing, and a cell that holds a grade is left. What is not filled keeps its bytes, whatever the
encoding, the separator and the quoting.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from darfurlab.datasets.reading import OFFICE, TABLE

_NUMBER = re.compile(r"\d+([.,]\d+)?")
_ASSIGNMENT = re.compile(r".*\(\d+\)")  # Canvas: Lesson 03 (4711)
_ENDS_IN_ID = re.compile(r"\D*?(\d+)")  # Moodle: Participant 1000101, in any language
_EMPTY = ("", "-")
Span = tuple[int, int]


class GradebookError(ValueError):
    """Why a gradebook cannot be filled, and what would be accepted."""


@dataclass(frozen=True)
class Filled:
    """A gradebook with what was put into it: how many cells, how many held a grade before.

    `missing`: ids of people who completed the work and are not in it.
    """

    data: bytes
    column: str
    cells: int
    kept: int
    missing: tuple[str, ...]


def filled(data: bytes, done: Collection[str], column: str = "") -> Filled:
    """Return the gradebook with those marked who are `done`, by their ids in names of files.

    `column`: the name of the column to fill, where it cannot be told. Raises `GradebookError`.
    """
    if data.startswith((*OFFICE, b"<")):
        raise GradebookError(f"it is a workbook or a page; in the spreadsheet, {TABLE}")
    text, encoding = _decoded(data)
    rows = _spans(text, _separator(text))
    while rows and _above("".join(text[a:b] for a, b in rows[0])):
        rows.pop(0)
    if len(rows) < 2:
        raise GradebookError("a header and a row for each student are expected")
    table = [[_value(text[a:b]) for a, b in row] for row in rows]
    ids = _id_column(table, done)
    at, canvas = _grade_column(table, column)
    changes: list[tuple[Span, str]] = []
    seen, kept = set[str](), 0
    for row, spans in zip(table[1:], rows[1:], strict=True):
        found = _ENDS_IN_ID.fullmatch(row[ids]) if ids < len(row) else None
        if not found or found[1] not in done or at >= len(row):
            continue
        seen.add(found[1])
        if row[at] not in _EMPTY:
            kept += 1
            continue
        most = _most(table, ids, at) if canvas else row[at + 1] if at + 1 < len(row) else ""
        if not _NUMBER.fullmatch(most):
            raise GradebookError(
                f"{_name(table[0][at])}: a number is expected as the most that can be had, and "
                f"{most!r} stands in the file; this assignment has no points"
            )
        changes.append((spans[at], most))
    sign = _separator(text)
    for (start, end), most in reversed(changes):
        quoted = text[start:end].startswith('"') or sign in most
        text = f'{text[:start]}"{most}"{text[end:]}' if quoted else text[:start] + most + text[end:]
    missing = tuple(sorted(set(done) - seen))
    name = _name(table[0][at])
    return Filled(text.encode(encoding, "surrogatepass"), name, len(changes), kept, missing)


def _decoded(data: bytes) -> tuple[str, str]:
    """Return the file as text that goes back to the same bytes; letters are bytes but in UTF-16."""
    for mark, encoding in (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"):
        if data.startswith(mark) and len(data) % 2 == 0:
            return data.decode(encoding, "surrogatepass"), encoding
    return data.decode("latin-1"), "latin-1"


def _separator(text: str) -> str:
    header = next((line for line in text.splitlines() if not _above(line)), "")
    first = re.sub(r'"[^"]*"', "", header)
    return max(",;\t", key=first.count)


def _above(line: str) -> bool:
    """Return whether a line may stand above the header: an empty one, or Excel's `sep=;`."""
    return not line.strip(' ,;\t"') or _value(line).startswith("sep=")


def _spans(text: str, sign: str) -> list[list[Span]]:
    """Return where each cell stands in the text, row by row."""
    cell = re.compile(rf'("(?:[^"]|"")*"[^{sign}\r\n]*|[^{sign}\r\n]*)({sign}|\r\n|\n|\r|\Z)')
    rows: list[list[Span]] = [[]]
    for found in cell.finditer(text):
        if found.start() == len(text) and not rows[-1]:
            break
        rows[-1].append(found.span(1))
        if found[2] != sign:
            rows.append([])
    return [row for row in rows if row]


def _value(raw: str) -> str:
    raw = raw.strip().lstrip("\ufeff").removeprefix("ï»¿")
    return raw[1:-1].replace('""', '"') if len(raw) > 1 and raw[0] == raw[-1] == '"' else raw


def _name(raw: str) -> str:
    """Return a column's name in letters, where the text holds bytes."""
    try:
        return raw.encode("latin-1").decode()
    except UnicodeError:
        return raw


def _id_column(table: Sequence[Sequence[str]], done: Collection[str]) -> int:
    """Return the column that holds most of the ids, of several the first."""
    counts = [0] * max(map(len, table))
    for row in table[1:]:
        for at, cell in enumerate(row):
            found = _ENDS_IN_ID.fullmatch(cell)
            counts[at] += bool(found and found[1] in done)
    if not any(counts):
        said = ", ".join(sorted(done)[:3]) or "none"
        raise GradebookError(
            "no column holds the ids by which files were handed in "
            f"({said}); the gradebook of the same class and assignment is accepted"
        )
    return counts.index(max(counts))


def _grade_column(table: Sequence[Sequence[str]], column: str) -> tuple[int, bool]:
    """Return the column to fill, and whether the file has the most in a row of its own (Canvas)."""
    names = list(map(_name, table[0]))
    assignments = [at for at, name in enumerate(names) if _ASSIGNMENT.fullmatch(name)]
    found = assignments or [at for at, name in enumerate(names) if name.casefold() == "grade"]
    found = found or [at - 1 for at in range(1, len(names)) if _is_most(table, at)][:1]
    if column:
        found = [at for at, name in enumerate(names) if name == column]
    if len(found) != 1:
        given = f"there is no column {column!r}" if column else "the column to fill is not clear"
        listed = "; ".join(names[at] for at in assignments) or "; ".join(names)
        raise GradebookError(f"{given}; name one with --column: {listed}")
    return found[0], bool(assignments)


def _is_most(table: Sequence[Sequence[str]], at: int) -> bool:
    """Return whether each row has the same number there, and before it a number or nothing."""
    cells = {row[at] for row in table[1:] if at < len(row)}
    before = {row[at - 1] for row in table[1:] if at < len(row)}
    graded = all(cell in _EMPTY or _NUMBER.fullmatch(cell) for cell in before)
    return len(cells) == 1 and bool(_NUMBER.fullmatch(cells.pop())) and graded


def _most(table: Sequence[Sequence[str]], ids: int, at: int) -> str:
    """Return the points possible, which Canvas writes into a row without an id."""
    rows = (row for row in table[1:4] if at < len(row) and not _ENDS_IN_ID.fullmatch(row[ids]))
    return next((row[at] for row in rows if _NUMBER.fullmatch(row[at])), "")
