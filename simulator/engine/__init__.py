"""When? Builds a World from a scenario and moves it from event to event.

`builder/` makes the tables once, `run.py` moves one World to its end, `happen` in `loop.py` says which handler of `flow/`
belongs to which kind of event.
"""
