"""Every chart as the lessons make it, held against what every chart must have; and broken ones."""

from __future__ import annotations

import ast
import copy
import json
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import chart_checker as checker
from darfurlab import charts, datasets, tables
from darfurlab.bargaining import forum, simulation, statements
from darfurlab.charts import network, render, theme
from darfurlab.charts.parts import whole_ticks
from darfurlab.charts.words import NUMBERS as IN_WORDS
from darfurlab.datasets import folders
from darfurlab.questions import designs
from darfurlab.tables import mediation, proposal

pytest.importorskip("vl_convert", reason='measuring needs pip install "darfurlab[pictures]"')

TOP = Path(__file__).resolve().parents[2]
LESSONS = folders.lessons(TOP / "notebooks")
WORDS = tomllib.loads((TOP / "data" / "charts.toml").read_text(encoding="utf-8"))


def code_of(lesson: Path) -> list[str]:
    cells = json.loads(lesson.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    return [source for source in sources if not source.startswith("from darfurlab")]


@cache
def shown_in(lesson: Path) -> list[str]:
    """Return the names of the charts that a lesson shows, in order."""
    return [
        call.args[0].func.attr
        for source in code_of(lesson)
        for call in ast.walk(ast.parse(source))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        and call.func.id == "show" and isinstance(call.args[0], ast.Call)
        and isinstance(call.args[0].func, ast.Attribute)
        and getattr(call.args[0].func.value, "id", "") == "charts"
    ]  # fmt: skip


CASES = [
    pytest.param((lesson, at), id=f"{lesson.stem[:2]} {name} {at}")
    for lesson in LESSONS
    for at, name in enumerate(shown_in(lesson))
]


def run(lesson: Path, own: Sequence[dict[str, str]] = (), **how: Any) -> list[Any]:
    """Run a lesson's code; return the charts that it shows. `own`: the deals of a student."""
    given: list[Any] = []
    made = {name: partial(unchanging, getattr(charts, name), **how) for name in charts.__all__}
    names = {"charts": SimpleNamespace(**made), "datasets": datasets, "tables": tables}
    names |= {"forum": forum, "mediation": mediation, "proposal": proposal}
    names |= {"simulation": simulation, "statements": statements, "designs": designs}
    names |= {"show": lambda what, *_: given.append(what), "picked": lambda *_: {}}
    names |= {"tried": lambda *_: own}
    for idle in ("ask", "check", "design", "doctor", "my_work"):
        names[idle] = lambda *_: None
    for source in code_of(lesson):
        exec(compile(source, lesson.name, "exec"), names)
    return [each for each in given if not isinstance(each, pd.DataFrame)]


def unchanging(make: Callable[..., Any], *given: Any, **how: Any) -> Any:
    """Return a chart; refuse one that changes a frame that it is given."""
    before = copy.deepcopy(given)
    chart = make(*given, **how)
    for frame, was in zip(given, before, strict=True):
        if isinstance(frame, pd.DataFrame):
            pd.testing.assert_frame_equal(frame, was)
    return chart


@pytest.fixture(scope="module")
def drawn() -> Callable[[tuple[Path, int]], tuple[Any, dict, dict]]:
    """Give a chart of a lesson with its specification and its scene, drawn once."""
    lessons: dict[Path, list[Any]] = {}
    ready: dict[tuple[Path, int], tuple[Any, dict, dict]] = {}

    def one(case: tuple[Path, int]) -> tuple[Any, dict, dict]:
        lesson, at = case
        if lesson not in lessons:
            lessons[lesson] = run(lesson)
        if case not in ready:
            chart = lessons[lesson][at]
            spec = chart.to_dict()
            ready[case] = chart, spec, checker.scene_of(spec)
        return ready[case]

    return one


def test_every_chart_of_the_pack_is_in_a_lesson_and_so_in_this_test():
    used = {name for lesson in LESSONS for name in shown_in(lesson)}
    assert used == set(charts.__all__)


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_a_chart_has_all_that_a_chart_must_have(case, drawn):
    chart, spec, scene = drawn(case)
    assert checker.faults(spec, set(chart.data.columns), scene) == []


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_what_goes_to_the_page_draws_all_of_it_and_fetches_nothing(case, drawn):
    _, spec, scene = drawn(case)
    sent, metadata = render.bundle(spec)
    json.dumps([sent, metadata], allow_nan=False)  # or Jupyter's messages would refuse it
    assert checker.scene_of(sent[render.MIME]) == scene
    assert [address for _, address in checker.keys(spec, re.compile("url|href"))] == []


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS, ids=lambda p: p.stem[:2])
def test_the_same_data_make_the_same_chart(lesson, drawn):
    again = [chart.to_dict() for chart in run(lesson)]
    first = [drawn((lesson, at))[1] for at in range(len(again))]
    assert again == first


