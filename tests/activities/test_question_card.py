"""The rim: a view for each message, answers kept and brought back, faults shown, no leaks."""

from __future__ import annotations

import ast
import inspect
import json
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import anywidget
import ipywidgets
import pytest

import darfurlab
from darfurlab.activities import question_card, work_card
from darfurlab.activities.card import Card, _cell, _live, script, show_all
from darfurlab.activities.question_card import Activity, card_of
from darfurlab.activities.work_card import WorkCard
from darfurlab.charts import render
from darfurlab.datasets import folders
from darfurlab.papers.saved_notebooks import VIEW
from darfurlab.questions import answers, bank, kinds
from darfurlab.questions.view import links
from darfurlab.work import file

BANK = Path(__file__).resolve().parents[1] / "data"
KIT, _ = bank.read((BANK / "kit.toml").read_text(encoding="utf-8"), "kit.toml")
RIGHT = {
    "first-reader": ["teachers"],
    "what-it-needs": ["room", "lamp"],
    "best-use": ["roof"],
    "visitors": {"low": 450, "high": 500},
    "shelf": {"picks": {"maps": "wall", "atlas": "floor", "stool": "wall"}, "reasons": {}},
    "opening-day": ["unlock", "air", "sweep", "ring"],
    "who-keeps-what": {"picks": {"porter": "keys", "clerk": "ledger"}, "reasons": {}},
    "how-well": {"picks": {"dry": "met", "light": "met"}, "reasons": {"dry": "x", "light": "y"}},
    "your-library": "The school hall, says the coach.",
}
CODE = "loans-by-month"


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "my-work.json"
    monkeypatch.setenv("DARFURLAB_WORK", str(path))
    monkeypatch.setattr(folders, "questions", lambda: BANK)
    _live.clear()
    return path


def make(name: str, value: Any = ...) -> Activity:
    return card_of(f"kit/{name}", BANK, value)


def send(card: Card, type: str, answer: Any = None, data: bytes | None = None) -> None:
    buffers = [memoryview(data)] if data is not None else []
    card._handle_custom_msg({"type": type, "answer": answer}, buffers)


def saved(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))["answers"]["kit"]


@pytest.mark.parametrize("name", RIGHT)
def test_an_answer_is_answered_saved_and_restored(name: str, work: Path) -> None:
    card = make(name)
    assert card.view["state"] == "open"
    send(card, "check", RIGHT[name])
    assert card.view["state"] == "answered"
    assert saved(work)[name]["answer"] == RIGHT[name]
    assert card.view["saved"].endswith("in my-work.json · Attempt 1")
    again = make(name)
    same = ("answer", "state", "notes", "summary", "saved")
    assert {key: again.view[key] for key in same} == {key: card.view[key] for key in same}
    assert len(saved(work)[name]["attempts"]) == 1  # showing is not answering


@pytest.mark.parametrize("name", RIGHT)
def test_a_message_is_answered_with_one_new_view(name: str) -> None:
    card = make(name)
    views: list[Any] = []
    card.observe(views.append, "view")
    send(card, "draft", RIGHT[name])
    send(card, "check", RIGHT[name])
    assert len(views) == 2


def test_the_browser_is_told_nothing_before_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, question in KIT.items():
        card = make(name)
        heard: list[Any] = [card.get_state(), card._repr_mimebundle_()]
        monkeypatch.setattr(card, "send", lambda content, *_, heard=heard: heard.append(content))
        if name != CODE:
            send(card, "draft", RIGHT[name])
            heard.append(card.get_state())
        told = json.dumps(heard, default=str)
        secrets = {*question.feedback.values(), question.solution, *question.hints}
        for entry in (*question.options, *question.items):
            secrets |= set(entry.feedback.values())
        assert not [s for s in secrets if s and json.dumps(s)[1:-1] in told]
        assert "passages.md" not in told


def test_a_hint_tells_itself_and_no_more() -> None:
    card = make("first-reader")
    send(card, "hint", [])
    assert (card.view["hints"], card.view["more"]) == ([KIT["first-reader"].hints[0]], 1)
    assert card.view["notes"] == {}


def test_an_empty_answer_is_not_kept(work: Path) -> None:
    card = make("first-reader")
    send(card, "check", [])
    assert "Choose" in card.view["summary"]
    assert not work.exists()


