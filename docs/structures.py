"""Write docs/explanation/structures.md: presets and crossed arms in three worlds at three loads.

    python docs/structures.py [--quick]

Takes a few minutes on two cores; --quick takes two replications of everything, prints the page and writes nothing; it
is for looking whether it works. The prose stands in docs/explanation/structures.in.md; tables go to where it says {{name}}.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

import numpy as np
from measuring import middle

from simulator.studies.comparison import Result, at_loads, cases_of, compared, comparison_from
from simulator.studies.replications import seeds_of
from simulator.studies.statistics import Estimate, estimate, ratio
from simulator.studies.study import Study

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "explanation" / "structures.md"
PROSE = ROOT / "docs" / "explanation" / "structures.in.md"
TIMES = {
    "time_to_market_days_mean": "first release",
    "time_to_80pct_value_days_p50": "80 % of value",
    "initiative_lead_time_days_mean": "whole initiative",
}
MONEY = {
    "deployments_per_week": 2, "change_failure_rate": 3, "time_to_restore_days_p50": 1, "kept_share": 2,
    "good_share_of_kept": 2, "throughput_items_per_quarter": 0, "satisfaction": 2, "nps": 1, "budget_deviation_mean": 2,
    "operating_margin": 3,
}  # fmt: skip
"""Outcomes of customers and money, with the digits shown."""
WITHOUT_COORDINATION: dict[str, object] = {"coordination.pair_cost": 0.0, "coordination.size_cost": 0.0}
LOADS = (0.7, 0.8, 0.9)
WORLDS = {
    "mid-size, 100 people": ("scenarios/four-structures.yaml", 40),
    "regulated, 300 people": ("scenarios/regulated/four-structures.yaml", 12),
    "large, 1,000 people": ("scenarios/large/four-structures.yaml", 8),
}
OF_ARMS = {
    "time_from_start_to_market_days_mean": "first release",
    "initiative_cycle_time_days_mean": "whole initiative",
    "initiatives_done": "initiatives done",
    "value_delivered": "value",
}
"""Outcomes of the crossed arms in backlog mode; times from the day an initiative is begun."""
BACKLOG: dict[str, object] = {"demand.mode": "backlog"}
ARMS, ARM_REPLICATIONS = "scenarios/crossed-arms.yaml", 40
FACTORS = {
    "ownership": ("departments", "squads"),
    "staffing": ("projects", "permanent"),
    "governance": ("boards", "team decides"),
    "release": ("whole", "continuous"),
}
"""Levels of each choice, as the names of the arms put them, in this order."""


def main(quick: bool) -> None:
    """Run everything and write the page."""
    tables = {"presets": "\n\n".join(presets(quick)), "turns": "", "variance": ""}
    tables["arms"], tables["effects"], tables["interactions"] = arms(2 if quick else ARM_REPLICATIONS)
    tables["coordination"] = without(WITHOUT_COORDINATION, LOADS, 2 if quick else 40)
    tables["feedback"] = without({"mechanisms": {"feedback": "off"}}, LOADS[:1], 2 if quick else 40)
    tables["money"] = "\n\n".join(MONEYS)
    tables["turns"], tables["variance"] = _by_order(TURNS), "\n".join(VARIANCES)
    page = PROSE.read_text(encoding="utf-8")
    for name, text in tables.items():
        page = page.replace("{{" + name + "}}", text)
    if quick:
        print(page)
    else:
        PAGE.write_text(page, encoding="utf-8")


def run(
    files: Sequence[Path],
    replications: int,
    loads: Sequence[float],
    settings: dict[str, object] | None = None,
) -> list[Result]:
    """A comparison at several loads."""
    points = at_loads(comparison_from(files, settings), loads)
    return compared(points, Study("compare", cases_of(points), seeds_of(0, replications)))


TURNS: list[str] = []
MONEYS: list[str] = []
VARIANCES: list[str] = [
    "| world | load | pair | time | independent / paired |",
    "| --- | --- | --- | --- | --- |",
]


def presets(quick: bool) -> Iterator[str]:
    """A table for each world; on the way, who is best where, and the worst variance ratio."""
    for world, (file, replications) in WORLDS.items():
        results = run([ROOT / file], 2 if quick else replications, LOADS)
        yield f"### {world}\n\n{_ratios(results)}"
        TURNS.extend(_order(world, results))
        MONEYS.append(_customers_and_money(world, results[0]))
        VARIANCES.extend(_worst_variance(world, results, first) for first in (0, 1))


def _ratios(results: Sequence[Result]) -> str:
    names = results[0].names
    lines = [
        f"| load | time | {names[0]}, days | " + " | ".join(f"{n}, times" for n in names[1:]) + " |",
        "| --- " * (len(names) + 2) + "|",
    ]
    for result in results:
        for outcome, words in TIMES.items():
            values = result.values[outcome]
            cells = [_days(estimate(values[0])), *(_times(ratio(v, values[0])) for v in values[1:])]
            lines.append(f"| {result.comparison.load:g} | {words} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _days(found: Estimate) -> str:
    return _with_interval(found, 0)


def _times(found: Estimate) -> str:
    if found.mean is None:
        return "-"
    if found.low is None or found.high is None:  # too few replications
        return f"{found.mean:.2f}"
    return f"{found.mean:.2f} ({found.low:.2f}-{found.high:.2f})"


def _order(world: str, results: Sequence[Result]) -> Iterator[str]:
    for result in results:
        for outcome, words in TIMES.items():
            means = middle(result.values[outcome])
            order = " < ".join(result.names[k] for k in np.argsort(means))
            yield f"| {order} | {world}, load {result.comparison.load:g}, {words} |"


def _by_order(turns: Sequence[str]) -> str:
    """Cases with the same order, together, the commonest order first."""
    cases: dict[str, list[str]] = {}
    for line in turns:
        _, order, where, _ = (part.strip() for part in line.split("|"))
        cases.setdefault(order, []).append(where)
    commonest = sorted(cases.items(), key=lambda case: -len(case[1]))
    lines = ["| order, fastest first | cases | which |", "| --- | --- | --- |"]
    return "\n".join([*lines, *(f"| {o} | {len(c)} | {_which(c)} |" for o, c in commonest)])


def _which(cases: Sequence[str]) -> str:
    return "; ".join(cases) if len(cases) < 6 else "all others"


def _worst_variance(world: str, results: Sequence[Result], first: int) -> str:
    """The pair, of variants from `first` on, for which common random numbers help least."""
    worst = (np.inf, "")
    for result in results:
        for outcome, words in TIMES.items():
            values = result.values[outcome]
            for a, b in ((a, b) for a, b in product(range(first, len(values)), repeat=2) if a < b):
                known = np.isfinite(values[a]) & np.isfinite(values[b])
                paired = float(np.var(values[a][known] - values[b][known], ddof=1))
                independent = float(sum(np.var(values[v][known], ddof=1) for v in (a, b)))
                pair = f"| {result.comparison.load:g} | {result.names[a]}, {result.names[b]} | {words} |"
                worst = min(worst, (independent / paired if paired else np.inf, pair))
    return f"| {world} {worst[1]} {worst[0]:.2f} |"


def arms(replications: int) -> tuple[str, str, str]:
    """All combinations of the four choices in backlog mode; the effect of each; where an effect changes its sign."""
    result = run([ROOT / ARMS], replications, (), BACKLOG)[0]
    place = {_levels(name): v for v, name in enumerate(result.names)}
    lines = [
        "| " + " | ".join(FACTORS) + " | " + " | ".join(OF_ARMS.values()) + " |",
        "| --- " * (len(FACTORS) + len(OF_ARMS)) + "|",
    ]
    for levels, v in place.items():
        words = " | ".join(FACTORS[f][k] for f, k in zip(FACTORS, levels, strict=True))
        lines.append(f"| {words} | " + " | ".join(_arm(o, result.values[o][v]) for o in OF_ARMS) + " |")
    effects, turns = _effects(result, place)
    return "\n".join(lines), effects, turns


def _levels(name: str) -> tuple[int, ...]:
    """Which level of each choice an arm has, by its name."""
    return tuple(levels.index(word) for levels, word in zip(FACTORS.values(), name.split(", "), strict=True))


def _effects(result: Result, place: dict[tuple[int, ...], int]) -> tuple[str, str]:
    lines = ["| choice | " + " | ".join(OF_ARMS.values()) + " |", "| --- " * (1 + len(OF_ARMS)) + "|"]
    turns: list[str] = []
    for f, (factor, levels) in enumerate(FACTORS.items()):
        cells = []
        for outcome, words in OF_ARMS.items():
            logs = np.log(result.values[outcome])
            pairs = [(place[low], place[(*low[:f], 1, *low[f + 1 :])]) for low in place if low[f] == 0]
            each = np.array([logs[b] - logs[a] for a, b in pairs])
            found = estimate(each.mean(axis=0))
            cells.append(
                _times(
                    Estimate(
                        *(
                            None if x is None else float(np.exp(x))
                            for x in (found.mean, found.low, found.high)
                        ),
                        found.count,
                    )
                )
            )
            changes = np.exp(each.mean(axis=1))
            turns.append(
                f"| {factor} | {words} | {changes.min():.2f} | {changes.max():.2f} | {'yes' if changes.min() < 1 < changes.max() else 'no'} |"
            )
        lines.append(f"| {factor}: {levels[1]} instead of {levels[0]} | " + " | ".join(cells) + " |")
    head = [
        "| choice | time | smallest ratio | largest ratio | changes its sign |",
        "| --- | --- | --- | --- | --- |",
    ]
    return "\n".join(lines), "\n".join([*head, *turns])


def _arm(outcome: str, values: np.ndarray) -> str:
    """Days or a number as they are, money in millions."""
    return (
        _with_interval(estimate(values / 1e6), 1) if outcome == "value_delivered" else _days(estimate(values))
    )


def without(settings: dict[str, object], loads: Sequence[float], replications: int) -> str:
    """The presets of the mid-size world, changed."""
    return _ratios(run([ROOT / "scenarios/four-structures.yaml"], replications, loads, settings))


def _customers_and_money(world: str, result: Result) -> str:
    """What else differs between presets: means with 95 % intervals."""
    lines = [
        f"### {world}\n",
        "| outcome | " + " | ".join(result.names) + " |",
        "| --- " * (1 + len(result.names)) + "|",
    ]
    for name, digits in MONEY.items():
        cells = [_with_interval(estimate(values), digits) for values in result.values[name]]
        lines.append(f"| `{name}` | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _with_interval(found: Estimate, digits: int) -> str:
    """A mean with half of its interval; a median with its ends where some lie beyond the run-off."""
    if found.mean is None:
        return "-"
    if found.half_width is None:  # too few replications
        return f"{found.mean:.{digits}f}"
    if found.beyond:
        ends = (found.mean, found.low, found.high)
        middle, low, high = ("beyond" if np.isinf(x) else f"{x:.{digits}f}" for x in ends)
        return f"{middle} ({low} to {high})"
    return f"{found.mean:.{digits}f} ± {found.half_width:.{digits}f}"


if __name__ == "__main__":
    main("--quick" in sys.argv[1:])
