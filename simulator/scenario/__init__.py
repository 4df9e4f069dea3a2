"""What may a user write? Scenario files, read with positions, merged, checked."""
