"""What a worker does with a batch: simulate its runs, and write its own part.

A worker knows no more than the folder of the study. It keeps scenarios and Worlds from one batch to the next.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from ...engine.run import Simulation, template_of
from ...errors import InputError, Problem, RunError
from ...kernel.templates import Template
from ...scenario.scenario import Scenario
from ...scenario.variations import from_resolved
from ...store.layout import Part
from ...store.parts import Receipt, StaleError, part_name, write_part
from ...store.tables import runs_table
from ..points import Varied
from ..runs import Case, Run, run_of
from .folder import POINTS, POINTS_OF_A_GROUP, StudyFolder, is_current, reading, scenarios_given, study_in
from .question import engine_version, seed_of
from .spans import Span

MOST_KEPT = 2_000_000_000
"""Bytes of Worlds that a worker keeps."""
_HERE = threading.local()


class Order(NamedTuple):
    """A batch as a worker gets it."""

    folder: str
    question: str
    session: str
    spans: tuple[Span, ...]


def simulate_batch(order: Order) -> Receipt:
    """Simulate a batch and write its part.

    Raises
    ------
    RunError where a run fails, with the point and the variant; OutputError where the part cannot be written; StaleError
    where the study is not at work any more.
    """
    started = time.perf_counter()
    study = _study(order)
    batch = _Batch(study)
    for span in order.spans:
        batch.simulate(span)
    wanted = partial(is_current, study.path, order.session)
    if not wanted():
        raise StaleError
    name = part_name(order.question, order.spans)
    spans = tuple((span.point, span.first, span.replications) for span in order.spans)

    def receipt(files: Mapping[str, Part]) -> Receipt:
        seconds = time.perf_counter() - started
        return Receipt(name, spans, files, batch.runs, round(seconds, 6), round(batch.building, 6))

    return write_part(study.path, batch.tables(), receipt, name, wanted)


def _study(order: Order) -> StudyFolder:
    """The study of an order: read once by each thread of a worker."""
    known = getattr(_HERE, "study", None)
    if known is None or (str(known.path), _HERE.session) != (order.folder, order.session):
        known = study_in(Path(order.folder))
        if known.question != order.question or known.entry["question"]["engine"] != engine_version():
            raise StaleError
        _HERE.study, _HERE.session, _HERE.stage = known, order.session, _Stage(known)
    return known


class _Stage:
    """Scenarios and Worlds of a study, kept from run to run."""

    def __init__(self, study: StudyFolder) -> None:
        self._study = study
        self._given = bool(study.entry["question"]["given"])
        self._varied: dict[str, Varied] = {}
        self._at: tuple[str, int] | None = None
        self._rows: tuple[int, list[dict[str, Any]]] = (-1, [])
        self._kept: dict[str, tuple[int, Scenario, Template, Simulation | None]] = {}
        if not self._given:
            for variant in study.entry["question"]["variants"]:
                base = from_resolved(variant["scenario"], variant["folder"], {}, variant["name"])
                moved = [factor for factor in study.factors if factor.path != study.variant_by]
                self._varied[variant["name"]] = Varied(base, moved)

    def row(self, point: int) -> dict[str, Any]:
        """Values of all factors at a point, as the table of points holds them."""
        group, place = divmod(point, POINTS_OF_A_GROUP)
        if self._rows[0] != group:
            with reading(self._study.path, POINTS):
                table = pq.ParquetFile(self._study.path / POINTS).read_row_group(group)
            self._rows = group, table.to_pylist()
        return self._rows[1][place]

    def variants(self, point: int) -> list[str]:
        """Names of the variants that are simulated at a point."""
        by = self._study.variant_by
        return [str(self.row(point)[by])] if by else self._study.variants

    def template(self, variant: str, point: int) -> tuple[Scenario, Template]:
        """A variant at a point, as it is on day 0."""
        kept = self._kept.get(variant)
        if kept is None or kept[0] != point:
            scenario = self._scenario(variant, point)
            kept = point, scenario, template_of(scenario, log="events" in self._study.datasets), None
            self._keep(variant, kept)
        return kept[1], kept[2]

    def _keep(self, variant: str, kept: Any) -> None:
        if sum(each[2].bytes for each in self._kept.values()) > MOST_KEPT:
            self._kept.clear()
        self._kept[variant] = kept

    def _scenario(self, variant: str, point: int) -> Scenario:
        if not self._given:
            return self._varied[variant].at(self.row(point))
        place = self._study.variants.index(variant)
        folder = self._study.entry["question"]["variants"][place]["folder"]
        return from_resolved(scenarios_given(self._study.path, point)[place], folder, {}, variant)

    def run(self, variant: str, point: int, seed: int) -> Simulation:
        """A run of a variant at a point, in the World of the last one."""
        scenario, template = self.template(variant, point)
        last = self._kept[variant][3]
        simulation = last.again(template, seed) if last else Simulation.of(scenario, template, seed)
        simulation.run_until()
        self._keep(variant, (point, scenario, template, simulation))
        return simulation


class _Batch:
    """Runs of one batch, and what they leave."""

    def __init__(self, study: StudyFolder) -> None:
        self._study, self._stage = study, _HERE.stage
        self._rows: list[tuple[dict[str, Any], Any]] = []
        self._others: dict[str, list[pa.Table]] = {name: [] for name in study.datasets if name != "runs"}
        self.runs, self.building = 0, 0.0

    def simulate(self, span: Span) -> None:
        """All variants at a point, replication by replication."""
        variants = self._stage.variants(span.point)
        for variant in variants:
            started = time.perf_counter()
            try:
                self._stage.template(variant, span.point)
            except InputError as error:
                raise RunError(f"point {span.point}, {variant}: {_first(error)}") from None
            self.building += time.perf_counter() - started
        labels = {
            factor.path: factor.shown(self._stage.row(span.point)[factor.path])
            for factor in self._study.factors
        }
        place = self._study.place_of_seeds(span.point)
        for replication in range(span.first, span.first + span.replications):
            seed = seed_of(self._study.entry["question"]["seed"], replication, place)
            for variant in variants:
                try:
                    simulation = self._stage.run(variant, span.point, seed)
                except RunError as error:
                    raise RunError(f"point {span.point}, {variant}, seed {seed}: {error}") from None
                self._keep(
                    run_of(simulation, seed, Case(variant, simulation.scenario, span.point), replication),
                    labels,
                )

    def _keep(self, run: Run, labels: Mapping[str, Any]) -> None:
        self._rows.append(({**run.labels, **labels}, run.outcomes))
        for name, tables in self._others.items():
            tables.append(getattr(run, name))
        self.runs += 1

    def tables(self) -> dict[str, pa.Table]:
        """The datasets of all runs."""
        others = {
            name: pa.concat_tables(tables).unify_dictionaries() for name, tables in self._others.items()
        }
        return {"runs": runs_table(self._rows), **others}


def _first(error: InputError) -> Problem:
    return next(iter(error.problems))


Simulate = Callable[[Order], Receipt]
