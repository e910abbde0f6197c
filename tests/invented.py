"""A class of forty that nobody is in, from a seed, with a gain that is planted; and its table."""

from __future__ import annotations

import json
import runpy
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pandas as pd

from darfurlab.classroom import collect, frames, learning
from darfurlab.classroom.hand_in import Piece
from darfurlab.questions.kinds.choice import Choice
from darfurlab.questions.question import Entry, Question

TOOL = runpy.run_path(str(Path(__file__).resolve().parents[1] / "tools" / "invented_class.py"))
SAID = {"any": "A reason."}


def halves(half: str, number: int = 8) -> list[Question]:
    """Return the items of one form, each with four options, of which the first fits."""
    options = tuple(Entry(name, name.upper(), feedback=SAID) for name in "abcd")
    return [
        Choice(f"{half}-{n}", f"Item {n}?", f"0{n % 5}", f"Objective {n}", options=options,
               answer=("a",), feedback=SAID)
        for n in range(1, number + 1)
    ]  # fmt: skip


OWN = [q for q in learning.asked() if not q.id.startswith(("before-", "after-"))]
QUESTIONS: Sequence[Question] = [*halves("before"), *OWN, *halves("after")]


@cache
def table(
    people: int = 40,
    seed: int = 1,
    before: float = 0.3,
    after: float = 0.75,
    packs: bool = False,
) -> bytes:
    """Return the class table of an invented class, as the command writes it.

    `packs`: with the pack's own questions before and after in place of ours.
    """
    questions = learning.asked() if packs else QUESTIONS
    works = TOOL["works"](questions, seed, people, before, after)
    files = [Piece(f"{n}.json", json.dumps(work).encode()) for n, work in enumerate(works)]
    found = collect.collected(files, questions)
    called = {student: f"s-{student}" for student in found.students}
    return b"".join(collect.table(found, called))


def rows(folder: Path, **more: float) -> pd.DataFrame:
    """Return the same as the report reads it; it is written into a folder first."""
    path = folder / "class.csv"
    path.write_bytes(table(**more))
    return frames.load(str(path))
