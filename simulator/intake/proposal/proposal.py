"""From files to a proposal: people, a world, structures, a comparison, and the notes on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import InputError, Problem, did_you_mean
from ..meaning.files import Files, read_files
from ..meaning.mapping import MappingSpec
from ..meaning.reading import Reading
from ..notes import Notes, counted, several
from ..people.employment import tell_vacancies
from ..people.lines import lines_of
from ..people.persons import Person, persons_of, staffed
from ..words.titles import own_name, roles_of
from ..work.histories import history_of
from ..work.history import History
from ..work.measures import Measures, measured
from .ability import Stream, says, stream_of
from .calibration import TARGET, calibrate, seats_lacking, use_of
from .common import check_in_common
from .demand import item_streams, opportunity_streams
from .from_history import people_of
from .owners import Teams, claims, owners_of, teams_of
from .people_writer import in_order
from .presets import presets
from .structures import MOST_LEVELS, as_is
from .trial import AS_IS, PEOPLE, Draft

MOST_PLACES = 400
LEAST_STRENGTH = 0.5
"""Full-time people who build, from which a team is an area of its own."""
HORIZONS = {
    True: {"quarters": 4, "warmup_quarters": 2, "run_off_quarters": 4},
    False: {"quarters": 8, "warmup_quarters": 4, "run_off_quarters": 8},
}
"""With a history of items and without: initiatives take longer, and are fewer."""
Values = dict[str, Any]


@dataclass
class Proposal(Draft):
    """The result of reading a user's files."""

    mapping: Values = field(default_factory=dict)
    notes: Notes = field(default_factory=Notes)
    history: History | None = None
    variants: list[str] = field(default_factory=list)
    """What the comparison is made of: files, or files with what is changed in them."""


def propose(
    paths: Sequence[Path], reading: Reading, name: str, step: Callable[[str], None] = lambda doing: None
) -> Proposal:
    """Read files and propose a world; `step` hears what is done next.

    Raises InputError with all that is wrong with the files.
    """
    notes, mapping = reading.notes, reading.mapping
    step(f"reading {', '.join(path.name for path in paths)}")
    files = read_files(paths, reading)
    if files.work is not None:
        step(f"making items of the {len(files.work[0]):,} rows of {files.work[0].name}")
    history = None if files.work is None else history_of(*files.work, reading)
    people = _people(files, history, reading)
    check_in_common(files, people, history, reading)
    own = {} if files.people else {person.title: own_name(person.title) for person in people}
    mapped = {**own, **mapping.titles}
    titles = roles_of([person.title for person in people], mapped, reading.words)
    seats = [titles[person.title] for person in people if person.vacant]
    tell_vacancies(seats, reading)
    if mapping.vacancies == "empty":
        people = staffed(people)
    words = _mapping(files, titles, Counter(person.title for person in people), history, mapping)
    step(f"making a world of {several(len(people), 'person', 'people')}")
    people, roles = in_order(people, [titles[person.title] for person in people])
    measures = None if history is None else measured(history)
    stream = stream_of(people, roles, measures, mapping, notes)
    _warn_of_unknown(mapping.who, stream.stages, "who", "stage", notes)
    _tell_people(people, roles, titles, notes)
    draft, areas = _made(people, roles, stream, measures, mapping, notes)
    draft.world = {"name": name, **draft.world}
    draft = calibrate(draft, stream, bool(measures and measures.spent_days), notes)
    draft.structures |= presets(draft.roles, stream, areas, draft.worked, notes)
    variants = _variants(draft, notes)
    return Proposal(
        draft.people,
        draft.roles,
        draft.world,
        draft.structures,
        draft.worked,
        words,
        notes,
        history,
        variants,
    )


def _people(files: Files, history: History | None, reading: Reading) -> list[Person]:
    """All people of the list, or of the history if there is no list."""
    if files.people is not None:
        people = persons_of(*files.people, reading)
    else:
        assert history is not None  # there is at least one of the two
        people = people_of(history, reading)
    if not any(person.teams for person in people):
        what = "no one is in a team"
        name = files.people[0].name if files.people else ""
        raise InputError([Problem("", what, "fill a column of teams, groups or managers", name)])
    return people


