"""`orgsim compile`: what has been compiled ahead is not compiled again."""

from __future__ import annotations

from click.testing import CliRunner

from simulator import ApprovalLayer, Initiative, Person, Team
from simulator.cli import main
from simulator.engine import loop
from simulator.engine.interventions import compiled as interventions
from simulator.kernel.cache import cache_folder, must_compile

from .busy_squads import busy, first


def test_what_runs_and_interventions_need_is_compiled_ahead() -> None:
    done = CliRunner().invoke(main, ["compile"])
    assert done.exit_code == 0, done.output
    assert done.stdout == f"compiled; kept in {cache_folder()}\n"
    entries = [*vars(loop).items(), *vars(interventions).items()]
    compiled = {
        name: len(e.signatures)
        for name, e in entries
        if type(getattr(e, "_cache", None)).__name__ == "MachineCode"
    }
    assert compiled == dict.fromkeys(compiled, 1)
    assert {"begin", "run_until", "change_team"} <= set(compiled)
    assert not must_compile(loop.run_until)
    model = busy()
    first(model, Person).presence = 0.5
    first(model, Person).move("squad of product area 1")
    team = first(model, Team)
    team.wip_limit, team.priorities, team.closed = 30, "value", True
    first(model, ApprovalLayer).sits_every_days = 3
    first(model, Initiative, begun=True).end()
    model.run_model()
    after = {name: len(e.signatures) for name, e in entries if name in compiled}
    assert after == compiled
