"""Numbers as people write them, in the digits of any script."""

from __future__ import annotations

import re
from math import inf
from typing import Any
from unicodedata import category, decimal

_MOST = 1e300  # larger numbers cannot be told apart, or not be shown
_MARKS = str.maketrans("\u066b\u060c\u066c\u2019'\u2212\u2013\ufe63\uff0d", ".,   ----")
_GROUPS = re.compile(r"([+-]?\d{1,3})((?: \d{3})+)((?:[.,]\d+)?)")
_PLAIN = re.compile(r"[+-]?(\d+|\d*\.\d+|\d+\.)([eE][+-]?\d{1,2})?")
_COMMA = re.compile(r"[+-]?(0,\d+|\d+,(\d{1,2}|\d{4,}))")  # decimals, as in French: 2,5
_ENGLISH = re.compile(r"[+-]?\d{1,3}((,\d{3}){2,}(\.\d+)?|(,\d{3})+\.\d+)")  # 1,234.5
_GERMAN = re.compile(r"[+-]?\d{1,3}((\.\d{3}){2,}(,\d+)?|(\.\d{3})+,\d+)")  # 1.234,5


def number(typed: str) -> float | str:
    """Return the number that a text means, in the digits of any script; else the text itself.

    `2,5` is 2.5; `1,500` could be two numbers, so it stays a text, and is asked about.
    """
    text = _latin(typed)
    if groups := _GROUPS.fullmatch(text):
        text = groups[1] + groups[2].replace(" ", "") + groups[3]
    if _GERMAN.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif _ENGLISH.fullmatch(text):
        text = text.replace(",", "")
    elif _COMMA.fullmatch(text):
        text = text.replace(",", ".")
    value = float(text) if _PLAIN.fullmatch(text) else inf
    if not is_finite(value):
        return typed
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def ask(typed: str) -> str:
    """Return what to ask of whoever typed something that is no number."""
    if two := re.fullmatch(r"([+-]?\d{1,3}),(\d{3})", _latin(typed)):
        both = f"{two[1]}{two[2]} or {two[1]}.{two[2]}"
        return f"“{typed}” can mean two numbers. Write {both}."
    return f"“{typed[:60]}” is not understood as a number. Write it with digits, such as 2.5."


def is_finite(value: Any) -> bool:
    """Return whether a value is a number of a size that can be shown."""
    return type(value) in (int, float) and abs(value) < _MOST


def _latin(typed: str) -> str:
    shown = "".join(" " if c.isspace() else c for c in typed if category(c) != "Cf")
    return "".join(str(decimal(c, c)) for c in shown.translate(_MARKS)).strip()
