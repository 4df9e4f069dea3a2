"""Which column is which: names that common programs use in their exports.

One table for people, one for work. Names are compared without case and punctuation. If several columns
fit, the one whose name comes first in the table is taken.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...errors import InputError, Problem, nearest
from ..notes import Notes
from ..tables.sheets import Sheet

PEOPLE: Mapping[str, Sequence[str]] = {
    "person": (
        "person", "employee id", "person id", "staff id", "user id", "member id", "worker id", "employee number",
        "employee", "employee name", "full name", "display name", "name", "worker", "cn", "sam account name", "samaccountname", "user principal name", "user", "username", "user name",
        "login", "member", "email", "e mail", "work email", "email address", "resource", "assignee", "id",
    ),
    "role": (
        "role", "job title", "title", "job role", "position", "position title", "business title", "job", "designation",
        "job name", "job profile", "occupation",
    ),
    "team": ("team", "team name", "squad", "crew", "pod", "unit", "work group", "workgroup", "team id", "org unit", "supervisory organization", "sub team"),
    "group": (
        "group", "department", "department name", "dept", "division", "tribe", "business unit", "area", "organisation",
        "organization", "function", "cost center", "cost centre", "group name", "sig",
    ),
    "manager": (
        "manager", "manager id", "manager employee id", "manager email", "manager name", "reports to", "reports to id",
        "line manager", "supervisor", "supervisor name", "supervisor id", "reporting manager", "boss", "managed by",
    ),
    "memberships": ("memberships", "teams", "squads", "team memberships", "all teams", "other teams"),
    "share": ("share", "allocation", "fte", "allocation percent", "percent", "capacity", "time share"),
}  # fmt: skip
"""Of a list of people."""

IDENTITIES = (*PEOPLE["person"], "distinguished name", "distinguishedname", "preferred name")
"""Columns by which a manager may be named."""
FIRST_NAMES, LAST_NAMES = (
    ("first name", "given name", "firstname", "forename"),
    ("last name", "surname", "family name", "lastname"),
)
"""Columns whose words together are a name."""

WORK: Mapping[str, Sequence[str]] = {
    "item": (
        "item", "case concept name", "case id", "case", "issue key", "key", "ticket", "ticket id", "issue id",
        "identifier", "number", "issue", "incident", "work item id", "work item", "task id", "card id", "id", "url",
    ),
    "activity": (
        "activity", "concept name", "event", "activity name", "to status", "new status", "status to", "to state",
        "new state", "to string", "to",
    ),
    "timestamp": (
        "timestamp", "time timestamp", "complete timestamp", "event time", "changed at", "change date", "end timestamp",
        "transition date", "changed", "time", "date", "datetime", "start timestamp",
    ),
    "stage": ("stage", "phase", "process step"),
    "field": (
        "field", "field name", "field id", "fieldname", "field display name", "changed field", "field changed", "change field",
        "items field", "history items field", "changelog field", "item field", "attribute", "attribute name", "changed attribute",
        "property", "property name", "changed property", "what changed",
    ),
    "created": (
        "created", "created at", "created date", "date created", "creation date", "opened at", "opened", "open date",
        "date opened", "submitted", "submitted at", "reported", "reported at", "requested", "received", "arrived",
        "created time", "creation time", "created on",
    ),
    "done": (
        "done", "resolved", "resolved at", "resolution date", "resolutiondate", "completed", "completed at", "completed date",
        "done date", "done at", "merged at", "merged", "closed", "closed at", "closed date", "date closed", "date resolved",
        "finished", "finished at", "end date", "released", "released at", "delivered",
    ),
    "area": (
        "area", "component s", "components", "component", "product", "product area", "service", "application", "system",
        "module", "category", "repository", "repo", "project name", "project key", "project", "projects", "area path", "topic",
    ),
    "type": (
        "type", "issue type", "issuetype", "work item type", "kind", "ticket type", "request type", "work type", "item type",
        "labels", "label",
    ),
    "status": ("status", "state", "workflow state", "issue status", "current status"),
    "team": (
        "team", "org group", "assignment group", "assigned team", "team name", "support team", "squad", "final team",
        "first team", "owning team", "group", "assigned group",
    ),
    "resource": (
        "resource", "org resource", "assignee", "assigned to", "assignee name", "assignee login", "assignees", "owner",
        "user", "performer", "author", "author login", "creator", "done by",
    ),
    "size": ("size", "story points", "story point estimate", "story points estimate", "estimate", "points", "estimation"),
    "spent": (
        "effort days", "touch days", "time spent", "spent", "time spent hours", "hours spent", "hours worked", "worked hours",
        "effort hours", "logged hours", "work log", "actual effort", "sigma time spent",
    ),
    "returns": ("reopen count", "reopened count", "reopens", "times reopened", "return count", "returns", "rework count"),
    "handoffs": ("team handoffs", "team changes", "handoffs", "reassignment count", "reassignments"),
}  # fmt: skip
"""Of a history of work."""
NEW_VALUES = (
    "new value",
    "to value",
    "newvalue",
    "after",
    "value",
    "items to string",
    "items to",
    "new",
    "changed to",
)
"""Columns of what a field was changed to, where another column names the field."""

TICKET_SIGNS = {
    "issue id", "issue iid", "issue key", "issue type", "ticket id", "ticket", "milestone", "labels", "due date", "closed at", "resolved",
    "resolution", "story points", "sprint", "epic", "priority", "severity", "assignee", "reporter", "weight", "time estimate", "url",
}  # fmt: skip
"""Columns of tickets: a file with two of them is not a list of people, although tickets also have titles and people."""

NAMES = ("role", "team", "group", "area", "type", "status", "activity", "stage")
"""Columns whose cells become names in the model."""
LONGEST = 150
"""Letters of a name; the rest is cut off."""


@dataclass(frozen=True)
class Columns:
    """What the columns of a sheet mean."""

    kind: str
    """`people`, `groups` (one row per group, with lists of its people), `items` or `events`."""
    found: Mapping[str, str]
    """Column by meaning."""

    def cells(self, sheet: Sheet, meaning: str) -> list[str]:
        """Cells of a column, '' where there is none."""
        name = self.found.get(meaning)
        if name is None:
            return [""] * len(sheet)
        return [cell[:LONGEST] for cell in sheet.columns[name]] if meaning in NAMES else sheet.columns[name]


def plain(name: str) -> str:
    """A name without case, punctuation and camel humps."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    words = " ".join(re.sub(r"[\W_]+", " ", spaced.replace("Σ", "sigma ")).lower().split())
    return words.removeprefix("custom field ").removesuffix(" utc").removesuffix(" gmt")


