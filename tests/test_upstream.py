"""What is done because of other projects is still needed: where one of these fails, it can go.

What each is for stands with it: `darfurlab.upstream`, the head of `darfurlab.charts.render`, and
`initialize` in card.js.
"""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import altair
import anywidget
import pytest

from darfurlab.charts import render
from darfurlab.upstream import GRAMMARS, without_grammars

COUNT = """
import lark, sys
made = []
def counting(self, *given, **how):
    made.append(self)  # and nothing is compiled: that takes seconds
lark.Lark.__init__ = counting
"""
PLAIN, HIDDEN = (
    "import {}\n",
    "from darfurlab.upstream import without_grammars\n"
    + ("with without_grammars():\n    import {}\n"),
)


def grammars(code: str) -> list[str]:
    """Return how many grammars a program compiles, and whether it has loaded what they are for."""
    code = f"{COUNT}{code}print(len(made), '{GRAMMARS}' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=True
    )
    return done.stdout.split()


@pytest.mark.slow
@pytest.mark.parametrize("package", ["altair", "jupyterlab.labapp"])
def test_importing_these_still_compiles_grammars_unless_they_are_hidden(package):
    number, loaded = grammars(PLAIN.format(package))
    assert int(number) > 20, f"{package} compiles none any more: without_grammars can go"
    assert loaded == "True"
    assert grammars(HIDDEN.format(package)) == ["0", "False"]


@pytest.mark.slow
def test_the_grammars_are_hidden_for_that_time_only(monkeypatch):
    monkeypatch.delitem(sys.modules, GRAMMARS, raising=False)
    monkeypatch.setattr("lark.Lark.__init__", lambda *_, **__: None)  # none is compiled
    with without_grammars(), pytest.raises(ImportError):
        __import__(GRAMMARS)
    assert find_spec(GRAMMARS)
    there = __import__(GRAMMARS)
    with without_grammars():
        assert sys.modules[GRAMMARS] is there  # who has it already keeps it


def test_jupyterlab_still_reads_an_older_vega_lite_than_altair_writes():
    static = Path(find_spec("jupyterlab").origin).parent / "static"
    known = re.compile(rb"application/vnd\.vegalite\.v(\d+)\+json")
    read = {int(n) for script in static.glob("*.js") for n in known.findall(script.read_bytes())}
    stated = int(re.fullmatch(r"application/vnd\.vegalite\.v(\d+)\+json", render.MIME)[1])
    written = int(re.match(r"v(\d+)\.", altair.SCHEMA_VERSION)[1])
    assert max(read) == stated, "JupyterLab reads a newer version now: state that one"
    assert written > stated, "Altair writes what JupyterLab reads: nothing need be stated"


def test_anywidget_still_drops_what_comes_to_a_slow_widget() -> None:
    """Where this fails, `initialize` in card.js may have become needless: read what it says."""
    folder = Path(anywidget.__file__).with_name("labextension") / "static"
    upstream = "".join(path.read_text(encoding="utf-8") for path in folder.glob("*.js"))
    assert re.search(
        r"AbortSignal\.timeout\(2000\).{,200}Failed to initialize model", upstream, re.DOTALL
    )
    assert re.search(r"_handle_comm_msg.{,2000}runtime\.ready", upstream, re.DOTALL)
