"""The teams that a row gives to a person, each with a share of their time if the row has one."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..words.vocabulary import Vocabulary

NUMBER = r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?|[+-]?(?:nan|inf(?:inity)?)"
SHARE = re.compile(
    rf"\s*(?:=\s*({NUMBER})?\s*(%?)|[:(]\s*({NUMBER})\s*(%?)|\s({NUMBER})\s*(%))\s*\)?\s*$", re.I
)
"""At the end of a membership: `=0.5`, `: 50 %`, `(50%)`, ` 50 %`; also text that is not a share."""


def memberships_of(cells: Mapping[str, str], words: Vocabulary) -> tuple[dict[str, float | None], bool]:
    """Share by team, None where there is none, and whether all shares could be read.

    cells: `team`, `share` and `memberships` of a row.
    """
    share, sound = share_of(cells["share"]) if cells["share"] else (None, True)
    found: list[tuple[str, float | None]] = []
    for each in re.split(r"\s*[;|]\s*", cells["team"]):
        name, own, said = _membership(each) if "=" in each else (each, share, True)
        sound &= said
        found.append((name, own))
    cell = cells["memberships"]
    for part in re.split(r"\s*[;|\n]\s*" if re.search(r"[;|]", cell) else r"\s*,\s*", cell):
        name, own, said = _membership(part)
        sound &= said
        found.append((name, own))
    teams: dict[str, float | None] = {}
    for name, own in found:
        if name and not words.person("no_one", name):
            teams.setdefault(name, own)
    return teams, sound


def _membership(part: str) -> tuple[str, float | None, bool]:
    """Name and share of a membership, and whether the share could be read.

    `team`, `team=0.5`, `team (50%)`, `team@group:role`.
    """
    match = SHARE.search(part)
    if match and match.start():
        number = match[1] or match[3] or match[5] or "?"
        share, said = share_of(f"{number}{match[2] or match[4] or match[6] or ''}")
        return part[: match.start()].strip(), share, said
    return re.split(r"@|:", part)[0].strip() or part.strip(), None, True


def share_of(cell: str) -> tuple[float | None, bool]:
    """A share of time between 0 and 1, None where a cell has none; and whether it could be read."""
    found = re.fullmatch(rf"({NUMBER})\s*(%?)", cell.strip(), re.I)
    if not found:
        return None, False
    value = float(found[1].replace(",", "."))
    value = value / 100 if found[2] or value > 1 else value
    return (value, True) if 0 < value <= 1 else (None, False)
