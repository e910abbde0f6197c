"""The record of one student's work: what it is made of, what can be read off it, and its text.

The whole is JSON whose shape `my-work.schema.json` describes (see `shape`). A reflection is an
answer like any other, of kind "reflection". No function of this room that works on records changes
its arguments.

Clocks are not trusted with the order of answers: each new one is stamped later than all that stands
in its activity, whatever the clock says, and a file's own order is kept where its dates contradict.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from importlib.metadata import version
from math import isfinite
from typing import Any

Work = dict[str, Any]  # the whole file
Entry = dict[str, Any]  # one activity: kind, attempts, draft; answer and result of the last attempt
Answers = dict[str, dict[str, Entry]]  # lesson → activity → entry

FORMAT, VERSION = "darfurlab-work", 2
PACK = version("darfurlab")
MAX_BYTES = 8_000_000  # a whole file; a diligent student's is some 100 kB
MAX_ANSWER = 200_000  # characters of one answer, as JSON
MAX_DEPTH = 40  # lists within lists, in a whole file; half of that in one answer
MAX_DIGITS = 300  # of an integer: what is longer is kept as text, as is a number beyond any float
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
TICK = timedelta(milliseconds=1)


class WorkError(ValueError):
    """What is wrong with work, as a clause that begins with "it"."""


class NewerWork(WorkError):
    """The file has a later version of the format than this pack reads."""


def blank(at: str, **more: Any) -> Work:
    """Return work begun at this time, in which nothing has been done, or no more than `more`."""
    new = {"format": FORMAT, "version": VERSION, "pack": PACK, "created": at, "updated": at}
    return {**new, "answers": {}, **more}


def stamped(work: Work) -> Work:
    """Return the work as changed just now, by this pack; it gets its student's id if it has none.

    The id is random and says nothing of the person or the machine.
    """
    student = work.get("student") or secrets.token_hex(8)
    return {**work, "version": VERSION, "pack": PACK, "student": student, "updated": now()}


@lru_cache(maxsize=4096)
def when(at: str) -> datetime:
    """Return the moment that a text of the record names."""
    return datetime.fromisoformat(at)


def text_of(moment: datetime) -> str:
    """Return a moment as the record names it, to the millisecond."""
    offset = moment.utcoffset() or timedelta()
    zoned = moment if offset % timedelta(minutes=1) == timedelta() else moment.astimezone(UTC)
    return zoned.isoformat(timespec="milliseconds")


def now(after: datetime = LONG_AGO) -> str:
    """Return this moment in this machine's zone; past `after` even where the clock runs behind."""
    return text_of(max(datetime.now().astimezone(), after + TICK))


# --- one activity ---------------------------------------------------------------------------------


def each_of(answers: Answers) -> Iterator[tuple[str, str, Entry]]:
    """Yield each entry after its lesson and its activity."""
    for lesson, entries in answers.items():
        for activity, entry in entries.items():
            yield lesson, activity, entry


def all_of(entry: Entry) -> list[dict[str, Any]]:
    """Return all that was done in an activity: its attempts, then its draft, if any."""
    return [*entry["attempts"], entry["draft"]] if "draft" in entry else entry["attempts"]


def made(kind: str, attempts: list[Any], draft: dict[str, Any] | None = None) -> Entry:
    """Return an entry, in which answer and result of the last attempt stand once more."""
    entry: Entry = {"kind": kind, "attempts": attempts}
    if attempts:
        entry |= {key: attempts[-1][key] for key in ("answer", "result")}
    return {**entry, "draft": draft} if draft else entry


def touched(entry: Entry) -> datetime:
    """Return when something was last done in an activity."""
    return max((when(each["at"]) for each in all_of(entry)), default=LONG_AGO)


def open_draft(entry: Entry | None) -> dict[str, Any] | None:
    """Return what is begun and not checked; a draft that equals the last answer is none."""
    draft: dict[str, Any] | None = entry.get("draft") if entry else None
    same = draft and entry and entry["attempts"] and draft["answer"] == entry["answer"]
    return None if same else draft


def latest(entry: Entry | None) -> dict[str, Any] | None:
    """Return the open draft or else the last attempt of an activity; None where there is none."""
    return open_draft(entry) or (entry["attempts"][-1] if entry and entry["attempts"] else None)


def same_student(a: Work, b: Work) -> bool:
    """Say whether two files are one student's, as far as they tell: by id, else by their begin."""
    key = "student" if "student" in a and "student" in b else "created"
    return bool(a[key] == b[key])


def count(work: Work) -> int:
    """Return in how many activities something was done."""
    return sum(map(len, work["answers"].values()))


# --- its text -------------------------------------------------------------------------------------


def dump(work: Work) -> bytes:
    """Return the file's bytes, in UTF-8."""
    return (_text(work) + "\n").encode()


def plain(answer: Any) -> Any:
    """Return an answer as the file would bring it back; raises `WorkError` where it can't."""
    try:
        text = _text(answer)
        value = _read(text)
    except (TypeError, ValueError, RecursionError) as error:
        raise WorkError(f"it is not JSON ({error})") from None
    if len(text) > MAX_ANSWER:
        raise WorkError(f"it is longer than {MAX_ANSWER:,} characters")
    if _deep(value, MAX_DEPTH // 2):
        raise WorkError(f"it is nested more than {MAX_DEPTH // 2} deep")
    return value


def load(data: bytes) -> Any:
    """Return the JSON in a file; raises `ValueError`, or `RecursionError` where it is too deep."""
    encoding = json.detect_encoding(data)
    try:
        text, halves = data.decode(encoding), False
    except UnicodeDecodeError:
        text, halves = data.decode(encoding, "surrogatepass"), True
    value = _read(text)
    if _deep(value, MAX_DEPTH):
        raise RecursionError
    # Half a surrogate pair may stand there.
    halves = halves or ("\\u" in text and ("\\ud" in text or "\\uD" in text))
    return _read(_text(value)) if halves else value


def _text(value: Any) -> str:
    """Return JSON, an item a line, that UTF-8 can carry: half a surrogate pair is replaced."""
    lines = (",\n", ": ")  # an indent would make it fifty times slower
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=lines)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _deep(value: Any, room: int) -> bool:
    """Say whether more than `room` lists and objects stand within each other."""
    level = [value]
    for _ in range(room):
        inner = [each for each in level if type(each) in (dict, list)]
        level = [e for each in inner for e in (each.values() if type(each) is dict else each)]
    return any(type(each) in (dict, list) for each in level)


def _float(digits: str) -> float | str:
    return value if isfinite(value := float(digits)) else digits


def _int(digits: str) -> int | str:
    return int(digits) if len(digits) <= MAX_DIGITS else digits


def _constant(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(found := dict(pairs)) < len(pairs):
        raise ValueError("a name stands twice")
    return found


_read = json.JSONDecoder(
    object_pairs_hook=_once, parse_float=_float, parse_int=_int, parse_constant=_constant
).decode
