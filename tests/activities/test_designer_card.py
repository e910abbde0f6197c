"""The designer's card: chosen, judged, saved, compared, printed; nothing lost on bad input."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from darfurlab.activities import designer_card
from darfurlab.activities.card import Card
from darfurlab.activities.designer_card import Designer
from darfurlab.papers import my_report as handout
from darfurlab.questions import designs

BOOK = designs.load()


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "my-work.json"
    monkeypatch.setenv("DARFURLAB_WORK", str(path))
    monkeypatch.setenv("DARFURLAB_STRICT", "1")
    return path


def send(card: Card, type: str, answer: Any = None, data: bytes | None = None, **more: Any
         ) -> None:  # fmt: skip
    message = {"type": type, "answer": answer, **more}
    card._handle_custom_msg(message, [memoryview(data)] if data is not None else [])


def picked(**choices: Any) -> dict[str, Any]:
    picks = {c: [o] if isinstance(o, str) else o for c, o in choices.items()}
    return {"title": "", "picks": picks, "words": {}, "reply": ""}


def saved(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))["answers"]["04"]["design"]


def verdict(card: Designer, name: str) -> str:
    found = card.view["findings"]["conditions"]
    return next(row["verdict"] for row in found if row["name"] == name)


def test_each_choice_is_judged_saved_and_says_what_it_changed(work):
    card = Designer()
    assert card.view["findings"] == {"empty": "You have made no choice yet."}
    send(card, "draft", picked(leverage="leverage-joint"))
    assert verdict(card, "Leverage") == "met"
    assert "Leverage, from “the design does not say” to “met”" in card.view["moved"]["leverage"]
    send(card, "draft", picked(leverage="leverage-joint", lead="lead-several"))
    assert verdict(card, "Leverage") == "partly"
    assert list(card.view["moved"]) == ["lead"]
    assert "Leverage, from “met” to “partly met”" in card.view["moved"]["lead"]
    assert saved(work)["draft"]["answer"] == picked(leverage="leverage-joint", lead="lead-several")
    assert "Draft saved" in card.view["saved"]


def test_the_model_the_objections_and_the_asked_stand_in_the_view():
    card = Designer()
    answer = picked(
        seats=["seat-government", "seat-darfur"], agenda=["agenda-darfur-security"],
        sequence="sequence-one-table", leverage="leverage-joint",
    )  # fmt: skip
    send(card, "draft", answer)
    assert card.view["findings"]["model"][0].startswith("**All Sudan:** ")
    assert {row["by"] for row in card.view["said"]["seats"]} == {"brief", "critic"}
    assert card.view["said"]["venue"] == []
    external = [r for r in card.view["said"]["seats"] if r["basis"] == "outside source"]
    assert external[0]["read"][-1]["href"].startswith("https://")
    assert "influential countries" in dict(card.view["findings"]["asks"])


def test_typing_keeps_what_the_last_choice_changed():
    card = Designer()
    send(card, "draft", picked(leverage="leverage-joint"))
    said = card.view["moved"]
    send(card, "draft", {**picked(leverage="leverage-joint"), "words": {"leverage": "Together."}})
    assert card.view["moved"] == said != {}


def test_versions_are_kept_and_the_newest_comes_back(work):
    card = Designer()
    send(card, "check", picked(lead="lead-un"))
    send(card, "check", picked(lead="lead-au"))
    send(card, "draft", picked(lead="lead-joint"))
    assert [a["answer"]["picks"]["lead"] for a in saved(work)["attempts"]] == [
        ["lead-un"], ["lead-au"],
    ]  # fmt: skip
    again = Designer()
    assert again.view["answer"]["picks"]["lead"] == ["lead-joint"]
    assert again.view["state"] == "open"


def test_an_empty_design_is_not_kept_as_a_version(work):
    card = Designer()
    send(card, "check", picked())
    assert card.view["summary"] == "Choose at least one option first."
    assert not work.exists()


def test_what_is_no_design_is_a_fault_that_shows_and_loses_nothing(work, monkeypatch):
    card = Designer()
    send(card, "draft", picked(lead="lead-un"))
    monkeypatch.setenv("DARFURLAB_STRICT", "0")
    send(card, "draft", picked(lead=["lead-un", "lead-au"]))
    assert "lead takes one option" in card.view["problem"]
    assert saved(work)["draft"]["answer"] == picked(lead="lead-un")


def test_a_design_of_another_version_is_kept_and_said(work):
    card = Designer()
    send(card, "check", picked(lead="lead-un"))
    text = work.read_text(encoding="utf-8").replace("lead-un", "lead-gone")
    work.write_text(text, encoding="utf-8")
    again = Designer()
    assert "options of lead have changed" in again.view["summary"]
    assert again.view["answer"] == {}
    assert "lead-gone" in work.read_text(encoding="utf-8")


@pytest.mark.parametrize("design", ["doha", "brief"])
def test_it_can_be_set_beside_doha_and_the_briefs_proposal(design):
    card = Designer()
    send(card, "compare", picked(lead="lead-au"), **{"with": design})
    against = card.view["against"]
    assert against["name"] in card.view["summary"]
    assert against["rows"][0][:2] == ["Lead", BOOK.text("lead-au")]
    assert len(against["rows"]) == len(BOOK.choices) + len(BOOK.conditions)


def test_a_classmates_file_is_compared_and_nothing_of_it_kept(tmp_path, work, monkeypatch):
    monkeypatch.setenv("DARFURLAB_WORK", str(tmp_path / "other.json"))
    send(Designer(), "draft", {**picked(venue="venue-inside"), "title": "secret title"})
    data = (tmp_path / "other.json").read_bytes()
    monkeypatch.setenv("DARFURLAB_WORK", str(work))
    card = Designer()
    send(card, "compare-file", picked(lead="lead-un"), data)
    rows = {name: other for name, _, other in card.view["against"]["rows"]}
    assert rows["Venue"] == BOOK.text("venue-inside")
    assert "secret" not in json.dumps(card.view)
    assert "secret" not in work.read_text(encoding="utf-8")


BAD = [
    (b"", "it is empty"),
    (b"{", "not whole JSON"),
    (b'{"format": "x"}', "not a file of work"),
    (b"\xff\xfe\x00", "whole JSON"),
]


@pytest.mark.parametrize(("data", "why"), BAD)
def test_a_file_that_cannot_be_compared_is_refused_in_words(data, why, work):
    card = Designer()
    send(card, "compare-file", picked(lead="lead-un"), data)
    assert why in card.view["summary"]
    assert "unchanged" in card.view["summary"]
    assert card.view["against"] == {}
    assert saved(work)["draft"]["answer"] == picked(lead="lead-un")


def test_a_file_without_a_design_or_with_a_strange_one_is_refused(work):
    card = Designer()
    send(card, "draft", picked(lead="lead-un"))
    whole = json.loads(work.read_text(encoding="utf-8"))
    none = json.dumps({**whole, "answers": {}}).encode()
    send(card, "compare-file", picked(lead="lead-un"), none)
    assert "no design yet" in card.view["summary"]
    strange = json.dumps(whole).replace("lead-un", "lead-x").encode()
    send(card, "compare-file", picked(lead="lead-un"), strange)
    assert "does not fit" in card.view["summary"]


@pytest.mark.parametrize("kind", ["html", "md"])
def test_the_memo_is_handed_over_with_the_words_that_were_just_typed(kind, monkeypatch):
    card, sent = Designer(), []
    monkeypatch.setattr(card, "send", lambda content, buffers=None: sent.append((content, buffers)))
    send(card, "memo", {**picked(lead="lead-un"), "title": "Fresh words"}, id=kind)
    content, buffers = next(each for each in sent if each[0]["type"] == "download")
    assert content["name"] == f"my-memo.{kind}"
    assert b"Fresh words" in buffers[0]
    assert "in your downloads" in card.view["summary"]


def test_a_page_without_a_kernel_shows_every_choice_and_option():
    data, _ = Designer()._repr_mimebundle_()
    for row in BOOK.choices:
        assert row["question"] in data["text/plain"]
    for row in BOOK.options:
        assert row["text"] in data["text/plain"]
    assert data["text/html"].count("<li>") == len(BOOK.choices)


def test_the_report_tells_the_design_in_words(work):
    send(Designer(), "check", {**picked(lead="lead-un"), "words": {"lead": "One voice."},
                               "title": "My plan", "reply": "It may fail."})  # fmt: skip
    page = handout.make("html")
    for text in ("My plan", BOOK.text("lead-un"), "One voice.", "It may fail."):
        assert text in page
    assert "lead-un" not in page
    assert "{" not in page.split("<main>")[1]


def test_the_designer_is_shown_by_one_word(monkeypatch):
    shown: list[Any] = []
    monkeypatch.setattr("darfurlab.activities.card.display", shown.append)
    designer_card.design()
    assert isinstance(shown[0], Designer)
