"""Why? One file is one mechanism, whole: claim, source, spec, parameters, rules, its entry.

When a rule is called is the engine's business: `engine/flow/` has a handler for each kind of event. A code such as P22 or
S19 is a row of `docs/reference/evidence.md`.
"""
