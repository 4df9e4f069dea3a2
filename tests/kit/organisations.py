"""Hypothesis strategies that draw small organisations at random, all of them valid.

`organisations()` draws scenarios, `scenario_dicts()` the same as nested maps, as a file would hold
them. Nothing is thrown away: whoever a team lacks for what it owns is shared with it.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario

Draw = Any
Values = dict[str, Any]
Seat = tuple[str, int]

POLICIES = ("first_come", "value_over_effort", "value", "oldest_initiative", "items_shipped")
# Round numbers are sums of powers of two: what is due at the same instant by the rules is so in
# floating point, too, and no rounding decides what comes first.
PROFICIENCIES = (1.0, 0.5, 0.8, 1.5)
ROUND_PROFICIENCIES = (1.0, 0.5, 2.0)
ROUND_SKILLS = (1.0, 1.0, 2.0, 0.5)
RANDOM_SKILLS = (1.0, {"uniform": {"low": 0.5, "high": 1.5}}, {"lognormal": {"median": 1.0, "sigma": 0.3}})
ROUND_EFFORTS = (1.0, 0.5, 0.25, 2.0, 1.5, 0.125, 0.75, 0.0)
RANDOM_EFFORTS = (
    {"exponential": {"mean": 1.0}},
    {"lognormal": {"mean": 1.2, "sigma": 0.8}},
    {"gamma": {"mean": 0.8, "cv": 0.5}},
    {"uniform": {"low": 0.2, "high": 1.8}},
    {"triangular": {"low": 0.0, "mode": 0.5, "high": 2.0}},
    {"discrete": {"values": [0.5, 1.0, 3.0], "weights": [2, 2, 1]}},
)
ROUND_INTERVALS = (1.0, 0.5, 1.5, 2.0, 0.75, 3.0)
RANDOM_INTERVALS = (
    {"gamma": {"mean": 1.5, "cv": 0.7}},
    {"uniform": {"low": 0.5, "high": 2.5}},
    {"discrete": {"values": [0, 1, 3], "weights": [1, 2, 1]}},
)
ENDS = (5.0, 9.7, 10.0, 12.0, 17.0, 20.0, 25.0)
SMALL_OR_LARGE = {"discrete": {"values": [1, 2, 4], "weights": [1, 1, 1]}}
SIZES = (1, 2.5, SMALL_OR_LARGE, SMALL_OR_LARGE)

ROUND_HOURS = (0, 1, 2, 4, 12)
RANDOM_HOURS = (0, 1.3, 5, {"exponential": {"mean": 6.0}})
FORMS_OF_LAYERS = (
    *((), (), ()),
    ("board",),
    ("board", "reviewers"),
    ("reviewers", "outside"),
    ("outside", "board", "outside"),
    ("reviewers", "reviewers", "board"),
)
PERIODS = (1.0, 2.5, 0.75, 5.0)
KNOWN_BY_THE_TWIN = (
    *("dependencies", "precedence", "support", "handoffs", "approvals", "decisions"),
    *("coordination", "switching", "ceremonies", "learning", "harm"),
)
KNOWN: Values = {**dict.fromkeys(KNOWN_BY_THE_TWIN, "on"), "others": "off"}
MECHANISMS_OF_THE_TWIN = (*[KNOWN] * 9, "none", *({**KNOWN, one: "off"} for one in KNOWN_BY_THE_TWIN))
"""The other mechanisms, which the twin does not know, are held to exact results of their own."""
ACT_WITH_THEIR_SECTION = ("feedback", "alignment", "funding")


def scenario_dicts(deterministic: bool | None = None, drains: bool = False) -> st.SearchStrategy[Values]:
    """Scenarios as nested maps.

    deterministic: whether efforts, skills and times of arrival are fixed, round numbers, so that
    many things happen at once; None: half of them. drains: nothing arrives after some days, and
    the simulation goes on until all is closed.
    """
    if deterministic is None:
        return st.booleans().flatmap(lambda fixed: _scenarios(fixed, drains))
    return _scenarios(deterministic, drains)


def organisations(deterministic: bool | None = None, drains: bool = False) -> st.SearchStrategy[Scenario]:
    """The same, checked and ready to be simulated."""
    return scenario_dicts(deterministic, drains).map(scenario_from)


@st.composite
def _scenarios(draw: Draw, fixed: bool, drains: bool) -> Values:
    workforce = draw(_workforces(fixed))
    products = draw(_products())
    stages = draw(_value_streams(fixed, workforce))
    names = [product["name"] for product in products]
    sharing = any(stage["per"] == "item" and "effort_days" not in stage for stage in stages)
    structure = draw(_structures(fixed, workforce, names, stages))
    demand = draw(_demands(fixed, drains, names, sharing))
    limits = draw(st.none() | st.none() | _limits())
    in_force = demand["modes"][demand["mode"]]["limits"] and limits if "mode" in demand else limits
    governance = draw(_governances(fixed, workforce, in_force is not None))
    if fixed and (structure["staffing"] or governance["layers"]):
        _let_everybody_split_his_time_evenly(workforce, structure)
    sections = {
        "feedback": draw(st.none() | st.none() | _loops_before_commitment()),
        "alignment": draw(st.none() | st.none() | _alignments()),
        "funding": draw(st.none() | st.none() | _fundings()),
    }
    mechanisms = draw(st.sampled_from(MECHANISMS_OF_THE_TWIN))
    if mechanisms != "none":
        mechanisms = mechanisms | {name: "on" for name, section in sections.items() if section}
    return {
        "name": "drawn",
        "horizon": draw(_horizons(drains)),
        "presence": draw(st.sampled_from((1.0, 0.5) if fixed else (1.0, 0.9, 0.5))),
        "workforce": workforce,
        "products": products,
        "value_stream": stages,
        "demand": demand,
        "limits": limits,
        "structure": structure,
        "governance": governance,
        "release": draw(_releases()),
        "priorities": draw(st.sampled_from(POLICIES)),
        "ceremonies": {
            "hours_per_week": draw(st.sampled_from((0, 0, 5, 30))),
            "minutes_per_member_per_week": draw(st.sampled_from((0, 0, 150))),
        },
        "learning": draw(_learning()),
        "coordination": draw(_coordination()),
        "switching": {"lost_share": draw(st.sampled_from(([0.0], [0.0, 0.25, 0.5], [0.1, 0.2])))},
        "handoffs": draw(_handoffs(fixed)),
        "dependencies": draw(_dependencies()),
        "support": {
            "first": draw(st.sampled_from(("share", "share", "before", "after"))),
            "share": draw(st.sampled_from((0.5, 0.15, 0.0, 1.0))),
        },
        **{name: section for name, section in sections.items() if section},
        "mechanisms": mechanisms,
    }


@st.composite
def _horizons(draw: Draw, drains: bool) -> Values:
    if drains:
        return {"days": 20, "warmup_days": 0, "run_off_days": 50_000}
    return {
        "days": draw(st.sampled_from((12, 20, 30.5))),
        "warmup_days": draw(st.sampled_from((0, 5, 10))),
        "run_off_days": draw(st.sampled_from((20, 10, 0, 7.3))),
    }


@st.composite
def _workforces(draw: Draw, fixed: bool) -> Values:
    """One to four roles, two to eight people."""
    roles = draw(st.integers(1, 4))
    share = st.sampled_from((1.0, 0.5) if fixed else (1.0, 0.8, 0.5, 0.2))
    found: Values = {}
    for r in range(roles):
        count = draw(st.integers(2 if roles == 1 else 1, 8 // roles))
        found[f"role {r}"] = {
            "count": count,
            "fte": draw(st.one_of(st.just(1.0), share, st.lists(share, min_size=count, max_size=count))),
            "open_tasks": draw(st.sampled_from((1, 2) if fixed else (1, 2, 3))),
            "skill": draw(st.sampled_from(ROUND_SKILLS if fixed else RANDOM_SKILLS)),
        }
    return found


@st.composite
def _products(draw: Draw) -> list[Values]:
    names = [f"product {p}" for p in range(draw(st.integers(1, 3)))]
    chance = st.sampled_from((0.0, 0.3, 0.6, 1.0))
    return [
        {
            "name": name,
            "coupling": {other: draw(chance) for other in names if other != name},
            "internal": name != names[0] and draw(st.booleans()),
        }
        for name in names
    ]


@st.composite
def _value_streams(draw: Draw, fixed: bool, workforce: Values) -> list[Values]:
    """One to five stages, at most two of them once per initiative."""
    initiative = draw(st.sampled_from((0, 0, 1, 2)))
    total = initiative + draw(st.integers(1, 5 - initiative))
    return [draw(_stages(fixed, workforce, s, initiative)) for s in range(total)]


@st.composite
def _stages(draw: Draw, fixed: bool, workforce: Values, s: int, initiative: int) -> Values:
    per = "initiative" if s < initiative else "item"
    roles = draw(st.lists(st.sampled_from(list(workforce)), min_size=1, unique=True))
    fits = ROUND_PROFICIENCIES if fixed else PROFICIENCIES
    stage = {
        "stage": f"stage {s}",
        "per": per,
        "by": {role: draw(st.sampled_from(fits)) for role in roles},
        "return_probability": draw(st.sampled_from((0.0, 0.0, 0.2, 0.5))),
        "return_to": f"stage {draw(st.integers(initiative if per == 'item' else 0, s))}",
        "return_share": draw(st.sampled_from((1.0, 0.5, 0.0))),
    }
    takes = "effort_days" if per == "initiative" else draw(st.sampled_from((None, "effort_days", "share")))
    if takes == "effort_days":
        stage["effort_days"] = draw(_efforts(fixed))
    elif takes == "share":
        stage["share"] = draw(st.sampled_from((0.5, 0.25, 1.0) if fixed else (0.5, 0.3, 1.0)))
    two_can_do_it = sum(workforce[role]["count"] for role in roles) > 1
    stage["other_eyes"] = two_can_do_it and draw(st.booleans())
    return stage


@st.composite
def _structures(
    draw: Draw, fixed: bool, workforce: Values, products: list[str], stages: list[Values]
) -> Values:
    """Teams; perhaps one of them is a platform that owns a product, and perhaps initiatives get their own."""
    shared = len(products) > 1 and draw(st.sampled_from((False, False, True)))
    own = products[:-1] if shared else products
    teams = draw(_teams(fixed, workforce, own, stages))
    structure: Values = {
        "teams": teams,
        "contracts": draw(st.sampled_from(("all", [], products[-1:]))),
        "staffing": None,
        "chapters": draw(st.sampled_from((None, {"hours_per_week": 2.5}))),
        "guilds": draw(st.sampled_from(([], [{"name": "guild", "hours_per_week": 5}]))),
    }
    if shared:
        people = [(role, k) for role, spec in workforce.items() for k in range(spec["count"])]
        some = draw(st.lists(st.sampled_from(people), max_size=2, unique=True))
        members = draw(_members(fixed, _completed(some, stages, people)))
        mode = draw(st.sampled_from(("ticket", "self_service")))
        structure["platform"] = {"products": products[-1:], "mode": mode, "members": members}
    if draw(st.booleans()):
        structure |= draw(_staffings(fixed, workforce, structure.get("platform", {}).get("members", {})))
    return structure


@st.composite
def _staffings(draw: Draw, fixed: bool, workforce: Values, elsewhere: Values) -> Values:
    """Seats for some of the roles, of people who are not wholly on the platform."""
    there = {role: spec["count"] - len(elsewhere.get(role, ())) for role, spec in workforce.items()}
    roles = [role for role, people in there.items() if people > 0]
    wanted = draw(st.lists(st.sampled_from(roles), min_size=min(2, len(roles)), unique=True)) if roles else []
    most = st.integers(1, 2 if fixed else 3)
    if not wanted:
        return {}
    return {
        "staffing": {role: draw(_seats(there[role])) for role in wanted},
        "seats": draw(st.sampled_from(("throughout", "while_needed"))),
        "max_projects": draw(most | st.fixed_dictionaries(dict.fromkeys(wanted, most))),
    }


@st.composite
def _seats(draw: Draw, people: int) -> Any:
    """So many, one for so many items, or some for large initiatives only."""
    kind = draw(st.sampled_from(("number", "per", "large", "large")))
    if kind == "per":
        return {"items_per": draw(st.sampled_from((1, 2, 0.5)))}
    seats = draw(st.sampled_from((1, people)))
    return {"seats": seats, "from_items": draw(st.sampled_from((2, 4)))} if kind == "large" else seats


def _let_everybody_split_his_time_evenly(workforce: Values, structure: Values) -> None:
    """Whoever sits in two teams of unequal shares would give thirds of his time: one task at a time, then."""
    teams = [*structure["teams"], *([structure["platform"]] if "platform" in structure else [])]
    seats = [
        (role, person) for team in teams for role, people in team["members"].items() for person in people
    ]
    if len(set(seats)) < len(seats):
        for spec in workforce.values():
            spec["open_tasks"] = 1
        if structure["staffing"]:
            structure["max_projects"] = 1


@st.composite
def _governances(draw: Draw, fixed: bool, workforce: Values, limited: bool) -> Values:
    """A gate and approval layers: none in half of the organisations; where there are limits, a board may fill places."""
    forms = draw(st.sampled_from(FORMS_OF_LAYERS))
    layers = [draw(_layers(fixed, workforce, form)) for form in forms]
    names = [f"layer {k}" for k in range(len(layers))]
    rights = {
        "start_initiative": draw(_asks(names)),
        "release": draw(_asks(names)),
        **draw(_rights_of_initiatives(fixed, names)),
    }
    if limited and draw(st.booleans()):
        layers.insert(0, draw(_boards_of_places(workforce)))
        names.insert(0, "board of places")
    return {
        "gate": {
            "estimate_above": draw(st.sampled_from((None, None, 1.5))),
            "backlog_limit": draw(st.sampled_from((None, None, 1, 3))),
        },
        "layers": [{"name": name, **layer} for name, layer in zip(names, layers, strict=True)],
        "decision_rights": rights,
    }


@st.composite
def _rights_of_initiatives(draw: Draw, fixed: bool, layers: list[str]) -> Values:
    """Decisions that block an initiative in half of the organisations."""
    if draw(st.booleans()):
        return {}
    ask = {**draw(_asks(layers)), "default_after_days": draw(st.sampled_from((None, 0.5, 3.0)))}
    by = draw(st.sampled_from(("decide", "consult", ask, ask)))
    hours = draw(st.sampled_from((1, 0, 8) if fixed else (0.5, {"exponential": {"mean": 4.0}})))
    return {
        "during_work": {"per_effort_day": 0, "consult_hours": hours},
        "for_initiative": {"per_initiative": draw(st.integers(1, 3)), "by": by},
    }


@st.composite
def _boards_of_places(draw: Draw, workforce: Values) -> Values:
    role = draw(st.sampled_from(list(workforce)))
    return {
        "fills_places": True,
        "ranks_by": draw(st.sampled_from((None, *POLICIES))),
        "members": draw(st.sampled_from(({}, {role: 1}))),
        "prepare_hours": draw(st.sampled_from((0, 2))),
        "sits_every_days": draw(st.sampled_from(PERIODS)),
        "phase": draw(st.sampled_from(("random", 0.5))),
        "capacity_per_sitting": draw(st.sampled_from((None, 1, 2))),
        "hours_per_request": draw(st.sampled_from((0, 0.5, 8))),
    }


@st.composite
def _layers(draw: Draw, fixed: bool, workforce: Values, form: str) -> Values:
    """A board, reviewers, or an outside body."""
    hours, some = st.sampled_from((0, 0.5, 2, 8)), st.sampled_from(list(workforce))
    roles = [] if form == "outside" else draw(st.lists(some, min_size=form != "board", unique=True))
    layer: Values = {
        "members": {role: draw(st.integers(1, workforce[role]["count"])) for role in roles},
        "prepare_hours": draw(hours),
        "return_probability": draw(st.sampled_from((0.0, 0.0, 0.3))),
    }
    if draw(st.booleans()):
        noise, threshold = st.sampled_from((0.0, 0.4)), st.sampled_from((0.0, 1.0, 2.0))
        layer["judges_by"] = {"estimate_noise": draw(noise), "threshold": draw(threshold)}
    else:
        layer |= {chance: draw(st.sampled_from((1.0, 0.7, 0.3))) for chance in ("pass_good", "pass_bad")}
    if form != "board":
        return {**layer, "review_hours": draw(st.sampled_from(ROUND_HOURS if fixed else RANDOM_HOURS))}
    return {
        **layer,
        "sits_every_days": draw(st.sampled_from(PERIODS)),
        "phase": draw(st.sampled_from(("random", 0, 0.5, 3))),
        "capacity_per_sitting": draw(st.sampled_from((None, 1, 2))),
        "hours_per_request": draw(hours),
    }


@st.composite
def _asks(draw: Draw, layers: list[str]) -> Values:
    least = min(len(layers), draw(st.sampled_from((0, 1, 1, 2))))
    asked = draw(st.lists(st.sampled_from(layers), unique=True, min_size=least)) if layers else []
    rule = draw(st.sampled_from(("all", "any", "at_least")))
    if rule == "at_least":
        return {"ask": asked, "rule": {"at_least": draw(st.integers(1, len(asked)))}} if asked else {}
    return {"ask": asked, "rule": rule}


@st.composite
def _dependencies(draw: Draw) -> Values:
    chance = st.sampled_from((0.0, 0.0, 0.2, 0.6))
    return {
        "negotiation_hours": draw(st.sampled_from((0, 2, 6))),
        "contract_share": draw(st.sampled_from((0.0, 0.5, 0.25))),
        "self_service_effort": draw(st.sampled_from((0.5, 0.25, 0.0))),
        "own_first": draw(st.booleans()),
        "misfit": {
            **{tie: draw(chance) for tie in ("team", "group", "across")},
            "contract_factor": draw(st.sampled_from((1.0, 0.5))),
        },
        "work_visible": draw(st.sampled_from((True, True, False))),
        "meets_every_days": draw(st.sampled_from((0.5, 2.0, 5.0))),
    }


@st.composite
def _coordination(draw: Draw) -> Values:
    return {
        "pair_cost": draw(st.sampled_from((0.0, 0.0, 0.03, 0.5))),
        "size_cost": draw(st.sampled_from((0.0, 0.003, 0.1))),
        "tie": {"group": draw(st.sampled_from((1.0, 1.5))), "across": draw(st.sampled_from((2.5, 1.0)))},
        "interdependence": draw(st.sampled_from((1.0, 0.5, 2.0))),
    }


@st.composite
def _learning(draw: Draw) -> Values:
    """So little is enough to know an area or each other that it shows within a month."""
    return {
        "progress_ratio": draw(st.sampled_from((1.0, 0.9, 0.75))),
        "first_days": draw(st.sampled_from((1.0, 5.0))),
        "reference_days": draw(st.sampled_from((2.0, 10.0))),
        "transfer": draw(st.sampled_from((0.0, 0.4))),
        "transfer_coupled": draw(st.sampled_from((0.0, 0.6))),
        "kept_per_month": draw(st.sampled_from((1.0, 0.9, 0.3))),
        "familiar_days": draw(st.sampled_from((5.0, 20.0))),
        "familiarity_first_days": draw(st.sampled_from((1.0, 5.0))),
        "familiarity_speed": draw(st.sampled_from((0.0, 0.1, 0.5))),
        "spread_per_hour_met": draw(st.sampled_from((0.0, 0.01, 0.1))),
    }


@st.composite
def _handoffs(draw: Draw, fixed: bool) -> Values:
    return {
        "give_hours": draw(st.sampled_from((0, 1, 4) if fixed else (0, 1.3, 4))),
        "take_hours": draw(st.sampled_from((0, 2, 8) if fixed else (0, 2.7, 8))),
        "lost_effort": draw(st.sampled_from((0.0, 0.25, 1.0) if fixed else (0.0, 0.1, 1.0))),
        "lost_return": draw(st.sampled_from((0.0, 0.1, 0.5))),
        "most_share": draw(st.sampled_from((1.0, 0.125, 0.0) if fixed else (1.0, 0.1, 0.3, 0.0))),
    }


@st.composite
def _teams(
    draw: Draw, fixed: bool, workforce: Values, products: list[str], stages: list[Values]
) -> list[Values]:
    """One to four teams that own stages, products, or a patchwork of both."""
    owner = st.integers(0, draw(st.integers(0, 3)))
    kind = draw(st.sampled_from(("patchwork", "stages", "products")))
    by_stage, by_product = [draw(owner) for _ in stages], [draw(owner) for _ in products]
    owns: dict[int, list[tuple[int, int]]] = {}
    for p in range(len(products)):
        for s in range(len(stages)):
            team = {"stages": by_stage[s], "products": by_product[p]}.get(kind, -1)
            owns.setdefault(draw(owner) if team < 0 else team, []).append((p, s))
    people = [(role, k) for role, spec in workforce.items() for k in range(spec["count"])]
    seats: dict[int, list[Seat]] = {team: [] for team in owns}
    for person in people:
        for team in draw(st.lists(st.sampled_from(sorted(owns)), max_size=2, unique=True)):
            seats[team].append(person)
    return [
        {
            "name": f"team {team}",
            "members": draw(_members(fixed, _completed(seats[team], [stages[s] for _, s in owned], people))),
            "owns": [{"products": [products[p]], "stages": [stages[s]["stage"]]} for p, s in owned],
            "group": draw(st.sampled_from((None, "group 0", "group 0", "group 1"))),
            "wip_limit": draw(st.sampled_from((None, None, 1, 2, 3))),
            "priorities": draw(st.sampled_from((None, *POLICIES))),
        }
        for team, owned in sorted(owns.items())
    ]


def _completed(members: list[Seat], stages: list[Values], people: list[Seat]) -> list[Seat]:
    """Members and whoever else is needed to do the stages: two where one looks at another's work."""
    members = list(members)
    for stage in stages:
        able = [person for person in people if person[0] in stage["by"]]
        missing = (2 if stage["other_eyes"] else 1) - sum(person in members for person in able)
        members += [person for person in able if person not in members][: max(0, missing)]
    return sorted(members, key=people.index)


