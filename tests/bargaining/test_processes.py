"""Peace processes: who sits where, about what, and when; and that the model can contradict itself.

Small games whose answers can be worked out by hand; then seeded searches on the pack's own game.
"""

from __future__ import annotations

import io
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from darfurlab import datasets
from darfurlab.bargaining import Game, processes
from darfurlab.bargaining.processes import (
    Process,
    Table,
    compare,
    find_counterexamples,
    measures,
    perturbed,
    play,
    read_game,
    read_processes,
    read_root,
)
from darfurlab.bargaining.scores import BadGame
from games import sheet as sheet_of

# Reform hurts the centre; peace in either region helps it. The west wants reform most.
SCORES = {
    ("reform", "none"): (10, 0, 0, 0),
    ("reform", "full"): (0, 8, 4, 9),
    ("west-peace", "war"): (0, 1, 0, 0),
    ("west-peace", "truce"): (6, 5, 0, 0),
    ("east-peace", "war"): (0, 0, 1, 0),
    ("east-peace", "truce"): (6, 0, 5, 0),
}
PARTIES = ("centre", "west", "east", "unarmed")
NOTHING = {"reform": "none", "west-peace": "war", "east-peace": "war"}
ISSUES = tuple(NOTHING)
ROOT = {("reform", "full")}

SEPARATE = Process("separate", (
    Table("west", ("centre", "west"), ("west-peace",)),
    Table("east", ("centre", "east"), ("east-peace",)),
))  # fmt: skip
TOGETHER = Process("together", (Table("all", PARTIES, ISSUES),))
REFORM_FIRST = Process("reform first", (
    Table("national", PARTIES, ("reform",)),
    Table("west", ("centre", "west"), ("west-peace",), after=("national",)),
    Table("east", ("centre", "east"), ("east-peace",), after=("national",)),
))  # fmt: skip


def scores() -> pd.DataFrame:
    return sheet_of(SCORES, PARTIES)


def game(**walk_away: float) -> Game:
    return Game(scores(), {"centre": 10, "west": 3, "east": 3, "unarmed": 1} | walk_away)


def test_separate_tables_leave_alone_what_they_may_not_touch():
    done = play(game(), SEPARATE)
    assert done.deal == {"reform": "none", "west-peace": "truce", "east-peace": "truce"}
    assert done.scores == {"centre": 22, "west": 5, "east": 5, "unarmed": 0}
    assert [s.agreed for s in done.sittings] == [{"west-peace": "truce"}, {"east-peace": "truce"}]
    assert [s.signed for s in done.sittings] == [("centre", "west"), ("centre", "east")]
    assert all(s.met and s.holdouts == () for s in done.sittings)
    assert measures(game(), done, ROOT, "centre") == {
        "deals": 2, "tables": 2, "root_touched": False, "root_issues": 0, "part_issues": 0,
        "joint_gain": 20,
        "worst_off": "unarmed", "worst_gain": -1, "left_out": ("unarmed",), "government_gives": 0,
    }  # fmt: skip


def test_one_table_trades_peace_for_reform():
    done = play(game(), TOGETHER)
    assert done.deal == {"reform": "full", "west-peace": "truce", "east-peace": "truce"}
    assert done.scores == {"centre": 12, "west": 13, "east": 9, "unarmed": 9}
    told = measures(game(), done, ROOT, "centre")
    assert told["root_touched"]
    assert told["left_out"] == ()
    assert told["government_gives"] == 10  # reform; what peace brings it is not set off
    assert (told["worst_off"], told["worst_gain"]) == ("centre", 2)


def test_phases_without_a_first_deal_never_reach_the_second():
    done = play(game(), REFORM_FIRST)
    assert done.deal == NOTHING  # nobody looks ahead to what peace would bring the centre
    assert [s.met for s in done.sittings] == [True, False, False]
    assert done.sittings[0].holdouts == ("centre",)
    assert all(s.signed == () for s in done.sittings)


def test_a_first_deal_opens_the_second_phase():
    done = play(game(), REFORM_FIRST, leverage={"centre": 10})
    assert done.deal == {"reform": "full", "west-peace": "truce", "east-peace": "truce"}
    assert [bool(s.agreed) for s in done.sittings] == [True, True, True]


@pytest.mark.parametrize("leverage", [9, {"centre": 9}, {"centre": 9.99}])
def test_leverage_counts_to_the_point(leverage):
    assert play(game(), REFORM_FIRST, leverage=leverage).deal["reform"] == "none"


