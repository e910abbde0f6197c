"""What comes into the record: a file's bytes, an answer, pieces that had no place before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from darfurlab.work import record
from darfurlab.work.joining import put, settled
from darfurlab.work.record import VERSION, Answers, Entry, NewerWork, Work, WorkError, all_of, made
from darfurlab.work.shape import entry_fault, work_fault

Unfit = Callable[[str, str, Entry], str]  # lesson, activity, entry → why it has no place, or ""


def parse(data: bytes) -> Work:
    """Return the work in a file; raises `NewerWork` for a later version, else `WorkError`.

    A file of version 1 (one `name`, no `student`) is read as one of today's.
    """
    work = _of_today(_record(data))
    if work_fault(work):
        work = _readable(work)
        if why := work_fault(work):
            raise WorkError(why)
    for lesson, entries in work["answers"].items():
        ready = {activity: settled(entry, work["updated"]) for activity, entry in entries.items()}
        work["answers"][lesson] = {n: e for n, e in ready.items() if e["attempts"] or "draft" in e}
    return work


def _record(data: bytes) -> Work:
    """Return what a file holds, if that is a record of whatever version."""
    if len(data) > record.MAX_BYTES:
        raise WorkError(f"it is larger than {record.MAX_BYTES // 10**6} MB, the most it may be")
    try:
        work: Work = record.load(data)
    except RecursionError:
        raise WorkError(f"it is nested more than {record.MAX_DEPTH} deep") from None
    except ValueError:
        raise WorkError("it is not whole JSON" if data.strip() else "it is empty") from None
    if not isinstance(work, dict) or work.get("format") != record.FORMAT:
        raise WorkError("it is not a file of work from these lessons")
    return work


def _of_today(work: Work) -> Work:
    """Return a record of version 1 as one of today's, others as they are."""
    given = work.get("version")
    if type(given) is int and given > VERSION:
        raise NewerWork(f"it has version {given} of the format, and this pack reads {VERSION}")
    if type(given) is int and given == 1:
        work = {("names" if key == "name" else key): each for key, each in work.items()}
        work |= {"version": VERSION, **({"names": [work["names"]]} if "names" in work else {})}
    return work


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
                left.append(_left_out(lesson, activity, why, entry))
            else:
                kept.setdefault(lesson, {})[activity] = entry
    return {**work, "answers": kept, "left_out": left}


def _left_out(lesson: str, activity: str, why: str, entry: Any) -> dict[str, Any]:
    return {"lesson": lesson, "activity": activity, "reason": why, "entry": entry}


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
    old = work["answers"].get(lesson, {}).get(activity) or made(kind, [])
    if beside and (draft := record.open_draft(old)):
        old = made(kind, [*old["attempts"], {**draft, "result": "open"}])
    new = {"at": record.now(record.touched(old)), "answer": record.plain(answer)}
    added = made(kind, [], new) if result is None else made(kind, [{**new, "result": result}])
    if why := entry_fault(lesson, activity, added):
        raise WorkError(why)
    entry = made(kind, [*old["attempts"], *added["attempts"]], added.get("draft"))
    answers = {**work["answers"], lesson: {**work["answers"].get(lesson, {}), activity: entry}}
    return {**work, "answers": answers}


def sort_out(work: Work, unfit: Unfit) -> tuple[Answers, list[dict[str, Any]]]:
    """Return what of the work has a place, and what has none, as `left_out` has it.

    What was left out before is tried again.
    """
    pieces = [(o["lesson"], o["activity"], o["entry"]) for o in work.get("left_out", [])]
    pieces += record.each_of(work["answers"])
    kept: Answers = {}
    left = []
    for lesson, activity, given in pieces:
        why, entry = entry_fault(lesson, activity, given), given
        if not why:
            entry = settled(given, work["updated"])
            why = unfit(lesson, activity, entry) if all_of(entry) else "nothing was answered"
        if why:
            left.append(_left_out(lesson, activity, why, given))
        else:
            put(kept, lesson, activity, entry)
    return kept, left
