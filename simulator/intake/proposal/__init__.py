"""From what the files say to a world, structures, and the files that are written."""
