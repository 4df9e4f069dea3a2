"""Records as a run has them: fields that all runs need, and those that mechanisms add."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...kernel.layout import laid_out
from ...mechanisms.registry import MECHANISMS, OWN_ACCOUNTS, blanks_of, extended, fields_of
from ...organisation.structure import TEAM as TEAM_OF_STATE
from ...organisation.workforce import PERSON as PERSON_OF_STATE
from ...state.clock import PARAMETERS as PARAMETERS_OF_STATE
from ...work.products import AREA as AREA_OF_WORK
from ...work.records import INITIATIVE as INITIATIVE_OF_WORK
from ...work.records import ITEM as ITEM_OF_WORK

# What is read whenever a person's time is booked or split, when work is queued and taken, when states change.
ITEM = laid_out(
    extended(ITEM_OF_WORK, "items"),
    (
        "remaining", "pause_at", "speed", "share", "focus", "attention", "counted", "stage",
        "rank", "queued_at", "ordinal", "initiative", "membership", "team", "product", "leader", "kind", "phase", "state", "place", "furthest",
        "days", "since", "child", "sibling", "previous", "person",
    ),
)  # fmt: skip
PERSON = laid_out(
    extended(PERSON_OF_STATE, "people"),
    (
        "settled_at", "presence", "meetings", "mentoring", "ramp", "lost", "next_item", "role", "open_count", "open_limit",
        "skill", "owed", "away", "incidents", "memberships", "available_since",
    ),
)  # fmt: skip
INITIATIVE = laid_out(
    extended(INITIATIVE_OF_WORK, "initiatives"),
    ("since", "intensity", "ordinal", "counts", "days", "team_stages", "team", "begun", "unfinished"),
)
TEAM = laid_out(extended(TEAM_OF_STATE, "teams"))
AREA = extended(AREA_OF_WORK, "areas")

PARAMETERS = np.dtype(
    [
        *fields_of(PARAMETERS_OF_STATE),
        *((parameter.name, parameter.kind) for m in MECHANISMS for parameter in m.parameters),
        *((f"account_of_{account}", "i8") for account in OWN_ACCOUNTS),
    ],
    align=True,
)


def fill_blanks(rows: Any, table: str) -> None:
    """Give the fields that mechanisms add to a table the values that they have in a new row."""
    for name, value in blanks_of(table).items():
        rows[name] = value
