"""What can go wrong.

OrgsimError
├── InputError      what the user wrote is wrong (exit status 2): a list of problems
├── OutputError     results cannot be written where they were asked for (exit status 2)
└── RunError        the run itself failed (exit status 1)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True)
class Problem:
    """One thing wrong in a file: where, what, and what to do about it."""

    path: str
    """Dotted path of the key, '' for the whole file."""
    what: str
    remedy: str = ""
    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        place = self.file or "scenario"
        if self.line:
            place += f":{self.line}:{self.column}"
        subject = f"{self.path}: " if self.path else ""
        ending = f"; {self.remedy}" if self.remedy else ""
        return f"{place}: {subject}{self.what}{ending}"


class OrgsimError(Exception):
    """Base class of everything that orgsim raises on purpose."""


class InputError(OrgsimError):
    """The user's input is wrong; says all problems at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        return InputError, (self.problems,)


class OutputError(OrgsimError):
    """Results cannot be written to the folder asked for."""


class RunError(OrgsimError):
    """A run failed although its input was right."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest known word, or all known words where none is near."""
    known = sorted(known)
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    if near:
        return f"did you mean '{near[0]}'?"
    return f"known: {', '.join(known)}" if known else "none is known here"
