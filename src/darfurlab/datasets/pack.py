"""Read the curated tables as text and hold them against their description; no pandas here.

Nothing raises on bad content: every fault becomes a `Problem`, and a table with a fault is never
handed on in part.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from darfurlab.datasets import folders, reading, spreadsheet
from darfurlab.datasets.cells import cell_faults, choices, plain_truth
from darfurlab.datasets.description import Schema, read_schemas
from darfurlab.datasets.problem import DataError, Problem
from darfurlab.datasets.spreadsheet import plain_name

Row = dict[str, str]


@dataclass(frozen=True)
class Table:
    """A table's rows as text, `lines[i]` the line of the file on which `rows[i]` begins."""

    schema: Schema
    rows: tuple[Row, ...]
    lines: tuple[int, ...]

    @property
    def path(self) -> str:
        """The file, relative to the data folder."""
        return self.schema.path

    def ids(self, column: str) -> set[str]:
        """Return the filled values of a column."""
        return {row[column] for row in self.rows if row[column]}

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """Yield each row with its line in the file."""
        return zip(self.lines, self.rows, strict=True)

    def fault(self, line: int, column: str, value: str, expected: str) -> Problem:
        """Return what is wrong in a row of this table; line 0: in no row of its own."""
        return Problem(self.path, line, column, value, expected)


Tables = Mapping[str, Table]


def _stored(path: Path, schema: Schema) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """Return the records of a file that has these columns, header first, with their lines."""
    names = [column.name for column in schema.columns]
    text, problems = reading.decoded(path, schema.path, reading.TABLE)
    problems = problems or list(spreadsheet.separator_fault(text, schema.path, names))
    found, problems = ([], problems) if problems else spreadsheet.records(text, schema.path)
    if problems:
        return [], problems
    named = [(line, list(map(plain_name, cells))) for line, cells in found[:9]]
    return found, list(spreadsheet.header_faults(named, schema.path, names))


def read_table(folder: Path, schema: Schema) -> tuple[Table, list[Problem]]:
    """Return a table and every fault within it (references to other tables are checked apart)."""
    empty = Table(schema, (), ())
    found, problems = _stored(folder / schema.path, schema)
    if problems:
        return empty, problems
    if len(found) == 1:
        return empty, [empty.fault(0, "", "", "no rows follow the header; at least one must")]
    (line, header), *records = found
    names = list(map(plain_name, header))
    for given, _ in (part for cell in header for part in reading.damage(cell)):
        expected = reading.said(given, plain_name(given))
        problems.append(empty.fault(line, plain_name(given), given, expected))
    whole = [(line, cells) for line, cells in records if len(cells) == len(names)]
    problems += [
        _ragged(empty, line, cells) for line, cells in records if (line, cells) not in whole
    ]
    truths = [column.name for column in schema.columns if column.type == "boolean"]
    rows = [dict(zip(names, cells, strict=True)) for _, cells in whole]
    rows = [row | {name: plain_truth(row[name]) for name in truths} for row in rows]
    table = Table(schema, tuple(rows), tuple(line for line, _ in whole))
    texts = ((line, name, cell) for line, row in table.numbered() for name, cell in row.items())
    problems += reading.damaged(texts, schema.path)
    problems += _value_problems(table)
    lost = len(whole) < len(records)
    return empty if lost else table, problems  # a table that lost a row is not a table


def _ragged(table: Table, line: int, cells: Sequence[str]) -> Problem:
    """Return what is said of a row with more or fewer cells than columns."""
    wanted = len(table.schema.columns)
    expected = f"{len(cells)} cells stand in the row; {wanted} are expected"
    if len(cells) > wanted:
        expected += '; a text with a comma in it stands between straight ", "like, this"'
    return table.fault(line, "", ",".join(cells), expected)


