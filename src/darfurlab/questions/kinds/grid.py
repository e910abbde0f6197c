"""As sorting, and one may be asked to say why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from darfurlab.questions.kinds.sort import Sort
from darfurlab.questions.question import Form


class Grid(Sort):
    """See `Sort`."""

    name = "Weigh"
    told = "reasons"
    keys = f"{Sort.keys} reasons"
    forms: ClassVar[Mapping[str, Form]] = {
        "reasons": (lambda value: value in ("optional", "required"), "optional or required")
    }
