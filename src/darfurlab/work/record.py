"""The record of one student's work: JSON, the rule it obeys, and how to join two of them.

The shape is described once, in ``my-work.schema.json`` beside it, and `fault` reads it there. Any
change of shape takes a new version number, so keys that the schema doesn't know are refused; a file
of version 1 (one `name`, no `student`) is read as one of today's. A reflection is an answer like
any other, of kind "reflection". These functions change none of their arguments.

Clocks are not trusted with the order of answers: each new one is stamped later than all that stands
in its activity, whatever the clock says, and a file's own order is kept where its dates contradict.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any

Work = dict[str, Any]  # the whole file
Entry = dict[str, Any]  # one activity: kind, attempts, draft; answer and result of the last attempt
Unfit = Callable[[str, str, Entry], str]  # lesson, activity, entry → why it has no place, or ""
Check = Callable[[Any, str], str]  # a value, what it is called → how it breaks a rule, or ""

FORMAT, VERSION = "darfurlab-work", 2
MAX_BYTES = 8_000_000  # a whole file; a diligent student's is some 100 kB
MAX_ANSWER = 200_000  # characters of one answer, as JSON
MAX_DEPTH = 40  # lists within lists, in a whole file; half of that in one answer
MAX_DIGITS = 300  # of an integer: what is longer is kept as text, as is a number beyond any float
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)
TICK = timedelta(milliseconds=1)
_FAR = datetime(2997, 1, 1, tzinfo=UTC)  # a date after it leaves no room for later ones


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
    """Return the work as changed just now, by this pack; it gets its student's id if it has none.

    The id is random and says nothing of the person or the machine.
    """
    student = work.get("student") or secrets.token_hex(8)
    return {**work, "version": VERSION, "pack": _pack(), "student": student, "updated": now()}


@lru_cache(maxsize=4096)
def when(at: str) -> datetime:
    """Return the moment that a text of the record names."""
    return datetime.fromisoformat(at)


def _stamp(moment: datetime) -> str:
    offset = moment.utcoffset() or timedelta()
    zoned = moment if offset % timedelta(minutes=1) == timedelta() else moment.astimezone(UTC)
    return zoned.isoformat(timespec="milliseconds")


def now(after: datetime = LONG_AGO) -> str:
    """Return this moment in this machine's zone; past `after` even where the clock runs behind."""
    return _stamp(max(datetime.now().astimezone(), after + TICK))


# --- joining --------------------------------------------------------------------------------------


_canonical = json.JSONEncoder(sort_keys=True).encode


def _order(each: dict[str, Any]) -> tuple[datetime, str]:
    return when(each["at"]), _canonical(each)


def _all(entry: Entry) -> list[dict[str, Any]]:
    return [*entry["attempts"], entry["draft"]] if "draft" in entry else entry["attempts"]


def _entry(kind: str, attempts: list[Any], draft: dict[str, Any] | None = None) -> Entry:
    entry: Entry = {"kind": kind, "attempts": attempts}
    if attempts:
        entry |= {key: attempts[-1][key] for key in ("answer", "result")}
    return {**entry, "draft": draft} if draft else entry


def touched(entry: Entry) -> datetime:
    """Return when something was last done in an activity."""
    return max((when(each["at"]) for each in _all(entry)), default=LONG_AGO)


def open_draft(entry: Entry | None) -> dict[str, Any] | None:
    """Return what is begun and not checked; a draft that equals the last answer is none."""
    draft: dict[str, Any] | None = entry.get("draft") if entry else None
    same = draft and entry and entry["attempts"] and draft["answer"] == entry["answer"]
    return None if same else draft


def latest(entry: Entry | None) -> dict[str, Any] | None:
    """Return the open draft or else the last attempt of an activity; None where there is none."""
    return open_draft(entry) or (entry["attempts"][-1] if entry and entry["attempts"] else None)


def merge_entries(a: Entry, b: Entry) -> Entry:
    """Every attempt of both, once each, in order of time; the newest draft if it is newer still.

    What was typed and never checked is not lost to a newer answer of the other side: such a draft
    becomes an attempt with the result "open".
    """
    drafts = [each["draft"] for each in (a, b) if "draft" in each]
    done = [*a["attempts"], *b["attempts"]]
    draft = max(drafts, key=_order, default=None)
    others = [each for each in (*done, *drafts) if each != draft]
    if draft and any(when(each["at"]) >= when(draft["at"]) for each in others):
        draft = None
    done += [{**each, "result": "open"} for each in drafts if each != draft]
    once = {_order(each): each for each in done}
    kind = max((touched(each), each["kind"]) for each in (a, b))[1]
    return _entry(kind, [once[key] for key in sorted(once)], draft)


