"""Rules that the simulation's tables must keep together, so that an edit cannot break the game.

Each rule takes the tables (name → `Table`) and yields a `Problem` per fault, naming file, row,
column, value and what would be accepted. `rules` runs them with the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from darfurlab.datasets.problem import Problem
from darfurlab.datasets.schema import Row, Table

Tables = Mapping[str, Table]


def _rows(tables: Tables, name: str) -> tuple[str, list[tuple[int, Row]]]:
    table = tables[f"simulation_{name}"]
    return table.schema.path, list(zip(table.lines, table.rows, strict=True))


def one_status_quo_an_issue(tables: Tables) -> Iterator[Problem]:
    """Yield each issue without options, or without exactly one that stands while nobody agrees.

    And each id that names two things, for the lessons look words up by id.
    """
    first: dict[str, tuple[str, int]] = {}
    for name, column in (
        ("parties", "party"), ("options", "option"), ("processes", "process"), ("issues", "issue"),
    ):  # fmt: skip
        path, rows = _rows(tables, name)
        for line, row in rows:
            other, at = first.setdefault(row[column], (path, line))
            if other != path:
                expected = f"row {at} of {other} has this id; one of its own is accepted"
                yield Problem(path, line, column, row[column], expected)
    path, options = _rows(tables, "options")
    issues_path, issues = _rows(tables, "issues")
    for line, issue in issues:
        own = [(n, row) for n, row in options if row["issue"] == issue["issue"]]
        standing = [n for n, row in own if row["status_quo"] == "true"]
        if len(own) < 2:
            expected = f"{len(own)} options in {path}; two or more are accepted"
            yield Problem(issues_path, line, "issue", issue["issue"], expected)
        elif not standing:
            expected = f"no option of {issue['issue']} stands; true is accepted for one of them"
            yield Problem(path, own[0][0], "status_quo", "false", expected)
        for extra in standing[1:]:
            expected = f"row {standing[0]} is the status quo of {issue['issue']}; false is accepted"
            yield Problem(path, extra, "status_quo", "true", expected)


def every_party_scores_every_option(tables: Tables) -> Iterator[Problem]:
    """Yield each score that is missing or stands under another issue, and each missing reason."""
    path, scores = _rows(tables, "scores")
    options_path, options = _rows(tables, "options")
    _, parties = _rows(tables, "parties")
    issue = {row["option"]: row["issue"] for _, row in options}
    for line, row in scores:
        if issue[row["option"]] != row["issue"]:
            expected = f"{row['option']} belongs to {issue[row['option']]}; that is accepted"
            yield Problem(path, line, "issue", row["issue"], expected)
    scored = {(row["party"], row["option"]) for _, row in scores}
    for line, row in options:
        missing = [p["party"] for _, p in parties if (p["party"], row["option"]) not in scored]
        if len(missing) == len(parties):
            expected = f"no party scores it in {path}; a row for each party is accepted"
            yield Problem(options_path, line, "option", row["option"], expected)
            continue
        for name in missing:
            expected = f"{name} has no score for {row['option']}; a row with both is expected"
            yield Problem(path, 0, "score", "", expected)
    path, reasons = _rows(tables, "reasons")
    given = {(row["party"], row["issue"]) for _, row in reasons}
    for _, party in parties:
        for name in dict.fromkeys(issue.values()):
            if (party["party"], name) not in given:
                expected = f"{party['party']} has no reason for {name}; a row with both is expected"
                yield Problem(path, 0, "reason", "", expected)


def every_party_has_a_value_and_a_role(tables: Tables) -> Iterator[Problem]:
    """Yield each party without a row, and each value above what any deal could give."""
    for name, column in (("walk_away", "points"), ("roles", "public_position")):
        path, rows = _rows(tables, name)
        given = {row["party"] for _, row in rows}
        for _, party in _rows(tables, "parties")[1]:
            if party["party"] not in given:
                expected = f"{party['party']} has no row; one for each party is expected"
                yield Problem(path, 0, column, "", expected)
    path, rows = _rows(tables, "walk_away")
    for line, row in rows:
        best: dict[str, int] = {}
        for _, score in _rows(tables, "scores")[1]:
            if score["party"] == row["party"]:
                best[score["issue"]] = max(int(score["score"]), best.get(score["issue"], 0))
        if int(row["points"]) > sum(best.values()):
            expected = (
                f"{row['party']} can reach {sum(best.values())} points at best, so it would sign "
                f"nothing; a number from 0 to {sum(best.values())} is accepted"
            )
            yield Problem(path, line, "points", row["points"], expected)


def tables_wait_for_tables_before_them(tables: Tables) -> Iterator[Problem]:
    """Yield each table that waits for none of its process, and each process without a table."""
    path, rows = _rows(tables, "tables")
    earlier: dict[str, list[str]] = {}
    for line, row in rows:
        before = earlier.setdefault(row["process"], [])
        for name in row["after"].split():
            if name not in before:
                names = ", ".join(before) or "none, for it is the first"
                expected = f"no such table of {row['process']} stands above; accepted: {names}"
                yield Problem(path, line, "after", name, expected)
        before.append(row["table"])
    processes_path, processes = _rows(tables, "processes")
    issue = {row["option"]: row["issue"] for _, row in _rows(tables, "options")[1]}
    for line, row in processes:
        if row["process"] not in earlier:
            expected = f"it has no table in {path}; one or more are expected"
            yield Problem(processes_path, line, "process", row["process"], expected)
        settled = [issue[option] for option in row["settled"].split()]
        for name in dict.fromkeys(settled):
            if settled.count(name) > 1:
                expected = f"two options of {name} are settled; one of an issue is accepted"
                yield Problem(processes_path, line, "settled", row["settled"], expected)


RULES = (
    one_status_quo_an_issue,
    every_party_scores_every_option,
    every_party_has_a_value_and_a_role,
    tables_wait_for_tables_before_them,
)
