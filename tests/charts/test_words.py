"""The words of the charts: each chart has its own, each is used, and templates do what they say."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from test_charts import LESSONS, run

from darfurlab import charts, datasets
from darfurlab.charts import classroom, theme, words
from darfurlab.tables import mediation

TOP = Path(__file__).resolve().parents[2]
ALL = tomllib.loads((TOP / "data" / "charts.toml").read_text(encoding="utf-8"))
SHARED = {"headings", "phases", *classroom.__all__}  # the last are tried in test_classroom.py
DEALS = [{"rights": "rights-court"}, {"power": "power-posts"}]
LOOKUPS = {"short"}  # names that a chart's data may hold, or may not hold any more


def leaves(node: Any, path: str = "") -> set[str]:
    """Return the paths of all words, `menu.label`; a table inside of it is one path each."""
    if isinstance(node, dict):
        return {leaf for key, value in node.items() for leaf in leaves(value, f"{path}.{key}")}
    return {path.removeprefix(".")}


@pytest.fixture(scope="module")
def used() -> dict[str, set[str]]:
    """Give the words that the charts ask for, at both widths."""
    asked: dict[str, set[str]] = {}
    with pytest.MonkeyPatch.context() as patch:
        raw = words.Words.raw

        def noted(self: words.Words, name: str) -> Any:
            asked.setdefault(self.chart, set()).add(name)
            return raw(self, name)

        patch.setattr(words.Words, "raw", noted)
        for width in (theme.WIDTH, theme.PHONE):
            for lesson in LESSONS:
                run(lesson, DEALS, width=width)
    return asked


def test_every_chart_has_its_words_and_no_other_has_any():
    assert set(ALL) - SHARED == set(charts.__all__)


@pytest.mark.parametrize("chart", charts.__all__)
def test_a_chart_has_what_every_chart_says_and_a_heading_for_each_column(chart):
    assert {"drawn", "kind", "table"} <= set(ALL[chart])
    assert "title" in ALL[chart] or "titles" in ALL[chart]
    assert ALL[chart]["table"][-1] == "where"
    assert "alt" in ALL[chart] or "alt" in ALL[chart].get("titles", {}) or "one" in ALL[chart]


@pytest.mark.slow
@pytest.mark.parametrize("chart", charts.__all__)
def test_no_word_of_a_chart_is_left_over(chart, used):
    unused = {
        leaf
        for leaf in leaves(ALL[chart])
        if leaf.split(".")[0] not in LOOKUPS | {"table", "tip", "headings"}
        and not any(leaf == name or leaf.startswith(f"{name}.") for name in used[chart])
    }
    spare = {"no_start", "ends", "until"}  # for what the data do not hold today
    spare |= {"lanes.sources"}  # and for what no lesson shows
    assert unused - spare == set()


@pytest.mark.parametrize(
    ("template", "values", "said"),
    [
        ("{n} {n:act|acts}", {"n": 1}, "1 act"),
        ("{n} {n:act|acts}", {"n": 2}, "2 acts"),
        ("{n} {n:act|acts}", {"n": 0}, "0 acts"),
        ("{n:none|one|{n}}", {"n": 0}, "none"),
        ("{n:none|one|{n}}", {"n": 1}, "one"),
        ("{n:none|one|{n}}", {"n": 7}, "7"),
        ("{n:word} and {n:Word}", {"n": 7}, "seven and Seven"),
        ("{n:word}", {"n": 94}, "94"),
        ("{share:.0%}", {"share": 0.25}, "25%"),
    ],
)
def test_a_template_takes_the_form_that_fits(template, values, said):
    assert words._Templates().vformat(template, (), values) == said


def test_a_word_that_is_not_there_is_named():
    with pytest.raises(KeyError, match=r"charts.toml: timeline has no 'menu.nothing'"):
        words.Words("timeline").raw("menu.nothing")


# --- the network: places and steps ----------------------------------------------------------------


@pytest.fixture(scope="module")
def acts():
    return mediation.around_mediators(
        datasets.load_relations(), datasets.load_actors(), datasets.load_mandates()
    )


def test_every_act_stands_in_one_step_and_everybody_in_it_has_a_place(acts):
    from darfurlab.charts.network import ALL as EVERY
    from darfurlab.charts.network import relations_network

    told = ALL["relations_network"]
    drawn = relations_network(acts).data
    assert len(drawn) == len(acts)
    steps = [step for step in told["steps"] if step != EVERY]
    assert set(drawn["step"]) == set(steps)  # each act in exactly one, and none is empty
    for step in told["steps"]:
        some = drawn if step == EVERY else drawn[drawn["step"] == step]
        assert {*some["source"], *some["target"]} == set(told["places"][step]), step


def test_the_specification_of_the_network_is_small(acts):
    import json

    from darfurlab.charts import render

    sent = render.bundle(charts.relations_network(acts).to_dict())[0][render.MIME]
    assert len(json.dumps(sent, ensure_ascii=False).encode()) <= 120_000


def test_the_seven_theses_have_a_short_name_and_no_claim_has_that_is_none():
    claims = datasets.load_claims()
    told = ALL["argument_map"]["theses"]
    assert set(told) == set(claims.loc[claims["thesis"], "claim"])
    assert all({"side", "row", "called", "short"} == set(one) for one in told.values())
