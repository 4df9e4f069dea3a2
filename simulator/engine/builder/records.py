"""Records as a run has them: fields that all runs need, and those that mechanisms add."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...mechanisms.registry import MECHANISMS, OWN_ACCOUNTS, blanks_of, extended, fields_of
from ...organisation.structure import TEAM as TEAM_OF_STATE
from ...organisation.workforce import PERSON as PERSON_OF_STATE
from ...state.clock import PARAMETERS as PARAMETERS_OF_STATE
from ...work.products import AREA as AREA_OF_WORK
from ...work.records import INITIATIVE as INITIATIVE_OF_WORK
from ...work.records import ITEM as ITEM_OF_WORK

ITEM = extended(ITEM_OF_WORK, "items")
INITIATIVE = extended(INITIATIVE_OF_WORK, "initiatives")
PERSON = extended(PERSON_OF_STATE, "people")
TEAM = extended(TEAM_OF_STATE, "teams")
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
