"""The instructor's guide: whole, of the right length, and naming nothing that is gone."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from darfurlab.datasets.folders import lessons
from darfurlab.papers import guide

TOP = Path(__file__).resolve().parents[2]
GUIDE = TOP / "data" / "guide"


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return guide.pages(GUIDE)


def test_each_lesson_has_a_plan_and_no_plan_names_what_is_gone() -> None:
    assert [path.stem for path in guide.plans(GUIDE)] == [
        path.name[:2] for path in lessons(TOP / "notebooks")
    ]
    assert list(map(str, guide.faults(GUIDE))) == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('"03/left-open"', '"03/gone"',
         "03.toml, step 2 activities: '03/gone' was given; gone; "),
        ('"relations_network"', '"relations_net"',
         "step 3 charts: 'relations_net' was given; gone; did you mean relations_network?"),
        ('"dice"', '"dices"', "step 4 prints: 'dices' was given; gone; did you mean dice?"),
        ('"mediator-3"', '"mediator-9"', "misreading 4 passages: 'mediator-9' was given; gone; "),
        ("minutes = [9, 13]", "minutes = [10, 13]",
         "'51' was given; the steps of the plan of 50 minutes take 50 together"),
        ("minutes = [9, 13]", "minutes = 9", "'9' was given; expected: two whole numbers"),
        ("hard =", "hrad =", "'hrad' was given; no such key; did you mean hard?"),
        ("before =", "before", "this is not name = value"),
    ],
)  # fmt: skip
def test_each_fault_is_named(old: str, new: str, told: str, tmp_path: Path) -> None:
    shutil.copy(GUIDE / "handouts.toml", tmp_path)
    text = (GUIDE / "03.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "03.toml").write_text(text.replace(old, new), encoding="utf-8")
    found = list(map(str, guide.faults(tmp_path)))
    assert any(told in each for each in found), found


def test_the_clock_of_a_plan_runs_to_its_end_and_skips_what_is_left_out() -> None:
    steps = [{"minutes": [5, 6]}, {"minutes": [0, 10]}, {"minutes": [45, 74]}]
    assert guide.clock(steps, 0) == ["0–5", "—", "5–50"]
    assert guide.clock(steps, 1) == ["0–6", "6–16", "16–90"]


def test_a_step_says_where_its_questions_stand_on_the_sheet(made: dict[str, str]) -> None:
    row = next(line for line in made["lesson-03"].splitlines() if "**Who was in charge?**" in line)
    assert "*Sheet:* question 3<br>" in row  # after two questions on lesson 02
    assert guide.asked(guide.lesson("03"))[2] == "03/left-open"


def test_every_link_of_the_guide_leads_to_a_file(made: dict[str, str]) -> None:
    for name, text in made.items():
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
            assert (TOP / "notebooks" / "instructor" / target).is_file(), f"{name}: {target}"


def test_the_contact_stands_where_it_is_looked_for_and_is_missed_where_it_is_not() -> None:
    made = guide.pages(GUIDE, "Room 12, Ms Adam")
    for name, text in made.items():
        if name == "first-monday" or name.startswith("lesson-"):
            assert "Room 12, Ms Adam" in text
        assert guide.NO_CONTACT not in text


def test_the_agreement_counts_only_what_two_readers_marked() -> None:
    memos = [{"first": [2, 1, 0], "second": [2, 0, 0]}, {"first": [1, 1, 1], "second": []}]
    assert guide.agreement(memos) == (2, 3)
    rubric = {"intro": "", "after": "", "part": [], "memo": []}
    assert "A second reading is missing." in guide.rubric_page(rubric)


def test_every_sample_memo_has_a_mark_for_each_part() -> None:
    rubric, _ = guide.read(GUIDE / "rubric.toml")
    assert len(rubric["memo"]) == 10
    for memo in rubric["memo"]:
        for marks in filter(None, (memo["first"], memo["second"])):
            assert len(marks) == len(rubric["part"])
            assert set(marks) <= {0, 1, 2}
    for at in range(3):  # each mark is met, in each part
        assert {memo["first"][at] for memo in rubric["memo"]} == {0, 1, 2}
