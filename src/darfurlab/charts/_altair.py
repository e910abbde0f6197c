"""Altair, imported in half its time: `from darfurlab.charts._altair import alt`."""

from darfurlab.upstream import without_grammars

with without_grammars():
    import altair as alt

__all__ = ["alt"]
