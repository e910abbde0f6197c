"""The verbs of an instructor: collect the files of a class, and forget one student of it."""

from __future__ import annotations

import argparse
import secrets
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

SHOWN = 20  # files that were not read: the rest stands in the list
KEEP = (
    "Keep the files and these tables only as long as your course needs them. Then delete the "
    "folder, {table}, {files} and {salt}."
)
ACCEPTED = (
    "Nothing was changed. Accepted are a pseudonym of the table, and “student” of a my-work.json."
)
AFTERWARDS = (
    "The next collect reads the student’s files again while they are in the folder. A report that "
    "was made before holds the student’s answers among the others: make it again."
)


def add(verbs: Any) -> None:
    """Add the verbs to the command."""
    collect = verbs.add_parser("collect", help="make one table of the files that a class handed in")
    collect.add_argument("folder", help="the folder with the files, or with the system's download")
    collect.add_argument("--out", default="class.csv", help="the table's name (class.csv)")
    collect.add_argument("--names", action="store_true", help="with names, beside the pseudonyms")
    collect.add_argument(
        "--gradebook",
        metavar="FILE",
        help="fill your own Canvas export or Moodle grading worksheet: completion only, no marks",
    )
    collect.add_argument("--column", default="", help="the gradebook's column, if it is not clear")
    collect.add_argument("--lesson", default="", help="for the gradebook: only this lesson counts")
    collect.set_defaults(run=_collect)
    forget = verbs.add_parser("forget", help="take a student out of what collect wrote")
    forget.add_argument("id", help="the pseudonym in the table, or “student” in a my-work.json")
    forget.add_argument("--table", default="class.csv", help="the table (class.csv)")
    forget.set_defaults(run=_forget)


def _collect(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from darfurlab.classroom import cells, collect, hand_in, kept
    from darfurlab.datasets import folders
    from darfurlab.questions import bank, course_file
    from darfurlab.work.whole import write_whole

    folder, table = Path(options.folder), Path(options.out)
    if not folder.is_dir():
        print(f"{folder}: a folder with the students’ files is expected", file=sys.stderr)
        return 2
    if table.is_dir() or not table.parent.is_dir():
        print(f"{table}: the name of a file in a folder that is there is expected", file=sys.stderr)
        return 2
    files, secret = kept.files_of(table), kept.salt_of(table)
    file = course_file.path(Path.cwd(), table.parent)
    own, _ = course_file.read(file)
    questions = [*bank.read_folder(folders.questions())[0], *own.questions]
    files_read = tqdm(  # after two seconds a bar says how many
        hand_in.pieces(folder), "Files read", unit=" files", delay=2, disable=None, leave=False
    )
    found = collect.collected(files_read, questions)
    salt = _salt(secret)
    called = {student: kept.pseudonym(student, salt) for student in found.students}
    write_whole(table, b"".join(collect.table(found, called, options.names)))
    rows = [collect.LISTED, *collect.listing(found, called)]
    write_whole(files, b"\xef\xbb\xbf" + cells.lines(rows))
    for line in _told(found.files):
        print(line)
    people = sum(student.people for student in found.students.values())
    print(f"{people} people at {len(found.students)} laptops, in {table}; every file is in {files}")
    print(KEEP.format(table=table.name, files=files.name, salt=secret.name))
    if options.gradebook:
        print(next(course_file.said(file, own, Path.cwd())))
        return _fill(Path(options.gradebook), _done(found, options.lesson, own), options.column)
    return 0 if found.students else 1


def _done(found: Any, lesson: str, own: Any) -> set[str]:
    """Return the ids of those who checked at least one answer, of the lesson if one is given.

    Of a course (`own`), only what it asks counts; its own questions belong to the lesson they end.
    """
    from darfurlab.classroom.rows import COLUMNS
    from darfurlab.questions import course
    from darfurlab.questions.bank import lesson_of

    asked = {f"{each.lesson}/{each.id}": each.at or each.lesson for each in course.asked(own)}
    wanted, state, done = lesson and lesson_of(lesson), COLUMNS.index("state"), set[str]()
    for student, one in found.students.items():
        for row in found.rows(student):
            of = asked.get(row[1], row[0] if own == course.WHOLE else None)
            if row[state] != "draft" and of is not None and wanted in ("", of):
                done |= {name for _, name in one.owners}
    return done


def _fill(path: Path, done: set[str], column: str) -> int:
    from darfurlab.classroom.gradebook import GradebookError, filled
    from darfurlab.work.whole import write_whole

    new = path.with_name(f"{path.stem}-filled{path.suffix}")
    try:
        found = filled(path.read_bytes(), done, column)
    except GradebookError as error:
        print(f"{path}: {error}. No gradebook was written.", file=sys.stderr)
        return 1
    write_whole(new, found.data)
    print(f"{new}: in “{found.column}”, cells filled: {found.cells}; {path.name} is unchanged")
    if found.kept:
        print(f"Cells that held a grade already, and were left as they are: {found.kept}")
    if found.missing:
        print(f"Handed in, and not in the gradebook: {', '.join(found.missing)}")
    return 0


def _salt(path: Path) -> str:
    """Return the salt that stands in a file; where there is none, a new one is put there."""
    if not path.exists():
        path.touch(0o600)  # for nobody else to read
    if not (salt := path.read_text(encoding="utf-8").strip()):
        salt = secrets.token_hex(16)
        path.write_text(f"{salt}\n", encoding="utf-8")
    return salt


def _told(files: Iterable[Any]) -> Iterator[str]:
    """Yield each file that was not read with its reason, then how many there are of each state."""
    files = list(files)
    bad = [file for file in files if file.state == "not read"]
    yield from (f"{file.path}: not read: {file.reason}" for file in bad[:SHOWN])
    if len(bad) > SHOWN:
        yield f"... and {len(bad) - SHOWN} more"
    counts = Counter(file.state for file in files)
    words = {
        "counts": "counted",
        "older": "older work of the same student",
        "copy": "copied work",
        "not read": "not read",
        "other": "no work from the lessons",
    }
    told = [f"{counts[state]} {said}" for state, said in words.items() if counts[state]]
    yield f"Files: {len(files)}. " + (", ".join(told) or "none counted")


def _forget(options: argparse.Namespace) -> int:
    from darfurlab.classroom import kept
    from darfurlab.work.whole import write_whole

    table = Path(options.table)
    files, secret = kept.files_of(table), kept.salt_of(table)
    named = [options.id]
    if secret.is_file():
        named.append(kept.pseudonym(options.id, secret.read_text(encoding="utf-8").strip()))
    gone: dict[Path, list[dict[str, str]]] = {}
    for path in (table, files):
        if path.is_file():
            data, gone[path] = kept.without(path.read_bytes(), named)
            if gone[path]:
                write_whole(path, data)
    if not any(gone.values()):
        looked = ", ".join(map(str, gone)) or f"{table} (there is no such file)"
        print(f"{options.id}: no such student in {looked}. {ACCEPTED}", file=sys.stderr)
        return 1
    for path, rows in gone.items():
        print(f"{path}: rows removed: {len(rows)}")
    handed_in = [row["file"] for row in gone.get(files, [])]
    for file in handed_in:
        print(f"Delete by hand: {file}")
    print(AFTERWARDS)
    return 0
