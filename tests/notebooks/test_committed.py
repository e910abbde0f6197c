"""The committed notebooks are whole: run to the end, readable without a kernel, small, offline."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbformat
import pytest

from darfurlab.charts import render
from darfurlab.datasets.folders import lessons
from darfurlab.papers.saved_notebooks import VIEW

TOP = Path(__file__).resolve().parents[2]
LESSONS = lessons(TOP / "notebooks")
LARGEST = 300 * 1024


def faults(notebook: dict[str, Any], size: int) -> list[str]:
    """What is wrong with a committed notebook, in words."""
    found = []
    if size > LARGEST:
        found.append(f"{size:,} bytes; at most {LARGEST:,}")
    if "widgets" in notebook["metadata"]:
        found.append("metadata.widgets is stored")
    code = [c for c in notebook["cells"] if c["cell_type"] == "code" and "".join(c["source"])]
    counts = [c["execution_count"] for c in code]
    if counts != list(range(1, len(code) + 1)):
        found.append(f"not run once from top to bottom: {counts}")
    for cell in code:
        source = "".join(cell["source"])
        kinds = [set(o.get("data", {})) for o in cell["outputs"]]
        if any(o["output_type"] == "error" for o in cell["outputs"]):
            found.append(f"an error is stored under {source!r}")
        if any(o["output_type"] == "stream" for o in cell["outputs"]):
            found.append(f"printed text is stored under {source!r}")
        if any(VIEW in kind for kind in kinds):
            found.append(f"a widget id is stored under {source!r}")
        if re.search(r"\bshow\(charts", source) and not any(
            {render.MIME, "image/png", "text/plain"} <= kind for kind in kinds
        ):
            found.append(f"no chart with picture and text is stored under {source!r}")
        pictures = [o for o in cell["outputs"] if "image/png" in o.get("data", {})]
        if not all(o["metadata"].get("image/png", {}).get("alt") for o in pictures):
            found.append(f"a picture without alternative text is stored under {source!r}")
        words = "".join(str(o.get("data", {}).get("text/html", "")) for o in cell["outputs"])
        if words.count("In words</summary>") < len(pictures):
            found.append(f"a picture without its words beside it is stored under {source!r}")
        card = re.search(r"^(ask|check|design)\(", source, re.M)
        if card and not any("text/html" in kind for kind in kinds):
            found.append(f"no plain card is stored under {source!r}")
        if re.search(r"cdn\.|unpkg|jsdelivr|<script", json.dumps(cell["outputs"])):
            found.append(f"an output loads or runs code under {source!r}")
    return found + slide_faults(notebook["cells"])


def slide_faults(cells: list[dict[str, Any]]) -> list[str]:
    """What keeps a notebook from being shown as slides: each holds one cell, of one column."""
    kinds = [cell["metadata"].get("slideshow", {}).get("slide_type", "none") for cell in cells]
    found = [f"cell {n} is {kind}" for n, kind in enumerate(kinds)
             if kind not in ("slide", "subslide", "skip")]  # fmt: skip
    headings = [
        n
        for n, cell in enumerate(cells)
        if cell["cell_type"] == "markdown" and "".join(cell["source"]).startswith("#")
    ]
    found += [f"the heading of cell {n} opens no column" for n in headings if kinds[n] != "slide"]
    skipped = [cell for kind, cell in zip(kinds, cells, strict=True) if kind == "skip"]
    return found + ["a cell that shows something is skipped" for c in skipped if c.get("outputs")]


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
def test_the_committed_lesson_is_whole(path: Path) -> None:
    raw = path.read_bytes()
    notebook = nbformat.reads(raw.decode(), as_version=4)
    nbformat.validate(notebook)
    assert faults(notebook, len(raw)) == []


def test_there_are_lessons() -> None:
    assert LESSONS


BREAKS = {
    "not run": lambda nb, cell: cell.update(execution_count=None),
    "error": lambda nb, cell: cell["outputs"].append(
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": []}
    ),
    "widgets": lambda nb, cell: nb["metadata"].update(widgets={}),
    "cdn": lambda nb, cell: cell["outputs"].append(
        {"output_type": "display_data", "data": {"text/html": "https://cdn.x"}, "metadata": {}}
    ),
    "no alt": lambda nb, cell: [o["metadata"].pop("image/png", 0) for o in cell["outputs"]],
    "no words": lambda nb, cell: [o["data"].pop("text/html", 0) for o in cell["outputs"]],
    "no slide": lambda nb, cell: cell["metadata"].pop("slideshow", 0),
    "skipped": lambda nb, cell: cell["metadata"].update(slideshow={"slide_type": "skip"}),
    "no picture": lambda nb, cell: [o["data"].pop("image/png", 0) for o in cell["outputs"]],
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_check_sees_a_broken_notebook(name: str) -> None:
    notebook = json.loads(LESSONS[-1].read_text(encoding="utf-8"))
    cell = next(
        c
        for c in notebook["cells"]
        if c["cell_type"] == "code" and "show(charts" in "".join(c["source"])
    )
    BREAKS[name](notebook, cell)
    assert faults(notebook, 0)


def test_a_large_notebook_is_seen() -> None:
    notebook = json.loads(LESSONS[0].read_text(encoding="utf-8"))
    assert faults(notebook, LARGEST + 1)


# A kernel that may talk to its own machine only: any other address is refused and noted, with the
# folder of the notebook.
GUARD = """
import os, socket, sys
sys.modules["rfc3987_syntax"] = None  # as conftest.py has it, before nbval brings it
def refuse(address):
    with open(os.environ["GUARD_LOG"], "a") as log:
        log.write(f"{os.getcwd()}: {address}\\n")
    raise OSError(f"the network is off: {address}")
