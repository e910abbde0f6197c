"""The instructor's guide: a plan for each lesson, a first day, a rubric; made from `data/guide`.

A plan names activities, charts and sheets to print by their ids. `faults` says which of them the
lesson, or the list of what is printed, has no longer. In a sentence `{section ID}` and `{title ID}`
stand for the section with this activity or chart: "section 5", and its heading.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from darfurlab.bargaining import simulation
from darfurlab.datasets import folders, pack, reading
from darfurlab.datasets.problem import Problem
from darfurlab.datasets.toml_parts import parsed
from darfurlab.questions import bank, course, form
from darfurlab.questions.question import Form
from darfurlab.questions.well_formed import nearest

Bundle = Mapping[str, Any]
# The plans that a page has, in the order of a step's `minutes`: when each begins and ends.
CLOCKS = {"50": (0, 50), "late": (15, 50), "90": (0, 90)}
NO_CONTACT = "____________________ (write a name and a number here, or in `course.toml`)"
COLUMNS = {k: k for k in ("room", "projector")} | {"watch": "say and watch", "paper": "on paper"}
PLAN = "before! day_before! hard! opt_out! late! words! on_paper step! box misreading! discuss!"
PARTS = {
    "step": "title! minutes! activities charts prints room! projector! watch! paper!",
    "box": "title! lines made",
    "misreading": "reads! settles! passages!",
    "discuss": "asks! holds!",
}
_IDS: Form = (
    lambda value: isinstance(value, list) and all(map(form.is_text, value)),
    "a list of ids, which may be empty",
)
_WORDS = (
    "before day_before hard opt_out late title room projector watch paper reads settles asks holds"
)
FORMS: Mapping[str, Form] = {
    **dict.fromkeys(_WORDS.split(), form.TEXT),
    **dict.fromkeys(PARTS, form.TABLES),
    **dict.fromkeys(("activities", "charts", "prints", "words"), _IDS),
    "lines": (form.list_of(form.is_text), "a list of texts"),
    "made": (lambda value: value in _MADE, "deals, steps or theses"),
    "on_paper": (
        lambda value: isinstance(value, dict) and all(isinstance(v, str) for v in value.values()),
        "a table: an activity, and what stands on paper in place of its introduction",
    ),
    "passages": form.FORMS["passages"],
    "minutes": (
        lambda value: (
            isinstance(value, list)
            and len(value) == len(CLOCKS)
            and all(isinstance(each, int) and 0 <= each <= 90 for each in value)
        ),
        "three whole numbers: minutes in the plan of 50, in the plan after a late start, "
        "and in the plan of 90",
    ),
}


def folder() -> Path:
    """Return the folder of the guide's texts."""
    return folders.data_folder() / "guide"


def read(path: Path) -> tuple[dict[str, Any], list[Problem]]:
    """Return what a TOML file of the guide holds, and why it cannot be read."""
    text, problems = reading.decoded(path, path.name)
    tables, faults = ([], []) if problems else parsed(text.lstrip("\ufeff"), path.name)
    return (tables[0][1] if tables else {}), [*problems, *faults]


def plans(guide: Path) -> list[Path]:
    """Return the files of the plans, in the order of the lessons: `00.toml` is of lesson 00."""
    return sorted(guide.glob("[0-9][0-9].toml"))


def handouts(guide: Path) -> list[dict[str, Any]]:
    """Return what is printed, in order."""
    return list(read(guide / "handouts.toml")[0].get("handout", ()))


def columns(guide: Path) -> str:
    """Return which class uses which column of a plan; it stands where a text has `{columns}`."""
    return str(read(guide / "handouts.toml")[0]["words"]["plan"]["columns"])


def lesson(number: str) -> dict[str, Any]:
    """Return a lesson's cells as they are stored; none where there is no such lesson."""
    return {"cells": course.lessons().get(number, [])}


def asked(notebook: Bundle) -> list[str]:
    """Return the activities of a lesson's core, in their order."""
    core = [c for c in notebook["cells"] if "further" not in c["metadata"].get("tags", ())]
    return [name for name in sections({"cells": core}) if "/" in name]


def sections(notebook: Bundle) -> dict[str, str]:
    """Return the heading that each activity and each chart of a lesson stands under, by its id."""
    found: dict[str, str] = {}
    heading = ""
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            heading = [heading, *re.findall(r"^## (.+?)(?: · further)?$", source, re.MULTILINE)][-1]
        else:
            names = re.findall(r'\bask\("([^"]+)"|\bcharts\.(\w+)\(', source)
            found |= {activity or chart: heading for activity, chart in names}
    return found


_PLACE = re.compile(r"\{(section|title) ([\w/-]+)\}")


