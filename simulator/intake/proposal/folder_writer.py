"""A proposal as files: calibrated, checked by reading them again, and written completely or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...csv_text import csv_of, looks_like_a_formula
from ...errors import InputError, Problem
from ...scenario.loader import load_scenario, scenario_from
from ...scenario.scenario import Scenario
from ...scenario.yaml_writer import as_yaml
from ..notes import Notes, several
from ..work.history import History, Item
from .calibration import CLOSE, TARGET, busiest, factor_for, with_efforts, with_rates
from .demand import FLOW_EFFICIENCY, LEAST_EFFORT_DAYS
from .folder import write_all
from .people_writer import people_csv
from .proposal import Proposal

DECIDE_ON = {
    True: ("lead_time_days_mean", "lead_time_days_p85"),
    False: ("time_to_market_days_mean", "initiative_lead_time_days_mean"),
}
MAPPING, PEOPLE, WORLD, COMPARISON, ASSUMPTIONS, LEAD_TIMES = (
    "mapping.yaml", "people.csv", "world.yaml", "comparison.yaml", "assumptions.md", "lead-times.csv",
)  # fmt: skip
COMMENTS = {
    WORLD: "The world: people, products, stages, demand. It is the same in every structure.",
    MAPPING: "How orgsim read your words. Edit this file and run init again: init reads it. You may also add `who: {stage: {role: 1.0}}` "
    "for who can do a stage, and `owns: {area: {stage: team}}` for who does it.",
    COMPARISON: "The present organisation and the presets, all made of the same people.",
    "as-is.yaml": "The organisation as your files show it. Teams, groups and reporting lines are in people.csv.",
}


def write(proposal: Proposal, out: Path) -> list[str]:
    """Write all files of a proposal; returns their names. Raises InputError or OutputError."""
    _calibrate(proposal)
    _drop_impossible(proposal)
    _note_unknown(proposal)
    _note_formulas(proposal)
    files = {PEOPLE: people_csv(proposal.people, proposal.roles)}
    files[MAPPING] = as_yaml(proposal.mapping, [COMMENTS[MAPPING]])
    files[WORLD] = as_yaml(proposal.world, [COMMENTS[WORLD], *_comment(proposal.notes, "world.yaml")])
    for name, values in proposal.structures.items():
        comment = COMMENTS.get(
            f"{name}.yaml",
            f"{name}, made of the same people. Its numbers are those of the preset that comes with orgsim.",
        )
        files[f"{name}.yaml"] = as_yaml(values, [comment, *_comment(proposal.notes, f"{name}.yaml")])
    files[COMPARISON] = as_yaml(_comparison(proposal), [COMMENTS[COMPARISON]])
    files[ASSUMPTIONS] = (
        f"# {proposal.world['name']}: what it rests on\n\n{proposal.notes.as_text(wide=False)}\n"
    )
    if proposal.history is not None:
        files[LEAD_TIMES] = lead_times_csv(proposal.history)
    write_all(out, files, lambda folder: _check(folder, list(proposal.structures)))
    return list(files)


def lead_times_csv(history: History) -> str:
    """How long each item took, in working days; for an open item, how long it has been open."""
    last = max(max((i.created, *([] if i.done != i.done else [i.done]))) for i in history.items)
    return csv_of(
        ("type", "lead_days", "finished"),
        (_lead_time(item, last) for item in history.items if not item.ended),
    )


def _lead_time(item: Item, last: float) -> dict[str, object]:
    """Type of an item, and how long it took, or has been open on the last day of the history."""
    open_ = item.done != item.done  # no time
    lead = (last if open_ else item.done) - item.created
    return {"type": item.kind, "lead_days": f"{lead:.4f}", "finished": int(not open_)}


def _comment(notes: Notes, file: str) -> list[str]:
    """Assumptions that are replaced in a file."""
    return [
        f"- {one.what} [{one.replace}]" for one in (*notes.assumptions, *notes.unknown) if file in one.replace
    ]


def _check(folder: Path, names: Sequence[str]) -> None:
    """Read again what was written."""
    for name in names:
        load_scenario(folder / f"{name}.yaml")


def _comparison(proposal: Proposal) -> dict[str, Any]:
    decide_on = DECIDE_ON[proposal.worked]
    return {
        "question": "What happens to speed if the same people are organised differently?",
        "variants": [f"{name}.yaml" for name in proposal.structures],
        "decide_on": list(decide_on),
        "smallest_effect_that_matters": dict.fromkeys(decide_on, "10 %"),
    }


def _scenarios(proposal: Proposal, names: Sequence[str]) -> dict[str, Scenario | InputError]:
    """Structures of a proposal as scenarios, or what is wrong with them."""
    found: dict[str, Scenario | InputError] = {}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / PEOPLE).write_text(people_csv(proposal.people, proposal.roles), encoding="utf-8")
        for name in names:
            values = {k: v for k, v in proposal.structures[name].items() if k != "extends"}
            try:
                found[name] = scenario_from({**proposal.world, **values}, folder)
            except InputError as error:
                found[name] = error
    return found


def _calibrate(proposal: Proposal) -> None:
    """Set the one number that the files do not show so that the present organisation copes."""
    scenario = _scenarios(proposal, ["as-is"])["as-is"]
    if isinstance(scenario, InputError):
        raise scenario
    used, role = busiest(scenario)
    if proposal.worked:
        _set_efforts(proposal, scenario, used, role)
    else:
        factor = factor_for(scenario, with_rates)
        proposal.world["demand"]["load"] = TARGET
        for stream in proposal.world["demand"]["opportunities"]:
            stream["arrivals_per_quarter"] = float(f"{stream['arrivals_per_quarter'] * factor:.4g}")
        total = sum(stream["arrivals_per_quarter"] for stream in proposal.world["demand"]["opportunities"])
        role = busiest(with_rates(scenario, factor))[1]
        proposal.notes.assume(
            f"{total:.3g} opportunities arrive per quarter, so that the busiest people ({role}) reach a utilisation of {TARGET}",
            "world.yaml: demand.opportunities.*.arrivals_per_quarter",
        )


def _set_efforts(proposal: Proposal, scenario: Scenario, used: float, role: str) -> None:
    """Lower the efforts of items if the people could not cope with them."""
    streams = proposal.world["demand"]["items"]
    known = proposal.history is not None and any(item.spent_days > 0 for item in proposal.history.items)
    said = (
        "the time worked in the file"
        if known
        else f"{FLOW_EFFICIENCY:.0%} of the lead time at the median (judgement)"
    )
    where = "world.yaml: demand.items.*.effort_days"
    proposal.world["demand"]["load"] = float(f"{min(used, TARGET):.2g}")
    if used <= TARGET + CLOSE:
        mean = _mean_effort(streams)
        proposal.notes.assume(
            f"effort of an item: {said}, {mean:.3g} working days on average; the busiest people ({role}) reach a utilisation of {used:.2f}",
            where,
        )
        return
    factor = factor_for(scenario, with_efforts)
    for stream in streams:
        law = stream["effort_days"]["lognormal"]
        law["mean"] = float(f"{max(LEAST_EFFORT_DAYS / 100, law['mean'] * factor):.3g}")
    proposal.notes.assume(
        f"effort of an item: {said}, times {factor:.3g}, {_mean_effort(streams):.3g} working days on average; without that factor the busiest people "
        f"({role}) would need a utilisation of {used:.2f}, with it they reach {TARGET}",
        where,
    )


def _mean_effort(streams: Sequence[dict[str, Any]]) -> float:
    total = sum(stream["arrivals_per_day"] for stream in streams)
    return float(sum(s["arrivals_per_day"] * s["effort_days"]["lognormal"]["mean"] for s in streams) / total)


def _drop_impossible(proposal: Proposal) -> None:
    """Leave out presets that these people cannot be organised by, and say why."""
    for name, found in _scenarios(proposal, list(proposal.structures)).items():
        if isinstance(found, InputError):
            problem: Problem = found.problems[0]
            if name == "as-is":
                raise found
            proposal.notes.warn(f"preset {name} is left out: {problem.path}: {problem.what}")
            del proposal.structures[name]
        else:
            _warn_of_load(proposal, name, found)


def _warn_of_load(proposal: Proposal, name: str, scenario: Scenario) -> None:
    """Warn where a person would have more work than they can do, and name a load at which they could do it."""
    used, role = busiest(scenario)
    if used >= 1.0:
        load = TARGET * proposal.world["demand"]["load"] / used
        proposal.notes.warn(
            f"{name}: the busiest people ({role}) would need a utilisation of {used:.2f}, because teams of busy areas are no larger "
            f"than others: their queue grows without end; with orgsim compare --load {max(load, 0.01):.2f} all teams cope"
        )


def _note_formulas(proposal: Proposal) -> None:
    """Note the names that are written with an apostrophe, so that spreadsheets do not compute them."""
    names = {name for person in proposal.people for name in (*person.teams, person.group)} | set(
        proposal.roles
    )
    if proposal.history is not None:
        names |= {item.kind for item in proposal.history.items}
    count = sum(looks_like_a_formula(name) for name in names)
    if count:
        proposal.notes.warn(
            f"{several(count, 'name begins', 'names begin')} with =, +, - or @, which a spreadsheet takes for a formula; CSV "
            "files have an apostrophe before them, which orgsim ignores when it reads them"
        )


def _note_unknown(proposal: Proposal) -> None:
    """What such files cannot show, regardless of their content."""
    miss = proposal.notes.miss
    world, key = "world.yaml", "items" if proposal.worked else "opportunities"
    miss("how much of the time that an item is open a person works on it (touch time against waiting): see the effort of an item",
         f"{world}: demand.{key}.*.effort_days, value_stream.*.share")  # fmt: skip
    miss("the cost of switching between tasks, coordination, meetings and handoffs: the defaults of the mechanisms", f"{world}: switching, "
         "coordination, ceremonies, handoffs; see orgsim show --parameters")  # fmt: skip
    value = (
        "none: items have no value"
        if proposal.worked
        else "50,000 a quarter at the median, a third good, a third harmful"
    )
    miss(
        f"the value of the work: {value}",
        f"{world}: demand.{key}.*.value" if not proposal.worked else f"{world}: demand.opportunities",
    )
    miss("the skill of people: all work at average speed", f"{world}: workforce.<role>.skill")
    miss("dependencies between areas: none", f"{world}: products.*.coupling")
    if proposal.worked:
        miss(
            "who must approve what: as under approval paths; bare items need no approval to start",
            "as-is.yaml: governance",
        )