@st.composite
def _members(draw: Draw, fixed: bool, members: list[Seat]) -> Values:
    seats: Values = {}
    for role, person in members:
        share = None if fixed else draw(st.sampled_from((None, None, 0.5, 0.3)))
        seats.setdefault(role, []).append(person if share is None else {"person": person, "share": share})
    return seats


@st.composite
def _demands(draw: Draw, fixed: bool, drains: bool, products: list[str], sharing: bool) -> Values:
    items = draw(st.integers(0, 2))
    opportunities = draw(st.integers(0 if items else 1, 2))
    demand = {
        "until_day": draw(st.sampled_from((10.0, 5.0) if drains else (None, None, 20.0, 9.7))),
        "items": [draw(_bare_streams(fixed, products, sharing)) for _ in range(items)],
        "opportunities": [draw(_opportunities(fixed, products, sharing)) for _ in range(opportunities)],
    }
    by_rate = all(
        "arrivals_per" in str(stream) for kind in ("items", "opportunities") for stream in demand[kind]
    )
    return {**demand, **draw(_modes(by_rate))}


@st.composite
def _modes(draw: Draw, by_rate: bool) -> Values:
    """None in most organisations; only rates can be scaled."""
    mode: Values = {
        "scale": draw(st.sampled_from((1.0, 1.5, 0.5) if by_rate else (1.0,))),
        "limits": draw(st.none() | _limits()),
        "expires_days": draw(st.sampled_from((None, 4.0))),
    }
    return draw(st.sampled_from(({}, {}, {"mode": "one", "modes": {"one": mode, "other": {}}})))


