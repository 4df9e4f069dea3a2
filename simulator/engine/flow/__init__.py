"""What happens next: one handler for each kind of event, and who takes which work."""
