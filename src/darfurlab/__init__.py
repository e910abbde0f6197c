"""darfurlab: lessons on Sudan's wars and their mediation, from a policy brief of October 2011.

A lesson needs one line: `from darfurlab import ask, charts, datasets, show, tables`.

    datasets    load_actors(), load_events(), … : one loader a table → pandas frame
    tables      frame → frame: the joins and counts that the lessons ask for
    proposal    frame → frame: what is proposed, in which phase, by whom, in which order
    charts      frame → chart
    bargaining  who could agree on what: deals, the efficient frontier, settlements
    processes   who sits where, about what, and when, as restrictions on that negotiation
    simulation  the classroom's game of Sudan: play a process, compare, see every outcome
    mediation   who held what, who did what to whom, and how Doha scores on the checklist
    forum       what a government concedes as channels of mediation multiply
    show        put a chart (with its table beside it) or a table on the page
    designs     a process that a student makes, held against the 16 conditions by rules
    design      the process designer: choose, see what it does, compare, print a memo
    ask         an activity: question → answer → feedback, saved as you go
    my_work     save your work, bring it back, print it
    doctor      is everything here, and whole?
    check       hold the answer of a coding exercise against the data, without giving it away

Beneath: schema and rules (what the data promise), verify (the brief itself against the passages),
bank, marking and progress (questions, feedback, one student's work), lab (JupyterLab, your copy),
kernel (ready for a lesson).
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from darfurlab import bargaining as bargaining
    from darfurlab import charts as charts
    from darfurlab import datasets as datasets
    from darfurlab import designs as designs
    from darfurlab import forum as forum
    from darfurlab import mediation as mediation
    from darfurlab import processes as processes
    from darfurlab import proposal as proposal
    from darfurlab import simulation as simulation
    from darfurlab import tables as tables
    from darfurlab.activities import ask as ask
    from darfurlab.activities import check as check
    from darfurlab.design_card import design as design
    from darfurlab.render import show as show
    from darfurlab.setup_check import doctor as doctor
    from darfurlab.work_card import my_work as my_work

__all__ = ["ask", "bargaining", "charts", "check", "datasets", "design", "designs", "doctor"]
__all__ += [
    "forum",
    "mediation",
    "my_work",
    "processes",
    "proposal",
    "show",
    "simulation",
    "tables",
]

# Loaded when first named: the command and a student's kernel pay only for what they use.
_HOMES = {"ask": "activities", "check": "activities", "design": "design_card", "show": "render"}
# Functions that share a module's name: the function is bound here, the module stays importable.
_HOMES |= {"doctor": "setup_check", "my_work": "work_card"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        found = getattr(import_module(f"darfurlab.{_HOMES[name]}"), name)
    elif name in __all__:
        found = import_module(f"darfurlab.{name}")
    else:
        raise AttributeError(f"darfurlab has no {name!r}; it has: {', '.join(__all__)}")
    globals()[name] = found
    return found


# In a notebook, one line says what to run where a name is missing.
if (_ipython := sys.modules.get("IPython")) and (_shell := _ipython.get_ipython()):
    import_module("darfurlab.kernel").explain_names(_shell)
