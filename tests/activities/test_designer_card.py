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
from darfurlab.questions import answers, designs
from darfurlab.work import file

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
    found = card.view["strip"]["marks"]
    return next(row["verdict"] for row in found if row["name"] == name)


def test_each_choice_is_judged_saved_and_says_what_it_changed(work):
    card = Designer()
    assert "16 conditions the design does not say" in card.view["strip"]["tally"]
    assert "still needs a seat for the government" in card.view["findings"]["line"]
    send(card, "draft", picked(leverage="leverage-joint"))
    assert verdict(card, "Leverage") == "met"
    assert "Leverage, from “the design does not say” to “met”" in card.view["moved"]["leverage"][0]
    send(card, "draft", picked(leverage="leverage-joint", lead="lead-several"))
    assert verdict(card, "Leverage") == "partly"
    assert list(card.view["moved"]) == ["lead"]
    assert "Leverage, from “met” to “partly met”" in card.view["moved"]["lead"][0]
    assert card.view["strip"]["title"] == (
        "Your last choice changed 2 of the 16 conditions: International unanimity and Leverage."
    )
    was = {row["name"]: row["was"] for row in card.view["strip"]["marks"] if row["was"]}
    assert was == {"International unanimity": "silent", "Leverage": "met"}
    assert saved(work)["draft"]["answer"] == picked(leverage="leverage-joint", lead="lead-several")
    assert "Draft saved" in card.view["saved"]


def test_the_model_the_objections_and_the_asked_stand_in_the_view():
    card = Designer()
    answer = picked(
        seats=["seat-government", "seat-darfur"], agenda=["agenda-darfur-security"],
        sequence="sequence-one-table", leverage="leverage-joint",
    )  # fmt: skip
    send(card, "draft", answer)
    assert card.view["findings"]["details"][0].startswith("**All Sudan:** ")
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


def test_a_new_objection_is_marked_until_the_next_choice():
    card = Designer()
    send(card, "draft", picked(seats=["seat-government"]))
    assert all(row["new"] for row in card.view["said"]["seats"])
    send(card, "draft", picked(seats=["seat-government", "seat-east"]))
    new = [row["new"] for row in card.view["said"]["seats"]]
    assert True in new
    assert False in new
    assert [row["new"] for row in Designer().view["said"]["seats"]] == [False] * len(new)


def test_the_model_says_what_it_lacks_and_then_before_now_and_who_is_below():
    card = Designer()
    choices = {"seats": ["seat-government", "seat-darfur"], "agenda": ["agenda-power"]}
    send(card, "draft", picked(**choices))
    assert "The design still needs a sequence." in card.view["findings"]["line"]
    send(card, "draft", picked(**choices, sequence="sequence-one-table"))
    _, before, now = card.view["moved"]["sequence"]
    assert before.startswith("**Model, before:** The model cannot play this design yet.")
    assert now.startswith("**Model, now:** The one table reaches no deal.")
    assert "end below their walk-away values: Darfur’s movements (by 26 points)" in now
    assert ";" not in now


def test_versions_are_listed_reopened_and_begun_anew_and_survive_a_restart(work):
    first, second = picked(lead="lead-un"), {**picked(lead="lead-au"), "title": "Mine"}
    card = Designer()
    send(card, "check", first)
    send(card, "new", second)  # what was in the card stays
    assert card.view["answer"] == {}
    assert "saved as version 2" in card.view["summary"]
    again = Designer()
    assert again.view["answer"] == {}
    assert [v["text"] for v in again.view["versions"]] == ["Version 2: “Mine”", "Version 1"]
    assert [v["picks"] for v in again.view["versions"]] == [1, 1]
    send(again, "reopen", {}, id="version-1")
    assert again.view["answer"] == first == Designer().view["answer"]
    assert again.view["moved"] == {}
    send(again, "reopen", first, id="version-2")
    assert Designer().view["answer"] == second
    assert [a["answer"] for a in saved(work)["attempts"]] == [first, second]  # no copies