@pytest.mark.slow
def test_the_same_chart_is_drawn_the_same(drawn):
    _, spec, scene = drawn(CASES[-1].values[0])
    assert checker.scene_of(copy.deepcopy(spec)) == scene


@pytest.mark.parametrize("lanes", [["agreements", "mediators"], ["regions"]])
def test_the_last_line_of_the_timeline_says_which_dates_are_not_the_brief_s(lanes):
    events = tables.dated(datasets.load_events(), datasets.load_actors())
    chart = charts.timeline(events, lanes=lanes)
    outside = int((chart.data["basis"] == "external").sum())
    assert outside == 2 * (lanes == ["regions"])
    spec = json.dumps(chart.to_dict(), ensure_ascii=False)
    assert ("outside source: two dates (*)" in spec) == bool(outside)
    assert len(re.findall(r"\d\* · ", spec)) == outside
    years = [
        r["text"]
        for r in drawn_rows(chart.to_dict(), "text")
        if re.fullmatch(r"\d+", str(r["text"]))
    ]
    assert max(years) == "2011", "most marks stand there"


# --- numbers: title and description against the chart's own rows ----------------------------------


def rows(chart: Any) -> list[dict[str, Any]]:
    return chart.data.to_dict("records")


def words(spec: dict) -> str:
    return " ".join(checker.title_of(spec)) + " | " + spec["description"]


def numbers(text: str) -> list[int]:
    return [int(n.replace(",", "")) for n in re.findall(r"\b\d[\d,]*\b", text)]


def in_words(number: int) -> str:
    return IN_WORDS[number]


def matrix(chart: Any, spec: dict) -> None:
    tied = [r for r in rows(chart) if r["tie"] != "not stated"]
    places = {r["place"] for r in tied}
    by_issue: dict[str, set[str]] = {}
    for row in tied:
        by_issue.setdefault(row["issue"], set()).add(row["place"])
    everywhere = [i for i, there in by_issue.items() if len(there) == len(places)]
    several = [i for i, there in by_issue.items() if 1 < len(there) < len(places)]
    alone = Counter(next(iter(there)) for there in by_issue.values() if len(there) == 1)
    top, most = alone.most_common(1)[0]
    title, told = words(spec).split(" | ", 1)
    assert title == (
        f"We link {len(everywhere)} of our {len({r['issue'] for r in rows(chart)})} issues "
        f"to all {in_words(len(places))} regions and {most} to {top} alone"
    )
    ties = Counter(r["tie"] for r in tied if by_issue[r["issue"]] == {top})
    named = f"({ties['named']} named, {ties['inferred']} inferred)"
    assert f"{top} alone: {most} issues {named}" in [r["text"] for r in drawn_rows(spec, "text")]
    shared = told.split("Linked to more than one: ")[1].split("Linked to one only: ")
    assert all(f"{i} ({len(by_issue[i])} of {len(places)})" in shared[0]
               for i in everywhere + several)  # fmt: skip
    only, none = shared[1].split("Linked to no region: ")
    assert all(f"{i}: {top}" in only for i, there in by_issue.items() if there == {top})
    assert all(i in none for i in {r["issue"] for r in rows(chart)} - set(by_issue))


def figures(chart: Any, spec: dict) -> None:
    title, told = words(spec).split(" | ", 1)
    assert told.startswith(f"{len(chart.data)} figures")
    assert f" {in_words(len(chart.data))} numbers" in title  # this title is written for its figures
    for row in rows(chart):
        for end in ("low", "high"):
            if row[end] == row[end]:
                assert f"{row[end]:,.10g}" in told
        assert row["measure"] in told


def place_map(chart: Any, spec: dict) -> None:
    outer = [r["name"] for r in rows(chart) if r["kind"] == "conflict_region"]
    assert len(outer) == 5
    assert all(name in spec["description"] for name in outer)
    assert f"the {len(outer)} circles is a conflict region" in " ".join(spec["title"]["subtitle"])


