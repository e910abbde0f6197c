"""How a chart reaches the page: offline, in every front end, with a table twin beside it.

Altair writes Vega-Lite 6; JupyterLab reads up to 5 and nbformat refuses to save anything newer. The
grammar that the charts use is the same in both, so the renderer states version 5. With the chart go
its description as text and, while the committed notebooks are built (DARFURLAB_PICTURES=1), a
picture for pages that have neither kernel nor Vega. A student's run never pays for pictures: not
for ours, and not for JupyterLab's, which adds a PNG of 100 kB to each chart that brings none, and
draws the chart again for it. So a chart brings a clear dot, and its title in Markdown, which
static pages prefer to a PNG (and JupyterLab does not prefer to a chart).
"""

from __future__ import annotations

import json
import os
import re
from calendar import month_name
from html import escape
from typing import Any

import pandas as pd

from darfurlab.charts._altair import alt
from darfurlab.datasets.folders import near
from darfurlab.datasets.mistakes import fold, ids, line

MIME = "application/vnd.vegalite.v5+json"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"  # a name, never fetched
# A chart takes the width that there is; where its text would be under 9 px, it scrolls instead. Its
# controls stand above it. In Lab's dark theme its white ground is turned dark, and hues stay.
FIT = (
    '[data-jp-theme-light="false"] .vega-embed{filter:invert(.93) hue-rotate(180deg)}'
    ".vega-embed form.vega-bindings{order:-1;display:flex;flex-wrap:wrap;gap:4px 16px;"
    "padding:6px 8px 0;font-size:13px;color:#1b1b1b}"
    ".vega-embed .vega-bindings :is(input,select){font-size:13px;max-width:320px}"
    ".vega-embed{display:flex;flex-direction:column;align-items:flex-start;position:relative;"
    "overflow-x:auto;container-type:inline-size}"
    ".vega-embed svg.marks{max-width:100%;height:auto}"
    "@container (max-width:551px){.vega-embed svg.marks{max-width:none}}"
)
# SVG keeps the description readable for a screen reader; the editor would leave the machine.
# No menu beside the chart: it has no name for a screen reader, and its editor is another site.
EMBED = {"renderer": "svg", "actions": False, "defaultStyle": FIT}
GRAMMAR = "5.8"  # the picture is drawn by the version nearest to JupyterLab's own (5.6)
DOT = (  # a PNG of one clear pixel
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNgYAAAAAMAASsJTYQAAAAASUVORK5CYII="
)
# JupyterLab sets tables to the right; where a page strips this, text starts on the left anyway.
STYLE = (
    "<style>.dl-table{font-size:13px!important}.dl-table caption,.dl-table td,.dl-table th"
    "{text-align:left!important;vertical-align:top!important}"
    ".dl-table caption{min-width:min(28em,70vw)}</style>"  # not as narrow as a table of two columns
)

Bundle = dict[str, Any]


def _name(spec: Bundle) -> str:
    title = spec.get("title", "")
    text = title.get("text", "") if isinstance(title, dict) else title
    if isinstance(text, dict):  # it follows the controls: what it says as the chart opens
        text = spec["usermeta"]["darfurlab"]["title"]
    return f"Chart. {' '.join(text) if isinstance(text, list) else text}".strip()


def _lean(spec: Bundle) -> Bundle:
    """Return the specification without columns that nothing draws, its data under short names."""
    data = spec.get("datasets", {})
    if all("data" in part for part in spec.get("layer", [{}])):  # the whole is for the table twin
        spec = {key: value for key, value in spec.items() if key != "data"}
    rest = json.dumps({key: value for key, value in spec.items() if key != "datasets"})
    named: Bundle = {}
    for number, (name, rows) in enumerate(data.items()):
        if f'"{name}"' not in rest:
            continue
        rest = rest.replace(f'"{name}"', f'"data-{number}"')
        named[f"data-{number}"] = [
            {k: v for k, v in row.items() if k in rest or k == "geometry"} for row in rows
        ]
    return {**json.loads(rest), "datasets": named} if named else json.loads(rest)


def _strict(value: Any) -> Any:
    """Return a value as JSON can hold it: what is missing or without end is null, at any depth.

    A float that is whole is written as it is in JavaScript, without its ".0": fewer bytes.
    """

    def number(digits: str) -> float:
        return int(float(digits)) if float(digits).is_integer() else float(digits)

    written = json.dumps(value, default=lambda other: None if pd.isna(other) else other.item())
    return json.loads(written, parse_float=number, parse_constant=lambda _: None)


def bundle(spec: Bundle, **_: Any) -> tuple[Bundle, Bundle]:
    """Return a chart's mimebundle and its metadata from a Vega-Lite specification."""
    spec = _lean(_strict({**spec, "$schema": SCHEMA}))
    text = f"{_name(spec)} {spec.get('description', '')}".strip()
    data: Bundle = {MIME: spec, "text/plain": text}
    meta: Bundle = {MIME: {"embed_options": EMBED}}
    if os.environ.get("DARFURLAB_PICTURES") == "1":
        from base64 import b64encode

        from darfurlab.charts import picture

        data["image/png"] = b64encode(picture.drawn(spec)).decode()
        meta["image/png"] = {"alt": _name(spec)}  # its words stand beside it: see twin
    else:
        marked = re.sub(r"([\\`*_\[\]#|~$])", r"\\\1", escape(_name(spec), quote=False))
        data |= {"image/png": DOT, "text/markdown": marked}
    return data, meta


