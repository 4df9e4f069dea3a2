"""Points that a study file lists, or takes from a table: each cell is a value that its factor may take."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import MOST_SHOWN, did_you_mean
from .csv_tables import Table, UnreadableError, table_of
from .error_messages import shown as quoted
from .factors import Factor
from .scenario import Scenario
from .study_factors import Complaints, refusal, shown
from .study_spec import DesignSpec
from .yaml_reader import Location, Written

POINTS: Location = ("design", "points")
TABLE: Location = ("design", "from_csv")
Listed = tuple[Mapping[str, Any], ...]


class PointReading(Complaints):
    """The listed points of one file; problems are added to those that are known."""

    def __init__(
        self,
        written: Written,
        problems: list[Any],
        factors: Sequence[Factor],
        variants: Sequence[tuple[str, Scenario]],
    ) -> None:
        super().__init__(written, problems)
        self.factors, self.variants = factors, variants
        self._taken: dict[str, tuple[float, float]] = {}
        """Between which values all variants take all."""

    def of_file(self, design: DesignSpec, declared: Sequence[str]) -> Listed:
        """Points that stand in the file itself. declared: paths of factors, also of those that are wrong."""
        points = design.points
        if not isinstance(points, list) or not points:
            self.problem(POINTS, "must list the points", "write - {path: value}, or from_csv")
            return ()
        return tuple(self._point(i, point, declared) for i, point in enumerate(points))

    def _point(self, i: int, written: Mapping[str, Any], declared: Sequence[str]) -> Mapping[str, Any]:
        for path in written:
            if path not in declared:
                what = "is not among levers and uncertainties"
                self.problem((*POINTS, i, path), what, did_you_mean(path, declared))
        point: dict[str, Any] = {}
        for factor in self.factors:
            if factor.path not in written:
                self.problem((*POINTS, i), f"has no value for {factor.path}", "write one, as in all points")
                continue
            value = written[factor.path]
            if wrong := self._wrong(factor, value):
                self.problem((*POINTS, i, factor.path), *wrong)
            else:
                point[factor.path] = _as_meant(factor, value)
        return point

    def of_table(self, name: str, folder: Path) -> Listed:
        """Rows of a table with a column for each factor; other columns are left alone."""
        paths = tuple(factor.path for factor in self.factors)
        try:
            table = table_of(folder / name, paths, some=True)
        except UnreadableError as error:
            self.problem(TABLE, f"{name} {error.args[0]}", str(error.args[1]))
            return ()
        missing = [path for path in paths if path not in table.header]
        for path in missing:
            self.problem(TABLE, f"{name} has no column '{path}'", did_you_mean(path, table.header))
        if not table.lines:
            self.problem(TABLE, f"{name} has no rows", "write a row for each point")
        return () if missing else tuple(self._rows(name, table))

    def _rows(self, name: str, table: Table) -> Iterator[Mapping[str, Any]]:
        most = len(self.problems) + MOST_SHOWN
        for k, line in enumerate(table.lines):
            point: dict[str, Any] = {}
            for factor in self.factors:
                value = _of_cell(factor, table.columns[factor.path][k])
                if wrong := self._wrong(factor, value):
                    what, remedy = wrong
                    self.problem(TABLE, f"{name}, row {line}, {factor.path}: {what}", remedy)
                else:
                    point[factor.path] = _as_meant(factor, value)
            if len(self.problems) > most:
                return
            yield point

    def _wrong(self, factor: Factor, value: Any) -> tuple[str, str] | None:
        """Why a factor does not take a value, and what to do."""
        if factor.levels:
            known = [factor.shown(level) for level in factor.levels]
            if (factor.is_number and not _is_number(value)) or factor.shown(value) not in known:
                words = [shown(level) for level in factor.levels]
                return f"is {quoted(value)}, not one of its values", did_you_mean(shown(value), words)
            return None
        if not _is_number(value):
            return f"is {quoted(value)}, not a number", "write a number"
        if factor.distribution is None and not factor.low <= value <= factor.high:
            return (
                f"is {shown(value)}, not within {factor.low:g} to {factor.high:g}",
                "widen the range, or change it",
            )
        if factor.whole and value != int(value):
            return f"is {shown(value)}, not a whole number", "round it"
        return None if factor.distribution is None else self._refused(factor, value)

    def _refused(self, factor: Factor, value: float) -> tuple[str, str] | None:
        """Why a variant does not take a value that no range bounds."""
        low, high = self._taken.get(factor.path, (math.inf, -math.inf))
        if low <= value <= high:
            return None
        for name, scenario in self.variants:
            if wrong := refusal(factor, value, name, scenario):
                return wrong
        self._taken[factor.path] = min(low, value), max(high, value)
        return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _of_cell(factor: Factor, text: str) -> Any:
    """What a cell of a table says: a number where the factor takes numbers."""
    if not factor.is_number:
        return next((level for level in factor.levels if text in (factor.shown(level), shown(level))), text)
    try:
        return float(text)
    except ValueError:
        return text


def _as_meant(factor: Factor, value: Any) -> Any:
    """The level that is meant by a value, where there are levels."""
    return next((level for level in factor.levels if factor.shown(level) == factor.shown(value)), value)
