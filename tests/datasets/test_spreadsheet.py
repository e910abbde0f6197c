"""What a spreadsheet does to a table: what was meant, or one sentence that says what is wrong."""

from __future__ import annotations

import shutil
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from darfurlab.datasets import cells, description, pack, reading
from darfurlab.datasets.problem import SHOWN, Problem

DATA = Path(__file__).resolve().parents[2] / "data"
TABLES = description.read_schemas(DATA)
FILES = sorted(DATA.glob("**/*.csv"))


def sloppy(raw: bytes, page: str) -> str:
    """Decode as a spreadsheet does: a byte without a character becomes a control character."""

    def one(byte: int) -> str:
        try:
            return bytes([byte]).decode(page)
        except UnicodeDecodeError:
            return chr(byte)

    return "".join(map(one, raw))


@pytest.fixture
def events(tmp_path) -> Iterator[Callable[[Callable[[bytes], bytes]], tuple]]:
    """Give a way to read the table of events after a change of its bytes."""

    def read(change: Callable[[bytes], bytes]) -> tuple[pack.Table, list[Problem]]:
        raw = (DATA / "events.csv").read_bytes()
        assert raw.startswith(BOM_UTF8)
        (tmp_path / "events.csv").write_bytes(change(raw))
        return pack.read_table(tmp_path, TABLES["events"])

    yield read
    shutil.rmtree(tmp_path)


ROWS = pack.read_table(DATA, TABLES["events"])[0].rows


def test_every_table_is_stored_with_the_mark_by_which_excel_knows_utf_8():
    assert len(FILES) == len(TABLES)
    for path in FILES:
        raw = path.read_bytes()
        assert raw.startswith(BOM_UTF8), path.name
        assert not raw.startswith(BOM_UTF8 * 2), path.name
        assert b"\r" not in raw, path.name


WORDS = """Bassolé|it’s|“quoted”|São Tomé|voilà|Ângela|naïve|français|Óscar|Introduction ¶2|Só isso
دارفور|السودان|été|mot—mot|a – b|déjà vu|DÉJÀ|œuvre|1 €|Łódź|Київ|Åse|l’état|Nyala’s|à la carte
ʿAlī|Qurʾān|Abū Ṣāliḥ|Ṭāhā|Țepeș|Şanlıurfa|a\u200eb|\u200fa"""
WORDS = WORDS.replace("\n", "|").split("|")
HARMLESS = """Ângela|Ã|São Tomé|Â|«Â»|«Ã»|« Ã »|AMANHÃ…|“IRMÔ|IRMÃ²|l’état|mot—à|“à” |’é|é’”|Fuß”
„Spaß“|CAFÉ»|É’|ALLÉ’|Å|“Å”|Ä…|Её|Рік|أ…|آپ|السودان،|«أ»|دارفور؟|و،|√π|≈π|São João|Ação|naïve—é
É–|«\u00a0Ã\u00a0»|À…|ÄÖÜ|ŒUVRE|NAÇÃO|MÃE|Irmã’s|manhã…|Café™|20°–30°|5 €–10 €|½–¾|A’Ã|Âé|ÃÃ
PARÍŽ|SMÍŠENÁ|MÌ²|ВІВІ|Really???|Qui ???|x ?? y|« È »|ALLÈ…"""
HARMLESS = HARMLESS.replace("\n", "|").split("|")


@pytest.mark.parametrize("page", ["cp1252", "latin-1", "cp1254"])
def test_utf_8_that_was_read_as_another_encoding_is_recognised(page):
    read = {word: sloppy(word.encode(), page) for word in WORDS}
    read = {word: text for word, text in read.items() if page != "cp1254" or word != "Київ"}
    assert {word: reading.meant(text) for word, text in read.items()} == {w: w for w in read}


@pytest.mark.parametrize("page", ["mac_roman", "cp1256", "cp1251", "cp1250", "cp850", "cp437"])
def test_so_is_what_the_code_pages_of_other_countries_make_of_a_name(page):
    for word in ("Bassolé", "it’s", "São Tomé", "naïve", "Óscar", "été", "l’état"):
        assert reading.meant(sloppy(word.encode(), page)) == word


