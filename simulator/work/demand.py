"""Demand: bare work items, and opportunities that become initiatives with several items."""

from __future__ import annotations

from typing import Annotated, ClassVar

import numpy as np
from pydantic import Field, model_validator

from ..kernel.distributions import Distribution
from ..kernel.units import DAYS_PER_QUARTER
from ..metadata import Plausible, Source, Unit
from ..spec import Days, Name, NonNegative, Positive, PositiveDays, Probability, Spec

WIDEST_ESTIMATE = 5.0
KINDS_OF_ARRIVAL = ("arrivals_per_day", "arrivals_per_quarter", "interarrival_days", "at", "from_csv")

STREAM = np.dtype(
    [
        ("product", "i8"),
        ("opportunities", "i8"),  # 1: arrivals are opportunities; 0: bare items
        ("interval_law", "i8"),  # days between arrivals, -1 where times are given
        ("until", "f8"),  # working day after which nothing arrives
        ("first_given", "i8"),  # first of its rows in given_*
        ("given", "i8"),  # how many times are given
        ("count", "i8"),  # how many have arrived
        ("next_at", "f8"),  # when the next one will arrive
        ("effort_law", "i8"),  # of an item, over the stages with a share; -1 for none
        ("expected_effort", "f8"),  # its mean, which is what estimates know
        ("items_law", "i8"),
        ("value_law", "i8"),
        ("estimate_law", "i8"),  # multiplier of the estimate
        ("good_share", "f8"),
        ("harmful_share", "f8"),
        ("life_days", "f8"),
        ("expires_days", "f8"),  # infinite where nothing expires
    ],
    align=True,
)


class CsvArrivals(Spec):
    """Arrivals from a history: one row each."""

    file: Name
    """Path, seen from the scenario file."""
    time: Name = "created"
    """Column of the time: a number (working days) or a date; weekends are left out of dates."""
    product: Name | None = None
    """Column of the product, where the stream does not name one."""
    effort_days: Name | None = None
    """Column of the effort in working days; without it, `effort_days` of the stream is drawn."""


class _Arrivals(Spec):
    """When things arrive: exactly one of the five."""

    name: Name | None = None
    """For messages and tables; default: the product."""
    product: Name | None = None
    """Where they arrive; may be left to a column of `from_csv`."""
    arrivals_per_day: Annotated[Positive, Unit("per working day")] | None = None
    """Poisson arrivals, per working day."""
    arrivals_per_quarter: Annotated[Positive, Unit("per quarter")] | None = None
    """Poisson arrivals, per quarter of 65 working days."""
    interarrival_days: Annotated[Distribution, Unit("working days"), Source("S04")] | None = None
    """Renewal arrivals: working days between one and the next."""
    at: Annotated[list[Days], Field(min_length=1)] | None = None
    """Given times, in working days from the start of the simulation."""
    from_csv: Name | CsvArrivals | None = None
    """A file with one row per arrival."""

    @model_validator(mode="after")
    def _one_kind_of_arrival(self) -> _Arrivals:
        given = [kind for kind in KINDS_OF_ARRIVAL if getattr(self, kind) is not None]
        if not given:
            raise ValueError(f"does not say when things arrive; add one of {', '.join(KINDS_OF_ARRIVAL)}")
        if len(given) > 1:
            raise ValueError(f"gives several times when things arrive; keep one of {', '.join(given)}")
        if self.product is None and self.from_csv is None:
            raise ValueError("does not say where things arrive; add 'product' with the name of one")
        return self

    @property
    def has_rate(self) -> bool:
        """Whether arrivals are at random, at a rate."""
        return self.arrivals_per_day is not None or self.arrivals_per_quarter is not None

    @property
    def csv(self) -> CsvArrivals | None:
        """The file of arrivals with its columns, if there is one."""
        if isinstance(self.from_csv, str):
            return CsvArrivals(file=self.from_csv, product=None if self.product else "product")
        return self.from_csv


