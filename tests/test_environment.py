"""What Binder installs is what the lock says, and JupyterLab knows every setting we bring."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import jsonschema
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TOP = Path(__file__).resolve().parents[1]
SETTINGS = TOP / "src/darfurlab/launch/jupyter/labconfig/default_setting_overrides.json"
PROJECT = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
# Binder's machine: Linux, and the newest Python that conda-forge has for python=3.11.
BINDER = {
    "python_version": "3.11", "python_full_version": "3.11.14", "sys_platform": "linux",
    "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64",
    "platform_python_implementation": "CPython", "implementation_name": "cpython",
    "implementation_version": "3.11.14", "platform_release": "", "platform_version": "",
}  # fmt: skip


def applies(requirement: Requirement, extra: str = "") -> bool:
    marker = requirement.marker
    return marker is None or marker.evaluate({**BINDER, "extra": extra})


def lock_lines() -> list[Requirement]:
    lines = (TOP / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith("#")]


def only(requirement: Requirement) -> str:
    (pin,) = requirement.specifier
    assert pin.operator == "==", requirement
    return pin.version


LOCK = {canonicalize_name(r.name): only(r) for r in lock_lines() if applies(r)}
ENVIRONMENT = yaml.safe_load((TOP / "environment.yml").read_text(encoding="utf-8"))
PIP = next(d["pip"] for d in ENVIRONMENT["dependencies"] if isinstance(d, dict))
PINS = {canonicalize_name(r.name): only(r) for r in map(Requirement, PIP)}


def closure(roots: list[Requirement]) -> set[str]:
    """Return what must be installed for these, by what the installed packages say they need."""
    needed: set[str] = set()
    todo = [(canonicalize_name(r.name), frozenset(r.extras)) for r in roots if applies(r)]
    seen = set(todo)
    while todo:
        name, extras = todo.pop()
        needed.add(name)
        for line in requires(name) or []:
            requirement = Requirement(line)
            if any(applies(requirement, extra) for extra in ("", *extras)):
                found = canonicalize_name(requirement.name), frozenset(requirement.extras)
                if found not in seen:
                    seen.add(found)
                    todo.append(found)
    return needed


# --- Binder's environment -------------------------------------------------------------------------


def test_conda_gives_python_and_pip_and_the_lock_gives_the_rest():
    assert ENVIRONMENT["channels"] == ["conda-forge"]
    plain = [d for d in ENVIRONMENT["dependencies"] if isinstance(d, str)]
    assert plain == ["python=3.11", "pip"]
    assert len(PINS) == len(PIP)
    assert sorted(PIP) == PIP


def test_every_pin_is_the_locks():
    assert {name: LOCK.get(name) for name in PINS} == PINS


def test_a_student_has_all_that_the_pack_needs_and_no_more():
    student = [Requirement(line) for line in PROJECT["dependencies"]]
    try:
        needed = closure(student)
    except PackageNotFoundError as err:
        pytest.fail(f"{err} is needed and not installed here: make test installs it")
    assert sorted(needed - set(PINS)) == []
    assert sorted(set(PINS) - needed) == []


def test_every_requirement_of_the_project_has_a_pin_that_it_accepts():
    extras = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
    for line in [*PROJECT["dependencies"], *extras]:
        requirement = Requirement(line)
        name = canonicalize_name(requirement.name)
        if name != "darfurlab":
            assert name in LOCK, f"{name} is not in requirements.lock: make lock"
            assert requirement.specifier.contains(LOCK[name], prereleases=True), line


@pytest.mark.parametrize("name", ["environment.yml", "requirements.lock"])
def test_it_names_no_place_to_install_from(name):
    text = (TOP / name).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    assert not re.search(r"(^|\s)-e\b|--editable|index-url|--find-links|https?:|git\+|file:| @ ",
                         "\n".join(lines))  # fmt: skip
    assert str(TOP) not in text


def test_binder_installs_the_pack_itself_and_its_settings():
    script = TOP / "postBuild"
    assert os.access(script, os.X_OK)
    text = script.read_text(encoding="utf-8")
    assert "pip install --no-deps ." in text
    assert subprocess.run(["bash", "-n", str(script)], check=False).returncode == 0


def test_what_binder_runs_gives_the_settings_and_a_copy_of_the_lessons(tmp_path):
    bin_, there = tmp_path / "bin", tmp_path / "kernel/etc/jupyter"
    bin_.mkdir()
    (bin_ / "pip").write_text("#!/bin/sh\n", encoding="utf-8")  # it installs nothing here
    (bin_ / "pip").chmod(0o755)
    path = os.pathsep.join([str(bin_), str(Path(sys.executable).parent), os.environ["PATH"]])
    env = {**os.environ, "PATH": path, "NB_PYTHON_PREFIX": str(tmp_path / "kernel")}
    ours = SETTINGS.parents[1]
    share = ours.with_name("share")
    for read in (ours, share):  # all that the script reads
        shutil.copytree(read, tmp_path / read.relative_to(TOP))
    subprocess.run([str(TOP / "postBuild")], cwd=tmp_path, env=env, check=True)
    names = sorted(p.relative_to(ours) for p in ours.rglob("*.json"))
    assert len(names) == 2
    assert [(there / name).read_bytes() for name in names] == [
        (ours / name).read_bytes() for name in names
    ]
    names = sorted(p.relative_to(share) for p in share.rglob("*") if p.is_file())
    assert Path("kernels/python3/kernel.json") in names  # in the native one's place
    for name in names:
        assert (tmp_path / "kernel/share/jupyter" / name).read_bytes() == (
            share / name
        ).read_bytes()
    opened = re.search(r"urlpath=lab/tree/(\S+?)\)", (TOP / "README.md").read_text("utf-8"))[1]
    assert (tmp_path / opened).is_file()


@pytest.mark.skipif(
    not (found := shutil.which("jupyter-repo2docker")),
    reason="pip install jupyter-repo2docker",
)
def test_repo2docker_takes_the_folder_as_binder_does(tmp_path):
    for name in ("environment.yml", "postBuild", "pyproject.toml"):  # what it decides by
        shutil.copy2(TOP / name, tmp_path / name)
    done = subprocess.run(
        [str(found), "--no-build", "--debug", "."],
        cwd=tmp_path, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    said = done.stdout + done.stderr
    assert done.returncode == 0, said[-2000:]
    assert "environment.yml" in said
    assert "python=3.11" in said
    # The environment before our files, so that a changed lesson does not install it all again.
    steps = [said.index(step) for step in (
        "install-base-env", "src/environment.yml ${REPO_DIR}/environment.yml",
        'env update -p ${NB_PYTHON_PREFIX} --file "environment.yml"', "src/ ${REPO_DIR}/",
        "RUN ./postBuild")]  # fmt: skip
    assert steps == sorted(steps)


# --- JupyterLab's settings ------------------------------------------------------------------------

OVERRIDES = json.loads(SETTINGS.read_text(encoding="utf-8"))
PAIRS = [(plugin, key) for plugin, values in OVERRIDES.items() for key in values]


def schemas() -> Path:
    from jupyterlab.commands import get_app_dir

    return Path(get_app_dir()) / "schemas"


def described(plugin: str) -> dict:
    package, _, name = plugin.partition(":")
    return json.loads((schemas() / package / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(("plugin", "key"), PAIRS)
def test_each_setting_is_one_that_this_jupyterlab_knows(plugin, key):
    schema = described(plugin)
    assert key in schema["properties"], sorted(schema["properties"])
    asked = {**schema["properties"][key], "definitions": schema.get("definitions", {})}
    jsonschema.validate(OVERRIDES[plugin][key], asked)


def test_the_news_prompt_is_off():
    assert OVERRIDES["@jupyterlab/apputils-extension:notification"]["fetchNews"] == "false"


def test_jupyterlab_takes_them_as_defaults_from_where_we_put_them(tmp_path, monkeypatch):
    from jupyterlab_server.settings_utils import get_settings

    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(SETTINGS.parents[1]))
    for name in ("app", "user"):
        (tmp_path / name).mkdir()
    for plugin, key in PAIRS:
        found, _ = get_settings(
            str(tmp_path / "app"), str(schemas()), str(tmp_path / "user"), schema_name=plugin
        )
        assert found["schema"]["properties"][key]["default"] == OVERRIDES[plugin][key]


# --- one version ----------------------------------------------------------------------------------


def test_the_version_is_the_same_wherever_it_must_stand():
    assert version("darfurlab") == PROJECT["version"]
    citation = yaml.safe_load((TOP / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == PROJECT["version"]
    extension = TOP / "src/darfurlab/launch/share/labextensions/darfurlab/package.json"
    assert json.loads(extension.read_text(encoding="utf-8"))["version"] == PROJECT["version"]
    changes = (TOP / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {PROJECT['version']}" in changes


def test_make_alone_explains_every_verb():
    make = shutil.which("make")
    if not make:
        pytest.skip("no make here")
    said = subprocess.run([make], cwd=TOP, capture_output=True, text=True, check=True).stdout
    phony = re.search(r"^\.PHONY: (.*)$", (TOP / "Makefile").read_text(encoding="utf-8"), re.M)[1]
    told = re.findall(r"^  make (\S+) +\S", said, re.M)
    assert sorted(told) == sorted(phony.split())
    assert {"lab", "test", "check", "notebooks", "lock"} <= set(told)
