"""How many runs, and what do they say? Replication, execution, comparison, statistics, verdicts.

A `Study` simulates cases and writes their datasets; `compared` in `comparison.py` turns them into differences, and
`verdicts.py` holds the rules that decide. The words that are printed are made in `report/verdict.py`.
"""
