"""A table as a spreadsheet saved it: its records, and whether its columns are the expected ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from darfurlab.datasets import reading
from darfurlab.datasets.problem import Problem


def records(
    text: str, name: str, delimiter: str = ","
) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """Split text into records with their lines; quoting that does not add up is a problem.

    What a spreadsheet may add and nobody means is left out: empty rows, empty columns at the end.
    """
    found: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    limit = csv.field_size_limit(len(text) + 1)  # so that a long cell is named, not a crash
    line = 1
    try:
        for record in reader:
            if any(map(str.strip, record)):  # else it is an empty row, as a spreadsheet leaves it
                found.append((line, record))
            line = reader.line_num + 1
    except csv.Error as err:
        expected = f'the quoting is broken ({err}); a " inside a quoted cell is written ""'
        return [], [Problem(name, line, "", "", expected)]
    finally:
        csv.field_size_limit(limit)
    if not found:  # nothing at all, or separators alone
        return [], [Problem(name, 0, "", "", "the file is empty; a header and rows are expected")]
    return _without_empty_columns(found), []


def header_faults(
    found: Sequence[tuple[int, list[str]]], path: str, wanted: Sequence[str]
) -> Iterator[Problem]:
    """Yield what is wrong with the first row: one fault where it holds no names, or one a name."""
    first, header = found[0]
    listed = ", ".join(wanted)
    if 2 * len({*header} & {*wanted}) < len(wanted):
        at = next((line for line, names in found[:9] if {*wanted} <= {*names}), 0)
        where = f"; row {at} holds them; delete the rows above it" if at else ""
        expected = f"the names of the columns are expected here: {listed}{where}"
        yield Problem(path, first, "", ",".join(header), expected)
        return
    missing = [name for name in wanted if name not in header]
    for name in dict.fromkeys(header):
        if name not in wanted:
            near = get_close_matches(name.strip().lower(), missing, n=1, cutoff=0.5)
            missing = [m for m in missing if m not in near]
            hint = f"did you mean {near[0]}? " if near else ""
            expected = f"no such column; {hint}accepted: {listed}"
            yield Problem(path, first, name, name, expected)
        elif header.count(name) > 1:
            yield Problem(path, first, name, name, "the column stands twice; once is accepted")
    for name in missing:
        expected = f"the column is missing; expected: {listed}"
        yield Problem(path, first, name, "", expected)


def plain_name(cell: str) -> str:
    """Return a column's name, also where the byte-order mark before it was read as text."""
    name = reading.meant(cell)
    return name if name == cell else name.strip('\ufeff"')


def _without_empty_columns(found: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    width = len(found[0][1])
    while width > 1 and not any("".join(cells[width - 1 :]).strip() for _, cells in found):
        width -= 1
    return [
        (line, cells if "".join(cells[width:]).strip() else cells[:width]) for line, cells in found
    ]


def separator_fault(text: str, path: str, names: Sequence[str]) -> Iterator[Problem]:
    """Yield that another sign than the comma separates the columns, where it does."""
    wanted = {*names}
    first = next((line for line in text.splitlines() if line.strip(" ,;\t|")), "")
    for sign, name in (";", "semicolons"), ("\t", "tabs"), ("|", "bars"):
        cells = {cell.strip(' "') for cell in first.split(sign)}
        if first.strip() == f"sep={sign}" or len(cells & wanted) > len(
            wanted & {*first.split(",")}
        ):
            expected = f"the columns are separated by {name} and not by commas; {reading.TABLE}"
            if sign == ";":
                expected += ", with the comma as separator (README.md of the data says how)"
            yield Problem(path, 1, names[0], "", expected)
            return