def _limits() -> st.SearchStrategy[Values]:
    scopes = st.sampled_from(("team", "group", "company"))
    return st.fixed_dictionaries({"initiatives": st.sampled_from((1, 2, 3)), "per": scopes})


@st.composite
def _streams(draw: Draw, fixed: bool, products: list[str], sharing: bool) -> Values:
    arrivals = draw(_arrivals(fixed))
    return {
        "name": f"stream {draw(st.integers(0, 1))}",
        **draw(_places(products, "arrivals_per" in str(arrivals))),
        "effort_days": draw(_efforts(fixed) if sharing else st.none() | _efforts(fixed)),
        **arrivals,
    }


@st.composite
def _places(draw: Draw, products: list[str], by_rate: bool) -> Values:
    """One product, or several, over which a rate may be spread unevenly."""
    if draw(st.sampled_from((True, True, False))):
        return {"product": draw(st.sampled_from(products))}
    some = st.lists(st.sampled_from(products), min_size=1, unique=True)
    evenness = {"evenness": {"rank_power": draw(st.sampled_from((0.0, 1.0)))}} if by_rate else {}
    return {"products": draw(st.just("all") | some), **evenness}


@st.composite
def _bare_streams(draw: Draw, fixed: bool, products: list[str], sharing: bool) -> Values:
    return {**draw(_streams(fixed, products, sharing)), "class": draw(st.sampled_from(("none", "support")))}