def test_a_version_that_does_not_fit_is_listed_and_cannot_be_opened(work, monkeypatch):
    send(Designer(), "check", picked(lead="lead-un"))
    text = work.read_text(encoding="utf-8").replace("lead-un", "lead-gone")
    work.write_text(text, encoding="utf-8")
    card = Designer()
    assert [v["fits"] for v in card.view["versions"]] == [False]
    monkeypatch.setenv("DARFURLAB_STRICT", "0")
    send(card, "reopen", {}, id="version-1")
    assert "no design 'version-1'" in card.view["problem"]


@pytest.mark.parametrize("design", ["doha", "brief", "checklist", "version-1"])
def test_it_can_be_set_beside_our_designs_and_versions(design):
    card = Designer()
    send(card, "check", picked(lead="lead-joint"))
    send(card, "compare", picked(lead="lead-au"), **{"with": design})
    against = card.view["against"]
    assert against["name"] in card.view["strip"]["title"]
    row = against["rows"][0]
    assert (row["name"], row["one"]) == ("Lead", BOOK.text("lead-au"))
    assert row["differs"]
    assert len(against["rows"]) == len(BOOK.choices) + len(BOOK.conditions)
    send(card, "compare", picked(lead="lead-au"), **{"with": ""})
    assert card.view["against"] == {"id": ""}


def test_a_classmates_file_is_compared_and_nothing_of_it_kept(tmp_path, work, monkeypatch):
    monkeypatch.setenv("DARFURLAB_WORK", str(tmp_path / "other.json"))
    theirs = {"title": "Their title", "words": {"venue": "Near home."}, "reply": "It may fail."}
    send(Designer(), "draft", {**picked(venue="venue-inside"), **theirs})
    data = (tmp_path / "other.json").read_bytes()
    monkeypatch.setenv("DARFURLAB_WORK", str(work))
    card = Designer()
    mine = {**picked(lead="lead-un"), "words": {"venue": "Far away."}}
    send(card, "compare-file", mine, data)
    assert card.view["against"]["title"] == "Their title"
    rows = {row["name"]: row for row in card.view["against"]["rows"]}
    assert rows["Venue"]["other"] == BOOK.text("venue-inside")
    assert (rows["Venue"]["why_one"], rows["Venue"]["why_other"]) == ("Far away.", "Near home.")
    assert rows[designs.REPLY]["other"] == "It may fail."
    assert "Their title" not in work.read_text(encoding="utf-8")
    card.afresh(answers.work(), forget=True)  # another student works here
    assert card.view["against"] == {"id": ""}


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
    assert card.view["against"] == {"id": ""}
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
def test_the_memo_is_handed_over_with_the_names_and_words_that_were_typed(kind, work, monkeypatch):
    file.describe(work, names="Amna, Yusuf")
    card, sent = Designer(), []
    monkeypatch.setattr(card, "send", lambda content, buffers=None: sent.append((content, buffers)))
    send(card, "memo", {**picked(lead="lead-un"), "title": "Fresh words"}, id=kind)
    content, buffers = next(each for each in sent if each[0]["type"] == "download")
    assert content["name"] == f"my-memo.{kind}"
    assert b"Fresh words" in buffers[0]
    assert b"Amna, Yusuf" in buffers[0]
    assert "in your downloads" in card.view["summary"]


def test_a_name_that_is_typed_and_not_saved_stands_in_the_memo(work, monkeypatch):
    card, sent = Designer(), []
    monkeypatch.setattr(card, "send", lambda content, buffers=None: sent.append((content, buffers)))
    send(card, "memo", picked(lead="lead-un"), id="md", typed=" Amna ")
    _, buffers = next(each for each in sent if each[0]["type"] == "download")
    assert b"Amna" in buffers[0]
    assert json.loads(work.read_text(encoding="utf-8"))["names"] == ["Amna"]


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
