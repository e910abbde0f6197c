"""Write environment.yml, which Binder installs, from requirements.lock: the same versions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
PYTHON = "3.11.14"  # what conda-forge's python=3.11 is; some pins differ before 3.11.5
HEAD = """\
# What Binder, and anyone with conda, installs. Made by `make lock` from requirements.lock.
name: darfurlab
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip
  - pip:
"""


def student_pins() -> list[str]:
    """Return what a student's environment needs on Binder's machine, each as name==version."""
    options = "--quiet --no-header --no-annotate --no-emit-index-url --python-platform linux"
    command = [str(Path(sys.executable).parent / "uv"), "pip", "compile", *options.split()]
    command += ["--python-version", PYTHON, "--constraint", "requirements.lock", "pyproject.toml"]
    done = subprocess.run(command, cwd=TOP, check=True, capture_output=True, text=True)
    return sorted(line for line in done.stdout.splitlines() if "==" in line)


if __name__ == "__main__":
    pins = "".join(f"      - {pin}\n" for pin in student_pins())
    (TOP / "environment.yml").write_text(HEAD + pins, encoding="utf-8", newline="\n")
