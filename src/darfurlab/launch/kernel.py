"""A kernel that is ready for a lesson: an IPython extension, loaded as the kernel starts.

`share/kernels/python3` names it; without it a lesson works too, and its first chart takes
seconds longer. Three things: what a first chart needs is loaded while the student still reads; the
names of the pack are there before a lesson's first cell is run; and where a name is missing, one
line says what to run. In the cell of an exercise that is so for a column or a method, too.
"""

from __future__ import annotations

import ast
import linecache
import re
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from difflib import get_close_matches
from functools import partial
from html import escape
from importlib import import_module
from threading import Event, Thread
from traceback import walk_tb
from types import FrameType, TracebackType
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
        names = [
            n for n in ast.walk(ast.parse(shell.transform_cell(source))) if type(n) is ast.Name
        ]
        read = {name.id for name in names if isinstance(name.ctx, ast.Load)}
        for name in read.intersection(darfurlab.__all__).difference(shell.user_ns):
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


def _nearest(name: str, known: Iterable[Any]) -> str:
    near = get_close_matches(name, map(str, known), 1, 0.6)
    return f" Did you mean `{near[0]}`?" if near else ""


def slip(error: Exception, frames: Iterable[FrameType]) -> str:
    """Return one sentence or two on a column, an entry or a method that is not there.

    `frames`: those that the error came through, the student's own first.
    """
    if isinstance(error, AttributeError):
        if not error.name:
            return ""
        what, near = type(error.obj).__name__, _nearest(error.name, dir(error.obj))
        return f"An object of the type {what} has no `{error.name}`.{near}"
    given = error.args[0] if error.args else ""
    # Where several are asked for at once, pandas gives a sentence that quotes those it has not.
    quoted = re.findall(r"'([^']+)'", given) if isinstance(given, str) and " in" in given else []
    name = str(quoted[0] if quoted else given)
    for frame in frames:
        table: Any = frame.f_locals.get("self")
        table = getattr(table, "obj", table)  # that of a group
        if type(table).__name__ == "DataFrame" and name not in map(str, table.columns):
            has = ", ".join(f"`{column}`" for column in table.columns)
            return (
                f"The table has no column `{name}`.{_nearest(name, table.columns)} It has: {has}."
            )
    return f"There is no entry with the name `{name}`."


def _fold(shell: Any, error: tuple[Any, ...], tb_offset: int | None) -> dict[str, str]:
    """Return the whole message of Python, folded, as a mimebundle."""
    lines = shell.InteractiveTB.structured_traceback(*error, tb_offset=tb_offset)
    text = re.sub(r"\x1b\[[\d;]*m", "", shell.InteractiveTB.stb2text(lines))
    summary = "The whole message of Python"
    html = f"<details><summary>{summary}</summary><pre>{escape(text)}</pre></details>"
    return {"text/html": html, "text/plain": summary}


def _said(shell: Any, error: Exception, own: Sequence[FrameType], exercise: bool) -> str:
    """Return what to say in place of the whole message; nothing where that is better."""
    frames = [frame for frame, _ in walk_tb(error.__traceback__)]
    if isinstance(error, NameError):
        top = frames[-1] in own and (exercise or frames[-1].f_code.co_name == "<module>")
        return advice(error.name, shell.user_ns) if top and error.name else ""
    return slip(error, frames[frames.index(own[0]) :]) if exercise else ""


def _explain(
    shell: Any,
    kind: type[Exception],
    error: Exception,
    trace: TracebackType | None,
    tb_offset: int | None = None,
) -> None:
    fold, own = None, [f for f, _ in walk_tb(trace) if f.f_globals is shell.user_ns]
    with suppress(Exception):  # a student's object may do anything when it is asked for its names
        source = "".join(linecache.getlines(own[0].f_code.co_filename)) if own else ""
        exercise = re.search(r"^check\(", source, re.MULTILINE) is not None
        if said := _said(shell, error, own, exercise):
            fold = _fold(shell, (kind, error, trace), tb_offset) if exercise else None
            line = f"{kind.__name__}: {said}"
            error._render_traceback_ = lambda: [line]  # type: ignore[attr-defined]  # IPython asks
    shell.showtraceback((kind, error, trace), tb_offset=tb_offset)
    if fold:
        shell.display_pub.publish(fold)


def explain_names(shell: Any) -> None:
    """Let one line say what to run where a cell uses a name that is not there.

    Whoever set a handler of errors before keeps it.
    """
    if not shell.custom_exceptions:
        shell.set_custom_exc((NameError, KeyError, AttributeError), _explain)


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
