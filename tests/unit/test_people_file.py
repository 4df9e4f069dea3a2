"""A file of people gives a scenario its workforce, and recipe as_is its teams and levels of management."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.errors import InputError
from simulator.scenario.loader import load_scenario, scenario_from
from simulator.scenario.scenario import Scenario

PEOPLE = """person,role,team,group,manager,memberships
ann,engineer,red,west,max,red=0.75; blue=0.25
bea,tester,blue,west,max,
max,manager,leads,west,zoe,
cem,engineer,blue,west,max,
zoe,manager,leads,west,,
sam,sales,shop,east,zoe,
"""

SHOP: dict[str, Any] = {
    "name": "shop",
    "horizon": {"quarters": 1},
    "workforce": {"from_csv": "people.csv"},
    "products": [{"name": "web"}, {"name": "till"}],
    "value_stream": [
        {"stage": "build", "by": {"engineer": 1.0}},
        {"stage": "test", "by": {"tester": 1.0, "engineer": 0.8}},
    ],
    "demand": {"items": [{"product": "web", "arrivals_per_day": 0.1, "effort_days": 1}]},
    "structure": {
        "recipe": "as_is",
        "owns": {
            "red": {"products": ["web"], "stages": ["build"]},
            "blue": [{"products": ["till"]}, {"products": ["web"], "stages": ["test"]}],
        },
        "management": {"reporting_lines": 3},
    },
    "governance": {
        "layers": [{"name": "line", "level": "each", "review_hours": 1}],
        "decision_rights": {"release": {"ask": ["line"]}},
    },
}


def shop(folder: Path, people: str = PEOPLE, **changes: Any) -> Scenario:
    (folder / "people.csv").write_text(people, encoding="utf-8")
    return scenario_from({**SHOP, **changes}, folder)


def complaint(folder: Path, people: str = PEOPLE, **changes: Any) -> str:
    with pytest.raises(InputError) as caught:
        shop(folder, people, **changes)
    return str(caught.value)


def test_people_are_numbered_role_by_role_whatever_the_order_of_the_file(tmp_path: Path) -> None:
    assert {role: spec.count for role, spec in shop(tmp_path).workforce.items()} == {
        "engineer": 2, "tester": 1, "manager": 2, "sales": 1,
    }  # fmt: skip


def test_teams_have_the_members_and_shares_of_the_file(tmp_path: Path) -> None:
    teams = {team.name: dict(team.members) for team in shop(tmp_path).organisation.teams}
    assert teams["red"] == {0: 0.75}
    assert teams["blue"] == {0: 0.25, 1: 1.0, 2: 1.0}
    assert teams["shop"] == {5: 1.0}  # sits there and owns nothing


def test_who_gives_a_team_a_part_of_his_time_comes_to_that_part_of_its_meetings(tmp_path: Path) -> None:
    ceremonies = {"hours_per_week": 2, "minutes_per_member_per_week": 0}
    teams = shop(tmp_path, ceremonies=ceremonies).organisation.teams
    hours = {team.name: team.meeting_hours_per_week for team in teams}
    assert hours["red"] == pytest.approx(0.75 * 2)
    assert hours["blue"] == pytest.approx(2.25 / 3 * 2)
    assert hours["shop"] == 0  # owns nothing


def test_groups_come_from_the_file(tmp_path: Path) -> None:
    groups = {team.name: team.group for team in shop(tmp_path).organisation.teams}
    assert (groups["blue"], groups["shop"]) == ("west", "east")


def test_levels_of_management_follow_the_reporting_lines_of_those_who_own_something(tmp_path: Path) -> None:
    assert shop(tmp_path).organisation.layer_members == ((3,), (4,))


def test_who_stands_above_the_last_level_belongs_to_it(tmp_path: Path) -> None:
    structure = {**SHOP["structure"], "management": {"reporting_lines": 1}}
    assert shop(tmp_path, structure=structure).organisation.layer_members == ((3, 4),)


def test_a_role_may_be_described_besides_what_the_file_says(tmp_path: Path) -> None:
    workforce = {"from_csv": "people.csv", "engineer": {"skill": 1.2}}
    role = shop(tmp_path, workforce=workforce).workforce["engineer"]
    assert (role.count, role.skill) == (2, 1.2)


def test_a_scenario_as_resolved_needs_the_file_no_more(tmp_path: Path) -> None:
    scenario = shop(tmp_path)
    (tmp_path / "people.csv").unlink()
    again = scenario_from(scenario.model_dump(mode="json", exclude_none=True), tmp_path)
    assert again.organisation == scenario.organisation


def test_a_file_of_people_is_seen_from_the_world_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "world").mkdir()
    (tmp_path / "world" / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (tmp_path / "world" / "world.yaml").write_text("workforce: {from_csv: people.csv}\n", encoding="utf-8")
    rest = {key: value for key, value in SHOP.items() if key != "workforce"}
    import json

    text = json.dumps({"extends": "world/world.yaml", **rest})
    (tmp_path / "shop.yaml").write_text(text, encoding="utf-8")
    assert len(load_scenario(tmp_path / "shop.yaml").organisation.teams) == 6  # two of them review


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("bea,tester", "ann,tester"), "people.csv, row 3, column 'person': is listed twice"),
        (("cem,engineer,blue,west,max", "cem,engineer,blue,west,moo"), "people.csv, row 5, column 'manager': there is no person 'moo'"),
        (("zoe,manager,leads,west,,", "zoe,manager,leads,west,max,"), "people.csv, rows 4, 6, column 'manager': they report to each other in a circle"),
        (("blue=0.25", "blue=0.5"), "people.csv, row 2, column 'memberships': has shares that add up to 1.25; lower them to 1 together"),
        (("blue=0.25", "blue"), "'blue' is not a membership; write team=share with a share up to 1, and ';' between"),
        (("ann,engineer", "ann,"), "people.csv, row 2, column 'role': is empty; write the person's role"),
        (("person,role", "person,rolle"), "'people.csv' has no column 'role'; did you mean 'rolle'?"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_file_of_people_is_said_with_its_row(
    tmp_path: Path, change: tuple[str, str], message: str
) -> None:
    assert f"workforce.from_csv: {message}" in complaint(tmp_path, PEOPLE.replace(*change)) or message in (
        complaint(tmp_path, PEOPLE.replace(*change))
    )


def test_a_team_that_owns_something_must_be_in_the_file(tmp_path: Path) -> None:
    structure = {**SHOP["structure"], "owns": {**SHOP["structure"]["owns"], "bleu": {}}}
    assert "structure.owns.bleu: no such team in the file of people; did you mean 'blue'?" in (
        complaint(tmp_path, structure=structure)
    )


def test_recipe_as_is_needs_a_file_of_people(tmp_path: Path) -> None:
    workforce = {"engineer": {"count": 2}, "tester": {"count": 1}}
    said = complaint(tmp_path, workforce=workforce)
    assert "structure: has no people; write workforce: {from_csv: people.csv}" in said


def test_reporting_lines_need_a_file_of_people(tmp_path: Path) -> None:
    structure = {"recipe": "functional", "management": {"reporting_lines": 2}}
    assert "needs the reporting lines of a file of people; write recipe: as_is" in (
        complaint(tmp_path, structure=structure)
    )
