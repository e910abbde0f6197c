"""The form of a question's TOML table: which keys it has, and what each one's value must be.

A kind names its own keys (see `Question`); the forms of those that several share are here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from darfurlab.questions.question import Fault, Form, Question
from darfurlab.questions.well_formed import nearest

SHARED = "id! kind! prompt! label intro basis passages hints at objectives about"
_ID = r"[a-z0-9]+(-[a-z0-9]+)*"


def is_text(value: Any) -> bool:
    """Return whether a value is a text that says something."""
    return isinstance(value, str) and bool(value.strip())


def is_number(value: Any) -> bool:
    """Return whether a value is a number, infinite perhaps."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value == value


def list_of(test: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Return the test of a list, not empty, in which each value passes a test."""
    return lambda value: isinstance(value, list) and bool(value) and all(map(test, value))


def are_ids(value: Any) -> bool:
    """Return whether a value is an id, or a list of them."""
    return is_text(value) or list_of(is_text)(value)


def are_reasons(value: Any) -> bool:
    """Return whether a value is a text, or a table of texts."""
    return is_text(value) or (isinstance(value, dict) and list_of(is_text)([*value.values()]))


def is_range(value: Any) -> bool:
    """Return whether a value is [low, high]."""
    return list_of(is_number)(value) and len(value) == 2 and value[0] <= value[1]


TEXT: Form = (is_text, "text in quotation marks")
YES: Form = (lambda value: isinstance(value, bool), "true or false")
NUMBER: Form = (is_number, "a number")
TABLES: Form = (
    list_of(lambda value: isinstance(value, dict)),
    'entries between [ and ], each such as { id = "yes", text = "Yes" }',
)
FORMS: Mapping[str, Form] = {
    **dict.fromkeys(("prompt", "label", "intro", "text", "solution", "code", "at"), TEXT),
    **dict.fromkeys(("passages", "hints"), (list_of(is_text), "a list of texts")),
    **dict.fromkeys(("options", "items", "mistakes"), TABLES),
    "open": YES,
    "objectives": (
        list_of(lambda value: isinstance(value, str) and bool(re.fullmatch(r"\d\d-\d", value))),
        'a list of objectives, such as ["01-2"]: the lesson and the number in its list',
    ),
    "about": (lambda value: value == "program", '"program", and nothing else'),
    "id": (
        lambda value: is_text(value) and re.fullmatch(_ID, value) is not None,
        "small letters without accents, digits and hyphens, such as my-question",
    ),
    "basis": (lambda value: value in ("fact", "claim", "coding"), "one of fact, claim, coding"),
    "feedback": (are_reasons, "a text, or a table of texts by outcome"),
    "answer": (are_ids, "an id, or a list of ids"),
}


def faults(raw: Mapping[str, Any], kinds: Mapping[str, type[Question]]) -> Iterator[Fault]:
    """Yield keys unknown or missing and values of the wrong form, in a question's table.

    Where the kind is at fault nobody knows what belongs to it, and only what all share is checked.
    """
    name = raw.get("kind")
    kind = kinds.get(name) if isinstance(name, str) else None
    known: Form = (
        lambda value: value in list(kinds),
        f"one of {', '.join(kinds)}; an open question is a reflection",
    )
    own = kind or Question
    keys = f"{SHARED} {own.keys or ''}".split()
    if not kind:
        raw = {key: raw[key] for key in raw if {key, f"{key}!"} & {*keys}}
    yield from table_faults(raw, keys, {**FORMS, **own.forms, "kind": known}, own.parts)


def table_faults(
    raw: Mapping[str, Any],
    keys: Sequence[str],
    forms: Mapping[str, Form],
    parts: Mapping[str, str],
    *,
    at: str = "",
    within: Mapping[str, Form] = FORMS,
) -> Iterator[Fault]:
    """Yield the faults of a table and of those in it, its `parts`; `at` is where it stands.

    `keys`: what it may have, `!` where it must; `forms` and `within`: what the keys of the table
    and of its parts must hold.
    """
    known = [key.rstrip("!") for key in keys]
    for key, value in raw.items():
        if key not in known:
            yield at + key, key, f"no such key; {nearest(key, known)}"
        elif not forms[key][0](value):
            yield at + key, value, f"expected: {forms[key][1]}"
        elif key in parts:
            own = parts[key].split()
            for number, entry in enumerate(value, start=1):
                yield from table_faults(entry, own, within, {}, at=f"{key} {number} ")
    unknown = {*raw} - {*known}
    meant = {near for key in unknown for near in get_close_matches(key.lower(), known, n=1)}
    for key in keys:
        if key.endswith("!") and key[:-1] not in {*raw, *meant}:
            yield at + key[:-1], "", "the key is missing; it must be given"
