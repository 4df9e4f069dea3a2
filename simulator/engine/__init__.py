"""When? Builds a World from a scenario and moves it from event to event."""
