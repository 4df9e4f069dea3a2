"""From files to a proposal: people, a world, structures, a comparison, and the notes on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import InputError, Problem
from ..meaning.files import Files, read_files
from ..meaning.mapping import MappingSpec
from ..notes import Notes, counted, several
from ..people.persons import Person, persons_of
from ..words.titles import roles_of
from ..work.history import History, history_of
from ..work.measures import Measures, measured
from .ability import Stream, says, stream_of
from .demand import item_streams, opportunity_streams
from .from_history import TITLE, people_of
from .owners import Teams, claims, owners_of, teams_of
from .people_writer import in_order
from .presets import presets
from .structures import MOST_LEVELS, as_is

MOST_PLACES = 30
LEAST_STRENGTH = 0.5
"""Full-time people who build, from which a team is an area of its own."""
HORIZONS = {
    True: {"quarters": 4, "warmup_quarters": 2, "run_off_quarters": 4},
    False: {"quarters": 8, "warmup_quarters": 4, "run_off_quarters": 8},
}
"""With a history of items and without: initiatives take longer, and are fewer."""
Values = dict[str, Any]


@dataclass
class Proposal:
    """The result of reading a user's files."""

    people: list[Person]
    roles: list[str]
    world: Values
    structures: dict[str, Values]
    """By file name without ending; the first is the organisation as it is."""
    mapping: Values
    worked: bool
    """Whether demand comes from a history."""
    notes: Notes
    history: History | None = None


def propose(
    paths: Sequence[Path], mapping: MappingSpec, name: str, step: Callable[[str], None] = lambda doing: None
) -> Proposal:
    """Read files and propose a world; `step` hears what is done next.

    Raises InputError with all that is wrong with the files.
    """
    notes = Notes()
    step(f"reading {', '.join(path.name for path in paths)}")
    files = read_files(paths, mapping, notes)
    if files.work is not None:
        step(f"making items of the {len(files.work[0]):,} rows of {files.work[0].name}")
    history = None if files.work is None else history_of(*files.work, mapping.statuses, files.private, notes)
    people = _people(files, history, notes)
    mapped = {**({} if files.people else {TITLE: TITLE}), **mapping.titles}
    titles = roles_of([person.title for person in people], mapped)
    words = _mapping(files, titles, Counter(person.title for person in people), history, mapping)
    step(f"making a world of {several(len(people), 'person', 'people')}")
    people, roles = in_order(people, [titles[person.title] for person in people])
    _tell_people(people, roles, titles, notes)
    world, structures = _made(people, roles, None if history is None else measured(history), mapping, notes)
    return Proposal(
        people, roles, {"name": name, **world}, structures, words, history is not None, notes, history
    )


def _people(files: Files, history: History | None, notes: Notes) -> list[Person]:
    """All people of the list, or of the history if there is no list."""
    if files.people is not None:
        people = persons_of(*files.people, files.private, notes)
    else:
        assert history is not None  # there is at least one of the two
        people = people_of(history, notes)
    if not any(person.teams for person in people):
        what = "no one is in a team"
        name = files.people[0].name if files.people else ""
        raise InputError([Problem("", what, "fill a column of teams, groups or managers", name)])
    return people


def _made(
    people: Sequence[Person],
    roles: Sequence[str],
    measures: Measures | None,
    mapping: MappingSpec,
    notes: Notes,
) -> tuple[Values, dict[str, Values]]:
    """The world and its structures."""
    worked = measures is not None
    stream = stream_of(roles, measures, mapping, notes)
    teams = teams_of(people, roles, stream.who)
    areas = _areas(measures, teams, stream, notes)
    owner = owners_of(areas, stream.stages, teams, measures.did if measures else {}, mapping.owns, notes)
    owns = claims(owner, areas, stream.stages)
    streams = item_streams(measures, notes) if measures else opportunity_streams(areas, teams, owner, notes)
    world = {
        "description": "Proposed by orgsim init; assumptions.md lists what it is based on.",
        "horizon": HORIZONS[worked],
        "presence": 0.9,
        "workforce": {"from_csv": "people.csv"},
        "value_stream": stream.as_values(),
        "products": [{"name": area} for area in areas],
        "demand": {"items" if worked else "opportunities": streams},
        **_mechanisms(notes),
    }
    structures = {"as-is": as_is(owns, _levels(people, owns, notes), worked)}
    return world, structures | presets(roles, stream, len(areas), worked, notes)


