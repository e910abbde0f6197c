"""Read the curated tables as text and hold them against `datapackage.json`; no pandas here.

`datapackage.json` is the one home of every column: its type, whether it must be filled, the values
it may take, and the column of another table that it points to (`references`; with `list`, several
ids stand in one cell with one space between). Nothing raises on bad content: every fault becomes a
`Problem`, and a table with a fault is never handed on in part.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from darfurlab.datasets import folders, reading, spreadsheet
from darfurlab.datasets.cells import LONGEST_CELL, Column, cell_faults, choices, plain_truth
from darfurlab.datasets.problem import DataError, Problem
from darfurlab.datasets.spreadsheet import plain_name

Row = dict[str, str]
LIMITS = {"required", "unique", "enum", "pattern", "minimum", "maximum", "maxLength"}


@dataclass(frozen=True)
class Schema:
    """One table as `datapackage.json` describes it; `path` is relative to the data folder."""

    name: str
    path: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]

    def referenced(self) -> set[str]:
        """Return the names of the tables that this one points to."""
        return {c.references[0] for c in self.columns if c.references}


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


def _column(field: Mapping[str, Any]) -> Column:
    limits = field.get("constraints", {})
    if unread := sorted({*limits} - LIMITS):
        accepted = ", ".join(sorted(LIMITS))
        raise ValueError(f"{field['name']} has the constraint {unread[0]!r}; accepted: {accepted}")
    table, _, target = field.get("references", "").partition(".")
    return Column(
        name=field["name"],
        type=field["type"],
        description=field["description"],
        unit=field.get("unit", ""),
        required=bool(limits.get("required", False)),
        unique=bool(limits.get("unique", False)),
        enum=tuple(str(v) for v in limits.get("enum", ())),
        pattern=limits.get("pattern", ""),
        minimum=_bound(limits.get("minimum")),
        maximum=_bound(limits.get("maximum")),
        longest=int(limits.get("maxLength", LONGEST_CELL)),
        references=(table, target) if table else None,
        is_list=bool(field.get("list", False)),
        not_before=str(field.get("not_before", "")),
        acyclic=str(field.get("acyclic", "")),
    )


def _hold_together(schemas: Sequence[Schema]) -> None:
    """Raise `ValueError` where a description could not be used to read its table."""
    columns = {schema.name: {column.name for column in schema.columns} for schema in schemas}
    if not schemas or len(columns) < len(schemas):
        raise ValueError("at least one table, and each name once, is expected")
    for schema in schemas:
        path = Path(schema.path)
        if path.is_absolute() or ".." in path.parts:
            raise ValueError(f"{schema.path!r} is not a path below the data folder")
        if len(columns[schema.name]) < len(schema.columns):
            raise ValueError(f"{schema.name} describes a column twice; once is accepted")
        for name in set(schema.key) - columns[schema.name]:
            raise ValueError(f"the key of {schema.name} names no column of it: {name!r}")
        for column in schema.columns:
            table, target = column.references or ("", "")
            if table and target not in columns.get(table, ()):
                raise ValueError(f"{schema.name}.{column.name} points nowhere: {table}.{target}")
            if column.type not in ("string", "integer", "number", "boolean"):
                raise ValueError(f"{schema.name}.{column.name} has the type {column.type!r}")
            for other in {column.not_before, column.acyclic} - {"", *columns[schema.name]}:
                raise ValueError(f"{schema.name}.{column.name} names no column of it: {other!r}")
            try:
                re.compile(column.pattern)
            except re.error as err:
                raise ValueError(
                    f"{schema.name}.{column.name} has no valid pattern: {err}"
                ) from None


def _bound(value: Any) -> float | None:
    return None if value is None else float(value)


def _schema(resource: Mapping[str, Any]) -> Schema:
    described = resource["schema"]
    key = described.get("primaryKey", [])
    return Schema(
        name=resource["name"],
        path=resource["path"],
        description=resource["description"],
        columns=tuple(_column(field) for field in described["fields"]),
        key=(key,) if isinstance(key, str) else tuple(key),
    )


def read_schemas(folder: Path) -> dict[str, Schema]:
    """Return every table's schema, by name; `DataError` where datapackage.json is unusable."""
    path = folder / "datapackage.json"
    try:
        resources = json.loads(path.read_text(encoding="utf-8-sig"))["resources"]
        schemas = [_schema(resource) for resource in resources]
        _hold_together(schemas)
        return {schema.name: schema for schema in schemas}
    except FileNotFoundError:
        expected = f"the file is not in {folder}; it describes every table and must be there"
        raise DataError([Problem(path.name, 0, "", "", expected)]) from None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as err:
        expected = f"not a readable Frictionless Data Package ({type(err).__name__}: {err})"
        raise DataError([Problem(path.name, 0, "", "", expected)]) from None


