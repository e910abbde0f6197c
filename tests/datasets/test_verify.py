"""A copy of the brief against the passages; the brief here is invented, its digests made here."""

from __future__ import annotations

import builtins
import csv
import hashlib
import io
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darfurlab.datasets import description, pack, verify
from darfurlab.datasets.pack import Table
from darfurlab.launch import command as cli

TOP = Path(__file__).resolve().parents[2]
DATA = TOP / "data"
BRIEF = TOP.parent / "shared" / "brief" / "brief.txt"  # a person's own copy, where there is one
has_brief = pytest.mark.skipif(
    not BRIEF.is_file(), reason="no copy of the brief beside this folder"
)

# id, text as it might be printed: curly quotes, dashes, note numbers, cues that recur
PRINTED = {
    "front-0": "The river’s long memory",
    "one-0": "Water",
    "one-1": "The mill stood by the river until the flood of “ninety-one” took its wheel—or more.¹",
    "one-2": "The mill stood by the river again after ten years; nobody could say who had paid.²³",
    "one-3": "Nobody asks the miller; the miller, almost alone, asks the others about the ﬂood.",
    "two-0": "Bread",
    "two-1": "Loaves were dear – one cost what a day’s work paid, or somewhat more than that.",
    "two-2": "“We will bake at home,” said the baker’s sister. Water, she said, or Bread …",
    "two-3": "A final word on bread: it keeps, it travels, it is remembered.",
}


def plain(text: str) -> str:
    """Return the text as the data's README says that it is hashed; written apart from the code."""
    text = "".join(c for c in text if c not in "⁰¹²³⁴⁵⁶⁷⁸⁹")
    text = unicodedata.normalize("NFKC", text)
    for marks, mark in (("“”„‟", '"'), ("‘’‚‛", "'"), ("‐‑‒–—―−", "-")):
        for each in marks:
            text = text.replace(each, mark)
    return " ".join(text.split())


def row(name: str, text: str, number: int) -> dict[str, str]:
    words = plain(text).split(" ")
    return {
        "passage": name, "section": name.split("-")[0], "label": f"Label of {name}",
        "kind": "heading" if name.endswith("-0") else "paragraph", "order": str(number),
        "words": str(len(words)), "cue": " ".join(text.split()[:4]),
        "sha256": hashlib.sha256(" ".join(words).encode()).hexdigest(),
    }  # fmt: skip


ROWS = [row(name, text, n) for n, (name, text) in enumerate(PRINTED.items(), 1)]
COPY = "\n\n".join(PRINTED.values())


def statuses(text: str) -> dict[str, str]:
    return {f.passage: f.status for f in verify.findings(text, ROWS)}


def others(text: str) -> dict[str, str]:
    """Return the passages that were not found in order."""
    return {name: status for name, status in statuses(text).items() if status != "found"}


def test_the_cues_recur_so_that_the_test_is_a_hard_one():
    assert ROWS[2]["cue"] == ROWS[3]["cue"]
    assert plain(COPY).split().count("Bread") == 2


def test_a_faithful_copy_has_them_all_in_order_with_their_labels():
    found = verify.findings(COPY, ROWS)
    assert [f.passage for f in found] == list(PRINTED)
    assert {f.status for f in found} == {"found"}
    assert found[2].label == "Label of one-1"


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace(" ", "\n"),  # wrapped at every word
        lambda t: t.replace("\n\n", "\n\f\n"),  # page breaks between paragraphs
        lambda t: t.replace("flood of", "flood\f\n of"),  # and within one
        lambda t: t.replace(" ", "  \t "),
        lambda t: t.replace("\n", "\r\n"),
        lambda t: t.replace(" ", "\u00a0"),
        lambda t: re.sub("[¹²³]", "", t),
        lambda t: t.translate(str.maketrans("“”’–—", '""\'--')),
        lambda t: t.replace("’", "‘").replace("“", "”"),
        lambda t: t.replace("ﬂ", "fl"),
        lambda t: unicodedata.normalize("NFD", t),
        lambda t: "# " + t.replace("Water\n", "## **Water**\n").replace("Bread\n", "## Bread\n"),
        lambda t: t.replace("The mill", "**The mill**"),
        lambda t: "\ufeffA foreword.\n\n" + t + "\n\nPage 7",
        lambda t: t.replace("Loaves", "• Loaves"),
    ],
)
def test_how_it_is_set_does_not_matter(change):
    assert others(change(COPY)) == {}


