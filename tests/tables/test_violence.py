"""Deaths by year: sums of pairs of groups, and the ratios that lesson 01 tells."""

from __future__ import annotations

import pandas as pd
import pytest

from darfurlab import datasets, tables
from darfurlab.tables import violence

READ = {  # who → deaths of 2009 and 2010, ratio, least, most; read off the source's own files
    "army": (353, 920, 2.6, 2.5, 4.5),
    "groups": (343, 342, 1.0, 0.92, 1.0),
    "together": (696, 1303, 1.9, 1.8, 2.9),
    "sudan": (2480, 1635, 0.66, 0.64, 1.1),
}


@pytest.fixture(scope="module")
def compared() -> pd.DataFrame:
    return violence.compared(datasets.load_violence(), datasets.load_figures())


@pytest.mark.parametrize("who", READ)
def test_the_ratios_are_those_that_the_lesson_tells(compared, who):
    (row,) = compared[(compared["who"] == who) & (compared["base"] == 2009)].to_dict("records")
    then, now, *ratios = READ[who]
    assert (row["base_best"], row["best"]) == (then, now)
    assert row["said"] == "{} ({} to {})".format(*map(str, ratios))
    for name, ratio in zip(("ratio", "least", "most"), ratios, strict=True):
        assert row[name] == pytest.approx(ratio, abs=0.051)


def test_where_nobody_was_counted_there_is_no_ratio(compared):
    (row,) = compared[(compared["who"] == "civilians") & (compared["base"] == 2009)].to_dict(
        "records"
    )
    assert (row["base_best"], row["best"], row["high"]) == (0, 41, 70)
    assert row["said"] == "no ratio: 0 in 2009"
    assert row["ratio"] != row["ratio"]


def test_a_base_year_that_was_high_makes_the_ratio_low(compared):
    (row,) = compared[(compared["who"] == "together") & (compared["base"] == 2004)].to_dict(
        "records"
    )
    assert (row["base_best"], row["base_high"]) == (8701, 34921)
    assert row["said"] == "0.15 (0.04 to 0.23)"


def test_the_sums_by_year_are_those_of_the_pairs():
    """Two ways to the same numbers: the sums for Darfur were not made from the pairs."""
    years = datasets.load_violence_years().merge(
        datasets.load_violence_pairs()[["pair", "kind"]], on="pair"
    )
    sums = datasets.load_violence()
    sums = sums[sums["counted_by"] == "ucdp"]
    assert len(sums) == 12 * 5
    for row in sums.to_dict("records"):
        own = years[(years["year"] == row["year"]) & (years["kind"] == row["kind"])]
        own = own[own["counted"]] if row["place"] == "darfur" else own
        for end in violence.ENDS:
            assert own[end].sum() == row[end], (row["place"], row["year"], row["kind"], end)


def test_low_best_and_high_run_upwards():
    for table in (datasets.load_violence_years(), datasets.load_violence().dropna()):
        assert (table["low"] <= table["best"]).all()
        assert (table["best"] <= table["high"]).all()


def test_no_base_year_has_armed_groups_among_the_communities():
    fights = datasets.load_violence_years().merge(datasets.load_violence_pairs(), on="pair")
    fights = fights[fights["counted"] & (fights["kind"] == "between_groups")]
    armed = fights["side_a"].str.contains("Janjaweed|SLM") & (fights["year"] < 2010)
    assert set(fights[armed]["year"]) == set(violence.ARMED_GROUPS)


def test_a_count_of_the_un_stays_apart_and_open():
    un = datasets.load_violence()
    un = un[un["counted_by"] == "un"].set_index("year")
    assert un.loc[2010, "low"] == 2321
    assert pd.isna(un.loc[2010, "high"])
    assert un["best"].isna().all()


def test_another_coding_moves_the_ratio():
    deaths = datasets.load_violence_years().merge(datasets.load_violence_pairs(), on="pair")
    counted = deaths[deaths["counted"]]
    assert tables.ratio_by_hand(counted, 2009, 2010) == pytest.approx(1303 / 696)
    other = counted[~(counted["side_a"] + counted["side_b"]).str.contains("Misseriya")]
    assert tables.ratio_by_hand(other, 2009, 2010) == pytest.approx(961 / 452)
    assert pd.isna(tables.ratio_by_hand(other[:0], 2009, 2010))


def test_readings_are_crossed_and_what_was_not_read_is_left_out():
    table = tables.readings(datasets.load_violence_pairs())
    counts = table.drop(columns="reading")
    assert counts.to_numpy().tolist() == [[21, 0, 0], [0, 28, 0], [0, 1, 2]]
    assert table["reading"].tolist() == ["first: yes", "first: no", "first: unclear"]


def test_more_civilians_were_killed_than_people_in_the_war_as_the_lesson_tells():
    data = datasets.load_violence()
    first = data[(data["place"] == "darfur") & data["year"].isin([2003, 2004])]
    sums = first.groupby("kind")[["best", "low"]].sum()
    assert (sums.loc["one_sided"] > sums.loc["army_rebels"]).all()
