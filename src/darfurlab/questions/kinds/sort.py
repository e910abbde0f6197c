"""Put each item under one of the options, which stand as buttons beside it."""

from __future__ import annotations

from dataclasses import dataclass

from darfurlab.questions.rows import Rows


@dataclass(frozen=True)
class Sort(Rows):
    """See `Rows`."""

    name = "Sort"
