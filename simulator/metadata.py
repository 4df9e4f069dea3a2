"""What is known of a number that a user may write: its unit, its plausible range and their source.

Each of these is written beside the field that it describes. All readers take it from there: the page of parameters,
the reference of files, the JSON Schema, studies.

>>> turnover: Annotated[float, Unit("per year"), Plausible(0.06, 0.24), Source("P22")] = 0.13
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic.fields import FieldInfo

YOURS = "yours"
"""Source of a value that the user supplies: the model has no opinion about it."""
JUDGEMENT = "judgement"


class Metadata:
    """Something known of a field; the JSON Schema holds it under keys of its own."""

    def schema_keys(self) -> Mapping[str, Any]:
        """Keys of the JSON Schema, which begin with x-, and what they say."""
        raise NotImplementedError


@dataclass(frozen=True)
class Unit(Metadata):
    """What a number is measured in, in words: 'working days', 'share', 'people'.

    For a list or a map it is the unit of each number in it, for a distribution that of what is drawn. A type may carry
    one, as `Days` does; a unit on the field itself overrides it.
    """

    text: str

    def schema_keys(self) -> Mapping[str, Any]:
        """`x-unit`."""
        return {"x-unit": self.text}


@dataclass(frozen=True)
class Plausible(Metadata):
    """Range in which the value of a real organisation is expected; studies move a parameter within it.

    A default may lie outside, where it switches something off.
    """

    low: float
    high: float
    of: Literal["value", "mean", "median", "default"] = "value"
    """What lies in the range: the value; the mean or the median of a distribution; or what multiplies the default,
    number by number."""
    where: str = ""
    """Where the range holds, if not everywhere: 'for a test'."""

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"a range from {self.low} to {self.high}")

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high

    def __str__(self) -> str:
        """The range in words: '0-8', 'mean 20-90', '0.4-0.85 for a test'."""
        span = f"{_number(self.low)}-{_number(self.high)}"
        if self.of == "default":
            span += " times the default"
        elif self.of != "value":
            span = f"{self.of} {span}"
        return f"{span} {self.where}".strip()

    def schema_keys(self) -> Mapping[str, Any]:
        """`x-plausible`, with `of` and `where` unless it is the value, everywhere."""
        found: dict[str, Any] = {"low": self.low, "high": self.high}
        if self.of != "value":
            found["of"] = self.of
        if self.where:
            found["where"] = self.where
        return {"x-plausible": found}


def _number(value: float) -> str:
    return f"{value:,.10g}"


@dataclass(frozen=True, init=False)
class Source(Metadata):
    """Where a default and its range come from."""

    codes: tuple[str, ...]
    """Rows of the evidence, such as P22."""
    judgement: bool
    """The size is judgement, even where a row of the evidence gives the direction or the order of magnitude."""
    yours: bool
    """The user supplies the value; a default only fills the gap."""

    def __init__(self, *codes: str, judgement: bool = False, yours: bool = False) -> None:
        object.__setattr__(self, "codes", codes)
        object.__setattr__(self, "judgement", judgement)
        object.__setattr__(self, "yours", yours)

    def __str__(self) -> str:
        """The source in words: 'P10, judgement'; 'yours' where there is neither."""
        words = [*self.codes, *[JUDGEMENT] * self.judgement]
        return ", ".join([YOURS, *words] if self.yours else words or [YOURS])

    def schema_keys(self) -> Mapping[str, Any]:
        """`x-source`, a list of rows of the evidence; `x-judgement`; `x-yours` where the user supplies the value."""
        found: dict[str, Any] = {"x-source": list(self.codes), "x-judgement": self.judgement}
        return {**found, "x-yours": True} if self.yours else found


@dataclass(frozen=True)
class Known:
    """All that is known of a field."""

    unit: Unit | None = None
    plausible: Plausible | None = None
    source: Source | None = None
    """None: the user supplies the value, and there is no default that needs a source."""

    def schema_keys(self) -> dict[str, Any]:
        """What the JSON Schema says of the field under keys of its own."""
        known = (one for one in (self.unit, self.plausible, self.source) if one is not None)
        return {key: value for one in known for key, value in one.schema_keys().items()}


def known_of(field: FieldInfo) -> Known:
    """What is known of a field, or else of its type."""
    known = [*reversed(field.metadata), *_within(field.annotation)]
    return Known(
        unit=next((one for one in known if isinstance(one, Unit)), None),
        plausible=next((one for one in known if isinstance(one, Plausible)), None),
        source=next((one for one in known if isinstance(one, Source)), None),
    )


def _within(annotation: Any) -> Iterator[Metadata]:
    """What the types inside an annotation say, the outermost first."""
    metadata = getattr(annotation, "__metadata__", ())
    yield from (one for one in reversed(metadata) if isinstance(one, Metadata))
    for argument in get_args(annotation)[: 1 if metadata else None]:
        yield from _within(argument)