def plan_of(path: Path) -> dict[str, Any]:
    """Return a plan without a fault as it is read: sections named, and boxes filled from data."""
    places = sections(lesson(path.stem))

    def said(found: re.Match[str]) -> str:
        number, _, title = places[found[2]].rpartition(" · ")
        return f"section {number}" if found[1] == "section" else json.dumps(title)[1:-1]

    plan: dict[str, Any] = json.loads(_PLACE.sub(said, json.dumps(read(path)[0])))
    for box in plan.get("box", ()):
        box["lines"] = [*box.get("lines", ()), *(_MADE[box["made"]]() if "made" in box else ())]
    return plan


def _deals() -> list[str]:
    """Return the deals of the small game in lesson 02 with their points, by the chart's letters."""
    deals = simulation.load().by_hand(("government", "darfur-movements"), simulation.ON_PAPER)
    return [
        f"{letter}: {row['deal'].replace(' · ', '. ')}. "
        f"*Government* {row['government']}, *movements* {row['darfur-movements']}."
        for letter, row in zip(ascii_uppercase, deals.to_dict("records"), strict=False)
    ]


def _theses() -> list[str]:
    """Return the theses of the brief in our words, numbered."""
    texts = [row["text"] for row in pack.table("claims").rows if row["thesis"] == "true"]
    return [f"{count}. {text}" for count, text in enumerate(texts, start=1)]


def _steps() -> list[str]:
    """Return the steps that lesson 04 asks to put in order, in the order of the alphabet."""
    question = bank.find("04/order-steps", folders.questions())
    return sorted(item.text for item in question.items)


_MADE: dict[str, Callable[[], list[str]]] = {"deals": _deals, "steps": _steps, "theses": _theses}


def _named(plan: Bundle, guide: Path, number: str) -> Iterator[tuple[str, str, Collection[str]]]:
    """Yield each id that a plan names: where, the id, and what is known."""
    places = sections(lesson(number))
    known = {
        "activities": [name for name in places if "/" in name],
        "charts": [name for name in places if "/" not in name],
        "prints": [each["id"] for each in handouts(guide)],
        "passages": pack.passage_labels().keys(),
    }
    terms = pack.table("glossary").ids("term")
    yield from (("words", each, terms) for each in plan["words"])
    yield from (("on_paper", each, known["activities"]) for each in plan.get("on_paper", ()))
    yield from (("{" + kind + "}", each, places) for kind, each in _PLACE.findall(str(plan)))
    for part in ("step", "misreading"):
        for count, table in enumerate(plan[part], start=1):
            for key in known.keys() & table.keys():
                for each in table[key]:
                    yield f"{part} {count} {key}", each, known[key]


def faults(guide: Path) -> Iterator[Problem]:
    """Yield every fault of the plans: their form, their minutes, and the ids that are gone."""
    for path in plans(guide):
        plan, problems = read(path)
        yield from problems
        if problems:
            continue
        wrong = list(form.table_faults(plan, PLAN.split(), FORMS, PARTS, within=FORMS))
        yield from (Problem(path.name, 0, key, str(value), said) for key, value, said in wrong)
        if wrong:
            continue
        for at, (name, (first, end)) in enumerate(CLOCKS.items()):
            if (total := sum(step["minutes"][at] for step in plan["step"])) != end - first:
                said = f"the steps of the plan “{name}” take {end - first} minutes together"
                yield Problem(path.name, 0, "minutes", str(total), said)
        for key, each, known in _named(plan, guide, path.stem):
            if each not in known:
                yield Problem(path.name, 0, key, each, f"gone; {nearest(each, sorted(known))}")


# --- pages ----------------------------------------------------------------------------------------


def objectives(notebook: Bundle) -> list[str]:
    """Return what a student can do after a lesson, in the order of its list."""
    listed = "".join(notebook["cells"][0]["source"]).partition("You will be able to")[2]
    return re.findall(r"^\d+\. (.+?)[;.]?$", listed, re.MULTILINE)


def clock(steps: Sequence[Bundle], at: int, now: int = 0) -> list[str]:
    """Return when each step begins and ends, in minutes ("5–12"); "—" for what is left out."""
    told = []
    for step in steps:
        minutes = step["minutes"][at]
        told.append(f"{now}–{now + minutes}" if minutes else "—")
        now += minutes
    return told


def _row(step: Bundle, times: Sequence[str], numbers: Sequence[str]) -> str:
    shown = [f"**{step['title']}**"]
    sheet = [str(numbers.index(each) + 1) for each in step.get("activities", ()) if each in numbers]
    if sheet:
        shown.append(f"*Sheet:* {', '.join(sheet)}")
    if prints := step.get("prints"):
        shown.append(f"*Print:* {', '.join(prints)}")
    cells = (*times, "<br>".join(shown), *(step[key] for key in COLUMNS))
    return f"| {' | '.join(cells)} |"


