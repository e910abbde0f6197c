"""Give each item one of the options, from a list that unfolds."""

from __future__ import annotations

from dataclasses import dataclass

from darfurlab.questions.rows import Rows


@dataclass(frozen=True)
class Match(Rows):
    """See `Rows`."""

    name = "Match"
