"""What a saved notebook keeps: the cards as they can be read, not the live ones.

A live card is a view on a model in a kernel. Once that kernel has gone, JupyterLab shows
"Error displaying widget: model not found" in its place; without the view it shows the plain card
that stands beside it, as in a lesson that was not run yet. Answers are not in the notebook at all:
they are in the student's work file.
"""

from __future__ import annotations

from typing import Any

VIEW = "application/vnd.jupyter.widget-view+json"


def drop_views(notebook: dict[str, Any]) -> None:
    """Take the widget views out of a notebook (nbformat 4), in place; all else stays.

    An output that was nothing but a view goes with it.
    """
    for cell in notebook["cells"]:
        if "outputs" not in cell:
            continue
        for output in cell["outputs"]:
            if "data" in output:
                output["data"].pop(VIEW, None)
        cell["outputs"] = [o for o in cell["outputs"] if "data" not in o or o["data"]]


def pre_save(model: dict[str, Any], **_: Any) -> None:
    """Do so before Jupyter Server writes a notebook (its `pre_save_hook`; other files pass)."""
    if model["type"] == "notebook" and model["content"]["nbformat"] == 4:
        drop_views(model["content"])