def test_who_has_signed_gives_up_no_more_than_leverage_takes():
    """West peace brings the centre 6; it then holds 16, and would lose 1 at the second table."""
    points = scores()
    points.loc[(points["option"] == "truce") & (points["issue"] == "east-peace")
               & (points["party"] == "centre"), "score"] = 0  # fmt: skip
    points.loc[(points["option"] == "war") & (points["issue"] == "east-peace")
               & (points["party"] == "centre"), "score"] = 1  # fmt: skip
    costly = Game(points, {"centre": 0, "west": 3, "east": 3, "unarmed": 1})
    assert play(costly, SEPARATE).deal["east-peace"] == "war"
    assert play(costly, SEPARATE, leverage=1).deal["east-peace"] == "truce"
    assert play(costly, SEPARATE, leverage=1, lasting=False).deal["east-peace"] == "war"
    only_east = Process("east", SEPARATE.tables[1:])
    assert play(costly, only_east).deal["east-peace"] == "truce", "its walk-away value is 0"


def test_more_vetoes_can_only_take_deals_away():
    stubborn = game(unarmed=50)
    assert play(stubborn, TOGETHER).deal == NOTHING
    assert play(stubborn, TOGETHER).sittings[0].holdouts == ("unarmed",)
    for vetoes in (3, PARTIES[:3]):
        done = play(stubborn, TOGETHER, vetoes=vetoes)
        assert done.deal["reform"] == "full"
        assert done.sittings[0].signed == ("centre", "west", "east")
        assert measures(stubborn, done, ROOT, "centre")["left_out"] == ("unarmed",)
    only_centre = play(game(), TOGETHER, vetoes=1)
    assert only_centre.deal == {"reform": "none", "west-peace": "truce", "east-peace": "truce"}
    assert (
        only_centre
        == play(game(), TOGETHER, vetoes=("centre",))
        == play(game(), TOGETHER, vetoes=0)
    )


def test_at_a_table_of_two_either_can_hold_out():
    done = play(game(west=50), SEPARATE)
    assert [s.holdouts for s in done.sittings] == [("west",), ()]


def test_where_nobody_with_a_veto_sits_the_first_seat_has_it():
    assert play(game(), SEPARATE, vetoes=("unarmed",)) == play(game(), SEPARATE, vetoes=1)
    assert play(game(centre=1000), SEPARATE, vetoes=("unarmed",)).deal == NOTHING


def test_what_was_settled_before_stands():
    before = Process("after reform", SEPARATE.tables, {"reform": "full"})
    done = play(game(), before)
    assert done.deal["reform"] == "full"
    assert done.scores["unarmed"] == 9


def test_a_table_that_changes_nothing_has_no_deal():
    idle = Process("idle", (Table("reform", ("centre",), ("reform",)),))
    (sitting,) = play(game(), idle).sittings
    assert (sitting.met, sitting.agreed, sitting.signed) == (True, {}, ())


