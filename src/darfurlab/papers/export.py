"""A lesson as one HTML page to read anywhere: nothing is run, nothing is fetched.

The page is nbconvert's, by a template of ours. The passages and the glossary stand at its end, so
that its links stay within it; what answers a prediction is folded away, as in a student's copy.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

from darfurlab.datasets import folders
from darfurlab.papers.saved_notebooks import drop_views
from darfurlab.work.whole import write_whole

TEMPLATES = Path(__file__).with_name("nbconvert")
CHART = "application/vnd.vegalite.v5+json"
DOT = 200  # characters: more than a picture of one pixel takes
ENDS = ("passages", "glossary")  # the pages that every lesson links to
UNSAID = "A picture without words"
RUN, READ = "Run this cell to answer here.", "To answer, open the lesson in Jupyter."


class ExportError(ValueError):
    """A lesson that is not there, or a name that no page can have; says what is accepted."""


def lesson_path(given: str) -> Path:
    """Return a notebook's path from a lesson's number, a file's name in the pack, or a path."""
    lessons = folders.lessons(folders.lessons_folder())
    found = {
        name: path
        for path in lessons
        for name in (path.name, path.stem, path.name[:2], str(int(path.name[:2])))
    }
    if Path(given).is_file():
        return Path(given)
    if given in found:
        return found[given]
    numbers = ", ".join(path.name[:2] for path in lessons)
    raise ExportError(
        f"{given!r} was given; accepted are a lesson's number ({numbers}), "
        "the name of its file, or the path of a notebook"
    )


def _read(path: Path) -> Any:
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        return notebook
    except (ValueError, LookupError, TypeError, AttributeError, nbformat.ValidationError) as err:
        reason = str(err).partition("\n")[0][:80]
        raise ExportError(f"{path}: a notebook (.ipynb) is expected ({reason})") from err


def _outputs(notebook: Any) -> Iterator[Any]:
    for cell in notebook["cells"]:
        yield from (output for output in cell.get("outputs", []) if "data" in output)


def _picture(data: Any) -> str:
    """Return an output's picture; a live page has one clear dot instead, which is none."""
    png = "".join(data.get("image/png", ""))
    return png if len(png) > DOT else ""


def _pictures() -> dict[str, str]:
    """Return the pictures of the pack's own lessons by their charts' words."""
    lessons = (json.loads(p.read_text("utf-8")) for p in folders.lessons(folders.lessons_folder()))
    shown = (output["data"] for lesson in lessons for output in _outputs(lesson))
    return {"".join(data["text/plain"]): _picture(data) for data in shown if CHART in data}


def _prepare(notebook: Any) -> str:
    """Make every output one that a page can show, in place, and return the lesson's title.

    A chart that was drawn by a live page has no picture: it gets that of the pack's lesson, or, if
    it is a new one, its words.
    """
    import nbformat

    drop_views(notebook)
    notebook.metadata.pop("widgets", None)
    charts = [output.data for output in _outputs(notebook) if CHART in output.data]
    known = {} if all(map(_picture, charts)) else _pictures()
    for data in charts:
        words = data.get("text/plain", "A chart")
        data.pop("text/markdown", None)  # its title, which a page would show instead
        if png := _picture(data) or known.get(words):
            data["image/png"] = png
        else:
            data["text/html"] = f"<p>{escape(words)}</p>"
    for name in ENDS:
        text = (folders.lessons_folder() / f"{name}.md").read_text(encoding="utf-8")
        text = re.sub(r"^#", "##", text, flags=re.MULTILINE)  # below the lesson's own heading
        notebook.cells.append(nbformat.v4.new_markdown_cell(text))
    prose = (c.source for c in notebook.cells if c.cell_type == "markdown")
    first = re.search(r"^# +(.+)$", next(prose), re.MULTILINE)
    title = first[1].strip() if first else "A lesson of darfurlab"
    notebook.metadata["title"] = title
    return title


def page(path: Path) -> str:
    """Return a notebook as one HTML page; what it links to is in it, or on the web, or no link."""
    from bs4 import BeautifulSoup
    from nbconvert import HTMLExporter
    from nbconvert.filters.markdown_mistune import InvalidNotebook

    notebook = _read(path)
    _prepare(notebook)
    exporter = HTMLExporter(
        template_name="darfurlab", extra_template_basedirs=[str(TEMPLATES)],
        exclude_input_prompt=True, exclude_output_prompt=True, embed_images=True,
    )  # fmt: skip
    resources = {"metadata": {"path": str(path.parent), "name": path.stem}}
    try:
        html, _ = exporter.from_notebook_node(notebook, resources)
    except InvalidNotebook as err:  # a picture that was pasted, and is not there any more
        raise ExportError(f"{path}: {err}; every attachment of a cell is expected in it") from err
    soup = BeautifulSoup(html, "html.parser")
    soup.html.attrs.setdefault("lang", "en")
    for unused in soup.select("script, a.anchor-link"):
        unused.decompose()
    for name, heading in zip(ENDS, soup.select(".jp-MarkdownCell h2")[-len(ENDS) :], strict=True):
        heading["id"] = name
    ids: set[str] = set()
    for found in reversed(soup.select("[id]")):  # a passage keeps its name where a heading has it
        if found["id"] in ids:
            del found["id"]
        else:
            ids.add(found["id"])
    for link in soup.select("a[href]"):
        inside = re.fullmatch(r"(passages|glossary)\.md(?:#(.+))?|#(.+)", link["href"])
        anchor = inside and (inside[2] or inside[3] or inside[1])
        if anchor and anchor in ids:
            link["href"] = f"#{anchor}"
        elif not re.match(r"https?:|mailto:", link["href"]):
            link.unwrap()  # another lesson, or a file that is not on this page
    for picture in soup.select('img:not([alt]), img[alt^="No description has been"]'):
        picture["alt"] = UNSAID
    for said in soup.find_all(string=RUN):
        said.replace_with(READ)
    return str(soup)


def write(given: str, out: str = "") -> Path:
    """Write a lesson's page, and return where: `out` may be a name in .html or a folder."""
    path = lesson_path(given)
    target = Path(out or ".")
    if target.is_dir():
        target /= f"{path.stem}.html"
    if target.suffix.lower() not in (".html", ".htm") or not target.parent.is_dir():
        raise ExportError(
            f"{out!r} was given; a name that ends in .html in a folder that is there, or a folder, "
            "is accepted"
        )
    write_whole(target, page(path).encode())
    return target
