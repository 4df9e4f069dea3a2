"""Benchmarks against peers, in the same run. `python -m benchmarks` runs all; no test asserts a time."""
