"""Levers and uncertainties of a study file: which values they take, checked in every variant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError

from ..errors import InputError, Problem, did_you_mean
from ..kernel.distributions import LAWS, Distribution
from .factors import Factor, evidence_factors
from .scenario import Scenario
from .study_spec import StudySpec
from .variations import with_values
from .yaml_reader import Location, Written, locate

RANGE = ("low", "high", "whole", "levels")
FROM_EVIDENCE = "from_evidence"


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
        levers, uncertainties = (dict(spec.__dict__.get(key, {})) for key in ("levers", "uncertainties"))
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
        if isinstance(value, list):
            if not value:
                self.problem(place, "is an empty list", "write the values that it may take")
                return None
            whole = all(isinstance(v, int) and not isinstance(v, bool) for v in value)
            return Factor(path, kind, levels=tuple(value), whole=whole)
        if isinstance(value, dict) and set(value) <= set(RANGE) and {"low", "high"} <= set(value):
            return self._range(place, path, kind, value)
        if isinstance(value, dict) and set(value) & set(LAWS):
            try:
                TypeAdapter(Distribution).validate_python(value)
            except ValidationError as error:
                self.problem(
                    place,
                    f"is not a distribution: {error.errors()[0]['msg']}",
                    "write it as in a scenario file",
                )
                return None
            return Factor(path, kind, distribution=value)
        remedy = "write a list of values, a range {low: …, high: …}, or a distribution"
        self.problem(place, "does not say which values it may take", remedy)
        return None

    def _range(self, place: Location, path: str, kind: Any, value: Mapping[str, Any]) -> Factor | None:
        low, high = value["low"], value["high"]
        levels, whole = value.get("levels", 3), value.get("whole", False)
        numbers = [v for v in (low, high) if isinstance(v, int | float) and not isinstance(v, bool)]
        if len(numbers) < 2:
            self.problem(place, "needs numbers for low and high", "write them, or a list of values")
        elif not low < high:
            self.problem((*place, "low"), f"is {low}, not below high {high}", "swap them")
        elif not isinstance(levels, int) or isinstance(levels, bool) or levels < 2:
            self.problem((*place, "levels"), "must be a whole number from 2", "write 3, say")
        elif not isinstance(whole, bool):
            self.problem((*place, "whole"), "must be true or false", "write true for whole numbers only")
        else:
            return Factor(path, kind, low=low, high=high, whole=whole, levels_of_range=levels)
        return None

    def _check_values(
        self, place: Location, factor: Factor, variants: Sequence[tuple[str, Scenario]]
    ) -> None:
        """Each end or level must be possible in each variant."""
        if factor.levels:
            tried = list(factor.levels)
        else:
            tried = [factor.at(0.001), factor.at(0.999)] if factor.distribution else [factor.low, factor.high]
        for name, scenario in variants:
            for value in tried:
                try:
                    with_values(scenario, {factor.path: factor.written(value, None)}, name)
                except InputError as error:
                    first = error.problems[0]
                    at = "" if first.path == factor.path else f"{first.path}: "
                    self.problem(place, f"{_shown(value)} in {name}: {at}{first.what}", first.remedy)
                    return

    def _from_evidence(self, wanted: Any, variants: Sequence[tuple[str, Scenario]]) -> list[Factor]:
        found = evidence_factors([scenario for _, scenario in variants])
        place: Location = ("uncertainties", FROM_EVIDENCE)
        if wanted is True or wanted is False:
            return found if wanted else []
        if not isinstance(wanted, dict) or not wanted or set(wanted) - {"only", "except"}:
            self.problem(
                place, "must be true, or a map with only or except", "write true, or {only: [people.*]}"
            )
            return []
        for key, patterns in wanted.items():
            if not isinstance(patterns, list) or not all(isinstance(p, str) for p in patterns):
                self.problem((*place, key), "must be a list of patterns", "write [people.*, coordination.*]")
                return []
            for i, pattern in enumerate(patterns):
                if not any(fnmatchcase(factor.path, pattern) for factor in found):
                    near = did_you_mean(pattern, [factor.path for factor in found])
                    self.problem(
                        (*place, key, i), f"'{pattern}' fits no parameter with a plausible range", near
                    )
        only, without = wanted.get("only", ["*"]), wanted.get("except", [])
        return [
            f for f in found
            if any(fnmatchcase(f.path, p) for p in only) and not any(fnmatchcase(f.path, p) for p in without)
        ]  # fmt: skip


def _shown(value: Any) -> str:
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
