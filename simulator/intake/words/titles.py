"""From job titles to roles: the first rule whose words a title holds.

What a person does comes before their rank. A title that no rule matches becomes a role of its
own if several people have it, otherwise `other`. All roles can be changed in mapping.yaml.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from .vocabulary import Vocabulary

ENOUGH_FOR_A_ROLE = 3
OTHER = "other"

INTERIM = re.compile(r"\s*\((interim|acting|h/f|f/h|\w/\w/\w)\)\s*", re.I)
PREFIX = re.compile(r"^(interim|acting|internal contributor /)\s*")
HEAD = re.compile(r",| - | – |\(| for | on | to | für | pour | para ")
LEADS = {
    "team lead",
    "lead",
    "teamleiter",
    "teamleiterin",
    "teamlead",
    "chef d'équipe",
    "cheffe d'équipe",
    "jefe de equipo",
    "jefa de equipo",
}
"""Titles whose other part says what is led."""


def role_of(title: str, known: Vocabulary) -> str | None:
    """Role of a title; None if no rule matches. The part before a comma, a dash or a bracket counts first."""
    whole = PREFIX.sub("", INTERIM.sub(" ", title.lower()).replace("_", " ").strip()).strip()
    head = HEAD.split(whole)[0].strip()
    for part in (whole, head) if head in LEADS else (head, whole):
        if (role := known.role(part)) is not None:
            return role
    return None


def roles_of(titles: Iterable[str], mapped: Mapping[str, str], words: Vocabulary) -> dict[str, str]:
    """Role by title: from mapping.yaml, otherwise by rule, otherwise the title itself if it is frequent."""
    counts = Counter(titles)
    found: dict[str, str] = {}
    for title, count in counts.items():
        role = mapped.get(title) or role_of(title, words)
        if role is None:
            role = own_name(title) if count >= ENOUGH_FOR_A_ROLE and title else OTHER
        found[title] = role
    return found


def own_name(title: str) -> str:
    """A title as the name of a role."""
    return re.sub(r"\W+", "_", title.lower()).strip("_") or OTHER
