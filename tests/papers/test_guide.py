"""The instructor's guide: whole, of the right length, and naming nothing that is gone."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from darfurlab.datasets.folders import lessons
from darfurlab.papers import guide

TOP = Path(__file__).resolve().parents[2]
GUIDE = TOP / "data" / "guide"
ACTIVITIES = TOP / "src" / "darfurlab" / "activities"


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
        ("minutes = [9, 4, 13]", "minutes = [10, 4, 13]",
         "'51' was given; the steps of the plan “50” take 50 minutes together"),
        ("minutes = [9, 4, 13]", "minutes = [9, 5, 13]",
         "'36' was given; the steps of the plan “late” take 35 minutes together"),
        ("minutes = [9, 4, 13]", "minutes = 9", "'9' was given; expected: three whole numbers"),
        ('hard = "The', 'hard = "In {section 03/no} the', "{section}: '03/no' was given; gone; "),
        ('"03/left-open" = "Use', '"03/left-over" = "Use', "on_paper: '03/left-over' was given; "),
        ('lines = [\n  "Djibril', 'made = "names"\nlines = [\n  "Djibril',
         "'names' was given; expected: deals, steps or theses"),
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
    steps = [{"minutes": [5, 6, 7]}, {"minutes": [0, 10, 3]}, {"minutes": [45, 19, 80]}]
    assert guide.clock(steps, 0) == ["0–5", "—", "5–50"]
    assert guide.clock(steps, 1, 15) == ["15–21", "21–31", "31–50"]


def test_first_monday_and_each_plan_say_alike_which_class_uses_which_column(
    made: dict[str, str],
) -> None:
    """All but lesson 00, whose own column counts the start of the laptops."""
    with_it = [name for name, text in made.items() if guide.columns(GUIDE) in text]
    assert with_it == ["first-monday", *(f"lesson-0{n}" for n in range(1, 5))]
    assert "**Which column of the table.** Use the column *50*: it counts" in made["lesson-00"]
    for name in guide.CLOCKS:
        assert f"*{name}*" in guide.columns(GUIDE)


def test_a_step_says_where_its_questions_stand_on_the_sheet(made: dict[str, str]) -> None:
    row = next(line for line in made["lesson-03"].splitlines() if "**Who was in charge?**" in line)
    assert "*Sheet:* 3<br>" in row  # after two questions on lesson 02
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


# What a plan takes from elsewhere than its lesson: the page First Monday, the sheets, JupyterLab.
ELSEWHERE = {
    "Build a deal on paper",
    "Rubric",
    "Words",
    "Darfur since 2003",
    "late",
    "say and watch",
    "Ctrl",
    "Enter",
}
SAID = re.compile(r"(?<!\*)(\*{1,2})(?!\*)(.+?)\1")


def _quoted(plan: dict[str, Any]) -> Iterator[tuple[bool, str]]:
    """Yield what a plan sets in bold (buttons and menus) or in italics (headings, verdicts)."""
    for part in (plan, *plan["step"]):
        texts = [
            v for k, v in part.items() if isinstance(v, str) and k not in ("title", "day_before")
        ]
        for text in texts:
            yield from ((found[1] == "**", found[2]) for found in SAID.finditer(text))


def _numbers(plan: dict[str, Any]) -> Iterator[str]:
    for step in plan["step"]:
        for key in ("room", "watch", "paper"):
            text = re.sub(r"¶\d+|questions? \d|lesson \d\d|\d+ minutes", "", step[key])
            yield from re.findall(r"\d[\d,.]*\d|\d", text)


@pytest.mark.parametrize("number", ["00", "01", "02", "03", "04"])
def test_what_a_plan_quotes_and_counts_stands_in_its_lesson(number: str) -> None:
    plan = guide.plan_of(GUIDE / f"{number}.toml")
    lesson = json.dumps(guide.lesson(number), ensure_ascii=False)
    (bank,) = (TOP / "data" / "questions").glob(f"{number}-*.toml")
    lesson += bank.read_text(encoding="utf-8") + str(plan.get("box"))
    elsewhere = ELSEWHERE | {step["title"] for step in plan["step"]}
    for bold, quoted in _quoted(plan):
        stands = quoted in lesson if bold else quoted.lower() in lesson.lower()
        assert stands or quoted in elsewhere, quoted
    assert [n for n in _numbers(plan) if not re.search(rf"\b{n}\b", lesson)] == []


def test_each_core_activity_has_its_step_in_the_order_of_the_lesson() -> None:
    for path in guide.plans(GUIDE):
        notebook, plan = guide.lesson(path.stem), guide.plan_of(path)
        named = [each for step in plan["step"] for each in step.get("activities", ())]
        core = guide.asked(notebook)
        assert [each for each in named if each in core] == core, path.stem
        every = list(guide.sections(notebook))
        assert named == sorted(named, key=every.index), path.stem


def test_a_section_is_named_by_what_stands_in_it() -> None:
    cells = [
        {"cell_type": "markdown", "source": ["# 09 · A lesson\n", "## 2 · First · further\n"]},
        {"cell_type": "code", "source": ['ask("09/one")\n', "show(charts.drawn(x))"]},
        {"cell_type": "markdown", "source": ["## Argue back\n", "### 3 · A part\n"]},
        {"cell_type": "code", "source": ['ask("09/two")']},
    ]
    found = guide.sections({"cells": cells})
    assert found == {"09/one": "2 · First", "drawn": "2 · First", "09/two": "Argue back"}
    assert "In the lesson, section 4 is" in guide.plan_of(GUIDE / "01.toml")["hard"]


def test_a_box_is_filled_from_the_data() -> None:
    deals = guide.plan_of(GUIDE / "02.toml")["box"][0]["lines"]
    assert "*Government* 26, *movements* 4." in deals[0]  # today
    assert deals[3].startswith("D: ")
    assert "*Government* 30, *movements* 5." in deals[3]
    assert len(guide.plan_of(GUIDE / "00.toml")["box"][0]["lines"]) == 7
    steps = guide.plan_of(GUIDE / "04.toml")["box"][1]["lines"]
    assert len(steps) == 6
    assert steps == sorted(steps)  # which is not the order that the brief gives


def test_the_buttons_of_the_pages_for_a_monday_stand_in_lesson_00(made: dict[str, str]) -> None:
    known = json.dumps(guide.lesson("00"), ensure_ascii=False)
    known += "".join(p.read_text(encoding="utf-8") for p in ACTIVITIES.glob("work*.*"))
    for name in ("first-monday", "on-the-screen"):
        text = re.sub(r"^\*\*.+?\*\*", "", made[name], flags=re.MULTILINE)  # the heads of lines
        named = set(re.findall(r"\*\*(.+?)\*\*", text))
        assert {"My work", "▶▶", "Restart"} <= named
        assert [each for each in named - {"Restart"} if each not in known] == [], name