def _mechanisms(notes: Notes) -> Values:
    """Sections of mechanisms that do not depend on the files, at their defaults."""
    notes.miss(
        "how many people leave, how long a seat stays empty, how newcomers and people new to an area learn: defaults",
        "world.yaml: people, learning; see orgsim show --parameters",
    )
    notes.miss(
        "customers and costs: defaults",
        "world.yaml: customers, money, workforce.<role>.pay",
    )
    notes.miss("failures: none", "world.yaml: add 'quality: {}', and 'finds: 0.6' to a stage that tests")
    return {"people": {}, "learning": {}, "customers": {}, "money": {}}


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
        notes.warn(f"{several(alone, 'person is', 'people are')} not in a team: no part in the work")
    if any(len(person.teams) > 1 and not all(person.teams.values()) for person in people):
        notes.assume("people of several teams split their time equally", "people.csv: memberships")


def _areas(measures: Measures | None, teams: Teams, stream: Stream, notes: Notes) -> list[str]:
    """Product areas: those of the history, otherwise the teams that build, or their groups if there are many teams."""
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
            f"product areas: {several(len(kept), 'team')} with people who build, each an area of its own",
            "world.yaml: products",
        )
        return [team for team in builders if team in kept]
    groups: Counter[str] = Counter()
    for team in builders:
        groups[teams.group.get(team, team)] += strength[team]  # type: ignore[assignment]
    kept = [group for group, _ in groups.most_common(MOST_PLACES)]
    notes.assume(
        f"product areas: {len(kept)} groups with people who build, because {len(builders)} teams are too many",
        "world.yaml: products",
    )
    return kept


def _levels(people: Sequence[Person], owns: Values, notes: Notes) -> int:
    """Levels of management above those who do the work that become an approval path."""
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
            "no reporting lines above those who do the work: there are no approvals", "as-is.yaml: governance"
        )
        return 0
    levels = min(deepest, MOST_LEVELS)
    notes.assume(
        f"approval paths follow the reporting lines: {deepest} levels above those who do the work, {levels} of them asked one "
        "after the other (the last represents all above it), half an hour each; decision rights are unknown",
        "as-is.yaml: structure.management, governance",
    )
    return levels


def _mapping(
    files: Files, titles: dict[str, str], number: Counter[str], history: History | None, mapped: MappingSpec
) -> Values:
    """How words were read, to be edited."""
    found: Values = {"columns": files.columns}
    if files.people is not None:
        order = sorted(titles, key=lambda title: (titles[title], -number[title], title))
        found["titles"] = {title: titles[title] for title in order}
    if history is not None:
        found["statuses"] = dict(history.statuses)
    if mapped.who:
        found["who"] = {stage: dict(by) for stage, by in mapped.who.items()}
    if mapped.owns:
        found["owns"] = {area: dict(by) for area, by in mapped.owns.items()}
    return found


def roles_by_title(proposal: Proposal) -> list[str]:
    """A line for each role: number of people and their titles."""
    by_role: dict[str, Counter[str]] = {}
    for person, role in zip(proposal.people, proposal.roles, strict=True):
        by_role.setdefault(role, Counter())[person.title or "(no title)"] += 1
    return [
        f"{role}: {sum(titles.values())} of {several(len(titles), 'title')} ({counted(titles.items(), most=3)})"
        for role, titles in by_role.items()
    ]
