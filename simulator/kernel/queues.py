"""Queues: pairing heaps linked through the rows of the items themselves.

The order is total: by the policy's rank, then by entry into the queue, then by ordinal, so the
shape of the heap never shows. Taking any item out costs O(log n) amortised.
"""

from __future__ import annotations

from .compiled import compiled
from .units import NONE


@compiled
def precedes(a, b):
    """Whether item a is to be taken before item b."""
    if a.rank != b.rank:
        return a.rank < b.rank
    if a.queued_at != b.queued_at:
        return a.queued_at < b.queued_at
    return a.ordinal < b.ordinal


@compiled
def meld(w, a, b):
    """Root of the union of two heaps."""
    if a == NONE:
        return b
    if b == NONE:
        return a
    if precedes(w.items[b], w.items[a]):
        a, b = b, a
    root, child = w.items[a], w.items[b]
    child.sibling = root.child
    child.previous = a
    if root.child != NONE:
        w.items[root.child].previous = b
    root.child = b
    return a


@compiled
def meld_children(w, first):
    """Two-pass pairing: meld neighbours left to right, then everything right to left."""
    pairs = NONE
    while first != NONE:
        second = w.items[first].sibling
        after = NONE
        w.items[first].sibling = NONE
        if second != NONE:
            after = w.items[second].sibling
            w.items[second].sibling = NONE
        pair = meld(w, first, second)
        w.items[pair].sibling = pairs
        pairs = pair
        first = after
    root = NONE
    while pairs != NONE:
        after = w.items[pairs].sibling
        w.items[pairs].sibling = NONE
        root = meld(w, root, pairs)
        pairs = after
    if root != NONE:
        w.items[root].previous = NONE
    return root


@compiled
def push(w, root, i):
    """Root of the queue after item i has joined it."""
    item = w.items[i]
    item.child = NONE
    item.sibling = NONE
    item.previous = NONE
    return meld(w, root, i)


@compiled
def pop(w, root):
    """Root of the queue after its first item has left."""
    return meld_children(w, w.items[root].child)


@compiled
def remove(w, root, i):
    """Root of the queue after item i has left it, from wherever it stood."""
    if i == root:
        return pop(w, root)
    item = w.items[i]
    before = w.items[item.previous]
    if before.child == i:
        before.child = item.sibling
    else:
        before.sibling = item.sibling
    if item.sibling != NONE:
        w.items[item.sibling].previous = item.previous
    rest = meld_children(w, item.child)
    return meld(w, root, rest)
