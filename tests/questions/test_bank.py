"""The question bank: what is refused, in which words, and that no fault hides another."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from darfurlab.datasets import reading
from darfurlab.datasets.problem import DataError
from darfurlab.questions import bank, kinds

KIT = (Path(__file__).resolve().parents[1] / "data" / "kit.toml").read_text(encoding="utf-8")
PASSAGES = {*(f"intro-{n}" for n in range(1, 9)), *(f"national-{n}" for n in range(1, 4))}

SMALL = """
[[question]]
id = "one"
kind = "choice"
prompt = "Which?"
passages = ["intro-1"]
answer = "a"
options = [
  { id = "a", text = "A", feedback = "Why a." },
  { id = "b", text = "B", feedback = "Why b." },
]
"""


def faults(text: str) -> list[str]:
    return [str(problem) for problem in bank.read(text, "01-x.toml", PASSAGES)[1]]


def test_the_kit_has_one_question_of_each_kind_and_no_fault() -> None:
    questions, problems = bank.read(KIT, "kit.toml", PASSAGES)
    assert problems == []
    ours = {"build", "process"}  # about the classroom's model, of which there is one
    assert {question.kind for question in questions.values()} == set(kinds.written()) - ours


def test_a_small_question_has_no_fault() -> None:
    assert faults(SMALL) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('kind = "choice"', 'kind = "chioce"', "one of build, choice"),
        ('prompt = "Which?"', 'promt = "Which?"', "did you mean prompt?"),
        ('prompt = "Which?"', "", "one prompt: the key is missing"),
        ('prompt = "Which?"', 'prompt = ""', "text in quotation marks"),
        ('prompt = "Which?"', "prompt = 3", "text in quotation marks"),
        ('answer = "a"', 'answer = "c"', "not an option; accepted: a, b"),
        ('answer = "a"', 'answer = ["a", "aa"]', "not an option; did you mean a?"),
        ('answer = "a"', "", "give an answer or open = true"),
        ('answer = "a"', 'answer = "a"\nopen = true', "give an answer or open = true"),
        (', feedback = "Why b."', "", "options 2 feedback: the key is missing"),
        ('feedback = "Why b."', 'feedback = " "', "a text, or a table of texts"),
        ('id = "b"', 'id = "a"', "the id stands twice"),
        ('id = "b"', 'id = "B!"', "small letters"),
        ('["intro-1"]', '["intro-11"]', "did you mean intro-1?"),
        ('passages = ["intro-1"]', "", "name a passage where to read"),
        ('["intro-1"]', '"intro-1"', "a list of texts"),
        ('passages = ["intro-1"]', 'passages = ["intro-1"]\nbasis = "true"', "fact, claim, coding"),
        ('text = "B"', 'text = "B", colour = "red"', "no such key"),
        ('passages = ["intro-1"]', 'passages = ["intro-1"]\nmin_words = 3', "no such key"),
    ],
)
def test_each_fault_is_named_with_what_would_be_accepted(old: str, new: str, expected: str) -> None:
    assert old in SMALL
    told = faults(SMALL.replace(old, new, 1))
    assert any(expected in line for line in told), told
    assert all(line.startswith("01-x.toml, line 2, ") for line in told)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (', floor = "On the floor they would fold."', "", "maps feedback: there is none for floor"),
        ('{ wall = "They', '{ wal = "They', "did you mean wall?"),
        ('text = "Maps"\nanswer = "wall"', 'text = "Maps"\nanswer = "roof"', "not an option"),
        ('text = "Maps"\nanswer = "wall"', 'text = "Maps"', "give an answer or open = true"),
        ('answer = ["unlock", ["sweep", "air"], "ring"]', 'answer = ["unlock"]', "each item's id"),
        (
            'answer = ["unlock", ["sweep", "air"], "ring"]',
            'answer = ["ring", ["sweep", "air", "unlock"]]',
            "in another order than the answer's",
        ),
        ('solution = "answer = (400, 600)"', "", "an answer or a solution"),
        ('solution = "answer = (400, 600)"', 'solution = "answer = ("', "not valid Python"),
        ('solution = "answer = (400, 600)"', "answer = [9, 1]", "a number or [low, high]"),
        (', above = "The ledger gives less: {range}."', "", "there is none for above"),
        ("min_words = 5", "min_words = true", "a whole number"),
        ('reasons = "required"', 'reasons = "maybe"', "optional or required"),
        ('code = "answer = loans', 'code = "answer = = loans', "not valid Python"),
        ('id = "your-library"', 'id = "shelf"', "line 56 has the same id"),
    ],
)
def test_each_kind_has_its_own_rules(old: str, new: str, expected: str) -> None:
    assert old in KIT
    told = faults(KIT.replace(old, new, 1))
    assert any(expected in line for line in told), told


def test_every_fault_is_listed_and_not_only_the_first() -> None:
    text = SMALL.replace('kind = "choice"', 'kind = "choice"\nbasis = "x"\nhint = "y"')
    told = faults(text + text.replace('id = "one"', 'id = "two"').replace('prompt = "Which?"', ""))
    assert len(told) == 5
    assert any("line 15" in line for line in told)


@pytest.mark.parametrize(
    ("text", "row"), [(SMALL + '\nid = "x', 13), ("[[question]\n", 1), ("a = 1\na = 2\n", 2)]
)
def test_broken_toml_is_named_with_its_line(text: str, row: int) -> None:
    questions, problems = bank.read(text, "01-x.toml")
    assert questions == {}
    assert [problem.row for problem in problems] == [row]


@pytest.mark.parametrize("text", ["", "question = 3", "question = []", "[question]\nid = 'x'"])
def test_a_file_without_questions_is_refused(text: str) -> None:
    assert any("[[question]]" in line for line in faults(text))


VALUES = st.one_of(
    st.sampled_from(
        ['""', '"x"', "0", "-1", "nan", "inf", "true", "[]", "{}", "[1]", "1979-05-27"]
    ),
    st.sampled_from(['["a", ["a"]]', "[[]]", "{ any = 1 }", '[{ id = "a" }]', "[{}]", '["wall"]']),
)
KEYS = st.sampled_from(sorted(set(re.findall(r"^(\w+) = ", KIT, re.MULTILINE))))


@settings(max_examples=100, deadline=None)
@given(KEYS, VALUES, st.integers(0, 12))
def test_no_value_makes_it_fail(key: str, value: str, at: int) -> None:
    lines = [i for i, line in enumerate(KIT.split("\n")) if line.startswith(f"{key} = ")]
    changed = KIT.split("\n")
    where = lines[at % len(lines)]
    if changed[where].endswith(("[", '"""')):
        return
    changed[where] = f"{key} = {value}"
    questions, problems = bank.read("\n".join(changed), "kit.toml", PASSAGES)
    assert all(problem.expected for problem in problems)
    assert questions


