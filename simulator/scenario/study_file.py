"""Study files: from what was written to a plan, or to all problems at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    is_study,
    load_comparison,
    unknown_outcomes,
)
from .csv_tables import UnreadableError, table_of
from .factors import Factor
from .inheritance import why_not
from .loader import load_scenario, not_spoilt
from .overrides import as_written, parsed
from .scenario import Scenario
from .shipped import located, seen_from
from .study_factors import Complaints, FactorReading
from .study_spec import (
    BY_POINT,
    DATASETS,
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

    def plan(self) -> StudyPlan:
        """The plan. Raises InputError with all problems."""
        values = self.written.plain()
        try:
            spec = StudySpec.model_validate(values)
        except ValidationError as error:
            self.problems += not_spoilt(translated(error, self.written, StudySpec), self.written)
            spec, _ = sound_parts(error, values, self.written, StudySpec)
        comparison = self._comparison(spec)
        self._check_rules(spec, comparison)
        variants = () if comparison is None else _in_modes(comparison)
        factors = FactorReading(self.written, self.problems).factors(spec, variants) if variants else ()
        listed = self._listed(spec, factors) if variants and not self.problems else ()
        self._check_design(spec, factors, bool(listed))
        if self.problems:
            raise InputError(list(dict.fromkeys(self.problems)))
        assert comparison is not None
        return StudyPlan(
            spec.name or self.file.stem, spec.question or comparison.question, variants, factors,
            spec.design if factors else DesignSpec(kind="none"), listed, spec.replications, spec.seed,
            spec.design.kind not in BY_POINT if spec.seeds is None else spec.seeds == "shared",
            tuple(d for d in DATASETS if d in {"runs", *spec.datasets}),
            _deciding(comparison), comparison.smallest_effects,
        )  # fmt: skip

    def _comparison(self, spec: StudySpec) -> Comparison | None:
        """Variants and what decides; None where they cannot be read."""
        parts = spec.__dict__
        known = set(ComparisonSpec.model_fields)
        own = replace(
            self.written, value={k: v for k, v in self.written.value.items() if k in known}, problems=[]
        )
        try:
            if parts.get("comparison"):
                return self._of_comparison(spec, own)
            if parts.get("variants"):
                if len(spec.variants) == 1:
                    self.problem(
                        ("variants",), "holds a single variant", "name it under 'base', or add a second one"
                    )
                    return None
                return comparison_of(self.file, own, self.overrides, self.outcomes)
            if parts.get("base"):
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
        scenario = load_scenario(file, self.overrides)
        modes = () if "demand.mode" in self.overrides else tuple(spec.modes)
        decide_on = spec.decide_on if isinstance(spec.decide_on, list) else ()
        return Comparison(
            spec.name or self.file.stem, spec.question, ((scenario.name, scenario),), tuple(decide_on),
            spec.smallest_effect_that_matters, modes=modes,
        )  # fmt: skip

    def _of_comparison(self, spec: StudySpec, own: Written) -> Comparison:
        """The comparison that is named; what the study itself says comes first."""
        for key in ("variants", "base"):
            if key in own.value:
                self.problem((key,), "is set together with comparison", "keep one of them")
        found = load_comparison(
            [self._file("comparison", str(spec.comparison))], self.overrides, self.outcomes
        )
        self.problems += unknown_outcomes(spec, self.written, self.outcomes)
        given: dict[str, Any] = {}
        if spec.decide_on:
            given |= {"decide_on": tuple(spec.decide_on), "decide_in": {}}
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
        rule = spec.__dict__.get("replications", 10)
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
        if isinstance(rule, UntilBestSpec) and comparison is not None and len(comparison.variants) < 2:
            self.problem(
                place, "asks for the best of a single variant", "add variants, or a number of replications"
            )

    def _listed(self, spec: StudySpec, factors: Sequence[Factor]) -> tuple[Mapping[str, Any], ...]:
        """Points that are listed in the file, or in a table."""
        if spec.design.kind != "list":
            return ()
        if spec.design.from_csv is not None:
            return tuple(self._of_csv(spec.design.from_csv, factors))
        points = spec.design.points
        if not isinstance(points, list) or not points:
            self.problem(("design", "points"), "must list the points", "write - {path: value}, or from_csv")
            return ()
        known = [factor.path for factor in factors]
        for i, point in enumerate(points):
            for path in [p for p in point if p not in known]:
                self.problem(
                    ("design", "points", i, path),
                    "is not among levers and uncertainties",
                    did_you_mean(path, known),
                )
            if missing := [path for path in known if path not in point]:
                self.problem(
                    ("design", "points", i), f"has no value for {missing[0]}", "write one, as in all points"
                )
        return tuple(points)

    def _of_csv(self, name: str, factors: Sequence[Factor]) -> Iterator[Mapping[str, Any]]:
        """Rows of a table of points."""
        place: Location = ("design", "from_csv")
        file = self.file.parent / name
        known = {factor.path: factor for factor in factors}
        try:
            table = table_of(file, tuple(known), some=True)
        except UnreadableError as error:
            self.problem(place, f"{name} {error.args[0]}", str(error.args[1]))
            return
        if missing := [path for path in known if path not in table.header]:
            what = f"{name} has no column '{missing[0]}'"
            self.problem(place, what, did_you_mean(missing[0], table.header))
            return
        for k, line in enumerate(table.lines):
            point: dict[str, Any] = {}
            for path, factor in known.items():
                text = table.columns[path][k]
                try:
                    point[path] = (
                        float(text) if factor.is_number else parsed(as_written(text, name), path).plain()
                    )
                except ValueError:
                    what = f"{name}, line {line}: '{text}' under {path} is not a number"
                    self.problem(place, what, "write a number in each row")
                    return
            yield point

    def _check_design(self, spec: StudySpec, factors: Sequence[Factor], listed: bool) -> None:
        """What a design needs, and what it does not know."""
        design = spec.__dict__.get("design")
        if design is None:
            return
        needs_points = design.kind in ("latin_hypercube", "sobol", "saltelli")
        if needs_points and not isinstance(design.points, int):
            self.problem(("design",), f"{design.kind} needs a number of points", "write points: 256")
        elif design.kind in ("sobol", "saltelli") and design.points & (design.points - 1):
            more = 1 << design.points.bit_length()
            self.problem(
                ("design", "points"), f"{design.points} is not a power of two", f"write {more // 2} or {more}"
            )
        elif design.kind == "sobol" and design.points < POINTS_OF_A_FACTOR * len(factors):
            enough = 1 << (POINTS_OF_A_FACTOR * len(factors) - 1).bit_length()
            what = f"{design.points} points of sobol move some of {len(factors)} factors together"
            self.problem(("design", "points"), what, f"write {enough}, or kind: latin_hypercube")
        if design.points is not None and design.kind in ("none", "grid", "morris", "one_at_a_time"):
            self.problem(("design", "points"), f"is not a key of {design.kind}", "remove it")
        if design.trajectories is not None and design.kind != "morris":
            self.problem(("design", "trajectories"), f"is not a key of {design.kind}", "remove it")
        if design.from_csv is not None and design.kind != "list":
            self.problem(("design", "from_csv"), f"is not a key of {design.kind}", "write kind: list")
        if not factors and not self.problems and design.kind != "none":
            self.problem(
                ("design",), "has nothing to move", "add levers or uncertainties, or write kind: none"
            )
        count = size_of(design, factors, 0)
        if count > MOST_POINTS:
            self.problem(("design",), f"has {count:,} points", f"ask for {MOST_POINTS:,} at most")


def _files_as_variants(written: Written) -> Written:
    """`levers: {file: [a, b]}` is another way to write variants."""
    levers = written.value.get("levers") if isinstance(written.value, dict) else None
    if levers is None or not isinstance(levers.value, dict) or FILE not in levers.value:
        return written
    files = levers.value[FILE]
    others = {k: v for k, v in levers.value.items() if k != FILE}
    values = {**written.value, "levers": replace(levers, value=others)}
    values.setdefault("variants", files)
    return replace(written, value=values, keys={**written.keys, "variants": levers.keys.get(FILE, (0, 0))})


def _in_modes(comparison: Comparison) -> tuple[tuple[str, Scenario], ...]:
    """Every variant in every mode; names say the mode where there are several."""
    if not comparison.modes:
        return comparison.variants
    several = len(comparison.modes) > 1
    return tuple(
        (f"{name}, {mode.replace('_', ' ')}" if several else name, scenario)
        for mode in comparison.modes
        for name, scenario in comparison.in_mode(mode).variants
    )


def _deciding(comparison: Comparison) -> tuple[str, ...]:
    """Outcomes that decide, in whichever of its modes."""
    modes = comparison.modes or tuple(comparison.decide_in)
    by_mode = [name for mode in modes for name in comparison.decide_in.get(mode, ())]
    return tuple(dict.fromkeys([*comparison.decide_on, *by_mode]))
