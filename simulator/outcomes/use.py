"""Utilisation of people, by role."""

from __future__ import annotations

import numpy as np

from .facts import Facts, role_names, utilisation_of


def used_by_role(facts: Facts) -> dict[str, float]:
    """Share of present time in the window that is not idle, by role; roles that were never present are left out."""
    booked, names = facts.window_days_worked, np.array(role_names(facts.scenario))
    shares = {role: utilisation_of(booked[names == role]) for role in facts.scenario.workforce}
    return {role: share for role, share in shares.items() if share is not None}
