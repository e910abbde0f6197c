"""A file of TOML taken apart, question by question or line by line: a fault leaves the others.

What is wrong is said in words of what to type; who reads them need not know TOML.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

from darfurlab.datasets.problem import Problem

# What may hold `[[question]]` without being one (texts and comments), or begin a question, also
# where its brackets or its word are not quite right.
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"""|\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*'
    r'|^[ \t]*\[+[ \t]*["\']?(?i:questions?)["\']?[ \t]*\]*[ \t]*(?=#|$)',
    re.DOTALL | re.MULTILINE,
)


def parts(text: str) -> list[tuple[int, str]]:
    """Return what precedes the first `[[question]]` of a file, then each; with its first line."""
    starts = [m.start() for m in _TOKEN.finditer(text) if m[0].lstrip()[0] == "["]
    ends = [0, *starts, len(text)]
    return [(text.count("\n", 0, a) + 1, text[a:b]) for a, b in pairwise(ends)]


_HEADER = re.compile(r"""\s*\[\[[ \t]*(["']?)question\1[ \t]*\]\]""")
_NOTE = r"\s*(#|$)"  # or an empty line
_TWO = "write [[question]] with two brackets on each side"


def parsed(text: str, name: str) -> tuple[list[tuple[int, dict[str, Any]]], list[Problem]]:
    """Return a file's tables, each with the line on which it begins, and what is not TOML."""
    tables: list[tuple[int, dict[str, Any]]] = []
    problems: list[Problem] = []
    for at, (first, part) in enumerate(parts(text)):
        if at and not _HEADER.match(part):
            problems.append(Problem(name, first, "", part.split("\n")[0].strip(), _TWO))
            continue
        try:
            table = tomllib.loads(part)
            begins = re.search(r"^[ \t]*[^#\s]", part, re.MULTILINE)
            tables.append((first + part.count("\n", 0, begins.start() if begins else 0), table))
        except (tomllib.TOMLDecodeError, RecursionError) as err:
            problems.append(_syntax_fault(part, first, str(err), name))
    return tables, problems


# The beginning of a setting (also with : in place of =), and of a table.
_BEGINS = re.compile(
    r"""^[ \t]*(?:\[|(?:[\w-]+|["“”„][^"“”„\n]*["“”]|'[^'\n]*')\s*=|[A-Za-z][\w-]*\s*:)""",
    re.MULTILINE,
)


