"""Who sits where, who owns what, who can do it: what one part of a scenario may not say of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from .examples import VALID, changed, complaints

LEFT = "{name: left, members: {engineer: 2, tester: 1}, owns: {products: [checkout]}, wip_limit: 5}"
RIGHT = "{name: right, members: {engineer: 2, tester: 1}, owns: {products: [billing]}}"


@pytest.mark.parametrize(
    ("old", "new", "messages"),
    [
        (
            "products: [billing]}", "products: all}",
            ["s.yaml:23:56: structure.teams.right.owns: stages 'design', 'build' and 'test' of product 'checkout' have two owners, 'left' and 'right'; leave it to one of them"],
        ),
        (
            "products: [billing]}", "products: [billing], stages: [build, test]}",
            ["s.yaml:21:3: structure.teams: stage 'design' of product 'billing' has no owner; let exactly one team own it, under its key 'owns'"],
        ),
        (
            "products: [billing]}", "products: []}",
            ["s.yaml:23:56: structure.teams.right.owns: team 'right' owns nothing; name products and stages, or remove the team"],
        ),
        (
            "products: [billing]}", "products: [biling], stages: [biuld]}",
            [
                "s.yaml:23:74: structure.teams.right.owns.products.0: no such product 'biling'; did you mean 'billing'?",
                "s.yaml:23:92: structure.teams.right.owns.stages.0: no such stage 'biuld'; did you mean 'build'?",
            ],
        ),
    ],
)  # fmt: skip
def test_every_stage_of_every_product_has_exactly_one_owner(
    tmp_path: Path, old: str, new: str, messages: list[str]
) -> None:
    assert complaints(tmp_path, changed((old, new))) == messages


def test_many_products_without_an_owner_are_counted_not_listed(tmp_path: Path) -> None:
    more = "".join(f"\n  - {{name: p{i}}}" for i in range(40))
    (line,) = complaints(tmp_path, changed(("  - {name: billing}", f"  - {{name: billing}}{more}")))
    assert (
        "stages 'design', 'build' and 'test' of products 'p0', 'p1', 'p2' and 37 more have no owner" in line
    )


@pytest.mark.parametrize(
    ("new", "messages"),
    [
        (
            "{name: right, members: {tester: 1}, owns: {products: [billing]}}",
            ["s.yaml:23:7: structure.teams.right: no one in team 'right' can do the stages 'design' and 'build'; add a member of role engineer, or let another team own it"],
        ),
        (
            "{name: right, members: {engineer: 20, tester: 1}, owns: {products: [billing]}}",
            ["s.yaml:23:31: structure.teams.right.members.engineer: the teams ask for 22 people of role 'engineer', the workforce has 4 to give; raise workforce.engineer.count or ask for fewer"],
        ),
        (
            "{name: right, members: {}, owns: {products: [billing]}}",
            ["s.yaml:23:21: structure.teams.right.members: team 'right' has no members; name at least one role"],
        ),
        (
            "{name: right, members: {engineer: [0, 0, 9], tester: 1}, owns: {products: [billing]}}",
            [
                "s.yaml:23:45: structure.teams.right.members.engineer.1: person 0 is listed twice; list each person once",
                "s.yaml:23:48: structure.teams.right.members.engineer.2: there is no person 9; people of this role are numbered 0 to 3",
            ],
        ),
        (
            "{name: left, members: {engineer: 2, tester: 1}, owns: {products: [billing]}}",
            ["s.yaml:23:8: structure.teams.left.name: two teams are named 'left'; give each team its own name"],
        ),
    ],
)  # fmt: skip
def test_a_team_has_people_who_can_do_what_it_owns(tmp_path: Path, new: str, messages: list[str]) -> None:
    assert complaints(tmp_path, changed((RIGHT, new))) == messages


def test_a_second_pair_of_eyes_needs_a_second_person(tmp_path: Path) -> None:
    text = changed(
        ("share: 0.2,", "share: 0.2, other_eyes: true,"),
        (RIGHT, "{name: right, members: {engineer: 1}, owns: {products: [billing]}}"),
    )
    assert complaints(tmp_path, text) == [
        "s.yaml:23:7: structure.teams.right: stage 'test' asks for other eyes, and only one person of team 'right' can do it; add a second one, or drop other_eyes"
    ]


def test_nobody_sits_in_more_teams_than_the_model_follows(tmp_path: Path) -> None:
    products = "\n".join(f"  - {{name: p{i}}}" for i in range(9))
    teams = "\n".join(
        f"    - {{name: t{i}, members: {{engineer: [0], tester: [0]}}, owns: {{products: [p{i}]}}}}"
        for i in range(9)
    )
    text = changed(
        ("  - {name: checkout, coupling: {billing: 0.2}}\n  - {name: billing}", products),
        (f"    - {LEFT}\n    - {RIGHT}", teams),
        ("product: billing", "product: p0"),
        ("product: checkout", "product: p1"),
    )
    assert complaints(tmp_path, text) == [
        f"s.yaml:28:3: structure.teams: person 0 of role '{role}' sits in 9 teams; "
        "keep the 8 largest shares, the most that the model follows"
        for role in ("engineer", "tester")
    ]


def test_seats_of_temporary_teams_come_on_top_of_those_of_reviewers(tmp_path: Path) -> None:
    """They have one place each in the same list, and nothing lies behind it but other people's."""
    layers = "\n".join(f"    - {{name: l{i}, review_hours: 1, members: {{tester: 2}}}}" for i in range(6))
    staffed = "  staffing: {tester: 1}\n  max_projects: 2\ngovernance:\n  layers:\n"
    assert complaints(tmp_path, VALID + staffed + layers) == [
        "s.yaml:25:3: structure.max_projects: a person of role 'tester' would sit in 9 teams, 8 are possible; lower it (at most 7)"
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("by: {tester", "by: {testr", "s.yaml:13:24: value_stream.test.by.testr: no such role; did you mean 'tester'?"),
        ("stage: test,", "stage: build,", "s.yaml:13:6: value_stream.build.stage: 'build' is listed twice; give each its own name"),
        ("return_to: build", "return_to: biuld", "s.yaml:13:90: value_stream.test.return_to: no such stage 'biuld'; did you mean 'build'?"),
        ("return_to: build", "return_to: design", "s.yaml:13:90: value_stream.test.return_to: an item cannot go back to a stage of its initiative; name a stage per item"),
        ("share: 0.8", "return_to: test", "s.yaml:12:41: value_stream.build.return_to: 'test' comes later; name this stage or an earlier one"),
        ("share: 0.8", "share: 0.8, effort_days: 2", "s.yaml:12:41: value_stream.build.share: a stage takes a share of the item's effort, or an effort of its own; remove share or effort_days"),
        (", effort_days: 2", "", "s.yaml:11:5: value_stream.design: a stage per initiative needs an effort of its own; add effort_days"),
        ("share: 0.8", "per: initiative, effort_days: 1", "s.yaml:13:90: value_stream.test.return_to: an item cannot go back to a stage of its initiative; name a stage per item"),
        ("coupling: {billing", "coupling: {checkout", "s.yaml:8:33: products.checkout.coupling.checkout: a product is not coupled to itself; remove it"),
        ("coupling: {billing", "coupling: {biling", "s.yaml:8:33: products.checkout.coupling.biling: no such product; did you mean 'billing'?"),
        ("product: billing", "product: biling", "s.yaml:16:23: demand.items.tickets.product: no such product 'biling'; did you mean 'billing'?"),
        ("product: billing, ", "", "s.yaml:16:7: demand.items.tickets: does not say where things arrive; add 'product' with the name of one"),
        ("arrivals_per_day: 0.3, ", "", "s.yaml:16:7: demand.items.tickets: does not say when things arrive; add one of arrivals_per_day, arrivals_per_quarter, interarrival_days, at, from_csv"),
        ("arrivals_per_day: 0.3", "arrivals_per_day: 0.3, at: [1]", "s.yaml:16:7: demand.items.tickets: gives several times when things arrive; keep one of arrivals_per_day, at"),
        ("arrivals_per_day: 0.3", "at: [3, 1]", "s.yaml:16:41: demand.items.tickets.at: times are not in order; sort them"),
        ("arrivals_per_day: 0.3", "interarrival_days: {discrete: {values: [0], weights: [1]}}", "s.yaml:16:41: demand.items.tickets.interarrival_days: is 0: infinitely many would arrive at once; write a positive time"),
        (", effort_days: {exponential: {mean: 1}}", "", "s.yaml:16:7: demand.items.tickets: needs effort_days, of which the stage 'build' takes a share; add effort_days here, or to the stage"),
        ("items: 2", "items: {lognormal: {mean: 3, sigma: 1}}", "s.yaml:18:52: demand.opportunities.checkout.items: may be more than 100,000; use a distribution with an upper end, such as discrete or triangular"),
    ],
)  # fmt: skip
def test_parts_name_only_what_other_parts_know(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert complaints(tmp_path, changed((old, new))) == [message]


def test_demand_brings_something(tmp_path: Path) -> None:
    demand = VALID[VALID.index("demand:") : VALID.index("structure:")]
    assert complaints(tmp_path, changed((demand, "demand: {}\n"))) == [
        "s.yaml:14:1: demand: nothing arrives; add items or opportunities"
    ]


def test_a_value_stream_has_a_stage_for_items_and_those_of_initiatives_come_first(tmp_path: Path) -> None:
    stages = VALID[VALID.index("  - {stage: build") : VALID.index("demand:")]
    assert complaints(tmp_path, changed((stages, ""))) == [
        "s.yaml:10:1: value_stream: has no stage per item; add one"
    ]
    late = "return_to: build}\n  - {stage: review, per: initiative, by: {engineer: 1}, effort_days: 1}"
    assert complaints(tmp_path, changed(("return_to: build}", late))) == [
        "s.yaml:14:21: value_stream.review.per: stages per initiative come before stages per item; move it up"
    ]


def test_a_name_with_a_dot_keeps_its_place(tmp_path: Path) -> None:
    text = changed(
        ("name: right", "name: v1.0"), ("[billing]", "[biling]"), ("tester: {count: 2}", "t.e: {count: 2}")
    )
    assert complaints(tmp_path, text) == [
        "s.yaml:13:24: value_stream.test.by.tester: no such role; it is also named in structure.teams.left.members "
        "and structure.teams.v1.0.members; known: engineer, t.e",
        "s.yaml:23:73: structure.teams.v1.0.owns.products.0: no such product 'biling'; did you mean 'billing'?",
    ]
