"""Files as a careless or a hostile person would hand them in, made from a seed."""

from __future__ import annotations

import io
import json
import random
import struct
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from darfurlab.work import record
from hand_ins import GRID, dumped, entry, grid, work, zipped

TEXTS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</td></table><h1>", "{{ 7 * 7 }}",
    "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", " =1", "\t=1", "\r=1", "\n=1", "a;=1",
    'b","=1',
    "'=1", "''+1", "＝1", "x|@y", '";"=1', "=HYPERLINK(\"http://darfurlab.invalid\")",
    "../../../etc/passwd", "..\\..\\windows", "/etc/passwd", "C:\\x", "%00", "a\x00b",
    "file:" + "///x",
    "\u202egnp.exe", "\u2066x\u2069", "\ud800", "ة لا", "می\u200cخواهم", "🇸🇩", "e\u0301" * 50,
    "`rm -rf`",
    "$(touch x)", "__import__('os').system('touch x')", "', drop", "=" * 40_000, "NaN", "\u2028=1",
]  # fmt: skip
VALUES: list[Any] = [
    None,
    True,
    0,
    -1,
    1e308,
    10**299,
    "",
    [],
    {},
    [[]],
    {"picks": 1},
    {"picks": {}},
]
VALUES += [{"picks": {"gravitas": []}}, {"picks": {"gravitas": {}}, "reasons": [1]}, {"low": []}]
VALUES += [{"picks": {"=1": "=2"}, "reasons": {"=1": "=3"}, "not_for_the_wall": {}}, {"text": {}}]
VALUES += [{"picks": {}, "words": 3, "title": [], "reply": {"a": 1}}, ["met", 1], {"type": 1}]
KINDS = [
    "grid",
    "sort",
    "match",
    "choice",
    "order",
    "estimate",
    "code",
    "reflection",
    "design",
    "x",
]


class Case(NamedTuple):
    """One file: how it was made, its bytes, whether it counts, and what its reason must hold."""

    how: str
    data: bytes
    good: bool
    reason: str = ""


def good(student: str, draw: random.Random) -> dict[str, Any]:
    """Return whole work in which all that a student can set is strange."""

    def text() -> str:
        return draw.choice(TEXTS)

    picks = {draw.choice(["gravitas", "discretion", text()[:60]]): draw.choice(["met", text()])}
    parts = {GRID: grid(reasons={"gravitas": text(), text(): text()}, **picks)}
    parts |= {"reflection": entry("reflection", text(), text())}
    for number in range(draw.randrange(4)):
        parts[f"a{number}"] = entry(draw.choice(KINDS), draw.choice([*VALUES, text()]))
    parts["argue-back"] = entry(draw.choice(KINDS), draw.choice(VALUES))
    line = "".join(c for c in text() if c >= " " and c != "\x7f")[:120] or "x"
    made = work("0", names=[line], **parts)
    made |= {"student": student, "course": line}
    stamp = f".{int(student, 16) % 1000:03}"
    return json.loads(json.dumps(made).replace(".000+", f"{stamp}+"))


def mended(**more: Any) -> Callable[[dict, random.Random], bytes]:
    return lambda made, draw: dumped({**made, **more})


def cut(made: dict, draw: random.Random) -> bytes:
    data = record.dump(made)
    return data[: draw.randrange(1, len(data) - 2)]


def strange_entry(made: dict, draw: random.Random) -> bytes:
    broken = [1, "x", [], {}, {"kind": "grid"}, {"kind": 5, "attempts": []},
              {"kind": "grid", "attempts": [{"at": "now", "answer": 1}]}]  # fmt: skip
    made["answers"]["03"]["argue-back"] = draw.choice(broken)
    return record.dump(made)


def whole(made: dict, draw: random.Random) -> bytes:
    return record.dump(made)


