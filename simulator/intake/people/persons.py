"""All people in a list, once each: title, teams, group, and manager.

Untidy rows are mended where there is a clear way, and every repair is noted with its rows: people who are
listed twice, managers who are not in the file, reporting lines in a circle, more memberships than the model
follows. People are identified by their row; their names are compared, and never passed on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ...errors import InputError
from ...organisation.workforce import MOST_MEMBERSHIPS
from ..meaning.columns import Columns, list_columns, missing, plain
from ..meaning.identities import NOBODY, word, words_by_row
from ..meaning.privacy import Private
from ..notes import Notes, rows, several
from ..tables.sheets import Sheet
from .memberships import memberships_of


@dataclass
class Person:
    """One person; the position in the list of all people is the person's number."""

    row: int
    title: str
    group: str
    teams: dict[str, float | None] = field(default_factory=dict)
    """Share of the person's time by team, if the file gives one."""
    manager: int | None = None
    leads: bool = False
    """Whether anyone reports to the person: approvals take one of the memberships that the model follows."""

    @property
    def most_teams(self) -> int:
        """Memberships that are kept."""
        return MOST_MEMBERSHIPS - self.leads

    def shares(self) -> dict[str, float]:
        """Shares of the largest memberships, which add up to 1; missing shares are split equally."""
        given = sum(share for share in self.teams.values() if share)
        silent = [team for team, share in self.teams.items() if not share]
        left = max(1.0 - given, 0.0) or 1.0
        raw = {team: share or left / len(silent) for team, share in self.teams.items()}
        order = sorted(raw, key=lambda team: -raw[team])[: self.most_teams]
        total = sum(raw[team] for team in order)
        return {team: raw[team] / total for team in raw if team in order}


def persons_of(sheet: Sheet, columns: Columns, private: Private, notes: Notes) -> list[Person]:
    """All people in a sheet. Raises InputError where rows cannot be identified."""
    if columns.kind == "groups":
        return _of_groups(sheet, columns, private, notes)
    if "person" not in columns.found:
        raise InputError([missing(sheet, columns, "person")])
    people, number = _told_apart(sheet, columns, notes)
    if not people:
        raise InputError(
            [sheet.problem("has no names of people", "fill the column", column=columns.found["person"])]
        )
    if "role" not in columns.found:
        notes.assume(
            "no column holds titles: all people have one role", "mapping.yaml: columns: {people: {role: …}}"
        )
    _hide_names(people, private, notes)
    _report(sheet, columns, people, number, notes)
    _cut_circles(people, columns, sheet, notes)
    _settle_teams(people, columns, notes)
    return people


def _told_apart(sheet: Sheet, columns: Columns, notes: Notes) -> tuple[list[Person], dict[int, int]]:
    """Each person once, and the number of the person of each row."""
    names = [cell.casefold() for cell in columns.cells(sheet, "person")]
    titles, groups = columns.cells(sheet, "role"), columns.cells(sheet, "group")
    people: list[Person] = []
    known: dict[str, int] = {}
    number: dict[int, int] = {}
    nameless, again, other_role, unsound = [], [], [], []
    cells = {meaning: columns.cells(sheet, meaning) for meaning in ("team", "share", "memberships")}
    absent = NOBODY - _numbered_from_0(names)
    for k, name in enumerate(names):
        if name in absent:
            nameless.append(sheet.lines[k])
            continue
        if name in known:
            again.append(sheet.lines[k])
            if titles[k].casefold() != people[known[name]].title.casefold():
                other_role.append(sheet.lines[k])
        else:
            known[name] = len(people)
            people.append(Person(sheet.lines[k], titles[k], groups[k]))
        number[k] = known[name]
        teams, sound = memberships_of({meaning: column[k] for meaning, column in cells.items()})
        people[known[name]].teams |= {t: s for t, s in teams.items() if t not in people[known[name]].teams}
        if not sound:
            unsound.append(sheet.lines[k])
    _note_repeats(sheet, columns, notes, nameless, again, other_role)
    if unsound:
        what = "a share of time is not above 0 % and up to 100 %; ignored"
        notes.warn(f"{sheet.name}, {rows(unsound)}: {what}")
    return people, number


def _numbered_from_0(names: Sequence[str]) -> set[str]:
    """The word 0 of a list that numbers its people from 0, as people.csv does; elsewhere 0 is not a person."""
    return {"0"} if names.count("0") == 1 and all(name.isdigit() for name in names if name) else set()


def _hide_names(people: Sequence[Person], private: Private, notes: Notes) -> None:
    """Teams and groups with the name of a person get a number instead; the name is removed from titles."""
    words = dict.fromkeys(name for person in people for name in (*person.teams, person.group) if name)
    hidden = {word: private.stand_in(word) for word in words if private.bears(word)}
    if hidden:
        notes.warn(f"{len(hidden)} teams or groups have the name of a person; they are numbered instead")
    titles = {title: private.without(title) for title in {person.title for person in people}}
    for person in people:
        person.teams = {hidden.get(team, team): share for team, share in person.teams.items()}
        person.group = hidden.get(person.group, person.group)
        person.title = titles[person.title]


