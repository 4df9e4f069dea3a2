"""How people work together and how work flows: what is said of each key that may be wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from .test_wrong_mechanisms import said_of


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
    ],
)  # fmt: skip
def test_every_key_says_what_it_must_be_and_what_to_write(tmp_path: Path, line: str, message: str) -> None:
    assert said_of(tmp_path, line) == [message]
