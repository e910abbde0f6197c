"""The report of real answers to the pack's own questions."""

from __future__ import annotations

import shutil

import pytest

from darfurlab.activities import question_card as activities
from darfurlab.datasets import folders
from darfurlab.papers import my_report as handout
from darfurlab.questions import bank, model
from darfurlab.work import file as progress


def answered(question):
    """Return an answer of the right form for a question; a poor one will do."""
    if question.kind == "choice":
        return [question.options[0].id]
    if question.kind in ("sort", "match", "grid"):
        picks = {item.id: question.options[0].id for item in question.items}
        return {"picks": picks, "reasons": dict.fromkeys(picks, "Because.")}
    if question.kind == "order":
        return [item.id for item in question.items]
    if question.kind == "estimate":
        return {"low": 1.0, "high": 2.0} if question.range else {"low": 1.0}
    if question.kind == "build":
        issue, (_, other, *_) = next(iter(model.sudan().game.options.items()))
        return {"party": "", "picks": {issue: other}}
    if question.kind == "process":
        choices = dict.fromkeys(("once", "government", "foresight"), False)
        game = model.sudan().game
        table = {"parties": list(game.parties), "issues": list(game.issues), "after": None}
        return {"tables": [table], "leverage": 0, **choices}
    return "A thought of my own."


def everything():
    """Return every question of the pack, with the lesson's number that the work file uses."""
    for path in sorted(folders.questions().glob("*.toml")):
        found, problems = bank.read(path.read_text(encoding="utf-8"), path.name)
        assert problems == []
        for name, question in found.items():
            yield path.stem[:2], name, question


@pytest.mark.parametrize("kind", ["html", "md"])
def test_a_report_tells_every_answer_line_by_line_with_its_reason(tmp_path, monkeypatch, kind):
    monkeypatch.setenv("DARFURLAB_WORK", str(tmp_path / "my-work.json"))
    said = []
    for lesson, name, question in everything():
        if question.kind == "code":
            continue
        answer = answered(question)
        assert not question.misfit(answer), name
        result = question.mark(answer)
        said += [note.word for note in result.notes.values() if note.word]
        progress.record(
            progress.work_path(), lesson, name, kind=question.kind, answer=answer,
            result=result.state,
        )  # fmt: skip
    page = handout.make(kind)
    assert len(said) >= 10
    assert "picks" not in page  # no answer is shown as it lies in the file
    assert "Questions without an answer" in page  # the exercises
    for _, name, question in everything():
        assert page.count(question.prompt.split("*")[0][:30].split("’")[0]) >= 1, name
    for word in set(said):
        assert word in page


@pytest.mark.parametrize("fault", ["encoding", "two files", "one question"])
def test_a_faulty_file_of_questions_costs_its_own_cards_and_no_answer(
    tmp_path, monkeypatch, capsys, fault
):
    folder = tmp_path / "questions"
    shutil.copytree(folders.questions(), folder)
    path = folder / "01-marginalization.toml"
    text = path.read_text(encoding="utf-8")
    if fault == "encoding":
        path.write_bytes(text.encode("cp1252", "replace"))
        named = f"{path.name}, line "
    elif fault == "two files":
        (folder / "01-marginalization - Copy.toml").write_text(text, encoding="utf-8")
        named = "“01-marginalization - Copy.toml” and “01-marginalization.toml”"
    else:
        path.write_text(text.replace('id = "concentration"', 'id = "X Y"'), encoding="utf-8")
        row = text[: text.index('id = "sort-causes"')].count("\n")
        named = f"{path.name}, line {row}, sort-causes"
    monkeypatch.setenv("DARFURLAB_WORK", str(tmp_path / "my-work.json"))
    monkeypatch.delenv("DARFURLAB_STRICT")
    for lesson, name in (("01", "sort-causes"), ("00", "reflection")):
        progress.record(
            progress.work_path(), lesson, name, kind="reflection", answer=f"Words on {lesson}.",
            result="answered",
        )  # fmt: skip
    monkeypatch.setattr(folders, "questions", lambda: folder)
    page = handout.make("md")
    for words in (named, "Words on 01.", "Words on 00."):
        assert words in " ".join(page.replace("\\", "").split())
    found = bank.read_folder(folder)[1]
    assert any(named in str(problem) for problem in found)
    activities.ask("01/sort-causes")
    said = capsys.readouterr().out
    assert named in said
    assert "Your work is safe" in said
    activities.ask("00/reflection")
    assert "fault" not in capsys.readouterr().out
    activities.ask("01/argue-back")
    assert ("fault" in capsys.readouterr().out) == (fault != "one question")
