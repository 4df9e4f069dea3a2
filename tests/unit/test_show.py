"""`orgsim show`: what is shown is the organisation that results, in every form, and nothing overlaps."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from click.testing import CliRunner, Result

from simulator.cli import main
from simulator.report.canvas import text_width
from simulator.report.description import Description, GroupShown, Temporary
from simulator.report.organisation import describe
from simulator.report.parameters import YOURS, parameters_of, source_of, unit_of
from simulator.report.picture import as_picture
from simulator.report.tables import as_csv, as_json
from simulator.report.text import as_text
from simulator.scenario.loading import load_scenario, scenario_from
from simulator.scenario.scenario import Scenario
from simulator.spec import Spec

from .examples import VALID, changed

FORMS = {"text": as_text, "json": as_json, "csv": as_csv, "svg": as_picture}
SVG = "{http://www.w3.org/2000/svg}"
Box = tuple[float, float, float, float]

GOVERNANCE = {
    "gate": {"estimate_above": 1, "backlog_limit": 9},
    "layers": [
        {"name": "portfolio board", "sits_every_days": 20, "capacity_per_sitting": 5, "members": {"boss": 2}},
        {"name": "a committee with a very long name", "sits_every_days": 5, "members": {"boss": 1}},
        {"name": "reviewers", "review_hours": 2, "members": {"engineer": 2}},
        {"name": "authority", "review_hours": 40},
    ],
    "decision_rights": {
        "start_initiative": {"ask": ["portfolio board", "a committee with a very long name"], "rule": "any"},
        "release": {"ask": ["authority"]},
        "during_work": {"organisation": {"ask": ["reviewers"], "default_after_days": 5}},
    },
}


def squads(count: int, **changes: Any) -> Scenario:
    """Squads of eight in tribes of five, a department that runs everything, and people without a team."""
    products = [f"product area {i}" for i in range(count)]
    stages: list[dict[str, Any]] = [
        {"stage": "discover", "per": "initiative", "by": {"owner": 1.0}, "effort_days": 5},
        {"stage": "build", "by": {"engineer": 1.0}},
        {"stage": "check", "by": {"tester": 1.0, "engineer": 0.8}},
        {"stage": "run", "by": {"runner": 1.0}},
    ]
    squad = {"owner": 1, "engineer": 6, "tester": 1}
    mine = [stage["stage"] for stage in stages[:3]]
    teams = [
        {"name": f"squad of {p}", "group": f"tribe {i // 5}", "members": squad, "owns": {"products": [p], "stages": mine}}
        for i, p in enumerate(products)
    ]  # fmt: skip
    runners = max(1, count // 2)
    teams.append({"name": "running", "members": {"runner": runners}, "owns": {"stages": ["run"]}})
    people = {"owner": count, "engineer": 6 * count, "tester": count, "runner": runners, "boss": count + 2}
    ideas = {"arrivals_per_quarter": 4, "items": 4, "effort_days": 6, "value": 10}
    return scenario_from(
        {
            "name": f"{count} squads",
            "horizon": {"quarters": 4},
            "workforce": {role: {"count": n} for role, n in people.items()},
            "products": [{"name": p} for p in products],
            "value_stream": stages,
            "demand": {"opportunities": [{"product": p, **ideas} for p in products]},
            "structure": {"teams": teams},
            "governance": GOVERNANCE,
            **changes,
        }
    )


def front_and_back(**changes: Any) -> Scenario:
    """Two teams that share a tester half and half, and a designer four to one."""
    halves = {"tester": [0], "engineer": [0, 1], "designer": [{"person": 0, "share": 0.8}]}
    other = {"tester": [0], "engineer": [2], "designer": [{"person": 0, "share": 0.2}]}
    return scenario_from(
        {
            "name": "shared",
            "horizon": {"days": 100},
            "workforce": {"tester": {"count": 1}, "engineer": {"count": 3}, "designer": {"count": 1}},
            "products": [{"name": "front"}, {"name": "back"}],
            "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}, {"stage": "test", "by": {"tester": 1.0}}],
            "demand": {"items": [{"product": p, "arrivals_per_day": 0.4, "effort_days": 2} for p in ("front", "back")]},
            "structure": {
                "teams": [
                    {"name": "front team", "members": halves, "owns": {"products": ["front"]}},
                    {"name": "back team", "members": other, "owns": {"products": ["back"]}},
                ]
            },
            "mechanisms": "none",
            **changes,
        }
    )  # fmt: skip


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


def test_a_board_with_too_little_room_is_named() -> None:
    assert "portfolio board: asked for 11.32 of its room" in as_text(describe(squads(46)))


def test_the_picture_is_xml_and_has_a_mark_for_every_seat_in_the_colour_of_its_role() -> None:
    shown = describe(squads(14))
    root = Xml.fromstring(as_picture(shown))
    fills = Counter(
        mark.get("stroke") for team in _of_class(root, "team") for mark in team.iter(f"{SVG}circle")
    )
    assert sorted(fills.values()) == sorted(role.people for role in shown.roles)
    assert root.get("viewBox", "").startswith("0 0 ")
    assert (
        root.findtext(f"{SVG}title")
        == "14 squads: 135 people, 15 teams in 3 groups, 16 people without a team"
    )


@pytest.mark.parametrize("count", [1, 2, 14, 115])
def test_nothing_in_the_picture_overlaps_or_leaves_it(count: int) -> None:
    shown = describe(squads(count))
    check_picture(shown)


def test_platforms_temporary_teams_and_long_names_overlap_nothing_either() -> None:
    shown = describe(squads(14))
    first, *others = shown.groups
    teams = (
        replace(first.teams[0], platform="ticket"),
        replace(first.teams[1], name="W" * 200),
        *first.teams[2:],
    )
    temporary = Temporary((("engineer", "one for every four items"), ("tester", "1")))
    shown = replace(shown, groups=(GroupShown("m" * 200, teams), *others), temporary=temporary)
    check_picture(shown)
    assert "Temporary teams, one for each initiative: engineer one for every four items, tester 1" in as_text(
        shown
    )
    assert "Platform: asked by ticket" in as_picture(shown)
    assert "stroke-dasharray" in as_picture(shown)


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
        )
    )
    assert [team.platform for team in shown.teams] == ["", "self_service"]
    text = as_text(shown)
    assert "base (self-service platform): 2 people; owns identity: all stages" in text
    assert "starts work 1 of every 5 days" in text
    assert "Contracts about what others may ask: identity" in text
    assert "Platform: self-service" in as_picture(shown)
    check_picture(shown)


def check_picture(shown: Description) -> None:
    root = Xml.fromstring(as_picture(shown))
    width, height = (float(number) for number in root.get("viewBox", "").split()[2:])
    page = (0.0, 0.0, width, height)
    texts = [_box_of_text(text) for text in root.iter(f"{SVG}text")]
    rects = {
        kind: [_box_of_rect(r) for r in root.iter(f"{SVG}rect") if r.get("class") == kind]
        for kind in ("team", "group", "step")
    }
    for boxes in (texts, rects["team"], rects["group"], rects["step"]):
        assert all(_inside(box, page) for box in boxes)
        assert not [pair for pair in combinations(boxes, 2) if _overlap(*pair)]
    assert all(sum(_inside(team, group) for group in rects["group"]) == 1 for team in rects["team"])
    for text in texts:
        around = [box for boxes in rects.values() for box in boxes if _overlap(text, box)]
        assert all(_inside(text, box) for box in around)


def _of_class(root: Xml.Element, kind: str) -> Iterator[Xml.Element]:
    return (group for group in root.iter(f"{SVG}g") if group.get("class") == kind)


def _box_of_rect(rect: Xml.Element) -> Box:
    x, y, width, height = (float(rect.get(key, "0")) for key in ("x", "y", "width", "height"))
    return x, y, x + width, y + height


def _box_of_text(text: Xml.Element) -> Box:
    x, y, size = (float(text.get(key, "0")) for key in ("x", "y", "font-size"))
    width = text_width(text.text or "", size, text.get("font-weight") == "bold")
    left = x - width if text.get("text-anchor") == "end" else x
    return left, y - 0.75 * size, left + width, y + 0.2 * size


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _inside(a: Box, b: Box) -> bool:
    slack = 0.2  # coordinates are rounded
    return a[0] >= b[0] - slack and a[1] >= b[1] - slack and a[2] <= b[2] + slack and a[3] <= b[3] + slack


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
    assert "of everybody: the team decides" in text


def test_parameters_say_what_was_changed_and_from_what() -> None:
    scenario = squads(2, ceremonies={"hours_per_week": 5.0}, mechanisms={"switching": "off"})
    found = {parameter.path: parameter for parameter in parameters_of(scenario)}
    hours = found["ceremonies.hours_per_week"]
    assert (hours.value, hours.default, hours.changed, hours.unit) == (5.0, 3.0, True, "hours per week")
    assert (hours.plausible, hours.source, hours.on) == ("0-8", "P10, judgement", True)
    assert not found["ceremonies.minutes_per_member_per_week"].changed
    assert found["switching.lost_share"].on is False
    assert found["governance.layers.portfolio board.sits_every_days"].value == 20
    assert found["governance.layers.portfolio board.prepare_hours"].plausible == "0-8"
    count = found["workforce.owner.count"]
    assert (count.required, count.changed, count.source) == (True, False, YOURS)


def test_paths_of_parameters_are_those_that_can_be_set(folder: Path) -> None:
    for parameter in parameters_of(load_scenario("two.yaml")):
        if isinstance(parameter.value, int | float | str) and parameter.path != "structure.max_projects":
            load_scenario("two.yaml", {parameter.path: parameter.value})


def specs_in(annotation: Any) -> set[type[Spec]]:
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        found = {annotation}
        for field in annotation.model_fields.values():
            found |= specs_in(field.annotation)
        return found
    return {spec for argument in getattr(annotation, "__args__", ()) for spec in specs_in(argument)}


def test_every_number_with_a_default_has_a_source_or_is_called_judgement() -> None:
    rooms = ("mechanisms", "organisation.governance", "work", "scenario")
    silent = [
        f"{spec.__name__}.{name}"
        for spec in specs_in(Scenario)
        if spec.__module__.startswith(tuple(f"simulator.{room}" for room in rooms))
        for name, field in spec.model_fields.items()
        if not field.is_required()
        and isinstance(field.default, int | float)
        and not isinstance(field.default, bool)
        and not source_of(spec, field)
    ]
    assert silent == []


def test_every_number_has_a_unit() -> None:
    numbers = [
        p.pattern for p in parameters_of(squads(2))
        if isinstance(p.value, int | float) and not isinstance(p.value, bool) and not unit_of(p.pattern)
    ]  # fmt: skip
    assert numbers == []


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_parameters_appear_in_every_form(folder: Path, form: str) -> None:
    done = orgsim("show", "two.yaml", "--parameters", "--format", form, "--set", "handoffs.give_hours=3")
    assert done.exit_code == 0
    assert "handoffs.give_hours" in done.stdout
    if form == "json":
        (hours,) = [row for row in json.loads(done.stdout) if row["path"] == "handoffs.give_hours"]
        assert (hours["value"], hours["default"], hours["changed"]) == (3.0, 1.0, True)
    if form == "text":
        (line,) = [line for line in done.stdout.splitlines() if "handoffs.give_hours" in line]
        assert line.startswith("* ")


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
