"""Spans and levels of management: how many levels there are, and what it costs to go up through them.

The number of levels is the identity of trees (P50). A question that goes up through all of them passes a
line of M/M/c queues, one of a level's managers each [Jackson1957]_.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.organisation.management import levels_of, narrowest_span
from simulator.scenario.loader import scenario_from

from ..unit.examples import VALID, complaints
from .queueing import Values, assert_agrees, assert_less, erlang_time, exponential, replicated, replicated_all
from .test_decisions import IDLE_PEOPLE, LATENCY, PER_DAY, asking, layer


@given(led=st.integers(2, 100_000), span=st.integers(2, 500))
def test_levels_are_those_of_a_tree(led: int, span: int) -> None:
    levels = levels_of(led, span)
    everybody = led + sum(levels)
    assert levels[-1] == 1
    assert len(levels) == math.ceil(math.log(everybody * (span - 1) + 1, span) - 1e-9) - 1  # P50
    assert all(below <= span * above for below, above in zip([led, *levels], levels, strict=False))


@pytest.mark.parametrize(("span", "levels"), [(8, 4), (5, 5)])
def test_a_thousand_people(span: int, levels: int) -> None:
    """With their managers they are a thousand (P50)."""
    led = next(n for n in range(1000) if n + sum(levels_of(n, span)) >= 1000)
    assert len(levels_of(led, span)) == levels


@given(led=st.integers(1, 20_000), layers=st.integers(1, 12))
def test_the_narrowest_span_is_the_narrowest(led: int, layers: int) -> None:
    span = narrowest_span(led, layers)
    assert len(levels_of(led, span)) <= layers
    assert span == 2 or len(levels_of(led, span - 1)) > layers


def up_the_line(hours: float, **management: int) -> Values:
    """Every decision goes up from level to level."""
    scenario = asking(layer(level="each", review_hours=exponential(hours)), items=30_000)
    scenario["workforce"]["manager"] = {"count": 100}
    scenario["structure"]["management"] = {"role": "manager", **management}
    return scenario


def test_a_question_passes_a_queue_on_every_level() -> None:
    led = IDLE_PEOPLE + 1
    days = 0.6 / PER_DAY
    latency = replicated(up_the_line(8.0 * days, span=math.ceil(led / 2)), LATENCY, 60)
    assert_agrees(latency, erlang_time(2, 0.3, days) + erlang_time(1, 0.6, days))


def test_a_narrower_span_makes_more_levels_and_longer_waits() -> None:
    days = 0.3 / PER_DAY
    few, many = (replicated(up_the_line(8.0 * days, layers=n), LATENCY, 10) for n in (1, 3))
    assert_less(few, many)


def test_levels_written_out_are_the_same_as_levels_made() -> None:
    days = 0.3 / PER_DAY
    made = up_the_line(8.0 * days, span=401)
    named = up_the_line(8.0 * days, span=401)
    line = layer(review_hours=exponential(8.0 * days))
    named["governance"]["layers"] = [
        line | {"name": "heads", "level": "top"},
        line | {"name": "line", "level": 1},
    ]
    named["governance"]["decision_rights"]["during_work"]["organisation"]["ask"] = ["line", "heads"]
    one, other = (replicated_all(values, [LATENCY], 2)[0].values for values in (made, named))
    assert list(one) == list(other)


def test_levels_do_not_share_managers() -> None:
    scenario = scenario_from(up_the_line(1.0, span=50))
    low, high = scenario.organisation.layer_members
    assert (len(low), len(high)) == (17, 1)
    assert not set(low) & set(high)


MANAGED = (
    VALID.replace("  engineer: {count: 4", "  boss: {count: 1}\n  engineer: {count: 4") + "  management: {}\n"
)
ASKED = "governance:\n  layers:\n    - {name: line, review_hours: 1, level: LEVEL}\n"


@pytest.mark.parametrize(
    ("management", "level", "complaint"),
    [
        ("role: bos, span: 6", "each", "management.role: no such role 'bos'; did you mean 'boss'"),
        ("role: boss", "each", "structure.management: needs exactly one of span and layers"),
        ("role: boss, span: 6, layers: 2", "each", "structure.management: needs exactly one of span and layers"),
        ("role: boss, span: 2", "each", "management.span: 6 people at a span of 2 need 6 managers, the workforce has 1"),
        ("role: boss, span: 6", "3", "line.level: there are 1 levels of management; write 1 to 1, each or top"),
        ("role: boss, span: 6", "each, members: {boss: 1}", "line: has members and a level"),
    ],
)  # fmt: skip
def test_complaints(tmp_path: Path, management: str, level: str, complaint: str) -> None:
    text = MANAGED.replace("management: {}", f"management: {{{management}}}") + ASKED.replace("LEVEL", level)
    assert any(complaint in line for line in complaints(tmp_path, text)), complaints(tmp_path, text)


def test_a_level_where_there_is_no_management(tmp_path: Path) -> None:
    told = complaints(tmp_path, VALID + ASKED.replace("LEVEL", "1"))
    assert any("line.level: there is no management; add structure.management" in line for line in told)
