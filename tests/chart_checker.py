"""What every chart must have: `faults(spec, columns)` lists what is missing or unreadable.

Works on the specification as any reader of it would, and on the scene that Vega draws from it; it
shares no code with the charts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

VEGALITE = "5.8"
WIDEST, SHORTEST, TALLEST = 664, 100, 480  # px; the highest with its controls
CONTROLS = 32  # px: a row of controls, above the plot
SMALLEST = 12  # px
CONTRAST = 4.5
APART = 15  # steps of lightness (CIE L*, 0 to 100) that an eye tells apart in grey
LABELS = ("fact", "claim", "coding", "stated by the brief", "our coding", "outside source")
COLOURS = ("color", "fill", "stroke")
NAMED = {"white": "#ffffff", "black": "#000000", "transparent": ""}


# --- colour ---------------------------------------------------------------------------------------


def rgb(colour: str) -> tuple[float, ...]:
    colour = NAMED.get(colour, colour)
    digits = colour.lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    return tuple(int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))


def luminance(colour: tuple[float, ...]) -> float:
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(text: str, ground: str, opacity: float = 1.0) -> float:
    below = rgb(ground)
    drawn = tuple(opacity * t + (1 - opacity) * g for t, g in zip(rgb(text), below, strict=True))
    light, dark = sorted((luminance(drawn), luminance(below)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lightness(colour: str) -> float:
    y = luminance(rgb(colour))
    return 116 * math.cbrt(y) - 16 if y > 0.008856 else 903.3 * y


def alike(one: str, other: str) -> bool:
    return abs(lightness(one) - lightness(other)) < APART


# --- the specification ----------------------------------------------------------------------------


def units(node: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every part of a specification that has a mark."""
    if isinstance(node, dict):
        if "mark" in node:
            yield node
        for key, value in node.items():
            if key in ("layer", "hconcat", "vconcat", "concat", "spec"):
                yield from units(value)
    elif isinstance(node, list):
        for each in node:
            yield from units(each)


def kind(unit: Mapping[str, Any]) -> str:
    mark = unit["mark"]
    return mark if isinstance(mark, str) else mark["type"]


def lines(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else [str(line) for line in text or []]


def keys(node: Any, wanted: re.Pattern[str]) -> Iterator[tuple[str, Any]]:
    if isinstance(node, dict):
        for key, value in node.items():
            if wanted.fullmatch(key):
                yield key, value
            if key not in ("datasets", "data", "values"):
                yield from keys(value, wanted)
    elif isinstance(node, list):
        for each in node:
            yield from keys(each, wanted)


def rows_of(spec: Mapping[str, Any], unit: Mapping[str, Any]) -> list[dict[str, Any]]:
    data = unit.get("data") or spec.get("data") or {}
    return data.get("values") or spec.get("datasets", {}).get(data.get("name"), [])


def one_to_one(rows: list[dict[str, Any]], one: str, other: str) -> bool:
    pairs = {(str(r.get(one)), str(r.get(other))) for r in rows if one in r and other in r}
    return len(pairs) > 1 and len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)


# --- the scene ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Drawn:
    """A text as it is drawn: place, size and colour in pixels of the page."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float
    colour: str
    opacity: float
    limit: float  # where Vega cuts it; 0: nowhere


def width_of(text: str, size: float, bold: bool) -> float:
    """Return a text's width, estimated from the widths that its letters have in most faces."""
    em = sum(
        0.27 if c in "iljtfrI.,;:'’|!()[]- \u00a0" else 0.85 if c in "MWmw—@" else 0.62
        if c.isupper() else 0.53
        for c in text
    )  # fmt: skip
    return em * size * (1.07 if bold else 1.0)


def texts(node: Any, x: float = 0, y: float = 0) -> Iterator[Drawn]:
    """Yield every text of a scene."""
    for item in node.get("items", []):
        if node.get("marktype") == "group":
            inner_x, inner_y = x + item.get("x", 0), y + item.get("y", 0)
            for inner in item.get("items", []):
                yield from texts(inner, inner_x, inner_y)
        elif node.get("marktype") == "text" and "".join(lines(item.get("text"))).strip():
            yield drawn(item, x, y)


