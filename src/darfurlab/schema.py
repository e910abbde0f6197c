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

from darfurlab import reading
from darfurlab.problem import DataError, Problem

OWN = "darfurlab-data"  # a copy of the data of one's own, in the folder of the lessons
LONGEST_CELL = 4_000  # characters; the longest honest cell is a tenth of it
LONGEST_LIST = 12  # accepted values named in a message

_DATE = "a date as 2011, 2011-05 or 2011-05-31"
_CHANGED = (
    "A spreadsheet turns text into dates when it opens a file: import the column as text instead "
    "(README.md of the data says how)"
)
_TURNED = re.compile(  # Oct-11, 11-Oct, oct.-11, 10/1/2011, 01.10.2011, 40817
    r"[^\W\d_][a-zéû]{2,4}\.?-\d\d|\d\d?-[^\W\d_][a-zéû]{2,4}\.?(-\d{2,4})?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}[/.]\d\d?[/.]\d\d?|\d{5}(\.0)?"
)

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


def pack_data() -> Path:
    """Return the folder of the data that came with the pack: in the wheel, else by the sources."""
    inside = Path(str(files("darfurlab"))) / "_data"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2] / "data"


def data_folder() -> Path:
    """Return the folder of the data: a copy of one's own beside the lessons, else the pack's.

    A copy of one's own is `darfurlab-data` in the current folder, which in a lesson is its own.
    """
    return Path(OWN).resolve() if Path(OWN).is_dir() else pack_data()


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
        yield "accepted: true, false, in English; small and capital letters are the same"
    if re.fullmatch(r"#(#+|N/A|[A-Z/0]+[!?])", value):
        yield "this is a spreadsheet’s sign of an error, not a value; type the value again"
        return
    for item in value.split(" ") if column.is_list else [value]:
        if column.enum and item not in column.enum:
            yield _choices(column.enum, item)
        elif column.pattern and not re.search(column.pattern, item, re.ASCII):
            form = f"text of the form {column.pattern}"
            yield f"accepted: {f'{_DATE}. {_CHANGED}' if column.unit == 'date' else form}"
    free = column.type == "string" and not (column.enum or column.pattern or column.references)
    if free and _TURNED.fullmatch(value):
        yield f"this looks like a date, and text is expected. {_CHANGED}"
    if column.unit == "date" and not _is_date(value):
        yield f"there is no such day; accepted: {_DATE}"
    if column.is_list and len(set(value.split(" "))) < len(value.split(" ")):
        yield "the same id stands twice; once is enough"


def _number_faults(column: Column, value: str) -> Iterator[str]:
    kind = "a whole number" if column.type == "integer" else "a number such as 60000 or 13.5"
    form = r"-?\d+" if column.type == "integer" else r"-?\d+(\.\d+)?"
    if not re.fullmatch(form, value, re.ASCII) or len(value) > 18:
        yield f"accepted: {kind}, digits only, without spaces, commas or units"
        return
    if re.fullmatch(r"-?\d{1,3}\.\d\d0", value):
        yield "the dot may stand for thousands; write 60000 for many, 60 or 13.5 for few"
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


def records(text: str, name: str) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """Split text into records with their lines; quoting that does not add up is a problem.

    What a spreadsheet may add and nobody means is left out: empty rows, empty columns at the end.
    """
    if not text.strip():
        return [], [Problem(name, 0, "", "", "the file is empty; a header and rows are expected")]
    found: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    limit = csv.field_size_limit(len(text) + 1)  # so that a long cell is named, not a crash
    try:
        while True:
            line = reader.line_num + 1
            try:
                record = next(reader)
            except StopIteration:
                return _without_empty_columns(found), []
            except csv.Error as err:
                expected = f'the quoting is broken ({err}); a " inside a quoted cell is written ""'
                return [], [Problem(name, line, "", "", expected)]
            if any(map(str.strip, record)):  # else it is an empty row, as a spreadsheet leaves it
                found.append((line, record))
    finally:
        csv.field_size_limit(limit)


