"""The command `darfurlab`: open the lessons, check the data, verify a copy of the brief."""

from __future__ import annotations

import argparse
import errno
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from re import DOTALL, fullmatch

from darfurlab.datasets import folders, pack
from darfurlab.datasets.problem import DataError
from darfurlab.datasets.reading import is_litter
from darfurlab.launch import class_verbs
from darfurlab.questions import course_file
from darfurlab.questions.new_question import templates


def _lab(options: argparse.Namespace) -> int:
    from darfurlab.launch import lab

    folder = Path(options.folder).resolve()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # It stands where the command is typed (an instructor's folder, a stick), or in the folder.
        file = course_file.path(Path.cwd(), folder)
        own, problems = course_file.read(file)
        print(*course_file.said(file, own, Path.cwd()), sep="\n")
        if own.safe:
            for step in lab.working_copy(folder, own, options.instructor):
                print(f"{step.target}: {step.reason}")
            for line in lab.with_course(folder, file, own) if file else ():
                print(line)
    except OSError as err:
        full = err.errno in (errno.ENOSPC, errno.EDQUOT)
        why = (
            "the disk is full; free some space and start again"
            if full
            else f"{err.strerror}; a folder that can be written to is expected"
        )
        print(f"{folder}: {why}. Nothing of yours was changed.", file=sys.stderr)
        return 1
    for problem in problems:
        print(problem, file=sys.stderr)
    if not own.safe:
        print(course_file.HELD, file=sys.stderr)
        if options.copy_only or not lab.first_lesson(folder):
            return 1
    print(f"Your lessons and your work are in {folder}")
    if not options.copy_only:
        lab.open_lab(folder, options.extra)
    return 0


def _check(options: argparse.Namespace) -> int:
    from darfurlab.launch.check import check

    folder = Path(options.folder).resolve() if options.folder else folders.data_folder()
    if folder.name == course_file.NAME:
        folder = folder.parent
    place = folder if options.folder else Path.cwd()
    if not (folder / "datapackage.json").exists() and (folder / folders.OWN).is_dir():
        folder /= folders.OWN  # the folder of the lessons was named
    file = course_file.path(place, folder.parent)
    own, problems = course_file.read(file)
    said = list(course_file.said(file, own, place))
    # A folder may hold a course, perhaps under a wrong name, and no data.
    alone = not (folder / "datapackage.json").exists() and bool(file or said[1:])
    report = None if alone else check(folder)
    for problem in [*(report.problems if report else ()), *problems]:
        print(problem)
    if report:
        print(f"Checked: {folder}")
        print(report.summary())
    print(*said, sep="\n")
    if file:
        print(f"{course_file.NAME}: {len(problems)} fault{'' if len(problems) == 1 else 's'}")
    return 1 if problems or not (file or report) or (report and report.problems) else 0


def _verify(options: argparse.Namespace) -> int:
    from darfurlab.datasets import verify

    tables, faults = pack.package()
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
    from darfurlab.papers import reference

    for path in reference.write_all(Path(options.folder).resolve()):
        print(path)
    return 0


def _export(options: argparse.Namespace) -> int:
    from darfurlab.papers import export

    try:
        print(export.write(options.lesson, options.out))
    except export.ExportError as err:
        print(err, file=sys.stderr)
        return 1
    return 0


def _binder_link(options: argparse.Namespace) -> int:
    from darfurlab.launch import binder

    given = options.repository, options.branch
    try:
        binder.check(*given)
    except ValueError as err:
        print(err, file=sys.stderr)
        return 2
    print(f"The link:\n{binder.link(*given)}\n")
    print(f"The badge, for a README:\n{binder.badge(*given)}\n")
    print("With nbgitpuller, where environment.yml lists it (here it does not):")
    print(binder.pulling(*given))
    return 0


def _data(options: argparse.Namespace) -> int:
    import shutil

    own = Path(options.folder).resolve() / folders.OWN
    if own.exists():
        print(f"{own} is there already; nothing was changed")
        return 0
    shutil.copytree(
        folders.pack_data(), own, ignore=lambda _, names: [n for n in names if is_litter(n)]
    )
    print(f"Your copy of the data is {own}; lessons in {own.parent} now use it")
    return 0


def _new_game(options: argparse.Namespace) -> int:
    from darfurlab.bargaining.own_game import new_game

    folder = Path(options.folder)
    try:
        files = new_game(folder)
    except FileExistsError:
        print(
            f"{folder} is there already; nothing was changed. Name a new folder.", file=sys.stderr
        )
        return 1
    for path in files:
        print(path)
    print(f'Change the tables in a spreadsheet, then: bargaining.from_folder("{folder}")')
    return 0


