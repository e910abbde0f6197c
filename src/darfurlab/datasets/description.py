"""What `datapackage.json` says of the tables: the one home of every column.

Its type, whether it must be filled, the values it may take, and the column of another table that it
points to (`references`; with `list`, several ids stand in one cell with one space between). What
it promises beside another column of its table (`not_before`, `acyclic`): see `rules.declared`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from darfurlab.datasets import folders
from darfurlab.datasets.problem import DataError, Problem

LONGEST_CELL = 4_000  # characters; the longest honest cell is a tenth of it
TYPES = ("string", "integer", "number", "boolean")
LIMITS = {"required", "unique", "enum", "pattern", "minimum", "maximum", "maxLength"}


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
    not_before: str = ""  # a column of the table with an earlier date; see rules/declared
    acyclic: str = ""  # a column of the table from which ids lead here


@dataclass(frozen=True)
class Schema:
    """One table as `datapackage.json` describes it; `path` is relative to the data folder."""

    name: str
    path: str
    description: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


def read_schemas(folder: Path) -> dict[str, Schema]:
    """Return every table's schema, by name; `DataError` where datapackage.json is unusable."""
    path = folder / "datapackage.json"
    try:
        return {schema.name: schema for schema in _schemas(path.read_text(encoding="utf-8-sig"))}
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


@lru_cache(maxsize=4)  # each loader asks once, and the file is long: the pack's, and a copy's
def _schemas(text: str) -> tuple[Schema, ...]:
    schemas = tuple(_schema(resource) for resource in json.loads(text)["resources"])
    for fault in _loose(schemas):
        raise ValueError(fault)
    return schemas


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


def _bound(value: Any) -> float | None:
    return None if value is None else float(value)


def _loose(schemas: Sequence[Schema]) -> Iterator[str]:
    """Yield why a description could not be used to read its tables."""
    columns = {schema.name: {column.name for column in schema.columns} for schema in schemas}
    if not schemas or len(columns) < len(schemas):
        yield "at least one table, and each name once, is expected"
    for schema in schemas:
        path = Path(schema.path)
        if path.is_absolute() or ".." in path.parts:
            yield f"{schema.path!r} is not a path below the data folder"
        if len(columns[schema.name]) < len(schema.columns):
            yield f"{schema.name} describes a column twice; once is accepted"
        for name in set(schema.key) - columns[schema.name]:
            yield f"the key of {schema.name} names no column of it: {name!r}"
        for column in schema.columns:
            whose = f"{schema.name}.{column.name}"
            table, target = column.references or ("", "")
            if table and target not in columns.get(table, ()):
                yield f"{whose} points nowhere: {table}.{target}"
            if column.type not in TYPES:
                yield f"{whose} has the type {column.type!r}"
            for other in {column.not_before, column.acyclic} - {"", *columns[schema.name]}:
                yield f"{whose} names no column of it: {other!r}"
            try:
                re.compile(column.pattern)
            except re.error as err:
                yield f"{whose} has no valid pattern: {err}"