@st.composite
def _opportunities(draw: Draw, fixed: bool, products: list[str], sharing: bool) -> Values:
    values = (1.0, 2.0, 0.0) if fixed else (1.0, {"lognormal": {"mean": 3.0, "sigma": 1.0}})
    stream = draw(_streams(fixed, products, sharing))
    return {
        **stream,
        "items": draw(st.sampled_from(SIZES)),
        "value": draw(st.sampled_from(values)),
        "estimate_sigma": draw(st.sampled_from((0.0, 0.5))),
        "value_factor": draw(st.sampled_from(({}, {_one_of(stream, products): 2.0}))),
        "value_grows_with_size": draw(st.sampled_from((0.0, 0.7, 1.0))),
        "discovery_narrows": draw(st.sampled_from((0.0, 0.5, 1.0))),
        "parallel": draw(st.sampled_from((1.0, 1.0, 0.5, 0.0))),
        "expires_days": draw(st.sampled_from((None, None, 1.0, 3.0, 5.5))),
        **draw(st.just({}) | _harms(fixed)),
    }


@st.composite
def _harms(draw: Draw, fixed: bool) -> Values:
    """Most ideas do harm, and it is soon noticed, unless their life is over by then."""
    days = (1.0, 0.0, 2.5) if fixed else (1.3, {"exponential": {"mean": 3.0}})
    return {
        "good_share": 0.2,
        "harmful_share": draw(st.sampled_from((0.7, 0.4))),
        "harm": {
            "share_of_good": draw(st.sampled_from((0.3, 1.0, 0.0))),
            "noticed_after_days": draw(st.sampled_from(days)),
        },
        "life_quarters": draw(st.sampled_from((8.0, 8.0, 0.0625))),
    }


