"""One student's work as rows of the class table: the last checked answer to each item.

A row is a line of CSV with the columns `COLUMNS`; those of `WHO` come before it, once they are
known. Ids and times need no care there, for the schema says how they look.

    student    a pseudonym         people    how many work at this laptop
    lesson, question (03/degree), kind       of the question
    item       of a grid, a sorting or a design; "" where the question is one
    answer     the option, several with a space between, or what was typed
    reason     given for the item
    marked     agrees or differs, with the brief or our coding as they stand now; noted where there
               is no key; "" where the answer fits no question of this pack
    state      answered, revisit, open, or draft (begun and never checked: no answer is shown)
    attempts, at   how often it was checked, and when last, by the student's clock
    wall       yes where the words of this row may be shown to the class
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from typing import Any

from darfurlab.classroom.cells import quoted
from darfurlab.questions.marking import AGAIN
from darfurlab.questions.question import Question
from darfurlab.work.record import Entry, Work

WHO = ("student", "people")
COLUMNS = (
    *("lesson", "question", "kind", "item", "answer", "reason", "marked"),
    *("state", "attempts", "at", "wall"),
)
FREE = ("title", "reply")  # the texts of a design that belong to no item
KEYLESS = ("reflection", "estimate", "design")  # nothing here is held against a key
KNOWN, LONG = 50_000, 200  # answers that are remembered, and the letters of one
PRIVATE = re.compile(r"\bnot\s+for\s+the\s+wall\b", re.IGNORECASE)


class Key:
    """The questions of the pack, by `lesson/id`, and what an answer to each comes to."""

    def __init__(self, questions: Collection[Question]) -> None:
        self.questions = {f"{each.lesson}/{each.id}": each for each in questions}
        self._known: dict[tuple[str, str, str, str, str], tuple[str, str]] = {}

    def begin(
        self, lesson: str, ref: str, kind: str, item: str, given: Any, text: str, result: str
    ) -> tuple[str, str]:
        """Return the cells from `lesson` to `answer` as CSV, and what the answer comes to."""
        if kind in KEYLESS:
            return self._begin(lesson, ref, kind, item, text), "noted"
        seen = (ref, kind, item, text, result if kind == "code" else "")
        found = self._known.get(seen)
        if found is None:
            if len(self._known) > KNOWN:  # only strange files have so many answers
                self._known.clear()
            marked = self._mark(self.questions.get(ref), kind, item, given, result)
            found = self._begin(lesson, ref, kind, item, text), marked
            if len(text) < LONG:
                self._known[seen] = found
        return found

    def _begin(self, lesson: str, ref: str, kind: str, item: str, text: str) -> str:
        return f'"{lesson}","{ref}","{kind}",{quoted(item)},{quoted(text)}'

    def _mark(
        self, question: Question | None, kind: str, item: str, answer: Any, result: str
    ) -> str:
        """Return agrees, differs, noted or "" (see the module) of one item, or a whole answer."""
        if kind == "code":
            return {"answered": "agrees", "revisit": "differs"}.get(result, "")
        if question is None or question.kind != kind:
            return ""
        whole = {"picks": {item: answer}, "reasons": {item: "."}} if item else answer
        if question.misfit(whole):
            return ""
        notes = question.mark(whole).notes
        if question.open or not notes:
            return "noted" if notes else ""
        differs = any(note.mark == AGAIN or note.differs for note in notes.values())
        return "differs" if differs else "agrees"


def rows(work: Work, key: Key, others: Collection[int] = ()) -> Iterator[str]:
    """Yield the rows of a whole record (see `intake.parse`), without the columns of `WHO`.

    `others`: the marks (see `marks`) of attempts that are another student's.
    """
    for lesson, entries in work["answers"].items():
        for activity, entry in entries.items():
            yield from _rows_of(lesson, f"{lesson}/{activity}", entry, key, others)


def _rows_of(
    lesson: str, ref: str, entry: Entry, key: Key, others: Collection[int]
) -> Iterator[str]:
    attempts, kind = entry["attempts"], entry["kind"]
    if others:
        attempts = [each for each in attempts if hash((ref, each["at"])) not in others]
    if not attempts:
        if not entry["attempts"]:  # else all that stands here is another student's
            at = entry["draft"]["at"]
            yield f'"{lesson}","{ref}","{kind}","","","","","draft","0","{at}","no"'
        return
    last = attempts[-1]
    answer, result = last["answer"], last["result"]
    end = f'"{result}","{len(attempts)}","{last["at"]}"'
    # Whoever marks a reason after the check, and does not check again, has said it all the same.
    said = [each for each in (answer, entry.get("draft", last)["answer"]) if type(each) is dict]
    private = next((kept for each in said if (kept := each.get("not_for_the_wall"))), ())
    for item, given, text, reason in _items(answer):
        begin, marked = key.begin(lesson, ref, kind, item, given, text, result)
        if not reason:
            yield f'{begin},"","{marked}",{end},"no"'
            continue
        hidden = private is True or (isinstance(private, list) and item in private)
        # The search waits for the one word that it cannot do without.
        hidden = hidden or ("wall" in reason.lower() and bool(PRIVATE.search(reason)))
        wall = "no" if hidden else "yes"
        yield f'{begin},{quoted(reason)},"{marked}",{end},"{wall}"'


def _items(answer: Any) -> Iterator[tuple[str, Any, str, str]]:
    """Yield the parts of an answer: the item, what was given, the same as text, the reason.

    Answers have the shape of their kind, in this pack or another one, or none that is known.
    """
    if type(answer) is not dict:
        yield "", answer, _text(answer), ""
        return
    picks = answer.get("picks")
    if not isinstance(picks, dict):
        if answer.keys() <= {"low", "high"}:
            yield "", answer, " ".join(_text(n) for n in answer.values() if n is not None), ""
        else:
            yield "", answer, _text(answer.get("text", answer)), ""
        return
    reasons = next((r for r in map(answer.get, ("reasons", "words")) if type(r) is dict), {})
    for item, option in picks.items():
        reason = reasons.get(item, "")
        yield item, option, _text(option), reason if type(reason) is str else _text(reason)
    for item, reason in reasons.items():
        if item not in picks and reason:
            yield item, "", "", _text(reason)
    for item in FREE:
        if text := answer.get(item):
            yield item, "", "", _text(text)


_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def _text(value: Any) -> str:
    if type(value) is str:
        return value
    if type(value) is list and all(type(each) is str for each in value):
        return " ".join(value)
    return str(value) if type(value) is int else _json(value)


def marks(work: Work) -> list[int]:
    """Return a number for each attempt: the same where one attempt stands in two files.

    Several that are the same are no accident, for each has its moment to the millisecond.
    """
    return [
        hash((f"{lesson}/{activity}", each["at"]))
        for lesson, entries in work["answers"].items()
        for activity, entry in entries.items()
        for each in entry["attempts"]
    ]
