"""A part of a game that fits on paper: every deal of it, in words and points."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import product

import pandas as pd

from darfurlab.bargaining.game import Game
from darfurlab.bargaining.scores import known, named, several


def by_hand(
    game: Game,
    parties: Sequence[str],
    options: Mapping[str, Sequence[str]],
    word: Callable[[str, str], str],
) -> pd.DataFrame:
    """Return every deal of a game small enough for paper: some parties, some options.

    `options`: issue → the options open, the one that stands first. `word`: issue, option → words.
    One row a deal: deal (in words), the points of each party, status_quo, efficient, both_gain
    (nobody is below what the status quo gives). Raises `BadGame` where a name is unknown.
    """
    open_ = {
        issue: several(own, f"options of {issue!r}")
        for issue, own in named(options, "options").items()
    }
    for party in (parties := several(parties, "parties")):
        known(party, game.parties, "party")
    for issue, own in open_.items():
        known(issue, game.issues, "issue")
        for option in own or (None,):
            known(option, game.options[issue], f"option of {issue!r}")
    sheet = pd.DataFrame(
        [
            (party, issue, option, game.sheet[party, issue, option])
            for party in dict.fromkeys(parties)
            for issue, own in open_.items()
            for option in dict.fromkeys(own)
        ],
        columns=["party", "issue", "option", "score"],
    )
    small = Game(sheet, dict.fromkeys(parties, 0))
    stands = small.exact({})
    efficient = [small.exact(row) for row in small.frontier().to_dict("records")]
    rows = []
    for chosen in product(*map(dict.fromkeys, open_.values())):
        deal = dict(zip(open_, chosen, strict=True))
        exact = small.exact(deal)
        rows.append(
            {
                "deal": " · ".join(word(i, o) for i, o in deal.items()),
                **small.scores(deal),
                "status_quo": deal == small.status_quo,
                "efficient": exact in efficient,
                "both_gain": all(exact[p] >= stands[p] for p in parties),
            }
        )
    return pd.DataFrame(rows)
