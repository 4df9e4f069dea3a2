"""What a mechanism says of itself: one entry, read by everything that needs to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from ..kernel.quantiles import LawBook
from ..organisation.governance import GovernanceSpec
from ..organisation.recipes import Organisation
from ..organisation.structure import StructureSpec
from ..organisation.workforce import RoleSpec
from ..spec import Spec
from ..work.demand import Stream
from ..work.products import ProductSpec
from ..work.value_stream import StageSpec

S = TypeVar("S", bound=Spec)


class Setting(Protocol):
    """The organisation that a mechanism is built for, as far as mechanisms may know it: a `Scenario`."""

    @property
    def workforce(self) -> dict[str, RoleSpec]:
        """Roles and the people in them."""
        ...

    @property
    def products(self) -> list[ProductSpec]:
        """Product areas."""
        ...

    @property
    def value_stream(self) -> list[StageSpec]:
        """Stages of the work."""
        ...

    @property
    def stage_names(self) -> list[str]:
        """Names of the stages."""
        ...

    @property
    def structure(self) -> StructureSpec:
        """The structure as written."""
        ...

    @property
    def governance(self) -> GovernanceSpec:
        """Governance as written."""
        ...

    @property
    def organisation(self) -> Organisation:
        """Who sits where, and who owns what."""
        ...

    @property
    def streams(self) -> list[Stream]:
        """Streams of what arrives, one for each product."""
        ...

    @property
    def stage_of_most_work(self) -> int:
        """The stage of items that takes most work."""
        ...

    def of(self, spec: type[S]) -> S:
        """The section of the file that a mechanism reads, with its defaults where the file has none."""
        ...

    def has(self, section: str) -> bool:
        """Whether the file has the section of a mechanism."""
        ...

    def acts(self, mechanism: str) -> bool:
        """Whether a mechanism is on, and has something to act on."""
        ...

    def is_on(self, mechanism: str) -> bool:
        """Whether a mechanism is switched on."""
        ...


@dataclass(frozen=True)
class Parameter:
    """A field of the record of parameters that compiled code reads."""

    name: str
    kind: str
    """`f8` or `i8`, as numpy has it; laws are numbers of a quantile table, -1 for none."""
    off: float | None
    """Value at which the mechanism changes nothing; None for a field that is read only beside one that has such a value."""
    meaning: str = ""


@dataclass(frozen=True)
class Column:
    """A field of a table of the World that only this mechanism needs."""

    name: str
    kind: str
    blank: float = 0
    """Value in a new row."""
    meaning: str = ""


def _nothing(setting: Setting, laws: LawBook) -> dict[str, float]:
    return {}


def _no_tables(setting: Setting, people: int, periods: int) -> dict[str, Any]:
    return {}


def _prepare_nothing(setting: Setting, tables: Mapping[str, Any]) -> None:
    return None


@dataclass(frozen=True)
class Mechanism:
    """One mechanism: what it claims, on what grounds, and what it adds to scenario files and to the World.

    Attributes
    ----------
    name: as `mechanisms:` of a scenario file has it. claim: in one sentence. sources: codes of the evidence.
    section: key of the scenario file that holds `spec`; None where the mechanism is described elsewhere in it.
    keys: beginnings of other paths of a scenario file that belong to it, names of things left out.
    says: what the section is about, for the reference. needs_section: it acts only where the file has the section.
    parameters: its part of the record of parameters. values: their values where it acts; the off values hold elsewhere.
    every_week: parameters that need the turn of the week where one of them is not 0.
    follows_features: it has to know what initiatives have brought to their users.
    accounts: of people's time, to which it books. columns: fields that it adds to tables of the World, by table.
    tables: tables of its own, given the organisation, the number of people and of periods that are kept.
    prepare: writes into tables what holds on day 0.
    """

    name: str
    claim: str
    sources: tuple[str, ...]
    section: str | None = None
    keys: tuple[str, ...] = ()
    spec: type[Spec] | None = None
    says: str = ""
    needs_section: bool = False
    parameters: Sequence[Parameter] = ()
    values: Callable[[Setting, LawBook], Mapping[str, float]] = _nothing
    every_week: tuple[str, ...] = ()
    follows_features: bool = False
    accounts: tuple[str, ...] = ()
    columns: Mapping[str, Sequence[Column]] = field(default_factory=dict)
    tables: Callable[[Setting, int, int], Mapping[str, Any]] = _no_tables
    prepare: Callable[[Setting, Mapping[str, Any]], None] = _prepare_nothing
