"""Which column is which, and what a file is: a list of people, or a history of work with a row per item or per event.

The names of columns are those of the vocabulary. If several columns fit a meaning, the one whose name comes first there is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...errors import InputError, Problem, nearest
from ..notes import Notes
from ..tables.sheets import Sheet
from ..times.dates import looks_like_times
from ..words.phrases import Phrases, bare_name
from ..words.vocabulary import Vocabulary

NAMES = ("role", "team", "group", "area", "type", "status", "activity", "stage")
"""Columns whose cells become names in the model."""
LONGEST = 150
"""Letters of a name; the rest is cut off."""
OF_PEOPLE = (
    "manager",
    "capacity",
    "weekly_hours",
    "hired",
    "ends",
    "kind",
    "leave",
    "first_name",
    "last_name",
    "memberships",
)
"""Meanings that only a list of people has."""
OF_WORK = (
    "done",
    "type",
    "area",
    "parent",
    "spent",
    "size",
    "returns",
    "resolution",
    "updated",
    "path",
    "log",
    "handoffs",
)
"""Meanings that only a history of work has."""
TICKET_SIGNS = Phrases([
    "issue *", "ticket", "ticket id", "milestone", "labels", "due date", "closed at", "resolved", "resolution", "story points", "sprint", "epic",
    "priority", "severity", "assignee", "reporter", "weight", "time estimate", "url", "linked pull requests",
])  # fmt: skip
"""Columns of tickets: a file with two of them is not a list of people, although tickets also have titles and people."""
LISTS = Phrases(
    [
        "chairs",
        "chair",
        "leads",
        "lead",
        "members",
        "tech leads",
        "owners",
        "owner",
        "maintainers",
        "* leads",
        "* members",
        "* owners",
    ]
)
"""Columns that list the people of a group."""
OF_SPANS = {
    "start": ["start date", "startdate", "begin date", "startdatum", "date de debut", "fecha de inicio"],
    "end": ["end date", "enddate", "finish date", "enddatum", "date de fin", "fecha de fin"],
    "activity": ["task", "step", "operation", "work step", "process step", "stage", "aufgabe", "schritt", "tache", "tarea", "paso"],
}  # fmt: skip
"""Names that mean a start, an end and an activity where a row has a case as well."""
SHAREABLE = ("area", "team", "type", "resource")
"""Meanings for which mapping.yaml may name a column that has another meaning as well."""
OF_TIME = ("created", "done", "updated", "timestamp", "start", "end")
"""Meanings of times; a column of per cent is none."""
OF_NUMBERS = ("size", "spent", "returns", "handoffs", "capacity", "weekly_hours", "share")
DATED = re.compile(r"\d{4}-\d\d|\d[./]\d{1,2}[./]\d")
FLAGS = frozenset(("0", "1", "true", "false", "yes", "no", "y", "n", "ja", "nein", "oui", "non", "sí", "si"))
NUMBERED_BY = ("id", "number", "resource", "assignee")
A_KEY = re.compile(r"[A-Z][A-Z0-9]{1,9}-\d+")
OF_EVENTS = ("activity", "timestamp", "start", "end", "lifecycle", "field", "from", "stage")
"""Meanings that a row per item does not have."""
FEW_ENDED = 0.1
ENOUGH_ROWS, MOST_AREAS = 20, 0.5
"""Rows from which a column with this share of different cells is no area but a title or a number."""
SEVERAL_STATES = 1.5
"""States of an item in a file, from which its rows are states and no items."""
ENTERED = (
    "entered", "entered at", "entered on", "enter date", "entry date", "date entered", "from date", "valid from", "status date", "state date",
    "changed date", "status since", "since", "start", "start date", "start time", "betreten", "eingetreten", "entree", "date d entree", "entrada", "fecha de entrada",
)  # fmt: skip
"""Names of the time at which an item came to a state."""
LABELS = ("labels", "label", "tags", "tag")
A_TYPE = 0.2
"""Share of labels that are words for a type of work, from which labels are types."""
LEAST_STAGES = 2
"""Columns of times by which a file without a column of creation is a history."""


@dataclass(frozen=True)
class Columns:
    """What the columns of a sheet mean."""

    kind: str
    """`people`, `groups` (one row per group, with lists of its people), `items`, `events` (an item reached a status), or
    `activities` (with start and end)."""
    found: Mapping[str, str]
    """Column by meaning."""
    tool: str = ""
    """The program that exported it, if it is known."""

    def cells(self, sheet: Sheet, meaning: str) -> list[str]:
        """Cells of a column, '' where there is none."""
        name = self.found.get(meaning)
        if name is None:
            return [""] * len(sheet)
        return [cell[:LONGEST] for cell in sheet.columns[name]] if meaning in NAMES else sheet.columns[name]

    @property
    def in_words(self) -> str:
        """What the file is, for an account of it."""
        of = f" as {self.tool} exports it" if self.tool else ""
        return {
            "people": "a list of people",
            "groups": "a list of groups with their people",
            "items": f"a history of work{of}, a row per item",
            "events": f"a history of work{of}, a row per event",
            "activities": f"a history of work{of}, a row per activity with start and end",
        }[self.kind]


def recognised(
    sheet: Sheet, mapped: Mapping[str, Mapping[str, str]], words: Vocabulary, notes: Notes
) -> Columns:
    """What a sheet is and what its columns mean; `mapped`: columns in mapping.yaml, by people and work.

    A column that is mapped and missing is found by its name. Raises InputError where the sheet is
    neither people nor work.
    """
    columns = _recognised(sheet, mapped, words)
    side = "people" if columns.kind in ("people", "groups") else "work"
    for meaning, column in mapped.get(side, {}).items():
        if column not in sheet.columns:
            near = nearest(column, sheet.header)
            said = "" if near is None else f"; did you mean '{near}'?"
            notes.warn(f"{sheet.name}: no column '{column}' for {meaning}, as mapping.yaml has it{said}")
    return columns


def _recognised(sheet: Sheet, mapped: Mapping[str, Mapping[str, str]], words: Vocabulary) -> Columns:
    """What a sheet is and what its columns mean."""
    tool = words.tool_of(bare_name(column) for column in sheet.header)
    people = _matched(sheet, words.names_of("people"), mapped.get("people", {}))
    work = _matched(sheet, words.names_of("work", tool), mapped.get("work", {}))
    if "field" in work and ("activity" not in work or work["activity"] == work["field"]):
        work |= _matched(sheet, {"activity": words.new_values}, {}, taken=work.values())
    work = _with_spans_or_times(sheet, _as_states(sheet, work), words, tool)
    kind = _kind_of_work(sheet, work, words)
    if kind and not _is_of_people(people, work, tool):
        if kind == "events" and "timestamp" not in work:
            work["timestamp"] = work.pop("created")
        if kind == "items":
            work = {m: column for m, column in work.items() if m not in OF_EVENTS}
        return Columns(kind, _labels_as_area(sheet, work, words), tool)
    if tool or (_ticket_signs(sheet) >= 2 and "manager" not in people):
        raise InputError([_neither(sheet, {}, {**work, "item": "", "status": ""}, words, tool)])
    if _is_rather_work(sheet, people, work):
        raise InputError([_neither(sheet, {}, {**work, "item": "", "status": ""}, words, tool)])
    if ("person" in people or {"first_name", "last_name"} <= people.keys()) and {
        "role", "team", "group", "manager", "memberships",
    } & people.keys():  # fmt: skip
        return Columns("people", people)
    if list_columns(sheet) and {"group", "team"} & people.keys():
        kept = {meaning: column for meaning, column in people.items() if meaning in ("group", "team")}
        return Columns("groups", kept)
    raise InputError([_neither(sheet, people, work, words, tool)])


def _with_spans_or_times(sheet: Sheet, work: dict[str, str], words: Vocabulary, tool: str) -> dict[str, str]:
    """Columns of start and end where a log has both; otherwise one of them may be the time of an event, or the end of an item."""
    if "field" in work and "activity" in work:  # how long a field had a value: a change at its start
        other = ("timestamp", "start", "end", "updated", "created")
        time = next((work[meaning] for meaning in other if meaning in work), None)
        rest = {m: column for m, column in work.items() if m not in ("start", "end") and column != time}
        return rest if time is None else rest | {"timestamp": time}
    names = words.names_of("work", tool)
    spans = _matched(sheet, {meaning: names[meaning] + OF_SPANS[meaning] for meaning in ("start", "end")}, {})
    spans = {meaning: work.get(meaning, column) for meaning, column in spans.items()}
    if "start" in spans and "end" not in spans and _begins_within(sheet, work, spans["start"]):
        spans["end"] = work["timestamp"]
    if {"start", "end"} <= spans.keys() and "item" in work:
        rest = {m: column for m, column in work.items() if column not in spans.values()}
        activity = work.get("activity") or _matched(sheet, {"activity": OF_SPANS["activity"]}, {}).get(
            "activity"
        )
        if activity is not None and len(set(sheet.columns[work["item"]])) < len(sheet):
            others = {m: column for m, column in rest.items() if m != "item" and column != activity}
            return {"item": work["item"], "activity": activity} | others | spans
    if "activity" in work or "done" in work or "end" not in work:
        return work
    return {("done" if m == "end" else m): column for m, column in work.items()}


def _as_states(sheet: Sheet, work: dict[str, str]) -> dict[str, str]:
    """Columns of a log where a file has a row for each state of an item: rows of one key differ in status and in a time."""
    if not {"item", "status"} <= work.keys() or {"activity", "timestamp"} & work.keys():
        return work
    keys = sheet.columns[work["item"]]
    ended = {
        key
        for key, end in zip(
            keys, sheet.columns[work["done"]] if "done" in work else [""] * len(sheet), strict=True
        )
        if end
    }
    if len(ended) > FEW_ENDED * len(set(keys)):
        return work  # rows of items, some of them listed once more
    states = len(set(zip(keys, sheet.columns[work["status"]], strict=True)))
    if states < SEVERAL_STATES * len(set(keys)):
        return work
    named = [column for column in sheet.header if bare_name(column) in ENTERED]
    for column in (*named, *(work[meaning] for meaning in ("updated", "start") if meaning in work)):
        if len(set(zip(keys, sheet.columns[column], strict=True))) >= SEVERAL_STATES * len(set(keys)):
            rest = {m: c for m, c in work.items() if c != column and m not in ("status", "start", "end")}
            return rest | {"activity": work["status"], "timestamp": column}
    return work


def _begins_within(sheet: Sheet, work: Mapping[str, str], start: str) -> bool:
    """Whether each row of a log has a start of its own beside its time, which then is its end."""
    if not {"item", "timestamp"} <= work.keys() or work["timestamp"] == start:
        return False
    cases = sheet.columns[work["item"]]
    pairs = set(zip(cases, sheet.columns[start], strict=True))
    return len(pairs) > len(set(cases)) + 0.5 * (len(cases) - len(set(cases)))


def _labels_as_area(sheet: Sheet, work: dict[str, str], words: Vocabulary) -> dict[str, str]:
    """Labels are types of work where they hold words for these, otherwise areas, unless another column says the area."""
    column = next((c for c in sheet.header if bare_name(c) in LABELS and any(sheet.columns[c])), None)
    if "area" in work or column is None or (column in work.values() and work.get("type") != column):
        return work
    cells = [cell for cell in sheet.columns[column] if cell][:1000]
    known = sum(words.is_a_type(cell.split(",")[0]) for cell in cells)
    if known >= A_TYPE * len(cells):
        return work
    return {meaning: c for meaning, c in work.items() if c != column} | {"area": column}


def _kind_of_work(sheet: Sheet, work: Mapping[str, str], words: Vocabulary) -> str:
    """What kind of history a sheet may be; '' if it is none."""
    if {"item", "activity", "start", "end"} <= work.keys():
        return "activities"
    repeated = "item" in work and len(set(sheet.columns[work["item"]])) < 0.9 * len(sheet)
    if {"item", "activity"} <= work.keys() and (
        ("timestamp" in work and ("created" not in work or repeated))
        or ("created" in work and "field" in work)
    ):
        return "events"
    if "created" in work:
        return "items"
    times = [
        column
        for column in sheet.header
        if not words.why_unused(bare_name(column)) and looks_like_times(sheet.columns[column], words)
    ]
    known = any(words.status(bare_name(column)) for column in times)
    return "items" if "item" in work and known and len(times) >= LEAST_STAGES else ""


def _is_of_people(people: Mapping[str, str], work: Mapping[str, str], tool: str) -> bool:
    """Whether a sheet with creation times is a list of people all the same: directories have such times as well."""
    if tool or "activity" in work or not ("person" in people or {"first_name", "last_name"} <= people.keys()):
        return False
    if "manager" in people:
        return True
    own = sum(meaning in people for meaning in OF_PEOPLE) + ("role" in people and "group" in people)
    return own > sum(meaning in work and work[meaning] not in people.values() for meaning in OF_WORK)


def _is_rather_work(sheet: Sheet, people: Mapping[str, str], work: Mapping[str, str]) -> bool:
    """Whether a sheet without names, titles and managers is of work that lacks a column of creation."""
    person = people.get("person")
    named = {"role", "manager", "first_name", "memberships"} & people.keys()
    if person is None or named or bare_name(person) not in NUMBERED_BY:
        return False
    keys = sum(bool(A_KEY.fullmatch(cell)) for cell in sheet.columns[person])
    return "area" in work or keys > 0.5 * len(sheet)


def _ticket_signs(sheet: Sheet) -> int:
    return len({bare_name(column) for column in sheet.header if TICKET_SIGNS.fits(bare_name(column))})


def _matched(
    sheet: Sheet, table: Mapping[str, Sequence[str]], mapped: Mapping[str, str], taken: Iterable[str] = ()
) -> dict[str, str]:
    """Column by meaning: from mapping.yaml, otherwise the first name of the table that a filled column has."""
    names: dict[str, list[str]] = {}
    for column in sheet.header:
        names.setdefault(bare_name(column), []).append(column)
    found: dict[str, str] = {
        meaning: mapped[meaning] for meaning in table if mapped.get(meaning) in sheet.columns
    }
    used = {c for meaning, c in found.items() if meaning not in SHAREABLE or bare_name(c) in LABELS} | {
        *taken
    }
    for meaning, synonyms in table.items():
        fitting = [
            column
            for synonym in (() if meaning in found else synonyms)
            for column in names.get(synonym, ())
            if column not in used and any(sheet.columns[column]) and _may_mean(sheet, column, meaning)
        ]
        if fitting:
            telling = [c for c in fitting if meaning != "area" or _tells_areas(sheet.columns[c])]
            found[meaning] = (telling or fitting)[0]
            used.add(found[meaning])
    return found


def _may_mean(sheet: Sheet, column: str, meaning: str) -> bool:
    """Whether the cells of a column can have a meaning: per cent are no times, dates no numbers, texts no areas."""
    if meaning in OF_TIME:
        return "%" not in column and not {cell.casefold() for cell in sheet.columns[column] if cell} <= FLAGS
    if meaning in OF_NUMBERS:
        return not DATED.search(next(filter(None, sheet.columns[column])))
    return (
        meaning != "area" or _tells_areas(sheet.columns[column]) or len({*sheet.columns[column]} - {""}) <= 1
    )


def _tells_areas(cells: Sequence[str]) -> bool:
    """Whether a column tells areas apart: it has several words, and not another one in nearly every row."""
    filled = [cell for cell in cells if cell]
    different = len(set(filled))
    return different > 1 and (len(filled) < ENOUGH_ROWS or different <= MOST_AREAS * len(filled))


def list_columns(sheet: Sheet) -> list[str]:
    """Columns that by their names hold lists of people, such as `chairs`."""
    return [column for column in sheet.header if LISTS.fits(bare_name(column))]


def missing(sheet: Sheet, columns: Columns, meaning: str, words: Vocabulary) -> Problem:
    """The problem of a missing column that a sheet requires."""
    side = "people" if columns.kind == "people" else "work"
    named = _named(words.names_of(side)[meaning][0], sheet)
    where = f"columns: {{{side}: {{{meaning}: …}}}}"
    advice = words.tools[columns.tool].advice if columns.tool else ""
    remedy = f"{named}; name it under {where} in mapping.yaml"
    return sheet.problem(f"no column for {meaning}", f"{advice}; or {remedy}" if advice else remedy)


def _neither(
    sheet: Sheet, people: Mapping[str, str], work: Mapping[str, str], words: Vocabulary, tool: str
) -> Problem:
    """Why a sheet is neither a list of people nor a history of work."""
    if len(sheet.header) == 1:
        what = "has one column only"
        return sheet.problem(what, "check what separates the columns: commas, semicolons or tabs")
    if len({*people.values(), *work.values()}) < 2:  # its first row may hold names: it is not shown
        what = "few column names are known"
        return sheet.problem(
            what,
            "the first row must name the columns: person, role, team, manager, or item, created, done; in another language "
            "give their names under columns in a file for --mapping, or in one for --words",
        )
    named = ", ".join(sheet.header[:12])
    if "item" in work and ({"status", "done", "activity"} & set(work)):
        side, lacking, where = "work", "created", "columns: {work: {created: …}}"
        of = f" (an export of {tool})" if tool else ""
        what = f"looks like a history of work{of} without a column of creation times"
    elif people.keys() & {"role", "team", "manager"}:
        side, lacking, where = "people", "person", "columns: {people: {person: …}}"
        what = "looks like a list of people without a column that names the person"
    else:
        return sheet.problem(
            f"is neither a list of people nor a history of work; its columns are {named}",
            "people need a person and a role, team or manager; work needs an item and when it was created; "
            "name them under columns in mapping.yaml and give it with --mapping",
        )
    named = _named(words.names_of(side)[lacking][0], sheet)
    remedy = f"{named}; name it in a file for --mapping: {where}"
    advice = words.tools[tool].advice if tool and side == "work" else ""
    return sheet.problem(what, f"{advice}; or {remedy}" if advice else remedy)


def _named(word: str, sheet: Sheet) -> str:
    """The column with a name like a word; all columns if there is none."""
    near = nearest(word, sheet.header)
    return f"its columns are {', '.join(sheet.header[:12])}" if near is None else f"did you mean '{near}'?"
