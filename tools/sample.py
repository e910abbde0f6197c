"""Draw rows to be judged against their passages: `python tools/sample.py SEED N` prints a CSV.

Every row of every table that cites a passage has the same chance, and one seed always draws the
same rows from the same data. The seed is fixed before anybody mends what the rows say.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterator

from darfurlab.datasets.pack import Tables, package


def citing(tables: Tables) -> Iterator[tuple[str, str, str]]:
    """Yield table, id (the parts of a longer key with one space between) and passages, sorted."""
    for name, table in sorted(tables.items()):
        rows = [row for row in table.rows if row.get("passages")]
        yield from sorted(
            (name, " ".join(row[part] for part in table.schema.key), row["passages"])
            for row in rows
            if name != "passages"
        )


def drawn(tables: Tables, seed: int, number: int) -> list[tuple[str, str, str]]:
    """Return `number` different rows, in the order of `citing`; `ValueError` if there are fewer."""
    rows = list(citing(tables))
    if not 0 < number <= len(rows):
        raise ValueError(f"{number} rows were asked for; 1 to {len(rows)} are accepted")
    return sorted(random.Random(seed).sample(rows, number))


if __name__ == "__main__":
    if len(sys.argv) != 3 or not all(given.isdigit() for given in sys.argv[1:]):
        raise SystemExit(f"{sys.argv[1:]} was given; two whole numbers are accepted: SEED N")
    try:
        rows = drawn(package()[0], *map(int, sys.argv[1:]))
    except ValueError as err:
        raise SystemExit(str(err)) from None
    csv.writer(sys.stdout, lineterminator="\n").writerows([("table", "row", "passages"), *rows])
