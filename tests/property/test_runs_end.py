"""Every run comes to its end, in hundreds of organisations in which much begins at once.

Each runs beside a watch: what has not ended in a minute never will. The engine checks its own rules after every
event in some of them, the lists of who contributes to which initiative among them.
"""

from __future__ import annotations

import threading

import pytest

from simulator.engine.run import Simulation
from simulator.errors import RunError
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario

from ..kit.crowded import crowded_organisation

SECONDS_TO_END = 60
BATCH = 60


@pytest.fixture(autouse=True, scope="module")
def compiled() -> None:
    """The first run compiles, which may take longer than the watch allows."""
    Simulation(scenario_from(crowded_organisation(0)), 0).run_until(1.0)


def ends(scenario: Scenario, seed: int, debug: bool = False) -> Simulation:
    """The simulation at its end; the thread is left behind where it does not come to it."""
    left: list[Simulation | BaseException] = []

    def run() -> None:
        try:
            left.append(Simulation(scenario, seed, debug=debug).run_until())
        except BaseException as error:
            left.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(SECONDS_TO_END)
    assert not thread.is_alive(), f"{scenario.name}, seed {seed}: not over after {SECONDS_TO_END} s"
    if isinstance(left[0], BaseException):
        raise left[0]
    return left[0]


@pytest.mark.parametrize("first", range(0, 300, BATCH))
def test_three_hundred_crowded_organisations_come_to_their_end(first: int) -> None:
    for number in range(first, first + BATCH):
        scenario = scenario_from(crowded_organisation(number))
        assert ends(scenario, number).over, scenario.name


def test_crowded_organisations_keep_the_rules_of_the_model() -> None:
    """Whoever contributes to an initiative stands in its list, and the tables have room for all of them."""
    for number in range(12):
        values = crowded_organisation(number) | {
            "horizon": {"days": 65, "warmup_days": 0, "run_off_days": 30}
        }
        values["workforce"]["maker"]["count"] = min(30, values["workforce"]["maker"]["count"])
        assert ends(scenario_from(values), number, debug=True).over


def test_what_goes_round_at_one_instant_is_named_and_ends_the_run() -> None:
    """Whatever goes wrong in the engine one day, a run must end and say where it stood."""
    values = crowded_organisation(3) | {"release": {"mode": "train", "every_days": 10}}
    simulation = Simulation(scenario_from(values), 0).run_until(30.0)
    simulation.world.parameters[0].train_days = 0.0  # one train follows the other without end
    with pytest.raises(
        RunError, match=r"events at one instant: .* these repeat: a train that leaves \(1,000 of 1,000\)"
    ):
        simulation.run_until()
