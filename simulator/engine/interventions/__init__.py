"""What may be changed from Python between two events: checked here, done by compiled code."""
