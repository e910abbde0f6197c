"""The command: what each verb prints and returns; never a traceback."""

from __future__ import annotations

import errno
import json
import shlex
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from darfurlab.datasets import folders, pack
from darfurlab.launch import binder, lab
from darfurlab.launch import command as cli
from darfurlab.launch.command import split

TOP = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("argv", "ours", "extra"),
    [
        ("", "", ""),
        ("lab", "lab", ""),
        ("lab mine", "lab mine", ""),
        ("lab 8890", "lab 8890", ""),  # a folder may have any name
        ("lab --no-browser --port 8890", "lab", "--no-browser --port 8890"),
        ("lab mine --no-browser --port 8890", "lab mine", "--no-browser --port 8890"),
        ("lab mine --port=8890", "lab mine", "--port=8890"),
        ("lab mine --copy-only", "lab mine --copy-only", ""),
        ("lab --copy-only", "lab --copy-only", ""),
        ("lab --copy-only --debug", "lab --copy-only", "--debug"),
        ("lab --help", "lab --help", ""),
        ("lab mine -h", "lab mine -h", ""),
        ("lab --no-browser --port 8951 a", "lab a", "--no-browser --port 8951"),
        ("lab --port 8951 a --no-browser", "lab a", "--port 8951 --no-browser"),
        ("lab --port=8951 a", "lab a", "--port=8951"),
        ("lab --no-browser 'two words'", "lab 'two words'", "--no-browser"),
        ("lab -y ä", "lab ä", "-y"),
        ("lab --debug a --copy-only", "lab a --copy-only", "--debug"),
        ("lab --copy-only a", "lab a --copy-only", ""),
        ("lab --ServerApp.token b a", "lab a", "--ServerApp.token b"),
        ("lab --ServerApp.token '' a", "lab a", "--ServerApp.token ''"),
        ("lab --ServerApp.token= a", "lab a", "--ServerApp.token="),
        ("lab --port -1 a", "lab a", "--port -1"),
        ("lab --ip b --ip c a", "lab a", "--ip b --ip c"),
        ("lab --unheard-of --debug a", "lab a", "--unheard-of --debug"),
        ("lab --unheard-of=1 a", "lab a", "--unheard-of=1"),
        ("lab --port 1 -- a", "lab a", "--port 1"),
        ("lab --", "lab", ""),
        ("check data --help", "check data --help", ""),
        ("verify b.pdf --all", "verify b.pdf --all", ""),
    ],
)
def test_a_folder_is_ours_and_other_words_are_jupyterlabs(argv, ours, extra):
    words = shlex.split(argv)
    given = list(words)
    assert split(words) == (shlex.split(ours), shlex.split(extra))
    assert words == given


@pytest.mark.parametrize(
    ("argv", "named"),
    [
        (["a", "b"], "2 are given: ['a', 'b']"),
        (["a", "--no-browser", "b"], "2 are given"),
        (["a", "--port", "1", "2"], "2 are given"),
        (["--port=1", "a", "--", "b"], "2 are given"),
        (["--prot", "8951"], "no option --prot"),
        (["a", "--prot", "8951"], "--prot=8951"),
        (["-p", "8951"], "no option -p"),
        (["-port", "8951"], "no option -port"),
        (["--NO-BROWSER", "a"], "no option --NO-BROWSER"),
        ([""], "'' is no name of a folder"),
        ([" "], "' ' is no name of a folder"),
        (["-"], "'-' is no name of a folder"),
        (["--", "--no-browser"], "'--no-browser' is no name of a folder"),
        (["a", "--notebook-dir", "b"], "--notebook-dir is a second folder"),
        (["--notebook-dir=b"], "--notebook-dir=b is a second folder"),
        (["--ServerApp.root_dir=b", "a"], "a second folder"),
    ],
)
def test_what_may_be_two_things_is_refused_and_nothing_is_written(opened, capsys, argv, named):
    with pytest.raises(SystemExit) as caught:
        cli.main(["lab", *argv])
    assert caught.value.code == 2
    assert named in capsys.readouterr().err
    assert opened == []
    assert list(Path.cwd().iterdir()) == []


