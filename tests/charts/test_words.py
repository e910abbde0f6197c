"""The words of the charts: each chart has its own, each is used, and templates do what they say."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from darfurlab import charts, datasets, tables
from darfurlab.bargaining import forum, simulation, statements
from darfurlab.charts import classroom, theme, words
from darfurlab.tables import mediation, proposal

TOP = Path(__file__).resolve().parents[2]
ALL = tomllib.loads((TOP / "data" / "charts.toml").read_text(encoding="utf-8"))
SHARED = {"headings", "phases", *classroom.__all__}  # the last are tried in test_classroom.py
LOOKUPS = {"short"}  # names that a chart's data may hold, or may not hold any more


def every_chart(width: int) -> None:
    """Make every chart of the pack at a width."""
    actors, regions = datasets.load_actors(), datasets.load_regions()
    processes, relations = datasets.load_processes(), datasets.load_relations()
    mandates, advice = datasets.load_mandates(), datasets.load_recommendations()
    acts = mediation.around_mediators(relations, actors, mandates)
    events = tables.dated(datasets.load_events(), actors)
    sudan = simulation.load()
    ties = datasets.load_grievances(), datasets.load_grievance_regions(), regions
    paper = sudan.by_hand(["government", "darfur-movements"], simulation.ON_PAPER)
    made: dict[str, tuple[Any, ...]] = {
        "above_walk_away": (sudan.standings({"rights": "rights-court"}, {"power": "power-posts"}),),
        "argument_map": tables.argument(datasets.load_claims(), datasets.load_claim_links()),
        "build_order": proposal.steps(advice),
        "centre_and_periphery": (regions, datasets.load_outline()),
        "deals_by_hand": (paper, sudan.parties),
        "explorer": (sudan.outcomes(), sudan.parties),
        "fate_of_attempts": (tables.attempts(processes, actors),),
        "figure_ranges": (tables.ranges(datasets.load_figures(), regions), "displacement"),
        "forum_shopping": (forum.settings(most=8, rounds=40, seed=1),),
        "grievance_matrix": (tables.grievances_by_region(*ties),),
        "issues_by_phase": (proposal.issues_by_phase(datasets.load_grievances()),),
        "mandates_over_time": (mediation.posts(mandates, actors),),
        "paths_to_peace": (tables.paths(processes, regions),),
        "relations_matrix": (acts,),
        "relations_network": (acts,),
        "shaken": (statements.shares(sudan),),
        "timeline": (events, "2000", [*ALL["timeline"]["lanes"]]),
        "who_does_what": (proposal.who_does_what(advice, actors),),
        "who_is_counted": (tables.compared(datasets.load_violence(), datasets.load_figures()),),
        "who_is_who": (tables.who_is_who(actors, relations),),
    }
    assert set(made) == set(charts.__all__)
    for name, given in made.items():
        getattr(charts, name)(*given, width=width).to_dict()


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
            every_chart(width)
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
    spare = {"otherwise", "no_start", "ends", "until"}  # for what the data do not hold today
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
