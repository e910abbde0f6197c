"""The card of one passage of the brief, or of all: gists, and the words of the student's own copy.

The words are in no view and in no output: the browser asks for them (see `Card.do_passage`).
"""

from __future__ import annotations

from typing import Any

from IPython.display import display

from darfurlab.activities.card import Card, show
from darfurlab.datasets import own_brief, pack
from darfurlab.datasets.cells import choices
from darfurlab.questions import view
from darfurlab.work import file

_LABEL = "The brief"
_ALL = "The passages of the brief, in short"
_WITH_A_COPY = "The words come from your own copy of the brief. No lesson and no report keeps them."
_WITHOUT = (
    "Here is the content in short, in our words. To read the passage itself, save your copy of the "
    "brief beside the lessons as `brief.pdf` or `brief.txt`. Then run this cell again."
)
_RUN = "Run this cell to read the passage in your own copy of the brief."


class PassageCard(Card):
    """The passages with these ids."""

    def __init__(self, passages: list[str]) -> None:
        rows = {row["passage"]: row for row in pack.table("passages").rows}
        self.prompt = rows[passages[0]]["label"] if len(passages) == 1 else _ALL
        read = view.links(passages, pack.passage_labels())[: len(passages)]
        self.items = [
            {**place, "gist": rows[passage]["gist"]}
            for place, passage in zip(read, passages, strict=True)
        ]
        said = [view.rich(f"**{each['label']}.** {each['gist']}") for each in self.items]
        text = "\n".join(f"{each['label']}: {each['gist']}" for each in self.items)
        plain = view.plain(_LABEL, view.rich(self.prompt), said, last=_RUN)
        super().__init__(plain, f"[{_LABEL}] {self.prompt}\n{text}")

    def seen(self, state: file.State) -> dict[str, Any]:
        """Return the view: gists, and whether there is a copy to read from."""
        face = {"kind": "passage", "label": _LABEL, "prompt": self.prompt, "items": self.items}
        intro = _WITH_A_COPY if own_brief.path() else _WITHOUT
        none = {"state": "open", "word": "", "summary": "", "saved": "", "check": ""}
        return {**super().seen(state), **face, **none, "intro": intro}


def passage(passage: str = "") -> None:
    """Show a passage of the brief: its gist, and the words of your own copy where there is one.

    `passage`: an id of passages.md such as intro-4; without one, all passages are listed. An id
    that is no passage's is told in the card's place, with what is accepted.
    """
    ids = list(pack.passage_labels())
    if passage and passage not in ids:
        said = f"There is no passage {passage!r}; {choices(ids, passage)}."
        display({"text/plain": said}, raw=True)
    else:
        show(lambda: PassageCard([passage] if passage else ids))
