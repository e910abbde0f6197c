"""A chart as a small PNG, for pages that have neither kernel nor Vega: at most sixteen colours.

Plain surfaces and marks keep their own colour exactly, so washed rows are not tinted. What is left
goes to the edges of letters. Sixteen colours take four bits a pixel, and zlib packs such rows
better than Pillow does: a quarter is saved.
"""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from darfurlab.charts.render import GRAMMAR

SCALE = 1.0  # pixels of the picture per point of the chart: a lesson stays under 300 KB
COLOURS = 16
# Windows that a colour fills: as many as a small mark has, and letters of one shade seldom.
MANY = 80
LINE = 12  # px: longer than the stroke of a letter
SAME = 24  # sum of the differences in red, green and blue that no eye sees between two surfaces
APART = 130  # the same sum between the shades of an edge: few shades, and letters are still smooth

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]


def _channels(codes: Ints) -> Ints:
    return np.stack([codes >> 16, codes >> 8 & 255, codes & 255], axis=-1)


def _often(codes: Ints, least: int = 1) -> Ints:
    """Return the codes that stand there at least so often, the most frequent first."""
    code, count = np.unique(codes, return_counts=True)
    order = np.argsort(-count, kind="stable")
    kept: Ints = code[order][count[order] >= least]
    return kept


def _filled(codes: Ints, *shape: int) -> Ints:
    """Return the codes of the first pixels of all windows of a shape that hold one colour alone."""
    windows = sliding_window_view(codes, shape).reshape(-1, shape[0] * shape[1])
    filled: Ints = windows[(windows == windows[:, :1]).all(axis=1), 0]
    return filled


def few_colours(pixels: Bytes) -> tuple[Bytes, Bytes]:
    """Return a palette of at most 16 colours, and each pixel's place in it.

    `pixels`: height × width × 3, red, green and blue from 0 to 255. The palette is n × 3, and the
    places are height × width.
    """
    codes = pixels.astype(np.int64) @ np.array([1 << 16, 1 << 8, 1])
    shapes = (2, 2), (1, LINE), (LINE, 1)  # a surface, and lines of one pixel
    plain = np.concatenate([_filled(codes, *shape) for shape in shapes])
    palette = np.empty((0, 3), np.int64)
    for wanted, apart in ((_often(plain, MANY), SAME), (_often(codes), APART)):
        for colour in _channels(wanted):
            if len(palette) < COLOURS and (abs(palette - colour).sum(axis=1) >= apart).all():
                palette = np.vstack([palette, colour])
    code, where = np.unique(codes, return_inverse=True)
    nearest = ((_channels(code)[:, None] - palette) ** 2).sum(axis=2).argmin(axis=1)
    return palette.astype(np.uint8), nearest[where].reshape(codes.shape).astype(np.uint8)


def packed(palette: Bytes, places: Bytes) -> bytes:
    """Return a PNG from a palette (n × 3, n at most 16) and each pixel's place in it."""
    height, width = places.shape
    even = np.pad(places, ((0, 0), (0, width % 2)))
    rows = even[:, ::2] << 4 | even[:, 1::2]  # two pixels a byte
    filtered = np.pad(rows, ((0, 0), (1, 0)))  # each row begins with 0: no filter

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 4, 3, 0, 0, 0)  # 4 bits, by palette
    pack = zlib.compressobj(9, memLevel=9)
    data = pack.compress(filtered.tobytes()) + pack.flush()
    parts = ((b"IHDR", head), (b"PLTE", palette.tobytes()), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, content) for name, content in parts)


def drawn(spec: dict[str, Any]) -> bytes:
    """Return a Vega-Lite specification as a PNG of few colours."""
    import vl_convert
    from PIL import Image

    png = vl_convert.vegalite_to_png(spec, vl_version=GRAMMAR, scale=SCALE)
    return packed(*few_colours(np.asarray(Image.open(BytesIO(png)).convert("RGB"))))
