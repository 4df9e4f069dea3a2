"""Turnover: people leave, seats stay empty, newcomers begin from nothing.

Claim. People leave at a constant rate, whatever they have in hand goes back to their team, and what
they knew goes with them. The seat is empty for a hiring time. Whoever comes is another person, with a
skill of his own, and ramps up (`learning`): in a steady state hR(1-s)/2 of all output is lost to that,
for a rate h, a linear ramp of length R and a start at the share s (S19).

Source. Rate P22 (0.13 a year, 0.06-0.24); ramp-up P18-P20; mentors P21; time to hire is judgement.

Off value. Nobody leaves: rate 0.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ..kernel.distributions import Distribution, Lognormal, LognormalLaw
from ..metadata import Plausible, Source, Unit
from ..spec import Days, Probability, Spec

DAYS_PER_YEAR = 260.0
MOST_PER_YEAR = 52.0
NEVER = 1e9
"""Days after which an event is as good as none; the calendar knows no later ones."""


class RampUpSpec(Spec):
    """How a newcomer becomes productive; belongs to the mechanism `learning`."""

    days: Annotated[Days, Plausible(40, 200), Source("P18", "P19")] = 80.0
    """Working days until the newcomer is fully productive."""
    start: Annotated[
        float, Field(gt=0, le=1), Unit("share"), Plausible(0.1, 0.4), Source("P20", judgement=True)
    ] = 0.25
    """Share of the newcomer's time that is productive on the first day."""


class PeopleSpec(Spec):
    """How people come and go. `people: {}` takes the defaults; without it nobody does."""

    turnover_per_year: Annotated[
        float, Field(ge=0, le=MOST_PER_YEAR), Unit("per year"), Plausible(0.06, 0.24), Source("P22")
    ] = 0.13
    """Rate at which each person leaves."""
    vacancy_days: Annotated[
        Distribution, Unit("working days"), Plausible(20, 90, of="mean"), Source(judgement=True)
    ] = LognormalLaw(lognormal=Lognormal(mean=45.0, sigma=0.5))
    """Working days until a seat is filled again."""
    ramp_up: RampUpSpec = RampUpSpec()
    mentoring: Annotated[Probability, Unit("share"), Plausible(0.1, 0.3), Source("P21")] = 0.2
    """Share of a colleague's time that each newcomer takes during ramp-up."""
