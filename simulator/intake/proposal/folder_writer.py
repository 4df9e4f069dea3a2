"""A proposal as files: checked by reading them again, and written completely or not at all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...csv_text import csv_of, looks_like_a_formula
from ...scenario.loader import load_scenario
from ...scenario.yaml_writer import as_yaml
from ..notes import Notes, several
from ..work.history import History, Item
from .folder import write_all
from .people_writer import people_csv
from .proposal import Proposal
from .trial import PEOPLE

DECIDE_ON = {
    True: ("lead_time_days_mean", "lead_time_days_p85"),
    False: ("time_to_market_days_mean", "initiative_lead_time_days_mean"),
}
MAPPING, WORLD, COMPARISON, ASSUMPTIONS, LEAD_TIMES = (
    "mapping.yaml", "world.yaml", "comparison.yaml", "assumptions.md", "lead-times.csv",
)  # fmt: skip
COMMENTS = {
    WORLD: "The world: people, products, stages, demand. It is the same in every structure.",
    MAPPING: "How orgsim read your words. Edit this file and run init again: init reads it. You may also add `who: {stage: {role: 1.0}}` "
    "for who can do a stage, `owns: {area: {stage: team}}` for who does it, `level: above | items | below` for the level of a hierarchy that "
    "is counted, and `vacancies: filled`.",
    COMPARISON: "The present organisation and the presets, all made of the same people.",
    "as-is.yaml": "The organisation as your files show it. Teams, groups and reporting lines are in people.csv.",
}


def write(proposal: Proposal, out: Path) -> list[str]:
    """Write all files of a proposal; returns their names. Raises InputError or OutputError."""
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
    """How long each item took, in working days; for an open item, how long it has been open.

    Items that were given up, that came before the history, or whose end is not dated are left out.
    """
    last = max(item.last_sign for item in history.items)
    known = [item for item in history.items if not item.before and (item.is_open or math.isfinite(item.done))]
    return csv_of(("type", "lead_days", "finished"), (_lead_time(item, last) for item in known))


def _lead_time(item: Item, last: float) -> dict[str, object]:
    """Type of an item, and how long it took, or has been open on the last day of the history."""
    lead = (last if item.is_open else item.done) - item.created
    return {"type": item.kind, "lead_days": f"{lead:.4f}", "finished": int(not item.is_open)}


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
        "variants": list(proposal.variants),
        "decide_on": list(decide_on),
        "smallest_effect_that_matters": dict.fromkeys(decide_on, "10 %"),
    }


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
    miss(
        "the value of the work, customers, money: not simulated, and no figure of them is given",
        f"{world}: demand.opportunities.*.value, customers, money",
    )
    miss("the skill of people: all work at average speed", f"{world}: workforce.<role>.skill")
    miss("dependencies between areas: none", f"{world}: products.*.coupling")
    if proposal.worked:
        miss(
            "who must approve what: as under approval paths; bare items need no approval to start",
            "as-is.yaml: governance",
        )
