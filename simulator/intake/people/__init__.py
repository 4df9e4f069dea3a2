"""A list of people: each person once, with teams, manager and time."""
