"""Hold a data folder against everything it promises: the schema, references, rules, questions."""

from __future__ import annotations

import csv
import json
import logging
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from darfurlab.datasets import folders, reading, schema, spreadsheet
from darfurlab.datasets.cells import plain_truth
from darfurlab.datasets.problem import Problem
from darfurlab.datasets.rules.every import broken_rules
from darfurlab.datasets.schema import read_package
from darfurlab.questions import bank

EXTRA = 'frictionless is not installed (pip install "darfurlab[data]"): its checks were left out'


@dataclass(frozen=True)
class Report:
    """What was checked, what was left out and every fault found."""

    tables: int
    rows: int
    problems: Sequence[Problem]
    left_out: Sequence[str]

    def summary(self) -> str:
        """Return one line for the end of a printout."""
        left_out = "".join(f"\n{line}" for line in self.left_out)
        faults = f"{len(self.problems)} fault{'' if len(self.problems) == 1 else 's'}"
        return f"{self.tables} tables, {self.rows} rows: {faults}{left_out}"


def check(folder: Path) -> Report:
    """Return every fault of a data folder.

    First our own reading, for its messages; then, only where that finds nothing, the rules between
    tables, the questions' code (of the data in use) and Frictionless as a second, independent
    reader.
    """
    tables, problems = read_package(folder)
    left_out: list[str] = []
    schemas = {name: table.schema for name, table in tables.items()}
    problems += schema.outdated(folder, schemas)
    if not problems:
        problems = broken_rules(tables)
    # Where a table is at fault, that is what is said; the questions are then read without it.
    passages = None if problems else {row["passage"] for row in tables["passages"].rows}
    problems = [*problems, *bank.read_folder(folder / "questions", passages)[1], *_outline(folder)]
    if not problems and folder == folders.data_folder():  # the code of the questions reads that one
        problems = list(_code_faults(folder / "questions"))
    if not problems:
        second, left_out = _frictionless(folder)
        problems = second
    rows = sum(len(table.rows) for table in tables.values())
    return Report(len(tables), rows, problems, left_out)


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


def _frictionless(folder: Path) -> tuple[list[Problem], list[str]]:
    try:
        from frictionless import FrictionlessException, Package, system
    except ImportError:
        return [], [EXTRA]
    logging.getLogger("frictionless").setLevel(logging.ERROR)
    try:
        with TemporaryDirectory() as plain, system.use_context(trusted=True):
            _copy_plainly(folder, Path(plain))
            package = Package(str(Path(plain, "datapackage.json")))
            for resource in package.resources:
                resource.schema.fields_match = "equal"  # by name: columns may stand in any order
            report = package.validate()
    except FrictionlessException as err:
        return [Problem("datapackage.json", 0, "", "", str(err))], []
    return [
        Problem(
            Path(task.place or task.name).name,
            int(getattr(error, "row_number", 0) or 0),
            str(getattr(error, "field_name", "")),
            str(getattr(error, "cell", "")),
            error.message,
        )
        for task in report.tasks
        for error in task.errors
    ], []


def _copy_plainly(folder: Path, to: Path) -> None:
    """Copy the tables without what we accept from a spreadsheet and Frictionless does not."""
    shutil.copyfile(folder / "datapackage.json", to / "datapackage.json")
    for path in reading.files_in(folder, "**/*.csv"):
        text, _ = reading.decoded(path, path.name)
        records, _ = spreadsheet.records(text, path.name)
        target = to / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("w", encoding="utf-8", newline="") as file:
            rows = [map(plain_truth, cells) for _, cells in records]
            csv.writer(file).writerows(rows)
