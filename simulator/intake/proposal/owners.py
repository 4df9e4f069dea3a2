"""Who owns what: the team that did it, otherwise by names, otherwise the able team with the least to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ..notes import Notes
from ..people.persons import Person
from ..words.phrases import plain

BY_HISTORY, BY_NAME, BY_GUESS = "history", "name", "guess"


@dataclass
class Teams:
    """Teams of the people, and what each can do."""

    members: dict[str, dict[int, float]]
    """By team: its people with the share of their time."""
    group: dict[str, str]
    roles: Sequence[str]
    """Role of each person."""
    who: dict[str, dict[str, float]]
    """By stage: roles that can do it."""
    owned: Counter[str] = field(default_factory=Counter)
    """How many areas each team has been given so far, by team."""

    def strength(self, team: str, stage: str) -> float:
        """Full-time people of a team who can do a stage, each weighted by their proficiency."""
        by = self.who[stage]
        return sum(share * by.get(self.roles[p], 0.0) for p, share in self.members[team].items())

    def strongest(self, teams: Sequence[str], stage: str) -> str | None:
        """The team among several that can do most of a stage for each area that it has already."""
        able = [team for team in teams if self.strength(team, stage) > 0]
        return max(able, key=lambda t: self.strength(t, stage) / (1 + self.owned[t])) if able else None


def teams_of(people: Sequence[Person], roles: Sequence[str], who: dict[str, dict[str, float]]) -> Teams:
    """Teams with their members and groups."""
    members: dict[str, dict[int, float]] = {}
    groups: dict[str, Counter[str]] = {}
    for n, person in enumerate(people):
        for team, share in person.shares().items():
            members.setdefault(team, {})[n] = share * person.fte
            if person.group:
                groups.setdefault(team, Counter())[person.group] += 1
    return Teams(members, {team: c.most_common(1)[0][0] for team, c in groups.items()}, roles, who)


def owners_of(
    areas: Sequence[str],
    stages: Sequence[str],
    teams: Teams,
    did: Mapping[tuple[str, str], Mapping[str, int]],
    mapped: Mapping[str, Mapping[str, str]],
    notes: Notes,
) -> dict[tuple[str, str], str]:
    """The owner of every area and stage; a team that did a stage can do it, regardless of its roles."""
    known = {plain(team): team for team in teams.members}
    owner: dict[tuple[str, str], str] = {}
    how: Counter[str] = Counter()
    for area in areas:
        for stage in stages:
            wanted = mapped.get(area, {}).get(stage)
            if wanted in teams.members:
                owner[area, stage], way = wanted, BY_HISTORY
            else:
                owner[area, stage], way = _owner(area, stage, teams, did, known)
            _enable(teams, owner[area, stage], stage)
            how[way] += 1
        for team in {owner[area, stage] for stage in stages}:
            teams.owned[team] += 1
    _note(how, len(areas) * len(stages), notes)
    _note_share(owner, did, notes)
    return owner


def _note_share(
    owner: Mapping[tuple[str, str], str], did: Mapping[tuple[str, str], Mapping[str, int]], notes: Notes
) -> None:
    """Note how much of the work in the history was done by the chosen owners."""
    seen = {key: did.get(key) or did.get((key[0], ""), {}) for key in owner}
    total = sum(sum(teams.values()) for teams in seen.values())
    theirs = sum(
        n for key, teams in seen.items() for team, n in teams.items() if plain(team) == plain(owner[key])
    )
    if total and theirs < 0.99 * total:
        notes.assume(
            f"each area and stage has one owner; the owners did {theirs / total:.0%} of the work in the history, and do all of "
            "it here",
            "mapping.yaml: owns, or as-is.yaml: structure.owns",
        )


def _owner(
    area: str, stage: str, teams: Teams, did: Mapping[tuple[str, str], Mapping[str, int]], known: Mapping[str, str]
) -> tuple[str, str]:  # fmt: skip
    """The owner of one area and stage, and how it was found."""
    for seen in (did.get((area, stage), {}), did.get((area, ""), {})):
        for name, _ in Counter(seen).most_common():
            if plain(name) in known:
                return known[plain(name)], BY_HISTORY
            inside = [team for team, group in teams.group.items() if plain(group) == plain(name)]
            if inside:
                return teams.strongest(inside, stage) or inside[0], BY_HISTORY
    named = known.get(plain(area))
    if named is not None and teams.strength(named, stage) > 0:
        return named, BY_NAME
    near = _near(area, named, teams)
    chosen = teams.strongest(near, stage)
    if chosen is not None:
        return chosen, BY_NAME
    chosen = teams.strongest(list(teams.members), stage)
    if chosen is None:  # no team can: the largest team learns it
        chosen = max(teams.members, key=lambda team: sum(teams.members[team].values()))
    return chosen, BY_GUESS


def _near(area: str, named: str | None, teams: Teams) -> list[str]:
    """Teams of the group with the area's name, or of the group of the team with that name."""
    if named is not None:
        return [
            team
            for team in teams.members
            if team in teams.group and teams.group[team] == teams.group.get(named)
        ]
    words = plain(area)
    return [
        team
        for team in teams.members
        if plain(teams.group.get(team, "")) == words or f" {words} " in f" {plain(team)} "
    ]


def _enable(teams: Teams, team: str, stage: str) -> None:
    """Let the most frequent role of a team do a stage that no one there can do."""
    if teams.strength(team, stage) > 0:
        return
    time: Counter[str] = Counter()
    for person, share in teams.members[team].items():
        time[teams.roles[person]] += share  # type: ignore[assignment]
    teams.who[stage][time.most_common(1)[0][0]] = 1.0


def _note(how: Counter[str], total: int, notes: Notes) -> None:
    if how[BY_HISTORY]:
        notes.find(
            f"who owns what: {how[BY_HISTORY]} of {total} (area, stage) belong to the team that did it most often"
        )
    if how[BY_NAME]:
        notes.assume(
            f"{how[BY_NAME]} of {total} (area, stage) belong to the team with the area's name, or to a team of the group with that name",
            "as-is.yaml: structure.owns",
        )
    if how[BY_GUESS]:
        notes.assume(
            f"{how[BY_GUESS]} of {total} (area, stage) belong to the team with most people who can do it, because "
            "the files do not show an owner",
            "as-is.yaml: structure.owns",
        )


def claims(
    owner: Mapping[tuple[str, str], str], areas: Sequence[str], stages: Sequence[str]
) -> dict[str, object]:
    """What each team owns, as a structure writes it: areas with the same stages together."""
    mine: dict[str, dict[tuple[str, ...], list[str]]] = {}
    for area in areas:
        by_team: dict[str, list[str]] = {}
        for stage in stages:
            by_team.setdefault(owner[area, stage], []).append(stage)
        for team, own in by_team.items():
            mine.setdefault(team, {}).setdefault(tuple(own), []).append(area)
    return {
        team: [
            {"products": names, **({} if len(own) == len(stages) else {"stages": list(own)})}
            for own, names in parts.items()
        ]
        for team, parts in mine.items()
    }  # fmt: skip
