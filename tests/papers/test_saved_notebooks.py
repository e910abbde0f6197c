"""A saved notebook shows its cards without a kernel, and loses nothing else."""

from __future__ import annotations

import copy
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from jupyter_server.services.contents.filemanager import FileContentsManager

from darfurlab.activities.question_card import card_of
from darfurlab.papers import saved_notebooks as saving
from darfurlab.papers.saved_notebooks import EDGE, STATE, VIEW, drop_views, pre_save

TOP = Path(__file__).resolve().parents[2]
LESSONS = TOP / "notebooks"
SETTINGS = TOP / "src/darfurlab/launch/jupyter"
PLAIN = f'<div style="{EDGE};padding:12px">A card of ours.</div>'


def worked_on() -> tuple[dict, dict]:
    """Return a lesson as it is committed, and as JupyterLab holds it once it was run."""
    text = (LESSONS / "01-marginalization.ipynb").read_text(encoding="utf-8")
    committed, run = json.loads(text), json.loads(text)
    views = 0
    for cell in run["cells"]:
        for output in cell.get("outputs", []):
            html = "".join(output.get("data", {}).get("text/html", ""))
            if "Run this cell" in html:
                output["data"][VIEW] = {"model_id": f"model-{views}", "version_major": 2}
                views += 1
    assert views > 5
    return committed, run


def output(**data: object) -> dict:
    return {"output_type": "display_data", "metadata": {}, "data": data}


def notebook(*outputs: dict, states: dict | None = None) -> dict:
    """Return a notebook of one cell with these outputs, and with models where some are given."""
    cell = nbformat.v4.new_code_cell("1", outputs=[nbformat.from_dict(o) for o in outputs])
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("*mine*"), cell])
    if states is not None:
        kept = {"version_major": 2, "version_minor": 0, "state": states}
        made["metadata"]["widgets"] = {STATE: kept}
    return json.loads(json.dumps(made))


def model(name: str, layout: str = "", **state: object) -> dict:
    if layout:
        state["layout"] = f"IPY_MODEL_{layout}"
    return {"model_name": name, "model_module": "m", "model_module_version": "1", "state": state}


STRANGERS = [
    notebook(),
    notebook(output(**{VIEW: {"model_id": "a"}})),
    notebook(output(**{VIEW: {"model_id": "a"}, "text/plain": "IntSlider(value=0)"})),
    notebook(output(**{VIEW: {"model_id": "a"}, "text/html": ["<div style='x'>", "a</div>"]})),
    notebook(output(**{"text/html": PLAIN})),  # a lesson that was not run
    notebook(output(**{VIEW: {"model_id": "a"}}),
             states={"a": model("IntSlider", "b"), "b": model("Layout")}),
    notebook(output(**{VIEW: {"model_id": "a"}}),
             states={"a": model("AnyModel", "b", _anywidget_id="theirs.Card"),
                     "b": model("Layout"), "c": model("Layout")}),
    notebook(states={}),
]  # fmt: skip


def test_the_views_go_and_all_else_stays():
    committed, run = worked_on()
    drop_views(run)
    assert run == committed
    drop_views(run)
    assert run == committed


@pytest.mark.parametrize("html", [PLAIN, [PLAIN[:9], PLAIN[9:]]])
def test_text_and_errors_and_other_peoples_views_stay(html):
    mine = [
        {"output_type": "stream", "name": "stdout", "text": "21\n"},
        {"output_type": "error", "ename": "E", "evalue": "", "traceback": []},
        output(**{VIEW: {"model_id": "a"}}),
        output(**{VIEW: {"model_id": "b"}, "text/plain": "IntSlider(value=0)"}),
    ]
    made = notebook(*mine, output(**{VIEW: {"model_id": "c"}, "text/html": html}))
    drop_views(made)
    left = made["cells"][1]["outputs"]
    assert left == [*mine, output(**{"text/html": html})]
    nbformat.validate(nbformat.from_dict(made))


def test_our_models_go_with_the_words_in_them_and_other_peoples_stay():
    theirs = {"a": model("IntSlider", "b"), "b": model("Layout"), "f": model("Layout")}
    ours = {
        "c": model(
            "AnyModel",
            "d",
            _anywidget_id="darfurlab.activities.question_card.Activity",
            view="my words",
        ),
        "d": model("Layout"),
    }
    views = [output(**{VIEW: {"model_id": "a"}}), output(**{VIEW: {"model_id": "c"}}),
             output(**{VIEW: {"model_id": "e"}, "text/html": PLAIN})]  # fmt: skip
    made = notebook(*views, states={**theirs, **ours, "e": model("AnyModel", "f", view="words")})
    drop_views(made)
    assert made["metadata"]["widgets"][STATE]["state"] == {"a": theirs["a"], "b": theirs["b"]}
    assert "words" not in json.dumps(made)
    assert made["cells"][1]["outputs"] == [views[0], output(**{"text/html": PLAIN})]

    alone = notebook(*views[1:], states=ours)
    drop_views(alone)
    assert "widgets" not in alone["metadata"]


