"""From files to a proposal: people, a world, structures, a comparison, and all that they rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import InputError, Problem
from .ability import Stream, says, stream_of
from .columns import Columns, recognised
from .dates import looks_like_times
from .demand import item_streams, opportunity_streams
from .from_history import people_of
from .history import History, history_of
from .mapping import MappingSpec
from .measures import Measures, measured
from .notes import Notes, counted, several
from .owning import Teams, claims, owners_of, teams_of
from .people_out import in_order
from .persons import Person, persons_of
from .sheets import Sheet, read_sheet
from .structures import MOST_LEVELS, as_is, presets
from .titles import roles_of

MOST_PLACES = 30
LEAST_STRENGTH = 0.5
"""Full-time people who build, from which a team is an area of its own."""
Values = dict[str, Any]


@dataclass
class Proposal:
    """What is made of somebody's files."""

    people: list[Person]
    roles: list[str]
    world: Values
    structures: dict[str, Values]
    """By file name without ending; the first is the organisation as it is."""
    mapping: Values
    worked: bool
    """Whether a history told what arrives."""
    notes: Notes
    history: History | None = None


@dataclass
class _Files:
    """The files given, as tables that are understood."""

    people: tuple[Sheet, Columns] | None = None
    work: tuple[Sheet, Columns] | None = None
    columns: Values = field(default_factory=dict)


def propose(paths: Sequence[Path], mapping: MappingSpec, name: str) -> Proposal:
    """Read files and propose a world. Raises InputError with all that is wrong with them."""
    notes = Notes()
    files = _read(paths, mapping, notes)
    history = None if files.work is None else history_of(*files.work, mapping.statuses, notes)
    if files.people is not None:
        people = persons_of(*files.people, notes)
    elif history is not None:
        people = people_of(history, notes)
    titles = roles_of([person.title for person in people], mapping.titles)
    roles = [titles[person.title] for person in people]
    number = Counter(person.title for person in people)
    people, roles = in_order(people, roles)
    _tell_people(people, roles, titles, notes)
    measures = None if history is None else measured(history)
    stream = stream_of(roles, measures, mapping, notes)
    teams = teams_of(people, roles, stream.who)
    if not teams.members:
        raise InputError(
            [
                Problem(
                    "", "nobody is in any team", "fill a column of teams, groups or managers", paths[0].name
                )
            ]
        )
    areas = _areas(measures, teams, stream, notes)
    owner = owners_of(areas, stream.stages, teams, measures.did if measures else {}, mapping.owns, notes)
    owns = claims(owner, areas, stream.stages)
    worked = measures is not None
    streams = item_streams(measures, notes) if measures else opportunity_streams(areas, teams, owner, notes)
    world = {
        "name": name,
        "description": "Proposed by orgsim init; what it rests on is in assumptions.md.",
        "horizon": {"quarters": 4, "warmup_quarters": 2, "run_off_quarters": 4} if worked else {"quarters": 8, "warmup_quarters": 4, "run_off_quarters": 8},
        "presence": 0.9,
        "workforce": {"from_csv": "people.csv"},
        "value_stream": stream.as_values(),
        "products": [{"name": area} for area in areas],
        "demand": {"items" if worked else "opportunities": streams},
    }  # fmt: skip
    structures = {"as-is": as_is(owns, _levels(people, owns, notes), worked)}
    structures |= presets(roles, stream, len(areas), worked, notes)
    return Proposal(
        people,
        roles,
        world,
        structures,
        _mapping(files, titles, number, history, mapping),
        worked,
        notes,
        history,
    )


def _read(paths: Sequence[Path], mapping: MappingSpec, notes: Notes) -> _Files:
    """Which file is which; what is wrong with any of them is said at once."""
    files = _Files()
    problems: list[Problem] = []
    told = {"people": dict(mapping.columns.people), "work": dict(mapping.columns.work)}
    for path in paths:
        try:
            sheet = read_sheet(path, notes)
            columns = recognised(sheet, told, notes)
        except InputError as error:
            problems += error.problems
            continue
        people = columns.kind in ("people", "groups")
        if (files.people if people else files.work) is not None:
            what = f"is a second {'list of people' if people else 'history of work'}"
            problems.append(sheet.problem(what, "give one list of people and one history"))
        elif people:
            files.people = sheet, columns
        else:
            files.work = sheet, columns
        files.columns["people" if people else "work"] = dict(columns.found)
        rest = [column for column in sheet.header if column not in columns.found.values()]
        unused = [column for column in rest if people or not looks_like_times(sheet.columns[column])]
        used = ", ".join(f"{meaning} = '{column}'" for meaning, column in columns.found.items())
        notes.find(
            f"{path.name}: {len(sheet):,} rows; {used}"
            + (f"; not used: {', '.join(unused)}" if unused else "")
        )
    if problems:
        raise InputError(problems)
    return files


