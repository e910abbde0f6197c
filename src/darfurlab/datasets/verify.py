"""Hold a person's own copy of the brief against `passages.csv`: the pack does not carry its text.

A passage is looked up by its cue (its first words) in the normalised text of the whole document,
and the digest of as many words as it has is compared. Line and page breaks therefore do not matter.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from darfurlab.datasets.pack import Table
from darfurlab.datasets.problem import Problem

LARGEST = 20_000_000  # bytes; the brief is well under a megabyte
PLAIN = str.maketrans("“”„‟‘’‚‛‐‑‒–—―−", "\"\"\"\"''''-------")
SUPERSCRIPTS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]")
# Marks of a plain-text copy that are not words of the brief: emphasis, and heading signs.
MARKUP = re.compile(r"\*\*|^#+ ", re.MULTILINE)


class UnreadableBriefError(ValueError):
    """A copy of the brief that cannot be read; the message says why and what would be accepted."""


@dataclass(frozen=True)
class Finding:
    """What became of one passage: found, moved (found out of order) or missing (or altered)."""

    passage: str
    label: str
    status: Literal["found", "moved", "missing"]


def normalised(text: str) -> str:
    """Return text without superscripts, in NFKC, with plain quotes and dashes and single spaces."""
    text = unicodedata.normalize("NFKC", SUPERSCRIPTS.sub("", text)).translate(PLAIN)
    return re.sub(r"\s+", " ", text).strip()


def digest(text: str) -> str:
    """Return the SHA-256 of normalised text, as `passages.csv` holds it."""
    return hashlib.sha256(text.encode()).hexdigest()


def _places(words: Sequence[str], row: Mapping[str, str]) -> list[int]:
    cue = row["cue"].split()
    first, count = normalised(row["cue"]).split(), int(row["words"])
    starts = (i for i, word in enumerate(words) if word == first[0])
    return [
        i
        for i in starts
        if list(words[i : i + len(cue)]) == first
        and digest(" ".join(words[i : i + count])) == row["sha256"]
    ]


def _longest_rise(places: Sequence[int]) -> set[int]:
    """Return the indexes of a longest rising run, so that one stray passage is one fault."""
    runs: list[list[int]] = []  # the longest that ends at each place
    for i, place in enumerate(places):
        before = [runs[j] for j in reversed(range(i)) if places[j] < place]
        runs.append([*max([[], *before], key=len), i])
    return {*max([[], *runs], key=len)}


def _found(
    text: str, passages: Iterable[Mapping[str, str]]
) -> Iterator[tuple[Mapping[str, str], int, str]]:
    """Yield the passages that stand in a copy, with the place of the first word and all words."""
    words = normalised(MARKUP.sub("", text)).split(" ")
    at = -1
    for row in passages:
        # A heading's word may stand elsewhere too: take the first place after the one before it.
        if here := _places(words, row):
            at = next((p for p in here if p > at), here[0])
            yield row, at, " ".join(words[at : at + int(row["words"])])


def texts(text: str, passages: Iterable[Mapping[str, str]]) -> dict[str, str]:
    """Return the words of each passage that stands in a copy, normalised, by the passage's id.

    `text`: the whole copy. `passages`: rows of passages.csv, in order, as text.
    """
    return {row["passage"]: words for row, _, words in _found(text, passages)}


def findings(text: str, passages: Iterable[Mapping[str, str]]) -> list[Finding]:
    """Return what became of each passage in a copy of the brief.

    `text`: the whole copy. `passages`: rows of passages.csv, in order, as text.
    """
    rows = list(passages)
    found = list(_found(text, rows))
    kept = _longest_rise([place for _, place, _ in found])
    status: dict[str, Literal["found", "moved"]]
    status = {
        row["passage"]: "found" if i in kept else "moved" for i, (row, *_) in enumerate(found)
    }
    return [
        Finding(row["passage"], row["label"], status.get(row["passage"], "missing")) for row in rows
    ]


def unsupported(text: str, tables: Mapping[str, Table]) -> list[Problem]:
    """Return each hedge and each quoted phrase that none of its row's passages holds.

    `text`: a whole copy of the brief. A hedge of several parts (a; b) is looked up part by part;
    a row is left out where a passage that it cites is not in the copy, for `findings` says that.
    """
    printed = texts(text, tables["passages"].rows)
    return [
        table.fault(line, column, part, f"words of {row['passages']} are expected")
        for table in tables.values()
        for line, row in table.numbered()
        for column in ("hedge", "phrase")
        for part in filter(None, row.get(column, "").split("; "))
        if {*row["passages"].split()} <= {*printed}
        and not any(
            normalised(part).casefold() in printed[passage].casefold()
            for passage in row["passages"].split()
        )
    ]


def _pdf_text(path: Path) -> str:
    try:
        from pypdf import PdfReader
        from pypdf.errors import PyPdfError
    except ImportError:
        raise UnreadableBriefError(
            f"{path.name} is a PDF; reading it needs one more package: "
            'pip install "darfurlab[pdf]" (or give the brief as a text file)'
        ) from None
    try:
        pages = [page.extract_text() for page in PdfReader(path).pages]
    except (PyPdfError, OSError, ValueError, KeyError, RecursionError) as err:
        raise UnreadableBriefError(f"{path.name} is not a PDF that can be read: {err}") from None
    return "\n".join(_without_running_lines([page.splitlines() for page in pages]))


def _without_running_lines(pages: Sequence[Sequence[str]]) -> list[str]:
    """Drop headers and footers: lines at a page's edge that come back on most pages."""

    def shape(line: str) -> str:
        return re.sub(r"\d+", "#", line.strip())

    edges = Counter(shape(line) for page in pages for line in {*page[:2], *page[-2:]})
    running = {text for text, n in edges.items() if n > max(2, len(pages) // 2)}
    return [
        line
        for page in pages
        for i, line in enumerate(page)
        if not (shape(line) in running and (i < 2 or i >= len(page) - 2))
    ]


def read_brief(path: Path) -> str:
    """Return the text of a copy of the brief: UTF-8 text, or a PDF with the extra `pdf`."""
    try:
        size = path.stat().st_size
        raw = path.read_bytes() if size <= LARGEST else b""
    except OSError as err:
        raise UnreadableBriefError(f"{path}: {err.strerror}; a file to read is expected") from None
    if size > LARGEST:
        raise UnreadableBriefError(f"{path.name} has {size:,} bytes; at most {LARGEST:,} are read")
    if raw.startswith(b"%PDF"):
        return _pdf_text(path)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as err:
        raise UnreadableBriefError(
            f"{path.name} is neither a PDF nor UTF-8 text (byte {err.start}); "
            "save it as plain text in UTF-8, or give the PDF"
        ) from None
