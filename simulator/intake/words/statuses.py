"""From statuses to stages: work, mere waiting, a return, or the end of an item."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .phrases import plain
from .vocabulary import Vocabulary

WAITING, DONE, ENDED, REOPENED = "waiting", "done", "ended", "reopened"
NO_STAGE = (WAITING, DONE, ENDED, REOPENED)


def stage_of(status: str, words: Vocabulary) -> str:
    """Stage of a status: one that is known, `waiting`, `done`, `ended`, `reopened`, or a stage of its own name."""
    return words.status(status) or plain(status).replace(" ", "_") or WAITING


def stages_of(statuses: Iterable[str], mapped: Mapping[str, str], words: Vocabulary) -> dict[str, str]:
    """Stage by status: from mapping.yaml, otherwise by the vocabulary."""
    return {status: mapped.get(status) or stage_of(status, words) for status in dict.fromkeys(statuses)}
