"""The files as others get them: on Windows, in a folder with a space, as an archive of sources."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[1]
SCRIPTS = ("postBuild", ".ci/run")
ODD = "two words é 'quoted' \"twice\" & more"  # a folder's name


def git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=TOP, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no git, or no repository of it: {done.stderr}")
    return done.stdout


def test_a_checkout_as_windows_makes_it_has_scripts_that_start(tmp_path):
    there = tmp_path / "clone"
    git("clone", "--quiet", "--no-local", "--depth=1", "-c", "core.autocrlf=true",
        TOP.as_uri(), str(there))  # fmt: skip
    for name in SCRIPTS:
        assert os.access(there / name, os.X_OK)
        assert subprocess.run(["bash", "-n", str(there / name)], check=False).returncode == 0
    ours = git("ls-files", "-z").split("\0")[:-1]
    text = [there / name for name in ours if not name.endswith(".png") and (there / name).is_file()]
    assert len(text) > 100
    assert [p.name for p in text if b"\r\n" in p.read_bytes()] == []
    for picture in there.glob("docs/*.png"):
        assert picture.read_bytes() == (TOP / "docs" / picture.name).read_bytes()


def made(folder: Path, *words: str, **more: str) -> list[str]:
    """Run make in a folder where Python and the command only say what they were given."""
    bin_ = folder / ".venv/bin"
    bin_.mkdir(parents=True)
    shutil.copy2(TOP / "Makefile", folder)
    for name in ("pyproject.toml", "requirements.lock", ".venv/.uv", ".venv/.lab", ".venv/.bench"):
        (folder / name).touch()
    for name in ("darfurlab", "python"):
        script = bin_ / name
        script.write_text('#!/bin/sh\nprintf "%s\\n" "$0" "$@"\n', encoding="utf-8")
        script.chmod(0o755)
    done = subprocess.run(["make", "--silent", *words], cwd=folder, env={**os.environ, **more},
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def folder(tmp_path) -> Path:
    if not shutil.which("make"):
        pytest.skip("no make here")
    (tmp_path / ODD).mkdir()
    return tmp_path / ODD


@pytest.mark.parametrize("name", ["two words", ODD, "a;b", "*", "", "#1", "a  b"])
def test_make_lab_takes_any_name_of_a_folder(folder, name):
    assert made(folder, "lab", f"LESSONS={name}")[-2:] == ["--", name]


def test_make_lab_takes_the_name_from_the_environment_too(folder):
    assert made(folder, "lab", LESSONS="two words")[-1] == "two words"


def test_make_lab_hands_words_on_as_words(folder):
    words = "--no-browser --port 8890 --ServerApp.token 'two words'"
    assert made(folder, "lab", f"LAB_ARGS={words}")[1:] == [
        "lab", "--no-browser", "--port", "8890", "--ServerApp.token", "two words", "--",
        "my-lessons",
    ]  # fmt: skip


def test_make_bench_hands_words_on_as_words(folder):
    assert made(folder, "bench", "BENCH_ARGS=--a 'b c'")[-2:] == ["--a", "b c"]


def test_make_takes_a_python_with_a_space_in_its_path(folder):
    python = folder / "a python"
    python.write_text('#!/bin/sh\nprintf "%s\\n" "$0"\n', encoding="utf-8")
    python.chmod(0o755)
    said = made(folder, "-W", "requirements.lock", ".venv/.uv", f"PYTHON={python}")
    assert said == [str(python)]


# --- the archive of sources -----------------------------------------------------------------------


@pytest.mark.slow
def test_the_archive_of_sources_has_all_that_git_has(tmp_path):
    uv = Path(sys.executable).with_name("uv")
    build = [str(uv), "build", "--quiet", "--sdist", "--out-dir", str(tmp_path), str(TOP)]
    for words in (["--offline"], []):  # what builds it was fetched when this was installed
        done = subprocess.run([*build, *words], capture_output=True, text=True, check=False)
        if not done.returncode:
            break
    else:
        pytest.skip(f"nothing to build with: {done.stderr}")
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        members = {m.name.partition("/")[2]: m for m in opened.getmembers() if m.isfile()}
    ours = set(git("ls-files", "-z").split("\0")[:-1])
    assert {name for name in ours if (TOP / name).is_file()} - set(members) == set()
    assert all(members[name].mode & 0o100 for name in SCRIPTS)


def test_the_readme_and_the_makefile_name_only_files_that_git_has():
    ours = git("ls-files", "-z").split("\0")[:-1]
    known = {*ours, *(str(parent) for name in ours for parent in Path(name).parents)}
    read = (TOP / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^):]+)\)|src=\"([^\"]+)\"", read)
    named = {name.strip("/") for pair in links for name in pair if name}
    named |= set(re.findall(r"\b(?:src|tests|tools|data)/[\w./-]*\w(?![\w*%])",
                            (TOP / "Makefile").read_text(encoding="utf-8")))  # fmt: skip
    assert len(named) > 15
    assert named - known == set()
