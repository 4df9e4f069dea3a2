"""The base class of everything a user may write in a file."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from .metadata import Unit, known_of

HIGHEST = 1e15
"""No number of a file is larger: sums and squares of any of them stay exact enough, and finite."""
LOWEST_POSITIVE = 1e-6
"""No number that must be positive is smaller: its inverse stays finite."""
LAST_DAY = 10_000_000
"""Up to here, forty thousand years, the calendar separates times that differ by 2^-29 day or less."""
HIGHEST_COUNT = 1_000_000_000
MOST_RETURNS = 0.999
"""Highest chance of a repetition: a thousand repetitions on average."""
LONGEST_NAME = 200


def _not_tiny(value: float) -> float:
    if value < LOWEST_POSITIVE:
        raise PydanticCustomError("tiny", "too small", {"least": LOWEST_POSITIVE})
    return value


def _a_name(value: str) -> str:
    if not value.strip():
        raise PydanticCustomError("string_too_short", "empty", {"min_length": 1})
    if not value.isprintable():
        raise PydanticCustomError("unprintable", "holds characters that cannot be printed")
    return value


NotTiny = AfterValidator(_not_tiny)
Positive = Annotated[float, Field(gt=0, le=HIGHEST), NotTiny]
PositiveDays = Annotated[float, Field(gt=0, le=LAST_DAY), NotTiny, Unit("working days")]
Days = Annotated[float, Field(ge=0, le=LAST_DAY), Unit("working days")]
NonNegative = Annotated[float, Field(ge=0, le=HIGHEST)]
Probability = Annotated[float, Field(ge=0, le=1), Unit("probability")]
ProperProbability = Annotated[float, Field(ge=0, le=MOST_RETURNS), Unit("probability")]
Count = Annotated[int, Field(ge=0, le=HIGHEST_COUNT)]
PositiveCount = Annotated[int, Field(ge=1, le=HIGHEST_COUNT)]
Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(_a_name)]


class Spec(BaseModel):
    """A frozen part of a file: unknown keys are errors, numbers are finite, and true is not a number."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )

    not_yet_supported: ClassVar[frozenset[str]] = frozenset()
    """Keys of the public interface that this version does not act on yet."""
    stands_elsewhere: ClassVar[dict[str, str]] = {}
    """Keys that people look for here, with the path at which they stand."""

    def explicit_keys(self) -> set[str]:
        """Keys whose value differs from their default.

        A scenario as resolved writes every key; a key at its default is treated as absent.
        """
        fields = type(self).model_fields
        return {
            key
            for key in self.model_fields_set
            if getattr(self, key) != fields[key].get_default(call_default_factory=True)
        }

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler, /
    ) -> JsonSchemaValue:
        """The JSON Schema, with unit, plausible range and source of each key under x-."""
        found = handler(core_schema)
        properties = handler.resolve_ref_schema(found).get("properties", {})
        for name, field in cls.model_fields.items():
            properties[name].update(known_of(field).schema_keys())
        return found
