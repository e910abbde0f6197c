"""A process designed by a student, held against the brief's 16 conditions; pure.

Definitions
    choice     what a process must settle (who leads, who sits, what happens to those who refuse)
    option     what can be chosen there
    design     the options chosen; a choice with none says nothing
    rule       options that it needs, options that it must not meet, and the verdict on a condition
    objection  what the brief, or a critic of the brief, would say against what was chosen

How a verdict comes about. For each condition the rules are read from the top, and the first that
applies gives the verdict (met, partly, unmet, silent), its reason and where to read. Every rule is
a row of `data/design/rules.csv`, ours (*coding*) and open to quarrel; none is hidden here. There is
no score: the conditions are not of equal weight, and what a design asks of others may never come.

An answer, as a student's work holds it, is `{"title": text, "picks": {choice: [option, …]},
"words": {choice: text}, "reply": text}`; whatever is not there was not answered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from darfurlab import datasets
from darfurlab.datasets.words import OF_A_DESIGN

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["REPLY", "Book", "Verdict", "chosen", "load", "misfit"]

REPLY = "The strongest objection to the design, and the answer"
Row = Mapping[str, Any]
Answer = Mapping[str, Any]


@dataclass(frozen=True)
class Verdict:
    """What a design comes to on one condition, by which rule, and why."""

    condition: str
    name: str
    verdict: str
    rule: str
    reason: str
    passages: tuple[str, ...]

    @property
    def word(self) -> str:
        """The verdict as it is shown."""
        return OF_A_DESIGN[self.verdict]


def chosen(answer: Answer) -> frozenset[str]:
    """Return the options that an answer holds."""
    return frozenset(option for picked in answer.get("picks", {}).values() for option in picked)


def _named(rows: Sequence[Row], what: str, names: Collection[str]) -> list[Row]:
    """Return the rows of a table that have these names; `KeyError` says which names there are."""
    known = {row[what]: row for row in rows}
    for name in names:
        if not isinstance(name, str) or name not in known:
            raise KeyError(f"no {what} {name!r}; there are: {', '.join(known)}")
    return [known[name] for name in names]


def _applies(row: Row, options: Collection[str]) -> bool:
    return set(row["needs"]) <= set(options) and not set(row["without"]) & set(options)


@dataclass(frozen=True)
class Book:
    """Choices, options, rules, objections, designs to compare with, and the conditions, as rows."""

    choices: Sequence[Row]
    options: Sequence[Row]
    rules: Sequence[Row]
    objections: Sequence[Row]
    designs: Sequence[Row]
    conditions: Sequence[Row]
    actors: Mapping[str, str]

    def checked(self, options: Collection[str]) -> frozenset[str]:
        """Return the options of a design; `KeyError` names those there are."""
        _named(self.options, "option", options)
        return frozenset(options)

    def of(self, choice: str) -> list[Row]:
        """Return a choice's options."""
        _named(self.choices, "choice", [choice])
        return [row for row in self.options if row["choice"] == choice]

    def taken(self, options: Collection[str], choice: str) -> list[Row]:
        """Return what a design takes of a choice's options."""
        return [row for row in self.of(choice) if row["option"] in options]

    def text(self, option: str) -> str:
        """Return an option in words."""
        return str(_named(self.options, "option", [option])[0]["text"])

    def verdicts(self, options: Collection[str]) -> list[Verdict]:
        """Return what a design comes to on each condition, in the order of the checklist."""
        options, found = self.checked(options), []
        for condition in self.conditions:
            own = [row for row in self.rules if row["condition"] == condition["condition"]]
            rule = next(row for row in own if _applies(row, options))
            said = (rule[key] for key in ("verdict", "rule", "reason", "passages"))
            found.append(Verdict(condition["condition"], condition["name"], *said))
        return found

    def changes(
        self, before: Collection[str], after: Collection[str]
    ) -> list[tuple[Verdict, Verdict]]:
        """Return the verdicts that differ between two designs: (before, after), one condition."""
        pairs = zip(self.verdicts(before), self.verdicts(after), strict=True)
        return [(a, b) for a, b in pairs if a.verdict != b.verdict]

    def said(self, options: Collection[str], choice: str) -> list[Row]:
        """Return the objections to what was chosen at one choice; none where it is open."""
        options = self.checked(options)
        if not self.taken(options, choice):
            return []
        own = [row for row in self.objections if row["choice"] == choice]
        return [row for row in own if _applies(row, options)]

    def asks(self, options: Collection[str]) -> dict[str, list[str]]:
        """Return of whom a design asks something: actor by name → options in words."""
        options = self.checked(options)
        asked: dict[str, list[str]] = {}
        for row in self.options:
            if row["option"] in options:
                for actor in row["asks"]:
                    asked.setdefault(self.actors.get(actor, actor), []).append(row["text"])
        return asked

    def beside_the_conditions(self) -> list[str]:
        """Return the names of the choices on which no condition depends, as the rules stand."""
        used = {o for row in self.rules for o in (*row["needs"], *row["without"])}
        return self.open(used)

    def open(self, options: Collection[str]) -> list[str]:
        """Return the names of the choices that a design leaves open."""
        options = self.checked(options)
        return [row["name"] for row in self.choices if not self.taken(options, row["choice"])]

    def beside(self, one: Answer, other: Answer) -> list[dict[str, Any]]:
        """Return two designs side by side, a row each choice, each condition, and the replies.

        Keys: name; one and other (in words); why_one and why_other (in whoever's words; "" for
        neither); differs (whether they choose, meet a condition or reply otherwise).
        """
        ours, theirs = chosen(one), chosen(other)

        def words(choice: str, options: Collection[str]) -> str:
            return "; ".join(row["text"] for row in self.taken(options, choice)) or "left open"

        lines: list[tuple[str, ...]] = []
        for row in self.choices:
            whys = (each.get("words", {}).get(row["choice"], "").strip() for each in (one, other))
            picks = (words(row["choice"], options) for options in (ours, theirs))
            lines.append((row["name"], *picks, *whys))
        for v, w in zip(self.verdicts(ours), self.verdicts(theirs), strict=True):
            lines.append((v.name, v.word, w.word, v.reason, w.reason))
        replies = [each.get("reply", "").strip() for each in (one, other)]
        lines += [(REPLY, *replies, "", "")] if any(replies) else []
        keys = ("name", "one", "other", "why_one", "why_other")
        rows = (dict(zip(keys, line, strict=True)) for line in lines)
        return [{**row, "differs": row["one"] != row["other"]} for row in rows]

    def design(self, name: str) -> frozenset[str]:
        """Return the options of a design to compare with; `KeyError` names those there are."""
        return frozenset(_named(self.designs, "design", [name])[0]["options"])

    def answer(self, name: str) -> dict[str, Any]:
        """Return a design to compare with as an answer; `KeyError` names those there are."""
        options = self.design(name)
        picks = {
            row["choice"]: [each["option"] for each in taken]
            for row in self.choices
            if (taken := self.taken(options, row["choice"]))
        }
        return {"picks": picks}

    def compared(self, one: str = "doha", other: str = "brief") -> pd.DataFrame:
        """Return two designs to compare with on the 16 conditions, one row a condition.

        Columns: condition, the two designs by name (verdicts), why (of the second).
        """
        import pandas as pd  # none is needed to judge a design

        names = {row["design"]: row["name"] for row in self.designs}
        first, second = self.verdicts(self.design(one)), self.verdicts(self.design(other))
        return pd.DataFrame(
            {
                "condition": [v.name for v in first],
                names[one]: [v.word for v in first],
                names[other]: [v.word for v in second],
                "why": [v.reason for v in second],
            }
        )

    def rulebook(self) -> pd.DataFrame:
        """Return every rule in words, in the order in which they are read.

        Columns: condition, needs, without, verdict, reason, where.
        """
        import pandas as pd

        names = {row["condition"]: row["name"] for row in self.conditions}

        def words(options: Sequence[str]) -> str:
            return "; ".join(map(self.text, options)) or "—"

        columns = ["condition", "needs", "without", "verdict", "reason", "where"]
        frame = pd.DataFrame(list(self.rules), columns=columns)
        frame["condition"] = frame["condition"].map(names)
        frame["verdict"] = frame["verdict"].map(OF_A_DESIGN)
        frame[["needs", "without"]] = frame[["needs", "without"]].map(words)
        return frame


