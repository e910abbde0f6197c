"""What a saved notebook keeps: our cards as they can be read, not the live ones.

A live card is a view on a model in a kernel. Once that kernel has gone, JupyterLab shows
"Error displaying widget: model not found" in its place; without the view it shows the plain card
that stands beside it, as in a lesson that was not run yet. Answers are not in the notebook at all:
they are in the student's work file. Where *Save Widget State Automatically* is on, the models are
in the notebook too, with the student's words; ours go. Nobody else's view or model is touched.

This module is an extension of Jupyter Server, switched on by a file in `etc/jupyter` that comes
with the package, so it must be light; without the package the server logs that and goes on.
"""

from __future__ import annotations

import json
from typing import Any

from darfurlab.questions.view import EDGE

VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
_PLAIN = f'<div style="{EDGE}'  # how a plain card begins: by it a view of ours is known
_MODEL = "IPY_MODEL_"  # how one model refers to another


def drop_views(notebook: dict[str, Any]) -> None:
    """Take our views and models out of a notebook (nbformat 4), in place; all else stays.

    An output that was nothing but a view of ours goes with it.
    """
    cells = [cell for cell in notebook["cells"] if cell.get("outputs")]
    states = notebook["metadata"].get("widgets", {}).get(STATE, {}).get("state", {})
    ours = {model for model, kept in states.items() if _made_here(kept)}
    for data in (o["data"] for cell in cells for o in cell["outputs"] if VIEW in o.get("data", ())):
        if "".join(data.get("text/html", "")).startswith(_PLAIN):
            ours.add(data[VIEW]["model_id"])
    if not ours:
        return
    for cell in cells:
        for data in (output.get("data", {}) for output in cell["outputs"]):
            if data.get(VIEW, {}).get("model_id") in ours:
                del data[VIEW]
        cell["outputs"] = [o for o in cell["outputs"] if "data" not in o or o["data"]]
    if ours & set(states):
        _drop_models(notebook["metadata"], states, ours)


def _made_here(model: dict[str, Any]) -> bool:
    return str(model.get("state", {}).get("_anywidget_id", "")).startswith("darfurlab.")


def _drop_models(metadata: dict[str, Any], states: dict[str, Any], ours: set[str]) -> None:
    """Drop the models `ours`, and those (their layouts) that nothing but these refers to."""
    dropped = {model: states.pop(model) for model in ours & set(states)}
    wanted, left = json.dumps(list(dropped.values())), json.dumps(list(states.values()))
    for model in [m for m in states if _MODEL + m in wanted and _MODEL + m not in left]:
        del states[model]
    if not states:
        del metadata["widgets"][STATE]
        if not metadata["widgets"]:
            del metadata["widgets"]


def pre_save(model: dict[str, Any], **_: Any) -> None:
    """Do so before Jupyter Server writes a notebook; other files pass."""
    if model["type"] == "notebook" and model["content"]["nbformat"] == 4:
        drop_views(model["content"])


def _load_jupyter_server_extension(server: Any) -> None:
    """Have Jupyter Server call `pre_save`, beside any hook that the user has set."""
    server.contents_manager.register_pre_save_hook(pre_save)