def recognised(sheet: Sheet, mapped: Mapping[str, Mapping[str, str]], notes: Notes) -> Columns:
    """What a sheet is and what its columns mean; `mapped`: columns in mapping.yaml, by people and work.

    A column that is mapped and missing is found by its name. Raises InputError where the sheet is
    neither people nor work.
    """
    columns = _recognised(sheet, mapped)
    for meaning, column in mapped.get(
        "work" if columns.kind in ("items", "events") else "people", {}
    ).items():
        if column not in sheet.columns:
            near = nearest(column, sheet.header)
            said = "" if near is None else f"; did you mean '{near}'?"
            notes.warn(f"{sheet.name}: no column '{column}' for {meaning}, as mapping.yaml has it{said}")
    return columns


def _recognised(sheet: Sheet, mapped: Mapping[str, Mapping[str, str]]) -> Columns:
    """What a sheet is and what its columns mean."""
    people = _matched(sheet, PEOPLE, mapped.get("people", {}))
    work = _matched(sheet, WORK, mapped.get("work", {}))
    if "field" in work and "activity" not in work:
        work |= _matched(sheet, {"activity": NEW_VALUES}, {})
    if "activity" in work and "timestamp" in work and "item" in work and "created" not in work:
        return Columns("events", work)
    ticket = "role" not in people or {"done", "status"} & set(work)  # a ticket also has a title
    if "created" in work and "manager" not in people and ticket:
        return Columns("items", work)
    signs = TICKET_SIGNS & {plain(column) for column in sheet.header}
    if len(signs) >= 2 and "manager" not in people:
        raise InputError([_neither(sheet, {}, {**work, "item": "", "status": ""})])
    if "person" in people and {"role", "team", "group", "manager", "memberships"} & set(people):
        return Columns("people", people)
    lists = list_columns(sheet)
    if lists and ({"group", "team"} & set(people)):
        kept = {meaning: column for meaning, column in people.items() if meaning in ("group", "team")}
        return Columns("groups", kept)
    raise InputError([_neither(sheet, people, work)])