def fates(chart: Any, spec: dict) -> None:
    title, told = words(spec).split(" | ", 1)
    assert numbers(title) == [len(chart.data)]
    assert told.startswith(f"{len(chart.data)} attempts")
    for row in rows(chart):
        assert f"{row['name']}: {row['fate']}" in told
    silent = sum(row["fate"] == "not stated" for row in rows(chart))
    assert f"does not say what happened ({silent})" in " ".join(spec["title"]["subtitle"])


def time(chart: Any, spec: dict) -> None:
    on_a_day = [r for r in rows(chart) if len(r["date"]) == 10 and not isinstance(r["end"], str)]
    title, told = words(spec).split(" | ", 1)
    late, n = sum(r["date"] >= "2010" for r in rows(chart)), len(chart.data)
    of = f"All {n}" if late == n else f"{late} of the {n}"
    assert title.startswith(f"{of} dated events begin in 2010 or 2011; ")
    assert title.endswith(f"; {in_words(len(on_a_day))} have one exact day")
    lasted = any(isinstance(r["end"], str) for r in rows(chart))
    assert ("A solid bar" in " ".join(spec["title"]["subtitle"])) is lasted
    assert f"the exact day for {len(on_a_day)}, drawn as dots" in told
    for row in rows(chart):
        assert f"{row['when']}, {row['title']}" in told


def argument(chart: Any, spec: dict) -> None:
    theses = [r for r in rows(chart) if r["thesis"]]
    sides = [told["side"] for told in WORDS["argument_map"]["theses"].values()]
    assert set(WORDS["argument_map"]["theses"]) == {r["claim"] for r in theses}
    title, told = words(spec).split(" | ", 1)
    assert sides.count("wrong") + sides.count("right") == len(theses)
    of_theses = {r["claim"] for r in theses}
    links = datasets.load_claim_links()
    direct = links[links["to_claim"].isin(of_theses) & ~links["from_claim"].isin(of_theses)]
    cited = {r["claim"] for r in rows(chart) if r["evidence"] == "cited"}
    under = set(direct["from_claim"])
    assert numbers(title) == [len(under)]
    assert f"only {in_words(len(under & cited))} have a source" in title
    twice = len(direct) - len(under)
    assert twice == 1
    assert "One claim stands under two theses." in " ".join(spec["title"]["subtitle"])
    limiting = direct[direct["link"] != "supports"]["from_claim"]
    assert {*limiting} <= cited, "the key says so of a ring"
    for thesis in theses:
        own = direct[direct["to_claim"] == thesis["claim"]]
        support = int((own["link"] == "supports").sum())
        called = WORDS["argument_map"]["theses"][thesis["claim"]]["called"]
        begins = f"{in_words(support).capitalize()} claim{'s' * (support != 1)} "
        (said,) = re.findall(rf"[A-Z][^.]* the thesis on {re.escape(called)}; [^.]*", told)
        assert said.startswith(begins)
        assert (" limits the thesis" in said) == (support < len(own))
        sources = len(cited & set(own["from_claim"]))
        ends = {0: "no claim has", 1: "one claim has"}.get(
            sources, f"{in_words(sources)} claims have"
        )
        assert said.endswith(f"; {ends} a source")


def actors(chart: Any, spec: dict) -> None:
    silent = [r for r in rows(chart) if r["acts"] == 0]
    title, told = words(spec).split(" | ", 1)
    acts = [r["acts"] for r in rows(chart)]
    assert numbers(title) == [sum(acts), max(acts), len(silent), len(chart.data)]
    for camp, count in Counter(r["camp"] for r in rows(chart)).items():
        assert f"{camp} {count}" in told


def paths(chart: Any, spec: dict) -> None:
    title, told = words(spec).split(" | ", 1)
    places = Counter(r["place"] for r in rows(chart))
    place, most = places.most_common(1)[0]
    assert numbers(title) == [len(chart.data), most]
    assert title.endswith(place)
    for row in rows(chart):
        assert (row["when"] == "no date given") is (row["known"] == "no date given")
        assert f"{row['name']} ({row['kind']}): {row['when']}" in told


def on_paper(chart: Any, spec: dict) -> None:
    title, told = words(spec).split(" | ", 1)
    (now,) = (r for r in rows(chart) if r["status_quo"])
    others = [r for r in rows(chart) if not r["status_quo"]]
    better = [r for r in others if r["first"] >= now["first"] and r["second"] >= now["second"]]
    assert len(better) == 1
    assert title.startswith(f"Only one of the {len(chart.data) - 1} other deals")
    for row in rows(chart):
        loser = [party for end, party in (("first", "Government"), ("second", "Darfur’s movements"))
                 if row[end] < now[end]]  # fmt: skip
        assert ("refused by" in row["state"]) == bool(loser)
        assert all(party in row["state"] for party in loser)
        assert f"{row['deal']}: {row['first']:g} and {row['second']:g}" in told


