"""Print what a class needs on paper: PDF files in build/handouts/A4 and build/handouts/letter.

    python tools/handouts.py [--contact "Who helps, and where"] [conditions network …]

Who helps is else taken from `course.toml`, where the command is typed.

Chromium makes them of HTML pages that need nothing else (`darfurlab.papers.handouts`); the chart of
lesson 03 is drawn here, with all its arrows.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import vl_convert
from playwright.sync_api import sync_playwright
from pypdf import PdfReader

TOP = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(TOP / "tests" / "browser"))

from conftest import FLAGS, chromium  # noqa: E402  # the tests' own browser

from darfurlab import charts, datasets, mediation  # noqa: E402
from darfurlab.charts.render import GRAMMAR  # noqa: E402
from darfurlab.papers import guide, handouts  # noqa: E402
from darfurlab.questions import course_file  # noqa: E402

OUT = TOP / "build" / "handouts"


def network() -> tuple[str, list[dict[str, str]]]:
    """Return the chart of lesson 03 as SVG, with every act that it can show, and these acts.

    Its colours are named in its subtitle, which paper leaves out.
    """
    acts = mediation.around_mediators(
        datasets.load_relations(), datasets.load_actors(), datasets.load_mandates()
    )
    spec = charts.relations_network(acts).to_dict()
    for param in spec["params"]:
        if param["name"] == "step":
            param["value"] = "all"
    spec["title"].pop("subtitle")
    drawn = str(vl_convert.vegalite_to_svg(spec, vl_version=GRAMMAR))
    return drawn, acts.astype({"where": str}).to_dict("records")


def printed(tab: Any, contact: str, chosen: Collection[str] = ()) -> Iterator[tuple[Path, bytes]]:
    """Yield each PDF: its path below the folder of the handouts, and its bytes.

    `tab`: a page of a browser. `chosen`: ids of handouts; all, where none is named.
    """
    drawn, acts = network() if not chosen or "network" in chosen else ("", [])
    for paper in handouts.PAPERS:
        for name, html in handouts.sheets(paper, contact, drawn, acts).items():
            if not chosen or name in chosen:
                tab.set_content(html)
                yield Path(paper) / f"{name}.pdf", tab.pdf(prefer_css_page_size=True)


def main() -> None:
    """Write the PDF files that were asked for, and say how many pages each has."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--contact", default="")
    parser.add_argument(
        "chosen", nargs="*", choices=[h["id"] for h in guide.handouts(guide.folder())] + [[]]
    )
    options = parser.parse_args()
    own = course_file.path(Path.cwd())
    contact = options.contact or (course_file.read(own)[0].contact if own else "")
    if not contact:
        print(
            "WARNING: nobody is named for local support. Write `contact` in course.toml, "
            'give --contact "…", or write it on each sheet.'
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        with closing(browser), closing(browser.new_page()) as tab:
            for path, content in printed(tab, contact, options.chosen):
                target = OUT / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
                print(f"{target.relative_to(TOP)}: {len(PdfReader(target).pages)} pages")


if __name__ == "__main__":
    main()
