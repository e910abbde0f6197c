from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from darfurlab.datasets.words import LABELS, listed

DATA = Path(__file__).resolve().parents[2] / "data"
# What else may stand at the beginning of a part of a chart's last line.
BESIDE = ("passages", "outline", "all ")


@pytest.mark.parametrize(
    ("words", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (("a", "b", "c"), "a, b and c")],
)
def test_things_are_listed_as_a_sentence_has_them(words, said):
    assert listed(words) == said


def kinds(charts: dict) -> list[str]:
    """Return each part of the line in which a chart says where its statements come from."""
    lines = [chart["kind"] for name, chart in charts.items() if name not in ("headings", "phases")]
    return [part for line in lines for part in line.split(" · ")]


def strays(parts: list[str]) -> list[str]:
    """Return the parts that begin with a label of their own making."""
    known = tuple(f"{label}{end}" for label in (*LABELS, *LABELS.values()) for end in ":, ")
    return [part for part in parts if not part.startswith((*known, *BESIDE))]


def test_a_chart_says_where_its_statements_come_from_in_the_four_labels():
    charts = tomllib.loads((DATA / "charts.toml").read_text(encoding="utf-8"))
    assert len(kinds(charts)) > 20
    assert strays(kinds(charts)) == []
    assert strays(["fact from outside"[5:], "told as fact: x", "our coding: y"]) == [
        "from outside",
        "told as fact: x",
    ]
