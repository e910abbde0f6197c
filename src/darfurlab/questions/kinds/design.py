"""Design a peace process: choices, and what comes of them; `designs` judges, `design_model` plays.

What is shown has no score. The one question of this kind stands in no file of the bank: its choices
and rules are tables.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from darfurlab.datasets.words import BASIS_LABELS, listed
from darfurlab.questions import designs
from darfurlab.questions.designs import REPLY, Answer, chosen
from darfurlab.questions.marking import Result
from darfurlab.questions.model import sudan
from darfurlab.questions.question import Question
from darfurlab.questions.view import links

if TYPE_CHECKING:
    from darfurlab.questions.design_model import Told

book = cache(designs.load)  # the designer's book, read once in a kernel


@dataclass(frozen=True)
class Design(Question):
    """The designer. Its answers are those of `designs`."""

    name = "Design"
    verb = "Save this version"
    lasting = True
    keys = None

    id: str = "design"
    prompt: str = "Design a peace process"
    lesson: str = "04"

    def misfit(self, answer: Any) -> str:
        return designs.misfit(book(), answer)

    def mark(self, answer: Answer) -> Result:
        if not any(answer.get("picks", {}).values()):
            return Result("open", "Choose at least one option first.")
        return Result("answered", "This version is saved. You can go on and change your design.")

    def describe(self, answer: Any) -> Iterator[tuple[str, str, str]]:
        """Yield a designed process choice by choice, in the student's words."""
        yield "", "Title", answer.get("title", "")
        for row in book().choices:
            if options := answer.get("picks", {}).get(row["choice"]):
                because = answer.get("words", {}).get(row["choice"], "").strip()
                said = "; ".join(map(book().text, options))
                yield "", row["name"], f"{said}: {because}" if because else said
        yield "", REPLY, answer.get("reply", "")


@cache
def choices() -> list[dict[str, Any]]:
    """Return the choices with their options, for the card."""
    return [
        {
            "id": row["choice"],
            **{key: row[key] for key in ("part", "name", "question")},
            **{key: bool(row[key]) for key in ("several", "opens")},
            "options": [{"id": o["option"], "text": o["text"]} for o in book().of(row["choice"])],
        }
        for row in book().choices
    ]


@lru_cache(maxsize=64)  # each change asks for the designs before and after it
def model(options: frozenset[str]) -> Told:
    """Return what the bargaining model makes of a design, in sentences."""
    from darfurlab.questions import design_model  # brings pandas

    return design_model.told(book(), sudan(), options)


def moved(before: Answer, after: Answer) -> dict[str, list[str]]:
    """Return what a choice changed, in paragraphs, under the choice at which it was made."""
    old, new = before.get("picks", {}), after.get("picks", {})
    at = [row["choice"] for row in book().choices]
    at = [choice for choice in at if old.get(choice, []) != new.get(choice, [])]
    if not at:
        return {}
    was, now = chosen(before), chosen(after)
    verdicts = [f"{b.name}, from “{a.word}” to “{b.word}”" for a, b in book().changes(was, now)]
    many = f"{len(verdicts)} verdicts" if len(verdicts) > 1 else "one verdict"
    told = f"Your choice changes {many}: {'; '.join(verdicts)}."
    return {at[0]: [told if verdicts else "Your choice changes no verdict.", *_played(was, now)]}


def _played(was: frozenset[str], now: frozenset[str]) -> list[str]:
    """Return how the model's result differs between two designs."""
    before, after = model(was), model(now)
    if before.line != after.line:
        return [f"**Model, before:** {before.line}", f"**Model, now:** {after.line}"]
    if before.details == after.details:
        return ["The result in our model stays the same."]
    return ["In our model the deals change in detail. Open “All results” to compare the tables."]


def objections(
    before: frozenset[str], options: frozenset[str], labels: Mapping[str, str]
) -> dict[str, Any]:
    """Return what is said against what was chosen, by choice, for the card.

    `before`: the options before the last change; what was not said of them is new.
    """

    def shown(row: Mapping[str, Any], old: Collection[str]) -> dict[str, Any]:
        source = {"label": row["source_publisher"], "href": row["source_url"]}
        read = links(row["passages"], labels) + ([source] if row["source_url"] else [])
        fresh = row["objection"] not in old
        about = {"by": row["by"], "text": row["text"], "basis": BASIS_LABELS[row["basis"]]}
        return {**about, "read": read, "new": fresh}

    found = {}
    for choice in (row["choice"] for row in book().choices):
        old = {row["objection"] for row in book().said(before, choice)}
        found[choice] = [shown(row, old) for row in book().said(options, choice)]
    return found


def strip(
    options: frozenset[str], other: frozenset[str], lead: str, labels: Mapping[str, str]
) -> dict[str, Any]:
    """Return the marks of the 16 conditions, each with what it was in the `other` design.

    `lead`: how the title begins, up to the number of conditions that differ; "" for no number.
    """
    verdicts = book().verdicts(options)
    was = {a.condition: a.verdict for a, _ in book().changes(other, options)}
    groups = {row["condition"]: row["group"] for row in book().conditions}
    names = [v.name for v in verdicts if v.condition in was]
    count = Counter(v.verdict for v in verdicts)
    title = f"{lead} {len(names) or 'none'} of" if lead else "Your design and"
    title += f" the {len(verdicts)} conditions"
    return {
        "title": f"{title}: {listed(names)}." if 0 < len(names) <= 3 else f"{title}.",
        "tally": f"{count['met']} met, {count['partly']} partly met, {count['unmet']} not met. "
        f"On {count['silent']} conditions the design does not say (“not said”).",
        "marks": [
            {
                "id": v.condition,
                "group": groups[v.condition],
                "short": "not said" if v.verdict == "silent" else v.word,
                **{key: getattr(v, key) for key in ("name", "verdict", "word", "rule", "reason")},
                "was": was.get(v.condition, ""),
                "read": links(v.passages, labels),
            }
            for v in verdicts
        ],
    }


def findings(options: frozenset[str]) -> dict[str, Any]:
    """Return what comes of a design beside the conditions, for the card."""
    told = model(options)
    return {
        "line": told.line,
        "details": list(told.details),
        "asks": [[actor, texts] for actor, texts in book().asks(options).items()],
        "open": book().open(options),
        "beside": book().beside_the_conditions(),
    }
