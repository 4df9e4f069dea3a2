"""The organisation for programs: JSON with everything, CSV with a row for each role in each place."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from ..csv_text import csv_of
from . import labels as wording
from .description import Description, TeamShown, verdict_on

COLUMNS = (
    "kind", "group", "name", "role", "people", "heads", "shared", "utilisation", "highest", "verdict", "owns",
)  # fmt: skip


def as_json(shown: Description) -> str:
    """Everything that is known of the organisation."""
    found = asdict(shown)
    for group, plain in zip(shown.groups, found["groups"], strict=True):
        plain["people"] = group.people
        for team, plain_team in zip(group.teams, plain["teams"], strict=True):
            plain_team |= {"people": team.people, "heads": team.heads, "busiest": team.busiest.role}
    return json_of(found)


def json_of(values: Any) -> str:
    """Values as JSON for people and programs."""
    return json.dumps(values, indent=2, ensure_ascii=False) + "\n"


def as_csv(shown: Description) -> str:
    """A row for each role in each team, on each board and without a team."""
    rows = [row for group in shown.groups for team in group.teams for row in _rows_of("team", team)]
    rows += [row for team in shown.reviewers for row in _rows_of("reviewers", team)]
    rows += [
        {"kind": "board", "name": layer.name, "role": role, "people": count, "heads": count}
        for layer in shown.layers
        for role, count in layer.members
        if layer.form == "board"
    ]
    rows += [
        {"kind": "no team", "role": role.role, "people": role.bench, "heads": role.bench}
        for role in shown.roles
        if role.bench
    ]
    return csv_of(COLUMNS, rows)


def _rows_of(kind: str, team: TeamShown) -> list[dict[str, Any]]:
    return [
        {
            "kind": kind, "group": team.group, "name": team.name, "role": seats.role, "people": seats.people,
            "heads": seats.heads, "shared": seats.shared, "utilisation": seats.utilisation,
            "highest": seats.highest, "verdict": verdict_on(seats.highest),
            "owns": wording.holdings(team),
        }
        for seats in team.seats
    ]  # fmt: skip
