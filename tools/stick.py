"""Make a folder for a USB stick: the pack's wheel, all wheels that it needs, and how to start.

    python tools/stick.py [build/stick]

The wheels are for the system and the Python that this runs on: pip can download for another system,
but it then leaves out what only that system needs. So for Windows, run this on Windows. The folder
is tried before the tool ends: installed into a new environment that reaches no index, and, where
the system can do that (`unshare`), no network at all.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
SYSTEM = (
    f"{platform.system()} {platform.machine()}, Python {sys.version_info[0]}.{sys.version_info[1]}"
)
FILES = Path(__file__).with_name("stick")  # what stands in the folder beside the wheels


def run(*command: str | Path, **env: str) -> None:
    """Run a command; where it fails, show what it said, and end."""
    done = subprocess.run(
        [str(word) for word in command], cwd=TOP, env={**os.environ, **env},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")


def fill(stick: Path) -> None:
    """Write the folder anew: wheels, how to start, a course and handouts where there are any."""
    shutil.rmtree(stick, ignore_errors=True)
    wheels = stick / "wheels"
    run(Path(sys.executable).with_name("uv"), "build", "--wheel", "--quiet", "--out-dir", wheels)
    (wheel,) = wheels.glob("darfurlab-*.whl")
    python = os.environ.get("PYTHON", "python3")  # one that has pip; ours has only uv
    pip = (python, "-m", "pip", "--python", sys.executable, "download", "--quiet")
    how = ("--only-binary", ":all:", "--dest", wheels, "--constraint", "requirements.lock")
    run(*pip, *how, wheel, "uv")  # start.sh installs with uv: pip takes ten times as long
    (wheels / ".gitignore").unlink(missing_ok=True)  # which uv leaves there
    for path in FILES.iterdir():
        text = path.read_text(encoding="utf-8").replace("{system}", SYSTEM)
        ends = "\r\n" if path.suffix == ".bat" else "\n"
        (stick / path.name).write_text(text, encoding="utf-8", newline=ends)
    if Path("course.toml").is_file():
        shutil.copy("course.toml", stick)
    if (TOP / "build" / "handouts").is_dir():
        shutil.copytree(TOP / "build" / "handouts", stick / "handouts")


def alone() -> list[str]:
    """Return what starts a command without any network, where this system has it."""
    words = ["unshare", "--user", "--map-root-user", "--net"]
    can = shutil.which("unshare") and not subprocess.run([*words, "true"], check=False).returncode
    return words if can else []


def tried(stick: Path) -> str:
    """Install from a copy of the folder, bring the lessons and check the data; say how."""
    with tempfile.TemporaryDirectory() as home:
        copy = Path(home) / "stick"
        shutil.copytree(stick, copy)
        nowhere = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_CONFIG_FILE": os.devnull,
                   "PIP_EXTRA_INDEX_URL": "", "DARFURLAB_HOME": home, "PYTHONPATH": ""}  # fmt: skip
        run(*alone(), "sh", copy / "start.sh", "--copy-only", **nowhere)
        program = Path(home) / ".darfurlab-program" / "bin"
        run(*alone(), program / "darfurlab", "check", **nowhere)
        lessons = sorted(path.name for path in Path(home, "darfurlab-lessons").glob("0*.ipynb"))
        how = "without a network" if alone() else "without an index; the network could not be cut"
        return f"tried {how}: {len(lessons)} lessons are there"


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else TOP / "build" / "stick").resolve()
    fill(target)
    size = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    print(f"{target}: {size // 1_000_000} MB for {SYSTEM}; {tried(target)}")
    print("Other systems were not tried here: run make stick on such a system.")
