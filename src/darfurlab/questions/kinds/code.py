"""Compute a value in the lesson's own cell; `exercises` holds it against the data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from darfurlab.questions.form import NUMBER, TEXT, YES
from darfurlab.questions.marking import Result
from darfurlab.questions.question import Form, Question


@dataclass(frozen=True)
class Code(Question):
    """`solution` (assigns `answer`), `mistakes` ({code, feedback}), `shape` (advice), feedback.

    Rows may come in any order, but where `any_order` is false: there the order is asked for.
    What is kept is a summary of the value, `{"type": …, "text": …}`; it is not marked again.
    """

    name = "With the data"
    verb = ""
    again = False
    lasting = True
    keys = "solution! mistakes shape any_order tolerance feedback!"
    forms: ClassVar[Mapping[str, Form]] = {"shape": TEXT, "any_order": YES, "tolerance": NUMBER}

    shape: str = ""
    any_order: bool = True
    tolerance: float = 1e-6

    def misfit(self, answer: Any) -> str:
        """Return nothing: whatever was summed up can be shown."""
        return ""

    def mark(self, answer: Any) -> Result:
        return Result("answered", "")

    def describe(self, answer: Any) -> Iterator[tuple[str, str, str]]:
        """Yield the value as it was summed up when it was checked."""
        yield "answer", "", str(answer.get("text", "") if isinstance(answer, dict) else answer)
