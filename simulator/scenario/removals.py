"""Null is treated as absent; removing something that is not there is reported."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ..errors import Problem, did_you_mean
from .patches import REMOVE, wants_removal, word_of
from .places import WHOLE, Place, field_of, holds_names, is_needed, may_be_list, specs_of, step_into
from .yaml_reader import Written


def pruned(written: Written) -> Written:
    """A whole file without keys that are null and without marks of removal; errors are added to its problems.

    A key that its part requires stays, and is refused later.
    """
    pruning = _Pruning()
    result = pruning.of(written, WHOLE, ())
    reported = {problem.path for problem in written.problems}
    found = [problem for problem in pruning.problems if problem.path not in reported]
    return replace(result, problems=[*written.problems, *([] if written.incomplete else found)])


class _Pruning:
    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def of(self, written: Written, place: Place, steps: tuple[str, ...]) -> Written:
        """A value without keys that are null."""
        if isinstance(written.value, dict):
            return replace(written, value=self._map(written, place, steps))
        if isinstance(written.value, list) and may_be_list(place):
            return replace(written, value=self._list(written, place, steps))
        return written

    def _map(self, written: Written, place: Place, steps: tuple[str, ...]) -> dict[str, Any]:
        kept: dict[str, Any] = {}
        for key, entry in written.value.items():
            if entry.value is None and field_of(place, key) is not None and not is_needed(place, key):
                continue
            if entry.value is None and holds_names(place):
                known = [name for name, one in written.value.items() if one.value is not None]
                what = "cannot be removed: it does not exist"
                self._complain((*steps, key), what, did_you_mean(key, known), written.position_of(key))
            elif key == REMOVE and steps and not holds_names(place) and field_of(place, key) is None:
                what = "removes entries of lists, and this is not one"
                self._complain((*steps, key), what, f"write '{steps[-1]}: null'", written.position_of(key))
            else:
                kept[key] = self.of(entry, step_into(place, key), (*steps, key))
        return kept

    def _list(self, written: Written, place: Place, steps: tuple[str, ...]) -> list[Written]:
        kept: list[Written] = []
        for k, entry in enumerate(written.value):
            below = step_into(place, k)
            word = word_of(entry, below) or str(k)
            is_part = not below or specs_of(below)
            if not isinstance(entry.value, dict) or REMOVE not in entry.value or not is_part:
                kept.append(self.of(entry, below, (*steps, word)))
            elif wants_removal(entry):
                known = self._known(written.value, below)
                what = "cannot be removed: it does not exist"
                self._complain((*steps, word), what, did_you_mean(word, known), entry.position)
            else:
                kept.append(self.of(self._without_mark(entry, (*steps, word)), below, (*steps, word)))
        return kept

    def _known(self, entries: Sequence[Written], place: Place) -> list[str]:
        return [word_of(entry, place) or "" for entry in entries if not wants_removal(entry)]

    def _without_mark(self, entry: Written, steps: tuple[str, ...]) -> Written:
        """An entry that stays, regardless of `remove`."""
        if not isinstance(entry.value[REMOVE].value, bool):
            what, remedy = "must be true or false", "write true to remove the entry"
            self._complain((*steps, REMOVE), what, remedy, entry.position_of(REMOVE))
        return replace(entry, value={key: one for key, one in entry.value.items() if key != REMOVE})

    def _complain(
        self, steps: tuple[str, ...], what: str, remedy: str, position: tuple[str, int, int]
    ) -> None:
        self.problems.append(Problem(".".join(steps), what, remedy, *position))
