"""Some three hundred faults put into a copy of the data by a seeded machine.

Each is either harmless (the same tables as before) or refused: every fault named with file, row,
column, value and what would be accepted; never a traceback, never a table loaded in part.
"""

from __future__ import annotations

import csv
import json
import os
import random
import shutil
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from darfurlab import datasets
from darfurlab.datasets import folders, pack
from darfurlab.datasets.description import Schema
from darfurlab.datasets.problem import DataError, Problem
from darfurlab.launch import check as checks
from darfurlab.launch import command as cli
from darfurlab.questions import bank

SEED = 2011
SOURCE = Path(__file__).resolve().parents[2] / "data"
DESCRIBED = json.loads((SOURCE / "datapackage.json").read_text(encoding="utf-8"))
FIELDS = {r["name"]: r["schema"]["fields"] for r in DESCRIBED["resources"]}
KEYS = {r["name"]: r["schema"].get("primaryKey") for r in DESCRIBED["resources"]}
PATHS = {r["name"]: r["path"] for r in DESCRIBED["resources"]}
NAMES = {path: name for name, path in PATHS.items()}
TABLES = sorted(FIELDS)
# rows in the order of the brief, of the tables as they meet, of the rules as they are read
ORDERED = {"passages", "simulation_tables", "design_rules"}
Cells = list[list[str]]


@cache
def _read(table: str) -> Cells:
    with (SOURCE / PATHS[table]).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, strict=True))


def cells(table: str) -> Cells:
    """Return a table's cells, header first; a copy that may be changed."""
    return [list(row) for row in _read(table)]


def write(folder: Path, table: str, rows: Cells, **form: str) -> None:
    with (folder / PATHS[table]).open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(
            file, lineterminator=form.get("end", "\n"), delimiter=form.get("by", ",")
        ).writerows(rows)


@dataclass(frozen=True)
class Fault:
    """What must be among the problems; `...` where anything will do."""

    file: str
    row: object = ...
    column: object = ...
    value: object = ...

    def is_in(self, problems: list[Problem]) -> bool:
        wanted = (self.file, self.row, self.column, self.value)
        given = [(p.file, p.row, p.column, p.value) for p in problems]
        return any(all(w in (..., g) for w, g in zip(wanted, g4, strict=True)) for g4 in given)


@dataclass(frozen=True)
class Corruption:
    """One thing done to a folder of data; no faults: harmless."""

    name: str
    touched: tuple[str, ...]
    do: Callable[[Path], None]
    faults: tuple[Fault, ...] = ()
    by_rule: bool = False  # a rule between tables sees it: a table may be whole in itself
    reordered: bool = False
    shortened: bool = False  # a row is gone: other tables miss it, the table itself cannot


def named(field: dict) -> str:
    return field["name"]


def having(test: Callable[[dict], object]) -> list[tuple[str, dict]]:
    return [(table, field) for table in TABLES for field in FIELDS[table] if test(field)]


def rules_of(field: dict) -> dict:
    return field.get("constraints", {})


def required(field: dict) -> bool:
    return rules_of(field).get("required", False)


def is_number(field: dict) -> bool:
    return field["type"] in ("integer", "number") and "enum" not in rules_of(field)


def is_list(field: dict) -> bool:
    return bool(field.get("list"))


def is_date(field: dict) -> bool:
    return field.get("unit") == "date"


def has_form(field: dict) -> bool:
    return "pattern" in rules_of(field) and not is_date(field)


