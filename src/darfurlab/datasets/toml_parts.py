"""A file of TOML taken apart question by question, so that a fault in one leaves the others."""

from __future__ import annotations

import re
import tomllib
from itertools import pairwise
from typing import Any

from darfurlab.datasets.problem import Problem

# What may hold `[[question]]` without being one (texts and comments), or begin a question.
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"""|\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*'
    r'|^[ \t]*\[\[[ \t]*(?:question|"question"|\'question\')[ \t]*\]\]',
    re.DOTALL | re.MULTILINE,
)


def parts(text: str) -> list[tuple[int, str]]:
    """Return what precedes the first `[[question]]` of a file, then each; with its first line."""
    starts = [m.start() for m in _TOKEN.finditer(text) if m[0].lstrip()[0] == "["]
    ends = [0, *starts, len(text)]
    return [(text.count("\n", 0, a) + 1, text[a:b]) for a, b in pairwise(ends)]


def parsed(text: str, name: str) -> tuple[list[tuple[int, dict[str, Any]]], list[Problem]]:
    """Return a file's tables, each with the line on which it begins, and what is not TOML."""
    tables: list[tuple[int, dict[str, Any]]] = []
    problems: list[Problem] = []
    for first, part in parts(text):
        try:
            table = tomllib.loads(part)
            begins = re.search(r"^[ \t]*[^#\s]", part, re.MULTILINE)
            tables.append((first + part.count("\n", 0, begins.start() if begins else 0), table))
        except (tomllib.TOMLDecodeError, RecursionError) as err:
            problems.append(_syntax_fault(part, first, str(err), name))
    return tables, problems


# What `tomllib` says, and the same in words of what to do.
_SAID = {
    "Illegal character '\\n'": 'the text is not closed; put a " at its end',
    "Expected newline": 'something follows the value; a " within a text is written \\"',
    "Unescaped": "a \\ within a text is written \\\\",
    "Cannot overwrite": "the key stands twice; once is accepted",
    "Cannot declare": "the table stands twice; once is accepted",
    "Unclosed array": "before this, or at its end, a comma or ] is missing",
    "Unclosed inline table": "a comma or } is missing",
    "Expected '='": 'this is not key = value; a value that is text stands between straight ", and '
    "a note begins with #",
    "Invalid statement": "this is not key = value; type the line again; a note begins with #",
    "Invalid value": 'a text stands between straight quotation marks, "like this"; true, false '
    "and numbers stand without",
}


def _syntax_fault(part: str, first: int, err: str, name: str) -> Problem:
    lines = part.split("\n")
    at = re.search(r"at line (\d+)", err)
    unclosed = next((m for m in _TOKEN.finditer(part) if m[0] in ('"""', "'''")), None)
    line = part.count("\n", 0, unclosed.start()) if unclosed else int(at[1]) - 1 if at else -1
    given = lines[line].strip()
    why = next((words for said, words in _SAID.items() if err.startswith(said)), "")
    if unclosed:
        why = f"the text that begins with {unclosed[0]} is never closed"
    elif re.search(r"[=\[{,]\s*[“”„«»‘’]", given):
        why = 'a text is set between straight quotation marks, "like this"'
    elif re.search(r"=\s*\d{1,4}[./]\d{1,2}[./]\d{1,4}\s*$", given):
        why = "a day is written year-month-day, such as 2027-02-15"
    row = first + (line if line >= 0 else len(lines) - 1)
    return Problem(name, row, "", given, f"not valid TOML: {why or err}")