def test_find_reads_the_file_of_the_lesson(tmp_path: Path) -> None:
    (tmp_path / "01-x.toml").write_text(SMALL, encoding="utf-8")
    question = bank.find("01/one", tmp_path)
    assert (question.lesson, question.prompt) == ("01", "Which?")
    with pytest.raises(DataError, match="did you mean one"):
        bank.find("01/onee", tmp_path)
    with pytest.raises(DataError, match="accepted: 01"):
        bank.find("02/one", tmp_path)


def test_a_changed_file_is_read_again_and_a_faulty_one_refused(tmp_path: Path) -> None:
    path = tmp_path / "01-x.toml"
    path.write_text(SMALL, encoding="utf-8")
    bank.find("01/one", tmp_path)
    path.write_text(SMALL.replace('answer = "a"', 'answer = "z"') + " " * 9, encoding="utf-8")
    with pytest.raises(DataError, match="not an option"):
        bank.find("01/one", tmp_path)


def test_problems_of_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "01-x.toml"
    path.write_bytes("é".encode("latin-1"))
    assert "UTF-8" in str(bank.read_file(path)[1][0])
    assert "No such file" in str(bank.read_file(tmp_path / "02-x.toml")[1][0])


TWO = SMALL + SMALL.replace('id = "one"', 'id = "two"')


