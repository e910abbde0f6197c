"""Two records of one student, or two states of one activity, as one; nothing of either is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from operator import lt
from typing import Any

from darfurlab.work import record
from darfurlab.work.record import TICK, Answers, Entry, Work, all_of, made, text_of, touched, when

_FAR = datetime(2997, 1, 1, tzinfo=UTC)  # a date after it leaves no room for later ones
_FAR_TEXT = "2996-12-31"  # no text before it names such a date, whatever its zone

_canonical = json.JSONEncoder(sort_keys=True).encode


def _order(each: dict[str, Any]) -> tuple[datetime, str]:
    return when(each["at"]), _canonical(each)


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
    return made(kind, [once[key] for key in sorted(once)], draft)


def put(answers: Answers, lesson: str, activity: str, entry: Entry) -> None:
    """Join an entry to what the answers hold of its activity; they alone are changed."""
    ours = answers.setdefault(lesson, {})
    ours[activity] = merge_entries(ours.get(activity, entry), entry)


def merge(a: Work, b: Work) -> Work:
    """All of both; neither their order nor a second time makes a difference.

    The student is the one whose work was begun first; names and course are those used last.
    """
    early, late = sorted((a, b), key=lambda w: (*_order({"at": w["updated"]}), _about(w)))
    begun = sorted((a, b), key=lambda w: (*_order({"at": w["created"]}), w.get("student", "")))
    merged = {**early, **late, "created": begun[0]["created"], "answers": _answers_of(a, b)}
    merged |= next(({"student": w["student"]} for w in begun if "student" in w), {})
    merged["left_out"] = _left_out_of(early, late)
    return merged if merged["left_out"] else {k: merged[k] for k in merged if k != "left_out"}


def _about(work: Work) -> str:
    return _canonical([work.get(key) for key in ("pack", "names", "course")])


def _answers_of(*works: Work) -> Answers:
    joined: Answers = {}
    pieces = (piece for work in works for piece in record.each_of(work["answers"]))
    for lesson, activity, entry in sorted(pieces, key=lambda piece: piece[:2]):
        put(joined, lesson, activity, entry)
    return joined


def _left_out_of(early: Work, late: Work) -> list[dict[str, Any]]:
    left = {
        _canonical([each["lesson"], each["activity"], each["entry"]]): each
        for each in (*early.get("left_out", ()), *late.get("left_out", ()))
    }
    return [left[key] for key in sorted(left)]


def taken_back(work: Work, before: Work, brought: Work) -> Work:
    """Return work as it was `before` another file was `brought` in, with what was done since."""
    answers = {lesson: dict(entries) for lesson, entries in before["answers"].items()}
    for lesson, activity, entry in record.each_of(work["answers"]):
        theirs = brought["answers"].get(lesson, {}).get(activity) or made("", [])
        known = {_given(each) for each in all_of(theirs)}
        fresh = [each for each in entry["attempts"] if _given(each) not in known]
        draft = entry.get("draft")
        if draft and _given(draft) in known:
            draft = None
        if fresh or draft:
            put(answers, lesson, activity, made(entry["kind"], fresh, draft))
    return {**before, "answers": answers}


def _given(each: dict[str, Any]) -> tuple[datetime, str]:
    return when(each["at"]), _canonical(each["answer"])


# --- an entry that others may have edited ---------------------------------------------------------


def settled(entry: Entry, at: str = "1970-01-01T00:00:00Z") -> Entry:
    """Return an entry that a person or a program may have edited as this pack would have it.

    Only exact copies are dropped. What stands later counts as later, whatever its date; an `answer`
    that is none of the attempts becomes one (`at`: when, where nothing else says it).
    """
    if _is_settled(entry):
        return entry
    done: dict[str, dict[str, Any]] = {}  # by its own text, so that a copy is found at once
    for each in (*entry["attempts"], *_stray(entry, at)):
        done.setdefault(_canonical(each), each)
    draft = entry.get("draft")
    line = list(_in_order([*done.values(), *([draft] if draft else [])]))
    return made(entry["kind"], line[: len(done)], line[-1] if draft else None)


def _is_settled(entry: Entry) -> bool:
    """Return whether dates rise to one within reach, and the last attempt stands once more."""
    done = [*entry["attempts"], entry["draft"]] if "draft" in entry else entry["attempts"]
    if len(done) > 1 or (done and done[0]["at"] >= _FAR_TEXT):  # else there is nothing to order
        times = [when(each["at"]) for each in done]
        if times[-1] > _FAR or not all(map(lt, times, times[1:])):
            return False
    if not entry["attempts"]:
        return "answer" not in entry and "result" not in entry
    last = entry["attempts"][-1]
    if entry.get("result") != last["result"] or "answer" not in entry:
        return False
    return bool(entry["answer"] == last["answer"])


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
            here = {**here, "at": text_of(when(before["at"]) + TICK)}
        yield here
        before = here
