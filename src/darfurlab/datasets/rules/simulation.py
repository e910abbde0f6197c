"""Rules of the simulation's tables, so that an edit cannot break the game."""

from __future__ import annotations

from collections.abc import Iterator

from darfurlab.datasets.pack import Table, Tables
from darfurlab.datasets.problem import Problem

NAMED = ("parties", "party"), ("options", "option"), ("processes", "process"), ("issues", "issue")


def _of(tables: Tables, *names: str) -> list[Table]:
    return [tables[f"simulation_{name}"] for name in names]


def one_status_quo_an_issue(tables: Tables) -> Iterator[Problem]:
    """Yield each issue without options, or without exactly one that stands while nobody agrees.

    And each id that names two things, for the lessons look words up by id.
    """
    first: dict[str, tuple[Table, int]] = {}
    for name, column in NAMED:
        (table,) = _of(tables, name)
        for line, row in table.numbered():
            other, above = first.setdefault(row[column], (table, line))
            if other is not table:
                expected = f"row {above} of {other.path} has this id; one of its own is accepted"
                yield table.fault(line, column, row[column], expected)
    issues, options = _of(tables, "issues", "options")
    for line, issue in issues.numbered():
        own = [(n, row) for n, row in options.numbered() if row["issue"] == issue["issue"]]
        standing = [n for n, row in own if row["status_quo"] == "true"]
        if len(own) < 2:
            expected = f"{len(own)} options in {options.path}; two or more are accepted"
            yield issues.fault(line, "issue", issue["issue"], expected)
        elif not standing:
            expected = f"no option of {issue['issue']} stands; true is accepted for one of them"
            yield options.fault(own[0][0], "status_quo", "false", expected)
        for extra in standing[1:]:
            expected = f"row {standing[0]} is the status quo of {issue['issue']}; false is accepted"
            yield options.fault(extra, "status_quo", "true", expected)


def every_party_scores_every_option(tables: Tables) -> Iterator[Problem]:
    """Yield each score that is missing or stands under another issue, and each missing reason."""
    scores, options, reasons = _of(tables, "scores", "options", "reasons")
    parties = [row["party"] for row in tables["simulation_parties"].rows]
    issue = {row["option"]: row["issue"] for row in options.rows}
    for line, row in scores.numbered():
        if issue[row["option"]] != row["issue"]:
            expected = f"{row['option']} belongs to {issue[row['option']]}; that is accepted"
            yield scores.fault(line, "issue", row["issue"], expected)
    scored = {(row["party"], row["option"]) for row in scores.rows}
    for line, row in options.numbered():
        option = row["option"]
        missing = [party for party in parties if (party, option) not in scored]
        if len(missing) == len(parties):
            expected = f"no party scores it in {scores.path}; a row for each party is accepted"
            yield options.fault(line, "option", option, expected)
            continue
        for party in missing:
            expected = f"{party} has no score for {option}; a row with both is expected"
            yield scores.fault(0, "score", "", expected)
    given = {(row["party"], row["issue"]) for row in reasons.rows}
    for party in parties:
        for name in dict.fromkeys(issue.values()):
            if (party, name) not in given:
                expected = f"{party} has no reason for {name}; a row with both is expected"
                yield reasons.fault(0, "reason", "", expected)


def every_party_has_a_value_and_a_role(tables: Tables) -> Iterator[Problem]:
    """Yield each party without a row, each role astray, each value above what a deal could give."""
    parties, walk_away, roles, scores = _of(tables, "parties", "walk_away", "roles", "scores")
    for table, column in ((walk_away, "points"), (roles, "public_position")):
        for row in parties.rows:
            if row["party"] not in table.ids("party"):
                expected = f"{row['party']} has no row; one for each party is expected"
                yield table.fault(0, column, "", expected)
    for line, row in roles.numbered():
        if (row["kind"] == "party") != bool(row["party"]):
            expected = "a party’s name is expected where kind is party, and an empty cell elsewhere"
            yield roles.fault(line, "party", row["party"], expected)
    for line, row in walk_away.numbered():
        best: dict[str, int] = {}
        for score in scores.rows:
            if score["party"] == row["party"]:
                best[score["issue"]] = max(int(score["score"]), best.get(score["issue"], 0))
        most = sum(best.values())
        if int(row["points"]) > most:
            expected = (
                f"{row['party']} can reach {most} points at best, so it would sign "
                f"nothing; a number from 0 to {most} is accepted"
            )
            yield walk_away.fault(line, "points", row["points"], expected)


def tables_wait_for_tables_before_them(tables: Tables) -> Iterator[Problem]:
    """Yield each table that waits for none of its process, and each process without a table."""
    sittings, processes, options = _of(tables, "tables", "processes", "options")
    earlier: dict[str, list[str]] = {}
    for line, row in sittings.numbered():
        before = earlier.setdefault(row["process"], [])
        for name in row["after"].split():
            if name not in before:
                names = ", ".join(before) or "none, for it is the first"
                expected = f"no such table of {row['process']} stands above; accepted: {names}"
                yield sittings.fault(line, "after", name, expected)
        before.append(row["table"])
    issue = {row["option"]: row["issue"] for row in options.rows}
    for line, row in processes.numbered():
        if row["process"] not in earlier:
            expected = f"it has no table in {sittings.path}; one or more are expected"
            yield processes.fault(line, "process", row["process"], expected)
        settled = [issue[option] for option in row["settled"].split()]
        for name in dict.fromkeys(settled):
            if settled.count(name) > 1:
                expected = f"two options of {name} are settled; one of an issue is accepted"
                yield processes.fault(line, "settled", row["settled"], expected)


def what_touches_the_root_is_a_change_with_a_reason(tables: Tables) -> Iterator[Problem]:
    """Yield each status quo that is said to touch the root, and each option that does so unsaid."""
    (options,) = _of(tables, "options")
    for line, row in options.numbered():
        if row["touches_root"] != "true":
            continue
        if row["status_quo"] == "true":
            expected = "what stands moves no power and no wealth; false is accepted"
            yield options.fault(line, "touches_root", "true", expected)
        elif not row["root_reason"].strip():
            expected = "no reason is given why the option touches the root; one is expected"
            yield options.fault(line, "root_reason", "", expected)
