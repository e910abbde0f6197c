"""Designs against the 16 conditions: the rules as data, and what they make of known processes."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from darfurlab import datasets
from darfurlab.datasets.words import OF_A_DESIGN
from darfurlab.launch import command as cli
from darfurlab.launch.check import check
from darfurlab.questions import designs
from edits import Rows, copy_of_the_data, dropping, edit, put

BOOK = designs.load()
CODED = datasets.load_checklist_coding().set_index("condition")["verdict"]
CONDITIONS = list(datasets.load_checklist()["condition"])


def verdict(options: set[str] | frozenset[str], condition: str) -> str:
    return next(v.verdict for v in BOOK.verdicts(options) if v.condition == condition)


# By hand no passage counts; the nearest options of the designer say more than the brief.
LOWER = {"capital-support", "expertise", "leverage"}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_rules_give_doha_what_we_coded_by_hand(condition):
    expected = ("unmet", "silent") if condition in LOWER else (CODED[condition],) * 2
    assert (verdict(BOOK.design("doha"), condition), CODED[condition]) == expected


def test_the_briefs_proposal_has_what_the_brief_asks_and_an_empty_design_says_nothing():
    assert {v.verdict for v in BOOK.verdicts(BOOK.design("brief"))} == {"met"}
    assert {v.verdict for v in BOOK.verdicts(set())} == {"silent"}
    assert [v.condition for v in BOOK.verdicts(set())] == CONDITIONS


def test_an_option_or_a_choice_that_is_not_there_is_met_with_those_there_are():
    calls = [
        BOOK.text, lambda o: BOOK.verdicts({o}), lambda o: BOOK.changes((), {o}),
        lambda o: BOOK.said({o}, "lead"), lambda o: BOOK.asks([o]), lambda o: BOOK.open([o]),
        lambda o: BOOK.beside({"picks": {"lead": [o]}}, {}),
        lambda o: BOOK.beside({}, {"picks": {"lead": [o]}}),
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(KeyError, match="no option 'lead-unn'; there are: lead-un, lead-au"):
            call("lead-unn")
    for call in (BOOK.of, lambda c: BOOK.said((), c)):
        with pytest.raises(KeyError, match="no choice 'leed'; there are: lead, post"):
            call("leed")


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda r: r["rule"])
def test_some_design_meets_each_rule(rule):
    """A rule that nothing reaches would be a reason that no student ever reads."""
    earlier = [r for r in BOOK.rules if r["condition"] == rule["condition"]]
    spoil = {o for r in earlier for o in r["without"]} - set(rule["without"])
    tries = [set(rule["needs"]) | set(more) for n in range(3) for more in combinations(spoil, n)]
    found = [next(v.rule for v in BOOK.verdicts(t) if v.condition == rule["condition"])
             for t in tries]  # fmt: skip
    assert rule["rule"] in found


@pytest.mark.parametrize("condition", CONDITIONS)
def test_each_condition_can_be_met_and_not_met(condition):
    """What no choice can fail would make a verdict of “the design does not say” the designer’s."""
    reached = {rule["verdict"] for rule in BOOK.rules if rule["condition"] == condition}
    assert {"met", "unmet", "silent"} <= reached


def test_nineteen_options_meet_every_condition_and_seat_nobody():
    """The lesson says so, as a finding about checklists."""
    options = BOOK.design("checklist")
    assert len(options) == 19
    assert {v.verdict for v in BOOK.verdicts(options)} == {"met"}
    assert {"Seats", "Agenda", "Sequence"} <= set(BOOK.open(options))
    for one in options:  # each of them is needed
        assert {v.verdict for v in BOOK.verdicts(options - {one})} != {"met"}
    lesson = Path(__file__).parents[2] / "notebooks" / "04-two-phase-proposal.ipynb"
    assert f"a design of {len(options)} options which together meet all" in lesson.read_text(
        encoding="utf-8"
    )


def test_leverage_is_not_met_where_outsiders_only_watch_and_is_not_denied_where_it_is_counted():
    joint = {"leverage-joint", "refusal-press"}
    assert verdict(joint, "leverage") == "met"
    assert verdict({*joint, "lead-sudanese"}, "leverage") == "partly"
    assert verdict({"lead-sudanese", "leverage-benefits"}, "leverage") == "unmet"
    assert verdict({"leverage-none"}, "leverage") == "unmet"
    assert verdict({"leverage-none", "refusal-press"}, "leverage") == "partly"


def test_militias_stand_wherever_security_does_and_who_is_left_out_of_the_brief_can_be_seated():
    text = {row["option"]: row["text"].lower() for row in BOOK.options}
    assert "militias" in text["agenda-darfur-security"]
    assert [o for o in text if o.startswith("forces") and "militias" in text[o]]
    assert {"seat-militias", "seat-women", "seat-pastoralists", "seat-displaced"} <= set(text)
    assert all(word in text["method-hearings"] for word in ("women", "displaced", "pastoralists"))
    absent = [r["text"] for r in BOOK.said({"seat-government"}, "seats") if r["without"]]
    for word in ("women", "pastoralists", "militias", "displaced people"):
        assert any(word in each for each in absent), word


def test_no_reason_speaks_to_a_student_for_it_is_read_of_the_briefs_own_design_too():
    for rule in BOOK.rules:
        assert not re.search(r"\byour?\b(?! may)", rule["reason"], re.IGNORECASE), rule["rule"]


def test_every_verdict_carries_its_rule_its_reason_and_its_passage():
    rules = {row["rule"]: row for row in BOOK.rules}
    for found in BOOK.verdicts(BOOK.design("doha")):
        row = rules[found.rule]
        assert (found.verdict, found.reason, found.passages) == (
            row["verdict"], row["reason"], row["passages"]
        )  # fmt: skip
        assert found.passages


def test_what_a_choice_changes_is_named():
    before = {"leverage-joint"}
    after = before | {"lead-several"}
    assert [(b.name, a.verdict, b.verdict) for a, b in BOOK.changes(before, after)] == [
        ("International unanimity", "silent", "unmet"),
        ("Leverage", "met", "partly"),
    ]
    assert BOOK.changes(after, after) == []


def test_nothing_is_said_of_a_choice_that_is_open():
    assert BOOK.said({"lead-un"}, "seats") == []
    said = BOOK.said({"seat-government"}, "seats")
    assert {row["by"] for row in said} == {"brief", "critic"}
    texts = [row["text"] for row in said]
    assert any("this group has no seat" in text for text in texts)
    assert not any("this group has no seat" in r["text"]
                   for r in BOOK.said({"seat-government", "seat-riverine"}, "seats"))  # fmt: skip


@pytest.mark.parametrize("choice", BOOK.choices, ids=lambda c: c["choice"])
def test_a_critic_has_something_to_say_to_every_option_of_the_briefs_own_design(choice):
    """No design gets away unopposed, and the brief's least of all."""
    options = BOOK.design("brief")
    if any(row["option"] in options for row in BOOK.of(choice["choice"])):
        assert "critic" in {row["by"] for row in BOOK.said(options, choice["choice"])}


