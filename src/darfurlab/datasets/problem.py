"""What is wrong with a file that a person edited: one record, one way to say it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 20


@dataclass(frozen=True, order=True)
class Problem:
    """One fault: where it stands, what was given, what would be accepted.

    `row` is the line of the file as a spreadsheet or an editor counts it (the header is 1);
    0 where the fault is not in one row.
    """

    file: str
    row: int
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        """Return the fault as one line, column and value cut to 60 characters."""
        table = not self.file.endswith(".toml")  # a text has lines, and no columns
        where = [self.file]
        if self.row:
            where.append(f"{'row' if table else 'line'} {self.row}")
        if self.column:
            where.append(("column " if table else "") + _cut(" ".join(self.column.split())))
        given = f"{_cut(self.value)!r} was given; " if self.value else ""
        return f"{', '.join(where)}: {given}{self.expected}"


def _cut(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."


class DataError(ValueError):
    """Curated data that cannot be used; `problems` holds every fault found, not just the first."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(p) for p in self.problems[:SHOWN]]
        if len(self.problems) > SHOWN:
            lines.append(f"... and {len(self.problems) - SHOWN} more")
        super().__init__("\n".join(lines))
