"""The file of a course, `course.toml`: read, checked, and said in a line.

A fault costs what it stands in, a name or a day, and the rest holds. Where a fault could show
students more than was meant, the course is not `safe`, and nothing is handed out by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from darfurlab.datasets import folders, pack, reading, toml_parts
from darfurlab.datasets.problem import DataError, Problem
from darfurlab.questions import bank, form
from darfurlab.questions.course import CORE, EVERYTHING, WHOLE, Course, lessons, names
from darfurlab.questions.question import Question
from darfurlab.questions.well_formed import COURSE, nearest

NAME = "course.toml"
MOST = 5  # questions of one's own
KEYS = ("title", "contact", "lessons", "parts", "hidden", "dates")
LIMITS = ("lessons", "parts", "hidden")  # without one of these students would see more
INVENTED = "example.org"  # of the contact in the example
SAVE = (
    "save it as plain text with the encoding UTF-8 (in Word: Save As, Plain Text; in Notepad: "
    "Save As, and choose the encoding)"
)
_NEARLY = re.compile(
    r"(copy of )?course([-_ ]+\w+)?[-_ ]*(\(\d+\))?\.(toml(\.\w+)?|txt|docx?|rtf|odt)",
    re.IGNORECASE,
)
HELD = (
    f"Because of this, nothing was copied: students might see what you hide. Mend {NAME}, and type "
    f"the command again. To work without a course, take {NAME} out of the folder."
)


def path(*places: Path) -> Path | None:
    """Return the first `course.toml` of some folders, None where no folder has one."""
    return next((place / NAME for place in places if (place / NAME).is_file()), None)


def beside() -> Path | None:
    """Return the file of the course that stands beside the lessons that are open, if one does."""
    near = folders.near(NAME)
    return Path(near) if near else None


def here() -> Course:
    """Return the course of the lessons that are open."""
    return read(beside())[0]


def find(ref: str, folder: Path) -> Question:
    """Return the question that `ref` names, in the bank or (course/my-question) in the course.

    Raises `DataError` where there is none that has no fault.
    """
    if not ref.startswith(f"{COURSE}/"):
        return bank.find(ref, folder)
    own, problems = read(beside())
    known = {f"{COURSE}/{question.id}": question for question in own.questions}
    if ref in known:
        return known[ref]
    raise DataError(problems or [Problem(NAME, 0, "id", ref, nearest(ref, known))])


def said(file: Path | None, own: Course, place: Path) -> Iterator[str]:
    """Yield which course was read, or that a place has none, and what an instructor may overlook.

    Among it files whose names are nearly right.
    """
    if file is None:
        yield f"No {NAME} in {place}: the lessons are whole."
        for each in sorted(place.iterdir()) if place.is_dir() else ():
            if _NEARLY.fullmatch(each.name):
                plain = each.suffix.lower() in (".toml", ".txt")
                todo = "rename it to" if plain else "save it as plain text with the name"
                yield f"{each.name} is not read: {todo} {NAME}"
        return
    counts = {"part": own.hidden, "date": own.dates, "question": own.questions}
    hidden, dates, asked = (
        f"{len(each) or 'no'} {word}{'' if len(each) == 1 else 's'}"
        for word, each in counts.items()
    )
    parts = [
        *([f"“{own.title}”"] if own.title else []),
        f"lessons {', '.join(own.lessons)}" if own.lessons else "all lessons",
        "only the core" if own.parts == CORE else "core and further",
        f"{hidden} hidden",
        f"for help: {own.contact}" if own.contact else "nobody is named for help",
        dates,
        f"{asked} of your own",
    ]
    told = "; ".join(parts) if own.safe else "what students may see cannot be read yet"
    yield f"Your course ({file.resolve()}): {told}."
    if INVENTED in own.contact:
        yield "WARNING: the contact is the invented one of the example. Students would see it."


# --- the file -------------------------------------------------------------------------------------


def read(file: Path | None) -> tuple[Course, list[Problem]]:
    """Return what can be used of a course's file, and each fault of it; of none, all lessons."""
    if file is None:
        return WHOLE, []
    text, problems = reading.decoded(file, NAME, SAVE)
    if problems:
        return Course(safe=False), problems
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    settings, rest = _apart(text)
    raw, problems = toml_parts.settings(settings, NAME)
    safe = not any(map(_risky, (problem.column for problem in problems)))
    found: dict[str, Any] = {}
    rows = settings.split("\n")
    for key, value in raw.items():
        good, faults = _setting(key, value)
        found |= {key: good} if key in KEYS and good else {}
        for given, words in faults:
            problems.append(Problem(NAME, _line(rows, key, given), key, str(given), words))
        more = _risky(key) or any(given in LIMITS for given, _ in faults)  # in a wrong place
        safe &= not (faults and more) or (key == "lessons" and bool(good))
    questions, own = _questions(rest, found.get("lessons", ()))
    safe &= not re.search(rf"^\s*({'|'.join(LIMITS)})\s*[=:]", rest, re.MULTILINE)
    return Course(**found, questions=questions, safe=safe), sorted(problems) + own


def _apart(text: str) -> tuple[str, str]:
    """Return the settings and the questions of a file, in place of the others empty lines."""
    settings, questions = "", ""
    for at, (_, part) in enumerate(toml_parts.parts(text)):
        for piece in re.split(r"(?m)^(?=[ \t]*\[[ \t]*dates\b)", part):
            lines = "\n" * piece.count("\n")
            ours = not at or re.match(r"\s*\[\s*dates\b", piece)
            settings += piece if ours else lines
            questions += lines if ours else piece
    return settings, questions