def objected(design: str) -> list[str]:
    """Return the choices of a design to which the brief itself would object."""
    options = BOOK.design(design)
    said = {c["choice"]: BOOK.said(options, c["choice"]) for c in BOOK.choices}
    return [choice for choice, rows in said.items() if any(r["by"] == "brief" for r in rows)]


def test_the_brief_objects_to_what_it_was_written_against_and_hardly_to_itself():
    # It asks for no consequences where a promise is broken, though it faults Doha for having none.
    assert objected("brief") == ["guarantees"]
    doha = set(objected("doha"))
    assert {"lead", "mandate", "backing", "disputes", "sequence", "team", "refusal"} <= doha


def test_who_is_asked_for_what():
    asked = BOOK.asks({"leverage-joint", "team-experts"})
    assert list(asked) == ["international team of experts", "influential countries"]
    assert BOOK.asks(set()) == {}


def test_no_condition_speaks_of_who_sits_or_what_is_on_the_table():
    assert BOOK.beside_the_conditions() == [
        "Seats",
        "Agenda",
        "Sequence",
        "Armed forces",
        "Guarantees",
    ]


def test_two_designs_stand_side_by_side():
    one = {"words": {"lead": " Because. "}, "reply": "Perhaps."}
    pairs = BOOK.beside(one, BOOK.answer("brief"))
    assert len(pairs) == len(BOOK.choices) + len(CONDITIONS) + 1
    lead = ["Lead", "left open", BOOK.text("lead-un"), "Because.", "", True]
    assert [*pairs[0].values()] == lead
    leverage, reply = pairs[-2:]
    assert (leverage["name"], leverage["other"], leverage["differs"]) == ("Leverage", "met", True)
    assert leverage["why_one"] != leverage["why_other"]
    assert (reply["name"], reply["one"], reply["other"]) == (designs.REPLY, "Perhaps.", "")
    assert not any(pair["differs"] for pair in BOOK.beside(one, one))
    assert designs.chosen(BOOK.answer("doha")) == BOOK.design("doha")
    frame = BOOK.compared()
    assert list(frame["condition"]) == [c["name"] for c in BOOK.conditions]
    ours = [OF_A_DESIGN["unmet" if c in LOWER else CODED[c]] for c in CONDITIONS]
    assert list(frame["The Doha process"]) == ours


def test_what_is_left_open_is_named():
    assert BOOK.open(BOOK.design("brief")) == ["Armed forces", "Refusal"]
    assert BOOK.open(BOOK.design("doha")) == [
        "The mediator", "Armed forces", "Venue", "Monitoring",
    ]  # fmt: skip


