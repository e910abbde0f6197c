"""Small games, written by hand in a test."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd


def sheet(points: dict[tuple[str, str], Any], parties: Iterable[str] = ()) -> pd.DataFrame:
    """Return scores as `Game` takes them.

    `points`: (issue, option) → those of each party by name, or in the order of `parties`.
    """
    rows = []
    for (issue, option), own in points.items():
        named = own if isinstance(own, dict) else dict(zip(parties, own, strict=True))
        rows += [(party, issue, option, score) for party, score in named.items()]
    return pd.DataFrame(rows, columns=["party", "issue", "option", "score"])