def explored(chart: Any, spec: dict) -> None:
    title, told = words(spec).split(" | ", 1)
    widest = max(r["vetoes"] for r in rows(chart))
    start = [r for r in rows(chart) if r["vetoes"] == widest and r["least"] == 0]
    deals = sum(r["settles"] != "no deal" for r in start)
    root = sum("for all regions" in r["settles"] for r in start)
    assert title.startswith(f"At leverage 0, {in_words(deals)} of the {in_words(len(start))} ")
    assert root == 0
    assert title.endswith("; no deal touches the root for all regions")
    short = WORDS["explorer"]["short"]
    for row in start:
        name = short.get(row["name"], row["name"])
        assert f"{name}: {row['settles']}, signs nothing: {row['left_out']}" in told
    bands = [r for r in drawn_rows(spec, "rect") if r.get("vetoes") == widest]
    (line,) = (r for r in drawn_rows(spec, "rect") if {*r} == {"y", "y2"})
    top, bottom = min(r["y"] for r in bands), max(r["y2"] for r in bands)
    assert line["y"] < top < bottom < line["y2"], "the line is whole, over all bands"
    on = [r for r in drawn_rows(spec, "text") if top < r["y"] < bottom]
    assert all(r["x"] < min(r["x"] for r in bands) for r in on), "no word lies under the line"
    assert {*WORDS["explorer"]["key"]} == {*WORDS["explorer"]["bands"]} == {*theme.BANDS}


def phases(chart: Any, spec: dict) -> None:
    title, told = words(spec).split(" | ", 1)
    silent = [r for r in rows(chart) if r["phase"] == "not stated"]
    assert numbers(title) == [len(silent), len(chart.data)]
    for there in ("1", "2", "not stated"):
        names = [r["name"] for r in rows(chart) if r["phase"] == there]
        assert f"{WORDS['phases'][there]}, {len(names)}: {', '.join(names)}." in told
    assert [r["name"] for r in rows(chart) if r["surprise"]] == [
        r["name"] for r in rows(chart) if r["level"] == "regional" and r["phase"] == "1"
    ]


def who_acts(chart: Any, spec: dict) -> None:
    title, told = words(spec).split(" | ", 1)
    actions = {r["action"] for r in rows(chart)}
    unnamed = {r["action"] for r in rows(chart) if not r["named"]}
    assert numbers(title) == [len(unnamed), len(actions)]
    counted = Counter(r["who"] for r in rows(chart))
    for row in rows(chart):
        assert f"{row['who']} {counted[row['who']]}" in told
        assert (f"{row['who']}: {row['action']}" in told) is (counted[row["who"]] == 1)
    # One mark a recommendation, side by side.
    drawn = [(r["x"], r["y"]) for r in drawn_rows(spec, "point") if "who" in r]
    assert len(set(drawn)) == len(drawn) == len(chart.data)


def order(chart: Any, spec: dict) -> None:
    title, told = words(spec).split(" | ", 1)
    loose = [r for r in rows(chart) if r["order"] == "no order given"]
    assert numbers(title) == [len(loose), len(chart.data)]
    waiting = [r for r in rows(chart) if r["after"]]
    talks = max(waiting, key=lambda r: r["after"].count("; "))
    assert talks["name"] == "Open talks with all warring regions"
    before = in_words(len(talks["after"].split("; ")))
    assert title.startswith(f"The talks can open only after {before} steps;")
    assert all(f"{r['name']} waits for: {r['after']}." in told for r in waiting)
    assert not {r["name"] for r in loose} & {r["name"] for r in waiting}
    needs = sum(len(r["after"].split("; ")) for r in waiting)
    assert f"joined by {needs} arrows" in told
    assert len(drawn_rows(spec, "rule")) >= needs + len(waiting)  # to a joint, and on to the step
    assert all(line["x"] < line["x2"] for line in drawn_rows(spec, "rule"))


