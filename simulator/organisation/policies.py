"""What a team takes first, or a board begins first: names of the rules in `work/priorities.py`."""

from __future__ import annotations

from typing import Literal

Policy = Literal["first_come", "value_over_effort", "value", "oldest_initiative", "items_shipped"]
