"""How far the class came, where it and the key part, and what was learned: frames of the report.

`rows` and what is counted: see `frames`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import nan
from pathlib import Path
from typing import Any

import pandas as pd

from darfurlab.classroom.frames import FEWEST, size
from darfurlab.questions import course, course_file
from darfurlab.questions.question import Question
from darfurlab.tables import need

# Lesson, half and number of a question before-K or after-K.
_HALF = re.compile("^([^/]*)/(before|after)-(.+)$")


def asked() -> list[Question]:
    """Return the questions of the pack, the designer among them, in the order of the lessons.

    Of a course, those that it asks, and its own at the end of their lessons. Its file stands beside
    the report or above.
    """
    return sorted(course.asked(course_file.here()), key=lambda each: each.at or each.lesson)


def whose() -> str:
    """Return which course the report is about, or that it is about all lessons."""
    return next(course_file.said(course_file.beside(), course_file.here(), Path.cwd()))


def progress(rows: pd.DataFrame, questions: Sequence[Question]) -> pd.DataFrame:
    """Return how many people checked an answer to each question, in the order of the lessons.

    Columns: lesson, question, name (its prompt), people (missing: from 1 to 4), share (of the
    class), where (the question). `questions`: the bank's; those of before and after are left out.
    """
    total, _ = size(rows)
    checked = need(rows, "question", "student", "state", "people")
    checked = checked[checked["state"] != "draft"].drop_duplicates(["student", "question"])
    counts = checked.groupby("question")["people"].sum()
    frame = pd.DataFrame(
        [
            {"lesson": each.at or each.lesson, "question": ref, "name": each.prompt}
            for each in questions
            if not _HALF.match(ref := f"{each.lesson}/{each.id}")
        ],
        columns=["lesson", "question", "name"],
    )
    people = frame["question"].map(counts).fillna(0)
    frame["people"] = people.where((people == 0) | (people >= FEWEST))
    frame["share"] = frame["people"] / total if total else nan
    return frame.assign(where=frame["question"])


def differing(rows: pd.DataFrame, questions: Sequence[Question]) -> pd.DataFrame:
    """Return where the class and the key part, a row an item, the most who differ first.

    Columns: question, name (the item, with what is asked of it), people, differ, share, most (what
    most of those who differ chose; "" where fewer than `FEWEST` did), key, basis (of the key: fact,
    claim or coding), where (ids of passages).
    """
    given = need(rows, "student", "question", "item", "answer", "marked", "kind", "people")
    given = given[given["marked"].isin(["agrees", "differs"]) & (given["kind"] != "code")]
    known = {f"{each.lesson}/{each.id}": each for each in questions}
    found: list[dict[str, Any]] = []
    for (ref, item), own in given.groupby(["question", "item"], sort=False):
        people, others = int(own["people"].sum()), own[own["marked"] == "differs"]
        if people < FEWEST or str(ref) not in known or _HALF.match(str(ref)):
            continue
        question, differ = known[str(ref)], int(others["people"].sum())
        most = others.groupby("answer")["people"].sum().sort_values(ascending=False, kind="stable")
        known_most = len(most) and most.iloc[0] >= FEWEST
        told = _told(question, str(item), str(most.index[0]) if known_most else "")
        counts = {"people": people, "differ": differ, "share": differ / people}
        found.append({"question": ref, **told, **counts})
    columns = ["question", "name", "people", "differ", "share", "most", "key", "basis", "where"]
    frame = pd.DataFrame(found, columns=columns)
    return frame.sort_values("share", ascending=False, kind="stable").reset_index(drop=True)


def _told(question: Question, item: str, most: str) -> dict[str, str]:
    """Return an item, its key, and what most others chose, in words."""
    texts = {option.id: option.text for option in question.options}
    entry = next((each for each in question.items if each.id == item), None)
    key = entry.answer if entry else () if question.items else question.answer
    cited = (entry.passages if entry else ()) or question.passages
    return {
        "name": f"{entry.text} ({_question(question)})" if entry else _question(question),
        "most": "; ".join(texts[each] for each in most.split() if each in texts),
        "key": " or ".join(texts.get(str(each), str(each)) for each in key),
        "basis": question.basis or "fact",
        "where": " ".join(cited),
    }


def _question(question: Question) -> str:
    """Return the question in a prompt, which may have other sentences beside it."""
    found = re.search(r"[^.?!]+\?", question.prompt)
    return found[0].strip() if found else question.prompt


def gain(rows: pd.DataFrame, questions: Sequence[Question]) -> pd.DataFrame:
    """Return the gain by objective: people who agree with the key before, and after.

    Counted are those who answered both forms, NN/before-K and NN/after-K; an answer of several
    items agrees where all of them do. Columns: objective, people, before, after, gained (agree only
    after), lost (agree only before), where. It is no grade of anybody.
    """
    halves = need(rows, "question", "student", "people", "marked")
    asked = {f"{each.lesson}/{each.id}" for each in questions}
    halves = halves[halves["marked"].isin(["agrees", "differs"]) & halves["question"].isin(asked)]
    parts = halves["question"].astype(str).str.extract(_HALF)
    halves = halves.assign(half=parts[1], agrees=halves["marked"] == "agrees")
    names = _objectives(questions)
    found: list[dict[str, Any]] = []
    for pair, own in halves.groupby(parts[0] + "/" + parts[2]):  # without all other questions
        both = own.groupby(["student", "half"])["agrees"].all().unstack()
        both = both.reindex(columns=["before", "after"]).dropna().astype(bool)
        people = own.groupby("student")["people"].first().reindex(both.index)
        n = int(people.sum())
        counts = {
            "before": both["before"],
            "after": both["after"],
            "gained": both["after"] & ~both["before"],
            "lost": both["before"] & ~both["after"],
        }
        told = {name: int(people[mask].sum()) for name, mask in counts.items()}
        if n >= FEWEST:
            name = names.get(str(pair), str(pair).replace("/", " · "))
            found.append({"objective": name, "people": n, **told, "where": pair})
    columns = ["objective", "people", "before", "after", "gained", "lost", "where"]
    return pd.DataFrame(found, columns=columns)


def _objectives(questions: Sequence[Question]) -> dict[str, str]:
    """Return what each pair of questions is about: the objectives it names, and what it asks."""
    found: dict[str, str] = {}
    for each in questions:
        if part := _HALF.match(f"{each.lesson}/{each.id}"):
            ids = ", ".join(getattr(each, "objectives", ()))
            named = f"{ids} · {_question(each)}" if ids else each.label or _question(each)
            found.setdefault(f"{part[1]}/{part[3]}", named)
    return found