def test_read_twice_and_three_times():
    for word in ("Bassolé", "“quoted”", "voilà", "دارفور", "l’état", "São Tomé"):
        text = word
        for _ in range(3):
            text = sloppy(text.encode(), "cp1252")
            assert reading.meant(text) == word


@pytest.mark.parametrize("text", [*HARMLESS, *WORDS])
def test_what_people_write_is_left_alone(text):
    assert reading.meant(text) == text
    assert list(reading.damage(text)) == []


@pytest.mark.parametrize("text", ["????? ????", "?????", "in ??? ????? in", "a\ufffdb"])
def test_letters_that_an_old_encoding_lost_are_asked_for_again(text):
    (found,) = reading.damage(text)
    assert "type it again" in reading.said(*found)


def test_a_letter_whose_other_half_became_a_plain_space():
    assert reading.meant("Ã  la carte") == "à  la carte"


def test_the_data_and_the_questions_hold_nothing_of_the_kind():
    for path in (*FILES, *DATA.glob("questions/*.toml"), DATA / "outline.geojson"):
        for line in path.read_text(encoding="utf-8-sig").split("\n"):
            assert list(reading.damage(line)) == [], path.name


@pytest.mark.parametrize("mark", [b"", BOM_UTF8])
def test_a_table_saved_after_it_was_read_as_windows_1252_names_cells_and_what_was_meant(
    events, mark
):
    _, problems = events(lambda raw: sloppy(raw.removeprefix(BOM_UTF8), "cp1252").encode())
    found = [p for p in problems if p.column == "title" and "Bassol" in p.value]
    assert "BassolÃ©" in str(found[0])
    assert "probably meant" in str(found[0])
    assert "Bassolé" in str(found[0])
    row = next(n for n, r in enumerate(ROWS, 2) if "Bassolé" in r["title"])
    assert (found[0].file, found[0].row) == ("events.csv", row)
    # The mark itself is read as text then: it hides no other fault, and no column is missing.
    _, problems = events(lambda raw: sloppy(raw, "cp1252").encode("utf-8-sig"))
    assert (problems[0].row, problems[0].column) == (1, "event")
    assert not any("missing" in p.expected for p in problems)
    assert "Bassolé" in str(problems)


def test_a_few_hundred_damaged_cells_are_not_a_few_hundred_lines(tmp_path):
    head, _, body = (DATA / "claims.csv").read_bytes().partition(b"\n")
    (tmp_path / "claims.csv").write_bytes(head + b"\n" + body.replace(b"e", "Ã©".encode()))
    _, problems = pack.read_table(tmp_path, TABLES["claims"])
    damaged = [p for p in problems if "probably meant" in p.expected]
    assert len(damaged) == SHOWN
    assert sum("more cells" in p.expected for p in problems) == 1


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda t: t.encode("utf-16"), "UTF-16"),
        (lambda t: t.replace(",", "\t").encode("utf-16"), "UTF-16"),
        (lambda t: t.encode("cp1252", "replace"), "perhaps it is Windows-1252; save it as “CSV"),
        (lambda t: t.encode("mac_roman", "replace"), "perhaps it is Mac Roman; save it as “CSV"),
        (lambda t: t.encode("cp850", "replace"), "perhaps it is MS-DOS; save it as “CSV"),
        (lambda t: t.replace("Bassolé", "دارفور").encode("cp1256", "replace"), "Windows-1256"),
        (lambda t: t.replace(",", ";").encode(), "separated by semicolons and not by commas"),
        (lambda t: ("sep=;\n" + t.replace(",", ";")).encode(), "separated by semicolons"),
        (lambda t: t.replace(",", "\t").encode(), "separated by tabs"),
        (lambda t: b"", "the file is empty"),
        (lambda t: BOM_UTF8, "the file is empty"),
        (lambda t: b",,\n\n ,\n", "the file is empty"),
        (lambda t: b'"",""\n', "the file is empty"),
        (lambda t: b"PK\x03\x04" + bytes(200), "another program’s own format"),
        (lambda t: b"\xd0\xcf\x11\xe0" + bytes(200), "another program’s own format"),
        (lambda t: b"{\\rtf1\\ansi " + t.encode(), "another program’s own format"),
        (lambda t: b"<!DOCTYPE html>" + t.encode(), "another program’s own format"),
        (lambda t: t.encode("utf-32"), "UTF-32"),
        (lambda t: bytes(len(t)), "only zero bytes"),
        (lambda t: t.partition("\n")[2].encode(), "the names of the columns are expected here"),
        (lambda t: ("Events\n" + t).encode(), "row 2 holds them; delete the rows above it"),
        (lambda t: ("sep=,\n" + t).encode(), "row 2 holds them; delete the rows above it"),
        (lambda t: t.replace(",", ":").encode(), "the names of the columns are expected here"),
        (lambda t: t.replace("event,date,end", "event,Date,end").encode(), "did you mean date"),
    ],
)
def test_another_kind_of_file_is_told_in_one_sentence(events, change, expected):
    _, problems = events(lambda raw: change(raw.decode("utf-8-sig")))
    (problem,) = problems
    assert problem.file == "events.csv"
    assert expected in problem.expected


