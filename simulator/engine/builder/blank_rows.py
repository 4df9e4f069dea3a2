"""Rows before anything is known of them, and the chains of free rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...kernel.world import table
from ...work.records import CONTRIBUTION, FEATURE, NEEDS_PLACE, OPEN, REQUEST, WORK
from .records import INITIATIVE, ITEM, fill_blanks

FREE_LINKS = {
    ITEM: ("sibling", "kind"),
    INITIATIVE: ("next_free", "ordinal"),
    CONTRIBUTION: ("next_of_unit", "person"),
    REQUEST: ("next", "asker"),
    FEATURE: ("next_free", "ordinal"),
}


def free_rows(rows: Any, first: int) -> None:
    """Chain the rows of a table from `first` on into its list of free rows."""
    link, mark = FREE_LINKS[rows.dtype]
    rows[link][first:-1] = np.arange(first + 1, len(rows))
    rows[link][-1] = -1
    rows[mark][first:] = -1


def blank_item() -> Any:
    """A new item before anything is known of it."""
    blank = table(ITEM, 1)
    for name in (
        "initiative", "furthest", "team", "person", "membership", "last_person", "follower",
        "next_of_initiative", "previous_of_initiative", "made_by", "child", "sibling", "previous", "deployment", "initiative_ordinal", "first_request", "request", "raised_by",
    ):  # fmt: skip
        blank[name] = -1
    for name in ("started_at", "done_at", "closed_at"):
        blank[name] = np.nan
    fill_blanks(blank, "items")
    blank.unfinished = 1
    blank.phase = WORK
    blank.repeat_share = blank.focus = 1.0
    blank.place = NEEDS_PLACE
    blank.fate = OPEN
    return blank


def blank_initiative() -> Any:
    """A new initiative before anything is known of it."""
    blank = table(INITIATIVE, 1)
    for name in (
        "team",
        "next_unstaffed",
        "waiting",
        "proposal",
        "first_item",
        "backlog_team",
        "scope",
        "feature",
        "last_person",
    ):
        blank[name] = -1
    for name in (
        "asked_at",
        "answered_at",
        "committed_at",
        "begun_at",
        "first_release_at",
        "most_released_at",
        "closed_at",
    ):
        blank[name] = np.nan
    fill_blanks(blank, "initiatives")
    blank.fate = OPEN
    return blank