def test_the_whole_rulebook_can_be_read():
    frame = BOOK.rulebook()
    assert len(frame) == len(BOOK.rules)
    assert frame.iloc[0]["needs"].count(";") == 1
    assert (frame[["condition", "verdict", "reason", "where"]] != "").all(axis=None)


def test_an_unknown_design_is_met_with_those_there_are():
    with pytest.raises(KeyError, match="doha"):
        BOOK.design("oslo")


WHOLE = {"title": "T", "picks": {"lead": ["lead-un"], "seats": ["seat-east", "seat-displaced"]},
         "words": {"lead": "Because."}, "reply": "Yes."}  # fmt: skip
MISFITS = [
    ([], "not a design"),
    ({"score": 5}, "not a design"),
    ({"picks": []}, "not a design"),
    ({"words": "x"}, "not a design"),
    ({"picks": {"king": ["lead-un"]}}, "no choice 'king'"),
    ({"picks": {"lead": "lead-un"}}, "not a list"),
    ({"picks": {"lead": [7]}}, "not a list"),
    ({"picks": {"lead": ["post-single"]}}, "options of lead have changed"),
    ({"picks": {"seats": ["seat-east", "seat-east"]}}, "options of seats have changed"),
    ({"picks": {"lead": ["lead-un", "lead-au"]}}, "lead takes one option"),
    ({"words": {"king": "x"}}, "words on 'king'"),
    ({"words": {"lead": 3}}, "words on 'lead'"),
    ({"title": 3}, "title is not text"),
    ({"reply": []}, "reply is not text"),
]


@pytest.mark.parametrize(("answer", "why"), MISFITS)
def test_what_is_no_design_is_refused_with_the_reason(answer, why):
    assert why in designs.misfit(BOOK, answer)


def test_a_design_is_not_refused():
    assert designs.misfit(BOOK, WHOLE) == ""
    assert designs.misfit(BOOK, {}) == ""
    assert designs.chosen(WHOLE) == {"lead-un", "seat-east", "seat-displaced"}


# --- the tables -----------------------------------------------------------------------------------


def last_rule(rows: Rows) -> int:
    return max(n for n, row in enumerate(rows) if row["condition"] == "gravitas")


def swapped(rows: Rows) -> Rows:
    at = last_rule(rows)
    rows[at - 1], rows[at] = rows[at], rows[at - 1]
    return rows


GRAVITAS = [n for n, row in enumerate(BOOK.rules, start=2) if row["condition"] == "gravitas"]
EDITS = [
    ("choices", put(2, "choice", "led"), ("options", "choice", "lead"), "no such id"),
    ("options", dropping(option="venue-neutral"), ("rules", "needs", ""), "no such id"),
    ("rules", dropping(condition="presence"), ("rules", "condition", ""), "presence has no rule"),
    ("rules", put(GRAVITAS[-1], "needs", "lead-un"), ("rules", "needs", "lead-un"),
     "the last rule of gravitas applies to every design"),
    ("rules", swapped, ("rules", "rule", "gravitas-6"), "put this one above it"),
    ("rules", put(2, "needs", "lead-un lead-au"), ("rules", "needs", "lead-un lead-au"),
     "lead takes one option"),
    ("rules", put(2, "without", "post-single"), ("rules", "without", "post-single"),
     "stands in needs as well"),
    ("rules", put(2, "verdict", "good"), ("rules", "verdict", "good"), "partly"),
    ("objections", put(2, "needs", ""), ("objections", "needs", ""), "it would always be said"),
    ("objections", dropping(needs="venue-host"), ("options", "option", "venue-host"),
     "no objection needs it"),
    ("designs", put(2, "options", "lead-un lead-au"), ("designs", "options", "lead-un lead-au"),
     "lead takes one option"),
    ("choices", lambda rows: [*rows, rows[0] | {"choice": "flag", "name": "Flag"}],
     ("choices", "choice", "flag"), "two or more are accepted"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "fault", "accepted"), EDITS)
def test_a_broken_edit_is_refused_with_its_place(tmp_path, name, change, fault, accepted):
    folder = copy_of_the_data(tmp_path)
    edit(folder, f"design/{name}", change)
    file, column, value = fault
    found = [p for p in check(folder).problems
             if (p.file, p.column) == (f"design/{file}.csv", column) and value in p.value
             and accepted in p.expected]  # fmt: skip
    assert found


@pytest.mark.slow
def test_an_instructor_may_add_a_rule_and_an_objection(tmp_path, capsys):
    folder = copy_of_the_data(tmp_path)
    edit(folder, "design/rules", lambda rows: [
        rows[0] | {"rule": "gravitas-0", "needs": "person-weight post-single lead-un",
                   "verdict": "partly"}, *rows])  # fmt: skip
    edit(folder, "design/objections", lambda rows: [
        *rows, rows[0] | {"objection": "lead-critic-9", "text": "Ask again."}])  # fmt: skip
    assert cli.main(["check", str(folder)]) == 0, capsys.readouterr().out
