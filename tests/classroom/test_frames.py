"""The frames of the report: people counted by hand, small groups left out, a planted gain found."""

from __future__ import annotations

from collections import Counter
from math import isnan
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

import invented
from darfurlab import datasets
from darfurlab.classroom import frames, learning
from darfurlab.questions import designs

CHECKLIST, CODING = datasets.load_checklist(), datasets.load_checklist_coding()
SECOND = datasets.load_second_reading()
GRID = "03/score-the-mediator"


def made(*rows: dict) -> pd.DataFrame:
    """Return rows of the class table; what is not said of a row is as in most."""
    usual = {"people": 1, "lesson": "03", "question": GRID, "kind": "grid", "item": "gravitas",
             "answer": "met", "reason": "", "marked": "agrees", "state": "answered",
             "attempts": "1", "at": "", "wall": "no"}  # fmt: skip
    return pd.DataFrame([{**usual, "student": f"s-{n}", **row} for n, row in enumerate(rows)])


def verdicts(rows: pd.DataFrame) -> pd.DataFrame:
    return frames.verdicts(rows, CHECKLIST, CODING, SECOND).set_index("condition")


def test_verdicts_count_people_and_stand_in_the_order_of_how_split_they_are():
    rows = made(
        *({"people": 3, "answer": "met"}, {"people": 2, "answer": "silent"}),
        *({"item": "discretion", "answer": "unmet", "people": 5},),
        *({"item": "leverage", "people": 4},),
        *({"item": "elsewhere", "people": 9}, {"item": "presence", "answer": "=1", "people": 9}),
    )
    found = verdicts(rows)
    row = found.loc["gravitas"]
    assert list(row[[*frames.VERDICTS, "n"]]) == [3, 0, 0, 2, 5]
    assert row["split"] == pytest.approx(1 - (3 * 2 + 2 * 1) / (5 * 4))
    assert found.loc["discretion", "split"] == 0
    assert found.loc["leverage", [*frames.VERDICTS, "n", "split"]].isna().all()
    assert found.loc["presence", "n"] != found.loc["presence", "n"]
    assert list(found.index)[:2] == ["gravitas", "discretion"]
    assert len(found) == 16


def test_our_verdict_and_the_second_reader_s_stand_beside_the_class_s():
    found = verdicts(made({"people": 5}))
    ours = dict(zip(CODING["condition"], CODING["verdict"], strict=True))
    assert found["ours"].to_dict() == ours
    blind = SECOND[(SECOND["reading"] == "blind") & (SECOND["table"] == "checklist_coding")]
    for row, said in zip(blind["row"], blind["found"], strict=True):
        assert found.loc[row.split()[0], "second"] == said
    assert len(blind) == 16
    assert found["where"].str.len().gt(0).all()


def test_reasons_are_offered_without_a_name_and_picked_by_their_code():
    rows = made(
        {"people": 2, "reason": "One.", "wall": "yes"},
        {"people": 2, "reason": "<b>Two.</b>", "wall": "yes", "answer": "silent"},
        {"people": 1, "reason": "Kept back.", "wall": "no"},
        {"people": 1, "reason": "Elsewhere.", "wall": "yes", "item": "discretion"},
    )
    offered = frames.reasons(rows, "gravitas")
    assert set(offered["reason"]) == {"One.", "<b>Two.</b>"}
    assert list(offered.columns) == ["code", "verdict", "reason"]
    assert list(frames.reasons(rows, "discretion")["code"]) == []  # one person alone
    codes = dict(zip(offered["reason"], offered["code"], strict=True))
    picked = frames.wall(rows, {"gravitas": [codes["<b>Two.</b>"]], "leverage": []})
    assert picked == {"gravitas": [("silent", "<b>Two.</b>")]}
    with pytest.raises(ValueError, match=f"no reason 'x'; accepted: {offered['code'][0]}, "):
        frames.wall(rows, {"gravitas": ["x"]})
    with pytest.raises(ValueError, match="accepted: none: fewer than five"):
        frames.wall(rows, {"discretion": ["x"]})
    with pytest.raises(ValueError, match="3 reasons; at most 2"):
        frames.wall(rows, {"gravitas": [codes["One."]] * 3})


