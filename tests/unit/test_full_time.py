"""Part-time work: a share of full time is that much less time, in work, meetings and pay, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.errors import InputError
from simulator.notebook import simulate
from simulator.report.utilisation import utilisation_of_people
from simulator.report.workload import workload_of
from simulator.scenario.loader import scenario_from

OFFICE: dict[str, Any] = {
    "name": "office",
    "horizon": {"quarters": 4, "warmup_quarters": 1, "run_off_quarters": 1},
    "presence": 1.0,
    "workforce": {"clerk": {"count": 2}},
    "products": [{"name": "permits"}],
    "value_stream": [{"stage": "serve", "by": {"clerk": 1.0}}],
    "demand": {
        "items": [
            {"name": "permits", "product": "permits", "arrivals_per_day": 0.8, "effort_days": {"exponential": {"mean": 1.0}}}
        ]
    },
    "structure": {"teams": [{"name": "counter", "members": {"clerk": 2}}]},
    "mechanisms": "none",
}  # fmt: skip


def office(**changes: Any) -> dict[str, Any]:
    return {**OFFICE, **changes}


def outcomes(values: dict[str, Any]) -> dict[str, Any]:
    return dict(simulate(scenario_from(values, "."), seed=3).run.to_pylist()[0])


def test_half_time_is_half_the_presence_to_the_last_bit() -> None:
    halves = office(workforce={"clerk": {"count": 2, "fte": 0.5}})
    assert outcomes(halves) == outcomes(office(presence=0.5))


def test_full_time_for_each_person_changes_nothing() -> None:
    assert outcomes(office(workforce={"clerk": {"count": 2, "fte": [1.0, 1.0]}})) == outcomes(office())


def test_less_time_makes_waits_longer_and_pay_lower() -> None:
    priced = {"mechanisms": {"money": True}, "money": {}}
    full, part = (
        simulate(scenario_from(office(workforce={"clerk": {"count": 2, "fte": fte}}, **priced), "."), seed=3)
        for fte in (1.0, [1.0, 0.5])
    )
    waits = [outcome.run.column("lead_time_days_mean")[0].as_py() for outcome in (full, part)]
    assert waits[0] < waits[1]
    pay = [sum(flow or 0.0 for flow in o.quarters.column("pay_flow").to_pylist()) for o in (full, part)]
    assert pay[1] == pytest.approx(0.75 * pay[0])


def test_the_expected_utilisation_knows_it() -> None:
    scenario = scenario_from(office(workforce={"clerk": {"count": 2, "fte": [1.0, 0.6]}}), ".")
    used = utilisation_of_people(scenario, workload_of(scenario))
    assert used == pytest.approx([0.8 / 1.6] * 2, rel=1e-3)


@pytest.mark.parametrize(
    ("fte", "what"),
    [
        ([1.0], "workforce.clerk.fte: has 1 shares for 2 people; write one for each person, or one number for all of the role"),
        (0.0, "workforce.clerk.fte"),
        (1.5, "workforce.clerk.fte"),
        ([1.0, -1.0], "workforce.clerk.fte"),
        ("half", "workforce.clerk.fte"),
    ],
)  # fmt: skip
def test_what_is_not_a_share_of_full_time_is_refused(fte: Any, what: str) -> None:
    with pytest.raises(InputError) as refused:
        scenario_from(office(workforce={"clerk": {"count": 2, "fte": fte}}), ".")
    assert what in str(refused.value)
    assert len(refused.value.problems) == 1


def test_people_csv_says_who_works_how_much(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("person,role,team,fte\na,clerk,counter,0.5\nb,clerk,counter,\n")
    values = office(
        workforce={"from_csv": "people.csv"},
        structure={"recipe": "as_is", "owns": {"counter": [{"products": ["permits"]}]}},
    )
    assert scenario_from(values, str(tmp_path)).workforce["clerk"].fte == [0.5, 1.0]
    (tmp_path / "people.csv").write_text("person,role,team,fte\na,clerk,counter,2\nb,clerk,counter,\n")
    with pytest.raises(
        InputError,
        match=r"row 2, column 'fte': '2' is not a share of full time; write a number from 0.01 to 1",
    ):
        scenario_from(values, str(tmp_path))
