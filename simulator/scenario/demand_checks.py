"""What may be wrong with demand: missing efforts, unknown products, histories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..errors import Problem, no_such
from ..kernel.distributions import highest_of
from ..work.demand import OpportunitySpec, Stream, one_by_one, products_of
from ..work.value_stream import effort_shares
from .histories import read_arrivals
from .scenario import Scenario

MOST_ITEMS = 100_000  # of one initiative


def blocks_of(scenario: Scenario) -> Iterator[tuple[str, Stream]]:
    """Every stream as written, with its dotted path: bare items, then opportunities."""
    for i, items in enumerate(scenario.demand.items):
        yield f"demand.items.{i}", items
    for i, opportunities in enumerate(scenario.demand.opportunities):
        yield f"demand.opportunities.{i}", opportunities


def streams_of(scenario: Scenario) -> Iterator[tuple[str, Stream]]:
    """Every stream of one product, with the path of the block that stands for it, in order of their ordinals."""
    for path, block in blocks_of(scenario):
        yield from ((path, stream) for stream in one_by_one(block, scenario.products))


def mode_exists(scenario: Scenario) -> Iterable[Problem]:
    """The mode of demand is one of those described."""
    demand = scenario.demand
    if demand.mode is not None and demand.mode not in demand.modes:
        yield no_such("demand.mode", "mode", demand.mode, demand.modes)


def load_is_known(scenario: Scenario) -> Iterable[Problem]:
    """Where the mode of demand knows loads, the load is one of them or lies between two."""
    if wrong := scenario.demand.unknown_load:
        yield Problem(*wrong)


def streams_are_complete(scenario: Scenario) -> Iterable[Problem]:
    """Items need an effort where stages take shares of it."""
    shares = zip(scenario.value_stream, effort_shares(scenario.value_stream), strict=True)
    splitting = [stage.stage for stage, share in shares if share > 0]
    for path, stream in blocks_of(scenario):
        if splitting and stream.effort_days is None and not (stream.csv and stream.csv.effort_days):
            what = f"needs effort_days, of which the stage '{splitting[0]}' takes a share"
            yield Problem(path, what, "add effort_days here, or to the stage")


def arrivals_fit(scenario: Scenario) -> Iterable[Problem]:
    """Whether things arrive at known products, in order of time, and in possible numbers."""
    names = scenario.product_names
    for path, stream in blocks_of(scenario):
        yield from _places_exist(scenario, path, stream)
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


def _places_exist(scenario: Scenario, path: str, stream: Stream) -> Iterable[Problem]:
    """Whether a stream names products that exist, each once, and factors for those alone."""
    names, own = scenario.product_names, products_of(stream, scenario.products)
    for k, name in enumerate(own if isinstance(stream.products, list) else ()):
        if name not in names:
            yield no_such(f"{path}.products.{k}", "product", name, names)
        elif name in own[:k]:
            yield Problem(f"{path}.products.{k}", f"'{name}' is listed twice", "keep one of them")
    if not own and stream.csv is None:
        yield Problem(f"{path}.products", "all products are internal", "name those that are meant")
    for name in stream.value_factor if isinstance(stream, OpportunitySpec) else ():
        where = f"{path}.value_factor.{name}"
        if name not in names:
            yield no_such(where, "product", name, names, shown=False)
        elif name not in own and stream.csv is None:
            yield Problem(
                where, "is not among the products of the stream", "remove it, or add it to products"
            )
        elif name not in own:
            what = "is a factor for one product of a file with arrivals"
            yield Problem(where, what, "remove it, or write a stream for each product")