def mandates(chart: Any, spec: dict) -> None:
    title, told = words(spec).split(" | ", 1)
    raw = datasets.load_mandates()
    shown = raw[raw["making"] != "head_of_institution"]
    people, posts = in_words(shown["actor"].nunique()), in_words(len(shown))
    assert title.startswith(f"{people.capitalize()} people held {posts} posts")
    assert title.endswith("no end date for any post") == bool(shown["end"].isna().all())
    left_out = int((raw["making"] == "head_of_institution").sum())
    assert len(chart.data) == len(raw) - left_out
    assert f"We left out {left_out} offices" in " ".join(spec["title"]["subtitle"])
    for row in rows(chart):
        assert f"{row['holder']}, {row['role']}: {row['told']}" in told


def around(chart: Any, spec: dict) -> None:
    title, told = words(spec).split(" | ", 1)
    three = [r for r in rows(chart) if r["step"] == "three"]
    assert numbers(title) == [sum(r["sense"] == "against" for r in three), len(three)]
    assert all(f"{r['who']} {r['did']} {r['to_whom']}" in told for r in three)
    _names_part(drawn_rows(spec, "text"))


def _names_part(drawn: list[dict[str, Any]]) -> None:
    """Of one actor, no name stands on the next."""
    sides = {
        (r["at"], r["x"]): [] for r in drawn if r["x"] in (network.LEFT - 8, network.RIGHT + 8)
    }
    for row in sorted(drawn, key=lambda row: row["y"]):
        tall = 16 * (len(row["text"]) if isinstance(row["text"], list) else 1)
        sides.get((row.get("at"), row["x"]), []).append((row["y"], row["y"] + tall))
    assert len(sides) > 24
    for places in sides.values():
        assert all(low <= y + 2 for (_, low), (y, _) in pairwise(places)), places


def signs(chart: Any, spec: dict) -> None:
    title, told = words(spec).split(" | ", 1)
    against = [r for r in rows(chart) if r["sense"] == "against"]
    assert numbers(title) == [len(against), len(chart.data)]
    assert f"{len(against)} against somebody, {len(chart.data) - len(against)} for" in told
    assert all(f": {r['to_whom']}" in told and f"{r['who']} " in told for r in rows(chart))
    tiles = [r for r in drawn_rows(spec, "rect") if "did" in r]
    assert len(tiles) == len(chart.data)


def shopping(chart: Any, spec: dict) -> None:
    title, told = words(spec).split(" | ", 1)
    assert title.startswith("With demands between 0% and 100%, the government gives four channels ")
    assert title.endswith("; it refuses no demand")
    assert numbers(title) == [0, 100, round(100 / 5), 50]
    states = spec["title"]["text"]["expr"]
    first = [r for r in rows(chart) if (r["spread"], r["limit"]) == (1, 1)]
    assert "14% and 11%" in told
    assert [r["own"] for r in first] == [round(1 / (r["channels"] + 1), 4) for r in first]
    for row in (r for r in rows(chart) if r["channels"] == 4):
        (said,) = re.findall(f'"{row["spread"]:g} {row["limit"]:g}":\\[(.*?)\\]', states)
        low, high = (f"{100 * (1 + sign * row['spread']) / 2:.0f}" for sign in (-1, 1))
        given = [f"{100 * row[way]:.0f}" for way in ("own", "together")]
        assert re.findall(r"\d+(?=%)", said)[:4] == [low, high, *given]
        assert ("no demand" in said.replace('","', " ")) == (row["limit"] == 1)


def drawn_rows(spec: dict, mark: str) -> list[dict[str, Any]]:
    """Return the rows of all layers of one mark."""
    layers = [unit for unit in checker.units(spec) if checker.kind(unit) == mark]
    return [row for unit in layers for row in checker.rows_of(spec, unit)]


def counted(chart: Any, spec: dict) -> None:
    """The title and the words of each state: those of the table, none for another year or count."""
    title, told = words(spec).split(" | ", 1)
    assert title == (
        "For each death in 2009, UCDP counts 2.6 in 2010, "
        "in the war of army and armed movements in Darfur"
    )
    for row in rows(chart):
        assert (row["said"] in told) == (row["base"] == 2009), row["said"]
    claims = [r for r in drawn_rows(spec, "text") if r["text"] == "the brief: almost 3 times"]
    assert [r["base"] for r in claims] == [2009]  # no claim about any other year is drawn
    states = spec["title"]["text"]["expr"]
    menus = {p["name"]: p["bind"]["options"] for p in spec["params"] if "bind" in p}
    assert menus["base"] == [2009, 2008, 2007, 2004]
    assert len(rows(chart)) == len(menus["who"]) * len(menus["base"]) == 20
    for row in rows(chart):
        (said,) = re.findall(f'"{row["who"]} {row["base"]}":\\[(.*?)\\]', states)
        said, ratio = said.replace('","', " "), row["said"].split(" ")[0]
        assert (f"UCDP counts {ratio} in 2010" in said) == (ratio != "no"), said
        assert str(row["base"]) in said