def jupyterlabs_options() -> dict[str, bool]:
    """Return each option of JupyterLab, and whether its own parser takes the next word for it."""
    from jupyter_server.serverapp import ServerApp
    from jupyterlab.labapp import LabApp
    from traitlets.config.loader import KVArgParseConfigLoader

    found: dict[str, bool] = {}
    for app in (ServerApp(), LabApp()):  # in the order in which they read a call
        flags, aliases = app.flatten_flags()
        for keys in [*flags, *aliases]:
            for name in (keys,) if isinstance(keys, str) else keys:
                option = f"-{name}" if len(name) == 1 else f"--{name}"
                loader = KVArgParseConfigLoader([option, "word"], aliases, flags, classes=[])
                loader.load_config()
                found.setdefault(option, "word" not in loader.extra_args)
    found["--watch"] = (
        False  # listed as both; JupyterLab's server, which reads it first, takes none
    )
    return {option: takes for option, takes in found.items() if option != "--notebook-dir"}


def test_each_option_that_jupyterlab_has_is_read_as_jupyterlab_reads_it():
    options = jupyterlabs_options()
    assert {"--port", "--ip", "--no-browser", "--debug", "-y", "--app-dir"} <= set(options)
    assert len(options) > 25
    for option, takes in options.items():
        argv = [option, "1"] if takes else [option]
        for call in (["a", *argv], [*argv, "a"], ["--debug", *argv, "a"]):
            ours, extra = split(["lab", *call])
            assert ours == ["lab", "a"], call
            assert extra == [word for word in call if word != "a"]


@pytest.fixture
def opened(tmp_path, monkeypatch) -> list:
    calls: list = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lab, "open_lab", lambda folder, extra: calls.append((folder, list(extra))))
    return calls


def test_lab_opens_a_copy_with_what_else_was_said(opened, tmp_path, capsys):
    assert cli.main(["lab", "--no-browser", "--port", "8890"]) == 0
    folder = tmp_path / "darfurlab-lessons"
    assert opened == [(folder, ["--no-browser", "--port", "8890"])]
    assert list(folder.glob("01-*.ipynb"))
    assert f"Your lessons and your work are in {folder}" in capsys.readouterr().out
    assert cli.main(["lab", "mine", "--port=1"]) == 0
    assert opened[1] == (tmp_path / "mine", ["--port=1"])


def test_copy_only_brings_the_lessons_once_and_opens_nothing(opened, tmp_path, capsys):
    assert cli.main(["lab", "mine", "--copy-only"]) == 0
    first = capsys.readouterr().out.splitlines()
    assert any(line.endswith(": new") for line in first)
    assert cli.main(["lab", "mine", "--copy-only"]) == 0
    assert capsys.readouterr().out.splitlines() == [first[0], first[-1]]
    assert first[0] == f"No course.toml in {tmp_path}: the lessons are whole."
    assert opened == []


COURSE = 'contact = "Amna, room 12"\nlessons = ["00", "03"]\nhidden = ["03/left-open"]\n'


