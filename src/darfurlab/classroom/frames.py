"""The class table as frames, one for each chart of the report: people counted, nobody named.

`rows` is always the frame that `load` returns: one row an answer to an item, with `people`, how
many worked at that laptop. No group of fewer than `FEWEST` people is counted: its cells are empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from math import nan
from pathlib import Path

import pandas as pd

from darfurlab.classroom import cells
from darfurlab.classroom.agreement import alpha
from darfurlab.datasets import words
from darfurlab.questions.designs import Book
from darfurlab.tables import need

FEWEST = 5  # people: a smaller group could be known by its answers
VERDICTS = tuple(words.VERDICTS)
ON_THE_WALL = 2  # reasons that are shown of one condition
Texts = dict[str, list[tuple[str, str]]]


def load(name: str = "class.csv") -> pd.DataFrame:
    """Return the class table, found here or in the folder above; its columns are in `rows.py`.

    Raises `FileNotFoundError`, which says how the table is made, and `ValueError` for another file.
    """
    places = [Path(name), Path("..") / name]
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        raise FileNotFoundError(
            f"{name} was looked for in {Path.cwd()} and in the folder above. "
            f"“darfurlab collect FOLDER --out {name}” makes it from the folder with the files."
        )
    header, *found = cells.read(path.read_bytes()) or [[]]
    rows = pd.DataFrame(found, columns=header, dtype=object)
    if missing := {"student", "people", "question", "wall"} - {*header}:
        lacks = ", ".join(sorted(missing))
        raise ValueError(f"{path}: no columns {lacks}; a table of darfurlab collect is expected")
    rows["people"] = rows["people"].astype(int)
    return rows


def size(rows: pd.DataFrame) -> tuple[int, int]:
    """Return how many people are in the class, and at how many laptops."""
    laptops = need(rows, "student", "people").drop_duplicates("student")
    return int(laptops["people"].sum()), len(laptops)


def _counted(given: pd.DataFrame, index: Sequence[str]) -> pd.DataFrame:
    """Return people by verdict, a row for each id: VERDICTS, n, split; missing below `FEWEST`.

    `given`: columns item, answer, people. `split`: the chance that two people, drawn at random,
    gave different verdicts.
    """
    counts = given.pivot_table(index="item", columns="answer", values="people", aggfunc="sum")
    counts = counts.reindex(index=list(index), columns=list(VERDICTS)).fillna(0)
    n = counts.sum(axis=1)
    alike = (counts * (counts - 1)).sum(axis=1) / (n * (n - 1)).where(n > 1)
    frame = counts.assign(n=n, split=1 - alike).where(n >= FEWEST)
    return frame.rename_axis("condition").reset_index()


def verdicts(
    rows: pd.DataFrame,
    checklist: pd.DataFrame,
    coding: pd.DataFrame,
    second: pd.DataFrame,
    process: str = "doha-talks",
) -> pd.DataFrame:
    """Return the class's verdicts on a process, a row a condition, the most split first.

    Columns: condition, name, met, partly, unmet, silent, n (people), split (see `_counted`), ours,
    second (the blind second reader's; "" where there is none), where.
    """
    conditions = need(checklist, "condition", "name")
    given = _verdicts_in(rows, list(conditions["condition"]))
    frame = _counted(given, list(conditions["condition"])).merge(
        conditions[["condition", "name"]], on="condition"
    )
    ours = need(coding, "condition", "process", "verdict", "where")
    ours = ours[ours["process"] == process].set_index("condition")
    blind = need(second, "reading", "table", "row", "found")
    blind = blind[(blind["reading"] == "blind") & (blind["table"] == "checklist_coding")]
    found = dict(zip(blind["row"], blind["found"], strict=True))
    frame["ours"] = frame["condition"].map(ours["verdict"]).fillna("")
    frame["second"] = (frame["condition"] + f" {process}").map(found).fillna("")
    frame["where"] = frame["condition"].map(ours["where"]).fillna("")
    return _sorted(frame)


def _verdicts_in(rows: pd.DataFrame, conditions: Sequence[str]) -> pd.DataFrame:
    """Return the rows that give a condition a verdict, one for each student and condition."""
    given = need(rows, "student", "item", "answer", "people")
    given = given[given["item"].isin(conditions) & given["answer"].isin(VERDICTS)]
    return given.drop_duplicates(["student", "item"], keep="last")


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("split", ascending=False, kind="stable").reset_index(drop=True)


def designs(rows: pd.DataFrame, book: Book) -> pd.DataFrame:
    """Return what the class's designs come to, a row a condition; columns as in `verdicts`.

    `ours` is what the Doha talks come to by the same rules, `second` the brief's own design.
    """
    known = {row["option"] for row in book.options}
    picked = need(rows, "student", "kind", "answer", "people")
    picked = picked[picked["kind"] == "design"]
    found: list[tuple[str, str, int]] = []
    for _, own in picked.groupby("student"):
        options = {option for answer in own["answer"] for option in answer.split()} & known
        if options:
            people = int(own["people"].iloc[0])
            found += [(v.condition, v.verdict, people) for v in book.verdicts(options)]
    given = pd.DataFrame(found, columns=["item", "answer", "people"])
    ours, second = (book.verdicts(book.design(name)) for name in ("doha", "brief"))
    frame = _counted(given, [verdict.condition for verdict in ours])
    frame["name"] = [verdict.name for verdict in ours]
    frame["ours"] = [verdict.verdict for verdict in ours]
    frame["second"] = [verdict.verdict for verdict in second]
    frame["where"] = ["; ".join(verdict.passages) for verdict in second]
    return _sorted(frame)


def agreement(rows: pd.DataFrame, checklist: pd.DataFrame) -> float:
    """Return Krippendorff's alpha of the class's verdicts: a laptop is a judge; NaN if too few."""
    given = _verdicts_in(rows, list(need(checklist, "condition")["condition"]))
    if given.drop_duplicates("student")["people"].sum() < FEWEST:
        return nan
    return alpha([list(own) for _, own in given.groupby("item")["answer"]])


# --- reasons for the wall -------------------------------------------------------------------------


def reasons(rows: pd.DataFrame, condition: str) -> pd.DataFrame:
    """Return the reasons given for a verdict on a condition, for the instructor to pick from.

    What its author keeps from the wall is left out. Columns: code (by which a reason is picked),
    verdict, reason; in the order of codes, which say nothing of the students.
    """
    given = need(rows, "student", "question", "item", "answer", "reason", "wall", "people")
    given = given[(given["item"] == condition) & given["answer"].isin(VERDICTS)]
    if given["people"].sum() < FEWEST:
        given = given.iloc[:0]
    given = given[(given["wall"] == "yes") & (given["reason"] != "")]
    keys = given["student"] + given["question"] + given["item"]
    codes = [blake2b(key.encode(), digest_size=3).hexdigest() for key in keys]
    frame = pd.DataFrame({"code": codes, "verdict": given["answer"], "reason": given["reason"]})
    return frame.sort_values("code").reset_index(drop=True)


def wall(rows: pd.DataFrame, picked: Mapping[str, Sequence[str]]) -> Texts:
    """Return the reasons that were picked, condition → (verdict, reason), without any code.

    `picked`: condition → codes of `reasons`. Raises `ValueError` for a code that is not there.
    """
    found: Texts = {}
    for condition, codes in picked.items():
        there = reasons(rows, condition)
        own = {code: (v, r) for code, v, r in there.itertuples(index=False)}
        for code in codes:
            if code not in own:
                accepted = ", ".join(own) or "none: fewer than five people answered, or no reason"
                raise ValueError(f"{condition}: no reason {code!r}; accepted: {accepted}")
        if len(codes) > ON_THE_WALL:
            raise ValueError(f"{condition}: {len(codes)} reasons; at most {ON_THE_WALL} are shown")
        if codes:
            found[condition] = [own[code] for code in codes]
    return found
