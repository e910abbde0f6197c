"""The palette: what is read has contrast, and what must be told apart is apart without colour."""

from __future__ import annotations

from itertools import combinations

import pytest

import chart_checker as checker
from darfurlab.charts import theme as t

TEXTS = {name: t.STYLES[name]["fill"] for name in ("quiet", "grey", "navy", "for", "against")}
# Who sees no green (Machado, Oliveira and Fernandes 2009, severity 1), on linear light.
DEUTERANOPIA = [
    (0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)
]  # fmt: skip


def linear(colour: str) -> list[float]:
    return [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in checker.rgb(colour)
    ]


def lab(rgb: list[float]) -> tuple[float, float, float]:
    """Return linear light as CIE L*a*b* (D65)."""
    rows = [(0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)]
    white = (0.95047, 1.0, 1.08883)
    xyz = [sum(k * c for k, c in zip(row, rgb, strict=True)) / w
           for row, w in zip(rows, white, strict=True)]  # fmt: skip
    x, y, z = (v ** (1 / 3) if v > 0.008856 else 7.787 * v + 16 / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def distance(one: str, other: str) -> float:
    """Return how far apart two colours are to somebody who sees no green (CIE 76)."""
    seen = []
    for colour in (one, other):
        light = linear(colour)
        turned = [sum(k * c for k, c in zip(row, light, strict=True)) for row in DEUTERANOPIA]
        seen.append(lab([min(max(c, 0), 1) for c in turned]))
    return sum((a - b) ** 2 for a, b in zip(*seen, strict=True)) ** 0.5


@pytest.mark.parametrize("name", TEXTS)
def test_words_have_contrast_on_paper(name):
    assert checker.contrast(TEXTS[name], t.PAPER) >= 4.5


@pytest.mark.parametrize("name", ["quiet", "grey", "navy", "against"])
def test_words_but_for_blue_have_contrast_on_a_washed_row_too(name):
    assert checker.contrast(TEXTS[name], t.WASH) >= 4.5
    assert checker.contrast(t.STYLES["for"]["fill"], t.WASH) < 4.5  # so it stands on paper only


@pytest.mark.parametrize("ground", [t.NAVY, t.RUST])
def test_white_words_have_contrast_on_the_grounds_they_stand_on(ground):
    assert checker.contrast(t.PAPER, ground) >= 4.5


@pytest.mark.parametrize("colour", [t.NAVY, t.BLUE, t.RUST, t.OCHRE, t.GREY, t.HAIR])
def test_marks_have_contrast_on_paper_and_on_a_washed_row(colour):
    assert checker.contrast(colour, t.PAPER) >= 3
    assert checker.contrast(colour, t.WASH) >= 3


PAIRS = {"for and against": (t.BLUE, t.RUST), "centre and periphery": (t.NAVY, t.OCHRE),
         "phases": (t.NAVY, t.OCHRE), "processes": (t.NAVY, t.BLUE),
         "channels": (t.RUST, t.NAVY)}  # fmt: skip


@pytest.mark.parametrize("pair", PAIRS)
def test_two_that_are_told_apart_are_far_apart_without_green(pair):
    assert distance(*PAIRS[pair]) >= 20


def test_the_distance_can_tell_near_from_far():
    assert distance("#ffffff", "#000000") == pytest.approx(100, abs=0.5)
    assert distance(t.OCHRE, t.RUST) < 20  # never side by side in one shape


FORMS = {
    "signs": [(str(look.get("strokeDash")),) for look in t.SIGNS.values()],
    "tiles": [(look["fill"] == t.PAPER,) for look in t.TILES.values()],
    "evidence": [(shape,) for shape in t.EVIDENCE.values()],
    "phases": [(look["shape"], look["fill"] == t.PAPER) for look in t.PHASES.values()],
    "sides": [(look["shape"],) for look in t.SIDES.values()],
    "verdicts": [(look["shape"],) for look in t.VERDICTS.values()],
    "processes": [(look["shape"], str(look.get("strokeDash"))) for look in t.PROCESSES],
    "channels": [(look["shape"], str(look.get("strokeDash"))) for look in t.CHANNELS.values()],
    "bands": [(round(checker.lightness(look["fill"]) / 20), str(look.get("strokeDash")))
              for look in t.BANDS.values()],
}  # fmt: skip


@pytest.mark.parametrize("code", FORMS)
def test_what_a_code_tells_apart_differs_in_form_and_not_in_colour_alone(code):
    assert len(set(FORMS[code])) == len(FORMS[code])
    for one, other in combinations(FORMS[code], 2):
        assert one != other
