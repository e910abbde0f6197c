"""What counts as an agreement, and who from outside put a name to one."""

from __future__ import annotations

from darfurlab import datasets, tables


def test_three_sources_count_by_three_rules():
    listed = tables.counted_as_agreements(datasets.load_agreements(), datasets.load_figures())
    assert listed["agreements"].tolist() == [3, 20, 3]
    brief, index, ucdp = listed["which"]
    assert brief == "2004, 2006, 2011"
    assert "2004: 5" in index
    assert ["(2005)" in ucdp, "(2006)" in ucdp, "(2010)" in ucdp] == [True] * 3
    assert "2011" not in ucdp
    assert listed["where"].tolist() == ["Introduction ¶1", "outside source", "outside source"]


def test_what_is_not_of_darfur_or_of_states_alone_is_not_counted():
    agreements = datasets.load_agreements().set_index("agreement")
    assert len(agreements) == 24
    others = agreements[agreements["scope"] != "darfur"]["scope"]
    assert others.to_dict() == {
        "comprehensive-peace-agreement-2005": "south",
        "eastern-sudan-2006": "east",
        "cannes-2007": "states",
        "two-areas-framework-2011": "two_areas",
    }


def test_the_crowd_signs_in_abuja_and_two_people_sign_in_doha():
    signed = tables.names_from_outside(datasets.load_third_parties(), datasets.load_agreements())
    people = dict(
        zip(zip(signed["date"], signed["title"], strict=True), signed["people"], strict=True)
    )
    assert max(people.values()) == 15
    assert people["2006-05-05", "Darfur Peace Agreement"] == 15
    doha = signed[signed["date"].between("2009", "2011")]
    assert doha["people"].tolist() == [2, 2, 2, 2]
    assert all("Al-Mahmoud" in names and "Bassolé" in names for names in doha["names"])
    gambari = signed[signed["names"].str.contains("Gambari")]
    assert gambari["date"].tolist() == ["2011-07-14"]
    assert not signed["names"].str.contains("Mbeki").any()


def test_the_names_beside_an_agreement_are_the_rows_about_it():
    people = datasets.load_third_parties()
    for row in datasets.load_agreements().to_dict("records"):
        own = people[people["agreement"] == row["agreement"]]
        listed = [f"{p}, for {b}" for p, b in zip(own["person"], own["on_behalf_of"], strict=True)]
        assert ("; ".join(listed) or None) == (
            row["third_parties"] if isinstance(row["third_parties"], str) else None
        )


def test_each_process_carries_the_ids_of_documents_that_may_be_it():
    agreements = datasets.load_agreements()
    processes = datasets.load_processes().set_index("process")
    of_process = {
        process: set(
            agreements[agreements["may_stand_for"].map(lambda p, q=process: q in p)]["pax"]
        )
        for process in processes.index
    }
    for process, ids in processes["pax"].items():
        assert {int(i) for i in ids} <= of_process[process], process
    assert processes.loc["doha-document-2011", "pax"] == ("853", "749")