@pytest.mark.parametrize(
    "text",
    [
        SMALL.replace("[[question]]", "[[question]] # a note"),
        SMALL.replace("[[question]]", "  [[ question ]]  "),
        SMALL.replace("[[question]]", '[["question"]]'),
        "# [[question]]\n" + SMALL,
        SMALL.replace("Which?", "[[question]]") + '# """ [[question]]\n',
        SMALL + 'intro = """\n[[question]]\n\\"""\n[[question]] """\n',
        SMALL + "intro = '''\n[[question]]\n\"\n'''\n",
        SMALL + "hints = [\n  \"[[question]]\", # '''\n  '\"\"\"',\n]\n",
    ],
)
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_the_row_is_that_of_the_question_whatever_holds_its_sign(text: str, ends: str) -> None:
    whole = text + SMALL.replace('id = "one"', 'id = "two"').replace("Which?", "")
    row = whole.split("\n").index("[[question]]", len(text.split("\n")) - 1) + 1
    found, problems = bank.read("\ufeff" + whole.replace("\n", ends), "01-x.toml", PASSAGES)
    assert [(p.row, p.column) for p in problems] == [(row, "two prompt")]
    assert set(found) == {"one"}


@pytest.mark.parametrize(
    ("old", "new", "row", "told"),
    [
        ('prompt = "Which?"', "prompt = “Which?”", 17, "straight quotation marks"),
        ('prompt = "Which?"', 'prompt = """Which?"', 17, "never closed"),
        ('prompt = "Which?"', "prompt = Which", 17, "stands between straight"),
        ('answer = "a"', 'answer = "z"', 14, "not an option"),
        ("Why a.", "Câ€™est Ã§a", 21, "probably meant"),
    ],
)
def test_a_fault_in_one_question_leaves_the_others_of_its_file(
    old: str, new: str, row: int, told: str, tmp_path: Path
) -> None:
    first, second, third = (SMALL.replace('"one"', f'"{n}"') for n in ("one", "two", "three"))
    text = "\n" + first + second.replace(old, new, 1) + third
    path = tmp_path / "01-x.toml"
    path.write_text(text, encoding="utf-8")
    (problem,) = bank.read_file(path)[1]
    assert (problem.row, told in str(problem)) == (row, True), str(problem)
    assert bank.find("01/one", tmp_path).id == "one"
    with pytest.raises(DataError, match=re.escape(told)):
        bank.find("01/two", tmp_path)
    if "never closed" not in told:  # it takes the rest of the file with it
        assert bank.find("01/three", tmp_path).id == "three"


@pytest.mark.parametrize("page", ["utf-16", "utf-16-le", "cp1252", "mac_roman"])
def test_a_file_in_another_encoding_is_told_with_its_line_and_what_to_do(
    page: str, tmp_path: Path
) -> None:
    (tmp_path / "02-y.toml").write_text(SMALL, encoding="utf-8")
    path = tmp_path / "01-x.toml"
    path.write_bytes(SMALL.replace("Why b.", "Bassolé’s").encode(page))
    (problem,) = bank.read_file(path)[1]
    assert (problem.file, problem.row) == ("01-x.toml", 1 if "16" in page else 10)
    assert "encoding UTF-8" in problem.expected
    assert ("UTF-16" in problem.expected) == ("16" in page)
    with pytest.raises(DataError, match=r"01-x\.toml, line"):
        bank.find("01/one", tmp_path)
    assert bank.find("02/one", tmp_path).lesson == "02"  # the other lessons go on


@pytest.mark.parametrize(
    "other",
    ["01-x - Copy.toml", "01-x (1).toml", "01-x.bak.toml", "01-x.toml.bak", "01-x.toml.txt",
     "01-X.TOML", "01-y.toml", "01 - x.toml", "Copy of 01-x.toml", "Kopie von 01-x.toml",
     "نسخة من 01-x.toml", "01_x.toml", "1-x.toml", "01-x_old.toml", "01-x.toml.orig"],
)  # fmt: skip
def test_two_files_for_one_lesson_are_a_fault_that_names_both(other: str, tmp_path: Path) -> None:
    for name in ("01-x.toml", "02-y.toml", other):
        (tmp_path / name).write_text(SMALL, encoding="utf-8")
    found, problems = bank.read_folder(tmp_path)
    (problem,) = problems
    assert "“01-x.toml”" in problem.expected
    assert f"“{other}”" in problem.expected
    assert [question.lesson for question in found] == ["02"]  # neither wins
    with pytest.raises(DataError, match="two files for one lesson"):
        bank.find("01/one", tmp_path)
    assert bank.find("02/one", tmp_path)
    assert bank.has_fault("01", tmp_path)  # so that an answer to it keeps its place
    assert not bank.has_fault("02", tmp_path)
    assert not bank.has_fault("03", tmp_path)