def _note_repeats(
    sheet: Sheet, columns: Columns, notes: Notes, nameless: list[int], again: list[int], other: list[int]
) -> None:
    if nameless:
        column = columns.found["person"]
        notes.warn(
            f"{sheet.name}, {rows(nameless)}, column '{column}': does not name a person; left out (vacant seats?)"
        )
    if again:
        notes.warn(f"{sheet.name}, {rows(again)}: the person is already listed above; their teams are merged")
    if other:
        notes.warn(
            f"{sheet.name}, {rows(other)}: the person is listed above with another title; the first title is kept"
        )


def _report(
    sheet: Sheet, columns: Columns, people: Sequence[Person], number: dict[int, int], notes: Notes
) -> None:
    """Find the manager of each person, by any column that identifies people."""
    if "manager" not in columns.found:
        return
    by_word: dict[str, int | None] = {}
    for k, words in enumerate(words_by_row(sheet, columns)):
        for known in words if k in number else ():
            by_word[known] = number[k] if by_word.get(known, number[k]) == number[k] else None
    unknown, to_self = [], []
    absent = NOBODY - _numbered_from_0(columns.cells(sheet, "person"))
    for k, cell in enumerate(columns.cells(sheet, "manager")):
        if k not in number or cell.casefold() in absent:
            continue
        boss = by_word.get(word(cell))
        if boss is None:
            unknown.append(sheet.lines[k])
        elif boss == number[k]:
            to_self.append(sheet.lines[k])
        elif people[number[k]].manager is None:
            people[number[k]].manager = boss
    column = columns.found["manager"]
    if unknown:
        what = "the manager is not in the file, or fits several people; treated as no manager"
        notes.warn(f"{sheet.name}, {rows(unknown)}, column '{column}': {what}")
    if to_self:
        notes.warn(
            f"{sheet.name}, {rows(to_self)}, column '{column}': reports to themselves; treated as no manager"
        )


def _cut_circles(people: Sequence[Person], columns: Columns, sheet: Sheet, notes: Notes) -> None:
    """Cut circles of reporting lines: the person who leads most people gets no manager."""
    led = Counter(person.manager for person in people)
    sound: set[int] = set()
    for start in range(len(people)):
        path: list[int] = []
        here: int | None = start
        while here is not None and here not in sound and here not in path:
            path.append(here)
            here = people[here].manager
        if here is not None and here in path:
            circle = path[path.index(here) :]
            top = max(circle, key=lambda n: (led[n], -n))
            people[top].manager = None
            said = rows([people[n].row for n in circle])
            notes.warn(
                f"{sheet.name}, {said}, column '{columns.found['manager']}': report to each other in a circle; "
                f"row {people[top].row}, who leads most people, is treated as having no manager"
            )
        sound.update(path)


def _settle_teams(people: Sequence[Person], columns: Columns, notes: Notes) -> None:
    """Teams if no column names them: by group, otherwise by manager; and too many teams of a person."""
    if not any(person.teams for person in people):
        if any(person.group for person in people):
            notes.assume("no column names teams: the people of a group are one team", "people.csv: team")
            for person in people:
                person.teams = {person.group: None} if person.group else {}
        else:
            _by_manager(people, notes)
    if not any(person.group for person in people):
        notes.assume("no column names groups: all teams are equally near to each other", "people.csv: group")
    for boss in {person.manager for person in people} - {None}:
        people[boss or 0].leads = True
    many = [person for person in people if len(person.teams) > person.most_teams]
    if many:
        most = max(len(person.teams) for person in many)
        notes.warn(
            f"{several(len(many), 'person sits', 'people sit')} in more than {MOST_MEMBERSHIPS} teams, or lead others and sit in {MOST_MEMBERSHIPS} (up to {most}); their "
            f"{MOST_MEMBERSHIPS} largest shares are kept, {MOST_MEMBERSHIPS - 1} for those who lead; of equal shares those named first"
        )


def _by_manager(people: Sequence[Person], notes: Notes) -> None:
    """People with the same manager are a team; all people are one team if there are no managers."""
    bosses = list(dict.fromkeys(person.manager for person in people if person.manager is not None))
    how = "people with the same manager are a team" if bosses else "all people are one team"
    notes.assume(f"no column names teams or groups: {how}", "people.csv: team")
    for person in people:
        if person.manager is not None:
            person.teams = {f"team {bosses.index(person.manager) + 1}": None}
        elif not bosses:
            person.teams = {"everybody": None}


def _of_groups(sheet: Sheet, columns: Columns, private: Private, notes: Notes) -> list[Person]:
    """People of a sheet with a row per group, and lists of those who lead it."""
    names = columns.cells(sheet, "team") if "team" in columns.found else columns.cells(sheet, "group")
    known: dict[str, Person] = {}
    for column in list_columns(sheet):
        for k, cell in enumerate(sheet.columns[column]):
            for name in filter(None, re.split(r"\s*[;,|]\s*", cell)):
                title = re.sub(r"s$", "", plain(column))
                person = known.setdefault(name.casefold(), Person(sheet.lines[k], title, names[k]))
                if names[k]:
                    person.teams.setdefault(names[k], None)
    if not known:
        raise InputError([sheet.problem("the lists of people are empty", "fill them")])
    notes.warn(
        f"{sheet.name}: one row per group; only the people in its columns {', '.join(list_columns(sheet))} are "
        "known, and no others"
    )
    people = list(known.values())
    _hide_names(people, private, notes)
    _settle_teams(people, columns, notes)
    return people
