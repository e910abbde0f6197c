"""A value that a student computed, as text: what is kept with the work, and what the card shows."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import numpy as np
import pandas as pd

_ROWS = 8  # of a table
_LONGEST = 2_000  # characters


def summary(value: Any) -> dict[str, str]:
    """Return a short record of a value as JSON: its type, and its first rows as text."""
    shown = ""
    with suppress(Exception):  # a student's object may do anything when it is asked for its text
        if isinstance(value, (pd.DataFrame, pd.Series)):
            shown = f"{len(value)} rows\n{value.head(8).to_csv()}"
        elif isinstance(value, (str, bool, int, float, np.generic)):
            shown = str(value)
        elif isinstance(value, (list, tuple)):
            shown = ", ".join(str(v) for v in value[:20] if isinstance(v, (str, int, float)))
    return {"type": type(value).__name__, "text": shown[:_LONGEST]}


def shown(value: Any) -> str:
    """Return a value as the card shows it: its first rows as text; nothing for an empty attempt."""
    if value is None or value is ...:
        return ""
    with suppress(Exception):  # see `summary`
        if isinstance(value, (pd.DataFrame, pd.Series)):
            more = f"\n… {len(value):,} rows in all" if len(value) > _ROWS else ""
            return value.head(_ROWS).to_string() + more
        return str(value)[:_LONGEST]
    return type(value).__name__
