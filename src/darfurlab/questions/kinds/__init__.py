"""The kinds of activity: one module a kind, with one class of the same name.

A module of a kind is found by standing here, or in a folder that was added to `__path__` before
the first card is made. What it needs beside, such as the rules of the designer, stands elsewhere.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from darfurlab.questions.question import Question


def every() -> dict[str, type[Question]]:
    """Return the class of each kind by its name, in the order of the alphabet."""
    names = sorted(module.name for module in iter_modules(__path__))
    return {name: getattr(import_module(f"{__name__}.{name}"), name.title()) for name in names}


def written() -> dict[str, type[Question]]:
    """Return those of which a file of the bank may hold questions."""
    return {name: kind for name, kind in every().items() if kind.keys is not None}


def standing() -> list[Question]:
    """Return the questions that stand in no file: one of each such kind, made of its defaults."""
    return [kind() for kind in every().values() if kind.keys is None]  # type: ignore[call-arg]
