"""Frame → frame: the joins, counts and matrices that the lessons ask for.

Every function copies what it is given and returns a new frame; none reads a file. Frames come from
`darfurlab.datasets`; a column that is missing raises `MissingColumnError` with the ones there are.
"""

from darfurlab.tables.agreements import counted_as_agreements, names_from_outside
from darfurlab.tables.common import BASIS_LABELS, MissingColumnError, names, need
from darfurlab.tables.marginalization import (
    attempts,
    grievances_by_region,
    off_the_agenda,
    ranges,
)
from darfurlab.tables.overview import argument, who_is_who
from darfurlab.tables.piecemeal import dated, paths
from darfurlab.tables.violence import compared, ratio_by_hand, readings

__all__ = [
    "BASIS_LABELS",
    "MissingColumnError",
    "argument",
    "attempts",
    "compared",
    "counted_as_agreements",
    "dated",
    "grievances_by_region",
    "names",
    "names_from_outside",
    "need",
    "off_the_agenda",
    "paths",
    "ranges",
    "ratio_by_hand",
    "readings",
    "who_is_who",
]
