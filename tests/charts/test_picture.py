"""Pictures of the saved lessons: few colours, none of them changed where there is much of it."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest

from darfurlab.charts import picture

WHITE, WASH, INK = (255, 255, 255), (242, 241, 236), (27, 27, 27)
RULE, MARK = (230, 230, 230), (31, 58, 95)  # a line of one pixel, and a small mark


@pytest.fixture
def drawing() -> np.ndarray:
    """A washed row over a white one, marks and a line on them, and edges in a hundred greys."""
    pixels = np.full((60, 101, 3), WHITE, np.uint8)  # an odd width: the last byte is half used
    pixels[:30] = WASH
    pixels[20:40, 40:60] = INK
    pixels[45], pixels[46:56, 5:16] = RULE, MARK
    pixels[58, :100] = np.arange(30, 230, 2)[:, None]
    return pixels


def test_surfaces_keep_their_colour_and_edges_share_what_is_left(drawing):
    palette, places = picture.few_colours(drawing)
    again = palette[places]
    surfaces = [(0, 0), (55, 0), (30, 50), (45, 9), (53, 9)]
    assert [tuple(again[at].tolist()) for at in surfaces] == [WASH, WHITE, INK, RULE, MARK]
    assert 6 < len(palette) <= 16
    assert abs(again.astype(int) - drawing).sum(axis=2).max() <= picture.APART


def test_many_surfaces_are_still_sixteen_colours():
    stripes = np.repeat(np.arange(0, 250, 10, dtype=np.uint8), 20)
    pixels = np.repeat(np.tile(stripes, (40, 1))[:, :, None], 3, axis=2)
    palette, places = picture.few_colours(pixels)
    assert len(palette) == 16
    assert places.max() == 15


def test_what_is_packed_is_read_again_as_it_was(drawing):
    image = pytest.importorskip("PIL.Image")
    palette, places = picture.few_colours(drawing)
    png = picture.packed(palette, places)
    read = np.asarray(image.open(BytesIO(png)).convert("RGB"))
    assert (read == palette[places]).all()
    assert png == picture.packed(*picture.few_colours(drawing))  # the same bytes twice
