"""What differs between two structures, as changes that can be made one by one, and all their combinations as a study.

A change is a section of the file, or a key of a section that is split. What cannot be loaded without something else is one
change with it: decision rights name layers, so the two go together.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np

from ..errors import InputError, Problem, did_you_mean
from ..scenario.factors import Factor
from ..scenario.scenario import Scenario
from ..scenario.variations import from_resolved
from ..store.manifest import resolved
from .differences import LABELS, differences_as_resolved
from .sweep.question import Question

MOST_CHANGES = 8
"""All combinations of them are simulated."""
PREFIX = "change: "
"""Of the factors of such a study, which are 1 where a change is made, else 0."""

Values = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """Keys that are taken over from the other structure, all or none.

    Attributes
    ----------
    keys: dotted paths of the sections or keys. differing: every key below them that differs. cost: of making it, by
    default the number of those.
    """

    keys: tuple[str, ...]
    differing: tuple[str, ...]
    cost: float

    @property
    def name(self) -> str:
        """Its keys, in words."""
        return " with ".join(self.keys)


def changes_between(
    first: Scenario,
    second: Scenario,
    *,
    split: Sequence[str] = (),
    together: Sequence[Sequence[str]] = (),
    costs: Mapping[str, float] | None = None,
) -> tuple[Change, ...]:
    """What has to change for one structure to become another one.

    Parameters
    ----------
    split: sections whose keys are changes of their own. together: keys that are one change.
    costs: of a change, by a key of it.

    Raises
    ------
    InputError where nothing differs, a key is not among those that differ, or there are too many changes.
    """
    a, b = resolved(first), resolved(second)
    _check_files(first, second)
    differing = list(differences_as_resolved([a, b]))
    if not differing:
        what = f"does not differ from {_shown(second)} in anything that is simulated"
        raise InputError([Problem("", what, "name two structures", _shown(first))])
    keys = list(_keys_that_differ(a, b, split))
    joined = [_known("--together", names, keys) for names in together]
    given = {key: cost for name, cost in (costs or {}).items() for key in _known("--cost", [name], keys)}
    groups = _Mixing(first, a, b).separable(_joined([(key,) for key in keys], joined))
    return tuple(_change(group, differing, given) for group in groups)


def _shown(scenario: Scenario) -> str:
    return scenario.name if scenario.origin is None else scenario.origin.file


def _check_files(first: Scenario, second: Scenario) -> None:
    """Paths of files in a scenario are relative to its folder; of two folders they cannot be mixed."""
    reads = any(stream.csv is not None for each in (first, second) for stream in each.demand.blocks)
    if reads and first.folder.resolve() != second.folder.resolve():
        what = "takes arrivals from files, and the other structure is in another folder"
        raise InputError([Problem("demand", what, "keep both in one folder", _shown(first))])


def _keys_that_differ(a: Values, b: Values, split: Sequence[str]) -> Iterator[str]:
    sections = [k for k in dict.fromkeys([*a, *b]) if k not in LABELS and a.get(k) != b.get(k)]
    for name in split:
        if name not in sections:
            what, remedy = f"'{name}' is not a section that differs", did_you_mean(name, sections)
            raise InputError([Problem("--split", what, remedy)])
        if not (isinstance(a.get(name), dict) and isinstance(b.get(name), dict)):
            what = f"'{name}' cannot be split: it holds no keys in one of the two files"
            raise InputError([Problem("--split", what, "leave it whole")])
    for section in sections:
        if section in split:
            below = dict.fromkeys([*a[section], *b[section]])
            yield from (f"{section}.{k}" for k in below if a[section].get(k) != b[section].get(k))
        else:
            yield section


def _known(option: str, names: Sequence[str], keys: Sequence[str]) -> list[str]:
    """The keys that names stand for: keys themselves, or all keys of a section."""
    found: list[str] = []
    for name in names:
        meant = [key for key in keys if key == name or key.startswith(f"{name}.")]
        if not meant:
            what, remedy = f"'{name}' is not among what differs", did_you_mean(name, keys)
            raise InputError([Problem(option, what, remedy)])
        found += meant
    return found


def _joined(groups: Sequence[tuple[str, ...]], together: Sequence[Collection[str]]) -> list[tuple[str, ...]]:
    """Groups, with those merged that share a key with one of the collections."""
    found = list(groups)
    for names in together:
        meant = [group for group in found if set(group) & set(names)]
        if len(meant) > 1:
            place = found.index(meant[0])
            found[place] = tuple(key for group in meant for key in group)
            found = [group for group in found if group not in meant[1:]]
    return found


def _change(keys: tuple[str, ...], differing: Sequence[str], costs: Mapping[str, float]) -> Change:
    below = tuple(path for path in differing if any(path == k or path.startswith(f"{k}.") for k in keys))
    given = [costs[key] for key in keys if key in costs]
    return Change(keys, below, float(max(given)) if given else float(max(1, len(below))))


class _Mixing:
    """Which keys of one scenario can be taken over into another one, and which only with others."""

    def __init__(self, first: Scenario, a: Values, b: Values) -> None:
        self._first, self._a, self._b = first, a, b
        self._wrong: dict[frozenset[str], tuple[Problem, ...]] = {}

    def separable(self, groups: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """Groups merged until every combination of them can be loaded."""
        while True:
            if len(groups) <= MOST_CHANGES:
                tried = _subsets(len(groups))
            else:  # one by one, before it is said that there are too many
                tried = (s for k in (1, len(groups) - 1) for s in combinations(range(len(groups)), k))
            fails = next((s for s in tried if self.wrong([groups[i] for i in s])), None)
            if fails is None:
                break
            groups = self._merged(groups, fails)
        if len(groups) > MOST_CHANGES:
            what = f"{len(groups)} changes have {2 ** len(groups):,} combinations ({', '.join(g[0] for g in groups)})"
            raise InputError(
                [Problem("", what, f"join some with --together, to {MOST_CHANGES} at most", "changes")]
            )
        return groups

    def _merged(self, groups: list[tuple[str, ...]], fails: tuple[int, ...]) -> list[tuple[str, ...]]:
        """Groups with two joined: one that fails, with one that the problem names, or that makes it load."""
        chosen = [groups[i] for i in fails]
        others = [i for i in range(len(groups)) if i not in fails]
        helps = [i for i in others if not self.wrong([*chosen, groups[i]])]
        named = [i for i in others if any(_is_about(p, groups[i]) for p in self.wrong(chosen))]
        partner = next(
            (i for i in [*named, *helps] if i in helps), (named or helps or others or [fails[0]])[0]
        )
        return _joined(groups, [[groups[fails[-1]][0], groups[partner][0]]])

    def wrong(self, made: Sequence[tuple[str, ...]]) -> tuple[Problem, ...]:
        """What is wrong where these are taken over; () if nothing."""
        keys = frozenset(key for group in made for key in group)
        if keys not in self._wrong:
            try:
                _loaded(self._first, mixed(self._a, self._b, keys))
                self._wrong[keys] = ()
            except InputError as error:
                self._wrong[keys] = error.problems
        return self._wrong[keys]


def _subsets(count: int) -> Iterator[tuple[int, ...]]:
    return (subset for size in range(1, count) for subset in combinations(range(count), size))


def _is_about(problem: Problem, keys: Sequence[str]) -> bool:
    return any(key == problem.path or problem.path.startswith(f"{key}.") for key in keys)


def mixed(a: Values, b: Values, keys: Collection[str]) -> Values:
    """The values of one scenario with some keys as in another one, removed where that has none."""
    values = copy.deepcopy(a)
    for key in keys:
        *above, last = key.split(".")
        here, there = values, b
        for step in above:
            here, there = here[step], there[step]
        if last in there:
            here[last] = copy.deepcopy(there[last])
        else:
            here.pop(last, None)
    return values


def _loaded(first: Scenario, values: Values) -> Scenario:
    return from_resolved(values, first.folder, {}, first.name)


def combination(first: Scenario, second: Scenario, made: Collection[Change]) -> Scenario:
    """One structure with some changes towards another one."""
    keys = [key for change in made for key in change.keys]
    return _loaded(first, mixed(resolved(first), resolved(second), keys))


def question_of(first: Scenario, second: Scenario, changes: Sequence[Change], seed: int = 0) -> Question:
    """A study of all combinations: a point each, with the same seeds; 1 in a column says that a change is made."""
    rows = list(product((0, 1), repeat=len(changes)))
    made = [[change for change, is_made in zip(changes, row, strict=True) if is_made] for row in rows]
    factors = tuple(Factor(PREFIX + change.name, "lever", levels=(0, 1), whole=True) for change in changes)
    columns: dict[str, Any] = {
        f.path: np.array([row[k] for row in rows], np.float64) for k, f in enumerate(factors)
    }
    name = f"{first.name}-to-{second.name}"
    return Question(
        name, ((name, first),), factors, columns, len(rows),
        given=[(combination(first, second, each),) for each in made], seed=seed,
    )  # fmt: skip


def words_of_changes(first: Scenario, second: Scenario, changes: Sequence[Change]) -> dict[str, Any]:
    """What readers want to know of such a study, for its folder."""
    return {
        "name": f"{first.name}-to-{second.name}",
        "question": f"What is the least that must change from {first.name} to {second.name}?",
        "design": {"kind": "grid"}, "costs": {change.name: change.cost for change in changes},
    }  # fmt: skip
