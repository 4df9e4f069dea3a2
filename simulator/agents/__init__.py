"""How does Mesa see it? As agents that are views of the World: people, teams, approval layers, initiatives.

A view holds its row and its ordinal, never a record: what it is asked it reads from the table, and what it
is told it writes there, after time has been settled. Views are made when somebody asks the model for
agents; removing one removes the view, not what it shows.
"""

from .initiative import Initiative
from .layer import ApprovalLayer
from .person import Person
from .team import Team
from .view import View

__all__ = ["VIEWS", "ApprovalLayer", "Initiative", "Person", "Team", "View"]

VIEWS: tuple[type[View], ...] = (Person, Team, ApprovalLayer, Initiative)
