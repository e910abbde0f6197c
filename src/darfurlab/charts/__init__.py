"""Frame → Altair chart, by lesson topic; no chart reads a file or shows itself."""

from __future__ import annotations

from darfurlab.charts.bargaining import deals_by_hand
from darfurlab.charts.explorer import explorer
from darfurlab.charts.forum import forum_shopping
from darfurlab.charts.marginalization import (
    centre_and_periphery,
    fate_of_attempts,
    figure_ranges,
    grievance_matrix,
)
from darfurlab.charts.mediation import mandates_over_time
from darfurlab.charts.network import relations_matrix, relations_network
from darfurlab.charts.overview import argument_map, who_is_who
from darfurlab.charts.piecemeal import paths_to_peace
from darfurlab.charts.proposal import build_order, issues_by_phase, who_does_what
from darfurlab.charts.shaken import shaken
from darfurlab.charts.standings import above_walk_away
from darfurlab.charts.timeline import timeline
from darfurlab.charts.violence import who_is_counted

__all__ = [
    "above_walk_away",
    "argument_map",
    "build_order",
    "centre_and_periphery",
    "deals_by_hand",
    "explorer",
    "fate_of_attempts",
    "figure_ranges",
    "forum_shopping",
    "grievance_matrix",
    "issues_by_phase",
    "mandates_over_time",
    "paths_to_peace",
    "relations_matrix",
    "relations_network",
    "shaken",
    "timeline",
    "who_does_what",
    "who_is_counted",
    "who_is_who",
]
