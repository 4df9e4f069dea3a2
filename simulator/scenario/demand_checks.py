"""What may be wrong with demand: missing efforts, unknown products, histories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..errors import Problem, no_such
from ..kernel.distributions import highest_of
from ..work.demand import OpportunitySpec, Stream
from ..work.value_stream import effort_shares
from .histories import read_arrivals
from .scenario import Scenario

MOST_ITEMS = 100_000  # of one initiative


def streams_of(scenario: Scenario) -> Iterator[tuple[str, Stream]]:
    """Every stream with its dotted path: bare items, then opportunities."""
    for i, items in enumerate(scenario.demand.items):
        yield f"demand.items.{i}", items
    for i, opportunities in enumerate(scenario.demand.opportunities):
        yield f"demand.opportunities.{i}", opportunities


def streams_are_complete(scenario: Scenario) -> Iterable[Problem]:
    """Items need an effort where stages take shares of it."""
    shares = zip(scenario.value_stream, effort_shares(scenario.value_stream), strict=True)
    splitting = [stage.stage for stage, share in shares if share > 0]
    for path, stream in streams_of(scenario):
        if splitting and stream.effort_days is None and not (stream.csv and stream.csv.effort_days):
            what = f"needs effort_days, of which the stage '{splitting[0]}' takes a share"
            yield Problem(path, what, "add effort_days here, or to the stage")


def arrivals_fit(scenario: Scenario) -> Iterable[Problem]:
    """Whether things arrive at known products, in order of time, and in possible numbers."""
    names = scenario.product_names
    for path, stream in streams_of(scenario):
        if stream.product is not None and stream.product not in names:
            yield no_such(f"{path}.product", "product", stream.product, names)
        if stream.interarrival_days is not None and highest_of(stream.interarrival_days) <= 0:
            what = "is 0: infinitely many would arrive at once"
            yield Problem(f"{path}.interarrival_days", what, "write a positive time")
        if stream.at is not None and sorted(stream.at) != stream.at:
            yield Problem(f"{path}.at", "times are not in order", "sort them")
        if isinstance(stream, OpportunitySpec) and highest_of(stream.items) > MOST_ITEMS:
            what = f"may be more than {MOST_ITEMS:,}"
            remedy = "use a distribution with an upper end, such as discrete or triangular"
            yield Problem(f"{path}.items", what, remedy)
        if stream.csv is not None:
            yield from read_arrivals(stream.csv, scenario.folder, stream.product, names, path).problems
