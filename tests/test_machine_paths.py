"""No file of the repository names a folder of one machine, nor does a notebook's stored output.

A test that needs such a path puts it together from parts, as the last one here does.
"""

from __future__ import annotations

import json
import re
import subprocess
from base64 import b64decode
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

TOP = Path(__file__).resolve().parents[1]
OWN = "home|Users|Volumes|root|work|workspaces?|mnt|media|srv|private|var/folders"
SYSTEM = "tmp|usr|opt|var|etc"  # which a script or a test may name, and what is read may not
CODE = (".ci/", "tests/", "tools/", "Makefile", "postBuild", "conftest.py")
UNIX = r"(?<![\w.~/}})*-])/(?:{})/[\w.~-]"
OTHERS = r"file:/{2}[^\s{]|(?<!\w)[A-Za-z]:(?:\\{1,4}|/)\w[\w .-]+|ipykernel_\d+"
COLOUR = re.compile("(?:\x1b|\\\\u001b|\\\\x1b)\\[[0-9;]*m")


def named(text: str, everywhere: bool = True) -> list[str]:
    """Return the paths of a machine in a text; `everywhere`: those of any system count too."""
    places = f"{OWN}|{SYSTEM}" if everywhere else OWN
    pattern = f"(?:{UNIX.format(places)}|{OTHERS})[^\\s\"'<>]*"
    text = COLOUR.sub(" ", text).replace("#!/usr/bin/env", "")
    return [found[0] for found in re.finditer(pattern, text)]


def picture_words(content: bytes) -> str:
    """Return what a picture says of itself besides its pixels."""
    picture = Image.open(BytesIO(content))
    picture.load()  # words may stand after the pixels
    return json.dumps(picture.info, default=str)


def strings(value: Any) -> Iterator[str]:
    """Yield every text in a notebook, lines joined; of a stored picture, its own words."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and all(isinstance(each, str) for each in value):
        yield "".join(value)
    elif isinstance(value, dict | list):
        for key, each in value.items() if isinstance(value, dict) else enumerate(value):
            if str(key).startswith("image/") and key != "image/svg+xml" and isinstance(each, str):
                yield picture_words(b64decode(each))
            else:
                yield from strings(each)


def texts(name: str, content: bytes) -> Iterator[str]:
    if name.endswith(".png"):
        yield picture_words(content)
    elif name.endswith(".ipynb"):
        yield from strings(json.loads(content))
    else:
        yield content.decode("utf-8")


def tracked() -> list[str]:
    """Return the repository's files, by git where there is one."""
    done = subprocess.run(["git", "ls-files", "-z"], cwd=TOP, capture_output=True, check=False)
    if done.returncode == 0 and done.stdout:
        return [name for name in done.stdout.decode().split("\0") if (TOP / name).is_file()]
    hidden = re.compile(r"(^|/)(\.(?!ci/)|__pycache__|my-|build/|dist/)")
    below = (path.relative_to(TOP).as_posix() for path in TOP.rglob("*") if path.is_file())
    return [name for name in below if not hidden.search(name)]


@pytest.mark.parametrize("name", tracked())
def test_no_file_names_a_folder_of_one_machine(name: str) -> None:
    found = [
        path
        for text in texts(name, (TOP / name).read_bytes())
        for path in named(text, everywhere=not name.startswith(CODE))
    ]
    assert found == []


def under(*parts: str) -> str:
    return "/" + "/".join(parts)


@pytest.mark.parametrize(
    "text",
    [
        "in none of the files of " + under("work", "shared", "facts") + ", and",
        under("home", "amina", "x.csv"),
        "see:" + under("Users", "amina"),
        "(" + under("root", ".cache") + ")",
        under("tmp", "wt", "x"),
        "File \x1b[0;32m" + under("usr", "lib", "python3.11", "json.py") + ":10\x1b[0m",
        "file:" + "//" + under("srv", "x"),
        "C:" + "\\Users\\Amina",
        "C:" + "\\\\Users\\\\Amina",
        "D:" + "/lessons/x",
        "ipykernel_" + "4711",
    ],
)
def test_a_path_of_a_machine_is_seen(text: str) -> None:
    assert named(text)
    assert named(json.dumps(text))


@pytest.mark.parametrize(
    "text",
    ["https://example.org/home/x", "docs/work/x", "./tmp/x", "and/or", "**/work/x", "12:/5",
     "#!/usr/bin/env bash", "root/ causes", "p:\n", "{folder}/work/x", "the /work verb"],
)  # fmt: skip
def test_other_words_are_not(text: str) -> None:
    assert named(text) == []


def test_it_is_seen_in_a_notebooks_output_and_in_a_pictures_words() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Software", under("home", "amina", "draw"))
    picture = BytesIO()
    Image.new("L", (2, 2)).save(picture, "PNG", pnginfo=words)
    assert any(map(named, texts("x.png", picture.getvalue())))
    raw = picture.getvalue()
    start, end = raw.index(b"tEXt") - 4, raw.index(b"IDAT") - 4
    later = raw[:start] + raw[end:-12] + raw[start:end] + raw[-12:]
    assert any(map(named, texts("x.png", later)))
    lines = [f"File \x1b[1;32m{under('home', 'amina', 'a.py')}:1\x1b[0m", "ValueError"]
    error = {"output_type": "error", "traceback": lines}
    notebook = json.dumps({"cells": [{"outputs": [error]}]}).encode()
    assert any(map(named, texts("x.ipynb", notebook)))
