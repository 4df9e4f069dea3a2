"""How people work together and how work flows: what is said of each key that may be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from .examples import changed, complaints
from .test_wrong_mechanisms import said_of
from .test_wrong_structures import PROJECTS, SQUADS, lines


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("coordination: {tie: {team: 1}}", "22: coordination.tie.team: no such key; known: across, group"),
        ("coordination: {tie: 1.5}", "16: coordination.tie: must be a map, is 1.5; write its keys: {group: …}"),
        ("coordination: {tie: {group: -1}}", "22: coordination.tie.group: must be at least 0, is -1; write 0 or more"),
        ("coordination: {tie: {across: 1000}}", "22: coordination.tie.across: must be at most 100, is 1,000; write 100 or less"),
        ("coordination: {pair_cost: 3}", "16: coordination.pair_cost: must be at most 1, is 3; write 1 or less"),
        ("coordination: {size_cost: -0.1}", "16: coordination.size_cost: must be at least 0, is -0.1; write 0 or more"),
        ("coordination: {interdependence: 11}", "16: coordination.interdependence: must be at most 10, is 11; write 10 or less"),
        ("coordination: {interdependece: 1}", "16: coordination.interdependece: no such key; did you mean 'interdependence'?"),
        ("handoffs: {most_share: 10}", "12: handoffs.most_share: must be at most 1, is 10; write a share between 0 and 1: 0.1 for 10 %"),
        ("handoffs: {most_share: -0.1}", "12: handoffs.most_share: must be at least 0, is -0.1; write 0 or more"),
        ("handoffs: {most: 0.1}", "12: handoffs.most: no such key; known: give_hours, lost_effort, lost_return, most_share, take_hours"),
        ("switching: {lost_share: 0.2}", "13: switching.lost_share: must be a list, is 0.2; write [0.2]"),
        ("switching: {lost_share: []}", "13: switching.lost_share: is empty; write at least one entry"),
        ("switching: {lost_share: [0, 20]}", "29: switching.lost_share.1: must be at most 0.99, is 20; write a share between 0 and 1: 0.2 for 20 %"),
        ("support: {first: always}", "11: support.first: is 'always'; write 'share', 'before' or 'after'"),
        ("support: {first: shares}", "11: support.first: is 'shares'; did you mean 'share'?"),
        ("support: {share: 15}", "11: support.share: must be at most 1, is 15; write a share between 0 and 1: 0.15 for 15 %"),
        ("support: {share: -0.1}", "11: support.share: must be at least 0, is -0.1; write 0 or more"),
        ("support: {shares: 0.2}", "11: support.shares: no such key; did you mean 'share'?"),
        ("support: 0.15", "1: support: must be a map, is 0.15; write its keys: {first: …}"),
        ("dependencies: {own_first: 1}", "16: dependencies.own_first: must be true or false, is 1; write true or false"),
        ("dependencies: {own_frist: true}", "16: dependencies.own_frist: no such key; did you mean 'own_first'?"),
        ("dependencies: {misfit: 0.1}", "16: dependencies.misfit: must be a map, is 0.1; write its keys: {team: …}"),
        ("dependencies: {misfit: {team: 20}}", "25: dependencies.misfit.team: must be at most 1, is 20; write a share between 0 and 1: 0.2 for 20 %"),
        ("dependencies: {misfit: {group: -0.1}}", "25: dependencies.misfit.group: must be at least 0, is -0.1; write 0 or more"),
        ("dependencies: {misfit: {across: 1.5}}", "25: dependencies.misfit.across: must be at most 1, is 1.5; write 1 or less"),
        ("dependencies: {misfit: {contract_factor: 2}}", "25: dependencies.misfit.contract_factor: must be at most 1, is 2; write 1 or less"),
        ("dependencies: {misfit: {acros: 0.1}}", "25: dependencies.misfit.acros: no such key; did you mean 'across'?"),
        ("dependencies: {work_visible: no}", "16: dependencies.work_visible: must be true or false, is 'no'; write true or false"),
        ("dependencies: {meets_every_days: .inf}", "16: dependencies.meets_every_days: is infinite; write a finite number"),
        ("dependencies: {meets_every: 5}", "16: dependencies.meets_every: no such key; did you mean 'meets_every_days'?"),
        ("mechanisms: {precedense: on}", "14: mechanisms.precedense: no such mechanism; did you mean 'precedence'?"),
        ("mechanisms: {suport: on}", "14: mechanisms.suport: no such mechanism; did you mean 'support'?"),
        ("learning: {transfer: 40}", "12: learning.transfer: must be at most 1, is 40; write a share between 0 and 1: 0.4 for 40 %"),
        ("learning: {transfer: -0.1}", "12: learning.transfer: must be at least 0, is -0.1; write 0 or more"),
        ("learning: {transfer_coupled: 1.5}", "12: learning.transfer_coupled: must be at most 1, is 1.5; write 1 or less"),
        ("learning: {spread_per_hour_met: 2}", "12: learning.spread_per_hour_met: must be at most 1, is 2; write 1 or less"),
        ("governance: {layers: [{name: b, sits_every_days: 5, fills_places: true}]}", "53: governance.layers.b.fills_places: there are no places to fill; add limits: {initiatives: …}, or remove it"),
        ("governance: {layers: [{name: b, sits_every_days: 5, fills_places: 1}]}", "53: governance.layers.b.fills_places: must be true or false, is 1; write true or false"),
        ("governance: {layers: [{name: b, sits_every_days: 5, ranks_by: value}]}", "23: governance.layers.b: ranks_by is for a board that fills places; add fills_places: true, or remove it"),
        ("governance: {layers: [{name: b, sits_every_days: 5, fills_places: true, pass_good: 0.5}]}", "23: governance.layers.b: fills places and does not judge; remove pass_good, or add a layer that judges"),
        ("governance: {layers: [{name: b, sits_every_days: 5, fills_places: true}, {name: c, sits_every_days: 5, fills_places: true}]}", "1: governance: layers b and c both fill places; one of them can"),
        ("governance: {layers: [{name: b, review_hours: 1, fills_places: true}]}", "23: governance.layers.b: fills places but never sits; add sits_every_days, or remove fills_places"),
        ("governance: {decision_rights: {for_initiative: {per_initiative: 4}}}", "49: governance.decision_rights.for_initiative.per_initiative: must be at most 3, is 4; write 3 or less"),
        ("governance: {decision_rights: {for_initiative: {per_initiative: 0}}}", "49: governance.decision_rights.for_initiative.per_initiative: must be at least 1, is 0; write 1 or more"),
        ("governance: {decision_rights: {for_initiative: {per_initiative: 1.5}}}", "49: governance.decision_rights.for_initiative.per_initiative: must be a whole number, is 1.5; round it"),
        ("governance: {decision_rights: {for_initiative: {by: ask}}}", "49: governance.decision_rights.for_initiative.by: must be 'decide' or 'consult' or a map, is 'ask'; write 'decide' or 'consult' or a map"),
        ("governance: {decision_rights: {for_initiative: {by: {ask: [nobody]}}}}", "60: governance.decision_rights.for_initiative.by.ask.0: no such layer 'nobody'; no names are known here"),
        ("governance: {decision_rights: {for_initiative: {per: 2}}}", "49: governance.decision_rights.for_initiative.per: no such key; known: by, per_initiative"),
        ("governance: {decision_rights: {for_initiative: decide}}", "32: governance.decision_rights.for_initiative: must be a map, is 'decide'; write its keys: {per_initiative: …}"),
    ],
)  # fmt: skip
def test_every_key_says_what_it_must_be_and_what_to_write(tmp_path: Path, line: str, message: str) -> None:
    assert said_of(tmp_path, line) == [message]


def test_a_board_ranks_by_a_policy_that_exists(tmp_path: Path) -> None:
    line = "limits: {initiatives: 2}\ngovernance: {layers: [{name: b, sits_every_days: 5, fills_places: true, ranks_by: size}]}"
    (said,) = complaints(tmp_path, changed(("presence: 0.9", line)))
    assert said == (
        "s.yaml:4:73: governance.layers.b.ranks_by: is 'size'; write 'first_come', 'value_over_effort', 'value', "
        "'oldest_initiative' or 'items_shipped'"
    )


@pytest.mark.parametrize(
    ("structure", "line", "message"),
    [
        (PROJECTS, "seats: sometimes", "3:3:.seats: is 'sometimes'; write 'throughout' or 'while_needed'"),
        (PROJECTS, "seats: while_neded", "3:3:.seats: is 'while_neded'; did you mean 'while_needed'?"),
        (PROJECTS, "seats: true", "3:3:.seats: is true; write 'throughout' or 'while_needed'"),
        (SQUADS, "seat: throughout", "2:3:.seat: no such key; did you mean 'seats'?"),
        (SQUADS, "reassign: 1", "2:3:.reassign: must be a map, is 1; write its keys: {every_quarters: …}"),
        (SQUADS, "reassign: {every_quarters: -1}", "2:14:.reassign.every_quarters: must be at least 0.1, is -1; write 0.1 or more"),
        (SQUADS, "reassign: {every_quarters: 2000}", "2:14:.reassign.every_quarters: must be at most 1,000, is 2,000; write 1,000 or less"),
        (SQUADS, "reassign: {every_quarter: 1}", "2:14:.reassign.every_quarter: no such key; did you mean 'every_quarters'?"),
        (SQUADS, "reassign: {to: shortest_backlog}", "2:14:.reassign.to: is 'shortest_backlog'; did you mean 'longest_backlog'?"),
        (SQUADS, "reassign: {what: person}", "2:14:.reassign.what: is 'person'; write 'people' or 'areas'"),
        (SQUADS, "reassign: people", "2:3:.reassign: must be a map, is 'people'; write its keys: {every_quarters: …}"),
    ],
)  # fmt: skip
def test_so_do_seats_and_reassigning(tmp_path: Path, structure: str, line: str, message: str) -> None:
    assert lines(tmp_path, f"{structure}  {line}\n") == [message]
