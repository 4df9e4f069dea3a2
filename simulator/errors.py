"""What can go wrong.

OrgsimError
├── InputError      what the user wrote is wrong (exit status 2): a list of problems
├── OutputError     results cannot be written where they were asked for (exit status 2)
├── GoneError       a view is asked about something that is over
└── RunError        the run itself failed (exit status 1)
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import Enum, auto

MOST_SHOWN = 100
"""Problems of one message. More than these have one cause, which the first ones show."""
MOST_KNOWN = 12
"""Known words that a remedy lists."""
MOST_COMPARED = 500
"""Known words that are compared with the one written; of more, those that begin alike."""
LONGEST_LINE = 1000
"""Letters of a problem in words."""
LONGEST_WORD = 200
"""Letters of a word that are compared with known words."""


class Code(Enum):
    """Kind of a problem, where other code has to know it. Messages may change; codes stay."""

    MISSING_KEY = auto()
    EMPTY = auto()
    UNKNOWN_KEY = auto()
    UNKNOWN_NAME = auto()
    NO_NAMES = auto()
    KEY_WRITTEN_TWICE = auto()
    NO_RECIPE_KEY = auto()
    UNUSED_BY_RECIPE = auto()
    OWNS_NOTHING = auto()
    NO_OWNER = auto()
    NO_ONE_ABLE = auto()


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
    code: Code | None = None
    about: tuple[str, ...] = ()
    """What the code is about: kind and name of an unknown name, the key that was meant, the roles that could do it."""

    def __str__(self) -> str:
        place = self.file or "scenario"
        if self.line:
            place += f":{self.line}:{self.column}"
        subject = f"{self.path}: " if self.path else ""
        ending = f"; {self.remedy}" if self.remedy else ""
        return _printable(f"{place}: {subject}{self.what}{ending}")


def _printable(line: str) -> str:
    """A line that a terminal can show without scrolling."""
    if len(line) > LONGEST_LINE:
        line = f"{line[: LONGEST_LINE // 2]} … {line[-LONGEST_LINE // 2 :]}"
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in line)


class OrgsimError(Exception):
    """Base class of everything that orgsim raises on purpose."""


class InputError(OrgsimError):
    """The user's input is wrong. Its message lists all problems at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        if len(self.problems) > MOST_SHOWN:
            lines.append(f"… and {len(self.problems) - MOST_SHOWN:,} more problems")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[InputError], tuple[tuple[Problem, ...]]]:
        return InputError, (self.problems,)


class OutputError(OrgsimError):
    """Results cannot be written to the folder asked for."""


class GoneError(OrgsimError):
    """A view is asked about something that is over, and whose row may hold something else."""


class RunError(OrgsimError):
    """A run failed although its input was right."""


def no_such(path: str, kind: str, name: str, known: Iterable[str], *, shown: bool = True) -> Problem:
    """The problem of a name that is not known; shown: whether the message repeats it, as the path may end in it."""
    what = f"no such {kind} '{name}'" if shown else f"no such {kind}"
    words = list(known)
    code = Code.UNKNOWN_NAME if words else Code.NO_NAMES
    return Problem(path, what, did_you_mean(name, words), code=code, about=(kind, name))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like the one written; None where none is near."""
    words = sorted(set(known))
    small = word[:LONGEST_WORD].lower()
    by_small = {each.lower(): each for each in reversed(words)}
    compared = by_small if len(words) <= MOST_COMPARED else [s for s in by_small if s[:2] == small[:2]]
    near = get_close_matches(small, list(compared)[:MOST_COMPARED], n=1, cutoff=0.6)
    return by_small[near[0]] if near else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest known word, or known words where none is near."""
    words = sorted(set(known))
    if not words:
        return "no names are known here"
    near = nearest(word, words)
    if near is not None:
        return f"did you mean '{near}'?"
    more = f" and {len(words) - MOST_KNOWN} more" if len(words) > MOST_KNOWN else ""
    return f"known: {', '.join(words[:MOST_KNOWN])}{more}"