@pytest.mark.parametrize(
    ("process", "how", "message"),
    [
        (SEPARATE, {"leverage": {"north": 1}}, "unknown party in leverage 'north'"),
        (SEPARATE, {"vetoes": ("north",)}, "unknown party in vetoes 'north'"),
        (SEPARATE, {"rule": "fair"}, "unknown rule 'fair'"),
        (Process("x", (Table("t", ("north",), ("reform",)),)), {}, "'north'; known: centre, west"),
        (Process("x", (Table("t", ("west",), ("rail",)),)), {}, "unknown issue 'rail'"),
        (Process("x", (Table("t", ("west",), ("reform",), ("u",)),)), {}, "after of 't' 'u'"),
        (Process("x", SEPARATE.tables, {"reform": "half"}), {}, "unknown option of 'reform'"),
        (Process("x", SEPARATE.tables, 5), {}, "deal: 5 was given; a mapping"),
        (Process("x", SEPARATE.tables, {"west": "half"}), {}, "unknown issue 'west'"),
        (Process("x", (SEPARATE.tables[0],) * 2), {}, "two tables of 'x' are named 'west'"),
        (Process("x", (Table("t", (), ("reform",)),)), {}, r"party \(at the table 't'\): none"),
        (Process("x", (Table("t", ("west",), ()),)), {}, r"issue \(at the table 't'\): none"),
        (Process("x", (Table("t", ("west",) * 2, ("reform",)),)), {}, "west, west was given"),
        (Process("x", (Table("t", ("west",), ("reform",), ("t",)),)), {}, "none, for it is the fi"),
        (
            Process("x", (
                Table("s", ("west",), ("reform",)),
                Table("t", ("west",), ("reform",), ("u",)),
                Table("u", ("west",), ("reform",)),
            )),
            {}, "after of 't' 'u' was given, which is no table of 'x' that meets before it.* s$",
        ),
        (
            Process("x", (*REFORM_FIRST.tables, Table("z", ("west",), ("rail",), ("national",)))),
            {}, r"unknown issue 'rail'.*at the table 'z'",  # though it would never meet
        ),
        (Process("x", ("west",)), {}, "tables of 'x': 'west' was given"),
        (SEPARATE, {"leverage": float("nan")}, "leverage: nan was given; a number"),
        (SEPARATE, {"leverage": float("inf")}, "leverage: inf was given; a number"),
        (SEPARATE, {"leverage": "3"}, "leverage: '3' was given; a number"),
        (SEPARATE, {"leverage": True}, "leverage: True was given; a number"),
        (SEPARATE, {"leverage": None}, "leverage: None was given; a number"),
        (SEPARATE, {"leverage": {"west": float("nan")}}, "leverage of 'west': nan was given"),
        (SEPARATE, {"leverage": pd.Series({"west": "3"})}, "leverage of 'west': '3' was given"),
        (SEPARATE, {"vetoes": True}, "vetoes.*: True was given"),
        (SEPARATE, {"vetoes": 1.5}, "vetoes.*: 1.5 was given"),
    ],
)  # fmt: skip
def test_bad_processes_say_what_is_known(process, how, message):
    with pytest.raises(BadGame, match=message):
        play(game(), process, **how)


def test_an_issue_that_is_moved_stands_at_one_table_and_no_other():
    moved = REFORM_FIRST.moved(["west-peace"], "national")
    assert [(t.name, t.issues) for t in moved.tables] == [
        ("national", ("reform", "west-peace")), ("east", ("east-peace",)),
    ]  # fmt: skip
    assert moved.tables[1].after == ("national",)
    assert [t.parties for t in moved.tables] == [PARTIES, ("centre", "east")]
    assert moved.settled == REFORM_FIRST.settled
    assert REFORM_FIRST.moved(["reform"], "national") == REFORM_FIRST


def test_nobody_waits_for_a_table_that_has_nothing_left_to_settle():
    moved = REFORM_FIRST.moved(["reform"], "west")
    assert [(t.name, t.after) for t in moved.tables] == [("west", ()), ("east", ())]


@pytest.mark.parametrize(
    ("issues", "table", "message"),
    [(["west-peace"], "nowhere", "national, west, east"), (["water"], "national", "west-peace")],
)
def test_a_move_of_or_to_what_is_not_there_is_met_with_what_is(issues, table, message):
    with pytest.raises(BadGame, match=message):
        REFORM_FIRST.moved(issues, table)


def test_what_touches_the_root_for_one_region_is_told_apart():
    part = {("east-peace", "truce"), ("west-peace", "truce")}
    apart = measures(game(), play(game(), SEPARATE), ROOT, "centre", part)
    assert (apart["root_touched"], apart["root_issues"], apart["part_issues"]) == (False, 0, 2)
    both = compare(game(), [SEPARATE, TOGETHER], ROOT, "centre", part)
    assert both["root_touched"].tolist() == [False, True]
    assert both["part_issues"].tolist() == [2, 2]


def test_the_tables_meet_in_every_order_but_never_before_one_they_wait_for():
    orders = [[t.name for t in order.tables] for order in REFORM_FIRST.orders()]
    assert orders == [["national", "west", "east"], ["national", "east", "west"]]
    assert [o.tables for o in SEPARATE.orders()] == [SEPARATE.tables, SEPARATE.tables[::-1]]
    assert next(REFORM_FIRST.orders()) == REFORM_FIRST


def test_compare_gives_a_row_a_process():
    told = compare(game(), [SEPARATE, TOGETHER, REFORM_FIRST], ROOT, "centre")
    assert told.index.tolist() == ["separate", "together", "reform first"]
    assert told["root_touched"].tolist() == [False, True, False]
    assert told["deals"].tolist() == [2, 1, 0]


def plain(points: dict[tuple[str, str], dict[str, object]], asks: dict, **stands: str) -> Game:
    """Return a game: (issue, option) → party → points."""
    return Game(sheet_of(points), asks, stands)