alt.renderers.register("darfurlab", bundle)
alt.renderers.enable("darfurlab")
# The twin lists every row; a chart over so many rows would be a mistake of ours, not a limit.
alt.data_transformers.enable("default", max_rows=2_000)


def link(labels: str, passages: tuple[str, ...]) -> str:
    """Return passage labels as links to the page of passages, as HTML."""
    pairs = zip(labels.split("; "), passages, strict=False)
    page = escape(near("passages.md") or "passages.md")
    return "; ".join(f'<a href="{page}#{escape(p)}">{escape(name)}</a>' for name, p in pairs)


def _cell(value: Any, passages: Any) -> str:
    if isinstance(value, tuple):
        value = ", ".join(str(v) for v in value)
    if value is None or value is pd.NA or value is pd.NaT or value != value or value == "":
        return "<i>not stated</i>"
    if isinstance(passages, tuple) and passages:
        return link(str(value), passages)
    if isinstance(value, pd.Timestamp):
        value = f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return f"{round(value, 2):,.10g}" if abs(value) >= 0.01 or not value else f"{value:.2g}"
    return escape(f"{value:,}" if isinstance(value, int) and abs(value) > 9999 else _named(value))


def _named(value: Any) -> str:
    """Return a value as it is read: July 2008 for 2008-07, civil society for civil_society."""
    text = str(value)
    if day := re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])(?:-(\d\d))?", text):
        return f"{int(day[3]) if day[3] else ''} {month_name[int(day[2])]} {day[1]}".strip()
    return text.replace("_", " ") if re.fullmatch(r"[a-z]+(_[a-z]+)+", text) else text


def table_html(frame: pd.DataFrame, caption: str, headings: dict[str, str] | None = None) -> str:
    """Return a frame as an accessible HTML table; `headings` picks and names its columns.

    A column `where` becomes links to the passages when the frame has `passages` (tuples of ids).
    """
    named = headings or {str(name): str(name) for name in frame.columns}
    head = "".join(f'<th scope="col">{escape(h)}</th>' for h in named.values())
    passages = list(frame["passages"]) if "passages" in frame else [()] * len(frame)
    rows = ["<tr>"] * len(frame)  # HTML closes rows and cells by itself
    for name in named:
        for at, value in enumerate(frame[name]):
            rows[at] += "<td>" + _cell(value, passages[at] if name == "where" else None)
    return (
        f'{STYLE}<table class="dl-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def _report(about: str, frame: pd.DataFrame) -> str:
    """Return what to copy of a table, folded; its rows by the ids that tell most of them apart."""
    rows = max((ids(frame[name]) for name in frame.columns), key=len, default=[])
    return fold(line(about, rows=rows))


def twin(chart: alt.TopLevelMixin) -> str:
    """Return a chart's words and its folded table as HTML; empty where it has no headings.

    The words are for pages that show its picture: most converters of notebooks give it none.
    """
    meta = getattr(chart, "usermeta", alt.Undefined)
    told = meta.get("darfurlab", {}) if isinstance(meta, dict) else {}
    headings = told.get("columns")
    data = getattr(chart, "data", alt.Undefined)
    if not headings or not isinstance(data, pd.DataFrame):
        return ""
    rows = f"{len(data)} row{'' if len(data) == 1 else 's'}"
    caption = f"The chart above as a table of {rows}."
    table = table_html(data, caption, headings)
    mistake = _report(f"chart “{told['title']}”", data)
    said = getattr(chart, "description", alt.Undefined)
    words = (  # a live page draws the chart, and gives a screen reader its words
        '<details open class="dl-words" style="font-size:13px;max-width:720px">'
        f'<summary style="cursor:pointer">In words</summary>{escape(said)}</details>'
        "<style>.jp-NotebookPanel .dl-words{display:none}</style>"
        if isinstance(said, str)
        else ""
    )
    return (  # of all charts on a page, only the first brings its own style
        f'{words}<details style="margin:0 0 1em 0"><summary style="cursor:pointer;font-size:13px">'
        f'Show as table</summary><div style="overflow-x:auto">{table}</div>'
        f"<style>{FIT}</style></details>{mistake}"
    )


class Page:
    """Something ready to be shown: HTML with a plain-text twin."""

    def __init__(self, html: str, text: str) -> None:
        self.html, self.text = html, text

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        return {"text/html": self.html, "text/plain": self.text}


def show(what: alt.TopLevelMixin | pd.DataFrame, caption: str = "") -> None:
    """Show a chart with its table twin, or a frame as a table with a caption."""
    from IPython.display import display

    if isinstance(what, pd.DataFrame):
        hidden = {"passages"} if "where" in what else set[str]()
        headings = {str(c): str(c).replace("_", " ") for c in what.columns if c not in hidden}
        html = f'<div style="overflow-x:auto">{table_html(what, caption, headings)}</div>'
        html += _report(f"table “{caption or ', '.join(headings.values())}”", what)
        text = re.sub("  +", "  ", what.to_string(index=False))  # columns far apart weigh much
        display(Page(html, text))
        return
    display(what)
    html = twin(what)
    if html:
        display(Page(html, "Show as table"))