def _header_faults(found: list[tuple[int, list[str]]], schema: Schema) -> Iterator[Problem]:
    """Yield what is wrong with the first row: one fault where it holds no names, or one a name."""
    (first, header), wanted = found[0], [column.name for column in schema.columns]
    listed = ", ".join(wanted)
    if 2 * len({*header} & {*wanted}) < len(wanted):
        at = next((line for line, names in found[:9] if {*wanted} <= {*names}), 0)
        where = f"; row {at} holds them; delete the rows above it" if at else ""
        expected = f"the names of the columns are expected here: {listed}{where}"
        yield Problem(schema.path, first, "", ",".join(header), expected)
        return
    missing = [name for name in wanted if name not in header]
    for name in dict.fromkeys(header):
        if name not in wanted:
            near = get_close_matches(name.strip().lower(), missing, n=1, cutoff=0.5)
            missing = [m for m in missing if m not in near]
            hint = f"did you mean {near[0]}? " if near else ""
            expected = f"no such column; {hint}accepted: {listed}"
            yield Problem(schema.path, first, name, name, expected)
        elif header.count(name) > 1:
            yield Problem(
                schema.path, first, name, name, "the column stands twice; once is accepted"
            )
    for name in missing:
        expected = f"the column is missing; expected: {listed}"
        yield Problem(schema.path, first, name, "", expected)


def _stored(path: Path, schema: Schema) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    """Return the records of a file that has these columns, header first, with their lines."""
    text, problems = reading.decoded(path, schema.path, reading.TABLE)
    problems = problems or list(_separator_fault(text, schema))
    found, problems = ([], problems) if problems else records(text, schema.path)
    if problems:
        return [], problems
    named = [(line, list(map(_plain_name, cells))) for line, cells in found[:9]]
    return found, list(_header_faults(named, schema))


def _plain_name(cell: str) -> str:
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


def plain_truth(value: str) -> str:
    """Return TRUE, True or " true " as the data hold it: true; any other text as it is."""
    plain = value.strip().lower()
    return plain if plain in ("true", "false") else value


def _separator_fault(text: str, schema: Schema) -> Iterator[Problem]:
    wanted = {column.name for column in schema.columns}
    first = next((line for line in text.splitlines() if line.strip(" ,;\t|")), "")
    for sign, name in (";", "semicolons"), ("\t", "tabs"), ("|", "bars"):
        cells = {cell.strip(' "') for cell in first.split(sign)}
        if first.strip() == f"sep={sign}" or len(cells & wanted) > len(
            wanted & {*first.split(",")}
        ):
            expected = f"the columns are separated by {name} and not by commas; {reading.TABLE}"
            if sign == ";":
                expected += ", with the comma as separator (README.md of the data says how)"
            yield Problem(schema.path, 1, schema.columns[0].name, "", expected)
            return


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
        expected = reading.said(given, _plain_name(given))
        problems.append(Problem(schema.path, line, _plain_name(given), given, expected))
    header = list(map(_plain_name, header))
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


def outdated(folder: Path, schemas: Mapping[str, Schema]) -> Iterator[Problem]:
    """Yield what the pack's own data have and a copy, made by an older version, does not."""
    advice = "this copy of the data is of an older version; make a new one, then move your changes"
    for name, ours in read_schemas(pack_data()).items() if folder != pack_data() else ():
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
    folder = data_folder()
    tables, problems = read_package(folder)
    schemas = {name: table.schema for name, table in tables.items()}
    return tables, (*problems, *outdated(folder, schemas))


def table(name: str) -> Table:
    """Return one of the pack's own tables, whole; `DataError` if it or one it points to is not."""
    tables, problems = package()
    if name not in tables:
        missing = Problem("datapackage.json", 0, "", name, _choices(tables, name))
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
