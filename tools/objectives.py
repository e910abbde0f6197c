"""The page of objectives: what a lesson wants to teach, what teaches it, and what shows it.

Made from the lessons as they are stored: the numbered list under “You will be able to”, and the
tags `objective-1`, `objective-2`, … on the cells that serve an objective. A cell that is also
tagged `further` is not of the core.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from darfurlab.questions import bank
from darfurlab.questions.kinds.design import Design
from darfurlab.questions.question import Question
from minutes import CALLED, FURTHER

TEXT = """# Objectives

For instructors. Each row is one thing that a student can do after the lesson. The row names the
sections that teach it, the activities that practise it, and what shows that the student can do it.
*Further* marks what does not belong to the core of 50 minutes. This page is made from the lessons.
"""
COLUMNS = ("objective", "what teaches it", "activity", "what shows that it was met")
SHOWN = {
    "estimate": "The estimate stands beside the number in the data, with the reason.",
    "reflection": "The student’s own text is kept and stands in the report.",
    "code": "The result of the student’s code agrees with the data.",
    "design": "A design is kept, and the memo gives a reason for its choices.",
}
OPEN = "An answer is kept. The card then says what the authors could reply."
CODED = "Each answer is kept and stands beside our coding, with the reason for our coding."
AGREES = "The answers agree with the brief."
# Cards that ask no question of the bank: the activity, and what shows that it was done.
CARDS = {
    "my_work": ("Save the work, and load it again", "The saved answers are there again."),
    "doctor": ("Check the set-up", "Each line of the set-up check says that all is well."),
}


@dataclass
class Objective:
    """One objective: in each column what the core has, and then what is further."""

    text: str
    core: dict[str, list[str]] = field(default_factory=dict)
    further: dict[str, list[str]] = field(default_factory=dict)

    def row(self) -> list[str]:
        """Return the cells of its row of the page; empty where there is nothing."""
        cells = [self.text]
        for column in COLUMNS[1:]:
            core = self.core.get(column, [])
            beside = [
                each if FURTHER in each else f"{each} *({FURTHER})*"  # a heading may say so itself
                for each in self.further.get(column, [])
                if each not in core
            ]
            cells.append("<br>".join([*core, *beside]).replace("|", "\\|"))
        return cells

    def empty(self) -> list[str]:
        """Return the columns in which the core has nothing."""
        return [column for column in COLUMNS[1:] if not self.core.get(column)]


def shows(question: Question) -> str:
    """Return what shows that a student has answered a question as its objective asks."""
    coded = CODED if question.basis == "coding" else AGREES
    return SHOWN.get(question.kind) or (OPEN if question.open else coded)


def objectives(notebook: dict[str, Any], questions: Path) -> list[Objective]:
    """Return a lesson's objectives; `ValueError` for a tag that names none of them."""
    cells = [(c, "".join(c["source"])) for c in notebook["cells"]]
    listed = cells[0][1].partition("You will be able to")[2]
    items = re.findall(r"^(\d+)\. (.+?)[;.]?$", listed, re.MULTILINE)
    found = {int(number): Objective(text) for number, text in items}
    heading = ""
    for cell, source in cells:
        first = re.match(r"##? (.+)", source) if cell["cell_type"] == "markdown" else None
        heading = first[1] if first else heading
        tags = cell["metadata"].get("tags", ())
        for number in (int(t.removeprefix("objective-")) for t in tags if t[:10] == "objective-"):
            if number not in found:
                raise ValueError(f"objective-{number} in “{heading}”; accepted: {sorted(found)}")
            part = found[number].further if FURTHER in tags else found[number].core
            for column, words in _serves(source, heading, questions):
                kept = part.setdefault(column, [])
                kept += [words] * (words not in kept)
    return list(found.values())


def _serves(source: str, heading: str, questions: Path) -> Iterator[tuple[str, str]]:
    """Yield what a tagged cell is for an objective: an activity, or something that teaches."""
    _, taught, activity, shown = COLUMNS
    asked = [bank.find(ref, questions) for ref in CALLED.findall(source)]
    if re.search(r"^design\(\)", source, re.MULTILINE):
        asked.append(Design())
    for question in asked:
        yield activity, f"{question.prompt} ({heading})"
        yield shown, shows(question)
    card = re.search(rf"^({'|'.join(CARDS)})\(\)", source, re.MULTILINE)
    if card:
        done, seen = CARDS[card[1]]
        yield activity, f"{done} ({heading})"
        yield shown, seen
    if not asked and not card:
        yield taught, heading


def page(lessons: dict[str, tuple[dict[str, Any], Path]]) -> str:
    """Return the page as Markdown; `lessons`: each notebook and its questions, by file name."""
    parts = [TEXT]
    for name, (notebook, questions) in lessons.items():
        title = "".join(notebook["cells"][0]["source"]).partition("\n")[0].lstrip("# ")
        rows = [COLUMNS, ("---",) * 4, *(o.row() for o in objectives(notebook, questions))]
        parts.append(f"## [{title}](../notebooks/{name})\n")
        parts.append("\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n")
    return "\n".join(parts)
