"""Weigh each item by one of the options, and say why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from darfurlab.questions.question import Form
from darfurlab.questions.rows import Rows


@dataclass(frozen=True)
class Grid(Rows):
    """See `Rows`; `reasons` may be asked for."""

    name = "Weigh"
    told = "reasons"
    keys = f"{Rows.keys} reasons"
    forms: ClassVar[Mapping[str, Form]] = {
        "reasons": (lambda value: value in ("optional", "required"), "optional or required")
    }
