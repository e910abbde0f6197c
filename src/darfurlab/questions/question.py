"""A question as all kinds of activity share it; what is a kind's own stands in the folder `kinds`.

An answer is a JSON value, of a form of its kind's own. What a student has not answered is simply
not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, Self

from darfurlab.questions import marking
from darfurlab.questions.marking import AGAIN, FITS, NOTED, Note, Result

Fault = tuple[str, Any, str]  # key, value, what would be accepted
Form = tuple[Callable[[Any], bool], str]  # what a value must be, and the same in words


@dataclass(frozen=True)
class Entry:
    """One line of a card: an option to choose, or an item with the options that fit it."""

    id: str
    text: str
    answer: tuple[str, ...] = ()
    feedback: Mapping[str, str] = field(default_factory=dict)  # outcome → reason
    passages: tuple[str, ...] = ()

    def reason(self, *outcomes: str) -> str:
        """Return the feedback for the first outcome that has one, else the general one."""
        return next((self.feedback[o] for o in (*outcomes, "any") if o in self.feedback), "")


@dataclass(frozen=True)
class Question:
    """One checked question; its fields are the keys of its TOML table.

    `answer`: what fits, in the form of its kind. `solution` and `mistakes` are code for the data:
    the answer, and (code, feedback) pairs. `objectives`: what it tests, such as 01-2. `about`:
    "program" where the brief has nothing to say, so that no passage is named. `at`: the lesson at
    whose end a question of a course stands (see `course`).

    A kind is a class under this one. It may add fields, and say something else than is said here.
    """

    kind: ClassVar[str] = ""  # what the bank, the work and the browser call it: its module's name
    name: ClassVar[str] = ""  # the small line over the prompt, where the question has none
    verb: ClassVar[str | None] = None  # on the button that checks; None: “Check”; "": no button
    again: ClassVar[bool] = True  # whether one can start again after the feedback
    lasting: ClassVar[bool] = False  # whether what was answered has its place without the bank
    told: ClassVar[str] = ""  # the fields of its own that its control needs
    # The keys of its TOML table beside those that all share, `!` where one must be given; None: a
    # question of this kind stands in no file. Then those of the tables within, and the forms that
    # keys of its own have.
    keys: ClassVar[str | None] = ""
    parts: ClassVar[Mapping[str, str]] = {
        "options": "id! text!",
        "items": "id! text! answer feedback! passages",
        "mistakes": "code! feedback!",
    }
    forms: ClassVar[Mapping[str, Form]] = {}

    id: str
    prompt: str
    lesson: str = ""
    at: str = ""
    objectives: tuple[str, ...] = ()
    about: str = ""
    label: str = ""
    intro: str = ""
    basis: str = ""
    passages: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    options: tuple[Entry, ...] = ()
    items: tuple[Entry, ...] = ()
    answer: tuple[Any, ...] = ()
    open: bool = False
    feedback: Mapping[str, str] = field(default_factory=dict)
    solution: str = ""
    mistakes: tuple[tuple[str, str], ...] = ()

    def __init_subclass__(cls) -> None:
        cls.kind = cls.__module__.rpartition(".")[2]

    @classmethod
    def made(cls, raw: Mapping[str, Any], lesson: str) -> Self:
        """Return the question that a table of the right form describes."""
        changed: dict[str, Any] = {
            "lesson": lesson,
            "answer": cls.answers(raw.get("answer", ())),
            "feedback": _reasons(raw.get("feedback", {})),
            "mistakes": tuple((m["code"], m["feedback"]) for m in raw.get("mistakes", ())),
            **{key: tuple(raw.get(key, ())) for key in ("passages", "hints", "objectives")},
            **{key: tuple(map(_entry, raw.get(key, ()))) for key in ("options", "items")},
        }
        return cls(**{**{key: value for key, value in raw.items() if key != "kind"}, **changed})

    @classmethod
    def answers(cls, given: Any) -> tuple[Any, ...]:
        """Return the table's `answer`: one id, or several."""
        return _ids(given)

    def outcomes(self, item: Entry) -> Iterator[tuple[str, ...]]:
        """Yield what can come of an item, each as the keys of the feedback that would tell it."""
        for option in self.options:
            yield option.id, "fits" if option.id in item.answer else "other"

    def faults(self) -> Iterator[Fault]:
        """Yield how a question of the right form breaks a rule of its kind."""
        return iter(())

    def read(self, answer: Any) -> tuple[Any, str]:
        """Return an answer as it is kept, and what to ask where it is not understood."""
        return answer, ""

    def misfit(self, answer: Any) -> str:
        """Return why an answer cannot belong to the question; nothing where it can."""
        return "" if isinstance(answer, str) else "text is expected"

    def beside(self, answer: Any) -> dict[str, Any]:
        """Return what its control shows beside an answer that fits, or beside None, as it changes.

        Unlike feedback, a student need not ask for it.
        """
        return {}

    def mark(self, answer: Any) -> Result:
        """Return what an answer that fits the question comes to."""
        raise NotImplementedError

    def describe(self, answer: Any) -> Iterator[tuple[str, str, str]]:
        """Yield an answer in words: (id of the line, its text, what was answered), for the report.

        The ids are those of a result's `notes`; the answer must fit the question (see `misfit`).
        """
        yield "answer", "", str(answer)

    def title(self) -> str:
        """Return the small line over the prompt that names the kind of activity."""
        return self.label or self.name

    def how(self) -> str:
        """Return what the student is asked to do, where the controls do not say it themselves."""
        return ""

    def reason(self, outcome: str) -> str:
        """Return the question's own feedback for an outcome, else the general one."""
        return self.feedback.get(outcome, self.feedback.get("any", ""))

    def note(
        self, agrees: bool, entry: Entry, *outcomes: str, key: Sequence[str] = (), word: str = ""
    ) -> Note:
        """Return the note on one line, with the reason for the first outcome that has one.

        `key`: the ids of the options that fit. `word`: the opening words, where a kind has its own.
        """
        read, reason = entry.passages or self.passages, entry.reason(*outcomes)
        if self.open:
            return Note(NOTED, marking.NO_KEY, reason, read)
        if self.basis == "coding":
            ours = " or ".join(option.text for option in self.options if option.id in key)
            # Many reasons begin so themselves.
            if ours and not agrees and not reason.startswith("We chose"):
                reason = f"We chose *{ours}*. {reason}"
            word = word or (marking.AGREES if agrees else marking.DIFFERS)[True]
            return Note(NOTED, word, reason, read, differs=not agrees)
        if key and set(key) <= {*marking.SILENT}:
            word = marking.SILENCE
        word = word or (marking.AGREES if agrees else marking.DIFFERS)[False]
        return Note(FITS if agrees else AGAIN, word, reason, read)


def _ids(value: Any) -> tuple[Any, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _reasons(value: Any) -> dict[str, str]:
    return {"any": value} if isinstance(value, str) else dict(value)


def _entry(raw: Mapping[str, Any]) -> Entry:
    feedback, answer = _reasons(raw.get("feedback", {})), _ids(raw.get("answer", ()))
    return Entry(raw["id"], raw["text"], answer, feedback, tuple(raw.get("passages", ())))