@st.composite
def _loops_before_commitment(draw: Draw) -> Values:
    hours, accuracy = st.sampled_from((0, 4, 12)), st.sampled_from((0.8, 0.5, 0.6, 1.0))
    loops = {
        "research": {"hours": draw(hours), "accuracy": draw(accuracy), "delay_days": draw(st.sampled_from((1.5, 0.0)))},
        "stakeholders": {"hours": draw(hours), "accuracy": draw(accuracy), "every_days": draw(st.sampled_from((2.5, 1.0)))},
    }  # fmt: skip
    left_out = draw(st.sampled_from((None, None, *loops)))
    lift = draw(st.sampled_from((0.0, 0.2)))
    return {name: loop for name, loop in loops.items() if name != left_out} | {"good_share_lift": lift}


@st.composite
def _alignments(draw: Draw) -> Values:
    return {
        "overlap": draw(st.sampled_from((0.9, 0.9, 0.5, 0.0))),
        "strategy_clarity": draw(st.sampled_from((0.0, 0.0, 0.2))),
        "roadmap": draw(st.sampled_from((0.0, 0.0, 0.25))),
        "share_of_items": draw(st.sampled_from((0.5, 0.3, 1.0))),
        "contradicting": draw(st.sampled_from((0.5, 1.0, 0.0))),
    }