def drawn(item: Mapping[str, Any], x: float, y: float) -> Drawn:
    parts = lines(item["text"])
    size = item.get("fontSize", 11)
    height = item.get("lineHeight", size + 2)
    bold = str(item.get("fontWeight", "")) in ("bold", "700", "600")
    wide = max(width_of(part, size, bold) for part in parts)
    left = x + item.get("x", 0) + item.get("dx", 0)
    left -= {"right": wide, "center": wide / 2}.get(item.get("align", "left"), 0)
    top = y + item.get("y", 0) + item.get("dy", 0)
    tall = (len(parts) - 1) * height
    # Vega sets the first line by the baseline; the others follow below it, always.
    top -= {"top": 0, "middle": size / 2, "bottom": size}.get(
        item.get("baseline", "alphabetic"), size * 0.8
    )
    return Drawn(
        "\n".join(parts), left, top, left + wide, top + tall + size, size,
        item.get("fill", "#000000"), item.get("opacity", 1) * item.get("fillOpacity", 1),
        item.get("limit") or 0,
    )  # fmt: skip


def grounds(
    node: Any, x: float = 0, y: float = 0
) -> Iterator[tuple[str, tuple[float, ...] | None]]:
    """Yield the fills that a text may stand on: bars with their place, land with none."""
    for item in node.get("items", []):
        if node.get("marktype") == "group":
            for inner in item.get("items", []):
                yield from grounds(inner, x + item.get("x", 0), y + item.get("y", 0))
        fill = NAMED.get(item.get("fill") or "transparent", item.get("fill"))
        if not fill or item.get("opacity", 1) * item.get("fillOpacity", 1) < 0.05:
            continue
        if node.get("marktype") in ("shape", "area"):
            yield fill, None
        elif node.get("marktype") == "rect":
            left, top = x + item.get("x", 0), y + item.get("y", 0)
            yield fill, (left, top, left + item.get("width", 0), top + item.get("height", 0))


def marks(node: Any, x: float = 0, y: float = 0) -> Iterator[tuple[float, ...]]:
    """Yield the boxes of points and thick lines, which no text may stand under."""
    for item in node.get("items", []):
        left, top = x + item.get("x", 0), y + item.get("y", 0)
        if node.get("marktype") == "group":
            for inner in item.get("items", []):
                yield from marks(inner, left, top)
        elif node.get("marktype") == "symbol" and node.get("role") == "mark":
            half = math.sqrt(item.get("size", 64)) / 2
            yield left - half, top - half, left + half, top + half
        elif node.get("marktype") == "rule" and item.get("strokeWidth", 1) >= 4:
            half = item["strokeWidth"] / 2
            yield left, top - half, x + item.get("x2", left - x), top + half


def axes(node: Any) -> Iterator[list[str]]:
    """Yield what each axis says at its ticks."""
    for item in node.get("items", []):
        if node.get("role") == "axis-label":
            yield [" ".join(lines(each.get("text"))) for each in node["items"]]
            return
        for inner in item.get("items", []):
            yield from axes(inner)


def shared(text: Drawn, box: tuple[float, ...]) -> float:
    """Return how much of the smaller of a text and a box lies within the other, from 0 to 1."""
    wide = min(text.right, box[2]) - max(text.left, box[0])
    tall = min(text.bottom, box[3]) - max(text.top, box[1])
    areas = (
        (text.right - text.left) * (text.bottom - text.top),
        (box[2] - box[0]) * (box[3] - box[1]),
    )
    return max(0, wide) * max(0, tall) / min(areas) if min(areas) > 0 else 0


def covered(text: Drawn, box: tuple[float, ...], by: float = 2) -> bool:
    """Return whether a text stands on a box as a whole, but for `by` px."""
    across = box[0] - by <= text.left and text.right <= box[2] + by
    return across and box[1] - by <= text.top and text.bottom <= box[3] + by


# --- what is asked of a chart ---------------------------------------------------------------------


def title_of(spec: Mapping[str, Any]) -> list[str]:
    """Return the title as lines; where it follows the controls, as the chart opens."""
    title = spec.get("title")
    text = title.get("text") if isinstance(title, dict) else title
    if isinstance(text, dict):
        text = spec.get("usermeta", {}).get("darfurlab", {}).get("title")
    return lines(text)


