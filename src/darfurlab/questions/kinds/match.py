"""As sorting, from a list of the options that unfolds."""

from __future__ import annotations

from darfurlab.questions.kinds.sort import Sort


class Match(Sort):
    """See `Sort`."""

    name = "Match"