# How many tables; what is done to the bytes of one of their lines, in which the fault is told.
LINES = [
    (8, "Latin-1", lambda line: line + "é".encode("latin-1")),
    (8, "quote never closed", lambda line: b'"' + line),
    (4, "quotes within quotes", lambda line: b'"an "odd" cell",' + line),
    (4, "zero byte", lambda line: line + b"\0"),
]
# To the bytes of a file; the row of the fault, where it is one.
FILES = [
    (5, "no BOM (harmless)", lambda raw: raw.removeprefix(BOM_UTF8)),
    (1, "BOM twice (harmless)", lambda raw: BOM_UTF8 + raw),
    (2, "no last line end (harmless)", lambda raw: raw.rstrip()),
    (3, "blank line at the end (harmless)", lambda raw: raw + b"\n"),
    (3, "UTF-16", lambda raw: raw.decode("utf-8").encode("utf-16"), 1),
    (3, "UTF-16, no mark", lambda raw: raw.decode().replace("’", "").encode("utf-16-le"), ...),
    (5, "empty file", lambda raw: b"", 0),
    (1, "blank file", lambda raw: b"\n \n\t\n", 0),
]
# To all cells of a table, header first; the place of the fault, if any; how the table is stored.
WHOLE = [
    (6, "CRLF (harmless)", list, None, {"end": "\r\n"}),
    (3, "CR (harmless)", list, None, {"end": "\r"}),
    (
        3,
        "empty rows and columns at the end (harmless)",
        lambda rows: [[*r, "", ""] for r in [*rows, *([[""] * len(rows[0])] * 3)]],
    ),
    (3, "columns turned round (harmless)", lambda rows: [r[::-1] for r in rows]),
    (5, "header only", lambda rows: rows[:1], (0,)),
    (
        6,
        "extra column",
        lambda rows: [[*rows[0], "notes"], *([*r, ""] for r in rows[1:])],
        (1, "notes", "notes"),
    ),
    (3, "another table's file", lambda rows: cells("voices"), (1,)),
    *[(1, f"separated by {by!r}", list, (1,), {"by": by}) for by in ";\t|"],
]
# To a cell of a column of some kind.
CELLS = [
    (10, "emptied cell", required, ""),
    (5, "space after", required, lambda old: f"{old} "),
    (3, "two spaces", is_list, lambda old: f"{old}  front-1"),
    (8, "doubled id", is_list, lambda old: f"{old} {old.split(' ')[0]}"),
    (3, "not whole", lambda f: is_number(f) and f["type"] == "integer", "1.5"),
    (1, "1 MB of digits", lambda f: f["type"] == "number", "1" * 1_000_000),
]
FORMLESS = ["Not An Id", "a--b", "é", "a\u200bb", "under_score!"]
NO_NUMBERS = ["many", "1,000", "1 000", "1e3", "NaN", "inf", "٣", "1_000", "0x10", "½", "9" * 30]
NO_DATES = ["2011-13", "2011-00", "2011-02-31", "2011-02-29", "2011-5", "31.5.2011", "5/2011"]
NO_DATES += ["May 2011", "2011-05-31T12:00", "11", "20111", "2011-", "٢٠١١", "0000"]
NO_TRUTHS = ["yes", "1", "WAHR", "VRAI", "صحيح"]
# The same where the cell may be empty.
ANYWHERE = [
    (4, "1 MB", lambda f: f["type"] == "string" and "references" not in f, "x" * 1_000_000),
    (2, "1 MB of ids", is_list, "a " * 500_000 + "b"),
    *[(2, f"not of the form {wrong}", has_form, wrong) for wrong in FORMLESS],
    *[(1, f"bad number {wrong[:6]}", is_number, wrong) for wrong in NO_NUMBERS],
    *[(1, f"bad date {wrong}", is_date, wrong) for wrong in NO_DATES],
    *[(99, f"bad boolean {wrong}", lambda f: f["type"] == "boolean", wrong) for wrong in NO_TRUTHS],
]


