"""Use of people's time: how much of it is not idle, by role, how much goes into tickets, and into what others do as well."""

from __future__ import annotations

import numpy as np

from ..state.accounts import DUPLICATED, SUPPORT
from ..work.demand import is_ticket
from .facts import Facts, utilisation_of


def used_by_role(facts: Facts) -> dict[str, float]:
    """Share of present time in the window that is not idle, by role; roles that were never present are left out."""
    booked, names = facts.window_days_worked, np.array(facts.role_names)
    shares = {role: utilisation_of(booked[names == role]) for role in facts.scenario.workforce}
    return {role: share for role, share in shares.items() if share is not None}


def support_share(f: Facts) -> float | None:
    """Share of present time in the window that is value work on tickets; None where there are none."""
    tickets = any(is_ticket(stream) for stream in f.scenario.demand.blocks)
    total = float(f.window_days_worked.sum())
    if not tickets or not f.scenario.acts("support") or total <= 0:
        return None
    return float(f.window_days_worked[..., SUPPORT].sum()) / total


def duplicated_share(f: Facts) -> float | None:
    """Share of present time in the window that goes into what another team does as well."""
    total = float(f.window_days_worked.sum())
    if not f.scenario.acts("alignment") or total <= 0:
        return None
    return float(f.window_days_worked[..., DUPLICATED].sum()) / total
