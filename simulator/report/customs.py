"""Further rules of an organisation, in words: tickets, requests, money, alignment, following the work."""

from __future__ import annotations

from collections.abc import Iterator

from ..kernel.units import DAYS_PER_QUARTER
from ..mechanisms.alignment import AlignmentSpec, chance_to_meet
from ..mechanisms.dependencies import DependenciesSpec
from ..mechanisms.funding import FundingSpec
from ..mechanisms.support import SupportSpec
from ..scenario.scenario import Scenario
from ..work.demand import ItemStreamSpec


def customs_of(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Rules about tickets, about what teams hear of each other, about money and about following the work, in words."""
    if any(isinstance(s, ItemStreamSpec) and s.is_support for s in scenario.streams):
        yield "Tickets", _taken(scenario.of(SupportSpec)) if scenario.acts("support") else LIKE_OTHERS
    dependencies, coupled = (
        scenario.of(DependenciesSpec),
        any(product.coupling for product in scenario.products),
    )
    if scenario.is_on("dependencies") and coupled and not dependencies.work_visible:
        when = f"meetings, every {dependencies.meets_every_days:g} days"
        yield "Requests of other teams", f"a team hears of them at its {when}"
    if scenario.acts("funding"):
        yield "Money", _given_out(scenario.of(FundingSpec))
    if scenario.acts("alignment"):
        yield "What teams decide alone", _met(scenario)
    reassign = scenario.structure.reassign
    if reassign is not None:
        who = "people move to the teams" if reassign.what == "people" else "areas move from the teams"
        days = reassign.every_quarters * DAYS_PER_QUARTER
        yield "Teams follow the work", f"every {days:g} days {who} with most waiting work per member"


LIKE_OTHERS = "like other bare items"


def _taken(spec: SupportSpec) -> str:
    """When a team takes a ticket, in words."""
    if spec.first == "share":
        return f"first, up to {spec.share:.2f} of the work a team begins; its own work and tickets fill what the other leaves"
    if spec.first == "before":
        return "before a team's own work"
    return "after all of a team's own work, so that they may wait for ever"


def _given_out(spec: FundingSpec) -> str:
    """Who is given money, and when, in words."""
    days = f"every {spec.every_quarters * DAYS_PER_QUARTER:g} days"
    limit = (
        "" if spec.days_per_quarter is None else f", {spec.days_per_quarter:g} days of work a quarter in all"
    )
    if spec.by == "team":
        return f"each team gets its envelope {days}{limit}; it begins while something is left"
    return f"each initiative waits for a round, {days}{limit}"


def _met(scenario: Scenario) -> str:
    """How often an initiative meets another team's, in words."""
    governance = scenario.organisation.governance
    asked = governance.decision_rights.start_initiative.ask if scenario.is_on("approvals") else []
    boards = [layer.name for layer in governance.layers if layer.sits_every_days is not None]
    filled = governance.board_of_places is not None and scenario.limits_in_force is not None
    if filled or set(asked) & set(boards):
        return "nothing: a board sees what all of them begin"
    chance = chance_to_meet(scenario.of(AlignmentSpec))
    return f"of 100 initiatives {100 * chance:.2g} repeat or contradict what another team does"
