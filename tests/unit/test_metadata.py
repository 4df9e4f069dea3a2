"""What is known of a number stands on its field: unit, plausible range, source."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

import pytest
from pydantic.fields import FieldInfo

from simulator import load_scenario, parameters_of
from simulator.intake.meaning.mapping import MappingSpec
from simulator.kernel.distributions import LAWS, Distribution, mean_of
from simulator.metadata import Plausible, Source, Unit, known_of
from simulator.scenario.comparison import ComparisonSpec
from simulator.scenario.scenario import Scenario
from simulator.spec import Days, Name, Probability, Spec

PRODUCT_MODEL = Path(__file__).parents[2] / "scenarios" / "product-model.yaml"


def fields_in(annotation: Any) -> Iterator[tuple[type[Spec], str]]:
    """Every field of the parts of a file inside an annotation; laws take the unit of what they draw."""
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        if annotation.__module__ == "simulator.kernel.distributions":
            return
        for name, field in annotation.model_fields.items():
            yield annotation, name
            yield from fields_in(field.annotation)
    for argument in get_args(annotation):
        yield from fields_in(argument)


def holds_numbers(annotation: Any) -> bool:
    if get_origin(annotation) is Literal:
        return False
    arguments = get_args(annotation)[: 1 if get_origin(annotation) is Annotated else None]
    return annotation in (int, float) or any(map(holds_numbers, arguments))


FIELDS = dict.fromkeys(pair for root in (Scenario, ComparisonSpec, MappingSpec) for pair in fields_in(root))
NUMBERS = [(spec, name) for spec, name in FIELDS if holds_numbers(spec.model_fields[name].annotation)]


def field_of(pair: tuple[type[Spec], str]) -> FieldInfo:
    return pair[0].model_fields[pair[1]]


def default_of(pair: tuple[type[Spec], str]) -> Any:
    field = field_of(pair)
    return None if field.is_required() else field.get_default(call_default_factory=True)


def called(pair: tuple[type[Spec], str]) -> str:
    return f"{pair[0].__name__}.{pair[1]}"


def test_every_number_has_a_unit() -> None:
    assert len(NUMBERS) > 120
    assert [called(pair) for pair in NUMBERS if not known_of(field_of(pair)).unit] == []


def test_every_default_has_a_source_or_is_called_judgement_or_yours() -> None:
    def is_silent(source: Source | None) -> bool:
        return source is None or not (source.codes or source.judgement or source.yours)

    with_default = [pair for pair in NUMBERS if default_of(pair) not in (None, {}, [])]
    assert [called(pair) for pair in with_default if is_silent(known_of(field_of(pair)).source)] == []


OUTSIDE = {
    "StageSpec.finds": "a stage finds nothing unless it says so; the range is that of a test",
    "OpportunitySpec.good_share": "a third, which its range gives as .33",
}
"""Fields whose default lies outside of their range, and why."""


def test_a_default_is_plausible() -> None:
    outside = set()
    for pair in NUMBERS:
        plausible, default = known_of(field_of(pair)).plausible, default_of(pair)
        if plausible is None or default in (None, {}) or plausible.of == "default":
            continue
        if mean_of(default) not in plausible:
            outside.add(called(pair))
    assert outside == set(OUTSIDE)


def test_the_meaning_leaves_range_and_source_to_the_metadata() -> None:
    words = ("Range", "Judgement", "swept", "Yours")
    meanings = {called(pair): field_of(pair).description or "" for pair in FIELDS}
    assert [name for name, text in meanings.items() if any(word in text for word in words)] == []


class Example(Spec):
    plain: Annotated[float, Unit("hours"), Plausible(1, 8), Source("P10", judgement=True)] = 2.0
    of_type: Annotated[Days, Plausible(2, 20)] = 5.0
    against_type: Annotated[Probability, Unit("share")] = 0.5
    perhaps: Annotated[Days, Source("P43")] | None = None
    by_name: dict[Name, Probability] = {}
    drawn: Annotated[Distribution, Unit("hours"), Plausible(1, 2, of="median")] = 1.0
    silent: Name = "nothing"


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("plain", "hours"), ("of_type", "working days"), ("against_type", "share"), ("perhaps", "working days"),
        ("by_name", "probability"), ("drawn", "hours"),
    ],
)  # fmt: skip
def test_a_unit_is_that_of_the_field_or_else_of_its_type(name: str, unit: str) -> None:
    assert known_of(Example.model_fields[name]).unit == Unit(unit)


def test_a_field_may_say_nothing() -> None:
    known = known_of(Example.model_fields["silent"])
    assert (known.unit, known.plausible, known.source) == (None, None, None)


def test_metadata_reads_as_a_person_would_write_it() -> None:
    assert str(Plausible(0, 8)) == "0-8"
    assert str(Plausible(5_000, 1_000_000)) == "5,000-1,000,000"
    assert str(Plausible(20, 90, of="mean")) == "mean 20-90"
    assert str(Plausible(0, 2, of="default")) == "0-2 times the default"
    assert str(Plausible(0.4, 0.85, where="for a test")) == "0.4-0.85 for a test"
    assert str(Source("P10", "S13", judgement=True)) == "P10, S13, judgement"
    assert str(Source(judgement=True, yours=True)) == "yours, judgement"
    assert str(Source(yours=True)) == "yours"


def test_a_range_begins_at_its_low_end() -> None:
    with pytest.raises(ValueError, match="a range from 2 to 1"):
        Plausible(2, 1)


def test_the_json_schema_says_it_on_the_key_itself() -> None:
    properties = Example.model_json_schema()["properties"]
    assert {key: value for key, value in properties["plain"].items() if key.startswith("x-")} == {
        "x-unit": "hours", "x-plausible": {"low": 1, "high": 8}, "x-source": ["P10"], "x-judgement": True,
    }  # fmt: skip
    assert properties["drawn"]["x-plausible"] == {"low": 1, "high": 2, "of": "median"}
    assert properties["perhaps"]["x-unit"] == properties["of_type"]["x-unit"] == "working days"
    assert properties["perhaps"]["x-source"] == ["P43"]
    assert not any(key.startswith("x-") for key in properties["silent"])


def test_a_study_finds_what_it_may_move_by_its_path() -> None:
    found = {p.path: p for p in parameters_of(load_scenario(PRODUCT_MODEL, {"people": {}}))}
    turnover = found["people.turnover_per_year"]
    assert (turnover.default, turnover.unit, turnover.mechanism) == (0.13, "per year", "turnover")
    assert (turnover.plausible, turnover.source) == (Plausible(0.06, 0.24), Source("P22"))
    assert found["horizon.quarters"].source == Source(yours=True)


def test_laws_take_the_unit_of_what_they_draw() -> None:
    assert not any(known_of(field).unit for law in LAWS.values() for field in law.model_fields.values())
