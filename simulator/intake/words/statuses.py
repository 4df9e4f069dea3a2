"""From statuses to stages: work, mere waiting, a return, or the end of an item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .phrases import plain, without_numbers
from .vocabulary import Vocabulary

WAITING, DONE, ENDED, REOPENED = "waiting", "done", "ended", "reopened"
NO_STAGE = (WAITING, DONE, ENDED, REOPENED)


def stage_of(status: str, words: Vocabulary, own_kind: bool = False) -> str:
    """Stage of a status: one that is known, `waiting`, `done`, `ended`, `reopened`, or a stage of its own name.

    own_kind: in a log of work of its own kind, where `Check` is no test, and `Open account` no wait.
    """
    known = words.status(status, whole=own_kind)
    if known and (not own_kind or known in NO_STAGE):
        return known
    return plain(without_numbers(status)).replace(" ", "_") or WAITING


def stages_of(
    statuses: Iterable[str], mapped: Mapping[str, str], words: Vocabulary, own_kind: bool = False
) -> dict[str, str]:
    """Stage by status: from mapping.yaml, otherwise by the vocabulary."""
    return {
        status: mapped.get(status) or stage_of(status, words, own_kind) for status in dict.fromkeys(statuses)
    }


def is_own_kind(activities: Iterable[str], words: Vocabulary) -> bool:
    """Whether the activities of a log are work of its own kind: none of them is a status of a board, such as `In Progress`."""
    return not any(words.is_of_a_board(activity) for activity in set(activities))
