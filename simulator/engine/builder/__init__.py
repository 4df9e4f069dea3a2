"""From a scenario to the tables of a World: Python, once before a run."""
