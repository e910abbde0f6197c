"""Who imports whom: each module has a room, and imports only from the rooms beneath it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "darfurlab"

# From the ground up: room → the rooms it may import from. `launch` and the face import all of them.
ROOMS = {
    "datasets": set(),
    "work": set(),
    "charts": {"datasets"},  # two things only: where the page of passages is, and how to list
    "tables": {"datasets"},
    "bargaining": {"datasets"},
    "questions": {"datasets", "tables", "bargaining", "work"},
    "papers": {"datasets", "bargaining", "questions", "work"},
    "classroom": {"datasets", "tables", "bargaining", "questions", "work"},
    "activities": {"datasets", "bargaining", "charts", "questions", "work", "papers"},
}
ROOMS["launch"] = set(ROOMS)
FACE = {"__init__", "__main__"}
FLOOR = {"upstream"}  # beneath all rooms; it imports nothing of ours
# Packages that must stay behind the few modules, or the room, that need them.
KEPT_TO = {
    "altair": {"charts/_altair"},
    "anywidget": {"activities"},
    "ipywidgets": {"activities"},
    "jupyterlab": {"launch/lab"},
    "frictionless": set(),
    "pypdf": {"datasets/verify"},
    "vl_convert": {"charts/picture"},
    "nbconvert": {"papers/export"},
    "nbformat": {"papers/export"},
    "bs4": {"papers/export"},
    "matplotlib": set(),
    "requests": set(),
    "urllib": {"launch/binder"},
}
FILES = sorted(p for p in SOURCE.rglob("*.py"))


def room(path: Path) -> str:
    """Return the room, or the module of the face, that a file belongs to."""
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


def test_every_module_has_a_room():
    assert sorted({room(path) for path in FILES} ^ (set(ROOMS) | FACE | FLOOR)) == []


def test_no_room_stands_above_one_that_it_imports_from():
    rooms = list(ROOMS)
    for me, below in ROOMS.items():
        assert below <= set(rooms[: rooms.index(me)])


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_arrows_go_down(path):
    siblings, others = imports(path)
    me, name = room(path), path.relative_to(SOURCE).with_suffix("").as_posix()
    if me not in FACE:
        below = ROOMS[me] | FLOOR if me in ROOMS else set()
        assert siblings <= below, f"{me} may import from {sorted(below)} only"
    if me == "charts":
        taken = re.findall(r"from darfurlab\.(datasets\S*) import", path.read_text("utf-8"))
        assert set(taken) <= {"datasets.folders", "datasets.mistakes", "datasets.words"}
    for package, homes in KEPT_TO.items():
        assert package not in others or homes & {me, name}, f"{package} is kept to {homes}"


@pytest.mark.parametrize(
    "name", ["work", "questions", "papers", "classroom", "activities", "launch"]
)
def test_a_room_is_entered_by_a_door_of_its_own(name):
    """Naming one module of these rooms loads no other: the server's save hook loads no widget."""
    tree = ast.parse((SOURCE / name / "__init__.py").read_text(encoding="utf-8"))
    assert [type(node) for node in tree.body] == [ast.Expr]


def test_the_reader_of_this_file_can_trust_it(tmp_path):
    path = SOURCE / "charts" / "x.py"
    text = (
        "import pandas as pd\nfrom darfurlab import tables, schema as s\n"
        "def f():\n    from darfurlab.activities.doctor import x\n    import darfurlab.launch.lab\n"
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
    assert siblings == {"tables", "schema", "activities", "launch"}
    assert others == {"pandas"}


def test_importing_the_pack_and_its_command_is_light():
    code = (
        "import sys, darfurlab.launch.command, darfurlab.launch.lab, darfurlab.datasets.verify\n"
        "heavy = {'pandas', 'numpy', 'altair', 'anywidget', 'ipywidgets', 'IPython', 'jupyterlab',"
        " 'frictionless', 'pypdf', 'vl_convert'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.slow
def test_altair_comes_without_the_grammars_it_does_not_use():
    code = (
        "import sys\nfrom darfurlab.charts._altair import alt\n"
        "print(alt.__name__, 'rfc3987_syntax' in sys.modules)\n"
        "from importlib.util import find_spec\nprint(find_spec('rfc3987_syntax') is not None)"
    )
    if not PathFinder.find_spec("rfc3987_syntax"):
        pytest.skip("it is not installed")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.split() == ["altair", "False", "True"]
