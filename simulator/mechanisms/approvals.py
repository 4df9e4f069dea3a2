"""Approvals: layers that say yes or no, and take time to say it.

Claim. Every layer that must say yes is a screen: it keeps out some bad ideas and some good ones
(S13). Layers in series accept less the more there are; layers of which any may say yes accept more.
A request waits for the next sitting of a board, half its period on average (S11, P43), or in the
queue of the reviewers. Preparing a request and deciding on it cost hours of named people.

Source. Sah & Stiglitz 1986 (S13); P41-P45. Chances of passing are properties of a layer.

Off value. Nobody is asked: `mechanisms: {approvals: off}`, or `ask: []`.
"""

from __future__ import annotations

from ..kernel.compiled import compiled
from .entry import Mechanism


@compiled
def says_yes(layer, u, is_good, estimate, noise):
    """Verdict of a layer on a request.

    u: uniform draw in (0, 1); is_good: what the idea is; estimate: of its value per quarter;
    noise: what the layer multiplies the estimate by in its own reading.
    """
    if layer.judges == 1:
        return estimate * noise >= layer.threshold
    return u < (layer.pass_good if is_good else layer.pass_bad)


@compiled
def is_decided(rule_any, needed, layers, yes, no):
    """1: approved, -1: refused, 0: not decided yet, after so many layers have said yes and no."""
    if not rule_any:
        return -1 if no > 0 else 1 if yes == layers else 0
    if yes >= needed:
        return 1
    return -1 if no > layers - needed else 0


MECHANISM = Mechanism(
    name="approvals",
    claim="Layers that must say yes keep out bad ideas and good ones, and take time to say it.",
    sources=("S11", "S13", "P41", "P42", "P43", "P44", "P45"),
    keys=(
        "governance.layers",
        "governance.decision_rights",
    ),
    accounts=("preparing", "deciding"),
)