def test_lab_with_a_course_says_which_and_renews_the_line_of_a_lesson_that_was_run(
    opened, tmp_path, capsys
):
    (tmp_path / "course.toml").write_text(COURSE)
    assert cli.main(["lab", "mine"]) == 0
    said = capsys.readouterr().out
    assert (
        f"Your course ({tmp_path / 'course.toml'}): lessons 00, 03; core and further; 1 part"
        in said
    )
    mine = tmp_path / "mine" / "03-mediation-failure.ipynb"
    lesson = json.loads(mine.read_text("utf-8"))
    lesson["cells"][3]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "mine"}]
    mine.write_text(json.dumps(lesson))  # as if it had been run, and saved
    (tmp_path / "course.toml").write_text(COURSE.replace("12", "13").replace(', "03"]', "]"))
    assert cli.main(["lab", "mine"]) == 0
    said = capsys.readouterr().out
    assert f"{mine.name}: who helps and when is renewed; all else is kept" in said
    assert f"{mine.name}: not in your course; it is kept, and you can delete it" in said
    assert "00-start-here.ipynb: updated; you had not changed it" in said
    new = json.loads(mine.read_text("utf-8"))
    assert new["cells"][1]["source"].endswith("Amna, room 13.")
    assert [*new["cells"][:1], *new["cells"][2:]] == [*lesson["cells"][:1], *lesson["cells"][2:]]
    assert not list(mine.parent.glob("*.new-*"))
    # What is hidden later reaches a lesson that was run, and stands beside one that was changed.
    (tmp_path / "course.toml").write_text(COURSE.replace('"03/', '"03/argue-back", "03/'))
    assert cli.main(["lab", "mine"]) == 0
    assert "you had run it" in capsys.readouterr().out
    mine.write_text(mine.read_text("utf-8").replace("# 03 ·", "# mine 03 ·"))
    for hidden in ("03/reflection", "03/who-did-what"):
        (tmp_path / "course.toml").write_text(COURSE.replace("03/left-open", hidden))
        assert cli.main(["lab", "mine"]) == 0
        assert "your changed 03-mediation-failure.ipynb is kept as it is" in capsys.readouterr().out
        (newer,) = mine.parent.glob("*.new-*")
        assert hidden not in newer.read_text("utf-8")
    assert "# mine 03 ·" in mine.read_text("utf-8")


@pytest.mark.parametrize("fault", [b'hidden = ["03/gone"]', b"\xff\xfeh\0", b"lessons = [00]"])
def test_a_course_that_could_show_too_much_is_not_handed_out(opened, tmp_path, capsys, fault):
    (tmp_path / "course.toml").write_bytes(fault)
    assert cli.main(["lab", "mine"]) == 1
    assert "Because of this, nothing was copied" in capsys.readouterr().err
    assert opened == []
    assert list((tmp_path / "mine").iterdir()) == []
    # Who has the lessons goes on with them, and with the course that came with them.
    (tmp_path / "course.toml").write_text(COURSE)
    assert cli.main(["lab", "mine", "--copy-only"]) == 0
    (tmp_path / "course.toml").write_bytes(fault)
    assert cli.main(["lab", "mine"]) == 0
    assert len(opened) == 1
    assert (tmp_path / "mine" / "course.toml").read_text() == COURSE
    assert cli.main(["lab", "mine", "--copy-only"]) == 1
    (tmp_path / "course.toml").unlink()  # the way out that is named
    assert cli.main(["lab", "other"]) == 0
    assert len(folders.lessons(tmp_path / "other")) == len(folders.lessons(TOP / "notebooks"))


def test_the_pages_for_instructors_come_only_when_they_are_asked_for(opened, tmp_path):
    assert cli.main(["lab", "students", "--copy-only"]) == 0
    assert not (tmp_path / "students" / "instructor").exists()
    assert cli.main(["lab", "mine", "--copy-only", "--instructor"]) == 0
    assert (tmp_path / "mine" / "instructor" / "class-report.ipynb").is_file()


