"""What one part of a scenario may not say of another: names, owners, people who can do the work."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import Problem, did_you_mean
from ..kernel.distributions import highest_of, law_of
from ..mechanisms import MECHANISMS, SUPPORTED
from ..organisation.recipes import Organisation, organise, too_many_memberships
from ..work.demand import ItemStreamSpec, OpportunitySpec
from ..work.value_stream import MOST_STAGES, effort_shares
from .histories import read_arrivals
from .scenario import Scenario

MOST_ITEMS = 100_000  # of one initiative


def problems_of(scenario: Scenario) -> list[Problem]:
    """Everything that keeps a well-formed scenario from being simulated."""
    problems = [
        *_mechanisms(scenario), *_names(scenario), *_stages(scenario), *_products(scenario),
        *_demand(scenario),
    ]  # fmt: skip
    organisation, more = organise(
        scenario.structure,
        scenario.governance,
        scenario.workforce,
        scenario.product_names,
        scenario.stage_names,
    )
    problems += more
    if not problems:
        problems += [*_abilities(scenario, organisation), *_memberships(organisation)]
    return problems


def _mechanisms(scenario: Scenario) -> Iterable[Problem]:
    if isinstance(scenario.mechanisms, str):
        return
    for name, switch in scenario.mechanisms.items():
        path = f"mechanisms.{name}"
        if name not in MECHANISMS and name != "others":
            yield Problem(path, "no such mechanism", did_you_mean(name, [*MECHANISMS, "others"]))
        elif name in MECHANISMS and name not in SUPPORTED and switch in ("on", True):
            yield Problem(path, "is not yet supported by this version", "switch it off or remove it")


def _names(scenario: Scenario) -> Iterable[Problem]:
    for where, key, names in (
        ("products", "name", scenario.product_names),
        ("value_stream", "stage", scenario.stage_names),
    ):
        for i, name in enumerate(names):
            if name in names[:i]:
                yield Problem(
                    f"{where}.{i}.{key}", f"'{name}' stands here a second time", "give each its own name"
                )


def _stages(scenario: Scenario) -> Iterable[Problem]:
    stages = scenario.value_stream
    if len(stages) > MOST_STAGES:
        yield Problem("value_stream", f"has {len(stages)} stages, {MOST_STAGES} are possible", "merge some")
    for i, stage in enumerate(stages):
        path = f"value_stream.{i}"
        for role in stage.by:
            if role not in scenario.workforce:
                yield Problem(f"{path}.by.{role}", "no such role", did_you_mean(role, scenario.workforce))
        if stage.share is not None and stage.effort_days is not None:
            yield Problem(
                f"{path}.share",
                "a stage takes a share or an effort of its own",
                "remove share or effort_days",
            )
        if stage.per == "initiative":
            if any(s.per == "item" for s in stages[:i]):
                yield Problem(
                    f"{path}.per", "stages per initiative come before stages per item", "move it up"
                )
            if stage.effort_days is None:
                yield Problem(path, "a stage per initiative needs effort_days of its own", "add effort_days")
        yield from _return(scenario, i, path)
    if all(s.per == "initiative" for s in stages):
        yield Problem("value_stream", "has no stage per item", "add one")


def _return(scenario: Scenario, i: int, path: str) -> Iterable[Problem]:
    stage, names = scenario.value_stream[i], scenario.stage_names
    if stage.return_to is None:
        return
    if stage.return_to not in names:
        yield Problem(
            f"{path}.return_to", f"no such stage '{stage.return_to}'", did_you_mean(stage.return_to, names)
        )
    elif names.index(stage.return_to) > i:
        yield Problem(
            f"{path}.return_to", f"'{stage.return_to}' comes later", "return to this stage or an earlier one"
        )
    elif scenario.value_stream[names.index(stage.return_to)].per != stage.per:
        yield Problem(
            f"{path}.return_to",
            "an item cannot go back to a stage of its initiative",
            "return to a stage per item",
        )


def _products(scenario: Scenario) -> Iterable[Problem]:
    names = scenario.product_names
    for i, product in enumerate(scenario.products):
        for other in product.coupling:
            path = f"products.{i}.coupling.{other}"
            if other not in names:
                yield Problem(path, "no such product", did_you_mean(other, names))
            elif other == product.name:
                yield Problem(path, "a product is not coupled to itself", "remove it")


def _demand(scenario: Scenario) -> Iterable[Problem]:
    splitting = [
        s.stage
        for s, x in zip(scenario.value_stream, effort_shares(scenario.value_stream), strict=True)
        if x > 0
    ]
    streams: list[tuple[str, ItemStreamSpec | OpportunitySpec]] = [
        *((f"demand.items.{i}", s) for i, s in enumerate(scenario.demand.items)),
        *((f"demand.opportunities.{i}", s) for i, s in enumerate(scenario.demand.opportunities)),
    ]
    for path, stream in streams:
        if stream.product is not None and stream.product not in scenario.product_names:
            yield Problem(
                f"{path}.product",
                f"no such product '{stream.product}'",
                did_you_mean(stream.product, scenario.product_names),
            )
        has_effort = stream.effort_days is not None or (stream.csv and stream.csv.effort_days)
        if splitting and not has_effort:
            yield Problem(
                path,
                f"needs effort_days, which the stage '{splitting[0]}' takes a share of",
                "add effort_days here, or to the stage",
            )
        if stream.interarrival_days is not None and law_of(stream.interarrival_days) == 0.0:
            yield Problem(
                f"{path}.interarrival_days",
                "is 0: infinitely many would arrive at once",
                "write a positive time",
            )
        if stream.at is not None and sorted(stream.at) != stream.at:
            yield Problem(f"{path}.at", "times are not in order", "sort them")
        if isinstance(stream, OpportunitySpec) and highest_of(stream.items) > MOST_ITEMS:
            yield Problem(
                f"{path}.items",
                f"may be more than {MOST_ITEMS:,}",
                "use a law with an upper end, such as discrete or triangular",
            )
        if stream.csv is not None:
            yield from read_arrivals(
                stream.csv, scenario.folder, stream.product, scenario.product_names, path
            ).problems


def _abilities(scenario: Scenario, organisation: Organisation) -> Iterable[Problem]:
    """A stage must be doable in the team that owns it, by somebody else where it asks for that."""
    role_of = [role for role, spec in scenario.workforce.items() for _ in range(spec.count)]
    seen: set[tuple[int, int]] = set()
    for (_, s), t in sorted(organisation.owner.items()):
        if (s, t) in seen:
            continue
        seen.add((s, t))
        stage, team = scenario.value_stream[s], organisation.teams[t]
        able = {p for p, _ in team.members if role_of[p] in stage.by}
        where = f"structure.teams.{t}"
        if not able:
            roles = ", ".join(stage.by)
            yield Problem(
                where,
                f"nobody in team '{team.name}' can do the stage '{stage.stage}'",
                f"add a member of role {roles}, or let another team own it",
            )
        elif stage.other_eyes and len(able) == 1 and _did_it_before(scenario, organisation, s, able, role_of):
            yield Problem(
                where,
                f"stage '{stage.stage}' asks for other eyes, and only one person of team '{team.name}' can do it",
                "add a second one, or drop other_eyes",
            )


def _did_it_before(
    scenario: Scenario, organisation: Organisation, s: int, able: set[int], role_of: list[str]
) -> bool:
    """Whether the only person who can do stage s may have done the stage before it."""
    before = s - 1
    if before < 0:
        return False
    teams = {t for (_, stage), t in organisation.owner.items() if stage == before}
    people = {p for t in teams for p, _ in organisation.teams[t].members}
    return any(p in people and role_of[p] in scenario.value_stream[before].by for p in able)


def _memberships(organisation: Organisation) -> Iterable[Problem]:
    for person, count in too_many_memberships(organisation).items():
        yield Problem(
            "structure.teams",
            f"person {person} sits in {count} teams, the model follows 8",
            "leave the 8 largest shares",
        )
