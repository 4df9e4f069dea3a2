"""What a run has come to, as one number: measures beside those of the registry."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulator.mechanisms.customers import MOOD_DAYS
from simulator.outcomes.facts import Facts
from simulator.outcomes.registry import BY_NAME
from simulator.work.records import BARE, DEPENDENT, OWN, RELEASED

Measure = Callable[[Facts], float]


def outcome(name: str) -> Measure:
    def measure(facts: Facts) -> float:
        value = BY_NAME[name].measure(facts)
        assert value is not None, name
        return value

    return measure


def failed(f: Facts) -> float:
    return float(np.mean(f.items["failed"][f.items["fate"] == RELEASED]))


def wrong(f: Facts) -> float:
    return float(np.mean(f.items["wrongs"]))


def returned(f: Facts) -> float:
    return float(np.mean(f.items["returns"]))


def restored(f: Facts) -> float:
    over = f.incidents[f.incidents["fate"] == RELEASED]
    return float(np.mean(over["closed_at"] - over["created_at"]))


def broken(f: Facts) -> float:
    """Mean days from a release that failed until all works again."""
    over = f.incidents[f.incidents["fate"] == RELEASED]
    went_out = f.items["closed_at"][np.searchsorted(f.items["ordinal"], over["ordinal"])]
    return float(np.mean(over["closed_at"] - went_out))


def released(f: Facts) -> float:
    """Days from arrival to release, of those items that are released."""
    done = f.items["fate"] == RELEASED
    return float(np.mean(f.items["closed_at"][done] - f.initiatives["arrived_at"][f.owners[done]]))


def waits(kind: int) -> Measure:
    """Days from creation until a person begins, of items of a kind that are begun."""

    def measure(f: Facts) -> float:
        chosen = f.items["kind"] == kind
        return float(np.nanmean(f.items["started_at"][chosen] - f.items["created_at"][chosen]))

    return measure


own_waits, tickets_wait, changes_wait = waits(OWN), waits(BARE), waits(DEPENDENT)


def proposed(f: Facts) -> float:
    """Days from arrival until somebody commits to an idea."""
    return float(np.nanmean(f.initiatives["committed_at"] - f.initiatives["arrived_at"]))


def kept(f: Facts) -> float:
    judged = f.initiatives["kept"][f.initiatives["kept"] != 0]
    return float(np.mean(judged == 1))


def good_of_kept(f: Facts) -> float:
    return float(np.mean(f.initiatives["good"][f.initiatives["kept"] == 1] == 1))


def good_of_committed(f: Facts) -> float:
    return float(np.mean(f.initiatives["good"][f.initiatives["committed_at"] >= 0] == 1))


def taken_back(f: Facts) -> float:
    """Days from the last release until a feature is taken back."""
    return float(np.nanmean(f.initiatives["taken_back_at"] - f.initiatives["closed_at"]))


def worth(f: Facts) -> float:
    """Value of all items that are released by size, good or harmful, less what wrong decisions and time have taken."""
    return float(np.abs(f.items["worth"][f.items["kind"] == OWN]).sum())


def hours(account: int) -> Measure:
    return lambda f: float(sum(p.booked[:, account].sum() for p in f.periods) / sum(p.booked.sum() for p in f.periods))  # fmt: skip


def customers(f: Facts) -> float:
    return float(f.periods[0].customers.sum())


def balance(f: Facts) -> float:
    return f.periods[0].balance


def moved(f: Facts) -> float:
    """By how much satisfaction has been moved, one way or the other, in the first quarters."""
    return float(np.abs(sum(p.areas[:, MOOD_DAYS] for p in f.periods)).sum())