def above(chart: Any, spec: dict) -> None:
    title, told = words(spec).split(" | ", 1)
    columns: dict[str, list[dict[str, Any]]] = {}
    for row in rows(chart):
        columns.setdefault(row["process"], []).append(row)
        sign = "+" if row["gain"] > 0 else "–" if row["gain"] < 0 else ""
        assert f"{row['name']} {sign}{abs(row['gain']):g} ({row['state']})" in told
        assert row["gain"] == row["points"] - row["walk_away"]
    whole = [name for name, own in columns.items() if all(r["gain"] >= 0 for r in own)]
    assert whole == ["One table for all Sudan"]
    assert title.startswith("Only “One table for all Sudan” leaves every party")


def shaken(chart: Any, spec: dict) -> None:
    title, told = words(spec).split(" | ", 1)
    short, later = WORDS["shaken"]["short"], WORDS["shaken"]["later"]
    drawn = {r["statement"]: r for r in rows(chart)}
    assert list(drawn) == [*short, *later]
    assert {*drawn} == {*statements.CHECKS}, "all are drawn"
    assert [r["statement"] for r in drawn.values() if r["later"]] == list(later)
    assert len(later) <= len(short), "the chart has one height"
    assert all(words_ in json.dumps(spec) for words_ in later.values()), "each has its words"
    states = spec["title"]["text"]["expr"]
    for what, spread in ((w, s) for w in ("both", "scores") for s in (10, 20, 30)):
        found = statements.shares(simulation.load())
        found = found[(found["what"] == what) & (found["spread"] == spread)]
        for name, share in zip(found["statement"], found["share"], strict=True):
            if name in drawn:
                assert drawn[name][f"{what} {spread}"] == round(100 * share)
        for group in (0, 1):
            own = [r[f"{what} {spread}"] >= 80 for r in drawn.values() if r["later"] == group]
            (said,) = re.findall(f'"{what} {spread} {group}":\\[(.*?)\\]', states)
            said = said.replace('","', " ")
            assert f"by up to {spread}%" in said
            assert f"{in_words(sum(own))} of these {in_words(len(own))} statements" in said
            assert f"{'the numbers' if what == 'both' else 'only the points'} change" in said
    assert title.startswith("If the numbers change by up to 20%")
    (line,) = (
        unit
        for unit in checker.units(spec)
        if unit.get("encoding", {}).get("x", {}).get("field") == "enough"
    )
    assert checker.kind(line) == "rect", "at 80"
    for name, words_ in short.items():
        assert f"{words_}: {drawn[name]['both 20']}" in told


NUMBERS: dict[str, Callable[[Any, dict], None]] = {
    "shaken": shaken,
    "above_walk_away": above,
    "argument_map": argument,
    "build_order": order,
    "centre_and_periphery": place_map,
    "deals_by_hand": on_paper,
    "explorer": explored,
    "fate_of_attempts": fates,
    "figure_ranges": figures,
    "forum_shopping": shopping,
    "grievance_matrix": matrix,
    "issues_by_phase": phases,
    "mandates_over_time": mandates,
    "paths_to_peace": paths,
    "relations_matrix": signs,
    "relations_network": around,
    "timeline": time,
    "who_does_what": who_acts,
    "who_is_counted": counted,
    "who_is_who": actors,
}


def test_every_chart_has_its_numbers_tested():
    assert set(NUMBERS) == set(charts.__all__)


@pytest.mark.parametrize("case", CASES)
def test_its_title_and_description_say_what_its_rows_say(case, drawn):
    chart, spec, _ = drawn(case)
    lesson, at = case
    NUMBERS[shown_in(lesson)[at]](chart, spec)


# --- labels: what the data hold is written whole --------------------------------------------------

