"""Frame → frame: the joins, counts and matrices that the lessons ask for.

Every function copies what it is given and returns a new frame; none reads a file. Frames come from
`darfurlab.datasets`; a column that is missing raises `MissingColumnError` with the ones there are.
"""

from darfurlab.datasets.words import BASIS_LABELS as BASIS_LABELS
from darfurlab.tables.agreements import counted_as_agreements as counted_as_agreements
from darfurlab.tables.agreements import names_from_outside as names_from_outside
from darfurlab.tables.common import MissingColumnError as MissingColumnError
from darfurlab.tables.common import names as names
from darfurlab.tables.common import need as need
from darfurlab.tables.marginalization import attempts as attempts
from darfurlab.tables.marginalization import grievances_by_region as grievances_by_region
from darfurlab.tables.marginalization import off_the_agenda as off_the_agenda
from darfurlab.tables.marginalization import ranges as ranges
from darfurlab.tables.overview import argument as argument
from darfurlab.tables.overview import who_is_who as who_is_who
from darfurlab.tables.piecemeal import dated as dated
from darfurlab.tables.piecemeal import paths as paths
from darfurlab.tables.violence import compared as compared
from darfurlab.tables.violence import ratio_by_hand as ratio_by_hand
from darfurlab.tables.violence import readings as readings