def misfit(book: Book, answer: Any) -> str:
    """Return why an answer cannot belong to the designer; nothing where it can."""
    return next(_faults(book, answer), "")


def _faults(book: Book, answer: Any) -> Iterator[str]:
    whole = isinstance(answer, dict) and answer.keys() <= {"title", "picks", "words", "reply"}
    picks, words = (answer.get(key, {}) if whole else None for key in ("picks", "words"))
    if not (isinstance(picks, dict) and isinstance(words, dict)):
        yield "it is not a design"
        return
    choices = {row["choice"]: row for row in book.choices}
    for choice, options in picks.items():
        if choice not in choices:
            yield f"there is no choice {choice!r}"
            continue
        known = {row["option"] for row in book.of(choice)}
        if not (isinstance(options, list) and all(isinstance(o, str) for o in options)):
            yield f"{choice} is not a list of options"
        elif not set(options) <= known or len(set(options)) < len(options):
            yield f"the options of {choice} have changed"
        elif len(options) > 1 and not choices[choice]["several"]:
            yield f"{choice} takes one option"
    for choice, text in words.items():
        if choice not in choices or not isinstance(text, str):
            yield f"the words on {choice!r} have no place"
    for key in ("title", "reply"):
        if not isinstance(answer.get(key, ""), str):
            yield f"{key} is not text"


def load() -> Book:
    """Return the designer's book as its tables stand."""

    def rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
        return frame.astype(object).where(frame.notna(), None).to_dict("records")  # type: ignore[return-value]

    names = ("choices", "options", "rules", "objections", "designs")
    tables: dict[str, Any] = {n: rows(getattr(datasets, f"load_design_{n}")()) for n in names}
    actors = datasets.load_actors()
    tables["actors"] = dict(zip(actors["actor"], actors["name"], strict=True))
    return Book(**tables, conditions=rows(datasets.load_checklist()))