def test_designs_are_counted_together_and_never_shown_alone():
    book = designs.load()
    chosen = sorted(book.design("brief"))
    rows = made(
        *({"kind": "design", "student": "a", "people": 3, "item": "x", "answer": o}
          for o in chosen),
        {"kind": "design", "student": "b", "people": 2, "answer": f"{chosen[0]} no-such-option"},
        {"kind": "design", "student": "c", "people": 9, "item": "title", "answer": ""},
    )  # fmt: skip
    found = frames.designs(rows, book).set_index("condition")
    want: dict[str, Counter] = {}
    for options, people in ((chosen, 3), (chosen[:1], 2)):
        for verdict in book.verdicts(options):
            want.setdefault(verdict.condition, Counter())[verdict.verdict] += people
    for condition, counts in want.items():
        assert {v: found.loc[condition, v] for v in frames.VERDICTS} == {
            v: counts[v] for v in frames.VERDICTS
        }
    assert set(found["n"]) == {5}
    one = frames.designs(rows[rows["student"] == "a"], book)
    assert one[list(frames.VERDICTS)].isna().all(axis=None)


def test_progress_counts_who_checked_an_answer_and_hides_one_to_four():
    rows = made(
        {"people": 6}, {"people": 1, "student": "x", "question": "03/degree"},
        {"people": 6, "student": "s-0", "question": "03/reciprocity", "state": "draft"},
    )  # fmt: skip
    found = learning.progress(rows, invented.QUESTIONS).set_index("question")
    assert found.loc[GRID, "people"] == 6
    assert found.loc[GRID, "share"] == pytest.approx(6 / 7)
    assert isnan(found.loc["03/degree", "people"])
    assert found.loc["03/reciprocity", "people"] == 0
    assert list(found["lesson"]) == sorted(found["lesson"])
    assert not any("before" in ref or "after" in ref for ref in found.index)


def test_where_class_and_key_part_is_told_item_by_item():
    rows = made(
        {"people": 5, "marked": "differs", "answer": "partly"},
        {"people": 2, "marked": "differs", "answer": "met"},
        {"people": 7, "marked": "agrees", "answer": "silent"},
        {"people": 4, "marked": "differs", "item": "discretion"},
        {"people": 9, "marked": "noted", "item": "creativity"},
        {"people": 9, "marked": "differs", "question": "03/degree", "item": "", "kind": "code"},
        {"people": 9, "marked": "differs", "question": "09/gone", "item": ""},
    )
    (row,) = learning.differing(rows, invented.QUESTIONS).to_dict("records")
    assert (row["people"], row["differ"], row["share"]) == (14, 7, 0.5)
    assert row["name"].startswith("Gravitas")
    assert row["basis"] == "coding"
    assert "mediator-1" in row["where"]
    assert row["most"][:6] == "Partly"
    assert row["key"]
    rows.loc[0, "people"] = 4  # who chose it could be known
    assert list(learning.differing(rows, invented.QUESTIONS)["most"]) == [""]


def test_gain_counts_those_who_answered_both_forms():
    def half(student: str, half: str, marked: str, people: int) -> dict:
        return {"student": student, "question": f"02/{half}-2", "item": "", "kind": "choice",
                "marked": marked, "people": people}  # fmt: skip

    rows = made(
        *(half("a", "before", "differs", 3), half("a", "after", "agrees", 3)),
        *(half("b", "before", "agrees", 2), half("b", "after", "differs", 2)),
        *(half("c", "before", "agrees", 1), half("c", "after", "agrees", 1)),
        *(half("d", "before", "agrees", 9), half("e", "after", "agrees", 9)),
    )
    (row,) = learning.gain(rows, invented.QUESTIONS).to_dict("records")
    assert row == {"people": 6, "before": 3, "after": 4, "gained": 3,
                   "lost": 2, "where": "02/2", "objective": row["objective"]}  # fmt: skip
    three = rows[rows["student"].isin(["b", "c"])]
    assert learning.gain(three, invented.QUESTIONS).empty


