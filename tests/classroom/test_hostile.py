"""Hostile and broken files: good ones count, bad ones are listed, and nothing else happens."""

from __future__ import annotations

import re
import subprocess
import sys
import tracemalloc
from collections import Counter
from pathlib import Path

import pytest

import hostile
from darfurlab.classroom import cells, collect
from darfurlab.launch.command import main
from hand_ins import collected, filled, states, zipped

NUMBER = 400


def placed(folder: Path, cases: list[hostile.Case]) -> dict[str, hostile.Case]:
    """Put files into a folder, every fourth into a zip; return them by their path."""
    found, packed = {}, {}
    for at, case in enumerate(cases):
        name = f"my-work-{at:05}.json"
        if at % 4:
            filled(folder, {f"{at % 7}/{name}": case.data})
            found[f"{at % 7}/{name}"] = case
        else:
            packed[name] = case.data
            found[f"all.zip/{name}"] = case
    filled(folder, {"all.zip": zipped(packed)})
    return found


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def in_a_spreadsheet(line: bytes) -> list[str]:
    """Return what may become a cell: the parts of a line between any separators, unquoted."""
    return [part.strip('" \u00a0\u2003') for part in re.split(r"[,;\t|]", line.decode())]


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])  # more were tried once by hand
def test_each_good_file_counts_and_each_bad_one_is_listed_with_its_reason(
    seed, tmp_path, monkeypatch
):
    cases = list(hostile.cases(seed, NUMBER))
    where = placed(tmp_path / "class", cases)
    before = everything(tmp_path)
    monkeypatch.chdir(tmp_path)
    found = collected(tmp_path / "class")
    assert everything(tmp_path) == before
    assert len(found.students) == sum(case.good for case in cases)
    assert {file.path for file in found.files} == set(where)
    for file in found.files:
        case = where[file.path]
        assert (file.state == "counts") == case.good, (file, case.how)
        assert re.search(case.reason, file.reason), (file, case.how)
        assert bool(file.reason) == (not case.good or bool(case.reason)), (file, case.how)
    assert {case.how for case in cases} == {*hostile.GOOD, *hostile.BAD}

    called = {student: f"s-{student}" for student in found.students}
    data = b"".join(collect.table(found, called, names=True))
    data += cells.lines(collect.listing(found, called))
    for line in data.removeprefix(b"\xef\xbb\xbf").splitlines():
        for cell in in_a_spreadsheet(line):
            assert not cell.startswith(tuple("=+-@＝＋－＠")), cell
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x09\x0b\x0c\x0e-\x1f]", data.decode())
    texts = {row[7] for row in cells.read(data) if len(row) > 7}
    assert {"<script>alert(1)</script>", "=1+1", "'=1", "''+1", "a;=1", "-2+3"} <= texts


@pytest.mark.parametrize("text", hostile.TEXTS[:-2])
def test_a_text_comes_back_as_it_was_but_for_what_cannot_be_seen(text):
    text = text.encode("utf-8", "replace").decode()
    ((cell,),) = cells.read(cells.lines([(text,)]))
    assert cell == cells.shown(text) if len(text) < cells.LONGEST else "(cut)" in cell


@pytest.mark.slow
def test_zips_are_read_and_never_unpacked(tmp_path):
    made = hostile.zips()
    filled(tmp_path / "class", {f"{name}.zip": data for name, (data, *_) in made.items()})
    before = everything(tmp_path)
    tracemalloc.start()
    found = collected(tmp_path / "class")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert everything(tmp_path) == before
    assert peak < 120_000_000  # one zip within a zip, and what is read of it
    said = {}
    for file in found.files:
        said.setdefault(file.path.split(".zip")[0], []).append(file)
    assert set(said) == set(made)
    for name, files in said.items():
        _, good, reason = made[name]
        assert any(file.state == "counts" for file in files) == good, files
        assert any(reason in file.reason for file in files), files
    assert len(found.students) == sum(good for _, good, _ in made.values())
    assert not any("\u202e" in file.path for file in found.files)


def test_a_hundred_megabytes_are_not_read(tmp_path):
    path = tmp_path / "my-work.json"
    with path.open("wb") as file:
        file.write(b'{"format": "darfurlab-work"')
        file.truncate(100_000_000)  # a hole on the disk
    tracemalloc.start()
    found = collected(tmp_path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000
    assert Counter(states(found).values()) == {"not read": 1}
    assert "larger than 8 MB" in found.files[0].reason


def test_what_the_command_prints_is_fit_for_a_terminal(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    filled(tmp_path / "class", {"\x1b[31mred\u202e\n.json": b"{"})
    main(["collect", "class"])
    printed = capsys.readouterr().out
    assert "[31mred" in printed
    assert not re.search("[\x1b\u202e]", printed)


GUARD = """
import sys
from pathlib import Path
here = str(Path.cwd())
def watch(event, given):
    if event in ("os.system", "subprocess.Popen", "os.exec", "os.fork", "socket.connect", "exec.x"):
        print("DID", event)
    if event == "open" and isinstance(given[0], str) and given[2] & 3:  # for writing
        print("WROTE", given[0])
from darfurlab.launch import class_verbs, command
import darfurlab.classroom.collect, darfurlab.classroom.hand_in, darfurlab.questions.bank, tqdm
sys.addaudithook(watch)
command.main(["collect", "class"])
"""


@pytest.mark.slow
def test_nothing_is_run_and_only_three_files_are_written(tmp_path):
    placed(tmp_path / "class", list(hostile.cases(3, 60)))
    filled(tmp_path / "class", {f"{n}.zip": data for n, (data, *_) in hostile.zips().items()})
    done = subprocess.run(
        [sys.executable, "-c", GUARD],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    lines = done.stdout.splitlines()
    assert not [line for line in lines if line.startswith("DID")]
    wrote = {Path(line.removeprefix("WROTE ")).name for line in lines if line.startswith("WROTE")}
    assert wrote <= {".class.csv.new", ".class-files.csv.new", "class-salt.txt"}
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        *("class", "class-files.csv", "class-salt.txt", "class.csv")
    ]
