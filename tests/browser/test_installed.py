"""The pack as Binder installs it, and from a wheel and an archive of sources (`make installed`)."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
import yaml
from lab_page import SLOW, TOP, Page, charts_in, started, wait_for_charts
from playwright.sync_api import expect

from darfurlab.launch.binder import link
from darfurlab.papers.saved_notebooks import EDGE, VIEW

pytestmark = [pytest.mark.installed, pytest.mark.browser]
UV = str(Path(sys.executable).with_name("uv"))
LAB = ["--no-browser", "--port", "8970", "--ServerApp.port_retries=50", "--allow-root"]
# What repo2docker's own environment holds before ours comes (its environment.yml of 2026.4).
BASE = ["jupyterlab==4.4.*", "notebook==7.4.*", "ipywidgets==8.1.7", "jupyter-server==2.17.*",
        "jupyterhub==5.*", "jupyter-resource-usage==1.*",
        "jupyter-offlinenotebook==0.3.*"]  # fmt: skip


def run(*command: str | Path, where: Path = TOP, **env: str) -> str:
    done = subprocess.run(
        [str(word) for word in command], cwd=where, env={**os.environ, **env},
        capture_output=True, text=True, timeout=1200, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def asked(address: str, path: str, method: str = "GET", **body: object) -> Any:
    """Ask a running server; `address`: with its token."""
    top, token = re.match(r"(https?://[^/]+/).*token=(\w+)", address).groups()  # type: ignore[union-attr]
    data = json.dumps(body).encode() if body else None
    request = Request(top + path, data, {"Authorization": f"token {token}"}, method=method)
    with urlopen(request, timeout=60) as answer:
        return json.load(answer)


def clean(**more: str) -> dict[str, str]:
    """Return the settings of a machine that has no Jupyter settings of its own."""
    return {"JUPYTER_CONFIG_PATH": "", "JUPYTER_PATH": "", "PYTHONPATH": "", **more}


# --- a wheel and an archive of sources ------------------------------------------------------------


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    run(UV, "build", "--quiet", "--out-dir", folder, TOP)  # the wheel is made from the archive
    return folder


@pytest.mark.parametrize("ending", [".whl", ".tar.gz"])
def test_everything_travels_into_an_empty_environment(
    built: Path, tmp_path: Path, ending: str
) -> None:
    (archive,) = built.glob(f"*{ending}")
    where = tmp_path / "deux mots é ü" / "دارفور"
    where.mkdir(parents=True)
    moved = shutil.copy2(archive, where)
    run(UV, "venv", "--quiet", "--python", sys.executable, "env", where=where)
    bin_ = where / "env/bin"
    run(UV, "pip", "install", "--quiet", "--python", bin_ / "python",
        "--constraint", TOP / "requirements.lock", moved, where=where)  # fmt: skip
    home = clean(HOME=str(where), JUPYTER_CONFIG_DIR=str(where / "config"))
    assert "faults" in run(bin_ / "darfurlab", "check", where=where, **home)
    said = run(bin_ / "darfurlab", "lab", "mes leçons", "--copy-only", where=where, **home)
    lessons = where / "mes leçons"
    assert said.count(": new") == len(list(lessons.glob("*.[im][pd]*"))) >= 9
    # A kernel of that environment runs a lesson whole; the first lesson is its doctor.
    run(bin_ / "jupyter", "execute", "--inplace", "00-start-here.ipynb", where=lessons, **home)
    assert "The data have no fault." in (lessons / "00-start-here.ipynb").read_text("utf-8")

    command = [str(bin_ / "darfurlab"), "lab", *LAB, "mes leçons"]
    with started(command, where, tmp_path / "lab.log", **home) as address:
        assert "/lab/tree/00-start-here.ipynb?token=" in address
        assert asked(address, "api/status")["kernels"] == 0
        assert {f["name"] for f in asked(address, "api/contents")["content"]} >= {
            "00-start-here.ipynb", "passages.md", "glossary.md",
        }  # fmt: skip
        news = asked(address, "lab/api/settings/@jupyterlab/apputils-extension:notification")
        assert news["schema"]["properties"]["fetchNews"]["default"] == "false"
        card = {"text/html": f'<div style="{EDGE}">', VIEW: {"model_id": "a"}}
        output = {"output_type": "display_data", "metadata": {}, "data": card}
        cell = {"cell_type": "code", "id": "a", "source": "", "metadata": {}, "outputs": [output],
                "execution_count": 1}  # fmt: skip
        content = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
        asked(address, "api/contents/a.ipynb", "PUT", type="notebook", content=content)
        assert asked(address, "api/kernels", "POST", name="python3")["id"]
    saved = (lessons / "a.ipynb").read_text(encoding="utf-8")
    assert EDGE in saved
    assert VIEW not in saved


# --- Binder ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def binder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Carry out repo2docker's steps in its order, without conda; start what Binder starts."""
    top = tmp_path_factory.mktemp("binder")
    home, prefix = top / "home/jovyan", top / "srv/conda/envs/notebook"
    home.mkdir(parents=True)
    env = clean(HOME=str(home), NB_PYTHON_PREFIX=str(prefix), DARFURLAB_WORK="",
                PATH=os.pathsep.join([str(prefix / "bin"), os.environ["PATH"]]))  # fmt: skip
    run(UV, "venv", "--quiet", "--seed", "--python", "3.11", prefix)
    run(UV, "pip", "install", "--quiet", "--python", prefix / "bin/python", *BASE)
    # The environment comes before our files, and from environment.yml alone.
    shutil.copy2(TOP / "environment.yml", home)
    parts = yaml.safe_load((home / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    pins = next(part["pip"] for part in parts if isinstance(part, dict))
    run(UV, "pip", "install", "--quiet", "--python", prefix / "bin/python", *pins, where=home)
    for name in run("git", "ls-files", "-z").split("\0")[:-1]:
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(TOP / name, home / name)
    (home / "postBuild").chmod(0o755)
    run("./postBuild", where=home, **env)
    launch = [str(prefix / "bin/jupyter-lab"), "--ip=127.0.0.1", *LAB,
              "--ServerApp.base_url=/user/someone/"]  # fmt: skip
    with started(launch, home, top / "lab.log", **env) as address:
        yield address, home / "my-lessons"


def test_the_launch_link_opens_and_lesson_01_runs_from_it(
    browser: Any, binder: tuple[str, Path]
) -> None:
    address, lessons = binder
    target = link("OWNER/darfurlab").partition("urlpath=")[2]
    place = address.replace("/user/someone/lab?", f"/user/someone/{target}?")
    assert target in place
    with closing(Page(browser, place, "00-start-here")) as first:
        assert first.tab.locator(".jp-Dialog").count() == 0
        assert first.tab.get_by_text("official Jupyter news").count() == 0
    with closing(Page(browser, place, "01-marginalization")) as lesson:
        lesson.run_all()
        wait_for_charts(lesson, charts_in("01-marginalization"))
        prompt = "Is each point a root cause, a symptom, or an issue to settle?"
        card = lesson.card(prompt)
        row = card.get_by_role("group", name=re.compile("Compensation"))
        row.get_by_label("Issue to settle").check()
        expect(card).to_contain_text("Draft saved", timeout=SLOW)
        lesson.save()
        assert lesson.left == []
        assert lesson.ours() == []
    assert "sort-causes" in (lessons / "my-work.json").read_text(encoding="utf-8")
    saved = (lessons / "01-marginalization.ipynb").read_text(encoding="utf-8")
    assert "Run this cell to answer here" in saved
    assert VIEW not in saved
