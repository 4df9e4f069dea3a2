"""One value on top of another: for `extends`, for `change`, and for `--set` where it removes something.

Maps are merged; lists of named things are merged by name; all else is replaced. `null` removes a key or a
named thing, `{name: …, remove: true}` an entry of a list. Streams without a name are matched by product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..errors import Problem
from ..work.demand import ItemStreamSpec, OpportunitySpec
from .alternatives import replaced_by
from .places import WHOLE, Place, is_needed, specs_of, step_into, steps_below
from .yaml_reader import Steps, Taken, Written, name_of

NAMES = ("name", "stage")
"""Keys that name an entry of a list; the product of a stream does where it has no name."""
REMOVE = "remove"


def merged(base: Written, top: Written) -> Written:
    """A scenario with another one on top of it; what goes wrong becomes a problem of the result."""
    patch = Patch()
    result = patch.over(base, top, WHOLE, ())
    return replace(
        result,
        problems=[*base.problems, *top.problems, *patch.problems],
        taken={**base.taken, **top.taken, **patch.taken},
        incomplete=base.incomplete or top.incomplete,
    )


def word_of(entry: Written, place: Place) -> str | None:
    """What an entry of a list is called: its name, its stage or, of a stream, its product."""
    return name_of(entry, (*NAMES, "product") if _is_stream(place) else NAMES)


def _is_stream(place: Place) -> bool:
    return bool({ItemStreamSpec, OpportunitySpec} & set(specs_of(place)))


def wants_removal(entry: Written) -> bool:
    """Whether an entry of a list is to be removed."""
    return isinstance(entry.value, dict) and REMOVE in entry.value and entry.value[REMOVE].value is True


def takes_away(written: Written) -> bool:
    """Whether a value holds null or a mark of removal, at any depth."""
    if written.value is None or wants_removal(written):
        return True
    return any(takes_away(entry) for _, entry in steps_below(written))


class Patch:
    """Puts values on top of others, and records what was removed and what is wrong."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.taken: dict[Steps, Taken] = {}

    def over(self, base: Written, top: Written, place: Place, steps: Steps) -> Written:
        """The top on the base; steps lead to the place, from the whole file."""
        if isinstance(base.value, dict) and isinstance(top.value, dict):
            return self._map(base, top, place, steps)
        if isinstance(base.value, list) and isinstance(top.value, list):
            entries = step_into(place, 0)
            if _is_patch(base.value, top.value, entries):
                return Written(self._list(base.value, top.value, entries, steps), *top.position)
        return top

    def _map(self, base: Written, top: Written, place: Place, steps: Steps) -> Written:
        written = [key for key, entry in top.value.items() if entry.value is not None]
        gone = replaced_by(place, base.value, written)
        result = Written(
            {key: entry for key, entry in base.value.items() if key not in gone},
            *top.position, {**base.keys, **top.keys},
        )  # fmt: skip
        for key, entry in top.value.items():
            below = result.value.get(key)
            if below is None or below.value is None:
                result.value[key] = entry
            elif entry.value is None and not is_needed(place, key):
                del result.value[key]
                self._take((*steps, key), below, top.position_of(key))
            else:
                result.value[key] = self.over(below, entry, step_into(place, key), (*steps, key))
        return result

    def _take(self, steps: Steps, below: Written, position: tuple[str, int, int]) -> None:
        self.taken[steps] = Taken(position, below)

    def _list(
        self, base: Sequence[Written], top: Sequence[Written], place: Place, steps: Steps
    ) -> list[Written]:
        """A list of named things with another one on top."""
        result = list(base)
        seen: set[str] = set()
        for k, entry in enumerate(top):
            word = word_of(entry, place)
            if word is None:
                self._complain_of_no_name(entry, place, (*steps, str(k)))
            elif word in seen:
                what = f"'{word}' is listed twice"
                self._complain((*steps, word), what, "keep one of the two entries", entry)
            else:
                seen.add(word)
                found = _those_meant(base, entry, word, place)
                self._put(result, found, entry, place, (*steps, word))
        return result

    def _put(
        self, result: list[Written], found: list[Written], entry: Written, place: Place, steps: Steps
    ) -> None:
        """One entry on those of a list that it may mean."""
        if wants_removal(entry) and found:
            self._remove(result, found, entry, steps)
        elif len(found) > 1:
            what = f"'{steps[-1]}' may be any of {len(found)} entries of the file below"
            self._complain(steps, what, "give each of them its own name there", entry)
        elif found:
            k = next(k for k, one in enumerate(result) if one is found[0])
            result[k] = self.over(found[0], without_mark(entry), place, steps)
        else:
            result.append(entry)

    def _remove(self, result: list[Written], found: list[Written], entry: Written, steps: Steps) -> None:
        others = [key for key in entry.value if key not in (*NAMES, "product", REMOVE)]
        if others:
            what = f"is removed here, and given '{others[0]}' at once"
            self._complain(
                (*steps, REMOVE), what, f"keep 'remove: true' or '{others[0]}'", entry.value[REMOVE]
            )
        result[:] = [one for one in result if not any(one is each for each in found)]
        self._take(steps, found[0], entry.position)

    def _complain_of_no_name(self, entry: Written, place: Place, steps: Steps) -> None:
        key = next(key for key in NAMES if is_needed(place, key))
        if isinstance(entry.value, dict) and key in entry.value:
            self._complain((*steps, key), "must be a word", "write the name of an entry", entry.value[key])
        else:
            what = f"has no {key}, so that it is unclear which entry of the file below it changes"
            self._complain(steps, what, "add it", entry)

    def _complain(self, steps: Steps, what: str, remedy: str, at: Written) -> None:
        self.problems.append(Problem(".".join(map(str, steps)), what, remedy, *at.position))


def without_mark(entry: Written) -> Written:
    """An entry without `remove: false`, which has no effect."""
    if not isinstance(entry.value, dict) or REMOVE not in entry.value:
        return entry
    if entry.value[REMOVE].value is not False:
        return entry
    return replace(entry, value={key: one for key, one in entry.value.items() if key != REMOVE})


def _is_patch(base: Sequence[Written], top: Sequence[Written], place: Place) -> bool:
    """Whether one list changes entries of another list instead of replacing it."""
    below, above = [word_of(e, place) for e in base], [word_of(e, place) for e in top]
    if not base or not top or None in below:
        return False
    if None in above and not (any(is_needed(place, key) for key in NAMES) and _are_maps(top)):
        return False
    distinct = _is_stream(place) or len(set(below)) == len(below)
    return distinct or any(map(wants_removal, top))


def _are_maps(entries: Sequence[Written]) -> bool:
    return all(isinstance(entry.value, dict) for entry in entries)


def _those_meant(base: Sequence[Written], entry: Written, word: str, place: Place) -> list[Written]:
    """Entries that a patch may mean: those of its name, else unnamed ones of its product, else any of its product."""
    named = [one for one in base if name_of(one, NAMES) == word]
    if named or not _is_stream(place):
        return named
    of_product = [one for one in base if name_of(one, ("product",)) == word]
    unnamed = [one for one in of_product if name_of(one, NAMES) is None]
    return unnamed or (of_product if name_of(entry, NAMES) is None else [])
