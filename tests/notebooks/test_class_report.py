"""The class report runs on the table of an invented class, and shows no name and no code of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest

import invented
from darfurlab.charts import classroom
from darfurlab.datasets.folders import lessons

TOP = Path(__file__).resolve().parents[2]
REPORT = TOP / "notebooks" / "instructor" / "class-report.ipynb"
CELLS = nbformat.read(REPORT, as_version=4).cells


def test_the_report_is_no_lesson_and_is_stored_without_anybody_s_answers():
    assert REPORT not in lessons(TOP / "notebooks")
    nbformat.validate(nbformat.read(REPORT, as_version=4))
    code = [cell for cell in CELLS if cell.cell_type == "code"]
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code)
    assert [cell.id for cell in CELLS] == [f"cell-{n:02}" for n in range(len(CELLS))]
    assert all(len(cell.source.splitlines()) <= 5 for cell in code)


@pytest.mark.slow
@pytest.mark.parametrize("people", [40, 4])
def test_it_runs_from_top_to_bottom(people, tmp_path, monkeypatch, capsys):
    (tmp_path / "class.csv").write_bytes(invented.table(people=people))
    (tmp_path / "instructor").mkdir()
    monkeypatch.chdir(tmp_path / "instructor")
    names: dict[str, Any] = {}
    shown: list[Any] = []
    for cell in CELLS:
        if cell.cell_type == "code":
            exec(compile(cell.source, REPORT.name, "exec"), names)
            names["show"] = lambda what, *_: shown.append(what)
    drawn = [each for each in shown if not isinstance(each, pd.DataFrame)]
    assert len(drawn) == len(classroom.__all__) + 1  # the first twice, with reasons
    (offered,) = (each for each in shown if isinstance(each, pd.DataFrame))
    assert len(offered) > 2 if people == 40 else offered.empty
    said = capsys.readouterr().out
    assert f"{people} people at " in said
    assert re.search(r"alpha: -?\d\.\d\d" if people == 40 else "alpha: nan", said)


def test_links_of_the_instructor_s_pages_lead_somewhere():
    texts = [cell.source for cell in CELLS if cell.cell_type == "markdown"]
    texts.append((REPORT.parent / "class.md").read_text(encoding="utf-8"))
    for text in texts:
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            assert target.startswith("http") or (REPORT.parent / target).exists(), target


def test_the_page_names_what_the_command_writes_and_takes():
    page = (REPORT.parent / "class.md").read_text(encoding="utf-8")
    from darfurlab.classroom import kept

    table = Path("class.csv")
    for path in (table, kept.files_of(table), kept.salt_of(table)):
        assert f"| `{path}` |" in page
    launch = TOP / "src" / "darfurlab" / "launch"
    texts = ((launch / name).read_text("utf-8") for name in ("class_verbs.py", "command.py"))
    options = "".join(texts)
    for option in re.findall(r"`darfurlab [a-z]+ [^`]*?(--[a-z]+)", page):
        assert f'"{option}"' in options
