"""Checks across the parts of a scenario: names, owners, people who can do the work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ..errors import Code, Problem, did_you_mean, no_such
from ..mechanisms.quality import QualitySpec
from ..mechanisms.registry import NAMES, PLANNED, SECTIONS
from ..organisation.owners import listing
from ..organisation.recipes import Organisation, Team, organise, too_many_memberships
from ..organisation.workforce import MOST_MEMBERSHIPS, MOST_PEOPLE, ordinals_of
from ..work.value_stream import MOST_STAGES, StageSpec
from .demand_checks import arrivals_fit, load_is_known, mode_exists, streams_are_complete
from .laws import laws_can_be_drawn, shares_of_full_time_fit, skills_are_positive
from .limits import books_fit, lists_fit, work_fits
from .scenario import Scenario

Check = Callable[[Scenario], Iterable[Problem]]
ORGANISATION = ("structure", "governance", "workforce", "products", "value_stream")


def problems_of(scenario: Scenario) -> list[Problem]:
    """Everything that keeps a well-formed scenario from being simulated.

    A check is skipped where the parts that it needs are missing because they are wrong in themselves.
    """
    there = set(scenario.__dict__)
    problems = [problem for check, needs in CHECKS if there.issuperset(needs) for problem in check(scenario)]
    if there.issuperset(ORGANISATION) and not any(map(_confuses, problems)):
        problems += _of_the_organisation(scenario, problems)
    if not problems and there.issuperset((*ORGANISATION, "demand", "horizon", "mechanisms", *SECTIONS)):
        problems += work_fits(scenario)
    return problems


def _confuses(problem: Problem) -> bool:
    """Whether a problem would cause others in the organisation: too many people, a name used twice."""
    part, _, rest = problem.path.partition(".")
    return problem.path == "workforce" or (part != "structure" and rest.endswith((".name", ".stage")))


def _of_the_organisation(scenario: Scenario, before: Sequence[Problem]) -> list[Problem]:
    """Problems of who sits where and who owns what; `before` are the problems of the parts alone."""
    organisation, problems = organise(
        scenario.structure,
        scenario.governance,
        scenario.workforce,
        scenario.product_names,
        scenario.trades,
    )
    problems += _memberships(scenario, organisation)
    problems += _abilities(scenario, organisation, [*before, *problems])
    if "horizon" in scenario.__dict__:
        problems += books_fit(scenario, organisation)
    return problems


def _mechanisms(scenario: Scenario) -> Iterable[Problem]:
    if isinstance(scenario.mechanisms, str):
        return
    for name, switch in scenario.mechanisms.items():
        path = f"mechanisms.{name}"
        if name not in NAMES and name != "others":
            yield Problem(path, "no such mechanism", did_you_mean(name, [*NAMES, "others"]))
        elif name in PLANNED and switch in ("on", True):
            yield Problem(path, "is not yet supported by this version", "switch it off or remove it")


def _people(scenario: Scenario) -> Iterable[Problem]:
    people = sum(role.count for role in scenario.workforce.values())
    if people > MOST_PEOPLE:
        what = f"has {people:,} people, {MOST_PEOPLE:,} are possible"
        yield Problem("workforce", what, "lower the counts")


def _product_names(scenario: Scenario) -> Iterable[Problem]:
    return _said_twice("products", "name", scenario.product_names)


def _customers_of_internal(scenario: Scenario) -> Iterable[Problem]:
    for i, product in enumerate(scenario.products):
        if product.internal and product.customers is not None:
            yield Problem(
                f"products.{i}.customers", "an internal product has no customers", "remove it, or internal"
            )


def _stage_names(scenario: Scenario) -> Iterable[Problem]:
    return _said_twice("value_stream", "stage", scenario.stage_names)


def _said_twice(where: str, key: str, names: Sequence[str]) -> Iterable[Problem]:
    seen: set[str] = set()
    for i, name in enumerate(names):
        if name in seen:
            what = f"'{name}' is listed twice"
            yield Problem(f"{where}.{i}.{key}", what, "give each its own name")
        seen.add(name)


def _guilds(scenario: Scenario) -> Iterable[Problem]:
    guilds = scenario.structure.guilds
    yield from _said_twice("structure.guilds", "name", [guild.name for guild in guilds])
    for i, guild in enumerate(guilds):
        for k, role in enumerate(guild.roles if isinstance(guild.roles, list) else ()):
            if role not in scenario.workforce:
                yield no_such(f"structure.guilds.{i}.roles.{k}", "role", role, scenario.workforce)


def _roles_of_stages(scenario: Scenario) -> Iterable[Problem]:
    for i, stage in enumerate(scenario.value_stream):
        for role in stage.by:
            if role not in scenario.workforce:
                path = f"value_stream.{i}.by.{role}"
                yield no_such(path, "role", role, scenario.workforce, shown=False)


def _stages(scenario: Scenario) -> Iterable[Problem]:
    stages = scenario.value_stream
    if len(stages) > MOST_STAGES:
        what = f"has {len(stages)} stages, {MOST_STAGES} are possible"
        yield Problem("value_stream", what, "merge some")
    for i in range(len(stages)):
        yield from _efforts(stages, i, f"value_stream.{i}")
        yield from _return(scenario, i, f"value_stream.{i}.return_to")
    if all(stage.per == "initiative" for stage in stages):
        yield Problem("value_stream", "has no stage per item", "add one")


def _efforts(stages: Sequence[StageSpec], i: int, path: str) -> Iterable[Problem]:
    stage = stages[i]
    if stage.share is not None and stage.effort_days is not None:
        what = "a stage takes a share of the item's effort, or an effort of its own"
        yield Problem(f"{path}.share", what, "remove share or effort_days")
    if stage.per == "initiative":
        if any(other.per == "item" for other in stages[:i]):
            yield Problem(f"{path}.per", "stages per initiative come before stages per item", "move it up")
        if stage.effort_days is None:
            yield Problem(path, "a stage per initiative needs an effort of its own", "add effort_days")


def _return(scenario: Scenario, i: int, path: str) -> Iterable[Problem]:
    stage, names = scenario.value_stream[i], scenario.stage_names
    if stage.return_to is None:
        return
    if stage.return_to not in names:
        yield no_such(path, "stage", stage.return_to, names)
    elif names.index(stage.return_to) > i:
        yield Problem(path, f"'{stage.return_to}' comes later", "name this stage or an earlier one")
    elif scenario.value_stream[names.index(stage.return_to)].per != stage.per:
        what = "an item cannot go back to a stage of its initiative"
        yield Problem(path, what, "name a stage per item")


def _couplings(scenario: Scenario) -> Iterable[Problem]:
    names = scenario.product_names
    for i, product in enumerate(scenario.products):
        for other in product.coupling:
            path = f"products.{i}.coupling.{other}"
            if other not in names:
                yield no_such(path, "product", other, names, shown=False)
            elif other == product.name:
                yield Problem(path, "a product is not coupled to itself", "remove it")


def _restoring(scenario: Scenario) -> Iterable[Problem]:
    """Incidents pass stages that exist and that are done per item."""
    for k, step in enumerate(scenario.of(QualitySpec).restoring or ()):
        path = f"quality.restoring.{k}.stage"
        if step.stage not in scenario.stage_names:
            yield no_such(path, "stage", step.stage, scenario.stage_names)
        elif scenario.value_stream[scenario.stage_names.index(step.stage)].per != "item":
            yield Problem(path, f"'{step.stage}' is done once per initiative", "name a stage per item")


def _abilities(
    scenario: Scenario, organisation: Organisation, problems: Sequence[Problem]
) -> Iterable[Problem]:
    """A stage must be doable in the team that owns it, by a second person where it asks for other eyes."""
    role_of = [role for role, spec in scenario.workforce.items() for _ in range(spec.count)]
    able_in = [
        {role: [p for p, _ in team.members if role_of[p] == role] for role in scenario.workforce}
        for team in organisation.teams
    ]
    undone: dict[int, list[StageSpec]] = {}
    for s, t in sorted({(s, t) for (_, s), t in organisation.owner.items()}):
        stage, team = scenario.value_stream[s], organisation.teams[t]
        where = team.place
        if any(problem.path.startswith((f"{where}.members", f"value_stream.{s}.by")) for problem in problems):
            continue  # it is unknown who should sit there, or do it
        able = {p for role in stage.by for p in able_in[t].get(role, [])}
        if not able:
            undone.setdefault(t, []).append(stage)
        elif stage.other_eyes and len(able) == 1 and _did_it_before(scenario, organisation, s, able, role_of):
            what = f"stage '{stage.stage}' asks for other eyes, and only one person of team '{team.name}' can do it"
            yield Problem(where, what, "add a second one, or drop other_eyes")
    for t, stages in undone.items():
        yield _unable(organisation.teams[t], stages)


def _unable(team: Team, stages: Sequence[StageSpec]) -> Problem:
    """The problem of stages that a team owns and cannot do."""
    what = f"no one in team '{team.name}' can do the {listing('stage', [stage.stage for stage in stages])}"
    roles = dict.fromkeys(" or ".join(stage.by) for stage in stages)
    remedy = f"add a member of role {' and one of role '.join(roles)}"
    remedy += "" if team.place.startswith("structure.platform") else ", or let another team own it"
    able = tuple(dict.fromkeys(role for stage in stages for role in stage.by))
    return Problem(team.place, what, remedy, code=Code.NO_ONE_ABLE, about=able)


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


def _memberships(scenario: Scenario, organisation: Organisation) -> Iterable[Problem]:
    many = too_many_memberships(organisation)
    for role, people in ordinals_of(scenario.workforce).items():
        for person in sorted(many.keys() & set(people)):
            what = f"person {person - people.start} of role '{role}' sits in {many[person]} teams"
            remedy = f"keep the {MOST_MEMBERSHIPS} largest shares, the most that the model follows"
            yield Problem("structure.teams", what, remedy)


def _places_to_fill(scenario: Scenario) -> Iterable[Problem]:
    """A board that fills places needs limits, of the scenario or of a mode of demand."""
    board = scenario.governance.board_of_places
    modes = scenario.demand.modes.values()
    if board is not None and scenario.limits is None and not any(mode.limits for mode in modes):
        path = f"governance.layers.{board}.fills_places"
        yield Problem(path, "there are no places to fill", "add limits: {initiatives: …}, or remove it")


CHECKS: tuple[tuple[Check, tuple[str, ...]], ...] = (
    (_mechanisms, ("mechanisms",)),
    (_people, ("workforce",)),
    (skills_are_positive, ("workforce",)),
    (shares_of_full_time_fit, ("workforce",)),
    (_product_names, ("products",)),
    (_couplings, ("products",)),
    (_customers_of_internal, ("products",)),
    (_stage_names, ("value_stream",)),
    (_stages, ("value_stream",)),
    (_roles_of_stages, ("value_stream", "workforce")),
    (laws_can_be_drawn, ()),
    (mode_exists, ("demand",)),
    (load_is_known, ("demand",)),
    (streams_are_complete, ("demand", "value_stream")),
    (arrivals_fit, ("demand", "products")),
    (lists_fit, ("structure", "workforce")),
    (_guilds, ("structure", "workforce")),
    (_restoring, ("quality", "value_stream")),
    (_places_to_fill, ("governance", "demand")),
)
"""Checks, each with the parts of a scenario that it needs."""
