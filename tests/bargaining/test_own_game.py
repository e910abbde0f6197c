"""A game of one's own: the page that explains it, files as spreadsheets save them, every fault."""

from __future__ import annotations

import random
import re
import time
from pathlib import Path

import pytest

from darfurlab import bargaining
from darfurlab.bargaining import BadGame
from darfurlab.bargaining.own_game import new_game
from darfurlab.launch import command

PAGE = Path(__file__).resolve().parents[2] / "docs" / "your-own-game.md"
WIDE = "issue,option,north,south\nroad,none,4,0\n,built,2,5\nwater,as now,0,3\n,shared,6,1\n"
LONG = """party,issue,option,score
north,road,none,4
south,road,none,0
north,road,built,2
south,road,built,5
north,water,as now,0
south,water,as now,3
north,water,shared,6
south,water,shared,1
"""
HEAD = "process,table,parties,issues,after\n"
FLOORS = "party,points\nnorth,5\nsouth,4\n"


def written(folder: Path, **files: str | bytes) -> Path:
    for name, text in {"scores": WIDE, "walk_away": FLOORS, **files}.items():
        raw = text if isinstance(text, bytes) else text.encode()
        (folder / f"{name}.csv").write_bytes(raw)
    return folder


@pytest.mark.slow
def test_the_page_is_true_from_its_first_line_to_its_last(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert command.main(["new-game", "my-game"]) == 0
    assert "scores.csv" in capsys.readouterr().out
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert len(blocks) == 3
    assert sum(block.count("\n") for block in blocks) <= 22
    names: dict = {}
    for block in blocks:
        exec(compile(block, str(PAGE), "exec"), names)
    game = names["game"]
    assert game.play("All at one table").sittings[0].agreed
    assert not any(s.agreed for s in game.play("Water first").sittings)
    assert all(s.agreed for s in game.play("Water first", foresight=True).sittings)


def test_a_folder_that_is_there_is_left_alone(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("kept")
    assert command.main(["new-game", str(tmp_path)]) == 1
    assert "nothing was changed" in capsys.readouterr().err
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]
    with pytest.raises(FileExistsError):
        new_game(tmp_path)


def test_long_and_wide_are_the_same_game_and_one_table_is_the_default(tmp_path):
    wide = bargaining.from_folder(written(tmp_path))
    long = bargaining.from_folder(written(tmp_path, scores=LONG))
    assert wide.game.sheet == long.game.sheet
    assert wide.play("one table") == long.play("one table")
    assert wide.play("one table").deal == {"road": "built", "water": "shared"}
    assert wide.government == "north"
    assert wide.card("south")["points"].tolist() == [0, 5, 3, 1]


def test_files_are_read_as_spreadsheets_save_them(tmp_path):
    plain = bargaining.from_folder(written(tmp_path)).game
    semicolons = WIDE.replace(",", ";").replace("4;0", '"4,0";0,0')
    saved = {
        "semicolons, mark, decimal commas": b"\xef\xbb\xbf" + semicolons.encode(),
        "a line that names the sign": b"sep=;\r\n" + semicolons.replace("\n", "\r\n").encode(),
        "tabs": WIDE.replace(",", "\t"),
        "empty rows and columns": "\n,,,\n"
        + WIDE.replace("\n", ",,\n").replace("\n,built", "\n,,,\n,built"),
        "names in capitals, blanks": WIDE.replace("issue,option", " Issue , OPTION"),
    }  # fmt: skip
    for how, text in saved.items():
        assert bargaining.from_folder(written(tmp_path, scores=text)).game.sheet == plain.sheet, how
    floors = "party;points\nnorth;5,5\nsouth;4\n"
    assert (
        bargaining.from_folder(written(tmp_path, walk_away=floors)).game.walk_away["north"] == 5.5
    )


def test_what_stands_who_sits_and_what_was_settled(tmp_path):
    tables = HEAD + 'two,first,"north, south",road,\n,then,north;south,water,first\n'
    game = bargaining.from_folder(written(
        tmp_path, status_quo="issue,option\nwater,shared\n", tables=tables,
        processes="process,settled\ntwo,road=built\n",
    ))  # fmt: skip
    assert game.game.status_quo == {"road": "none", "water": "shared"}
    first, then = game.process("two").tables
    assert (first.parties, then.parties, then.after) == (("north", "south"),) * 2 + (("first",),)
    assert game.process("two").settled == {"road": "built"}


def test_a_name_may_hold_a_comma(tmp_path):
    scores = WIDE.replace("road", '"road, bridge"')
    tables = HEAD + 'one,all,"north, south","road, bridge, water",\n'
    game = bargaining.from_folder(written(tmp_path, scores=scores, tables=tables))
    assert game.process("one").tables[0].issues == ("road, bridge", "water")


FAULTS = [
    ({"scores": WIDE.replace("2,5", "-3,5")}, "scores, row 3 .*'north'.*-3 was given.*Add 3 to"),
    ({"scores": WIDE.replace("2,5", "x,5")}, "scores, row 3 .*'north'.*'x' was given; a number"),
    ({"scores": WIDE.replace("2,5", ",5")}, "scores, row 3 .*'' was given; a number of 0 or more"),
    ({"scores": "\n\n" + WIDE.replace("2,5", "x,5")}, "scores, row 5 "),
    ({"scores": WIDE.replace("2,5", "2,5,1")}, r"scores.csv, row 3: 5 cells; 4 are accepted"),
    ({"scores": WIDE.replace("option", "way")}, "scores.csv, row 1: no column is named 'option'"),
    ({"scores": "issue,option\nroad,none\n"}, "scores.csv has no column for a party"),
    ({"scores": WIDE.replace("south", "north")}, "row 1: 'north' names a column; each once"),
    ({"scores": WIDE.replace("built", "none")}, "scores, row 3 .*row 2 scores it already"),
    ({"scores": LONG.replace("south,road,none,0\n", "")}, "'south' has no score for option 'none'"),
    ({"scores": ""}, "scores.csv.*the file is empty"),
    ({"scores": "issue,option,n\n".encode("utf-16")}, "scores.csv, row 1: this is UTF-16"),
    ({"walk_away": FLOORS.replace("north", "nord")}, "unknown party 'nord'; known: north, south"),
    ({"walk_away": "party,points\nnorth,5\n"}, "walk_away has no row for 'south'"),
    ({"walk_away": FLOORS.replace("5", "five")}, "walk_away, row 2 .*'five' was given; a number"),
    ({"status_quo": "issue,option\nrail,none\n"}, "unknown issue 'rail'.*in status_quo, row 2"),
    ({"status_quo": "issue,option\nroad,half\n"}, "unknown option of 'road' 'half'; known: none"),
    ({"tables": HEAD + "o,t,nord,road,\n"}, "'nord'; known: north"),
    ({"tables": HEAD + "o,t,north,rail,\n"}, "'rail'; .*row 2"),
    ({"tables": HEAD + "o,t,north,road,u\n"}, "row 2, column after"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "message"), FAULTS)
def test_every_fault_is_told_with_folder_file_row_value_and_what_is_accepted(
    tmp_path, files, message
):
    with pytest.raises(BadGame, match=rf"{re.escape(str(tmp_path))}: .*{message}"):
        bargaining.from_folder(written(tmp_path, **files)).compare()


def test_a_folder_without_the_sheet_says_which_is_missing(tmp_path):
    with pytest.raises(BadGame, match=r"scores\.csv.*No such file"):
        bargaining.from_folder(tmp_path)


@pytest.mark.parametrize("wide", [True, False])
def test_what_would_take_too_long_is_refused_with_what_would_fit(tmp_path, wide):
    parties = [f"p{n}" for n in range(9)]
    rows = [(f"i{i}", f"o{o}") for i in range(12) for o in range(4)]
    points = {row: random.Random(str(row)).choices(range(101), k=9) for row in rows}
    scores = ",".join(["issue", "option", *parties]) + "\n"
    scores += "".join(",".join(map(str, (*row, *own))) + "\n" for row, own in points.items())
    if not wide:
        scores = "party,issue,option,score\n" + "".join(
            f"{party},{issue},{option},{point}\n"
            for (issue, option), own in points.items()
            for party, point in zip(parties, own, strict=True)
        )
    floors = "party,points\n" + "".join(f"{party},400\n" for party in parties)
    game = bargaining.from_folder(written(tmp_path, scores=scores, walk_away=floors))
    for ask in (game.compare, game.outcomes, game.standings, game.game.frontier):
        begun = time.process_time()
        with pytest.raises(
            bargaining.TooManyDeals, match=r"16,777,216 deals.*efficient outcomes fit"
        ):
            ask()
        assert time.process_time() - begun < 0.5


SHEETS = [
    ("option" * 3 + "\n" * 30_000, "30,000 rows were given; up to 20,000 points"),
    (
        "issue,option,north,south\n" + "".join(f"road,{n},0,0\n" for n in range(11_000)),
        "22,000 points",
    ),
]


@pytest.mark.parametrize(("scores", "message"), SHEETS, ids=["rows", "cells"])
def test_a_sheet_that_is_no_game_is_refused_before_it_is_read(tmp_path, scores, message):
    with pytest.raises(BadGame, match=rf"scores\.csv: {message}"):
        bargaining.from_folder(written(tmp_path, scores=scores))
