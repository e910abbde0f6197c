"""Who imports whom: each module has a room, and imports only from the rooms beneath it."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "darfurlab"

# From the ground up. A new module gets a room here; an arrow that goes up is a fault.
ROOMS: list[tuple[str, set[str]]] = [
    ("what a fault is", {"problem"}),
    ("a file as text", {"reading"}),
    ("know nothing of each other", {
        "_altair", "binder", "question", "cells", "spreadsheet", "toml_parts", "tables", "work",
        "lab", "layout", "page", "pareto", "precedence", "saving", "scoresheet"}),
    ("the data described, models, one student's file, charts", {
        "schema", "bank_rules", "marking", "progress", "report", "bargaining", "charts", "render",
        "forum", "mediation", "proposal", "export"}),
    ("games as sheets describe them", {"game_sheets"}),
    ("the data read and held to their promises, games played", {
        "simulation_rules", "design_rules", "datasets", "verify", "pages", "bank", "processes"}),
    ("what the tables promise each other, gathered", {"rules", "simulation", "designs"}),
    ("what is shown on a card", {"exercises", "card", "design_model", "memo", "new_question"}),
    ("the widget, and what is checked", {"shell", "checks"}),
    ("activities and the papers made from them", {"activities", "handout", "setup_check"}),
    ("a student's own card, and the command", {"work_card", "cli", "design_card", "kernel"}),
    ("the face", {"__init__", "__main__"}),
]  # fmt: skip
LEVEL = {name: level for level, (_, names) in enumerate(ROOMS) for name in names}
# These import no sibling at all but the ones named.
ALONE = {
    "charts": {"_altair"}, "render": {"_altair", "reading"}, "tables": set(), "progress": {"work"},
    "report": {"work", "page"}, "page": set(), "bargaining": {"pareto", "scoresheet"},
    "processes": {"bargaining", "game_sheets", "scoresheet"}, "forum": {"scoresheet"}, "lab": set(),
    "datasets": {"cells", "schema", "problem"}, "precedence": set(),
    "proposal": {"precedence", "tables"},
    "layout": set(), "saving": set(), "binder": set(), "mediation": {"layout", "tables"},
    "game_sheets": {"bargaining", "scoresheet"}, "export": {"lab", "saving"},
    "reading": {"problem"}, "problem": set(),
    "cells": set(), "spreadsheet": {"problem", "reading"}, "toml_parts": {"problem"},
}  # fmt: skip
# Packages that must stay behind the few modules that need them.
KEPT_TO = {
    "altair": {"_altair"},
    "anywidget": {"shell", "work_card", "activities"},
    "ipywidgets": {"shell", "work_card", "activities"},
    "jupyterlab": {"lab"},
    "networkx": {"layout"},
    "frictionless": {"checks"},
    "pypdf": {"verify"},
    "vl_convert": {"render"},
    "nbconvert": {"export"},
    "nbformat": {"export"},
    "bs4": {"export"},
    "matplotlib": set(),
    "requests": set(),
    "urllib": {"binder"},
}
FILES = sorted(p for p in SOURCE.rglob("*.py"))


def room(path: Path) -> str:
    """Return the module, or the package below ours, that a file belongs to."""
    return path.relative_to(SOURCE).with_suffix("").parts[0]


def imports(path: Path) -> tuple[set[str], set[str]]:
    """Return the siblings and the other packages that a file imports, anywhere in it."""
    siblings, others = set(), set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            dotted = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}: a relative import hides where it goes"
            inside = node.module == "darfurlab"
            dotted = [f"darfurlab.{a.name}" if inside else node.module for a in node.names]
        else:
            continue
        for name in dotted:
            top, _, rest = name.partition(".")
            if top == "darfurlab" and rest:
                siblings.add(rest.partition(".")[0])
            elif top != "darfurlab":
                others.add(top)
    return siblings - {room(path)}, others


def test_every_module_has_one_room():
    """A new module: write it into ROOMS, as low as what it imports allows."""
    assert sorted({room(path) for path in FILES} ^ set(LEVEL)) == []
    assert sum(len(names) for _, names in ROOMS) == len(LEVEL)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_arrows_go_down(path):
    siblings, others = imports(path)
    me = room(path)
    if me not in LEVEL:
        pytest.skip("it has no room yet, and the test above says so")
    up = {name for name in siblings if LEVEL.get(name, 99) >= LEVEL[me]}
    assert up == set(), f"{me} may import from the rooms beneath it only"
    if me in ALONE:
        assert siblings <= ALONE[me]
    for package, homes in KEPT_TO.items():
        assert package not in others or me in homes, f"{package} is kept to {homes}"


def test_the_reader_of_this_file_can_trust_it(tmp_path):
    path = SOURCE / "charts" / "x.py"
    text = (
        "import pandas as pd\nfrom darfurlab import tables, schema as s\n"
        "def f():\n    from darfurlab.activities import ask\n    import darfurlab.cli\n"
    )
    copy = tmp_path / "darfurlab" / "charts" / "x.py"
    copy.parent.mkdir(parents=True)
    copy.write_text(text)
    assert room(path) == "charts"
    siblings, others = set(), set()
    original = globals()["SOURCE"]
    try:
        globals()["SOURCE"] = tmp_path / "darfurlab"
        siblings, others = imports(copy)
    finally:
        globals()["SOURCE"] = original
    assert siblings == {"tables", "schema", "activities", "cli"}
    assert others == {"pandas"}


def test_importing_the_pack_and_its_command_is_light():
    code = (
        "import sys, darfurlab, darfurlab.cli, darfurlab.lab, darfurlab.schema, darfurlab.verify\n"
        "heavy = {'pandas', 'numpy', 'altair', 'anywidget', 'ipywidgets', 'IPython', 'jupyterlab',"
        " 'networkx', 'frictionless', 'pypdf', 'vl_convert'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_altair_comes_without_the_grammars_it_does_not_use():
    code = (
        "import sys\nfrom darfurlab._altair import alt\n"
        "print(alt.__name__, 'rfc3987_syntax' in sys.modules)\n"
        "from importlib.util import find_spec\nprint(find_spec('rfc3987_syntax') is not None)"
    )
    if not PathFinder.find_spec("rfc3987_syntax"):
        pytest.skip("it is not installed")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.split() == ["altair", "False", "True"]