def settings(text: str, name: str) -> tuple[dict[str, Any], list[Problem]]:
    """Return the settings of a text without questions, and what is not TOML, line by line.

    Where a setting cannot be read, its name is the column of the fault, `table key` within a table.
    """
    try:
        return tomllib.loads(text), []
    except (tomllib.TOMLDecodeError, RecursionError):
        pass
    found: dict[str, Any] = {}
    tables: dict[str, dict[str, Any]] = {"": found}
    problems: list[Problem] = []
    table = ""
    for first, part in _statements(text):
        key = (re.match(r"""\s*\[*\s*["']?([\w-]*)""", part) or [""] * 2)[1]
        if part.lstrip().startswith("["):
            table, key = key, ""
        place, where = tables.setdefault(table, {}), f"{table} {key}".strip()
        lines, begun = part.split("\n"), ""
        for end in range(1, len(lines) + 1):
            begun = "\n".join(lines[:end])
            try:
                given = tomllib.loads(begun)
            except (tomllib.TOMLDecodeError, RecursionError) as err:
                fault = _syntax_fault(begun, first, str(err), name)
                continue
            given = {} if part.lstrip().startswith("[") else given
            if twice := given.keys() & place.keys():
                said = f"{', '.join(twice)} stands twice; once is accepted"
                problems.append(Problem(name, first, where, lines[0].strip(), said))
            place.update({key: given[key] for key in given.keys() - twice})
            for more, line in enumerate(lines[end:], first + end):
                if not re.match(_NOTE, line):
                    said = "this line says nothing that is known here; a note begins with #"
                    problems.append(Problem(name, more, "", line.strip(), said))
            break
        else:
            problems.append(replace(fault, column=where))
    return {**found, **{name: each for name, each in tables.items() if name}}, problems


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each setting with its first line; a line that begins none belongs to the one before."""
    starts = [found.start() for found in _BEGINS.finditer(text)]
    for a, b in pairwise([0, *starts, len(text)]):
        lines = text[a:b].split("\n")
        while lines and re.match(_NOTE, lines[-1]):  # empty lines and notes at its end
            lines.pop()
        if lines:
            yield text.count("\n", 0, a) + 1, "\n".join(lines)


# What is wrong with a line, and what to type. The texts within the line are taken out before.
_CURLY = "“”„«»‘’"
_LINE = {
    '^(?:[^"]|"")*[\u00a0\u2000-\u200f\u202f\u2060\u3000\ufeff]': "a special space stands here, as "
    "Word and mail type it; delete it and type a space",
    rf"(^|[=\[{{,])\s*[{_CURLY}]": "the quotation marks are curly, as Word types them; type "
    'straight quotation marks, "like this", in an editor for plain text',
    rf'"[^"]*[{_CURLY}]\s*[,\]}}]*\s*$': 'the last quotation mark is curly; type a straight one: "',
    r"^\s*[\w-]+\s*:": "write = in place of : after the name",
    r"^[^=]*=\s*(#|$)": "nothing stands after the sign =; write it there, or delete the line",
    r'^\s*(""|\d+)\s*=': "a day is written year-month-day, with the digits 0 to 9 and without "
    "quotation marks, such as 2026-12-07",
    r'^\s*[\w-]+\s*=\s*(""|\d+)\s*[,;]\s*\S': "several values stand between [ and ], such as "
    '["00", "01"]',
    r"\[\s*0\d": 'write each of them between quotation marks, such as ["00", "01"]',
    r"^\s*[\w-]+\s*=\s*[+(]?\d[\d\s()/.+-]*$": "a number with spaces or signs is a text: put it "
    'between straight quotation marks, "like this"',
    r'""\s*;': "write a comma, not a semicolon",
}
# What `tomllib` says, and the same in words of what to do.
_SAID = {
    **dict.fromkeys(
        ("Illegal character '\\n'", "Unterminated string"),
        'the text is not closed; put a " at its end',
    ),
    "Expected newline": 'something stands after the value; a " within a text is written \\"',
    "Unescaped": "a \\ within a text is written \\\\",
    "Cannot overwrite": "the name stands twice; once is accepted",
    "Cannot declare": "the name between [ and ] stands twice; once is accepted",
    "Expected ']'": "a ] is missing at the end",
    "Unclosed array": "before this, or at its end, a comma or ] is missing",
    "Unclosed inline table": "a comma or } is missing",
    "Expected '='": 'this is not name = value; a value that is text stands between straight ", and '
    "a note begins with #",
    "Invalid statement": "this is not name = value; type the line again; a note begins with #",
    "Invalid value": 'a text stands between straight quotation marks, "like this"',
}


def _syntax_fault(part: str, first: int, err: str, name: str) -> Problem:
    lines = part.split("\n")
    at = re.search(r"at line (\d+)", err)
    unclosed = next((m for m in _TOKEN.finditer(part) if m[0] in ('"""', "'''")), None)
    line = part.count("\n", 0, unclosed.start()) if unclosed else int(at[1]) - 1 if at else -1
    given = lines[line].strip()
    bare = re.sub(r'"[^"\n]*"', '""', given)
    said = (words for mark, words in _LINE.items() if re.search(mark, bare))
    why = next(said, "") or next((w for start, w in _SAID.items() if err.startswith(start)), "")
    if unclosed:
        why = f"the text that begins with {unclosed[0]} is never closed"
    row = first + (line if line >= 0 else len(lines) - 1)
    return Problem(name, row, "", given, why or f"this cannot be read: {err}")
