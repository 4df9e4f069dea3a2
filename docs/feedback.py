"""Write docs/explanation/feedback.md: what an A/B test is worth, by how many users an area has.

    python docs/feedback.py [--quick | --prose]

A few minutes on two cores. --quick takes two replications of a part, prints the page and writes nothing. --prose fills the
page anew after its prose has changed. The prose stands in docs/explanation/feedback.in.md.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations, pairwise, product
from typing import Any

import numpy as np
from effect_changes import BUSY, MIDDLE, PRESETS, SHIPPED, Values, loaded, put
from measuring import ROOT, command, half_width, paired, table

from simulator.engine.builder.world import build
from simulator.kernel.compiled import plain
from simulator.mechanisms.experiment import (
    ALL_BUT_HARMFUL,
    AUTO,
    KEEPS,
    SIGNIFICANT_ONLY,
    AbTestSpec,
    chance_to_stay,
    effect_of,
    rule_in_force,
)
from simulator.outcomes.registry import BY_NAME, value_of
from simulator.scenario.loader import scenario_from
from simulator.scenario.scenario import Scenario
from simulator.store.manifest import scenario_hash
from simulator.studies.replications import replicate, seeds_of

REPLICATIONS = 40
SCALES = (SHIPPED, MIDDLE)
FEW, MANY = 2_500, 250_000
SWEEP = (2_500, 5_000, 10_000, 25_000, 50_000, 75_000, 100_000, 150_000, 200_000, 250_000, 500_000, 1_000_000)
RULE_USERS = (FEW, 25_000, MANY, 1_000_000)
RULES = ("auto", "significant_only", "all_but_harmful")
MILLION = 1e6

MARGIN, NPV, VALUE, KEPT, GOOD = OUTCOMES = (
    "operating_margin",
    "net_present_value",
    "value_delivered",
    "kept_share",
    "good_share_of_kept",
)
WORDS = {MARGIN: "margin", NPV: "NPV, M", VALUE: "value, M", KEPT: "kept", GOOD: "good of kept"}
IN_MONEY = (NPV, VALUE)

CONDITIONS: dict[str, dict[str, Any]] = {
    "as shipped": {},
    "no feedback": {"mechanisms.feedback": "off"},
    "harm not noticed": {"mechanisms.harm": "off"},
    "no feedback, harm not noticed": {"mechanisms.feedback": "off", "mechanisms.harm": "off"},
    "all have a test alone": {"feedback": {"ab_test": {}}},
    "all have research alone": {"feedback": {"research": {}}},
}
"""What is changed in all four presets alike."""


@dataclass(frozen=True)
class Case:
    """A preset with a number of users on day 0 in each area."""

    preset: str
    demand: float
    users: float
    condition: str = "as shipped"
    keep: str = "auto"


@cache
def _loaded(preset: str, demand: float) -> Values:
    return loaded(preset, demand)


@cache
def customers_on_day_0(preset: str) -> float:
    """Customers of an area on day 0, as shipped."""
    areas = build(scenario_from(_loaded(preset, SHIPPED), ROOT)).areas
    return float(areas.customers.max())


def with_users(values: Values, preset: str, users: float) -> Values:
    """Values with this many customers in each area on day 0, who bring the revenue of those that are shipped."""
    factor = users / customers_on_day_0(preset)
    market = values["customers"]["market"] * factor
    price = values["money"]["revenue_per_customer_per_year"] / factor
    return put({"customers.market": market, "money.revenue_per_customer_per_year": price})(values)


@cache
def scenario_of(case: Case) -> Scenario:
    """The scenario of a case."""
    values = with_users(_loaded(case.preset, case.demand), case.preset, case.users)
    values = put(CONDITIONS[case.condition])(values)
    if "ab_test" in (values.get("feedback") or {}):
        values = put({"feedback.ab_test.keep": case.keep})(values)
    return scenario_from(values, ROOT)


Found = Mapping[str, Any]


def measured(cases: Sequence[Case], replications: int) -> Found:
    """Outcomes by hash of a scenario, shape (outcomes, replications), with the same chance events everywhere."""
    unique = {scenario_hash(scenario_of(case)): scenario_of(case) for case in cases}
    runs = replicate(list(unique.items()), seeds_of(0, replications))
    rows = [[value_of(run.run.to_pylist()[0], BY_NAME[name]) for name in OUTCOMES] for run in runs]
    values = np.array(rows, float).reshape(len(unique), replications, len(OUTCOMES))
    return {key: values[k].T for k, key in enumerate(unique)}


def of(found: Found, case: Case, outcome: str) -> Any:
    """Values of one outcome of a case, replication by replication."""
    return found[scenario_hash(scenario_of(case))][OUTCOMES.index(outcome)]


def shown(outcome: str, values: Any) -> str:
    """A mean with the half-width of its 95 % interval."""
    known = values[np.isfinite(values)]
    if not len(known):
        return "–"
    if outcome in IN_MONEY:
        return f"{known.mean() / MILLION:.1f} ± {half_width(known) / MILLION:.1f}"
    return f"{known.mean():.3f} ± {half_width(known):.3f}"


def order_of(found: Found, cases: Sequence[Case], outcome: str = MARGIN) -> str:
    """Presets from best to worst; > where the difference between two neighbours leaves out zero, ~ where it does not."""
    by_rank = sorted(cases, key=lambda case: -np.nanmean(of(found, case, outcome)))
    text = by_rank[0].preset
    for above, below in pairwise(by_rank):
        mean, half = paired(of(found, above, outcome), of(found, below, outcome))
        text += f" {'>' if mean > half else '~'} {below.preset}"
    return text


def rankings() -> Iterator[list[Case]]:
    """All four presets under every condition."""
    for demand, users, condition in product((*SCALES, BUSY), (FEW, MANY), CONDITIONS):
        yield [Case(preset, demand, users, condition) for preset in PRESETS]


def ranking_row(found: Found, cases: Sequence[Case]) -> list[str]:
    """What the four presets come to under one condition."""
    first = cases[0]
    margins = [shown(MARGIN, of(found, case, MARGIN)) for case in cases]
    return [f"{first.demand:g}", f"{first.users:,.0f}", first.condition, *margins, order_of(found, cases)]


def ranking_table(found: Found, groups: Sequence[Sequence[Case]]) -> str:
    """Margins of the presets, and their order."""
    head = ["demand", "users", "condition", *PRESETS, "order by margin"]
    return table(head, [ranking_row(found, group) for group in groups])


def all_table(found: Found, groups: Sequence[Sequence[Case]]) -> str:
    """All outcomes of all cases."""
    rows = [
        [f"{c.demand:g}", f"{c.users:,.0f}", c.condition, c.preset, *(shown(o, of(found, c, o)) for o in OUTCOMES)]
        for group in groups
        for c in group
    ]  # fmt: skip
    return table(["demand", "users", "condition", "preset", *WORDS.values()], rows)


def worth_table(found: Found, scales: Sequence[float]) -> str:
    """What feedback adds to each preset, with few and with many users, with harm noticed or not."""
    rows = []
    for demand, users, (with_it, without) in product(scales, (FEW, MANY), PAIRS):
        for preset in PRESETS[1:]:
            a, b = Case(preset, demand, users, with_it), Case(preset, demand, users, without)
            cells = [
                difference(outcome, of(found, a, outcome), of(found, b, outcome)) for outcome in OUTCOMES
            ]
            rows.append([f"{demand:g}", f"{users:,}", HARM[with_it], preset, *cells])
    return table(["demand", "users", "harm", "preset", *WORDS.values()], rows)


PAIRS = (("as shipped", "no feedback"), ("harm not noticed", "no feedback, harm not noticed"))
HARM = {"as shipped": "noticed", "harm not noticed": "not noticed"}


def difference(outcome: str, values: Any, base: Any) -> str:
    """A paired difference with its interval: bold where that leaves out zero, = where not a digit differs."""
    known = np.isfinite(values) & np.isfinite(base)
    if known.sum() < 2:
        return "–"
    if not (values[known] - base[known]).any():
        return "="
    mean, half = paired(values, base)
    scale, digits = (MILLION, 1) if outcome in IN_MONEY else (1.0, 3)
    text = f"{mean / scale:+.{digits}f} ± {half / scale:.{digits}f}"
    return f"**{text}**" if abs(mean) > half else text


def sweep() -> Iterator[list[Case]]:
    """All four presets, step by step from few users to many."""
    for demand, users in product(SCALES, SWEEP):
        yield [Case(preset, demand, users) for preset in PRESETS]


def sweep_table(found: Found, groups: Sequence[Sequence[Case]]) -> str:
    """Margins as users become more, and the order of the presets."""
    rows = [
        [f"{group[0].demand:g}", f"{group[0].users:,.0f}", *(shown(MARGIN, of(found, c, MARGIN)) for c in group), order_of(found, group)]
        for group in groups
    ]  # fmt: skip
    return table(["demand", "users", *PRESETS, "order by margin"], rows)


def turns(found: Found, groups: Sequence[Sequence[Case]]) -> str:
    """Pairs of presets whose order by margin turns between two steps, and where, on a scale of logarithms."""
    rows = []
    for demand in dict.fromkeys(group[0].demand for group in groups):
        steps = [group for group in groups if group[0].demand == demand]
        for i, j in combinations(range(len(PRESETS)), 2):
            gaps = [paired(of(found, g[i], MARGIN), of(found, g[j], MARGIN)) for g in steps]
            first, last = (gaps[[g[0].users for g in steps].index(users)] for users in (FEW, MANY))
            rows.append(
                [
                    f"{demand:g}",
                    f"{PRESETS[i]} less {PRESETS[j]}",
                    _gap(first),
                    _gap(last),
                    _where(steps, gaps),
                ]
            )
    return table(["demand", "margin of", f"with {FEW:,} users", f"with {MANY:,}", "turns at"], rows)  # fmt: skip


def _gap(gap: tuple[float, float]) -> str:
    mean, half = gap
    text = f"{mean:+.3f} ± {half:.3f}"
    return f"**{text}**" if abs(mean) > half else text


def _where(steps: Sequence[Sequence[Case]], gaps: Sequence[tuple[float, float]]) -> str:
    """Users at which a difference changes sign; whether it is decided on both sides."""
    found = []
    for (a, (low, _)), (b, (high, _)) in pairwise(zip(steps, gaps, strict=True)):
        if low * high < 0.0:
            share = low / (low - high)
            at = math.exp((1.0 - share) * math.log(a[0].users) + share * math.log(b[0].users))
            found.append(f"{round(at, -2):,.0f}")
    sides = {math.copysign(1.0, mean) for mean, half in gaps if abs(mean) > half}
    if not found:
        return "nowhere"
    return ", ".join(found) + (
        " (decided on both sides)" if len(sides) == 2 else " (not decided on both sides)"
    )


def rules() -> Iterator[Case]:
    """Every preset that tests, under each rule of what is kept."""
    for demand, users, preset in product(SCALES, RULE_USERS, PRESETS):
        if "ab_test" in (_loaded(preset, demand).get("feedback") or {}):
            yield from (Case(preset, demand, users, keep=keep) for keep in RULES)


def rules_table(found: Found, cases: Sequence[Case]) -> str:
    """Kept and good share of it; money against `auto`."""
    rows = []
    for c in cases:
        base = replace(c, keep=RULES[0])
        against = (
            [shown(o, of(found, c, o)) for o in (MARGIN, NPV, VALUE)]
            if c == base
            else [difference(o, of(found, c, o), of(found, base, o)) for o in (MARGIN, NPV, VALUE)]
        )
        shares = [shown(o, of(found, c, o)) for o in (KEPT, GOOD)]
        rows.append([f"{c.demand:g}", f"{c.users:,.0f}", c.preset, f"`{c.keep}`", *shares, *against])
    head = ["demand", "users", "preset", "rule", WORDS[KEPT], WORDS[GOOD], "margin", "NPV, M", "value, M"]
    return table(head, rows)


def power_table() -> str:
    """What a test can tell, by formula: chances that ideas stay under each rule."""
    spec = AbTestSpec()
    bar, effect = effect_of(spec)
    rows = []
    for users in (1_000, *SWEEP):
        traffic = users * spec.users_share / spec.users_needed
        rule = KEEPS[plain(rule_in_force)(AUTO, effect, bar, traffic)]
        row = [f"{users:,}", f"{traffic:.3f}", f"`{rule}`"]
        for keep in (SIGNIFICANT_ONLY, ALL_BUT_HARMFUL):
            sizes = (effect, 0.0, -share_of_harm() * effect)
            row += [f"{plain(chance_to_stay)(size, bar, traffic, keep):.3f}" for size in sizes]
        rows.append(row)
    kinds = [f"{kind}, {rule}" for rule in ("significant only", "all but harmful") for kind in ("good", "none", "harmful")]  # fmt: skip
    return table(["users", "traffic", "`auto` is", *kinds], rows)


def share_of_harm() -> float:
    """What a harmful idea takes, as a share of what it would bring if it were good."""
    return float(scenario_of(Case(PRESETS[0], SHIPPED, FEW)).demand.opportunities[0].harm.share_of_good)


def turning_users() -> float:
    """Customers from which `auto` keeps only what is significant: where the power is one half."""
    spec = AbTestSpec()
    bar, effect = effect_of(spec)
    return (bar / effect) ** 2 * spec.users_needed / spec.users_share


def one_row() -> str:
    """The first row of the rankings, by which one sees whether the page is of today."""
    group = next(rankings())
    return table([], [ranking_row(measured(group, REPLICATIONS), group)]).splitlines()[-1]


def parts_of(quick: bool) -> dict[str, str]:
    """Tables and figures of the page."""
    replications = 2 if quick else REPLICATIONS
    groups, steps, kept = list(rankings()), list(sweep()), list(rules())
    if quick:
        groups = [group for group in groups if group[0].demand == SHIPPED]
        steps = [group for group in steps if group[0].demand == SHIPPED and group[0].users in (FEW, MANY)]
        kept = kept[: len(RULES)]
    found = measured([*(c for group in [*groups, *steps] for c in group), *kept], replications)
    return {
        "replications": str(replications), "few": f"{FEW:,}", "many": f"{MANY:,}", "middle": f"{MIDDLE:g}",
        "turning": f"{round(turning_users(), -3):,.0f}", "shipped_users": f"{customers_on_day_0(PRESETS[0]):,.0f}",
        "power": power_table(), "busy": f"{BUSY:g}", "rankings": ranking_table(found, groups), "worth": worth_table(found, SCALES[:1] if quick else SCALES),
        "sweep": sweep_table(found, steps), "turns": turns(found, steps), "rules": rules_table(found, kept),
        "all": all_table(found, groups),
    }  # fmt: skip


if __name__ == "__main__":
    command("feedback", parts_of)