@pytest.mark.parametrize(
    "other",
    ["._01-x.toml", ".~lock.01-x.toml#", ".#01-x.toml", "01-x.toml~", "#01-x.toml#", "~$01-x.toml",
     ".01-x.toml.swp", "01-x.toml.swp", "01-x.toml.tmp", ".01-x.toml.part", "._.DS_Store"],
)  # fmt: skip
def test_what_a_system_or_an_editor_leaves_is_never_read(other: str, tmp_path: Path) -> None:
    (tmp_path / "01-x.toml").write_text(SMALL, encoding="utf-8")
    (tmp_path / other).write_bytes(b"\0\xff")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "02-y.toml").write_text("x")
    assert bank.read_folder(tmp_path)[1] == []
    assert bank.find("01/one", tmp_path)
    assert [p.name for p in reading.files_in(tmp_path, "**/*")] == ["01-x.toml"]


def test_a_file_with_the_ending_of_another_program_is_told(tmp_path: Path) -> None:
    (tmp_path / "01-x.toml.txt").write_text(SMALL, encoding="utf-8")
    with pytest.raises(DataError, match="ends in \\.toml"):
        bank.find("01/one", tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "row", "told"),
    [
        ('prompt = "Which?"', 'promt = "Which?"', 2, "did you mean prompt?"),
        ('prompt = "Which?"', 'Prompt = "Which?"', 2, "did you mean prompt?"),
        ('prompt = "Which?"', 'prompt = "Which?', 5, "the text is not closed"),
        ('prompt = "Which?"', 'prompt = Which?"', 5, "straight quotation marks"),
        ('prompt = "Which?"', "prompt = ‘Which?’", 5, "straight quotation marks"),
        ('prompt = "Which?"', 'prompt: "Which?"', 5, "write = in place of :"),
        ('prompt = "Which?"', 'prompt = "A "Which?""', 5, "something stands after the value"),
        ('prompt = "Which?"', 'prompt = "a\\new"\nprompt = "x"', 6, "the name stands twice"),
        ('prompt = "Which?"', 'prompt = "a\\dir"', 5, "a \\ within a text"),
        ('id = "a", text', 'id = "a" text', 9, "a comma or } is missing"),
        ('text = "A"', "text = “A”", 9, "straight quotation marks"),
        ("[[question]]", "[[questions]]", 2, "write [[question]]"),
        ("[[question]]", "[question]", 2, "write [[question]]"),
        ('["intro-1"]', '["intro-99"]', 2, "did you mean intro-"),
    ],
)
def test_one_slip_is_one_sentence_that_says_what_to_do(
    old: str, new: str, row: int, told: str, tmp_path: Path
) -> None:
    (problem,) = bank.read(SMALL.replace(old, new, 1), "01-x.toml", PASSAGES)[1]
    assert (problem.row, told in problem.expected) == (row, True), str(problem)
    (tmp_path / "01-x.toml").write_text(SMALL.replace(old, new, 1), encoding="utf-8")
    if "intro" not in new:  # which passages there are, a card does not ask
        with pytest.raises(DataError) as raised:
            bank.find("01/one", tmp_path)
        assert len(raised.value.problems) == 1


def test_an_id_that_stands_twice_is_told_once_and_neither_question_is_handed_on() -> None:
    questions, (problem,) = bank.read(SMALL + SMALL, "01-x.toml", PASSAGES)
    assert questions == {}
    assert (problem.row, problem.expected[:6]) == (13, "line 2")


def test_line_ends_of_an_old_mac_and_two_marks_are_harmless() -> None:
    text = "\ufeff\ufeff" + SMALL.replace("\n", "\r")
    assert bank.read(text, "01-x.toml", PASSAGES)[1] == []


def test_the_bank_and_every_kind_need_no_pandas() -> None:
    code = (
        "import sys, darfurlab.questions.bank, darfurlab.questions.view;"
        "from darfurlab.questions import kinds; kinds.every();"
        "sys.exit(any(m in sys.modules for m in ('pandas', 'numpy', 'ipywidgets', 'IPython')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
