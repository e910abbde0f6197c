"""Altair, imported in half its time: `from darfurlab.charts._altair import alt`.

Each part of a chart is checked once, with the whole as it is drawn, and not also as it is made.
"""

from darfurlab.upstream import without_grammars

with without_grammars():
    import altair as alt
from altair.utils.schemapi import disable_debug_mode

disable_debug_mode()

__all__ = ["alt"]
