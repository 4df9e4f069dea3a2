"""What do your own files say? Proposes a world and structures from lists of people and histories of work."""
