"""Invent a class from a seed: work files in a folder, to try collecting and the class report.

    python tools/invented_class.py FOLDER [PEOPLE] [SEED]

Nobody's work is in it. Each laptop has one to three people, works from the first lesson on and
stops somewhere. Of the questions before-K and after-K a person agrees with the key by the two
chances that are given, so that the gain of the class is known.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from darfurlab.datasets import folders
from darfurlab.questions import bank, kinds
from darfurlab.questions.question import Question

BEGUN = datetime(2026, 11, 2, 6, 0, tzinfo=UTC)
REASONS = [
    "The passage says so in its first sentence.",
    "I found no passage about this.",
    "The brief reports a result and not what the mediator did.",
    "Another reader could decide otherwise, because the wording has a hedge.",
    "This is about my own family. Not for the wall.",
]
AGREE = 0.6  # the chance of the key's answer, where there is a key


def answer(question: Question, draw: random.Random, agree: float = AGREE) -> Any:
    """Return an answer that fits a question; with this chance it, or each item, fits the key."""
    options = [option.id for option in question.options]
    if question.kind == "reflection":
        return "An invented thought on what should change first, with a reason."
    if question.kind == "estimate":
        return {"low": draw.randrange(1, 90)}
    if question.kind == "code":
        return {"type": "int", "text": "4"}
    if question.kind == "design":
        return {"title": "Invented", "picks": _picks(draw), "words": {}, "reply": ""}
    if question.kind == "choice":
        right = list(question.answer)
        return right[:1] if right and draw.random() < agree else [draw.choice(options)]
    if question.kind == "order":
        ids = [each for rank in question.answer for each in rank]
        if draw.random() > agree:
            draw.shuffle(ids)
        return ids
    picks = {
        item.id: draw.choice(item.answer if item.answer and draw.random() < agree else options)
        for item in question.items
    }
    said = question.kind == "grid"
    reasons = {item: draw.choice(REASONS) for item in picks if said and draw.random() < 0.3}
    return {"picks": picks, "reasons": reasons} if said else {"picks": picks}


def _picks(draw: random.Random) -> dict[str, list[str]]:
    book = kinds.design.book()
    every = ((row["choice"], [o["option"] for o in book.of(row["choice"])]) for row in book.choices)
    return {choice: [draw.choice(options)] for choice, options in every if draw.random() < 0.9}


def laptops(people: int, draw: random.Random) -> list[int]:
    """Return how many people work at each laptop: one to three, all people in all."""
    sizes: list[int] = []
    while sum(sizes) < people:
        sizes.append(min(draw.choice([1, 1, 2, 2, 3]), people - sum(sizes)))
    return sizes


def works(
    questions: Sequence[Question],
    seed: int,
    people: int = 40,
    before: float = 0.4,
    after: float = 0.7,
) -> list[dict[str, Any]]:
    """Return the work files of a class; `before` and `after`: chances of the key's answer there."""
    draw, found = random.Random(seed), []
    for number, size in enumerate(laptops(people, draw)):
        work = _work(questions, draw, number, {"before": before, "after": after})
        found.append({**work, "names": [f"Invented {number}-{n}" for n in range(size)]})
    return found


def _work(
    questions: Sequence[Question], draw: random.Random, number: int, chances: dict[str, float]
) -> dict[str, Any]:
    at = BEGUN + timedelta(minutes=draw.randrange(10), milliseconds=number)
    created, stop = _text(at), draw.choice([0.5, 0.8, 1, 1, 1]) * len(questions)
    answers: dict[str, dict[str, Any]] = {}
    for place, question in enumerate(questions):
        form = question.id.partition("-")[0]
        if place > stop and form not in chances:
            continue
        attempts = []
        for _ in range(1 if form in chances else draw.choice([1, 1, 2])):
            at += timedelta(seconds=draw.randrange(20, 200))
            given = answer(question, draw, chances.get(form, AGREE))
            if question.misfit(given):  # a kind that this tool invents no answer for
                break
            state = (
                "answered" if question.kind in ("code", "design") else question.mark(given).state
            )
            attempts.append({"at": _text(at), "answer": given, "result": state})
        if not attempts:
            continue
        last = {key: attempts[-1][key] for key in ("answer", "result")}
        entry = {"kind": question.kind, **last, "attempts": attempts}
        answers.setdefault(question.lesson, {})[question.id] = entry
    return {
        **{"format": "darfurlab-work", "version": 2, "pack": "0.1.0"},
        **{"student": f"{draw.getrandbits(64):016x}", "created": created, "updated": _text(at)},
        "answers": answers,
    }


def _text(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")


def every_question() -> list[Question]:
    """Return the questions of the pack and the designer, in the order of the lessons."""
    return [*bank.read_folder(folders.questions())[0], *kinds.standing()]


def main(folder: str, people: str = "40", seed: str = "1") -> None:
    """Write the files."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for number, work in enumerate(works(every_question(), int(seed), int(people))):
        path = Path(folder) / f"my-work({number}).json"
        path.write_text(json.dumps(work, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