LEVERS = [0.1, Decimal("0.1"), Fraction(1, 10), np.float64(0.1), {"a": 0.1}, pd.Series({"a": 0.1})]


@pytest.mark.parametrize("leverage", LEVERS, ids=lambda n: type(n).__name__)
def test_leverage_is_the_decimal_that_it_is_written_as(leverage):
    """By hand: 0.8 - 0.1 is 0.7, which `new` gives; as a float it would be 0.7000000000000001."""
    points = {("x", "now"): {"a": 0.5, "b": 0}, ("x", "new"): {"a": 0.7, "b": 1}}
    tenths = {("x", "now"): {"a": 5, "b": 0}, ("x", "new"): {"a": 7, "b": 10}}
    alone = Process("alone", (Table("t", ("a", "b"), ("x",)),))
    assert 0.8 - 0.1 > 0.7
    assert play(plain(points, {"a": 0.8, "b": 0}), alone, leverage=leverage).deal["x"] == "new"
    assert play(plain(tenths, {"a": 8, "b": 0}), alone, leverage=1).deal["x"] == "new"


@pytest.mark.parametrize("score", [Fraction(5, 6), 0.1 * 3, 0.35 * 7.1], ids=str)
def test_who_has_signed_does_not_refuse_what_costs_it_nothing(score):
    points = {
        ("x", "now"): {"p": 0, "q": 0}, ("x", "new"): {"p": score, "q": 1},
        ("y", "now"): {"p": Fraction(1, 7), "q": 0}, ("y", "new"): {"p": Fraction(1, 7), "q": 1},
    }  # fmt: skip
    both = Process("both", (Table("x", ("p", "q"), ("x",)), Table("y", ("p", "q"), ("y",))))
    done = play(plain(points, {"p": 0, "q": 0}), both)
    assert done.deal == {"x": "new", "y": "new"}
    assert [s.signed for s in done.sittings] == [("p", "q"), ("p", "q")]


def test_a_large_status_quo_and_a_walk_away_value_with_a_tail_are_exact():
    points = {
        ("x", "now"): {"a": 100, "b": 0},
        ("y", "now"): {"a": 0, "b": 0}, ("y", "new"): {"a": 0, "b": 5},
    }  # fmt: skip
    alone = Process("alone", (Table("t", ("a", "b"), ("y",)),))
    assert play(plain(points, {"a": 3.1, "b": 0}), alone, leverage=3).deal["y"] == "new"


def test_two_who_are_indifferent_do_not_sign_away_what_a_third_has_gained():
    points = {
        ("x", "a"): {"p": 1, "q": 1, "r": 0}, ("x", "b"): {"p": 1, "q": 1, "r": 5},
        ("y", "a"): {"p": 0, "q": 0, "r": 0}, ("y", "b"): {"p": 1, "q": 1, "r": 0},
    }  # fmt: skip
    tables = (Table("one", ("p", "r"), ("x",)), Table("two", ("p", "q"), ("x", "y")))
    for rule in ("nash", "utilitarian", "egalitarian"):
        done = play(plain(points, dict.fromkeys("pqr", 0)), Process("both", tables), rule)
        assert [dict(s.agreed) for s in done.sittings] == [{"x": "b"}, {"y": "b"}]
        before = play(
            plain(points, dict.fromkeys("pqr", 0)), Process("p", tables[1:], {"x": "b"}), rule
        )
        assert before.deal == {"x": "b", "y": "b"}


def test_who_is_worst_off_is_told_exactly_and_of_several_the_first():
    """By hand: both are 0.1 above; as floats, a's would be 0.10000000000000003, more than b's."""
    points = {("x", "now"): {"a": 0.4, "b": 0.1}}
    two = plain(points, {"a": 0.3, "b": 0})
    told = measures(two, play(two, Process("p", ())), (), "a")
    assert 0.4 - 0.3 > 0.1
    assert (told["worst_off"], told["worst_gain"], told["joint_gain"]) == ("a", 0.1, 0)


def test_what_touches_the_root_and_who_governs_must_be_known():
    done = play(game(), TOGETHER)
    for root, government, message in (
        (
            {("reform", "fulll")},
            "centre",
            "unknown option of 'reform' in root 'fulll'; known: none",
        ),
        ({("refrom", "full")}, "centre", "unknown issue in root 'refrom'; known: reform"),
        (["reform"], "centre", "root: 'reform' was given; pairs of issue and option"),
        (ROOT, "center", "unknown party as government 'center'; known: centre"),
    ):
        with pytest.raises(BadGame, match=message):
            measures(game(), done, root, government)
        with pytest.raises(BadGame, match=message):
            compare(game(), [TOGETHER], root, government)
    assert measures(game(), done, [["reform", "full"]], "centre")["root_touched"]


