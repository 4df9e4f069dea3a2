"""What a proposal is based on: what was found in the files, what was mended, and what was assumed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

MOST_ROWS_NAMED = 5
MOST_COLUMNS_NAMED = 40


@dataclass(frozen=True)
class Assumption:
    """Something that the files do not show."""

    what: str
    """A sentence, with the value used."""
    replace: str
    """File and key to change."""


@dataclass
class Account:
    """What became of the rows and columns of a file: all of them are used, or named as not used."""

    name: str
    what: str = ""
    """What the file is, in words."""
    rows: int = 0
    """Rows below the header that hold something."""
    left_out: dict[str, list[int]] = field(default_factory=dict)
    """By reason, the rows that are not used."""
    used: dict[str, str] = field(default_factory=dict)
    """By column, what it means."""
    unused: dict[str, str] = field(default_factory=dict)
    """By column, why it is not used."""
    odd: list[str] = field(default_factory=list)
    """What looks odd in it."""

    @property
    def rows_used(self) -> int:
        """Rows that what follows is based on."""
        return self.rows - sum(map(len, self.left_out.values()))

    def leave_out(self, reason: str, lines: Sequence[int]) -> None:
        """Rows that are not used, by their number in the file."""
        if lines:
            self.left_out.setdefault(reason, []).extend(lines)

    def as_lines(self, shown: Callable[[Sequence[str]], list[str]] = list) -> list[str]:
        """The account in words. shown: names of columns without those that hold the name of a person."""
        found = [f"{self.name}: {self.what}; {self.rows:,} rows, {self.rows_used:,} of them used"]
        found += [
            f"  left out: {several(len(lines), 'row')}, {reason} ({rows(lines)})"
            for reason, lines in self.left_out.items()
        ]
        if self.used:
            said = ", ".join(
                f"{column} = {meaning}"
                for column, meaning in self.used.items()
                if shown([column]) == [column]
            )
            found.append(f"  columns: {said}")
        by_reason: dict[str, list[str]] = {}
        for column, reason in self.unused.items():
            by_reason.setdefault(reason, []).append(column)
        for reason, columns in by_reason.items():
            names = shown(columns[:MOST_COLUMNS_NAMED])
            more = (
                f" and {len(columns) - MOST_COLUMNS_NAMED:,} more"
                if len(columns) > MOST_COLUMNS_NAMED
                else ""
            )
            found.append(f"  not used, {reason}: {', '.join(names)}{more}")
        return [*found, *(f"  odd: {text}" for text in self.odd)]


@dataclass
class Notes:
    """Collects what a user must know of a proposal."""

    found: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    assumptions: list[Assumption] = field(default_factory=list)
    unknown: list[Assumption] = field(default_factory=list)
    """What such files cannot show."""
    structures: list[str] = field(default_factory=list)
    """What the present organisation and the presets would need."""
    accounts: dict[str, Account] = field(default_factory=dict)
    """By name of a file."""
    shown: Callable[[Sequence[str]], list[str]] = list
    """Names of columns without those that hold the name of a person."""

    def account(self, name: str) -> Account:
        """The account of a file."""
        return self.accounts.setdefault(name, Account(name))

    def find(self, text: str) -> None:
        """Something that the files show."""
        self.found.append(text)

    def warn(self, text: str) -> None:
        """Something that was mended or looks wrong."""
        self.warnings.append(text)

    def lack(self, text: str) -> None:
        """Something that a structure lacks, or has too much of."""
        self.structures.append(text)

    def assume(self, what: str, replace: str) -> None:
        """Something that was assumed, and where to replace it."""
        self.assumptions.append(Assumption(what, replace))

    def miss(self, what: str, replace: str) -> None:
        """Something that such files never show, with the default used."""
        self.unknown.append(Assumption(what, replace))

    def as_text(self, wide: bool = True) -> str:
        """All of it, as lines for a terminal or for a page in Markdown."""
        parts = [
            (
                "What was read",
                [line for account in self.accounts.values() for line in account.as_lines(self.shown)],
            ),
            ("Mended, or worth a look", self.warnings),
            ("What the files show", self.found),
            ("Assumed", [_said(one) for one in self.assumptions]),
            ("What the structures would need", self.structures),
            ("What such files cannot show, and the default used", [_said(one) for one in self.unknown]),
        ]
        head, bullet = ("", "  ") if wide else ("## ", "- ")
        gap = "\n" if wide else "\n\n"
        return "\n\n".join(
            f"{head}{title}{gap}" + "\n".join(bullet + line for line in lines)
            for title, lines in parts
            if lines
        )


def _said(one: Assumption) -> str:
    return f"{one.what} [{one.replace}]"


def rows(lines: Sequence[int]) -> str:
    """Rows of a file in words; of many rows the first ones."""
    said = [str(line) for line in lines[:MOST_ROWS_NAMED]]
    rest = len(lines) - len(said)
    if rest:
        return f"rows {', '.join(said)} and {rest:,} more"
    return f"row {said[0]}" if len(said) == 1 else f"rows {', '.join(said[:-1])} and {said[-1]}"


def several(count: int, one: str, many: str = "") -> str:
    """A number of things in words."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def counted(counts: Iterable[tuple[str, int]], most: int = 12) -> str:
    """Names with numbers, the largest first."""
    ordered = sorted(counts, key=lambda pair: -pair[1])
    said = [f"{name} {count:,}" for name, count in ordered[:most]]
    return ", ".join(said) + (f" and {len(ordered) - most} more" if len(ordered) > most else "")
