"""A history of work: items with their stages, and what they show."""
