"""Who looks? What a scenario says, for people: the organisation that results, and every parameter."""