SHORT = {name: told.get("short", {}) for name, told in WORDS.items()}
LABELS: dict[str, Callable[[dict], list[str]]] = {
    "shaken": lambda r: [WORDS["shaken"]["short"].get(r["statement"], "")],
    "above_walk_away": lambda r: [
        r["name"], SHORT["above_walk_away"].get(r["process"], r["process"]), f"root: {r['root']}"
    ],
    "build_order": lambda r: [] if r["order"] == "no order given" else [r["name"]],
    "argument_map": lambda r: (
        [WORDS["argument_map"]["theses"][r["claim"]]["short"]] if r["thesis"] else []
    ),
    "centre_and_periphery": lambda r: [r["name"]],
    "deals_by_hand": lambda r: [r["deal"], r["letter"]],
    "explorer": lambda r: [SHORT["explorer"].get(r["name"], r["name"])],
    "fate_of_attempts": lambda r: [r["name"], r["fate"], r["stopped"].replace(", ", " and ")],
    "figure_ranges": lambda r: [r["measure"], r["cannot_tell"], r["shown"]],
    "forum_shopping": lambda r: [str(r["channels"])],
    "grievance_matrix": lambda r: [
        SHORT["grievance_matrix"].get(r["issue"], r["issue"]), r["place"][1:]
    ],
    "issues_by_phase": lambda r: [SHORT["issues_by_phase"].get(r["name"], r["name"])],
    "mandates_over_time": lambda r: [r["holder"], r["told"]],
    "paths_to_peace": lambda r: [r["place"], r["when"], r["name"].split(": ")[-1]],
    "relations_matrix": lambda r: [SHORT["relations_matrix"].get(r["who"], r["who"])],
    "relations_network": lambda r: [r["who"]] if r["step"] == "three" else [],
    "timeline": lambda r: [SHORT["timeline"].get(r["title"], r["title"]), r["when"], r["lane"]],
    "who_does_what": lambda r: [
        SHORT["who_does_what"].get(r["who"], r["who"]), r["name"] if r["asked"] == 1 else ""
    ],
    "who_is_counted": lambda r: (
        [r[name] for name in ("name", "more", "then", "now", "then_span", "now_span", "said")]
        if r["base"] == 2009
        else []
    ),
    "who_is_who": lambda r: [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 1, [0, 1]), (0, 2, [0, 1, 2]), (-17, 4, [-20, -15, -10, -5, 0, 5]),
        (0, 250, [0, 50, 100, 150, 200, 250]), (0, 251, [0, 100, 200, 300]), (3, 3.5, [3, 4]),
        (0, 5, [0, 1, 2, 3, 4, 5]), (0, 5.5, [0, 2, 4, 6]), (-1, 12, [-5, 0, 5, 10, 15]),
    ],
)  # fmt: skip
def test_ticks_are_whole_round_and_few(low, high, ticks):
    assert whole_ticks(low, high) == ticks


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES)
def test_no_label_is_cut_off(case, drawn):
    chart, _, scene = drawn(case)
    lesson, at = case
    page = " | ".join(" ".join(t.text.split()) for t in checker.texts(scene["scenegraph"]))
    for row in rows(chart):
        for label in LABELS[shown_in(lesson)[at]](row):
            assert " ".join(label.split()) in page


def test_a_list_of_actors_says_whole_sentences(drawn):
    case = next(c.values[0] for c in CASES if "who_is_who" in c.id)
    chart, _, _ = drawn(case)
    for row in rows(chart):
        first = " ".join(row["said"]) if isinstance(row["said"], list) else row["said"]
        assert not re.search(r"\b(U\.S|U\.N|A\.U|Mr|Dr)\.$", first), first


# --- broken charts: each must be refused ----------------------------------------------------------


def good(drawn: Any) -> tuple[dict, set[str], dict]:
    case = next(c.values[0] for c in CASES if "fate_of_attempts" in c.id)
    chart, spec, scene = drawn(case)
    return copy.deepcopy(spec), set(chart.data.columns), scene


def layers(spec: dict) -> list[dict]:
    return list(checker.units(spec))


def first_mark(spec: dict, kind: str = "point") -> dict:
    return next(unit for unit in layers(spec) if checker.kind(unit) == kind)


def text_rows(spec: dict) -> list[dict]:
    return [row for unit in layers(spec) if checker.kind(unit) == "text"
            for row in checker.rows_of(spec, unit)]  # fmt: skip


def last_line(spec: dict) -> dict:
    return next(row for row in text_rows(spec) if str(row["text"]).startswith(checker.LABELS))


