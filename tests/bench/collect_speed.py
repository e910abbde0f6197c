"""How long `darfurlab collect` takes: in a straight line of files, held against parsing their JSON.

    python tests/bench/collect_speed.py [FILES]

Classes of an eighth, a quarter, a half and all of FILES (2,000) are invented and written into a
folder, half of the files in one zip. Read are the files, from the disk to the finished table.
There are two yardsticks, for the same bytes already in memory: `json.loads`, and the reading of one
file by the lessons themselves, which also holds it against the schema. *Diligent*: each activity is
checked five times, with reasons as long as a student of some patience writes them. Seconds are
those of the processor, the best of three runs.
"""

from __future__ import annotations

import gc
import json
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from runpy import run_path
from typing import Any

from darfurlab.classroom import collect, hand_in
from darfurlab.questions.question import Question
from darfurlab.work.intake import parse

GOAL, BEND = 5.0, 1.4  # times the parsing; the most that a file may cost more among many
TOP = Path(__file__).resolve().parents[2]
TOOL = run_path(str(TOP / "tools" / "invented_class.py"))


def best(run: Callable[[], object], times: int = 3) -> float:
    """Return the seconds of the fastest run."""
    found = []
    for _ in range(times):
        gc.collect()
        begun = time.process_time()
        run()
        found.append(time.process_time() - begun)
    return min(found)


def diligent(work: dict[str, Any]) -> dict[str, Any]:
    """Return the work of a student who checks each answer five times and says why at length."""
    for entries in work["answers"].values():
        for entry in entries.values():
            last = entry["attempts"][-1]
            reasons = last["answer"].get("reasons", {}) if type(last["answer"]) is dict else {}
            for item, reason in reasons.items():
                reasons[item] = " ".join([reason] * 3)
            entry["attempts"] = [
                {**last, "at": f"{last['at'][:-9]}{n}{last['at'][-8:]}"} for n in range(1, 6)
            ]
    return work


def invented(number: int, diligently: bool = False) -> list[bytes]:
    """Return so many work files, from some hundred different ones with other ids and times."""
    questions = TOOL["every_question"]()
    works = [work for seed in range(6) for work in TOOL["works"](questions, seed)]
    models = [json.dumps(diligent(work) if diligently else work) for work in works]
    files = []
    for at in range(number):
        work = json.loads(
            models[at % len(models)].replace(
                "2026-11-02", f"{2000 + at % 900}-{1 + at // 900:02}-02"
            )
        )
        files.append(
            json.dumps({**work, "student": f"{at:016x}"}, separators=(",\n", ": ")).encode()
        )
    return files


def written(files: list[bytes], folder: Path) -> None:
    """Write the files, half of them into a zip."""
    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for at, data in enumerate(files):
            if at % 2:
                archive.writestr(f"S {at}_{at}_assignsubmission_file/my-work.json", data)
            else:
                (folder / f"my-work({at}).json").write_bytes(data)


def measured(files: list[bytes], questions: list[Question]) -> tuple[float, float, float]:
    """Return the seconds of collecting, of `json.loads` and of the lessons' own reading."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        written(files, folder)

        def run() -> None:
            found = collect.collected(hand_in.pieces(folder), questions)
            called = {student: student for student in found.students}
            assert sum(map(len, collect.table(found, called))) > len(files)
            assert len(found.students) == len(files)

        def each(read: Callable[[bytes], object]) -> Callable[[], None]:
            def all_of_them() -> None:
                for data in files:
                    read(data)

            return all_of_them

        return best(run), best(each(json.loads)), best(each(parse))


def main(most: int = 2000) -> int:
    """Print the table; return 1 where it takes longer than the goal, or the line bends."""
    questions = TOOL["every_question"]()
    heads = ("files", "kB each", "seconds", "ms a file", "x json.loads", "x our reading")
    print("".join(f"{head:>14}" for head in heads))
    costs, ratios = [], []
    for number in (most // 8, most // 4, most // 2, most, -most // 4):
        files = invented(abs(number), diligently=number < 0)
        took, parsed, ours = measured(files, questions)
        if number > 0:
            costs.append(took / number)
        ratios.append(took / ours)
        size = sum(map(len, files)) / 1000 / len(files)
        cells = (f"{len(files)}", f"{size:.1f}", f"{took:.2f}", f"{1000 * took / len(files):.2f}")
        cells += (f"{took / parsed:.1f}", f"{ratios[-1]:.1f}" + (" diligent" if number < 0 else ""))
        print("".join(f"{cell:>14}" for cell in cells))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"goal: at most {GOAL:g} x our reading, in a straight line; memory in all {memory:.0f} MB"
    )
    return int(max(ratios) > GOAL or max(costs) > BEND * costs[0])


if __name__ == "__main__":
    raise SystemExit(main(*map(int, sys.argv[1:])))
