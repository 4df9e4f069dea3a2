"""pDESy 0.8 on a backlog of independent tasks in teams of 8, against ours on the same backlog.

pDESy steps by whole time units and rescans its tasks at each; its cost grows faster than the number of
teams. It is measured at growing sizes up to a limit of time; what lies beyond is extrapolated and said so.
"""

from __future__ import annotations

import time
import warnings

import numpy as np

from simulator.engine.run import Simulation
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario

from .worlds import table, timed, verdict

PEOPLE, TASKS_PER_TEAM, TASK_DAYS = 8, 200, 3
SIZES = (1, 2, 4, 8)
FULL, ASKED = 100, 500.0


def backlog(teams: int) -> Scenario:
    """Teams of eight with 200 tasks each, all there on day 0."""
    names = [f"team {k}" for k in range(teams)]
    return scenario_from(
        {
            "name": "backlog",
            "horizon": {"days": 1, "warmup_days": 0, "run_off_days": 10_000},
            "workforce": {"worker": {"count": PEOPLE * teams}},
            "products": [{"name": name} for name in names],
            "value_stream": [{"stage": "work", "by": {"worker": 1.0}}],
            "demand": {"items": [{"product": n, "at": [0.0] * TASKS_PER_TEAM, "effort_days": TASK_DAYS} for n in names]},
            "structure": {"teams": [{"name": n, "members": {"worker": PEOPLE}, "owns": {"products": [n]}} for n in names]},
            "mechanisms": "none",
        }
    )  # fmt: skip


def peer(teams: int) -> tuple[float, float]:
    """Seconds and makespan of pDESy."""
    from pDESy.model.base_project import BaseProject
    from pDESy.model.base_task import BaseTask
    from pDESy.model.base_team import BaseTeam
    from pDESy.model.base_worker import BaseWorker
    from pDESy.model.base_workflow import BaseWorkflow

    tasks = [
        BaseTask(f"task {t} {k}", default_work_amount=float(TASK_DAYS))
        for t in range(teams)
        for k in range(TASKS_PER_TEAM)
    ]
    crews = []
    for t in range(teams):
        crew = BaseTeam(f"team {t}")
        mine = tasks[t * TASKS_PER_TEAM : (t + 1) * TASKS_PER_TEAM]
        for p in range(PEOPLE):
            crew.add_worker(
                BaseWorker(
                    f"worker {t} {p}",
                    workamount_skill_mean_map={task.name: 1.0 for task in mine},
                    solo_working=True,
                )
            )
        crew.update_targeted_task_set(set(mine))
        crews.append(crew)
    workflow = BaseWorkflow(task_set=set(tasks))
    project = BaseProject(workflow_set={workflow}, team_set=set(crews))
    started = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        project.simulate(max_time=10_000)
    return time.perf_counter() - started, float(project.time)


def ours(teams: int) -> tuple[float, float]:
    """Seconds and makespan of our engine."""
    result = min((timed(backlog(teams)) for _ in range(3)), key=lambda t: t.seconds)
    simulation: Simulation = result.simulation
    return result.seconds, float(max(part["closed_at"].max() for part in simulation.books.items))


def main() -> None:
    """Both at growing sizes; ours at full size, too."""
    ours(1)
    rows, theirs = [], []
    for teams in SIZES:
        mine, other = ours(teams), peer(teams)
        assert abs(mine[1] - other[1]) <= TASK_DAYS, (
            "the makespans differ by more than the time step explains"
        )
        theirs.append(other[0])
        rows.append((teams, teams * TASKS_PER_TEAM, mine[0], other[0], other[0] / mine[0], mine[1], other[1]))
    full = ours(FULL)
    exponent = float(np.polyfit(np.log(SIZES), np.log(theirs), 1)[0])
    extrapolated = theirs[-1] * (FULL / SIZES[-1]) ** exponent
    table(("teams", "tasks", "orgsim, s", "pDESy, s", "ratio", "makespan", "its makespan"), rows)
    print(
        f"\nAt {FULL} teams and {FULL * TASKS_PER_TEAM:,} tasks ours takes {full[0]:.4f} s. pDESy's time grows with the number of teams to the power {exponent:.2f}; extrapolated to {FULL} teams: {extrapolated:,.0f} s."
    )
    verdict(f"times as fast as pDESy, measured at {SIZES[-1]} teams", rows[-1][4], ASKED, at_least=True)
    verdict(
        f"times as fast as pDESy, extrapolated to {FULL} teams", extrapolated / full[0], ASKED, at_least=True
    )
