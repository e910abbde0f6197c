"""A teacher's gradebook is filled by id, and every other byte of it stays."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from darfurlab.classroom.gradebook import GradebookError, filled

CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Lesson 03 (4711),Current Score\n"
    "    Points Possible,,,,,1,(read only)\n"
    '"001, Student",9001,SIS-001,student-001,Section A,,90\n'
    '"طالب ""002""",9002,9003,student-002,Section A,,\n'
    "003,9003,SIS-003,student-003,Section 9001,1,\n"
    "004,9004,SIS-004,student-004,Section A,,\n"
)
MOODLE = (
    'Identifier,"Full name",Status,Grade,"Maximum Grade","Feedback comments"\r\n'
    '"Participant 1000101","Student 001","Submitted for grading - ",,1.00,\r\n'
    '"Participant 1000102","Student 1000101",Draft,"",1.00,"a\r\nline, more"\r\n'
    '"Participant 1000103","Student 003",Draft,-,1.00,\r\n'
)
ARABIC = MOODLE.replace("Identifier", "المعرف").replace("Participant ", "مشارك")
ARABIC = ARABIC.replace("Grade,", "العلامة,").replace('"Maximum Grade"', '"أقصى علامة"')
DECIMAL_COMMA = MOODLE.replace("1.00", '"1,00"')


def cells_of(data: bytes, encoding: str, sign: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(encoding), newline=""), delimiter=sign))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1256"])
@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_canvas_is_filled_by_id_in_any_encoding_and_with_any_separator(encoding, sign):
    text = CANVAS.replace(",", sign).replace(f'"001{sign}', '"001,')
    data = text.encode(encoding)
    found = filled(data, {"9001", "9002", "9003", "7777"})
    want = text.replace(f"Section A{sign}{sign}90", f"Section A{sign}1{sign}90")
    want = want.replace(f"student-002{sign}Section A{sign}", f"student-002{sign}Section A{sign}1")
    assert found.data == want.encode(encoding)
    assert (found.column, found.cells, found.kept) == ("Lesson 03 (4711)", 2, 1)
    assert found.missing == ("7777",)


@pytest.mark.parametrize("above", ["sep=,\n", "\n\n", '"sep=,"\n', ",,,\n"])
def test_what_a_spreadsheet_puts_above_the_header_stays(above):
    found = filled((above + CANVAS).encode(), {"9001"})
    assert found.data == (above + CANVAS).replace("Section A,,90", "Section A,1,90").encode()


@pytest.mark.parametrize(
    "data", [b"PK\3\4 and more", b"\xd0\xcf\x11\xe0", b"<html><table>", b"%PDF-1"]
)
def test_a_workbook_is_named_and_what_to_do_with_it(data):
    with pytest.raises(GradebookError, match=r"workbook or a page; .* save it as “CSV UTF-8"):
        filled(data, {"9001"})


@pytest.mark.parametrize("text", [MOODLE, ARABIC, DECIMAL_COMMA], ids=["en", "ar", "comma"])
def test_moodle_is_filled_whatever_the_language_of_its_columns(text):
    found = filled(text.encode("utf-8-sig"), {"1000101", "1000102", "1000103"})
    before, after = (cells_of(d, "utf-8-sig") for d in (text.encode("utf-8-sig"), found.data))
    assert [row[3] for row in after[1:]] == [before[1][4]] * 3
    for old, new in zip(before, after, strict=True):
        assert old[:3] + old[4:] == new[:3] + new[4:]
    assert found.data.count(b"\r\n") == text.count("\r\n")
    assert b',"1.00",1.00,"a' in found.data or text is DECIMAL_COMMA  # quoted, as it was


def test_nobody_gets_a_nought_and_who_did_nothing_gets_nothing():
    found = filled(CANVAS.encode(), {"9004"})
    assert (
        found.data == CANVAS.replace("student-004,Section A,", "student-004,Section A,1").encode()
    )


TWO = CANVAS.replace("Current Score", "Lesson 04 (4712)")


def test_of_two_assignments_one_must_be_named():
    with pytest.raises(GradebookError, match=r"--column: Lesson 03 \(4711\); Lesson 04 \(4712\)"):
        filled(TWO.encode(), {"9001"})
    assert filled(TWO.encode(), {"9001"}, "Lesson 03 (4711)").cells == 1


@pytest.mark.parametrize(
    ("text", "done", "column", "said"),
    [
        ("", {"1"}, "", "a header"),
        ("Student,ID\n", {"1"}, "", "a header"),
        (CANVAS, {"5"}, "", r"no column holds the ids .* \(5\)"),
        (CANVAS, set(), "", r"no column holds the ids .* \(none\)"),
        (CANVAS, {"9001"}, "Lesson 05", "there is no column 'Lesson 05'"),
        (CANVAS.replace(",,,,,1,", ",,,,,=1,"), {"9001"}, "", "a number is expected"),
        ("Name,Id,Other\nx,9001,a\n", {"9001"}, "", "not clear; name one with --column: Name; Id"),
    ],
)
def test_what_cannot_be_filled_says_what_is_accepted(text, done, column, said):
    with pytest.raises(GradebookError, match=said):
        filled(text.encode(), done, column)


line = st.lists(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=8), min_size=3, max_size=3
)


@given(st.lists(line, min_size=1, max_size=6), st.sampled_from([",", ";", "\t"]), st.booleans())
def test_whatever_stands_in_other_cells_stays_to_the_byte(rows, sign, quoted):
    file = io.StringIO(newline="")
    how = csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(file, delimiter=sign, quoting=how)
    writer.writerow(["ID", "Lesson (1)", "a", "b", "c"])
    writer.writerow(["", "1", "", "", ""])
    for at, row in enumerate(rows):
        writer.writerow([f"90{at}", "", *row])
    data = file.getvalue().encode()
    found = filled(data, {"900"})
    quote = '"' if quoted else ""
    empty, full = (f"{quote}900{quote}{sign}{quote}{n}{quote}{sign}".encode() for n in ("", "1"))
    start = data.index(empty)
    assert found.data == data[:start] + full + data[start + len(empty) :]
