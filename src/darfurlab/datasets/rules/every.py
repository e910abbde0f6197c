"""Every rule that tables must keep together, beyond what a description of columns can say.

A rule takes the tables (name → `Table`) and yields a `Problem` per fault, naming file, row, column,
value and what would be accepted. Rules are for tables that are each whole in themselves; a table or
column that a rule needs and the description lacks is a fault too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from inspect import isgeneratorfunction
from types import ModuleType

from darfurlab.datasets.pack import Tables
from darfurlab.datasets.problem import Problem
from darfurlab.datasets.rules import brief, declared, designer, simulation


def rules_of(module: ModuleType) -> list[Callable[[Tables], Iterator[Problem]]]:
    """Return a module's rules in their order: the public functions of its own that yield."""
    own = [each for name, each in vars(module).items() if not name.startswith("_")]
    return [r for r in own if isgeneratorfunction(r) and r.__module__ == module.__name__]


RULES = [rule for each in (declared, brief, simulation, designer) for rule in rules_of(each)]


def broken_rules(tables: Tables) -> list[Problem]:
    """Return every fault that the rules find in tables that are each whole in themselves."""
    problems: list[Problem] = []
    for rule in RULES:
        try:
            problems += rule(tables)
        except KeyError as err:  # of another shape than the pack's own data
            expected = "a table or column of this name is needed; describe it here"
            problems.append(Problem("datapackage.json", 0, "", str(err.args[0]), expected))
    return list(dict.fromkeys(problems))
