"""What `datapackage.json` declares of a column beside others of its table, for any table.

`not_before`: the column's date lies on or after that of the column named. `acyclic`: who follows
the ids from the column named to this one, row by row, never comes back.
"""

from __future__ import annotations

from collections.abc import Iterator

from darfurlab.datasets import order
from darfurlab.datasets.pack import Table, Tables
from darfurlab.datasets.problem import Problem


def span(date: str) -> tuple[str, str]:
    """Return the first and last day that a date can mean, as text that sorts."""
    return (date + "-01-01"[len(date) - 4 :])[:10], (date + "-12-31"[len(date) - 4 :])[:10]


def starts_before_it_ends(tables: Tables) -> Iterator[Problem]:
    """Yield each date that lies before the one that it must not precede."""
    for table in tables.values():
        for end, start in [(c.name, c.not_before) for c in table.schema.columns if c.not_before]:
            for line, row in table.numbered():
                if row[start] and row[end] and span(row[start])[0] > span(row[end])[1]:
                    expected = f"{start} is {row[start]}; a date on or after it is accepted"
                    yield table.fault(line, end, row[end], expected)


def no_rings(tables: Tables) -> Iterator[Problem]:
    """Yield one link of each ring in which ids wait for each other."""
    for table in tables.values():
        for target, source in [(c.name, c.acyclic) for c in table.schema.columns if c.acyclic]:
            yield from _ring(table, source, target)


def _ring(table: Table, source: str, target: str) -> Iterator[Problem]:
    links: dict[str, set[str]] = {}
    first: dict[str, int] = {}
    for line, row in table.numbered():
        links.setdefault(row[source], set()).update(row[target].split())
        first.setdefault(row[source], line)
    if ring := order.ring(links):
        expected = f"the chain comes back to itself ({' → '.join(ring)}); cut one link of it"
        yield table.fault(first[ring[0]], target, ring[1], expected)