def words_faults(spec: Mapping[str, Any], written: list[Drawn]) -> Iterator[str]:
    takeaway = " ".join(title_of(spec))
    if len(takeaway.split()) < 5 or takeaway.rstrip().endswith(":"):
        yield f"the title is no sentence: {takeaway!r}"
    if takeaway and takeaway[0].islower():
        yield f"the title begins small: {takeaway!r}"
    title = spec.get("title")
    if not lines(title.get("subtitle") if isinstance(title, dict) else None):
        yield "the subtitle does not say what is drawn"
    last = max(written, key=lambda text: text.top, default=None)
    if last is None or not last.text.startswith(LABELS):
        yield f"the last line names neither fact, claim nor coding: {last and last.text!r}"
    if len(spec.get("description", "")) < 80:
        yield f"the description is too short to see by: {spec.get('description', '')!r}"


def reading_faults(spec: Mapping[str, Any], columns: set[str]) -> Iterator[str]:
    twin = spec.get("usermeta", {}).get("darfurlab", {}).get("columns", {})
    if "where" not in twin:
        yield "the table beside it does not name the passages"
    for name in sorted(set(twin) - columns):
        yield f"the table beside it wants a column that the data lack: {name}"
    for unit in units(spec):
        if kind(unit) in ("text", "geoshape"):
            continue
        tooltip = unit.get("encoding", {}).get("tooltip", [])
        fields = {t.get("field") for t in (tooltip if isinstance(tooltip, list) else [tooltip])}
        told = any("where" in row for row in rows_of(spec, unit))
        if (told or fields - {None}) and "where" not in fields:
            yield f"a {kind(unit)} mark's tooltip does not name the passages"


def grey_faults(spec: Mapping[str, Any]) -> Iterator[str]:
    default = spec.get("config", {}).get("range", {}).get("category", [])
    for unit in units(spec):
        encoding = unit.get("encoding", {})
        rows = rows_of(spec, unit) or rows_of(spec, {})
        elsewhere = {
            channel.get("field")
            for other in units(spec)
            for name, channel in other.get("encoding", {}).items()
            if name in ("x", "y", "text", "row", "column") and isinstance(channel, dict)
        } - {None}
        for field in {encoding[c].get("field") for c in COLOURS if c in encoding} - {None}:
            domain = sorted({str(r.get(field)) for r in rows})
            coded: dict[str, dict[str, Any]] = {}
            for name in (*COLOURS, "shape", "strokeDash"):
                channel = encoding.get(name, {})
                if channel.get("field") == field:
                    scale = channel.get("scale") or {}
                    order = [str(v) for v in scale.get("domain") or channel.get("sort") or domain]
                    values = scale.get("range") or (default if name in COLOURS else SHAPES)
                    coded[name] = dict(zip(order, values, strict=False))
            told = any(one_to_one(rows, field, other) for other in elsewhere)
            for one, other in combinations(domain, 2):
                apart = told or any(
                    (name not in COLOURS and code.get(one) != code.get(other))
                    or (name in COLOURS and one in code and other in code
                        and not alike(code[one], code[other]))
                    for name, code in coded.items()
                )  # fmt: skip
                if not apart:
                    yield f"{field}: {one} and {other} look the same in grey"
        if kind(unit) != "geoshape":  # land is named by the words on it
            yield from condition_faults(encoding)


SHAPES = ["circle", "square", "cross", "diamond", "triangle-up", "triangle-down"]


def condition_faults(encoding: Mapping[str, Any]) -> Iterator[str]:
    """Yield colours that depend on a test, alike in grey, and with nothing else that tells."""
    for name in COLOURS:
        channel = encoding.get(name, {})
        condition = channel.get("condition")
        if not isinstance(condition, dict) or "test" not in condition or "value" not in channel:
            continue
        doubled = any(
            isinstance(other.get("condition"), dict)
            and other["condition"].get("test") == condition["test"]
            for key, other in encoding.items()
            if key in ("shape", "strokeDash", "size", "strokeWidth") and isinstance(other, dict)
        )
        if not doubled and alike(condition["value"], channel["value"]):
            yield f"{condition['test']}: both colours look the same in grey"


