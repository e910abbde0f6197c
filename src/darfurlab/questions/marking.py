"""Pure: a question and an answer in, a result with its reasons out; no pandas, no widget.

An answer is a JSON value: a list of option ids (choice), a list of item ids (order),
`{"picks": {item: option}, "reasons": {item: text}}` (sort, match, grid), `{"low": …, "high": …}`
(estimate), a text (reflection). What a student has not answered is simply not there.

Nothing here says "wrong": what does not fit asks to look again, with a reason and a passage; where
the yardstick is our own coding, an answer that differs is an answer.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf, isinf
from typing import Any
from unicodedata import category, decimal

from darfurlab.questions.question import ROWS, Entry, Question

FITS, AGAIN, NOTED = "fits", "again", "noted"
_WORDS = {FITS: "That fits.", AGAIN: "Look again.", NOTED: "Noted."}


@dataclass(frozen=True)
class Note:
    """The feedback on one line of a card: a word, the reason, and where to read.

    `differs`: our own coding is another one, which is no reason to look again.
    """

    mark: str
    word: str
    text: str
    passages: tuple[str, ...] = ()
    differs: bool = False


@dataclass(frozen=True)
class Result:
    """What an answer came to. `state` is open (something is missing), answered or revisit.

    `notes` maps the id of a line to its feedback; without notes nothing was committed.
    """

    state: str
    summary: str
    notes: Mapping[str, Note] = field(default_factory=dict)


_MOST = 1e300  # larger numbers cannot be told apart, or not be shown
_MARKS = str.maketrans("\u066b\u060c\u066c\u2019'\u2212\u2013\ufe63\uff0d", ".,   ----")
_GROUPS = re.compile(r"([+-]?\d{1,3})((?: \d{3})+)((?:[.,]\d+)?)")
_PLAIN = re.compile(r"[+-]?(\d+|\d*\.\d+|\d+\.)([eE][+-]?\d{1,2})?")
_COMMA = re.compile(r"[+-]?(0,\d+|\d+,(\d{1,2}|\d{4,}))")  # decimals, as in French: 2,5
_ENGLISH = re.compile(r"[+-]?\d{1,3}((,\d{3}){2,}(\.\d+)?|(,\d{3})+\.\d+)")  # 1,234.5
_GERMAN = re.compile(r"[+-]?\d{1,3}((\.\d{3}){2,}(,\d+)?|(\.\d{3})+,\d+)")  # 1.234,5


def number(typed: str) -> float | str:
    """Return the number that a text means, in the digits of any script; else the text itself.

    `2,5` is 2.5; `1,500` could be two numbers, so it stays a text, and is asked about.
    """
    text = _latin(typed)
    if groups := _GROUPS.fullmatch(text):
        text = groups[1] + groups[2].replace(" ", "") + groups[3]
    if _GERMAN.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif _ENGLISH.fullmatch(text):
        text = text.replace(",", "")
    elif _COMMA.fullmatch(text):
        text = text.replace(",", ".")
    value = float(text) if _PLAIN.fullmatch(text) else inf
    if not _is_number(value):
        return typed
    return int(value) if value.is_integer() and abs(value) < 1e15 else value


def _latin(typed: str) -> str:
    shown = "".join(" " if c.isspace() else c for c in typed if category(c) != "Cf")
    return "".join(str(decimal(c, c)) for c in shown.translate(_MARKS)).strip()


def numbers(answer: Any) -> tuple[Any, str]:
    """Return an estimate with numbers for what was typed, and what to ask where that fails."""
    if not isinstance(answer, dict):
        return answer, ""
    read = {end: number(text) if isinstance(text, str) else text for end, text in answer.items()}
    odd = [_ask(text) for text in read.values() if isinstance(text, str)]
    return read, odd[0] if odd else ""


def _ask(typed: str) -> str:
    if two := re.fullmatch(r"([+-]?\d{1,3}),(\d{3})", _latin(typed)):
        both = f"{two[1]}{two[2]} or {two[1]}.{two[2]}"
        return f"“{typed}” can mean two numbers. Write {both}."
    return f"“{typed[:60]}” is not understood as a number. Write it with digits, such as 2.5."


def misfit(question: Question, answer: Any) -> str:
    """Return why an answer cannot belong to a question; nothing where it can."""
    options, items = ({e.id for e in part} for part in (question.options, question.items))
    given: dict[str, Any] = answer if isinstance(answer, dict) else {}
    if question.kind == "choice":
        fits = _are_texts(answer) and set(answer) <= options
        return "" if fits and (question.several or len(answer) < 2) else "its options have changed"
    if question.kind == "order":
        fits = _are_texts(answer) and sorted(answer) == sorted(items)
        return "" if fits else "its items have changed"
    if question.kind in ROWS:
        picks, reasons = given.get("picks", 0), given.get("reasons", {})
        fits = isinstance(picks, dict) and isinstance(reasons, dict) and {*picks, *reasons} <= items
        fits = fits and _are_texts([*picks.values(), *reasons.values()])
        fits = fits and set(picks.values()) <= options
        return "" if fits else "its items or options have changed"
    if question.kind == "estimate":
        ends = [given.get("low"), given.get("high")]
        numbers = all(_is_number(n) for n in ends if n is not None)
        fits = isinstance(answer, dict) and given.keys() <= {"low", "high"} and numbers
        return "" if fits else "a number is expected"
    return "" if isinstance(answer, str) else "text is expected"


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and abs(value) < _MOST


def _are_texts(values: Any) -> bool:
    return isinstance(values, list) and all(isinstance(v, str) for v in values)


def mark(question: Question, answer: Any, expected: tuple[float, float] | None = None) -> Result:
    """Return the result of an answer that fits its question; `expected`: an estimate's range."""
    if question.kind == "choice":
        return _mark_choice(question, answer)
    if question.kind == "order":
        return _mark_order(question, answer)
    if question.kind == "estimate":
        return _mark_estimate(question, answer, expected or (-inf, inf))
    if question.kind == "reflection":
        return _mark_text(question, answer)
    return _mark_rows(question, answer)


