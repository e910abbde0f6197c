"""How many minutes a lesson takes, by one formula: its core, and everything.

All words that a student meets (cells, prompts, options, one feedback a line, titles of charts,
tables that are in view) at 120 a minute, and beside them minutes for what is done with them. The
core is every cell without the tag `further`. The numbers are set by what two readers needed for
lessons 00 to 04 before they had a core: 33, 52, 74, 96 and 83 minutes. The formula gave 39, 51, 77,
109 and 85.

    python tools/minutes.py notebooks/01-*.ipynb
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from darfurlab.datasets.folders import data_folder
from darfurlab.papers import stored_charts
from darfurlab.questions import bank
from darfurlab.questions.question import Entry, Question

WORDS_A_MINUTE = 120
DECISION, CHART, TABLE, REFLECTION, CODE, DESIGNER = 0.5, 2, 1, 5, 8, 15
TRIED = {"build": 5, "process": 5}  # minutes with a card in which one tries things out
CALLED = re.compile(r'\b(?:ask|check)\("(\d\d/[\w-]+)"')
FURTHER = "further"
LONGEST = 50  # minutes that a core may take
SAID = re.compile(r"Core: about \d+ minutes\. Everything: about \d+ minutes\.")
BEGIN, END = "<!-- minutes -->", "<!-- /minutes -->"  # around the lessons' table in the README


@dataclass(frozen=True)
class Section:
    """A part of a lesson: minutes of its core, and of everything."""

    heading: str
    core: float
    everything: float


def words(text: str) -> int:
    """Return how many words a text has; a link's address and marks alone are none."""
    shown = re.sub(r"\]\([^)]*\)|<!--.*?-->|<[^>]+>|https?://\S+", " ", text, flags=re.DOTALL)
    return sum(bool(re.search(r"\w", word)) for word in shown.split())


class _Shown(HTMLParser):
    """The text of an output that is in view: not what is folded away, and no style sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.folded, self.text, self.tables = 0, [""], 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.folded += tag in ("details", "style")
        self.tables += tag == "table" and not self.folded

    def handle_endtag(self, tag: str) -> None:
        self.folded -= tag in ("details", "style")

    def handle_data(self, data: str) -> None:
        if not self.folded:
            self.text.append(data)


def _mean(entry: Entry | Question) -> float:
    """Return the words of one feedback: a student meets one, and nobody knows which."""
    reasons = list(entry.feedback.values())
    return sum(map(words, reasons)) / len(reasons) if reasons else 0


def question(asked: Question) -> float:
    """Return the minutes of a question: its words, one feedback a line, what is decided."""
    lines = (*asked.options, *asked.items)
    met = sum(map(words, (asked.prompt, asked.intro, *(line.text for line in lines))))
    if asked.kind == "reflection":
        return (met + _mean(asked)) / WORDS_A_MINUTE + REFLECTION
    if asked.kind == "code":
        return met / WORDS_A_MINUTE + CODE
    if asked.kind in TRIED:
        return (met + _mean(asked)) / WORDS_A_MINUTE + TRIED[asked.kind]
    if asked.items:
        told, decisions = sum(map(_mean, asked.items)), len(asked.items)
    elif asked.options:
        decisions = len(asked.answer) if getattr(asked, "several", False) else 1
        told = decisions * sum(map(_mean, asked.options)) / len(asked.options)
    else:
        told, decisions = _mean(asked), 1
    return (met + told) / WORDS_A_MINUTE + DECISION * decisions


def _outputs(outputs: Iterable[dict[str, Any]]) -> float:
    """Return the minutes of what a cell shows: charts by their titles, and tables in view."""
    minutes = 0.0
    for data in (output.get("data", {}) for output in outputs):
        if stored_charts.form(data):
            minutes += words(stored_charts.title(data)) / WORDS_A_MINUTE + CHART
        elif "text/html" in data:
            shown = _Shown()
            shown.feed("".join(data["text/html"]))
            minutes += words(" ".join(shown.text)) / WORDS_A_MINUTE + TABLE * shown.tables
    return minutes


def cell_minutes(cell: dict[str, Any], questions: Path) -> float:
    """Return the minutes of one cell of a saved notebook; code is not read in the lesson's time."""
    source = "".join(cell["source"])
    if cell["cell_type"] == "markdown":
        return words(source) / WORDS_A_MINUTE
    if called := CALLED.findall(source):
        asked = (bank.find(ref, questions) for ref in called)
        beside = (o for o in cell["outputs"] if "<table" in str(o.get("data")))
        return sum(map(question, asked)) + _outputs(beside)
    if re.search(r"^design\(\)", source, re.MULTILINE):
        return DESIGNER
    if "show(" in source and not cell["outputs"]:
        print(f"{cell['id']} has no output: run it first, to have it counted", file=sys.stderr)
    return _outputs(cell["outputs"])


def sections(notebook: dict[str, Any], questions: Path) -> Iterator[Section]:
    """Yield the minutes of each section of a notebook that was run, in order."""
    heading, core, everything = "", 0.0, 0.0
    for cell in notebook["cells"]:
        first = re.match(r"##? (.+)", "".join(cell["source"]))
        if cell["cell_type"] == "markdown" and first:
            if heading:
                yield Section(heading, core, everything)
            heading, core, everything = first[1], 0.0, 0.0
        minutes = cell_minutes(cell, questions)
        everything += minutes
        core += minutes * (FURTHER not in cell["metadata"].get("tags", ()))
    yield Section(heading, core, everything)


def lesson(notebook: dict[str, Any], questions: Path) -> tuple[int, int]:
    """Return a lesson's whole minutes: its core, and everything."""
    parts = list(sections(notebook, questions))
    return round(sum(p.core for p in parts)), round(sum(p.everything for p in parts))


def filled(text: str, minutes: tuple[int, int]) -> str:
    """Return a lesson's first text with its minutes in the line that has their place."""
    return SAID.sub("Core: about {} minutes. Everything: about {} minutes.".format(*minutes), text)


def table(readme: str, minutes: Mapping[str, tuple[int, int]]) -> str:
    """Return the README with the minutes in the two last columns of each lesson's row.

    `minutes`: by the name of a notebook's file. What stands outside the two marks is kept.
    """

    def row(found: re.Match[str]) -> str:
        core, everything = minutes[found[2]]
        return f"{found[1]} {core} | {everything} |"

    before, begun, rest = readme.partition(BEGIN)
    inside, ended, after = rest.partition(END)
    if not ended:
        return readme
    names = "|".join(map(re.escape, minutes))
    inside = re.sub(
        rf"^(\|[^|\n]*/({names})\)[^|\n]*\|[^|\n]*\|)[^|\n]*\|[^|\n]*\|$",
        row,
        inside,
        flags=re.MULTILINE,
    )
    return before + begun + inside + ended + after


def questions_of(path: Path) -> Path:
    """Return the folder of questions that belongs to a notebook: beside it, else the pack's."""
    own = path.resolve().parents[1] / "data" / "questions"
    return own if own.is_dir() else data_folder() / "questions"


def main(paths: list[Path]) -> None:
    """Print each lesson's minutes, and those of its sections."""
    for path in paths:
        notebook, questions = json.loads(path.read_text(encoding="utf-8")), questions_of(path)
        core, everything = lesson(notebook, questions)
        print(f"{path.name}: core {core}, everything {everything} minutes")
        for part in sections(notebook, questions):
            print(f"  {part.core:5.1f} {part.everything:5.1f}  {part.heading}")


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]])
