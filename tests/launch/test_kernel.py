"""A kernel started by our own spec: ready soon, the names there, and one line where one is not."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import PathFinder
from pathlib import Path
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

import darfurlab
from darfurlab.datasets import folders
from darfurlab.launch import kernel

TOP = Path(__file__).resolve().parents[2]
SHARE = TOP / "src" / "darfurlab" / "launch" / "share"
LESSONS = folders.lessons(TOP / "notebooks")
CARD = re.compile(r"^(?:ask|check|design|my_work|doctor)\(", re.M)
LOADING = "print('darfurlab' in [t.name for t in __import__('threading').enumerate()])"


class Kernel:
    """A kernel; `run` gives what a cell says: its printed text, its errors."""

    def __init__(self, manager: KernelManager) -> None:
        self.client = manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, source: str, **how: Any) -> tuple[str, list[dict[str, Any]]]:
        printed, errors = [], []

        def hear(message: dict[str, Any]) -> None:
            if message["msg_type"] == "stream":
                printed.append(message["content"]["text"])
            elif message["msg_type"] == "error":
                errors.append(message["content"])

        self.client.execute_interactive(source, timeout=120, output_hook=hear, **how)
        return "".join(printed), errors

    def loaded(self) -> Kernel:
        """Return once nothing is loaded in the background any more."""
        deadline = time.monotonic() + 60
        while self.run(LOADING) == ("True\n", []):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        return self


@contextmanager
def started(folder: Path, **more: str) -> Iterator[Kernel]:
    env = {**os.environ, "IPYTHONDIR": str(folder), "DARFURLAB_WORK": str(folder / "work.json"),
           "PYTHONDONTWRITEBYTECODE": ""}  # fmt: skip
    specs = KernelSpecManager(kernel_dirs=[str(SHARE / "kernels")])
    if not more.pop("ours", "yes"):
        specs = KernelSpecManager(kernel_dirs=[])
    manager = KernelManager(kernel_name="python3", kernel_spec_manager=specs)
    manager.start_kernel(env={**env, **more}, cwd=str(folder))
    try:
        running = Kernel(manager)
        yield running
        running.client.stop_channels()
    finally:
        manager.shutdown_kernel(now=True)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    with started(tmp_path_factory.mktemp("kernel")) as running:
        running.loaded().run("__import__('gc').freeze()")  # each %reset looks through all that is
        yield running


# --- the spec -------------------------------------------------------------------------------------


def test_the_spec_is_the_native_one_with_our_extension_more():
    from ipykernel.kernelspec import get_kernel_dict

    ours = json.loads((SHARE / "kernels" / "python3" / "kernel.json").read_text(encoding="utf-8"))
    native = get_kernel_dict()
    assert ours["argv"].pop() == "--InteractiveShellApp.extra_extensions=darfurlab.launch.kernel"
    assert ours["argv"].pop(0) == "python"  # for which Jupyter puts the Python that it runs in
    assert ours["argv"] == native["argv"][1:]
    for name in ("display_name", "language", "metadata"):
        assert ours[name] == native[name]


def test_it_wins_over_the_native_one_on_jupyters_path(monkeypatch):
    from jupyter_core.paths import jupyter_path

    monkeypatch.setenv("JUPYTER_PATH", str(SHARE))
    found = KernelSpecManager(kernel_dirs=jupyter_path("kernels")).get_kernel_spec("python3")
    assert found.resource_dir == str(SHARE / "kernels" / "python3")


# --- loaded while the student reads ---------------------------------------------------------------


def test_the_steps_are_taken_while_no_cell_runs():
    taken, free = [], Event()
    kernel.QUIET, quiet = 0, kernel.QUIET
    try:
        thread = kernel.Thread(target=kernel.load, args=([lambda: taken.append(1)], free))
        thread.start()
        time.sleep(0.05)
        assert taken == []
        free.set()
        thread.join(5)
    finally:
        kernel.QUIET = quiet
    assert taken == [1]


@pytest.mark.parametrize("error", [ImportError, SystemExit, KeyboardInterrupt])
def test_a_step_that_fails_is_the_last_and_says_nothing(error, monkeypatch, capfd):
    def fail() -> None:
        raise error("broken")

    taken, free = [], Event()
    free.set()
    monkeypatch.setattr(kernel, "QUIET", 0)
    kernel.load([lambda: taken.append(1), fail, lambda: taken.append(2)], free)
    assert taken == [1]
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
def test_a_kernel_has_what_a_first_chart_needs_and_says_nothing(ready):
    here = "sys = __import__('sys'); pack = __import__('darfurlab')\n"
    has = "print({'pandas', 'altair'} <= {*sys.modules}, {*pack.__all__} <= {*vars(pack)})"
    assert ready.run(here + has) == ("True True\n", [])
    assert ready.run("print('rfc3987_syntax' in sys.modules)") == ("False\n", [])
    assert ready.run("show, tables\n%who")[0] == "pack\t sys\t \n"


@pytest.mark.slow
def test_no_lessons_first_chart_waits_for_a_package_or_a_module_of_ours(ready):
    ours = "m if m.startswith('darfurlab') else m.partition('.')[0]"
    loaded = f"print(*{{{ours} for m in __import__('sys').modules}})"
    for path in LESSONS:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        chart = next(i for i, source in enumerate(sources) if "show(charts." in source)
        assert ready.run("\n".join(["%reset -f", *sources[:chart]])) == ("", [])
        before = ready.run(loaded)[0].split()
        assert ready.run(sources[chart]) == ("", [])
        assert set(ready.run(loaded)[0].split()).difference(before) == set()


@pytest.mark.slow
def test_a_broken_package_harms_no_cell_that_does_without_it(tmp_path):
    (tmp_path / "pandas.py").write_text("raise SystemExit('broken')", encoding="utf-8")
    with started(tmp_path, PYTHONPATH=str(tmp_path)) as running:
        running.loaded()
        assert running.run("print(6 * 7)") == ("42\n", [])


@pytest.mark.slow
def test_it_needs_no_more_memory_than_a_kernel_that_loads_pandas_and_altair(tmp_path, ready):
    memory = "print(next(r for r in open('/proc/self/status') if r.startswith('VmRSS')).split()[1])"
    if not Path("/proc/self/status").exists():
        pytest.skip("this system does not tell")
    # What a process compiles for itself costs it memory: here one before has compiled it for both.
    with started(tmp_path, ours="") as bare:
        bare.run("import pandas, altair")
        least = int(bare.run(memory)[0])
    with started(tmp_path) as ours:
        assert int(ours.loaded().run(memory)[0]) <= 1.05 * least


RACE = """
import sys, threading
failed = []
threading.excepthook = lambda args: failed.append(args.exc_value)
def load(name):
    __import__(name)