def _made(
    people: list[Person],
    roles: list[str],
    stream: Stream,
    measures: Measures | None,
    mapping: MappingSpec,
    notes: Notes,
) -> tuple[Draft, int]:
    """The world and the organisation as it is, and the number of areas."""
    worked = measures is not None
    teams = teams_of(people, roles, stream.who)
    areas = _areas(measures, teams, stream, notes)
    _warn_of_unknown(mapping.owns, areas, "owns", "area", notes)
    owner = owners_of(areas, stream.stages, teams, measures.did if measures else {}, mapping.owns, notes)
    owns = claims(owner, areas, stream.stages)
    streams = item_streams(measures, notes) if measures else opportunity_streams(areas, teams, owner, notes)
    world = {
        "description": "Proposed by orgsim init; assumptions.md lists what it is based on.",
        "horizon": HORIZONS[worked],
        "presence": 0.9,
        "workforce": {"from_csv": PEOPLE},
        "value_stream": stream.as_values(),
        "products": [{"name": area} for area in areas],
        "demand": {"items" if worked else "opportunities": streams},
        **_mechanisms(notes),
    }
    draft = Draft(people, roles, world, {AS_IS: as_is(owns, _levels(people, owns, notes), worked)}, worked)
    _tell_teams(draft, notes)
    return draft, len(areas)


def _warn_of_unknown(
    mapped: Mapping[str, object], known: Sequence[str], key: str, what: str, notes: Notes
) -> None:
    """Warn of stages or areas of mapping.yaml that there are not."""
    for name in mapped:
        if name not in known:
            notes.warn(f"mapping.yaml: {key}.{name}: no such {what}; {did_you_mean(name, known)}")


def _tell_teams(draft: Draft, notes: Notes) -> None:
    """Teams and groups, as `orgsim show` counts them."""
    own = {team for person in draft.people for team in person.shares()}
    teams = [team for team in draft.scenario(AS_IS).organisation.teams if team.name in own]
    groups = {team.group for team in teams if team.group}
    memberships = sum(len(team.members) for team in teams)
    sizes = [len(team.members) for team in teams]
    inside = f" in {several(len(groups), 'group')}" if groups else ""
    notes.find(
        f"{several(len(teams), 'team')}{inside}, of {np.mean(sizes):.1f} people on average and {max(sizes)} at most; "
        f"{memberships / len(draft.people):.2f} memberships a person"
    )


def _variants(draft: Draft, notes: Notes) -> list[str]:
    """Structures that are compared: those that these people can be organised by, and that cope with the same work."""
    loads: dict[str, float] = {}
    for name, found in draft.scenarios(list(draft.structures)).items():
        if isinstance(found, InputError):
            problem = found.problems[0]
            if name == AS_IS:
                raise found
            notes.lack(f"preset {name} is left out: {problem.path}: {problem.what}")
            del draft.structures[name]
            continue
        used, role = use_of(found).busiest()
        if used >= 1.0 and name != AS_IS:
            use = use_of(found)
            loads[name] = max(0.01, TARGET * draft.world["demand"]["load"] / used)
            why = f"it would need about {several(seats_lacking(use, role), 'seat')} of role {role} more"
            if role == use.core:
                why = "its teams are equal, and the work of the areas is not"
            notes.lack(
                f"{name} is not in comparison.yaml: {why}; the busiest people ({role}) would need a utilisation of {used:.2f}, and their queue would grow "
                f"without end; with orgsim compare --load {loads[name]:.2f} they could cope"
            )
    fit = [f"{name}.yaml" for name in draft.structures if name not in loads]
    if len(fit) > 1 or not loads:
        return fit
    load = min(loads.values())
    notes.lack(
        f"no preset copes with the work of today: give orgsim compare --load {load:.2f}, at which all of them do"
    )
    return [f"{name}.yaml" for name in draft.structures]


def _mechanisms(notes: Notes) -> Values:
    """Sections of mechanisms that do not depend on the files, at their defaults."""
    notes.miss(
        "how many people leave, and how long a seat stays empty: no one leaves",
        "world.yaml: people",
    )
    notes.miss(
        "how people new to an area learn: defaults",
        "world.yaml: learning; see orgsim show --parameters",
    )
    notes.miss("failures: none", "world.yaml: add 'quality: {}', and 'finds: 0.6' to a stage that tests")
    return {"learning": {}}


def _tell_people(
    people: Sequence[Person], roles: Sequence[str], titles: dict[str, str], notes: Notes
) -> None:
    notes.find(
        f"{several(len(people), 'person', 'people')} of {several(len(set(roles)), 'role')}, from {several(len(titles), 'title')}: {says(roles)}"
    )
    notes.found.extend(lines_of(people))
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
        f"approval paths follow the reporting lines: {several(deepest, 'level')} above those who do the work, {levels} of them asked one "
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
        found["titles"] = {title: titles[title] for title in order if title}
    if history is not None:
        found["statuses"] = dict(history.statuses)
    if mapped.level:
        found["level"] = mapped.level
    if mapped.vacancies != "empty":
        found["vacancies"] = mapped.vacancies
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
