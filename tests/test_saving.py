"""A saved notebook shows its cards without a kernel, and loses nothing else."""

from __future__ import annotations

import copy
import json
from pathlib import Path

import nbformat
import pytest

from darfurlab.saving import VIEW, drop_views, pre_save

LESSONS = Path(__file__).resolve().parents[1] / "notebooks"
CONFIG = (
    Path(__file__).resolve().parents[1] / "src/darfurlab/static/jupyter/jupyter_server_config.json"
)


def worked_on() -> tuple[dict, dict]:
    """Return a lesson as it is committed, and as JupyterLab holds it once it was run."""
    text = (LESSONS / "01-marginalization.ipynb").read_text(encoding="utf-8")
    committed, run = json.loads(text), json.loads(text)
    views = 0
    for cell in run["cells"]:
        for output in cell.get("outputs", []):
            if "text/html" in output.get("data", {}):
                output["data"][VIEW] = {"model_id": f"model-{views}", "version_major": 2}
                views += 1
    assert views > 5
    return committed, run


def test_the_views_go_and_all_else_stays():
    committed, run = worked_on()
    drop_views(run)
    assert run == committed
    drop_views(run)
    assert run == committed


def test_text_and_errors_that_a_student_made_stay_and_an_output_of_a_bare_view_goes():
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": "21\n"},
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": []},
        {"output_type": "display_data", "metadata": {}, "data": {VIEW: {"model_id": "a"}}},
        {"output_type": "display_data", "metadata": {},
         "data": {VIEW: {"model_id": "b"}, "text/plain": "IntSlider(value=0)"}},
    ]  # fmt: skip
    cell = nbformat.v4.new_code_cell("1", outputs=[nbformat.from_dict(o) for o in outputs])
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("*mine*"), cell])
    drop_views(notebook)
    left = notebook["cells"][1]["outputs"]
    assert left[:2] == outputs[:2]
    assert [o["data"] for o in left[2:]] == [{"text/plain": "IntSlider(value=0)"}]
    nbformat.validate(notebook)


@pytest.mark.parametrize(
    "model",
    [
        {"type": "file", "format": "text", "content": "a, b"},
        {"type": "directory", "content": None},
        {"type": "notebook", "content": {"nbformat": 3, "worksheets": []}},
    ],
)
def test_what_is_no_notebook_of_today_passes_unchanged(model):
    before = copy.deepcopy(model)
    pre_save(model=model, path="x", contents_manager=None)
    assert model == before


def test_jupyter_server_calls_it_when_it_saves(tmp_path):
    """With the very configuration that we bring, as Jupyter Server reads it."""
    from jupyter_server.services.contents.filemanager import FileContentsManager
    from traitlets.config import Config

    committed, run = worked_on()
    config = Config(json.loads(CONFIG.read_text(encoding="utf-8")))
    manager = FileContentsManager(root_dir=str(tmp_path), config=config)
    manager.save({"type": "notebook", "format": "json", "content": run}, "mine.ipynb")
    assert json.loads((tmp_path / "mine.ipynb").read_text(encoding="utf-8")) == committed
    manager.save({"type": "file", "format": "text", "content": "a, b"}, "mine.txt")
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "a, b"
