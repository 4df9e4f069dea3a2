"""Where results go: never over results of another question, and never over files that orgsim did not write."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ..errors import OutputError, Problem
from .drafts import Say, being_written
from .ownership import Standing, standing_of

MOST_NUMBERED = 9_999
WRITING = "is being written by another run, which asks another question"


@dataclass(frozen=True)
class Destination:
    """Where results are wanted."""

    folder: Path
    numbered: bool = False
    """Whether `folder-2`, `folder-3` … may be used if the folder is taken, as the user did not choose its name."""
    force: bool = False
    """Whether the results of another question may be replaced."""
    out_is: str = "--out"
    force_is: str = "--force"
    """How the folder, and leave to replace, are asked for where these results are: remedies name it."""

    @property
    def elsewhere(self) -> str:
        """What to do where the folder will not do."""
        return f"choose another {self.out_is}"


@dataclass(frozen=True)
class Place:
    """A folder that is free for results, or holds older results that they replace."""

    folder: Path
    """Without links."""
    shown: Path
    """The path as the user knows it."""


def place_for(wanted: Destination, question: str, datasets: Collection[str], say: Say) -> Place:
    """The first place where results may go. Raises OutputError if there is no such place."""
    first, writing = "", being_written(wanted.folder.resolve().parent)
    for number in range(1, MOST_NUMBERED + 1 if wanted.numbered else 2):
        shown = wanted.folder if number == 1 else numbered(wanted.folder, number)
        place = Place(shown.resolve(), shown)
        if writing.get(place.folder.name, set()) - {question}:
            standing = Standing("another question", WRITING, clearable=False)
        else:
            standing = standing_of(place.folder, question, datasets, force=wanted.force)
        if standing.kind in ("free", "the same"):
            if first:
                say(f"{first}; this run goes to {shown}")
            return place
        first = first or f"{shown}: {standing.what}"
        if not wanted.numbered:
            raise _refusal(place, standing, wanted)
    raise OutputError(f"{first}; so do all up to '{shown.name}'; {wanted.elsewhere}")


def numbered(folder: Path, number: int) -> Path:
    """A folder beside another, with a number added to its name."""
    known = folder if folder.name else folder.resolve()
    return known.with_name(f"{known.name}-{number}")


def _refusal(place: Place, standing: Standing, wanted: Destination) -> OutputError:
    remedy = wanted.elsewhere
    if standing.clearable:
        replace = f"{wanted.force_is} to replace them"
        remedy += f", or {'move it away' if standing.kind == 'not ours' else replace}"
    return OutputError(str(Problem("", standing.what, remedy, str(place.shown))))