def _risky(key: str) -> bool:
    """Return whether students may see more where a setting of this name is left out."""
    near = get_close_matches(key.partition(" ")[0].lower(), KEYS, n=1)
    day = re.fullmatch(r"\d+", key)  # below a line [dates] that is missing
    return not day and (not near or near[0] in LIMITS)


def _line(rows: list[str], key: str, given: Any) -> int:
    """Return the line in which a value of a setting stands, else that of the setting; 0: none."""
    begins = re.compile(rf"""\s*\[*\s*["']?{re.escape(key)}\b""")
    of_key = next((n for n, line in enumerate(rows, 1) if begins.match(line)), 0)
    later = range(max(of_key, 1), len(rows) + 1)
    return next((n for n in later if str(given) in rows[n - 1]), of_key)


Faults = list[tuple[Any, str]]  # what was given, and what is accepted


def _setting(key: str, value: Any) -> tuple[Any, Faults]:
    """Return what can be used of a setting, and its faults."""
    if key not in KEYS:
        day = re.fullmatch(r"\d\d?", key)
        unknown = f"no such setting; {nearest(key, KEYS)}"
        return None, [(key, "the line [dates] is missing above it" if day else unknown)]
    if key == "parts":
        good = value in (CORE, EVERYTHING)
        return value if good else None, [] if good else [(value, f'"{CORE}" or "{EVERYTHING}"')]
    if key == "dates":
        return _dates(value)
    if key in ("lessons", "hidden"):
        return _names_of(key, value)
    if form.is_text(value):
        return value.strip().rstrip("."), []
    told = "a name and a telephone number or an address" if key == "contact" else "a name"
    return None, [(value, f"write {told} between straight quotation marks, or delete the line")]


def _names_of(key: str, value: Any) -> tuple[Any, Faults]:
    """Return the lessons or the hidden parts that are there, and each name that is none."""
    if not isinstance(value, list) or (key == "lessons" and not value):
        example = '["00", "01"]' if key == "lessons" else '["01: Argue back", "03/left-open"]'
        return None, [(value, f"write names between [ and ], such as {example}")]
    every, good, faults = lessons(), list[str](), Faults()
    shown = {_plain(name): name for n, cells in every.items() for name in names(n, cells)}
    known = {number: number for number in every} if key == "lessons" else shown
    for each in value:
        name = bank.lesson_of(str(each)) if key == "lessons" else _plain(str(each))
        if name in known:
            good.append(known[name])
        elif key == "lessons":
            faults.append((each, f"no such lesson; accepted: {', '.join(every)}"))
        else:
            faults.append((each, _no_such_part(str(each), list(shown.values()))))
    return tuple(dict.fromkeys(good)), faults


def _no_such_part(given: str, names: list[str]) -> str:
    """Return what can be hidden in the lesson that a wrong name begins with."""
    own = [name for name in names if name[:2] == given[:2]]
    near = get_close_matches(given, own or names, n=1)
    guess = f"did you mean “{near[0]}”? " if near else ""
    if not own:
        return f"{guess}begin with the number of the lesson, such as “03: Argue back”"
    return f"{guess}What can be hidden in lesson {given[:2]}: {'; '.join(own)}"


def _plain(name: str) -> str:
    """Return a part's name as it is compared: without its number, `further` and capitals."""
    found = re.fullmatch(r"(\d\d?)\s*:\s*(?:\d+\s*·\s*)?(.+?)(?:\s*·\s*further)?", name.strip())
    return (f"{found[1].zfill(2)}: {found[2]}" if found else name.strip()).casefold()


def _dates(value: Any) -> tuple[Any, Faults]:
    """Return the days by lesson, and each that is none."""
    if not isinstance(value, dict):
        words = 'write the line [dates], and below it each day, such as "01" = 2027-02-15'
        return None, [(value, words)]
    every, good, faults = lessons(), dict[str, date](), Faults()
    for key, day in value.items():
        number = bank.lesson_of(key)
        if key in KEYS:
            faults.append((key, f"{key} must stand above the line [dates]"))
        elif number not in every:
            faults.append((key, f"no such lesson; accepted: {', '.join(every)}"))
        elif not isinstance(day, date) or isinstance(day, datetime):
            words = "a day is written year-month-day, without quotation marks, such as 2026-12-07"
            faults.append((day, words))
        else:
            good[number] = day
    return good, faults


def _questions(text: str, chosen: tuple[str, ...]) -> tuple[tuple[Question, ...], list[Problem]]:
    """Return the course's own questions, and what is wrong with them or with their number."""
    if not text.strip():
        return (), []
    known = chosen or tuple(lessons())
    found, problems = bank.read(text, NAME, pack.passage_labels())
    for at, each in enumerate(problems):
        if each.value in KEYS and each.column.endswith(f" {each.value}"):
            words = f"{each.value} must stand above the first [[question]]"
            problems[at] = replace(each, expected=words)
    kept = []
    for question in found.values():
        number = bank.lesson_of(question.at)
        if number in known:
            kept.append(replace(question, at=number))
        else:
            words = f"the lesson of your course at whose end it stands; {nearest(number, known)}"
            row = _line(text.split("\n"), "at", question.at) if question.at else 0
            problems.append(Problem(NAME, row, f"{question.id} at", question.at, words))
    if len(found) > MOST:
        row = toml_parts.parts(text)[MOST + 1][0]
        words = f"at most {MOST} questions of your own are accepted; the first {MOST} are shown"
        problems.append(Problem(NAME, row, "question", str(len(found)), words))
    return tuple(kept[:MOST]), problems
