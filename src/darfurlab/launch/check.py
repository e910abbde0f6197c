"""Hold a data folder against everything it promises: the schema, references, rules, questions."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from darfurlab.datasets import folders, pack, reading
from darfurlab.datasets.pack import read_package
from darfurlab.datasets.problem import Problem
from darfurlab.datasets.rules.every import broken_rules
from darfurlab.papers import guide
from darfurlab.questions import bank


@dataclass(frozen=True)
class Report:
    """What was checked and every fault found."""

    tables: int
    rows: int
    problems: Sequence[Problem]

    def summary(self) -> str:
        """Return one line for the end of a printout."""
        faults = f"{len(self.problems)} fault{'' if len(self.problems) == 1 else 's'}"
        return f"{self.tables} tables, {self.rows} rows: {faults}"


def check(folder: Path) -> Report:
    """Return every fault of a data folder.

    First each table and what it points to; then, only where that finds nothing, the rules between
    tables and the questions' code (of the data in use).
    """
    tables, problems = read_package(folder)
    schemas = {name: table.schema for name, table in tables.items()}
    problems += pack.outdated(folder, schemas)
    if not problems:
        problems = broken_rules(tables)
    # Where a table is at fault, that is what is said; the questions are then read without it.
    passages = None if problems else {row["passage"] for row in tables["passages"].rows}
    problems = [*problems, *bank.read_folder(folder / "questions", passages)[1], *_outline(folder)]
    if not problems:
        problems = list(guide.faults(folder / "guide"))
    if not problems and folder == folders.data_folder():  # the code of the questions reads that one
        problems = list(_code_faults(folder / "questions"))
    rows = sum(len(table.rows) for table in tables.values())
    return Report(len(tables), rows, problems)


def _code_faults(folder: Path) -> Iterator[Problem]:
    """Yield each question whose code does not run on the data, once per question."""
    from darfurlab.questions import exercises  # brings pandas

    for question in bank.read_folder(folder)[0]:
        if question.solution and (expected := exercises.fault(question)):
            name = bank.file_of(question.lesson, folder).name
            yield Problem(name, 0, f"{question.id} solution", "", expected)


def _outline(folder: Path) -> list[Problem]:
    """Return what keeps the map's outline from being read; none where a folder has no outline."""
    path = folder / "outline.geojson"
    text, problems = reading.decoded(path, path.name) if path.exists() else ("{}", [])
    try:
        json.loads(text or "{}")
    except ValueError as err:
        problems.append(Problem(path.name, 0, "", "", f"this is not GeoJSON: {err}"))
    damaged = (part for line in text.split(",") for part in reading.damage(line))
    return problems + [Problem(path.name, 0, "", g, reading.said(g, m)) for g, m in damaged]
