"""Keys of which a part takes only one: a key in the upper file replaces its alternative in the file below.

A length in days replaces one in quarters, an exponential distribution a lognormal one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..kernel.distributions import LAWS, Distribution, Lognormal
from ..organisation.governance import LayerSpec
from ..organisation.management import ManagementSpec
from ..organisation.structure import SeatsSpec
from ..spec import Spec
from ..work.demand import KINDS_OF_ARRIVAL, ItemStreamSpec, OpportunitySpec
from ..work.value_stream import StageSpec
from .places import Place, forms_of, specs_of
from .scenario import HorizonSpec

Choice = tuple[frozenset[str], ...]
"""Sets of keys; the keys of one set may be used together, those of different sets may not."""


def _one_of(*keys: str) -> Choice:
    return tuple(frozenset({key}) for key in keys)


CHOICES: Mapping[type[Spec], tuple[Choice, ...]] = {
    HorizonSpec: (
        _one_of("days", "quarters"),
        _one_of("warmup_days", "warmup_quarters"),
        _one_of("run_off_days", "run_off_quarters"),
    ),
    ItemStreamSpec: (_one_of(*KINDS_OF_ARRIVAL), _one_of("product", "products")),
    OpportunitySpec: (_one_of(*KINDS_OF_ARRIVAL), _one_of("product", "products")),
    StageSpec: (_one_of("share", "effort_days"),),
    SeatsSpec: (_one_of("seats", "items_per"),),
    Lognormal: (_one_of("mean", "median"),),
    LayerSpec: (
        _one_of("sits_every_days", "review_hours"),
        _one_of("members", "level"),
        (frozenset({"judges_by"}), frozenset({"pass_good", "pass_bad"})),
    ),
    ManagementSpec: (
        (frozenset({"reporting_lines"}), frozenset({"role", "span", "layers"})),
        _one_of("span", "layers"),
    ),
    **{law: (_one_of(*LAWS),) for law in specs_of(tuple(forms_of(Distribution)))},
}
"""The choices of each part."""
COMPANIONS = {
    "sits_every_days": frozenset({"phase", "capacity_per_sitting", "hours_per_request"}),
    "products": frozenset({"evenness"}),
}
"""Keys that mean nothing without another key, and are removed with it."""


def replaced_by(place: Place, below: Iterable[str], on_top: Iterable[str]) -> set[str]:
    """Keys of a map that the keys on top replace; none where the keys on top hold both sides of a choice."""
    known, new = set(below), set(on_top)
    gone: set[str] = set()
    for choice in _choices(place):
        for keys in choice:
            others = frozenset().union(*choice) - keys
            if keys & new and not others & new:
                gone |= others & known
    return gone.union(*(COMPANIONS.get(key, frozenset()) - new for key in gone))


def rival_of(place: Place, key: str, among: Iterable[str]) -> str | None:
    """A key among others that cannot be used together with this one, if there is one."""
    others = set(among)
    for choice in _choices(place):
        if any(key in keys for keys in choice):
            for keys in choice:
                if key not in keys and keys & others:
                    return min(keys & others)
    return None


def _choices(place: Place) -> Iterable[Choice]:
    return dict.fromkeys(choice for spec in specs_of(place) for choice in CHOICES.get(spec, ()))
