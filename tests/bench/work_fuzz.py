"""Strange work files: read, shown in every card, joined, reported; nothing may raise or hide.

    python tests/bench/work_fuzz.py [FILES] [SEED]

Each file is a sound one with a few strange things done to it: a key dropped, doubled or of another
type, an empty list, a date of another age, a number beyond any, half a surrogate pair, bytes cut
away. Held against it: what the file itself says was answered last (by its place, not by its date).
"""

from __future__ import annotations

import copy
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import Any
from unittest import mock

import anywidget
import traitlets

from darfurlab.activities import card, designer_card, question_card, work_card
from darfurlab.datasets import folders
from darfurlab.papers import my_report as handout
from darfurlab.questions import answers, bank
from darfurlab.work import file, intake, store
from darfurlab.work import record as work

BANK = Path(__file__).resolve().parents[1] / "data"
ANSWERS: dict[str, tuple[str, Any]] = {
    "first-reader": ("choice", ["teachers"]),
    "what-it-needs": ("choice", ["room", "lamp"]),
    "visitors": ("estimate", {"low": 450, "high": 500.5}),
    "shelf": ("sort", {"picks": {"maps": "wall"}, "reasons": {"maps": "It is flat."}}),
    "opening-day": ("order", ["unlock", "air", "sweep", "ring"]),
    "who-keeps-what": ("match", {"picks": {"porter": "keys"}}),
    "how-well": ("grid", {"picks": {"dry": "met"}, "reasons": {"dry": "قريب"}}),
    "your-library": ("reflection", "The school hall, says the coach."),
    "loans-by-month": ("code", {"type": "int", "text": "3"}),
}
DESIGN = {"title": "Mine", "picks": {"lead": ["lead-un"]}, "words": {"lead": "x"}, "reply": ""}
DATES = ["2099-12-31T23:59:59.999Z", "2099-01-01T00:00:00+00:00", "9999-12-31T23:59:59.999999Z",
         "1969-07-20T20:17:40Z", "0001-01-01T00:00:00+14:00", "1970-01-01T00:00:00-11:59",
         "2026-02-30T10:00:00Z", "2026-03-02", "", "2600-06-06T06:06:06.6+05:30"]  # fmt: skip
VALUES: list[Any] = [None, True, False, 0, -1, 1e308, "RAW:1e400", "RAW:-1e999",
                     "RAW:" + "9" * 5000, "RAW:" + "7" * 310, "RAW:NaN", "RAW:-Infinity",
                     "", "x", "x" * 3000, [], {}, [[]], [{}], {"": ""}, "\x00", "\u202e",
                     "RAW:\"\\ud800\"", "RAW:\"\\uDEAD x\"",
                     "RAW:" + "[" * 30 + "]" * 30, "RAW:" + "[" * 2000 + "]" * 2000,
                     {"picks": []}, {"picks": {"maps": 1}}, {"low": "٣"}, ["teachers", "teachers"],
                     "01", "sort", "answered", *DATES]  # fmt: skip


def sound(chance: random.Random) -> dict[str, Any]:
    """Return a file as the pack writes it, with answers to some questions of each kind."""
    at = 1_772_000_000 + chance.randrange(10**6)

    def stamp() -> str:
        nonlocal at
        at += chance.randrange(1, 5000)
        zone = chance.choice(["+00:00", "+03:00", "Z"])
        return (
            time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at))
            + f".{chance.randrange(1000):03}{zone}"
        )

    answers: dict[str, Any] = {"kit": {}, "04": {}}
    places = [("kit", name, *each) for name, each in ANSWERS.items()]
    for lesson, name, kind, given in [*places, ("04", "design", "design", DESIGN)]:
        answer = copy.deepcopy(given)
        if chance.random() < 0.4:
            continue
        tries = [{"at": stamp(), "answer": answer, "result": "answered"}
                 for _ in range(chance.randrange(3))]  # fmt: skip
        entry: dict[str, Any] = {"kind": kind, "attempts": tries}
        if tries:
            entry |= {"answer": answer, "result": "answered"}
        if not tries or chance.random() < 0.3:
            entry["draft"] = {"at": stamp(), "answer": answer}
        answers[lesson][name] = entry
    left = [{"lesson": "kit", "activity": "visitors", "reason": "x",
             "entry": {"kind": "estimate", "attempts": []}}]  # fmt: skip
    whole = work.blank(stamp(), answers=answers, student=f"{chance.getrandbits(64):016x}")
    return {**whole, "updated": stamp(), **({"left_out": left} if chance.random() < 0.2 else {})}


