"""Code exercises: what a student computed, held against what the data give.

The bank holds a `solution` and common `mistakes` as pandas snippets, so that no number is written
twice; `comparing` says what differs.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from darfurlab import datasets, tables
from darfurlab.bargaining import forum, simulation
from darfurlab.questions.comparing import complaint
from darfurlab.questions.kinds.code import Code
from darfurlab.questions.marking import AGAIN, FITS, Note, Result
from darfurlab.questions.question import Question
from darfurlab.tables import mediation

_SHOWN = 2_000  # characters of a value that are kept with the work


@cache
def _run(code: str, after: str = "") -> dict[str, Any]:
    """Return the names a snippet of the bank leaves behind, the data and tables in its scope."""
    if after:
        names = dict(_run(after))
    else:
        names = {k: v for k, v in vars(tables).items() if not k.startswith("_")}
        names |= {name: getattr(datasets, name) for name in datasets.__all__}
        names |= {"pd": pd, "forum": forum, "mediation": mediation, "simulation": simulation}
    exec(code, names)  # the bank's own code, never a student's
    return names


def solution(question: Question) -> Any:
    """Return what the question's solution makes of the data; evaluated once in a kernel."""
    return _run(question.solution)["answer"]


def fault(question: Question) -> str:
    """Return why the question's own code cannot be run on the data; nothing where it can."""
    try:
        solution(question)
        for code, _ in question.mistakes:
            _run(code, question.solution)["answer"]
    except Exception as err:  # an author's code may do anything
        why = " ".join(f"{type(err).__name__}: {err}".split())
        return f"the code does not run ({why}); it must put a value into `answer`"
    return ""


def check(question: Code, value: Any) -> Result:
    """Return the result of a student's value, whatever it is."""
    if value is None or value is ...:
        return Result("open", "Nothing to check yet: put your answer in and run the cell again.")
    said = complaint(question, value, solution(question))
    if not said:
        note = Note(FITS, "That fits.", question.reason("any"), question.passages)
        return Result("answered", "Your value agrees with the data.", {"answer": note})
    for code, feedback in question.mistakes:
        if not complaint(question, value, _run(code, question.solution)["answer"]):
            said = feedback
            break
    note = Note(AGAIN, "Look again.", said, question.passages)
    return Result("revisit", "Your value differs from what the data give.", {"answer": note})


def summary(value: Any) -> dict[str, str]:
    """Return a short record of a value as JSON: its type, and its first rows as text."""
    shown = ""
    try:
        if isinstance(value, (pd.DataFrame, pd.Series)):
            shown = f"{len(value)} rows\n{value.head(8).to_csv()}"
        elif isinstance(value, (str, bool, int, float, np.generic)):
            shown = str(value)
        elif isinstance(value, (list, tuple)):
            shown = ", ".join(str(v) for v in value[:20] if isinstance(v, (str, int, float)))
    except Exception:  # a student's object may do anything when it is asked for its text
        shown = ""
    return {"type": type(value).__name__, "text": shown[:_SHOWN]}
