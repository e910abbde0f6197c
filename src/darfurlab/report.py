"""A student's work as one page to print, in HTML and in Markdown; pure.

The page is read by an instructor who has no Jupyter and did not write what is in it: there is no
script, the HTML's own policy forbids any, and what a student typed (or a file claims) is shown as
text. In Markdown it stands in indented blocks of code, the one form that every reader of Markdown
takes literally.

`questions` maps "01/sort-causes" to an `Asked`, in the order of the page; what the work holds
besides is shown at the end of its lesson as it is.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from pathlib import Path
from textwrap import wrap
from typing import Any

from darfurlab.work import Entry, Work


@dataclass(frozen=True)
class Line:
    """One line of an answer: what it is about, what was answered, and what the lesson said.

    `given` may be the student's own words. `word` is short ("That fits."), `passages` are labels.
    """

    item: str
    given: str
    word: str = ""
    reason: str = ""
    passages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Asked:
    """A question, and how to tell an answer to it line by line.

    `lines` may yield nothing or raise LookupError, TypeError or ValueError where an answer doesn't
    fit the question; it is then shown as it is. `basis` is fact, claim or coding, or empty.
    """

    label: str
    prompt: str
    lines: Callable[[Any], Iterable[Line]]
    basis: str = ""


@dataclass(frozen=True)
class Chart:
    """A chosen chart: PNG bytes or a data URI (PNG, JPEG, WebP), and what is seen in it."""

    title: str
    picture: bytes | str
    alt: str


@dataclass(frozen=True)
class Extras:
    """What else the page shows; `lessons` maps "01" to its title, `made` is the day in words."""

    title: str = "My work in the Darfur lessons"
    made: str = ""
    lessons: Mapping[str, str] = field(default_factory=dict)
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True)
class _Part:
    """A part of the page. `own` is the project's text, `given` anyone's."""

    form: str  # h1, h2, h3, item, small, p, given, chart
    own: str = ""
    given: str = ""
    chart: Chart | None = None


_RESULTS = {"answered": "Answered", "revisit": "To look at again", "open": "Not finished"}
_LABELS = (
    "What the lessons say to an answer is labelled: a *fact* is stated as such in the brief, a "
    "*claim* is its authors’ judgement, a *coding* is ours, and another answer can be as good."
)


_HIDDEN = "\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"


def _tidy(text: str) -> str:
    """Return text that hides nothing: no controls, no marks that turn the direction of others."""
    lines = re.sub("\r\n?|[\v\f\x85\u2028\u2029]", "\n", text)
    return re.sub(f"[{_HIDDEN}]", "\ufffd", lines)


def _day(at: str) -> str:
    return f"{at[:10]}, {at[11:16]}"


def _answer(asked: Asked | None, answer: Any) -> Iterator[_Part]:
    try:
        lines = list(asked.lines(answer)) if asked else []
    except (LookupError, TypeError, ValueError):
        lines = []
    if not lines:
        text = answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)
        lines = [Line("", text)]
    for line in lines:
        if line.item:
            yield _Part("item", line.item)
        yield _Part("given", given=line.given if line.given.strip() else "—")
        read = f" Read: {'; '.join(line.passages)}." if line.passages else ""
        basis = f" ({asked.basis})" if asked and asked.basis and line.reason else ""
        word = f"**{line.word}** " if line.word else ""
        if said := f"{word}{line.reason}{basis}{read}".strip():
            yield _Part("p", said)


def _activity(key: str, asked: Asked | None, entry: Entry) -> Iterator[_Part]:
    label, prompt = (asked.label, asked.prompt) if asked else (entry["kind"], key)
    yield _Part("h3", prompt)
    attempts = entry["attempts"]
    said = [label]
    if attempts:
        result = _RESULTS.get(entry["result"], entry["result"])
        said += [f"{result}, {_day(attempts[-1]['at'])}"]
        first = _day(attempts[0]["at"])
        said += [f"{len(attempts)} attempts, the first {first}"] if len(attempts) > 1 else []
    yield _Part("small", " · ".join(said))
    if attempts:
        yield from _answer(asked, entry["answer"])
    if "draft" in entry:
        yield _Part("small", f"Begun and not checked, {_day(entry['draft']['at'])}:")
        yield from (part for part in _answer(asked, entry["draft"]["answer"]) if part.form != "p")


def _parts(work: Work, questions: Mapping[str, Asked], extras: Extras) -> Iterator[_Part]:
    yield _Part("h1", extras.title)
    if work.get("name"):
        yield _Part("small", "Name")
        yield _Part("given", given=work["name"])
    made = f"Made {extras.made}. " if extras.made else ""
    yield _Part(
        "small", f"{made}Begun {_day(work['created'])}, last changed {_day(work['updated'])}."
    )
    yield _Part("p", _LABELS)
    for lesson, entries in sorted(work["answers"].items()):
        title = extras.lessons.get(lesson, "")
        yield _Part("h2", f"Lesson {lesson}{': ' if title else ''}{title}")
        asked = {key: each for key, each in questions.items() if key.startswith(f"{lesson}/")}
        keys = [*asked, *(f"{lesson}/{name}" for name in entries)]
        for key in dict.fromkeys(keys):
            if entry := entries.get(key.partition("/")[2]):
                yield from _activity(key, asked.get(key), entry)
        left = [each.prompt for key, each in asked.items() if key.partition("/")[2] not in entries]
        if left:
            yield _Part("small", f"Not answered: {' · '.join(left)}")
    if extras.charts:
        yield _Part("h2", "Charts")
    yield from (_Part("chart", chart=chart) for chart in extras.charts)
    if left_out := work.get("left_out"):
        yield _Part("h2", "From another version of the lessons")
        for each in left_out:
            shown = json.dumps(each["entry"], ensure_ascii=False)
            yield _Part("given", given=f"{each['lesson']}/{each['activity']}: {shown}")


# --- HTML -----------------------------------------------------------------------------------------

_DATA = re.compile(r"data:image/(png|jpeg|webp);base64,[A-Za-z0-9+/]+={0,2}")


def _html(part: _Part) -> str:
    if part.form == "given":
        return f'<div class="given" dir="auto">{escape(_tidy(part.given))}</div>'
    if part.chart:
        title, alt = (escape(_tidy(text)) for text in (part.chart.title, part.chart.alt))
        picture = part.chart.picture
        if isinstance(picture, bytes):
            picture = f"data:image/png;base64,{b64encode(picture).decode()}"
        shown = f'<img src="{picture}" alt="{alt}">' if _DATA.fullmatch(picture) else alt
        return f"<figure>{shown}<figcaption>{title}</figcaption></figure>"
    text = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", escape(_tidy(part.own)))
    text = re.sub(r"\*([^*]+)\*", r"<em>\1</em>", text)
    text = re.sub(r"`([^`]+)`", r"<code>\1</code>", text)
    if part.form in ("small", "item"):
        return f'<p class="{part.form}">{text}</p>'
    return f"<{part.form}>{text}</{part.form}>"


def report_html(work: Work, questions: Mapping[str, Asked], extras: Extras = Extras()) -> str:
    """Return the page as one HTML document that needs nothing else and runs nothing."""
    style = Path(__file__).with_name("static").joinpath("report.css").read_text(encoding="utf-8")
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; form-action 'none'"
    return "\n".join(
        (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(_tidy(extras.title))}</title>",
            f"<style>{style}</style>\n</head>\n<body>\n<main>",
            *map(_html, _parts(work, questions, extras)),
            "</main>\n</body>\n</html>\n",
        )
    )


# --- Markdown -------------------------------------------------------------------------------------


def _markdown(part: _Part) -> str:
    if part.form == "given":
        lines = _tidy(part.given).strip("\n").split("\n")
        wrapped = (wrap(line, 92, break_long_words=False, break_on_hyphens=False) for line in lines)
        return "\n".join(f"    {line}" for each in wrapped for line in each or [""]).rstrip()
    own = f"{part.chart.title}. {part.chart.alt}" if part.chart else part.own
    text = " ".join(re.sub(r"[&<>\[\]$\\]", lambda m: f"&#{ord(m[0])};", _tidy(own)).split())
    marks = {"h1": "# ", "h2": "## ", "h3": "### ", "chart": "Chart: "}
    return f"**{text}**" if part.form == "item" else f"{marks.get(part.form, '')}{text}"


def report_markdown(work: Work, questions: Mapping[str, Asked], extras: Extras = Extras()) -> str:
    """Return the page as Markdown; a chart is there in words."""
    return "\n\n".join(map(_markdown, _parts(work, questions, extras))) + "\n"