def _places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    keys = (
        value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    )
    return [at] * bool(at) + [each for key in keys for each in _places(value[key], (*at, key))]


def _strange(value: dict[str, Any], chance: random.Random) -> None:
    """Do one strange thing to a file, most often within an answer."""
    places = _places(value)
    deep = [at for at in places if at[0] in ("answers", "left_out") and len(at) > 2]
    *above, key = chance.choice(deep if deep and chance.random() < 0.85 else places)
    inside: Any = value
    for each in above:
        inside = inside[each]
    what = chance.randrange(8)
    if what == 0:
        del inside[key]
    elif what == 1 and isinstance(inside, list):
        inside.insert(chance.randrange(len(inside) + 1), copy.deepcopy(inside[key]))
    elif what == 2 and isinstance(inside, dict):
        inside[chance.choice(["more", "Sort", "sort", "answer", "draft", "attempts", ""])] = (
            inside.pop(key)
        )
    elif what == 3 and isinstance(inside[key], (list, dict)):
        inside[key] = type(inside[key])()
    elif what == 4:
        dated = [at for at in places if at[-1] in ("at", "created", "updated")]
        if dated:
            *above, key = chance.choice(dated)
            inside = value
            for each in above:
                inside = inside[each]
            inside[key] = chance.choice(DATES)
    elif what == 5 and isinstance(inside, list):
        chance.shuffle(inside)
    else:
        inside[key] = chance.choice(VALUES)


def mutant(seed: int) -> bytes:
    """Return one strange file, always the same for a seed."""
    chance = random.Random(seed)
    value = sound(chance)
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        _strange(value, chance)
    text = json.dumps(value, ensure_ascii=chance.random() < 0.5)
    for each in VALUES:
        if isinstance(each, str) and each.startswith("RAW:"):
            text = text.replace(json.dumps(each), each[4:])
    data = text.encode("utf-8", "surrogatepass")
    how = chance.random()
    if how < 0.05:
        data = data[: chance.randrange(len(data))]
    elif how < 0.08:
        at = chance.randrange(len(data))
        data = data[:at] + bytes(chance.randrange(256) for _ in range(3)) + data[at + 2 :]
    elif how < 0.10:
        data = text.encode(chance.choice(["utf-16", "utf-8-sig", "utf-32"]), "surrogatepass")
    elif how < 0.12:
        text = text.replace('"attempts"', '"kind": "sort", "attempts"', 1)  # a name stands twice
        data = text.encode("utf-8", "surrogatepass")
    return data


def _texts(entry: work.Entry) -> list[str]:
    drafts = [entry["draft"]] if "draft" in entry else []
    return [json.dumps(each["answer"], sort_keys=True) for each in (*entry["attempts"], *drafts)]


def _said(data: bytes) -> dict[tuple[str, str], Any]:
    """Return the last answer of each activity by its place in the file, read without our pack."""
    raw = json.loads(data, parse_int=work._int, parse_float=work._float)  # long numbers as text
    found: dict[tuple[str, str], Any] = {}
    for lesson, entries in raw["answers"].items():
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            try:
                line = [*entry["attempts"], *([entry["draft"]] if "draft" in entry else [])]
                found[lesson, name] = line[-1]["answer"]
            except (TypeError, LookupError):
                continue  # no answer can be told
    return found


def _hidden(data: bytes, found: work.Work) -> list[str]:
    try:
        said = _said(data)
    except (ValueError, RecursionError):
        return []
    hidden = []
    left = {(each["lesson"], each["activity"]) for each in found.get("left_out", ())}
    for (lesson, name), answer in said.items():
        if (lesson, name) in left:
            continue  # kept as it came, with the reason, and said in the card
        last = work.latest(found["answers"].get(lesson, {}).get(name))
        with suppress(work.WorkError):
            answer = work.plain(answer)  # as a file can carry it
        if last is None or last["answer"] != answer:
            entry = found["answers"].get(lesson, {}).get(name, {"attempts": []})
            stray = json.dumps(answer, sort_keys=True) in _texts(entry)
            if not (stray and last and last["answer"] == entry.get("answer")):  # an `answer` beside
                hidden.append(f"{lesson}/{name}: the file's last answer")
    return hidden