class ItemStreamSpec(_Arrivals):
    """Work items without opportunities behind them: tickets, walk-in customers."""

    effort_days: Annotated[Distribution, Unit("working days")] | None = None
    """Effort of an item over all stages with a share, in working days."""


class OpportunitySpec(_Arrivals):
    """Opportunities, each of which may become an initiative."""

    not_yet_supported: ClassVar[frozenset[str]] = frozenset({"mix"})

    good_share: Annotated[Probability, Unit("share"), Plausible(0.08, 0.33), Source("P62")] = 1 / 3
    """Share of ideas that earn their value."""
    harmful_share: Annotated[Probability, Unit("share"), Plausible(0.2, 0.4), Source("P63")] = 1 / 3
    """Share of ideas that lose as much; the rest change nothing."""
    value: Annotated[Distribution, Unit("money per quarter"), Source(judgement=True, yours=True)] = 0.0
    """What a good idea earns per quarter, from its release to the end of its life."""
    life_quarters: Annotated[Positive, Unit("quarters"), Plausible(4, 20), Source(judgement=True)] = 8.0
    """Life of the opportunity from its arrival, in quarters: a release after a share x of it earns 1 - x of
    the whole."""
    expires_days: PositiveDays | None = None
    """Working days after which an opportunity that is not begun is gone."""
    items: Annotated[Distribution, Unit("items"), Plausible(1, 32, of="mean"), Source(judgement=True)] = 1.0
    """Number of work items, rounded, at least 1."""
    effort_days: Annotated[Distribution, Unit("working days"), Source("P52", "P53")] | None = None
    """Effort of each item over all stages with a share, in working days."""
    estimate_sigma: Annotated[
        NonNegative,
        Field(le=WIDEST_ESTIMATE),
        Unit("sigma of the logarithm"),
        Plausible(0, 1),
        Source(judgement=True),
    ] = 0.5
    """Spread of the estimate of value: sigma of its logarithm."""

    @model_validator(mode="after")
    def _shares_fit(self) -> OpportunitySpec:
        if self.good_share + self.harmful_share > 1 + 1e-9:
            total = self.good_share + self.harmful_share
            raise ValueError(f"good_share and harmful_share add up to {total:g}; together they are at most 1")
        return self


class DemandSpec(Spec):
    """What arrives."""

    scale: Annotated[Positive, Unit("multiplier"), Plausible(0.5, 1.5), Source(judgement=True)] = 1.0
    """Multiplies the rates of all arrivals."""
    load: Annotated[float, Field(gt=0, le=1), Unit("share")] | None = None
    """Utilisation of the busiest role of the world's baseline at these arrivals, as simulated; `--load`
    scales arrivals from here. It does not affect the model."""
    until_day: Days | None = None
    """Working day after which nothing arrives, so that the organisation drains."""
    items: Annotated[list[ItemStreamSpec], Field(default_factory=list)]
    """Streams of bare work items."""
    opportunities: Annotated[list[OpportunitySpec], Field(default_factory=list)]
    """Streams of opportunities."""

    @model_validator(mode="after")
    def _something_arrives(self) -> DemandSpec:
        if not self.items and not self.opportunities:
            raise ValueError("nothing arrives; add items or opportunities")
        return self

    @model_validator(mode="after")
    def _can_be_scaled(self) -> DemandSpec:
        rigid = [s for s in (*self.items, *self.opportunities) if not s.has_rate]
        if self.scale != 1.0 and rigid:
            raise ValueError("arrivals without a rate cannot be scaled; omit scale, or write rates")
        return self

    def per_day(self, stream: ItemStreamSpec | OpportunitySpec) -> float:
        """Arrivals of a stream per working day; 0 where it has no rate."""
        rate = stream.arrivals_per_day or (stream.arrivals_per_quarter or 0.0) / DAYS_PER_QUARTER
        return self.scale * rate


Stream = ItemStreamSpec | OpportunitySpec
"""Either kind of stream."""
