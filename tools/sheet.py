"""Draw every chart of the lessons in every state, and set the pictures on contact sheets.

    python tools/sheet.py [FOLDER] [--name NAME]

A state is a chart as it opens, or with one option of one menu chosen; of a slider both ends and the
middle are drawn. Last comes each chart as a telephone shows it. Each sheet is a lesson.
"""

from __future__ import annotations

import argparse
import copy
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import vl_convert
from PIL import Image, ImageDraw, ImageFont

import darfurlab
from darfurlab import charts
from darfurlab.charts import render, theme
from darfurlab.datasets import folders

TOP = Path(__file__).resolve().parents[1]
COLUMNS, GAP, HEAD, GROUND = 3, 16, 22, "#8f8f8f"
COLOURS = 128


class Recorder:
    """The charts, each made twice: as the lesson asks for it, and as narrow as a telephone."""

    def __init__(self) -> None:
        self.made: list[tuple[str, Any, Any]] = []

    def __getattr__(self, name: str) -> Any:
        def make(*given: Any, **options: Any) -> Any:
            chart = getattr(charts, name)
            wide = chart(*given, **options)
            self.made.append((name, wide, chart(*given, **options, width=theme.PHONE)))
            return wide

        return make


def options(bind: dict[str, Any]) -> list[Any]:
    """Return what a control can be set to; of a slider both ends and the middle."""
    if bind.get("input") == "range":
        return [bind["min"], (bind["min"] + bind["max"]) // 2, bind["max"]]
    return list(bind.get("options", []))


def states(spec: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each state of a chart: its name, and the specification that opens in it."""
    yield "", spec
    for at, param in enumerate(spec.get("params", [])):
        for value in options(param.get("bind", {})):
            if value != param.get("value"):
                changed = copy.deepcopy(spec)
                changed["params"][at]["value"] = value
                yield f"{param['name']} = {value}", changed


def charts_of(lesson: Path) -> list[tuple[str, Any, Any]]:
    """Run a lesson's code; return its charts: the name of each, as shown, and for a telephone."""
    recorder, nothing = Recorder(), lambda *_: None
    names = {name: getattr(darfurlab, name) for name in darfurlab.__all__}
    names |= dict.fromkeys(("ask", "check", "design", "doctor", "my_work", "show"), nothing)
    names |= {"charts": recorder}
    for cell in json.loads(lesson.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code" and not source.startswith("from darfurlab"):
            exec(compile(source, lesson.name, "exec"), names)
    return recorder.made


def picture(spec: dict[str, Any]) -> Image.Image:
    """Return a specification as it is drawn, in colour."""
    sent = render.bundle(spec)[0][render.MIME]
    png = vl_convert.vegalite_to_png(json.dumps(sent), vl_version=render.GRAMMAR, scale=1)
    return Image.open(io.BytesIO(png)).convert("RGB")


def sheet(pictures: list[tuple[str, Image.Image]], path: Path) -> None:
    """Set pictures in columns, each beneath its name and size, and store them."""
    font = ImageFont.load_default(13)
    wide = max(image.width for _, image in pictures)
    rows = [pictures[at : at + COLUMNS] for at in range(0, len(pictures), COLUMNS)]
    tall = [max(image.height for _, image in row) + HEAD + GAP for row in rows]
    page = Image.new("RGB", (COLUMNS * (wide + GAP) + GAP, sum(tall) + GAP), GROUND)
    pen = ImageDraw.Draw(page)
    top = GAP
    for row, height in zip(rows, tall, strict=True):
        for at, (name, image) in enumerate(row):
            left = GAP + at * (wide + GAP)
            pen.text((left, top), f"{name}  {image.width} x {image.height}", "white", font)
            page.paste(image, (left, top + HEAD))
        top += height
    flat = page.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    flat.save(path, "PNG", optimize=True)
    print(f"{path}: {len(pictures)} pictures")


def main() -> None:
    """Draw all."""
    read = argparse.ArgumentParser(description=__doc__)
    read.add_argument("folder", nargs="?", type=Path, default=TOP / "build" / "charts")
    read.add_argument("--name", default="charts")
    asked = read.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    for lesson in folders.lessons(TOP / "notebooks"):
        made = charts_of(lesson)
        drawn = [
            (f"{name} {state}".strip(), picture(spec))
            for name, chart, _ in made
            for state, spec in states(chart.to_dict())
        ]
        drawn += [(f"{name}, narrow", picture(chart.to_dict())) for name, _, chart in made]
        if drawn:
            sheet(drawn, asked.folder / f"{asked.name}-{lesson.stem[:2]}.png")


if __name__ == "__main__":
    main()
