"""Work out how often each statement of lesson 02 holds when the numbers are moved, and store it.

    python tools/shake.py

Writes `data/simulation/shaken.csv`; some minutes. Run it after any change of the simulation.
"""

from __future__ import annotations

import os
from pathlib import Path

from darfurlab.bargaining import simulation, statements
from darfurlab.datasets import folders


def main() -> None:
    """Write the rows to a temporary file, then rename it."""
    rows = statements.shake(simulation.load()).assign(basis="coding")
    path = folders.pack_data() / "simulation" / "shaken.csv"
    new = Path(f"{path}.tmp")
    rows.to_csv(new, index=False, encoding="utf-8-sig", lineterminator="\n")
    os.replace(new, path)
    print(f"{path}: {len(rows)} rows")


if __name__ == "__main__":
    main()
