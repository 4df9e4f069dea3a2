"""Recipes: whatever people, products and structure, a clear complaint or an organisation that works."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from simulator.engine.run import Simulation
from simulator.errors import InputError, Problem
from simulator.organisation.recipes import Team
from simulator.organisation.trades import trade_of
from simulator.organisation.workforce import MOST_MEMBERSHIPS, ordinals_of
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario

Draw = Any
Values = dict[str, Any]

ROLES = ("owner", "designer", "engineer", "tester", "operator", "janitor")
ABLE = ROLES[:-1]
"""Whom a stage may ask for; nobody asks for the janitor."""
STAGES = ("discover", "build", "test", "release")
EXAMPLES, LIVED = 800, 30

many = settings(max_examples=EXAMPLES, derandomize=True, deadline=None, database=None)
few = settings(max_examples=LIVED, derandomize=True, deadline=None, database=None)


@st.composite
def worlds(draw: Draw) -> Values:
    """People, products and a value stream; usually people enough."""
    products = [f"product {p}" for p in range(draw(st.integers(2, 6)))]
    roles = draw(st.lists(st.sampled_from(ROLES), min_size=1, unique=True))
    known = [role for role in roles if role in ABLE] or ["owner"]
    return {
        "name": "random",
        "horizon": {"days": 100, "warmup_days": 20, "run_off_days": 40},
        "workforce": {role: {"count": draw(st.integers(1, 14))} for role in dict.fromkeys([*roles, *known])},
        "products": [{"name": p, "coupling": _coupling(draw, p, products)} for p in products],
        "value_stream": draw(_streams(known)),
        "demand": {
            "opportunities": [
                {"product": p, "arrivals_per_quarter": 4, "items": 3, "effort_days": 2} for p in products
            ]
        },
    }


def _coupling(draw: Draw, product: str, products: list[str]) -> Values:
    others = st.sampled_from(products)
    return {other: 0.3 for other in draw(st.lists(others, max_size=2, unique=True)) if other != product}


@st.composite
def _streams(draw: Draw, known: list[str]) -> list[Values]:
    stages = draw(st.lists(st.sampled_from(STAGES), min_size=1, unique=True))
    fits = st.dictionaries(st.sampled_from(known), st.sampled_from((1.0, 0.8, 0.5)), min_size=1)
    return [
        {
            "stage": stage,
            "by": draw(fits),
            "share": 1 / len(stages),
            "other_eyes": k > 0 and draw(st.integers(0, 15)) == 0,
        }
        for k, stage in enumerate(stages)
    ]


@st.composite
def structures(draw: Draw, world: Values) -> Values:
    recipe = draw(st.sampled_from(("functional", "project", "project", *["cross_functional"] * 4)))
    platform = draw(_platforms(world))
    elsewhere = platform["products"]
    if draw(st.integers(0, 3)) == 0:  # several
        second = draw(_platforms(world)) | {"name": "second platform"}
        elsewhere = list(dict.fromkeys([*elsewhere, *second["products"]]))
        platform = [platform, second]
    optional = {
        "groups": {"max_people": draw(st.integers(1, 30))},
        "platform": platform,
        "contracts": draw(st.sampled_from(("all", [world["products"][0]["name"]]))),
        "department_hours_per_week": 1,
        "management": {"role": draw(st.sampled_from(ROLES)), "span": draw(st.integers(2, 40))},
    }
    if recipe == "cross_functional":
        optional |= draw(_of_squads(world, elsewhere))
    if recipe == "project" or draw(st.integers(0, 9)) == 0:
        optional |= {"max_projects": draw(_of_roles(world, st.integers(1, 8)) | st.integers(1, 8))}
    chosen = draw(st.lists(st.sampled_from(sorted(optional)), unique=True))
    if "assign" in chosen and "platform" not in chosen:
        chosen += ["platform"] * draw(st.integers(0, 8))  # mostly: the map leaves its products out
    structure = {"recipe": recipe, **{key: optional[key] for key in chosen}}
    if recipe == "cross_functional" and draw(st.integers(0, 30)):
        structure["composition"] = draw(_of_roles(world, st.sampled_from((1, 1, 1, 2, 4)), 1))
    if recipe == "project" and draw(st.integers(0, 30)):
        structure["staffing"] = draw(_of_roles(world, _seats(), 1))
    return structure


@st.composite
def _of_squads(draw: Draw, world: Values, elsewhere: list[str]) -> Values:
    """Keys of recipe cross_functional."""
    stages = [stage["stage"] for stage in world["value_stream"]]
    names = [product["name"] for product in world["products"]]
    own = [name for name in names if name not in elsewhere] or names
    return {
        "max_team_size": draw(st.integers(3, 12)),
        "assign": draw(_assignments(own)),
        "on_shortage": draw(st.sampled_from(("error", "share", "share", "empty_seat"))),
        "leftovers": draw(st.sampled_from(("error", "idle", "department"))),
        "end_to_end": draw(st.lists(st.sampled_from([*stages * 6, "dance"]), min_size=1, unique=True)),
        "wip_limit": draw(st.integers(1, 5)),
    }


@st.composite
def _assignments(draw: Draw, products: list[str]) -> Any:
    """Mostly a partition of the products; sometimes one is missing, given twice or unknown."""
    teams: Values = {}
    for product in products:
        teams.setdefault(f"team {draw(st.integers(0, 2))}", []).append(product)
    slip = draw(st.sampled_from(("", "", "", "", "auto", "missing", "twice", "unknown")))
    if slip == "missing":
        teams.pop(next(iter(teams)))
    elif slip:
        teams["team 9"] = ["nothing" if slip == "unknown" else products[-1]]
    return "auto" if slip == "auto" else teams


@st.composite
def _platforms(draw: Draw, world: Values) -> Values:
    names = [product["name"] for product in world["products"]]
    owned = draw(st.lists(st.sampled_from([names[-1], names[-1], *names]), min_size=1, max_size=2))
    members = draw(_of_roles(world, st.integers(1, 3), 1))
    for stage in world["value_stream"]:  # mostly people who can do it all
        if draw(st.integers(0, 9)):
            members.setdefault(next(iter(stage["by"])), 2)
    mode = draw(st.sampled_from(("ticket", "self_service")))
    return {"products": list(dict.fromkeys(owned)), "mode": mode, "members": members}


def _of_roles(world: Values, value: Any, least: int = 0) -> st.SearchStrategy[Values]:
    """Something by role; once in a while a role that nobody has."""
    roles = [*world["workforce"]] * 8 + ["wizard"]
    return st.dictionaries(st.sampled_from(roles), value, min_size=least, max_size=4)


def _seats() -> st.SearchStrategy[Any]:
    per = st.sampled_from((1, 2, 4)).map(lambda items: {"items_per": items})
    return st.integers(1, 4) | per | st.just({"seats": 1, "from_items": 4})


@st.composite
def scenario_values(draw: Draw) -> Values:
    world = draw(worlds())
    return {**world, "structure": draw(structures(world))}


def test_there_are_many_organisations_of_every_recipe_and_many_complaints() -> None:
    """Else the properties below would say little."""
    seen: Counter[str] = Counter()

    @settings(many, max_examples=500)
    @given(scenario_values())
    def look(values: Values) -> None:
        try:
            seen[scenario_from(values).structure.recipe] += 1
        except InputError:
            seen["complaint"] += 1

    look()
    for kind in ("functional", "cross_functional", "project", "complaint"):
        assert seen[kind] > 25, seen


@many
@given(scenario_values())
def test_a_recipe_makes_an_organisation_or_says_clearly_why_not(values: Values) -> None:
    try:
        scenario = scenario_from(values)
    except InputError as error:
        assert error.problems
        for problem in error.problems:
            assert_clear(problem, values)
    else:
        assert_whole(scenario)


def assert_clear(problem: Problem, values: Values) -> None:
    """A path that is in the file, a sentence and a remedy."""
    assert problem.what
    assert problem.remedy, problem
    here: Any = values
    for step in problem.path.split("."):
        if isinstance(here, list):
            names = {
                entry.get("name", entry.get("stage")): entry for entry in here if isinstance(entry, dict)
            }
            here = names[step] if step in names else here[int(step)]
        else:
            assert step in here, problem
            here = here[step]


def assert_whole(scenario: Scenario) -> None:
    """Nobody is lost or double, and everything has an owner who can do it."""
    teams = scenario.organisation.teams
    for team in teams:
        people = [person for person, _ in team.members]
        assert people, team
        assert len(set(people)) == len(people), team
    assert_time_is_split(scenario)
    assert_owned(scenario)
    assert_sizes(scenario, teams)
    seated = {person for team in teams for person, _ in team.members}
    for role, people in ordinals_of(scenario.workforce).items():
        if set(people) - seated:
            assert has_reason_to_be_out(scenario, role), (role, scenario.structure)


def assert_time_is_split(scenario: Scenario) -> None:
    """Shares add up to 1, and only who is shared sits in several teams."""
    teams: Counter[int] = Counter()
    shares: Counter[int] = Counter()
    for team in scenario.organisation.teams:
        for person, share in team.members:
            assert share > 0
            teams[person] += 1
            shares[person] += share  # type: ignore[assignment]
    assert all(total == pytest.approx(1.0) for total in shares.values())
    if scenario.structure.on_shortage != "share":
        assert set(teams.values()) <= {1}
    assert max(teams.values()) <= MOST_MEMBERSHIPS


def assert_owned(scenario: Scenario) -> None:
    """Each stage of each product has one owner with somebody who can do it."""
    organisation = scenario.organisation
    role_of = {p: role for role, people in ordinals_of(scenario.workforce).items() for p in people}
    pairs = {(p, s) for p in range(len(scenario.products)) for s in range(len(scenario.value_stream))}
    assert set(organisation.owner) == pairs
    for (_, s), t in organisation.owner.items():
        able = scenario.value_stream[s].by
        assert any(role_of[person] in able for person, _ in organisation.teams[t].members)


def assert_sizes(scenario: Scenario, teams: tuple[Team, ...]) -> None:
    """Squads and groups are no larger than they may be; one team alone may be a large group."""
    structure = scenario.structure
    if structure.max_team_size is not None:
        assert all(len(team.members) <= structure.max_team_size for team in squads(scenario))
    if structure.groups is None:
        return
    people: dict[str | None, set[int]] = {}
    for team in teams:
        people.setdefault(team.group, set()).update(person for person, _ in team.members)
    for group, members in people.items():
        alone = [team.group for team in teams].count(group) == 1
        assert alone or len(members) <= structure.groups.max_people, (group, members)


def squads(scenario: Scenario) -> list[Team]:
    """Teams that were made from a composition: those that come before departments and platform."""
    structure, teams = scenario.structure, scenario.organisation.teams
    if structure.recipe != "cross_functional":
        return []
    departments = set(scenario.workforce) | {f"{role} department" for role in scenario.workforce}
    platforms = {platform.name for platform in structure.platforms}
    return [team for team in teams if team.name not in departments | platforms]


def has_reason_to_be_out(scenario: Scenario, role: str) -> bool:
    """Whether people of a role may sit nowhere: they can do nothing, may be idle, or have no room."""
    structure = scenario.structure
    if trade_of(role, scenario.trades) is None or structure.leftovers == "idle":
        return True
    if structure.recipe != "cross_functional" or structure.leftovers == "error":
        return False
    names = {team.name for team in scenario.organisation.teams}
    if role in names:  # its department would have had room
        return False
    most = structure.max_team_size
    full = most is None or all(len(team.members) == most for team in squads(scenario))
    return full or role not in (structure.composition or {})


@few
@given(scenario_values())
def test_an_organisation_that_a_recipe_made_lives_without_breaking_a_rule(values: Values) -> None:
    try:
        scenario = scenario_from(values)
    except InputError:
        assume(False)
    assert Simulation(scenario, 3, debug=True).run_until().over
