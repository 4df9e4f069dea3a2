"""Most ideas fail (S32): effect of tests after release on the features kept."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..outcomes.facts import Facts
from ..state.accounts import IDLE
from ..work.records import RELEASED
from .findings import Effort, Finding, above, below, change, in_range
from .presets import preset
from .samples import Sample, measured

WITHOUT: dict[str, Any] = {}
TESTED: dict[str, Any] = {"ab_test": {"traffic": 1.0}}
WITH_FEW_USERS: dict[str, Any] = {"ab_test": {}}


ENDED = (
    "what is shipped as a whole is counted, and harm that is noticed ends an idea before its last items are out. In a world in which people are busy that takes "
    "longer and happens more often; of ideas of which anything was shipped {:.0f} % do not help."
)
USELESS_IS_FREE = (
    "what does not help costs nothing once it is out, and what harms is noticed without a test as well; a test takes back "
    "one good feature in five."
)


def no_help(facts: Facts) -> float:
    """Share of initiatives released in the window that do not help."""
    rows = facts.initiatives
    shipped = rows[(rows["fate"] == RELEASED) & facts.within(rows["closed_at"])]
    return float(np.mean(shipped["good"] != 1))


def no_help_begun(facts: Facts) -> float:
    """The same of initiatives that were released in part or as a whole, by the day of their first release."""
    rows = facts.initiatives
    shipped = rows[(rows["first_release_at"] >= 0) & facts.within(rows["first_release_at"])]
    return float(np.mean(shipped["good"] != 1))


def value_per_day(facts: Facts) -> float:
    """Value that flowed in the window per working day that was not idle."""
    days = facts.window_days_worked.sum(axis=0)
    return float(facts.value_released / (days.sum() - days[IDLE]))


def kept_per_quarter(facts: Facts) -> float:
    """Features per quarter that were released and kept."""
    rows = facts.initiatives
    return float(np.sum((rows["kept"] == 1) & facts.within(rows["closed_at"])) / facts.window_quarters)


def outcomes_with(effort: Effort, feedback: dict[str, Any], screened: bool) -> list[Sample]:
    """Share that does not help, good among kept, value per day and kept features, of the product model with these loops.

    screened: whether those who decide on a start can see how good an idea is.
    """
    changes: dict[str, Any] = {"feedback": feedback}
    if not screened:
        changes["governance.decision_rights.start_initiative.ask"] = []
    outcomes: list[Any] = [no_help, "good_share_of_kept", value_per_day, kept_per_quarter, no_help_begun]
    return measured(
        preset("product-model", changes), outcomes, effort.times(80, 30), 32, workers=effort.workers
    )


def s32(effort: Effort) -> Finding:
    """Most ideas fail, and tests say which (Kohavi)."""
    blind = outcomes_with(effort, WITHOUT, False)
    tested = outcomes_with(effort, TESTED, False)
    trio = outcomes_with(effort, WITHOUT, True)
    few = outcomes_with(effort, WITH_FEW_USERS, False)
    return Finding(
        "S32",
        "Most ideas fail, and tests say which",
        "partly an input",
        "Kohavi et al. (P62-P65)",
        "without discovery and tests 60 to 80 % of shipped features do not help; with tests more than 85 % of kept "
        "features do, value per effort rises and fewer features stay.",
        "The mid-size world as product model, without screening of ideas: without feedback, and with a controlled "
        f"experiment after every release on as many users as it needs (power .8, false positives .025). {effort.times(80, 30)} seeds.",
        [
            in_range("shipped without tests that does not help", blind[0], 0.60, 0.80, "60 to 80 %", ENDED.format(100 * blind[4].mean)),
            in_range("good among kept, with tests", tested[1], 0.85, 1.0, "more than 85 %"),
            above("gain in value per day worked, money", tested[2] - blind[2], 0.0, "more", USELESS_IS_FREE, as_percent=False),
            below("change in features kept per quarter", change(tested[3], blind[3]), 0.0, "fewer"),
        ],
        note="The first restates an input (a third of ideas is good, P62), the second nearly follows from power and false "
        "positives (S18); harm is noticed after a while without a test as well. The third does not: useless features "
        "would have to cost something for tests to earn money ([what a test is worth](feedback.md)). With a product trio that lets .85 of good ideas and .48 of others start, "
        f"{100 * trio[0].mean:.0f} % of shipped features do not help. With the few thousand customers an area of that world has, "
        f"a test has hardly any power: {100 * few[1].mean:.0f} % of what is kept is good, against "
        f"{100 * blind[1].mean:.0f} % without any test.",
    )  # fmt: skip