def test_check_of_a_folder_with_a_course_alone_checks_the_course(opened, tmp_path, capsys):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "course.toml").write_text(COURSE)
    for named in ("mine", "mine/course.toml"):
        assert cli.main(["check", named]) == 0
        line, end = capsys.readouterr().out.splitlines()
        assert line.startswith(
            f"Your course ({tmp_path / 'mine' / 'course.toml'}): lessons 00, 03;"
        )
        assert end == "course.toml: 0 faults"
    (tmp_path / "mine" / "course.toml").write_text(COURSE.replace('"03"', '"07"'))
    assert cli.main(["check", "mine"]) == 1
    first, *_, end = capsys.readouterr().out.splitlines()
    assert first == "course.toml, line 2, lessons: '07' was given; no such lesson; accepted: " + (
        "00, 01, 02, 03, 04"
    )
    assert end == "course.toml: 1 fault"
    (tmp_path / "mine" / "course.toml").rename(tmp_path / "mine" / "course.toml.txt")
    assert cli.main(["check", "mine"]) == 1
    assert "rename it to course.toml" in capsys.readouterr().out


def test_a_new_question_goes_into_the_course_of_the_folder(opened, tmp_path, capsys):
    (tmp_path / "course.toml").write_text(COURSE)
    assert cli.main(["new-question", "3", "--kind", "choice"]) == 0
    assert "To take it away again, delete all from line 5 on." in capsys.readouterr().out
    text = (tmp_path / "course.toml").read_text()
    assert text.startswith(COURSE)
    assert 'id = "new-choice"\nat = "03"\n' in text


def test_a_folder_that_cannot_be_one_is_said_in_words(opened, tmp_path, capsys):
    (tmp_path / "file").write_text("mine")
    assert cli.main(["lab", "file"]) == 1
    said = capsys.readouterr().err
    assert "Nothing of yours was changed" in said
    assert (tmp_path / "file").read_text() == "mine"
    assert opened == []


