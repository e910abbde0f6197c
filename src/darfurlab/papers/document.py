"""A page to print, in HTML and in Markdown, made of parts; pure.

The page is read by somebody who has no Jupyter and did not write what is in it: there is no script,
the HTML's own policy forbids any, and what a student typed (or a file claims) is shown as text. In
Markdown it stands in indented blocks of code, the one form that every reader of Markdown takes
literally.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from html import escape
from pathlib import Path
from textwrap import wrap

from darfurlab.questions.view import rich


@dataclass(frozen=True)
class Chart:
    """A chosen chart: a PNG in base64, and what is seen in it."""

    title: str
    picture: str
    alt: str


@dataclass(frozen=True)
class Part:
    """A part of the page. `own` is the project's text, `given` anyone's."""

    form: str  # h1, h2, h3, item, small, p, given, point (both on one line), chart
    own: str = ""
    given: str = ""
    chart: Chart | None = None


_HIDDEN = "\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"


def _tidy(text: str) -> str:
    """Return text that hides nothing: no controls, no marks that turn the direction of others."""
    lines = re.sub("\r\n?|[\v\f\x85\u2028\u2029]", "\n", text)
    return re.sub(f"[{_HIDDEN}]", "\ufffd", lines)


# --- HTML -----------------------------------------------------------------------------------------

_BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


def _said(given: str) -> str:
    return f' <span class="said" dir="auto">{escape(_tidy(given))}</span>' if given.strip() else ""


def _html(part: Part) -> str:
    if part.form == "given":
        return f'<div class="given" dir="auto">{escape(_tidy(part.given))}</div>'
    if part.chart:
        title, alt = (escape(_tidy(text)) for text in (part.chart.title, part.chart.alt))
        source = f"data:image/png;base64,{part.chart.picture}"
        good = _BASE64.fullmatch(part.chart.picture)
        shown = f'<img src="{source}" alt="{alt}">' if good else alt
        return f"<figure>{shown}<figcaption>{title}</figcaption></figure>"
    text = rich(_tidy(part.own))
    if part.form == "point":
        return f"<p>{text}{_said(part.given)}</p>"
    if part.form in ("small", "item"):
        return f'<p class="{part.form}">{text}</p>'
    return f"<{part.form}>{text}</{part.form}>"


# --- Markdown -------------------------------------------------------------------------------------


def _markdown(part: Part) -> str:
    if part.form == "given":
        lines = _tidy(part.given).strip("\n").split("\n")
        wrapped = (wrap(line, 92, break_long_words=False, break_on_hyphens=False) for line in lines)
        return "\n".join(f"    {line}" for each in wrapped for line in each or [""]).rstrip()
    if part.form == "point":
        own, given = (_markdown(Part(form, part.own, part.given)) for form in ("p", "given"))
        return f"{own}\n\n{given}" if part.given.strip() else own
    own = f"{part.chart.title}. {part.chart.alt}" if part.chart else part.own
    text = " ".join(re.sub(r"[&<>\[\]$\\]", lambda m: f"&#{ord(m[0])};", _tidy(own)).split())
    marks = {"h1": "# ", "h2": "## ", "h3": "### ", "chart": "Chart: "}
    return f"**{text}**" if part.form == "item" else f"{marks.get(part.form, '')}{text}"


# --- the page -------------------------------------------------------------------------------------


def document(form: str, title: str, parts: Iterable[Part], *styles: str) -> str:
    """Return one HTML document that needs nothing else and runs nothing, or the page in Markdown.

    `form`: html or md, in which a chart is there in words. `styles`: names of style sheets of the
    pack, the later ones on top.
    """
    if form == "md":
        return "\n\n".join(map(_markdown, parts)) + "\n"
    sheets = (Path(__file__).with_name(name) for name in styles)
    style = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; form-action 'none'"
    return "\n".join(
        (
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(_tidy(title))}</title>",
            f"<style>{style}</style>\n</head>\n<body>\n<main>",
            *map(_html, parts),
            "</main>\n</body>\n</html>\n",
        )
    )
