"""Limits of size: what would fill the memory, or run for ever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..errors import Problem
from ..kernel.distributions import highest_of, mean_count_of, mean_of
from ..kernel.units import DAYS_PER_QUARTER
from ..mechanisms.registry import ACCOUNT_COUNT
from ..organisation.recipes import Organisation
from ..spec import MOST_RETURNS
from ..work.demand import OpportunitySpec, Stream
from .demand_checks import streams_of
from .references import listed
from .scenario import Scenario
from .visits import MOST_VISITS, expected_visits, found_in_loops, stages_to_return_to, visits

MOST_ARRIVED = 50_000_000  # items of one replication
MOST_STEPS = 5_000_000_000  # stages that these items go through
MOST_AT_ONCE = 200_000  # items that one arrival or one commitment creates
MOST_BOOKED = 200_000_000  # numbers in the books of all quarters
MOST_LISTS = 10_000_000  # of available people, by team, role and open task


def lists_fit(scenario: Scenario) -> Iterable[Problem]:
    """Teams times roles: for each pair there are lists of available people."""
    tiers = max(role.open_tasks for role in scenario.workforce.values())
    teams, roles = len(scenario.structure.teams), len(scenario.workforce)
    if teams * roles * tiers > MOST_LISTS:
        what = f"{teams:,} teams and {roles:,} roles are more than the model follows"
        yield Problem("structure.teams", what, "merge roles or teams")


def books_fit(scenario: Scenario, organisation: Organisation) -> Iterable[Problem]:
    """Hours are kept by quarter, team, role and account."""
    quarters = scenario.horizon.last_day / DAYS_PER_QUARTER
    roles = [role for role, spec in scenario.workforce.items() for _ in range(spec.count)]
    pairs = sum(len({roles[person] for person, _ in team.members}) for team in organisation.teams)
    if quarters * (pairs + len(scenario.workforce)) * ACCOUNT_COUNT > MOST_BOOKED:
        what = f"lasts {quarters:,.0f} quarters with warm-up and run-off, too long to keep the books of {len(organisation.teams):,} teams"
        yield Problem("horizon", what, "shorten it, or form fewer teams")


def work_fits(scenario: Scenario) -> Iterable[Problem]:
    """Limits of items that arrive, of items per arrival, and of how often items are sent back."""
    found = list(_returns_fit(scenario))
    if found:
        yield from found
        return
    expected = _items_by_stream(scenario)
    most = max(expected, key=lambda path: expected[path])
    items = sum(expected.values())
    if items > MOST_ARRIVED:
        what = f"creates {expected[most]:,.0f} items in one run, {MOST_ARRIVED:,} are possible"
        yield Problem(most, what, "lower the arrivals, or shorten the horizon")
    steps = items * float(visits(scenario).sum())
    if items <= MOST_ARRIVED and steps > MOST_STEPS:
        what = f"sends items back so often that each takes {steps / items:,.0f} steps"
        yield Problem("value_stream", what, "lower return_probability")
    coupled = max(len(product.coupling) for product in scenario.products)
    for path, stream in streams_of(scenario):
        at_once = _highest_items(stream) * (1 + (coupled if scenario.is_on("dependencies") else 0))
        if at_once > MOST_AT_ONCE:
            what = f"with their dependencies, {at_once:,.0f} items may begin at once, {MOST_AT_ONCE:,} are possible"
            yield Problem(f"{path}.items", what, "lower the number of items")


def items_expected(scenario: Scenario) -> float:
    """About how many items one replication brings, dependencies included."""
    return sum(_items_by_stream(scenario).values())


def _items_by_stream(scenario: Scenario) -> dict[str, float]:
    """The same by path of the stream."""
    couplings = {product.name: sum(product.coupling.values()) for product in scenario.products}
    items: dict[str, float] = {}
    for path, stream in streams_of(scenario):
        items[path] = items.get(path, 0.0) + _items_of(scenario, stream, couplings)
    return items


def _returns_fit(scenario: Scenario) -> Iterable[Problem]:
    """No item goes round for ever: the chances that stages send items back are limited together as each is alone."""
    back = stages_to_return_to(scenario)
    own = [stage.return_probability for stage in scenario.value_stream]
    for path, stream in streams_of(scenario):
        found = [0.0] * len(own)
        if scenario.acts("quality"):
            found = found_in_loops(scenario, scenario.efforts_of(stream), back, stream.product)
        chances = [1 - (1 - o) * (1 - f) for o, f in zip(own, found, strict=True)]
        visits = expected_visits(chances, back)
        s = visits.index(max(visits))
        if visits[s] > MOST_VISITS:
            yield _goes_round(scenario, path, stream, s, 1 - 1 / visits[s], chances, found, back)
            return


def _goes_round(
    scenario: Scenario, path: str, stream: Stream, s: int, chance: float, chances: Sequence[float], found: Sequence[float],
    back: Sequence[int],
) -> Problem:  # fmt: skip
    """The problem of a stream whose items come back to stage s too often, by the stages that send them there."""
    senders = [i for i in range(s, len(chances)) if back[i] <= s and chances[i] > 0]
    worst = max(senders, key=lambda i: chances[i])
    by = listed([f"'{scenario.stage_names[i]}' ({_share(chances[i])})" for i in senders])
    stage = f"stage '{scenario.stage_names[s]}'"
    what = f"an item of '{stream.name or stream.product or path}' comes back to {stage} with a chance of {_share(chance)}, sent by {by}"
    key = "finds" if found[worst] > 0 else "return_probability"
    remedy = f"at most {MOST_RETURNS} is possible: lower return_probability"
    if any(found[i] > 0 for i in senders):
        remedy += ", finds, return_share, quality.defects_per_effort_day or the effort"
    return Problem(f"value_stream.{worst}.{key}", what, remedy)


def _share(chance: float) -> str:
    return f"{chance:.6f}".rstrip("0").rstrip(".")


def _highest_items(stream: Stream) -> float:
    return highest_of(stream.items) if isinstance(stream, OpportunitySpec) else 1.0


def _items_of(scenario: Scenario, stream: Stream, couplings: Mapping[str, float]) -> float:
    """About how many items a stream brings in one replication, dependencies included."""
    last = scenario.horizon.last_day
    days = last if scenario.demand.until_day is None else min(last, scenario.demand.until_day)
    if stream.at is not None or stream.csv is not None:
        arrivals = float(len(stream.at or ()))  # histories are short enough to be read
    elif stream.interarrival_days is not None:
        arrivals = days / mean_of(stream.interarrival_days)
    else:
        arrivals = days * scenario.demand.per_day(stream)
    items = mean_count_of(stream.items) if isinstance(stream, OpportunitySpec) else 1.0
    coupled = couplings.get(stream.product or "", 0.0)
    return arrivals * items * (1 + (coupled if scenario.is_on("dependencies") else 0.0))
