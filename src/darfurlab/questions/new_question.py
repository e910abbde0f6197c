"""A commented template of a question, added at the end of a lesson's file.

`new-question.toml` holds one of each kind. Its words FILL IN stand wherever an author has
something to say, and `bank` refuses a question that still holds them.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import count
from pathlib import Path

from darfurlab.datasets import reading, toml_parts
from darfurlab.datasets.problem import DataError
from darfurlab.questions import bank
from darfurlab.work.whole import write_whole

_TEMPLATES = Path(__file__).with_name("new-question.toml")


@cache
def templates() -> dict[str, str]:
    """Return a question of each kind that has a template, as TOML with comments."""
    _, *parts = toml_parts.parts(_TEMPLATES.read_text(encoding="utf-8"))
    texts = [text.strip() for _, text in parts]
    return {re.findall(r'^kind = "(\w+)"', text, re.MULTILINE)[0]: text for text in texts}


def added(text: str, kind: str, at: str = "") -> tuple[str, str, int]:
    """Return a file's text with a new question, that question's fresh id, and its line.

    `at`: in the file of a course, the lesson at whose end it stands.
    """
    names = (f"new-{kind}" + (f"-{n}" if n > 1 else "") for n in count(1))
    name = next(n for n in names if f'"{n}"' not in text and f"'{n}'" not in text)
    own = f'"{name}"' + (f'\nat = "{at}"' if at else "")
    before = text.rstrip() + "\n\n" if text.strip() else ""
    whole = before + templates()[kind].replace('"ID"', own) + "\n"
    return whole, name, before.count("\n") + 1


def add(path: Path, kind: str, at: str = "") -> tuple[str, int]:
    """Write a new question at the end of a file; return its id and its line.

    `at` as in `added`. Raises `DataError` where the file cannot be read, and `OSError` where it
    cannot be written.
    """
    text, problems = reading.decoded(path, path.name)
    if problems:
        raise DataError(problems)
    ends = "\r\n" if "\r\n" in text else "\n"
    whole, name, line = added(text.replace("\r\n", "\n"), kind, at)
    _, faults = bank.read(whole, path.name)
    if not any(fault.row == line for fault in faults):  # a text that is never closed swallows it
        raise DataError(faults)
    path.open("r+b").close()  # a file that may not be written to is not taken the place of
    mark = "utf-8-sig" if path.read_bytes().startswith(b"\xef\xbb\xbf") else "utf-8"
    write_whole(path, whole.replace("\n", ends).encode(mark))
    return name, line