class Maker:
    """Makes corruptions; every choice comes from one seeded generator."""

    def __init__(self) -> None:
        self.random = random.Random(SEED)

    # --- small tools ---------------------------------------------------------------------------

    def some(self, things: list, number: int) -> list:
        return self.random.sample(things, min(number, len(things)))

    def row(self, table: str, filled: str = "") -> int:
        """Return the number of a row as an editor counts it: the header is row 1."""
        rows = cells(table)
        at = rows[0].index(filled) if filled else 0
        full = [n for n, r in enumerate(rows[1:], 2) if r[at] or not filled]
        return self.random.choice(full or range(2, len(rows) + 1))

    def cell(
        self, kind: str, table: str, field: str, value: str | Callable[[str], str],
        shown: object = None, filled: bool = True, **more: object,
    ) -> Corruption:  # fmt: skip
        """Put one value into one cell; it must be named with its place."""
        row = self.row(table, field if filled else "")
        rows = cells(table)
        at = rows[0].index(field)
        rows[row - 1][at] = new = value if isinstance(value, str) else value(rows[row - 1][at])
        fault = Fault(PATHS[table], row, field, new if shown is None else shown)
        return Corruption(
            f"{kind}: {table}.{field}, row {row}", (PATHS[table],),
            lambda folder: write(folder, table, rows), (fault,), **more,
        )  # fmt: skip

    def whole(
        self, kind: str, table: str, change: Callable[[Cells], Cells | None], *faults: Fault,
        end: str = "\n", by: str = ",", **more: object,
    ) -> Corruption:  # fmt: skip
        """Rewrite a whole table."""
        rows = cells(table)
        rows = change(rows) or rows
        return Corruption(
            f"{kind}: {table}", (PATHS[table],),
            lambda folder: write(folder, table, rows, end=end, by=by), faults, **more,
        )  # fmt: skip

    def raw(
        self, kind: str, file: str, change: Callable[[bytes], bytes], *faults: Fault, **more: object
    ) -> Corruption:
        content = change((SOURCE / file).read_bytes())
        return Corruption(
            f"{kind}: {file}", (file,),
            lambda folder: (folder / file).write_bytes(content), faults, **more,
        )  # fmt: skip

    # --- kinds: one table -----------------------------------------------------------------------

    def lines_of_bytes(self) -> Iterator[Corruption]:
        for number, kind, change in LINES:
            for table in self.some(TABLES, number):
                path, row = PATHS[table], self.row(table)
                lines = (SOURCE / path).read_bytes().split(b"\n")
                lines[row - 1] = change(lines[row - 1])
                made = b"\n".join(lines)
                yield self.raw(
                    f"{kind}, row {row}", path, lambda raw, made=made: made, Fault(path, row)
                )

    def files(self) -> Iterator[Corruption]:
        for number, kind, change, *row in FILES:
            for table in self.some(TABLES, number):
                yield self.raw(kind, PATHS[table], change, *(Fault(PATHS[table], r) for r in row))

    def tables(self) -> Iterator[Corruption]:
        for number, kind, change, *more in WHOLE:
            place, form = (*more, None, None)[:2]
            for table in self.some([t for t in TABLES if t != "voices"], number):
                faults = [Fault(PATHS[table], *place)] if place else []
                yield self.whole(kind, table, change, *faults, **(form or {}))

    def columns(self) -> Iterator[Corruption]:
        """Delete, double or rename a column."""
        for number, kind in ((14, "deleted"), (8, "doubled"), (12, "renamed")):
            for table, field in self.some(having(lambda f: True), number):
                name = field["name"]
                at = [named(f) for f in FIELDS[table]].index(name)
                columns = [[*column] for column in zip(*cells(table), strict=True)]
                fault = Fault(PATHS[table], 1, name)
                if kind == "deleted":
                    del columns[at]
                elif kind == "doubled":
                    columns.append(columns[at])
                else:
                    odd = [name.upper(), f"{name}s", f" {name}", name[:-1], "", "Unnamed: 3"]
                    columns[at][0] = new = self.random.choice(odd)
                    fault = Fault(PATHS[table], 1, new, new)
                made = [[*row] for row in zip(*columns, strict=True)]
                yield self.whole(f"{kind} column {name}", table, lambda _, made=made: made, fault)

    def places(self) -> Iterator[Corruption]:
        """Take a file away, or put a folder in its place."""
        for kind, number in (("missing file", 5), ("a folder in its place", 3)):
            for table in self.some(TABLES, number):

                def change(folder: Path, table: str = table, folder_too: bool = number < 5) -> None:
                    (folder / PATHS[table]).unlink()
                    if folder_too:
                        (folder / PATHS[table]).mkdir()

                fault = Fault(PATHS[table], 0)
                yield Corruption(f"{kind}: {table}", (PATHS[table],), change, (fault,))

    # --- kinds: rows -----------------------------------------------------------------------------

    def ragged_row(self) -> Iterator[Corruption]:
        for number, table in enumerate(self.some(TABLES, 10)):
            row = self.row(table)

            def change(rows: Cells, row: int = row, more: bool = bool(number % 2)) -> None:
                rows[row - 1] = [*rows[row - 1], "surplus"] if more else rows[row - 1][:-1]

            yield self.whole(f"ragged row {row}", table, change, Fault(PATHS[table], row))

    def repeated_row(self) -> Iterator[Corruption]:
        for table in self.some([t for t in TABLES if KEYS[t]], 8):
            last = len(cells(table)) + 1
            key = KEYS[table]
            yield self.whole(
                "doubled key", table,
                lambda rows: [*rows, self.random.choice(rows[1:])],
                Fault(PATHS[table], last, key if isinstance(key, str) else " and ".join(key)),
            )  # fmt: skip

    def lost_row(self) -> Iterator[Corruption]:
        """A row goes to which another table points."""
        for table, field in self.some(having(lambda f: "references" in f), 6):
            target, key = field["references"].split(".")
            here = cells(table)
            row = self.row(table, field["name"])
            gone = here[row - 1][here[0].index(field["name"])].split(" ")[0]
            if table == target or not gone:  # nothing points there
                continue
            yield self.whole(
                f"lost row {gone}", target,
                lambda rows, gone=gone, key=key: [r for r in rows if r[rows[0].index(key)] != gone],
                Fault(PATHS[table], row, field["name"], gone), shortened=True,
            )  # fmt: skip

    def reordered_rows(self) -> Iterator[Corruption]:
        for table in self.some([t for t in TABLES if t not in ORDERED], 6):
            yield self.whole(
                "reordered rows (harmless)", table,
                lambda rows: [rows[0], *rows[:0:-1]], reordered=True,
            )  # fmt: skip

    # --- kinds: cells ----------------------------------------------------------------------------

    def cells(self) -> Iterator[Corruption]:
        for filled, kinds in ((True, CELLS), (False, ANYWHERE)):
            for number, kind, test, value in kinds:
                for table, field in self.some(having(test), number):
                    yield self.cell(kind, table, field["name"], value, filled=filled)

    def wrong_id(self) -> Iterator[Corruption]:
        for table, field in self.some(having(lambda f: "references" in f), 16):
            wrong = self.random.choice(["nobody-known", "Darfur", "intro-99"])
            yield self.cell(
                "wrong id", table, field["name"],
                (lambda old, wrong=wrong: f"{old} {wrong}") if field.get("list") else wrong,
                shown=wrong,
            )  # fmt: skip

    def bad_enum(self) -> Iterator[Corruption]:
        for table, field in self.some(having(lambda f: "enum" in rules_of(f)), 12):
            good = [str(v) for v in rules_of(field)["enum"]]
            wrong = self.random.choice([good[0].upper() + "!", good[-1] + "s", "other thing", "99"])
            yield self.cell("bad enum", table, field["name"], wrong)

    def out_of_bounds(self) -> Iterator[Corruption]:
        for end, step in (("maximum", 1), ("minimum", -1)):
            for table, field in having(lambda f, end=end: is_number(f) and end in rules_of(f)):
                yield self.cell(
                    f"past {end}", table, named(field), str(rules_of(field)[end] + step)
                )

    def other_truths(self) -> Iterator[Corruption]:
        for table, field in having(lambda f: f["type"] == "boolean"):
            at = [named(f) for f in FIELDS[table]].index(field["name"])
            for form in ("{:}", " {:} "):

                def capital(rows: Cells, at: int = at, form: str = form) -> None:
                    for n, row in enumerate(rows[1:]):
                        row[at] = form.format(row[at].upper() if n % 3 else row[at].title())

                yield self.whole(f"TRUE and False as {form!r} (harmless)", table, capital)

    def long_name(self) -> Iterator[Corruption]:
        yield self.whole(
            "1 MB in the header", "claims",
            lambda rows: [["y" * 1_000_000, *rows[0][1:]], *rows[1:]],
            Fault("claims.csv", 1, named(FIELDS["claims"][0])),
        )  # fmt: skip

    # --- kinds: between tables -------------------------------------------------------------------

    def swapped_dates(self) -> Iterator[Corruption]:
        for table, begin in (("processes", "start"), ("mandates", "start"), ("figures", "start"),
                             ("events", "date")):  # fmt: skip
            rows = cells(table)
            a, b = rows[0].index(begin), rows[0].index("end")
            apart = [
                n for n, r in enumerate(rows[1:], 2)
                if r[a] and r[b] and r[a][: len(r[b])] != r[b][: len(r[a])]
            ]  # fmt: skip
            for row in self.some(apart, 3):

                def change(rows: Cells, row: int = row, a: int = a, b: int = b) -> None:
                    cell = rows[row - 1]
                    cell[a], cell[b] = cell[b], cell[a]

                yield self.whole(
                    f"swapped dates, row {row}", table, change,
                    Fault(PATHS[table], row, "end", rows[row - 1][a]), by_rule=True,
                )  # fmt: skip

    def outside_its_process(self) -> Iterator[Corruption]:
        spans = {r[0]: r for r in cells("processes")}
        head, events = cells("processes")[0], cells("events")
        start, end, process = head.index("start"), head.index("end"), events[0].index("process")
        inside = [n for n, r in enumerate(events[1:], 2) if r[process] and spans[r[process]][start]]
        for row in self.some(inside, 5):

            def change(rows: Cells, row: int = row) -> None:
                rows[row - 1][rows[0].index("date")] = "1991-01"
                rows[row - 1][rows[0].index("end")] = ""

            yield self.whole(
                f"event before its process, row {row}", "events", change,
                Fault("events.csv", row, "date", "1991-01"), by_rule=True,
            )  # fmt: skip
        for row in self.some([n for n in inside if spans[events[n - 1][process]][end]], 4):

            def later(rows: Cells, row: int = row) -> None:
                rows[row - 1][rows[0].index("date")] = "2031"
                rows[row - 1][rows[0].index("end")] = ""

            yield self.whole(
                f"event after its process, row {row}", "events", later,
                Fault("events.csv", row, "date", "2031"), by_rule=True,
            )  # fmt: skip

    def cycles(self) -> Iterator[Corruption]:
        links = cells("claim_links")
        for row in self.some(range(1, len(links)), 6):

            def back(rows: Cells, row: int = row) -> Cells:
                new = list(rows[row])
                new[0], new[1] = new[1], new[0]
                return [*rows, new]

            yield self.whole(
                f"cycle of claims, row {row + 1}", "claim_links", back,
                Fault("claim_links.csv", ..., "to_claim"), by_rule=True,
            )  # fmt: skip

    # --- kinds: the description ------------------------------------------------------------------

    def truncated_description(self) -> Iterator[Corruption]:
        size = (SOURCE / "datapackage.json").stat().st_size
        for cut in [0, 1, *(self.random.randrange(2, size - 3) for _ in range(8))]:
            yield self.raw(
                f"cut at {cut}", "datapackage.json", lambda raw, cut=cut: raw[:cut],
                Fault("datapackage.json", 0),
            )  # fmt: skip

    def description_of_another_shape(self) -> Iterator[Corruption]:
        def changed(change: Callable[[dict], object]) -> bytes:
            described = json.loads(json.dumps(DESCRIBED))
            other = change(described)
            return json.dumps(described if other is None else other).encode()

        def resource(d: dict, name: str = "events") -> dict:
            return next(r for r in d["resources"] if r["name"] == name)

        def field(d: dict, table: str, name: str) -> dict:
            return next(f for f in resource(d, table)["schema"]["fields"] if f["name"] == name)

        shapes: dict[str, Callable[[dict], object]] = {
            "a list": lambda d: [1, 2],
            "a number": lambda d: 7,
            "null": lambda d: "null",
            "no resources": lambda d: {k: v for k, v in d.items() if k != "resources"},
            "resources empty": lambda d: {**d, "resources": []},
            "resources a table": lambda d: {**d, "resources": {"events": {}}},
            "resources numbers": lambda d: {**d, "resources": [1, 2]},
            "a table not described": lambda d: d["resources"].remove(resource(d)),
            "a table described twice": lambda d: d["resources"].append(resource(d)),
            "no schema": lambda d: resource(d).pop("schema") and None,
            "no path": lambda d: resource(d).pop("path") and None,
            "path a number": lambda d: resource(d).update(path=5),
            "path a list": lambda d: resource(d).update(path=["events.csv"]),
            "path outside": lambda d: resource(d).update(path="../events.csv"),
            "path absolute": lambda d: resource(d).update(path="/etc/hostname"),
            "fields a text": lambda d: resource(d)["schema"].update(fields="event"),
            "key unknown": lambda d: resource(d)["schema"].update(primaryKey="nope"),
            "pattern broken": lambda d: field(d, "events", "date").update(
                constraints={"pattern": "("}
            ),
            "minimum a text": lambda d: field(d, "figures", "low").update(
                constraints={"minimum": "low"}
            ),
            "longest a text": lambda d: field(d, "events", "title").update(
                constraints={"maxLength": "long"}
            ),
            "constraints null": lambda d: field(d, "events", "title").update(constraints=None),
            "points to no table": lambda d: field(d, "events", "process").update(
                references="nothing.id"
            ),
            "points to no column": lambda d: field(d, "events", "process").update(
                references="processes.id"
            ),
            "points with a number": lambda d: field(d, "events", "process").update(references=3),
            "type unknown": lambda d: field(d, "events", "title").update(type="geopoint"),
        }
        for name, change in shapes.items():
            content = changed(change)
            yield Corruption(
                f"datapackage.json, {name}", ("datapackage.json",),
                lambda folder, content=content: (
                    (folder / "datapackage.json").write_bytes(content) and None
                ),
                (Fault("datapackage.json", 0),),
            )  # fmt: skip
        deep = b"[" * 200_000
        yield self.raw("deep", "datapackage.json", lambda raw: deep, Fault("datapackage.json", 0))
        yield Corruption(
            "missing file: datapackage.json", ("datapackage.json",),
            lambda folder: (folder / "datapackage.json").unlink(), (Fault("datapackage.json", 0),),
        )  # fmt: skip

    # --- several at once -------------------------------------------------------------------------

    def several(self, single: list[Corruption]) -> Iterator[Corruption]:
        """Put faults into several files: every one must be named, not just the first."""
        tables = [c for c in single if c.faults and not c.by_rule and len(c.touched) == 1]
        tables = [c for c in tables if c.faults[0].file == c.touched[0] != "datapackage.json"]
        for number in range(10):
            picked = {c.touched: c for c in self.some(tables, 5)}.values()
            yield Corruption(
                f"several at once, {number}: {len(picked)} files",
                tuple(name for c in picked for name in c.touched),
                lambda folder, picked=picked: [c.do(folder) for c in picked] and None,
                tuple(fault for c in picked for fault in c.faults),
            )  # fmt: skip

    def all(self) -> list[Corruption]:
        kinds = (
            self.lines_of_bytes, self.files, self.tables, self.columns, self.places,
            self.ragged_row, self.repeated_row, self.lost_row, self.reordered_rows, self.cells,
            self.wrong_id, self.bad_enum, self.out_of_bounds, self.other_truths, self.long_name,
            self.swapped_dates, self.outside_its_process, self.cycles,
            self.truncated_description, self.description_of_another_shape,
        )  # fmt: skip
        single = [corruption for kind in kinds for corruption in kind()]
        return [*single, *self.several(single)]


