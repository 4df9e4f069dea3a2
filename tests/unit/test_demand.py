"""Demand: streams of several products, evenness, modes, limits; what an idea is worth and what people think of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator import simulate
from simulator.engine.builder.world import build
from simulator.engine.flow.opportunities import nearer
from simulator.engine.run import Simulation
from simulator.kernel.compiled import plain
from simulator.kernel.distributions import mean_count_of
from simulator.kernel.quantiles import quantile_function
from simulator.outcomes.facts import facts_of
from simulator.scenario.limits import items_expected
from simulator.scenario.loader import load_scenario, scenario_from
from simulator.scenario.scenario import Scenario
from simulator.store.manifest import resolved

from .examples import VALID, changed

Values = dict[str, Any]
AREAS = ("search", "catalogue", "payments", "identity")
IDEAS = {
    "arrivals_per_quarter": 6.0,
    "items": {"discrete": {"values": [1, 3, 8], "weights": [0.5, 0.3, 0.2]}},
    "effort_days": {"lognormal": {"mean": 2, "sigma": 0.5}},
    "value": {"lognormal": {"median": 100, "sigma": 1}},
}
TICKETS = {"arrivals_per_day": 0.2, "effort_days": {"exponential": {"mean": 1.5}}}


def shop(items: list[Values], opportunities: list[Values], **changes: Any) -> Scenario:
    """Four areas of one team; the last is internal."""
    return scenario_from(
        {
            "name": "shop",
            "horizon": {"quarters": 2, "warmup_quarters": 1},
            "workforce": {"engineer": {"count": 12}},
            "products": [
                {"name": name, "internal": name == "identity", "coupling": {} if name == "identity" else {"identity": 0.2}}
                for name in AREAS
            ],
            "value_stream": [
                {"stage": "discovery", "per": "initiative", "by": {"engineer": 1.0}, "effort_days": 1},
                {"stage": "build", "by": {"engineer": 1.0}},
            ],
            "demand": {"items": items, "opportunities": opportunities},
            "structure": {"teams": [{"name": "all", "members": {"engineer": 12}}]},
            **changes,
        }
    )  # fmt: skip


def bytes_of(scenario: Scenario) -> list[bytes]:
    """All that a run of a scenario leaves, without its name."""
    outcome = simulate(scenario, seed=3)
    tables = (outcome.run, outcome.items, outcome.initiatives, outcome.hours, outcome.quarters)
    return [table.to_pandas().to_csv().encode() for table in tables]


def test_a_block_of_one_product_is_a_stream_of_that_product() -> None:
    one = shop([TICKETS | {"product": "search"}], [IDEAS | {"product": "payments"}])
    block = shop([TICKETS | {"products": ["search"]}], [IDEAS | {"products": ["payments"]}])
    assert block.streams == one.streams
    assert bytes_of(block) == bytes_of(one)


def test_a_block_of_several_products_is_as_many_streams_written_out() -> None:
    factors = {"search": 3.0}
    block = shop(
        [TICKETS | {"products": "all"}],
        [IDEAS | {"products": ["payments", "search"], "value_factor": factors}],
    )
    written = shop(
        [TICKETS | {"product": name} for name in AREAS[:3]],
        [IDEAS | {"product": "payments"}, IDEAS | {"product": "search", "value_factor": factors}],
    )  # fmt: skip
    assert [one.product for one in block.streams] == [*AREAS[:3], "payments", "search"]
    assert bytes_of(block) == bytes_of(written)


def test_an_uneven_block_is_as_many_streams_of_other_rates() -> None:
    block = shop([], [IDEAS | {"products": "all", "evenness": {"rank_power": 1.0}}])
    rates = [one.arrivals_per_quarter for one in block.streams]
    assert rates == pytest.approx([6 * 18 / 11, 6 * 9 / 11, 6 * 6 / 11])
    written = [IDEAS | {"product": n, "arrivals_per_quarter": r} for n, r in zip(AREAS, rates, strict=False)]
    assert bytes_of(block) == bytes_of(shop([], written))


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 2.0])
@pytest.mark.parametrize("number", [1, 3, 49])
def test_evenness_moves_arrivals_and_adds_none(power: float, number: int) -> None:
    names = [f"p{k}" for k in range(number)]
    block = {"products": "all", "evenness": {"rank_power": power}} | TICKETS
    scenario = shop(
        [block], [], products=[{"name": name} for name in names], mechanisms="none"
    )  # fmt: skip
    rates = [scenario.demand.per_day(one) for one in scenario.streams]
    assert np.mean(rates) == pytest.approx(0.2, rel=1e-12)
    assert np.array(rates) / rates[0] == pytest.approx(np.arange(1, number + 1) ** -power)
    if power == 0:
        assert set(rates) == {0.2}


def test_rank_is_the_order_in_which_products_are_named() -> None:
    block = {"products": ["payments", "search"], "evenness": {"rank_power": 1}} | TICKETS
    rates = {one.product: one.arrivals_per_day for one in shop([block], []).streams}
    assert rates == pytest.approx({"payments": 0.2 * 4 / 3, "search": 0.2 * 2 / 3})


def test_given_times_hold_for_each_product() -> None:
    block = {"products": "all", "at": [1.0, 2.0], "effort_days": 1.0}
    assert [(one.product, one.at) for one in shop([block], []).streams] == [
        (n, [1.0, 2.0]) for n in AREAS[:3]
    ]


def test_the_manifest_keeps_what_was_written() -> None:
    block = IDEAS | {"products": "all", "evenness": {"rank_power": 0.5}, "value_factor": {"search": 3.0}}
    scenario = shop([TICKETS | {"products": "all", "class": "support"}], [block])
    kept = resolved(scenario)["demand"]
    assert len(kept["opportunities"]) == len(kept["items"]) == 1
    assert kept["opportunities"][0]["products"] == "all"
    assert kept["items"][0]["class"] == "support"
    assert scenario_from(resolved(scenario)) == scenario


def test_expected_items_count_every_product() -> None:
    block = shop([TICKETS | {"products": "all"}], [IDEAS | {"products": "all"}])
    written = shop([TICKETS | {"product": n} for n in AREAS[:3]], [IDEAS | {"product": n} for n in AREAS[:3]])
    assert items_expected(block) == pytest.approx(items_expected(written))


def test_internal_products_win_no_customers() -> None:
    scenario = shop([], [IDEAS | {"products": "all"}], customers={})
    areas = build(scenario).areas
    assert (areas.market[:3] > 0).all()
    assert areas.market[3] == areas.customers[3] == 0.0


@pytest.mark.parametrize(
    ("below", "top", "product", "products"),
    [
        ("product: billing", "products: all", None, "all"),
        ("products: [billing], evenness: {rank_power: 1}", "product: checkout", "checkout", None),
        ("products: all, evenness: {rank_power: 1}", "products: [checkout]", None, ["checkout"]),
    ],
)
def test_one_file_replaces_product_and_products_of_another(
    tmp_path: Path, below: str, top: str, product: str | None, products: Any
) -> None:
    (tmp_path / "base.yaml").write_text(changed(("product: billing", below)), encoding="utf-8")
    text = f"extends: base.yaml\ndemand: {{items: [{{name: tickets, {top}}}]}}\n"
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    (tickets,) = load_scenario(tmp_path / "s.yaml").demand.items
    assert (tickets.product, tickets.products) == (product, products)


MODES = {
    "equal_load": {},
    "backlog": {"scale": 3.0, "limits": {"initiatives": 2, "per": "team"}, "expires_days": 130},
}


def with_modes(**changes: Any) -> Scenario:
    """Areas with two modes of demand, one of which may hold."""
    scenario = resolved(
        shop([TICKETS | {"products": "all"}], [IDEAS | {"products": "all", "expires_days": 60}])
    )
    scenario["demand"] |= {"modes": MODES, "load": 0.5} | changes.pop("demand", {})
    return scenario_from(scenario | changes)


def test_modes_change_nothing_as_long_as_none_is_chosen() -> None:
    plain_scenario = shop([TICKETS | {"products": "all"}], [IDEAS | {"products": "all", "expires_days": 60}])
    assert bytes_of(with_modes()) == bytes_of(plain_scenario)
    assert bytes_of(with_modes(demand={"mode": "equal_load"})) == bytes_of(plain_scenario)


def test_a_mode_scales_rates_beside_the_scale() -> None:
    streams = with_modes().streams
    backlog = with_modes(demand={"mode": "backlog", "scale": 0.5})
    assert [backlog.demand.per_day(one) for one in streams] == pytest.approx([0.3] * 3 + [9 / 65] * 3)


def test_a_mode_says_when_ideas_are_gone() -> None:
    idea = with_modes().demand.opportunities[0]
    days = [with_modes(demand={"mode": mode}).expires_days(idea) for mode in (None, *MODES)]
    assert days == [60, 60, 130]
    row = build(with_modes(demand={"mode": "backlog"})).streams[-1]
    assert row.expires_days == 130


@pytest.mark.parametrize(
    ("mode", "own", "in_force"),
    [
        (None, None, None), (None, 5, 5), ("equal_load", None, None), ("equal_load", 5, None), ("backlog", None, 2),
        ("backlog", 5, 5),
    ],
)  # fmt: skip
def test_limits_of_the_file_come_before_those_of_the_mode_if_it_has_any(
    mode: str | None, own: int | None, in_force: int | None
) -> None:
    limits = None if own is None else {"initiatives": own, "per": "company"}
    scenario = with_modes(demand={"mode": mode}, limits=limits)
    found = scenario.limits_in_force
    assert (found and found.initiatives) == in_force
    assert found is None or found.per == ("team" if own is None else "company")


def test_a_mode_is_chosen_from_outside(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(changed(("demand:\n", "demand:\n  modes: {backlog: {scale: 3}}\n")), encoding="utf-8")
    scenario = load_scenario(path, {"demand.mode": "backlog"})
    assert scenario.demand.per_day(scenario.streams[0]) == pytest.approx(0.9)
    more = load_scenario(path, {"demand.mode": "backlog", "demand.modes.backlog.scale": 2})
    assert more.demand.per_day(more.streams[0]) == pytest.approx(0.6)


@pytest.mark.parametrize("mode", [None, "backlog"])
def test_a_load_scales_arrivals_in_every_mode(mode: str | None) -> None:
    scenario = with_modes(demand={"mode": mode})
    stream = scenario.streams[0]
    higher = scenario.at_load(0.75)
    assert higher.demand.per_day(stream) == pytest.approx(1.5 * scenario.demand.per_day(stream))
    assert higher.streams == scenario.streams


LAWS: list[Any] = [
    0, 0.4, 1, 2.5, 7,
    {"discrete": {"values": [0, 3, 8.6], "weights": [1, 2, 1]}},
    {"uniform": {"low": 0, "high": 4}}, {"uniform": {"low": 3, "high": 3}}, {"uniform": {"low": 2.2, "high": 9.9}},
    {"triangular": {"low": 1, "mode": 3, "high": 9}}, {"triangular": {"low": 0, "mode": 0, "high": 5}},
    {"triangular": {"low": 2, "mode": 6, "high": 6}}, {"triangular": {"low": 3, "mode": 3, "high": 3}},
    {"beta": {"mean": 0.4, "concentration": 3}},
]  # fmt: skip


@pytest.mark.parametrize("law", LAWS)
def test_the_mean_number_of_items_is_that_of_those_drawn(law: Any) -> None:
    spec = shop([], [IDEAS | {"products": "all", "items": law}]).demand.opportunities[0]
    quantile = quantile_function(spec.items)
    drawn = [max(1, int(quantile((k + 0.5) / 20_000) + 0.5)) for k in range(20_000)]
    assert mean_count_of(spec.items) == pytest.approx(np.mean(drawn), rel=1e-3)


def initiatives_of(**changes: Any) -> Any:
    """All initiatives of a run, each as its idea arrived."""
    scenario = shop([], [IDEAS | {"product": "search"} | changes], mechanisms="none")
    return facts_of(Simulation(scenario, seed=5).run_until()).initiatives


def test_worth_grows_with_size_and_by_the_factor_of_the_product() -> None:
    alone = initiatives_of(value_grows_with_size=0.0)
    mean = 0.5 * 1 + 0.3 * 3 + 0.2 * 8
    for power, factor in ((0.0, 3.0), (0.7, 1.0), (1.0, 2.0)):
        rows = initiatives_of(value_grows_with_size=power, value_factor={"search": factor})
        assert (rows["items"] == alone["items"]).all()
        assert rows["worth"] == pytest.approx(alone["worth"] * factor * (rows["items"] / mean) ** power)
    assert len(alone) > 10


def test_an_estimate_of_effort_knows_the_size_and_errs() -> None:
    sure, unsure = (
        initiatives_of(estimate_sigma=0.0),
        initiatives_of(estimate_sigma=0.5, discovery_narrows=0.0),
    )
    assert sure["estimated_effort"] == pytest.approx(2.0 * sure["items"])
    of_effort = np.log(unsure["estimated_effort"] / sure["estimated_effort"])
    of_value = np.log(unsure["estimated_value"] / unsure["worth"])
    assert 0.3 < of_effort.std() < 0.8
    assert abs(np.corrcoef(of_effort, of_value)[0, 1]) < 0.5


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("estimate", [0.2, 5.0, 80.0])
def test_discovery_takes_away_a_share_of_the_logarithm_of_an_error(share: float, estimate: float) -> None:
    after = plain(nearer)(estimate, 5.0, share)
    assert np.log(after / 5.0) == pytest.approx((1 - share) * np.log(estimate / 5.0))
    assert plain(nearer)(estimate, 0.0, share) == estimate


def test_tickets_and_precedence_are_for_mechanisms_that_act() -> None:
    """With all mechanisms off, items are ready at once, and tickets are like other items."""
    scenario = shop(
        [TICKETS | {"products": "all", "class": "support"}], [IDEAS | {"products": "all"}], mechanisms="none"
    )
    streams = build(scenario).streams
    assert [one.is_support for one in scenario.demand.items] == [True]
    assert (streams.support == 0).all()
    assert (streams.parallel == 1.0).all()


def test_a_valid_scenario_has_streams_of_one_product(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(VALID, encoding="utf-8")
    scenario = load_scenario(tmp_path / "s.yaml")
    assert scenario.streams == scenario.demand.blocks
    assert scenario.limits_in_force is None
