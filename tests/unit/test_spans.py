"""Ledger and packing: nothing is lost, nothing is done twice, however spans are cut."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from simulator.studies.sweep.spans import Ledger, Packing, Span

POINTS = 4
pieces = st.lists(st.tuples(st.integers(0, POINTS - 1), st.integers(0, 12), st.integers(1, 5)), max_size=20)
wanted = st.lists(st.integers(0, 15), min_size=POINTS, max_size=POINTS)


def runs(spans: list[Span]) -> list[tuple[int, int]]:
    return [(s.point, r) for s in spans for r in range(s.first, s.first + s.replications)]


@given(pieces, wanted)
def test_what_is_missing_is_what_is_wanted_and_not_done(
    done: list[tuple[int, int, int]], want: list[int]
) -> None:
    ledger, known = Ledger(POINTS), set()
    for piece in done:
        span = Span(*piece)
        assert ledger.covers(span) == (not known.isdisjoint(runs([span])))
        ledger.add([span])
        known |= set(runs([span]))
    missing = runs(list(ledger.missing(want)))
    assert len(set(missing)) == len(missing)
    asked = {(p, r) for p in range(POINTS) for r in range(want[p])}
    assert set(missing) == asked - known
    assert ledger.done(want) == len(asked & known)


@given(wanted, st.lists(st.tuples(st.floats(0.001, 3), st.floats(0, 1)), min_size=30, max_size=30))
def test_batches_hold_every_run_once(want: list[int], taken: list[tuple[float, float]]) -> None:
    ledger, packing = Ledger(POINTS), Packing(1.0, variants=2)
    spans, left, found = ledger.missing(want), [], []
    for seconds, share in taken * 3:
        batch = packing.batch(spans, left)
        if not batch:
            break
        found += runs(batch)
        packing.learn(len(batch), 2 * len(runs(batch)), seconds, share * seconds)
    assert sorted(found) == [(p, r) for p in range(POINTS) for r in range(want[p])]


def test_a_batch_is_as_long_as_is_asked_once_it_is_known_what_a_run_takes() -> None:
    packing, left = Packing(1.0, variants=2), []
    spans = iter([Span(p, 0, 40) for p in range(10)])
    assert packing.batch(spans, left) == [Span(0, 0, 1)]
    packing.learn(1, 2, seconds=0.12, building=0.1)  # 10 ms a run, .1 s to build the scenarios of a point
    assert packing.batch(spans, left) == [Span(0, 1, 39)]
    assert packing.batch(spans, left) == [Span(1, 0, 40)]
