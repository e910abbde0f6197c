"""A lesson is one notebook: what works on lessons finds it in the folder, and nothing is edited."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from darfurlab.datasets.folders import lessons

TOP = Path(__file__).resolve().parents[2]
NAME = "05-made-up"
FIRST = nbformat.read(lessons(TOP / "notebooks")[0], as_version=4)
CODE = [cell.source for cell in FIRST.cells if cell.cell_type == "code"]
CHART = next(source for source in CODE if "show(charts" in source)  # it needs the names, no more
CELLS = [new_markdown_cell("# 05 · Made up"), new_code_cell(CODE[0]), new_code_cell(CHART)]
# The tests that take each lesson in turn.
TAKEN = ("notebooks/test_committed", "charts/test_charts", "launch/test_kernel",
         "browser/test_exported")  # fmt: skip
VERBS = """
import json, sys
sys.path.insert(0, "tools")
import pictures
from darfurlab.launch import command
from darfurlab.papers import my_report as report
print(json.dumps([report._lesson_titles(), len(report.charts(["05"]))]))
print(pictures.chosen(["05"]))
command.main(["export", "05", sys.argv[1]])
command.main(["lab", f"{sys.argv[1]}/mine", "--copy-only"])
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """Return a copy of the project that has a lesson 05 and is otherwise the same."""
    top = tmp_path_factory.mktemp("project")
    for name in ("src", "data", "notebooks", "tests", "tools", "docs"):
        shutil.copytree(TOP / name, top / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("conftest.py", "pyproject.toml", "README.md"):
        shutil.copy(TOP / name, top)
    nbformat.write(new_notebook(cells=CELLS), top / "notebooks" / f"{NAME}.ipynb")
    return top


def run(top: Path, *words: str) -> str:
    """Run Python in the copy, which is also the package that it imports; give what it prints."""
    env = os.environ | {"PYTHONPATH": str(top / "src")}
    done = subprocess.run([sys.executable, *words], cwd=top, env=env, capture_output=True,
                          text=True, timeout=300, check=False)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_each_test_of_the_lessons_takes_it_up(copy):
    files = [f"tests/{name}.py" for name in TAKEN]
    found = run(copy, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *files)
    for name in files:
        cases = [line for line in found.splitlines() if line.startswith(name)]
        assert [case for case in cases if "[05" in case], f"{name} takes no lesson 05"


@pytest.mark.slow
def test_the_tools_and_the_verbs_take_it_up(copy, tmp_path):
    others = [path for path in (copy / "notebooks").glob("0*.ipynb") if path.stem != NAME]
    for path in others:  # running these too would take a minute
        path.rename(path.with_suffix(".kept"))
    assert run(copy, "tools/notebooks.py").startswith(f"notebooks/{NAME}.ipynb: ")
    for path in others:
        path.with_suffix(".kept").rename(path)
    report, *rest = run(copy, "-c", VERBS, str(tmp_path)).splitlines()
    titles, charts = json.loads(report)
    assert titles["05"] == "Made up"
    assert charts == 1
    assert NAME in rest[0]
    page = (tmp_path / f"{NAME}.html").read_text(encoding="utf-8")
    assert "<title>05 · Made up</title>" in page
    assert "data:image/png" in page
    assert f"{NAME}.ipynb: new" in "\n".join(rest)
    assert (tmp_path / "mine" / f"{NAME}.ipynb").is_file()