def settled(entry: Entry, at: str = "1970-01-01T00:00:00Z") -> Entry:
    """Return an entry that a person or a program may have edited as this pack would have it.

    Only exact copies are dropped. What stands later counts as later, whatever its date; an `answer`
    that is none of the attempts becomes one (`at`: when, where nothing else says it).
    """
    attempts, draft = entry["attempts"], entry.get("draft")
    times = [when(each["at"]) for each in _all(entry)]
    last: dict[str, Any] = attempts[-1] if attempts else {}
    keys = ("answer", "result")
    same = all((key in entry, entry.get(key)) == (key in last, last.get(key)) for key in keys)
    if same and all(a < b for a, b in pairwise(times)) and not (times and times[-1] > _FAR):
        return entry
    done: dict[str, dict[str, Any]] = {}  # by its own text, so that a copy is found at once
    for each in (*attempts, *_stray(entry, at)):
        done.setdefault(_canonical(each), each)
    line = list(_in_order([*done.values(), *([draft] if draft else [])]))
    return _entry(entry["kind"], line[: len(done)], line[-1] if draft else None)


def _stray(entry: Entry, at: str) -> Iterator[dict[str, Any]]:
    if "answer" in entry and all(entry["answer"] != each["answer"] for each in entry["attempts"]):
        result = entry.get("result", "answered")
        yield {"at": at, "answer": entry["answer"], "result": result}


