"""Expected acceptance: what share of opportunities passes the gate, is asked about, and is begun.

Ideas that are not begun cause no work. A forecast of load that ignored refusals would give false alarms wherever
a board says no. The limit on the backlog is left out: its effect depends on the queues of the run.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from ..kernel.distributions import mean_count_of
from ..mechanisms.feedback import FeedbackSpec, chance_to_go_on
from ..organisation.governance import AskSpec, AtLeastSpec, LayerSpec
from ..scenario.scenario import Scenario
from ..work.demand import ItemStreamSpec, OpportunitySpec
from .draws import equally_likely

GRID = 64  # probabilities at which the value of ideas and the error of estimates are read
SIZES = 16  # the same for their sizes


@dataclass(frozen=True)
class Passage:
    """How far the opportunities of a stream get, as shares of those that arrive."""

    past_gate: float = 1.0
    asked: tuple[float, ...] = ()
    """Share about which each layer is asked, in the order of asking."""
    begun: float = 1.0


def passage_of(scenario: Scenario, stream: ItemStreamSpec | OpportunitySpec) -> Passage:
    """Shares of a stream's opportunities that reach each step; bare items need no approval."""
    if not isinstance(stream, OpportunitySpec):
        return Passage()
    gate = scenario.governance.gate.estimate_above
    question = scenario.organisation.governance.decision_rights.start_initiative
    named = {layer.name: layer for layer in scenario.organisation.governance.layers}
    layers = [named[name] for name in question.ask] if scenario.is_on("approvals") else []
    judging = gate is not None or any(layer.judges_by for layer in layers)
    at_first, estimates = _estimates(scenario, stream) if judging else (np.zeros(1), np.zeros(1))
    past_gate = at_first >= (-np.inf if gate is None else gate)
    asked, begun = np.zeros(len(layers)), 0.0
    for good, share in ((True, stream.good_share), (False, 1.0 - stream.good_share)):
        chances = [_chances(layer, good, estimates) for layer in layers]
        reached, yes = _answers(question, chances, past_gate * _studied(scenario, good))
        asked += share * np.array([np.mean(one) for one in reached])
        begun += share * float(np.mean(yes))
    return Passage(float(np.mean(past_gate)), tuple(float(one) for one in asked), begun)


def _studied(scenario: Scenario, good: bool) -> float:
    """Chance that an idea studied before commitment goes on."""
    return chance_to_go_on(scenario.of(FeedbackSpec), good) if scenario.acts("feedback") else 1.0


def _answers(question: AskSpec, chances: list[Any], arrive: Any) -> tuple[list[Any], Any]:
    """By estimate: chance that each layer is asked, and that the whole is approved."""
    reached, running = [], arrive.astype(float)
    if question.rule == "all":
        for chance in chances:
            reached.append(running)
            running = running * chance
        return reached, running
    needed = question.rule.at_least if isinstance(question.rule, AtLeastSpec) else 1
    if not chances:
        return [], running
    by_count = [np.ones_like(running)]  # chance of each number of yeses, among the layers counted so far
    for chance in chances:
        no = [count * (1 - chance) for count in by_count] + [np.zeros_like(running)]
        yes = [np.zeros_like(running)] + [count * chance for count in by_count]
        by_count = [a + b for a, b in zip(no, yes, strict=True)]
    return [running] * len(chances), running * sum(by_count[needed:])


def _chances(layer: LayerSpec, good: bool, estimates: Any) -> Any:
    """Chance that a layer says yes, by estimate."""
    judge = layer.judges_by
    if judge is None:
        return np.full(len(estimates), layer.pass_good if good else layer.pass_bad)
    if judge.threshold == 0 or judge.estimate_noise == 0:
        return (estimates >= judge.threshold).astype(float)
    from scipy.special import ndtr  # 0.2 s to import: only where a layer judges

    with np.errstate(divide="ignore"):
        return ndtr(np.log(estimates / judge.threshold) / judge.estimate_noise)


def _estimates(scenario: Scenario, stream: OpportunitySpec) -> tuple[Any, Any]:
    """Estimates of value that are equally likely, in the same order: as ideas arrive, and after discovery."""
    sizes = np.maximum(1, np.floor(equally_likely(stream.items, SIZES) + 0.5))
    growth = (sizes / mean_count_of(stream.items)) ** stream.value_grows_with_size
    factor = stream.value_factor.get(stream.product or "", 1.0)
    worth = np.outer(factor * equally_likely(stream.value, GRID), growth).ravel()
    middles = (np.arange(GRID) + 0.5) / GRID
    errors = stream.estimate_sigma * np.array([NormalDist().inv_cdf(u) for u in middles])
    discovered = any(stage.per == "initiative" for stage in scenario.value_stream)
    left = 1.0 - stream.discovery_narrows * discovered
    return np.outer(worth, np.exp(errors)).ravel(), np.outer(worth, np.exp(left * errors)).ravel()
