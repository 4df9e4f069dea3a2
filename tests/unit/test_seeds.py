"""Seeds and replications from Python: whole numbers within their range, whatever door they come through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import OrganisationModel, compare, load_scenario, simulate
from simulator.errors import InputError
from simulator.studies.replications import replicate, seeds_of
from simulator.studies.seeds import checked_source

from .examples import VALID

RANGE = "write a whole number from 0 to 2^63 - 1"
NO_SEEDS: tuple[Any, ...] = (
    -1,
    1.5,
    2**63,
    True,
    "7",
    float("nan"),
    np.float64(3),
    np.uint64(2**63),
    np.bool_(True),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "s.yaml").write_text(VALID, encoding="utf-8")
    return tmp_path / "s.yaml"


def shown(value: Any) -> str:
    return repr(value.item() if isinstance(value, np.generic) else value)


@pytest.mark.parametrize("seed", [*NO_SEEDS, None, [1]], ids=repr)
def test_what_is_no_seed_is_refused_at_every_door(path: Path, seed: Any) -> None:
    scenario = load_scenario(path)
    doors = {
        "simulate": lambda: simulate(scenario, seed),
        "compare": lambda: compare([path, path], replications=2, seed=seed),
        "replicate": lambda: list(replicate([("", scenario)], [seed])),
    }
    for name, door in doors.items():
        with pytest.raises(InputError) as caught:
            door()
        assert str(caught.value) == f"{name}: seed: {shown(seed)} is not a seed; {RANGE}"


@pytest.mark.parametrize("seed", NO_SEEDS, ids=repr)
def test_a_mesa_model_refuses_what_is_no_seed(path: Path, seed: Any) -> None:
    with pytest.raises(InputError) as caught:
        OrganisationModel(load_scenario(path), rng=seed)
    assert str(caught.value) == f"OrganisationModel: rng: {shown(seed)} is not a seed; {RANGE}"


def test_a_mesa_model_takes_generators_and_nothing_as_mesa_does() -> None:
    for source in (None, np.random.default_rng(3), [1, 2], np.random.SeedSequence(4)):
        assert checked_source(source, "x") is source
    with pytest.raises(InputError, match=r"rng: \{\} is not a seed"):
        checked_source({}, "x")


@pytest.mark.parametrize("replications", [0, -1, 1.5, True, None, 10**9, "3"])
def test_replications_are_counted_in_whole_numbers_from_1(path: Path, replications: Any) -> None:
    with pytest.raises(InputError) as caught:
        compare([path, path], replications=replications)
    assert str(caught.value) == (
        f"compare: replications: {replications!r} is not a number of replications; write a whole number from 1 to 100,000"
    )


def test_whole_numbers_of_numpy_are_whole_numbers() -> None:
    assert seeds_of(np.int64(7), np.int32(3)) == seeds_of(7, 3)  # type: ignore[arg-type]
    assert {type(seed) for seed in seeds_of(np.uint64(7), 3)} == {int}  # type: ignore[arg-type]
    assert seeds_of(2**63 - 1, 1) == [2**63 - 1]


def test_a_path_is_no_scenario() -> None:
    with pytest.raises(
        InputError, match="simulate: scenario: is of type str, not a scenario; give what load_scenario"
    ):
        simulate("s.yaml")  # type: ignore[arg-type]
