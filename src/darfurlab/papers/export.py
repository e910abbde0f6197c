"""A lesson as one HTML page to read anywhere: nothing is run, nothing is fetched.

The page is nbconvert's, by a template of ours. The passages and the glossary stand at its end, so
that its links stay within it; what answers a prediction is folded away, as in a student's copy.
"""

from __future__ import annotations

import re
from html import escape
from pathlib import Path
from typing import Any

from darfurlab.datasets import folders
from darfurlab.papers import stored_charts
from darfurlab.papers.saved_notebooks import drop_views
from darfurlab.questions import course
from darfurlab.work.whole import write_whole

TEMPLATES = Path(__file__).with_name("nbconvert")
ENDS = ("passages", "glossary")  # the pages that every lesson links to
UNSAID = "A picture without words"
RUN = re.compile("^Run this cell ")  # how a plain card asks for what a page cannot do
READ = "To work here, open the lesson in Jupyter."


class ExportError(ValueError):
    """A lesson that is not there, or a name that no page can have; says what is accepted."""


def lesson_path(given: str) -> Path:
    """Return a notebook's path from a lesson's number, a file's name in the pack, or a path."""
    if Path(given).is_file():
        return Path(given)
    lessons = folders.lessons(folders.lessons_folder())
    for path in lessons:
        if given in (path.name, path.stem, path.name[:2], str(int(path.name[:2]))):
            return path
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


def _pictures() -> dict[str, str]:
    """Return the pictures of the pack's own lessons by their charts' words."""
    lessons = course.lessons().values()
    shown = (chart for cells in lessons for chart in stored_charts.charts({"cells": cells}))
    return {stored_charts.words(chart): stored_charts.picture(chart) for chart in shown}


def _give_pictures(notebook: Any) -> None:
    """Leave each chart one form that a page can show.

    A chart that was drawn by a live page has no picture: it gets that of the pack's lesson, or, if
    it is a new one, its words.
    """
    charts = list(stored_charts.charts(notebook))
    known = {} if all(map(stored_charts.picture, charts)) else _pictures()
    for data in charts:
        words = stored_charts.words(data)
        data.pop("text/markdown", None)  # its title, which a page would show instead
        if png := stored_charts.picture(data) or known.get(words):
            data["image/png"] = png
        else:
            data["text/html"] = f"<p>{escape(words)}</p>"


def _prepare(notebook: Any) -> None:
    """Make a notebook one that a page can show, in place: its charts, its ends, its title."""
    import nbformat

    drop_views(notebook)
    notebook.metadata.pop("widgets", None)
    _give_pictures(notebook)
    for name in ENDS:
        text = (folders.lessons_folder() / f"{name}.md").read_text(encoding="utf-8")
        text = re.sub(r"^#", "##", text, flags=re.MULTILINE)  # below the lesson's own heading
        notebook.cells.append(nbformat.v4.new_markdown_cell(text))
    prose = next(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    first = re.search(r"^# +(.+)$", prose, re.MULTILINE)
    notebook.metadata["title"] = first[1].strip() if first else "A lesson of darfurlab"


def _as_nbconvert_has_it(notebook: Any, path: Path) -> str:
    from nbconvert import HTMLExporter
    from nbconvert.filters.markdown_mistune import InvalidNotebook

    exporter = HTMLExporter(
        template_name="darfurlab",
        extra_template_basedirs=[str(TEMPLATES)],
        exclude_input_prompt=True,
        exclude_output_prompt=True,
        embed_images=True,
    )
    resources = {"metadata": {"path": str(path.parent), "name": path.stem}}
    try:
        html, _ = exporter.from_notebook_node(notebook, resources)
    except InvalidNotebook as err:  # a picture that was pasted, and is not there any more
        raise ExportError(f"{path}: {err}; every attachment of a cell is expected in it") from err
    return str(html)


def _name_places(soup: Any) -> set[str]:
    """Give each place of the page a name of its own, and return these names."""
    for name, heading in zip(ENDS, soup.select(".jp-MarkdownCell h2")[-len(ENDS) :], strict=True):
        heading["id"] = name
    names: set[str] = set()
    for place in reversed(soup.select("[id]")):  # a passage keeps its name where a heading has it
        if place["id"] in names:
            del place["id"]
        else:
            names.add(place["id"])
    return names


def _keep_links_inside(soup: Any, names: set[str]) -> None:
    for link in soup.select("a[href]"):
        inside = re.fullmatch(r"(passages|glossary)\.md(?:#(.+))?|#(.+)", link["href"])
        anchor = inside and (inside[2] or inside[3] or inside[1])
        if anchor and anchor in names:
            link["href"] = f"#{anchor}"
        elif not re.match(r"https?:|mailto:", link["href"]):
            link.unwrap()  # another lesson, or a file that is not on this page


def page(path: Path) -> str:
    """Return a notebook as one HTML page; what it links to is in it, or on the web, or no link."""
    from bs4 import BeautifulSoup

    notebook = _read(path)
    _prepare(notebook)
    soup = BeautifulSoup(_as_nbconvert_has_it(notebook, path), "html.parser")
    soup.html.attrs.setdefault("lang", "en")
    for unused in soup.select("script, a.anchor-link"):
        unused.decompose()
    _keep_links_inside(soup, _name_places(soup))
    for picture in soup.select('img:not([alt]), img[alt^="No description has been"]'):
        picture["alt"] = UNSAID
    for invitation in soup.find_all(string=RUN):
        invitation.replace_with(READ)
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