def _value_problems(table: Table) -> Iterator[Problem]:
    for column in table.schema.columns:
        first: dict[str, int] = {}
        for line, row in table.numbered():
            value = row[column.name]
            for expected in cell_faults(column, value):
                yield table.fault(line, column.name, value, expected)
            above = first.setdefault(value, line) if column.unique and value else line
            if above != line:
                expected = f"row {above} has the same; each must be different"
                yield table.fault(line, column.name, value, expected)
    if len(table.schema.key) > 1:
        seen: dict[tuple[str, ...], int] = {}
        for line, row in table.numbered():
            key = tuple(row[name] for name in table.schema.key)
            above = seen.setdefault(key, line)
            if above != line:
                expected = f"row {above} has the same; each pair may stand once"
                yield table.fault(line, " and ".join(table.schema.key), " ".join(key), expected)


def reference_problems(table: Table, tables: Tables) -> Iterator[Problem]:
    """Yield each id in `table` that the table it points to does not have."""
    for column in table.schema.columns:
        if not column.references or column.references[0] not in tables:
            continue
        target = tables[column.references[0]]
        known = target.ids(column.references[1])
        for line, row in table.numbered():
            value = row[column.name]
            if len(value) > column.longest:
                continue  # said already, and a megabyte of ids would take minutes to look up
            for item in value.split(" ") if column.is_list else [value]:
                if item and item not in known:
                    expected = f"no such id in {target.path}; {choices(known, item)}"
                    yield table.fault(line, column.name, item, expected)


def read_package(folder: Path) -> tuple[dict[str, Table], list[Problem]]:
    """Return every table that could be read and every fault, references included."""
    tables: dict[str, Table] = {}
    problems: list[Problem] = []
    for name, schema in read_schemas(folder).items():
        tables[name], found = read_table(folder, schema)
        problems += found
    broken = {p.file for p in problems}
    whole = {name: t for name, t in tables.items() if t.rows or t.schema.path not in broken}
    for table in tables.values():
        problems += reference_problems(table, whole)
    return tables, problems


def outdated(folder: Path, schemas: Mapping[str, Schema]) -> Iterator[Problem]:
    """Yield what the pack's own data have and a copy, made by an older version, does not."""
    advice = "this copy of the data is of an older version; make a new one, then move your changes"
    pack = folders.pack_data()
    for name, ours in read_schemas(pack).items() if folder != pack else ():
        if name not in schemas:
            yield Problem("datapackage.json", 0, name, "", f"the table is missing; {advice}")
            continue
        known = {column.name for column in schemas[name].columns}
        for column in ours.columns:
            if column.name not in known:
                expected = f"the column is missing; {advice}"
                yield Problem(schemas[name].path, 1, column.name, "", expected)


@cache
def package() -> tuple[dict[str, Table], tuple[Problem, ...]]:
    """Return the pack's own tables and their faults, read once in a process."""
    folder = folders.data_folder()
    tables, problems = read_package(folder)
    schemas = {name: table.schema for name, table in tables.items()}
    return tables, (*problems, *outdated(folder, schemas))


def table(name: str) -> Table:
    """Return one of the pack's own tables, whole; `DataError` if it or one it points to is not."""
    tables, problems = package()
    if name not in tables:
        missing = Problem("datapackage.json", 0, "", name, choices(tables, name))
        raise DataError([p for p in problems if p.column == name and not p.row] or [missing])
    needed, todo = set[str](), [name]
    while todo:
        current = todo.pop()
        if current in tables and current not in needed:
            needed.add(current)
            todo += [c.references[0] for c in tables[current].schema.columns if c.references]
    paths = {tables[n].schema.path for n in needed}
    faults = [p for p in problems if p.file in paths]
    if faults:
        raise DataError(faults)
    return tables[name]


def passage_labels() -> dict[str, str]:
    """Return how each passage is named in the lessons: `intro-2` → `Introduction ¶2`.

    None where that table has a fault: what rests on no other table then goes on with the ids.
    """
    try:
        return {row["passage"]: row["label"] for row in table("passages").rows}
    except DataError:
        return {}