CORRUPTIONS = Maker().all()


@pytest.fixture(scope="module")
def pristine() -> dict[str, tuple]:
    tables, problems = pack.read_package(SOURCE)
    assert not problems
    return {name: table.rows for name, table in tables.items()}


@pytest.fixture(scope="module")
def copied(tmp_path_factory) -> Path:
    return shutil.copytree(SOURCE, tmp_path_factory.mktemp("pack") / "data")


@pytest.fixture
def reports() -> list:
    """Hold what the command found, for a closer look than its printout allows."""
    return []


# A file that is as it was in an earlier test is not read again: what it holds decides alone.
@cache
def _table(content: bytes, folder: Path, described: Schema) -> tuple:
    return _READ_TABLE(folder, described)


_READ_TABLE, _questions = pack.read_table, cache(bank.read)


def read_table(folder: Path, described: Schema) -> tuple[pack.Table, list[Problem]]:
    path = folder / described.path
    if not path.is_file():
        return _READ_TABLE(folder, described)
    table, problems = _table(path.read_bytes(), folder, described)
    return table, list(problems)


def read_questions(text: str, name: str, passages: set[str] | None = None) -> tuple:
    questions, problems = _questions(text, name, passages and frozenset(passages))
    return dict(questions), list(problems)


@pytest.fixture
def folder(copied, reports, monkeypatch) -> Iterator[Path]:
    """Give the pack's data as a copy that a test may break; it is mended afterwards."""
    read, check = cache(pack.read_package), checks.check  # one reading serves a whole test
    monkeypatch.setattr(pack, "read_table", read_table)
    monkeypatch.setattr(bank, "read", read_questions)

    def noted(folder: Path) -> checks.Report:
        try:
            report = check(folder)
        except DataError as err:
            reports.append(err)
            raise
        reports.append(report)
        return report

    monkeypatch.setattr(folders, "data_folder", lambda: copied)
    monkeypatch.setattr(pack, "read_package", read)
    monkeypatch.setattr(checks, "read_package", read)
    monkeypatch.setattr(checks, "check", noted)
    pack.package.cache_clear()
    yield copied
    pack.package.cache_clear()
    for path in SOURCE.rglob("*"):
        if path.is_file():
            there = copied / path.relative_to(SOURCE)
            if there.is_dir():
                there.rmdir()
            if not there.exists() or there.read_bytes() != path.read_bytes():
                shutil.copyfile(path, there)


