"""The record of one student's work: JSON, the rule it obeys, and how to join two of them.

The shape is described once, in ``static/my-work.schema.json``, and `fault` reads it there. Any
change of shape takes a new version number, so keys that the schema doesn't know are refused. A
reflection is an answer like any other, of kind "reflection". These functions change none of their
arguments.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path
from typing import Any

Work = dict[str, Any]  # the whole file
Entry = dict[str, Any]  # one activity: kind, attempts, draft; answer and result of the last attempt
Unfit = Callable[[str, str, Entry], str]  # lesson, activity, entry → why it has no place, or ""

FORMAT, VERSION = "darfurlab-work", 1
MAX_BYTES = 8_000_000  # a whole file; a diligent student's is some 100 kB
MAX_ANSWER = 200_000  # characters of one answer, as JSON
MAX_DEPTH = 40  # lists within lists, in a whole file; half of that in one answer
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class WorkError(ValueError):
    """What is wrong with work, as a clause that begins with "it"."""


class NewerWork(WorkError):
    """The file has a later version of the format than this pack reads."""


@cache
def _pack() -> str:
    try:
        return version("darfurlab")
    except PackageNotFoundError:
        return "0"


def blank(at: str, **more: Any) -> Work:
    """Return work begun at this time, in which nothing has been done, or no more than `more`."""
    new = {"format": FORMAT, "version": VERSION, "pack": _pack(), "created": at, "updated": at}
    return {**new, "answers": {}, **more}


def stamped(work: Work) -> Work:
    """Return the work as changed just now, by this pack."""
    return {**work, "pack": _pack(), "updated": now()}


def when(at: str) -> datetime:
    """Return the moment that a text of the record names."""
    return datetime.fromisoformat(at)


def now(after: datetime = LONG_AGO) -> str:
    """Return this moment in this machine's zone; past `after` even where the clock runs behind."""
    here = datetime.now().astimezone()
    later = max(here, after + timedelta(milliseconds=1)).astimezone()
    here_at, at = (each.isoformat(timespec="milliseconds") for each in (here, later))
    return here_at if fault(at, _schema()["$defs"]["time"]) else at


# --- joining --------------------------------------------------------------------------------------


_canonical = json.JSONEncoder(sort_keys=True).encode


def _order(each: dict[str, Any]) -> tuple[datetime, str]:
    return when(each["at"]), _canonical(each)


def _times(entry: Entry) -> list[datetime]:
    drafts = [entry["draft"]] if "draft" in entry else []
    return [when(each["at"]) for each in (*entry["attempts"], *drafts)]


def touched(entry: Entry) -> datetime:
    """Return when something was last done in an activity."""
    return max(_times(entry), default=LONG_AGO)


def merge_entries(a: Entry, b: Entry) -> Entry:
    """Every attempt of both, once each, in order of time; the newest draft if it is newer still."""
    once = {_order(each): each for each in (*a["attempts"], *b["attempts"])}
    attempts = [once[key] for key in sorted(once)]
    drafts = [each["draft"] for each in (a, b) if "draft" in each]
    kind = max((touched(each), each["kind"]) for each in (a, b))[1]
    merged = {"kind": kind, "attempts": attempts}
    if attempts:
        merged |= {key: attempts[-1][key] for key in ("answer", "result")}
    draft = max(drafts, key=_order, default=None)
    if draft and _order(draft)[0] > touched(merged):
        merged["draft"] = draft
    return merged


def settled(entry: Entry) -> Entry:
    """Return an entry that a person may have edited as `merge_entries` would have it."""
    keys = ("answer", "result")
    last: dict[str, Any] = next(reversed(entry["attempts"]), {})
    same = all((key in entry, entry.get(key)) == (key in last, last.get(key)) for key in keys)
    in_order = all(a < b for a, b in pairwise(_times(entry)))
    return entry if same and in_order else merge_entries(entry, entry)


def merge(a: Work, b: Work) -> Work:
    """All of both; neither their order nor a second time makes a difference."""
    meta = ("pack", "name")
    early, late = sorted(
        (a, b), key=lambda w: (*_order({"at": w["updated"]}), *(w.get(key, "") for key in meta))
    )
    answers: dict[str, dict[str, Entry]] = {}
    for lesson, entries in (*a["answers"].items(), *b["answers"].items()):
        ours = answers.setdefault(lesson, {})
        for activity, entry in entries.items():
            ours[activity] = merge_entries(ours[activity], entry) if activity in ours else entry
    left = {
        _canonical([each["lesson"], each["activity"], each["entry"]]): each
        for each in (*early.get("left_out", ()), *late.get("left_out", ()))
    }
    begun = min((a, b), key=lambda work: _order({"at": work["created"]}))["created"]
    merged = {**early, **late, "created": begun, "answers": {}}
    for lesson in sorted(answers):
        merged["answers"][lesson] = dict(sorted(answers[lesson].items()))
    merged["left_out"] = [left[key] for key in sorted(left)]
    return merged if left else {key: merged[key] for key in merged if key != "left_out"}


def with_answer(
    work: Work, lesson: str, activity: str, kind: str, answer: Any, result: str | None
) -> Work:
    """Return the work with one attempt more, or without a result, with a draft.

    Raises `WorkError` where the schema has no room for it.
    """
    old = work["answers"].get(lesson, {}).get(activity)
    new = {"at": now(touched(old) if old else LONG_AGO), "answer": plain(answer)}
    entry: Entry = {"kind": kind, "attempts": []}
    entry |= {"draft": new} if result is None else {"attempts": [{**new, "result": result}]}
    if why := entry_fault(lesson, activity, entry):
        raise WorkError(why)
    return merge(work, blank(new["at"], answers={lesson: {activity: settled(entry)}}))