GOOD: dict[str, Callable[[dict, random.Random], bytes]] = {
    "strange texts": whole,
    "a byte-order mark": lambda made, draw: b"\xef\xbb\xbf" + record.dump(made),
    "UTF-16": lambda made, draw: record.dump(made).decode().encode("utf-16"),
    "a broken entry": strange_entry,
    "huge numbers": lambda made, draw: record.dump(made).replace(
        b'"kind": "reflection"', b'"kind": "reflection", "draft": {"at": "2026-11-02T23:00:00Z", '
        b'"answer": [1e999999, ' + b"9" * 5000 + b"]}", 1
    ),
    "version 1": lambda made, draw: dumped(
        {**{k: v for k, v in made.items() if k != "names"}, "version": 1, "name": "=1"}
    ),
}  # fmt: skip
NOT_WHOLE = "it is not whole JSON"
BAD: dict[str, tuple[Callable[[dict, random.Random], bytes], str]] = {
    "truncated": (cut, "not"),
    "NaN": (
        lambda made, draw: record.dump(made).replace(b'"kind"', b'"x": NaN, "kind"', 1), NOT_WHOLE
    ),
    "deep": (lambda made, draw: b'{"format": ' + b"[" * draw.choice([60, 10**5]), "not whole|deep"),
    "deep and whole": (
        lambda made, draw: dumped({**made, "left_out": json.loads("[" * 50 + "]" * 50)}), "deep"
    ),
    "a name twice": (lambda made, draw: b'{"format": 1, ' + record.dump(made)[1:], NOT_WHOLE),
    "empty": (lambda made, draw: b"", "it is empty"),
    "zero bytes": (lambda made, draw: bytes(1000), NOT_WHOLE),
    "noise": (lambda made, draw: draw.randbytes(500), NOT_WHOLE),
    "too large": (lambda made, draw: record.dump(made) + b" " * record.MAX_BYTES, "than 8 MB"),
    "a later version": (mended(version=3), "update darfurlab"),
    "no version": (mended(version=None), "version"),
    "a page": (lambda made, draw: b"<html><script>alert(1)</script>", NOT_WHOLE),
    "a notebook": (lambda made, draw: b'{"cells": []}', "not a file of work"),
    "a list": (lambda made, draw: b"[1]", "not a file of work"),
    "a path for an id": (mended(student="../../x"), "student"),
    "a list for answers": (mended(answers=[1]), "answers"),
    "a number for a time": (mended(updated=5), "updated"),
    "no date": (mended(created="yesterday"), "created"),
    "a text for names": (mended(names="Amna"), "names"),
    "an unknown key": (mended(__proto__={}), "__proto__"),
    "too many answers": (
        lambda made, draw: dumped({**made, "answers": {"03": {"x": entry(
            "grid", {"picks": dict.fromkeys(map(str, range(5000)), "met")})}}}), "4,000 items",
    ),
    "a pickle": (lambda made, draw: b"cos\nsystem\n(S'touch x'\ntR.", NOT_WHOLE),
}  # fmt: skip


def cases(seed: int, number: int) -> Iterator[Case]:
    """Yield so many files, about half of them good; each good one is of another student."""
    draw = random.Random(seed)
    for at in range(number):
        made = good(f"{seed:04x}{at:012x}", draw)
        if draw.random() < 0.5:
            how = draw.choice(list(GOOD))
            said = "cannot be used" if how == "a broken entry" else ""
            yield Case(how, GOOD[how](made, draw), True, said)
        else:
            how = draw.choice(list(BAD))
            yield Case(how, BAD[how][0](made, draw), False, BAD[how][1])


# --- zips ----------------------------------------------------------------------------------------


def entry_of(name: str, data: bytes = b"{}", **more: Any) -> bytes:
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    for key, value in more.items():
        setattr(info, key, value)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(info, data)
    return file.getvalue()


def nested(depth: int) -> bytes:
    data = dumped(work("e"))
    for level in range(depth):
        data = zipped({"my-work.json" if level == 0 else "inner.zip": data})
    return data


def patched(data: bytes, where: bytes, offset: int, value: bytes) -> bytes:
    at = data.rfind(where) + offset
    return data[:at] + value + data[at + len(value) :]


def zips() -> dict[str, tuple[bytes, bool, str]]:
    """Return zips: name → bytes, whether a student's work in it counts, what its reason holds."""
    fine = zipped({"my-work.json": dumped(work("f"))})
    many = zipped({f"my-work-{n}.json": bytes(4_000_000) for n in range(14)})
    return {
        "a way up": (zipped({"../../../my-work.json": dumped(work("a"))}), True, ""),
        "a whole path": (zipped({"/etc/my-work.json": dumped(work("b"))}), True, ""),
        "a way up on Windows": (zipped({"..\\..\\my-work.json": dumped(work("c"))}), True, ""),
        "a name turned round": (zipped({"\u202emy-work.json": dumped(work("d"))}), True, ""),
        "three deep": (nested(3), True, ""),
        "nine deep": (nested(9), False, "zip within 3 others"),
        "a link": (
            entry_of("my-work.json", b"/etc/passwd", external_attr=0o120777 << 16), False, "link"
        ),
        "a bomb": (zipped({"my-work.json": bytes(12_000_000)}), False, "larger than 8 MB"),
        "a bomb of zips": (zipped({"b.zip": zipped({"c": bytes(9_000_000)})}), False, ""),
        "many bombs": (many, False, "it unpacks to more than 100 times"),
        "cut": (fine[:-30], False, "not a whole zip"),
        "other bytes": (patched(fine, b"PK\1\2", 16, b"\0\0\0\0"), False, "damaged within the zip"),
        "a password": (patched(fine, b"PK\1\2", 8, b"\1\0"), False, "password"),
        "a strange way": (patched(fine, b"PK\1\2", 10, b"\x0e\0"), False, "packed in a way"),
        "a long list": (patched(fine, b"PK\5\6", 12, struct.pack("<L", 10**9)), False, "list of"),
        "no zip": (b"PK\3\4 and no more", False, "not a whole zip"),
        "a long name": (zipped({"a_1" * 20_000 + "_my-work.json": dumped(work("1"))}), True, ""),
    }  # fmt: skip