def test_two_processes_of_one_name_are_not_merged():
    other = Process("separate", TOGETHER.tables)
    with pytest.raises(BadGame, match="two processes are named 'separate'"):
        compare(game(), [SEPARATE, other], ROOT, "centre")
    with pytest.raises(BadGame, match="two processes are named 'separate'"):
        find_counterexamples(scores(), game().walk_away, SEPARATE, other, seed=1, tries=1)


def test_seats_and_issues_may_be_lists_or_one_name():
    by_name = Process("x", (Table("t", ["centre", "west"], "west-peace"),))
    assert play(game(), by_name).deal["west-peace"] == "truce"
    assert play(game(), by_name, vetoes=np.int64(1)) == play(game(), by_name, vetoes="centre")


# --- frames: two issues with options of one name, and every fault named ---------------------------

SHEETS = {
    "scores": """party,issue,option,score
        p,war,yes,3
        p,war,no,0
        p,oil,yes,0
        p,oil,no,2
        q,war,yes,0
        q,war,no,4
        q,oil,yes,0
        q,oil,no,1""",
    "walk_away": """party,points
        p,0
        q,0.5""",
    "options": """issue,option,status_quo,touches_root
        war,yes,true,false
        war,no,false,true
        oil,yes,false,false
        oil,no,true,true""",
    "processes": """process,settled
        one,oil=yes
        two,""",
    "tables": """process,table,parties,issues,after
        one,first,p q,war,
        one,last,q p,war oil,first
        two,only,p,oil,""",
}


def sheet(name: str, row: int = 0, column: str = "", value: str = "") -> pd.DataFrame:
    """Return a frame as `read_csv` gives it, with one cell changed; the header is row 1."""
    lines = [line.strip().split(",") for line in SHEETS[name].splitlines()]
    if row:
        lines[row - 1][lines[0].index(column)] = value
    return pd.read_csv(io.StringIO("\n".join(map(";".join, lines))), sep=";")


def test_two_issues_may_have_options_of_one_name():
    found = read_game(sheet("scores"), sheet("walk_away"), sheet("options"))
    assert found.status_quo == {"war": "yes", "oil": "no"}
    assert found.options == {"war": ("yes", "no"), "oil": ("no", "yes")}
    assert found.scores({}) == {"p": 5, "q": 1}
    assert read_root(sheet("options")) == (("war", "no"), ("oil", "no"))