names = ["darfurlab.charts._altair", "altair", "jsonschema", "darfurlab.charts"]
threads = [threading.Thread(target=load, args=(name,)) for name in names]
[t.start() for t in threads]
[t.join() for t in threads]
from importlib.util import find_spec
print(failed, find_spec("rfc3987_syntax") is not None, sys.modules["altair"].Chart.__name__)
"""


@pytest.mark.slow
def test_threads_that_import_altair_at_once_do_not_harm_each_other():
    if not PathFinder.find_spec("rfc3987_syntax"):
        pytest.skip("it is not installed")
    done = subprocess.run([sys.executable, "-c", RACE], capture_output=True, text=True, timeout=120)
    assert done.stdout == "[] True Chart\n", done.stderr


# --- the names ------------------------------------------------------------------------------------


def shell(**names: Any) -> Any:
    return SimpleNamespace(user_ns=dict(names), user_ns_hidden={}, transform_cell=str)


def test_a_cell_gets_the_names_that_it_reads_and_no_others():
    one = shell()
    kernel.offer(one, "show(tables.x)\nnot_check = 'ask'  # check\nplot.forum()\ncharts = 1")
    assert set(one.user_ns) == {"show", "tables"}
    assert one.user_ns["show"] is darfurlab.show
    assert one.user_ns_hidden == one.user_ns


@pytest.mark.parametrize("source", ["show(", "", "\x00", "show?"])
def test_a_cell_that_is_no_python_gets_none(source):
    one = shell()
    kernel.offer(one, source)
    assert one.user_ns == {}


def test_a_name_that_the_student_uses_is_theirs():
    one = shell(show="mine")
    kernel.offer(one, "show(tables)")
    assert one.user_ns["show"] == "mine"
    assert "show" not in one.user_ns_hidden


def test_a_name_that_cannot_be_had_is_left_out(monkeypatch):
    monkeypatch.delattr(darfurlab, "forum", raising=False)
    monkeypatch.setitem(sys.modules, "darfurlab.bargaining.forum", None)  # its import fails
    one = shell()
    kernel.offer(one, "forum, show")
    assert set(one.user_ns) == {"show"}


@pytest.mark.slow
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_each_card_can_be_the_first_that_is_run(path, ready):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    cards = [source for source in sources if CARD.search(source)]
    assert cards
    faults = []
    for source in cards:
        ready.run("%reset -f")
        faults += [(source, each["evalue"]) for each in ready.run(source)[1]]
    assert faults == []


# --- a name that is missing -----------------------------------------------------------------------


@pytest.mark.slow
def test_one_line_says_what_to_run_where_a_name_is_missing(ready):
    ready.run("%reset -f")
    error = ready.run("show(places)")[1][0]
    assert error["ename"] == "NameError"
    assert error["traceback"] == [
        "NameError: places has no value yet. A cell above may give it a value. Run the cells "
        "above first, or press the button ▶▶ above the page, which runs every cell in order."
    ]


@pytest.mark.slow
def test_a_plain_kernel_says_it_too_once_the_pack_is_imported(tmp_path):
    with started(tmp_path, ours="") as plain:
        assert len(plain.run("places")[1][0]["traceback"]) > 1
        plain.run("from darfurlab import tables")
        said = plain.run("show(tables)")[1][0]["traceback"]
        assert said == [
            "NameError: show has no value yet. Run the first code cell of this lesson. "
            "Then run this cell again."
        ]
        inside = plain.run("def f():\n    return places\nf()")[1][0]["traceback"]
        assert "return places" in re.sub(r"\x1b\[[0-9;]*m", "", "".join(inside))
        assert len(plain.run("1 / 0")[1][0]["traceback"]) > 1


SLIPS = {
    "answer = signed.groupby('targt')": "KeyError: The table has no column `targt`. "
    "Did you mean `target`? It has: `source`, `target`.",
    "answer = signed[['source', 'targt']]": "KeyError: The table has no column `targt`. "
    "Did you mean `target`? It has: `source`, `target`.",
    "answer = signed['source']['x']": "KeyError: There is no entry with the name `x`.",
    "answer = {'a': 1}['b']": "KeyError: There is no entry with the name `b`.",
    "answer = signed.grupby('target')": "AttributeError: An object of the type DataFrame has no "
    "`grupby`. Did you mean `groupby`?",
    "answer = zeros": "NameError: zeros has no value yet. A cell above may give it a value. "
    "Run the cells above first, or press the button ▶▶ above the page, which runs every cell in "
    "order.",
}


@pytest.mark.slow
def test_one_line_says_which_name_is_not_there_in_the_cell_of_an_exercise(ready):
    ready.run("%reset -f")
    ready.run("import pandas\nsigned = pandas.DataFrame({'source': ['a'], 'target': ['b']})")
    for line, said in SLIPS.items():
        heard: list[dict[str, Any]] = []
        source = f"{line}\ncheck('03/degree', answer)"
        ready.client.execute_interactive(
            source,
            timeout=60,
            output_hook=lambda m, heard=heard: heard.append(m["content"]),
        )
        (error,) = (each for each in heard if "ename" in each)
        assert error["traceback"] == [said]
        (fold,) = (each["data"]["text/html"] for each in heard if "data" in each)
        assert fold.startswith("<details><summary>The whole message")
        assert line.replace("'", "&#x27;") in fold
    # Elsewhere Python says it as it always does, and so does an error of another kind.
    for source in ("signed['x']", "1 / 0\ncheck('03/degree', answer)"):
        assert len(ready.run(source)[1][0]["traceback"]) > 1


def test_a_name_that_was_mistyped_is_told():
    assert "Did you mean relations?" in kernel.advice("relation", ["relations", "places"])
    assert "Did you mean" not in kernel.advice("sudan", ["relations", "places"])


def test_who_set_a_handler_of_errors_keeps_it():
    theirs = SimpleNamespace(custom_exceptions=(ValueError,), set_custom_exc=pytest.fail)
    kernel.explain_names(theirs)


def test_the_pack_is_imported_where_there_is_no_ipython():
    code = "import sys; sys.modules['IPython'] = None; import darfurlab"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
