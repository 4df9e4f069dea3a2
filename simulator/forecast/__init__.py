"""What do means say without simulating? Workload, approvals, failures; no events."""