def test_check_prints_every_fault_and_says_how_many(tmp_path, capsys):
    folder = shutil.copytree(TOP / "data", tmp_path / "data")
    assert cli.main(["check", str(folder)]) == 0
    assert "0 faults" in capsys.readouterr().out
    (folder / "events.csv").unlink()
    (folder / "voices.csv").write_bytes(b"")
    assert cli.main(["check", str(folder)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines[:-3]] == ["events.csv", "voices.csv"]
    assert lines[-2].endswith("2 faults")


@pytest.mark.parametrize("where", ["nowhere", "file"])
def test_check_of_no_folder_says_what_must_be_there(tmp_path, capsys, where):
    (tmp_path / "file").write_text("x")
    assert cli.main(["check", str(tmp_path / where)]) == 1
    assert "datapackage.json" in capsys.readouterr().out


def test_verify_lists_what_is_not_found(tmp_path, capsys):
    (tmp_path / "other.txt").write_text("Quite another text.")
    assert cli.main(["verify", str(tmp_path / "other.txt")]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert sum(line.startswith("missing ") for line in lines) == 79
    assert "0 of 79 passages found, 0 moved, 79 missing or altered" in lines


@pytest.mark.parametrize("name", ["nothing.txt", "."])
def test_verify_of_nothing_says_what_is_expected(tmp_path, capsys, name):
    assert cli.main(["verify", str(tmp_path / name)]) == 1
    printed = capsys.readouterr()
    assert "a file to read is expected" in printed.err
    assert printed.out == ""


@pytest.mark.parametrize("argv", [["verify", "b.txt"], ["pages", "."]])
def test_broken_data_of_our_own_are_named_by_every_verb(tmp_path, monkeypatch, capsys, argv):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b.txt").write_text("A text.")
    monkeypatch.setattr(folders, "data_folder", lambda: tmp_path)
    pack.package.cache_clear()
    try:
        assert cli.main(argv) == 1
    finally:
        pack.package.cache_clear()
    assert "datapackage.json: the file is not in" in capsys.readouterr().out


def test_pages_that_cannot_be_written_are_said_in_words(tmp_path, capsys):
    (tmp_path / "data").write_text("a file where a folder must be")
    assert cli.main(["pages", str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert str(tmp_path / "data") in printed.err
    assert "Traceback" not in printed.err


@pytest.mark.parametrize("argv", [[], ["nonsense"], ["verify"], ["check", "a", "b"]])
def test_a_wrong_call_is_answered_with_the_usage(argv, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(argv)
    assert caught.value.code == 2
    assert "usage: darfurlab" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["", "lab", "check", "verify", "pages", "binder-link"])
def test_each_verb_explains_itself(verb, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main([*([verb] if verb else []), "--help"])
    assert caught.value.code == 0
    said = capsys.readouterr().out
    assert "usage: darfurlab" in said
    assert "--no-browser --port 8890" in said or verb != "lab"


LINK = "https://mybinder.org/v2/gh/amina/darfurlab/HEAD?urlpath=lab/tree/my-lessons/"


def test_binder_link_prints_the_link_the_badge_and_nbgitpullers_form(capsys):
    assert cli.main(["binder-link", "amina/darfurlab"]) == 0
    said = capsys.readouterr().out
    assert f"\n{LINK}00-start-here.ipynb\n" in said
    assert (
        f"\n[![Binder](https://mybinder.org/badge_logo.svg)]({LINK}00-start-here.ipynb)\n" in said
    )
    pulls = next(line for line in said.splitlines() if "git-pull" in line)
    wanted = parse_qs(urlsplit(pulls).query)["urlpath"][0]
    assert wanted.startswith("git-pull?")
    assert parse_qs(urlsplit(wanted).query) == {
        "repo": ["https://github.com/amina/darfurlab"],
        "urlpath": ["lab/tree/darfurlab/notebooks/00-start-here.ipynb"],
    }
    assert cli.main(["binder-link", "amina/darfurlab", "--branch", "term/1"]) == 0
    said = capsys.readouterr().out
    assert "/amina/darfurlab/term%2F1?urlpath=lab/tree/" in said
    assert "branch%3Dterm%252F1" in said


def test_the_readmes_badge_is_the_one_that_binder_link_prints():
    assert binder.badge("OWNER/darfurlab") in (TOP / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "given",
    ["amina", "amina/", "/darfurlab", "a/b/c", "https://github.com/amina/darfurlab", "a b/c", "",
     "amina/darfurlab.git", "amina/..", "-a/b", "a-/b", "a--b/c", "é/b", "a/b?c", "a/b#c", "a/b\n",
     "github.com/amina/darfurlab", "a/b)"],
)  # fmt: skip
def test_binder_link_says_what_it_expects(given, capsys):
    assert cli.main(["binder-link", "--", given]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert repr(given) in printed.err
    assert "OWNER/REPO is expected" in printed.err


@pytest.mark.parametrize(
    "branch", ["", "a b", "a..b", "a~", "/a", "a/", "a:b", "-a", "a?", "a\n", "a//b", "a.", "@{u}"]
)
def test_binder_link_refuses_what_is_no_branch(branch, capsys):
    assert cli.main(["binder-link", "amina/darfurlab", f"--branch={branch}"]) == 2
    assert "is no name of a branch" in capsys.readouterr().err


@pytest.mark.parametrize("branch", ["main", "v0.1.0", "term/1", "0a1b2c3", "ünî", "a-b_c.d", "x"])
def test_binder_link_takes_any_branch(branch):
    assert cli.main(["binder-link", "amina/darfurlab", f"--branch={branch}"]) == 0


def test_the_version_is_the_projects(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--version"])
    assert capsys.readouterr().out.strip() == f"darfurlab {version('darfurlab')}"


def test_as_a_program_it_ends_with_1_and_no_traceback(tmp_path):
    (tmp_path / "datapackage.json").write_text('{"resources": [{')
    done = subprocess.run(
        [sys.executable, "-m", "darfurlab", "check", str(tmp_path)],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert "datapackage.json" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


def test_a_full_disk_is_named(tmp_path, monkeypatch, capsys):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(lab, "working_copy", full)
    assert cli.main(["lab", str(tmp_path), "--copy-only"]) == 1
    assert "the disk is full" in capsys.readouterr().err
