"""All people in a list, once each: title, teams, group, and manager.

Untidy rows are mended where there is a clear way, and every repair is noted with its rows: people who are
listed twice, managers who are not in the file, reporting lines in a circle, more memberships than the model
follows. People are identified by their row; their names are compared, and never passed on.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from ...errors import InputError
from ...organisation.workforce import MOST_MEMBERSHIPS
from ..meaning.columns import Columns, list_columns, missing
from ..meaning.identities import word, words_by_row, words_of
from ..meaning.reading import Reading
from ..notes import Notes, rows, several
from ..tables.sheets import Sheet
from ..words.phrases import bare_name
from .employment import LEAST_FTE, Present, present
from .memberships import memberships_of

FULL = 0.98
"""Sum of the allocations of a person from which they take all their time."""
OVER = 1.02
FULL_ENOUGH = 0.02
NUMBER = re.compile(r"[a-z]{0,4}[-_ ]?\d+|\S+@\S+")
MOSTLY = 0.8
"""Share of the cells that are numbers or addresses, from which a column tells people apart for certain."""


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
    fte: float = 1.0
    """Share of full time that the person works."""
    vacant: bool = False
    """A seat that no one has."""
    added: bool = False
    """A seat that the files do not show, and that the work as assumed needs."""
    words: frozenset[str] = frozenset()
    """By which the person is known in files; not passed on."""

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


def persons_of(sheet: Sheet, columns: Columns, reading: Reading) -> list[Person]:
    """All people in a sheet, and its vacant seats. Raises InputError where rows cannot be identified."""
    if columns.kind == "groups":
        return _of_groups(sheet, columns, reading)
    notes = reading.notes
    if "person" not in columns.found:
        raise InputError([missing(sheet, columns, "person", reading.words)])
    there = present(sheet, columns, reading)
    people, number = _told_apart(sheet, columns, there, reading)
    if not people:
        raise InputError(
            [
                sheet.problem(
                    "has no names of people at work", "fill the column", column=columns.found["person"]
                )
            ]
        )
    if "role" not in columns.found:
        notes.assume(
            "no column holds titles: all people have one role", "mapping.yaml: columns: {people: {role: …}}"
        )
    _report(sheet, columns, people, number, reading)
    people += _seats(sheet, columns, there, people, reading)
    _allocate(people, notes)
    _hide_names(people, reading)
    _cut_circles(people, columns, sheet, notes)
    _settle_teams(people, notes)
    return people


def staffed(people: Sequence[Person]) -> list[Person]:
    """The people without vacant seats; numbers of managers follow."""
    kept = [n for n, person in enumerate(people) if not person.vacant]
    number = {n: k for k, n in enumerate(kept)}
    for person in people:
        person.manager = number.get(person.manager) if person.manager is not None else None
    return [people[n] for n in kept]


def _told_apart(
    sheet: Sheet, columns: Columns, there: Present, reading: Reading
) -> tuple[list[Person], dict[int, int]]:
    """Each person once, and the number of the person of each row."""
    titles, groups = columns.cells(sheet, "role"), columns.cells(sheet, "group")
    known_by = words_by_row(sheet, columns, reading.words)
    keys = _keys(sheet, columns, there, known_by, reading)
    people: list[Person] = []
    known: dict[str, int] = {}
    number: dict[int, int] = {}
    again, other_role, unsound = [], [], []
    apart: Counter[str] = Counter()
    teams_of = _memberships(sheet, columns, reading)
    for k in there.rows:
        key = keys[k]
        if key in known:
            again.append(sheet.lines[k])
            if titles[k].casefold() != people[known[key]].title.casefold():
                other_role.append(sheet.lines[k])
        else:
            known[key] = len(people)
            people.append(Person(sheet.lines[k], titles[k], groups[k], fte=there.full_time.get(k, 1.0)))
        number[k] = known[key]
        person = people[known[key]]
        person.words |= known_by[k]
        teams, sound = teams_of(k)
        apart.update(team for team in teams if reading.words.person("no_team", team))
        teams = {team: share for team, share in teams.items() if team not in apart}
        person.teams |= {t: s for t, s in teams.items() if t not in person.teams}
        if not sound:
            unsound.append(sheet.lines[k])
    _note_repeats(sheet, reading.notes, again, other_role)
    if apart:
        reading.notes.assume(
            f"{several(apart.total(), 'membership')} {'is' if apart.total() == 1 else 'are'} not of a team in which work is done, such as a buddy program or a mailing list; left out",
            "a file for --words: people: no_team",
        )
    if unsound:
        what = "a share of time is not above 0 % and up to 100 %; ignored"
        reading.notes.warn(f"{sheet.name}, {rows(unsound)}: {what}")
    return people, number


def _memberships(
    sheet: Sheet, columns: Columns, reading: Reading
) -> Callable[[int], tuple[dict[str, float | None], bool]]:
    """What gives the teams of each row, and whether their shares could be read."""
    cells = {meaning: columns.cells(sheet, meaning) for meaning in ("team", "share", "memberships")}
    return lambda k: memberships_of({meaning: column[k] for meaning, column in cells.items()}, reading.words)


def _keys(
    sheet: Sheet, columns: Columns, there: Present, known_by: Sequence[set[str]], reading: Reading
) -> dict[int, str]:
    """What tells people apart, by row: their name or number, and for namesakes what else differs.

    Rows of one name are one person in several teams, unless title, manager and team all differ.
    """
    names = [word(cell) for cell in columns.cells(sheet, "person")]
    rows_by_name: dict[str, list[int]] = defaultdict(list)
    for k in there.rows:
        rows_by_name[names[k]].append(k)
    cells = [columns.cells(sheet, meaning) for meaning in ("role", "manager", "team", "group")]
    if names and sum(bool(NUMBER.fullmatch(name)) for name in names) > MOSTLY * len(names):
        return dict(enumerate(names))  # a number is one person
    found: dict[int, str] = {}
    namesakes = []
    for name, same in rows_by_name.items():
        kinds: list[tuple[int, str]] = []
        for k in same:
            numbers = {w for w in known_by[k] if any(letter.isdigit() for letter in w) or "@" in w} - {name}
            key = next(
                (key for j, key in kinds if not _differ(cells, k, j, numbers, known_by[j] - {name})), ""
            )
            if not key:
                key = f"{name}\0{len(kinds)}"
                kinds.append((k, key))
            found[k] = key
        if len(kinds) > 1:
            namesakes += [sheet.lines[k] for k, _ in kinds]
    if namesakes:
        reading.notes.warn(
            f"{sheet.name}, {rows(namesakes)}: people of the same name with other titles, managers and teams, or other numbers; taken as several people"
        )
    return found


def _differ(cells: Sequence[Sequence[str]], k: int, j: int, numbers: set[str], others: set[str]) -> bool:
    """Whether two rows of one name are two people."""
    ids = {w for w in others if any(letter.isdigit() for letter in w) or "@" in w}
    if numbers and ids:
        return not numbers & ids
    filled = [(column[k], column[j]) for column in cells[:3] if column[k] and column[j]]
    return len(filled) == len(cells[:3]) and all(one.casefold() != other.casefold() for one, other in filled)


def _seats(
    sheet: Sheet, columns: Columns, there: Present, people: Sequence[Person], reading: Reading
) -> list[Person]:
    """Vacant seats, each on its own."""
    titles, groups = columns.cells(sheet, "role"), columns.cells(sheet, "group")
    by_word = {w: n for n, person in enumerate(people) for w in person.words}
    managers, teams_of = columns.cells(sheet, "manager"), _memberships(sheet, columns, reading)
    found = []
    for k in there.vacant:
        boss = next((by_word[w] for w in words_of(managers[k]) if w in by_word), None)
        teams, _ = teams_of(k)
        found.append(Person(sheet.lines[k], titles[k], groups[k], teams, boss, vacant=True))
    return found


def _allocate(people: Sequence[Person], notes: Notes) -> None:
    """Allocations that do not add up to all of a person's time are time that is not there, or not for these teams."""
    less, more = [], []
    for person in people:
        given = [share for share in person.teams.values() if share is not None]
        if not given or len(given) < len(person.teams):
            continue
        total = sum(given)
        if total < FULL and abs(total - person.fte) > FULL_ENOUGH:  # where both are equal, they say the same
            person.fte = max(LEAST_FTE, person.fte * total)
            less.append(person.row)
        elif total > OVER:
            more.append(person.row)
    if less:
        notes.assume(
            f"{several(len(less), 'person is', 'people are')} allocated to less than 100 % of their time in all: they are here for that share, and elsewhere for the rest",
            "people.csv: fte",
        )
    if more:
        notes.warn(f"{rows(more)}: allocations add up to more than 100 %; they are scaled down to it")


