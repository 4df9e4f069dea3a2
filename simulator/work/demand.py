"""Demand: bare work items, and opportunities that become initiatives with several items."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field, create_model, model_validator

from ..kernel.distributions import Distribution
from ..kernel.units import DAYS_PER_QUARTER
from ..metadata import Plausible, Source, Unit
from ..spec import Days, Name, NonNegative, Positive, PositiveDays, Probability, Spec
from .portfolio import LimitsSpec
from .products import ProductSpec

WIDEST_ESTIMATE = 5.0
STEEPEST = 5.0
KINDS_OF_ARRIVAL = ("arrivals_per_day", "arrivals_per_quarter", "interarrival_days", "at", "from_csv")

CONSTANT, WINDOW, DUE = range(3)
"""How value depends on the time of release."""

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
        ("value_factor", "f8"),  # of its product
        ("value_power", "f8"),  # by which worth grows with the number of items over its mean
        ("mean_items", "f8"),  # number of items of an opportunity, as drawn, on average
        ("narrows", "f8"),  # share of the logarithms of both errors that discovery takes away
        ("parallel", "f8"),  # items ready at a time: all to this power
        ("harm", "f8"),  # what a harmful idea takes, as a share of what it would bring if it were good
        ("harm_law", "i8"),  # working days from the first release until harm is noticed, -1 for never
        ("timing", "i8"),  # CONSTANT, WINDOW or DUE
        ("timing_days", "f8"),  # half-life of the window, or days until it is due
        ("penalty", "f8"),  # share of the value that is lost after that
        ("support", "i8"),  # 1: its items are tickets
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


class EvennessSpec(Spec):
    """How arrivals spread over several products."""

    rank_power: Annotated[
        float, Field(ge=0, le=STEEPEST), Unit("exponent"), Plausible(0, 2), Source(judgement=True)
    ] = 0.0
    """Shares of the products are proportional to 1 / rank to this power; rank is their order. 0: all alike."""


class _Arrivals(Spec):
    """When things arrive: exactly one of the five."""

    name: Name | None = None
    """For messages and tables; default: the product."""
    product: Name | None = None
    """Where they arrive; may be left to a column of `from_csv`."""
    products: Literal["all"] | Annotated[list[Name], Field(min_length=1)] | None = None
    """Instead of `product`: several products, each with a stream of its own like this one; `all` are those that
    are not internal, in the order of the file."""
    evenness: EvennessSpec | None = None
    """How unevenly rates spread over `products`; the rate is the mean of the products. Default: all alike."""
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
        return self

    @model_validator(mode="after")
    def _one_kind_of_place(self) -> _Arrivals:
        if self.product is None and self.products is None and self.from_csv is None:
            raise ValueError("does not say where things arrive; add 'product' with the name of one")
        if self.product is not None and self.products is not None:
            raise ValueError("has both product and products; keep one of them")
        if self.products is not None and self.from_csv is not None:
            raise ValueError(
                "reads arrivals from a file, and gives them to several products; name one product, or none"
            )
        if self.evenness is not None and self.products is None:
            raise ValueError(
                "spreads arrivals over products and has only one; write products, or remove evenness"
            )
        if self.evenness is not None and not self.has_rate:
            raise ValueError(
                "spreads arrivals that have no rate over products; write a rate, or remove evenness"
            )
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


if TYPE_CHECKING:
    _OfClass = _Arrivals
else:  # in Python no attribute can be written with this name
    _OfClass = create_model(
        "_OfClass",
        __base__=_Arrivals,
        **{
            "class": (
                Literal["support", "none"],
                Field(
                    "none",
                    description="`support`: tickets, which share the time of a team with initiatives as `support` says.",
                ),
            )
        },
    )


class ItemStreamSpec(_OfClass):
    """Work items without opportunities behind them: tickets, walk-in customers."""

    effort_days: Annotated[Distribution, Unit("working days")] | None = None
    """Effort of an item over all stages with a share, in working days."""

    @property
    def is_support(self) -> bool:
        """Whether its items are tickets."""
        return bool(getattr(self, "class") == "support")


class HarmSpec(Spec):
    """What harmful ideas do, and when it is noticed."""

    share_of_good: Annotated[Probability, Unit("share"), Plausible(0.1, 1), Source("P63", judgement=True)] = (
        0.3
    )
    """What a harmful idea takes, as a share of what it would bring if it were good."""
    noticed_after_days: Annotated[
        Distribution, Unit("working days"), Plausible(20, 65, of="mean"), Source(judgement=True)
    ] = 40.0
    """From its first release until those who answer customers notice; then it is taken back, and the rest of its
    initiative ends."""


class WindowSpec(Spec):
    """A market that goes to those who come first."""

    half_life_days: Annotated[PositiveDays, Plausible(65, 260), Source("P71", judgement=True)] = 130.0
    """Working days after its arrival at which an idea brings half."""


class DueSpec(Spec):
    """A date, such as that of a law or of a contract."""

    days: Annotated[Days, Plausible(65, 260), Source(judgement=True)] = 130.0
    """Working days from its arrival within which an idea is due."""
    penalty: Annotated[Probability, Unit("share"), Plausible(0.1, 1), Source(judgement=True)] = 0.5
    """Share of the value that is lost to what is released later."""


class ValueInTimeSpec(Spec):
    """How the value of an item depends on the day of its release: a window or a date."""

    window: WindowSpec | None = None
    due: DueSpec | None = None

    @model_validator(mode="after")
    def _one_shape(self) -> ValueInTimeSpec:
        if (self.window is None) == (self.due is None):
            raise ValueError("takes either window or due; keep one of them, or write constant")
        return self


class OpportunitySpec(_Arrivals):
    """Opportunities, each of which may become an initiative."""

    not_yet_supported: ClassVar[frozenset[str]] = frozenset({"mix"})

    good_share: Annotated[Probability, Unit("share"), Plausible(0.08, 0.33), Source("P62")] = 1 / 3
    """Share of ideas that earn their value."""
    harmful_share: Annotated[Probability, Unit("share"), Plausible(0.2, 0.4), Source("P63")] = 1 / 3
    """Share of ideas that do harm; the rest change nothing."""
    harm: HarmSpec = HarmSpec()
    value: Annotated[Distribution, Unit("money per quarter"), Source(judgement=True, yours=True)] = 0.0
    """What a good idea of mean size earns per quarter, with as many customers as on day 0, from its release to the end of
    its life."""
    value_factor: Annotated[
        dict[Name, Positive], Unit("multiplier"), Plausible(1, 8), Source(judgement=True, yours=True)
    ] = {}
    """Multiplies what ideas of a product are worth; 1 where a product is not named."""
    value_grows_with_size: Annotated[
        float, Field(ge=0, le=2), Unit("exponent"), Plausible(0.4, 1), Source(judgement=True)
    ] = 0.7
    """What an idea is worth is proportional to its number of items to this power; 0: it does not depend on size."""
    life_quarters: Annotated[Positive, Unit("quarters"), Plausible(4, 20), Source(judgement=True)] = 8.0
    """Life of the opportunity from its arrival, in quarters: a release after a share x of it earns 1 - x of
    the whole."""
    value_in_time: Literal["constant"] | ValueInTimeSpec = "constant"
    """Whether what an item brings per day depends on when it is released; `constant`: it does not."""
    expires_days: PositiveDays | None = None
    """Working days after which an opportunity that is not begun is gone."""
    items: Annotated[Distribution, Unit("items"), Plausible(1, 32, of="mean"), Source(judgement=True)] = 1.0
    """Number of work items, rounded, at least 1."""
    parallel: Annotated[
        float, Field(ge=0, le=1), Unit("exponent"), Plausible(0.3, 1), Source(judgement=True)
    ] = 0.5
    """Of n items, n to this power are ready at a time, rounded up; the next is ready when one is done. 1: all at
    once; 0: one after the other."""
    effort_days: Annotated[Distribution, Unit("working days"), Source("P52", "P53")] | None = None
    """Effort of each item over all stages with a share, in working days."""
    estimate_sigma: Annotated[
        NonNegative,
        Field(le=WIDEST_ESTIMATE),
        Unit("sigma of the logarithm"),
        Plausible(0, 1),
        Source(judgement=True),
    ] = 0.5
    """Spread of the estimates of value and of effort: sigma of their logarithms."""
    discovery_narrows: Annotated[Probability, Unit("share"), Plausible(0, 1), Source(judgement=True)] = 0.5
    """Share of the logarithm of both errors that the stages done once per initiative take away."""

    @model_validator(mode="after")
    def _shares_fit(self) -> OpportunitySpec:
        if self.good_share + self.harmful_share > 1 + 1e-9:
            total = self.good_share + self.harmful_share
            raise ValueError(f"good_share and harmful_share add up to {total:g}; together they are at most 1")
        return self


class LoadSpec(Spec):
    """How much must arrive for a load."""

    load: Annotated[float, Field(gt=0, lt=1), Unit("share")]
    """Share of their time in which the people of the reference structure who do most of the work are not idle."""
    scale: Annotated[Positive, Unit("multiplier"), Source(judgement=True)]
    """Multiplies the rates of all arrivals but tickets at this load, as simulated."""


class ModeSpec(Spec):
    """A way to put demand: as much as a reference structure can do, or more than anyone can do."""

    scale: Annotated[Positive, Unit("multiplier"), Plausible(0.5, 4), Source(judgement=True)] = 1.0
    """Multiplies the rates of all arrivals but tickets, beside `demand.scale`."""
    reference: Name | None = None
    """Scenario file in which `loads` were measured. It is for people, and does not affect the model."""
    loads: list[LoadSpec] = []
    """Loads of the reference structure, lowest first; `demand.load` says which of them holds, between two of them the
    scale is interpolated. They stand instead of `scale`."""
    limits: LimitsSpec | None = None
    """How many initiatives may be begun at a time, unless the file has `limits` of its own. Without it, there
    are no limits in this mode."""
    expires_days: Annotated[PositiveDays, Source(judgement=True)] | None = None
    """Working days after which an opportunity that is not begun is gone, whatever its stream says."""

    @model_validator(mode="after")
    def _loads_rise(self) -> ModeSpec:
        for a, b in pairwise(self.loads):
            if a.load >= b.load or a.scale >= b.scale:
                what = (
                    f"has load {b.load:g} with scale {b.scale:g} after load {a.load:g} with scale {a.scale:g}"
                )
                raise ValueError(f"{what}; write loads from low to high, each with a higher scale")
        if self.loads and self.scale != 1.0:
            raise ValueError("has both loads and scale; keep one of them")
        return self

    def scale_at(self, load: float | None) -> float:
        """By what the rates of arrivals but tickets are multiplied; load: that of the demand."""
        if not self.loads or load is None:
            return self.scale
        return float(np.interp(load, [at.load for at in self.loads], [at.scale for at in self.loads]))


class DemandSpec(Spec):
    """What arrives."""

    mode: Name | None = None
    """Which of `modes` holds; without it, none does."""
    modes: dict[Name, ModeSpec] = {}
    """Ways to put the same demand, by name."""

    scale: Annotated[Positive, Unit("multiplier"), Plausible(0.5, 1.5), Source(judgement=True)] = 1.0
    """Multiplies the rates of all arrivals."""
    load: Annotated[float, Field(gt=0, le=1), Unit("share")] | None = None
    """Where the mode has `loads`: which of them holds. Elsewhere: utilisation of the busiest role of the world's baseline at
    these arrivals, as simulated, from which `--load` scales them; then it does not affect the model."""
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
        if self.scale != 1.0 and not all(stream.has_rate for stream in self.blocks):
            raise ValueError("arrivals without a rate cannot be scaled; omit scale, or write rates")
        if wrong := self.unscaled:
            raise ValueError("; ".join(wrong))
        return self

    @property
    def unscaled(self) -> tuple[str, str] | None:
        """What the mode in force cannot scale, and a remedy; None: it can scale all that it has to."""
        fits = all(stream.has_rate for stream in self.blocks if not is_ticket(stream))
        if fits or self.mode_in_force.scale_at(self.load) == 1.0:
            return None
        what = f"arrivals without a rate cannot be scaled, as mode '{self.mode}' does"
        return what, "choose another mode, or write rates"

    @property
    def unknown_load(self) -> tuple[str, str, str] | None:
        """Key, what is wrong with it, and a remedy, where the mode in force knows loads and the load is none of them, nor
        lies between two."""
        loads = [at.load for at in self.mode_in_force.loads]
        if not loads or (self.load is not None and loads[0] <= self.load <= loads[-1]):
            return None
        key, said = ("demand", "has no load") if self.load is None else ("demand.load", f"is {self.load:g}")
        if len(loads) == 1:
            return (
                key,
                f"{said}, and mode '{self.mode}' knows load {loads[0]:g} alone",
                f"write load {loads[0]:g}",
            )
        span = f"from {loads[0]:g} to {loads[-1]:g}"
        return key, f"{said}, and mode '{self.mode}' knows loads {span}", f"write a load {span}"

    @property
    def blocks(self) -> list[Stream]:
        """All streams as written, some of them for several products: bare items, then opportunities."""
        return [*self.items, *self.opportunities]

    @property
    def mode_in_force(self) -> ModeSpec:
        """The mode that holds; one that changes nothing where there is none."""
        return self.modes.get(self.mode or "", ModeSpec())

    def per_day(self, stream: Stream) -> float:
        """Arrivals of a stream of one product per working day; 0 where it has no rate."""
        rate = stream.arrivals_per_day or (stream.arrivals_per_quarter or 0.0) / DAYS_PER_QUARTER
        return self.scale * (1.0 if is_ticket(stream) else self.mode_in_force.scale_at(self.load)) * rate


Stream = ItemStreamSpec | OpportunitySpec
"""Either kind of stream."""


def is_ticket(stream: Stream) -> bool:
    """Whether what arrives are tickets, of which there are as many in every mode."""
    return isinstance(stream, ItemStreamSpec) and stream.is_support


def products_of(stream: Stream, products: Sequence[ProductSpec]) -> list[str]:
    """Names of the products at which a stream arrives; none where a file says it row by row."""
    if stream.products == "all":
        return [product.name for product in products if not product.internal]
    return list(stream.products or filter(None, [stream.product]))


def one_by_one(stream: Stream, products: Sequence[ProductSpec]) -> list[Stream]:
    """A stream as streams of one product each, as if they had been written out; products: of the file."""
    if stream.products is None:
        return [stream]
    names = products_of(stream, products)
    weights = [rank ** -(stream.evenness or EvennessSpec()).rank_power for rank in range(1, len(names) + 1)]
    parts = [weight * len(names) / sum(weights) for weight in weights]
    return [_of_one(stream, name, part) for name, part in zip(names, parts, strict=True)]


def _of_one(stream: Stream, product: str, part: float) -> Stream:
    """The stream of one product, with a part of the mean rate."""
    rates = {key: getattr(stream, key) for key in ("arrivals_per_day", "arrivals_per_quarter")}
    scaled = {key: rate * part for key, rate in rates.items() if rate is not None}
    return stream.model_copy(update={"product": product, "products": None, "evenness": None, **scaled})
