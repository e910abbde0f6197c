"""A scorable negotiation: who could agree on what, and which agreements waste nothing.

Definitions
    issue, option   what is on the table, and the ways in which it can be settled
    deal            one option for every issue
    score           a party's points for a deal: the sum of its points for each option (additive:
                    no option gains or loses by its company)
    status quo      the option of each issue that stands while nobody agrees
    walk-away value the points that a party expects if the talks fail; it signs no deal below
    outcome         the points of every party; several deals can have the same outcome
    efficient       of an outcome: no deal gives one party more and no other party less
    listed          issues and options stand as the scores first name them, but what stands is the
                    first option of its issue; of the deals, the last issue's options run fastest
    gain            a party's points above its walk-away value
    settlement      the deal that a rule picks among those that give nobody who must agree a gain
                    below 0; the rule counts only those who must agree
        nash           most parties with a gain above 0, then the highest product of those gains
        utilitarian    highest sum of points
        egalitarian    the smallest gain as high as can be, then the next smallest, and so on
    Of deals that a rule ranks equal, those with the highest sum of points (again of those who must
    agree) are kept. Several of them are a tie, and the one listed first wins it. So what stands
    wins every tie: the whole status quo where it is among them, and else no issue changes that
    could as well have stood.

Left out: mistrust, promises that cannot be enforced, spoilers, splits inside a party, time, and
people who are no party. Scores and walk-away values are assumptions.

Exact: points and walk-away values are the decimals that they are written as (0.1 + 0.2 equals 0.3),
or fractions, and are compared as such; only what is shown is a float. The frontier is built issue
by issue: a partial deal that another matches for every party and beats for one is part of no
efficient deal, so it is dropped at once, and the full list of deals is never made.

Sources: scorable games and the frontier from Raiffa, "The Art and Science of Negotiation" (1982);
the product rule from Nash, "The bargaining problem" (Econometrica 1950); gains from adding issues
from Sebenius, "Negotiation arithmetic" (International Organization 1983); more vetoes, harder
settlements from Tsebelis, "Veto Players" (2002), for civil wars from Cunningham, "Veto players and
civil war duration" (American Journal of Political Science 2006).

>>> import pandas as pd
>>> scores = pd.DataFrame(
...     [("north", "water", "as now", 4), ("south", "water", "as now", 0),
...      ("north", "water", "shared", 2), ("south", "water", "shared", 5),
...      ("north", "road", "as now", 0), ("south", "road", "as now", 3),
...      ("north", "road", "built", 6), ("south", "road", "built", 1)],
...     columns=["party", "issue", "option", "score"])
>>> game = Game(scores, walk_away={"north": 5, "south": 4})
>>> game.frontier()
    water    road  north  south
0  as now   built     10      1
1  shared  as now      2      8
2  shared   built      8      6

Each issue alone has a loser; together they leave one deal that both would sign:

>>> game.deals()
    water   road  north  south
0  shared  built      8      6
>>> game.settle("nash")
{'water': 'shared', 'road': 'built', 'north': 8, 'south': 6}
>>> game.blockers({"water": "as now", "road": "built"})
('south',)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from darfurlab.bargaining.game import Game
from darfurlab.bargaining.scores import BadGame, TooManyDeals
from darfurlab.bargaining.settlement import RULES

if TYPE_CHECKING:
    from darfurlab.bargaining.own_game import from_folder as from_folder

__all__ = ["RULES", "BadGame", "Game", "TooManyDeals", "from_folder"]


def __getattr__(name: str) -> Any:
    if name != "from_folder":  # which brings the loaders of the tables
        raise AttributeError(f"darfurlab.bargaining has no {name!r}; it has: {', '.join(__all__)}")
    from darfurlab.bargaining.own_game import from_folder

    return from_folder