def sort_out(work: Work, unfit: Unfit) -> tuple[dict[str, dict[str, Entry]], list[dict[str, Any]]]:
    """Return what of the work has a place, and what has none, as `left_out` has it.

    What was left out before is tried again.
    """
    pieces = [(o["lesson"], o["activity"], o["entry"]) for o in work.get("left_out", [])]
    for lesson, entries in work["answers"].items():
        pieces += [(lesson, activity, entry) for activity, entry in entries.items()]
    kept: dict[str, dict[str, Entry]] = {}
    left = []
    for lesson, activity, entry in pieces:
        if why := entry_fault(lesson, activity, entry) or unfit(lesson, activity, entry):
            where = {"lesson": lesson, "activity": activity}
            left.append({**where, "reason": why, "entry": entry})
        else:
            ours = kept.setdefault(lesson, {})
            ours[activity] = merge_entries(ours.get(activity, entry), entry)
    return kept, left


# --- the shape ------------------------------------------------------------------------------------


@cache
def _schema() -> Any:
    path = Path(__file__).with_name("static") / "my-work.schema.json"
    return json.loads(path.read_text(encoding="utf-8"))


def fault(value: Any, rule: Any, at: str = "it") -> str:
    """Return how a JSON value breaks a rule of the schema, or nothing.

    Knows the words of JSON Schema that the schema uses, and no others.
    """
    if isinstance(rule, bool):
        return "" if rule else f"{at} is no part of the format"
    if "$ref" in rule:
        return fault(value, _schema()["$defs"][rule["$ref"].rpartition("/")[2]], at)
    kind = {"object": dict, "array": list, "string": str}.get(rule.get("type"), object)
    if not isinstance(value, kind):
        return f"{at} is not of type {rule['type']}"
    if "const" in rule and _canonical(value) != _canonical(rule["const"]):
        return f"{at} is not {rule['const']!r}"
    faults: list[str] = []
    if isinstance(value, str):
        fits = re.fullmatch(rule.get("pattern", "(?s:.*)"), value)
        if not fits or ("format" in rule and not _is_time(value)):
            faults = [f"{at} is not in the form {rule['pattern']}"]
    elif isinstance(value, dict):
        parts, rest = rule.get("properties", {}), rule.get("additionalProperties", True)
        faults += [f"{at} has no {key}" for key in rule.get("required", ()) if key not in value]
        faults += [fault(key, rule.get("propertyNames", True), "a name") for key in value]
        faults += [fault(each, parts.get(key, rest), key) for key, each in value.items()]
    elif isinstance(value, list):
        faults = [fault(each, rule.get("items", True), f"one of {at}") for each in value]
    return next(filter(None, faults), "")


def entry_fault(lesson: str, activity: str, entry: Any) -> str:
    """Return how a piece of work breaks the schema, or nothing."""
    return fault({lesson: {activity: entry}}, _schema()["properties"]["answers"])


def _is_time(text: str) -> bool:
    try:
        return bool(when(text))
    except ValueError:
        return False


def _deep(value: Any, room: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return room == 0 or any(_deep(each, room - 1) for each in inner)


# --- text -----------------------------------------------------------------------------------------


def _text(value: Any) -> str:
    """Return JSON, an item a line, that UTF-8 can carry: half a surrogate pair is replaced."""
    lines = (",\n", ": ")  # an indent would make it fifty times slower
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=lines)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def dump(work: Work) -> bytes:
    """Return the file's bytes, in UTF-8."""
    return (_text(work) + "\n").encode()


def plain(answer: Any) -> Any:
    """Return an answer as the file would bring it back; raises `WorkError` where it can't."""
    try:
        text = _text(answer)
    except (TypeError, ValueError, RecursionError) as error:
        raise WorkError(f"it is not JSON ({error})") from None
    if len(text) > MAX_ANSWER:
        raise WorkError(f"it is longer than {MAX_ANSWER:,} characters")
    if _deep(value := json.loads(text), MAX_DEPTH // 2):
        raise WorkError(f"it is nested more than {MAX_DEPTH // 2} deep")
    return value


def parse(data: bytes) -> Work:
    """Return the work in a file; raises `NewerWork` for a later version, else `WorkError`."""
    if len(data) > MAX_BYTES:
        raise WorkError(f"it is larger than {MAX_BYTES // 10**6} MB, the most it may be")
    try:
        value = json.loads(data)
        if _deep(value, MAX_DEPTH):
            raise RecursionError
        work = json.loads(_text(value))
    except RecursionError:
        raise WorkError(f"it is nested more than {MAX_DEPTH} deep") from None
    except ValueError:
        raise WorkError("it is not whole JSON" if data.strip() else "it is empty") from None
    if not isinstance(work, dict) or work.get("format") != FORMAT:
        raise WorkError("it is not a file of work from these lessons")
    if type(given := work.get("version")) is int and given > VERSION:
        raise NewerWork(f"it has version {given} of the format, and this pack reads {VERSION}")
    if why := fault(work, _schema()):
        raise WorkError(why)
    for entries in work["answers"].values():
        entries |= {activity: settled(entry) for activity, entry in entries.items()}
    return work
