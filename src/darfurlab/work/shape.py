"""The shape of the record, as `my-work.schema.json` describes it, and how a value breaks it.

Any change of shape takes a new version number, so keys that the schema doesn't know are refused.
Read here are the words of JSON Schema that the schema uses, and no others; the standard reader of
notebooks, fastjsonschema, takes five times as long, and each answer waits for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from darfurlab.work.record import when

Check = Callable[[Any, str], str]  # a value, what it is called → how it breaks its part, or ""


def work_fault(value: Any) -> str:
    """Return how a JSON value is no record of this version, or nothing."""
    return _part("")(value, "it")


def entry_fault(lesson: str, activity: str, entry: Any) -> str:
    """Return how a piece of work breaks the schema, or nothing."""
    return _part("answers")({lesson: {activity: entry}}, "it")


@cache
def _parts() -> dict[str, Any]:
    path = Path(__file__).with_name("my-work.schema.json")
    schema = json.loads(path.read_text(encoding="utf-8"))
    return {"": schema, "answers": schema["properties"]["answers"], **schema["$defs"]}


@cache
def _part(name: str) -> Check:
    return _check(_parts()[name])


def _check(part: Any) -> Check:
    """Return a part of the schema as a function: read once, for each answer is held against it."""
    if isinstance(part, bool):
        return lambda value, name: "" if part else f"{name} is no part of the format"
    if "$ref" in part:
        return _part(part["$ref"].rpartition("/")[2])
    if "const" in part:
        const = json.dumps(part["const"])  # so that 2.0 and true are not 2 and 1
        return lambda value, name: "" if json.dumps(value) == const else f"{name} is not {const}"
    return {"object": _object, "array": _array, "string": _string}[part["type"]](part)


def _string(part: Any) -> Check:
    fits = re.compile(part.get("pattern", "(?s:.*)")).fullmatch
    form, is_time = part.get("description", "text without control characters"), "format" in part

    @lru_cache(maxsize=4096)  # the same file is read again at each answer
    def good(text: str) -> bool:
        return bool(fits(text)) and (not is_time or _is_time(text))

    def check(value: Any, name: str) -> str:
        if not isinstance(value, str):
            return f"{name} is not of type string"
        if good(value):
            return ""
        return f"{name} is {value[:40]!r}, which has another form than this: {form.rstrip('.')}"

    return check


def _array(part: Any) -> Check:
    item = _check(part.get("items", True))

    def check(value: Any, name: str) -> str:
        if not isinstance(value, list):
            return f"{name} is not of type array"
        one = f"one of {name}"
        for each in value:
            if why := item(each, one):
                return why
        return ""

    return check


def _object(part: Any) -> Check:
    # What may be anything has no check: most of a file is answers.
    parts = {
        key: None if each is True else _check(each)
        for key, each in part.get("properties", {}).items()
    }
    others, required = part.get("additionalProperties", True), part.get("required", ())
    rest = None if others is True else _check(others)
    named = _check(part["propertyNames"]) if "propertyNames" in part else None

    def check(value: Any, name: str) -> str:
        if not isinstance(value, dict):
            return f"{name} is not of type object"
        for key in required:
            if key not in value:
                return f"{name} has no {key}"
        for key, each in value.items():
            if named and (why := named(key, "a name")):
                return why
            inner = parts.get(key, rest)
            if inner and (why := inner(each, key)):
                return why
        return ""

    return check


def _is_time(text: str) -> bool:
    try:
        return bool(when(text))
    except ValueError:
        return False