def every_word():
    for name, text in PRINTED.items():
        for at in range(len(text.split())):
            yield name, at


def test_one_altered_word_is_noticed_in_its_passage_alone():
    tried = 0
    for name, at in every_word():
        words = PRINTED[name].split()
        words[at] = "quite" if words[at] != "quite" else "rather"
        copy = "\n\n".join({**PRINTED, name: " ".join(words)}.values())
        assert list(others(copy)) == [name], (name, at)
        tried += 1
    assert tried > 60


def test_a_dropped_or_doubled_word_is_noticed_in_its_passage_alone():
    for name, at in every_word():
        words = PRINTED[name].split()
        changes = [words[:at] + words[at + 1 :]]
        if 0 < at < len(words) - 1:  # at an end, a word more stands outside the passage
            changes.append([*words[: at + 1], *words[at:]])
        for changed in changes:
            copy = "\n\n".join({**PRINTED, name: " ".join(changed)}.values())
            assert list(others(copy)) == [name], (name, at)


@pytest.mark.parametrize("name", PRINTED)
def test_a_passage_that_is_not_there_is_missing_and_no_other(name):
    copy = "\n\n".join(text for key, text in PRINTED.items() if key != name)
    assert set(others(copy)) == {name}
    if name not in ("one-0", "two-0"):  # their one word stands elsewhere too
        assert others(copy) == {name: "missing"}


@pytest.mark.parametrize("name", ["one-1", "one-3", "two-1", "two-3", "front-0"])
def test_a_passage_out_of_order_is_moved_and_no_other(name):
    rest = [text for key, text in PRINTED.items() if key != name]
    at = len(rest) if name in ("one-1", "one-3", "two-1", "front-0") else 1
    copy = "\n\n".join([*rest[:at], PRINTED[name], *rest[at:]])
    assert others(copy) == {name: "moved"}


@settings(max_examples=60, deadline=None)
@given(st.permutations(list(PRINTED)))
def test_in_any_order_none_is_missing(order):
    copy = "\n\n".join(PRINTED[name] for name in order)
    found = statuses(copy)
    assert "missing" not in found.values()
    assert list(found) == list(PRINTED)
    assert len([s for s in found.values() if s == "moved"]) < len(PRINTED)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400))
def test_any_other_text_has_none_and_does_not_fail(text):
    assert {f.status for f in verify.findings(text, ROWS)} <= {"missing", "moved", "found"}
    assert statuses(text)["one-1"] == "missing"


# --- hedges and quoted phrases --------------------------------------------------------------------


def tables(**cells: str) -> dict[str, Table]:
    like = description.read_schemas(DATA)
    claim = {c.name: "" for c in like["claims"].columns} | {
        "claim": "c-one", "passages": "one-3 two-1", "hedge": "almost alone; somewhat more",
    }  # fmt: skip
    quote = {c.name: "" for c in like["quotations"].columns} | {
        "quotation": "q-one", "passages": "two-2", "phrase": "We will bake at home",
    }  # fmt: skip
    name = "quotations" if "phrase" in cells else "claims"
    rows = {"claims": claim, "quotations": quote}
    rows[name] = {**rows[name], **cells}
    return {
        "passages": Table(like["passages"], tuple(ROWS), tuple(range(2, 2 + len(ROWS)))),
        **{key: Table(like[key], (value,), (2,)) for key, value in rows.items()},
    }


