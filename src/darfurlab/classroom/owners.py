"""Who handed a file in, as the systems that collect files write it into names of files and folders.

The forms were taken from the systems' public sources. The outermost name that has such a form
counts: what lies deeper was named by a student.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

# What several names in a row may say: who, id (of the person in the system), late, at.
_FORMS = {
    # Student 001_1000101_assignsubmission_file(_…), blind, by group, with folders or flat
    "Moodle": r"(?P<who>.+?)(?:_(?P<id>\d+))?_assignsubmission_[a-z]+(?:_.*)?",
    # 001student_9001_55501_my-work.json, 002student_LATE_9002_…, anon_AbC12_…, LATE_anon_AbC12_…
    "Canvas": r"(?P<who>[^_]+)_(?P<late>LATE_)?(?P<id>\d+)_\d+_.+",
    "Canvas, anonymous": r"(?P<late>LATE_)?(?P<who>anon_(?P<id>[A-Za-z0-9]+))_\d+_.+",
    # Lesson 03_student001_attempt_2026-11-02-09-15-30_my-work.json
    "Blackboard": r".*_(?P<who>[^_]+)_attempt_(?P<at>\d{4}(?:-\d\d){5})(?:[_.].*)?",
    # 10001-20001 - Student 001 - Nov 2, 2026 915 AM, flat, or with another id between
    "Brightspace": r"(?P<id>\d+)-\d+(?: - \d+)* - (?P<who>.+?) - (?P<at>[^-]*\d{4}\D+\d.*)",
}
_READ = {system: re.compile(form) for system, form in _FORMS.items()}


@dataclass(frozen=True)
class Owner:
    """Who handed in, by a system's name of files: `id` is the person's there, or the name.

    `download`: where in the folder the system's files lie. The id of some systems is another one in
    each assignment, so people are told apart within one download.
    """

    system: str
    id: str
    name: str
    download: str = ""
    late: bool = False


def owner(path: str) -> Owner | None:
    """Return who handed a file in; None where no part of its path says it (mail)."""
    parts = path.split("/")
    for at, part in enumerate(parts):
        for system, form in _READ.items():
            if found := form.fullmatch(part):
                said = found.groupdict()
                key, download = said.get("id") or said["who"], "/".join(parts[:at])
                return Owner(system, key, said["who"], download, bool(said.get("late")))
    return None
