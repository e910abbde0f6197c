"""A folder of hand-ins → one table of the class, and a list of every file with what became of it.

A student is the random id in the work file; where an old file has none, who handed it in, and else
the moment when the work was begun. Of several files of one student the newest whole one counts.
An attempt that stands in the files of two students (one has taken up the other's work) counts once.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from darfurlab.classroom import cells
from darfurlab.classroom.hand_in import Piece
from darfurlab.classroom.owners import Owner, owner
from darfurlab.classroom.rows import COLUMNS, Known, marks, rows, size
from darfurlab.questions.question import Question
from darfurlab.work.intake import parse
from darfurlab.work.record import NewerWork, Work, WorkError, count, when

MOST_PEOPLE = 8  # at one laptop: more names than these are no group
MOST_ATTEMPTS, MOST_ROWS = 10_000, 4_000  # in one file; a diligent student has some hundreds
NO_ACCIDENT = 3  # attempts in the same millisecond: one or two may be, in a large class


@dataclass(frozen=True)
class File:
    """One file of the folder: `reason` is what is to be said of it.

    `state`: counts, older, copy (of another that counts), not read, or other (no work at all).

    `student` is the id in it, `changed` when the student changed it last; both "" if not read.
    """

    path: str
    state: str
    reason: str = ""
    student: str = ""
    changed: str = ""
    answers: int = 0
    owner: Owner | None = None


@dataclass
class Student:
    """One student's newest file: its place in the list, whose it is, and its answers, packed.

    `done`: a number for each attempt, see `rows.marks`; `others`: those that are another student's.
    `owners`: (download, id) of who handed in any file of this student.
    """

    file: File
    names: tuple[str, ...]
    created: str
    at: int
    done: list[int]
    packed: bytes
    owners: set[tuple[str, str]]
    others: set[int] = field(default_factory=set)

    @property
    def people(self) -> int:
        """How many worked here: by the names that they typed, or by how many handed it in."""
        names = {" ".join(name.split()).casefold() for name in self.names}
        handed_in = Counter(download for download, _ in self.owners)
        return max(1, *handed_in.values(), len(names) if len(names) <= MOST_PEOPLE else 1)


class Class:
    """What was read so far; `rows` gives those of a student, the newest file's alone."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self.questions = {f"{each.lesson}/{each.id}": each for each in questions}
        self.files: list[File] = []
        self.students: dict[str, Student] = {}
        self._known: Known = {}

    def add(self, piece: Piece) -> None:
        """Take in one file."""
        if piece.data is None:
            state = "other" if piece.other else "not read"
            self.files.append(File(piece.path, state, piece.reason, owner=owner(piece.path)))
            return
        try:
            work = parse(piece.data)
            done = marks(work["answers"])
            if len(done) > MOST_ATTEMPTS:
                raise WorkError(
                    f"it holds more than {MOST_ATTEMPTS:,} answers, which no student gives"
                )
            if size(work["answers"]) > MOST_ROWS:
                raise WorkError(f"it answers more than {MOST_ROWS:,} items, which no student does")
        except WorkError as error:
            self.files.append(_unread(piece.path, error, piece.data))
            return
        by = owner(piece.path)
        student = work.get("student") or (by and f"{by.system} {by.id}") or work["created"]
        file = File(piece.path, "counts", _remark(work), student, work["updated"], count(work), by)
        before, at = self.students.get(student), len(self.files)
        owners = {*(before.owners if before else ()), *([(by.download, by.id)] if by else [])}
        self.files.append(file)
        if before:
            newer = _newness(file) > _newness(before.file)
            same = (before.done, before.file.changed) == (done, file.changed)
            old, index = (before.file, before.at) if newer else (file, at)
            self.files[index] = replace(old, state="copy" if same else "older")
            if not newer:
                before.owners = owners
                return
        names = tuple(work.get("names", ()))
        # Packed, for a zip may bring many files that are large and nearly alike.
        packed = zlib.compress(json.dumps(work["answers"]).encode(), 1)
        self.students[student] = Student(file, names, work["created"], at, done, packed, owners)

    def rows(self, student: str) -> Iterator[tuple[str, ...]]:
        """Yield the rows of a student (see `rows`)."""
        one = self.students[student]
        answers = json.loads(zlib.decompress(one.packed))
        yield from rows(answers, self.questions, one.others, self._known)

    def settle(self) -> None:
        """Give each attempt that stands in two students' files to one of them.

        It belongs to the one of whose work such attempts are the larger part: the other has taken
        it up.
        """
        said = "answers in it that are another student’s count there"
        for student, others in _taken_up(self.students).items():
            one = self.students[student]
            one.others = others
            reason = "; ".join(filter(None, [one.file.reason, said]))
            one.file = self.files[one.at] = replace(one.file, reason=reason)


