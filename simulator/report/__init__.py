"""What does one look at? What a scenario says, for people: the organisation that results, and every parameter."""
