"""What lesson 00 says in words is what the data say."""

from __future__ import annotations

import json
import re
from pathlib import Path

from darfurlab import datasets

TOP = Path(__file__).resolve().parents[2]
CELLS = json.loads((TOP / "notebooks" / "00-start-here.ipynb").read_text(encoding="utf-8"))["cells"]
PROSE = "\n".join("".join(c["source"]) for c in CELLS if c["cell_type"] == "markdown")
BANK = (TOP / "data" / "questions" / "00-start-here.toml").read_text(encoding="utf-8")
LABELS = {
    "fact": "stated by the brief",
    "claim": "claim of the authors",
    "coding": "our coding",
    "outside-source": "outside source",
}


def test_the_four_labels_are_defined_in_the_same_words_as_in_the_glossary() -> None:
    glossary = datasets.load_glossary().set_index("term")["definition"]
    for term, label in LABELS.items():
        assert f"- *{label}* · {glossary[term]} Example: " in PROSE


def test_the_theses_and_the_arrows_are_as_many_as_it_says() -> None:
    claims, links = datasets.load_claims(), datasets.load_claim_links()
    theses = set(claims.loc[claims["thesis"], "claim"])
    assert len(theses) == 7
    assert PROSE.count("seven theses") + PROSE.count("seven *theses*") == 3
    tied = links[links["from_claim"].isin(theses) & links["to_claim"].isin(theses)]
    arrows = tied["to_claim"].value_counts()
    assert (arrows.index[0], arrows.iloc[0], arrows.iloc[1]) == ("c-all-sudan-process", 3, 1)
    assert "Three arrows end at the same thesis" in BANK


def test_the_endnotes_are_counted_as_the_table_of_sources_has_them() -> None:
    sources = datasets.load_sources()
    notes = {re.sub("[a-z]$", "", source) for source in sources["source"]}
    own = sources[sources["kind"].isin(["ngo_report", "memo"])]["number"].nunique()
    assert (len(notes), own) == (14, 4)
    assert "Four of the 14 endnotes name papers by the authors" in PROSE
    assert (sources["kind"] == "interview").sum() == 1
    assert "the only interview in the endnotes" in BANK


def test_no_condition_is_coded_as_met_as_one_of_its_statements_says() -> None:
    assert "met" not in set(datasets.load_checklist_coding()["verdict"])
    assert "the brief shows none as met" in BANK
