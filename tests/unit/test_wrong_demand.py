"""Streams of several products, modes of demand, limits on initiatives: what is said of each thing that may be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.scenario.loader import load_scenario

from .examples import VALID, changed, complaints, said

IDEAS = "product: checkout, arrivals_per_quarter: 3"
TICKETS = "product: billing, arrivals_per_day: 0.3"
OF_IDEAS, OF_TICKETS = "demand.opportunities", "demand.items.tickets"


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("products: [chekout], arrivals_per_quarter: 3", f"19: {OF_IDEAS}.0.products.0: no such product 'chekout'; did you mean 'checkout'?"),
        ("products: [billing, billing], arrivals_per_quarter: 3", f"28: {OF_IDEAS}.0.products.1: 'billing' is listed twice; keep one of them"),
        ("products: [], arrivals_per_quarter: 3", f"8: {OF_IDEAS}.0.products: is empty; write at least one entry"),
        ("products: al, arrivals_per_quarter: 3", f"8: {OF_IDEAS}.0.products: must be 'all' or a list, is 'al'; did you mean 'all'?"),
        ("products: 3, arrivals_per_quarter: 3", f"8: {OF_IDEAS}.0.products: must be 'all' or a list, is 3; write [3]"),
        ("product: checkout, products: all, arrivals_per_quarter: 3", f"7: {OF_IDEAS}.checkout: has both product and products; keep one of them"),
        ("arrivals_per_quarter: 3", f"7: {OF_IDEAS}.0: does not say where things arrive; add 'product' with the name of one"),
        ("products: all, from_csv: x.csv", f"7: {OF_IDEAS}.0: reads arrivals from a file, and gives them to several products; name one product, or none"),
        (f"{IDEAS}, evenness: {{rank_power: 1}}", f"7: {OF_IDEAS}.checkout: spreads arrivals over products and has only one; write products, or remove evenness"),
        ("products: all, at: [1], evenness: {rank_power: 1}", f"7: {OF_IDEAS}.0: spreads arrivals that have no rate over products; write a rate, or remove evenness"),
        ("products: all, arrivals_per_quarter: 3, evenness: 1", f"48: {OF_IDEAS}.0.evenness: must be a map, is 1; write its keys: {{rank_power: …}}"),
        ("products: all, arrivals_per_quarter: 3, evenness: {power: 1}", f"59: {OF_IDEAS}.0.evenness.power: no such key; did you mean 'rank_power'?"),
        ("products: all, arrivals_per_quarter: 3, evenness: {rank_power: -1}", f"59: {OF_IDEAS}.0.evenness.rank_power: must be at least 0, is -1; write 0 or more"),
        ("products: all, arrivals_per_quarter: 3, evenness: {rank_power: 9}", f"59: {OF_IDEAS}.0.evenness.rank_power: must be at most 5, is 9; write 5 or less"),
        ("products: [billing], arrivals_per_quarter: 3, value_factor: {checkout: 2}", f"69: {OF_IDEAS}.0.value_factor.checkout: is not among the products of the stream; remove it, or add it to products"),
        ("products: all, arrivals_per_quarter: 3, value_factor: {chekout: 2}", f"63: {OF_IDEAS}.0.value_factor.chekout: no such product; did you mean 'checkout'?"),
        (f"{IDEAS}, value_factor: {{billing: 2}}", f"67: {OF_IDEAS}.checkout.value_factor.billing: is not among the products of the stream; remove it, or add it to products"),
        (f"{IDEAS}, value_factor: {{checkout: 0}}", f"67: {OF_IDEAS}.checkout.value_factor.checkout: must be greater than 0, is 0; write a number above 0"),
        (f"{IDEAS}, value_factor: 2", f"52: {OF_IDEAS}.checkout.value_factor: must be a map, is 2; write one 'name: …' in each line below it"),
        (f"{IDEAS}, value_grows_with_size: 3", f"52: {OF_IDEAS}.checkout.value_grows_with_size: must be at most 2, is 3; write 2 or less"),
        (f"{IDEAS}, value_grows_with_size: linear", f"52: {OF_IDEAS}.checkout.value_grows_with_size: must be a number, is 'linear'; write a number"),
        (f"{IDEAS}, parallel: 4", f"52: {OF_IDEAS}.checkout.parallel: must be at most 1, is 4; write 1 or less"),
        (f"{IDEAS}, parallel: -0.1", f"52: {OF_IDEAS}.checkout.parallel: must be at least 0, is -0.1; write 0 or more"),
        (f"{IDEAS}, paralel: 1", f"52: {OF_IDEAS}.checkout.paralel: no such key; did you mean 'parallel'?"),
        (f"{IDEAS}, discovery_narrows: 50 %", f"52: {OF_IDEAS}.checkout.discovery_narrows: must be a number, is '50 %'; write 0.5"),
        (f"{IDEAS}, discovery_narrows: 2", f"52: {OF_IDEAS}.checkout.discovery_narrows: must be at most 1, is 2; write 1 or less"),
        (f"{IDEAS}, class: support", f"52: {OF_IDEAS}.checkout.class: no such key; known: arrivals_per_day, arrivals_per_quarter, at, discovery_narrows, effort_days, estimate_sigma, evenness, expires_days, from_csv, good_share, harm, harmful_share and 11 more"),
    ],
)  # fmt: skip
def test_ideas_of_products(tmp_path: Path, new: str, message: str) -> None:
    assert complaints(tmp_path, changed((IDEAS, new))) == [f"s.yaml:18:{message}"]


@pytest.mark.parametrize(
    ("new", "message"),
    [
        ("products: [biling], arrivals_per_day: 0.3", f"34: {OF_TICKETS}.products.0: no such product 'biling'; did you mean 'billing'?"),
        (f"{TICKETS}, class: suport", f"64: {OF_TICKETS}.class: is 'suport'; did you mean 'support'?"),
        (f"{TICKETS}, class: 1", f"64: {OF_TICKETS}.class: is 1; write 'support' or 'none'"),
        (f"{TICKETS}, clas: support", f"64: {OF_TICKETS}.clas: no such key; did you mean 'class'?"),
        (f"{TICKETS}, value_factor: {{billing: 2}}", f"64: {OF_TICKETS}.value_factor: no such key; known: arrivals_per_day, arrivals_per_quarter, at, class, effort_days, evenness, from_csv, interarrival_days, name, product, products"),
    ],
)  # fmt: skip
def test_tickets_of_products(tmp_path: Path, new: str, message: str) -> None:
    assert complaints(tmp_path, changed((TICKETS, new))) == [f"s.yaml:16:{message}"]


@pytest.mark.parametrize(
    ("line", "messages"),
    [
        ("mode: backlog", ["15:3: demand.mode: no such mode 'backlog'; no names are known here"]),
        ("mode: bcklog\n  modes: {backlog: {}}", ["15:3: demand.mode: no such mode 'bcklog'; did you mean 'backlog'?"]),
        ("mode: 3", ["15:3: demand.mode: must be a word, is 3; put it in quotes: '3'"]),
        ("modes: [backlog]", ["15:3: demand.modes: must be a map, is a list; write one 'name: …' in each line below it"]),
        ("modes: {backlog: 3}", ["15:11: demand.modes.backlog: must be a map, is 3; write its keys: {scale: …}"]),
        ("modes: {backlog: {scale: 0}}", ["15:21: demand.modes.backlog.scale: must be greater than 0, is 0; write a number above 0"]),
        ("modes: {backlog: {scal: 3}}", ["15:21: demand.modes.backlog.scal: no such key; did you mean 'scale'?"]),
        ("modes: {backlog: {expires_days: never}}", ["15:21: demand.modes.backlog.expires_days: must be a number, is 'never'; write a number"]),
        ("modes: {backlog: {limits: 2}}", ["15:21: demand.modes.backlog.limits: must be a map, is 2; write its keys: {initiatives: …}"]),
        ("modes: {backlog: {limits: {per: team}}}", ["15:21: demand.modes.backlog.limits.initiatives: is missing; add it"]),
        ("modes: {backlog: {limits: {initiatives: 2.5}}}", ["15:30: demand.modes.backlog.limits.initiatives: must be a whole number, is 2.5; round it"]),
    ],
)  # fmt: skip
def test_modes(tmp_path: Path, line: str, messages: list[str]) -> None:
    text = changed(("demand:\n", f"demand:\n  {line}\n"))
    assert complaints(tmp_path, text) == [f"s.yaml:{message}" for message in messages]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("limits: 2", "1: limits: must be a map, is 2; write its keys: {initiatives: …}"),
        ("limits: {}", "1: limits.initiatives: is missing; add it"),
        ("limits: {initiatives: 0}", "10: limits.initiatives: must be at least 1, is 0; write 1 or more"),
        ("limits: {initiatives: two}", "10: limits.initiatives: must be a whole number, is 'two'; write a whole number"),
        ("limits: {initiatives: 2, per: tribe}", "26: limits.per: is 'tribe'; write 'team', 'group' or 'company'"),
        ("limits: {initiatives: 2, per: grop}", "26: limits.per: is 'grop'; did you mean 'group'?"),
        ("limits: {initiative: 2}", "10: limits.initiative: no such key; did you mean 'initiatives'?"),
    ],
)  # fmt: skip
def test_limits(tmp_path: Path, line: str, message: str) -> None:
    assert complaints(tmp_path, changed(("presence: 0.9", line))) == [f"s.yaml:3:{message}"]


def test_a_mode_that_does_not_exist_is_refused_from_outside(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(VALID, encoding="utf-8")
    lines = said(tmp_path, lambda: load_scenario(tmp_path / "s.yaml", {"demand.mode": "backlog"}))
    assert lines == ["overrides: demand.mode: no such mode 'backlog'; no names are known here"]


def test_a_mode_scales_rates_only(tmp_path: Path) -> None:
    text = changed(
        (TICKETS, "product: billing, at: [1, 2]"),
        ("demand:\n", "demand:\n  mode: b\n  modes: {b: {scale: 3}}\n"),
    )
    assert complaints(tmp_path, text) == [
        "s.yaml:14:1: demand: arrivals without a rate cannot be scaled, as mode 'b' does; choose another mode, or write rates"
    ]


def test_a_factor_is_for_a_product_that_is_known_before_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("created,product\n1,checkout\n", encoding="utf-8")
    (line,) = complaints(tmp_path, changed((IDEAS, "from_csv: x.csv, value_factor: {checkout: 2}")))
    what = (
        "is a factor for one product of a file with arrivals; remove it, or write a stream for each product"
    )
    assert line == f"s.yaml:18:40: {OF_IDEAS}.0.value_factor.checkout: {what}"


def test_internal_products_have_no_customers(tmp_path: Path) -> None:
    internal = ("- {name: billing}", "- {name: billing, internal: true, customers: 300}")
    assert complaints(tmp_path, changed(internal)) == [
        "s.yaml:9:37: products.billing.customers: an internal product has no customers; remove it, or internal"
    ]


def test_all_products_are_those_with_customers(tmp_path: Path) -> None:
    text = changed(
        ("{name: checkout, ", "{name: checkout, internal: true, "), ("- {name: billing}", "- {name: billing, internal: true}"),
        (IDEAS, "products: all, arrivals_per_quarter: 3"),
    )  # fmt: skip
    assert complaints(tmp_path, text) == [
        f"s.yaml:18:8: {OF_IDEAS}.0.products: all products are internal; name those that are meant"
    ]


def test_limits_of_size_count_every_product(tmp_path: Path) -> None:
    """Items of a block add up: 42 million in one product are possible, and as many in each of two are not."""
    lots = "arrivals_per_day: 200_000"
    assert complaints(tmp_path, changed((TICKETS, f"products: all, {lots}")))[0].startswith(
        f"s.yaml:16:7: {OF_TICKETS}: creates 92,400,000 items"
    )
    (tmp_path / "s.yaml").write_text(changed((TICKETS, f"product: billing, {lots}")), encoding="utf-8")
    load_scenario(tmp_path / "s.yaml")
