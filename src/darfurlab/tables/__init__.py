"""Frame → frame: the joins, counts and matrices that the lessons ask for.

Every function copies what it is given and returns a new frame; none reads a file. Frames come from
`darfurlab.datasets`; a column that is missing raises `MissingColumnError` with the ones there are.
"""

from darfurlab.datasets.words import BASIS_LABELS
from darfurlab.tables.common import MissingColumnError, names, need
from darfurlab.tables.marginalization import (
    attempts,
    grievances_by_region,
    off_the_agenda,
    ranges,
)
from darfurlab.tables.overview import argument, who_is_who
from darfurlab.tables.piecemeal import dated, paths

__all__ = [
    "BASIS_LABELS",
    "MissingColumnError",
    "argument",
    "attempts",
    "dated",
    "grievances_by_region",
    "names",
    "need",
    "off_the_agenda",
    "paths",
    "ranges",
    "who_is_who",
]
