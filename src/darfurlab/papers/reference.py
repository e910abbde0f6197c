"""Pages made from the data, so that they cannot drift: codebook, passages, glossary and others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from itertools import groupby
from pathlib import Path

from darfurlab.datasets import folders
from darfurlab.datasets.description import Column
from darfurlab.datasets.pack import Table, package
from darfurlab.datasets.words import BASIS_LABELS
from darfurlab.papers import guide

BEGIN, END = "<!-- codebook: made from datapackage.json -->", "<!-- end of codebook -->"


def _rule(column: Column) -> str:
    rules = ["filled" if column.required else "may be empty"]
    if column.unique:
        rules.append("unique")
    if column.enum:
        rules.append("one of: " + ", ".join(column.enum))
    if column.references:
        rules.append(f"{'ids' if column.is_list else 'id'} of {'.'.join(column.references)}")
    if column.unit:
        rules.append(f"unit: {column.unit}")
    return "; ".join(rules)


def codebook(tables: Mapping[str, Table]) -> str:
    """Return every table and column as Markdown."""
    parts = []
    for table in tables.values():
        schema = table.schema
        parts.append(f"### {schema.path}\n\n{schema.description} {len(table.rows)} rows.\n")
        parts.append("| column | type | holds | rule |\n| --- | --- | --- | --- |")
        for column in schema.columns:
            rule = _rule(column).replace("|", "\\|")
            parts.append(f"| `{column.name}` | {column.type} | {column.description} | {rule} |")
        parts.append("")
    return "\n".join(parts)


def _heading(marks: str, anchor: str, words: str) -> str:
    """Return a heading in words that links reach by its id, in JupyterLab too."""
    return f'{marks} <a id="{anchor}"></a>{words}\n'


KINDS = {"blockquote": "quotation"}  # what a reader calls a kind of passage, where it differs
PASSAGES = """# The passages of the brief

Everything in the lessons leads back to a passage of the brief *How to save Darfur’s peace process*.
Omer Ismail, Laura Jones and John Prendergast wrote the brief. The Enough Project published the
brief in October 2011. The text of the brief belongs to its authors and is not here.

Under each passage stands what it says, in our own words and shortened. For the exact words you need
the brief.