def _note(
    question: Question,
    mark: str,
    entry: Entry,
    *outcomes: str,
    word: str = "",
    differs: bool = False,
) -> Note:
    read = entry.passages or question.passages
    return Note(mark, word or _WORDS[mark], entry.reason(*outcomes), read, differs)


def _mark_choice(question: Question, answer: Sequence[str]) -> Result:
    if not answer:
        return Result("open", "Choose an answer first.")
    notes = {}
    for option in question.options:
        if option.id in answer:
            verdict = NOTED if question.open else FITS if option.id in question.answer else AGAIN
            notes[option.id] = _note(question, verdict, option)
    if any(note.mark == AGAIN for note in notes.values()):
        return Result("revisit", "Look again: the reason stands beside your choice.", notes)
    if question.several and not question.open and set(answer) < set(question.answer):
        return Result("revisit", "What you chose fits. Something else belongs with it.", notes)
    return Result("answered", "The reason stands beside your choice.", notes)


def _mark_rows(question: Question, answer: Mapping[str, Any]) -> Result:
    picks, reasons = answer["picks"], answer.get("reasons", {})
    names = {option.id: option.text for option in question.options}
    notes: dict[str, Note] = {}
    for item in question.items:
        picked = picks.get(item.id)
        if picked and (question.reasons != "required" or reasons.get(item.id, "").strip()):
            notes[item.id] = _row_note(question, item, picked, names)
    unplaced = [item.text for item in question.items if item.id not in picks]
    unsaid = [i.text for i in question.items if i.id in picks and i.id not in notes]
    missing = [f"Still open: {_listed(unplaced)}."] if unplaced else []
    missing += [f"Say why first: {_listed(unsaid)}."] if unsaid else []
    if not notes:
        return Result("open", missing[-1] if unsaid else "Place at least one first.")
    texts = {item.id: item.text for item in question.items}
    again = [texts[i] for i, note in notes.items() if note.mark == AGAIN]
    differ = [texts[i] for i, note in notes.items() if note.differs]
    said = [f"Look again: {_listed(again)}."] if again else []
    said += [f"You and we differ: {_listed(differ)}."] if differ else []
    if not said:
        said = ["The reasons stand beside your answers."]
    state = "revisit" if again else "open" if missing else "answered"
    return Result(state, " ".join([*said, *missing]), notes)


