"""Frame → Altair chart, by lesson topic; no chart reads a file or shows itself."""

from __future__ import annotations

from darfurlab.charts.marginalization import (
    centre_and_periphery,
    fate_of_attempts,
    figure_ranges,
    grievance_matrix,
)
from darfurlab.charts.time import timeline

__all__ = [
    "centre_and_periphery",
    "fate_of_attempts",
    "figure_ranges",
    "grievance_matrix",
    "timeline",
]
