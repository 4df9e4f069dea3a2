"""Whom somebody consults who has to know what another team thinks."""

from __future__ import annotations

from ...kernel.chance import CONSULTED, draw
from ...kernel.compiled import compiled
from ...state.owners import owner_of


@compiled
def consulted_team(w, item):
    """Team that is consulted: owner of the item's stage in a coupled product, or in any other."""
    u = draw(w.clock[0].seed, CONSULTED, item.owner_key, item.part_key, item.decisions)[0]
    product = coupled_product(w, item.product, u)
    if product == item.product:
        return owner_of(w, item, item.stage)  # whoever does it himself asks nobody
    return w.owner[product * w.parameters[0].stages + item.stage]


@compiled
def coupled_product(w, product, u):
    """Another product drawn by coupling with one product, evenly where there is no coupling; the
    product itself where it is the only one."""
    first, last = w.coupling_first[product], w.coupling_first[product + 1]
    total = 0.0
    for c in range(first, last):
        total += w.couplings[c].probability
    if total <= 0.0:
        others = len(w.coupling_first) - 2
        if others <= 0:
            return product
        other = min(int(u * others), others - 1)
        return other if other < product else other + 1
    for c in range(first, last):
        u -= w.couplings[c].probability / total
        if u < 0.0:
            return w.couplings[c].product
    return w.couplings[last - 1].product