def frame(table: str) -> pd.DataFrame:
    return getattr(datasets, f"load_{table}")()


def test_there_are_at_least_two_hundred_and_each_is_another():
    assert len(CORRUPTIONS) >= 200
    assert len({c.name for c in CORRUPTIONS}) >= 0.97 * len(CORRUPTIONS)


@pytest.mark.slow
@pytest.mark.parametrize("harm", [c for c in CORRUPTIONS if c.faults], ids=lambda c: c.name)
def test_it_is_refused_and_every_fault_is_named(harm, folder, reports, pristine, capsys):
    harm.do(folder)
    assert cli.main(["check", str(folder)]) == 1
    printed = capsys.readouterr()
    assert "Traceback" not in printed.out + printed.err
    problems = reports[0].problems
    assert problems
    for problem in problems:
        assert (folder / problem.file).suffix in (".csv", ".json")
        assert problem.expected.strip()
        assert str(problem) in printed.out.splitlines()  # on one line of its own
        assert len(str(problem)) < 700
    for fault in harm.faults:
        assert fault.is_in(problems), (fault, [str(p) for p in problems[:5]])
    if harm.by_rule:
        return
    broken = {p.file for p in problems}
    for name in TABLES:  # whole, or not at all
        try:
            rows = pack.table(name).rows
        except DataError as err:
            found = {p.file for p in err.problems}
        else:
            found = set()
            shortened = harm.shortened and harm.touched == (PATHS[name],)
            assert rows == pristine[name] or shortened
            assert PATHS[name] not in broken
        assert found <= broken
    for fault in harm.faults:
        table = NAMES.get(fault.file, fault.file)
        with pytest.raises(DataError) as raised:
            frame(table if table in TABLES else "events")
        assert fault.file in {p.file for p in raised.value.problems}  # its text is cut to 20 lines


