"""One student's work as rows of the class table: the last checked answer to each item.

A row has the columns `COLUMNS`; before them stand `student` and `people`, once they are known.

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
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from darfurlab.questions.marking import AGAIN
from darfurlab.questions.question import Question
from darfurlab.work.record import Answers, Entry, each_of

COLUMNS = (
    *("lesson", "question", "kind", "item", "answer", "reason", "marked"),
    *("state", "attempts", "at", "wall"),
)
FREE = ("title", "reply")  # the texts of a design that belong to no item
KEYLESS = ("reflection", "estimate", "design")  # nothing here is held against a key
PRIVATE = re.compile(r"\bnot\s+for\s+the\s+wall\b", re.IGNORECASE)


Known = dict[tuple[str, ...], str]  # what short answers came to that were marked before
KNOWN, LONG = 50_000, 200  # how many are remembered, and the letters of one


def rows(
    answers: Answers,
    questions: Mapping[str, Question],
    others: Collection[int],
    known: Known,
) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a record's answers (see `intake.parse`); `questions`: by `lesson/id`.

    `others`: the marks (see `marks`) of attempts that are another student's. `known`: what the
    rows of a class share, for many students give the same answers.
    """
    for lesson, activity, entry in each_of(answers):
        ref, kind = f"{lesson}/{activity}", entry["kind"]
        attempts = [each for each in entry["attempts"] if _mark(ref, each) not in others]
        if attempts:
            for cells in _of_answer(ref, attempts, entry, questions.get(ref), known):
                yield lesson, ref, kind, *cells
        elif not entry["attempts"]:  # else all that stands here is another student's
            yield lesson, ref, kind, "", "", "", "", "draft", "0", entry["draft"]["at"], "no"


def size(answers: Answers) -> int:
    """Return how many rows a record's answers have."""
    entries = [entry for _, _, entry in each_of(answers)]
    done = [entry["attempts"][-1]["answer"] for entry in entries if entry["attempts"]]
    return len(entries) - len(done) + sum(len(list(_items(answer))) for answer in done)


def _of_answer(
    ref: str, attempts: list[Any], entry: Entry, question: Question | None, known: Known
) -> Iterator[tuple[str, ...]]:
    """Yield the cells from `item` on for each part of the last attempt."""
    last = attempts[-1]
    answer, result = last["answer"], last["result"]
    # Whoever marks a reason after the check, and does not check again, has said it all the same.
    said = [each for each in (answer, entry.get("draft", last)["answer"]) if type(each) is dict]
    private = next((kept for each in said if (kept := each.get("not_for_the_wall"))), ())
    for item, given, reason in _items(answer):
        text = _text(given) if item else _whole(given)
        seen = ref, entry["kind"], item, text, result
        marked = known.get(seen)
        if marked is None:
            marked = _marked(question, entry["kind"], item, given, result)
            if len(text) < LONG and len(known) < KNOWN:
                known[seen] = marked
        hidden = private is True or (isinstance(private, list) and item in private)
        shown = reason and not hidden and not PRIVATE.search(reason)
        end = (result, str(len(attempts)), last["at"], "yes" if shown else "no")
        yield item, text, reason, marked, *end


def _marked(question: Question | None, kind: str, item: str, answer: Any, result: str) -> str:
    """Return agrees, differs, noted or "" (see the module) of one item, or a whole answer."""
    if kind in KEYLESS:
        return "noted"
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


def _items(answer: Any) -> Iterator[tuple[str, Any, str]]:
    """Yield the parts of an answer: the item, what was given, the reason.

    Answers have the shape of their kind, in this pack or another one, or none that is known.
    """
    picks = answer.get("picks") if type(answer) is dict else None
    if not isinstance(picks, dict):
        yield "", answer, ""
        return
    reasons = next((r for r in map(answer.get, ("reasons", "words")) if type(r) is dict), {})
    for item, option in picks.items():
        yield item, option, _text(reasons.get(item, ""))
    for item, reason in [*reasons.items(), *((item, answer.get(item)) for item in FREE)]:
        if item not in picks and reason:
            yield item, "", _text(reason)


_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def _whole(answer: Any) -> str:
    """Return an answer without items as text: of an estimate its numbers."""
    if type(answer) is dict and answer.keys() <= {"low", "high"}:
        return " ".join(_text(number) for number in answer.values() if number is not None)
    return _text(answer.get("text", answer) if type(answer) is dict else answer)


def _text(value: Any) -> str:
    if type(value) is str:
        return value
    if type(value) is list and all(type(each) is str for each in value):
        return " ".join(value)
    return str(value) if type(value) is int else _json(value)


def marks(answers: Answers) -> list[int]:
    """Return a number for each attempt: the same where one attempt stands in two files.

    Several that are the same are no accident, for each has its moment to the millisecond.
    """
    return [
        _mark(f"{lesson}/{activity}", each)
        for lesson, activity, entry in each_of(answers)
        for each in entry["attempts"]
    ]


def _mark(ref: str, attempt: dict[str, Any]) -> int:
    return hash((ref, attempt["at"]))