def _row_note(question: Question, item: Entry, picked: str, names: Mapping[str, str]) -> Note:
    fits = picked in item.answer
    if question.open:
        return _note(question, NOTED, item, picked, "other")
    if question.basis == "coding":
        ours = " or ".join(names[a] for a in item.answer)
        word = "As we coded it." if fits else f"We coded it: {ours}."
        outcome = FITS if fits else "other"
        return _note(question, NOTED, item, picked, outcome, word=word, differs=not fits)
    return _note(question, FITS if fits else AGAIN, item, picked, FITS if fits else "other")


def _listed(texts: Sequence[str], at_most: int = 3) -> str:
    more = len(texts) - at_most
    return "; ".join(texts[:at_most]) + (f" and {more} more" if more > 0 else "")


def _mark_order(question: Question, answer: Sequence[str]) -> Result:
    place = {item: rank for rank, items in enumerate(question.answer) for item in items}
    ranks = [place[item] for item in answer]
    kept = _longest_run(ranks)
    entries = {item.id: item for item in question.items}
    notes = {}
    for at, item in enumerate(answer):
        late = any(k < at and ranks[k] > ranks[at] for k in kept)
        outcome = FITS if at in kept else "late" if late else "early"
        word = {FITS: "", "late": "Look again: earlier.", "early": "Look again: later."}[outcome]
        verdict = FITS if at in kept else AGAIN
        notes[item] = _note(question, verdict, entries[item], outcome, word=word)
    again = [entries[i].text for i, note in notes.items() if note.mark == AGAIN]
    if again:
        return Result("revisit", f"Look again at where these stand: {_listed(again)}.", notes)
    return Result("answered", "Each stands where the brief has it.", notes)


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


def _mark_estimate(
    question: Question, answer: Mapping[str, Any], expected: tuple[float, float]
) -> Result:
    low, high = answer.get("low"), answer.get("high")
    ends = [n for n in (low, high) if n is not None]
    if not ends or (question.range and len(ends) < 2):
        both = " for both ends of your range" if question.range else ""
        return Result("open", f"Write a number{both} first: a guess is enough.")
    if min(ends) != ends[0]:
        return Result("open", "The first number is the lower end: swap the two.")
    outcome, word = "within", "Within what the data gives."
    if max(ends) < expected[0]:
        outcome, word = "below", "Lower than the data."
    elif min(ends) > expected[1]:
        outcome, word = "above", "Higher than the data."
    text = question.reason(outcome).replace("{range}", span(*expected, question.unit))
    note = Note(NOTED, word, text, question.passages)
    return Result("answered", "Your estimate stands; now see the data.", {"answer": note})


def span(low: float, high: float, unit: str = "") -> str:
    """Return a range in words; an end that is infinite is open."""
    a, b = (f"{end:,.10g}" for end in (low, high))
    words = f"{a} to {b}" if a != b else a
    words = f"at least {a}" if isinf(high) else f"at most {b}" if isinf(low) else words
    return f"{words} {unit}".strip()


def _mark_text(question: Question, answer: str) -> Result:
    words = len(answer.split())
    if not words:
        return Result("open", "Write something first; it can be rough.")
    if words < question.min_words:
        text = f"You have {words} words; about {question.min_words} let you give a reason."
        return Result("open", text, {"answer": Note(NOTED, "A start.", "")})
    note = Note(NOTED, "Noted.", question.reason("any"), question.passages)
    return Result("answered", "Your answer is kept as you wrote it.", {"answer": note})


def describe(question: Question, answer: Any) -> Iterator[tuple[str, str, str]]:
    """Yield an answer in words: (id of the line, its text, what was answered), for the report.

    The ids are those of a result's `notes`; the answer must fit the question (see `misfit`).
    """
    names = {entry.id: entry.text for entry in (*question.options, *question.items)}
    if question.kind == "choice":
        yield from ((each, "", names[each]) for each in answer)
    elif question.kind == "order":
        yield from ((each, names[each], str(at)) for at, each in enumerate(answer, start=1))
    elif question.kind in ROWS:
        for item, picked in answer["picks"].items():
            reason = answer.get("reasons", {}).get(item, "")
            yield item, names[item], names[picked] + (f": {reason}" if reason else "")
    elif question.kind == "estimate":
        ends = [n for n in (answer.get("low"), answer.get("high")) if n is not None]
        yield "answer", "", span(min(ends), max(ends), question.unit) if ends else ""
    else:
        yield "answer", "", str(answer.get("text", "") if isinstance(answer, dict) else answer)