def _hide_names(people: Sequence[Person], reading: Reading) -> None:
    """Teams and groups with the name of a person get a number instead; the name is removed from titles."""
    private, notes = reading.private, reading.notes
    words = dict.fromkeys(name for person in people for name in (*person.teams, person.group) if name)
    hidden = {word: private.stand_in(word) for word in words if private.bears(word)}
    if hidden:
        notes.warn(f"{len(hidden)} teams or groups have the name of a person; they are numbered instead")
    titles = {title: private.without(title) for title in {person.title for person in people}}
    for person in people:
        person.teams = {hidden.get(team, team): share for team, share in person.teams.items()}
        person.group = hidden.get(person.group, person.group)
        person.title = titles[person.title]


def _note_repeats(sheet: Sheet, notes: Notes, again: list[int], other: list[int]) -> None:
    if again:
        notes.warn(f"{sheet.name}, {rows(again)}: the person is already listed above; their teams are merged")
    if other:
        notes.warn(
            f"{sheet.name}, {rows(other)}: the person is listed above with another title; the first title is kept"
        )


def _report(
    sheet: Sheet, columns: Columns, people: Sequence[Person], number: dict[int, int], reading: Reading
) -> None:
    """Find the manager of each person, by any column that identifies people; of namesakes the one who leads by title or group."""
    if "manager" not in columns.found:
        return
    by_word: dict[str, list[int]] = defaultdict(list)
    for n, person in enumerate(people):
        for known in person.words:
            by_word[known].append(n)
    unknown, to_self = [], []
    for k, cell in enumerate(columns.cells(sheet, "manager")):
        if k not in number or not cell or _is_no_one(cell, by_word, reading):
            continue
        boss = _one_of(cell, by_word, people, people[number[k]])
        if boss is None:
            unknown.append(sheet.lines[k])
        elif boss == number[k]:
            to_self.append(sheet.lines[k])
        elif people[number[k]].manager is None:
            people[number[k]].manager = boss
    column = columns.found["manager"]
    if unknown:
        what = "the manager is not in the file, or fits several people; treated as no manager"
        reading.notes.warn(f"{sheet.name}, {rows(unknown)}, column '{column}': {what}")
    if to_self:
        reading.notes.warn(
            f"{sheet.name}, {rows(to_self)}, column '{column}': reports to themselves; treated as no manager"
        )