def unsupported(text: str = COPY, **cells: str) -> list[tuple[str, int, str, str]]:
    found = verify.unsupported(text, tables(**cells))
    return [(p.file, p.row, p.column, p.value) for p in found]


def test_hedges_and_phrases_that_stand_in_their_passages_are_supported():
    assert unsupported() == []
    assert unsupported(hedge="SOMEWHAT More") == []  # the case does not matter
    assert unsupported(phrase="the baker's sister") == []  # nor the quotes
    assert unsupported(hedge="") == []


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        ({"hedge": "almost alone; perhaps"}, "perhaps"),
        ({"hedge": "somewhat more", "passages": "one-3"}, "somewhat more"),
        ({"phrase": "We shall bake at home"}, "We shall bake at home"),
        ({"phrase": "We will bake at home", "passages": "two-1 two-3"}, "We will bake at home"),
    ],
)
def test_what_does_not_stand_there_is_named(cells, value):
    ((file, line, column, given),) = unsupported(**cells)
    assert (line, given) == (2, value)
    assert (file, column) == (
        ("quotations.csv", "phrase") if "phrase" in cells else ("claims.csv", "hedge")
    )


def test_words_across_two_passages_are_no_support():
    assert unsupported(phrase="remembered. Bread", passages="two-3 two-1")


def test_a_row_is_not_judged_by_a_passage_that_the_copy_lacks():
    altered = COPY.replace("were dear", "were cheap")
    assert unsupported(altered, hedge="perhaps") == []
    assert unsupported(altered, hedge="perhaps", passages="one-3") != []


# --- files ----------------------------------------------------------------------------------------


def test_text_with_a_byte_order_mark_is_read(tmp_path):
    path = tmp_path / "brief.txt"
    path.write_bytes(b"\xef\xbb\xbf" + COPY.encode())
    assert others(verify.read_brief(path)) == {}


def refused(path: Path) -> str:
    with pytest.raises(verify.UnreadableBriefError) as caught:
        verify.read_brief(path)
    return str(caught.value)


def test_what_cannot_be_read_is_said_with_what_would_do(tmp_path, monkeypatch):
    assert "a file to read is expected" in refused(tmp_path / "nothing.txt")
    assert "a file to read is expected" in refused(tmp_path)
    for name, content in {
        "brief.docx": b"PK\x03\x04\x14\x00\x06\x00\x08\xff\xfe", "latin.txt": COPY[:200].encode(
            "cp1252", "replace"), "utf16.txt": COPY.encode("utf-16"),
    }.items():  # fmt: skip
        (tmp_path / name).write_bytes(content)
        said = refused(tmp_path / name)
        assert said.startswith(name)
        assert "UTF-8" in said
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing of the kind")
    assert "broken.pdf is not a PDF that can be read" in refused(tmp_path / "broken.pdf")
    monkeypatch.setattr(verify, "LARGEST", 100)
    (tmp_path / "long.txt").write_text(COPY, encoding="utf-8")
    assert "at most 100 are read" in refused(tmp_path / "long.txt")


def test_a_pdf_without_the_extra_says_how_to_get_it(tmp_path, monkeypatch):
    real = builtins.__import__

    def without(name, *rest, **more):
        if name.partition(".")[0] == "pypdf":
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    (tmp_path / "brief.pdf").write_bytes(b"%PDF-1.4")
    assert 'pip install "darfurlab[pdf]"' in refused(tmp_path / "brief.pdf")


def pdf(pages: list[list[str]]) -> bytes:
    """Return a PDF: each page's lines in Helvetica, from top to bottom."""
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    def named(**entries: object) -> DictionaryObject:
        names = {k: NameObject(f"/{v}") if isinstance(v, str) else v for k, v in entries.items()}
        return DictionaryObject({NameObject(f"/{key}"): each for key, each in names.items()})

    face = named(Type="Font", Subtype="Type1", BaseFont="Helvetica", Encoding="WinAnsiEncoding")
    writer, out = PdfWriter(), io.BytesIO()
    for lines in pages:
        shown = [re.sub(r"([\\()])", r"\\\1", line).encode("cp1252") for line in lines]
        drawn = DecodedStreamObject()
        drawn.set_data(
            b"BT /F1 11 Tf 72 760 Td 14 TL " + b"".join(b"(%b) Tj T* " % t for t in shown) + b"ET"
        )
        page = writer.add_blank_page(595, 842)
        page.update(named(Resources=named(Font=named(F1=face)), Contents=drawn))
    writer.write(out)
    return out.getvalue()


