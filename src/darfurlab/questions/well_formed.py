"""Rules that a question of the right form must also keep: nothing unsaid, nothing contradicted.

Those of one kind alone stand with the kind.
"""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches
from itertools import chain
from typing import Any

from darfurlab.questions.question import Fault, Question

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


def _each_item_has_a_passage(q: Question, known: Collection[str] | None) -> Iterator[Fault]:
    own = [("passages", q.passages)]
    items = [(f"{item.id} passages", item.passages) for item in q.items]
    options = [(f"{option.id} passages", option.passages) for option in q.options]
    sourced = q.passages or q.about or q.lesson == COURSE
    for key, passages in () if sourced else (items or options or own):
        if not passages:
            yield key, "", "name a passage where to read"
    for key, passages in (*own, *options, *items):
        for passage in passages:
            if known is not None and passage not in known:
                words = "its name ends its link, such as passages.md#intro-4; {}"
                yield key, passage, words.format(nearest(passage, sorted(known)))


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
    codes = [question.solution, *(code for code, _ in question.mistakes)]
    for at, code in enumerate(codes):
        key = "mistakes" if at else "solution"
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
