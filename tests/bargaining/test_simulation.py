"""The simulation's tables: whole as they are, and every broken edit refused with its place."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest

from darfurlab import datasets
from darfurlab.bargaining import simulation
from darfurlab.datasets import pack
from darfurlab.datasets.pack import Table
from darfurlab.datasets.rules import every
from darfurlab.datasets.rules import simulation as simulation_rules
from darfurlab.launch import command as cli
from darfurlab.launch.check import check
from edits import DATA, Rows, copy_of_the_data, dropping, edit, put


@pytest.fixture
def folder(tmp_path) -> Path:
    return copy_of_the_data(tmp_path)


def change_in(folder: Path, name: str, change: Callable[[Rows], Rows | None]) -> None:
    edit(folder, f"simulation/{name}", change)


def without(row: int) -> Callable[[Rows], Rows]:
    return lambda rows: rows[: row - 2] + rows[row - 1 :]


def cell(name: str, row: int, column: str, value: str, accepted: str) -> tuple:
    """Return an edit of one cell that is refused right there."""
    return name, put(row, column, value), (name, row, column, value), accepted


# Which rule tells of an edit, of those that it breaks alone; "": the description of the tables.
EDITS = {
    "": [
        cell("scores", 5, "score", "-1", "a whole number from 0 to"),
        cell("scores", 5, "score", "many", "digits only"),
        cell("scores", 5, "score", "4.5", "a whole number"),
        cell("scores", 5, "score", "1e3", "a whole number"),
        cell("scores", 5, "score", "NaN", "a whole number"),
        cell("scores", 5, "score", "", "must be filled"),
        cell("scores", 5, "party", "nobody", "accepted: darfur-"),
        cell("scores", 5, "option", "power-x", "no such id"),
        (
            "scores", lambda rows: [*rows, rows[3]],
            ("scores", 157, "party and option", "government power-interim"), "row 5 has the same",
        ),
        cell("options", 3, "status_quo", "yes", "true, false"),
        cell("options", 3, "issue", "oil", "no such id"),
        (
            "options", put(2, "option", "power-posts"), ("options", 3, "option", "power-posts"),
            "row 2 has the same",
        ),
        cell("issues", 2, "grievance", "oil", "21 values"),
        cell("issues", 2, "level", "local", "national, regional"),
        cell("parties", 2, "actors", "nobody", "no such id"),
        cell("parties", 2, "basis", "stated", "accepted: coding"),
        cell("walk_away", 6, "points", "-3", "from 0 to"),
        cell("tables", 2, "parties", "elders", "no such id"),
        cell("tables", 2, "issues", "oil", "no such id"),
        cell("processes", 2, "settled", "peace", "no such id"),
    ],
    "one_status_quo_an_issue": [
        cell("options", 2, "status_quo", "false", "no option of power stands; true is"),
        cell("options", 3, "status_quo", "true", "row 2 is the status quo of power"),
        (
            "issues", lambda rows: [*rows, rows[0] | {"issue": "oil"}],
            ("issues", 11, "issue", "oil"), "0 options in simulation/options.csv; two or more",
        ),
    ],
    "every_party_scores_every_option": [
        cell("scores", 5, "issue", "wealth", "belongs to power"),
        (
            "scores", without(5),
            ("scores", 0, "score", ""), "government has no score for power-interim",
        ),
        (
            "scores", dropping(option="power-interim"), ("options", 5, "option", "power-interim"),
            "no party scores it in simulation/scores.csv",
        ),
        ("reasons", without(4), ("reasons", 0, "reason", ""), "government has no reason for const"),
    ],
    "every_party_has_a_value_and_a_role": [
        ("walk_away", without(3), ("walk_away", 0, "points", ""), "darfur-movements has no row"),
        ("roles", without(2), ("roles", 0, "public_position", ""), "government has no row"),
        (
            "roles", put(7, "kind", "party"),
            ("roles", 7, "party", ""), "a party’s name is expected where kind is party",
        ),
        cell(
            "walk_away", 6, "points", "101",
            "east can reach 100 points at best, so it would sign nothing; a number from 0 to 100",
        ),
    ],
    "what_touches_the_root_is_a_change_with_a_reason": [
        cell("options", 2, "touches_root", "true", "what stands moves no power and no wealth"),
        cell("options", 4, "root_reason", "", "no reason is given why the option touches"),
    ],
    "tables_wait_for_tables_before_them": [
        cell("tables", 7, "after", "later", "accepted: national"),
        cell("tables", 6, "after", "east", "none, for it is the first"),
        (
            "tables", dropping(process="all-sudan"),
            ("processes", 3, "process", "all-sudan"), "it has no table in",
        ),
        cell("processes", 2, "settled", "power-posts power-quotas", "two options of power"),
    ],
}  # fmt: skip
BREAKS = {rule: [*own] for rule, own in EDITS.items() if rule}
# By which other tables are broken, so that no rule is asked.
BREAKS["one_status_quo_an_issue"] += [
    cell("issues", 2, "issue", "east", "row 6 of simulation/parties.csv has this id")
]


@pytest.fixture(scope="module")
def whole() -> dict[str, Table]:
    tables, problems = pack.read_package(DATA)
    assert not problems
    return tables


def edited(tables: dict[str, Table], name: str, change: Callable[[Rows], Rows | None]):
    table = tables[f"simulation_{name}"]
    rows = [dict(row) for row in table.rows]
    rows = change(rows) or rows
    lines = tuple(range(2, len(rows) + 2))
    return tables | {f"simulation_{name}": replace(table, rows=tuple(rows), lines=lines)}


def test_each_break_is_told_by_its_rule_and_by_no_other(whole):
    for rule, broken in BREAKS.items():
        for name, change, _, said in broken:
            tables = edited(whole, name, change)
            told = {r.__name__: list(r(tables)) for r in every.rules_of(simulation_rules)}
            assert [r for r, problems in told.items() if problems] == [rule], said
            assert any(said in problem.expected for problem in told[rule])


def test_no_rule_goes_untested_and_no_fault_that_it_tells(whole):
    """Every `yield` of the rules is reached: a new one wants a break of its own here."""
    assert set(BREAKS) == {rule.__name__ for rule in every.rules_of(simulation_rules)}
    source = ast.parse(Path(simulation_rules.__file__).read_text(encoding="utf-8"))
    for function in (n for n in source.body if getattr(n, "name", "") in BREAKS):
        yields = [n.lineno for n in ast.walk(function) if isinstance(n, ast.Yield)]
        rule = getattr(simulation_rules, function.name)
        reached = set()
        for name, change, *_ in BREAKS[function.name]:
            found = rule(edited(whole, name, change))
            for _ in found:
                reached.add(found.gi_frame.f_lineno)
        assert sorted(yields) == sorted(reached), function.name


@pytest.mark.parametrize(("name", "change", "fault", "accepted"), [*chain(*EDITS.values())])
def test_a_broken_edit_is_refused_with_its_place(folder, name, change, fault, accepted):
    change_in(folder, name, change)
    file, *place = fault
    found = [p for p in check(folder).problems if [p.row, p.column, p.value] == place]
    assert [p.file for p in found] == [f"simulation/{file}.csv"]
    assert accepted in found[0].expected


def test_every_missing_score_is_named_and_the_command_fails(folder, capsys):
    change_in(folder, "scores", dropping(party="east", issue="wealth"))
    assert cli.main(["check", str(folder)]) == 1
    told = capsys.readouterr().out
    for option in ("as-now", "funds", "shares", "commission"):
        assert f"east has no score for wealth-{option}" in told


HARMLESS = [
    ("scores", put(5, "score", "1")),
    ("scores", lambda rows: rows[::-1]),
    ("options", lambda rows: rows[::-1]),
    ("walk_away", put(6, "points", "100")),
    ("processes", put(2, "settled", "power-posts wealth-funds")),
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "change"), HARMLESS)
def test_an_instructor_may_change_what_is_theirs(folder, name, change):
    change_in(folder, name, change)
    assert check(folder).problems == []


def test_a_new_option_scored_by_all_is_welcome(folder):
    def option(rows):
        return [*rows, rows[3] | {"option": "power-split", "text": "Two governments"}]

    def scored(rows):
        new = [r | {"option": "power-split"} for r in rows if r["option"] == "power-interim"]
        return rows + new

    change_in(folder, "options", option)
    assert check(folder).problems
    change_in(folder, "scores", scored)
    assert check(folder).problems == []


# --- what the numbers promise ---------------------------------------------------------------------


def test_every_party_could_reach_a_hundred_and_is_above_its_status_quo():
    scores = datasets.load_simulation_scores()
    best = scores.groupby(["party", "issue"])["score"].max().groupby("party").sum()
    assert set(best) == {100}
    walk_away = datasets.load_simulation_walk_away().set_index("party")["points"]
    assert set(walk_away.index) == set(best.index)


def test_every_issue_has_three_or_four_options_the_status_quo_first():
    options = datasets.load_simulation_options()
    for issue, own in options.groupby("issue"):
        assert 3 <= len(own) <= 4, issue
        assert own["status_quo"].tolist() == [True] + [False] * (len(own) - 1)


def test_the_root_is_touched_for_all_regions_by_national_options_and_in_part_by_regional_ones():
    options, sudan = datasets.load_simulation_options(), simulation.load()
    touching = options[options["touches_root"]]
    assert {*sudan.root} | {*sudan.part} == {
        *zip(touching["issue"], touching["option"], strict=True)
    }
    level = datasets.load_simulation_issues().set_index("issue")["level"]
    assert {level[issue] for issue, _ in sudan.root} == {"national"}
    assert {level[issue] for issue, _ in sudan.part} == {"regional"}
    assert ("east-revenue", "east-revenue-share") in sudan.part


def test_a_national_issue_stands_for_a_national_grievance():
    """A regional issue may be one region's view of a national grievance; not the reverse."""
    issues = datasets.load_simulation_issues()
    level = datasets.load_grievances().set_index("grievance")["level"]
    national = issues[issues["level"] == "national"]
    assert set(national["grievance"].map(level)) == {"national"}


def test_those_who_sign_nothing_have_a_card_and_militias_stand_where_security_does():
    roles = datasets.load_simulation_roles().set_index("role")
    parties = set(datasets.load_simulation_parties()["party"])
    assert set(roles.index[roles["kind"] == "party"]) == parties == set(roles["party"].dropna())
    heard = {"militia-commander", "women", "displaced-people", "pastoralists"}
    assert set(roles.index[roles["kind"] == "heard"]) == heard
    assert {"adviser", "observer"} <= set(roles["kind"])
    options = datasets.load_simulation_options()
    changes = options[(options["issue"] == "darfur-security") & ~options["status_quo"]]
    assert changes["text"].str.contains("militias").all()


def test_everything_is_labelled_as_ours():
    for name in [n for n in datasets.__all__ if n.startswith("load_simulation_")]:
        assert set(getattr(datasets, name)()["basis"]) == {"coding"}, name