def _tell_people(
    people: Sequence[Person], roles: Sequence[str], titles: dict[str, str], notes: Notes
) -> None:
    notes.find(
        f"{several(len(people), 'person', 'people')} of {several(len(set(roles)), 'role')}, from {several(len(titles), 'title')}: {says(roles)}"
    )
    memberships = sum(len(person.teams) for person in people)
    teams = {team for person in people for team in person.teams}
    groups = {person.group for person in people if person.group}
    notes.find(
        f"{several(len(teams), 'team')} in {several(len(groups), 'group')}; {memberships / len(people):.2f} memberships a person"
    )
    alone = sum(not person.teams for person in people)
    if alone:
        notes.warn(f"{several(alone, 'person is', 'people are')} in no team: no part in the work")
    if any(len(person.teams) > 1 and not all(person.teams.values()) for person in people):
        notes.assume("people of several teams split their time equally", "people.csv: memberships")


def _areas(measures: Measures | None, teams: Teams, stream: Stream, notes: Notes) -> list[str]:
    """Product areas: those of the history, else the teams that build, or their groups where they are many."""
    if measures is not None:
        return list(dict.fromkeys(area for area, _ in sorted(measures.rates)))
    stage = "build" if "build" in stream.stages else stream.stages[0]
    strength = {team: teams.strength(team, stage) for team in teams.members}
    builders = [team for team in strength if strength[team] >= LEAST_STRENGTH] or [
        team for team in strength if strength[team] > 0
    ]
    if not builders:
        builders = list(teams.members)[:1]
    if len(builders) <= MOST_PLACES or not teams.group:
        kept = sorted(builders, key=lambda team: -strength[team])[:MOST_PLACES]
        notes.assume(
            f"product areas: the {len(kept)} teams with people who build, each an area of its own",
            "world.yaml: products",
        )
        return [team for team in builders if team in kept]
    groups: Counter[str] = Counter()
    for team in builders:
        groups[teams.group.get(team, team)] += strength[team]  # type: ignore[assignment]
    kept = [group for group, _ in groups.most_common(MOST_PLACES)]
    notes.assume(
        f"product areas: {len(kept)} groups with people who build, because {len(builders)} teams are many",
        "world.yaml: products",
    )
    return kept


def _levels(people: Sequence[Person], owns: Values, notes: Notes) -> int:
    """Levels of management above those who do the work, as far as an approval path is made of them."""
    deepest = 0
    for person in people:
        if not set(person.shares()) & set(owns):
            continue
        depth, boss = 0, person.manager
        while boss is not None:
            depth, boss = depth + 1, people[boss].manager
        deepest = max(deepest, depth)
    if deepest == 0:
        notes.assume(
            "no reporting lines above those who do the work: nobody is asked", "as-is.yaml: governance"
        )
        return 0
    levels = min(deepest, MOST_LEVELS)
    notes.assume(
        f"approval paths follow the reporting lines: {deepest} levels above those who do the work, {levels} of them asked one "
        "after the other (the last stands for all above it), half an hour each; nobody says who decides what",
        "as-is.yaml: structure.management, governance",
    )
    return levels


def _mapping(
    files: _Files, titles: dict[str, str], number: Counter[str], history: History | None, told: MappingSpec
) -> Values:
    """What was made of words, to be edited."""
    found: Values = {"columns": files.columns}
    if files.people is not None:
        order = sorted(titles, key=lambda title: (titles[title], -number[title], title))
        found["titles"] = {title: titles[title] for title in order}
    if history is not None:
        found["statuses"] = dict(history.statuses)
    if told.who:
        found["who"] = {stage: dict(by) for stage, by in told.who.items()}
    if told.owns:
        found["owns"] = {area: dict(by) for area, by in told.owns.items()}
    return found


def roles_by_title(proposal: Proposal) -> list[str]:
    """For each role a line: how many people, of which titles."""
    by_role: dict[str, Counter[str]] = {}
    for person, role in zip(proposal.people, proposal.roles, strict=True):
        by_role.setdefault(role, Counter())[person.title or "(no title)"] += 1
    return [
        f"{role}: {sum(titles.values())} of {several(len(titles), 'title')} ({counted(titles.items(), most=3)})"
        for role, titles in by_role.items()
    ]
