"""Make a peace process: who sits where, about what, in which order; the model plays it at once.

No process is right; what is told is what the parties of the classroom's model sign in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from darfurlab.datasets.words import listed
from darfurlab.questions import model
from darfurlab.questions.marking import NOTED, Note, Result
from darfurlab.questions.question import Question

if TYPE_CHECKING:
    from darfurlab.bargaining.processes import Process as Played

MOST = 4  # tables
Given: TypeAlias = Mapping[str, Any]
# How the model is played beside: what each choice of the answer says, where it is made.
_CHOICES = {
    "once": "leverage presses each party only until its first signature",
    "government": "leverage presses the government alone",
    "foresight": "the parties look ahead to later tables",
}
# Whether deals touch the root, as the model says it, and the same in a sentence.
_ROOT = {
    "touched": "The deals touch the root for all regions.",
    "touched in part": "The deals touch the root in part, for one region only.",
    "untouched": "No deal touches the root.",
}


class Process(Question):
    """A process of the model, and how its parties are pressed.

    A student's answer is `{"tables": [{"parties", "issues", "after"}], "leverage": points, "once",
    "government", "foresight": booleans}`. `after` is the place, from 0, of the table whose deal a
    table waits for, or None. `feedback` is told of each process that is saved.
    """

    name = "Your own process"
    verb = "Save this process"
    keys = "feedback"

    def misfit(self, answer: Any) -> str:
        from darfurlab.bargaining.simulation import LEVERAGE  # brings pandas

        game, given = model.sudan().game, answer if isinstance(answer, dict) else {}
        tables = given.get("tables")
        fits = isinstance(tables, list) and len(tables) <= MOST
        for table in tables if isinstance(tables, list) else ():
            own = table if isinstance(table, dict) else {}
            for key, known in (("parties", game.parties), ("issues", game.issues)):
                named = own.get(key)
                fits = fits and isinstance(named, list) and all(each in known for each in named)
            after = own.get("after")
            fits = fits and (after is None or (type(after) is int and 0 <= after < MOST))
        leverage = given.get("leverage")
        fits = fits and type(leverage) is int and leverage in LEVERAGE
        fits = fits and all(type(given.get(key)) is bool for key in _CHOICES)
        return "" if fits else "its tables, parties or issues have changed"

    def beside(self, answer: Any) -> dict[str, Any]:
        """Return what can be chosen and, of a process with a table, what comes of it."""
        from darfurlab.bargaining.simulation import LEVERAGE  # brings pandas

        sudan = model.sudan()
        game = sudan.game
        found: dict[str, Any] = {
            "parties": [{"id": p, "text": sudan.name(p)} for p in game.parties],
            "issues": [{"id": i, "text": sudan.name(i)} for i in game.issues],
            "presets": [_preset(process) for process in sudan.processes.values()],
            "roles": model.roles(),
            "most": MOST,
            "top": LEVERAGE[-1],
            "span": model.span(sudan),
        }
        if answer and (process := made(answer)).tables:
            found["orders"] = _orders(process)
            found["result"] = result(answer, process)
        return found

    def mark(self, answer: Given) -> Result:
        process = made(answer)
        if not process.tables:
            return Result("open", "Choose a process, or put two parties and an issue at a table.")
        told = result(answer, process)
        if problem := told.get("problem"):
            return Result("open", problem)
        note = Note(NOTED, "This process is saved.", f"{told['root']} {self.reason('any')}".strip())
        return Result("answered", "You can change the process and save it again.", {"answer": note})

    def describe(self, answer: Any) -> Iterator[tuple[str, str, str]]:
        process = made(answer)
        told = result(answer, process)
        for table in told.get("tables", ()):
            yield "", table["head"], "; ".join([table["state"], *table["deal"]])
        chosen = [f"leverage {answer['leverage']}"]
        chosen += [said for key, said in _CHOICES.items() if answer[key]]
        yield "answer", "How the model was played", "; ".join(chosen)


def made(answer: Given) -> Played:
    """Return the process of an answer: its tables that can meet, by their places.

    A table meets where two parties or more sit at it about an issue or more. One that waits for a
    table that does not meet before it waits for none.
    """
    from darfurlab.bargaining import processes  # brings pandas

    tables: list[processes.Table] = []
    for at, table in enumerate(answer["tables"]):
        if len(table["parties"]) > 1 and table["issues"]:
            before = [each.name for each in tables]
            after = tuple(name for name in [str(table["after"])] if name in before)
            parties, issues = tuple(table["parties"]), tuple(table["issues"])
            tables.append(processes.Table(str(at), parties, issues, after))
    return processes.Process("own", tuple(tables))


def result(answer: Given, process: Played) -> dict[str, Any]:
    """Return what comes of a process in words, and each party's points from its walk-away value."""
    from darfurlab.bargaining.scores import TooManyDeals  # brings pandas

    sudan = model.sudan()
    try:
        outcome = sudan.play(
            process,
            answer["leverage"],
            pressed=[sudan.government] if answer["government"] else None,
            lasting=not answer["once"],
            foresight=answer["foresight"],
        )
    except TooManyDeals:
        fewer = "Put fewer issues on each table, or play without looking ahead."
        return {"problem": f"The model cannot look ahead over so many deals. {fewer}"}
    signed = {party for sitting in outcome.sittings for party in sitting.signed}
    told = []
    for number, (table, sitting) in enumerate(
        zip(process.tables, outcome.sittings, strict=True), start=1
    ):
        deal = [sudan.word(issue, option) for issue, option in sitting.agreed.items()]
        refuse = [party for party in table.parties if deal and party not in sitting.signed]
        hold = " or ".join(map(sudan.name, sitting.holdouts))
        state = "does not meet: an earlier table reached no deal"
        if deal:
            state = f"deal on {len(deal)} issue{'s' if len(deal) > 1 else ''}"
            state += f", not signed by {called(refuse)}" if refuse else ""
        elif sitting.met:
            state = "no deal" + (f" (veto of {hold})" if hold else "")
        head = f"Table {number}: {called(table.parties)}"
        told.append({"head": head, "state": state, "deal": deal})
    standings = model.standings(sudan, outcome.deal)
    gains = [
        {"text": sudan.name(p), "gain": float(each.gain), "hollow": p not in signed}
        for p, each in standings.items()
    ]
    return {"tables": told, "gains": gains, "root": _ROOT[sudan.touched(outcome.deal)]}


def called(parties: Any) -> str:
    """Return parties in words, by their names."""
    sudan = model.sudan()
    if len(parties) == len(sudan.game.parties):
        return "all parties"
    return listed(list(map(sudan.name, parties)))


def _telling(parties: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of a table's parties that tell it apart: the government sits at most tables."""
    sudan = model.sudan()
    few = len(parties) < len(sudan.game.parties)
    return tuple(party for party in parties if not (few and party == sudan.government))


def _preset(process: Played) -> dict[str, Any]:
    places = {table.name: at for at, table in enumerate(process.tables)}
    tables = [
        {
            "parties": [*table.parties],
            "issues": [*table.issues],
            "after": next((places[name] for name in table.after), None),
        }
        for table in process.tables
    ]
    return {"id": process.name, "text": model.sudan().name(process.name), "tables": tables}


def _orders(process: Played) -> list[dict[str, Any]]:
    """Return each order in which the tables can meet: their places now, and who sits there."""
    names = {table.name: called(_telling(table.parties)) for table in process.tables}
    return [
        {
            "order": [int(table.name) for table in each.tables],
            "text": ", ".join(names[table.name] for table in each.tables),
        }
        for each in process.orders()
    ]
