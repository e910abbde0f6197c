"""Run the committed notebooks and store them in one normal form: the same bytes twice in a row.

Stored are the outputs that a page with no kernel can show (pictures, HTML, text); not stored are
widget states and ids, times, and the machine's Python version, which change or break viewers.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

import minutes
import objectives
from darfurlab.datasets.folders import lessons
from darfurlab.papers import stored_charts
from darfurlab.papers.saved_notebooks import drop_views

TOP = Path(__file__).resolve().parents[1]


def slide_type(cell: nbformat.NotebookNode) -> str:
    """Return a cell's place among slides: each heading opens a column, each cell is one slide."""
    if cell.cell_type == "markdown":
        return "slide" if cell.source.startswith(("# ", "## ", "### ", "---")) else "subslide"
    return "subslide" if cell.outputs else "skip"  # imports show nothing


CARD = re.compile(r"^(ask|design|doctor|my_work|show\(charts\.\w+)\(.*\)$")


def is_locked(cell: nbformat.NotebookNode) -> bool:
    """Return whether a cell is only read or run: text, imports, and what ends in a card or a chart.

    What a student writes in or may try another value in (`answer = ...`, tables) stays free.
    """
    if cell.cell_type == "markdown":
        return True
    last = cell.source.rstrip().rpartition("\n")[2]
    return bool(CARD.match(last)) or last.startswith(("from ", "import "))


def normal(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return the notebook without what changes from run to run."""
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python", "file_extension": ".py"},
        }
    )
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number:02d}"
        kept = {"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {}
        lock = {"deletable": False, "editable": False} if is_locked(cell) else {}
        cell.metadata = nbformat.from_dict(kept | lock)
    drop_views(notebook)
    for cell in notebook.cells:
        cell.metadata["slideshow"] = nbformat.from_dict({"slide_type": slide_type(cell)})
    return notebook


def written(notebook: nbformat.NotebookNode) -> str:
    """Return the notebook's text; a chart stands on one line, for indents would double its size."""
    charts = []
    for data in stored_charts.charts(notebook):
        form = stored_charts.form(data)
        line = json.dumps(data[form], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        data[form] = f"chart {len(charts)} stands here"
        charts.append(line)
    text: str = nbformat.writes(notebook) + "\n"
    # So does what a cell says of itself: nothing else in a notebook holds a slideshow.
    text = re.sub(
        r'(?<="metadata": )\{[^{}]*"slideshow": \{[^{}]*\}[^{}]*\}',
        lambda found: json.dumps(json.loads(found[0]), separators=(",", ":")),
        text,
    )
    for number, chart in enumerate(charts):
        text = text.replace(f'"chart {number} stands here"', chart)
    return text


def rebuild(path: Path) -> None:
    """Run one notebook in its own folder, as a student would, and write it."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute()
    normal(notebook)
    first = notebook.cells[0]
    first.source = minutes.filled(
        first.source, minutes.lesson(notebook, minutes.questions_of(path))
    )
    text = written(notebook)
    temporary = path.with_suffix(".part")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    os.replace(temporary, path)
    print(f"{path.relative_to(TOP)}: {len(text.encode()) // 1024} KB")


def tell(paths: list[Path]) -> None:
    """Write what is made from the lessons as they are stored: README's minutes, the objectives."""
    stored = {
        path.name: (json.loads(path.read_text(encoding="utf-8")), minutes.questions_of(path))
        for path in paths
    }
    readme = TOP / "README.md"
    took = {name: minutes.lesson(*each) for name, each in stored.items()}
    made = {
        readme: minutes.table(readme.read_text(encoding="utf-8"), took),
        TOP / "docs" / "objectives.md": objectives.page(stored),
    }
    for path, text in made.items():
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DARFURLAB_PICTURES"] = "1"
        os.environ["DARFURLAB_WORK"] = str(Path(folder) / "my-work.json")
        chosen = [Path(a).resolve() for a in sys.argv[1:]]
        beside = sorted((TOP / "notebooks").glob("[a-z]*.ipynb"))  # no lesson, and run as one
        for notebook_path in chosen or [*lessons(TOP / "notebooks"), *beside]:
            rebuild(notebook_path)
    tell(lessons(TOP / "notebooks"))
