"""The registry: every mechanism of the model, by the entry in its own file. Nothing is listed a second time."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from ..state.accounts import ACCOUNTS as ACCOUNTS_OF_STATE
from .entry import Column, Mechanism


def _entries() -> Iterator[Mechanism]:
    for module in sorted(found.name for found in pkgutil.iter_modules([str(Path(__file__).parent)])):
        entry = getattr(import_module(f".{module}", __package__), "MECHANISM", None)
        if entry is not None:
            yield entry


MECHANISMS = tuple(_entries())
"""All mechanisms that this version acts on."""
BY_NAME = {mechanism.name: mechanism for mechanism in MECHANISMS}
PLANNED = ("adoption",)
"""Names that scenario files may have, of mechanisms that this version does not act on yet."""
NAMES = tuple(sorted([*BY_NAME, *PLANNED]))
"""All names by which a scenario file may switch mechanisms."""
SECTIONS = {m.section: m for m in MECHANISMS if m.section is not None}
"""Mechanisms by the key of their section in a scenario file."""

OWN_ACCOUNTS = tuple(
    account for m in MECHANISMS for account in m.accounts if account not in ACCOUNTS_OF_STATE
)
ACCOUNTS = (*ACCOUNTS_OF_STATE, *OWN_ACCOUNTS)
"""Accounts of people's time: those that the state books, then those that mechanisms add."""
ACCOUNT_COUNT = len(ACCOUNTS)


def number_of(account: str) -> int:
    """Number of an account of people's time."""
    return ACCOUNTS.index(account)


def columns_of(table: str) -> list[Column]:
    """Fields that mechanisms add to a table of the World."""
    return [column for m in MECHANISMS for column in m.columns.get(table, ())]


def extended(record: Any, table: str) -> Any:
    """A record type with the fields that mechanisms add to a table of the World."""
    added = [(column.name, column.kind) for column in columns_of(table)]
    return np.dtype([*fields_of(record), *added], align=True)


def fields_of(record: Any) -> list[tuple[str, Any]]:
    """Fields of a record type, with their types."""
    return [(name, record.fields[name][0]) for name in record.names]


def blanks_of(table: str) -> dict[str, float]:
    """Values of those fields in a new row."""
    return {column.name: column.blank for column in columns_of(table)}


_BY_KEY = {key: m.name for m in MECHANISMS for key in (*m.keys, *([] if m.section is None else [m.section]))}


def mechanism_of(path: str) -> str | None:
    """Name of the mechanism to which a path of a scenario file belongs, names of things left out as `*`."""
    keys = [key for key in _BY_KEY if path == key or path.startswith(f"{key}.")]
    return _BY_KEY[max(keys, key=len)] if keys else None