_connect = socket.socket.connect
def connect(self, address):
    if isinstance(address, tuple) and address[0] not in ("127.0.0.1", "::1", "localhost"):
        refuse(address)
    return _connect(self, address)
socket.socket.connect = connect
def getaddrinfo(host, *rest, _real=socket.getaddrinfo, **more):
    if host not in (None, "", "127.0.0.1", "::1", "localhost"):
        refuse(host)
    return _real(host, *rest, **more)
socket.getaddrinfo = getaddrinfo
"""
CALLS_OUT = "import urllib.request\nurllib.request.urlopen('http://darfurlab.invalid')"


@pytest.fixture(scope="module")
def run_guarded(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], str]:
    """Run each lesson, and a notebook that calls out: what was said of each that failed; calls."""
    folder = tmp_path_factory.mktemp("guard")
    (folder / "sitecustomize.py").write_text(GUARD, encoding="utf-8")
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(CALLS_OUT)])
    nbformat.write(made, folder / "calls-out.ipynb")
    log, told = folder / "calls", folder / "told.xml"
    env = os.environ | {"PYTHONPATH": str(folder), "GUARD_LOG": str(log)}
    how = ["--nbval", "--nbval-current-env", "-p", "no:xdist", "-p", "no:cacheprovider"]
    how += ["-o", "junit_family=xunit1", f"--junitxml={told}"]  # the form that names the file
    how += [*map(str, LESSONS), str(folder / "calls-out.ipynb")]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *how],
        cwd=TOP, env=env, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert told.exists(), done.stdout[-4000:] + done.stderr[-2000:]
    said: dict[str, str] = {}
    for case in ElementTree.parse(told).iter("testcase"):
        faults = [f"{part.get('message')}\n{part.text}" for part in case]
        name = Path(case.get("file", "")).stem
        said[name] = said.get(name, "") + "".join(faults)
    return said, log.read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
def test_the_lesson_runs_with_the_network_off_and_shows_what_is_stored(
    path: Path, run_guarded: tuple[dict[str, str], str]
) -> None:
    said, calls = run_guarded
    assert said[path.stem] == ""
    assert str(path.parent) not in calls


@pytest.mark.slow
def test_the_guard_sees_a_call_out(run_guarded: tuple[dict[str, str], str]) -> None:
    said, calls = run_guarded
    assert "the network is off" in said["calls-out"]
    assert "darfurlab.invalid" in calls


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
def test_links_lead_somewhere(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type != "markdown":
            continue
        for target in re.findall(r"\]\(([^)#\s]*)(?:#[^)\s]*)?\)", cell.source):
            if target and not target.startswith("http"):
                assert (path.parent / target).exists(), target
        for page, anchor in re.findall(r"\]\(([a-z]+\.md)#([^)\s]+)\)", cell.source):
            text = (path.parent / page).read_text(encoding="utf-8")
            assert f'<a id="{anchor}"></a>' in text, f"{page}#{anchor}"


@pytest.mark.parametrize("path", LESSONS, ids=lambda p: p.stem)
def test_the_lesson_keeps_its_anatomy(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    prose = [c.source for c in notebook.cells if c.cell_type == "markdown"]
    code = [c.source for c in notebook.cells if c.cell_type == "code"]
    assert re.match(r"# \d\d · ", prose[0])
    assert "You will be able to" in prose[0]
    assert "minutes" in prose[0]
    assert "Content note" in prose[0]
    assert code[0].startswith("from darfurlab import")
    assert not any("import darfurlab" in c or "from darfurlab" in c for c in code[1:])
    assert sum("ask(" in c for c in code) >= 2
    for cell in code:
        assert len(cell.splitlines()) <= 5, cell
        assert max(map(len, cell.splitlines())) <= 100, cell
    for paragraph in "\n\n".join(prose).split("\n\n"):
        assert len(paragraph.split()) <= 80, paragraph[:80]


# --- where the lesson is opened elsewhere ---------------------------------------------------------


def test_above_the_first_cell_each_lesson_says_how_to_install_and_where_the_work_is() -> None:
    said = set()
    for path in LESSONS:
        cells = nbformat.read(path, as_version=4).cells
        first = next(at for at, cell in enumerate(cells) if cell.cell_type == "code")
        said.add(cells[first - 1].source.rpartition("\n\n")[2])
    (text,) = said  # the same in each
    assert "*ModuleNotFoundError*" in text
    assert "`%pip install git+https://github.com/OWNER/darfurlab`" in text
    assert "`my-work.json`" in text
    page = re.search(r"\(https://github\.com/OWNER/darfurlab/blob/HEAD/([^)]+)\)", text)
    assert page
    there = (TOP / page[1]).read_text(encoding="utf-8")
    for need in ("Not tried here", "DARFURLAB_WORK", "enable_custom_widget_manager", "drive.mount"):
        assert need in there
    for code in re.findall(r"^```python\n(.+?)^```", there, re.M | re.S):
        compile(re.sub(r"^%.*$", "", code, flags=re.M), page[1], "exec")


# Words of JupyterLab's menus, which are others in a Lab in another language.
MENUS = re.compile(
    r"Run All|All Cells|Restart Kernel|(?:menu|choose) \W*(?:Run|Kernel|File|View|Edit|Settings)\b"
    r"|\b(?:Run|Kernel|File|View|Edit|Settings)\W{0,2} ?(?:→|>)|\b(?:Run|Kernel|File)\W?, then"
)
KEYS = re.compile(r"▶▶|Enter\b|Ctrl")


def paragraphs() -> list[str]:
    """Return what a reader is told: in lessons, on pages, and by the cards."""
    found = [c.source for p in LESSONS for c in nbformat.read(p, as_version=4).cells
             if c.cell_type == "markdown"]  # fmt: skip
    pages = [*TOP.glob("*.md"), *TOP.glob("docs/*.md"), *TOP.glob("data/**/*.toml")]
    pages.remove(TOP / "docs" / "editing.md")  # its menus are a spreadsheet's
    found += [page.read_text(encoding="utf-8") for page in pages]
    source = TOP / "src" / "darfurlab"
    found += [
        p.read_text(encoding="utf-8") for p in source.rglob("*") if p.suffix in (".py", ".js")
    ]
    return [paragraph for text in found for paragraph in text.split("\n\n")]


def test_no_menu_is_named_without_a_key_or_a_button() -> None:
    assert MENUS.search("menu *Run*, then *Run All Cells*")
    assert MENUS.search("choose Kernel, then Restart")
    named = [p for p in paragraphs() if MENUS.search(p)]
    assert [p for p in named if not KEYS.search(p)] == []
