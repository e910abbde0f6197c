"""Rules that a question of the right form must also keep: nothing unsaid, nothing contradicted.

Those of one kind alone stand with the kind.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import chain
from typing import Any

from darfurlab.questions.question import Entry, Fault, Question

COURSE = "course"  # the lesson of a question that an instructor added


def nearest(given: Any, known: Iterable[str]) -> str:
    """Return what is accepted in words, the nearest to what was given first."""
    known = list(known)
    near = get_close_matches(str(given), known, n=1)
    listed = ", ".join(known if len(known) <= 20 else [*known[:5], "…"])
    return (f"did you mean {near[0]}? " if near else "") + f"accepted: {listed}"


def answer_faults(question: Question, at: str, answer: Sequence[str]) -> Iterator[Fault]:
    """Yield what is wrong with an answer that names options; `at` is the key where it stands."""
    options = [option.id for option in question.options]
    for wrong in (each for each in answer if each not in options):
        yield at, wrong, f"not an option; {nearest(wrong, options)}"
    if bool(answer) == question.open:
        yield at, " ".join(answer), "give an answer or open = true, one of the two"


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
        if not entry.passages and not q.passages and not q.about and q.lesson != COURSE:
            yield _key(entry, q), "", "name a passage where to read"
    every: Sequence[Entry | Question] = (q, *q.options, *q.items)
    for entry in every:
        for passage in entry.passages if known is not None else ():
            if passage not in (known or ()):
                words = "its name ends its link, such as passages.md#intro-4; {}"
                yield _key(entry, q), passage, words.format(nearest(passage, sorted(known or ())))


def _each_outcome_has_feedback(question: Question) -> Iterator[Fault]:
    for item in question.items:
        outcomes = list(question.outcomes(item))
        known = {*chain.from_iterable(outcomes), "fits", "other", "any"}
        for key in sorted(item.feedback.keys() - known):
            yield f"{item.id} feedback", key, f"no such outcome; {nearest(key, sorted(known))}"
        for outcome in outcomes:
            if not item.reason(*outcome):
                yield f"{item.id} feedback", "", f"there is none for {' or '.join(outcome)}"


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
    if question.at and question.lesson != COURSE:
        yield "at", question.at, "only a question in course.toml names a lesson; leave the key out"
    yield from _each_item_has_a_passage(question, passages)
    yield from _each_outcome_has_feedback(question)
    yield from question.faults()
    yield from _code_can_be_read(question)