def form_faults(scene: Any) -> Iterator[str]:
    """Yield marks of one form whose colours differ, and not in grey."""
    found: dict[tuple[Any, ...], set[str]] = {}
    for kind, item in drawn_marks(scene):
        paint = NAMED.get(item.get("fill") or "", item.get("fill")), item.get("stroke")
        hollow = (paint[0] or "#ffffff") == "#ffffff"
        form = (kind, item.get("shape"), hollow, str(item.get("strokeDash")), item.get("size"))
        found.setdefault(form, set()).add(str((paint[1] if hollow else paint[0]) or "#ffffff"))
    for form, colours in found.items():
        for one, other in combinations(sorted(colours), 2):
            if alike(one, other):
                yield f"{form[:2]}: {one} and {other} look the same in grey"


def drawn_marks(node: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the symbols and thick lines of a scene, each with its kind."""
    for item in node.get("items", []):
        if node.get("marktype") == "group":
            for inner in item.get("items", []):
                yield from drawn_marks(inner)
        elif node.get("role") == "mark" and item.get("opacity", 1) > 0:
            thick = node["marktype"] == "symbol" or (item.get("strokeWidth") or 0) >= 2
            yield from [(node["marktype"], item)] if thick else []


def size_faults(spec: Mapping[str, Any]) -> Iterator[str]:
    for key, value in keys(spec, re.compile(r"(.*F|f)ontSize")):
        sizes = [value] if isinstance(value, int | float) else []
        if isinstance(value, dict) and "value" in value:
            sizes = [value["value"]]
        for size in sizes:
            if size < SMALLEST:
                yield f"{key} is {size} px; the least is {SMALLEST}"


def scene_faults(spec: Mapping[str, Any], scene: Mapping[str, Any]) -> Iterator[str]:
    wide, tall = scene["width"], scene["height"]
    if wide > WIDEST:
        yield f"it is {wide} px wide; at most {WIDEST} fit"
    tall += CONTROLS if any("bind" in param for param in spec.get("params", [])) else 0
    if not SHORTEST <= tall <= TALLEST:
        yield f"it is {tall} px high"
    written = list(texts(scene["scenegraph"]))
    ours = str(spec.get("datasets", "")) + str(spec.get("data", ""))
    page = spec.get("background") or spec.get("config", {}).get("background", "#ffffff")
    fills = list(grounds(scene["scenegraph"]))
    for text in written:
        if text.size < SMALLEST:
            yield f"{text.text!r} is drawn at {text.size} px"
        if text.limit and text.right - text.left > 1.1 * text.limit:
            yield f"{text.text!r} is cut off at {text.limit} px"
        if "…" in text.text and text.text.split("…")[0].split("\n")[-1] + "…" not in ours:
            yield f"{text.text!r} is cut off"
        under = {page}
        for fill, box in fills:  # in the order of drawing: what covers a text hides what is below
            if box is not None and covered(text, box):
                under = {fill}
            elif box is None or shared(text, box) > 0.2:
                under.add(fill)
        for ground in under:
            if contrast(text.colour, ground, text.opacity) < CONTRAST:
                yield f"{text.text!r} is {text.colour} on {ground}: too pale to read"
    for said in axes(scene["scenegraph"]):
        if repeated := {label for label in said if said.count(label) > 1}:
            yield f"an axis says {min(repeated)!r} more than once: {said}"
    drawn_over = list(marks(scene["scenegraph"]))
    for text in written:
        if any(shared(text, box) > 0.25 for box in drawn_over):
            yield f"{text.text!r} is covered by a mark"
    for one, other in combinations(written, 2):
        if shared(one, (other.left, other.top, other.right, other.bottom)) > 0.12:
            yield f"{one.text!r} and {other.text!r} stand on each other"


def scene_of(spec: Mapping[str, Any]) -> dict[str, Any]:
    import vl_convert

    return vl_convert.vegalite_to_scenegraph(dict(spec), vl_version=VEGALITE)


def faults(
    spec: Mapping[str, Any], columns: set[str], scene: Mapping[str, Any] | None = None
) -> list[str]:
    """Return everything that a chart lacks; `columns` are those of its data."""
    scene = scene or scene_of(spec)
    return [
        *words_faults(spec, list(texts(scene["scenegraph"]))),
        *reading_faults(spec, columns),
        *grey_faults(spec),
        *form_faults(scene["scenegraph"]),
        *size_faults(spec),
        *scene_faults(spec, scene),
    ]
