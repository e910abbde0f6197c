"""Put items in order."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, ClassVar

from darfurlab.questions.form import are_ids, list_of
from darfurlab.questions.marking import FITS, MOVES, Result, are_texts, counted
from darfurlab.questions.question import Entry, Fault, Form, Question

_MOVED = "step stands in another place in the brief", "steps stand in another place in the brief"


class Order(Question):
    """Items and `answer`, their ids in order (a list inside it: these in any order).

    Feedback `fits`, `early`, `late`, or one text. A student's answer is a list of ids.
    """

    name = "Put in order"
    keys = "items! answer!"
    parts: ClassVar[Mapping[str, str]] = {"items": "id! text! feedback! passages"}
    forms: ClassVar[Mapping[str, Form]] = {
        "answer": (list_of(are_ids), "the items' ids in order, [a, b] where either is next")
    }

    @classmethod
    def answers(cls, given: Any) -> tuple[Any, ...]:
        """Return the ranks, each a tuple of ids."""
        return tuple((rank,) if isinstance(rank, str) else tuple(rank) for rank in given)

    def outcomes(self, item: Entry) -> Iterator[tuple[str, ...]]:
        return iter([(FITS,), ("early",), ("late",)])

    def faults(self) -> Iterator[Fault]:
        """Yield whether the answer is not whole, or is how the items are shown."""
        shown, place = [item.id for item in self.items], self._place()
        if sorted(chain.from_iterable(self.answer)) != sorted(shown):
            yield "answer", self.answer, f"each item's id once; accepted: {', '.join(shown)}"
        elif shown == sorted(shown, key=place.__getitem__):
            yield "items", " ".join(shown), "list the items in another order than the answer's"

    def _place(self) -> dict[str, int]:
        return {item: rank for rank, items in enumerate(self.answer) for item in items}

    def misfit(self, answer: Any) -> str:
        fits = are_texts(answer) and sorted(answer) == sorted(item.id for item in self.items)
        return "" if fits else "its items have changed"

    def mark(self, answer: Sequence[str]) -> Result:
        """Return which items need not move, and for each other one which way it should."""
        place = self._place()
        ranks = [place[item] for item in answer]
        kept = _longest_run(ranks)
        entries = {item.id: item for item in self.items}
        notes, again = {}, []
        for at, item in enumerate(answer):
            late = any(k < at and ranks[k] > ranks[at] for k in kept)
            outcome = FITS if at in kept else "late" if late else "early"
            word = MOVES.get(outcome, "")
            notes[item] = self.note(at in kept, entries[item], outcome, word=word)
            again += [entries[item].text] if at not in kept else []
        if again:
            return Result("revisit", counted(again, *_MOVED), notes)
        return Result("answered", "Each step stands where the brief has it.", notes)

    def describe(self, answer: Any) -> Iterator[tuple[str, str, str]]:
        names = {item.id: item.text for item in self.items}
        yield from ((each, names[each], str(at)) for at, each in enumerate(answer, start=1))


def _longest_run(ranks: Sequence[int]) -> set[int]:
    """Return the positions of a longest run that never falls: what need not be moved."""
    ends: list[tuple[int, int]] = []  # (rank, position) of the lowest end of each length
    before: dict[int, int] = {}
    for at, rank in enumerate(ranks):
        length = bisect_right(ends, rank, key=lambda end: end[0])
        if length:
            before[at] = ends[length - 1][1]
        ends[length : length + 1] = [(rank, at)]
    run, at = set[int](), ends[-1][1] if ends else -1
    while at >= 0:
        run.add(at)
        at = before.get(at, -1)
    return run
