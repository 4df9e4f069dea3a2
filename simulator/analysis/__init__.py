"""What does it say? Summaries, paired comparisons, verdicts."""
