"""The passages in a student's own copy of the brief: on the page, and in nothing that is kept."""

from __future__ import annotations

import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from darfurlab.activities.card import Card, _live
from darfurlab.activities.passage_card import PassageCard, passage
from darfurlab.activities.question_card import card_of
from darfurlab.datasets import own_brief, pack, verify
from darfurlab.papers.saved_notebooks import pre_save

TOP = Path(__file__).resolve().parents[2]
BESIDE = TOP.parent / "shared" / "brief" / "brief.txt"
BRIEF = Path(os.environ.get("DARFURLAB_BRIEF") or BESIDE)  # a person's own copy, where there is one
has_brief = pytest.mark.skipif(not BRIEF.is_file(), reason="no copy of the brief is here")
IDS = list(pack.passage_labels())
WORDS = "Zebras graze quietly beside the old railway bridge."


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DARFURLAB_WORK", str(tmp_path / "my-work.json"))
    (tmp_path / "passages.md").write_text("# Passages", encoding="utf-8")
    own_brief._texts.cache_clear()
    _live.clear()
    return tmp_path


@pytest.fixture
def copy(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put an invented copy of the brief beside the lesson, in which one passage stands."""
    (folder / "brief.txt").write_text(WORDS, encoding="utf-8")
    monkeypatch.setattr(verify, "texts", lambda text, _: {"intro-4": text})


def asked(card: Card, passage: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Ask as the browser does; return the words of the answer."""
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(card, "send", lambda content, *_: sent.append(content))
    card._handle_custom_msg({"type": "passage", "passage": passage}, [])
    (answer,) = sent
    assert (answer["type"], answer["passage"]) == ("passage", passage)
    return str(answer["text"])


def test_a_card_offers_a_passage_only_where_there_is_a_copy(copy: None, folder: Path) -> None:
    assert PassageCard(["intro-4"]).view["items"][0]["own"] == "intro-4"
    (folder / "brief.txt").unlink()
    card = PassageCard(["intro-4"])
    assert "own" not in card.view["items"][0]
    assert "`brief.pdf`" in card.view["intro"]


def test_the_words_are_in_the_answer_alone(copy: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for card in (PassageCard(["intro-4"]), card_of("01/sort-causes")):
        card.heard_last = "mark-1"
        assert asked(card, "intro-4", monkeypatch) == WORDS
        assert card.heard_last == "mark-1"  # what the browser waits for is not overtaken
        assert "Zebras" not in json.dumps([card.get_state(), card._repr_mimebundle_()], default=str)


def test_a_passage_that_is_not_in_the_copy_and_no_copy_are_told(
    copy: None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "does not have this passage" in asked(PassageCard(["intro-4"]), "intro-5", monkeypatch)
    (folder / "brief.txt").unlink()
    assert "accepted: brief.txt" in asked(PassageCard(["intro-4"]), "intro-4", monkeypatch)


def test_without_a_kernel_the_gist_can_be_read(capsys: pytest.CaptureFixture[str]) -> None:
    gists = {row["passage"]: row["gist"] for row in pack.table("passages").rows}
    assert gists["intro-4"] in PassageCard(["intro-4"]).plain["text/html"]
    text = PassageCard(IDS).plain["text/plain"]
    assert all(gist in text for gist in gists.values())
    passage("intro-44")
    assert "There is no passage 'intro-44'; 79 values are accepted; nearest: intro-4" in (
        capsys.readouterr().out
    )


# --- with the brief itself ------------------------------------------------------------------------


def runs(text: str, long: int = 9) -> set[tuple[str, ...]]:
    """Return each run of so many words."""
    words = re.findall(r"\w+", verify.normalised(text).casefold())
    return {tuple(words[at : at + long]) for at in range(len(words) - long + 1)}


@has_brief
def test_79_of_79_passages_are_shown(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(BRIEF, folder / "brief.txt")
    card = PassageCard(IDS)
    hashes = {row["passage"]: row["sha256"] for row in pack.table("passages").rows}
    shown = {each: asked(card, each, monkeypatch) for each in IDS}
    assert {each: verify.digest(text) for each, text in shown.items()} == hashes
    assert not runs(" ".join(shown.values())) & runs(json.dumps(card.get_state(), default=str))


ASK = """
from darfurlab.activities.card import _live
for card in list(_live):
    card._handle_custom_msg({"type": "passage", "passage": "intro-4"}, [])
"""


@has_brief
@pytest.mark.slow
def test_no_file_shares_a_sentence_with_the_brief_afterwards(folder: Path) -> None:
    shutil.copy(BRIEF, folder / "brief.txt")
    sources = ['from darfurlab import ask, passage\npassage("intro-4")', "passage()",
               'ask("01/sort-causes")', ASK]  # fmt: skip
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    assert "intro-4" in json.dumps(notebook.metadata["widgets"])  # the widgets' state is stored
    pre_save({"type": "notebook", "content": notebook})
    nbformat.write(notebook, folder / "mine.ipynb")
    theirs = runs((folder / "brief.txt").read_text(encoding="utf-8"))
    for path in (p for p in folder.rglob("*") if p.is_file() and p.name != "brief.txt"):
        text = path.read_text(encoding="utf-8").replace("\\n", " ")
        assert not runs(text) & theirs, path
