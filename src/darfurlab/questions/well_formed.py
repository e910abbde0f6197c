"""Rules that a well-formed question must also keep: nothing unsaid, nothing contradicted."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import chain
from typing import Any

from darfurlab.questions.question import ROWS, Entry, Question

Fault = tuple[str, Any, str]  # key, value, what would be accepted


def nearest(given: Any, known: Iterable[str]) -> str:
    """Return what is accepted in words, the nearest to what was given first."""
    known = list(known)
    near = get_close_matches(str(given), known, n=1)
    listed = ", ".join(known if len(known) <= 20 else [*known[:5], "…"])
    return (f"did you mean {near[0]}? " if near else "") + f"accepted: {listed}"


def _outcomes(question: Question, item: Entry) -> list[tuple[str, ...]]:
    """Return what can come of an item, each as the feedback keys that would speak of it."""
    if question.kind == "order":
        return [("fits",), ("early",), ("late",)]
    return [(o.id, "fits" if o.id in item.answer else "other") for o in question.options]


def _each_id_is_once(question: Question) -> Iterator[Fault]:
    for part, entries in (("options", question.options), ("items", question.items)):
        ids = [entry.id for entry in entries]
        for twice in sorted({i for i in ids if ids.count(i) > 1}):
            yield f"{part} id", twice, "the id stands twice; each must be different"


def _key(entry: Entry | Question, question: Question) -> str:
    return "passages" if entry is question else f"{entry.id} passages"


def _each_item_has_a_passage(q: Question, known: Collection[str] | None) -> Iterator[Fault]:
    parts: Sequence[Entry | Question] = q.items or q.options or (q,)
    for entry in parts:
        if not entry.passages and not q.passages:
            yield _key(entry, q), "", "name a passage where to read"
    every: Sequence[Entry | Question] = (q, *q.options, *q.items)
    for entry in every:
        for passage in entry.passages if known is not None else ():
            if passage not in (known or ()):
                yield _key(entry, q), passage, nearest(passage, sorted(known or ()))


def _each_outcome_has_feedback(question: Question) -> Iterator[Fault]:
    for item in question.items:
        outcomes = _outcomes(question, item)
        known = {*chain.from_iterable(outcomes), "fits", "other", "any"}
        for key in sorted(item.feedback.keys() - known):
            yield f"{item.id} feedback", key, f"no such outcome; {nearest(key, sorted(known))}"
        for outcome in outcomes:
            if not item.reason(*outcome):
                yield f"{item.id} feedback", "", f"there is none for {' or '.join(outcome)}"
    for word in ("within", "below", "above") if question.kind == "estimate" else ():
        if not question.reason(word):
            yield "feedback", "", f"there is none for {word}"


def _each_answer_is_an_option(question: Question) -> Iterator[Fault]:
    options, kind = [option.id for option in question.options], question.kind
    answers = [(f"{item.id} answer", item.answer) for item in question.items if kind in ROWS]
    for at, answer in [*answers, *([("answer", question.answer)] if kind == "choice" else [])]:
        for wrong in (a for a in answer if a not in options):
            yield at, wrong, f"not an option; {nearest(wrong, options)}"
        if bool(answer) == question.open:
            yield at, " ".join(answer), "give an answer or open = true, one of the two"
    if kind == "estimate" and bool(question.answer) == bool(question.solution):
        yield "answer", question.answer or "", "give an answer or a solution, one of the two"


def _an_order_is_whole_and_not_shown(question: Question) -> Iterator[Fault]:
    shown, ranks = [item.id for item in question.items], question.answer
    place = {item: rank for rank, items in enumerate(ranks) for item in items}
    if sorted(chain.from_iterable(ranks)) != sorted(shown):
        yield "answer", ranks, f"each item's id once; accepted: {', '.join(shown)}"
    elif shown == sorted(shown, key=place.__getitem__):
        yield "items", " ".join(shown), "list the items in another order than the answer's"


def _code_can_be_read(question: Question) -> Iterator[Fault]:
    given = [
        ("solution", question.solution),
        *(("mistakes", code) for code, _ in question.mistakes),
    ]
    for key, code in given:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            try:
                compile(code, key, "exec")
            except (SyntaxError, ValueError) as err:
                yield key, code, f"not valid Python: {err}"


def broken_rules(question: Question, passages: Collection[str] | None) -> Iterator[Fault]:
    """Yield every fault of a question; `passages` are the ids that exist (None: unchecked)."""
    yield from _each_id_is_once(question)
    yield from _each_item_has_a_passage(question, passages)
    yield from _each_outcome_has_feedback(question)
    yield from _each_answer_is_an_option(question)
    if question.kind == "order":
        yield from _an_order_is_whole_and_not_shown(question)
    yield from _code_can_be_read(question)
