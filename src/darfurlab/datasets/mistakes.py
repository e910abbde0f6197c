"""What a reader copies to report a mistake: what it is about, its ids, and the versions; no pandas.

It is text on the page, so that it works without a network, in every front end and in an export.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable
from functools import cache
from html import escape
from importlib.metadata import version
from pathlib import PurePosixPath

from darfurlab.datasets import folders

TITLE = "Report a mistake"
HOW = "Copy the next line. Add what is wrong, and give both to the person who runs your course."
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@cache
def versions() -> str:
    """Return the version of the package and that of the data in use, in words."""
    try:
        path = folders.data_folder() / "datapackage.json"
        data = json.loads(path.read_text(encoding="utf-8")).get("version", "without a version")
    except (OSError, ValueError, AttributeError):
        data = "that cannot be read"
    return f"darfurlab {version('darfurlab')}; data {data}"


def lesson() -> str:
    """Return the lesson of this kernel, 01-marginalization, where Jupyter tells it; else ""."""
    stem = PurePosixPath(os.environ.get("JPY_SESSION_NAME", "").replace("\\", "/")).stem
    return stem if re.match(r"\d\d-", stem) else ""


def line(about: str, **ids: Iterable[str]) -> str:
    """Return the line to copy; `about`: a question or a table, `ids`: those of its parts."""
    named = [f"{name}: {', '.join(each)}" for name, each in ids.items() if each]
    return "; ".join(filter(None, [lesson(), about, *named, versions()]))


def ids(values: Iterable[object]) -> list[str]:
    """Return the values, each once, where all of them are ids such as doha-signing; else none."""
    texts = [v if isinstance(v, str) and _ID.fullmatch(v) else "" for v in values]
    are_ids = all(texts) and any("-" in text for text in texts)
    return list(dict.fromkeys(texts)) if are_ids else []


def fold(text: str) -> str:
    """Return a line to copy as folded HTML: closed, it is one line of a page."""
    return (
        f'<details style="font-size:13px"><summary>{TITLE}</summary>{HOW}<br>'
        f'<code style="user-select:all">{escape(text)}</code></details>'
    )
