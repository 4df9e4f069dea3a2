"""The picture of an organisation: every seat has its mark, and nothing overlaps."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree as Xml

import pytest

from simulator.report.canvas import text_width
from simulator.report.description import Description, GroupShown, Temporary
from simulator.report.organisation import describe
from simulator.report.picture import as_picture
from simulator.report.text import as_text

from .organisations import squads

SVG = "{http://www.w3.org/2000/svg}"
Box = tuple[float, float, float, float]


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


def test_limits_and_decisions_about_initiatives_overlap_nothing_either() -> None:
    board = {
        "name": "W" * 60,
        "sits_every_days": 20,
        "members": {"boss": 9},
        "fills_places": True,
        "capacity_per_sitting": 3,
    }
    rights = {"for_initiative": {"by": {"ask": ["reviewers"]}}, "during_work": {}}
    layers = [board, {"name": "reviewers", "review_hours": 2, "members": {"engineer": 2}}]
    governance = {"layers": layers, "decision_rights": rights}
    check_picture(describe(squads(14, limits={"initiatives": 3}, governance=governance)))


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
