"""The curated tables as pandas frames: one zero-argument loader per table.

The loaders come from `datapackage.json`: each table described there has one, and `?` after its name
shows its columns. Each returns a fresh frame, one row a record, columns as `describe` lists them.
What the brief does not give is missing (`NaN`), several ids in a cell are a tuple, dates stay text
as precise as they are known, and the first and the last day that each can mean stand beside it
(`date_start`, `date_end` for `date`). The last column, `where`, names the passages as the lessons
do (Introduction ¶2). A file that is missing, broken or at odds with its description raises
`DataError`, which names file, row, column and value.

Source: "How to save Darfur's peace process" (October 2011); every row names its
passages. The tables of the simulation are invented for the classroom and labelled so.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import pandas as pd

    from darfurlab.datasets.description import Schema
    from darfurlab.datasets.frames import days as days
    from darfurlab.datasets.frames import describe as describe
    from darfurlab.datasets.frames import load_outline as load_outline
    from darfurlab.datasets.problem import DataError as DataError
    from darfurlab.datasets.problem import Problem as Problem

_OTHERS = ("DataError", "Problem", "days", "describe", "load_outline")

__all__: list[str]  # read from the description where it is asked for


def _tables() -> dict[str, Schema]:
    from darfurlab.datasets import description

    return {f"load_{name}": described for name, described in description.known().items()}


def __dir__() -> list[str]:
    return sorted([*_OTHERS, *_tables()])


class _NoSuchName(AttributeError):
    """A name that is not here; those that are here are read only where this is shown."""

    def __str__(self) -> str:
        return f"darfurlab.datasets has no {self.name!r}; it has: {', '.join(__dir__())}"


def __getattr__(name: str) -> Callable[[], pd.DataFrame]:  # what mypy takes other names to be
    if name == "__all__":
        return cast("Callable[[], pd.DataFrame]", __dir__())
    described = _tables().get(name) if name.startswith("load_") and name not in _OTHERS else None
    if not described and name not in _OTHERS:
        raise _NoSuchName(name=name)
    frames = import_module("darfurlab.datasets.frames")  # and pandas: not at the first look here
    found = frames.loader(described) if described else getattr(frames, name)
    globals()[name] = found
    return cast("Callable[[], pd.DataFrame]", found)
