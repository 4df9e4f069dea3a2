"""On what? Compiled code, the `World` it sees, keyed chance, calendar, queues."""