def _is_no_one(cell: str, by_word: dict[str, list[int]], reading: Reading) -> bool:
    """Whether a cell says that there is no manager; a list that is numbered from 0 has a person 0."""
    nothing = reading.words.person("no_one", cell) or reading.words.person("vacant", cell)
    return nothing and cell.casefold() not in by_word


def _one_of(cell: str, by_word: dict[str, list[int]], people: Sequence[Person], of: Person) -> int | None:
    """The person named in a cell; of several names the first, of namesakes the one of the same group; None if it is open which."""
    first = re.split(r"\s*[;|]\s*", cell)[0]
    for known in (word(cell), word(first), *sorted(words_of(first))):
        found = by_word.get(known, [])
        if len(found) > 1:
            found = [n for n in found if people[n].group and people[n].group == of.group] or found
        if len(found) == 1:
            return found[0]
    return None


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


def _settle_teams(people: Sequence[Person], notes: Notes) -> None:
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
        teams = {team for person in people for team in person.teams}
        left = len(teams - {team for person in people for team in person.shares()})
        notes.warn(
            f"{several(len(many), 'person sits', 'people sit')} in more than {MOST_MEMBERSHIPS} teams, or lead others and sit in {MOST_MEMBERSHIPS} (up to {most}); their "
            f"{MOST_MEMBERSHIPS} largest shares are kept, {MOST_MEMBERSHIPS - 1} for those who lead; of equal shares those named first"
            + (f"; {several(left, 'team has', 'teams have')} no member left" if left else "")
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


def _of_groups(sheet: Sheet, columns: Columns, reading: Reading) -> list[Person]:
    """People of a sheet with a row per group, and lists of those who lead it."""
    names = columns.cells(sheet, "team") if "team" in columns.found else columns.cells(sheet, "group")
    known: dict[str, Person] = {}
    for column in list_columns(sheet):
        for k, cell in enumerate(sheet.columns[column]):
            for name in filter(None, re.split(r"\s*[;,|]\s*", cell)):
                title = re.sub(r"s$", "", bare_name(column))
                person = known.setdefault(name.casefold(), Person(sheet.lines[k], title, names[k]))
                if names[k]:
                    person.teams.setdefault(names[k], None)
    if not known:
        raise InputError([sheet.problem("the lists of people are empty", "fill them")])
    reading.notes.warn(
        f"{sheet.name}: one row per group; only the people in its columns {', '.join(list_columns(sheet))} are "
        "known, and no others"
    )
    people = list(known.values())
    _hide_names(people, reading)
    _settle_teams(people, reading.notes)
    return people
