"""The links by which mybinder.org opens the lessons of a copy of this repository on GitHub.

Nothing is fetched. The form of a link is Binder's and nbgitpuller's own:
https://mybinder.readthedocs.io and https://nbgitpuller.readthedocs.io.
"""

from __future__ import annotations

from pathlib import Path
from re import fullmatch
from urllib.parse import quote, urlencode

from darfurlab.datasets import folders
from darfurlab.questions import course_file

HUB = "https://mybinder.org"


def _first() -> str:
    """Return the first lesson, of the course if its file stands where the command is typed."""
    own, _ = course_file.read(course_file.path(Path.cwd()))
    every = folders.lessons(folders.lessons_folder())
    return next(path.name for path in every if own.has(path.name[:2]))


def check(repository: str, branch: str) -> None:
    """Raise ValueError, saying what is accepted, for what GitHub or git could not name so."""
    owner = r"[A-Za-z0-9](-?[A-Za-z0-9]){0,38}"
    if not fullmatch(owner + r"/(?!\.{1,2}$)(?!.*\.git$)[\w.-]{1,100}", repository, 256):  # ASCII
        raise ValueError(
            f"{repository!r} is no repository on GitHub. OWNER/REPO is expected, such as "
            "amina/darfurlab, without https://github.com/ and without .git"
        )
    if not fullmatch(r"(?![-/.])(?!.*(\.\.|//|@\{))[^\s~^:?*\[\\\x00-\x1f\x7f]+(?<![/.])", branch):
        raise ValueError(
            f"{branch!r} is no name of a branch. A branch, a tag or a commit is expected, "
            "such as main"
        )


def link(repository: str, branch: str = "HEAD") -> str:
    """Return the link that opens the first lesson, in a copy that holds back predictions."""
    check(repository, branch)
    where = f"{HUB}/v2/gh/{repository}/{quote(branch, safe='')}"
    return f"{where}?urlpath=lab/tree/my-lessons/{_first()}"


def badge(repository: str, branch: str = "HEAD") -> str:
    """Return the link as Markdown, with Binder's badge."""
    return f"[![Binder]({HUB}/badge_logo.svg)]({link(repository, branch)})"


def pulling(repository: str, branch: str = "HEAD") -> str:
    """Return the link that fetches the repository's newest state each time (nbgitpuller).

    The image must have nbgitpuller. `HEAD`: the repository's own main branch.
    """
    check(repository, branch)
    name = repository.partition("/")[2]
    asked = {"repo": f"https://github.com/{repository}"}
    asked |= {"branch": branch} if branch != "HEAD" else {}
    asked |= {"urlpath": f"lab/tree/{name}/notebooks/{_first()}"}
    wanted = quote(f"git-pull?{urlencode(asked)}", safe="")
    return f"{HUB}/v2/gh/{repository}/{quote(branch, safe='')}?urlpath={wanted}"
