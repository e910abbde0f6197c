"""The shape of the record, as `my-work.schema.json` describes it, and how a value breaks it.

Any change of shape takes a new version number, so keys that the schema doesn't know are refused.
Read here are the words of JSON Schema that the schema uses, and no others; the standard reader of
notebooks, fastjsonschema, takes five times as long, and each answer waits for it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_ZEROS = bytes.maketrans(b"123456789", b"000000000")
MOST_PLANS = 200  # orders of an object's names that are remembered
Check = Callable[[Any, str], str]  # a value, what it is called → how it breaks its part, or ""
Good = Callable[[str], bool]  # a text → whether it has the form of its part
_goods: dict[Check, Good] = {}  # of the checks of texts, so that a good one takes no more calls


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
    form = part.get("description", "text without control characters")

    @lru_cache(maxsize=4096)  # the same file is read again at each answer
    def fitting(text: str) -> bool:
        return bool(fits(text))

    good = _time(fits) if "format" in part else fitting

    def check(value: Any, name: str) -> str:
        if not isinstance(value, str):
            return f"{name} is not of type string"
        if good(value):
            return ""
        return f"{name} is {value[:40]!r}, which has another form than this: {form.rstrip('.')}"

    _goods[check] = good
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
    plans: dict[tuple[str, ...], list[tuple[str, Good | None, Check]]] = {}

    def names(value: dict[str, Any], name: str) -> str:
        for key in required:
            if key not in value:
                return f"{name} has no {key}"
        return next(filter(None, (named(key, "a name") for key in value)), "") if named else ""

    def whole(value: Any, name: str) -> str:
        if not isinstance(value, dict):
            return f"{name} is not of type object"
        keys = tuple(value)
        plan = plans.get(keys)
        if plan is None:
            if why := names(value, name):
                return why
            inner = ((key, parts.get(key, rest)) for key in keys)
            plan = [(key, _goods.get(check), check) for key, check in inner if check]
            # Thousands of objects have the same names; those of strangers are not remembered.
            if len(plans) < MOST_PLANS and parts.keys() >= value.keys():
                plans[keys] = plan
        for key, good, check in plan:
            each = value[key]
            if good and type(each) is str and good(each):
                continue
            if why := check(each, key):
                return why
        return ""

    return whole


def _time(fits: Callable[[str], object]) -> Good:
    """Return what says whether a text is a time of the pattern, in which all digits are alike.

    Hardly a time comes twice, but each has one of some twenty forms, with a 0 for every digit.
    """
    forms = set[bytes]()

    def good(text: str) -> bool:
        form = text.encode("utf-8", "surrogatepass").translate(_ZEROS)
        if form not in forms:
            if not fits(text):
                return False
            forms.add(form)
        try:
            return bool(datetime.fromisoformat(text))
        except ValueError:
            return False

    return good