def test_processes_are_read_as_a_spreadsheet_gives_them_and_as_the_loaders_do():
    one = Process("one", (
        Table("first", ("p", "q"), ("war",)), Table("last", ("q", "p"), ("war", "oil"), ("first",)),
    ), {"oil": "yes"})  # fmt: skip
    two = Process("two", (Table("only", ("p",), ("oil",)),))
    options = sheet("options")
    assert read_processes(sheet("processes"), sheet("tables"), options) == {"one": one, "two": two}
    processes, tables = sheet("processes"), sheet("tables")
    for frame, columns in ((processes, ["settled"]), (tables, ["parties", "issues", "after"])):
        for column in columns:
            cells = frame[column].fillna("").astype(object)
            frame[column] = [tuple(cell.split()) for cell in cells]
    assert read_processes(processes, tables, options) == {"one": one, "two": two}
    only = options.assign(option=["war-yes", "war-no", "yes", "no"])
    bare = sheet("processes", 2, "settled", "yes")
    assert read_processes(bare, sheet("tables"), only)["one"] == one


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (("options", 2, "status_quo", "yes"), "options, row 2 .*status_quo: 'yes' was given; true"),
        (("options", 4, "status_quo", "x"), "options, row 4 .*: 'x' was given; true or false"),
        (("options", 3, "status_quo", ""), "options, row 3 .*: nan was given; true or false"),
        (
            ("options", 3, "status_quo", "true"),
            "options, row 2 and 3 .*'war'.*true was given for several;",
        ),
        (
            ("options", 2, "status_quo", "false"),
            "options, row 2 and 3 .*'war'.*false was given for all;",
        ),
        (("options", 3, "option", "yes"), "options, row 3 .*row 2 lists it"),
        (("options", 3, "option", ""), "options, row 3 .*a name is missing"),
        (
            ("options", 3, "option", "nay"),
            "scores, row 3: 'no' was given.*'war'; accepted: yes, na",
        ),
        (("scores", 3, "option", "nay"), "'q' has no score|'p' has no score"),
        (("scores", 3, "score", ""), r"scores, row 3 \(party 'p', issue 'war', option 'no'\): nan"),
        (("scores", 6, "score", "-1"), r"scores, row 6 \(party 'q'.*: -1"),
        (("walk_away", 3, "party", "p"), "walk_away, row 3: 'p' was given, as in row 2; one"),
        (("walk_away", 3, "party", "r"), r"unknown party 'r'; known: p, q \(in walk_away, row 3\)"),
        (("walk_away", 3, "party", ""), "unknown party nan; .*row 3"),
        (("walk_away", 2, "points", ""), r"walk_away, row 2 \(party 'p'\), column points: nan"),
        (("walk_away", 2, "points", "ten"), "walk_away, row 2 .*: 'ten' was given; a number"),
        (("walk_away", 3, "points", "ten"), "walk_away, row 3 .*: 'ten' was given; a number"),
        (("scores", 6, "score", "1,5"), "scores, row 6 .*: '1,5' was given; a number"),
    ],
)
def test_each_fault_of_a_games_sheets_names_sheet_and_row(cell, message):
    own = {n: sheet(n, *cell[1:]) if n == cell[0] else sheet(n) for n in SHEETS}
    with pytest.raises(BadGame, match=message):
        read_game(own["scores"], own["walk_away"], own["options"])


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (("processes", 2, "settled", "yes"), "'yes' .*several issues.*: war=yes, oil=yes$"),
        (("processes", 2, "settled", "oil=maybe"), "row 2, column settled: 'oil=maybe' was given"),
        (
            ("processes", 2, "settled", "oil=yes oil=no"),
            "row 2.*'oil=no' was given beside 'yes'; one",
        ),
        (("processes", 3, "process", "one"), "processes, row 3: 'one' was given"),
        (("processes", 3, "process", ""), "processes, row 3: nan was given"),
        (
            ("tables", 3, "process", "three"),
            r"unknown process 'three'; known: one, two \(in tables",
        ),
        (("tables", 3, "table", "first"), "tables, row 3: 'first' was given"),
        (
            ("tables", 3, "issues", "gas"),
            r"unknown issue 'gas'; known: war, oil \(in tables, row 3",
        ),
        (
            ("tables", 3, "after", "last"),
            "tables, row 3, column after: 'last' .*; accepted: first$",
        ),
        (("tables", 2, "after", "last"), "tables, row 2, column after: 'last' .*: none, for it is"),
        (("tables", 3, "parties", ""), "tables, row 3, column parties: nan was given; names"),
        (("tables", 3, "issues", ""), "tables, row 3, column issues: nan was given; names"),
        (("tables", 3, "issues", "oil oil"), "tables, row 3, column issues: .*; names, each once"),
    ],
)
def test_each_fault_of_the_sheets_of_processes_names_sheet_and_row(cell, message):
    own = {n: sheet(n, *cell[1:]) if n == cell[0] else sheet(n) for n in SHEETS}
    with pytest.raises(BadGame, match=message):
        read_processes(own["processes"], own["tables"], own["options"])


def test_what_pandas_made_of_a_column_is_not_the_fault():
    numbers = sheet("options").assign(status_quo=[1.0, 0.0, 0.0, 1.0])  # as beside a blank cell
    assert read_game(sheet("scores"), sheet("walk_away"), numbers).status_quo["oil"] == "no"
    numbers.loc[2, "status_quo"] = float("nan")
    with pytest.raises(BadGame, match=r"row 4 .*status_quo: nan was given"):
        read_game(sheet("scores"), sheet("walk_away"), numbers)


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA])
def test_what_is_missing_beside_text_is_the_fault(missing):
    text = sheet("walk_away").assign(points=pd.Series(["1", missing], dtype=object))
    with pytest.raises(BadGame, match=rf"walk_away, row 3 .*: {missing} was given; a number"):
        read_game(sheet("scores"), text, sheet("options"))


