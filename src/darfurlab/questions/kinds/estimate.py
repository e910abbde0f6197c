"""Predict a number, or a range, before the data are seen; a prediction is not put right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import inf, isinf
from typing import Any, ClassVar
from unicodedata import category, decimal

from darfurlab.questions.form import NUMBER, TEXT, YES, is_number, is_range
from darfurlab.questions.marking import ESTIMATES, NOTED, Note, Result
from darfurlab.questions.question import Fault, Form, Question

_MOST = 1e300  # larger numbers cannot be told apart, or not be shown
_MARKS = str.maketrans("\u066b\u060c\u066c\u2019'\u2212\u2013\ufe63\uff0d", ".,   ----")
_GROUPS = re.compile(r"([+-]?\d{1,3})((?: \d{3})+)((?:[.,]\d+)?)")
_PLAIN = re.compile(r"[+-]?(\d+|\d*\.\d+|\d+\.)([eE][+-]?\d{1,2})?")
_COMMA = re.compile(r"[+-]?(0,\d+|\d+,(\d{1,2}|\d{4,}))")  # decimals, as in French: 2,5
_ENGLISH = re.compile(r"[+-]?\d{1,3}((,\d{3}){2,}(\.\d+)?|(,\d{3})+\.\d+)")  # 1,234.5
_GERMAN = re.compile(r"[+-]?\d{1,3}((\.\d{3}){2,}(,\d+)?|(\.\d{3})+,\d+)")  # 1.234,5


@dataclass(frozen=True)
class Estimate(Question):
    """`answer` or `solution` gives a number or [low, high], `inf` for an open end.

    Feedback `within`, `below`, `above`, in which {range} stands for the answer. A student's answer
    is `{"low": …, "high": …}`, the second where a `range` is asked for.
    """

    name = "Predict, then see"
    verb = "Save my estimate"
    again = False
    told = "unit one range min max"
    keys = "answer solution unit range min max feedback!"
    forms: ClassVar[Mapping[str, Form]] = {
        "answer": (lambda v: is_number(v) or is_range(v), "a number or [low, high]"),
        "unit": TEXT,
        "range": YES,
        "min": NUMBER,
        "max": NUMBER,
    }

    unit: str = ""
    range: bool = False
    min: float | None = None
    max: float | None = None

    @property
    def one(self) -> str:
        """The unit of a single one."""
        return singular(self.unit)

    @classmethod
    def answers(cls, given: Any) -> tuple[Any, ...]:
        """Return the lower and the upper end, or nothing."""
        return (given, given) if is_number(given) else tuple(given)

    def faults(self) -> Iterator[Fault]:
        """Yield an outcome without feedback, and an answer that is not given once."""
        for outcome in ESTIMATES:
            if not self.reason(outcome):
                yield "feedback", "", f"there is none for {outcome}"
        if bool(self.answer) == bool(self.solution):
            yield "answer", self.answer or "", "give an answer or a solution, one of the two"

    def read(self, answer: Any) -> tuple[Any, str]:
        """Return an estimate with numbers for what was typed, and what to ask where that fails."""
        if not isinstance(answer, dict):
            return answer, ""
        read = {end: number(n) if isinstance(n, str) else n for end, n in answer.items()}
        odd = [typed for typed in read.values() if isinstance(typed, str)]
        return (answer, _ask(odd[0])) if odd else (read, "")

    def misfit(self, answer: Any) -> str:
        fits = isinstance(answer, dict) and answer.keys() <= {"low", "high"}
        fits = fits and all(_is_finite(end) for end in answer.values() if end is not None)
        return "" if fits else "a number is expected"

    def _expected(self) -> tuple[float, float]:
        if not self.solution:
            return self.answer[0], self.answer[1]
        from darfurlab.questions import exercises  # brings pandas

        found = exercises.solution(self)
        return (found[0], found[1]) if isinstance(found, tuple | list) else (found, found)

    def mark(self, answer: Mapping[str, Any]) -> Result:
        """Return on which side of the data an estimate lies."""
        ends = [n for n in (answer.get("low"), answer.get("high")) if n is not None]
        if not ends or (self.range and len(ends) < 2):
            what = "two numbers, one for each end of your range" if self.range else "a number"
            return Result("open", f"Write {what}. A guess is enough.")
        if ends[0] > ends[-1]:
            exchange = "The first number must be the lower one. Exchange the two numbers."
            return Result("open", exchange)
        least = -inf if self.min is None else self.min
        most = inf if self.max is None else self.max
        if beyond := [n for n in ends if not least <= n <= most]:
            possible = f"The range is {span(least, most, self.unit)}."
            return Result("open", f"{beyond[0]:,.10g} is not possible here. {possible}")
        low, high = self._expected()
        outcome = "below" if ends[-1] < low else "above" if ends[0] > high else "within"
        text = self.reason(outcome).replace("{range}", span(low, high, self.unit))
        note = Note(NOTED, ESTIMATES[outcome], text, self.passages)
        return Result("answered", "Your estimate is saved. Now look at the data.", {"answer": note})

    def describe(self, answer: Any) -> Iterator[tuple[str, str, str]]:
        ends = [n for n in (answer.get("low"), answer.get("high")) if n is not None]
        yield "answer", "", span(min(ends), max(ends), self.unit) if ends else ""

    def how(self) -> str:
        form = "a range" if self.range else "a number"
        of = "" if self.unit.startswith("of ") or not self.unit else "of "
        return f"Your estimate: {form} {of}{self.unit}".rstrip() + "."


def span(low: float, high: float, unit: str = "") -> str:
    """Return a range in words; an end that is infinite is open."""
    a, b = (f"{end:,.10g}" for end in (low, high))
    words = f"{a} to {b}" if a != b else a
    words = f"at least {a}" if isinf(high) else f"at most {b}" if isinf(low) else words
    return f"{words} {unit if words != '1' else singular(unit)}".strip()


def singular(unit: str) -> str:
    """Return the form of a unit that one takes: party of parties, percent of percent."""
    return re.sub(r"ies$", "y", unit) if unit.endswith("ies") else re.sub(r"(?<!s)s$", "", unit)


def number(typed: str) -> float | str:
    """Return the number that a text means, in the digits of any script; else the text itself.

    `2,5` is 2.5; `1,500` could be two numbers, so it stays a text, and is asked about.
    """
    text = _latin(typed)
    if _GROUPS.fullmatch(text):
        text = text.replace(" ", "")
    if _GERMAN.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif _ENGLISH.fullmatch(text):
        text = text.replace(",", "")
    elif _COMMA.fullmatch(text):
        text = text.replace(",", ".")
    value = float(text) if _PLAIN.fullmatch(text) else inf
    if not _is_finite(value):
        return typed
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _ask(typed: str) -> str:
    if two := re.fullmatch(r"([+-]?\d{1,3}),(\d{3})", _latin(typed)):
        both = f"{two[1]}{two[2]} or {two[1]}.{two[2]}"
        return f"“{typed}” can mean two numbers. Write {both}."
    return f"“{typed[:60]}” is not understood as a number. Write it with digits, such as 2.5."


def _is_finite(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) < _MOST


def _latin(typed: str) -> str:
    shown = "".join(" " if c.isspace() else c for c in typed if category(c) != "Cf")
    return "".join(str(decimal(c, c)) for c in shown.translate(_MARKS)).strip()
