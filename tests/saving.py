"""What the tests of saving do with a work file: answer, read it from the disk, judge uploads."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import jsonschema

from darfurlab.work import file, record, shape
from samples import sample

SCHEMA = json.loads((Path(shape.__file__).parent / "my-work.schema.json").read_text("utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(
    SCHEMA, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
)


def known(*activities: str, lessons: str = "01"):
    """Return a validator that knows these activities."""

    def unfit(lesson, activity, entry):
        if lesson not in lessons.split():
            return f"there is no lesson {lesson}"
        return "" if activity in activities else "no such activity"

    return unfit


KNOWN = known("sort", "why", "old")


def say(path: Path, answer, activity="sort", lesson="01", **more) -> file.State:
    return file.record(path, lesson, activity, kind="sort", answer=answer, **more)


def full(*_: object) -> None:
    """Stand for a step of writing on a full disk."""
    raise OSError(errno.ENOSPC, "No space left on device")


def on_disk(path: Path) -> dict:
    return json.loads(path.read_bytes())


def answers_in(data: bytes, activity="sort") -> list:
    entry = json.loads(data)["answers"]["01"][activity]
    return [each["answer"] for each in entry["attempts"]]


def damaged() -> dict[str, bytes]:
    whole = record.dump(sample())
    return {
        "empty": b"",
        "truncated": whole[: len(whole) // 2],
        "no text": bytes(range(256)),
        "zero bytes": bytes(1000),
        "not ours": b'{"cells": []}',
        "a list": b"[1, 2]",
        "no version": b'{"format": "darfurlab-work"}',
        "strange version": b'{"format": "darfurlab-work", "version": "2"}',
        "wrong shape": record.dump({**sample(), "answers": [1]}),
        "unknown key": record.dump({**sample(), "more": 1}),
        "no zone": whole.replace(b"+03:00", b""),
        "not a number": whole.replace(b'["x"]', b"[NaN]"),
        "deep": b'{"format": ' + b"[" * 100_000,
        "deep and whole": whole.replace(b'"Amna"', b"[" * 300 + b"]" * 300),
        "huge": whole + b" " * record.MAX_BYTES,
    }
