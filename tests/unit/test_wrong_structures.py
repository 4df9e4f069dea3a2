"""Recipes, platforms, temporary teams: what is said of each thing that may be wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from .examples import complaints

SHOP = """\
name: shop
horizon: {days: 100, warmup_days: 10}
workforce:
  owner: {count: 3}
  engineer: {count: 6}
  tester: {count: 2}
  janitor: {count: 1}
products:
  - {name: checkout, coupling: {billing: 0.2}}
  - {name: billing}
  - {name: identity}
value_stream:
  - {stage: discover, per: initiative, by: {owner: 1.0}, effort_days: 2}
  - {stage: build, by: {engineer: 1.0}, share: 0.8}
  - {stage: test, by: {tester: 1.0, engineer: 0.8}, share: 0.2}
demand:
  opportunities:
    - {product: checkout, arrivals_per_quarter: 3, items: 2, effort_days: 1.5}
structure:
"""
FIRST = SHOP.count("\n") + 1
"""Line of the recipe."""
SQUADS = """\
  recipe: cross_functional
  composition: {owner: 1, engineer: 2, tester: 1}
"""
PROJECTS = """\
  recipe: project
  staffing: {owner: 1, engineer: {items_per: 4}}
  max_projects: {owner: 2}
"""
TRADES = "  recipe: functional\n"
PLATFORM = "  platform: {products: [identity], members: {owner: 1, engineer: 2}}\n"
TEAM = "  teams:\n    - {name: all, members: {owner: 2, engineer: 4}}\n"
TWO = "  assign: {left: [checkout], right: [billing, identity]}\n"


def lines(folder: Path, structure: str, old: str = "", new: str = "") -> list[str]:
    """What is said of a structure, without the file; lines count from that of the recipe."""
    assert old in structure
    said = complaints(folder, SHOP + structure.replace(old, new, 1))
    found = []
    for line in said:
        name, row, column, rest = line.split(":", 3)
        assert name == "s.yaml"
        found.append(f"{int(row) - FIRST}:{column}:{rest.removeprefix(' structure')}")
    return found


@pytest.mark.parametrize(
    ("structure", "old", "new", "message"),
    [
        (SQUADS, "tester: 1", "testr: 1", "1:40:.composition.testr: no such role; did you mean 'tester'?"),
        (PROJECTS, "staffing: {owner", "staffing: {ownr", "1:14:.staffing.ownr: no such role; did you mean 'owner'?"),
        (PROJECTS, "{owner: 2}", "{ownr: 2}", "2:18:.max_projects.ownr: no such role; did you mean 'owner'?"),
        (TRADES + PLATFORM, "engineer", "enginer", "1:56:.platform.members.enginer: no such role; did you mean 'engineer'?"),
        (SQUADS + TWO, "[checkout]", "[chekout]", "2:19:.assign.left.0: no such product 'chekout'; did you mean 'checkout'?"),
        (TRADES + PLATFORM, "identity", "identiti", "1:25:.platform.products.0: no such product 'identiti'; did you mean 'identity'?"),
        (SQUADS + "  contracts: [biling]\n", "", "", "2:15:.contracts.0: no such product 'biling'; did you mean 'billing'?"),
        (SQUADS + "  contracts: al\n", "", "", "2:3:.contracts: must be 'all' or a list, is 'al'; did you mean 'all'?"),
        (SQUADS + "  end_to_end: [biuld]\n", "", "", "2:16:.end_to_end.0: no such stage 'biuld'; did you mean 'build'?"),
        (SQUADS + "  end_to_end: build\n", "", "", "2:3:.end_to_end: must be 'all' or a list, is 'build'; write [build]"),
        (SQUADS + "  assign: atuo\n", "", "", "2:3:.assign: must be 'auto' or a map, is 'atuo'; did you mean 'auto'?"),
        (SQUADS + "  on_shortage: shar\n", "", "", "2:3:.on_shortage: is 'shar'; did you mean 'share'?"),
        (TRADES + PLATFORM, "{products", "{mode: self-service, products", "1:14:.platform.mode: is 'self-service'; did you mean 'self_service'?"),
        (TRADES + PLATFORM, "{products", "{meeting_hours_per_weeks: 3, products", "1:14:.platform.meeting_hours_per_weeks: no such key; did you mean 'meeting_hours_per_week'?"),
        (TRADES + PLATFORM, "{products", "{meeting_hours_per_week: 41, products", "1:14:.platform.meeting_hours_per_week: must be at most 40, is 41; write 40 or less"),
        (TRADES + PLATFORM, "{products", "{meeting_hours_per_week: -1, products", "1:14:.platform.meeting_hours_per_week: must be at least 0, is -1; write 0 or more"),
        (SQUADS, "composition", "compositon", "1:3:.compositon: no such key; did you mean 'composition'?"),
        (SQUADS, "cross_functional", "crossfunctional", "0:3:.recipe: is 'crossfunctional'; did you mean 'cross_functional'?"),
    ],
)  # fmt: skip
def test_a_slip_of_the_pen_is_told_the_word_that_was_meant(
    tmp_path: Path, structure: str, old: str, new: str, message: str
) -> None:
    assert lines(tmp_path, structure, old, new) == [message]


@pytest.mark.parametrize(
    ("structure", "message"),
    [
        (SQUADS + "  max_team_size: 3\n", "1:3:.composition: adds up to 4 people, max_team_size is 3; ask for fewer, or raise max_team_size"),
        (SQUADS.replace("tester: 1", "tester: 2") + TWO, "1:40:.composition.tester: the teams need 4 of role 'tester', only 2 are free; raise workforce.tester.count, or write on_shortage: share or empty_seat"),
        (SQUADS + "  on_shortage: share\n" + PLATFORM.replace("owner: 1", "owner: 1, tester: 2"), "1:40:.composition.tester: the teams need 1 of role 'tester', no one is free; raise workforce.tester.count, or write on_shortage: empty_seat"),
        (SQUADS.replace("owner: 1", "owner: 1, janitor: 9") + "  on_shortage: share\n  assign: {all: [checkout, billing, identity]}\n", "1:27:.composition.janitor: a person of role 'janitor' would sit in more than 8 teams; raise workforce.janitor.count, or write on_shortage: empty_seat"),
        (SQUADS + "  on_shortage: empty_seat\n  assign: {a: [checkout], b: [billing], c: [identity]}\n  wip_limit: 0\n", "4:3:.wip_limit: must be at least 1, is 0; write 1 or more"),
        ("  recipe: cross_functional\n  composition: {tester: 1}\n  on_shortage: empty_seat\n  assign: {a: [checkout], b: [billing], c: [identity]}\n", "3:3:.assign: no one is left for team 'c'; form fewer teams, or raise the counts in workforce"),
        ("  recipe: cross_functional\n  composition: {janitor: 1}\n", "1:3:.composition: no one in team 'checkout and 2 more' can do stages 'discover', 'build' and 'test'; add a role that can"),
        (SQUADS + "  leftovers: error\n  end_to_end: [discover, build, test]\n" + TWO.replace("billing, identity", "billing") + PLATFORM.replace("engineer: 2", "engineer: 1"), "1:27:.composition.engineer: 1 of role 'engineer' is left over; ask for more in a team, or write leftovers: department or idle"),
        ("  recipe: cross_functional\n  composition: {owner: 1, engineer: 2}\n  leftovers: error\n", "2:3:.leftovers: 2 of role 'tester' are left over; ask for more in a team, or write leftovers: department or idle"),
        (SQUADS + "  leftovers: idle\n  end_to_end: [discover, build]\n", "3:3:.end_to_end: no team does stage 'test', and leftovers: idle makes no departments; add it, or write leftovers: department"),
        ("  recipe: cross_functional\n  composition: {engineer: 2}\n  leftovers: idle\n", "1:3:.composition: no team does stage 'discover', and leftovers: idle makes no departments; add owner, or write leftovers: department"),
        (SQUADS.replace("owner: 1", "owner: 3") + "  end_to_end: [build, test]\n", "0:3:.recipe: no one is left who could do stage 'discover'; add people of role owner, or let the teams do it"),
        (SQUADS + "  groups: {max_people: 0}\n", "2:12:.groups.max_people: must be at least 1, is 0; write 1 or more"),
    ],
)  # fmt: skip
def test_teams_of_a_composition_need_the_people_for_it(tmp_path: Path, structure: str, message: str) -> None:
    assert message in lines(tmp_path, structure)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[billing, identity]", "[checkout, billing, identity]", "2:38:.assign.right.0: 'checkout' has two owners, 'left' and 'right'; leave it to one of them"),
        ("[checkout]", "[checkout, checkout]", "2:29:.assign.left.1: 'checkout' is listed twice; remove it"),
        ("[billing, identity]", "[identity]", "2:3:.assign: no team gets product 'billing'; give each product to one team"),
        ("{left: [checkout], right: [billing, identity]}", "{}", "2:3:.assign: no team gets products 'checkout', 'billing' and 'identity'; give each product to one team"),
        ("[checkout]", "[]", "2:12:.assign.left: is empty; write at least one entry"),
    ],
)  # fmt: skip
def test_every_product_is_given_to_one_team(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert lines(tmp_path, SQUADS + TWO, old, new) == [message]


@pytest.mark.parametrize(
    ("structure", "message"),
    [
        (SQUADS + TWO + PLATFORM, "2:47:.assign.right.1: 'identity' belongs to the platform; remove it here, or from structure.platform.products"),
        (TRADES + PLATFORM.replace("engineer: 2", "engineer: 20"), "1:56:.platform.members.engineer: asks for 20 people of role 'engineer', the workforce has 6 to give; raise workforce.engineer.count or ask for fewer"),
        (TRADES + PLATFORM.replace("engineer: 2", "engineer: 6"), "0:3:.recipe: no one is left who could do stage 'build'; add people of role engineer, or leave some of them out of the platform"),
        (TRADES + PLATFORM.replace("owner: 1, ", ""), "1:3:.platform: no one in team 'platform' can do the stage 'discover'; add a member of role owner"),
        (TRADES + PLATFORM.replace("{owner: 1, engineer: 2}", "{}"), "1:36:.platform.members: team 'platform' has no members; name at least one role"),
        (TRADES + PLATFORM.replace("engineer: 2", "engineer: [0, 9]"), "1:70:.platform.members.engineer.1: there is no person 9; people of this role are numbered 0 to 5"),
        (TRADES + PLATFORM.replace("[identity]", "[]"), "1:14:.platform.products: is empty; write at least one entry"),
        (SQUADS + PLATFORM.replace("[identity]", "[checkout, billing, identity]"), "2:14:.platform.products: leaves no product to the other teams; name fewer"),
        (TRADES + PLATFORM.replace("{products", "{name: owner, products"), "1:14:.platform.name: two teams are named 'owner'; give each team its own name"),
        (TEAM + PLATFORM.replace("identity", "identity, billing").replace("platform: {", "platform: {group: '', "), "2:14:.platform.group: is an empty name; write a name"),
    ],
)  # fmt: skip
def test_a_platform_has_people_and_products_of_its_own(tmp_path: Path, structure: str, message: str) -> None:
    assert lines(tmp_path, structure) == [message]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("{items_per: 4}", "{items_per: 4, seats: 2}", "1:24:.staffing.engineer: has both seats and items_per; keep one of them"),
        ("{items_per: 4}", "{from_items: 4}", "1:24:.staffing.engineer: does not say how many; add seats or items_per"),
        ("{items_per: 4}", "0", "1:24:.staffing.engineer: must be at least 1, is 0; write 1 or more"),
        ("{items_per: 4}", "7", "1:24:.staffing.engineer: asks for 7 people of role 'engineer', 6 could take a seat; ask for fewer, or raise workforce.engineer.count"),
        ("{owner: 1, engineer: {items_per: 4}}", "{}", "1:3:.staffing: is empty; write at least one entry"),
        ("{owner: 2}", "{tester: 2}", "2:18:.max_projects.tester: temporary teams have no seat of this role; add it to staffing, or remove it"),
        ("{owner: 2}", "{owner: 8}", "2:18:.max_projects.owner: must be at most 7, is 8; write 7 or less"),
        ("{owner: 2}", "0", "2:3:.max_projects: must be at least 1, is 0; write 1 or more"),
        ("  staffing: {owner: 1, engineer: {items_per: 4}}\n", "", "-1:1:: does not say who makes up a temporary team; add staffing"),
        ("  recipe: project\n  staffing: {owner: 1, engineer: {items_per: 4}}\n", TRADES, "1:3:.max_projects: limits temporary teams, of which there are none; add staffing, or remove it"),
    ],
)  # fmt: skip
def test_temporary_teams_have_seats_that_somebody_can_take(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert lines(tmp_path, PROJECTS, old, new) == [message]


@pytest.mark.parametrize("before", [SQUADS, TRADES, TEAM])
def test_every_recipe_may_staff_temporary_teams(tmp_path: Path, before: str) -> None:
    (line,) = lines(tmp_path, before + "  staffing: {owner: 1, engineer: 7}\n")
    assert line.endswith(
        ".staffing.engineer: asks for 7 people of role 'engineer', 6 could take a seat; ask for fewer, or raise workforce.engineer.count"
    )


@pytest.mark.parametrize(
    ("structure", "messages"),
    [
        (
            TRADES + "  composition: {owner: 1}\n  leftovers: idle\n",
            ["1:3:.composition: recipe functional does not use it, nor leftovers; remove them, or write recipe: cross_functional"],
        ),
        (PROJECTS + TEAM, ["3:3:.teams: recipe project does not use it; remove it, or write recipe: explicit"]),
        (TEAM + "  groups: {}\n", ["2:3:.groups: recipe explicit does not use it; remove it, or write recipe: cross_functional or functional or project"]),
        ("  recipe: cross_functional\n", ["-1:1:: does not say who makes up a team; add composition"]),
        ("  recipe: explicit\n", ["-1:1:: does not list the teams; add teams, or choose another recipe"]),
        ("  composition: {owner: 1}\n", ["0:3:.composition: recipe explicit does not use it; remove it, or write recipe: cross_functional"]),
    ],
)  # fmt: skip
def test_every_recipe_has_keys_of_its_own(tmp_path: Path, structure: str, messages: list[str]) -> None:
    assert lines(tmp_path, structure) == messages


@pytest.mark.parametrize(
    ("calendar", "message"),
    [
        ("{every_days: 5, open_days: 5}", "1:53:.teams.all.calendar: never closes; write open_days below every_days, or no calendar"),
        ("{every_days: 5, open_days: 7}", "1:53:.teams.all.calendar: never closes; write open_days below every_days, or no calendar"),
        ("{open_days: 1}", "1:53:.teams.all.calendar.every_days: is missing; add it"),
        ("{every_days: 0}", "1:64:.teams.all.calendar.every_days: must be greater than 0, is 0; write a number above 0"),
        ("weekly", "1:53:.teams.all.calendar: must be a map, is 'weekly'; write its keys: {every_days: …}"),
    ],
)  # fmt: skip
def test_a_calendar_opens_and_closes(tmp_path: Path, calendar: str, message: str) -> None:
    assert lines(tmp_path, TEAM, "4}}", f"4}}, calendar: {calendar}}}") == [message]


def test_all_that_is_wrong_with_a_structure_is_said_at_once(tmp_path: Path) -> None:
    text = (
        SQUADS.replace("tester: 1", "testr: 1")
        + "  assign: {a: [chekout]}\n  contracts: [x]\n  end_to_end: [buld]\n  teams: [{name: a, members: {owner: 1}}]\n"
        + "  staffing: {ownr: 1}\n  max_projects: {engneer: 2}\n"
        + PLATFORM.replace("engineer", "enginer").replace("identity", "identy")
    )
    assert lines(tmp_path, text) == [
        "1:40:.composition.testr: no such role; did you mean 'tester'?",
        "4:16:.end_to_end.0: no such stage 'buld'; did you mean 'build'?",
        "2:16:.assign.a.0: no such product 'chekout'; did you mean 'checkout'?",
        "5:3:.teams: recipe cross_functional does not use it; remove it, or write recipe: explicit",
        "8:54:.platform.members.enginer: no such role; did you mean 'engineer'?",
        "6:14:.staffing.ownr: no such role; did you mean 'owner'?",
        "7:18:.max_projects.engneer: no such role; did you mean 'engineer'?",
        "3:15:.contracts.0: no such product 'x'; known: billing, checkout, identity",
        "8:25:.platform.products.0: no such product 'identy'; did you mean 'identity'?",
    ]