@pytest.mark.slow
@pytest.mark.parametrize("harm", [c for c in CORRUPTIONS if not c.faults], ids=lambda c: c.name)
def test_it_is_harmless_and_the_tables_are_as_before(harm, folder, pristine, capsys):
    (table,) = (NAMES[path] for path in harm.touched)
    before = frame(table)
    pack.package.cache_clear()
    pack.read_package.cache_clear()
    content = (folder / harm.touched[0]).read_bytes()
    harm.do(folder)
    assert (folder / harm.touched[0]).read_bytes() != content
    assert cli.main(["check", str(folder)]) == 0
    assert ": 0 faults" in capsys.readouterr().out
    after = frame(table)
    if harm.reordered:
        key = [KEYS[table]] if isinstance(KEYS[table], str) else KEYS[table]
        before, after = (f.sort_values(key).reset_index(drop=True) for f in (before, after))
    pd.testing.assert_frame_equal(after, before)
    for name in set(TABLES) - {table}:
        assert pack.table(name).rows == pristine[name]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads every file")
def test_a_file_that_may_not_be_read_is_named(folder, capsys):
    (folder / "events.csv").chmod(0)
    try:
        assert cli.main(["check", str(folder)]) == 1
    finally:
        (folder / "events.csv").chmod(0o644)
    assert "events.csv" in capsys.readouterr().out


@pytest.mark.slow
def test_the_second_reader_finds_the_harmless_ones_harmless_too(tmp_path):
    """Frictionless must not refuse what our own reading accepts: all kinds in one folder."""
    folder = shutil.copytree(SOURCE, tmp_path / "data")
    taken: set[str] = set()
    for harm in sorted(CORRUPTIONS, key=lambda c: c.name):
        if not harm.faults and not taken & set(harm.touched):
            harm.do(folder)
            taken |= set(harm.touched)
    assert len(taken) > 8
    assert not checks.check(folder).problems
