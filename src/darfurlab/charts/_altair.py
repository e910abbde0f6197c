"""Altair, imported in half its time: `from darfurlab.charts._altair import alt`.

Altair needs jsonschema, and jsonschema, where rfc3987_syntax is installed (JupyterLab brings it),
compiles some 35 grammars for formats that no chart uses. Its own code treats that package as
optional, so for the length of the import it is hidden.
"""

from __future__ import annotations

import sys

if "altair" not in sys.modules and "rfc3987_syntax" not in sys.modules:
    sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]  # None: its import fails
    try:
        import altair as alt
    finally:
        del sys.modules["rfc3987_syntax"]
else:
    import altair as alt

__all__ = ["alt"]
