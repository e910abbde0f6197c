"""What one cell of a table may hold, and what is said where it holds something else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches

from darfurlab.datasets.description import Column

LONGEST_LIST = 12  # accepted values named in a message

_DATE = "a date as 2011, 2011-05 or 2011-05-31"
_NUMBERS = {  # what each type is called, and its form
    "integer": ("a whole number", r"-?\d+"),
    "number": ("a number such as 60000 or 13.5", r"-?\d+(\.\d+)?"),
}
_CHANGED = (
    "A spreadsheet turns text into dates when it opens a file: import the column as text instead "
    "(README.md of the data says how)"
)
_TURNED = re.compile(  # Oct-11, 11-Oct, oct.-11, 10/1/2011, 01.10.2011, 40817
    r"[^\W\d_][a-zéû]{2,4}\.?-\d\d|\d\d?-[^\W\d_][a-zéû]{2,4}\.?(-\d{2,4})?"
    r"|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}[/.]\d\d?[/.]\d\d?|\d{5}(\.0)?"
)


def plain_truth(value: str) -> str:
    """Return TRUE, True or " true " as the data hold it: true; any other text as it is."""
    plain = value.strip().lower()
    return plain if plain in ("true", "false") else value


def choices(values: Iterable[str], given: str) -> str:
    """Return what is accepted in words; of many only the nearest to what was given."""
    accepted = sorted(values)
    near = get_close_matches(given, accepted, n=3)
    if len(accepted) > LONGEST_LIST:
        hint = f"; nearest: {', '.join(near)}" if near else ""
        return f"{len(accepted)} values are accepted{hint}"
    return f"accepted: {', '.join(accepted)}"


def cell_faults(column: Column, value: str) -> Iterator[str]:
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
            yield choices(column.enum, item)
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
    kind, form = _NUMBERS[column.type]
    if not re.fullmatch(form, value, re.ASCII) or len(value) > 18:
        yield f"accepted: {kind}, digits only, without spaces, commas or units"
    elif re.fullmatch(r"-?\d{1,3}\.\d\d0", value):
        yield "the dot may stand for thousands; write 60000 for many, 60 or 13.5 for few"
    else:
        low, high = column.minimum, column.maximum
        too_low = low is not None and float(value) < low
        too_high = high is not None and float(value) > high
        if too_low or too_high:
            ends = [("from", low), ("to", high)]
            said = " ".join(f"{word} {end:g}" for word, end in ends if end is not None)
            yield f"accepted: {kind} {said}"


def _is_date(value: str) -> bool:
    parts = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", value)
    if not parts:
        return True  # the form is at fault, and that is said already
    try:
        date(int(parts[1]), int(parts[2] or 1), int(parts[3] or 1))
    except ValueError:
        return False
    return True
