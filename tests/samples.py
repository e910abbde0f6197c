"""What several tests start from."""

from __future__ import annotations

from hypothesis import strategies as st

TEXTS = st.text() | st.sampled_from(["<script>", "\x00", "\ud800", "ة", "}\n]"])
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=8,
)  # whatever JSON can hold


def sample() -> dict:
    """Return a work file with one of everything: an answer, a draft, and an entry left out."""
    at = "2026-03-02T10:42:07.512+03:00"
    attempt = {"at": at, "answer": ["x"], "result": "answered"}
    entry = {"kind": "sort", "draft": {"at": "2026-03-02T09:00:00Z", "answer": 1}}
    entry |= {"answer": ["x"], "result": "answered", "attempts": [attempt]}
    left = {"lesson": "09", "activity": "gone", "reason": "no such lesson", "entry": {"a": 1}}
    about = {"format": "darfurlab-work", "version": 2, "pack": "0.1.0"}
    about |= {"student": "0123456789abcdef", "names": ["Amna"], "course": "Peace studies"}
    return {
        **about,
        **{"created": at, "updated": at},
        "answers": {"01": {"sort": entry}},
        "left_out": [left],
    }


def design(text: str = "Because.") -> dict:
    """Return a design with words everywhere."""
    from darfurlab.questions import designs  # brings pandas

    book = designs.load()
    picks = {}
    for option in sorted(book.design("brief") | {"refusal-door"}):
        choice = next(row["choice"] for row in book.options if row["option"] == option)
        picks.setdefault(choice, []).append(option)
    words = {row["choice"]: text for row in book.choices}
    return {"title": text, "picks": picks, "words": words, "reply": text}
