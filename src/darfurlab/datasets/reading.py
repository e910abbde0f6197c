"""A file that a person edited: which files of a folder count, and their bytes as text.

A fault says in one sentence what the file is and what to do: an encoding other than UTF-8, a
workbook with the wrong ending, and UTF-8 that was opened as something else and saved again
("BassolÃ©"), which is then told with what was probably meant ("Bassolé").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from darfurlab.datasets.problem import SHOWN, Problem

TABLE = "save it as “CSV UTF-8 (comma delimited)”"  # what to do, in a spreadsheet
TEXT = "save it with the encoding UTF-8, which a text editor offers under Save As"
# How files of other programs begin: workbooks, rich text, PDF, web pages.
OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
_STRANGERS = (*OFFICE, b"{\\rtf", b"<html", b"<!doctype")
_FAMILIAR = set("œŒßàáâãäçèéêëìíîïñòóôõöùúûüÀÁÂÃÉÈÊÇÓÔÖÜ’‘“”–—…«»°¶·→")


def is_litter(name: str) -> bool:
    """Return whether a file was left by a system or an editor: `._a`, `.~lock.a#`, `a~`, `#a#`."""
    return name.startswith((".", "~$", "#")) or name.endswith(("~", "#", ".swp", ".tmp", ".part"))


def files_in(folder: Path, pattern: str) -> list[Path]:
    """Return the files below a folder that match a glob, in order; hidden ones and litter never."""
    found = (path for path in sorted(folder.glob(pattern)) if path.is_file())
    return [p for p in found if not any(map(is_litter, p.relative_to(folder).parts))]


def decoded(path: Path, name: str, advice: str = TEXT) -> tuple[str, list[Problem]]:
    """Return a file as text without its byte-order mark; "" and why where it is none.

    `name` is how a fault calls the file, `advice` what to do about a wrong encoding.
    """
    try:
        raw = path.read_bytes()
    except OSError as err:
        why = {
            FileNotFoundError: "No such file",
            PermissionError: "the file may not be read; if another program has it open, close it",
        }.get(type(err), str(err.strerror))
        return "", [
            Problem(name, 0, "", "", f"{why}; {path.name} must be readable in {path.parent}")
        ]
    zeros = raw.count(0)
    expected = ""
    if raw.startswith(_STRANGERS) or raw[:9].lower().startswith(_STRANGERS):
        expected = f"this is another program’s own format under another name; open it and {advice}"
    elif raw and zeros == len(raw):
        expected = "only zero bytes are left of the file; take an earlier copy"
    elif raw.startswith((b"\xff\xfe", b"\xfe\xff")) or zeros > len(raw) // 4:
        found = "UTF-32" if zeros > len(raw) * 0.6 else "UTF-16 (“Unicode Text”)"
        expected = f"this is {found} and not UTF-8; {advice}"
    if expected:
        return "", [Problem(name, 1, "", "", expected)]
    try:
        text = raw.decode().lstrip("\ufeff")  # the mark by which a spreadsheet knows UTF-8
    except UnicodeDecodeError as err:
        line = raw.count(b"\n", 0, err.start) + 1
        page, word = _guess(raw.splitlines()[line - 1], raw[err.start : err.start + 1])
        expected = f"this is not UTF-8, perhaps it is {page}; {advice}"
        return "", [Problem(name, line, "", word, expected)]
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        expected = "a zero byte stands in the file; only text is accepted"
        return "", [Problem(name, line, "", "", expected)]
    return text, []


def _guess(line: bytes, strange: bytes) -> tuple[str, str]:
    """Return the likely encoding of a line, and its first word with the strange byte."""
    pages = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman", "cp850": "MS-DOS"}
    pages["cp1256"] = "Windows-1256"
    texts = {page: line.decode(page, errors="replace") for page in pages}

    def familiar(page: str) -> int:
        pairs = pairwise(" " + texts[page])
        known = [(a, c) for a, c in pairs if c in _FAMILIAR or "\u0621" <= c <= "\u064a"]
        return sum(1 if a.islower() and c.isupper() else 2 for a, c in known)

    best = max(pages, key=familiar)
    sign = strange.decode(best, errors="replace")
    return pages[best], next((w for w in re.split("[ ,;\t]", texts[best]) if sign in w), "")


# --- UTF-8 that was read as something else --------------------------------------------------------

_PAGES = ("cp1252", "mac_roman", "cp1256", "cp1251", "cp1250", "cp850", "cp437")
_RUN = re.compile(r"[^\0-\x7f]{2,}")
# Signs of it beside other characters, and an à whose second half became a plain space.
_PART = re.compile(r"Ã[¡-ª¬-º¼-¿‚ƒ„†‡ˆ‰Š‹ŒŽ™š›œžŸ\x80-\x9f]|Â[¡-ª¬-º¼-¿]|â€[™œžš“”˜¦¢\x80-\x9f]")
_HALF = re.compile(r"(?<=[a-z])Ã(?=\W|$)|(?<!\w)Ã(?=  )")
_LOST = re.compile("\ufffd|^\\?{3,}|\\?{2,} \\?{2,}")  # also what an old encoding makes of Arabic
_CLOSING = "…”“’‘–—•»«\u00a0؟،؛"  # may follow a letter by right: AMANHÃ… is Portuguese
_RAISED = "©®™²³¹ºª"


def meant(text: str) -> str:
    """Return what a text was before its UTF-8 was read as another encoding, even twice.

    Text that was not comes back as it is. What is mended: runs of characters that are not ASCII,
    whose bytes in an old encoding are UTF-8 of something plausible here.
    """
    if text.isascii():
        return text
    for _ in range(4):
        mended = _RUN.sub(_mended, text)
        if mended == text:
            break
        text = mended
    return _HALF.sub("à", text)


def _bytes(run: str, page: str) -> bytes:
    """Return text in an old encoding; what it leaves undefined is a byte of the same number."""
    parts = []
    for sign in run:
        try:
            parts.append(sign.encode(page))
        except UnicodeEncodeError:
            if page != "cp1252" or sign >= "\u00a0":
                raise
            parts.append(sign.encode("latin-1"))
    return b"".join(parts)


def _mended(match: re.Match[str]) -> str:
    run, text = match[0], match.string
    before, after = text[max(0, match.start() - 2) : match.start()], text[match.end() :][:1]
    for page in _PAGES:
        try:
            found = _bytes(run, page).decode("utf-8")
        except UnicodeError:
            continue
        if found != run and _is_plausible(found, run) and _is_likely(run, before, after, page):
            return found
    if len(run) == 2:
        return run
    return _PART.sub(lambda part: _bytes(part[0], "cp1252").decode("utf-8", "ignore"), run)


def _is_plausible(found: str, run: str) -> bool:
    latin = all(
        "\x80" <= c <= "\u017f"
        or "\u1e00" <= c <= "\u1eff"
        or "\u200b" <= c <= "\u203a"
        or c in "ǦǧȘșȚțʾʿ€™ƒˆ˜←→−≤≥\ufeff\ufffd"
        for c in found
    )
    if latin:
        if len(found) > 1:
            return any(c.isalpha() or c >= "\u2010" for c in found)
        return found >= "\u00a0" and found not in "ƒˆ˜"
    if all("\u0300" <= c <= "\u0328" for c in found):  # accents that stand apart from their letter
        return run[0] == "Ì"
    blocks = {ord(c) >> 8 for c in found if c > "\u00ff" and not "\u2000" <= c <= "\u20ff"}
    many = 2 if blocks == {6} else 3  # two letters of Arabic, three of another script
    return len(blocks) == 1 and len(found) >= many


def _is_likely(run: str, before: str, after: str, page: str) -> bool:
    """Return whether two characters, which may stand there by right, more likely do not."""
    if len(run) > 2:
        return True
    beside = (before[-1:] + after).isascii() and any(map(str.isalpha, before[-1:] + after))
    if page != "cp1252":
        return beside
    if run[1] == "\u00a0" and after == " ":
        return True
    if run[1] in _CLOSING:
        return after.isalpha() or (before[-1:].isalpha() and not before[-1:].isupper())
    return run[1] not in _RAISED or after.isalpha() or not (len(before) > 1 and before.isupper())


def damage(text: str) -> Iterator[tuple[str, str]]:
    """Yield each damaged part of a text with what was probably meant, "" where that is lost."""
    whole = meant(text)
    if whole != text and len(text) <= 60:
        yield text, whole
    elif whole != text:
        words = ((word, meant(word)) for word in text.split(" "))
        yield next(((w, m) for w, m in words if w != m), (text, whole))
    elif lost := _LOST.search(text):
        begin, end = text.rfind(" ", 0, lost.start()) + 1, text.find(" ", lost.end())
        yield text[begin : end if end >= 0 else None], ""


def said(given: str, probably: str) -> str:
    """Return what is said of a damaged part."""
    if not probably:
        return f"a character was lost here ({given!r}); type it again"
    return f"UTF-8 was opened as another encoding and saved; probably meant: {probably}"


def damaged(texts: Iterable[tuple[int, str, str]], file: str) -> list[Problem]:
    """Return the damaged parts of a file's texts (row, column, text); after some, as one."""
    problems = [
        Problem(file, row, column, given, said(given, probably))
        for row, column, text in texts
        for given, probably in damage(text)
    ]
    if len(problems) <= SHOWN:
        return problems
    more = f"{len(problems) - SHOWN} more cells or lines have the same fault; take an earlier copy"
    return [*problems[:SHOWN], Problem(file, 0, "", "", more)]