def known() -> dict[str, Schema]:
    """Return every table that a copy of one's own describes, and those that only the pack has.

    A copy that cannot be read is passed over here: whoever loads a table is told of it.
    """
    own, ours = folders.data_folder(), read_schemas(folders.pack_data())
    with suppress(DataError):
        ours |= read_schemas(own) if own != folders.pack_data() else {}
    return ours


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


def _damaged_cells(table: Table) -> Iterator[Problem]:
    for row, line in zip(table.rows, table.lines, strict=True):
        for name, value in row.items():
            for given, probably in reading.damage(value):
                expected = reading.said(given, probably)
                yield Problem(table.schema.path, line, name, given, expected)


def read_table(folder: Path, schema: Schema) -> tuple[Table, list[Problem]]:
    """Return a table and every fault within it (references to other tables are checked apart)."""
    empty = Table(schema, (), ())
    found, problems = _stored(folder / schema.path, schema)
    if problems:
        return empty, problems
    line, header = found[0]
    for given, _ in (part for cell in header for part in reading.damage(cell)):
        expected = reading.said(given, plain_name(given))
        problems.append(Problem(schema.path, line, plain_name(given), given, expected))
    header = list(map(plain_name, header))
    if len(found) == 1:
        return empty, [
            Problem(schema.path, 0, "", "", "no rows follow the header; at least one must")
        ]
    rows: list[Row] = []
    lines: list[int] = []
    truths = [column.name for column in schema.columns if column.type == "boolean"]
    ragged = False
    for line, record in found[1:]:
        if len(record) != len(header):
            ragged = True
            expected = f"{len(record)} cells stand in the row; {len(header)} are expected"
            if len(record) > len(header):
                expected += '; a text with a comma in it stands between straight ", "like, this"'
            problems.append(Problem(schema.path, line, "", ",".join(record), expected))
            continue
        row = dict(zip(header, record, strict=True))
        row |= {name: plain_truth(row[name]) for name in truths}
        rows.append(row)
        lines.append(line)
    table = Table(schema, tuple(rows), tuple(lines))
    problems += reading.shortened(list(_damaged_cells(table)), schema.path)
    problems += _value_problems(table)
    return empty if ragged else table, problems  # a table that lost a row is not a table


def _value_problems(table: Table) -> Iterator[Problem]:
    path = table.schema.path
    for column in table.schema.columns:
        first: dict[str, int] = {}
        for row, line in zip(table.rows, table.lines, strict=True):
            value = row[column.name]
            for expected in cell_faults(column, value):
                yield Problem(path, line, column.name, value, expected)
            if column.unique and value:
                if value in first:
                    expected = f"row {first[value]} has the same; each must be different"
                    yield Problem(path, line, column.name, value, expected)
                first.setdefault(value, line)
    if len(table.schema.key) > 1:
        seen: dict[tuple[str, ...], int] = {}
        for row, line in zip(table.rows, table.lines, strict=True):
            key = tuple(row[name] for name in table.schema.key)
            if key in seen:
                expected = f"row {seen[key]} has the same; each pair may stand once"
                yield Problem(path, line, " and ".join(table.schema.key), " ".join(key), expected)
            seen.setdefault(key, line)


def reference_problems(table: Table, tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield each id in `table` that the table it points to does not have."""
    for column in table.schema.columns:
        if not column.references or column.references[0] not in tables:
            continue
        target, target_column = column.references
        known = tables[target].ids(target_column)
        for row, line in zip(table.rows, table.lines, strict=True):
            value = row[column.name]
            if len(value) > column.longest:
                continue  # said already, and a megabyte of ids would take minutes to look up
            for item in value.split(" ") if column.is_list else [value]:
                if item and item not in known:
                    expected = f"no such id in {tables[target].schema.path}; {choices(known, item)}"
                    yield Problem(table.schema.path, line, column.name, item, expected)


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
    for name, ours in (
        read_schemas(folders.pack_data()).items() if folder != folders.pack_data() else ()
    ):
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
            todo += tables[current].schema.referenced()
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
