"""Of the ten changes in CONTRIBUTING: a party is rows of tables, and nothing else is touched."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from darfurlab.datasets import folders
from darfurlab.launch import command

TABLES = ("parties", "roles", "walk_away", "scores", "reasons")
PARTIES = "from darfurlab import simulation; print(*simulation.load().game.parties)"


def add(table: Path, party: str, like: str) -> None:
    """Give a table the rows of one party once more, for another."""
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = [{**row, "party": party} for row in csv.DictReader(file) if row["party"] == like]
    for row in rows:
        row |= {name: party for name in ("name", "role") if name in row}
    with table.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, list(rows[0])).writerows(rows)


@pytest.mark.slow
def test_a_party_is_rows_of_its_tables(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert command.main(["data", "."]) == 0
    for name in TABLES:
        assert command.main(["check", "."]) == (0 if name == TABLES[0] else 1)  # what is missing
        add(tmp_path / folders.OWN / "simulation" / f"{name}.csv", "another", like="east")
    capsys.readouterr()
    assert command.main(["check", "."]) == 0, capsys.readouterr().out
    done = subprocess.run([sys.executable, "-c", PARTIES], cwd=tmp_path, env=os.environ,
                          capture_output=True, text=True, timeout=120, check=True)  # fmt: skip
    assert done.stdout.split()[-1] == "another"
