"""Why? One file is one mechanism, whole: claim, source, spec, parameters, rules, handlers, its entry."""
