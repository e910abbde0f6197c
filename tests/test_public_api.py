"""The face of the pack: every name there is, of its kind, and told in the README."""

from __future__ import annotations

import argparse
import inspect
import re
import types
from pathlib import Path

import pytest

import darfurlab
from darfurlab import charts, datasets, tables
from darfurlab.launch import command as cli

TOP = Path(__file__).resolve().parents[1]
README = (TOP / "README.md").read_text(encoding="utf-8")
KINDS = {
    types.ModuleType: {
        "bargaining",
        "charts",
        "datasets",
        "designs",
        "forum",
        "mediation",
        "processes",
        "proposal",
        "simulation",
        "statements",
        "tables",
    },
    types.FunctionType: {
        "ask",
        "check",
        "design",
        "doctor",
        "my_work",
        "passage",
        "picked",
        "show",
        "tried",
    },
}
LOADERS = [name for name in datasets.__all__ if name.startswith("load_")]


def test_the_face_is_sorted_and_each_name_is_of_its_kind():
    assert darfurlab.__all__ == sorted(darfurlab.__all__)
    assert set(darfurlab.__all__) == set().union(*KINDS.values())
    for kind, names in KINDS.items():
        for name in names:
            assert isinstance(getattr(darfurlab, name), kind), name
            assert getattr(darfurlab, name).__doc__, name


def test_the_docstring_is_a_map_that_names_them_all():
    for name in darfurlab.__all__:
        assert re.search(rf"^    {name}\b", darfurlab.__doc__, re.M), name
    assert len(darfurlab.__doc__.splitlines()) < 40


def test_an_unknown_name_is_met_with_those_there_are():
    with pytest.raises(AttributeError, match=r"no 'chart'; it has: ask, bargaining, charts, "):
        darfurlab.chart  # noqa: B018


@pytest.mark.parametrize("module", [charts, datasets], ids=lambda m: m.__name__)
def test_what_a_module_offers_is_sorted_and_there(module):
    assert module.__all__ == sorted(module.__all__)
    for name in module.__all__:
        assert hasattr(module, name), name


@pytest.mark.parametrize("name", charts.__all__)
def test_a_chart_says_what_it_takes(name):
    function = getattr(charts, name)
    assert inspect.isfunction(function)
    told = function.__doc__
    assert told.startswith("Return ")
    signature = inspect.signature(function)
    assert signature.return_annotation == "Chart"
    first = next(iter(signature.parameters))
    assert f"`{first}`" in told, f"{name} does not say where {first} comes from"


@pytest.mark.parametrize("name", LOADERS)
def test_a_loader_takes_nothing_and_says_what_a_row_is(name):
    function = getattr(datasets, name)
    assert not inspect.signature(function).parameters
    assert function.__doc__.startswith("Return ")
    assert "; one row" in function.__doc__ or name == "load_outline"


def test_every_public_function_of_tables_is_documented_and_typed():
    for name, function in vars(tables).items():
        if inspect.isfunction(function) and not name.startswith("_"):
            assert function.__doc__, name
            assert "return" in function.__annotations__, name


def test_the_readme_names_every_loader_and_no_other():
    named = set(re.findall(r"`(load_\w+)`", README))
    assert named == set(LOADERS)


def test_the_readme_names_every_verb_of_the_command_and_no_other():
    (verbs,) = (
        action.choices
        for action in cli.parser()._actions
        if isinstance(action, argparse._SubParsersAction)
    )
    table = set(re.findall(r"^\| `darfurlab ([\w-]+)", README, re.M))
    assert table == set(verbs)
    assert set(re.findall(r"`darfurlab ([\w-]+)", README)) <= set(verbs)


def test_the_readmes_example_runs():
    blocks = re.findall(r"```python\n(.*?)```", README, re.S)
    assert blocks
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})


def test_every_file_that_the_readme_links_to_is_there():
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", README)
    assert links
    missing = [link for link in links if not (TOP / link).exists()]
    assert missing == []


def test_every_make_verb_that_the_readme_names_is_there():
    verbs = set(re.findall(r"^([a-z]+):.*## ", (TOP / "Makefile").read_text("utf-8"), re.M))
    named = set(re.findall(r"(?:^|`)make ([a-z]+)\b", README, re.M))
    assert named
    assert named <= verbs
