"""Two parallel forms on the objectives: each objective has a question in both, of the same kind."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from darfurlab.datasets.folders import lessons
from darfurlab.papers import guide
from darfurlab.questions import bank
from darfurlab.questions.question import Question

TOP = Path(__file__).resolve().parents[2]
FORMS = {
    form: [bank.find(f"90/{form}-{n}", TOP / "data" / "questions") for n in range(1, 9)]
    for form in ("before", "after")
}


def test_each_objective_of_each_lesson_has_a_question_in_both_forms() -> None:
    every = {
        f"{path.name[:2]}-{n}"
        for path in lessons(TOP / "notebooks")
        for n, _ in enumerate(guide.objectives(guide.lesson(path.name[:2])), start=1)
    }
    assert len(every) == 15
    for questions in FORMS.values():
        assert {each for question in questions for each in question.objectives} == every


@pytest.mark.parametrize(
    ("before", "after"), list(zip(*FORMS.values(), strict=True)), ids=lambda question: question.id
)
def test_the_two_forms_are_parallel(before: Question, after: Question) -> None:
    for name in ("kind", "objectives", "basis", "about"):
        assert getattr(before, name) == getattr(after, name), name
    assert len(before.options) == len(after.options)
    assert len(before.items) == len(after.items)
    assert not {item.text for item in before.items} & {item.text for item in after.items}
    assert before.options[-1].id == after.options[-1].id == "unsure"
    for each in (before, after):
        assert "unsure" not in {*each.answer, *(a for item in each.items for a in item.answer)}
    tally = [Counter(item.answer for item in form.items) for form in (before, after)]
    assert tally[0] == tally[1]  # who always chooses the same is not helped by the form


def test_before_the_lessons_no_feedback_tells_the_answer() -> None:
    for question in FORMS["before"]:
        told = {e.reason("any") for e in (*question.options, *question.items)}
        assert all(not text or text.startswith("Lesson") for text in told)
        for item in question.items:
            assert set(item.feedback) == {"any"}


def test_the_notebook_asks_them_all_in_order() -> None:
    path = TOP / "notebooks" / "before-and-after.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    assert guide.asked(notebook) == [f"90/{form}-{n}" for form in FORMS for n in range(1, 9)]
    for cell in notebook["cells"]:
        outputs = str(cell.get("outputs", ""))
        assert "widget" not in outputs
        assert ("ask(" not in "".join(cell["source"])) or "text/html" in outputs