def _new_question(options: argparse.Namespace) -> int:
    from darfurlab.questions import bank, new_question

    lesson = bank.lesson_of(options.lesson)  # so that 1 will do, and a file's name
    course = None if options.data else course_file.path(Path.cwd())
    folder = Path(options.data) if options.data else folders.data_folder()
    if not course and folder.resolve() == folders.pack_data() and folder.name == "_data":
        print(
            "A question is written into a copy of your own: run darfurlab data, then run this in "
            "the folder of your lessons. Nothing was changed.",
            file=sys.stderr,
        )
        return 1
    path = course or bank.file_of(lesson, folder / "questions")
    name, line = new_question.add(path, options.kind, lesson if course else "")
    print(
        f"{path}, line {line}: a new question, {name}\n"
        f"Write your own words wherever FILL IN stands, then run darfurlab check."
    )
    if course:
        print(f"To take it away again, delete all from line {line} on.")
    else:
        print(f'In the lesson, a cell with ask("{lesson}/{name}") shows it.')
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
    lab.add_argument(
        "--instructor",
        action="store_true",
        help="with the plans and the class report, not for students",
    )
    lab.set_defaults(run=_lab)
    check = verbs.add_parser("check", help="check the curated data, every fault listed")
    check.add_argument(
        "folder", nargs="?", help="a data folder (default: your own copy here, else the pack's)"
    )
    check.set_defaults(run=_check)
    verify = verbs.add_parser("verify", help="hold your own copy of the brief against the passages")
    verify.add_argument("brief", help="the brief as UTF-8 text or PDF")
    verify.add_argument("--all", action="store_true", help="list the passages that were found too")
    verify.set_defaults(run=_verify)
    pages = verbs.add_parser(
        "pages", help="write the pages made from the data (codebook, passages)"
    )
    pages.add_argument("folder", nargs="?", default=".", help="the repository's top folder")
    pages.set_defaults(run=_pages)
    export = verbs.add_parser("export", help="write a lesson as one HTML page, to read anywhere")
    export.add_argument("lesson", help="its number (01), its file's name, or a notebook's path")
    export.add_argument("out", nargs="?", default="", help="the page's name, or a folder for it")
    export.set_defaults(run=_export)
    link = verbs.add_parser(
        "binder-link", help="print the link and the badge that open your copy on mybinder.org"
    )
    link.add_argument("repository", metavar="OWNER/REPO", help="your copy on GitHub")
    link.add_argument("--branch", default="HEAD", help="a branch, a tag or a commit")
    link.set_defaults(run=_binder_link)
    data = verbs.add_parser("data", help="make a copy of the data of your own, to edit")
    data.add_argument("folder", nargs="?", default="darfurlab-lessons", help="your lessons' folder")
    data.set_defaults(run=_data)
    new = verbs.add_parser("new-question", help="add a commented template to a lesson's questions")
    new.add_argument("lesson", help="the lesson's number, such as 01")
    new.add_argument("--kind", choices=templates(), default="choice", help="the kind of activity")
    new.add_argument("--data", help="a data folder (default: your own copy)")
    new.set_defaults(run=_new_question)
    class_verbs.add(verbs)
    game = verbs.add_parser("new-game", help="write a small game of your own, to change")
    game.add_argument("folder", help="a new folder, such as my-game")
    game.set_defaults(run=_new_game)
    return top


def split(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return what is ours and what is JupyterLab's, in a call of `lab`.

    A word that is no option's value is our folder, wherever it stands. Raises ValueError where a
    word may be either, and for a folder that cannot be one.
    """
    if not argv or argv[0] != "lab":
        return list(argv), []
    ours, extra, folders, rest = ["lab"], list[str](), list[str](), list(argv[1:])
    while rest:
        word = rest.pop(0)
        if word == "--":
            folders += rest
            break
        if word in ("--copy-only", "--instructor", "--help", "-h"):
            ours.append(word)
        elif not word.startswith("-") or word == "-":
            folders.append(word)
        elif fullmatch(r"--?(notebook-dir|\w+\.(root|notebook)_dir)(=.*)?", word, DOTALL):
            raise ValueError(f"{word} is a second folder; write: darfurlab lab FOLDER")
        else:
            extra.append(word)
            if rest and "=" not in word and fullmatch(r"[^-].*|-[\d.]+|", rest[0], DOTALL):
                extra += _value(word, rest)
    if len(folders) > 1:
        raise ValueError(f"one folder is expected, and {len(folders)} are given: {folders}")
    if folders and (not folders[0].strip() or folders[0].startswith("-")):
        raise ValueError(f"{folders[0]!r} is no name of a folder; one such as my-lessons is")
    return ["lab", *folders, *ours[1:]], extra


def _value(option: str, rest: list[str]) -> list[str]:
    """Take an option's value from the words after it; none where the option is a flag."""
    from darfurlab.launch import lab

    takes = lab.takes_value(option)
    if takes is None:
        raise ValueError(
            f"JupyterLab has no option {option}, so {rest[0]!r} may be its value or your folder. "
            f"Write {option}={rest[0]} for a value; put the folder first if it is the folder."
        )
    return [rest.pop(0)] if takes else []


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return 0 if all is well, 1 if something was found, 2 for a wrong call."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a Windows console may not be UTF-8
            stream.reconfigure(errors="replace")
    top = parser()
    try:
        ours, extra = split(sys.argv[1:] if argv is None else argv)
    except ValueError as err:
        top.error(str(err))
    options = top.parse_args(ours, argparse.Namespace(extra=extra))
    try:
        return int(options.run(options))
    except DataError as err:
        print(err)
    except OSError as err:
        print(f"{err.filename}: {err.strerror}", file=sys.stderr)
    return 1