def second_colour(spec: dict) -> None:
    """Draw the marks again, of the same form, in a colour that is the same in grey."""
    spec["layer"].append(copy.deepcopy(first_mark(spec)))
    for at, colour in ((-1, "#a8480f"), (spec["layer"].index(first_mark(spec)), "#2a74ab")):
        spec["layer"][at]["mark"].update(fill=colour, stroke=colour)


BROKEN: dict[str, tuple[Callable[[dict], Any], str]] = {
    "no title": (lambda s: s["title"].update(text=""), "no sentence"),
    "a heading for a title": (lambda s: s["title"].update(text="Fate of attempts"), "no sentence"),
    "no subtitle": (lambda s: s["title"].pop("subtitle"), "subtitle"),
    "no kind of statement": (
        lambda s: last_line(s).update(text="Source: the brief"), "neither fact, claim nor coding"
    ),
    "kind not last": (lambda s: last_line(s).update(y=0), "neither fact, claim nor coding"),
    "no description": (lambda s: s.pop("description"), "too short to see by"),
    "a short description": (lambda s: s.update(description="A chart."), "too short to see by"),
    "no table": (lambda s: s.pop("usermeta"), "does not name the passages"),
    "a table without passages": (
        lambda s: s["usermeta"]["darfurlab"]["columns"].pop("where"), "does not name the passages"
    ),
    "a column that is not there": (
        lambda s: s["usermeta"]["darfurlab"]["columns"].update(nothing="Nothing"), "lack: nothing"
    ),
    "no tooltip": (lambda s: first_mark(s)["encoding"].pop("tooltip"), "tooltip"),
    "a tooltip without passages": (
        lambda s: first_mark(s)["encoding"].update(
            tooltip=[t for t in first_mark(s)["encoding"]["tooltip"] if t["field"] != "where"]
        ),
        "tooltip",
    ),
    "small letters on a mark": (
        lambda s: first_mark(s, "text")["mark"].update(fontSize=11), "the least is 12"
    ),
    "small letters in the theme": (
        lambda s: s["config"]["title"].update(subtitleFontSize=9), "the least is 12"
    ),
    "pale letters": (lambda s: first_mark(s, "text")["mark"].update(fill="#8f8f8f"), "too pale"),
    "faint letters": (lambda s: first_mark(s, "text")["mark"].update(opacity=0.3), "too pale"),
    "dark letters on a dark ground": (lambda s: s["config"].update(background="#333"), "too pale"),
    "too wide": (lambda s: s.update(width=760), "px wide"),
    "a title that is too long": (
        lambda s: s["title"].update(text="What became of it, and of the others, " * 4), "px wide"
    ),
    "too high": (lambda s: s.update(height=470), "px high"),
    "a label cut off": (lambda s: first_mark(s, "text")["mark"].update(limit=60), "is cut off"),
    "labels on each other": (
        lambda s: [row.update(y=200) for row in text_rows(s)], "stand on each other"
    ),
    "labels under marks": (
        lambda s: [row.update(x=20) for row in checker.rows_of(s, first_mark(s))],
        "covered by a mark",
    ),
    "alike in grey": (second_colour, "look the same in grey"),
    "alike in grey by a scale": (
        lambda s: first_mark(s)["encoding"].update(
            fill={"field": "label", "type": "nominal",
                  "scale": {"domain": ["fact", "claim", "coding"],
                            "range": ["#a8480f", "#2b6a99", "#6e6e6e"]}}
        ),
        "look the same in grey",
    ),
}  # fmt: skip


# What the specification alone shows need not be drawn again.
DRAWN = {
    *("too pale", "px wide", "px high", "is cut off", "stand on each other", "covered by a mark"),
    *("neither fact, claim nor coding", "look the same in grey"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_broken_chart_is_refused(how, drawn):
    spec, columns, scene = good(drawn)
    change, says = BROKEN[how]
    change(spec)
    if how == "alike in grey by a scale":  # the rows of this one are of one kind
        for at, row in enumerate(checker.rows_of(spec, first_mark(spec))):
            row["label"] = ["fact", "claim", "coding"][at % 3]
    found = checker.faults(spec, columns, None if says in DRAWN else scene)
    assert any(says in fault for fault in found), found


def test_the_checker_can_tell_black_from_white():
    assert checker.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert checker.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert checker.contrast("#000000", "#ffffff", opacity=0) == pytest.approx(1)
    assert checker.lightness("#ffffff") == pytest.approx(100)
    assert checker.alike("#a8480f", "#2b6a99")
    assert not checker.alike("#22384f", "#ffffff")
