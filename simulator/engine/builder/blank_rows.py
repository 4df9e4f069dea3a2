"""Rows before anything is known of them, and the chains of free rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...kernel.world import table
from ...work.records import CONTRIBUTION, NEEDS_PLACE, OPEN, WORK
from .records import INITIATIVE, ITEM, fill_blanks

FREE_LINKS = {
    ITEM: ("sibling", "kind"),
    INITIATIVE: ("next_free", "ordinal"),
    CONTRIBUTION: ("next_initiative", "person"),
}


def free_rows(rows: Any, first: int) -> None:
    """Chain the rows of items or initiatives from `first` on into the list of free rows."""
    link, mark = FREE_LINKS[rows.dtype]
    rows[link][first:-1] = np.arange(first + 1, len(rows))
    rows[link][-1] = -1
    rows[mark][first:] = -1


def blank_item() -> Any:
    """A new item before anything is known of it."""
    blank = table(ITEM, 1)
    for name in (
        "initiative", "furthest", "team", "person", "membership", "last_person", "follower",
        "next_of_initiative", "child", "sibling", "previous", "deployment", "initiative_ordinal", "first_asking", "asker", "raised_by", "layer",
    ):  # fmt: skip
        blank[name] = -1
    for name in ("started_at", "done_at", "closed_at"):
        blank[name] = np.nan
    fill_blanks(blank, "items")
    blank.unfinished = 1
    blank.phase = WORK
    blank.repeat_share = 1.0
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