def test_a_live_card_is_known_for_ours_by_its_view_and_by_its_model():
    from ipywidgets import IntSlider, Widget

    from darfurlab.activities.designer_card import Designer
    from darfurlab.activities.work_card import WorkCard

    slider = IntSlider()
    cards = [card_of("01/sort-causes"), WorkCard(), Designer()]
    bundles = [card._repr_mimebundle_()[0] for card in cards]
    seen = notebook(*(output(**data) for data in bundles))
    drop_views(seen)
    assert VIEW not in json.dumps(seen)

    states = Widget.get_manager_state()["state"]
    assert {card.model_id for card in cards} <= set(states)
    bare = notebook(*(output(**{VIEW: data[VIEW]}) for data in bundles), states=states)
    drop_views(bare)
    left = bare["metadata"]["widgets"][STATE]["state"]
    assert slider.model_id in left
    assert slider.layout.model_id in left
    assert not set(left) & {m for card in cards for m in (card.model_id, card.layout.model_id)}
    assert bare["cells"][1]["outputs"] == []


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


# --- in Jupyter Server ----------------------------------------------------------------------------

SERVER = """
import asyncio, json, sys
from pathlib import Path
folder = Path(sys.argv[1])
if sys.argv[2] == "gone":
    sys.modules["darfurlab"] = None  # uninstalled by hand: the file that names it is still there
from jupyter_server.serverapp import ServerApp
app = ServerApp()
app.initialize(argv=[f"--ServerApp.root_dir={folder}", "--allow-root"], new_httpserver=False)
async def save_all():
    save = app.contents_manager.save
    for path in sorted(folder.glob("*.json")):
        content = json.loads(path.read_text("utf-8"))
        await save({"type": "notebook", "format": "json", "content": content}, path.stem + ".ipynb")
    await save({"type": "file", "format": "text", "content": "a, b"}, "mine.txt")
asyncio.run(save_all())
"""


def saved_by_a_server(folder: Path, notebooks: list[dict], mode: str = "") -> list[bytes]:
    """Save notebooks through a Jupyter Server with the settings that we bring."""
    config = folder / "config"
    config.mkdir()
    off = ["jupyterlab", "notebook_shim", "jupyter_lsp", "jupyter_server_terminals"]  # sooner up
    settings = json.dumps({"ServerApp": {"jpserver_extensions": dict.fromkeys(off, False)}})
    (config / "jupyter_server_config.json").write_text(settings, encoding="utf-8")
    for number, content in enumerate(notebooks):
        (folder / f"{number:02d}.json").write_text(json.dumps(content), encoding="utf-8")
    env = {k: v for k, v in os.environ.items() if not k.startswith("JUPYTER")}
    env |= {"JUPYTER_CONFIG_PATH": f"{config}{os.pathsep}{SETTINGS}",
            "JUPYTER_CONFIG_DIR": str(config), "JUPYTER_DATA_DIR": str(folder / "data"),
            "JUPYTER_RUNTIME_DIR": str(folder / "runtime")}  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", SERVER, str(folder), mode],
        env=env, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert (folder / "mine.txt").read_text(encoding="utf-8") == "a, b"
    if mode == "gone":
        assert (
            "darfurlab.papers.saved_notebooks" in done.stderr
        )  # the server's log says so, and goes on
    return [path.read_bytes() for path in sorted(folder.glob("*.ipynb"))]


def by_hand(folder: Path, content: dict, ours: bool = True, **settings: object) -> bytes:
    """Save a notebook as a server does, with our extension or without."""
    manager = FileContentsManager(root_dir=str(folder), **settings)
    if ours:
        saving._load_jupyter_server_extension(SimpleNamespace(contents_manager=manager))
    manager.save({"type": "notebook", "format": "json", "content": content}, "by-hand.ipynb")
    return (folder / "by-hand.ipynb").read_bytes()


@pytest.mark.slow
def test_a_server_drops_our_views_and_leaves_each_byte_of_a_strangers_notebook(tmp_path):
    committed, run = worked_on()
    *strangers, ours = saved_by_a_server(tmp_path, [*STRANGERS, run])
    assert strangers == [by_hand(tmp_path, made, ours=False) for made in STRANGERS]
    assert json.loads(ours) == committed


def test_a_users_own_hook_is_called_too(tmp_path):
    def theirs(model, path, **_):
        model["content"]["metadata"]["theirs"] = path

    committed, run = worked_on()
    committed["metadata"]["theirs"] = "by-hand.ipynb"
    assert json.loads(by_hand(tmp_path, run, pre_save_hook=theirs)) == committed


@pytest.mark.slow
def test_a_server_that_no_longer_finds_the_package_starts_and_saves(tmp_path):
    _, run = worked_on()
    (saved,) = saved_by_a_server(tmp_path, [run], mode="gone")
    assert json.loads(saved) == run


def test_the_server_loads_nothing_heavy_for_it():
    code = ("import sys, darfurlab.papers.saved_notebooks\n"
            "print(sorted(m for m in sys.modules if m.startswith('darfurlab')), "
            "'pandas' in sys.modules, 'IPython' in sys.modules)")  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded, *heavy = done.stdout.rsplit(maxsplit=2)
    assert heavy == ["False", "False"]
    assert "shell" not in loaded
    assert "bank" not in loaded
