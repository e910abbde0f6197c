"""A kernel that is ready for a lesson: an IPython extension, loaded as the kernel starts.

`share/kernels/python3` names it; without it a lesson works too, and its first chart takes
seconds longer. Three things: what a first chart needs is loaded while the student still reads; the
names of the pack are there before a lesson's first cell is run; and where a name is missing, one
line says what to run.
"""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from difflib import get_close_matches
from functools import partial
from importlib import import_module
from threading import Event, Thread
from types import TracebackType
from typing import Any

import darfurlab

QUIET = 0.3  # seconds that a new kernel is left alone, to answer JupyterLab's first questions


def _draw() -> None:
    """Draw a chart that nobody sees: Altair and the tables keep what they work out once."""
    from darfurlab import datasets
    from darfurlab.charts._altair import alt

    frame = datasets.load_regions()[["name"]].head(1)
    alt.Chart(frame).mark_point().encode(x="name:N").to_dict()


def steps() -> list[Callable[[], object]]:
    """Return what makes a kernel ready for a first chart and a first card, in small steps."""
    packages = ("pandas", "darfurlab.charts._altair", "darfurlab.charts", "darfurlab.charts.render")
    names = (partial(getattr, darfurlab, name) for name in darfurlab.__all__)
    return [*(partial(import_module, name) for name in packages), _draw, *names]


def load(todo: Iterable[Callable[[], object]], free: Event) -> None:
    """Take the steps, each once no cell runs; at the first that fails, stop without a word.

    After a cell it waits a moment, for the next one often follows at once and must not share.
    The cell that needs what failed says why.
    """
    with suppress(BaseException):
        time.sleep(QUIET)
        for step in todo:
            while not free.is_set():
                free.wait()
                time.sleep(QUIET)
            step()


def offer(shell: Any, source: str) -> None:
    """Give a cell the names of the pack that it reads; none that the student uses is changed.

    `%who` leaves them out, as it does all that was not made by hand.
    """
    with suppress(Exception):  # what is no Python; or the lesson's first cell says what is wrong
        tree = ast.parse(shell.transform_cell(source))
        read = [
            n for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)
        ]
        for name in {n.id for n in read}.intersection(darfurlab.__all__).difference(shell.user_ns):
            with suppress(Exception):
                shell.user_ns[name] = shell.user_ns_hidden[name] = getattr(darfurlab, name)


def advice(name: str, known: Iterable[str]) -> str:
    """Return what a student reads where a name is missing; `known`: the names that are there."""
    said = f"{name} has no value yet."
    if name in darfurlab.__all__:
        return f"{said} Run the first code cell of this lesson. Then run this cell again."
    if near := get_close_matches(name, known, 1, 0.8):
        said += f" Did you mean {near[0]}?"
    return (
        f"{said} A cell above may give it a value. Run the cells above first, or press the button "
        "▶▶ above the page, which runs every cell in order."
    )


def _explain(
    shell: Any,
    kind: type[NameError],
    error: NameError,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> None:
    last = trace
    while last and last.tb_next:
        last = last.tb_next
    at = last.tb_frame if last else None
    if at and at.f_globals is shell.user_ns and at.f_code.co_name == "<module>" and error.name:
        line = f"NameError: {advice(error.name, shell.user_ns)}"
        error._render_traceback_ = lambda: [line]  # type: ignore[attr-defined]  # IPython asks it
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)


def explain_names(shell: Any) -> None:
    """Let one line say what to run where a cell uses a name that is not there.

    Whoever set a handler of errors before keeps it.
    """
    if not shell.custom_exceptions:
        shell.set_custom_exc((NameError,), _explain)


def load_ipython_extension(shell: Any) -> None:
    """Make an IPython shell ready (IPython calls this)."""
    free = Event()
    free.set()

    def before(cell: Any) -> None:
        free.clear()
        offer(shell, cell.raw_cell or "")

    shell.events.register("pre_run_cell", before)
    shell.events.register("post_run_cell", lambda _: free.set())
    explain_names(shell)
    Thread(target=load, args=(steps(), free), name="darfurlab", daemon=True).start()
