"""What we do only because of another project, where more than one room needs it.

`tests/test_upstream.py` fails on the day when one of these is no longer needed. One more stands
where it is used: `charts.render` states version 5 of Vega-Lite.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

GRAMMARS = "rfc3987_syntax"


@contextmanager
def without_grammars() -> Iterator[None]:
    """Hide rfc3987_syntax while something is imported that brings jsonschema.

    Altair and JupyterLab do, and where rfc3987_syntax is installed (JupyterLab brings it),
    jsonschema imports it in `_format.py`. That compiles some 40 grammars for formats that no one
    here checks: half of either import. Its own code treats the package as optional.
    """
    if GRAMMARS in sys.modules:
        yield
        return
    sys.modules[GRAMMARS] = None  # type: ignore[assignment]  # None: its import fails
    try:
        yield
    finally:
        del sys.modules[GRAMMARS]
