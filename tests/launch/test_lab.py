"""A student's own copy: nothing that a student wrote is ever lost, whatever came before."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import types
from contextlib import suppress
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from darfurlab.datasets import folders
from darfurlab.launch import lab
from darfurlab.launch.lab import Copy, carry_out, fingerprints, plan

NAME = "01-lesson.ipynb"
BESIDE = "01-lesson.new-2.0.ipynb"


def print_of(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


# --- the plan, over every combination -------------------------------------------------------------

LESSON = {"unchanged": "v1", "changed": "v2", "new": "v2"}
STUDENT = ["none", "untouched", "changed", "deleted", "made it themselves", "already has it"]
BESIDE_IS = ["absent", "ours", "changed by the student"]
MEMORY = ["kept", "lost"]


@pytest.mark.parametrize(
    ("lesson", "student", "beside", "memory"), list(product(LESSON, STUDENT, BESIDE_IS, MEMORY))
)
def test_no_plan_writes_over_what_a_student_wrote(lesson, student, beside, memory):
    theirs = {"changed": "mine", "made it themselves": "mine", "untouched": "v1",
              "already has it": LESSON[lesson]}.get(student)  # fmt: skip
    had_it = lesson != "new" and student in ("untouched", "changed", "deleted")
    copied = {NAME: print_of("v1")} if had_it and memory == "kept" else {}
    there = {NAME: print_of(theirs)} if theirs else {}
    if beside != "absent":
        there[BESIDE] = print_of(LESSON[lesson] if beside == "ours" else "my notes")
    todo = plan({NAME: print_of(LESSON[lesson])}, copied, there, "2.0")
    assert len(todo) <= 1
    for step in todo:
        assert step.source == NAME
        assert step.reason
        if step.target in there:  # only what we ourselves handed over is replaced
            assert step.target == NAME
            assert there[NAME] == copied.get(NAME) == print_of("v1")
    targets = {step.target for step in todo}
    if theirs is None:
        assert targets == {NAME}
    elif theirs == LESSON[lesson]:
        assert targets == set()
    elif theirs == "v1" and copied:
        assert targets == {NAME}
    elif copied.get(NAME) == print_of(LESSON[lesson]):
        assert targets == set()  # only the student changed it
    else:
        assert targets == ({BESIDE} if beside == "absent" else set())


# --- in a folder ----------------------------------------------------------------------------------


@pytest.fixture
def lessons(tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "lessons"
    (folder / "pages").mkdir(parents=True)
    for name in ("00-start.ipynb", NAME, "passages.md", "pages/guide.md"):
        (folder / name).write_text(f"{name} v1")
    monkeypatch.setattr(folders, "lessons_folder", lambda: folder)
    monkeypatch.setattr(lab, "version", lambda name: "1.0")
    return folder


def content(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*")) if p.is_file()
    }  # fmt: skip


@pytest.mark.parametrize("where", ["mine", ".hidden", "a b/ü", "x/.y/z"])
def test_a_copy_is_whole_and_made_once(lessons, tmp_path, where):
    folder = tmp_path / where
    done = lab.working_copy(folder)
    assert {step.target for step in done} == {
        "00-start.ipynb", NAME, "passages.md", "pages/guide.md",
    }  # fmt: skip
    for name, before in content(lessons).items():
        assert (folder / name).read_bytes() == before
    first = content(folder)
    times = {name: (folder / name).stat().st_mtime_ns for name in first if ".darfurlab" not in name}
    assert lab.working_copy(folder) == []
    assert content(folder) == first
    assert all((folder / name).stat().st_mtime_ns == at for name, at in times.items())


@pytest.mark.parametrize("where", ["mine", ".hidden", "x/.y/z"])
def test_a_changed_lesson_is_kept_and_the_newer_one_stands_beside(
    lessons, tmp_path, monkeypatch, where
):
    folder = tmp_path / where
    lab.working_copy(folder)
    (folder / NAME).write_text("my own words")
    (lessons / NAME).write_text("v2")
    (lessons / "00-start.ipynb").write_text("start v2")
    monkeypatch.setattr(lab, "version", lambda name: "2.0")
    done = {step.target: step.reason for step in lab.working_copy(folder)}
    assert set(done) == {BESIDE, "00-start.ipynb"}
    assert "kept as it is" in done[BESIDE]
    assert (folder / NAME).read_text() == "my own words"
    assert (folder / BESIDE).read_text() == "v2"
    assert (folder / "00-start.ipynb").read_text() == "start v2"
    assert lab.working_copy(folder) == []


@pytest.mark.parametrize("memory", [b"", b"{", b"[]", b"7", b'{"a": null}', b"\xff\xfe", None])
def test_with_the_memory_lost_every_difference_counts_as_the_students(lessons, tmp_path, memory):
    folder = tmp_path / "mine"
    lab.working_copy(folder)
    (folder / NAME).write_text("my own words")
    (lessons / NAME).write_text("v2")
    (lessons / "passages.md").write_text("passages v2")
    path = folder / lab.OWN / "copied.json"
    path.unlink()
    if memory is not None:
        path.write_bytes(memory)
    before = content(folder)
    lab.working_copy(folder)
    after = content(folder)
    for name in (NAME, "passages.md"):
        assert after[name] == before[name]
    assert after["01-lesson.new-1.0.ipynb"] == b"v2"
    json.loads(path.read_bytes())


def test_other_things_in_the_folder_are_left_alone(lessons, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    for name in ("my-work.json", "essay.md", "data.csv", "own.ipynb"):
        (folder / name).write_text("mine")
    (folder / "folder.md").mkdir()
    (folder / "gone.ipynb").symlink_to(folder / "nowhere")
    lab.working_copy(folder)
    for name in ("my-work.json", "essay.md", "data.csv", "own.ipynb"):
        assert (folder / name).read_text() == "mine"


def test_checkpoints_and_our_own_files_are_no_lessons(tmp_path):
    for name in (".ipynb_checkpoints/01.ipynb", ".darfurlab/deep/er/x.md", "a/.hidden/b/c.md"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x")
    (tmp_path / "01.ipynb").write_text("x")
    (tmp_path / "notes.txt").write_text("x")
    assert list(fingerprints(tmp_path)) == ["01.ipynb"]


@pytest.mark.parametrize("fails_at", range(5))
def test_a_copy_that_breaks_off_leaves_no_half_file_and_is_made_good(
    lessons, tmp_path, monkeypatch, fails_at
):
    folder = tmp_path / "mine"
    lab.working_copy(folder)
    (folder / NAME).write_text("my own words")
    for name in ("00-start.ipynb", NAME, "passages.md", "pages/guide.md"):
        (lessons / name).write_text(f"{name} v2, longer than before")
    replace, count = os.replace, iter(range(100))

    def full(source, target):
        if next(count) >= fails_at:
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        lab.working_copy(folder)
    after = content(folder)
    for name in ("00-start.ipynb", "passages.md", "pages/guide.md"):
        assert after[name] in (f"{name} v1".encode(), f"{name} v2, longer than before".encode())
    assert after[NAME] == b"my own words"
    monkeypatch.setattr(os, "replace", replace)
    lab.working_copy(folder)
    assert (folder / NAME).read_text() == "my own words"
    newest = {p.read_text() for p in folder.glob("*.ipynb")}
    assert f"{NAME} v2, longer than before" in newest
    assert lab.working_copy(folder) == []


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("edit"), st.sampled_from([0, 1]), st.integers(0, 99)),
        st.tuples(st.just("delete"), st.sampled_from([0, 1]), st.just(0)),
        st.tuples(st.just("release"), st.sampled_from([0, 1]), st.just(0)),
        st.tuples(st.just("forget"), st.just(0), st.just(0)),
        st.tuples(st.just("open"), st.just(0), st.just(0)),
    ),
    max_size=12,
)


@pytest.mark.slow
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
def test_through_any_history_what_a_student_wrote_stays(tmp_path_factory, monkeypatch, steps):
    top = tmp_path_factory.mktemp("history")
    names = ["00-a.ipynb", "01-b.ipynb"]
    source, folder = top / "lessons", top / "mine"
    source.mkdir()
    for name in names:
        (source / name).write_text("lesson 1")
    release = 1
    with monkeypatch.context() as patch:
        patch.setattr(folders, "lessons_folder", lambda: source)
        patch.setattr(lab, "version", lambda name: f"{release}.0")
        lab.working_copy(folder)
        for what, which, number in [*steps, ("open", 0, 0)]:
            path = folder / names[which]
            if what == "edit":
                path.write_text(f"student {number}")
            elif what == "delete":
                path.unlink(missing_ok=True)
            elif what == "release":
                release += 1
                (source / names[which]).write_text(f"lesson {release}")
            elif what == "forget":
                (folder / lab.OWN / "copied.json").unlink(missing_ok=True)
            else:
                before = content(folder)
                lab.working_copy(folder)
                after = content(folder)
                for name, was in before.items():
                    if was.startswith(b"student"):
                        assert after[name] == was
                everything = set(after.values())
                for name in names:
                    assert name in after
                    newest = (source / name).read_bytes()
                    handed_over = b"student" in after[name] or newest in everything
                    assert handed_over
                assert lab.working_copy(folder) == []


# --- predictions ----------------------------------------------------------------------------------


def test_a_student_gets_each_lesson_whole_but_for_what_answers_a_prediction(tmp_path):
    lab.working_copy(tmp_path)
    reveals = 0
    for path in folders.lessons(folders.lessons_folder()):
        ours = json.loads(path.read_text(encoding="utf-8"))
        theirs = json.loads((tmp_path / path.name).read_text(encoding="utf-8"))
        for cell in ours["cells"]:
            if lab.REVEAL in cell["metadata"].get("tags", []):
                assert cell["outputs"], "a page without a kernel shows it"
                cell["outputs"] = []
                reveals += 1
            if "execution_count" in cell:
                assert cell["execution_count"], "it was run"
                cell["execution_count"] = None
        assert theirs == ours
    assert reveals >= 5
    assert lab.working_copy(tmp_path) == []


def test_each_prediction_of_what_a_later_cell_shows_is_followed_by_a_cell_that_is_kept_back():
    for path in folders.lessons(folders.lessons_folder()):
        cells = [
            c for c in json.loads(path.read_text("utf-8"))["cells"] if c["cell_type"] == "code"
        ]
        for at, cell in enumerate(cells):
            if re.search(r'ask\("\d\d/predict-', "".join(cell["source"])):
                later = cells[at + 1 :]
                shown = next(c for c in later if "show(" in "".join(c["source"]))
                assert lab.REVEAL in shown["metadata"].get("tags", []), cell["source"]


# --- opening JupyterLab ---------------------------------------------------------------------------


def test_lab_is_started_on_the_folder_and_its_first_lesson(tmp_path):
    for name in ("07-last.ipynb", "00-start-here.ipynb", "notes.ipynb"):
        (tmp_path / name).write_text("x")
    given = lab.arguments(tmp_path, ["--no-browser", "--port", "8890"])
    assert given[-3:] == ["--no-browser", "--port", "8890"]  # theirs come last and win
    assert f"--ServerApp.root_dir={tmp_path}" in given
    assert "--LabApp.default_url=/lab/tree/00-start-here.ipynb" in given
    assert [a for a in given if "workspaces_dir" in a] == [
        f"--LabApp.workspaces_dir={tmp_path / '.darfurlab' / 'workspaces'}"
    ]


COPIES = [
    "-Copy1",
    "-Copy10",
    ".new-0.2",
    " - Copy",
    " copy",
    " (1)",
    "_old",
    "-backup",
    ".1",
    "-2",
]


@pytest.mark.parametrize("ending", COPIES)
def test_a_copy_of_a_lesson_is_no_lesson_and_never_the_one_that_opens(tmp_path, ending):
    names = ["00-start-here", "01-marginalization"]
    for stem in [*names, *(f"{name}{ending}" for name in names), "._00-start-here"]:
        (tmp_path / f"{stem}.ipynb").write_text("x")
    for other in ("00 - copy", "._00-a", ".00-a", "Copy of 00-start-here", "00-Untitled", "000-a"):
        (tmp_path / f"{other}.ipynb").write_text("x")
    (tmp_path / "02-folder.ipynb").mkdir()
    assert [path.stem for path in folders.lessons(tmp_path)] == names
    assert lab.first_lesson(tmp_path) == "00-start-here.ipynb"


@pytest.mark.parametrize("ending", COPIES)
def test_a_copy_that_a_teacher_made_of_a_lesson_is_not_handed_over(lessons, tmp_path, ending):
    (lessons / f"01-lesson{ending}.ipynb").write_text("tried something")
    (lessons / "my-own.ipynb").write_text("a notebook of the teacher's")
    done = {step.target for step in lab.working_copy(tmp_path / "mine")}
    assert {name for name in done if name.endswith(".ipynb")} == {
        "00-start.ipynb", NAME, "my-own.ipynb",
    }  # fmt: skip


def test_nothing_finds_lessons_by_a_pattern_of_its_own():
    top = Path(__file__).resolve().parents[2]
    files = [p for f in ("src", "tests", "tools") for p in (top / f).rglob("*.py")]
    pattern = "[0-9][0-9]-" + "*.ipynb"
    found = [p.name for p in files if pattern in p.read_text(encoding="utf-8")]
    assert found == ["folders.py"]


def test_a_folder_with_no_lesson_opens_all_the_same(tmp_path):
    assert lab.first_lesson(tmp_path) == ""
    assert "--LabApp.default_url=/lab/tree/" in lab.arguments(tmp_path, [])


def test_the_settings_travel_and_the_users_own_still_count(tmp_path, monkeypatch):
    opened = []
    app = types.ModuleType("jupyterlab.labapp")
    app.LabApp = types.SimpleNamespace(launch_instance=lambda argv: opened.append(argv))
    monkeypatch.setitem(sys.modules, "jupyterlab.labapp", app)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/their/own")
    monkeypatch.setenv("JUPYTER_PATH", "/their/share")
    monkeypatch.setenv("DARFURLAB_WORK", "")
    home = dict(os.environ)
    lab.open_lab(tmp_path, ["--no-browser"])
    assert opened == [lab.arguments(tmp_path, ["--no-browser"])]
    ours, theirs = os.environ["JUPYTER_CONFIG_PATH"].split(os.pathsep)
    assert theirs == "/their/own"
    assert (Path(ours) / "labconfig" / "default_setting_overrides.json").is_file()
    ours, theirs = os.environ["JUPYTER_PATH"].split(os.pathsep)
    assert theirs == "/their/share"
    assert (Path(ours) / "kernels" / "python3" / "kernel.json").is_file()
    assert (Path(ours) / "labextensions" / "darfurlab" / "package.json").is_file()
    assert os.environ["DARFURLAB_WORK"] == str(tmp_path / "my-work.json")
    changed = {k for k in os.environ if os.environ[k] != home.get(k)}
    assert changed == {"JUPYTER_CONFIG_PATH", "JUPYTER_PATH", "DARFURLAB_WORK"}
    assert list(tmp_path.iterdir()) == []  # opening alone writes nothing


def test_the_lessons_are_beside_the_sources_or_inside_a_wheel(tmp_path, monkeypatch):
    assert list(folders.lessons_folder().glob("01-*.ipynb"))
    (tmp_path / "_notebooks").mkdir()
    monkeypatch.setattr(folders, "files", lambda name: tmp_path)
    assert folders.lessons_folder() == tmp_path / "_notebooks"


def test_carrying_out_a_plan_twice_is_carrying_it_out_once(lessons, tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    todo = [Copy(NAME, NAME, "new"), Copy("passages.md", "passages.new-1.0.md", "newer")]
    carry_out(todo, content(lessons), folder)
    once = content(folder)
    carry_out(todo, content(lessons), folder)
    assert content(folder) == once
    assert not [name for name in once if name.endswith(".new")]


@pytest.mark.parametrize("fails_at", range(6))
@pytest.mark.parametrize("step", ["write", "replace"])
def test_a_disk_that_fills_up_during_the_first_copy_makes_no_lesson_the_students_own(
    lessons, tmp_path, monkeypatch, fails_at, step
):
    folder = tmp_path / "mine"
    number = iter(range(100))
    write, replace = os.write, os.replace

    def full(real):
        def act(*args):
            if next(number) >= fails_at:
                raise OSError(28, "No space left on device")
            return real(*args)

        return act

    with monkeypatch.context() as patch:
        if step == "write":
            patch.setattr(os, "write", full(write))
        else:
            patch.setattr(os, "replace", full(replace))
        with suppress(OSError):
            lab.working_copy(folder)
    assert list(folder.rglob(".*.new")) == []
    for path in lessons.rglob("*.*"):
        path.write_text(f"{path.name} of the next release")
    lab.working_copy(folder)
    assert list(folder.rglob("*.new-*")) == []
    assert fingerprints(folder) == fingerprints(lessons)
