"""darfurlab: lessons on Sudan's wars and their mediation, from a policy brief of October 2011.

A lesson needs one line: `from darfurlab import ask, charts, datasets, show, tables`.

    datasets    load_actors(), load_events(), … : one loader a table → pandas frame
    tables      frame → frame: the joins and counts that the lessons ask for
    proposal    frame → frame: what is proposed, in which phase, by whom, in which order
    charts      frame → chart
    bargaining  who could agree on what: deals, the efficient frontier, settlements
    processes   who sits where, about what, and when, as restrictions on that negotiation
    simulation  the classroom's game of Sudan: play a process, compare, see every outcome
    statements  how often what lesson 02 says holds when the numbers are moved
    mediation   who held what, who did what to whom, and how Doha scores on the checklist
    forum       what a government concedes as channels of mediation multiply
    show        put a chart (with its table beside it) or a table on the page
    designs     a process that a student makes, held against the 16 conditions by rules
    design      the process designer: choose, see what it does, compare, print a memo
    ask         an activity: question → answer → feedback, saved as you go
    picked      what you chose in an activity, to set it beside what others chose
    tried       what you chose in each attempt at an activity
    my_work     save your work, bring it back, print it
    passage     a passage of the brief: its gist, and its words from your own copy
    doctor      is everything here, and whole?
    check       hold the answer of a coding exercise against the data, without giving it away

Beneath: pack and rules (what the data promise), verify (the brief itself against the passages),
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
    from darfurlab import tables as tables
    from darfurlab.activities.designer_card import design as design
    from darfurlab.activities.doctor import doctor as doctor
    from darfurlab.activities.passage_card import passage as passage
    from darfurlab.activities.question_card import ask as ask
    from darfurlab.activities.question_card import check as check
    from darfurlab.activities.work_card import my_work as my_work
    from darfurlab.bargaining import forum as forum
    from darfurlab.bargaining import processes as processes
    from darfurlab.bargaining import simulation as simulation
    from darfurlab.bargaining import statements as statements
    from darfurlab.charts.render import show as show
    from darfurlab.questions import designs as designs
    from darfurlab.questions.answers import picked as picked
    from darfurlab.questions.answers import tried as tried
    from darfurlab.tables import mediation as mediation
    from darfurlab.tables import proposal as proposal

# Each name's home. Loaded when first named: the command and a student's kernel pay only for what
# they use.
_MODULES = {name: name for name in ("bargaining", "charts", "datasets", "tables")}
_MODULES |= {"designs": "questions.designs"}
_MODULES |= {
    name: f"bargaining.{name}" for name in ("forum", "processes", "simulation", "statements")
}
_MODULES |= {name: f"tables.{name}" for name in ("mediation", "proposal")}
_FUNCTIONS = {"ask": "activities.question_card", "check": "activities.question_card"}
_FUNCTIONS |= {"design": "activities.designer_card", "doctor": "activities.doctor"}
_FUNCTIONS |= {"my_work": "activities.work_card", "passage": "activities.passage_card"}
_FUNCTIONS |= {"picked": "questions.answers", "tried": "questions.answers"}
_FUNCTIONS |= {"show": "charts.render"}

__all__ = sorted(_MODULES | _FUNCTIONS)


def __getattr__(name: str) -> Any:
    if name in _FUNCTIONS:
        found = getattr(import_module(f"darfurlab.{_FUNCTIONS[name]}"), name)
    elif name in _MODULES:
        found = import_module(f"darfurlab.{_MODULES[name]}")
    else:
        raise AttributeError(f"darfurlab has no {name!r}; it has: {', '.join(__all__)}")
    globals()[name] = found
    return found


# In a notebook, one line says what to run where a name is missing.
if (_ipython := sys.modules.get("IPython")) and (_shell := _ipython.get_ipython()):
    import_module("darfurlab.launch.kernel").explain_names(_shell)
