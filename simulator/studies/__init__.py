"""How many runs, and what do they say? Replication, execution, comparison, statistics, verdicts."""
