from __future__ import annotations

import pytest

from darfurlab.datasets.problem import SHOWN, DataError, Problem


def test_a_problem_says_where_what_and_what_would_do():
    said = str(Problem("events.csv", 7, "date", "2011-13", "accepted: a date"))
    assert said == "events.csv, row 7, column date: '2011-13' was given; accepted: a date"


@pytest.mark.parametrize(
    ("problem", "said"),
    [
        (Problem("a.csv", 0, "", "", "the file is empty"), "a.csv: the file is empty"),
        (Problem("a.csv", 3, "", "", "too short"), "a.csv, row 3: too short"),
        (Problem("a.csv", 3, "b", "", "fill it"), "a.csv, row 3, column b: fill it"),
    ],
)
def test_what_is_not_known_is_left_out(problem, said):
    assert str(problem) == said


def test_a_long_value_is_cut_and_stays_on_one_line():
    for problem in (
        Problem("a.csv", 1, "b", "x\n" * 100_000, "less"),
        Problem("a.csv", 1, "b\n" * 100_000, "x", "less"),
    ):
        assert len(str(problem).splitlines()) == 1
        assert len(str(problem)) < 200


def test_the_error_holds_every_problem_and_prints_the_first():
    problems = [Problem("a.csv", n, "b", "x", "y") for n in range(2, 2 + SHOWN + 5)]
    error = DataError(problems)
    assert error.problems == tuple(problems)
    assert isinstance(error, ValueError)
    lines = str(error).splitlines()
    assert lines[:-1] == [str(p) for p in problems[:SHOWN]]
    assert "5 more" in lines[-1]
