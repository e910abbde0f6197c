"""Design a peace process: choices, and what comes of them; `designs` judges, `design_model` plays.

What is shown has no score. The one question of this kind stands in no file of the bank: its choices
and rules are tables.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from darfurlab.questions.marking import Result
from darfurlab.questions.question import Question
from darfurlab.questions.view import links

if TYPE_CHECKING:
    from darfurlab.bargaining.simulation import Simulation
    from darfurlab.questions.designs import Answer, Book

_LABELS = {"claim": "claim of the authors", "coding": "our coding", "external": "outside source"}


@cache
def book() -> Book:
    """Return the designer's book, read once in a kernel."""
    from darfurlab.questions import designs  # brings pandas

    return designs.load()


@cache
def sudan() -> Simulation:
    """Return the classroom's model, read once in a kernel."""
    from darfurlab.bargaining import simulation  # brings pandas

    return simulation.load()


@dataclass(frozen=True)
class Design(Question):
    """The designer. Its answers are those of `designs`."""

    name = "Design"
    verb = "Keep this version"
    lasting = True
    keys = None

    id: str = "design"
    prompt: str = "Design a peace process"
    lesson: str = "04"

    def misfit(self, answer: Any) -> str:
        from darfurlab.questions import designs

        return designs.misfit(book(), answer)

    def mark(self, answer: Answer) -> Result:
        if not any(answer.get("picks", {}).values()):
            return Result("open", "Choose at least one option first.")
        return Result("answered", "This version is kept. You can go on and change it.")

    def describe(self, answer: Any) -> Iterator[tuple[str, str, str]]:
        """Yield a designed process choice by choice, in the student's words."""
        yield "", "Title", answer.get("title", "")
        for row in book().choices:
            if options := answer.get("picks", {}).get(row["choice"]):
                because = answer.get("words", {}).get(row["choice"], "").strip()
                said = "; ".join(map(book().text, options))
                yield "", row["name"], f"{said}: {because}" if because else said
        yield "", "The strongest objection, and my answer", answer.get("reply", "")


@cache
def choices() -> list[dict[str, Any]]:
    """Return the choices with their options, for the card."""
    return [
        {
            "id": row["choice"],
            **{key: row[key] for key in ("part", "name", "question")},
            "several": bool(row["several"]),
            "options": [{"id": o["option"], "text": o["text"]} for o in book().of(row["choice"])],
        }
        for row in book().choices
    ]


def model(options: Collection[str]) -> list[str]:
    """Return what the bargaining model makes of a design, in sentences."""
    from darfurlab.questions import design_model

    return design_model.sentences(book(), sudan(), options)


def moved(before: Answer, after: Answer) -> dict[str, str]:
    """Return what the last choice changed, under the choice at which it was made."""
    old, new = before.get("picks", {}), after.get("picks", {})
    at = [row["choice"] for row in book().choices]
    at = [choice for choice in at if old.get(choice, []) != new.get(choice, [])]
    was, now = ({o for options in picks.values() for o in options} for picks in (old, new))
    if not at or was == now:
        return {}
    verdicts, said = book().changes(was, now), model(was)
    news = [sentence for sentence in model(now) if sentence not in said]
    many = f"{len(verdicts)} verdicts" if len(verdicts) > 1 else "one verdict"
    told = [f"Your choice changes {many}: {'; '.join(verdicts)}."] if verdicts else []
    told = told or ["Your choice changes no verdict."]
    told += [f"In the model: {' '.join(news)}" if news else "The result in the model is the same."]
    return {at[0]: " ".join(told)}


def objections(options: Collection[str], labels: Mapping[str, str]) -> dict[str, Any]:
    """Return what is said against what was chosen, by choice, for the card."""

    def shown(row: Mapping[str, Any]) -> dict[str, Any]:
        source = {"label": row["source_publisher"], "href": row["source_url"]}
        read = links(row["passages"], labels) + ([source] if row["source_url"] else [])
        return {"by": row["by"], "text": row["text"], "basis": _LABELS[row["basis"]], "read": read}

    names = [row["choice"] for row in book().choices]
    return {choice: [shown(row) for row in book().said(options, choice)] for choice in names}


def findings(options: Collection[str], labels: Mapping[str, str]) -> dict[str, Any]:
    """Return what comes of a design, for the card."""
    if not options:
        return {"empty": "Nothing is chosen yet."}
    keys = ("name", "verdict", "word", "rule", "reason")
    return {
        "conditions": [
            {
                **{key: getattr(each, key) for key in keys},
                "read": links(each.passages, labels),
            }
            for each in book().verdicts(options)
        ],
        "model": model(options),
        "asks": [[actor, texts] for actor, texts in book().asks(options).items()],
        "open": book().open(options),
        "beside": book().beside_the_conditions(),
    }
