"""The shape of the record, as `my-work.schema.json` describes it, and how a value breaks it.

Any change of shape takes a new version number, so keys that the schema doesn't know are refused.
Read here are the words of JSON Schema that the schema uses, and no others: as fast as the reader of
notebooks, fastjsonschema, and with a clause for people of each fault.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

_TYPES = {"object": dict, "array": list, "string": str}


def work_fault(value: Any) -> str:
    """Return how a JSON value is no record of this version, or nothing."""
    return _fault(_schema(), value, "it")


def entry_fault(lesson: str, activity: str, entry: Any) -> str:
    """Return how a piece of work breaks the schema, or nothing."""
    return _fault(_schema()["properties"]["answers"], {lesson: {activity: entry}}, "it")


@cache
def _schema() -> dict[str, Any]:
    path = Path(__file__).with_name("my-work.schema.json")
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema


def _fault(part: Any, value: Any, name: str) -> str:
    """Return how a value, which is called so, breaks a part of the schema, or nothing."""
    if part is True:
        return ""
    if part is False:
        return f"{name} is no part of the format"
    if "$ref" in part:
        return _fault(_schema()["$defs"][part["$ref"].rpartition("/")[2]], value, name)
    if "const" in part:
        const = json.dumps(part["const"])  # so that 2.0 and true are not 2 and 1
        return "" if json.dumps(value) == const else f"{name} is not {const}"
    if not isinstance(value, _TYPES[part["type"]]):
        return f"{name} is not of type {part['type']}"
    if isinstance(value, str):
        if _fits(part, value):
            return ""
        form = part.get("description", "text without control characters").rstrip(".")
        return f"{name} is {value[:40]!r}, which has another form than this: {form}"
    if isinstance(value, list):
        found = (_fault(part.get("items", True), each, f"one of {name}") for each in value)
    else:
        found = _in_object(part, value, name)
    return next(filter(None, found), "")


def _in_object(part: Any, value: dict[str, Any], name: str) -> Iterator[str]:
    yield from (f"{name} has no {key}" for key in part.get("required", ()) if key not in value)
    if named := part.get("propertyNames"):
        yield from (_fault(named, key, "a name") for key in value)
    parts, others = part.get("properties", {}), part.get("additionalProperties", True)
    yield from (_fault(parts.get(key, others), each, key) for key, each in value.items())


def _fits(part: Any, text: str) -> bool:
    if not re.fullmatch(part.get("pattern", "(?s:.*)"), text):
        return False
    try:
        return "format" not in part or bool(datetime.fromisoformat(text))
    except ValueError:
        return False