**Where to get the brief.** Ask your teacher or a library, or search the web for the title and for
*Enough Project*. Save the brief beside the lessons as `brief.pdf` or `brief.txt`. The lessons then
show you a passage in its own words: press **Show the passage** in a card, or run a cell with
`passage("intro-4")`. A cell with `passage()` shows this whole list in that way. The words stay on
your screen: no file keeps them. `darfurlab verify brief.pdf` compares your copy with this list.
"""


def passage_page(tables: Mapping[str, Table]) -> str:
    """Return the list of passages as Markdown, each with its gist and what the pack rests on it."""
    resting: dict[str, Counter[str]] = {}
    for name, table in tables.items():
        if name == "passages":
            continue
        for row in table.rows:
            for passage in row.get("passages", "").split():
                resting.setdefault(passage, Counter())[name.replace("_", " ")] += 1
    parts = [PASSAGES]
    section = ""
    for row in tables["passages"].rows:
        if row["section"] != section:
            section = row["section"]
            parts.append(f"## {section}\n")
        counts = resting.get(row["passage"], Counter())
        rests = ", ".join(f"{name} {n}" for name, n in sorted(counts.items())) or "none"
        kind, length = KINDS.get(row["kind"], row["kind"]), int(row["words"])
        parts.append(_heading("###", row["passage"], f"{row['label']} · {row['passage']}"))
        parts.append(f"{row['gist']}\n")
        parts.append(
            f"*This {kind} has {length} {'word' if length == 1 else 'words'} "
            f"and begins “{row['cue']}”. Rows of the data that cite it: {rests}.*\n"
        )
    return "\n".join(parts)


def _used(used: str) -> str:
    """Return where a student meets a term, as links to the lessons."""
    lessons = {path.name[:2]: path.name for path in folders.lessons(folders.lessons_folder())}
    pages = {"data": "the data", "background": "[Darfur since 2003](background.md)"}
    pages |= {number: f"[lesson {number}]({name})" for number, name in lessons.items()}
    return ", ".join(pages.get(place, place) for place in used.split())


def glossary_page(tables: Mapping[str, Table]) -> str:
    """Return the glossary as Markdown: each term with a sentence, an example, and its places."""
    where = _places(tables, "passages.md")
    parts = ["# Glossary\n\nTerms and short names of the lessons, from A to Z.\n"]
    for row in sorted(tables["glossary"].rows, key=lambda r: r["name"].casefold()):
        full = f": {row['expansion']}" if row["expansion"] else ""
        parts.append(_heading("##", row["term"], f"{row['name']}{full}"))
        parts.append(f"{row['definition']} (*{BASIS_LABELS[row['basis']]}*)\n")
        if row.get("example"):
            parts.append(f"*Example:* {row['example']}\n")
        places = []
        if row.get("used"):
            places.append(f"*Used in:* {_used(row['used'])}.")
        if cited := where(row["passages"]):
            places.append(f"*In the brief:* {cited}.")
        if row["source_url"]:
            places.append(f"*Source:* [{row['source_title']}]({row['source_url']}).")
        parts.append(" ".join(places) + "\n")
    return "\n".join(parts)


def changelog(tables: Mapping[str, Table]) -> str:
    """Return the corrections as Markdown, the latest day first."""
    where = _places(tables, "../notebooks/passages.md")
    parts = [
        "# What was corrected in the data\n\n"
        "Made from `corrections.csv`, by day. Each entry gives the table and the rows, what stood "
        "there, what stands there now, and why. *Brief* marks what we keep as the brief prints it, "
        "though other sources differ.\n"
    ]
    rows = tables["corrections"].rows
    for day in sorted({row["date"] for row in rows}, reverse=True):
        parts.append(f"## {day}\n")
        for row in (row for row in rows if row["date"] == day):
            ids = ", ".join(f"`{one}`" for one in row["rows"].split())
            named = f"`{row['table']}`{f' ({ids})' if ids else ''}"
            cited = where(row["passages"])
            parts.append(
                f"- *{row['kind'].capitalize()}*, {named}. Before: {row['was']}. "
                f"Now: {row['now']}. {row['why']}{f' {cited}' if cited else ''}"
            )
        parts.append("")
    return "\n".join(parts)


def background_page(tables: Mapping[str, Table]) -> str:
    """Return what other sources say since 2003 as Markdown, each statement with its source."""
    where = _places(tables, "passages.md")
    parts = [
        "# Darfur since 2003\n\n"
        "The brief was written for readers who knew the war. This page tells a reader what "
        "other sources say. Each statement has its source. *For the brief* says what a statement "
        "means for the brief, in our judgement.\n"
    ]
    for section, rows in groupby(tables["background"].rows, lambda row: row["section"]):
        parts.append(f"## {section}\n")
        for row in rows:
            source = f"[{row['source_title']}]({row['source_url']}), {row['source_publisher']}"
            once = ", looked up once" if row["checked"] == "looked_up" else ""
            said = {
                "external": f"*outside source*: {source}, {row['source_year']}{once}",
                "coding": "*our coding*",
            }[row["basis"]]
            meaning = f" *For the brief:* {row['relates_to']}" if row["relates_to"] else ""
            cited = where(row["passages"])
            parts.append(f"{row['text']} ({said}){meaning}{f' ({cited})' if cited else ''}\n")
    return "\n".join(parts)


def reading_page(tables: Mapping[str, Table]) -> str:
    """Return what to read beside each lesson as Markdown."""
    parts = [
        "# What to read beside the brief\n\n"
        "Two or three works for each lesson: scholars, reports, and one text of advocacy. "
        "*Free* marks what can be read without payment, *Sudan* an author who works or worked at "
        "a university of Sudan. Title, authors and year were found in stored copies of public "
        "pages. We have not read every work whole.\n"
    ]
    for lesson, rows in groupby(tables["readings"].rows, lambda row: row["lesson"]):
        parts.append(f"## Lesson {lesson}\n")
        for row in rows:
            marks = [row["kind"]]
            marks += ["free"] if row["open_access"] == "yes" else []
            marks += ["Sudan"] if row["from_sudan"] else []
            parts.append(
                f"- {row['authors']}, [*{row['title']}*]({row['url']}), {row['publisher']}, "
                f"{row['year']} ({', '.join(marks)}). {row['says']} {row['serves']}"
            )
        parts.append("")
    return "\n".join(parts)


def _places(tables: Mapping[str, Table], page: str) -> Callable[[str], str]:
    """Return what makes links to passages of a cell with their ids; "" of an empty one."""
    labels = {row["passage"]: row["label"] for row in tables["passages"].rows}
    return lambda ids: "; ".join(f"[{labels[one]}]({page}#{one})" for one in ids.split())


def pages(readme: str) -> dict[str, str]:
    """Return each page's path in the repository and its text, from the pack's own data.

    `readme`: the present text of data/README.md; all outside the codebook's marks is kept.
    """
    tables, _ = package()
    before, _, rest = readme.partition(BEGIN)
    _, ended, after = rest.partition(END)
    after = after if ended else rest  # a mark was lost: rather twice than gone
    return {
        "data/README.md": f"{before}{BEGIN}\n\n{codebook(tables)}\n{END}{after}",
        "data/CHANGELOG.md": changelog(tables),
        "notebooks/background.md": background_page(tables),
        "notebooks/glossary.md": glossary_page(tables),
        "notebooks/passages.md": passage_page(tables),
        "notebooks/reading.md": reading_page(tables),
        **{f"notebooks/instructor/{k}.md": v for k, v in guide.pages(guide.folder()).items()},
    }


def write_all(top: Path) -> list[Path]:
    """Write every page below the repository's top folder; return their paths."""
    readme = folders.data_folder() / "README.md"
    written = []
    for name, text in pages(readme.read_text(encoding="utf-8") if readme.exists() else "").items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return written