def _in_order(line: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield what was done with dates that rise; those after any calendar are brought nearer."""
    before: dict[str, Any] | None = None
    for each in line:
        here = {**each, "at": f"2996{each['at'][4:]}"} if when(each["at"]) > _FAR else each
        if before and _order(here) < _order(before):
            here = {**here, "at": _stamp(when(before["at"]) + TICK)}
        yield here
        before = here


def merge(a: Work, b: Work) -> Work:
    """All of both; neither their order nor a second time makes a difference.

    The student is the one whose work was begun first; names and course are those used last.
    """
    early, late = sorted((a, b), key=lambda w: (*_order({"at": w["updated"]}), _about(w)))
    answers: dict[str, dict[str, Entry]] = {}
    for lesson, entries in (*a["answers"].items(), *b["answers"].items()):
        ours = answers.setdefault(lesson, {})
        for activity, entry in entries.items():
            ours[activity] = merge_entries(ours[activity], entry) if activity in ours else entry
    left = {
        _canonical([each["lesson"], each["activity"], each["entry"]]): each
        for each in (*early.get("left_out", ()), *late.get("left_out", ()))
    }
    begun = sorted((a, b), key=lambda w: (*_order({"at": w["created"]}), w.get("student", "")))
    merged = {**early, **late, "created": begun[0]["created"], "answers": {}}
    merged |= next(({"student": w["student"]} for w in begun if "student" in w), {})
    for lesson in sorted(answers):
        merged["answers"][lesson] = dict(sorted(answers[lesson].items()))
    merged["left_out"] = [left[key] for key in sorted(left)]
    return merged if left else {key: merged[key] for key in merged if key != "left_out"}


def _about(work: Work) -> str:
    return _canonical([work.get(key) for key in ("pack", "names", "course")])


def same_student(a: Work, b: Work) -> bool:
    """Say whether two files are one student's, as far as they tell: by id, else by their begin."""
    key = "student" if "student" in a and "student" in b else "created"
    return bool(a[key] == b[key])


def taken_back(work: Work, before: Work, brought: Work) -> Work:
    """Return work as it was `before` another file was `brought` in, with what was done since."""
    answers = dict(before["answers"])
    for lesson, entries in work["answers"].items():
        ours = dict(answers.get(lesson, {}))
        for activity, entry in entries.items():
            old = ours.get(activity) or _entry(entry["kind"], [])
            theirs = brought["answers"].get(lesson, {}).get(activity) or _entry("", [])
            known = {_given(each) for each in _all(theirs)}
            fresh = [each for each in entry["attempts"] if _given(each) not in known]
            draft = entry.get("draft")
            if draft and _given(draft) in known:
                draft = None
            new = merge_entries(old, _entry(entry["kind"], fresh, draft))
            if _all(new):
                ours[activity] = new
        answers |= {lesson: ours} if ours else {}
    return {**before, "answers": answers}


def _given(each: dict[str, Any]) -> tuple[datetime, str]:
    return when(each["at"]), _canonical(each["answer"])


def with_answer(
    work: Work,
    lesson: str,
    activity: str,
    kind: str,
    answer: Any,
    result: str | None,
    *,
    beside: bool = False,
) -> Work:
    """Return the work with one attempt more, or without a result, with a draft.

    `beside`: a draft that stands there becomes an attempt instead of giving way. Raises `WorkError`
    where the schema has no room for the answer.
    """
    old = work["answers"].get(lesson, {}).get(activity) or _entry(kind, [])
    if beside and (draft := open_draft(old)):
        old = _entry(kind, [*old["attempts"], {**draft, "result": "open"}])
    new = {"at": now(touched(old)), "answer": plain(answer)}
    added = _entry(kind, [], new) if result is None else _entry(kind, [{**new, "result": result}])
    if why := entry_fault(lesson, activity, added):
        raise WorkError(why)
    entry = _entry(kind, [*old["attempts"], *added["attempts"]], added.get("draft"))
    answers = {**work["answers"], lesson: {**work["answers"].get(lesson, {}), activity: entry}}
    return {**work, "answers": answers}


def sort_out(work: Work, unfit: Unfit) -> tuple[dict[str, dict[str, Entry]], list[dict[str, Any]]]:
    """Return what of the work has a place, and what has none, as `left_out` has it.

    What was left out before is tried again.
    """
    pieces = [(o["lesson"], o["activity"], o["entry"]) for o in work.get("left_out", [])]
    for lesson, entries in work["answers"].items():
        pieces += [(lesson, activity, entry) for activity, entry in entries.items()]
    kept: dict[str, dict[str, Entry]] = {}
    left = []
    for lesson, activity, given in pieces:
        why, entry = entry_fault(lesson, activity, given), given
        if not why:
            entry = settled(given, work["updated"])
            why = unfit(lesson, activity, entry) if _all(entry) else "nothing was answered"
        if why:
            where = {"lesson": lesson, "activity": activity}
            left.append({**where, "reason": why, "entry": given})
        else:
            ours = kept.setdefault(lesson, {})
            ours[activity] = merge_entries(ours.get(activity, entry), entry)
    return kept, left


# --- the shape ------------------------------------------------------------------------------------


@cache
def _schema() -> Any:
    path = Path(__file__).with_name("my-work.schema.json")
    return json.loads(path.read_text(encoding="utf-8"))


def fault(value: Any, rule: Any, at: str = "it") -> str:
    """Return how a JSON value breaks a rule of the schema, or nothing.

    Knows the words of JSON Schema that the schema uses, and no others.
    """
    return _check(rule)(value, at)


def _check(rule: Any) -> Check:
    """Return a rule as a function: read once, since a file is held against it at each answer."""
    if isinstance(rule, bool):
        return lambda value, at: "" if rule else f"{at} is no part of the format"
    if "$ref" in rule:
        return _part(rule["$ref"].rpartition("/")[2])
    if "const" in rule:
        const = _canonical(rule["const"])
        return lambda value, at: "" if _canonical(value) == const else f"{at} is not {const}"
    return {"object": _object, "array": _array, "string": _string}[rule["type"]](rule)


@cache
def _part(name: str) -> Check:
    return _check(_schema()["$defs"][name])


@cache
def _file() -> Check:
    return _check(_schema())


@cache
def _answers() -> Check:
    return _check(_schema()["properties"]["answers"])


def _string(rule: Any) -> Check:
    fits = re.compile(rule.get("pattern", "(?s:.*)")).fullmatch
    form, is_time = rule.get("description", "text without control characters"), "format" in rule

    @lru_cache(maxsize=4096)  # the same file is read again at each answer
    def good(text: str) -> bool:
        return bool(fits(text)) and (not is_time or _is_time(text))

    def check(value: Any, at: str) -> str:
        if not isinstance(value, str):
            return f"{at} is not of type string"
        if good(value):
            return ""
        return f"{at} is {value[:40]!r}, which has another form than this: {form.rstrip('.')}"

    return check


def _array(rule: Any) -> Check:
    item = _check(rule.get("items", True))

    def check(value: Any, at: str) -> str:
        if not isinstance(value, list):
            return f"{at} is not of type array"
        return next(filter(None, (item(each, f"one of {at}") for each in value)), "")

    return check


def _object(rule: Any) -> Check:
    parts = {key: _check(each) for key, each in rule.get("properties", {}).items()}
    rest, required = _check(rule.get("additionalProperties", True)), rule.get("required", ())
    named = _check(rule["propertyNames"]) if "propertyNames" in rule else None

    def check(value: Any, at: str) -> str:
        if not isinstance(value, dict):
            return f"{at} is not of type object"
        for key in required:
            if key not in value:
                return f"{at} has no {key}"
        for key, each in value.items():
            if (named and (why := named(key, "a name"))) or (
                why := parts.get(key, rest)(each, key)
            ):
                return why
        return ""

    return check


def entry_fault(lesson: str, activity: str, entry: Any) -> str:
    """Return how a piece of work breaks the schema, or nothing."""
    return _answers()({lesson: {activity: entry}}, "it")


def _is_time(text: str) -> bool:
    try:
        return bool(when(text))
    except ValueError:
        return False


def _deep(value: Any, room: int) -> bool:
    level = [value]
    for _ in range(room + 1):
        inner = [each.values() if type(each) is dict else each for each in level]
        level = [each for within in inner for each in within if type(each) in (dict, list)]
        if not level:
            return False
    return True


# --- text -----------------------------------------------------------------------------------------


def _text(value: Any) -> str:
    """Return JSON, an item a line, that UTF-8 can carry: half a surrogate pair is replaced."""
    lines = (",\n", ": ")  # an indent would make it fifty times slower
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=lines)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


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
    if _deep([value := _read(text)], MAX_DEPTH // 2):
        raise WorkError(f"it is nested more than {MAX_DEPTH // 2} deep")
    return value


def _json(data: bytes) -> Any:
    encoding = json.detect_encoding(data)
    try:
        text, halves = data.decode(encoding), False
    except UnicodeDecodeError:
        text, halves = data.decode(encoding, "surrogatepass"), True
    value = _read(text)
    if _deep([value], MAX_DEPTH):
        raise RecursionError
    halves = halves or "\\ud" in text or "\\uD" in text  # half a surrogate pair may stand there
    return _read(_text(value)) if halves else value


def _readable(work: Work) -> Work:
    """Return a file without the entries that break the schema: these go to `left_out`."""
    if not isinstance(work.get("answers"), dict) or not isinstance(work.get("left_out", []), list):
        return work
    kept: dict[str, Any] = {}
    left = list(work.get("left_out", []))
    for lesson, entries in work["answers"].items():
        pieces = entries if isinstance(entries, dict) and entries else {"": entries}
        for activity, entry in pieces.items():
            if why := entry_fault(lesson, activity, entry):
                where = {"lesson": lesson, "activity": activity}
                left.append({**where, "reason": why, "entry": entry})
            else:
                kept.setdefault(lesson, {})[activity] = entry
    return {**work, "answers": kept, "left_out": left}


def parse(data: bytes) -> Work:
    """Return the work in a file; raises `NewerWork` for a later version, else `WorkError`."""
    if len(data) > MAX_BYTES:
        raise WorkError(f"it is larger than {MAX_BYTES // 10**6} MB, the most it may be")
    try:
        work: Work = _json(data)
    except RecursionError:
        raise WorkError(f"it is nested more than {MAX_DEPTH} deep") from None
    except ValueError:
        raise WorkError("it is not whole JSON" if data.strip() else "it is empty") from None
    if not isinstance(work, dict) or work.get("format") != FORMAT:
        raise WorkError("it is not a file of work from these lessons")
    given = work.get("version")
    if type(given) is int and given > VERSION:
        raise NewerWork(f"it has version {given} of the format, and this pack reads {VERSION}")
    if type(given) is int and given == 1:
        work = {("names" if key == "name" else key): each for key, each in work.items()}
        work |= {"version": VERSION, **({"names": [work["names"]]} if "names" in work else {})}
    if _file()(work, "it"):
        work = _readable(work)
    if why := _file()(work, "it"):
        raise WorkError(why)
    for entries in work["answers"].values():
        ready = {activity: settled(entry, work["updated"]) for activity, entry in entries.items()}
        entries.clear()
        entries |= {activity: entry for activity, entry in ready.items() if _all(entry)}
    return work
