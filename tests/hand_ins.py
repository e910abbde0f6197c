"""Work files as students hand them in, and folders and zips full of them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from darfurlab.classroom import cells, collect, hand_in
from darfurlab.datasets import folders
from darfurlab.questions import bank

QUESTIONS = bank.read_folder(folders.questions())[0]
GRID = "score-the-mediator"


def at(minute: int) -> str:
    return f"2026-11-02T{9 + minute // 60:02}:{minute % 60:02}:00.000+03:00"


def entry(kind: str, *answers: Any, first: int = 0, result: str = "answered") -> dict[str, Any]:
    attempts = [
        {"at": at(first + n), "answer": each, "result": result} for n, each in enumerate(answers)
    ]
    last = {key: attempts[-1][key] for key in ("answer", "result")} if attempts else {}
    return {"kind": kind, **last, "attempts": attempts}


def grid(first: int = 0, result: str = "answered", reasons: Any = None, **picks: str) -> dict:
    answer = {"picks": picks, "reasons": reasons or {}}
    return entry("grid", answer, first=first, result=result)


def work(student: str = "", *, minute: int = 59, names: Any = None, **activities: Any) -> dict:
    """Return a work file; `student` is one hexadecimal digit, which stands 16 times in the id."""
    about = {"format": "darfurlab-work", "version": 2, "pack": "0.1.0"}
    about |= {"student": student * 16} if student else {}
    about |= {} if names is None else {"names": names}
    if not activities:
        activities = {GRID: grid(gravitas="silent", discretion="unmet")}
    answers = {"03": json.loads(json.dumps(activities))}
    for each in answers["03"].values():  # no two students answer in the same moment
        for attempt in each["attempts"]:
            attempt["at"] = attempt["at"].replace(":00.000", f":{int(student or '0', 16):02}.000")
    return {**about, "created": at(0), "updated": at(minute), "answers": answers}


def dumped(what: Any) -> bytes:
    return what if isinstance(what, bytes) else json.dumps(what).encode()


def filled(folder: Path, files: Mapping[str, Any]) -> Path:
    for name, what in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dumped(what))
    return folder


def zipped(files: Mapping[str, Any]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, what in files.items():
            archive.writestr(name, dumped(what))
    return data.getvalue()


def collected(folder: Path) -> collect.Class:
    return collect.collected(hand_in.pieces(folder), QUESTIONS)


def table(found: collect.Class, names: bool = False) -> list[dict[str, str]]:
    """Return the class table, with ids cut to their first sign for pseudonyms."""
    called = {student: student[:1] if len(student) == 16 else student for student in found.students}
    header, *rows = cells.read(b"".join(collect.table(found, called, names)))
    return [dict(zip(header, row, strict=True)) for row in rows]


def states(found: collect.Class) -> dict[str, str]:
    return {file.path: file.state for file in found.files}
