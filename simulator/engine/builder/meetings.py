"""Meetings: what share of each person's week they ask for, whichever mechanism calls them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...kernel.units import HOURS_PER_WEEK
from ...mechanisms.ceremonies import community_hours, meetings_of_teams
from ...mechanisms.feedback import retrospective_hours
from ...mechanisms.money import reporting_hours
from ...organisation.boards import review_layers
from ...organisation.workforce import roles_of_people
from ...scenario.scenario import Scenario


def meeting_shares(scenario: Scenario) -> Any:
    """Share of each person's time that meetings ask for, were there no limit to it."""
    shares: list[list[float]] = [[] for _ in roles_of_people(scenario.workforce)]
    teams = scenario.organisation.teams
    reviewing = len(review_layers(scenario.organisation.governance))
    meeting = teams[
        : len(teams) - reviewing
    ]  # teams of reviewers come last, and have no meetings of their own
    hours = [*reporting_hours(scenario, meeting), *retrospective_hours(scenario, meeting)]
    if scenario.is_on("ceremonies"):
        for person, share in meetings_of_teams(scenario, meeting):
            shares[person].append(share)
        hours += community_hours(scenario)
    for person, per_week in hours:
        shares[person].append(per_week / HOURS_PER_WEEK)
    return np.array([sum(mine) for mine in shares])
