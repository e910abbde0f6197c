"""Marking: each answer gets a reason, nothing is called wrong, nothing is told before its time."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darfurlab.questions import bank, exercises, values, view
from darfurlab.questions.kinds.code import Code
from darfurlab.questions.kinds.estimate import number, span
from darfurlab.questions.kinds.order import Order
from darfurlab.questions.kinds.reflection import Reflection
from darfurlab.questions.kinds.sort import Sort
from darfurlab.questions.marking import AGAIN, FITS, NOTED
from darfurlab.questions.question import Entry, Question
from darfurlab.questions.view import Sheet

PATH = Path(__file__).resolve().parents[1] / "data" / "kit.toml"
KIT, _ = bank.read(PATH.read_text(encoding="utf-8"), "kit.toml")


def placed(**picks: str) -> dict[str, Any]:
    return {"picks": picks, "reasons": {}}


@pytest.mark.parametrize(
    ("name", "answer", "state"),
    [
        ("first-reader", ["teachers"], "answered"),
        ("first-reader", ["council"], "revisit"),
        ("first-reader", [], "open"),
        ("what-it-needs", ["room", "lamp"], "answered"),
        ("what-it-needs", ["room"], "revisit"),
        ("what-it-needs", ["room", "lamp", "clock"], "revisit"),
        ("best-use", ["roof"], "answered"),
        ("visitors", {"low": 450, "high": 500}, "answered"),
        ("visitors", {"low": 1, "high": 2}, "answered"),  # a prediction is not put right
        ("visitors", {"low": 450}, "open"),
        ("visitors", {"low": 500, "high": 450}, "open"),
        ("shelf", placed(maps="wall", atlas="floor", stool="wall"), "answered"),
        ("shelf", placed(maps="wall", atlas="floor", stool="floor"), "answered"),
        ("shelf", placed(maps="wall"), "open"),
        ("shelf", placed(maps="floor"), "revisit"),
        ("shelf", placed(), "open"),
        ("opening-day", ["unlock", "air", "sweep", "ring"], "answered"),
        ("opening-day", ["unlock", "sweep", "air", "ring"], "answered"),
        ("opening-day", ["ring", "unlock", "sweep", "air"], "revisit"),
        ("who-keeps-what", placed(porter="keys", clerk="ledger"), "answered"),
        ("who-keeps-what", placed(porter="coins", clerk="ledger"), "revisit"),
        ("your-library", "", "open"),
        ("your-library", "too short", "open"),
        ("your-library", "five words are quite enough", "answered"),
    ],
)
def test_the_state_an_answer_comes_to(name: str, answer: Any, state: str) -> None:
    assert KIT[name].mark(answer).state == state


def test_each_line_gets_the_reason_of_what_was_chosen_and_where_to_read() -> None:
    notes = KIT["shelf"].mark(placed(maps="floor", atlas="wall", stool="wall")).notes
    assert notes["maps"].text == "On the floor they would fold."
    assert (notes["maps"].mark, notes["maps"].passages) == (AGAIN, ("intro-5",))
    assert (notes["atlas"].text, notes["atlas"].passages) == ("Think of its weight.", ("intro-6",))
    assert (notes["stool"].mark, notes["stool"].text[:8]) == (FITS, "The plan")


def test_only_the_lines_that_were_placed_are_spoken_of() -> None:
    result = KIT["shelf"].mark(placed(atlas="floor"))
    assert set(result.notes) == {"atlas"}
    assert "Maps; The reading stool" in result.summary


def test_where_our_own_coding_is_the_yardstick_to_differ_is_not_to_revisit() -> None:
    answer = {"picks": {"dry": "met", "light": "met"}, "reasons": {"dry": "x", "light": "y"}}
    result = KIT["how-well"].mark(answer)
    assert result.state == "answered"
    assert result.notes["dry"].word == "Differs from our coding."
    assert result.notes["dry"].text.startswith("We chose *Partly met*. ")
    assert result.notes["light"].word == "Agrees with our coding."
    assert not result.notes["light"].text.startswith("We chose")
    assert [result.notes[line].differs for line in ("dry", "light")] == [True, False]
    assert result.summary == "One answer differs from our coding: A dry room."
    # It does not look as if the brief settled it: no tick, and the count beside the card's name.
    assert not result.settled
    assert {note.mark for note in result.notes.values()} == {NOTED}
    assert view.view(KIT["how-well"], Sheet(answer, result), {})["word"] == "1 of 2 as we coded"


@pytest.mark.parametrize(
    ("name", "answer", "settled"),
    [
        ("first-reader", ["teachers"], True),
        ("first-reader", ["council"], False),
        ("shelf", placed(maps="wall", atlas="floor", stool="wall"), True),
        ("shelf", placed(maps="wall"), False),
        ("opening-day", ["unlock", "air", "sweep", "ring"], True),
        ("best-use", ["roof"], False),  # no key
        ("visitors", {"low": 450, "high": 500}, False),  # an estimate
        ("how-well", {"picks": {"dry": "partly"}, "reasons": {"dry": "x"}}, False),  # our coding
    ],
)
def test_only_what_the_brief_settles_gets_a_tick(name: str, answer: Any, settled: bool) -> None:
    assert KIT[name].mark(answer).settled == settled


@pytest.mark.parametrize(
    ("basis", "is_open", "key", "words"),
    [
        ("fact", False, "b", ("Agrees with the brief.", "Differs from the brief.")),
        ("claim", False, "b", ("Agrees with the brief.", "Differs from the brief.")),
        ("coding", False, "b", ("Agrees with our coding.", "Differs from our coding.")),
        ("claim", False, "none", ("The brief does not say.",) * 2),
        ("coding", False, "none", ("Agrees with our coding.", "Differs from our coding.")),
        ("coding", True, "", ("This question has no right answer.",) * 2),
    ],
)
def test_each_note_opens_with_what_the_answer_agrees_with(
    basis: str, is_open: bool, key: str, words: tuple[str, str]
) -> None:
    options = tuple(Entry(name, name) for name in ("a", "b", "none"))
    item = Entry("i", "i", (key,) if key else (), {"any": "The reason."})
    question = Sort("q", "?", basis=basis, open=is_open, options=options, items=(item,))
    said = [question.mark(placed(i=picked)).notes["i"] for picked in (key or "a", "a")]
    assert tuple(note.word for note in said) == words
    assert all(note.text.endswith("The reason.") for note in said)


def test_a_reason_that_names_our_coding_is_not_told_it_twice() -> None:
    options = (Entry("a", "Met"), Entry("b", "Not met"))
    item = Entry("i", "i", ("b",), {"any": "We chose *not met* because of one passage."})
    question = Sort("q", "?", basis="coding", options=options, items=(item,))
    assert question.mark(placed(i="a")).notes["i"].text == item.feedback["any"]


def test_a_reason_that_is_asked_for_comes_before_ours() -> None:
    answer = {"picks": {"dry": "met", "light": "met"}, "reasons": {"light": "y", "dry": "  "}}
    result = KIT["how-well"].mark(answer)
    assert (result.state, set(result.notes)) == ("open", {"light"})
    result = KIT["how-well"].mark(placed(dry="met"))
    assert (result.summary, result.notes) == (
        "One line has no reason yet: A dry room.",
        {},
    )


def test_an_order_asks_to_move_the_fewest_lines_and_says_which_way() -> None:
    moved = KIT["opening-day"].mark(["ring", "unlock", "sweep", "air"]).notes
    assert {i for i, note in moved.items() if note.mark == AGAIN} == {"ring"}
    assert (moved["ring"].word, moved["ring"].text) == (
        "This step comes later in the brief.",
        "Nobody may come in yet.",
    )
    moved = KIT["opening-day"].mark(["sweep", "air", "ring", "unlock"]).notes
    assert {i for i, note in moved.items() if note.mark == AGAIN} == {"unlock"}
    assert moved["unlock"].word == "This step comes earlier in the brief."


@given(st.permutations(range(6)), st.lists(st.integers(0, 3), min_size=6, max_size=6))
def test_what_need_not_move_is_a_longest_run_that_never_falls(
    order: list[int], ranks: list[int]
) -> None:
    items = tuple(Entry(str(i), str(i), feedback={"any": "x"}) for i in range(6))
    answer = tuple(tuple(str(i) for i in range(6) if ranks[i] == r) for r in range(4))
    question = Order("q", "?", items=items, answer=answer)
    result = question.mark([str(i) for i in order])
    kept = [ranks[i] for i in order if result.notes[str(i)].mark == FITS]
    assert kept == sorted(kept)
    longest = max(
        bin(chosen).count("1")
        for chosen in range(64)
        if (run := [ranks[i] for at, i in enumerate(order) if chosen >> at & 1]) == sorted(run)
    )
    assert len(kept) == longest
    assert (result.state == "answered") == (longest == 6)


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        ({"low": 100, "high": 399}, "Your estimate is lower than our count."),
        ({"low": 100, "high": 400}, "Your estimate agrees with our count."),
        ({"low": 601, "high": 900}, "Your estimate is higher than our count."),
    ],
)
def test_an_estimate_is_compared_with_the_range_of_the_data(
    answer: dict[str, float], word: str
) -> None:
    note = KIT["visitors"].mark(answer).notes["answer"]
    assert (note.word, note.mark) == (word, NOTED)
    assert "400 to 600 visitors" in note.text


def test_ranges_in_words() -> None:
    assert span(300000, 300000, "people") == "300,000 people"
    assert span(2.5, float("inf")) == "at least 2.5"
    assert span(float("-inf"), 7) == "at most 7"
    assert [span(1, 1, unit) for unit in ("deals", "parties", "percent", "points of loss")] == [
        "1 deal",
        "1 party",
        "1 percent",
        "1 points of loss",  # what is no plain plural is left alone
    ]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"low": -3, "high": 500}, "-3 is not possible here. The range is 0 to 100,000 visitors."),
        ({"low": 3, "high": 2e6}, "2,000,000 is not possible here. The range is"),
    ],
)
def test_an_estimate_outside_the_possible_is_refused_and_the_range_named(
    answer: dict[str, float], said: str
) -> None:
    result = KIT["visitors"].mark(answer)
    assert (result.state, result.notes) == ("open", {})
    assert result.summary.startswith(said)


@pytest.mark.slow
@pytest.mark.parametrize("name", [n for n, q in KIT.items() if q.kind != "code"])
@settings(max_examples=60, deadline=None)
@given(
    answer=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.sampled_from(["maps"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["picks", "reasons", "low", "maps"]), inner, max_size=3
            )
        ),
        max_leaves=6,
    )
)
def test_an_answer_of_any_shape_is_refused_or_marked(name: str, answer: Any) -> None:
    question = KIT[name]
    if not question.misfit(answer):
        result = question.mark(answer)
        assert result.state in ("open", "answered", "revisit")
        if result.notes:
            assert all(isinstance(text, str) for _, _, text in question.describe(answer))


def test_an_answer_to_a_question_that_has_changed_does_not_fit() -> None:
    assert KIT["first-reader"].misfit(["mayor"])
    assert KIT["first-reader"].misfit(["council", "teachers"])  # it was several, it is one
    assert KIT["opening-day"].misfit(["ring", "air", "unlock"])
    assert KIT["shelf"].misfit(placed(maps="roof"))
    assert KIT["visitors"].misfit({"low": "many"})
    assert KIT["your-library"].misfit(["text"])
    assert not KIT["shelf"].misfit(placed(maps="wall"))


def test_nothing_is_called_wrong_and_nothing_is_scored() -> None:
    words = []
    for question in KIT.values():
        if question.kind == "choice":
            words += [question.mark([o.id]) for o in question.options]
        elif question.kind == "order":
            words += [question.mark(list(p)) for p in permutations(i.id for i in question.items)]
        elif isinstance(question, Sort):
            for option in question.options:
                every = {item.id: option.id for item in question.items}
                reasons = dict.fromkeys(every, "because")
                words.append(question.mark({"picks": every, "reasons": reasons}))
    said = json.dumps([[r.summary, [[n.word, n.text] for n in r.notes.values()]] for r in words])
    assert not any(
        word in said.lower()
        for word in ("wrong", "incorrect", "look again", "score", "mistake", "!")
    )


def test_describe_gives_the_answer_in_words() -> None:
    answer = {"picks": {"dry": "met"}, "reasons": {"dry": "It held."}}
    assert list(KIT["how-well"].describe(answer)) == [("dry", "A dry room", "Met: It held.")]
    order = ["unlock", "air", "sweep", "ring"]
    assert next(iter(KIT["opening-day"].describe(order))) == ("unlock", "Unlock the door", "1")
    assert list(KIT["first-reader"].describe(["council"])) == [("council", "", "The town council")]
    estimate = {"low": 1, "high": 2}
    assert list(KIT["visitors"].describe(estimate)) == [("answer", "", "1 to 2 visitors")]


# --- what is shown --------------------------------------------------------------------------------


def secrets(question: Question) -> set[str]:
    texts = {
        *question.feedback.values(),
        question.solution,
        getattr(question, "shape", ""),
        *question.hints,
    }
    for entry in (*question.options, *question.items):
        texts |= set(entry.feedback.values())
    return {t for t in texts | {t for pair in question.mistakes for t in pair} if t}


@pytest.mark.parametrize("name", KIT)
def test_the_view_before_an_answer_and_the_plain_card_tell_nothing(name: str) -> None:
    question = KIT[name]
    shown = view.view(question, Sheet(), {})
    assert shown["answer"] is None
    told = [json.dumps(shown), view.html(question), view.text(question)]
    assert not [(s, t) for t in told for s in secrets(question) if json.dumps(s)[1:-1] in t]
    assert "passages.md" not in "".join(told)  # where to read is part of the answer


@pytest.mark.parametrize("name", KIT)
def test_the_plain_card_says_what_is_asked(name: str) -> None:
    question = KIT[name]
    assert question.prompt in view.html(question)
    for entry in (*question.options, *question.items):
        assert entry.text in view.html(question)
        assert entry.text in view.text(question)


def test_the_plain_card_escapes_what_the_bank_says() -> None:
    question = Reflection("q", "Is 1 < 2 & *so* <script>?")
    assert "1 &lt; 2 &amp; <em>so</em> &lt;script&gt;" in view.html(question)


def test_feedback_says_what_to_copy_to_report_a_mistake() -> None:
    question = KIT["shelf"]
    assert view.view(question, Sheet(), {})["mistake"] == {}
    result = question.mark(placed(maps="floor", atlas="wall"))
    line = view.view(question, Sheet(result=result), {})["mistake"]["line"]
    assert "question kit/shelf; lines: maps, atlas; passages: intro-5, intro-6; darfurlab" in line


def test_hints_come_one_by_one() -> None:
    question = KIT["first-reader"]
    assert view.view(question, Sheet(hints=1), {})["hints"] == [question.hints[0]]
    assert view.view(question, Sheet(hints=2), {})["more"] == 0


# --- code exercises -------------------------------------------------------------------------------

LOANS = KIT["loans-by-month"]
RIGHT = pd.DataFrame({"month": ["June", "May"], "loans": [1, 2]})


def complaint(value: Any, question: Question = LOANS) -> str:
    result = exercises.check(question, value)
    assert result.state == "revisit"
    return result.notes["answer"].text


@pytest.mark.parametrize(
    "value",
    [
        RIGHT,
        RIGHT[["loans", "month"]],
        RIGHT.set_axis([7, 9]),
        RIGHT.astype({"loans": float}),
        RIGHT.assign(loans=[1 + 1e-9, 2]),
    ],
)
def test_a_table_that_agrees_with_the_data(value: Any) -> None:
    result = exercises.check(LOANS, value)
    note = result.notes["answer"]
    assert (result.state, note.word) == ("answered", "Your result agrees with the data.")


@pytest.mark.parametrize("value", [None, ...])
def test_an_empty_attempt_is_no_attempt(value: Any) -> None:
    result = exercises.check(LOANS, value)
    assert (result.state, result.notes) == ("open", {})


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (RIGHT.head(1), "Your result has 1 row. One row per month"),
        (pd.concat([RIGHT, RIGHT]), "Your result has 4 rows. One row per month"),
        (RIGHT.set_index("month"), "`.reset_index()`"),
        (RIGHT.rename(columns={"loans": "n"}), "no column `loans`. It has: `month`, `n`"),
        (RIGHT.assign(book="a"), "does not ask for: `book`"),
        (RIGHT.assign(loans=[1, 3]), "1 of your 2 rows differ from the data. Look at `loans`."),
        (RIGHT.assign(loans=["1", "2"]), "yours has text, the data have a number"),
        (RIGHT.iloc[::-1], "another order of the rows"),
        (RIGHT["loans"], "one column (Series). The exercise asks for a table (DataFrame)."),
        (RIGHT.groupby("month"), "not yet counted"),
        (RIGHT.head, "put () after its name"),
        (3, "Your result is a number."),
        ("May", "Your result is text."),
        (
            pd.DataFrame({"book": ["a", "b"], "loans": [2, 1]}),
            "These are loans per book.",
        ),
    ],
)
def test_what_is_off_is_explained(value: Any, said: str) -> None:
    assert said in complaint(value)


def test_the_advice_does_not_give_the_answer_away() -> None:
    for value in (RIGHT.assign(loans=[8, 9]), RIGHT.head(1), RIGHT.assign(month=["x", "y"])):
        assert not {"June", "May", "1,", "2,"} & set(complaint(value).split())


def exercise(solution: str, **more: Any) -> Code:
    return Code("q", "?", feedback={"any": "x"}, solution=solution, **more)


@pytest.mark.parametrize(
    ("solution", "fits", "fails"),
    [
        ("answer = 5", [5, 5.0, np.int64(5)], [6, "5", True, float("nan"), [5]]),
        ("answer = 0.1", [0.1, 0.1 + 1e-12], [0.2]),
        ("answer = 'Doha'", ["Doha"], ["doha", 1]),
        ("answer = True", [True, np.True_], [False, 1]),
        ("answer = ['a', 'b']", [["a", "b"], ("a", "b"), pd.Index(["a", "b"])],
         [["b", "a"], ["a"]]),
        ("answer = pd.Series([1, 2], index=['a', 'b'])", [pd.Series([1.0, 2], index=["a", "b"])], [
            pd.Series([1, 2], index=["a", "c"]), pd.Series([1, 2])]),
        ("answer = pd.DataFrame({'a': [1, None]})", [pd.DataFrame({"a": [1, np.nan]})], [
            pd.DataFrame({"a": [1, 0]})]),
    ],
)  # fmt: skip
def test_values_of_other_kinds(solution: str, fits: list[Any], fails: list[Any]) -> None:
    question = exercise(solution, any_order=False)
    assert all(exercises.check(question, value).state == "answered" for value in fits)
    assert all(exercises.check(question, value).state == "revisit" for value in fails)


def test_rows_may_come_in_any_order_where_none_is_asked_for() -> None:
    free = exercise("answer = pd.DataFrame({'a': [1, 2, 2]})")
    assert exercises.check(free, pd.DataFrame({"a": [2, 1, 2]})).state == "answered"
    assert exercises.check(free, pd.DataFrame({"a": [1, 1, 2]})).state == "revisit"


class Hostile:
    """An object that fails whatever is asked of it."""

    def _fail(self, *_: Any) -> Any:
        raise RuntimeError("no")

    __eq__ = __len__ = __repr__ = __str__ = __iter__ = __bool__ = __hash__ = _fail  # type: ignore[assignment]


def endless() -> Any:
    while True:
        yield 1


@pytest.mark.parametrize(
    "value",
    [
        Hostile(),
        [Hostile(), Hostile()],
        pd.DataFrame({"month": [Hostile(), 1], "loans": [1, 2]}),
        endless(),
        pd.DataFrame(np.zeros((2, 2)), columns=["month", "month"]),
        pd.DataFrame(),
        pd.DataFrame({"month": [[1], {2}], "loans": [pd.NaT, pd.NA]}),
        np.zeros((50, 50, 50)),
        type,
        object(),
    ],
)
def test_whatever_a_student_passes_gets_a_sentence(value: Any) -> None:
    assert complaint(value)
    assert set(values.summary(value)) == {"type", "text"}
    assert values.shown(value)


def test_a_huge_table_is_answered_at_once_and_kept_short() -> None:
    huge = pd.DataFrame({"month": np.arange(2_000_000), "loans": 1.0})
    assert "Your result has 2,000,000 rows" in complaint(huge)
    assert len(values.summary(huge)["text"]) <= 2_000
    assert len(values.shown(huge)) <= 2_000


def test_the_card_shows_the_first_rows_of_a_result() -> None:
    assert values.shown(...) == values.shown(None) == ""
    assert values.shown(pd.Series([3], index=["Doha"])) == "Doha    3"
    assert values.shown(pd.DataFrame({"a": range(9)})).endswith("7  7\n… 9 rows in all")


def test_the_data_are_in_scope_of_a_solution() -> None:
    assert exercises.solution(exercise("answer = load_passages()['passage'].nunique()")) == 79


# --- numbers as people write them -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("٣", 3), ("٢٫٥", 2.5), ("٢،٥", 2.5), ("١٬٢٥٠", 1250), ("۴۵", 45), ("३", 3), ("２５", 25),
        ("2,5", 2.5), ("0,125", 0.125), ("-2,5", -2.5), ("\u22122.5", -2.5), ("2.5", 2.5),
        (".5", 0.5),
        ("1 250", 1250), ("1\u202f250,5", 1250.5), ("1\u00a0000\u00a0000", 1_000_000),
        ("1’250", 1250),
        ("1,234.5", 1234.5), ("1.234,5", 1234.5), ("1,000,000", 1_000_000), ("2,50", 2.5),
        ("\u200f٣\u200e", 3), (" 7 ", 7), ("+4", 4), ("1e3", 1000), ("3.", 3),
        ("\u20133", -3), ("\uff0d3", -3),
    ],
)  # fmt: skip
def test_a_number_is_understood_in_any_script_and_with_a_comma(typed, value):
    assert number(typed) == value


@pytest.mark.parametrize(
    "typed",
    ["1,500", "abc", "2,5,1", "10²", "½", "", "1 2", "--1", "1e999", "٣ؤ", "Ⅳ", "5-6", "inf"],
)
def test_what_could_be_two_numbers_or_none_stays_as_it_was_typed(typed):
    assert number(typed) == typed


def test_a_number_that_is_not_understood_is_asked_about() -> None:
    asked_back = {
        "1,500": "Write 1500 or 1.500.", "٢,٥٠٠": "2500 or 2.500", "٢،٥٠٠": "2500 or 2.500",
        "-1,500": "-1500 or -1.500", "two": "such as 2.5",
    }  # fmt: skip
    for typed, asked in asked_back.items():
        answer, question = KIT["visitors"].read({"low": typed, "high": "٧"})
        assert answer == {"low": typed, "high": "٧"}
        assert asked in question
    assert KIT["visitors"].read({"low": "2,5"}) == ({"low": 2.5}, "")