def test_a_column_that_is_not_there_is_named():
    for name, column in (("options", "status_quo"), ("walk_away", "points"), ("scores", "issue")):
        own = {n: sheet(n).drop(columns=column, errors="ignore") if n == name else sheet(n)
               for n in SHEETS}  # fmt: skip
        with pytest.raises(BadGame, match=f"{name} has no column '{column}'; columns given: "):
            read_game(own["scores"], own["walk_away"], own["options"])
    with pytest.raises(BadGame, match="tables has no column 'after'"):
        read_processes(sheet("processes"), sheet("tables").drop(columns="after"), sheet("options"))
    with pytest.raises(BadGame, match=r"row 2 .*touches_root: 'no' was given; true or false"):
        read_root(sheet("options", 2, "touches_root", "no"))


def test_no_party_is_left_without_a_walk_away_value_nor_an_option_without_scores():
    with pytest.raises(BadGame, match="walk_away has no row for 'q'"):
        read_game(sheet("scores"), sheet("walk_away")[:1], sheet("options"))
    few = sheet("scores").query("not (issue == 'oil' and option == 'yes')")
    with pytest.raises(BadGame, match="options, row 4: no party scores 'yes' of issue 'oil'"):
        read_game(few, sheet("walk_away"), sheet("options"))


# --- the pack's own game --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pack():
    options = datasets.load_simulation_options()
    points, walk_away = datasets.load_simulation_scores(), datasets.load_simulation_walk_away()
    return {
        "scores": points,
        "walk_away": dict(zip(walk_away["party"], walk_away["points"], strict=True)),
        "game": read_game(points, walk_away, options),
        "root": read_root(options),
        "processes": read_processes(
            datasets.load_simulation_processes(), datasets.load_simulation_tables(), options
        ),
    }


def test_the_packs_sheets_read_by_pandas_alone_give_the_same(pack):
    folder = Path(__file__).resolve().parents[2] / "data" / "simulation"
    names = ("scores", "walk_away", "options", "processes", "tables")
    sheets = {name: pd.read_csv(folder / f"{name}.csv") for name in names}
    options = sheets["options"]
    again = read_game(sheets["scores"], sheets["walk_away"], options)
    assert (again.sheet, again.asks) == (pack["game"].sheet, pack["game"].asks)
    assert again.status_quo == pack["game"].status_quo
    assert read_root(options) == pack["root"]
    assert read_processes(sheets["processes"], sheets["tables"], options) == pack["processes"]


def test_the_three_processes_differ_in_seats_and_agenda(pack):
    own, national = pack["processes"], {"power", "wealth", "constitution", "rights"}
    assert set(own) == {"piecemeal", "all-sudan", "two-phase"}
    assert not national & {i for t in own["piecemeal"].tables for i in t.issues}
    assert all(len(t.parties) == 2 and "government" in t.parties for t in own["piecemeal"].tables)
    (table,) = own["all-sudan"].tables
    assert set(table.parties) == set(pack["game"].parties)
    assert set(table.issues) == set(pack["game"].issues)
    first, *later = own["two-phase"].tables
    assert set(first.issues) == national
    assert [t.after for t in later] == [("national",)] * 3
    assert all(own["two-phase"].settled == {} for _ in later)


def test_order_in_the_spreadsheet_does_not_move_the_status_quo(pack):
    options = datasets.load_simulation_options()
    for seed in range(3):
        mixed = pack["scores"].sample(frac=1, random_state=seed)
        walk_away = datasets.load_simulation_walk_away()
        again = read_game(mixed, walk_away, options.sample(frac=1, random_state=seed))
        assert again.status_quo == pack["game"].status_quo
        assert all(o[0] == again.status_quo[i] for i, o in again.options.items())
        assert again.scores({}) == pack["game"].scores({})


def test_piecemeal_deals_leave_the_root_and_the_unarmed_out_whatever_the_leverage(pack):
    """For all regions the root is left; for one region some of these deals touch it."""
    national = pack["processes"]["two-phase"].tables[0].issues
    root = [(issue, option) for issue, option in pack["root"] if issue in national]
    for leverage in (0, 10, 40):
        told = compare(pack["game"], [pack["processes"]["piecemeal"]], root, "government",
                       pack["root"], leverage=leverage).loc["piecemeal"]  # fmt: skip
        assert told["deals"] > 0
        assert not told["root_touched"]
        assert (told["part_issues"] > 0) == (leverage > 0)
        assert "opposition" in told["left_out"]


