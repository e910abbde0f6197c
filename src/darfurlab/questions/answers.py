"""A student's work held against the questions: what is kept of it must fit the bank."""

from __future__ import annotations

from darfurlab.datasets import folders
from darfurlab.questions import bank, kinds
from darfurlab.work import file
from darfurlab.work.record import Entry, latest, open_draft


def work() -> file.State:
    """Return the student's work as it stands; what had no place in it before is tried again."""
    return file.try_again(file.work_path(), unfit)


def picked(*refs: str) -> dict[str, str]:
    """Return what the student chose in activities of lines, `03/score-the-mediator`: line → option.

    What was not answered, or does not fit its question any more, is not there.
    """
    found: dict[str, str] = {}
    for ref in refs:
        question = bank.find(ref, folders.questions())
        last = latest(work().entry(question.lesson, question.id))
        if last and not question.misfit(last["answer"]):
            found |= last["answer"]["picks"]
    return found


def tried(ref: str) -> list[dict[str, str]]:
    """Return what the student chose in each attempt at one activity, as `picked`; the last is last.

    Where a draft is open, it stands last.
    """
    question = bank.find(ref, folders.questions())
    entry = work().entry(question.lesson, question.id)
    found = [*(entry["attempts"] if entry else ()), open_draft(entry)]
    return [
        each["answer"]["picks"] for each in found if each and not question.misfit(each["answer"])
    ]


def unfit(lesson: str, activity: str, entry: Entry) -> str:
    """Return why an entry of a work file has no place here; nothing where it has one.

    Where a lesson's questions have a fault nobody can tell: then it keeps its place.
    """
    last, kind = latest(entry), kinds.every().get(entry["kind"])
    if not last or not kind or kind.lasting:
        return ""
    try:
        question = bank.find(f"{lesson}/{activity}", folders.questions())
    except (ValueError, OSError):
        faulty = bank.has_fault(lesson, folders.questions())
        return "" if faulty else "there is no such question in these lessons"
    return question.misfit(last["answer"])
