"""The command `darfurlab`: open the lessons, check the data, verify a copy of the brief."""

from __future__ import annotations

import argparse
import errno
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from darfurlab import schema
from darfurlab.problem import DataError


def _lab(options: argparse.Namespace, extra: Sequence[str]) -> int:
    from darfurlab import lab

    folder = Path(options.folder).resolve()
    try:
        for step in lab.working_copy(folder):
            print(f"{step.target}: {step.reason}")
    except OSError as err:
        full = err.errno in (errno.ENOSPC, errno.EDQUOT)
        why = f"{err.strerror}; a folder that can be written to is expected"
        why = "the disk is full; free some space and start again" if full else why
        print(f"{folder}: {why}. Nothing of yours was changed.", file=sys.stderr)
        return 1
    print(f"Your lessons and your work are in {folder}")
    if not options.copy_only:
        lab.open_lab(folder, extra)
    return 0


def _check(options: argparse.Namespace) -> int:
    from darfurlab import checks

    folder = Path(options.folder).resolve() if options.folder else schema.data_folder()
    report = checks.check(folder)
    for problem in report.problems:
        print(problem)
    print(report.summary())
    return 1 if report.problems else 0


def _verify(options: argparse.Namespace) -> int:
    from darfurlab import verify

    tables, faults = schema.package()
    if faults:
        raise DataError(faults)
    try:
        text = verify.read_brief(Path(options.brief))
    except verify.UnreadableBriefError as err:
        print(err, file=sys.stderr)
        return 1
    results = verify.findings(text, tables["passages"].rows)
    for finding in results:
        if finding.status != "found" or options.all:
            print(f"{finding.status:8} {finding.passage:16} {finding.label}")
    counts = {s: sum(f.status == s for f in results) for s in ("found", "moved", "missing")}
    print(
        f"{counts['found']} of {len(results)} passages found, "
        f"{counts['moved']} moved, {counts['missing']} missing or altered"
    )
    problems = verify.unsupported(text, tables)
    for problem in problems:
        print(problem)
    print(f"{len(problems)} hedges or quoted phrases are not in the passages that their row cites")
    return 0 if counts["found"] == len(results) and not problems else 1


def _pages(options: argparse.Namespace) -> int:
    from darfurlab import pages

    for path in pages.write_all(Path(options.folder).resolve()):
        print(path)
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the command's parser: one verb each for students, editors and readers of the brief."""
    top = argparse.ArgumentParser(prog="darfurlab", description=__doc__)
    top.add_argument("--version", action="version", version=f"darfurlab {version('darfurlab')}")
    verbs = top.add_subparsers(dest="verb", required=True, metavar="VERB")
    lab = verbs.add_parser(
        "lab",
        help="open the lessons in JupyterLab, in a folder of your own",
        epilog="Anything else is handed to JupyterLab, e.g. --no-browser --port 8890",
    )
    lab.add_argument(
        "folder",
        nargs="?",
        default="darfurlab-lessons",
        help="where your copy of the lessons and your work are kept",
    )
    lab.add_argument("--copy-only", action="store_true", help="bring the lessons; do not open them")
    check = verbs.add_parser("check", help="check the curated data, every fault listed")
    check.add_argument("folder", nargs="?", help="a data folder (default: the pack's own)")
    verify = verbs.add_parser("verify", help="hold your own copy of the brief against the passages")
    verify.add_argument("brief", help="the brief as UTF-8 text or PDF")
    verify.add_argument("--all", action="store_true", help="list the passages that were found too")
    pages = verbs.add_parser(
        "pages", help="write the pages made from the data (codebook, passages)"
    )
    pages.add_argument("folder", nargs="?", default=".", help="the repository's top folder")
    return top


def split(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return what is ours and what is JupyterLab's: a folder comes first after `lab`."""
    if not argv or argv[0] != "lab":
        return list(argv), []
    rest = list(argv[1:])
    ours = ["lab"] + ([rest.pop(0)] if rest and not rest[0].startswith("-") else [])
    for flag in ("--copy-only", "--help", "-h"):
        if flag in rest:
            rest.remove(flag)
            ours.append(flag)
    return ours, rest


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return 0 if all is well, 1 if something was found, 2 for a wrong call."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not be UTF-8
            stream.reconfigure(errors="replace")
    ours, extra = split(sys.argv[1:] if argv is None else argv)
    options = parser().parse_args(ours)
    if options.verb == "lab":
        return _lab(options, extra)
    verbs = {"check": _check, "verify": _verify, "pages": _pages}
    try:
        return verbs[options.verb](options)
    except DataError as err:
        print(err)
    except OSError as err:
        print(f"{err.filename}: {err.strerror}", file=sys.stderr)
    return 1