def test_an_item_is_named_by_the_objectives_that_it_says_it_is_about():
    def item(ref: str, **more: object) -> SimpleNamespace:
        return SimpleNamespace(
            lesson="90", id=ref, label="", prompt=f"Think. {ref}? Write.", **more
        )

    names = learning._objectives([item("before-1", objectives=("00-1", "04-1")), item("after-2")])
    assert names == {"90/1": "00-1, 04-1 · before-1?", "90/2": "after-2?"}


def test_the_gain_that_was_planted_in_a_class_of_forty_is_recovered(tmp_path):
    rows = invented.rows(tmp_path)
    assert frames.size(rows)[0] == 40
    found = learning.gain(rows, invented.QUESTIONS)
    assert list(found["where"]) == sorted(f"0{n % 5}/{n}" for n in range(1, 9))
    assert set(found["people"]) == {40}
    # Who does not know chooses one of four, so a chance of 0.3 agrees in 0.475, and 0.75 in 0.8125.
    share = found[["before", "after"]].sum() / found["people"].sum()
    assert share["before"] == pytest.approx(0.475, abs=0.1)
    assert share["after"] == pytest.approx(0.8125, abs=0.1)
    assert (found["after"] - found["before"] == found["gained"] - found["lost"]).all()
    none = learning.gain(invented.rows(tmp_path, before=0.5, after=0.5), invented.QUESTIONS)
    gained = (none["after"] - none["before"]).sum() / none["people"].sum()
    assert abs(gained) < 0.1


def test_the_packs_own_two_forms_show_a_gain_that_was_planted(tmp_path):
    found = learning.gain(invented.rows(tmp_path, packs=True), learning.asked())
    assert len(found) == 8
    assert (found["after"] > found["before"]).sum() >= 7
    flat = learning.gain(
        invented.rows(tmp_path, packs=True, before=0.5, after=0.5), learning.asked()
    )
    assert abs((flat["after"] - flat["before"]).sum()) < 0.15 * flat["people"].sum()


def test_alpha_of_a_class_that_agrees_and_of_one_that_does_not():
    same = made(
        *({"student": s, "item": i, "answer": a, "people": 2}
          for s in "abc" for i, a in (("gravitas", "met"), ("discretion", "unmet")))
    )  # fmt: skip
    assert frames.agreement(same, CHECKLIST) == 1
    assert isnan(frames.agreement(same.assign(people=1), CHECKLIST))  # three people
    assert isnan(frames.agreement(same.iloc[:0], CHECKLIST))


def test_a_table_is_found_here_and_one_folder_up_and_else_it_is_said_how_to_make_it(
    tmp_path, monkeypatch
):
    (tmp_path / "class.csv").write_bytes(invented.table())
    (tmp_path / "instructor").mkdir()
    monkeypatch.chdir(tmp_path / "instructor")
    assert len(frames.load()) > 100
    with pytest.raises(FileNotFoundError, match=r"darfurlab collect FOLDER --out mine\.csv"):
        frames.load("mine.csv")
    (tmp_path / "mine.csv").write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match="no columns people, question, student, wall"):
        frames.load("mine.csv")


def test_the_report_is_about_the_course_beside_it(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    whole = learning.asked()
    assert learning.whose() == f"No course.toml in {tmp_path}: the lessons are whole."
    example = Path(__file__).resolve().parents[2] / "docs" / "course-example.toml"
    (tmp_path / "course.toml").write_bytes(example.read_bytes())
    (tmp_path / "instructor").mkdir()
    monkeypatch.chdir(tmp_path / "instructor")
    assert "lessons 00, 01, 03; only the core" in learning.whose()
    refs = [f"{each.lesson}/{each.id}" for each in learning.asked()]
    assert refs[-2:] == ["course/our-city", "course/who-names"]
    assert {ref[:2] for ref in refs} == {"00", "01", "03", "90", "co"}
    assert len(refs) < len(whole)
    rows = invented.rows(tmp_path, packs=True)
    assert set(learning.gain(rows, learning.asked())["where"]) < set(
        learning.gain(rows, whole)["where"]
    )
    assert list(learning.progress(rows, learning.asked())["lesson"])[-1] == "course"
