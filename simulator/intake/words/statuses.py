"""From statuses to stages: work, mere waiting, a return, or the end of an item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .phrases import plain, without_numbers
from .vocabulary import Vocabulary

WAITING, DONE, ENDED, REOPENED = "waiting", "done", "ended", "reopened"
NO_STAGE = (WAITING, DONE, ENDED, REOPENED)


FEW_KNOWN = 0.5
"""Share of the activities of a log that are known words, below which it is not a log of statuses but of work of its own kind."""


def stage_of(status: str, words: Vocabulary, whole: bool = False) -> str:
    """Stage of a status: one that is known, `waiting`, `done`, `ended`, `reopened`, or a stage of its own name."""
    return words.status(status, whole) or plain(without_numbers(status)).replace(" ", "_") or WAITING


def stages_of(
    statuses: Iterable[str], mapped: Mapping[str, str], words: Vocabulary, whole: bool = False
) -> dict[str, str]:
    """Stage by status: from mapping.yaml, otherwise by the vocabulary."""
    return {
        status: mapped.get(status) or stage_of(status, words, whole) for status in dict.fromkeys(statuses)
    }


def is_own_kind(activities: Iterable[str], words: Vocabulary) -> bool:
    """Whether most activities of a log are no usual statuses: then `Open account` is work, and no wait."""
    known = [bool(words.status(activity, whole=True)) for activity in set(activities)]
    return sum(known) < FEW_KNOWN * len(known)