def test_a_draft_is_kept_and_comes_back_without_feedback(work: Path) -> None:
    card = make("your-library")
    send(card, "draft", "Half a thou")
    assert card.view["saved"].startswith("Draft saved")
    again = make("your-library")
    assert (again.view["answer"], again.view["state"], again.view["notes"]) == (
        "Half a thou",
        "open",
        {},
    )


def test_attempts_count_and_starting_again_keeps_them(work: Path) -> None:
    card = make("first-reader")
    send(card, "check", ["council"])
    send(card, "retry", ["council"])
    assert (card.view["answer"], card.view["state"], card.view["notes"]) == (None, "open", {})
    send(card, "check", ["teachers"])
    assert card.view["saved"].endswith("Attempt 2")
    results = [attempt["result"] for attempt in saved(work)["first-reader"]["attempts"]]
    assert results == ["revisit", "answered"]


def test_an_answer_to_an_older_question_is_kept_and_said(work: Path) -> None:
    file.record(work, "kit", "first-reader", kind="choice", answer=["mayor"], result="answered")
    card = make("first-reader")
    assert (card.view["answer"], card.view["state"]) == (None, "open")
    assert "does not fit this version" in card.view["summary"]
    assert saved(work)["first-reader"]["answer"] == ["mayor"]


def test_what_cannot_be_saved_is_said(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    card = make("first-reader")
    work.mkdir()  # a folder stands where the file should be
    send(card, "check", ["teachers"])
    assert card.view["state"] == "answered"  # the lesson goes on
    assert card.view["problem"]
    assert card.view["saved"] == "Not saved yet"


def test_a_fault_is_shown_in_the_card_and_raised_under_test(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: Any) -> Any:
        raise RuntimeError("out of ink")

    card = make("first-reader")
    monkeypatch.setattr(type(card.question), "mark", fail)
    with pytest.raises(RuntimeError):
        send(card, "check", ["teachers"])
    assert "out of ink" in card.view["problem"]
    assert "Run All Cells" in card.view["problem"]
    monkeypatch.setenv("DARFURLAB_STRICT", "0")
    send(card, "check", ["teachers"])
    monkeypatch.undo()


def test_an_answer_of_the_wrong_form_is_a_fault_that_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DARFURLAB_STRICT", "0")
    card = make("first-reader")
    send(card, "check", {"picks": {}})
    assert "cannot be read" in card.view["problem"]


def test_a_message_that_a_card_does_not_know_is_refused() -> None:
    for card in (make("first-reader"), make(CODE), WorkCard()):
        with pytest.raises(ValueError, match="no message 'msg'"):
            send(card, "msg")
        assert "no message" in card.view["problem"]


def test_an_unknown_question_is_said_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(bank.DataError, match="did you mean shelf"):
        question_card.ask("kit/shelff")
    monkeypatch.setenv("DARFURLAB_STRICT", "0")
    question_card.ask("kit/shelff")
    assert "did you mean shelf" in capsys.readouterr().out


def test_a_code_exercise_is_kept_once_for_the_same_value(work: Path) -> None:
    from darfurlab.questions.exercises import solution

    right = solution(KIT[CODE])
    assert make(CODE).view["state"] == "open"
    assert not work.exists()  # an empty attempt is none
    for value in (right.head(1), right.head(1), right, right):
        card = make(CODE, value)
    assert card.view["state"] == "answered"
    assert [a["result"] for a in saved(work)[CODE]["attempts"]] == ["revisit", "answered"]
    send(card, "hint")
    assert len(card.view["hints"]) == 1
    assert card.view["state"] == "answered"


def test_an_older_run_of_a_code_exercise_never_takes_the_place_of_the_last(work: Path) -> None:
    from darfurlab.questions.exercises import solution

    older = make(CODE, "a wrong value")
    newer = make(CODE, solution(KIT[CODE]))
    other = make("first-reader")
    send(other, "check", ["teachers"])  # which every card hears of
    show_all(answers.work())
    attempts = saved(work)[CODE]["attempts"]
    assert [each["result"] for each in attempts] == ["revisit", "answered"]
    assert [older.view["state"], newer.view["state"]] == ["revisit", "answered"]


def test_a_cell_that_is_run_again_leaves_one_card_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    cell = ["a-cell", "run 0"]
    monkeypatch.setattr("darfurlab.activities.card._cell", lambda: tuple(cell))
    twice = make("first-reader"), make("first-reader")  # the same question may stand twice
    assert set(_live) == set(twice)
    models = len(ipywidgets.Widget.widgets)
    for run in range(1, 101):
        cell[1] = f"run {run}"
        last = make("first-reader")
    assert set(_live) == {last}
    assert len(ipywidgets.Widget.widgets) <= models
    cell[0] = "another cell"
    other = make("first-reader")
    assert set(_live) == {last, other}
    cell[:] = ["", "run x"]  # a program that names no cells, as an older JupyterLab
    make("first-reader")
    assert set(_live) >= {last, other}


def test_a_cell_is_known_by_its_tab_and_its_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def run(session: str, message: str, **about: str) -> tuple[str, str]:
        asked = {"header": {"session": session, "msg_id": message}, "metadata": about}
        kernel = SimpleNamespace(parent_header=asked)
        monkeypatch.setattr("darfurlab.activities.card.get_ipython", lambda: kernel)
        return _cell()

    assert run("tab", "1", cellId="a") == ("tab a", "1")
    assert run("another", "1", cellId="a") == ("another a", "1")
    assert run("tab", "1") == ("", "")
    monkeypatch.setattr("darfurlab.activities.card.get_ipython", lambda: None)
    assert _cell() == ("", "")


def test_the_plain_card_stands_beside_the_widget() -> None:
    data, _ = make("shelf")._repr_mimebundle_()
    assert set(data) == {VIEW, "text/html", "text/plain"}
    twice = make("shelf")._repr_mimebundle_()[0]
    assert data["text/html"] == twice["text/html"]  # the same bytes each time
    assert "The great atlas" in data["text/plain"]


# --- the work -------------------------------------------------------------------------------------


def test_after_each_answer_the_browser_gets_a_copy(monkeypatch: pytest.MonkeyPatch) -> None:
    card = make("first-reader")
    heard: list[Any] = []
    monkeypatch.setattr(card, "send", lambda content, *_: heard.append(content))
    assert (card.view["fresh"], card.view["key"]) == (True, "")
    send(card, "check", ["teachers"])
    copy = heard[0]["copy"]
    assert json.loads(copy["text"])["answers"]["kit"]["first-reader"]["answer"] == ["teachers"]
    assert copy["answers"] == 1
    assert (card.view["fresh"], card.view["key"]) == (False, copy["key"])


def test_work_saved_here_is_brought_back_there_and_shows_in_every_card(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(make("first-reader"), "check", ["teachers"])
    card, heard = WorkCard(), list[Any]()
    monkeypatch.setattr(card, "send", lambda content, buffers: heard.append((content, buffers)))
    send(card, "save")
    ((message, buffers),) = heard
    assert (message["type"], message["name"]) == ("download", "my-work.json")
    work.rename(work.with_name("elsewhere.json"))
    question, again = make("first-reader"), WorkCard()
    assert question.view["state"] == "open"
    send(again, "restore", data=buffers[0])
    assert "loaded 1 activity" in again.view["summary"]
    assert question.view["state"] == "answered"
    assert saved(work)["first-reader"]["answer"] == ["teachers"]


def test_what_has_no_place_is_listed_and_kept(work: Path) -> None:
    other = work.with_name("other.json")
    file.record(other, "kit", "gone", kind="choice", answer=["a"], result="answered")
    file.record(other, "kit", "shelf", kind="sort", answer={"picks": {"x": "y"}}, result="open")
    file.record(other, "kit", "best-use", kind="choice", answer=["roof"], result="answered")
    file.record(other, "04", "memo", kind="design", answer={"lead": "x"}, result="answered")
    card = WorkCard()
    send(card, "restore", data=other.read_bytes())
    assert "loaded 2 activities" in card.view["summary"]
    assert "kit/gone (there is no such question" in card.view["summary"]
    assert "kit/shelf (its items or options have changed)" in card.view["summary"]
    assert set(saved(work)) == {"best-use"}
    assert "gone" in work.read_text(encoding="utf-8")


@pytest.mark.parametrize("data", [b"", b"{", b"[1]", b"\xff\xfe", b'{"format": "other"}'])
def test_an_upload_that_is_no_work_is_refused_in_words(data: bytes, work: Path) -> None:
    card = WorkCard()
    send(card, "restore", data=data)
    assert "not loaded" in card.view["problem"]
    assert not work.exists()


def test_the_report_is_offered_where_there_is_one() -> None:
    assert WorkCard().view["reports"] == []
    card = WorkCard(lambda kind: f"<p>{kind}</p>")
    heard: list[Any] = []
    card.send = lambda content, buffers: heard.append((content, buffers))  # type: ignore[method-assign]
    card._handle_custom_msg({"type": "report", "id": "md"}, [])
    ((message, buffers),) = heard
    assert (message["name"], message["mime"]) == ("my-report.md", "text/markdown")
    assert buffers == [b"<p>md</p>"]


def test_the_work_card_says_where_things_are_kept(work: Path) -> None:
    html = work_card.WorkCard().plain["text/html"]
    assert "my-work.json" in html
    assert "browser" in html


# --- names: a card that hides one of a widget’s breaks on some version ----------------------------

ON_PURPOSE = {"_esm", "_css", "_handle_custom_msg", "_repr_mimebundle_", "__init__"}
for module in pkgutil.iter_modules(darfurlab.__path__):
    if module.name != "__main__":
        import_module(f"darfurlab.{module.name}")


def cards(kind: type[Card] = Card) -> Iterator[type[Card]]:
    """Yield every card of the pack."""
    if kind.__module__.startswith("darfurlab"):
        yield kind
    for below in kind.__subclasses__():
        yield from cards(below)


def own_names(source: str) -> set[str]:
    """Return the names that a class gives itself: in its body, and on `self` in any method."""
    (made,) = ast.parse(source).body
    assert isinstance(made, ast.ClassDef)
    body = {n.name for n in made.body if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    stored = [
        n for each in made.body if not isinstance(each, ast.FunctionDef) for n in ast.walk(each)
    ]
    body |= {n.id for n in stored if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    return body | {
        n.attr
        for n in ast.walk(made)
        if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)
        and isinstance(n.value, ast.Name) and n.value.id == "self"
    }  # fmt: skip


@pytest.mark.parametrize("kind", list(cards()), ids=lambda kind: kind.__name__)
def test_no_card_hides_a_name_of_a_widget(kind: type[Card]) -> None:
    bare = anywidget.AnyWidget()
    taken = {*dir(ipywidgets.Widget), *dir(anywidget.AnyWidget), *vars(bare)}
    assert own_names(inspect.getsource(kind)) & taken - ON_PURPOSE == set()


def test_the_reader_of_names_sees_each_way_to_give_one() -> None:
    source = (
        "class A(B):\n    a = 1\n    b: int = 2\n    def c(self):\n        self.d, self.e = 1, 2\n"
        "        self.f: int = 3\n        local = other.g = 4\n        for self.h in (): pass\n"
    )
    assert own_names(source) == set("abcdefh")


def test_a_card_can_be_stored_without_what_is_as_at_first() -> None:
    assert {"view", "own_id"} <= set(make("best-use").get_state(drop_defaults=True))


def test_a_lesson_that_was_moved_still_leads_to_the_passages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lessons = tmp_path / "lessons"
    deeper = lessons / "week 1" / "group"
    elsewhere = tmp_path / "a" / "b" / "c" / "d"
    for folder in (deeper, elsewhere):
        folder.mkdir(parents=True)
    (lessons / "passages.md").write_text("# Passages", encoding="utf-8")
    monkeypatch.delenv("DARFURLAB_WORK", raising=False)
    labels = {"intro-1": "Introduction ¶1"}

    def near(folder: Path) -> list[dict[str, str]]:
        monkeypatch.chdir(folder)
        return links(["intro-1"], labels)

    assert near(lessons) == [{"label": "Introduction ¶1", "href": "passages.md#intro-1"}]
    assert [each["href"] for each in near(deeper)] == ["../../passages.md#intro-1"]
    assert "../../passages.md#intro-1" in render.link("Introduction ¶1", ("intro-1",))
    lost = near(elsewhere)
    assert [each["href"] for each in lost] == ["", ""]
    assert lost[0]["label"] == "Introduction ¶1"
    assert "passages.md" in lost[1]["label"]
    monkeypatch.setenv("DARFURLAB_WORK", str(lessons / "my-work.json"))
    (href,) = (each["href"] for each in near(elsewhere))
    assert (elsewhere / href.partition("#")[0]).resolve() == lessons / "passages.md"
    assert links([], labels) == []


# --- what was typed, and what it means ------------------------------------------------------------


def test_a_number_may_be_written_as_people_write_it(work: Path) -> None:
    card = make("visitors")
    send(card, "draft", {"low": "٤٥٠", "high": 500})
    assert saved(work)["visitors"]["draft"]["answer"] == {"low": 450, "high": 500}
    assert card.view["answer"] == {
        "low": "٤٥٠",
        "high": 500,
    }  # nothing is rewritten while one types
    send(card, "check", {"low": "450,5", "high": "1 000"})
    assert saved(work)["visitors"]["answer"] == {"low": 450.5, "high": 1000}
    assert card.view["answer"] == {"low": 450.5, "high": 1000}


def test_a_number_that_could_be_two_is_asked_about_and_stays_with_the_browser(work: Path) -> None:
    card = make("visitors")
    send(card, "check", {"low": "1,500", "high": 2000})
    assert "Write 1500 or 1.500" in card.view["summary"]
    assert (card.view["kept"], card.view["state"]) == (False, "open")
    assert card.view["answer"] == {"low": "1,500", "high": 2000}
    assert not work.exists()


def test_what_was_placed_without_a_reason_is_kept_as_a_draft(work: Path) -> None:
    card = make("how-well")
    send(card, "check", {"picks": {"dry": "met"}, "reasons": {}})
    assert "One line has no reason yet" in card.view["summary"]
    assert saved(work)["how-well"]["draft"]["answer"]["picks"] == {"dry": "met"}


def test_a_hint_keeps_what_was_typed(work: Path) -> None:
    send(make("first-reader"), "hint", ["council"])
    assert saved(work)["first-reader"]["draft"]["answer"] == ["council"]


def test_a_draft_equal_to_the_answer_does_not_reopen_it(work: Path) -> None:
    card = make("your-library")
    send(card, "check", RIGHT["your-library"])
    was = work.read_bytes()
    send(card, "draft", RIGHT["your-library"])
    assert work.read_bytes() == was
    send(card, "draft", "Another thought")
    send(card, "draft", RIGHT["your-library"])
    again = make("your-library")
    assert (again.view["state"], again.view["notes"] != {}) == ("answered", True)
    assert "Attempt 1" in again.view["saved"]


def test_the_mark_of_each_message_comes_back_with_whether_it_is_on_disk(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = make("your-library")
    card._handle_custom_msg({"type": "draft", "answer": "a", "mark": "x-1"}, [])
    assert (card.view["heard"], card.view["kept"]) == ("x-1", True)
    with monkeypatch.context() as patch:
        patch.setattr(file.os, "fsync", lambda _: (_ for _ in ()).throw(OSError(28, "full")))
        card._handle_custom_msg({"type": "draft", "answer": "ab", "mark": "x-2"}, [])
    assert (card.view["heard"], card.view["kept"]) == ("x-2", False)
    monkeypatch.setenv("DARFURLAB_STRICT", "0")
    card._handle_custom_msg({"type": "draft", "answer": 7, "mark": "x-3"}, [])
    assert (card.view["heard"], card.view["kept"]) == ("x-3", False)


# --- two tabs -------------------------------------------------------------------------------------


def test_what_another_tab_left_is_kept_beside_the_newer_answer_and_said(work: Path) -> None:
    one, two = make("your-library"), make("your-library")
    base = one.view["stamp"]
    one._handle_custom_msg(
        {"type": "draft", "answer": "first tab", "mark": "a-1", "base": base}, []
    )
    _live.discard(two)
    two._handle_custom_msg({"type": "draft", "answer": "second", "mark": "b-1", "base": base}, [])
    entry = saved(work)["your-library"]
    assert [each["answer"] for each in entry["attempts"]] == ["first tab"]
    assert entry["draft"]["answer"] == "second"
    assert "another tab" in two.view["summary"]


def test_one_tab_that_types_on_before_it_hears_is_no_second_tab(work: Path) -> None:
    card = make("your-library")
    for number, text in enumerate(("a", "ab", "abc")):
        mark = {"mark": f"a-{number}", "base": ""}
        card._handle_custom_msg({"type": "draft", "answer": text, **mark}, [])
    assert saved(work)["your-library"]["attempts"] == []
    assert "another tab" not in card.view["summary"]


def test_an_answer_of_one_tab_shows_in_the_other() -> None:
    one, two = make("your-library"), make("your-library")
    send(one, "check", RIGHT["your-library"])
    assert two.view["answer"] == RIGHT["your-library"]
    assert two.view["state"] == "answered"


# --- strange files, and questions with a fault ----------------------------------------------------


def test_an_entry_in_which_nothing_was_done_is_as_good_as_none(work: Path) -> None:
    file.record(work, "kit", "shelf", kind="sort", answer={"picks": {}}, result=None)
    whole = json.loads(work.read_text(encoding="utf-8"))
    whole["answers"]["kit"] = {name: {"kind": "sort", "attempts": []} for name in KIT}
    work.write_text(json.dumps(whole), encoding="utf-8")
    assert all(make(name).view["state"] == "open" for name in KIT)


def test_an_answer_that_cannot_be_read_is_said_in_its_card_and_kept(work: Path) -> None:
    file.record(work, "kit", "shelf", kind="sort", answer={"picks": {}}, result=None)
    whole = json.loads(work.read_text(encoding="utf-8"))
    whole["answers"]["kit"]["first-reader"] = {"kind": "choice", "attempts": "?"}
    work.write_text(json.dumps(whole), encoding="utf-8")
    assert "That answer is kept" in make("first-reader").view["summary"]


def test_what_cannot_be_judged_while_a_question_has_a_fault_keeps_its_place(
    work: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bank_folder = tmp_path / "bank"
    bank_folder.mkdir()
    monkeypatch.setattr(folders, "questions", lambda: bank_folder)
    other = work.with_name("other.json")
    file.record(other, "kit", "first-reader", kind="choice", answer=["teachers"])
    file.record(other, "kit", "later", kind="choice", answer=["x"])
    good = (BANK / "kit.toml").read_text(encoding="utf-8")
    (bank_folder / "kit.toml").write_text(good.replace('kind = "grid"', 'kind = "gird"'), "utf-8")
    card = WorkCard()
    send(card, "restore", data=other.read_bytes())
    assert saved(work).keys() == {"first-reader", "later"}
    # A question that is unknown is left out, and found once it is there.
    work.unlink()
    (bank_folder / "kit.toml").write_text(good, "utf-8")
    send(WorkCard(), "restore", data=other.read_bytes())
    assert saved(work).keys() == {"first-reader"}
    new = good.replace('id = "best-use"', 'id = "later"').replace('"books"', '"x"')
    (bank_folder / "kit.toml").write_text(new, "utf-8")
    assert answers.work().entry("kit", "later")
    assert saved(work).keys() == {"first-reader", "later"}


# --- several people -------------------------------------------------------------------------------


def test_the_first_card_that_keeps_an_answer_offers_a_name_once() -> None:
    one, two = make("first-reader"), make("best-use")
    assert not one.view["naming"]
    send(one, "check", ["teachers"])
    send(two, "check", ["roof"])
    assert (one.view["naming"], two.view["naming"]) == (True, False)
    one._handle_custom_msg({"type": "name", "text": ""}, [])
    assert not one.view["naming"]
    assert not make("shelf").view["naming"]


def test_another_student_begins_with_empty_cards_and_the_value_of_none(work: Path) -> None:
    from darfurlab.questions.exercises import solution

    code, choice = make(CODE, solution(KIT[CODE])), make("first-reader")
    send(choice, "check", ["teachers"])
    choice._handle_custom_msg({"type": "switch", "student": ""}, [])
    assert not work.exists()
    assert (choice.view["answer"], choice.view["state"]) == (None, "open")
    assert code.view["state"] == "open"
    assert [each["answers"] for each in choice.view["people"]] == [2]


def test_finish_hands_over_a_copy_and_wipes(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    choice = make("first-reader")
    send(choice, "check", ["teachers"])
    card, heard = WorkCard(), list[Any]()
    monkeypatch.setattr(card, "send", lambda content, *more: heard.append((content, more)))
    send(card, "finish")
    assert "my-work.json" in card.view["ask"]["text"]
    assert work.exists()
    send(card, "finished")
    assert [each["type"] for each, _ in heard] == ["download", "wiped"]
    assert b"teachers" in heard[0][1][0][0]
    assert not work.exists()
    assert list(work.parent.glob(".my-work*")) == []
    assert choice.view["answer"] is None


# --- the JavaScript that all cards share ----------------------------------------------------------


def test_every_kind_has_its_control_and_every_control_its_kind() -> None:
    controls = re.findall(r"^KINDS\.(\w+) = ", script(), re.MULTILINE)
    assert sorted(controls) == sorted([*kinds.every(), "passage", "work"])


# --- what a lesson sets beside its own table ------------------------------------------------------


def test_what_was_picked_is_told_and_what_was_not_is_not_there(work: Path) -> None:
    assert answers.picked("kit/shelf", "kit/how-well") == {}
    send(make("shelf"), "check", RIGHT["shelf"])
    send(make("how-well"), "draft", {"picks": {"dry": "met"}, "reasons": {}})
    assert answers.picked("kit/shelf") == RIGHT["shelf"]["picks"]
    assert answers.picked("kit/shelf", "kit/how-well") == RIGHT["shelf"]["picks"] | {"dry": "met"}
