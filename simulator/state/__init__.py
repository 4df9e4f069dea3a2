"""How does the world change? Verbs on the World: rows, time, queues, tasks, capacity; they decide nothing."""
