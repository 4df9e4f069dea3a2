"""Study files: from what was written to a plan, or to all problems at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..errors import InputError, Problem, did_you_mean
from .comparison import (
    Comparison,
    ComparisonSpec,
    KnownOutcomes,
    comparison_of,
    has_variants,
    is_study,
    load_comparison,
    modes_that_are_not_compared,
    unknown_outcomes,
)
from .factors import Factor
from .inheritance import why_not
from .loader import load_scenario, not_spoilt
from .scenario import Scenario
from .shipped import located, seen_from
from .study_factors import FROM_EVIDENCE, Complaints, FactorReading
from .study_points import PointReading
from .study_spec import (
    BY_POINT,
    DATASETS,
    KEYS_OF_DESIGNS,
    MOST_POINTS,
    DesignSpec,
    HalfWidthSpec,
    StudyPlan,
    StudySpec,
    UntilBestSpec,
    size_of,
)
from .translation import sound_parts, translated
from .yaml_reader import Location, Written, locate, read_yaml

FILE = "file"
POINTS_OF_A_FACTOR = 4
"""Fewer points of a Sobol sequence for each factor leave some factors correlated: by .94 at 64 points of 107 factors."""


def load_study(
    path: str | Path, overrides: Mapping[str, Any] | None = None, outcomes: KnownOutcomes | None = None
) -> StudyPlan:
    """Read a study file. A comparison or a scenario is a study of one point.

    overrides: set on top of every variant. outcomes: names that the file may use; None: any.
    Raises InputError with all problems.
    """
    file = located(Path(path))
    written = read_yaml(file)
    known = set(written.value) if isinstance(written.value, dict) else set()
    if not known & {"variants", "base", "comparison"} and not is_study(written):
        return _of_scenario(load_scenario(path, overrides))
    return _Reading(file, written, dict(overrides or {}), outcomes).plan()


def _of_scenario(scenario: Scenario) -> StudyPlan:
    return StudyPlan(scenario.name, "", ((scenario.name, scenario),), (), DesignSpec(kind="none"))


class _Reading(Complaints):
    """One study file on its way to a plan; problems are collected."""

    def __init__(
        self, file: Path, written: Written, overrides: dict[str, Any], outcomes: KnownOutcomes | None
    ) -> None:
        super().__init__(_files_as_variants(written), list(written.problems))
        self.file, self.overrides, self.outcomes = file, overrides, outcomes
        self.of_files = self.written is not written
        """Whether its variants are written as a lever."""
        if self.of_files and "variants" in written.value:
            self.of_files = False
            self.problem(("variants",), "is set together with levers.file", "keep one of them")

    def plan(self) -> StudyPlan:
        """The plan. Raises InputError with all problems."""
        values = self.written.plain()
        try:
            spec = StudySpec.model_validate(values)
        except ValidationError as error:
            self.problems += not_spoilt(translated(error, self.written, StudySpec), self.written)
            spec, _ = sound_parts(error, values, self.written, StudySpec)
            for name, field in StudySpec.model_fields.items():
                spec.__dict__.setdefault(name, field.get_default(call_default_factory=True))
        comparison = self._comparison(spec)
        self._check_rules(spec, comparison)
        variants = () if comparison is None else self._in_modes(comparison)
        factors = FactorReading(self.written, self.problems).factors(spec, variants) if variants else ()
        listed = self._design(spec, factors, variants)
        if self.problems:
            raise InputError(self._as_written(problem) for problem in dict.fromkeys(self.problems))
        assert comparison is not None
        return StudyPlan(
            spec.name or self.file.stem, spec.question or comparison.question, variants, factors,
            spec.design if factors else DesignSpec(kind="none"), listed, spec.replications, spec.seed,
            spec.design.kind not in BY_POINT if spec.seeds is None else spec.seeds == "shared",
            tuple(d for d in DATASETS if d in {"runs", *spec.datasets}),
            _deciding(comparison), comparison.smallest_effects,
        )  # fmt: skip

    def _as_written(self, problem: Problem) -> Problem:
        """A problem with the path that the file has, where it gives variants as a lever."""
        key, _, rest = problem.path.partition(".")
        if not self.of_files or key != "variants" or problem.file != self.written.file:
            return problem
        return replace(problem, path=".".join(filter(None, ("levers", FILE, rest))))

    def _comparison(self, spec: StudySpec) -> Comparison | None:
        """Variants and what decides; None where they cannot be read."""
        known = set(ComparisonSpec.model_fields)
        own = replace(
            self.written, value={k: v for k, v in self.written.value.items() if k in known}, problems=[]
        )
        try:
            if spec.comparison:
                return self._of_comparison(spec, own)
            if spec.variants:
                if len(spec.variants) == 1:
                    self.problem(
                        ("variants",), "holds a single variant", "name it under 'base', or add a second one"
                    )
                    return None
                return comparison_of(self.file, own, self.overrides, self.outcomes)
            if spec.base:
                return self._of_base(spec)
        except InputError as error:
            self.problems += error.problems
            return None
        if not self.problems:
            self.problem((), "names no structure", "add 'base', 'variants' or 'comparison'")
        return None

    def _of_base(self, spec: StudySpec) -> Comparison:
        file = self._file("base", str(spec.base))
        self.problems += unknown_outcomes(spec, self.written, self.outcomes)
        self.problems += modes_that_are_not_compared(spec, self.written)
        scenario = load_scenario(file, self.overrides)
        modes = () if "demand.mode" in self.overrides else tuple(spec.modes)
        found = Comparison(
            spec.name or self.file.stem, spec.question, ((scenario.name, scenario),), (),
            spec.smallest_effect_that_matters, modes=modes,
        )  # fmt: skip
        return replace(found, **_decisions(spec))

    def _of_comparison(self, spec: StudySpec, own: Written) -> Comparison | None:
        """The comparison that is named; what the study itself says comes first."""
        for key in ("variants", "base"):
            if key in own.value:
                self.problem((key,), "is set together with comparison", "keep one of them")
        file = self._file("comparison", str(spec.comparison))
        if not has_variants(read_yaml(file)):
            self.problem(("comparison",), f"{spec.comparison} has no variants", "name it under 'base'")
            return None
        found = load_comparison([file], self.overrides, self.outcomes)
        self.problems += unknown_outcomes(spec, self.written, self.outcomes)
        given = _decisions(spec)
        if spec.modes:
            given["modes"] = tuple(spec.modes)
        if spec.smallest_effect_that_matters:
            given["smallest_effects"] = {**found.smallest_effects, **spec.smallest_effect_that_matters}
        return replace(found, **given)

    def _file(self, key: str, named: str) -> Path:
        file = seen_from(self.file.parent, named)
        if words := why_not(file, named):
            dotted, position, _ = locate((key,), self.written)
            what, remedy = words
            raise InputError([Problem(dotted, what, remedy, *position)])
        return file

    def _check_rules(self, spec: StudySpec, comparison: Comparison | None) -> None:
        """Replications until something is known: of outcomes that exist, and of several variants."""
        rule = spec.replications
        if isinstance(rule, int):
            return
        if rule.at_least > rule.at_most:
            self.problem(
                ("replications", "at_least"),
                f"is {rule.at_least}, above at_most {rule.at_most}",
                "write a smaller number",
            )
        names = [*rule.half_width] if isinstance(rule, HalfWidthSpec) else [rule.best.outcome]
        place: Location = ("replications", "half_width" if isinstance(rule, HalfWidthSpec) else "best")
        for name in names:
            if self.outcomes is not None and name not in self.outcomes.measured:
                at = (*place, name) if isinstance(rule, HalfWidthSpec) else (*place, "outcome")
                self.problem(at, f"no such outcome '{name}'", did_you_mean(name, self.outcomes.measured))
        if (
            isinstance(rule, UntilBestSpec)
            and self.outcomes is not None
            and names[0] in self.outcomes.neutral
        ):
            self.problem(
                (*place, "outcome"),
                f"of {names[0]} neither more nor less is better",
                "name an outcome that has a better side",
            )
        if isinstance(rule, UntilBestSpec) and comparison is not None and len(comparison.variants) < 2:
            self.problem(
                place, "asks for the best of a single variant", "add variants, or a number of replications"
            )

    def _in_modes(self, comparison: Comparison) -> tuple[tuple[str, Scenario], ...]:
        """Every variant in every mode; names say the mode where there are several."""
        if not comparison.modes:
            return comparison.variants
        several = len(comparison.modes) > 1
        found: list[tuple[str, Scenario]] = []
        for k, mode in enumerate(comparison.modes):
            try:
                variants = comparison.in_mode(mode).variants
            except InputError as error:
                for problem in error.problems:
                    self.problem(("modes", k), problem.what, problem.remedy)
                continue
            found += [(f"{n}, {mode.replace('_', ' ')}" if several else n, s) for n, s in variants]
        return tuple(found)

    def _design(
        self, spec: StudySpec, factors: Sequence[Factor], variants: Sequence[tuple[str, Scenario]]
    ) -> tuple[Mapping[str, Any], ...]:
        """Check the design; returns the points that it lists."""
        if any(problem.path.split(".")[0] == "design" for problem in self.problems):
            return ()
        design = spec.design
        self._check_keys(design)
        if variants and not factors and not self.problems and not self._moves_nothing(design):
            remedy = "add levers or uncertainties, or write kind: none"
            self.problem(("design",), "has nothing to move", remedy)
        elif design.kind == "list":
            return self._listed(spec, factors, variants) if factors else ()
        else:
            self._check_size(design, factors)
        return ()

    def _moves_nothing(self, design: DesignSpec) -> bool:
        """Whether a design may do without factors: files are all that it goes through."""
        return design.kind == "none" or (design.kind == "grid" and self.of_files)

    def _listed(
        self, spec: StudySpec, factors: Sequence[Factor], variants: Sequence[tuple[str, Scenario]]
    ) -> tuple[Mapping[str, Any], ...]:
        """Points that are listed in the file, or in a table."""
        reading = PointReading(self.written, self.problems, factors, variants)
        if spec.design.from_csv is not None:
            return reading.of_table(spec.design.from_csv, self.file.parent)
        declared = dict.fromkeys([*spec.levers, *spec.uncertainties, *(factor.path for factor in factors)])
        return reading.of_file(spec.design, [path for path in declared if path != FROM_EVIDENCE])

    def _check_keys(self, design: DesignSpec) -> None:
        """A design has the keys of its kind."""
        known = KEYS_OF_DESIGNS[design.kind]
        for key in sorted(design.model_fields_set - {"kind", *known}):
            if getattr(design, key) is not None:
                remedy = "write kind: list" if key == "from_csv" else "remove it"
                self.problem(("design", key), f"is not a key of {design.kind}", remedy)
        if design.points is not None and design.from_csv is not None and design.kind == "list":
            self.problem(("design", "from_csv"), "is set together with points", "keep one of them")
        if "seed" in known and "points" in known and not isinstance(design.points, int):
            self.problem(("design",), f"{design.kind} needs a number of points", "write points: 256")

    def _check_size(self, design: DesignSpec, factors: Sequence[Factor]) -> None:
        """A design has not too many points; a sequence has enough, and a power of two."""
        n, enough = design.points, _power_of_two(POINTS_OF_A_FACTOR * len(factors))
        if isinstance(n, int) and design.kind in ("sobol", "saltelli") and n & (n - 1):
            below = _power_of_two(n) // 2
            self.problem(("design", "points"), f"{n} is not a power of two", f"write {below} or {2 * below}")
        elif isinstance(n, int) and design.kind == "sobol" and len(factors) > 1 and n < enough:
            what = f"{n} points of sobol move some of {len(factors)} factors together"
            self.problem(("design", "points"), what, f"write {enough}, or kind: latin_hypercube")
        if (count := size_of(design, factors, 0)) > MOST_POINTS:
            self.problem(("design",), f"has {count:,} points", f"ask for {MOST_POINTS:,} at most")


def _files_as_variants(written: Written) -> Written:
    """`levers: {file: [a, b]}` is another way to write variants."""
    levers = written.value.get("levers") if isinstance(written.value, dict) else None
    if levers is None or not isinstance(levers.value, dict) or FILE not in levers.value:
        return written
    files = levers.value[FILE]
    others = {k: v for k, v in levers.value.items() if k != FILE}
    values = {"variants": files, **written.value, "levers": replace(levers, value=others)}
    keys = {"variants": levers.keys[FILE], **written.keys}
    return replace(written, value=values, keys=keys)


def _power_of_two(least: int) -> int:
    """The least power of two that is not below a number."""
    return 1 << max(0, least - 1).bit_length()


def _decisions(spec: StudySpec) -> dict[str, Any]:
    """What a study itself says about what decides."""
    if not spec.decide_on:
        return {}
    if isinstance(spec.decide_on, dict):
        return {"decide_on": (), "decide_in": {mode: tuple(names) for mode, names in spec.decide_on.items()}}
    return {"decide_on": tuple(spec.decide_on), "decide_in": {}}


def _deciding(comparison: Comparison) -> tuple[str, ...]:
    """Outcomes that decide, in whichever of its modes."""
    modes = comparison.modes or tuple(comparison.decide_in)
    by_mode = [name for mode in modes for name in comparison.decide_in.get(mode, ())]
    return tuple(dict.fromkeys([*comparison.decide_on, *by_mode]))