@st.composite
def _fundings(draw: Draw) -> Values:
    """Rounds every two and a half to eight days, and often less than is asked for."""
    return {
        "by": draw(st.sampled_from(("initiative", "team"))),
        "every_quarters": draw(st.sampled_from((1 / 13, 1 / 26, 0.0625, 0.125))),
        "days_per_quarter": draw(st.sampled_from((20.0, 60.0, 200.0, None))),
    }


def _one_of(stream: Values, products: list[str]) -> str:
    """A product at which a stream arrives; the first of all is not internal."""
    named = stream.get("products", [stream.get("product")])
    return products[0] if named == "all" else named[0]


@st.composite
def _arrivals(draw: Draw, fixed: bool) -> Values:
    """About one in one to three days."""
    rates = ({"arrivals_per_day": 0.7}, {"arrivals_per_quarter": 30.0})
    intervals = ROUND_INTERVALS if fixed else RANDOM_INTERVALS
    kind = draw(st.sampled_from(("given", "renewal") if fixed else ("given", "renewal", "poisson")))
    if kind == "given":
        return {"at": draw(_given_times(fixed))}
    if kind == "renewal":
        return {"interarrival_days": draw(st.sampled_from(intervals))}
    return draw(st.sampled_from(rates))


@st.composite
def _given_times(draw: Draw, fixed: bool) -> list[float]:
    """Round times are often those at which a phase begins or demand ends."""
    parts = draw(st.sampled_from((4, 8)))
    round_time = st.integers(0, 15 * parts).map(lambda k: k / parts) | st.sampled_from(ENDS)
    return sorted(draw(st.lists(round_time if fixed else st.floats(0, 30), min_size=1, max_size=15)))


def _efforts(fixed: bool) -> st.SearchStrategy[Any]:
    return st.sampled_from(ROUND_EFFORTS if fixed else RANDOM_EFFORTS)


@st.composite
def _releases(draw: Draw) -> Values:
    mode = draw(st.sampled_from(("continuous", "train", "whole_initiative")))
    every = {"every_days": draw(st.sampled_from((1.0, 2.5, 0.75, 5.0)))} if mode == "train" else {}
    return {"mode": mode, **every}