def test_the_word_at_which_the_encoding_fails_is_shown(events):
    _, (problem,) = events(lambda raw: raw.decode("utf-8-sig").encode("cp1252", "replace"))
    assert (problem.row, problem.value) == (8, "Bassolé")


def test_a_file_that_another_program_holds_is_told_so(monkeypatch):
    def locked(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", locked)
    _, (problem,) = pack.read_table(DATA, TABLES["events"])
    assert "another program" in problem.expected


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.replace(b"\n", b"\r\n"),
        lambda raw: raw.removeprefix(BOM_UTF8),
        lambda raw: BOM_UTF8 + raw,
        lambda raw: raw + b",,,,,,,,,,,,\n" * 3,
        lambda raw: raw.replace(b"\n", b"\n\n", 3),
        lambda raw: raw.replace(b"\n", b",,,\n"),
        lambda raw: raw.replace(b"\n", b", ,\n"),
    ],
)
def test_what_a_spreadsheet_adds_and_nobody_means_is_harmless(events, change):
    table, problems = events(change)
    assert problems == []
    assert table.rows == ROWS


@pytest.mark.parametrize(
    "value", ["May-11", "11-May", "mai-11", "janv.-11", "31/05/2011", "5/31/2011", "31.05.2011",
              "40694", "31-May-11", "2011/05/31", "May 2011", "2011-05-31 00:00:00", "#######"],
)  # fmt: skip
def test_a_date_that_a_spreadsheet_changed_is_refused_with_what_to_do(value):
    column = next(c for c in TABLES["events"].columns if c.name == "date")
    (expected,) = cells.cell_faults(column, value)
    told = "sign of an error" if "#" in value else "import the column as text"
    assert told in expected


@pytest.mark.parametrize("value", ["Oct-11", "10/01/2011", "oct.-11", "40817", "#NAME?", "#N/A"])
def test_so_is_text_that_it_took_for_a_date(value):
    column = next(c for c in TABLES["passages"].columns if c.name == "cue")
    assert list(cells.cell_faults(column, "October 2011")) == []
    assert len(list(cells.cell_faults(column, value))) == 1


@pytest.mark.parametrize(("value", "faults"), [("60.000", 1), ("1.500", 1), ("13.5", 0)])
def test_a_number_with_a_dot_for_thousands_is_asked_about(value, faults):
    column = next(c for c in TABLES["figures"].columns if c.name == "low")
    assert len(list(cells.cell_faults(column, value))) == faults


def test_no_text_of_ours_looks_like_one():
    for name in TABLES:
        assert not pack.read_table(DATA, TABLES[name])[1]


@pytest.mark.parametrize("value", ["TRUE", "True", "true", " TRUE", "tRUE "])
def test_every_reader_sees_one_true_and_one_false(value):
    assert cells.plain_truth(value) == "true"
    assert cells.plain_truth(value.lower().replace("true", "FALSE")) == "false"
