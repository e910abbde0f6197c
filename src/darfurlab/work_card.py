"""The card of a student's whole work: save it, bring it back, see where it is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from darfurlab import card, progress, shell

Report = Callable[[str], str]  # "html" or "md" → the report as text
_REPORTS = {"html": "Report to print (HTML)", "md": "Report (Markdown)"}
_MIMES = {"json": "application/json", "html": "text/html", "md": "text/markdown"}
_LISTED = 8  # pieces of a file that had no place, named one by one


class WorkCard(shell.Card):
    """One card for the whole work: a download, an upload, and the browser's own copy."""

    def __init__(self, report: Report | None = None) -> None:
        self.report, self.told = report, ""
        label, prompt = "My work", "Keep your work, or bring it back"
        self.face = {"kind": "work", "label": label, "prompt": prompt, "state": "open", "word": ""}
        said = _where(progress.work_path().name)
        super().__init__(
            card.plain(label, prompt, [card.rich(said)]), f"[{label}] {prompt}\n{said}"
        )

    def seen(self, state: progress.State) -> dict[str, Any]:
        """Return the view: where the work is, and what came of the last request."""
        count = sum(map(len, state.work["answers"].values()))
        reports = [{"id": key, "text": text} for key, text in _REPORTS.items() if self.report]
        return {
            **super().seen(state),
            **self.face,
            "intro": _where(state.path.name),
            "reports": reports,
            "summary": self.told,
            "saved": f"{count} {'activity' if count == 1 else 'activities'} in {state.path.name}",
        }

    def heard(self, state: progress.State) -> None:
        """Show how much there is now."""
        self.view = self.seen(state)

    def act(self, message: dict[str, Any], buffers: list[memoryview]) -> None:
        """Hand over the file or the report; take a file in."""
        kind = message["type"]
        if kind == "save":
            self._download(progress.work_path().name, progress.export(progress.work_path()))
        elif kind == "report" and self.report and message["id"] in _REPORTS:
            text = self.report(message["id"])
            self._download(f"my-report.{message['id']}", text.encode())
        else:
            return super().act(message, buffers)
        self.view = self.seen(shell.work())
        return None

    def _download(self, name: str, data: bytes) -> None:
        mime = _MIMES[name.rpartition(".")[2]]
        self.send({"type": "download", "name": name, "mime": mime}, [data])
        self.told = f"{name} is in your downloads."

    def bring_back(self, data: bytes) -> progress.Restored:
        """Bring a file back, and say what was kept and what had no place."""
        done = super().bring_back(data)
        self.told = _told(done)
        self.view = {**self.view, "summary": self.told}
        return done


def _where(file: str) -> str:
    return (
        f"Every answer is written to `{file}` beside the lessons, and to nowhere else but this "
        "browser's own storage. Nothing is sent. Where the lessons run online, save the file "
        "before you leave: the machine forgets it."
    )


def _told(done: progress.Restored) -> str:
    """Return what an upload brought back and what it held besides, in words."""
    lessons = sorted({lesson for lesson, _ in done.kept})
    count = f"{len(done.kept)} {'activity' if len(done.kept) == 1 else 'activities'}"
    said = [f"Brought back {count} of lesson {', '.join(lessons)}."]
    if not done.kept:
        said = ["Nothing was brought back."] if not done.problem else []
    left = [f"{o['lesson']}/{o['activity']} ({o['reason']})" for o in done.left_out[:_LISTED]]
    more = len(done.left_out) - len(left)
    if left:
        rest = f" and {more} more" if more else ""
        said.append(f"Kept in the file, but with no place here: {'; '.join(left)}{rest}.")
    return " ".join(said)


def my_work(*charts: str) -> None:
    """Show the card of your work; `charts`: lessons ("01") whose charts go into the report."""
    from darfurlab import handout

    shell.show(lambda: WorkCard(lambda kind: handout.make(kind, charts)))