def _matched(sheet: Sheet, table: Mapping[str, Sequence[str]], mapped: Mapping[str, str]) -> dict[str, str]:
    """Column by meaning: from mapping.yaml, otherwise the first name of the table that a column has."""
    names: dict[str, str] = {}
    for column in sheet.header:
        names.setdefault(plain(column), column)
    found: dict[str, str] = {}
    for meaning, synonyms in table.items():
        if mapped.get(meaning) in sheet.columns:
            found[meaning] = mapped[meaning]
            continue
        for synonym in synonyms:
            fitting = names.get(synonym)
            if fitting is not None and fitting not in found.values() and any(sheet.columns[fitting]):
                found[meaning] = fitting
                break
    return found


def list_columns(sheet: Sheet) -> list[str]:
    """Columns that hold lists of people: some of their cells hold several words separated by semicolons."""
    leading = ("chairs", "chair", "leads", "lead", "members", "tech leads", "owners", "owner", "maintainers")
    return [
        column
        for column in sheet.header
        if plain(column) in leading or plain(column).endswith((" leads", " members", " owners"))
    ]


def missing(sheet: Sheet, columns: Columns, meaning: str) -> Problem:
    """The problem of a missing column that a sheet requires."""
    table = PEOPLE if columns.kind == "people" else WORK
    named = _named(table[meaning][0], sheet)
    where = f"columns: {{{'people' if table is PEOPLE else 'work'}: {{{meaning}: …}}}}"
    return sheet.problem(f"no column for {meaning}", f"{named}; name it under {where} in mapping.yaml")


def _neither(sheet: Sheet, people: Mapping[str, str], work: Mapping[str, str]) -> Problem:
    """Why a sheet is neither a list of people nor a history of work."""
    if len(sheet.header) == 1:
        what = "has one column only"
        return sheet.problem(what, "check what separates the columns: commas, semicolons or tabs")
    if len({*people.values(), *work.values()}) < 2:  # its first row may hold names: it is not shown
        what = "few column names are known"
        return sheet.problem(
            what,
            "the first row must name the columns: person, role, team, manager, or item, created, done; or name "
            "them under columns in a file for --mapping",
        )
    named = ", ".join(sheet.header[:12])
    if "item" in work and ({"status", "done", "activity"} & set(work)):
        lacking, table, where = "created", WORK, "columns: {work: {created: …}}"
        what = "looks like a history of work without a column of creation times"
    elif people.keys() & {"role", "team", "manager"}:
        lacking, table, where = "person", PEOPLE, "columns: {people: {person: …}}"
        what = "looks like a list of people without a column that names the person"
    else:
        return sheet.problem(
            f"is neither a list of people nor a history of work; its columns are {named}",
            "people need a person and a role, team or manager; work needs an item and when it was created; "
            "name them under columns in mapping.yaml and give it with --mapping",
        )
    named = _named(table[lacking][0], sheet)
    return sheet.problem(what, f"{named}; name it in a file for --mapping: {where}")


def _named(word: str, sheet: Sheet) -> str:
    """The column with a name like a word; all columns if there is none."""
    near = nearest(word, sheet.header)
    return f"its columns are {', '.join(sheet.header[:12])}" if near is None else f"did you mean '{near}'?"
