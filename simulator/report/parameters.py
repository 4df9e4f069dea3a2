"""Every parameter that a scenario could set: its value, where that comes from, and what is plausible."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic.fields import FieldInfo

from ..kernel.distributions import ExponentialLaw
from ..scenario.scenario import Scenario
from ..scenario.yaml_reader import NAMING_KEYS
from ..spec import Spec

NAMES = ("name", "stage", "description")
"""Keys that say what something is called; they decide nothing."""

MECHANISM_OF = (
    ("governance.decision_rights.during_work", "decisions"), ("governance.layers", "approvals"),
    ("governance.decision_rights", "approvals"), ("structure.chapters", "ceremonies"),
    ("structure.guilds", "ceremonies"), ("ceremonies", "ceremonies"), ("coordination", "coordination"),
    ("handoffs", "handoffs"), ("switching", "switching"), ("products.*.coupling", "dependencies"), ("dependencies", "dependencies"),
    ("structure.contracts", "dependencies"), ("people.ramp_up", "learning"), ("people.mentoring", "learning"),
    ("people", "turnover"), ("learning", "learning"), ("decision_quality", "decision_quality"), ("quality", "quality"),
    ("products.*.legacy_share", "quality"), ("value_stream.*.finds", "quality"), ("delivery", "delivery"),
    ("products.*.automation", "delivery"), ("feedback", "feedback"), ("customers", "customers"),
    ("products.*.customers", "customers"), ("money", "money"), ("workforce.*.pay", "money"),
)  # fmt: skip
"""Mechanism by the beginning of a path, names of things left out."""

UNITS = (
    (r"^(products\.\*\.customers|customers\.market)$", "people or firms"), (r"\.pay$", "money per year and person"),
    (r"revenue_per_customer_per_year$", "money per year"), (r"running_cost_per_year$", "money per year and area"),
    (r"(hiring_cost|opening_balance)$", "money"), (r"per_year$", "per year"), (r"churn_per_month$", "probability per month"),
    (r"(progress_ratio|kept_per_month)$", "ratio"), (r"familiarity_(speed|defects)$", "elasticity"),
    (r"defects_per_effort_day$", "defects per day of work"), (r"(_factor|neglect_per_100_days|optimism|most_gain|\.closes)$", "share"),
    (r"(ramp_up\.start|mentoring|automated|strategy_clarity|value_lost|\.finds|enough_upkeep)$", "share"),
    (r"(accuracy|\.power|false_positive|misaligned|lost_per_layer|used_good|used_other)$", "probability"),
    (r"good_share_lift$", "probability"), (r"\.traffic$", "multiplier"), (r"years_on_market$", "years"),
    (r"customers\.(satisfaction|satisfaction_spread|good_feature|harmful_feature|broken_feature)$", "points of 10"),
    (r"churn_response$", "per point"), (r"hours_per_metric_per_month$", "hours per month"), (r"metrics_per_team$", "metrics"),
    (r"hours_per_(change|deployment)$", "hours"), (r"feedback\.\w+\.hours$", "hours"), (r"products\.\*\.automation$", "share"),
    (r"restoring.*\.share$", "share"), (r"hours_per_week$", "hours per week"), (r"minutes_per_member_per_week$", "minutes per week and member"),
    (r"arrivals_per_day$", "per working day"), (r"arrivals_per_quarter$", "per quarter"),
    (r"per_effort_day$", "per day of work"), (r"(_hours|hours_per_request)$", "hours"),
    (r"(_days|\bdays|until_day|\.at|phase)$", "working days"), (r"quarters$", "quarters"),
    (r"(probability|pass_good|pass_bad|lost_return|coupling\.\*)$", "probability"),
    (r"max_projects(\.\*)?$", "teams"), (r"(staffing\.\*|\.seats)$", "people"),
    (r"(items_per|from_items)$", "items"), (r"first_day$", "working days"), (r"_effort$", "share"),
    (r"(_sigma|_noise)$", "sigma of the logarithm"), (r"\.tie\.\w+$", "weight"),
    (r"shares\.\w+$", "share"), (r"(share|presence|_cost|lost_effort)$", "share"),
    (r"(threshold|estimate_above|\.value)$", "money per quarter"), (r"(skill|by\.\*|demand\.scale)$", "multiplier"),
    (r"(count|members\.\*)$", "people"), (r"open_tasks$", "tasks"), (r"(wip_limit|opportunities\.\*\.items)$", "items"),
    (r"backlog_limit$", "initiatives"), (r"capacity_per_sitting$", "requests"), (r"at_least$", "layers"),
)  # fmt: skip
"""Unit by the end of a path."""

RANGE = re.compile(r"Range:? (.+?)(?= \(|[.;,:](?:\s|$)|$)")
SOURCE = re.compile(r"\b[PSA]\d{1,2}(?:-[PSA]\d{1,2})?\b")
YOURS = "yours"
"""Source of what the model has no opinion about: the world and the structure of whoever asks."""


@dataclass(frozen=True)
class Parameter:
    """Something that a scenario sets or leaves at its default."""

    path: str
    value: Any
    default: Any
    required: bool
    """There is no default: every scenario says it."""
    changed: bool
    """The scenario says something else than the default."""
    unit: str
    plausible: str
    """Plausible range, as its documentation says it."""
    source: str
    """Rows of the evidence, judgement, or yours."""
    mechanism: str | None
    """To which it belongs."""
    on: bool | None
    """Whether that mechanism acts."""
    meaning: str
    pattern: str
    """The path with * for the names of things."""


def parameters_of(scenario: Scenario) -> list[Parameter]:
    """All parameters, in the order of the reference page."""
    return [_parameter(scenario, leaf) for leaf in leaves_of(scenario, "", "")]


@dataclass(frozen=True)
class Leaf:
    """A value somewhere in a scenario, with the field that it fills."""

    path: str
    pattern: str
    value: Any
    owner: type[Spec]
    field: FieldInfo
    inner: bool = False
    """One of several values of a field."""


def leaves_of(spec: Spec, path: str, pattern: str) -> Iterator[Leaf]:
    """Every value of a part of a scenario, parts of parts included."""
    for name, field in type(spec).model_fields.items():
        if name not in NAMES:
            yield from _inside(spec, field, getattr(spec, name), f"{path}{name}", f"{pattern}{name}")


def _inside(spec: Spec, field: FieldInfo, value: Any, path: str, pattern: str) -> Iterator[Leaf]:
    if isinstance(value, Spec) and not _is_distribution(field.annotation):
        yield from leaves_of(value, f"{path}.", f"{pattern}.")
    elif isinstance(value, Mapping) and value:
        for key, inner in value.items():
            if isinstance(inner, Spec):
                yield from leaves_of(inner, f"{path}.{key}.", f"{pattern}.*.")
            else:
                yield Leaf(f"{path}.{key}", f"{pattern}.*", inner, type(spec), field, inner=True)
    elif isinstance(value, list) and value and all(isinstance(one, Spec) for one in value):
        for k, inner in enumerate(value):
            yield from leaves_of(inner, f"{path}.{_called(inner, k)}.", f"{pattern}.*.")
    else:
        yield Leaf(path, pattern, value, type(spec), field)


def _called(spec: Spec, k: int) -> str:
    """How a path names an element of a list."""
    names = (getattr(spec, key, None) for key in NAMING_KEYS)
    return next((name for name in names if name), str(k))


def _is_distribution(annotation: Any) -> bool:
    return annotation is ExponentialLaw or any(map(_is_distribution, get_args(annotation)))


def _parameter(scenario: Scenario, leaf: Leaf) -> Parameter:
    required = leaf.inner or leaf.field.is_required()
    default = None if required else _plain(leaf.field.get_default(call_default_factory=True))
    value = _plain(leaf.value)
    mechanism = next((m for start, m in MECHANISM_OF if leaf.pattern.startswith(start)), None)
    return Parameter(
        path=leaf.path,
        value=value,
        default=default,
        required=required,
        changed=not required and value != default,
        unit=unit_of(leaf.pattern),
        plausible=plausible_of(leaf.owner, leaf.field),
        source=source_of(leaf.owner, leaf.field) or YOURS,
        mechanism=mechanism,
        on=None if mechanism is None else scenario.acts(mechanism),
        meaning=_meaning(leaf.field),
        pattern=leaf.pattern,
    )


def _plain(value: Any) -> Any:
    """A value as it would stand in a file."""
    if isinstance(value, Spec):
        return value.model_dump(exclude_none=True)
    return [_plain(one) for one in value] if isinstance(value, list) else value


def unit_of(pattern: str) -> str:
    """Unit of what has such a path, '' where it has none."""
    return next((unit for ending, unit in UNITS if re.search(ending, pattern)), "")


def plausible_of(owner: type[Spec], field: FieldInfo) -> str:
    """Plausible range of a field, as its documentation says it."""
    found = RANGE.search(_meaning(field)) or RANGE.search(_document(owner))
    return found.group(1) if found else ""


def source_of(owner: type[Spec], field: FieldInfo) -> str:
    """Rows of the evidence behind a field, and judgement; of its part of the file if it has none itself."""
    for text in (_meaning(field), _document(owner)):
        found = SOURCE.findall(text)
        if "judgement" in text.lower():
            found.append("judgement")
        if found:
            return ", ".join(dict.fromkeys(found))
    return ""


def _meaning(field: FieldInfo) -> str:
    return " ".join((field.description or "").split())


def _document(owner: type[Spec]) -> str:
    return " ".join((owner.__doc__ or "").split())