# How files begin that a student hands in under the name of their work, and what they are.
_STRANGERS = {
    b"PK\3\4": "a document of an office program, or a zip without .zip in its name,",
    b"\xd0\xcf\x11\xe0": "a document of an office program",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a packed file",
    b"<": "a web page",
    b"{\xe2\x80": "a file in which a text program changed the quotation marks",
}


def _unread(path: str, error: WorkError, data: bytes) -> File:
    todo = "; update darfurlab to read it" if isinstance(error, NewerWork) else ""
    if ".ipynb" in path.lower():
        todo = "; a notebook was handed in, and the answers are in my-work.json"
    begin = data[:200].removeprefix(b"\xef\xbb\xbf").lstrip().replace(b"{\n", b"{")
    if found := next((what for sign, what in _STRANGERS.items() if begin.startswith(sign)), ""):
        todo = f"; {found} was handed in; ask for my-work.json as the card My work saves it"
    return File(path, "not read", cells.shown(str(error)) + todo, owner=owner(path))


def _remark(work: Work) -> str:
    said = []
    if left := len(work.get("left_out", ())):
        said.append(f"{left} of its answers cannot be used")
    if len(work.get("names", ())) > MOST_PEOPLE:
        said.append(f"more than {MOST_PEOPLE} names stand in it, and they are not counted")
    return "; ".join(said)


def _newness(file: File) -> tuple[object, ...]:
    return when(file.changed), file.answers, file.path


def _taken_up(students: Mapping[str, Student]) -> dict[str, set[int]]:
    """Return, for each student who took up another's work, the attempts that are not their own."""
    times = Counter(mark for each in students.values() for mark in set(each.done))
    found = {name: {m for m in one.done if times[m] > 1} for name, one in students.items()}

    def part(name: str) -> tuple[float, str, str]:
        one = students[name]
        return -len(found[name]) / len(one.done), one.created, name

    holder: dict[int, str] = {}
    pairs: dict[tuple[str, str], set[int]] = {}
    for name in sorted((name for name in found if found[name]), key=part):
        for mark in found[name]:
            first = holder.setdefault(mark, name)
            if first != name:
                pairs.setdefault((first, name), set()).add(mark)
    taken: dict[str, set[int]] = {}
    for (first, name), same in pairs.items():
        if len(same) >= min(NO_ACCIDENT, max(2, len(students[first].done))):
            taken.setdefault(name, set()).update(same)
    return taken


def collected(pieces: Iterable[Piece], questions: Iterable[Question]) -> Class:
    """Return the class of a folder's files."""
    found = Class(questions)
    for piece in pieces:
        found.add(piece)
    found.settle()
    return found


def table(found: Class, pseudonyms: Mapping[str, str], names: bool = False) -> Iterator[bytes]:
    """Yield the class table as CSV, student by student in the order of pseudonyms.

    `pseudonyms`: what each student is called; `names`: with the names that stand in the work and
    in the names of files.
    """
    header = ("student", "people", *COLUMNS, *(("names", "handed_in_by") if names else ()))
    yield b"\xef\xbb\xbf" + cells.lines([header])
    for student in sorted(found.students, key=pseudonyms.__getitem__):
        one = found.students[student]
        who = pseudonyms[student], str(one.people)
        by = one.file.owner.name if one.file.owner else ""
        after = ("; ".join(one.names), by) if names else ()
        yield cells.lines((*who, *row, *after) for row in found.rows(student))


LISTED = ("file", "state", "reason", "student", "late", "changed", "activities")


def listing(found: Class, pseudonyms: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return every file of the folder as a row of `LISTED`: its state, and what is said of it."""
    return [
        (
            file.path,
            file.state,
            file.reason,
            pseudonyms.get(file.student, ""),
            "late" if file.owner and file.owner.late else "",
            file.changed,
            str(file.answers) if file.student else "",
        )
        for file in found.files
    ]
