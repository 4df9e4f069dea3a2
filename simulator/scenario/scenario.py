"""The whole of a scenario file, composed of specs that are defined beside what they describe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import Field, PrivateAttr, create_model, model_validator

from ..errors import InputError, Problem, no_such
from ..kernel.units import DAYS_PER_QUARTER
from ..mechanisms.registry import BY_NAME, NAMES, SECTIONS
from ..metadata import Plausible, Source, Unit
from ..organisation.governance import GovernanceSpec
from ..organisation.policies import Policy
from ..organisation.recipes import Organisation, organise
from ..organisation.structure import StructureSpec
from ..organisation.trades import Stage
from ..organisation.workforce import RoleSpec
from ..spec import LAST_DAY, Days, Name, NotTiny, PositiveDays, Spec
from ..work.demand import DemandSpec, OpportunitySpec, Stream, one_by_one
from ..work.portfolio import LimitsSpec
from ..work.products import ProductSpec
from ..work.release import ReleaseSpec
from ..work.value_stream import StageSpec
from .efforts import expected_efforts

DEFAULT_WARMUP_QUARTERS = 4.0
S = TypeVar("S", bound=Spec)
_SECTION_OF: dict[type[Spec], str] = {m.spec: name for name, m in SECTIONS.items() if m.spec is not None}

Switch = Literal["on", "off"] | bool


MOST_QUARTERS = 150_000
LEAST_PRESENCE = 0.01

Quarters = Annotated[float, Field(ge=0, le=MOST_QUARTERS), Unit("quarters")]


class HorizonSpec(Spec):
    """How long is simulated: warm-up, window of observation, run-off. In days or in quarters."""

    days: PositiveDays | None = None
    """Length of the window, in working days."""
    quarters: Annotated[float, Field(gt=0, le=MOST_QUARTERS), NotTiny, Unit("quarters")] | None = None
    """The same in quarters of 65 working days."""
    warmup_days: Days | None = None
    """Time before the window, during which queues fill; default: 4 quarters."""
    warmup_quarters: Quarters | None = None
    """The same in quarters."""
    run_off_days: Days | None = None
    """Longest time after the window, in which work that arrived in the window may be finished; default: the
    length of the window."""
    run_off_quarters: Quarters | None = None
    """The same in quarters."""

    @model_validator(mode="after")
    def _one_unit_each(self) -> HorizonSpec:
        if self.days is None and self.quarters is None:
            raise ValueError("does not say how long is simulated; add days or quarters")
        for days, quarters in (
            ("days", "quarters"),
            ("warmup_days", "warmup_quarters"),
            ("run_off_days", "run_off_quarters"),
        ):
            if None not in (getattr(self, days), getattr(self, quarters)):
                raise ValueError(f"has both {days} and {quarters}; keep one of them")
        if self.last_day > LAST_DAY:
            what = f"lasts {self.last_day:,.0f} working days with warm-up and run-off"
            raise ValueError(f"{what}; {LAST_DAY:,} are possible: write less, or set run_off")
        return self

    @staticmethod
    def _in_days(days: float | None, quarters: float | None, default: float) -> float:
        if days is not None:
            return days
        return default if quarters is None else quarters * DAYS_PER_QUARTER

    @property
    def window_days(self) -> float:
        """Length of the window in working days."""
        return self._in_days(self.days, self.quarters, 0.0)

    @property
    def window_start(self) -> float:
        """Day on which the window begins."""
        default = DEFAULT_WARMUP_QUARTERS * DAYS_PER_QUARTER
        return self._in_days(self.warmup_days, self.warmup_quarters, default)

    @property
    def window_end(self) -> float:
        """Day on which the window ends."""
        return self.window_start + self.window_days

    @property
    def last_day(self) -> float:
        """Day on which the simulation ends at the latest."""
        return self.window_end + self._in_days(self.run_off_days, self.run_off_quarters, self.window_days)


@dataclass(frozen=True, eq=False)
class Origin:
    """The file that a scenario was read from, and what was set on top; it does not affect results."""

    file: str
    overrides: Mapping[str, Any]

    def __eq__(self, other: object) -> bool:
        return True  # scenarios are the same wherever they come from

    def __hash__(self) -> int:
        return 0


class _Described(Spec):
    """The parts of a scenario that describe the organisation, apart from mechanisms."""

    name: Name
    """Name of the results folder; it does not affect results."""
    description: str = ""
    """For people."""
    horizon: HorizonSpec
    presence: Annotated[
        float, Field(ge=LEAST_PRESENCE, le=1), Unit("share"), Plausible(0.8, 1), Source(judgement=True)
    ] = 1.0
    """Share of working time that people are present: holidays and absence take the rest."""
    workforce: Annotated[dict[Name, RoleSpec], Field(min_length=1)]
    """Roles and the people in them. A role may have any name. `from_csv: people.csv` in place of
    roles takes them, with their counts, from a file of people; other keys of a role may be added."""
    products: Annotated[list[ProductSpec], Field(min_length=1)]
    """Product areas."""
    value_stream: Annotated[list[StageSpec], Field(min_length=1)]
    """Stages of the work, in order."""
    demand: DemandSpec
    structure: StructureSpec
    governance: GovernanceSpec = GovernanceSpec()
    release: ReleaseSpec = ReleaseSpec()
    priorities: Policy = "first_come"
    """What teams take first, unless they have a policy of their own."""
    limits: LimitsSpec | None = None
    """How many initiatives may be begun at a time; without it, as many as arrive. Under a `demand.mode` without
    limits it does not hold; under one with limits it holds instead of them."""


def _sections() -> dict[str, Any]:
    """The section of each mechanism, as a field of pydantic: None if a mechanism needs it and a file lacks it."""
    fields: dict[str, Any] = {}
    for name, mechanism in SECTIONS.items():
        spec = mechanism.spec
        assert spec is not None, name
        says = mechanism.says or None
        fields[name] = (
            (spec | None, Field(None, description=says))
            if mechanism.needs_section
            else (spec, Field(spec(), description=says))
        )
    return fields


if TYPE_CHECKING:
    _WithSections = _Described
else:
    _WithSections = create_model("_WithSections", __base__=_Described, **_sections())


class Scenario(_WithSections):
    """A world, a structure, and how long to look at them."""

    stands_elsewhere: ClassVar[dict[str, str]] = {
        "harm": "demand.opportunities[].harm",
        "value_in_time": "demand.opportunities[].value_in_time",
        "strategy_clarity": "alignment.strategy_clarity",
    }
    not_yet_supported: ClassVar[frozenset[str]] = frozenset(
        {
            "transformation", "market",
        }
    )  # fmt: skip

    mechanisms: Literal["none", "all"] | dict[Name, Switch] = "all"
    """Which mechanisms act: none, all, or a map like {approvals: on, others: off}; mechanisms that are
    not named stay on."""

    _folder: Path = PrivateAttr(default=Path())
    _origin: Origin | None = PrivateAttr(default=None)

    @property
    def folder(self) -> Path:
        """Folder to which paths in the scenario are relative."""
        return self._folder

    @property
    def origin(self) -> Origin | None:
        """The file that it was read from; None if it was made in another way, or changed since."""
        return self._origin

    def relative_to(self, folder: Path, origin: Origin | None = None) -> Scenario:
        """The same scenario, with paths relative to a folder."""
        self._folder, self._origin = folder, origin
        return self

    def is_on(self, mechanism: str) -> bool:
        """Whether a mechanism acts in this scenario."""
        assert mechanism in NAMES, mechanism
        if mechanism not in BY_NAME or self.mechanisms == "none":
            return False
        if isinstance(self.mechanisms, str):
            return True
        return self.mechanisms.get(mechanism, self.mechanisms.get("others", True)) in ("on", True)

    def acts(self, mechanism: str) -> bool:
        """Whether a mechanism is on and has something to act on.

        Some mechanisms need a section of their own in the file; a mechanism that is switched on by name takes the defaults.
        """
        entry = BY_NAME.get(mechanism)
        by_name = not isinstance(self.mechanisms, str) and mechanism in self.mechanisms
        needs = entry is not None and entry.needs_section and not by_name
        there = not needs or (entry is not None and getattr(self, entry.section or "") is not None)
        return self.is_on(mechanism) and there

    def has(self, section: str) -> bool:
        """Whether the file has the section of a mechanism."""
        return getattr(self, section) is not None

    def of(self, spec: type[S]) -> S:
        """The section that holds a spec, with its defaults where the file has none."""
        section = _SECTION_OF[spec]
        found: S | None = getattr(self, section)
        return spec() if found is None else found

    def efforts_of(self, stream: Stream) -> list[float]:
        """Expected nominal days that an item of a stream takes at each stage the first time."""
        return expected_efforts(self.value_stream, stream, self.folder, self.product_names)

    @property
    def streams(self) -> list[Stream]:
        """All streams, of one product each: bare items, then opportunities. The order is that of their ordinals."""
        return [one for stream in self.demand.blocks for one in one_by_one(stream, self.products)]

    @property
    def limits_in_force(self) -> LimitsSpec | None:
        """How many initiatives may be begun at a time; None where nothing limits them.

        A mode of demand says whether there are limits; those of the file come before those of the mode.
        """
        if self.demand.mode is not None and self.demand.mode_in_force.limits is None:
            return None
        return self.limits or self.demand.mode_in_force.limits

    def expires_days(self, stream: OpportunitySpec) -> float | None:
        """Working days after which an opportunity that is not begun is gone; None: never."""
        return self.demand.mode_in_force.expires_days or stream.expires_days

    @cached_property
    def stage_of_most_work(self) -> int:
        """The stage of items that takes most work, over all streams."""
        efforts = [self.efforts_of(stream) for stream in self.streams]
        of_items = [s for s, stage in enumerate(self.value_stream) if stage.per == "item"]
        return max(of_items, key=lambda s: sum(stream[s] for stream in efforts))

    def at_load(self, load: float) -> Scenario:
        """The same scenario at another load of the world: of a mode that knows loads, or with arrivals scaled until the
        busiest role in the world's baseline reaches it. Raises InputError where the world does not know it."""
        demand = self.demand
        if demand.mode_in_force.loads:
            return self._with_demand(load=load)
        if knowing := [name for name, mode in demand.modes.items() if mode.loads]:
            here = f"is in mode '{demand.mode}', which" if demand.mode else "is in no mode of demand, and so"
            remedy = f"choose mode {' or '.join(knowing)}, or omit --load"
            raise InputError([Problem("demand.load", f"'{self.name}' {here} knows no loads", remedy)])
        if demand.load is None:
            what = f"'{self.name}' does not give the utilisation of its busiest role"
            raise InputError([Problem("demand.load", what, "add it to the world, or omit --load")])
        if not all(stream.has_rate for stream in demand.blocks):
            what = f"'{self.name}' has arrivals without a rate, which cannot be scaled"
            raise InputError([Problem("demand", what, "write rates, or omit --load")])
        scaled = demand.model_copy(update={"scale": demand.scale * load / demand.load, "load": load})
        return self.model_copy(update={"demand": scaled}).relative_to(self.folder)

    def _with_demand(self, **changes: Any) -> Scenario:
        demand = self.demand.model_copy(update=changes)
        if wrong := demand.unknown_load:
            raise InputError([Problem(*wrong)])
        if unscaled := demand.unscaled:
            raise InputError([Problem("demand", *unscaled)])
        return self.model_copy(update={"demand": demand}).relative_to(self.folder)

    def in_mode(self, mode: str) -> Scenario:
        """The same scenario in another mode of its demand. Raises InputError where it has none of that name, or
        one that does not fit its load or its arrivals."""
        if mode not in self.demand.modes:
            raise InputError([no_such("demand.mode", "mode", mode, self.demand.modes)])
        return self._with_demand(mode=mode)

    @cached_property
    def stage_names(self) -> list[str]:
        """Names of the stages, in order."""
        return [stage.stage for stage in self.value_stream]

    @cached_property
    def product_names(self) -> list[str]:
        """Names of the products, in order."""
        return [product.name for product in self.products]

    @cached_property
    def legacy_shares(self) -> dict[str, float]:
        """Share of legacy in each product."""
        return {product.name: product.legacy_share for product in self.products}

    @cached_property
    def organisation(self) -> Organisation:
        """Who sits where and who owns what, as made by the recipe."""
        return organise(self.structure, self.governance, self.workforce, self.product_names, self.trades)[0]

    @property
    def trades(self) -> list[Stage]:
        """What recipes need to know of the stages."""
        return [Stage(stage.stage, stage.by) for stage in self.value_stream]
