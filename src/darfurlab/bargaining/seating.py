"""Who sits where, about what, and in which order: tables and processes, as `processes` has them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import permutations

from darfurlab.bargaining.scores import known, several


@dataclass(frozen=True)
class Table:
    """One table: parties in the order of their seats, issues, and the tables that it waits for."""

    name: str
    parties: tuple[str, ...]
    issues: tuple[str, ...]
    after: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field_ in ("parties", "issues", "after"):  # a list will do, and a name alone
            names = several(getattr(self, field_), f"{field_} of the table {self.name!r}")
            object.__setattr__(self, field_, names)


@dataclass(frozen=True)
class Process:
    """Tables in their order; `settled`: issue → option, for what was agreed beforehand."""

    name: str
    tables: tuple[Table, ...]
    settled: Mapping[str, str] = field(default_factory=dict)

    def moved(self, issues: Collection[str], table: str) -> Process:
        """Return the same process with these issues at one table, and at no other.

        A table that has no issue left does not meet, and no other waits for it. Raises `BadGame`
        where the process has no such table, or none that has such an issue.
        """
        known(table, [t.name for t in self.tables], f"table of {self.name!r}")
        issues = several(issues, "issues")
        for issue in issues:
            known(issue, [i for t in self.tables for i in t.issues], f"issue of {self.name!r}")
        moved, there = tuple(dict.fromkeys(issues)), []
        for t in self.tables:
            rest = tuple(i for i in t.issues if i not in issues)
            there.append(replace(t, issues=rest + moved if t.name == table else rest))
        left = [t.name for t in there if t.issues]
        meet = (replace(t, after=tuple(n for n in t.after if n in left)) for t in there if t.issues)
        return replace(self, tables=tuple(meet))

    def orders(self) -> Iterator[Process]:
        """Yield this process with its tables in every order, as they stand first.

        Left out is each order in which a table would meet before one that it waits for.
        """
        for tables in permutations(self.tables):
            names = [table.name for table in tables]
            if all({*table.after} <= {*names[:n]} for n, table in enumerate(tables)):
                yield replace(self, tables=tables)