def plan_page(plan: Bundle, number: str, guide: Path, contact: str = "") -> str:
    """Return a lesson's plan as Markdown; `contact`: who helps on the spot, "" if nobody is named.

    `plan` is one of `plan_of`.
    """
    notebook, labels = lesson(number), pack.passage_labels()
    top = "".join(notebook["cells"][0]["source"])
    note = re.search(r"> \*\*Content note\.\*\* (.+)", top)
    numbers, steps = asked(notebook), plan["step"]
    known = {each["id"]: each for each in handouts(guide)}
    used = [*dict.fromkeys(i for s in steps for i in s.get("prints", ())), f"key-{number}"]
    printed = [f"{known[i]['name']} (`{i}`, {known[i]['copies']})" for i in used if i in known]
    title = top.splitlines()[0].lstrip("# ")
    parts = [f"# Plan: {title}\n", "After the lesson a student can\n"]
    parts.append("".join(f"{n}. {o}\n" for n, o in enumerate(objectives(notebook), start=1)))
    told = {
        "Read before": plan["before"],
        "Say the day before": plan["day_before"],
        "Content note, to read aloud": note[1] if note else "",
        "Hard content": plan["hard"],
        "Another task of equal worth": plan["opt_out"],
        "Which column of the table": plan["late"].replace("{columns}", columns(guide)),
        "Local support": contact or NO_CONTACT,
        "To print": "; ".join(printed) + ".",
    }
    parts += [f"**{name}.** {text}\n" for name, text in told.items()]
    parts.append("## Common misreadings\n")
    for each in plan["misreading"]:
        read_in = "; ".join(f"[{labels[p]}](../passages.md#{p})" for p in each["passages"])
        parts.append(f"- *A student says:* {each['reads']} *Answer:* {each['settles']} ({read_in})")
    parts.append("\n## To discuss\n")
    parts += [f"- **{each['asks']}** {each['holds']}" for each in plan["discuss"]]
    parts.append("\n## Minute by minute\n")
    parts.append(
        f"*{COLUMNS['paper'].capitalize()}* stands for *room* and *projector*; "
        f"*{COLUMNS['watch']}* is for every class.\n"
    )
    heads = [*CLOCKS, "step", *COLUMNS.values()]
    parts.append(f"| {' | '.join(heads)} |\n{'| --- ' * len(heads)}|")
    times = [clock(steps, at, first) for at, (first, _) in enumerate(CLOCKS.values())]
    parts += [_row(s, t, numbers) for s, t in zip(steps, zip(*times, strict=True), strict=True)]
    return "\n".join(parts) + "\n"


def agreement(memos: Sequence[Bundle]) -> tuple[int, int]:
    """Return how many marks two readers of the memos gave alike, and how many both gave."""
    pairs = [p for memo in memos for p in zip(memo["first"], memo["second"], strict=False)]
    return sum(a == b for a, b in pairs), len(pairs)


def rubric_page(rubric: Bundle) -> str:
    """Return the rubric and its sample memos as Markdown, with what two readers agree on."""
    names = [part["name"] for part in rubric["part"]]
    parts = ["# Rubric for memo and reflection\n", f"{rubric['intro']}\n"]
    parts += ["| | 0 | 1 | 2 |", "| --- | --- | --- | --- |"]
    parts += [f"| **{part['name']}** | {' | '.join(part['levels'])} |" for part in rubric["part"]]
    same, both = agreement(rubric["memo"])
    said = f"Two readers gave the same mark in {same} of {both} cases."
    parts.append(f"\n## Ten memos to practise with\n\n{rubric['after']}")
    parts.append(
        f"{said if both else 'One reader has marked them. A second reading is missing.'}\n"
    )
    for count, memo in enumerate(rubric["memo"], start=1):
        readers = [("first", "First reader"), ("second", "Second reader")]
        marks = (
            f"{name}: "
            + ", ".join(f"{n.lower()} {m}" for n, m in zip(names, memo[key], strict=True))
            for key, name in readers
            if memo[key]
        )
        parts.append(f"{count}. {memo['text']} *{'. '.join(marks)}.*")
    return "\n".join(parts) + "\n"


def pages(guide: Path, contact: str = "") -> dict[str, str]:
    """Return each page of the guide as Markdown, by its name without ending."""
    made = {
        path.stem: path.read_text(encoding="utf-8")
        .replace("{contact}", contact or NO_CONTACT)
        .replace("{columns}", columns(guide))
        for path in sorted(guide.glob("*.md"))
    }
    made["rubric"] = rubric_page(read(guide / "rubric.toml")[0])
    for path in plans(guide):
        made[f"lesson-{path.stem}"] = plan_page(plan_of(path), path.stem, guide, contact)
    return made
