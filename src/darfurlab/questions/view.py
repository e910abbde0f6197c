"""What a card shows: the view that the browser gets, and a plain card for where there is no kernel.

Pure. A view holds no answer, no feedback and no hint that the student has not asked for: options
and items carry their ids and texts only, notes come from a result.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from re import sub
from typing import Any

from darfurlab.datasets import mistakes, own_brief
from darfurlab.datasets.folders import near
from darfurlab.questions.marking import Note, Result
from darfurlab.questions.question import Entry, Question
from darfurlab.work.record import latest, open_draft, when

MOVED = "in passages.md, in the folder of the lessons"
RUN = (
    "Run this cell to answer here. If you answered before, your answer is kept and is shown again."
)
_STATES = {"open": "No answer yet", "answered": "Answered", "revisit": "Answered: differs"}
# How a plain card begins: by it a saved notebook knows a view of ours.
EDGE = "border:1px solid #8a8f98;border-left:5px solid #4a7296;border-radius:3px"
_STATIC = f"{EDGE};padding:12px 20px;margin:4px 0;max-width:720px"


@dataclass(frozen=True)
class Sheet:
    """What one student has done with one question, as far as the card shows it.

    `answer` is what stands in the controls (a JSON value, or None), `notice` what the student
    should know of an earlier answer, `hints` how many are shown.
    """

    answer: Any = None
    result: Result | None = None
    hints: int = 0
    notice: str = ""


def links(passages: Sequence[str], labels: Mapping[str, str]) -> list[dict[str, str]]:
    """Return where to read: the passages' labels and their places on the page of passages.

    Where that page is not to be found from here, the labels stand alone, and then where to look.
    """
    page, own = near("passages.md"), own_brief.path()
    read = [{"label": labels.get(p, p), "href": f"{page}#{p}" if page else ""} for p in passages]
    if own:  # the browser may then ask for the passage itself
        read = [{**each, "own": p} for each, p in zip(read, passages, strict=True)]
    return read if page or not read else [*read, {"label": MOVED, "href": ""}]


def _note(note: Note, labels: Mapping[str, str]) -> dict[str, Any]:
    read = links(note.passages, labels) if note.text else []
    return {"mark": note.mark, "word": note.word, "text": note.text, "read": read}


def mistake(question: Question, result: Result | None) -> dict[str, str]:
    """Return what to copy of the feedback, with its words around; nothing while there is none."""
    if not result or (result.state == "open" and not result.notes):
        return {}
    read = dict.fromkeys(p for note in result.notes.values() for p in note.passages)
    lines = [line for line in result.notes if line != "answer"]
    line = mistakes.line(f"question {question.lesson}/{question.id}", lines=lines, passages=read)
    return {"title": mistakes.TITLE, "how": mistakes.HOW, "line": line}


def _word(result: Result) -> str:
    if result.state == "open" and result.notes and not result.word:
        return "Partly answered"
    return result.word or _STATES[result.state]


def view(question: Question, sheet: Sheet, labels: Mapping[str, str]) -> dict[str, Any]:
    """Return all that the browser is told; `labels` maps passage ids to how lessons name them."""
    result = sheet.result or Result("open", "")
    verb = "Check again" if result.notes else "Check"
    return {
        **{key: getattr(question, key) for key in question.told.split()},
        "kind": question.kind,
        "label": question.title(),
        "prompt": question.prompt,
        "intro": question.intro,
        "options": [{"id": o.id, "text": o.text} for o in question.options],
        "items": [{"id": i.id, "text": i.text} for i in question.items],
        "answer": sheet.answer,
        "beside": question.beside(sheet.answer),
        "state": result.state,
        "settled": result.settled,
        "word": _word(result),
        "summary": result.summary or sheet.notice,
        "notes": {i: _note(n, labels) for i, n in result.notes.items()},
        "mistake": mistake(question, result),
        "hints": list(question.hints[: sheet.hints]),
        "more": len(question.hints) - sheet.hints,
        "check": verb if question.verb is None else question.verb,
        "again": bool(result.notes) and question.again,
    }


def saved(entry: Mapping[str, Any] | None, file: str, today: date, attempt: str = "Attempt") -> str:
    """Return when and where an activity was last kept, and how often it was checked."""
    last = latest(dict(entry)) if entry else None
    if not entry or not last:
        return ""
    at = when(last["at"])
    clock = f" {at:%H:%M}" if at.date() == today else f" {at.day} {at:%B %Y, %H:%M}"
    if at.date() > today + timedelta(days=1):  # a clock was wrong: better no date than a false one
        clock = ""
    if open_draft(dict(entry)):
        return f"Draft saved{clock} in {file}"
    return f"Saved{clock} in {file} · {attempt} {len(entry['attempts'])}"


def _bare(text: str) -> str:
    return sub(r"\*\*?([^*]+)\*\*?|`([^`]+)`", r"\1\2", text)


def rich(text: str) -> str:
    """Return text with *emphasis*, **weight** and `code` as HTML; all else is escaped."""
    text = sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", escape(text))
    text = sub(r"\*([^*]+)\*", r"<em>\1</em>", text)
    return sub(r"`([^`]+)`", r"<code>\1</code>", text)


def _lines(question: Question) -> Sequence[Entry]:
    return question.items or question.options


def text(question: Question) -> str:
    """Return the question as plain text: prompt and options, never an answer."""
    lines = [f"[{question.title()}] {_bare(question.prompt)}"]
    lines += filter(None, (_bare(question.intro), question.how()))
    lines += (f"  - {_bare(entry.text)}" for entry in _lines(question))
    return "\n".join(lines)


def html(question: Question) -> str:
    """Return the question as a plain card, whole without a kernel, a script or a style sheet."""
    items = "".join(f'<li style="margin:4px 0">{rich(e.text)}</li>' for e in _lines(question))
    said = [rich(words) for words in (question.intro, question.how()) if words]
    body = f'<ul style="margin:4px 0">{items}</ul>' if items else ""
    return plain(question.title(), rich(question.prompt), said, body)


def plain(name: str, prompt: str, said: Sequence[str], body: str = "", last: str = RUN) -> str:
    """Return a card as bare HTML; all but `name` and `last` is HTML already."""
    parts = [
        f'<p style="margin:0"><small><strong>{escape(name)}</strong></small></p>',
        f'<p style="margin:4px 0;font-size:16px"><strong>{prompt}</strong></p>',
        *(f'<p style="margin:4px 0">{words}</p>' for words in said),
        body,
        f'<p style="margin:8px 0 0 0"><small>{escape(last)}</small></p>',
    ]
    return f'<div style="{_STATIC}">{"".join(parts)}</div>'
