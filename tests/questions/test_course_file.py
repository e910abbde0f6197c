"""The file of a course: each mistake costs its own line, and is said in words of what to type."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from darfurlab.datasets import folders
from darfurlab.datasets.problem import DataError
from darfurlab.questions import course_file
from darfurlab.questions.course import WHOLE

EXAMPLE = (Path(__file__).resolve().parents[2] / "docs" / "course-example.toml").read_text("utf-8")
TITLE = 'title = "Peace and conflict, 1 to 15 February 2027"'
CONTACT = 'contact = "Amina Yousif, room 12, amina@example.org"'
LESSONS, HIDDEN = 'lessons = ["00", "01", "03"]', '"01: Almost three times as many deaths?"'
OPEN = '[[question]]\nid = "our-city"'


def written(folder: Path, text: str = EXAMPLE) -> Path:
    (folder / course_file.NAME).write_text(text, encoding="utf-8")
    return folder / course_file.NAME


def test_the_example_has_no_fault_and_is_read(tmp_path: Path) -> None:
    own, problems = course_file.read(written(tmp_path))
    assert problems == []
    assert own.safe
    assert own.lessons == ("00", "01", "03")
    assert own.hidden == ("01: Almost three times as many deaths?", "03/left-open")
    assert own.dates["03"] == date(2027, 2, 15)
    assert [(q.id, q.kind, q.at) for q in own.questions] == [
        ("our-city", "reflection", "01"), ("who-names", "choice", "03"),
    ]  # fmt: skip


# What is lost by a mistake: a setting, or the number of lessons, hidden parts, days, questions.
CURLY = "the quotation marks are curly"
FIRST = "contact must stand above the first [[question]]"
MISTAKES = [
    # a text
    (TITLE, TITLE.replace('"', "“", 1).replace('"', "”"), 5, CURLY, "title"),
    (TITLE, TITLE.replace('"', "„", 1).replace('"', "“"), 5, CURLY, "title"),
    (TITLE, TITLE[:-1] + "”", 5, "the last quotation mark is curly", "title"),
    (TITLE, TITLE[:-1], 5, 'the text is not closed; put a " at its end', "title"),
    (TITLE, TITLE.replace('"', ""), 5, "stands between straight quotation marks", "title"),
    (CONTACT, CONTACT.replace(" = ", "\u00a0=\u00a0"), 8, "delete it and type a space", "contact"),
    (CONTACT, CONTACT.replace(" =", ":"), 8, "write = in place of : after the name", "contact"),
    (CONTACT, 'contact = " "', 8, "write a name and a telephone number", "contact"),
    (CONTACT, "contact =", 8, "nothing stands after the sign =", "contact"),
    (CONTACT, "contact = 0249 555 0100", 8, "a number with spaces or signs is a text", "contact"),
    (CONTACT, f"{CONTACT}\ncontact = 'x'", 9, "contact stands twice", ""),
    (CONTACT, CONTACT.title(), 8, "did you mean contact?", "contact"),
    # what students see: lessons
    ('"03"]', '"07"]', 11, "'07' was given; no such lesson; accepted: 00, 01, 02", "lessons 2"),
    (LESSONS, LESSONS.replace('0"', '7"'), 11, "no such lesson", "lessons 2"),
    (LESSONS, 'lessons = ["07"]', 11, "no such lesson", "held"),
    (LESSONS, "lessons = []", 11, "write names between [ and ]", "held"),
    (LESSONS, LESSONS.replace('"', ""), 11, "write each of them between quotation marks", "held"),
    (LESSONS, LESSONS.replace(",", ""), 11, "a comma or ] is missing", "held"),
    (LESSONS, LESSONS.replace(",", ";"), 11, "write a comma, not a semicolon", "held"),
    (LESSONS, 'lessons = "00", "01"', 11, "several values stand between [ and ]", "held"),
    (LESSONS, f"{LESSONS}\n{LESSONS}", 12, "lessons stands twice", "held"),
    # what students see: parts
    ('= "core"', '= "short"', 14, "'short' was given; \"core\" or \"everything\"", "held"),
    ('= "core"', "= core", 14, "stands between straight quotation marks", "held"),
    (HIDDEN, '"01: Almost 3 times"', 19, "did you mean “01: Almost three times as many", "held"),
    (HIDDEN, '"Almost three times as many deaths?"', 19, "begin with the number of the", "held"),
    (HIDDEN, '"03: ?"', 19, "03: Forum shopping; 03/predict-forum; 03: Score the Doha", "held"),
    (f"{HIDDEN},", HIDDEN, 20, "a comma or ] is missing", "held"),
    ("hidden =", "hide =", 18, "did you mean hidden?", "held"),
    ("hidden =", "versteckt =", 18, "no such setting; accepted: title", "held"),
    (TITLE, "now the hidden parts", 5, "this line says nothing that is known", "held"),
    (TITLE, f"{TITLE}\nand more", 6, "this line says nothing that is known", "held"),
    # days
    *[
        ("2027-02-01", day, 25, "a day is written year-month-day", "dates 2")
        for day in ("7/12/2026", "07.12.2026", "07-12-2026", "2026-12-7", "7 December 2026",
                    "2026-02-31", "٢٠٢٦-١٢-٠٧", '"7 December 2026"', '"2026-12-07"')
    ],
    ('"00" = 2', '"9" = 2', 25, "'9' was given; no such lesson", "dates 2"),
    ("[dates]\n", "\n", 25, "the line [dates] is missing above it", "dates 0"),
    ("[dates]\n", "[dates\n", 24, "a ] is missing at the end", ""),
    ("[dates]\n", f"[dates]\n{CONTACT}\n", 25, "contact must stand above the line [dates]", ""),
    ("[dates]\n", f"[dates]\n{LESSONS}\n", 25, "lessons must stand above the line [dates]", "held"),
    # questions
    (OPEN, OPEN[1:].replace("]]", "]"), 33, "write [[question]] with two brackets", "questions 1"),
    (OPEN, OPEN.replace("]]", "]"), 33, "write [[question]] with two brackets", "questions 1"),
    (OPEN, OPEN.replace("[q", "[Q"), 33, "write [[question]] with two brackets", "questions 1"),
    (OPEN, OPEN.replace("n]]", "ns]]"), 33, "write [[question]] with two", "questions 1"),
    (OPEN, OPEN.replace("our-city", "Our City"), 33, "small letters", "questions 1"),
    ('at = "01"', 'at = "02"', 35, "the lesson of your course at whose end", "questions 1"),
    ('at = "01"\n', "", 0, "the lesson of your course at whose end it", "questions 1"),
    ("reflection", "open", 33, "an open question is a reflection", "questions 1"),
    ("min_words =", "words =", 33, "no such key; did you mean min_words?", "questions 1"),
    ("national-1", "National ¶1", 33, "its name ends its link, such as passages.md", "questions 1"),
    (OPEN, f"{OPEN}\n{CONTACT}", 33, FIRST, "questions 1"),
    (OPEN, f"{OPEN}\nhidden = []", 33, "hidden must stand above the first [[question]]", "held"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "told", "lost"), MISTAKES)
def test_a_mistake_is_named_and_costs_what_it_stands_in(
    old: str, new: str, line: int, told: str, lost: str, tmp_path: Path
) -> None:
    assert old in EXAMPLE
    whole, _ = course_file.read(written(tmp_path))
    own, problems = course_file.read(written(tmp_path, EXAMPLE.replace(old, new, 1)))
    assert any(told in str(each) and each.row == line for each in problems), list(
        map(str, problems)
    )
    for word in ("row", "column", "table", "TOML", "kebab"):
        assert not any(re.search(rf"\b{word}\b[^;]* ", each.expected) for each in problems)
    assert own.safe == (lost != "held")
    name, _, left = lost.partition(" ")
    for key in ("title", "contact", "lessons", "hidden", "dates", "questions"):
        if key == name:
            assert len(getattr(own, key)) == int(left or 0)
        elif lost != "held" and (key, name) != ("questions", "lessons"):  # that of a lost lesson
            assert getattr(own, key) == getattr(whole, key)


def test_each_line_of_a_file_from_word_is_named(tmp_path: Path) -> None:
    own, problems = course_file.read(written(tmp_path, re.sub(r'"([^"]*)"', r"“\1”", EXAMPLE)))
    assert not own.safe
    assert [each.row for each in problems] == [5, 8, 11, 14, 19, 25, 26, 27, 34, 45]
    assert all("curly" in each.expected for each in problems)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (EXAMPLE.encode("utf-16"), "this is UTF-16"),
        (
            EXAMPLE.replace("Amina", "Müller").encode("cp1252"),
            "Windows-1252; save it as plain text",
        ),
        (b"PK\x03\x04" + b"\0" * 50, "in Word: Save As, Plain Text"),
    ],
)
def test_of_a_file_that_cannot_be_read_nothing_is_handed_out(
    content: bytes, told: str, tmp_path: Path
) -> None:
    (tmp_path / course_file.NAME).write_bytes(content)
    own, problems = course_file.read(tmp_path / course_file.NAME)
    assert told in str(problems[0])
    assert not own.safe


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (LESSONS, "lessons = [0, 1, 3]"),
        (LESSONS, 'lessons = ["Lesson 0", "1", "03-mediation-failure.ipynb"]'),
        (HIDDEN, '"01: 5 · Almost three times as many deaths?"'),
        (HIDDEN, '"1: almost three times as many deaths? · further"'),
        ('"00" = ', "00 = "),
        ('"01" = 2', '[dates]\n1 = 2'),
        (TITLE, f"\t{TITLE}\t"),
        ("# An", "\ufeff# An"),
        ("\n", "\r\n"),
        ('at = "01"', 'at = "Lesson 1"'),
        ('passages = ["national-1"]\n', ""),
    ],
)  # fmt: skip
def test_what_can_only_mean_one_thing_is_taken_so(old: str, new: str, tmp_path: Path) -> None:
    whole, _ = course_file.read(written(tmp_path))
    text = EXAMPLE.replace(old, new, -1 if old == "\n" else 1)
    own, problems = course_file.read(written(tmp_path, text))
    assert problems == []
    assert (own.lessons, own.hidden, own.dates) == (whole.lessons, whole.hidden, whole.dates)
    assert [q.at for q in own.questions] == [q.at for q in whole.questions]


def test_days_may_stand_below_the_questions(tmp_path: Path) -> None:
    days = EXAMPLE[EXAMPLE.index("[dates]\n") : EXAMPLE.index("# Your own")]
    own, problems = course_file.read(written(tmp_path, EXAMPLE.replace(days, "") + days))
    assert problems == []
    assert len(own.dates) == 3


def test_a_sixth_question_is_too_many(tmp_path: Path) -> None:
    head, mark, one = EXAMPLE[: EXAMPLE.index("# A question with")].partition("[[question]]")
    more = "".join(mark + one.replace("our-city", f"our-city-{n}") for n in range(6))
    own, (problem,) = course_file.read(written(tmp_path, head + more))
    assert len(own.questions) == course_file.MOST
    assert "at most 5 questions of your own" in str(problem)
    assert (head + more).split("\n")[problem.row - 1] == "[[question]]"
    assert (head + more).count("[[question]]", 0, (head + more).rindex("[[question]]")) >= 5


def test_the_course_that_was_read_is_said_in_a_line(tmp_path: Path) -> None:
    file = written(tmp_path)
    line, warning = course_file.said(file, course_file.read(file)[0], tmp_path)
    assert line == (
        f"Your course ({file}): “Peace and conflict, 1 to 15 February 2027”; lessons 00, 01, 03; "
        "only the core; 2 parts hidden; for help: Amina Yousif, room 12, amina@example.org; "
        "3 dates; 2 questions of your own."
    )
    assert "invented" in warning
    (line,) = course_file.said(file, WHOLE, tmp_path)
    assert "all lessons; core and further; no parts hidden; nobody is named for help" in line


@pytest.mark.parametrize(
    ("name", "todo"),
    [
        *[(name, "rename it to course.toml") for name in (
            "course.toml.txt", "course.txt", "COURSE.TOML", "course (1).toml",
            "Copy of course.toml", "course-example.toml", "course.toml.toml")],
        *[(name, "save it as plain text with the name course.toml") for name in (
            "course.docx", "course.toml.docx", "course.rtf")],
        ("coursework.docx", ""), ("notes.txt", ""), ("course.csv", ""),
    ],
)  # fmt: skip
def test_a_name_that_is_nearly_right_is_named(name: str, todo: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(EXAMPLE)
    none, *near = course_file.said(None, WHOLE, tmp_path)
    assert none.startswith(f"No course.toml in {tmp_path}")
    assert near == ([f"{name} is not read: {todo}"] if todo else [])


def test_a_question_of_the_course_is_found_beside_the_lessons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataError, match="accepted"):
        course_file.find("course/our-city", folders.questions())
    written(tmp_path)
    assert course_file.find("course/our-city", folders.questions()).lesson == "course"
    assert course_file.find("01/sort-causes", folders.questions()).lesson == "01"