def test_at_our_own_numbers_the_briefs_two_phases_fail_where_separate_deals_do_not(pack):
    """By hand: on national issues alone the government has nothing to gain that Darfur would sign.

    Its two gains there (3 for its own review, 2 for promises) and the 6 it can spare (76 - 70) pay
    for no package of national issues that is worth 26 more to Darfur's movements (30 - 4).
    """
    told = compare(pack["game"], pack["processes"].values(), pack["root"], "government")
    assert told.loc["two-phase", "deals"] == 0
    assert told.loc["piecemeal", "deals"] > 0
    national = pack["processes"]["two-phase"].tables[0].issues
    assert pack["game"].deals(issues=national).empty


def test_a_search_finds_games_in_which_the_bigger_table_has_no_deal(pack):
    """An opposition that asks for much at the inclusive table; each game can be made again."""
    one, other = pack["processes"]["all-sudan"], pack["processes"]["piecemeal"]
    asking = pack["walk_away"] | {"opposition": 70}
    found = find_counterexamples(pack["scores"], asking, one, other, seed=1, tries=12)
    assert (found["only"] == "piecemeal").sum() >= 1
    draw = int(found.loc[found["only"] == "piecemeal", "draw"].iloc[0])
    again = perturbed(pack["scores"], asking, 0.2, np.random.default_rng([1, draw]))
    assert again.settle() is None
    assert len(again.deals()) == 0, "no deal at all, by another way of looking"
    assert any(s.agreed for s in play(again, other).sittings)
    rest = [p for p in again.parties if p != "opposition"]
    assert again.settle(parties=rest) is not None, "it is the added veto"


def test_a_search_finds_games_of_the_reverse(pack):
    """A party alone with the government has nothing to trade: only the full table has a deal."""
    one = pack["processes"]["all-sudan"]
    alone = Process("two areas", pack["processes"]["piecemeal"].tables[1:2])
    found = find_counterexamples(pack["scores"], pack["walk_away"], one, alone, seed=1, tries=20)
    assert (found["only"] == "all-sudan").sum() >= 1


def test_the_search_finds_nothing_where_the_two_are_one(pack):
    one = pack["processes"]["piecemeal"]
    found = find_counterexamples(pack["scores"], pack["walk_away"], one, one, seed=1, tries=3)
    assert list(found.columns) == ["draw", "only"]
    assert found.empty


def test_perturbing_stays_within_its_spread_and_is_seeded(pack):
    made = [
        perturbed(pack["scores"], pack["walk_away"], 0.2, np.random.default_rng(s)).walk_away
        for s in (1, 1, 2)
    ]
    assert made[0] == made[1] != made[2]
    for party, value in pack["walk_away"].items():
        assert abs(made[0][party] - value) <= 0.2 * value + 0.05
    same = perturbed(pack["scores"], pack["walk_away"], 0, np.random.default_rng(1))
    assert same.scores({}) == pack["game"].scores({})


def test_perturbing_takes_every_kind_of_number_and_says_what_it_does_not():
    points = scores().astype({"score": object})
    points["score"] = [Decimal(n) for n in points["score"]]
    asks = pd.Series({p: Fraction(n) for p, n in game().walk_away.items()})
    moved = perturbed(points, asks, 0.2, np.random.default_rng(3))
    assert moved.asks == perturbed(scores(), game().walk_away, 0.2, np.random.default_rng(3)).asks
    for spread in (-0.1, 1.5, float("nan"), "0.2"):
        with pytest.raises(BadGame, match=r"spread: .* was given; a number from 0 to 1"):
            perturbed(scores(), game().walk_away, spread, np.random.default_rng(3))
    for how in ({"seed": -1}, {"seed": "1"}, {"seed": 1, "tries": 1.5}):
        with pytest.raises(BadGame, match="a whole number from 0 up is accepted"):
            find_counterexamples(scores(), game().walk_away, SEPARATE, TOGETHER, **how)


def test_perturbing_moves_up_and_down_by_as_much():
    options, parties = [f"o{n}" for n in range(40)], [f"p{n}" for n in range(40)]
    even = sheet_of({("i", option): dict.fromkeys(parties, 100) for option in options})
    moved = perturbed(even, dict.fromkeys(parties, 100), 0.2, np.random.default_rng(4))
    points = [moved.scores({"i": o})[parties[0]] for o in options]
    for values in (points, list(moved.walk_away.values())):
        assert 80 <= min(values) < 88
        assert 112 < max(values) <= 120


def test_every_name_that_is_offered_is_there():
    assert all(hasattr(processes, name) for name in processes.__all__)
