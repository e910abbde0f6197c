"""Read the curated tables as text and hold them against `datapackage.json`; no pandas here.

`datapackage.json` is the one home of every column: its type, whether it must be filled, the values
it may take, and the column of another table that it points to (`references`; with `list`, several
ids stand in one cell with one space between). Nothing raises on bad content: every fault becomes a
`Problem`, and a table with a fault is never handed on in part.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from darfurlab.problem import DataError, Problem

LONGEST_CELL = 4_000  # characters; the longest honest cell is a tenth of it
LONGEST_LIST = 12  # accepted values named in a message

Row = dict[str, str]


@dataclass(frozen=True)
class Column:
    """One column as `datapackage.json` describes it."""

    name: str
    type: str
    description: str
    unit: str
    required: bool
    unique: bool
    enum: tuple[str, ...]
    pattern: str
    minimum: float | None
    maximum: float | None
    longest: int
    references: tuple[str, str] | None
    is_list: bool


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

    def ids(self, column: str) -> set[str]:
        """Return the filled values of a column."""
        return {row[column] for row in self.rows if row[column]}


def data_folder() -> Path:
    """Return the folder of the curated data: inside an installed wheel, else beside the sources."""
    inside = Path(str(files("darfurlab"))) / "_data"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2] / "data"


def _column(field: Mapping[str, Any]) -> Column:
    rules = field.get("constraints", {})
    table, _, target = field.get("references", "").partition(".")
    return Column(
        name=field["name"],
        type=field["type"],
        description=field["description"],
        unit=field.get("unit", ""),
        required=bool(rules.get("required", False)),
        unique=bool(rules.get("unique", False)),
        enum=tuple(str(v) for v in rules.get("enum", ())),
        pattern=rules.get("pattern", ""),
        minimum=_bound(rules.get("minimum")),
        maximum=_bound(rules.get("maximum")),
        longest=int(rules.get("maxLength", LONGEST_CELL)),
        references=(table, target) if table else None,
        is_list=bool(field.get("list", False)),
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
        for name in set(schema.key) - columns[schema.name]:
            raise ValueError(f"the key of {schema.name} names no column of it: {name!r}")
        for column in schema.columns:
            table, target = column.references or ("", "")
            if table and target not in columns.get(table, ()):
                raise ValueError(f"{schema.name}.{column.name} points nowhere: {table}.{target}")
            if column.type not in ("string", "integer", "number", "boolean"):
                raise ValueError(f"{schema.name}.{column.name} has the type {column.type!r}")
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


def _choices(values: Iterable[str], given: str) -> str:
    accepted = sorted(values)
    near = get_close_matches(given, accepted, n=3)
    if len(accepted) > LONGEST_LIST:
        hint = f"; nearest: {', '.join(near)}" if near else ""
        return f"{len(accepted)} values are accepted{hint}"
    return f"accepted: {', '.join(accepted)}"


def _cell_faults(column: Column, value: str) -> Iterator[str]:
    """Yield what would have been accepted, for each way in which one cell is at fault."""
    if not value:
        if column.required:
            yield "the cell is empty; it must be filled"
        return
    if len(value) > column.longest:
        yield f"{len(value):,} characters; at most {column.longest:,} are accepted"
        return
    if value != value.strip() or (column.is_list and "  " in value):
        yield "no space before, after or doubled within is accepted"
        return
    if column.type in ("integer", "number"):
        yield from _number_faults(column, value)
    elif column.type == "boolean" and value not in ("true", "false"):
        yield "accepted: true, false"
    for item in value.split(" ") if column.is_list else [value]:
        if column.enum and item not in column.enum:
            yield _choices(column.enum, item)
        elif column.pattern and not re.search(column.pattern, item, re.ASCII):
            form = "a date as 2011, 2011-05 or 2011-05-31" if column.unit == "date" else None
            yield f"accepted: {form or 'text of the form ' + column.pattern}"
    if column.unit == "date" and not _is_date(value):
        yield "there is no such day; accepted: a date as 2011, 2011-05 or 2011-05-31"
    if column.is_list and len(set(value.split(" "))) < len(value.split(" ")):
        yield "the same id stands twice; once is enough"


def _number_faults(column: Column, value: str) -> Iterator[str]:
    kind = "a whole number" if column.type == "integer" else "a number such as 60000 or 13.5"
    form = r"-?\d+" if column.type == "integer" else r"-?\d+(\.\d+)?"
    if not re.fullmatch(form, value, re.ASCII) or len(value) > 18:
        yield f"accepted: {kind}, digits only, without spaces, commas or units"
        return
    low, high = column.minimum, column.maximum
    if (low is not None and float(value) < low) or (high is not None and float(value) > high):
        ends = f"from {low:g}" if high is None else f"to {high:g}"
        yield f"accepted: {kind} {ends if None in (low, high) else f'from {low:g} to {high:g}'}"


def _is_date(value: str) -> bool:
    from datetime import date

    parts = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", value)
    if not parts:
        return True  # the form is at fault, and that is said already
    try:
        date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    except ValueError:
        return False
    return True


def _decoded(path: Path, name: str) -> tuple[str, list[Problem]]:
    try:
        raw = path.read_bytes()
    except OSError as err:
        why = "the file is missing" if isinstance(err, FileNotFoundError) else str(err.strerror)
        expected = f"{why}; a readable table named {name} must be in {path.parent}"
        return "", [Problem(name, 0, "", "", expected)]
    try:
        text = raw.decode("utf-8-sig")  # a byte-order mark, as spreadsheets write it, is harmless
    except UnicodeDecodeError as err:
        line = raw.count(b"\n", 0, err.start) + 1
        given = raw[max(0, err.start - 10) : err.start + 10].decode("latin-1")
        expected = "this is not UTF-8; save the file as “CSV UTF-8”"
        return "", [Problem(name, line, "", given, expected)]
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        return "", [
            Problem(name, line, "", "", "a zero byte stands in the file; only text is accepted")
        ]
    return text, []


def _records(text: str, name: str) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """Split text into records with their lines; quoting that does not add up is a problem."""
    if not text.strip():
        return [], [Problem(name, 0, "", "", "the file is empty; a header and rows are expected")]
    records: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    limit = csv.field_size_limit(len(text) + 1)  # so that a long cell is named, not a crash
    try:
        while True:
            line = reader.line_num + 1
            try:
                record = next(reader)
            except StopIteration:
                return records, []
            except csv.Error as err:
                expected = f'the quoting is broken ({err}); a " inside a quoted cell is written ""'
                return [], [Problem(name, line, "", "", expected)]
            records.append((line, record))
    finally:
        csv.field_size_limit(limit)


def _header_faults(header: list[str], schema: Schema) -> Iterator[Problem]:
    wanted = [column.name for column in schema.columns]
    for name in wanted:
        if name not in header:
            yield Problem(
                schema.path, 1, name, "", f"the column is missing; expected: {', '.join(wanted)}"
            )
    for name in header:
        if name not in wanted:
            yield Problem(schema.path, 1, name, name, f"no such column; {_choices(wanted, name)}")
    for name in sorted({n for n in header if header.count(n) > 1}):
        yield Problem(schema.path, 1, name, name, "the column stands twice; once is accepted")


def read_table(folder: Path, schema: Schema) -> tuple[Table, list[Problem]]:
    """Return a table and every fault within it (references to other tables are checked apart)."""
    empty = Table(schema, (), ())
    text, problems = _decoded(folder / schema.path, schema.path)
    if problems:
        return empty, problems
    records, problems = _records(text, schema.path)
    if problems:
        return empty, problems
    header = records[0][1]
    problems = list(_header_faults(header, schema))
    if problems:
        return empty, problems
    if len(records) == 1:
        return empty, [
            Problem(schema.path, 0, "", "", "no rows follow the header; at least one must")
        ]
    rows: list[Row] = []
    lines: list[int] = []
    for line, record in records[1:]:
        if len(record) != len(header):
            expected = f"{len(record)} cells stand in the row; {len(header)} are expected"
            problems.append(Problem(schema.path, line, "", ",".join(record), expected))
            continue
        rows.append(dict(zip(header, record, strict=True)))
        lines.append(line)
    ragged = bool(problems)
    table = Table(schema, tuple(rows), tuple(lines))
    problems += _value_problems(table)
    return empty if ragged else table, problems  # a table that lost a row is not a table


def _value_problems(table: Table) -> Iterator[Problem]:
    path = table.schema.path
    for column in table.schema.columns:
        first: dict[str, int] = {}
        for row, line in zip(table.rows, table.lines, strict=True):
            value = row[column.name]
            for expected in _cell_faults(column, value):
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
                    expected = (
                        f"no such id in {tables[target].schema.path}; {_choices(known, item)}"
                    )
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


@cache
def package() -> tuple[dict[str, Table], tuple[Problem, ...]]:
    """Return the pack's own tables and their faults, read once in a process."""
    tables, problems = read_package(data_folder())
    return tables, tuple(problems)


def table(name: str) -> Table:
    """Return one of the pack's own tables, whole; `DataError` if it or one it points to is not."""
    tables, problems = package()
    if name not in tables:
        raise DataError([Problem("datapackage.json", 0, "", name, _choices(tables, name))])
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
    """Return how each passage is named in the lessons: `intro-2` → `Introduction ¶2`."""
    return {row["passage"]: row["label"] for row in table("passages").rows}