def _no_browser(card: Any, *, model_id: str = "", **traits: Any) -> None:
    """Make a card without its JavaScript, which takes most of the time and knows no file."""
    traitlets.HasTraits.__init__(card, **traits)


def trial(data: bytes, folder: Path) -> list[str]:
    """Put one strange file through everything; return what newer answer was hidden."""
    path = folder / "my-work.json"
    os.environ["DARFURLAB_WORK"] = str(path)
    store.unsaved.clear()
    card._live.clear()
    for each in folder.iterdir():
        each.unlink()
    hidden: list[str] = []
    with suppress(work.WorkError):
        hidden += _hidden(data, intake.parse(data))
    path.write_bytes(data)
    state = file.read(path)
    if state.set_aside and state.set_aside.read_bytes() != data:
        hidden.append("a damaged file was changed")
    with mock.patch.object(anywidget.AnyWidget, "__init__", _no_browser):
        for name in ANSWERS:
            question_card.card_of(f"kit/{name}", BANK)
        designer = designer_card.Designer()
        work_card.WorkCard()
    for kind in ("html", "md"):
        handout.make(kind)
    # A new answer counts, and so does a new draft.
    number = random.Random(len(data))
    for name, (kind, _) in number.sample(list(ANSWERS.items()), 2):
        for draft in (True, False, True):
            said = f"new {number.random()}"
            result = None if draft else "answered"
            state = file.record(path, "kit", name, kind=kind, answer=said, result=result)
            last = work.latest(file.read(path).entry("kit", name))
            if state.at is None or last is None or last["answer"] != said:
                hidden.append(f"kit/{name}: a new {'draft' if draft else 'answer'} after the file")
    designer._handle_custom_msg({"type": "compare-file", "answer": DESIGN}, [memoryview(data)])
    # Brought back into work that is already here, and then into none.
    mine = folder / "my-work.own.json"
    os.environ["DARFURLAB_WORK"] = str(mine)
    file.record(mine, "kit", "your-library", kind="reflection", answer="mine", result=None)
    file.record(mine, "kit", "first-reader", kind="choice", answer=["council"], result="revisit")
    before = file.read(mine).work
    done = file.bring_back(mine, data, answers.unfit, sure=True)
    after = file.read(mine).work
    for name, entry in before["answers"]["kit"].items():
        if not set(_texts(entry)) <= set(_texts(after["answers"]["kit"][name])):
            hidden.append(f"kit/{name}: what was here, after a file was brought back")
    file.record(mine, "kit", "first-reader", kind="choice", answer=["printers"])
    last = work.latest(file.read(mine).entry("kit", "first-reader"))
    if last is None or last["answer"] != ["printers"]:
        hidden.append("kit/first-reader: a new answer after a file was brought back")
    if done.state:
        back = file.undo(mine, done).work["answers"]["kit"]
        if "mine" not in str(back["your-library"]) or "printers" not in str(back["first-reader"]):
            hidden.append("an answer of one's own, after Undo")
    with mock.patch.object(anywidget.AnyWidget, "__init__", _no_browser):
        question_card.card_of("kit/first-reader", BANK)
    intake.parse(file.export(mine))
    return hidden


def main(files: int = 20_000, seed: int = 0) -> int:
    """Run the trials; print what failed, and the counts."""
    os.environ["DARFURLAB_STRICT"] = "1"
    folders.questions = lambda: BANK
    bank.find("kit/shelf", BANK)
    counts: Counter[str] = Counter()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(
        dir="/dev/shm" if Path("/dev/shm").is_dir() else None
    ) as place:
        for number in range(seed, seed + files):
            data = mutant(number)
            try:
                hidden = trial(data, Path(place))
            except Exception as error:
                counts["raised"] += 1
                print(f"{number}: raised {type(error).__name__}: {str(error)[:200]}")
                if counts["raised"] == 1:
                    import traceback

                    traceback.print_exc()
                continue
            counts["hidden"] += bool(hidden)
            if hidden and counts["hidden"] < 20:
                print(f"{number}: {hidden}")
            try:
                intake.parse(data)
                counts["read"] += 1
            except work.WorkError:
                counts["refused"] += 1
    took = time.monotonic() - begun
    failed = f"{counts['raised']} raised, {counts['hidden']} hid a newer answer"
    came = f"{counts['read']:,} were read, {counts['refused']:,} refused in words"
    print(f"{files:,} files in {took:.0f} s: {failed}; {came}")
    return 1 if counts["raised"] or counts["hidden"] else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
