"""The page of cuts shows what comes out today; sizes differ in people, and in nothing else."""

from __future__ import annotations

import pytest

from simulator.organisation.workforce import roles_of_people

from .scripts import EXPLANATION, script

worlds, cuts = script("world_table"), script("fewer_people")
PAGE = (EXPLANATION / "fewer-people.md").read_text(encoding="utf-8")
FEW = 12


def test_a_row_of_the_page_is_what_comes_out_today() -> None:
    replications = cuts.REPLICATIONS["mid-size"]
    as_is, fewer = (
        worlds.sized("mid-size", "spotify", "backlog", times, replications) for times in (1.0, 0.8)
    )
    table = PAGE.split("## A fifth fewer")[1].split("### regulated")[0]
    (row,) = [line for line in table.splitlines() if line.startswith("| backlog | spotify |")]
    cells = [cell.strip() for cell in row.split("|")[3:-3]]
    expected = [cuts._relative(as_is.outcomes[key], fewer.outcomes[key]) for key in cuts.SPEED]
    assert cells == expected, "run python docs/fewer_people.py"


@pytest.mark.parametrize("mode", worlds.MODES)
@pytest.mark.parametrize("preset", worlds.PRESETS)
def test_a_fifth_fewer_people_are_slower_or_do_less(preset: str, mode: str) -> None:
    as_is, fewer = (worlds.sized("mid-size", preset, mode, times, FEW) for times in (1.0, 0.8))
    assert cuts.slower_or_less(as_is, fewer)


@pytest.mark.parametrize("world", worlds.WORLDS)
@pytest.mark.parametrize("times", [0.8, 1.2])
def test_all_presets_of_a_size_have_the_same_people_and_none_is_left_without_work(
    world: str, times: float
) -> None:
    sizes = [worlds.of_another_size(world, preset, "backlog", times) for preset in worlds.PRESETS]
    counts = [{role: spec.count for role, spec in scenario.workforce.items()} for scenario in sizes]
    assert all(count == counts[0] for count in counts)
    as_is = sum(spec.count for spec in worlds.preset(world, "spotify", "backlog").workforce.values())
    assert sum(counts[0].values()) == pytest.approx(as_is * times, rel=0.03)
    for scenario in sizes:
        sits = {person for team in scenario.organisation.teams for person, _ in team.members}
        roles = roles_of_people(scenario.workforce)
        assert sits >= {k for k, role in enumerate(roles) if role != "manager"}, scenario.name
