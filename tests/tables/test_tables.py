"""The joins and counts, against small frames made here and against the files read with csv."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from darfurlab import datasets, tables
from darfurlab.datasets.words import LABELS
from darfurlab.tables import mediation, proposal
from edits import raw

MATRIX = ["grievances", "grievance_regions", "regions"]
CALLS = [  # each function of a frame: the tables that it takes, and what else
    (tables.grievances_by_region, MATRIX),
    (tables.ranges, ["figures", "regions"]),
    (tables.attempts, ["processes", "actors"]),
    (tables.dated, ["events", "actors"]),
    (tables.off_the_agenda, ["processes", "actors"]),
    (tables.paths, ["processes", "regions"]),
    (tables.argument, ["claims", "claim_links"]),
    (tables.who_is_who, ["actors", "relations"]),
    (tables.counted_as_agreements, ["agreements", "figures"]),
    (tables.names_from_outside, ["third_parties", "agreements"]),
    (tables.compared, ["violence", "figures"]),
    (tables.readings, ["violence_pairs"]),
    (mediation.posts, ["mandates", "actors"]),
    (mediation.acts, ["relations", "actors"]),
    (mediation.who, ["relations", "actors"], "criticised"),
    (mediation.around_mediators, ["relations", "actors", "mandates"]),
    (mediation.balance, ["relations", "actors"], ["thabo-mbeki"]),
    (mediation.two_accounts, ["claims", "claim_links"], "c-conference-endorsed"),
    (mediation.scored, ["checklist", "checklist_coding", "second_reading"], {}),
    (mediation.heard, ["voices"]),
    (proposal.issues_by_phase, ["grievances"]),
    (proposal.who_does_what, ["recommendations", "actors"]),
    (proposal.posts, ["mandates", "actors"], ["thabo-mbeki", "ibrahim-gambari"]),
    (proposal.steps, ["recommendations"]),
]
# Counts, and what an index of documents tells: no passage speaks of it.
NOWHERE = (mediation.balance, mediation.heard, tables.readings, tables.names_from_outside)


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    return {t: getattr(datasets, f"load_{t}")() for _, names, *_ in CALLS for t in names}


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call[0].__qualname__)
def test_what_is_given_is_left_as_it_was(call, frames):
    function, names, *rest = call
    before = {table: frames[table].copy(deep=True) for table in names}
    result = function(*(frames[table] for table in names), *rest)
    result = result[0] if isinstance(result, tuple) else result
    for table in names:
        pd.testing.assert_frame_equal(frames[table], before[table])
        assert result is not frames[table]
    assert len(result) > 0
    assert list(result.index) == list(range(len(result)))
    assert "where" in result or function in NOWHERE


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call[0].__qualname__)
def test_a_missing_column_is_named_with_those_there_are(call, frames):
    function, names, *rest = call
    given = [frames[table] for table in names]
    for at, table in enumerate(names):
        said = {}  # the function does without the other columns
        for column in given[at].columns[at > 0 and table in ("regions", "actors") :]:
            less = [f.drop(columns=column) if i == at else f for i, f in enumerate(given)]
            try:
                function(*less, *rest)
            except tables.MissingColumnError as err:
                said[column] = str(err)
        assert said
        for column, message in said.items():
            assert message.startswith(f"no column {column!r}; the frame has: ")
            assert next(c for c in given[at].columns if c != column) in message


def test_the_error_is_a_key_error_and_reads_as_a_sentence():
    with pytest.raises(KeyError) as caught:
        tables.need(pd.DataFrame({"a": [1], "b": [2]}), "a", "c")
    assert str(caught.value) == "no column 'c'; the frame has: a, b"


# --- names ----------------------------------------------------------------------------------------


def test_names_stand_for_ids_and_an_unknown_id_stays():
    lookup = pd.DataFrame({"actor": ["un", "au"], "name": ["United Nations", "African Union"]})
    one = tables.names(pd.Series(["un", "x", None], dtype="str"), lookup)
    assert list(one[:2]) == ["United Nations", "x"]
    assert pd.isna(one[2])
    many = tables.names(pd.Series([("au", "un"), ("x",), ()], dtype=object), lookup)
    assert list(many) == ["African Union, United Nations", "x", ""]


# --- the matrix of lesson 01 ----------------------------------------------------------------------


def test_the_matrix_is_every_issue_by_every_conflict_region(frames):
    matrix = tables.grievances_by_region(*(frames[t] for t in MATRIX))
    places = {r["region"]: r["name"] for r in raw("regions") if r["kind"] == "conflict_region"}
    issues = {r["grievance"]: r for r in raw("grievances")}
    ties = {(r["grievance"], r["region"]): r for r in raw("grievance_regions")}
    assert len(places) == 5
    pairs = list(zip(matrix["grievance"], matrix["region"], strict=True))
    assert sorted(pairs) == sorted((g, r) for g in issues for r in places)
    for row in matrix.to_dict("records"):
        tie = ties.get((row["grievance"], row["region"]))
        expected = {"all": "named"}.get(tie["how"], tie["how"]) if tie else "not stated"
        assert row["tie"] == expected
        assert row["issue"] == issues[row["grievance"]]["name"]
        assert row["place"] == places[row["region"]]
        assert row["passages"] == (tuple(tie["passages"].split()) if tie else ())
        count = sum((row["grievance"], place) in ties for place in places)
        assert row["regions_tied"] == count
        assert row["note"]
        assert (row["where"] == "none") is (tie is None)
    assert list(matrix["regions_tied"]) == sorted(matrix["regions_tied"], reverse=True)


def test_five_of_the_issues_of_darfur_alone_are_of_all_sudan_too_as_the_lesson_tells(frames):
    matrix = tables.grievances_by_region(*(frames[t] for t in MATRIX))
    here = (matrix["region"] == "darfur") & (matrix["tie"] != "not stated")
    alone = set(matrix.loc[here & (matrix["regions_tied"] == 1), "grievance"])
    sudan = {r["grievance"] for r in raw("grievance_regions") if r["region"] == "sudan"}
    assert (len(alone), len(alone & sudan)) == (14, 5)
    assert {"power-sharing", "wealth-sharing"} <= alone & sudan


def test_no_tie_is_lost_to_a_place_within_a_conflict_region(frames):
    """The matrix draws five regions: what is tied to a town of one is tied to it too."""
    matrix = tables.grievances_by_region(*(frames[t] for t in MATRIX))
    tied = matrix[matrix["tie"] != "not stated"]
    drawn = set(zip(tied["grievance"], tied["region"], strict=True))
    places = {r["region"]: r for r in raw("regions")}
    within = 0
    for row in raw("grievance_regions"):
        place = row["region"]
        while place and places[place]["kind"] != "conflict_region":
            place = places[place]["part_of"]
        if place:
            within += 1
            assert (row["grievance"], place) in drawn
    assert within > len(drawn)  # some are towns: the test can fail


# --- figures --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("low", "high", "hedge", "shown"),
    [
        (60000, 70000, None, "60,000 to 70,000"),
        (2000000, 2000000, "approximately", "2,000,000 (“approximately”)"),
        (None, 3, "almost", "up to 3 (“almost”)"),
        (100, None, "at least", "from 100 (“at least”)"),
        (2.5, 3.25, None, "2.5 to 3.25"),
    ],
)
def test_a_number_is_said_in_words_with_its_hedge(low, high, hedge, shown):
    figures = pd.DataFrame({
        "low": pd.Series([low], dtype="float64"), "high": pd.Series([high], dtype="float64"),
        "unit": ["people"], "hedge": pd.Series([hedge], dtype="str"),
        "caveat": ["It does not say when. Nor who counted."], "place": [("darfur",)],
    })  # fmt: skip
    regions = pd.DataFrame({"region": ["darfur"], "name": ["Darfur"]})
    (row,) = tables.ranges(figures, regions).to_dict("records")
    assert row["shown"] == shown
    assert (row["from"], row["to"]) == (low or high, high or low)
    assert row["cannot_tell"] == "It does not say when."
    assert row["places"] == "Darfur"


def test_a_figure_with_no_bound_is_no_range(frames):
    ranges = tables.ranges(frames["figures"], frames["regions"])
    bounded = [r["figure"] for r in raw("figures") if r["low"] or r["high"]]
    assert list(ranges["figure"]) == bounded
    for row in ranges.to_dict("records"):
        assert row["from"] <= row["to"]
        assert isinstance(row["cannot_tell"], str), row["figure"]
        assert row["caveat"].startswith(row["cannot_tell"])


# --- attempts and events --------------------------------------------------------------------------


def test_attempts_are_those_that_somebody_made(frames):
    attempts = tables.attempts(frames["processes"], frames["actors"])
    rows = [r for r in raw("processes") if r["kind"] == "attempt" and r["lead"]]
    name = {r["actor"]: r["name"] for r in raw("actors")}
    assert list(attempts["process"]) == [r["process"] for r in rows]
    assert list(attempts["by"]) == [", ".join(name[a] for a in r["lead"].split()) for r in rows]
    assert list(attempts["stopped"]) == [
        ", ".join(name[a] for a in r["stopped_by"].split()) for r in rows
    ]
    assert list(attempts["fate"]) == [r["fate"].replace("_", " ") for r in rows]
    assert set(attempts["label"]) <= {*LABELS.values()}


def test_events_come_by_date_with_how_well_it_is_known(frames):
    dated = tables.dated(frames["events"], frames["actors"])
    rows = {r["event"]: r for r in raw("events")}
    assert sorted(dated["event"]) == sorted(rows)
    spans = list(zip(dated["date_start"], dated["date_end"], strict=True))
    assert spans == sorted(spans)
    words = {1: "year", 2: "month", 3: "day"}
    name = {r["actor"]: r["name"] for r in raw("actors")}
    for row in dated.to_dict("records"):
        given = rows[row["event"]]
        assert row["known_to"] == words[len(given["date"].split("-"))]
        assert row["who"] == ", ".join(name[a] for a in given["actors"].split())


def test_every_basis_of_the_schema_has_a_label():
    for table in ("events", "processes", "figures", "claim_links"):
        assert {row["basis"] for row in raw(table)} <= set(tables.BASIS_LABELS)
    assert set(tables.BASIS_LABELS.values()) == {*LABELS.values()}
    assert tables.BASIS_LABELS["inferred"] == "our coding"
    assert tables.BASIS_LABELS["external"] == "outside source"


def test_the_paths_to_peace_are_as_lesson_02_counts_them(frames):
    paths = tables.paths(frames["processes"], frames["regions"])
    assert (len(paths), (paths["place"] == "Darfur").sum()) == (14, 10)
    assert (paths["begins"].isna() & paths["ends"].isna()).sum() == 6
    assert not any(word in place for place in paths["place"] for word in ("Abyei", "East"))


def test_what_was_refused_is_one_general_statement_and_two_cases(frames):
    refused = tables.off_the_agenda(frames["processes"], frames["actors"])
    assert refused["made_by"].tolist()[0] == "stated in general"
    assert ["Movement" in maker for maker in refused["made_by"]] == [False, True, True]
    for refusers in refused["refused_by"]:
        assert re.search("government|National Congress Party", refusers)
