"""Keyed chance: stateless Philox4x64-10, bit-equal to `numpy.random.Philox`.

A draw is addressed by what owns it: (seed, decision point, owner, part, count). Owners are
ordinals in the world, never names and never places in a structure, so that the same opportunity
has the same value and the same effort in every structure, and switching a mechanism off disturbs
no other draw [Salmon2011]_.
"""

from __future__ import annotations

import numpy as np
from llvmlite import ir
from numba import config, types
from numba.extending import intrinsic, overload

from .compiled import compiled

# Decision points. New ones are added at the end: a number never changes its meaning.
ARRIVAL, OPPORTUNITY, ITEMS, EFFORT, STAGE, RETURNS, COUPLING, SKILL = range(8)
PHASE, VERDICT, SENT_BACK, REVIEW, DECISION_GAP, DECISION_CLASS, CONSULTED = range(8, 15)
LEAVING, VACANCY, FAILURE, INCIDENT, WRONG, FEEDBACK, USAGE, BUDGET = range(15, 23)
MISFIT, MEETING, HARM, ALIGNMENT = range(23, 27)

MULTIPLIER_0 = np.uint64(0xD2E7470EE14C6C93)
MULTIPLIER_1 = np.uint64(0xCA5A826395121157)
WEYL_0 = 0x9E3779B97F4A7C15
WEYL_1 = 0xBB67AE8584CAA73B
WORD = 2**64
UNUSED_BITS = np.uint64(12)
TO_UNIT = 2.0**-52
ROUNDS = 10

# Round r multiplies key word w by nothing but adds r times its Weyl constant (mod 2^64).
STEPS_0 = np.array([(r * WEYL_0) % WORD for r in range(ROUNDS)], np.uint64)
STEPS_1 = np.array([(r * WEYL_1) % WORD for r in range(ROUNDS)], np.uint64)


def multiply_wide(a, b):
    """High and low 64 bits of a product of two 64-bit words."""
    product = int(a) * int(b)
    return np.uint64(product >> 64), np.uint64(product % WORD)


def add_wrapping(a, b):
    """Sum modulo 2^64."""
    return np.uint64((int(a) + int(b)) % WORD)


@intrinsic
def _multiply_wide(context, a, b):
    """One machine instruction; Python has no 128-bit word to compile it from."""

    def generate(context, builder, signature, arguments):
        wide = ir.IntType(128)
        x, y = (builder.zext(argument, wide) for argument in arguments)
        product = builder.mul(x, y)
        high = builder.trunc(builder.lshr(product, ir.Constant(wide, 64)), ir.IntType(64))
        low = builder.trunc(product, ir.IntType(64))
        return context.make_tuple(builder, signature.return_type, (high, low))

    return types.UniTuple(types.uint64, 2)(types.uint64, types.uint64), generate


def _multiply_wide_in_machine_code(a, b):
    return _multiply_wide(a, b)


if not config.DISABLE_JIT:
    overload(multiply_wide, inline="always")(lambda a, b: _multiply_wide_in_machine_code)
    overload(add_wrapping, inline="always")(lambda a, b: lambda a, b: a + b)


@compiled
def philox(key_0, key_1, c0, c1, c2, c3):
    """Four 64-bit words from a key of two and a counter of four words."""
    for r in range(ROUNDS):
        high_0, low_0 = multiply_wide(MULTIPLIER_0, c0)
        high_1, low_1 = multiply_wide(MULTIPLIER_1, c2)
        k0, k1 = add_wrapping(key_0, STEPS_0[r]), add_wrapping(key_1, STEPS_1[r])
        c0, c1, c2, c3 = high_1 ^ c1 ^ k0, low_1, high_0 ^ c3 ^ k1, low_0
    return c0, c1, c2, c3


@compiled
def to_unit(word):
    """A number strictly between 0 and 1, symmetric about one half."""
    return (np.float64(word >> UNUSED_BITS) + 0.5) * TO_UNIT


@compiled
def draw(seed, point, owner, part, count):
    """Four independent uniform numbers in (0, 1) for one decision of one owner.

    seed: of the replication; point: which decision; owner, part: whose, as ordinals in the
    world; count: which repetition. All are non-negative int64.
    """
    a, b, c, d = philox(
        np.uint64(seed), np.uint64(point), np.uint64(owner), np.uint64(part), np.uint64(count), np.uint64(0)
    )
    return to_unit(a), to_unit(b), to_unit(c), to_unit(d)
