"""Pages made from the data: as committed, whole, and with nothing of a person's writing lost."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from darfurlab.datasets import folders, pack
from darfurlab.papers import reference
from edits import copy_of_the_data, edit, put

TOP = Path(__file__).resolve().parents[2]
PACKAGE = json.loads((TOP / "data" / "datapackage.json").read_text(encoding="utf-8"))
PATHS = {r["name"]: r["path"] for r in PACKAGE["resources"]}
README = (TOP / "data" / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    return reference.pages(README)


def raw(table: str) -> list[dict[str, str]]:
    with (TOP / "data" / PATHS[table]).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_the_committed_pages_are_current(made):
    """Where this fails: darfurlab pages . (or make notebooks), and commit what it writes."""
    assert {"data/README.md", "notebooks/passages.md"} <= set(made)
    for name, text in made.items():
        assert (TOP / name).read_text(encoding="utf-8") == text, f"{name} is not current"


def test_making_them_again_changes_nothing(made):
    assert reference.pages(made["data/README.md"]) == made


def test_the_codebook_has_every_column_once_with_its_words(made):
    package = json.loads((TOP / "data" / "datapackage.json").read_text(encoding="utf-8"))
    _, _, book = made["data/README.md"].partition(reference.BEGIN)
    book, _, _ = book.partition(reference.END)
    for resource in package["resources"]:
        (part,) = re.findall(rf"### {re.escape(resource['path'])}\n(.*?)(?=\n### |\Z)", book, re.S)
        assert resource["description"] in part
        assert f"{len(raw(resource['name']))} rows" in part
        lines = [line for line in part.splitlines() if line.startswith("| `")]
        assert len(lines) == len(resource["schema"]["fields"])
        for line, field in zip(lines, resource["schema"]["fields"], strict=True):
            assert line.startswith(f"| `{field['name']}` | {field['type']} | ")
            assert field["description"].replace("|", "\\|") in line
            assert len(re.findall(r"(?<!\\)\|", line)) == 5
            if "enum" in field.get("constraints", {}):
                assert ", ".join(map(str, field["constraints"]["enum"])) in line
            if "references" in field:
                assert field["references"] in line


def anchors(text: str) -> list[str]:
    """Return where links reach a page, each in a heading."""
    return re.findall(r'^##+ <a id="([^"]+)"></a>\S', text, re.M)


def test_the_passages_have_an_entry_each_that_links_can_reach(made):
    text = made["notebooks/passages.md"]
    assert anchors(text) == [row["passage"] for row in raw("passages")]
    for row in raw("passages"):
        head = f"</a>{row['label']} · {row['passage']}\n\n{row['gist']}\n\n"
        assert head in text
        assert f"begins “{row['cue']}”" in text.partition(head)[2].partition("\n")[0]
    cited = re.search(r"· intro-2\n\n.*\n\n.*that cite it: ([^\n]*)\.\*\n", text)[1]
    counted = dict(re.findall(r"([a-z][a-z ]*) (\d+)", cited))
    events = sum("intro-2" in row["passages"].split() for row in raw("events"))
    assert int(counted["events"]) == events > 0


def test_the_page_says_where_to_get_the_brief_and_links_to_nothing_that_may_be_gone(made):
    text = made["notebooks/passages.md"]
    for words in ("October 2011", "*How to save Darfur’s peace process*", "Enough Project"):
        assert words in text.partition("\n## ")[0]
    assert "http" not in text


def test_a_gist_is_a_sentence_or_two_in_plain_words():
    for row in raw("passages"):
        sentences = re.split(r"(?<=[.?!]) (?=[A-Z])", row["gist"])
        assert len(sentences) <= 2, row["gist"]
        assert all(sentence[-1] == "." for sentence in sentences), row["gist"]


def test_a_gist_of_another_length_is_a_fault(tmp_path):
    folder = copy_of_the_data(tmp_path)
    for words, faults in ((15, 0), (25, 0), (14, 1), (26, 1)):
        edit(folder, "passages", put(5, "gist", " ".join(["word"] * words)))
        found = [p for p in pack.read_package(folder)[1] if p.column == "gist"]
        assert len(found) == faults, words


def test_the_glossary_has_a_heading_in_words_a_term_that_links_can_reach(made):
    text = made["notebooks/glossary.md"]
    assert sorted(anchors(text)) == sorted(row["term"] for row in raw("glossary"))
    for row in raw("glossary"):
        assert f'## <a id="{row["term"]}"></a>{row["name"]}' in text
    passages = set(anchors(made["notebooks/passages.md"]))
    assert set(re.findall(r"\(passages\.md#([^)]+)\)", text)) <= passages


def test_the_changelog_has_every_correction_below_its_day_the_latest_first(made):
    text = made["data/CHANGELOG.md"]
    days = re.findall(r"^## (\S+)$", text, re.M)
    assert days == sorted({row["date"] for row in raw("corrections")}, reverse=True)
    for row in raw("corrections"):
        (part,) = re.findall(rf"^## {row['date']}\n(.*?)(?=^## |\Z)", text, re.M | re.S)
        (told,) = [one for one in part.splitlines() if f"Now: {row['now']}. {row['why']}" in one]
        for named in (row["table"], *row["rows"].split()):
            assert f"`{named}`" in told
        for passage in row["passages"].split():
            assert f"(../notebooks/passages.md#{passage})" in told


def test_the_background_tells_each_statement_below_its_heading_with_its_source(made):
    sections = re.split(r"^## ", made["notebooks/background.md"], flags=re.M)[1:]
    told = {head.strip(): rest for head, _, rest in (s.partition("\n") for s in sections)}
    assert len(told) == len(sections)  # rows of one section follow each other
    for row in raw("background"):
        (line,) = [one for one in told[row["section"]].splitlines() if one.startswith(row["text"])]
        assert row["relates_to"] in line
        assert ("looked up once" in line) == (row["checked"] == "looked_up")
        if row["basis"] == "external":
            assert f"*outside source*: [{row['source_title']}]({row['source_url']})" in line
            assert row["checked"]
        else:
            assert "(*our coding*)" in line


def test_the_reading_list_has_every_work_below_a_lesson_that_is_there(made):
    sections = re.split(r"^## Lesson ", made["notebooks/reading.md"], flags=re.M)[1:]
    told = {s[:2]: s for s in sections}
    assert list(told) == [p.name[:2] for p in folders.lessons(TOP / "notebooks")]
    for row in raw("readings"):
        (line,) = [one for one in told[row["lesson"]].splitlines() if f"]({row['url']})" in one]
        assert row["title"] in line
        assert line.endswith(f"{row['says']} {row['serves']}")
        assert (", free" in line) == (row["open_access"] == "yes")


def test_a_correction_names_a_table_and_rows_that_are_there():
    """No rule of `check`: who takes a row out of a copy need not rewrite what was corrected."""
    keys = {r["name"]: r["schema"].get("primaryKey", []) for r in PACKAGE["resources"]}
    for row in raw("corrections"):
        key = keys[row["table"]]
        parts = [key] if isinstance(key, str) else key
        known = {line[part] for line in raw(row["table"]) for part in parts}
        assert set(row["rows"].split()) <= known, row["correction"]


TERM = {
    "term": "forum-shopping", "name": "Forum shopping", "expansion": "", "basis": "coding",
    "definition": "Choosing the channel where the terms are easiest.", "passages": "intro-4",
    "source_url": "", "example": "The government goes to the easier mediator.",
    "used": "03 background data",
}  # fmt: skip


def test_a_term_has_its_sentence_an_example_and_where_it_is_used():
    tables, _ = pack.package()
    table = tables["glossary"]
    page = reference.glossary_page({**tables, "glossary": replace(table, rows=(TERM,))})
    _, _, entry = page.partition('## <a id="forum-shopping"></a>Forum shopping\n\n')
    sentence, example, places = entry.strip().split("\n\n")
    assert sentence.startswith("Choosing the channel where the terms are easiest. (*")
    assert example == "*Example:* The government goes to the easier mediator."
    assert places == (
        "*Used in:* [lesson 03](03-mediation-failure.ipynb), [Darfur since 2003](background.md), "
        "the data. *In the brief:* [Introduction ¶4](passages.md#intro-4)."
    )


@pytest.mark.parametrize("lesson", [p.name for p in folders.lessons(TOP / "notebooks")])
def test_every_link_of_a_lesson_reaches_an_entry(made, lesson):
    cells = json.loads((TOP / "notebooks" / lesson).read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    for page, anchor in re.findall(r"\]\(([a-z]+\.md)#([^)]+)\)", text):
        assert anchor in anchors(made[f"notebooks/{page}"]), f"{page}#{anchor}"
    for other in re.findall(r"\]\(([0-9a-z-]+\.ipynb)\)", text):
        assert (TOP / "notebooks" / other).is_file(), other


@pytest.mark.parametrize(
    "readme",
    ["", "Ours alone.\n", f"Before.\n{reference.BEGIN}\nold\n{reference.END}\nAfter.\n",
     f"Before.\n{reference.BEGIN}\nnever ended.\nAfter.\n"],
)  # fmt: skip
def test_what_a_person_wrote_around_the_codebook_is_kept(readme):
    text = reference.pages(readme)["data/README.md"]
    for words in ("Ours alone.", "Before.", "After."):
        assert (words in text) == (words in readme)
    assert text.count(reference.BEGIN) == text.count(reference.END) == 1
    assert text.index(reference.BEGIN) < text.index("### events.csv") < text.index(reference.END)
    assert "### events.csv" in text
    assert "\nold\n" not in text


def test_they_are_written_below_the_folder_that_is_named(tmp_path):
    written = reference.write_all(tmp_path)
    assert sorted(p.relative_to(tmp_path).as_posix() for p in written) == sorted(
        reference.pages(README)
    )
    for path in written:
        assert b"\r" not in path.read_bytes()
        assert path.read_bytes() == (TOP / path.relative_to(tmp_path)).read_bytes()


def test_lesson_00_says_which_files_must_be_moved_with_a_lesson():
    text = (TOP / "notebooks" / "00-start-here.ipynb").read_text(encoding="utf-8")
    assert (
        "If you move a lesson to another folder, move the files of these four pages with the lesson"
        in text
    )
