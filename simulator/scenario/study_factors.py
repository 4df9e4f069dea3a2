"""Levers and uncertainties of a study file: which values they take, checked in every variant."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase
from typing import Any, Literal

from pydantic import ValidationError

from ..errors import InputError, Problem, did_you_mean
from ..kernel.distributions import Distribution
from ..spec import Spec
from .error_messages import shown as quoted
from .factors import Factor, evidence_factors
from .scenario import Scenario
from .study_spec import StudySpec
from .translation import translated
from .variations import with_values
from .yaml_reader import Location, Written, locate

RANGE = ("low", "high", "whole", "levels")
FROM_EVIDENCE = "from_evidence"
LONGEST_SHOWN = 40
MOST_LEVELS = 1_000


class Complaints:
    """What is wrong in a file, each at its place."""

    def __init__(self, written: Written, problems: list[Problem]) -> None:
        self.written, self.problems = written, problems

    def problem(self, location: Location, what: str, remedy: str) -> None:
        """One thing wrong at a place of the file."""
        dotted, position, _ = locate(location, self.written)
        self.problems.append(Problem(dotted, what, remedy, *position))


class FactorReading(Complaints):
    """The factors of one file; problems are added to those that are known."""

    def factors(self, spec: StudySpec, variants: Sequence[tuple[str, Scenario]]) -> tuple[Factor, ...]:
        """Levers, then uncertainties of the file, then those of the evidence."""
        levers, uncertainties = (dict(entries) for entries in (spec.levers, spec.uncertainties))
        evidence = uncertainties.pop(FROM_EVIDENCE, None)
        own: list[Factor] = []
        for key, entries in (("levers", levers), ("uncertainties", uncertainties)):
            for path, value in entries.items():
                if path in [factor.path for factor in own]:
                    self.problem((key, path), "is a lever as well", "keep one of them")
                elif factor := self._factor(key, path, value, variants):
                    own.append(factor)
        found = [] if evidence is None else self._from_evidence(evidence, variants)
        known = {factor.path for factor in own}
        return (*own, *(factor for factor in found if factor.path not in known))

    def _factor(
        self, key: str, path: str, value: Any, variants: Sequence[tuple[str, Scenario]]
    ) -> Factor | None:
        """One entry; None where it is wrong."""
        before = len(self.problems)
        kind: Literal["lever", "uncertainty"] = "lever" if key == "levers" else "uncertainty"
        factor = self._shaped((key, path), path, kind, value)
        if factor is not None:
            self._check_values((key, path), factor, variants)
        return factor if len(self.problems) == before else None

    def _shaped(self, place: Location, path: str, kind: Any, value: Any) -> Factor | None:
        """A factor of what is written, in one of three forms."""
        if isinstance(value, list):
            return self._of_levels(place, path, kind, value)
        if isinstance(value, dict) and {"low", "high"} & set(value):
            return self._range(place, path, kind, value)
        if isinstance(value, dict) and value:
            return self._drawn(place, path, kind, value)
        remedy = "write a list of values, a range {low: …, high: …}, or a distribution"
        self.problem(place, "does not say which values it may take", remedy)
        return None

    def _of_levels(self, place: Location, path: str, kind: Any, levels: list[Any]) -> Factor | None:
        if not levels:
            self.problem(place, "is an empty list", "write the values that it may take")
            return None
        whole = all(isinstance(v, int) and not isinstance(v, bool) for v in levels)
        factor = Factor(path, kind, levels=tuple(levels), whole=whole)
        words = [factor.shown(level) for level in levels]
        twice = [i for i, word in enumerate(words) if word in words[:i]]
        for i in twice:
            self.problem((*place, i), f"{shown(levels[i])} is listed twice", "keep one of them")
        return None if twice else factor

    def _drawn(self, place: Location, path: str, kind: Any, value: Any) -> Factor | None:
        """A factor that is drawn from a distribution."""
        try:
            _Drawn.model_validate({"law": value})
        except ValidationError as error:
            law = Written({"law": _at(place, self.written)}, *locate(place, self.written)[1])
            for problem in translated(error, law, _Drawn):
                at = ".".join([*map(str, place), *problem.path.split(".")[1:]])
                self.problems.append(replace(problem, path=at))
            return None
        return Factor(path, kind, distribution=value)

    def _range(self, place: Location, path: str, kind: Any, value: Mapping[str, Any]) -> Factor | None:
        before = len(self.problems)
        unknown = [key for key in value if key not in RANGE]
        for key in unknown:
            self.problem((*place, key), "is not a key of a range", did_you_mean(key, RANGE))
        for key in ("low", "high"):
            if key not in value and not unknown:
                self.problem(place, f"has no {key}", "write {low: …, high: …}, or a list of values")
            elif key in value and not _is_finite(value[key]):
                self.problem((*place, key), f"must be a number, is {quoted(value[key])}", "write a number")
        levels, whole = value.get("levels", 3), value.get("whole", False)
        if not isinstance(levels, int) or isinstance(levels, bool) or not 2 <= levels <= MOST_LEVELS:
            what = f"must be a whole number from 2 to {MOST_LEVELS:,}, is {shown(levels)}"
            self.problem((*place, "levels"), what, "write 3, say")
        if not isinstance(whole, bool):
            self.problem((*place, "whole"), "must be true or false", "write true for whole numbers only")
        if len(self.problems) == before:
            self._check_ends(place, value["low"], value["high"], whole)
        if len(self.problems) > before:
            return None
        return Factor(path, kind, low=value["low"], high=value["high"], whole=whole, levels_of_range=levels)

    def _check_ends(self, place: Location, low: float, high: float, whole: bool) -> None:
        if not low < high:
            remedy = "swap them" if low > high else "write a list for a single value"
            self.problem((*place, "low"), f"is {low}, not below high {high}", remedy)
        for key, end in (("low", low), ("high", high)):
            if whole and end != int(end):
                self.problem((*place, key), f"is {end}, and whole numbers are asked for", "round it")

    def _check_values(
        self, place: Location, factor: Factor, variants: Sequence[tuple[str, Scenario]]
    ) -> None:
        """Each end or level must be possible in each variant."""
        if factor.levels:
            tried = list(factor.levels)
        else:
            tried = [factor.at(0.0), factor.at(1.0)] if factor.distribution else [factor.low, factor.high]
        for name, scenario in variants:
            for value in tried:
                if wrong := refusal(factor, value, name, scenario):
                    self.problem(place, *wrong)
                    return

    def _from_evidence(self, wanted: Any, variants: Sequence[tuple[str, Scenario]]) -> list[Factor]:
        """Parameters that the evidence gives a range, as far as they are wanted."""
        place: Location = ("uncertainties", FROM_EVIDENCE)
        if wanted is False or not self._asks_for_evidence(place, wanted):
            return []
        found = evidence_factors([scenario for _, scenario in variants])
        if not found:
            what = "finds no parameter with a plausible range that the files leave at its default"
            self.problem(place, what, "remove it, or name uncertainties by their path")
            return []
        chosen = {} if wanted is True else wanted
        for key, patterns in chosen.items():
            for i, pattern in enumerate(patterns):
                if not any(fnmatchcase(factor.path, pattern) for factor in found):
                    near = did_you_mean(pattern, [*(f.path for f in found), *_sections(found)])
                    what = f"'{pattern}' fits no parameter with a plausible range"
                    self.problem((*place, key, i), what, near)
        only, without = chosen.get("only", ["*"]), chosen.get("except", [])
        return [
            f for f in found
            if any(fnmatchcase(f.path, p) for p in only) and not any(fnmatchcase(f.path, p) for p in without)
        ]  # fmt: skip

    def _asks_for_evidence(self, place: Location, wanted: Any) -> bool:
        """Whether it is said in a form that is known."""
        before = len(self.problems)
        if wanted is not True and (not isinstance(wanted, dict) or not wanted):
            what, remedy = "must be true, or a map with only or except", "write true, or {only: [people.*]}"
            self.problem(place, what, remedy)
        for key, patterns in wanted.items() if isinstance(wanted, dict) else ():
            if key not in ("only", "except"):
                self.problem((*place, key), "no such key", did_you_mean(key, ("only", "except")))
            elif not isinstance(patterns, list) or not all(isinstance(p, str) for p in patterns):
                self.problem((*place, key), "must be a list of patterns", "write [people.*, coordination.*]")
        return len(self.problems) == before


def _sections(factors: Sequence[Factor]) -> list[str]:
    """Patterns of all parameters of a section, for those that have any."""
    return sorted({f"{factor.path.split('.')[0]}.*" for factor in factors})


class _Drawn(Spec):
    """What a distribution is read as."""

    law: Distribution


def _at(place: Location, written: Written) -> Written:
    """What stands at a place that exists."""
    for step in place:
        written = written.value[step]
    return written


def _is_finite(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def refusal(factor: Factor, value: Any, name: str, scenario: Scenario) -> tuple[str, str] | None:
    """Why a variant does not take a value, and what to do; None where it does."""
    try:
        with_values(scenario, {factor.path: factor.written(value, None)}, name)
    except InputError as error:
        first = error.problems[0]
        at = "" if first.path == factor.path else f"{first.path}: "
        return f"{shown(value)} in {name}: {at}{first.what}", first.remedy
    return None


def shown(value: Any) -> str:
    """A value as a file would write it on one line, if it is short."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if isinstance(value, float):
        text = f"{value:g}"
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
