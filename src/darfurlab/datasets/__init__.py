"""The curated tables as pandas frames: one zero-argument loader per table.

Each loader returns a fresh frame, one row a record, columns as `describe` lists them. What the
brief does not give is missing (`NaN`), several ids in a cell are a tuple, dates stay text as
precise as they are known, and the first and the last day that each can mean stand beside it
(`date_start`, `date_end` for `date`). The last column, `where`, names the passages as the lessons
do (Introduction ¶2). A file that is missing, broken or at odds with its description raises
`DataError`, which names file, row, column and value.

Source: "How to save Darfur's peace process" (October 2011); every row names its
passages. The tables of the simulation are invented for the classroom and labelled so.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from darfurlab.datasets.frames import (
        DataError as DataError,
    )
    from darfurlab.datasets.frames import (
        Problem as Problem,
    )
    from darfurlab.datasets.frames import (
        days as days,
    )
    from darfurlab.datasets.frames import (
        describe as describe,
    )
    from darfurlab.datasets.frames import (
        load_actors as load_actors,
    )
    from darfurlab.datasets.frames import (
        load_checklist as load_checklist,
    )
    from darfurlab.datasets.frames import (
        load_checklist_coding as load_checklist_coding,
    )
    from darfurlab.datasets.frames import (
        load_claim_links as load_claim_links,
    )
    from darfurlab.datasets.frames import (
        load_claims as load_claims,
    )
    from darfurlab.datasets.frames import (
        load_design_choices as load_design_choices,
    )
    from darfurlab.datasets.frames import (
        load_design_designs as load_design_designs,
    )
    from darfurlab.datasets.frames import (
        load_design_objections as load_design_objections,
    )
    from darfurlab.datasets.frames import (
        load_design_options as load_design_options,
    )
    from darfurlab.datasets.frames import (
        load_design_rules as load_design_rules,
    )
    from darfurlab.datasets.frames import (
        load_events as load_events,
    )
    from darfurlab.datasets.frames import (
        load_figures as load_figures,
    )
    from darfurlab.datasets.frames import (
        load_glossary as load_glossary,
    )
    from darfurlab.datasets.frames import (
        load_grievance_regions as load_grievance_regions,
    )
    from darfurlab.datasets.frames import (
        load_grievances as load_grievances,
    )
    from darfurlab.datasets.frames import (
        load_mandates as load_mandates,
    )
    from darfurlab.datasets.frames import (
        load_outline as load_outline,
    )
    from darfurlab.datasets.frames import (
        load_passages as load_passages,
    )
    from darfurlab.datasets.frames import (
        load_processes as load_processes,
    )
    from darfurlab.datasets.frames import (
        load_quotations as load_quotations,
    )
    from darfurlab.datasets.frames import (
        load_recommendations as load_recommendations,
    )
    from darfurlab.datasets.frames import (
        load_regions as load_regions,
    )
    from darfurlab.datasets.frames import (
        load_relations as load_relations,
    )
    from darfurlab.datasets.frames import (
        load_second_reading as load_second_reading,
    )
    from darfurlab.datasets.frames import (
        load_simulation_issues as load_simulation_issues,
    )
    from darfurlab.datasets.frames import (
        load_simulation_options as load_simulation_options,
    )
    from darfurlab.datasets.frames import (
        load_simulation_parties as load_simulation_parties,
    )
    from darfurlab.datasets.frames import (
        load_simulation_processes as load_simulation_processes,
    )
    from darfurlab.datasets.frames import (
        load_simulation_reasons as load_simulation_reasons,
    )
    from darfurlab.datasets.frames import (
        load_simulation_roles as load_simulation_roles,
    )
    from darfurlab.datasets.frames import (
        load_simulation_scores as load_simulation_scores,
    )
    from darfurlab.datasets.frames import (
        load_simulation_tables as load_simulation_tables,
    )
    from darfurlab.datasets.frames import (
        load_simulation_walk_away as load_simulation_walk_away,
    )
    from darfurlab.datasets.frames import (
        load_sources as load_sources,
    )
    from darfurlab.datasets.frames import (
        load_voices as load_voices,
    )

__all__ = [
    "DataError",
    "Problem",
    "days",
    "describe",
    "load_actors",
    "load_checklist",
    "load_checklist_coding",
    "load_claim_links",
    "load_claims",
    "load_design_choices",
    "load_design_designs",
    "load_design_objections",
    "load_design_options",
    "load_design_rules",
    "load_events",
    "load_figures",
    "load_glossary",
    "load_grievance_regions",
    "load_grievances",
    "load_mandates",
    "load_outline",
    "load_passages",
    "load_processes",
    "load_quotations",
    "load_recommendations",
    "load_regions",
    "load_relations",
    "load_second_reading",
    "load_simulation_issues",
    "load_simulation_options",
    "load_simulation_parties",
    "load_simulation_processes",
    "load_simulation_reasons",
    "load_simulation_roles",
    "load_simulation_scores",
    "load_simulation_tables",
    "load_simulation_walk_away",
    "load_sources",
    "load_voices",
]


def __getattr__(name: str) -> Any:
    if name in __all__:  # pandas comes with the first frame, not with the first look at a file
        return getattr(import_module("darfurlab.datasets.frames"), name)
    raise AttributeError(f"darfurlab.datasets has no {name!r}; it has: {', '.join(__all__)}")


def __dir__() -> list[str]:
    return list(__all__)
