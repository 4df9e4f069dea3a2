"""What a scenario takes from a file of people: counts of roles, and the teams of recipe `as_is`.

`workforce: {from_csv: people.csv}` becomes roles with counts; other keys written there about a role
are added. `structure: {recipe: as_is, owns: {team: …}}` gets its teams, and `management:
{reporting_lines: 3}` its levels. Members who give a team a part of their time attend that part of its
meetings, on average. A resolved scenario holds all of this, and no longer needs the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..errors import Problem, did_you_mean
from ..kernel.units import HOURS_PER_WEEK
from ..mechanisms.ceremonies import CeremoniesSpec, team_share
from .overrides import as_written
from .patches import Patch, takes_away
from .people_csv import People, read_people
from .places import WHOLE, step_into
from .yaml_reader import Taken, Written

AS_IS = "as_is"
TEAMS = step_into(step_into(WHOLE, "structure"), "teams")


def peopled(written: Written, folder: Path) -> Written:
    """A scenario with what it takes from a file of people; problems are added to those of the scenario."""
    workforce = _below(written, "workforce")
    source = _below(workforce, "from_csv")
    if workforce is None or source is None:
        return written
    if not isinstance(source.value, str):
        return written
    people = read_people(folder, source.value)
    written.problems += [
        replace(p, path="workforce.from_csv", file=source.file, line=source.line, column=source.column)
        for p in people.problems
    ]
    if people.problems:
        written.incomplete = True
        return written
    people = _without_roles(people, workforce, written)
    result = _with(written, "workforce", _roles(workforce, source, people))
    structure = _below(written, "structure")
    recipe = _below(structure, "recipe")
    if structure is None or recipe is None or recipe.value != AS_IS:
        return result
    return _with(result, "structure", _as_it_is(structure, people, written))


def _below(written: Written | None, key: str) -> Written | None:
    """The value of a key; null is treated as absent."""
    found = written.value.get(key) if written is not None and isinstance(written.value, dict) else None
    return None if found is None or found.value is None else found


def _without_roles(people: People, workforce: Written, written: Written) -> People:
    """The people without those whose role is removed; their reports go to the manager above them."""
    gone = {role for role in people.counts if role in workforce.value and workforce.value[role].value is None}
    for role in gone:
        written.taken["workforce", role] = Taken(workforce.position_of(role), workforce.value.pop(role))
    kept = [n for n, row in enumerate(people.rows) if row.role not in gone]
    number = {n: k for k, n in enumerate(kept)}

    def leader(n: int | None) -> int | None:
        while n is not None and n not in number:
            n = people.rows[n].manager
        return None if n is None else number[n]

    rows = (replace(people.rows[n], manager=leader(people.rows[n].manager)) for n in kept)
    return replace(people, rows=tuple(rows)) if gone else people


def _with(written: Written, key: str, value: Written) -> Written:
    """A map with one entry replaced or added."""
    return replace(
        written,
        value={**written.value, key: value},
        keys={key: (value.line, value.column), **written.keys},
    )


def _roles(workforce: Written, source: Written, people: People) -> Written:
    """Roles with their counts, and with other keys that are written about them."""
    rest = {key: entry for key, entry in workforce.value.items() if key != "from_csv"}
    roles: dict[str, Written] = {}
    for role, count in people.counts.items():
        spec = rest.pop(role, None) or Written({}, *source.position)
        if isinstance(spec.value, dict) and "count" not in spec.value:
            spec = _with(spec, "count", Written(count, *source.position))
            shares = people.fte_of(role)
            if "fte" not in spec.value and any(share != 1.0 for share in shares):
                spec = _with(spec, "fte", _standing(as_written(shares, source.file), source))
        roles[role] = spec
    return replace(workforce, value={**roles, **rest})


def _as_it_is(structure: Written, people: People, written: Written) -> Written:
    """The structure with the teams of the people, and the levels of managers above them."""
    owns = _below(structure, "owns")
    claims = owns.plain() if owns is not None and isinstance(owns.value, dict) else {}
    seats = people.seats()
    written.problems += [
        Problem(f"structure.owns.{team}", "no such team in the file of people", did_you_mean(team, seats),
                *(owns.position_of(team) if owns else ()))
        for team in claims if team not in seats
    ]  # fmt: skip
    listed = _below(structure, "teams")
    if listed is None or _changes_teams(listed):
        meetings = _ceremonies(written)
        teams = _placed(
            [_team(people, name, members, claims, meetings) for name, members in seats.items()], structure
        )
        if listed is not None:
            patch = Patch()
            teams = patch.over(teams, listed, TEAMS, ("structure", "teams"))
            written.problems += patch.problems
            written.taken.update(patch.taken)
        structure = _with(structure, "teams", teams)
    management = _below(structure, "management")
    most = _below(management, "reporting_lines")
    if management is not None and most is not None and isinstance(most.value, int) and most.value > 0:
        busy = sorted({person for team in claims if team in seats for person, _ in seats[team]})
        levels = _placed(people.levels(busy, most.value), management)
        structure = _with(structure, "management", _with(management, "levels", levels))
    return structure


def _changes_teams(teams: Written) -> bool:
    """Whether listed teams change those of the file instead of replacing them."""
    entries = teams.value if isinstance(teams.value, list) else []
    maps = [entry for entry in entries if isinstance(entry.value, dict)]
    return any("members" not in entry.value or takes_away(entry) for entry in maps)


def _placed(value: Any, place: Written) -> Written:
    """A value at the position where something else was written."""
    return _standing(as_written(value, place.file), place)


def _standing(written: Written, place: Written) -> Written:
    written.file, written.line, written.column = place.position
    below = written.value if isinstance(written.value, list) else []
    for entry in written.value.values() if isinstance(written.value, dict) else below:
        _standing(entry, place)
    written.keys = dict.fromkeys(written.keys, (place.line, place.column))
    return written


def _team(
    people: People,
    name: str,
    members: list[tuple[int, float]],
    claims: Mapping[str, Any],
    ceremonies: CeremoniesSpec,
) -> dict[str, Any]:
    """A team as a structure would list it; one that owns nothing meets elsewhere."""
    first: dict[str, int] = {}
    for ordinal, row in enumerate(people.rows):
        first.setdefault(row.role, ordinal)
    seats: dict[str, list[dict[str, float]]] = {}
    for ordinal, share in members:
        role = people.rows[ordinal].role
        seats.setdefault(role, []).append({"person": ordinal - first[role], "share": share})
    team: dict[str, Any] = {"name": name, "members": seats, "owns": claims.get(name, [])}
    group = people.group_of(name, [ordinal for ordinal, _ in members])
    if group is not None:
        team["group"] = group
    given = sum(share for _, share in members)  # time of this many whole people
    if name not in claims:
        team["meeting_hours_per_week"] = 0
    elif given < len(members) - 1e-9:
        hours = HOURS_PER_WEEK * team_share(ceremonies, max(1, round(given)))
        team["meeting_hours_per_week"] = given / len(members) * hours
    return team


def _ceremonies(written: Written) -> CeremoniesSpec:
    """Meetings as the file has them; their errors are reported elsewhere."""
    there = _below(written, "ceremonies")
    try:
        return CeremoniesSpec.model_validate(there.plain() if there is not None else {})
    except ValidationError:
        return CeremoniesSpec()
