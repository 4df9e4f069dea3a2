"""How many runs? Replications, on how many workers, and what they leave behind."""
