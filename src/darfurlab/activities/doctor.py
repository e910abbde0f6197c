"""The set-up check of lesson 00: is everything here, whole, and is the work safe?

`findings` decides, from what it is given; `doctor` looks, and shows.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version

from darfurlab.datasets import folders
from darfurlab.datasets.problem import DataError
from darfurlab.questions import answers

NEEDED = ("darfurlab", "jupyterlab", "pandas", "altair", "anywidget", "ipywidgets")
IDLE = 10  # minutes without a click after which a Binder session is ended


@dataclass(frozen=True)
class Finding:
    """One line of the check: what was looked at, whether it is well, and what to know or do."""

    what: str
    well: bool
    said: str


def findings(
    versions: Mapping[str, str | None],
    renderer: str,
    data: tuple[int, str],
    saved: tuple[int, str, str],
    binder: bool,
) -> list[Finding]:
    """Return the lines of the check.

    `versions`: package → version, None where it is missing. `renderer`: the name of the chart
    renderer in use. `data`: how many faults they have, and the name of the folder where they are a
    copy of one's own. `saved`: how many answers are kept, the file's name, and what is wrong with
    keeping them. `binder`: whether this machine is Binder's.
    """
    missing = [name for name, found in versions.items() if found is None]
    there = ", ".join(f"{name} {found}" for name, found in versions.items() if found)
    answers, file, problem = saved
    faults, own = data
    whose = f"The lessons use your own copy in the folder {own}. " if own else ""
    number = f"The data have {faults} fault{'' if faults == 1 else 's'}."
    kept = f"{file} holds {answers} {'answer' if answers == 1 else 'answers'}."

    lines = [
        ("Packages", not missing, there, f"These are missing: {', '.join(missing)}. {_AGAIN}"),
        ("Charts", renderer == "darfurlab", _DRAWN, f"The renderer {renderer} {_RESTART}"),
        ("Data", faults == 0, f"{whose}The data have no fault.", f"{whose}{number} {_CHECK}"),
        ("Your work", not problem, kept if answers else _NOTHING, problem),
        ("Time", not binder, _NO_LIMIT, _BINDER),
    ]
    return [Finding(what, well, good if well else bad) for what, well, good, bad in lines]


_CHECK = "Run darfurlab check in a terminal."
_AGAIN = "Install the package again."
_NO_LIMIT = "There is no time limit, because this is not a Binder session."
_DRAWN = "This computer draws the charts and needs no network."
_RESTART = "is in use. Press ▶▶ above the page: the button restarts the lesson and runs every cell."
_NOTHING = "There is no answer yet. The program saves each answer, from the first one on."
_BINDER = (
    f"This is Binder. After {IDLE} minutes without a click, Binder deletes the online computer and "
    "all files on it. Press “Save my work” below before you take a break."
)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def data() -> tuple[int, str]:
    """Return how many faults the data have, and the folder's name where it is one's own copy."""
    from darfurlab.datasets import pack
    from darfurlab.questions import bank

    folder = folders.data_folder()
    own = "" if folder == folders.pack_data() else folder.name
    try:
        faults = len(pack.package()[1]) + len(bank.read_folder(folder / "questions")[1])
    except DataError as err:
        faults = len(err.problems)
    return faults, own


def doctor() -> None:
    """Look at this machine and show the findings as a table."""
    import pandas as pd
    from IPython.display import display

    from darfurlab.charts import render
    from darfurlab.charts._altair import alt

    state = answers.work()
    count = sum(len(entries) for entries in state.work["answers"].values())
    found = findings(
        {name: _version(name) for name in NEEDED},
        alt.renderers.active,
        data(),
        (count, state.path.name, state.problem),
        "BINDER_SERVICE_HOST" in os.environ or "BINDER_LAUNCH_HOST" in os.environ,
    )
    frame = pd.DataFrame(
        [(f.what, "yes" if f.well else "no", f.said) for f in found],
        columns=["What we checked", "Ready?", "What to know or do"],
    )
    html = f'<div style="overflow-x:auto">{render.table_html(frame, "Set-up check")}</div>'
    text = "\n".join(f"{f.what}: {'ready' if f.well else 'NOT READY'}. {f.said}" for f in found)
    display(render.Page(html, text))