def wrapped(width: int) -> list[str]:
    import textwrap

    text = COPY.replace("ﬂ", "fl").replace("²³", "").replace("¹", "")
    return [line for part in text.split("\n\n") for line in textwrap.wrap(part, width)]


def test_a_pdf_of_several_pages_with_running_lines_is_read(tmp_path):
    pytest.importorskip("pypdf")
    lines = wrapped(40)
    size = 4
    parts = [lines[i : i + size] for i in range(0, len(lines), size)]
    pages = [["The River Project", *part, f"Page {n} of 9"] for n, part in enumerate(parts, 1)]
    assert len(pages) > 3
    path = tmp_path / "brief.pdf"
    path.write_bytes(pdf(pages))
    text = verify.read_brief(path)
    assert "River Project" not in text
    assert others(text) == {}


def test_a_word_altered_in_a_pdf_is_noticed_in_its_passage_alone(tmp_path):
    pytest.importorskip("pypdf")
    path = tmp_path / "brief.pdf"
    path.write_bytes(pdf([[line.replace("wheel", "roof") for line in wrapped(60)]]))
    assert others(verify.read_brief(path)) == {"one-1": "missing"}


# --- the brief itself, where a copy stands beside this folder -------------------------------------


@pytest.fixture(scope="module")
def brief() -> str:
    return verify.read_brief(BRIEF)


@pytest.fixture(scope="module")
def passages() -> list[dict[str, str]]:
    with (DATA / "passages.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@has_brief
def test_every_passage_stands_in_the_brief(brief, passages, capsys):
    assert [f.status for f in verify.findings(brief, passages)] == ["found"] * 79
    assert cli.main(["verify", str(BRIEF)]) == 0
    assert "79 of 79 passages found" in capsys.readouterr().out


@has_brief
def test_every_hedge_and_quoted_phrase_stands_in_the_passages_cited(brief):
    whole, problems = pack.read_package(DATA)
    assert not problems
    held = sum(bool(r.get("hedge") or r.get("phrase")) for t in whole.values() for r in t.rows)
    assert held > 100
    assert [str(p) for p in verify.unsupported(brief, whole)] == []
    table = whole["claims"]
    at = [bool(r["hedge"]) for r in table.rows].index(True)
    rows = list(table.rows)
    rows[at] = {**rows[at], "hedge": "by the light of the moon"}
    broken = {**whole, "claims": replace(table, rows=tuple(rows))}
    (problem,) = verify.unsupported(brief, broken)
    assert (problem.row, problem.value) == (table.lines[at], "by the light of the moon")


@pytest.mark.slow
@has_brief
def test_in_the_brief_one_altered_word_is_noticed_in_its_passage_alone(brief, passages):
    """One word in the middle of each of the passages, one copy a passage."""
    words, at = plain(brief.replace("**", "")).split(" "), 0
    for passage in passages:
        length, cue = int(passage["words"]), plain(passage["cue"]).split()
        places = [
            i for i in range(at, len(words) - length + 1)
            if words[i : i + len(cue)] == cue
            and hashlib.sha256(" ".join(words[i : i + length]).encode()).hexdigest()
            == passage["sha256"]
        ]  # fmt: skip
        assert places, passage["passage"]
        start = places[0]
        at = start + length
        altered = [*words[: start + length // 2], "zyzzyva", *words[start + length // 2 + 1 :]]
        result = verify.findings(" ".join(altered), passages)
        assert [f.passage for f in result if f.status != "found"] == [passage["passage"]]
