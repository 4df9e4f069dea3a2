"""`orgsim show`: what is shown is the organisation that results, in every form."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from simulator.cli import main
from simulator.report.description import Places, Temporary
from simulator.report.organisation import describe
from simulator.report.picture import as_picture
from simulator.report.tables import as_csv, as_json
from simulator.report.text import as_text
from simulator.scenario.loader import scenario_from

from .examples import VALID, changed
from .organisations import front_and_back, squads

FORMS = {"text": as_text, "json": as_json, "csv": as_csv, "svg": as_picture}


def orgsim(*words: str) -> Result:
    return CliRunner().invoke(main, words, catch_exceptions=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "two.yaml").write_text(VALID, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("count", [2, 14, 115])
def test_the_numbers_in_json_are_those_of_the_organisation(count: int) -> None:
    scenario = squads(count)
    organisation, shown = scenario.organisation, json.loads(as_json(describe(scenario)))
    role_of = [role for role, spec in scenario.workforce.items() for _ in range(spec.count)]
    teams = {team["name"]: team for group in shown["groups"] for team in group["teams"]}
    lasting = [team for team in organisation.teams if team.name != "reviewers"]
    assert shown["people"] == len(role_of)
    assert list(teams) == [team.name for team in lasting]
    for team in lasting:
        seats = {seat["role"]: seat["heads"] for seat in teams[team.name]["seats"]}
        assert seats == Counter(role_of[person] for person, _ in team.members)
        assert teams[team.name]["group"] == team.group
    seated = {person for team in lasting for person, _ in team.members}
    assert sum(role["bench"] for role in shown["roles"]) == len(role_of) - len(seated) == count + 2
    owned = {
        (product, stage): name
        for name, team in teams.items()
        for holding in team["owns"]
        for product in holding["products"]
        for stage in holding["stages"]
    }
    assert owned == {
        (scenario.product_names[p], scenario.stage_names[s]): organisation.teams[t].name
        for (p, s), t in organisation.owner.items()
    }


@pytest.mark.parametrize("form", list(FORMS))
@pytest.mark.parametrize("count", [2, 14, 115])
def test_every_team_and_every_layer_appears_in_every_form(form: str, count: int) -> None:
    scenario = squads(count)
    text = " ".join(FORMS[form](describe(scenario)).split())
    for team in scenario.organisation.teams:
        assert team.name in text
    for layer in ("portfolio board", "a committee with a very long name"):
        assert layer in text


def test_text_tells_teams_of_a_shape_once() -> None:
    text = as_text(describe(squads(115)))
    lines = text.splitlines()
    assert "1,094 people, 116 teams in 23 groups, 117 people without a team" in lines
    assert "  23 groups of 40 people, 5 teams each: tribe 0, tribe 1, tribe 2," in text
    assert "    115 teams of 8 people each; each owns 1 product: discover, build, check" in lines
    assert len(lines) < 80
    assert max(map(len, lines)) <= 110


def test_shares_of_people_count_as_shares() -> None:
    front, back = describe(front_and_back()).teams
    assert {seats.role: (seats.people, seats.heads, seats.shared) for seats in front.seats} == {
        "tester": (0.5, 1, 1), "engineer": (2.0, 2, 0), "designer": (0.8, 1, 1),
    }  # fmt: skip
    assert back.people == pytest.approx(0.5 + 1 + 0.2)


def test_who_is_shared_is_used_by_all_his_teams_together() -> None:
    shown = describe(front_and_back())
    used = {(team.name, s.role): s.utilisation for team in shown.teams for s in team.seats}
    assert used == {
        ("front team", "tester"): pytest.approx(0.8), ("back team", "tester"): pytest.approx(0.8),
        ("front team", "engineer"): pytest.approx(0.2), ("back team", "engineer"): pytest.approx(0.4),
        ("front team", "designer"): 0.0, ("back team", "designer"): 0.0,
    }  # fmt: skip


def test_who_will_choke_is_named_with_the_figure_and_who_is_idle_too() -> None:
    demand = {
        "items": [{"product": p, "arrivals_per_day": 0.46, "effort_days": 2} for p in ("front", "back")]
    }
    text = as_text(describe(front_and_back(demand=demand)))
    assert "Will choke: used 0.90 or more\n  tester in 2 teams: 0.92 (front team, back team)\n" in text
    assert "Idle: used less than 0.20\n  designer in 2 teams: 0.00 (front team, back team)\n" in text
    demand["items"][0]["arrivals_per_day"] = 0.6
    assert "Overload: more work than time\n  tester in 2 teams: 1.06" in as_text(
        describe(front_and_back(demand=demand))
    )


@pytest.mark.parametrize(
    ("per", "words", "holders"),
    [
        ("team", "in each team", " (squad of product area 0, squad of product area 1)"),
        ("group", "in each group", " (tribe 0)"),
        ("company", "in the company", ""),
    ],
)
def test_limits_on_initiatives_are_shown_and_decide_how_many_are_begun(
    per: str, words: str, holders: str
) -> None:
    shown = describe(squads(2, limits={"initiatives": 3, "per": per}))
    text = " ".join(as_text(shown).split())
    assert f"limits: at most 3 initiatives begun {words}{holders}; other ideas wait for a place" in text
    assert "opportunities a quarter, begun as limits allow; all would be" in text
    assert f"limits decide how many are begun (at most 3 initiatives begun {words})" in text
    assert describe(squads(2)).places is None


FILLS = {
    "layers": [
        {"name": "board of places", "sits_every_days": 20, "members": {"boss": 2}, "hours_per_request": 1, "prepare_hours": 4, "fills_places": True, "capacity_per_sitting": 1},
        {"name": "architects", "review_hours": 4, "members": {"engineer": 2}, "prepare_hours": 2},
    ],
    "decision_rights": {"for_initiative": {"per_initiative": 3, "by": {"ask": ["architects"], "default_after_days": 10}}},
}  # fmt: skip


def test_a_board_that_fills_places_is_shown_with_what_it_ranks_by() -> None:
    shown = describe(squads(2, limits={"initiatives": 3}, governance=FILLS))
    assert shown.places == Places(
        3, "team", ("squad of product area 0", "squad of product area 1"), ("value_over_effort",), "board of places", 20.0
    )  # fmt: skip
    text = " ".join(as_text(shown).split())
    assert "board of places fills free places every 20 days, the best by value over effort" in text
    assert "(squad of product area 0, squad of product area 1)" in text
    form = "board every 20 days, room for 1, fills places by value over effort; 2 boss; 8.0 ideas a quarter"
    assert f"board of places: {form}" in text
    assert "used" not in text.partition(form)[2].split(".")[0]  # limits decide how many it begins
    for words in ("fills places every 20 days", "best by value over effort", "8 ideas a quarter"):
        assert words in as_picture(shown)
    assert json.loads(as_json(shown))["places"]["board"] == "board of places"


def test_a_board_that_fills_places_does_nothing_where_no_limits_are_in_force() -> None:
    modes = {"equal_load": {}, "backlog": {"limits": {"initiatives": 2, "per": "company"}}}
    demand = squads(2).demand.model_dump(by_alias=True, exclude_unset=True) | {"modes": modes}
    free, limited = (describe(squads(2, governance=FILLS, demand=demand | {"mode": mode})) for mode in modes)
    assert (
        free.places is None and free.layers[0].ranks_by == "" and free.layers[0].requests_per_quarter == 0.0
    )
    assert limited.places == Places(2, "company", (), ("value_over_effort",), "board of places", 20.0)


def test_what_ideas_are_ranked_by_without_a_board_is_the_teams_policy() -> None:
    shown = describe(squads(2, limits={"initiatives": 1}, priorities="value"))
    assert "a free place goes to the best by value" in " ".join(as_text(shown).split())
    assert "best by value" in as_picture(shown)


@pytest.mark.parametrize(
    ("by", "words"),
    [
        ("decide", "the team decides"),
        ("consult", "asks a person of another team"),
        ({"ask": ["architects"], "default_after_days": 10}, "asks architects, by default after 10 days"),
    ],
)
def test_decisions_about_initiatives_are_shown_with_who_takes_them(by: Any, words: str) -> None:
    rights = {"for_initiative": {"per_initiative": 3, "by": by}}
    shown = describe(squads(2, governance=FILLS | {"decision_rights": rights}, limits={"initiatives": 3}))
    assert f"at most 3 decisions about each initiative, for which all its work rests: {words}" in " ".join(
        as_text(shown).split()
    )
    assert "About an initiative" in as_picture(shown) and "3 per initiative" in as_picture(shown)
    assert json.loads(as_json(shown))["decisions_per_initiative"] == 3
    off = describe(squads(2, mechanisms={"decisions": "off"}))
    assert off.decisions_per_initiative is None and "for_initiative" not in [q.name for q in off.questions]


TICKETS = {"items": [{"products": "all", "class": "support", "arrivals_per_quarter": 5, "effort_days": 2}]}


@pytest.mark.parametrize(
    ("changes", "about", "rule"),
    [
        ({"support": {"share": 0.2}}, "Tickets", "first, up to 0.20 of the work a team begins"),
        ({"support": {"first": "before"}}, "Tickets", "before a team's own work"),
        ({"support": {"first": "after"}}, "Tickets", "after all of a team's own work"),
        ({"mechanisms": {"support": "off"}}, "Tickets", "like other bare items"),
    ],
)
def test_the_rule_for_tickets_is_shown(changes: dict[str, Any], about: str, rule: str) -> None:
    shown = describe(squads(2, demand=TICKETS, **changes))
    assert dict(shown.customs)[about].startswith(rule)
    assert f"{about}: {rule}" in " ".join(as_text(shown).split())


def test_work_that_is_not_visible_and_teams_that_follow_the_work_are_shown() -> None:
    products = [{"name": "product area 0", "coupling": {"product area 1": 0.1}}, {"name": "product area 1"}]
    structure = squads(2).structure.model_dump(by_alias=True, exclude_unset=True)
    seen = {"dependencies": {"work_visible": False}, "products": products}
    shown = describe(squads(2, **seen, structure=structure | {"reassign": {"what": "areas"}}))
    assert dict(shown.customs) == {
        "Requests of other teams": "a team hears of them at its meetings, every 10 days",
        "Teams follow the work": "every 65 days areas move from the teams with most waiting work per member",
    }
    assert describe(squads(2)).customs == ()


def test_a_board_with_too_little_room_is_named() -> None:
    assert "portfolio board: asked for 11.32 of its room" in as_text(describe(squads(46)))


def test_platforms_calendars_contracts_and_temporary_teams_of_a_scenario_are_shown() -> None:
    structure = {
        "teams": [
            {"name": "makers", "members": {"engineer": 6, "tester": 1}, "calendar": {"every_days": 5}},
        ],
        "platform": {
            "name": "base",
            "products": ["identity"],
            "mode": "self_service",
            "members": {"engineer": 2},
        },
        "contracts": ["identity"],
        "staffing": {"engineer": {"items_per": 4, "from_items": 2}, "tester": 1},
        "max_projects": {"tester": 3},
        "seats": "while_needed",
    }
    scenario = scenario_from(
        {
            "name": "projects",
            "horizon": {"days": 100},
            "workforce": {"engineer": {"count": 8}, "tester": {"count": 1}},
            "products": [{"name": "shop", "coupling": {"identity": 0.5}}, {"name": "identity"}],
            "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}, {"stage": "test", "by": {"tester": 1.0, "engineer": 0.5}}],
            "demand": {"opportunities": [{"product": "shop", "arrivals_per_quarter": 4, "effort_days": 2}]},
            "structure": structure,
        }
    )  # fmt: skip
    shown = describe(scenario)
    assert shown.temporary == Temporary(
        (
            ("engineer", "1 for every 4 items, from 2 items on"),
            ("tester", "1 (each in up to 3 teams at once)"),
        ),
        given_back=True,
    )
    assert [team.platform for team in shown.teams] == ["", "self_service"]
    text = as_text(shown)
    assert "base (self-service platform): 2 people; owns identity: all stages" in text
    assert "starts work 1 of every 5 days" in text
    assert "Contracts about what others may ask: identity" in text
    assert "seats are given back when no item needs the role any more" in " ".join(text.split())
    assert "Platform: self-service" in as_picture(shown)


@pytest.mark.parametrize("form", list(FORMS))
def test_the_same_scenario_gives_the_same_bytes(form: str) -> None:
    assert FORMS[form](describe(squads(14))) == FORMS[form](describe(squads(14)))


def test_csv_has_a_row_for_each_role_in_each_place() -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(describe(squads(2))))))
    assert [(row["kind"], row["name"], row["role"], row["heads"]) for row in rows] == [
        ("team", "squad of product area 0", "owner", "1"), ("team", "squad of product area 0", "engineer", "6"),
        ("team", "squad of product area 0", "tester", "1"), ("team", "squad of product area 1", "owner", "1"),
        ("team", "squad of product area 1", "engineer", "6"), ("team", "squad of product area 1", "tester", "1"),
        ("team", "running", "runner", "1"), ("reviewers", "reviewers", "engineer", "2"),
        ("board", "portfolio board", "boss", "2"), ("board", "a committee with a very long name", "boss", "1"),
        ("no team", "", "boss", "4"),
    ]  # fmt: skip


def test_approvals_that_are_off_ask_nobody() -> None:
    text = as_text(describe(squads(2, mechanisms={"approvals": "off"})))
    assert "begin: the team decides" in text
    assert "of the whole organisation: the team decides" in text


@pytest.mark.parametrize("words", [[], ["--parameters"], ["--format", "svg", "--out", "x.svg"]])
def test_a_wrong_file_ends_with_status_2_and_nothing_is_written(folder: Path, words: list[str]) -> None:
    (folder / "bad.yaml").write_text(changed(("wip_limit", "wip_limt")), encoding="utf-8")
    done, valid = orgsim("show", "bad.yaml", *words), orgsim("validate", "bad.yaml")
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == valid.stderr != ""
    assert sorted(path.name for path in folder.iterdir()) == ["bad.yaml", "two.yaml"]


def test_parameters_are_no_picture(folder: Path) -> None:
    done = orgsim("show", "two.yaml", "--parameters", "--format", "svg")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "parameters are shown as text, json or csv" in done.stderr


@pytest.mark.parametrize("form", list(FORMS))
def test_what_is_written_to_a_file_is_what_is_printed(folder: Path, form: str) -> None:
    printed = orgsim("show", "two.yaml", "--format", form).stdout
    assert orgsim("show", "two.yaml", "--format", form, "--out", "out").stdout == ""
    assert (folder / "out").read_text(encoding="utf-8") == printed != ""


def test_a_file_that_cannot_be_written_is_said_in_words(folder: Path) -> None:
    done = orgsim("show", "two.yaml", "--out", "no/such/folder.txt")
    assert (done.exit_code, done.stdout) == (2, "")
    assert (
        done.stderr
        == "no/such/folder.txt: cannot be written (No such file or directory); choose another --out\n"
    )
