"""Frame → Altair chart, by lesson topic; no chart reads a file or shows itself."""

from __future__ import annotations

from darfurlab.charts.marginalization import (
    centre_and_periphery,
    fate_of_attempts,
    figure_ranges,
    grievance_matrix,
)
from darfurlab.charts.overview import argument_map, who_is_who
from darfurlab.charts.time import timeline

__all__ = [
    "argument_map",
    "centre_and_periphery",
    "fate_of_attempts",
    "figure_ranges",
    "grievance_matrix",
    "timeline",
    "who_is_who",
]
