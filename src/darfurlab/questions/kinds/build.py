"""Build a deal: an option for each issue, with one party's points in view, then all parties'.

The deal is one of the classroom's model. No deal is right; what is told is who would sign it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from darfurlab.questions import model
from darfurlab.questions.marking import NOTED, Note, Result
from darfurlab.questions.question import Question


class Build(Question):
    """A deal on all issues of the model.

    A student's answer is `{"party": whose points are in view, "picks": {issue: option}}`, the
    second for what differs from today. `feedback` may tell what comes of it: `all` (all parties
    sign), `some`, `nobody`, or one text.
    """

    name = "Build a deal"
    verb = "Ask all parties"
    keys = "feedback"

    def misfit(self, answer: Any) -> str:
        given = answer if isinstance(answer, dict) else {}
        picks, party, game = given.get("picks"), given.get("party", ""), model.sudan().game
        fits = party in ("", *game.parties) and isinstance(picks, dict)
        if isinstance(picks, dict):
            fits = fits and all(o in game.options.get(i, ()) for i, o in picks.items())
        return "" if fits else "its issues, options or parties have changed"

    def beside(self, answer: Any) -> dict[str, Any]:
        """Return the menus, and the points and the role card of the party in view."""
        sudan, given = model.sudan(), answer or {}
        menus = [
            {
                "id": issue,
                "text": sudan.name(issue),
                "options": [{"id": o, "text": sudan.word(issue, o)} for o in options],
                "today": sudan.game.status_quo[issue],
            }
            for issue, options in sudan.game.options.items()
        ]
        parties = [{"id": p, "text": sudan.name(p)} for p in sudan.game.parties]
        found = {"menus": menus, "parties": parties, "span": model.span(sudan)}
        if party := given.get("party"):
            standing = model.standings(sudan, given["picks"])[party]
            role = next((role for role in model.roles() if role["party"] == party), None)
            found |= {"gain": float(standing.gain), "told": standing.told, "role": role}
        return found

    def mark(self, answer: Mapping[str, Any]) -> Result:
        """Return what each party would say of a deal; of none, that something must be chosen."""
        sudan, picks = model.sudan(), answer["picks"]
        if not picks:
            return Result("open", "This deal is today. Change at least one issue first.")
        notes, sign = {}, []
        for party, standing in model.standings(sudan, picks).items():
            sign += [party] if standing.gain >= 0 else []
            word = "Would sign." if standing.gain >= 0 else "Would not sign."
            notes[party] = Note(NOTED, word, standing.told)
        outcome = "all" if len(sign) == len(notes) else "some" if sign else "nobody"
        who = "All" if outcome == "all" else f"{len(sign)} of the {len(notes)}"
        root = [sudan.name(i) for i, o in sudan.game.deal(picks).items() if (i, o) in sudan.root]
        touched = f"touches the root: {'; '.join(root)}" if root else "does not touch the root"
        said = f"{who} parties would sign this deal. Your deal {touched}. {self.reason(outcome)}"
        return Result("answered", said.strip(), notes)

    def describe(self, answer: Any) -> Iterator[tuple[str, str, str]]:
        sudan = model.sudan()
        for issue, option in answer["picks"].items():
            yield issue, sudan.name(issue), sudan.word(issue, option)
        for party, standing in model.standings(sudan, answer["picks"]).items():
            yield party, sudan.name(party), f"{float(standing.points):g} points"
