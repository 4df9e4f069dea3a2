"""The organisation as a Mesa model: agents are views, made when asked for; changes are checked; models are freed."""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from typing import Any
from xml.etree import ElementTree

import mesa
import numpy as np
import pytest

from simulator import ApprovalLayer, Initiative, OrganisationModel, Person, Team
from simulator.errors import GoneError, InputError
from simulator.kernel.world import World
from simulator.report.queues import queue_picture
from simulator.scenario.loader import scenario_from

from .busy_squads import SEED, SHORT, busy, first
from .organisations import front_and_back

KINDS = (Person, Team, ApprovalLayer, Initiative)


def run_in_python(text: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", text], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_importing_the_simulator_and_simulating_do_not_import_mesa() -> None:
    run_in_python(
        "import sys, simulator, simulator.cli.run, simulator.studies.comparison\n"
        "from simulator import load_scenario, simulate\n"
        "from simulator.scenario.loader import scenario_from\n"
        "assert 'mesa' not in sys.modules\n"
        "simulator.OrganisationModel, simulator.Person\n"
        "assert 'mesa' in sys.modules\n"
    )


def test_a_step_is_one_working_day() -> None:
    model = busy(days=3)
    assert isinstance(model, mesa.Model)
    assert (model.day, model.steps) == (3.0, 3)


def test_it_runs_until_the_simulation_is_over_and_then_steps_no_further() -> None:
    model = busy(days=0)
    model.run_model()
    end = model.day
    model.step()
    assert model.simulation.over and not model.running and model.day == end


def test_the_outcome_is_there_at_the_end_and_not_before() -> None:
    model = busy(days=2)
    with pytest.raises(InputError, match=r"come to day 2 and has no outcome yet; call run_model\(\) first"):
        model.outcome()
    model.run_model()
    assert model.outcome().run.num_rows == 1


def test_a_seed_that_is_no_whole_number_is_drawn_and_kept() -> None:
    scenario = front_and_back()
    one, two = (OrganisationModel(scenario, rng=np.random.default_rng(3)) for _ in range(2))
    assert one.seed == two.seed
    assert OrganisationModel(scenario).seed != OrganisationModel(scenario).seed
    assert OrganisationModel(scenario, rng=np.int64(5)).seed == 5


def test_agents_are_made_when_somebody_asks_for_them() -> None:
    model = busy(days=2)
    assert not model._views
    kinds = model.agents_by_type
    assert set(KINDS) <= set(kinds) and set(KINDS) <= set(model.agent_types)
    assert len(kinds[Person]) == len(model.world.people)
    assert len(model.agents) == sum(len(kinds[kind]) for kind in KINDS)
    assert first(model, Person) is next(iter(kinds[Person]))


def test_every_attribute_of_every_agent_is_a_python_scalar() -> None:
    for agent in busy().agents:
        for name, attribute in vars(type(agent)).items():
            if isinstance(attribute, property):
                value = getattr(agent, name)
                assert type(value) in (int, float, str, bool, tuple, type(None)), (type(agent), name)
                assert isinstance(attribute.__doc__, str)


def test_agent_sets_select_aggregate_group_get_and_set() -> None:
    model = busy()
    people = model.agents_by_type[Person]
    engineers = people.select(lambda person: person.role == "engineer")
    assert len(engineers) == 12 and engineers.agg("skill", sum) == 12.0
    engineers.set("skill", 2.0)
    assert people.groupby("role").agg("skill", max)["engineer"] == 2.0
    assert (model.world.people.skill == 2.0).sum() == 12
    assert model.agents_by_type[Team].get("name") == ["squad of product area 0", "squad of product area 1", "running", "reviewers"]  # fmt: skip


def test_views_hold_no_record_so_that_tables_may_move() -> None:
    model = busy()
    person = first(model, Person, role="engineer")
    for name in model.world.names:
        grow(model.world, name)
    person.skill = 1.75
    assert model.world.people.skill[person.row] == 1.75
    held = [value for agent in model.agents for value in vars(agent).values()]
    assert not any(isinstance(value, np.ndarray | np.generic | World) for value in held)


def grow(world: World, name: str) -> None:
    """Let a table lie elsewhere, as it does when it has grown."""
    old = getattr(world, name)
    world.grow(name, len(old))
    assert not np.shares_memory(old, getattr(world, name))


def test_what_a_team_tells_agrees_with_its_people_and_items() -> None:
    model = busy()
    teams, people = model.agents_by_type[Team], model.agents_by_type[Person]
    assert sum(teams.get("working")) == sum(people.get("open_tasks"))
    for team in teams:
        assert team.people == tuple(p.ordinal for p in people if team.name in p.teams)
    assert sum(team.waiting for team in teams) > 0


def test_initiatives_come_and_go() -> None:
    model = busy()
    ideas = model.agents_by_type[Initiative]
    assert len(ideas) == model.open_initiatives
    kept = list(ideas)
    while all(not idea.gone for idea in kept):
        model.step()
    (over, *_) = [idea for idea in kept if idea.gone]
    assert over not in model.agents
    with pytest.raises(GoneError, match=rf"Initiative {over.ordinal} is over; .* outcome\(\)\.initiatives"):
        _ = over.items
    with pytest.raises(GoneError):
        over.end()
    assert [idea.ordinal for idea in model.agents_by_type[Initiative]] == sorted(
        model.world.initiatives.ordinal[model.world.initiatives.ordinal >= 0].tolist()
    )


@pytest.mark.parametrize(
    ("scenario", "rng", "message"),
    [
        ("scenarios/two-pizza.yaml", 1, r"scenario: is of type str, not a scenario; give what load_scenario\(path\) returns"),
        (front_and_back(), -1, "rng: -1 is not a seed; write a whole number from 0"),
        (front_and_back(), 2**63, r"rng: 9223372036854775808 is not a seed; .* to 2\^63 - 1"),
    ],
)  # fmt: skip
def test_what_is_no_scenario_or_no_seed_is_refused(scenario: Any, rng: int, message: str) -> None:
    with pytest.raises(InputError, match=message):
        OrganisationModel(scenario, rng=rng)


def test_data_collectors_collect_from_the_model_and_from_views() -> None:
    model = busy(days=0)
    collector = mesa.DataCollector(
        model_reporters={"open": "open_items", "idle": lambda m: sum(m.agents_by_type[Person].get("idle"))},
        agenttype_reporters={Team: {"waiting": "waiting"}, Initiative: {"state": "state"}},
    )
    for _ in range(5):
        model.step()
        collector.collect(model)
    assert len(collector.get_model_vars_dataframe()) == 5
    assert len(collector.get_agenttype_vars_dataframe(Team)) == 5 * 4


def test_batch_runs_take_a_scenario_in_a_list() -> None:
    rows = mesa.batch_run(
        Collecting,
        {"scenario": [front_and_back(horizon={"days": 5, "warmup_days": 0})]},
        display_progress=False,
    )
    assert rows and "open" in rows[0]


class Collecting(OrganisationModel):
    def __init__(self, scenario: Any, rng: Any = None) -> None:
        super().__init__(scenario, rng=rng)
        self.datacollector = mesa.DataCollector(model_reporters={"open": "open_items"})

    def step(self) -> None:
        super().step()
        self.datacollector.collect(self)


class Observer(mesa.Agent):
    """An agent that is nobody of the organisation."""


def test_agents_of_ones_own_live_beside_the_views_with_numbers_of_their_own() -> None:
    model = busy()
    Observer(model)
    assert len(model.agents_by_type[Observer]) == 1
    numbers = model.agents.get("unique_id")
    assert len(set(numbers)) == len(numbers)


def test_models_are_freed() -> None:
    model = busy()
    Observer(model)
    kept = [weakref.ref(thing) for thing in (model, model.simulation, model.world, *model.agents)]
    del model
    gc.collect()
    assert not [ref for ref in kept if ref() is not None]


def test_temporary_teams_are_agents_while_they_last() -> None:
    model = OrganisationModel(projects(), rng=SEED, debug=True)
    while not (temporary := model.agents_by_type[Team].select(lambda team: team.temporary)):
        model.step()
    (team, *_) = list(temporary)
    assert team.name == f"team of initiative {team.ordinal}" and team.size == 2
    with pytest.raises(InputError, match="a temporary team is not changed"):
        team.wip_limit = 3
    next(i for i in model.agents_by_type[Initiative] if i.ordinal == team.ordinal).end()
    assert team.gone and team not in model.agents
    with pytest.raises(GoneError, match=f"Team {team.ordinal} has dissolved"):
        _ = team.name


def projects() -> Any:
    ideas = {"product": "a", "arrivals_per_quarter": 30, "items": 3, "effort_days": 4, "value": 1}
    return scenario_from(
        {
            "name": "projects",
            "horizon": SHORT,
            "workforce": {"engineer": {"count": 4}},
            "products": [{"name": "a"}],
            "value_stream": [{"stage": "build", "by": {"engineer": 1.0}}],
            "demand": {"opportunities": [ideas]},
            "structure": {"recipe": "project", "staffing": {"engineer": 2}, "max_projects": 2},
        }
    )


def test_who_waits_for_whom_counts_requests_and_what_is_done_too_early() -> None:
    model = busy()
    waits = model.waits()
    layers = {layer.name: layer.waiting for layer in model.agents_by_type[ApprovalLayer]}
    asked = {name: sum(n for (_, whom), n in waits.items() if whom == name) for name in layers}
    assert asked == layers and sum(asked.values()) > 0
    assert list(waits.values()) == sorted(waits.values(), reverse=True)


def test_the_picture_of_queues_shows_the_longest() -> None:
    queues = {f"team <{k}>": k for k in range(40)}
    text = queue_picture("Day 3", queues, {("a", "b"): 2})
    shown = ["".join(element.itertext()) for element in ElementTree.fromstring(text).iter()]
    assert "team <39>: 39" in " ".join(shown) and "and 10 more" in shown and "a for b" in shown
    assert "no one" in queue_picture("Day 3", {}, {})
